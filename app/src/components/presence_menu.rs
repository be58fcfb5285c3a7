//! What one wants to be for one's colleagues: online, on a break, or not to be seen.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use model::{Availability, Presence};

use super::{Icon, PresenceSign, Symbol};
use crate::{platform, texts};

/// A menu button that shows what one is, with the choices as radio items: the same keys as any menu.
#[component]
pub fn PresenceMenu(
    #[prop(into)] presence: Signal<Presence>,
    #[prop(into)] chosen: Signal<Availability>,
    #[prop(into)] on_choose: Callback<Availability>,
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
                return close(true);
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
                    close(true);
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
        <div class="menu presence-menu" on:focusout=on_leave>
            <button
                type="button"
                class="rail-link"
                node_ref=button
                title=label
                aria-label=label
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <PresenceSign presence=presence />
            </button>
            <Show when=move || open.get()>
                <div class="menu-list" role="menu" aria-label=label node_ref=list on:keydown=on_key>
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
