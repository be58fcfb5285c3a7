//! `/settings/inboxes/{id}/routing`: how an inbox hands out what waits in it (R157, R158).

mod number;
mod order;

use leptos::prelude::*;
use model::{Distribution, InboxId, InboxRouting, OFFER_LEAST, OFFER_MOST, RoutingSettings};

use super::form::{
    Draft, FormState, LanguageTabs, SelectField, SelectOption, SettingsForm, Switch, WordingField, WordingInput,
    tell_saved,
};
use super::loaded::loaded;
use super::shell::SettingsShell;
use crate::state::DeskState;
use crate::{api, texts::later as texts};
use number::{NumberField, NumberInput};
use order::Order;

/// How many conversations an agent has at most, where the limit is switched on.
const USUAL_LIMIT: u32 = 5;
const SECOND: i64 = 1_000;
const FIELDS: &[&str] = &["at_most", "offer_ms", "nobody_text"];

pub fn page(id: &str) -> AnyView {
    let inbox = InboxId(id.parse().unwrap_or_default());
    let data = LocalResource::new(move || api::inbox_routing(inbox));
    let on_reload = Callback::new(move |()| data.refetch());
    loaded(data, move |routing| {
        view! { <RoutingEditor inbox=inbox routing=routing on_reload=on_reload /> }.into_any()
    })
    .into_any()
}

fn label(distribution: Distribution) -> &'static str {
    match distribution {
        Distribution::Everyone => texts::routing_everyone(),
        Distribution::Evenly => texts::routing_evenly(),
        Distribution::InOrder => texts::routing_in_order(),
    }
}

fn about(distribution: Distribution) -> &'static str {
    match distribution {
        Distribution::Everyone => texts::routing_everyone_hint(),
        Distribution::Evenly => texts::routing_evenly_hint(),
        Distribution::InOrder => texts::routing_in_order_hint(),
    }
}

#[component]
fn RoutingEditor(inbox: InboxId, routing: InboxRouting, #[prop(into)] on_reload: Callback<()>) -> impl IntoView {
    let state = DeskState::expect();
    let InboxRouting { settings, version } = routing;
    let version = RwSignal::new(version);
    let draft = Draft::new(settings);
    let form = FormState::new(draft.dirty());
    let name = move || {
        let name = state.read(|replica| {
            let found = replica.directory().inboxes.iter().find(|it| it.id == inbox);
            found.map(|it| it.name.clone())
        });
        name.flatten().unwrap_or_default()
    };
    let title = Signal::derive(move || texts::routing_title(&name()));
    let save = move |()| {
        let routing = InboxRouting {
            settings: draft.now.get_untracked(),
            version: version.get_untracked(),
        };
        form.send(api::set_inbox_routing(inbox, routing), move |stored| {
            version.set(stored.version);
            draft.is_saved(stored.settings);
            tell_saved();
        });
    };
    let hands_out = Memo::new(move |_| draft.now.with(RoutingSettings::hands_out));
    let in_order = Memo::new(move |_| draft.now.with(|now| now.distribution == Distribution::InOrder));
    view! {
        <SettingsShell title=title back=(format!("/settings/inboxes/{inbox}"), texts::routing_back())>
            <SettingsForm
                form=form
                fields=FIELDS
                on_save=save
                on_discard=move |()| draft.discard()
                on_reload=on_reload
            >
                <Who draft=draft />
                <Show when=move || in_order.get()>
                    <Order draft=draft />
                </Show>
                <Show when=move || hands_out.get()>
                    <Offering draft=draft form=form />
                    <Nobody draft=draft form=form />
                </Show>
            </SettingsForm>
        </SettingsShell>
    }
    .into_any()
}

/// Who gets what waits.
#[component]
fn Who(draft: Draft<RoutingSettings>) -> impl IntoView {
    let options = Distribution::ALL.iter().map(|distribution| SelectOption {
        value: distribution.as_str().to_owned(),
        label: label(*distribution).to_owned(),
    });
    let value = Signal::derive(move || draft.now.with(|now| now.distribution.as_str().to_owned()));
    let write = Callback::new(move |word: String| {
        let chosen = Distribution::parse(&word).unwrap_or(Distribution::Everyone);
        draft.now.update(|now| now.distribution = chosen);
    });
    view! {
        <section class="card settings-fields">
            <SelectField
                name="distribution"
                label=texts::routing_distribution()
                options=Signal::stored(options.collect::<Vec<_>>())
                bound=(value, write)
            />
            <p class="settings-lead">{move || draft.now.with(|now| about(now.distribution))}</p>
            <Switch
                label=texts::routing_support_agent()
                hint=texts::routing_support_agent_hint()
                on=Signal::derive(move || draft.now.with(|now| now.support_agent))
                on_change=move |on| draft.now.update(|now| now.support_agent = on)
            />
        </section>
    }
    .into_any()
}

/// How much, and for how long.
#[component]
fn Offering(draft: Draft<RoutingSettings>, form: FormState) -> impl IntoView {
    let limit = Signal::derive(move || draft.now.with(|now| now.at_most.map(i64::from)));
    let is_limited = Signal::derive(move || limit.get().is_some());
    let set_limit = move |most: i64| {
        let most = u32::try_from(most).unwrap_or(USUAL_LIMIT);
        draft.now.update(|now| now.at_most = Some(most));
    };
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::routing_offers()}</h2>
            <NumberField
                input=NumberInput {
                    name: "offer_ms",
                    label: texts::routing_offer_seconds(),
                    hint: Some(texts::routing_offer_seconds_hint()),
                    least: OFFER_LEAST / SECOND,
                    most: OFFER_MOST / SECOND,
                }
                value=Signal::derive(move || draft.now.with(|now| now.offer_ms / SECOND))
                on_change=move |seconds: i64| draft.now.update(|now| now.offer_ms = seconds * SECOND)
                error=form.error("offer_ms")
            />
            <Switch
                label=texts::routing_limit()
                hint=texts::routing_limit_hint()
                on=is_limited
                on_change=move |on: bool| draft.now.update(|now| now.at_most = on.then_some(USUAL_LIMIT))
            />
            <Show when=move || is_limited.get()>
                <NumberField
                    input=NumberInput {
                        name: "at_most",
                        label: texts::routing_at_most(),
                        hint: None,
                        least: 1,
                        most: i64::from(model::AT_MOST),
                    }
                    value=Signal::derive(move || limit.get().unwrap_or_default())
                    on_change=set_limit
                    error=form.error("at_most")
                />
            </Show>
        </section>
    }
    .into_any()
}

/// What the customer is told when there is nobody.
#[component]
fn Nobody(draft: Draft<RoutingSettings>, form: FormState) -> impl IntoView {
    let language = RwSignal::new(texts::language());
    view! {
        <section class="card settings-fields">
            <div class="card-head">
                <h2 class="card-title">{texts::routing_nobody()}</h2>
                <LanguageTabs name="nobody_language" language=language />
            </div>
            <WordingField
                input=WordingInput {
                    name: "nobody_text",
                    label: texts::routing_nobody_text(),
                    hint: Some(texts::routing_nobody_text_hint()),
                    long: true,
                    longest: 2_000,
                }
                draft=draft
                part=|now| &mut now.nobody_text
                language=language
                error=form.error("nobody_text")
            />
        </section>
    }
    .into_any()
}
