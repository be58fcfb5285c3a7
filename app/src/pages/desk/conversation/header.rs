//! The head of a conversation: who it is with, and the actions that its status and my rights allow.

use leptos::prelude::*;
use model::{Channel, Conversation, Presence};

use super::colleagues::Lookers;
use super::finder::Finder;
use super::reply_window::{ReplyCountdown, ReplyWindow};
use crate::components::{
    Avatar, AvatarSize, Button, ButtonKind, IconButton, Menu, MenuItem, PresenceSign, StatusSign, Symbol, contact_name,
    contact_photo,
};
use crate::pages::desk::deed::Deed;
use crate::pages::desk::shortcuts;
use crate::pages::desk::work::Work;
use crate::state::{DeskState, Place};
use crate::texts;

/// The first deeds have buttons of their own, the second only where there is room; the menu has the rest.
const BUTTONS: usize = 2;

/// The deed's key, while single keys act.
fn key(deed: Deed) -> Option<(&'static str, String)> {
    shortcuts::active(deed.key()).map(|key| (key, shortcuts::shown(key)))
}

/// Name, number, status and actions. `details` shows the panel where it does not stand beside the conversation.
#[component]
pub fn Header(
    conversation: Memo<Conversation>,
    place: Memo<Place>,
    details: RwSignal<bool>,
    finder: Finder,
    window: ReplyWindow,
) -> impl IntoView {
    let state = DeskState::expect();
    let name = Memo::new(move |_| conversation.with(contact_name));
    let photo = Memo::new(move |_| conversation.with(contact_photo));
    let channel = conversation.with_untracked(|it| it.channel);
    let status = Memo::new(move |_| conversation.with(|it| it.lifecycle.status));
    let subtitle = Memo::new(move |_| conversation.with(|it| subtitle(state, it)));
    let holder = Memo::new(move |_| {
        let lifecycle = |it: &Conversation| {
            (
                it.lifecycle.assignee,
                it.lifecycle.reserved.map(|reserved| reserved.agent),
            )
        };
        let (assignee, reserved) = conversation.with(lifecycle);
        assignee.or(reserved).map(|user| (user, assignee.is_none()))
    });
    let colleague = Memo::new(move |_| {
        let (user, is_reserved) = holder.get()?;
        let photo = state.user_photo(user);
        crate::pages::desk::another(state, user).map(|name| (name, photo, is_reserved))
    });
    let presence = Memo::new(move |_| holder.get().map_or(Presence::Offline, |(user, _)| state.presence(user)));
    let deeds = Memo::new(move |_| conversation.with(|it| Deed::allowed(state, it)));
    let work = Work::expect();
    let back = move |()| {
        work.go(Place {
            conversation: None,
            ..place.get_untracked()
        });
    };
    let run = move |deed: Deed| {
        conversation.with_untracked(|conversation| deed.run(work, conversation));
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
        let button = view! { <Button kind=kind key=key(deed) on_press=press>{deed.label()}</Button> };
        view! { <span class=class>{button}</span> }
    };
    let others = Signal::derive(move || {
        let item = |(at, deed): (usize, &Deed)| {
            let deed = *deed;
            MenuItem {
                label: deed.label().to_owned(),
                symbol: deed.symbol(),
                key: key(deed),
                danger: deed.destroys(),
                also_button: at < BUTTONS,
                on_select: Callback::new(move |()| run(deed)),
            }
        };
        let deeds = deeds.with(|deeds| deeds.iter().enumerate().skip(1).map(item).collect::<Vec<_>>());
        deeds.into_iter().chain([search_item(finder)]).collect::<Vec<_>>()
    });
    let has_more = Memo::new(move |_| deeds.with(|deeds| deeds.len() > BUTTONS));
    view! {
        <header class="conversation-head">
            <span class="conversation-back">
                <IconButton
                    symbol=Symbol::Back
                    label=Signal::stored(texts::back_to_list().to_owned())
                    on_press=back
                />
            </span>
            <Avatar name=name channel=channel photo=photo />
            <div class="conversation-title">
                <h2 class="conversation-name">{name}</h2>
                <p class="conversation-details">{subtitle}</p>
            </div>
            {move || colleague.get().map(|(name, photo, is_reserved)| view! { <Keeper name=name photo=photo presence=presence is_reserved=is_reserved /> })}
            <Lookers id=conversation.with_untracked(|it| it.id) />
            <ReplyCountdown window=window />
            <StatusSign status=status />
            <div class="conversation-deeds">
                {move || deeds.get().into_iter().enumerate().take(BUTTONS).rev().map(button).collect_view()}
                <span class="conversation-menu" data-more=move || has_more.get().then_some("")>
                    <Menu label=Signal::stored(texts::options().to_owned()) items=others />
                </span>
                <FinderButton finder=finder />
                <span class="conversation-info">
                    <IconButton
                        symbol=Symbol::Info
                        label=Signal::stored(texts::details_show().to_owned())
                        pressed=details
                        on_press=move |()| details.update(|details| *details = !*details)
                    />
                </span>
            </div>
        </header>
    }
    .into_any()
}

/// On phones the search (R69) has no button of its own.
fn search_item(finder: Finder) -> MenuItem {
    MenuItem {
        label: texts::finder_label().to_owned(),
        symbol: Symbol::Search,
        key: None,
        danger: false,
        also_button: true,
        on_select: Callback::new(move |()| finder.show()),
    }
}

/// Opens the search in the conversation (R69).
#[component]
fn FinderButton(finder: Finder) -> impl IntoView {
    view! {
        <span class="conversation-search">
            <IconButton
                symbol=Symbol::Search
                label=Signal::stored(texts::finder_label().to_owned())
                pressed=finder.open
                on_press=move |()| finder.show()
            />
        </span>
    }
    .into_any()
}

/// The colleague who has it, or for whom it is kept.
#[component]
fn Keeper(name: String, photo: Option<String>, presence: Memo<Presence>, is_reserved: bool) -> impl IntoView {
    let label = {
        let name = name.clone();
        move || {
            let who = texts::colleague(&name, texts::presence(presence.get()));
            if is_reserved {
                texts::reserved_for(&who)
            } else {
                texts::assigned_to(&who)
            }
        }
    };
    view! {
        <span class="conversation-keeper" role="img" title=label.clone() aria-label=label data-reserved=is_reserved.then_some("")>
            <Avatar name=Signal::stored(name) size=AvatarSize::Small photo=Signal::stored(photo) />
            <PresenceSign presence=presence />
        </span>
    }
    .into_any()
}

/// The contact's phone number (R116), channel, number, who has it, where it began.
fn subtitle(state: DeskState, conversation: &Conversation) -> String {
    let phone = state.read(|replica| replica.window(conversation.id)?.contact.phone.clone());
    let mut parts: Vec<_> = phone.flatten().into_iter().collect();
    parts.push(match conversation.channel {
        Channel::LiveChat => texts::channel_live_chat().to_owned(),
    });
    parts.push(texts::conversation_number(&conversation.id.to_string()));
    let assignee = conversation.lifecycle.assignee;
    if let Some(other) = assignee.and_then(|user| crate::pages::desk::another(state, user)) {
        parts.push(texts::assigned_to(&other));
    }
    let reserved = conversation.lifecycle.reserved.map(|reserved| reserved.agent);
    if let (None, Some(other)) = (
        assignee,
        reserved.and_then(|user| crate::pages::desk::another(state, user)),
    ) {
        parts.push(texts::reserved_for(&other));
    }
    if let Some(page) = &conversation.start_page {
        let page = if page.title.is_empty() { &page.url } else { &page.title };
        parts.push(texts::started_on(page));
    }
    parts.join(" · ")
}
