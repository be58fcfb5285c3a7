//! The rail: the way to everything that there is.

use leptos::prelude::*;

use model::{Availability, Presence};

use super::{Avatar, Icon, PresenceMenu, Symbol};
use crate::texts;

/// A place that the rail leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Desk,
    Conversations,
    Settings,
    Profile,
}

/// On the left on wide screens, at the foot of narrow ones. Nothing in it depends on the user before `user` is known.
#[component]
pub fn Rail(
    #[prop(into)] place: Signal<Option<Place>>,
    #[prop(into)] user: Signal<Option<String>>,
    /// The address of the user's picture.
    #[prop(into)]
    photo: Signal<Option<String>>,
    #[prop(into)] presence: Signal<Presence>,
    #[prop(into)] availability: Signal<Availability>,
    #[prop(into)] on_choose: Callback<Availability>,
    /// The user may change more than the own profile.
    #[prop(into)]
    has_settings: Signal<bool>,
) -> impl IntoView {
    let current = move |here: Place| move || (place.get() == Some(here)).then_some("page");
    let profile_label = move || match user.get() {
        Some(name) => format!("{}: {name}", texts::rail_profile()),
        None => texts::rail_profile().to_owned(),
    };
    view! {
        <nav class="rail" aria-label=texts::rail_label()>
            <span class="rail-mark" aria-hidden="true">
                "B"
            </span>
            <a
                class="rail-link"
                href="/desk/waiting"
                title=texts::rail_desk()
                aria-label=texts::rail_desk()
                aria-current=current(Place::Desk)
            >
                <Icon symbol=Symbol::Chat />
            </a>
            <a
                class="rail-link"
                href="/conversations"
                title=texts::table_title()
                aria-label=texts::table_title()
                aria-current=current(Place::Conversations)
            >
                <Icon symbol=Symbol::Table />
            </a>
            <div class="rail-foot">
            <Show when=move || has_settings.get()>
                <a
                    class="rail-link"
                    href="/settings"
                    title=texts::settings_title()
                    aria-label=texts::settings_title()
                    aria-current=current(Place::Settings)
                >
                    <Icon symbol=Symbol::Settings />
                </a>
            </Show>
            <Show when=move || user.with(Option::is_some)>
                <PresenceMenu presence=presence chosen=availability on_choose=on_choose />
            </Show>
            <a
                class="rail-link"
                href="/settings/profile"
                title=profile_label
                aria-label=profile_label
                aria-current=current(Place::Profile)
            >
                {move || match user.get() {
                    Some(name) => view! { <Avatar name=name photo=photo /> }.into_any(),
                    None => view! { <Icon symbol=Symbol::Person /> }.into_any(),
                }}
            </a>
            </div>
        </nav>
    }
    .into_any()
}
