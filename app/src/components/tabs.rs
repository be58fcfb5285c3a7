//! The desk's tabs with their live counts (R85 to R88).

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::{Counts, Tab};

use crate::platform;
use crate::texts;

/// Above this, a count says only that it is above.
const SHOWN: u32 = 999;

/// Three tabs; Resolved has no count. Arrow keys choose, as in any tab list. The panel they rule has the id
/// `desk-list` and `role="tabpanel"`.
#[component]
pub fn Tabs(
    #[prop(into)] selected: Signal<Tab>,
    #[prop(into)] counts: Signal<Counts>,
    #[prop(into)] on_select: Callback<Tab>,
) -> impl IntoView {
    let count = move |tab| match tab {
        Tab::Waiting => Some(counts.get().waiting),
        Tab::InService => Some(counts.get().in_service),
        Tab::Resolved => None,
    };
    let on_key = move |event: KeyboardEvent| {
        let all = Tab::ALL;
        let at = all
            .iter()
            .position(|tab| *tab == selected.get_untracked())
            .unwrap_or_default();
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % all.len(),
            "ArrowLeft" => (at + all.len() - 1) % all.len(),
            "Home" => 0,
            "End" => all.len() - 1,
            _ => return,
        };
        event.prevent_default();
        on_select.run(all[to]);
        platform::focus_id(&tab_id(all[to]));
    };
    let tab = move |tab: Tab| {
        let is_selected = move || selected.get() == tab;
        view! {
            <button
                type="button"
                role="tab"
                class="tab"
                id=tab_id(tab)
                aria-selected=move || is_selected().to_string()
                aria-controls="desk-list"
                tabindex=move || if is_selected() { "0" } else { "-1" }
                on:click=move |_| on_select.run(tab)
            >
                <span class="tab-label">{texts::tab(tab)}</span>
                {move || count(tab).map(|count| view! { <span class="tab-count">{shown(count)}</span> })}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=texts::tabs_label() on:keydown=on_key>
            {Tab::ALL.iter().copied().map(tab).collect_view()}
        </div>
    }
    .into_any()
}

/// A tab's id, by which its panel is labelled.
pub fn tab_id(tab: Tab) -> String {
    format!("tab-{}", tab.as_str())
}

fn shown(count: u32) -> String {
    if count > SHOWN {
        format!("{SHOWN}+")
    } else {
        count.to_string()
    }
}
