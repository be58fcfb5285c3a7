//! The messages of a conversation: a log with day separators, ticks, notes and lines that say what happened.
//!
//! The newest message stays in sight while the reader is at the end; older pages come in above without moving what is
//! being read.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Author, CommandId, Content, Conversation, ConversationId, Message, MessageId, Timestamp, Typist};
use replica::{ConversationWindow, Pending, PendingState, Replica};

use super::said;
use super::talk::Talk;
use crate::components::{
    Act, ActivityLine, Bubble, BubbleView, Button, ButtonKind, DaySeparator, Delivery, Icon, Side, Symbol,
    TypingIndicator, contact_name,
};
use crate::live::{command_queue, fetch, uploads};
use crate::pages::desk::wanted::Wanted;
use crate::state::DeskState;
use crate::{format, platform, texts};

/// This near to an edge counts as being at it, in CSS pixels.
const AT_EDGE: i32 = 48;
/// Older messages are fetched when this much is left above, in CSS pixels.
const NEAR_TOP: i32 = 400;

/// What stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    Day(Timestamp),
    Message(Message),
    Awaited(Box<Pending>),
}

/// What an item is recognised by: a message that replaces an awaited one keeps its place on screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Day(MessageId),
    Message(MessageId),
    Command(CommandId),
}

/// The log, who is typing, and the way back to the newest message.
#[component]
pub fn Messages(id: ConversationId, conversation: Memo<Conversation>) -> impl IntoView {
    let state = DeskState::expect();
    let keys = Memo::new(move |_| state.read(|replica| keys(replica, id)).unwrap_or_default());
    let items = Memo::new(move |_| {
        keys.track();
        state.peek(|replica| items(replica, id)).unwrap_or_default()
    });
    let more = Memo::new(move |_| {
        let more = state.read(|replica| replica.window(id).is_some_and(|window| window.more));
        more.unwrap_or_default()
    });
    let log = NodeRef::<html::Div>::new();
    let scroll = Scroll::follow(state, log, keys);
    let on_scroll = move |_| {
        scroll.moved();
        if scroll.is_near_top() {
            fetch::older_messages(state, id);
        }
    };
    show_wanted(state, id, scroll);
    let typing = Signal::derive(move || typing(state, id, conversation));
    let jump = move |()| scroll.to_end();
    view! {
        <div class="messages-frame">
            <div
                class="messages"
                role="log"
                aria-label=texts::messages_label()
                tabindex="0"
                node_ref=log
                on:scroll=on_scroll
            >
                <Show when=move || more.get()>
                    <div class="messages-older">
                        <Button kind=ButtonKind::Quiet on_press=move |()| fetch::older_messages(state, id)>
                            {texts::messages_older()}
                        </Button>
                    </div>
                </Show>
                <For
                    each=move || items.get()
                    key=|(key, _)| key.clone()
                    children=move |(_, item)| {
                        let message = match &item {
                            Item::Message(message) => Some(message.id.0),
                            Item::Day(_) | Item::Awaited(_) => None,
                        };
                        view! {
                            <div class="message" data-message=message>
                                {shown(state, conversation, item)}
                            </div>
                        }
                    }
                />
            </div>
            <Show when=move || !scroll.at_end.get()>
                <button
                    type="button"
                    class="messages-jump"
                    data-new=move || (scroll.unseen.get() > 0).then_some("")
                    on:click=move |_| jump(())
                >
                    <Icon symbol=Symbol::Down />
                    {move || match scroll.unseen.get() {
                        0 => texts::messages_latest().to_owned(),
                        count => texts::messages_new(count),
                    }}
                </button>
            </Show>
        </div>
        <TypingIndicator text=typing />
    }
    .into_any()
}

/// Shows the message that an address, a search or a reply asks for, however far back it is.
fn show_wanted(state: DeskState, id: ConversationId, scroll: Scroll) {
    let wanted = Wanted::expect();
    Effect::new(move || {
        let Some(message) = wanted.take(id) else { return };
        spawn_local(async move {
            if fetch::through(state, id, message).await {
                // After it is drawn, and after what was drawn with it has been put in its place.
                request_animation_frame(move || request_animation_frame(move || scroll.to_message(message)));
            }
        });
    });
}

fn keys(replica: &Replica, id: ConversationId) -> Vec<Key> {
    let confirmed = replica
        .window(id)
        .into_iter()
        .flat_map(ConversationWindow::messages)
        .map(key);
    let awaited = replica.awaited(id).map(|pending| Key::Command(pending.id().clone()));
    confirmed.chain(awaited).collect()
}

fn key(message: &Message) -> Key {
    match &message.command {
        Some(command) if is_agents(message) => Key::Command(command.clone()),
        _ => Key::Message(message.id),
    }
}

/// Of what one command writes, only this is an agent's: activities and automatic texts are the desk's own.
fn is_agents(message: &Message) -> bool {
    matches!(message.author, Author::Agent { .. })
}

fn items(replica: &Replica, id: ConversationId) -> Vec<(Key, Item)> {
    let mut items = Vec::new();
    let mut before = None::<Timestamp>;
    for message in replica.window(id).into_iter().flat_map(ConversationWindow::messages) {
        if before.is_none_or(|before| format::is_another_day(before, message.at)) {
            items.push((Key::Day(message.id), Item::Day(message.at)));
        }
        before = Some(message.at);
        items.push((key(message), Item::Message(message.clone())));
    }
    for pending in replica.awaited(id) {
        items.push((
            Key::Command(pending.id().clone()),
            Item::Awaited(Box::new(pending.clone())),
        ));
    }
    items
}

fn shown(state: DeskState, conversation: Memo<Conversation>, item: Item) -> AnyView {
    match item {
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
    }
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
                    .find(|message| message.command.as_ref() == Some(command) && is_agents(message))
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
    let retried = command.clone();
    let delivery = Memo::new(move |_| {
        let pending = command.as_ref().and_then(|command| {
            state
                .read(|replica| replica.queue().get(command).map(|pending| pending.state.clone()))
                .flatten()
        });
        match pending {
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

/// Where the reader is in the log.
#[derive(Clone, Copy)]
struct Scroll {
    log: NodeRef<html::Div>,
    at_end: RwSignal<bool>,
    /// Messages that came while the reader was further up.
    unseen: RwSignal<u32>,
    /// Height of the content and position when last looked at.
    seen: StoredValue<(i32, i32)>,
}

impl Scroll {
    /// Follows the log: at its end it stays there, elsewhere what is being read stays in place.
    fn follow(state: DeskState, log: NodeRef<html::Div>, keys: Memo<Vec<Key>>) -> Self {
        let scroll = Self {
            log,
            at_end: RwSignal::new(true),
            unseen: RwSignal::new(0),
            seen: StoredValue::new((0, 0)),
        };
        Effect::new(move || {
            if let Some(log) = log.get() {
                platform::observe_height(&log, move |_| {
                    if scroll.at_end.get_untracked() {
                        scroll.to_end();
                    }
                });
            }
        });
        Effect::new(move |before: Option<(Option<Key>, Option<Key>)>| {
            let (first, last, added) = keys.with(|keys| {
                let added = match before.as_ref().and_then(|(_, last)| last.as_ref()) {
                    Some(last) => keys.iter().rev().take_while(|key| *key != last).count(),
                    None => 0,
                };
                (keys.first().cloned(), keys.last().cloned(), added)
            });
            let prepended = before.as_ref().is_some_and(|(was, _)| *was != first);
            // What I have just sent is always shown.
            let awaited = match &last {
                Some(Key::Command(command)) => state.peek(|replica| replica.queue().get(command).is_some()),
                _ => None,
            };
            let ours = before.is_some() && added > 0 && awaited == Some(true);
            // After the new items are drawn and before they are painted.
            request_animation_frame(move || scroll.settle(prepended, added, ours));
            (first, last)
        });
        scroll
    }

    fn settle(self, prepended: bool, added: usize, ours: bool) {
        let Some(Some(log)) = self.log.try_get_untracked() else {
            return;
        };
        let (height, top) = self.seen.get_value();
        if self.at_end.get_untracked() || ours {
            self.to_end();
        } else if prepended {
            log.set_scroll_top(top + log.scroll_height() - height);
        } else if added > 0 {
            let added = u32::try_from(added).unwrap_or(u32::MAX);
            self.unseen.update(|unseen| *unseen = unseen.saturating_add(added));
        }
        self.remember();
    }

    /// The reader scrolled, or we did.
    fn moved(self) {
        let Some(log) = self.log.get_untracked() else { return };
        let at_end = log.scroll_height() - log.scroll_top() - log.client_height() <= AT_EDGE;
        if self.at_end.get_untracked() != at_end {
            self.at_end.set(at_end);
        }
        if at_end && self.unseen.get_untracked() > 0 {
            self.unseen.set(0);
        }
        self.remember();
    }

    fn is_near_top(self) -> bool {
        self.log.get_untracked().is_some_and(|log| log.scroll_top() < NEAR_TOP)
    }

    fn to_end(self) {
        if let Some(Some(log)) = self.log.try_get_untracked() {
            log.set_scroll_top(log.scroll_height());
            self.moved();
        }
    }

    /// Puts a message in the middle and lets it stand out for a moment.
    fn to_message(self, message: MessageId) {
        let Some(Some(log)) = self.log.try_get_untracked() else {
            return;
        };
        let Ok(Some(found)) = log.query_selector(&format!("[data-message=\"{message}\"]")) else {
            return;
        };
        let (shown, within) = (found.get_bounding_client_rect(), log.get_bounding_client_rect());
        let off = shown.top() - within.top() - ((within.height() - shown.height()) / 2.0).max(0.0);
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
        log.set_scroll_top(log.scroll_top() + off as i32);
        platform::flash(&found, "data-found");
        self.moved();
    }

    fn remember(self) {
        if let Some(log) = self.log.get_untracked() {
            self.seen.set_value((log.scroll_height(), log.scroll_top()));
        }
    }
}
