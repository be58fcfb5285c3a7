//! A button that opens a list of things to do (R114).

use leptos::prelude::*;

use super::popup::Popup;
use super::{Icon, Symbol};

/// One thing to do.
#[derive(Debug, Clone)]
pub struct MenuItem {
    pub label: String,
    pub symbol: Symbol,
    /// The key that does the same, as `aria-keyshortcuts` writes it and as people read it.
    pub key: Option<(&'static str, String)>,
    /// Shown as something that cannot be undone.
    pub danger: bool,
    /// Stands beside the menu as a button where there is room; then the menu leaves it out.
    pub also_button: bool,
    pub on_select: Callback<()>,
}

/// A menu button with its entries.
#[component]
pub fn Menu(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] symbol: Option<Symbol>,
    #[prop(into)] items: Signal<Vec<MenuItem>>,
) -> impl IntoView {
    let popup = Popup::new();
    view! {
        <div class="menu" on:focusout=move |event| popup.on_leave(&event)>
            <button
                type="button"
                class="icon-button"
                data-kind="plain"
                node_ref=popup.button
                title=label
                aria-label=label
                aria-haspopup="menu"
                aria-expanded=move || popup.open.get().to_string()
                on:click=move |_| popup.toggle()
            >
                <Icon symbol=symbol.unwrap_or(Symbol::More) />
            </button>
            <Show when=move || popup.open.get()>
                <div class="menu-list" role="menu" aria-label=label node_ref=popup.list on:keydown=move |event| popup.on_key(&event)>
                    {move || {
                        items
                            .get()
                            .into_iter()
                            .map(|item| view! { <MenuEntry item=item on_close=move |()| popup.close() /> })
                            .collect_view()
                    }}
                </div>
            </Show>
        </div>
    }
    .into_any()
}

/// One entry of an open menu. `on_close` before what it does: the focus is back by then.
#[component]
pub(super) fn MenuEntry(item: MenuItem, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let on_select = item.on_select;
    let (shortcut, key) = item.key.unzip();
    view! {
        <button
            type="button"
            role="menuitem"
            class="menu-item"
            tabindex="-1"
            aria-keyshortcuts=shortcut
            data-danger=item.danger.then_some("")
            data-also-button=item.also_button.then_some("")
            on:click=move |_| {
                on_close.run(());
                on_select.run(());
            }
        >
            <Icon symbol=item.symbol />
            <span class="menu-word">{item.label}</span>
            {key.map(|key| view! { <kbd class="key" aria-hidden="true">{key}</kbd> })}
        </button>
    }
    .into_any()
}
