//! The head of a conversation: who it is with, and the actions that its status and my rights allow.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::{Action, Channel, Command, Conversation, Tab, can};

use crate::components::{Avatar, Button, ButtonKind, IconButton, Menu, MenuItem, StatusSign, Symbol, contact_name};
use crate::live::command_queue;
use crate::platform;
use crate::state::{DeskState, Place};
use crate::texts;

/// Something that can be done to a conversation with one press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Accept,
    CloseUnanswered,
    Return,
    Resolve,
    Reopen,
}

impl Deed {
    /// The deeds of a tab: the one that matters most first.
    pub const fn of(tab: Tab) -> &'static [Self] {
        match tab {
            Tab::Waiting => &[Self::Accept, Self::CloseUnanswered],
            Tab::InService => &[Self::Resolve, Self::Return],
            Tab::Resolved => &[Self::Reopen],
        }
    }

    const fn action(self) -> Action {
        match self {
            Self::Accept => Action::Accept,
            Self::CloseUnanswered | Self::Resolve => Action::Close,
            Self::Return => Action::Return,
            Self::Reopen => Action::Reopen,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Accept => texts::accept(),
            Self::CloseUnanswered => texts::close_unanswered(),
            Self::Return => texts::return_to_waiting(),
            Self::Resolve => texts::resolve(),
            Self::Reopen => texts::reopen(),
        }
    }

    const fn symbol(self) -> Symbol {
        match self {
            Self::Accept | Self::Resolve => Symbol::Check,
            Self::CloseUnanswered => Symbol::Close,
            Self::Return => Symbol::Return,
            Self::Reopen => Symbol::Retry,
        }
    }

    /// Its single-key shortcut.
    pub const fn key(self) -> Option<&'static str> {
        match self {
            Self::Accept => Some("A"),
            Self::Resolve => Some("E"),
            Self::CloseUnanswered | Self::Return | Self::Reopen => None,
        }
    }

    /// The deeds that this conversation and my rights allow.
    pub fn allowed(state: DeskState, conversation: &Conversation) -> Vec<Self> {
        let facts = conversation.facts();
        let allowed = |deed: &Self| {
            state
                .read(|replica| can(replica.actor(), deed.action(), &facts))
                .unwrap_or_default()
        };
        let tab = conversation.lifecycle.status.tab();
        Self::of(tab).iter().copied().filter(allowed).collect()
    }

    /// Does it. Where it brings the conversation into my service, the screen goes along.
    pub fn run(self, state: DeskState, conversation: &Conversation, navigate: &impl Fn(&str, NavigateOptions)) {
        let id = conversation.id;
        let command = match self {
            Self::Accept => Command::Accept { conversation: id },
            Self::CloseUnanswered => Command::CloseUnanswered { conversation: id },
            Self::Return => Command::Return { conversation: id },
            Self::Resolve => Command::Resolve { conversation: id },
            Self::Reopen => Command::Reopen { conversation: id },
        };
        command_queue::give(state, command);
        if matches!(self, Self::Accept | Self::Reopen) {
            let to = Place {
                tab: Tab::InService,
                conversation: Some(id),
            };
            navigate(&to.path(), quietly());
            request_animation_frame(|| platform::focus_first(".composer-text"));
        }
    }
}

/// Changes the URL without scrolling the page.
pub fn quietly() -> NavigateOptions {
    NavigateOptions {
        scroll: false,
        ..NavigateOptions::default()
    }
}

/// Name, number, status and actions.
#[component]
pub fn Header(conversation: Memo<Conversation>, place: Memo<Place>) -> impl IntoView {
    let state = DeskState::expect();
    let name = Memo::new(move |_| conversation.with(contact_name));
    let channel = conversation.with_untracked(|it| it.channel);
    let status = Memo::new(move |_| conversation.with(|it| it.lifecycle.status));
    let details = Memo::new(move |_| conversation.with(|it| details(state, it)));
    let deeds = Memo::new(move |_| conversation.with(|it| Deed::allowed(state, it)));
    let navigate = StoredValue::new(use_navigate());
    let back = move |()| {
        let to = Place {
            conversation: None,
            ..place.get_untracked()
        };
        navigate.with_value(|navigate| navigate(&to.path(), quietly()));
    };
    let run = move |deed: Deed| {
        let conversation = conversation.get_untracked();
        navigate.with_value(|navigate| deed.run(state, &conversation, navigate));
    };
    let button = move |(at, deed): (usize, Deed)| {
        let kind = if at == 0 {
            ButtonKind::Primary
        } else {
            ButtonKind::Plain
        };
        let class = if at == 0 {
            "conversation-first-deed"
        } else {
            "conversation-other-deed"
        };
        let press = Callback::new(move |()| run(deed));
        let button = match deed.key() {
            Some(key) => view! { <Button kind=kind key=key on_press=press>{deed.label()}</Button> }.into_any(),
            None => view! { <Button kind=kind on_press=press>{deed.label()}</Button> }.into_any(),
        };
        view! { <span class=class>{button}</span> }
    };
    let others = Signal::derive(move || {
        let item = |deed: &Deed| {
            let deed = *deed;
            MenuItem {
                label: deed.label().to_owned(),
                symbol: deed.symbol(),
                danger: false,
                on_select: Callback::new(move |()| run(deed)),
            }
        };
        deeds.with(|deeds| deeds.iter().skip(1).map(item).collect::<Vec<_>>())
    });
    let has_others = Memo::new(move |_| deeds.with(|deeds| deeds.len() > 1));
    view! {
        <header class="conversation-head">
            <span class="conversation-back">
                <IconButton
                    symbol=Symbol::Back
                    label=Signal::stored(texts::back_to_list().to_owned())
                    on_press=back
                />
            </span>
            <Avatar name=name channel=channel />
            <div class="conversation-title">
                <h2 class="conversation-name">{name}</h2>
                <p class="conversation-details">{details}</p>
            </div>
            <StatusSign status=status />
            <div class="conversation-deeds">
                {move || deeds.get().into_iter().enumerate().rev().map(button).collect_view()}
                <Show when=move || has_others.get()>
                    <span class="conversation-menu">
                        <Menu label=Signal::stored(texts::options().to_owned()) items=others />
                    </span>
                </Show>
            </div>
        </header>
    }
    .into_any()
}

/// Channel, number, who has it, where it began.
fn details(state: DeskState, conversation: &Conversation) -> String {
    let mut parts = vec![match conversation.channel {
        Channel::LiveChat => texts::channel_live_chat().to_owned(),
    }];
    parts.push(texts::conversation_number(&conversation.id.to_string()));
    let assignee = conversation.lifecycle.assignee;
    if let Some(other) = assignee.and_then(|user| super::another(state, user)) {
        parts.push(texts::assigned_to(&other));
    }
    if let Some(page) = &conversation.start_page {
        let page = if page.title.is_empty() { &page.url } else { &page.title };
        parts.push(texts::started_on(page));
    }
    parts.join(" · ")
}
