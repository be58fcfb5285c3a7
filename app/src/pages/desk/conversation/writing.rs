//! Where the agent writes: the composer with its draft, or why nothing can be written here.

use leptos::prelude::*;
use model::{
    Action, Author, Command, Conversation, ConversationId, MAX_TEXT, MessageId, MessageText, Piece, Problem, Tab,
    UserId, can, pieces,
};

use super::attaching::{Attaching, Standing};
use super::colleagues::{DoubleAnswer, Doubled, doubled};
use super::emoji::EmojiDialog;
use super::reply_window::{ReplyWindow, Templates};
use super::said;
use super::speaking::Speaking;
use super::talk::{Answering, Talk};
use crate::components::{Asked, Composer, ComposerMode, IconButton, KeyOut, Notices, Suggestion, Symbol, folded};
use crate::live::{command_queue, typing};
use crate::pages::desk::work::Work;
use crate::state::{DeskState, Place, drafts};
use crate::{platform, texts};

/// What can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum May {
    /// Replies and notes.
    Reply,
    /// The reply window is over: templates only, and notes.
    Template,
    /// It is over: reopening comes first.
    Over,
    /// Somebody else answers here.
    Others(String),
    Nothing,
}

/// The foot of a conversation.
#[component]
pub fn Writing(
    id: ConversationId,
    conversation: Memo<Conversation>,
    attaching: Attaching,
    window: ReplyWindow,
) -> impl IntoView {
    let state = DeskState::expect();
    let text = RwSignal::new(String::new());
    let mode = RwSignal::new(ComposerMode::Reply);
    let talk = Talk::expect();
    let edits = move || matches!(talk.answering.get(), Some(Answering::Edit(_)));
    let may = Memo::new(move |_| match conversation.with(|it| may(state, it)) {
        May::Reply if window.over.get() && mode.get() == ComposerMode::Reply && !edits() => May::Template,
        may => may,
    });
    let user = state.peek(|replica| replica.actor().user);
    if let Some(user) = user {
        text.set(drafts::read(user, id));
    }
    let on_input = move |()| {
        let written = text.get_untracked();
        if let Some(user) = user {
            drafts::keep(user, id, &written);
        }
        if written.trim().is_empty() || mode.get_untracked() == ComposerMode::Note {
            typing::stopped(state);
        } else {
            typing::writing(state, id);
        }
    };
    on_cleanup(move || typing::stopped(state));
    Effect::new(move || attaching.open.set(may.get() == May::Reply));
    let draft = Draft {
        user,
        text,
        mode,
        aside: StoredValue::new(None),
    };
    draft.follow(talk);
    let send = after_uploads(attaching, sender(talk, draft, conversation, attaching));
    let doubled = doubled(state, id, text);
    let send = unless_overtaken(talk, draft, doubled, send);
    let send_template = template_sender(state, id, conversation);
    let suggest = move |asked: Asked| suggest(talk, mode, &asked);
    let key_out = move |key: KeyOut| match key {
        KeyOut::Escape => talk.answering.try_update(Option::take).flatten().is_some(),
        KeyOut::Up => match last_own(talk) {
            Some(message) => {
                talk.answering.set(Some(Answering::Edit(message)));
                true
            }
            None => false,
        },
    };
    let speaking = Speaking::new(state, id, attaching.rules.into(), mode, arrives(id, mode, conversation));
    let above = move |()| {
        view! { <About talk=talk conversation=conversation /> {attaching.strip()} {speaking.bar()} }.into_any()
    };
    let label = Signal::derive(move || edits().then(texts::save));
    move || match may.get() {
        May::Reply => view! {
            <DoubleAnswer doubled=doubled />
            <Composer
                text=text
                mode=mode
                notes=Signal::derive(move || !edits())
                above=above
                tools=move |()| view! { {attaching.button()} {speaking.button()} <Tools /> }.into_any()
                label=label
                suggest=suggest
                on_key_out=key_out
                on_send=send
                on_input=on_input
                besides=Signal::derive(move || attaching.standing() != Standing::None)
            />
        }
        .into_any(),
        May::Template => view! { <Templates window=window mode=mode on_send=send_template /> }.into_any(),
        May::Over => view! { <p class="composer-closed">{texts::composer_over()}</p> }.into_any(),
        May::Others(name) => view! { <p class="composer-closed">{texts::composer_held(&name)}</p> }.into_any(),
        May::Nothing => ().into_any(),
    }
}

/// A reply goes out only to who insists when somebody was faster.
fn unless_overtaken(talk: Talk, draft: Draft, doubled: Memo<Option<Doubled>>, send: Callback<()>) -> Callback<()> {
    let notices = use_context::<Notices>();
    Callback::new(move |()| {
        let edits = matches!(talk.answering.get_untracked(), Some(Answering::Edit(_)));
        let is_reply = draft.mode.get_untracked() == ComposerMode::Reply && !edits;
        match (doubled.get_untracked(), notices) {
            (Some(Doubled::Answered(by)), Some(notices)) if is_reply => {
                let name = crate::pages::desk::another(talk.state(), by).unwrap_or_default();
                notices.offer(texts::double_answered(&name), texts::double_send(), move || {
                    // The pane may be gone by then.
                    let _ = send.try_run(());
                });
            }
            _ => send.run(()),
        }
    })
}

/// The text that is being written, and where it comes from.
#[derive(Clone, Copy)]
struct Draft {
    user: Option<UserId>,
    text: RwSignal<String>,
    mode: RwSignal<ComposerMode>,
    /// What was being written before a message was edited.
    aside: StoredValue<Option<(String, ComposerMode)>>,
}

impl Draft {
    /// While a message is edited its text stands here; then what was written before is there again.
    fn follow(self, talk: Talk) {
        Effect::new(move |before: Option<Option<Answering>>| {
            let now = talk.answering.get();
            let before = before.flatten();
            if let Some(Answering::Edit(id)) = now {
                if !matches!(before, Some(Answering::Edit(_))) {
                    let kept = (self.text.get_untracked(), self.mode.get_untracked());
                    self.aside.set_value(Some(kept));
                }
                if before != now
                    && let Some(message) = untrack(|| talk.message(id))
                {
                    self.mode.set(if message.is_public() {
                        ComposerMode::Reply
                    } else {
                        ComposerMode::Note
                    });
                    self.text.set(message.text().unwrap_or_default().to_owned());
                }
            } else if let Some((text, mode)) = self.aside.try_update_value(Option::take).flatten() {
                self.text.set(text);
                self.mode.set(mode);
            }
            if let (Some(Answering::Reply(id)), true) = (now, before != now)
                && let Some(message) = untrack(|| talk.message(id))
                && !message.is_public()
            {
                // What the customer does not know of is answered among colleagues.
                self.mode.set(ComposerMode::Note);
            }
            now
        });
    }

    fn clear(self, talk: Talk) {
        self.text.set(String::new());
        self.mode.set(ComposerMode::Reply);
        if let Some(user) = self.user {
            drafts::keep(user, talk.id, "");
        }
    }
}

fn sender(talk: Talk, draft: Draft, conversation: Memo<Conversation>, attaching: Attaching) -> Callback<()> {
    let (state, id) = (talk.state(), talk.id);
    let notices = use_context::<Notices>();
    let work = Work::expect();
    Callback::new(move |()| {
        let text = match draft.text.with_untracked(|text| MessageText::new(text)) {
            Ok(text) => Some(text),
            Err(Problem::Invalid { reason, .. }) if reason == "too_long" => {
                if let Some(notices) = notices {
                    notices.show(texts::composer_too_long(&MAX_TEXT.to_string()));
                }
                return;
            }
            Err(_) if untrack(|| attaching.standing()) == Standing::There => None,
            Err(_) => return,
        };
        let is_reply = draft.mode.get_untracked() == ComposerMode::Reply;
        let answering = talk.answering.try_update(Option::take).flatten();
        typing::stopped(state);
        if let Some(Answering::Edit(message)) = answering {
            // Its files stay as they are; what is attached now waits for the next message.
            let Some(text) = text else { return };
            let mentions = if is_reply {
                Vec::new()
            } else {
                mentioned(state, text.as_str())
            };
            let command = Command::EditMessage {
                conversation: id,
                message,
                text,
                mentions,
            };
            command_queue::give(state, command);
            return;
        }
        let reply_to = answering.and_then(|answering| match answering {
            Answering::Reply(message) => Some(message),
            Answering::Edit(_) => None,
        });
        let files = attaching.take();
        let peeked = conversation.with_untracked(|it| it.lifecycle.status.tab() == Tab::Waiting);
        let command = if is_reply {
            // A note is answered by a note: the customer does not know of it.
            let reply_to =
                reply_to.filter(|original| untrack(|| talk.message(*original)).is_none_or(|it| it.is_public()));
            Command::SendMessage {
                conversation: id,
                text,
                files,
                reply_to,
            }
        } else {
            Command::AddNote {
                conversation: id,
                mentions: text
                    .as_ref()
                    .map(|text| mentioned(state, text.as_str()))
                    .unwrap_or_default(),
                text,
                files,
                reply_to,
            }
        };
        draft.clear(talk);
        command_queue::give(state, command);
        if is_reply && peeked {
            go_along(work, id);
        }
    })
}

/// Sends a template as it is written.
fn template_sender(state: DeskState, id: ConversationId, conversation: Memo<Conversation>) -> Callback<MessageText> {
    let work = Work::expect();
    Callback::new(move |text: MessageText| {
        let peeked = conversation.with_untracked(|it| it.lifecycle.status.tab() == Tab::Waiting);
        command_queue::give(state, Command::send(id, text));
        if peeked {
            go_along(work, id);
        }
    })
}

/// After a voice note: replies again, and along to In service when it accepted the conversation.
fn arrives(id: ConversationId, mode: RwSignal<ComposerMode>, conversation: Memo<Conversation>) -> Callback<bool> {
    let work = Work::expect();
    Callback::new(move |note: bool| {
        mode.set(ComposerMode::Reply);
        if !note && conversation.with_untracked(|it| it.lifecycle.status.tab() == Tab::Waiting) {
            go_along(work, id);
        }
    })
}

/// Writing accepted it (R92): the screen goes along to In service.
fn go_along(work: Work, id: ConversationId) {
    work.go(Place {
        tab: Tab::InService,
        conversation: Some(id),
    });
}

/// Sends when the attached files have come; what was not taken is to be taken out first.
fn after_uploads(attaching: Attaching, send: Callback<()>) -> Callback<()> {
    let notices = use_context::<Notices>();
    let waits = RwSignal::new(false);
    Effect::new(move || {
        if !waits.get() {
            return;
        }
        match attaching.standing() {
            Standing::Coming => (),
            Standing::Failed => {
                waits.set(false);
                if let Some(notices) = notices {
                    notices.show(texts::attachments_wrong());
                }
            }
            Standing::None | Standing::There => {
                waits.set(false);
                untrack(|| send.run(()));
            }
        }
    });
    Callback::new(move |()| match untrack(|| attaching.standing()) {
        Standing::None | Standing::There => send.run(()),
        Standing::Coming | Standing::Failed => waits.set(true),
    })
}

/// The colleagues whose names stand in a text behind an `@`.
fn mentioned(state: DeskState, text: &str) -> Vec<UserId> {
    state
        .peek(|replica| {
            let users = &replica.directory().users;
            let names: Vec<String> = users.iter().map(|user| user.name.clone()).collect();
            let found: Vec<&str> = pieces(text, &names)
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Mention(name) => name.strip_prefix('@'),
                    _ => None,
                })
                .collect();
            users
                .iter()
                .filter(|user| found.contains(&user.name.as_str()))
                .map(|user| user.id)
                .collect()
        })
        .unwrap_or_default()
}

/// My newest message here that still has words.
fn last_own(talk: Talk) -> Option<MessageId> {
    let own = |replica: &replica::Replica| {
        let author = Author::Agent {
            user: replica.actor().user,
        };
        let mut messages = replica.window(talk.id)?.messages().rev();
        messages
            .find(|it| it.author == author && replica.message(talk.id, it.id).is_some_and(|it| it.text().is_some()))
            .map(|it| it.id)
    };
    talk.state().peek(own).flatten()
}

/// What a sign before the caret offers: in a note colleagues.
fn suggest(talk: Talk, mode: RwSignal<ComposerMode>, asked: &Asked) -> Vec<Suggestion> {
    if mode.get() != ComposerMode::Note || asked.sign != '@' {
        return Vec::new();
    }
    let wanted = folded(&asked.word);
    let colleagues = |replica: &replica::Replica| {
        let me = replica.actor().user;
        let users = replica.directory().users.iter();
        users
            .filter(|user| user.enabled && user.id != me)
            // A name that is written already asks for nothing.
            .filter(|user| asked.word != format!("{} ", user.name) && folded(&user.name).contains(&wanted))
            .take(8)
            .map(|user| Suggestion {
                label: user.name.clone(),
                about: String::new(),
                insert: format!("@{}", user.name),
            })
            .collect()
    };
    talk.state().read(colleagues).unwrap_or_default()
}

/// The buttons beside that of the note.
#[component]
fn Tools() -> impl IntoView {
    let emoji = RwSignal::new(false);
    view! {
        <IconButton
            symbol=Symbol::Smile
            label=Signal::stored(texts::emoji_open().to_owned())
            on_press=move |()| emoji.set(true)
        />
        <Show when=move || emoji.get()>
            <EmojiDialog
                open=emoji
                on_choose=|emoji: String| {
                    // When the dialog has given the focus back.
                    request_animation_frame(move || platform::insert_text(".composer-text", &emoji));
                }
            />
        </Show>
    }
    .into_any()
}

/// What the text will be about: the message that it answers or replaces.
#[component]
fn About(talk: Talk, conversation: Memo<Conversation>) -> impl IntoView {
    move || {
        let answering = talk.answering.get()?;
        let (said, quoted) = match answering {
            Answering::Reply(id) => {
                let quoted = said::quote(talk, conversation, id);
                (texts::composer_replying(&quoted.author), quoted)
            }
            Answering::Edit(id) => (
                texts::composer_editing().to_owned(),
                said::quote(talk, conversation, id),
            ),
        };
        Some(view! {
            <div class="composer-about" role="status">
                <span class="composer-about-said">{said}</span>
                <span class="quote-text">{quoted.text}</span>
                <IconButton
                    symbol=Symbol::Close
                    label=Signal::stored(texts::cancel().to_owned())
                    on_press=move |()| talk.answering.set(None)
                />
            </div>
        })
    }
}

fn may(state: DeskState, conversation: &Conversation) -> May {
    let facts = conversation.facts();
    let allowed = state
        .read(|replica| can(replica.actor(), Action::Reply, &facts))
        .unwrap_or_default();
    let lifecycle = &conversation.lifecycle;
    let other = lifecycle
        .assignee
        .and_then(|user| crate::pages::desk::another(state, user));
    match other {
        _ if !allowed => May::Nothing,
        _ if lifecycle.status.is_over() => May::Over,
        Some(name) => May::Others(name),
        None => May::Reply,
    }
}
