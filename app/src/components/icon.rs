//! Icons: symbols of one sprite, `public/icons/sprite.svg`.

use leptos::prelude::*;

/// The symbols of the sprite. Each exists there under its name in kebab case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    Add,
    Alert,
    Back,
    Bin,
    Bolt,
    Chat,
    Check,
    Checks,
    Clip,
    Clock,
    Close,
    Copy,
    Dislike,
    Document,
    Down,
    Eye,
    EyeOff,
    Film,
    Form,
    Funnel,
    Forward,
    Globe,
    Inbox,
    Info,
    Jump,
    Key,
    Keyboard,
    Like,
    Menu,
    Microphone,
    Minus,
    Moon,
    More,
    Note,
    Offline,
    Pencil,
    Person,
    Picture,
    Pin,
    Reply,
    Retry,
    Return,
    Search,
    Send,
    Settings,
    Smile,
    SignOut,
    Sound,
    Spam,
    Star,
    Stop,
    Sun,
    System,
    Table,
    Tag,
    Team,
    Transfer,
    Trash,
    Up,
    Update,
}

impl Symbol {
    pub const ALL: &'static [Self] = &[
        Self::Add,
        Self::Alert,
        Self::Back,
        Self::Bin,
        Self::Bolt,
        Self::Chat,
        Self::Check,
        Self::Checks,
        Self::Clip,
        Self::Clock,
        Self::Close,
        Self::Copy,
        Self::Dislike,
        Self::Document,
        Self::Down,
        Self::Eye,
        Self::EyeOff,
        Self::Film,
        Self::Form,
        Self::Funnel,
        Self::Forward,
        Self::Globe,
        Self::Inbox,
        Self::Info,
        Self::Jump,
        Self::Key,
        Self::Keyboard,
        Self::Like,
        Self::Menu,
        Self::Microphone,
        Self::Minus,
        Self::Moon,
        Self::More,
        Self::Note,
        Self::Offline,
        Self::Pencil,
        Self::Person,
        Self::Picture,
        Self::Pin,
        Self::Reply,
        Self::Retry,
        Self::Return,
        Self::Search,
        Self::Send,
        Self::Settings,
        Self::Smile,
        Self::SignOut,
        Self::Sound,
        Self::Spam,
        Self::Star,
        Self::Stop,
        Self::Sun,
        Self::System,
        Self::Table,
        Self::Tag,
        Self::Team,
        Self::Transfer,
        Self::Trash,
        Self::Up,
        Self::Update,
    ];

    /// Where the sprite has it.
    pub const fn href(self) -> &'static str {
        match self {
            Self::Add => "/icons/sprite.svg#add",
            Self::Alert => "/icons/sprite.svg#alert",
            Self::Back => "/icons/sprite.svg#back",
            Self::Bin => "/icons/sprite.svg#bin",
            Self::Bolt => "/icons/sprite.svg#bolt",
            Self::Chat => "/icons/sprite.svg#chat",
            Self::Check => "/icons/sprite.svg#check",
            Self::Checks => "/icons/sprite.svg#checks",
            Self::Clip => "/icons/sprite.svg#clip",
            Self::Clock => "/icons/sprite.svg#clock",
            Self::Close => "/icons/sprite.svg#close",
            Self::Copy => "/icons/sprite.svg#copy",
            Self::Dislike => "/icons/sprite.svg#dislike",
            Self::Document => "/icons/sprite.svg#document",
            Self::Down => "/icons/sprite.svg#down",
            Self::Eye => "/icons/sprite.svg#eye",
            Self::EyeOff => "/icons/sprite.svg#eye-off",
            Self::Film => "/icons/sprite.svg#film",
            Self::Form => "/icons/sprite.svg#form",
            Self::Funnel => "/icons/sprite.svg#funnel",
            Self::Forward => "/icons/sprite.svg#forward",
            Self::Globe => "/icons/sprite.svg#globe",
            Self::Inbox => "/icons/sprite.svg#inbox",
            Self::Info => "/icons/sprite.svg#info",
            Self::Jump => "/icons/sprite.svg#jump",
            Self::Key => "/icons/sprite.svg#key",
            Self::Keyboard => "/icons/sprite.svg#keyboard",
            Self::Like => "/icons/sprite.svg#like",
            Self::Menu => "/icons/sprite.svg#menu",
            Self::Microphone => "/icons/sprite.svg#microphone",
            Self::Minus => "/icons/sprite.svg#minus",
            Self::Moon => "/icons/sprite.svg#moon",
            Self::More => "/icons/sprite.svg#more",
            Self::Note => "/icons/sprite.svg#note",
            Self::Offline => "/icons/sprite.svg#offline",
            Self::Pencil => "/icons/sprite.svg#pencil",
            Self::Person => "/icons/sprite.svg#person",
            Self::Picture => "/icons/sprite.svg#picture",
            Self::Pin => "/icons/sprite.svg#pin",
            Self::Reply => "/icons/sprite.svg#reply",
            Self::Retry => "/icons/sprite.svg#retry",
            Self::Return => "/icons/sprite.svg#return",
            Self::Search => "/icons/sprite.svg#search",
            Self::Send => "/icons/sprite.svg#send",
            Self::Settings => "/icons/sprite.svg#settings",
            Self::Smile => "/icons/sprite.svg#smile",
            Self::SignOut => "/icons/sprite.svg#sign-out",
            Self::Sound => "/icons/sprite.svg#sound",
            Self::Spam => "/icons/sprite.svg#spam",
            Self::Star => "/icons/sprite.svg#star",
            Self::Stop => "/icons/sprite.svg#stop",
            Self::Sun => "/icons/sprite.svg#sun",
            Self::System => "/icons/sprite.svg#system",
            Self::Table => "/icons/sprite.svg#table",
            Self::Tag => "/icons/sprite.svg#tag",
            Self::Team => "/icons/sprite.svg#team",
            Self::Transfer => "/icons/sprite.svg#transfer",
            Self::Trash => "/icons/sprite.svg#trash",
            Self::Up => "/icons/sprite.svg#up",
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
