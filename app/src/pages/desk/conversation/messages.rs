//! The messages of a conversation and of those that the customer had before it: a log with day separators, ticks, notes and
//! lines that say what happened.
//!
//! The newest message stays in sight while the reader is at the end; older ones come in above without moving what is being
//! read.

use std::borrow::Cow;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Author, CommandId, Content, Conversation, ConversationId, FoundMessage, MessageId, Typist};
use replica::{PendingState, Replica};

use super::finder::{Finder, FinderBox};
use super::held;
use super::highlight;
use super::history::History;
use super::pictures::Pictures;
use super::said;
use super::talk::Talk;
use super::timeline::{self, Item, Key};
use crate::components::{
    Act, ActivityLine, Bubble, BubbleView, Button, ButtonKind, DaySeparator, Delivery, Icon, LogView, MessageLog, Side,
    StatusSign, Symbol, TypingIndicator, contact_name,
};
use crate::live::{command_queue, uploads};
use crate::pages::desk::wanted::Wanted;
use crate::state::{DeskState, Place};
use crate::{format, platform, texts};

/// Older messages are fetched when this much is left above, in CSS pixels.
const NEAR_TOP: f64 = 600.0;

/// The log, who is typing, and the way back to the newest message.
#[component]
pub fn Messages(id: ConversationId, conversation: Memo<Conversation>, finder: Finder) -> impl IntoView {
    let state = DeskState::expect();
    let history = History::of(state, id);
    let talk = Talk::expect();
    let items = Memo::new(move |_| {
        let older = history.has_more();
        state
            .read(|replica| {
                talk.held
                    .with(|held| timeline::items(replica, &history.shown(replica), older, held))
            })
            .unwrap_or_default()
    });
    let keys = Memo::new(move |_| items.with(|items| items.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>()));
    let view = LogView::new(keys, Key::holds);
    let unseen = count_unseen(state, keys, view);
    let on_scroll = move |()| {
        if view.is_near_top(NEAR_TOP) {
            history.go_back();
        }
    };
    let show = Callback::new(move |hit: FoundMessage| show_message(state, view, hit));
    show_wanted(id, history, show);
    highlight::follow(finder.terms, move || {
        let _ = (view.drawn(), keys.track());
    });
    let typing = Signal::derive(move || typing(state, id, conversation));
    let pictures = Pictures::new(items);
    let item = move |(_, item): (Key, Item)| {
        let message = match &item {
            Item::Message(message) => Some(message.id.0),
            _ => None,
        };
        view! {
            <div class="message" data-item="" data-message=message>
                {shown(state, id, conversation, history, item)}
            </div>
        }
        .into_any()
    };
    view! {
        <FinderBox finder=finder history=history show=show />
        <div class="messages-frame" on:click=move |event| pictures.pressed(&event)>
            <MessageLog view=view items=items label=texts::messages_label() on_scroll=on_scroll children=item />
            <Show when=move || !view.at_end.get()>
                <button
                    type="button"
                    class="messages-jump"
                    data-new=move || (unseen.get() > 0).then_some("")
                    on:click=move |_| view.to_end()
                >
                    <Icon symbol=Symbol::Down />
                    {move || match unseen.get() {
                        0 => texts::messages_latest().to_owned(),
                        count => texts::messages_new(count),
                    }}
                </button>
            </Show>
        </div>
        <TypingIndicator text=typing />
        {pictures.lightbox()}
    }
    .into_any()
}

/// How many messages came while the reader was further up. What I have just sent is always shown.
fn count_unseen(state: DeskState, keys: Memo<Vec<Key>>, view: LogView<Key>) -> RwSignal<u32> {
    let unseen = RwSignal::new(0);
    Effect::new(move |before: Option<Option<Key>>| {
        let (last, added) = keys.with(|keys| {
            let added = match before.as_ref().and_then(Option::as_ref) {
                Some(last) => keys.iter().rev().take_while(|key| *key != last).count(),
                None => 0,
            };
            (keys.last().cloned(), added)
        });
        if added > 0 && added < keys.with_untracked(Vec::len) {
            let awaited = match &last {
                Some(Key::Command(command)) => state.peek(|replica| replica.queue().get(command).is_some()),
                _ => None,
            };
            if awaited == Some(true) {
                view.to_end();
            } else if !view.at_end.get_untracked() {
                let added = u32::try_from(added).unwrap_or(u32::MAX);
                unseen.update(|unseen: &mut u32| *unseen = unseen.saturating_add(added));
            }
        }
        last
    });
    Effect::new(move || {
        if view.at_end.get() && unseen.get_untracked() > 0 {
            unseen.set(0);
        }
    });
    unseen
}

/// Shows the message that an address, a search or a reply asks for, however far back it is.
fn show_wanted(id: ConversationId, history: History, show: Callback<FoundMessage>) {
    let wanted = Wanted::expect();
    Effect::new(move || {
        let Some(message) = wanted.take(id) else { return };
        spawn_local(async move {
            if history.reach(id, message).await {
                show.run(FoundMessage {
                    conversation: id,
                    message,
                });
            }
        });
    });
}

/// Puts a loaded message into the middle and lets it stand out for a moment.
fn show_message(state: DeskState, view: LogView<Key>, hit: FoundMessage) {
    let find = |replica: &Replica| {
        let message = replica.window(hit.conversation)?.get(hit.message)?;
        Some(timeline::key(message))
    };
    let Some(key) = state.peek(find).flatten() else { return };
    // What was loaded for it is only now put into the log.
    request_animation_frame(move || {
        if view.to_item(&key) {
            // After it is drawn.
            request_animation_frame(move || {
                request_animation_frame(move || {
                    platform::flash(&format!("[data-message=\"{}\"]", hit.message), "data-found");
                });
            });
        }
    });
}

/// Where what is loaded of a conversation begins: its number, its status, and the way to it.
fn beginning(state: DeskState, open: ConversationId, id: ConversationId) -> AnyView {
    let of = move || {
        state
            .read(|replica| replica.conversation(id).map(Cow::into_owned))
            .flatten()
    };
    let row = Memo::new(move |before: Option<&Option<Conversation>>| of().or_else(|| before.cloned().flatten()));
    let number = texts::messages_conversation(&texts::conversation_number(&id.to_string()));
    view! {
        <div class="conversation-begins">
            <strong>{number}</strong>
            {move || {
                row.get()
                    .map(|row| {
                        let place = Place {
                            tab: row.lifecycle.status.tab(),
                            conversation: Some(id),
                        };
                        view! {
                            <StatusSign status=Signal::stored(row.lifecycle.status) />
                            <time>{format::moment(row.lifecycle.stamps.created_at)}</time>
                            {(id != open).then(|| view! { <a href=place.path()>{texts::messages_conversation_open()}</a> })}
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

fn shown(
    state: DeskState,
    id: ConversationId,
    conversation: Memo<Conversation>,
    history: History,
    item: Item,
) -> AnyView {
    match item {
        Item::Older => view! {
            <div class="messages-older">
                <Button kind=ButtonKind::Quiet on_press=move |()| history.go_back()>
                    {texts::messages_older()}
                </Button>
            </div>
        }
        .into_any(),
        Item::Conversation(begins) => beginning(state, id, begins),
        Item::Day(at) => view! { <DaySeparator at=at /> }.into_any(),
        Item::Message(message) => {
            if let Content::Activity(activity) = &message.content {
                let text = state.peek(|replica| texts::activity(activity, replica.directory()));
                let said = texts::said_with(activity);
                return view! { <ActivityLine text=text.unwrap_or_default() at=message.at said=said /> }.into_any();
            }
            let known = Known {
                message: Some(message.id),
                command: message.command.clone(),
            };
            let conversation = if message.conversation == id {
                conversation
            } else {
                earlier(state, message.conversation, conversation)
            };
            let first = said::view(Talk::expect(), conversation, &message);
            let has_ticks = matches!(message.author, Author::Agent { .. }) && message.is_public();
            bubble_view(conversation, known, first, has_ticks)
        }
        Item::Awaited(pending) => {
            let side = if pending.is_note() { Side::Note } else { Side::Agent };
            let known = Known {
                message: None,
                command: Some(pending.id().clone()),
            };
            let first = BubbleView {
                files: pending.files().iter().filter_map(|id| uploads::uploaded(*id)).collect(),
                quote: pending
                    .reply_to()
                    .map(|original| said::quote(Talk::expect(), conversation, original)),
                ..BubbleView::plain(side, pending.text().to_owned(), None, pending.at)
            };
            bubble_view(conversation, known, first, side == Side::Agent)
        }
        Item::Held(held) => {
            let known = Known {
                message: None,
                command: Some(held.id.clone()),
            };
            let quote = held
                .reply_to
                .map(|original| said::quote(Talk::expect(), conversation, original));
            let first = BubbleView {
                files: held.files,
                quote,
                ..BubbleView::plain(Side::Agent, held.text, None, held.at)
            };
            bubble_view(conversation, known, first, true)
        }
    }
}

/// An earlier conversation, whose ticks are its own.
fn earlier(state: DeskState, id: ConversationId, open: Memo<Conversation>) -> Memo<Conversation> {
    Memo::new(move |before: Option<&Conversation>| {
        let row = state
            .read(|replica| replica.conversation(id).map(Cow::into_owned))
            .flatten();
        row.or_else(|| before.cloned()).unwrap_or_else(|| open.get_untracked())
    })
}

/// What a bubble is recognised by: until the server has answered there is only the command.
#[derive(Debug, Clone)]
struct Known {
    message: Option<MessageId>,
    command: Option<CommandId>,
}

impl Known {
    fn message(&self, talk: Talk) -> Option<MessageId> {
        self.message.or_else(|| {
            let command = self.command.as_ref()?;
            let found = |replica: &Replica| {
                let mut messages = replica.window(talk.id)?.messages().rev();
                messages
                    .find(|message| message.command.as_ref() == Some(command) && timeline::is_agents(message))
                    .map(|message| message.id)
            };
            talk.state().read(found).flatten()
        })
    }
}

/// A bubble that follows what becomes of its message.
fn bubble_view(conversation: Memo<Conversation>, known: Known, first: BubbleView, has_ticks: bool) -> AnyView {
    let talk = Talk::expect();
    let state = talk.state();
    let command = known.command.clone();
    let message = Memo::new(move |_| known.message(talk));
    let bubble = Memo::new(move |before: Option<&BubbleView>| {
        let now = message.get().and_then(|id| talk.message(id));
        match now {
            Some(now) => said::view(talk, conversation, &now),
            None => before.unwrap_or(&first).clone(),
        }
    });
    let (retried, called_back) = (command.clone(), command.clone());
    let notices = use_context();
    let delivery = Memo::new(move |_| {
        let pending = command.as_ref().and_then(|command| {
            state
                .read(|replica| replica.queue().get(command).map(|pending| pending.state.clone()))
                .flatten()
        });
        let held = command.as_ref().and_then(|command| {
            let known = talk.held.with(|held| held.iter().find(|it| it.id == *command).cloned());
            let is_known = known.is_some() || state.read(|replica| replica.holds(command)).unwrap_or_default();
            // What has gone out is not held any more, though that may be told later.
            (is_known && message.get().is_none()).then(|| known.and_then(|it| it.problem))
        });
        match pending {
            None if held.is_some() => match held.flatten() {
                Some(problem) => Delivery::Returned(crate::pages::desk::explain(state, &problem)),
                None => Delivery::Held,
            },
            Some(PendingState::Failed(problem)) => Delivery::Failed(crate::pages::desk::explain(state, &problem)),
            Some(PendingState::Queued | PendingState::Sending) => Delivery::Pending,
            None if !has_ticks || bubble.with(|it| it.deleted.is_some()) => Delivery::None,
            None => conversation.with(|it| ticks(it, message.get())),
        }
    });
    let on_act = move |act: Act| match (act, message.get_untracked()) {
        (Act::Retry, _) => {
            if let Some(command) = &retried {
                command_queue::retry(state, command);
            }
        }
        (Act::CallBack, _) => {
            if let Some(command) = called_back.clone() {
                held::call_back(talk, command, notices);
            }
        }
        (act, Some(message)) => said::act(talk, message, act),
        (_, None) => (),
    };
    view! { <Bubble bubble=bubble delivery=delivery on_act=on_act /> }.into_any()
}

/// One tick: stored; two: the customer's browser has it; coloured: read.
fn ticks(conversation: &Conversation, message: Option<MessageId>) -> Delivery {
    if message.is_none() {
        Delivery::Stored
    } else if conversation.customer_read >= message {
        Delivery::Read
    } else if conversation.customer_received >= message {
        Delivery::Received
    } else {
        Delivery::Stored
    }
}

fn typing(state: DeskState, id: ConversationId, conversation: Memo<Conversation>) -> Option<String> {
    let typist = state.typing.with(|typing| {
        let here = typing.iter().filter(|(at, ..)| *at == id).map(|(_, typist, _)| *typist);
        // The customer comes before colleagues.
        here.min_by_key(|typist| matches!(typist, Typist::Agent { .. }))
    })?;
    match typist {
        Typist::Customer => Some(conversation.with(|it| texts::typing_customer(&contact_name(it)))),
        Typist::Agent { user } => crate::pages::desk::another(state, user).map(|name| texts::typing_agent(&name)),
    }
}
