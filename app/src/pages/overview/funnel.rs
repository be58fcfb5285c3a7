//! What the lists can be narrowed down to: switches, and of tags, users, departments and connections any number (R63 to R67).
//! The list behind follows each tick.

use leptos::prelude::*;
use model::{Filter, Permission, UserId};

use super::opened;
use crate::components::{Button, ButtonKind, Dialog};
use crate::pages::desk::work::Work;
use crate::texts;

/// Of what a list of ids in a filter is.
type Chosen<T> = fn(&mut Filter) -> &mut Vec<T>;
/// A switch of a filter.
type Switch = fn(&mut Filter) -> &mut bool;

#[component]
pub fn FunnelDialog() -> impl IntoView {
    let work = Work::expect();
    let open = opened(work, || ());
    let directory = work
        .state
        .peek(|replica| replica.directory().clone())
        .unwrap_or_default();
    let me = work.state.peek(|replica| replica.actor().user);
    let sees_unowned = work
        .state
        .peek(|replica| replica.actor().permissions.has(Permission::AssignOthers))
        .unwrap_or_default();
    let users = directory.users.iter().filter(|user| user.enabled);
    let users: Vec<(UserId, String)> = users
        .map(|user| {
            let name = &user.name;
            let is_me = Some(user.id) == me;
            (user.id, if is_me { texts::funnel_me(name) } else { name.clone() })
        })
        .collect();
    let tags = directory.tags.into_iter().map(|it| (it.id, it.name)).collect();
    let departments = directory.departments.into_iter().map(|it| (it.id, it.name)).collect();
    let connections = directory.connections.into_iter().map(|it| (it.id, it.name)).collect();
    let mut switches: Vec<(&'static str, Switch)> = vec![
        (texts::funnel_unread(), |filter| &mut filter.unread),
        (texts::funnel_mine(), |filter| &mut filter.mine_and_new),
        (texts::funnel_only_active(), |filter| &mut filter.active),
    ];
    if sees_unowned {
        switches.push((texts::funnel_unowned(), |filter| &mut filter.unowned));
    }
    let switch = move |(label, field): (&'static str, Switch)| {
        let is_on = move || work.filter().with(|filter| *field(&mut filter.clone()));
        let flip = move |()| {
            let mut filter = work.filter().get_untracked();
            let on = field(&mut filter);
            *on = !*on;
            work.narrow(&filter);
        };
        view! { <Tick label=label.to_owned() on=Signal::derive(is_on) flip=Callback::new(flip) /> }
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::funnel().to_owned())>
            <div class="dialog-body funnel-choices">
                <fieldset class="funnel-group">
                    <legend class="details-title">{texts::funnel_show()}</legend>
                    {switches.into_iter().map(switch).collect_view()}
                </fieldset>
                {group(work, texts::funnel_tags(), tags, |it| &mut it.tags)}
                {group(work, texts::funnel_users(), users, |it| &mut it.users)}
                {group(work, texts::field_departments(), departments, |it| &mut it.departments)}
                {group(work, texts::funnel_connections(), connections, |it| &mut it.connections)}
            </div>
            <div class="dialog-answers">
                <Button
                    kind=ButtonKind::Quiet
                    disabled=Signal::derive(move || work.filter().with(Filter::is_empty))
                    on_press=move |()| work.narrow(&Filter::default())
                >
                    {texts::funnel_clear()}
                </Button>
                <Button kind=ButtonKind::Primary on_press=move |()| open.set(false)>
                    {texts::funnel_done()}
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// One kind of thing, each with a tick. Nothing where there is none.
fn group<T>(work: Work, title: &'static str, all: Vec<(T, String)>, field: Chosen<T>) -> AnyView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    if all.is_empty() {
        return ().into_any();
    }
    let tick = move |(id, label): (T, String)| {
        let is_on = move || work.filter().with(|filter| field(&mut filter.clone()).contains(&id));
        let flip = move |()| {
            let mut filter = work.filter().get_untracked();
            let chosen = field(&mut filter);
            if chosen.contains(&id) {
                chosen.retain(|other| *other != id);
            } else {
                chosen.push(id);
            }
            work.narrow(&filter);
        };
        view! { <Tick label=label on=Signal::derive(is_on) flip=Callback::new(flip) /> }
    };
    view! {
        <fieldset class="funnel-group">
            <legend class="details-title">{title}</legend>
            {all.into_iter().map(tick).collect_view()}
        </fieldset>
    }
    .into_any()
}

#[component]
fn Tick(label: String, on: Signal<bool>, flip: Callback<()>) -> impl IntoView {
    view! {
        <label class="funnel-tick">
            <input type="checkbox" prop:checked=on on:change=move |_| flip.run(()) />
            <span>{label}</span>
        </label>
    }
    .into_any()
}
