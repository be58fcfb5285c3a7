//! A button that opens a list of things to do (R114).

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;

use super::{Icon, Symbol};
use crate::platform;

/// One thing to do.
#[derive(Debug, Clone)]
pub struct MenuItem {
    pub label: String,
    pub symbol: Symbol,
    /// Shown as something that cannot be undone.
    pub danger: bool,
    /// Stands beside the menu as a button where there is room; then the menu leaves it out.
    pub also_button: bool,
    pub on_select: Callback<()>,
}

/// The menu button pattern: arrows move, Enter selects, Escape and leaving close; the focus returns to the button.
#[component]
pub fn Menu(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] symbol: Option<Symbol>,
    #[prop(into)] items: Signal<Vec<MenuItem>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let close = move |return_focus: bool| {
        open.set(false);
        if return_focus {
            platform::focus(button);
        }
    };
    Effect::new(move || {
        if open.get()
            && let Some(list) = list.get()
        {
            platform::focus_within(&list, 0);
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "Escape" => {
                event.stop_propagation();
                close(true);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(list) = list.get_untracked() {
            platform::move_focus(&list, step);
        }
    };
    let on_leave = move |event: FocusEvent| {
        // The focus also leaves when the menu itself goes away.
        if open.try_get_untracked() == Some(true) && !platform::focus_stays(&event) {
            close(false);
        }
    };
    let item = move |item: MenuItem| {
        let on_select = item.on_select;
        view! {
            <button
                type="button"
                role="menuitem"
                class="menu-item"
                tabindex="-1"
                data-danger=item.danger.then_some("")
                data-also-button=item.also_button.then_some("")
                on:click=move |_| {
                    close(true);
                    on_select.run(());
                }
            >
                <Icon symbol=item.symbol />
                {item.label}
            </button>
        }
    };
    view! {
        <div class="menu" on:focusout=on_leave>
            <button
                type="button"
                class="icon-button"
                data-kind="plain"
                node_ref=button
                title=label
                aria-label=label
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon symbol=symbol.unwrap_or(Symbol::More) />
            </button>
            <Show when=move || open.get()>
                <div class="menu-list" role="menu" aria-label=label node_ref=list on:keydown=on_key>
                    {move || items.get().into_iter().map(item).collect_view()}
                </div>
            </Show>
        </div>
    }
    .into_any()
}
