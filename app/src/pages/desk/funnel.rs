//! The funnel above the tabs (R63): its button, what it is narrowed down to now, and the alert for what nobody would answer
//! (R101). The choices are in `overview`.

use leptos::prelude::*;
use model::{Filter, Permission, Tab};

use super::action::Action;
use super::shortcuts;
use super::work::Work;
use crate::components::{Icon, Symbol};
use crate::state::Place;
use crate::texts;

/// Opens the choices; shows how many are made.
#[component]
pub fn FunnelButton() -> impl IntoView {
    let work = Work::expect();
    let count = Memo::new(move |_| work.filter().with(Filter::count));
    let label = move || match count.get() {
        0 => texts::funnel().to_owned(),
        count => texts::funnel_active(u32::try_from(count).unwrap_or(u32::MAX)),
    };
    let key = Action::Filter.key().and_then(shortcuts::active);
    view! {
        <button
            type="button"
            class="icon-button funnel"
            data-kind="plain"
            title=label
            aria-label=label
            aria-haspopup="dialog"
            aria-keyshortcuts=key
            data-active=move || (count.get() > 0).then_some("")
            on:click=move |_| Action::Filter.run(work)
        >
            <Icon symbol=Symbol::Funnel />
            {move || (count.get() > 0).then(|| view! { <span class="funnel-count" aria-hidden="true">{count}</span> })}
        </button>
    }
    .into_any()
}

/// Says that the list is narrowed down, with the way out of it; or that something waits that nobody would take.
#[component]
pub fn Narrowed() -> impl IntoView {
    let work = Work::expect();
    let is_narrowed = Memo::new(move |_| work.filter().with(|filter| !filter.is_empty()));
    let unowned = Memo::new(move |_| {
        let seen = work.state.read(|replica| {
            let may = replica.actor().permissions.has(Permission::AssignOthers);
            may.then(|| replica.counts().unowned)
        });
        let is_shown = work.filter().with(|filter| filter.unowned);
        seen.flatten().filter(|count| *count > 0 && !is_shown)
    });
    let show_unowned = move |_| {
        let filter = Filter {
            unowned: true,
            ..Filter::default()
        };
        let conversation = None;
        let tab = Tab::Waiting;
        work.visit(Place { tab, conversation }.path_in(&filter));
    };
    view! {
        <Show when=move || is_narrowed.get()>
            <p class="narrowed">
                <Icon symbol=Symbol::Funnel />
                <span>{move || texts::funnel_active(u32::try_from(work.filter().with(Filter::count)).unwrap_or(u32::MAX))}</span>
                <button type="button" class="text-button" on:click=move |_| work.narrow(&Filter::default())>
                    {texts::funnel_clear()}
                </button>
            </p>
        </Show>
        {move || {
            unowned
                .get()
                .map(|count| {
                    view! {
                        <button type="button" class="desk-unowned" on:click=show_unowned>
                            <Icon symbol=Symbol::Alert />
                            {texts::unowned(count)}
                        </button>
                    }
                })
        }}
    }
    .into_any()
}
