//! What one wants to be for one's colleagues: online, on a break, or not to be seen.

use leptos::prelude::*;
use model::{Availability, Presence};

use super::popup::Popup;
use super::{Icon, PresenceSign, Symbol};
use crate::texts;

/// A menu button that shows what one is, with the choices as radio items: the same keys as any menu.
#[component]
pub fn PresenceMenu(
    #[prop(into)] presence: Signal<Presence>,
    #[prop(into)] chosen: Signal<Availability>,
    #[prop(into)] on_choose: Callback<Availability>,
) -> impl IntoView {
    let popup = Popup::new();
    let label = move || texts::your_presence(texts::presence(presence.get()));
    let item = move |availability: Availability| {
        let is_chosen = move || chosen.get() == availability;
        view! {
            <button
                type="button"
                role="menuitemradio"
                class="menu-item"
                tabindex="-1"
                aria-checked=move || is_chosen().to_string()
                on:click=move |_| {
                    popup.close();
                    on_choose.run(availability);
                }
            >
                <PresenceSign presence=Signal::stored(as_seen(availability)) />
                <span class="menu-word">{texts::availability(availability)}</span>
                <Show when=is_chosen>
                    <Icon symbol=Symbol::Check />
                </Show>
            </button>
        }
    };
    view! {
        <div class="menu presence-menu" on:focusout=move |event| popup.on_leave(&event)>
            <button
                type="button"
                class="rail-link"
                node_ref=popup.button
                title=label
                aria-label=label
                aria-haspopup="menu"
                aria-expanded=move || popup.open.get().to_string()
                on:click=move |_| popup.toggle()
            >
                <PresenceSign presence=presence />
            </button>
            <Show when=move || popup.open.get()>
                <div class="menu-list" role="menu" aria-label=label node_ref=popup.list on:keydown=move |event| popup.on_key(&event)>
                    {Availability::ALL.iter().copied().map(item).collect_view()}
                </div>
            </Show>
        </div>
    }
    .into_any()
}

fn as_seen(availability: Availability) -> Presence {
    match availability {
        Availability::Online => Presence::Online,
        Availability::OnBreak => Presence::OnBreak,
        Availability::AppearOffline => Presence::Offline,
    }
}
