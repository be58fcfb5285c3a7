//! Everything that keys, menus and the palette do: each action once, with its word, its key, when it is possible and what it
//! does.
//!
//! What a part of the page does that may not be there yet (to write, to search) is asked of that part's own button or field:
//! where there is none, the action is not possible.

use std::borrow::Cow;

use leptos::prelude::*;
use model::{Availability, Conversation, Tab};

use super::deed::Deed;
use super::work::{Question, Work};
use crate::components::Symbol;
use crate::pages::settings::Section;
use crate::state::Place;
use crate::theme::Theme;
use crate::{platform, texts};

/// Where the composer's text stands.
const COMPOSER: &str = ".composer-text";
/// The switch to internal notes, while it is off.
const NOTE_SWITCH: &str = ".note-switch[aria-pressed=\"false\"]";
const SEARCH: &str = ".search-input";
const FUNNEL: &str = ".funnel";
const BEGIN: &str = ".begin button";
const DETAILS: &str = ".conversation-info button";

/// Something that can be done with one key or one line of the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The conversation below the open one.
    Next,
    Previous,
    Search,
    /// Chooses what the lists are narrowed down to.
    Filter,
    /// Writes to a contact first (R186).
    Begin,
    Reply,
    Note,
    Details,
    Deed(Deed),
    Show(Tab),
    Palette,
    Keys,
    Settings(Section),
    Be(Availability),
    Look(Theme),
}

/// What belongs together in the list of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Around,
    Conversation,
    Everywhere,
}

impl Action {
    /// All that have keys.
    pub fn with_keys() -> impl Iterator<Item = Self> {
        let tabs = Tab::ALL.iter().copied().map(Self::Show);
        let deeds = Deed::ALL.iter().copied().map(Self::Deed);
        [Self::Next, Self::Previous, Self::Search, Self::Filter, Self::Begin]
            .into_iter()
            .chain(tabs)
            .chain([Self::Reply, Self::Note])
            .chain(deeds)
            .chain([Self::Details, Self::Palette, Self::Keys])
            .filter(|action| action.key().is_some())
    }

    /// Its key, as `aria-keyshortcuts` writes it. `Control` is the command key on a Mac.
    pub const fn key(self) -> Option<&'static str> {
        match self {
            Self::Next => Some("J"),
            Self::Previous => Some("K"),
            Self::Search => Some("/"),
            Self::Filter => Some("F"),
            Self::Begin => Some("C"),
            Self::Reply => Some("R"),
            Self::Note => Some("N"),
            Self::Details => Some("I"),
            Self::Deed(deed) => Some(deed.key()),
            Self::Show(Tab::Waiting) => Some("1"),
            Self::Show(Tab::InService) => Some("2"),
            Self::Show(Tab::Resolved) => Some("3"),
            Self::Palette => Some("Control+K"),
            Self::Keys => Some("?"),
            Self::Settings(_) | Self::Be(_) | Self::Look(_) => None,
        }
    }

    pub fn label(self) -> String {
        match self {
            Self::Next => texts::key_next().to_owned(),
            Self::Previous => texts::key_previous().to_owned(),
            Self::Search => texts::key_search().to_owned(),
            Self::Filter => texts::funnel().to_owned(),
            Self::Begin => texts::begin().to_owned(),
            Self::Reply => texts::key_reply().to_owned(),
            Self::Note => texts::key_note().to_owned(),
            Self::Details => texts::details_show().to_owned(),
            Self::Deed(deed) => deed.label().to_owned(),
            Self::Show(tab) => texts::palette_go(texts::tab(tab)),
            Self::Palette => texts::palette_title().to_owned(),
            Self::Keys => texts::keys_title().to_owned(),
            Self::Settings(section) => texts::palette_settings(section.label()),
            Self::Be(availability) => texts::your_presence(texts::availability(availability)),
            Self::Look(theme) => texts::palette_theme(match theme {
                Theme::System => texts::theme_system(),
                Theme::Light => texts::theme_light(),
                Theme::Dark => texts::theme_dark(),
            }),
        }
    }

    pub const fn symbol(self) -> Symbol {
        match self {
            Self::Next => Symbol::Down,
            Self::Previous => Symbol::Back,
            Self::Search => Symbol::Search,
            Self::Filter => Symbol::Funnel,
            Self::Begin => Symbol::Add,
            Self::Reply | Self::Show(_) => Symbol::Chat,
            Self::Note => Symbol::Note,
            Self::Details | Self::Palette | Self::Keys => Symbol::Info,
            Self::Deed(deed) => deed.symbol(),
            Self::Settings(section) => section.symbol(),
            Self::Be(_) => Symbol::Person,
            Self::Look(theme) => match theme {
                Theme::System => Symbol::System,
                Theme::Light => Symbol::Sun,
                Theme::Dark => Symbol::Moon,
            },
        }
    }

    pub const fn group(self) -> Group {
        match self {
            Self::Next | Self::Previous | Self::Search | Self::Filter | Self::Begin | Self::Show(_) => Group::Around,
            Self::Reply | Self::Note | Self::Details | Self::Deed(_) => Group::Conversation,
            Self::Palette | Self::Keys | Self::Settings(_) | Self::Be(_) | Self::Look(_) => Group::Everywhere,
        }
    }

    /// Those that can be done now: what concerns the open conversation first.
    pub fn possible(work: Work) -> Vec<Self> {
        let deeds = open_conversation(work).map(|it| untrack(|| Deed::allowed(work.state, &it)));
        let mut all: Vec<Self> = deeds.unwrap_or_default().into_iter().map(Self::Deed).collect();
        let there = |selector: &str, action: Self| platform::is_there(selector).then_some(action);
        all.extend(there(COMPOSER, Self::Reply));
        // In the composer that writes a note already, the focus is all that it takes.
        all.extend(there(".note-switch", Self::Note));
        all.extend(there(DETAILS, Self::Details));
        all.extend(neighbour(work, 1).map(|_| Self::Next));
        all.extend(neighbour(work, -1).map(|_| Self::Previous));
        all.extend(there(SEARCH, Self::Search));
        all.extend(there(FUNNEL, Self::Filter));
        all.extend(there(BEGIN, Self::Begin));
        all.extend(Tab::ALL.iter().copied().map(Self::Show));
        let permissions = work.state.peek(|replica| replica.actor().permissions);
        if let Some(permissions) = permissions {
            let sections = Section::ALL.iter().copied();
            all.extend(sections.filter(|it| it.is_open_to(permissions)).map(Self::Settings));
            all.extend(Availability::ALL.iter().copied().map(Self::Be));
        }
        all.extend(Theme::ALL.into_iter().map(Self::Look));
        all.extend([Self::Keys, Self::Palette]);
        all
    }

    pub fn run(self, work: Work) {
        match self {
            Self::Next => go(work, neighbour(work, 1)),
            Self::Previous => go(work, neighbour(work, -1)),
            Self::Search => platform::focus_first(SEARCH),
            Self::Begin => work.ask(Question::Begin),
            Self::Reply => platform::focus_first(COMPOSER),
            Self::Note => {
                platform::press_first(NOTE_SWITCH);
                platform::focus_first(COMPOSER);
            }
            Self::Details => platform::press_first(DETAILS),
            Self::Deed(deed) => {
                if let Some(conversation) = open_conversation(work) {
                    deed.run(work, &conversation);
                }
            }
            Self::Show(tab) => {
                let conversation = None;
                work.go(Place { tab, conversation });
            }
            Self::Filter | Self::Palette | Self::Keys => work.overview().set(Some(self)),
            Self::Settings(section) => work.visit(section.path()),
            Self::Be(availability) => work.be(availability),
            Self::Look(theme) => theme.choose(),
        }
    }
}

fn open_conversation(work: Work) -> Option<Conversation> {
    let id = work.place().get_untracked()?.conversation?;
    let found = work.state.peek(|replica| replica.conversation(id).map(Cow::into_owned));
    found.flatten()
}

fn go(work: Work, to: Option<Place>) {
    if let Some(to) = to {
        work.go(to);
    }
}

/// The conversation below or above the open one, else the first.
fn neighbour(work: Work, step: isize) -> Option<Place> {
    let place = work.place().get_untracked()?;
    let order = work.state.peek(|replica| replica.order(place.tab))?;
    let at = place
        .conversation
        .and_then(|open| order.iter().position(|id| *id == open));
    let to = match at {
        Some(at) => at.checked_add_signed(step)?,
        None => 0,
    };
    Some(Place {
        conversation: Some(*order.get(to)?),
        ..place
    })
}

#[cfg(test)]
mod tests {
    use super::Action;
    use crate::pages::desk::deed::Deed;

    /// Otherwise one of two actions can never be done by its key.
    #[test]
    fn no_two_actions_have_the_same_key_but_those_that_are_never_possible_together() {
        let all: Vec<_> = Action::with_keys().collect();
        let wake = Action::Deed(Deed::Wake);
        for (at, one) in all.iter().enumerate().filter(|(_, one)| **one != wake) {
            for other in all[at + 1..].iter().filter(|other| **other != wake) {
                assert_ne!(one.key(), other.key(), "{one:?} and {other:?}");
            }
        }
        assert_eq!(
            Deed::Wake.key(),
            Deed::Snooze.key(),
            "what is snoozed cannot be snoozed"
        );
    }

    #[test]
    fn what_destroys_needs_more_than_one_finger() {
        for deed in Deed::ALL.iter().filter(|deed| deed.destroys()) {
            assert!(deed.key().starts_with("Shift+"), "{deed:?}");
        }
    }
}
