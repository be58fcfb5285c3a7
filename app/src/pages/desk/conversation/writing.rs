//! Where the agent writes: the composer with its draft, or why nothing can be written here.

use leptos::prelude::*;
use model::{
    Action, Author, Command, Conversation, ConversationId, MAX_TEXT, MessageId, MessageText, Piece, Problem, Tab,
    UserId, can, pieces,
};

use super::attaching::{Attaching, Standing};
use super::colleagues::{DoubleAnswer, Doubled, doubled};
use super::drafting::Drafting;
use super::emoji::EmojiDialog;
use super::merging::Merging;
use super::quick_replies::QuickReplies;
use super::reply_window::{ReplyWindow, Templates};
use super::said;
use super::speaking::Speaking;
use super::talk::{Answering, Talk};
use crate::components::{Asked, Composer, ComposerMode, IconButton, KeyOut, Notices, Suggestion, Symbol, folded};
use crate::live::{command_queue, typing, uploads};
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
    let drafting = Drafting::begin(user, talk, text, mode, attaching);
    let on_input = Callback::new(move |()| {
        let written = text.get_untracked();
        drafting.touch();
        if written.trim().is_empty() || mode.get_untracked() == ComposerMode::Note {
            typing::stopped(state);
        } else {
            typing::writing(state, id);
        }
    });
    on_cleanup(move || typing::stopped(state));
    Effect::new(move || attaching.open.set(may.get() == May::Reply));
    let draft = Draft {
        touched: Callback::new(move |()| drafting.touch()),
        text,
        mode,
        aside: StoredValue::new(None),
    };
    draft.follow(talk);
    draft.take_back(talk, on_input);
    let merging = Merging::new(id, conversation, text, mode);
    let send = after_uploads(attaching, sender(talk, draft, conversation, attaching, merging));
    let doubled = doubled(state, id, text);
    let send = unless_overtaken(talk, draft, doubled, send);
    let quick_replies = QuickReplies::new(id, text, mode, on_input, send);
    let send_template = template_sender(state, id, conversation);
    let suggest = move |asked: Asked| suggest(talk, mode, (merging, quick_replies), &asked);
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
    let tools = move |()| {
        view! {
            {quick_replies.button()}
            {attaching.button()}
            {speaking.button()}
            <Tools />
            <SignatureSwitch mode=mode />
        }
        .into_any()
    };
    move || match may.get() {
        May::Reply => view! {
            <DoubleAnswer doubled=doubled />
            <Composer
                text=text
                mode=mode
                notes=Signal::derive(move || !edits())
                above=above
                tools=tools
                label=label
                stretches=merging.stretches()
                suggest=suggest
                on_quick_reply=move |taken| quick_replies.take(taken)
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
    /// Is told of changes that nobody has typed.
    touched: Callback<()>,
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

    /// What was called back stands in the text again, before what has been written since.
    fn take_back(self, talk: Talk, on_input: Callback<()>) {
        Effect::new(move || {
            let Some(back) = talk.called_back.get() else { return };
            talk.called_back.set(None);
            let stands_aside = self.aside.try_update_value(|aside| {
                // A message is being edited: what was written before comes back after that.
                aside.as_mut().map(|(text, mode)| {
                    *text = drafts::joined(&back.text, text);
                    *mode = ComposerMode::Reply;
                })
            });
            if stands_aside.flatten().is_some() {
                return uploads::add_there(talk.id, back.files);
            }
            self.mode.set(ComposerMode::Reply);
            self.text.update(|text| *text = drafts::joined(&back.text, text));
            talk.answering.set(back.reply_to.map(Answering::Reply));
            uploads::add_there(talk.id, back.files);
            on_input.run(());
            request_animation_frame(|| platform::focus_first(".composer-text"));
        });
    }

    fn clear(self) {
        self.text.set(String::new());
        self.mode.set(ComposerMode::Reply);
        self.touched.run(());
    }
}

fn sender(
    talk: Talk,
    draft: Draft,
    conversation: Memo<Conversation>,
    attaching: Attaching,
    merging: Merging,
) -> Callback<()> {
    let (state, id) = (talk.state(), talk.id);
    let notices = use_context::<Notices>();
    let work = Work::expect();
    let own = state.own_settings();
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
        if let Some(hindrance) = is_reply.then(|| merging.hindrance()).flatten() {
            if let Some(notices) = notices {
                notices.show(hindrance);
            }
            return;
        }
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
            let signs = text.is_some() && untrack(|| own.with(|own| own.signs));
            Command::SendMessage {
                conversation: id,
                text,
                files,
                reply_to,
                signed: signs,
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
        draft.clear();
        command_queue::give(state, command);
        // What is held accepts nothing yet.
        let is_held = untrack(|| own.with(|own| own.undo_seconds > 0));
        if is_reply && peeked && !is_held {
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
    let own = work.state.own_settings();
    Callback::new(move |note: bool| {
        mode.set(ComposerMode::Reply);
        let is_held = untrack(|| own.with(|own| own.undo_seconds > 0));
        if !note && !is_held && conversation.with_untracked(|it| it.lifecycle.status.tab() == Tab::Waiting) {
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

/// What a sign before the caret offers: behind a `/` quick replies, behind an `@` merge fields, in a note colleagues.
fn suggest(
    talk: Talk,
    mode: RwSignal<ComposerMode>,
    (merging, quick_replies): (Merging, QuickReplies),
    asked: &Asked,
) -> Vec<Suggestion> {
    match (mode.get(), asked.sign) {
        (ComposerMode::Reply, '@') => return merging.suggest(asked),
        (ComposerMode::Reply, _) => return quick_replies.suggest(asked),
        (ComposerMode::Note, '@') => (),
        _ => return Vec::new(),
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
                preview: String::new(),
                quick_reply: None,
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

/// Whether replies begin with the own signature: remembered for the user (R113).
#[component]
fn SignatureSwitch(mode: RwSignal<ComposerMode>) -> impl IntoView {
    let state = DeskState::expect();
    let own = state.own_settings();
    let notices = use_context::<Notices>();
    let signs = Signal::derive(move || own.with(|own| own.signs));
    let turn = move |()| {
        state.set_own(
            |own| own.signs = !own.signs,
            move |problem| {
                if let Some(notices) = notices {
                    notices.show(texts::problem(&problem, None));
                }
            },
        );
    };
    view! {
        <Show when=move || mode.get() == ComposerMode::Reply>
            <IconButton
                symbol=Symbol::Pencil
                label=Signal::stored(texts::signature().to_owned())
                pressed=signs
                on_press=turn
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
