//! Icons: symbols of one sprite, `public/icons/sprite.svg`.

use leptos::prelude::*;

/// The symbols of the sprite. Each exists there under its name in kebab case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    Alert,
    Back,
    Chat,
    Check,
    Checks,
    Clock,
    Close,
    Copy,
    Down,
    Eye,
    EyeOff,
    Globe,
    Moon,
    More,
    Note,
    Offline,
    Person,
    Retry,
    Return,
    Send,
    SignOut,
    Sun,
    System,
    Update,
}

impl Symbol {
    pub const ALL: &'static [Self] = &[
        Self::Alert,
        Self::Back,
        Self::Chat,
        Self::Check,
        Self::Checks,
        Self::Clock,
        Self::Close,
        Self::Copy,
        Self::Down,
        Self::Eye,
        Self::EyeOff,
        Self::Globe,
        Self::Moon,
        Self::More,
        Self::Note,
        Self::Offline,
        Self::Person,
        Self::Retry,
        Self::Return,
        Self::Send,
        Self::SignOut,
        Self::Sun,
        Self::System,
        Self::Update,
    ];

    /// Where the sprite has it.
    pub const fn href(self) -> &'static str {
        match self {
            Self::Alert => "/icons/sprite.svg#alert",
            Self::Back => "/icons/sprite.svg#back",
            Self::Chat => "/icons/sprite.svg#chat",
            Self::Check => "/icons/sprite.svg#check",
            Self::Checks => "/icons/sprite.svg#checks",
            Self::Clock => "/icons/sprite.svg#clock",
            Self::Close => "/icons/sprite.svg#close",
            Self::Copy => "/icons/sprite.svg#copy",
            Self::Down => "/icons/sprite.svg#down",
            Self::Eye => "/icons/sprite.svg#eye",
            Self::EyeOff => "/icons/sprite.svg#eye-off",
            Self::Globe => "/icons/sprite.svg#globe",
            Self::Moon => "/icons/sprite.svg#moon",
            Self::More => "/icons/sprite.svg#more",
            Self::Note => "/icons/sprite.svg#note",
            Self::Offline => "/icons/sprite.svg#offline",
            Self::Person => "/icons/sprite.svg#person",
            Self::Retry => "/icons/sprite.svg#retry",
            Self::Return => "/icons/sprite.svg#return",
            Self::Send => "/icons/sprite.svg#send",
            Self::SignOut => "/icons/sprite.svg#sign-out",
            Self::Sun => "/icons/sprite.svg#sun",
            Self::System => "/icons/sprite.svg#system",
            Self::Update => "/icons/sprite.svg#update",
        }
    }
}

/// A symbol in the colour of its text. Always beside a word or inside a control that has one: hidden from readers.
#[component]
pub fn Icon(#[prop(into)] symbol: Signal<Symbol>) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use href=move || symbol.get().href()></use>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::Symbol;

    #[test]
    fn every_symbol_is_in_the_sprite() {
        let sprite = include_str!("../../../public/icons/sprite.svg");
        for symbol in Symbol::ALL {
            let (_, name) = symbol.href().split_once('#').expect("an address within the sprite");
            assert!(sprite.contains(&format!("<symbol id=\"{name}\"")), "{name}");
        }
    }
}
