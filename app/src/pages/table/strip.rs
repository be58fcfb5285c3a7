//! The strip above the table: how many wait and how long, who is there and how much each has (R169); how many conversations
//! there are, and what is new.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{AgentLoad, Choice, Column, Condition, Field, Presence, Supervision, Test};

use super::jump::Jump;
use super::panel::Panel;
use super::shown::Table;
use crate::components::{Icon, PresenceSign, Symbol};
use crate::{api, format, texts::later as texts};

/// How long after a change the numbers are asked for again: meanwhile more may change.
const PAUSE: Duration = Duration::from_secs(2);

/// The numbers, kept up to date. Copied freely.
#[derive(Clone, Copy)]
pub struct Numbers {
    now: RwSignal<Option<Supervision>>,
    waits: StoredValue<bool>,
}

impl Numbers {
    pub fn new() -> Self {
        Self {
            now: RwSignal::new(None),
            waits: StoredValue::new(false),
        }
    }

    pub fn fetch(self) {
        spawn_local(async move {
            if let Ok(now) = api::supervision().await {
                // The page may be gone by now.
                let _ = self.now.try_set(Some(now));
            }
        });
    }

    /// Something has changed.
    pub fn change(self) {
        if self.waits.get_value() {
            return;
        }
        self.waits.set_value(true);
        set_timeout(
            move || {
                if self.waits.try_update_value(|waits| *waits = false).is_some() {
                    self.fetch();
                }
            },
            PAUSE,
        );
    }
}

fn online(now: &Supervision) -> usize {
    now.agents.iter().filter(|it| it.presence != Presence::Offline).count()
}

/// How many conversations each of those has who are there, or have any.
fn held_each(now: &Supervision) -> Option<String> {
    let holding = now
        .agents
        .iter()
        .filter(|it| it.presence != Presence::Offline || it.holds > 0);
    let (count, all) = holding.fold((0_u32, 0_u32), |(count, all), it| (count + 1, all + it.holds));
    (count > 0).then(|| format::number(f64::from(all) / f64::from(count)))
}

#[component]
pub fn Strip(numbers: Numbers) -> impl IntoView {
    let table = Table::expect();
    let state = table.state();
    let rows = table.rows();
    // Who comes and goes is told by the socket.
    Effect::new(move |before: Option<()>| {
        state.presences.track();
        if before.is_some() {
            numbers.change();
        }
    });
    let waiting = move || numbers.now.with(|now| now.as_ref().map(|now| now.waiting));
    let longest = move || {
        let since = numbers.now.with(|now| now.as_ref().and_then(|now| now.longest_since));
        since.map_or_else(
            || texts::details_none().to_owned(),
            |since| format::duration(since, state.now.get()),
        )
    };
    let online = Memo::new(move |_| numbers.now.with(|now| now.as_ref().map(online)));
    let each = move || numbers.now.with(|now| now.as_ref().and_then(held_each));
    let count = move || {
        let count = rows.count.get()?;
        Some(if count.more {
            texts::table_count_more(&format::number(f64::from(count.rows)))
        } else {
            texts::table_count(count.rows)
        })
    };
    let fresh = Memo::new(move |_| rows.fresh.with(|fresh| u32::try_from(fresh.len()).unwrap_or(u32::MAX)));
    let open = RwSignal::new(false);
    view! {
        <section class="strip" aria-label=texts::table_strip()>
            {move || {
                waiting()
                    .map(|count| {
                        view! {
                            <span class="strip-fact" data-waits=(count > 0).then_some("")>
                                <strong>{format::number(f64::from(count))}</strong>
                                {texts::table_strip_waiting()}
                            </span>
                        }
                    })
            }}
            <span class="strip-fact">
                <strong>{longest}</strong>
                {texts::table_strip_longest()}
            </span>
            <Panel
                open=open
                label=Signal::stored(texts::table_strip_agents().to_owned())
                look=("strip-fact strip-agents", "quiet")
                face=move || {
                    view! {
                        <strong>{move || online.get().map(|count| count.to_string())}</strong>
                        {texts::table_strip_online()}
                        <Icon symbol=Symbol::Down />
                    }
                }
            >
                <Agents numbers=numbers open=open />
            </Panel>
            {move || {
                each()
                    .map(|each| {
                        view! {
                            <span class="strip-fact">
                                <strong>{each}</strong>
                                {texts::table_strip_held()}
                            </span>
                        }
                    })
            }}
            <span class="strip-count">{count}</span>
            <span role="status">
                {move || {
                    (fresh.get() > 0)
                        .then(|| {
                            view! {
                                <button type="button" class="strip-new" on:click=move |_| rows.again()>
                                    {texts::table_new(fresh.get())}
                                    <Icon symbol=Symbol::Update />
                                    <span class="sr-only">{texts::table_new_show()}</span>
                                </button>
                            }
                        })
                }}
            </span>
            <Jump />
        </section>
    }
    .into_any()
}

/// Who is there, and how much each has; a press shows it in the table.
#[component]
fn Agents(numbers: Numbers, open: RwSignal<bool>) -> impl IntoView {
    let table = Table::expect();
    let line = move |AgentLoad { user, presence, holds }: AgentLoad| {
        let name = table
            .directory()
            .with(|it| it.user_name(user).unwrap_or(texts::somebody()).to_owned());
        let show = move |_| {
            open.set(false);
            let agent = Condition {
                field: Field::Column(Column::Agent),
                test: Test::OneOf(vec![Choice::Id(user.0)]),
            };
            table.narrow([vec![agent], super::filter::active()].concat());
        };
        view! {
            <li>
                <button type="button" class="agent-load" on:click=show>
                    <PresenceSign presence=Signal::stored(presence) />
                    <span class="agent-load-name">{name}</span>
                    <span class="agent-load-presence">{texts::presence(presence)}</span>
                    <strong>{holds}</strong>
                </button>
            </li>
        }
    };
    let agents = move || {
        let mut agents = numbers
            .now
            .with(|now| now.as_ref().map(|now| now.agents.clone()).unwrap_or_default());
        agents.sort_by_key(|it| std::cmp::Reverse(it.holds));
        agents
    };
    view! { <ul class="agent-loads">{move || agents().into_iter().map(line).collect_view()}</ul> }.into_any()
}
