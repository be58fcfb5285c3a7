//! Where the agent writes: the composer with its draft, or why nothing can be written here.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{Action, Command, Conversation, ConversationId, MAX_TEXT, MessageText, Problem, Tab, UserId, can};

use super::attaching::{Attaching, Standing};
use crate::components::{Composer, ComposerMode, Notices};
use crate::live::{command_queue, typing};
use crate::pages::desk::work::quietly;
use crate::state::{DeskState, Place, drafts};
use crate::texts;

/// What can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum May {
    /// Replies and notes.
    Reply,
    /// It is over: reopening comes first.
    Over,
    /// Somebody else answers here.
    Others(String),
    Nothing,
}

/// The foot of a conversation.
#[component]
pub fn Writing(id: ConversationId, conversation: Memo<Conversation>, attaching: Attaching) -> impl IntoView {
    let state = DeskState::expect();
    let may = Memo::new(move |_| conversation.with(|it| may(state, it)));
    let text = RwSignal::new(String::new());
    let mode = RwSignal::new(ComposerMode::Reply);
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
    let send = sender(state, id, user, text, mode, conversation, attaching);
    let send = after_uploads(attaching, send);
    move || match may.get() {
        May::Reply => view! {
            <Composer
                text=text
                mode=mode
                notes=Signal::stored(true)
                on_send=send
                on_input=on_input
                besides=Signal::derive(move || attaching.standing() != Standing::None)
                above=attaching.strip()
                tools=attaching.button()
            />
        }
        .into_any(),
        May::Over => view! { <p class="composer-closed">{texts::composer_over()}</p> }.into_any(),
        May::Others(name) => view! { <p class="composer-closed">{texts::composer_held(&name)}</p> }.into_any(),
        May::Nothing => ().into_any(),
    }
}

fn sender(
    state: DeskState,
    id: ConversationId,
    user: Option<UserId>,
    text: RwSignal<String>,
    mode: RwSignal<ComposerMode>,
    conversation: Memo<Conversation>,
    attaching: Attaching,
) -> Callback<()> {
    let notices = use_context::<Notices>();
    let navigate = StoredValue::new(use_navigate());
    Callback::new(move |()| {
        let message = match text.with_untracked(|text| MessageText::new(text)) {
            Ok(message) => Some(message),
            Err(Problem::Invalid { reason, .. }) if reason == "too_long" => {
                if let Some(notices) = notices {
                    notices.show(texts::composer_too_long(&MAX_TEXT.to_string()));
                }
                return;
            }
            Err(_) if untrack(|| attaching.standing()) == Standing::There => None,
            Err(_) => return,
        };
        let files = attaching.take();
        let is_reply = mode.get_untracked() == ComposerMode::Reply;
        let peeked = conversation.with_untracked(|it| it.lifecycle.status.tab() == Tab::Waiting);
        let command = if is_reply {
            Command::SendMessage {
                conversation: id,
                text: message,
                files,
                reply_to: None,
            }
        } else {
            Command::AddNote {
                conversation: id,
                text: message,
                mentions: Vec::new(),
                files,
                reply_to: None,
            }
        };
        typing::stopped(state);
        text.set(String::new());
        mode.set(ComposerMode::Reply);
        if let Some(user) = user {
            drafts::keep(user, id, "");
        }
        command_queue::give(state, command);
        if is_reply && peeked {
            // Writing accepted it (R92): the screen goes along to In service.
            let to = Place {
                tab: Tab::InService,
                conversation: Some(id),
            };
            navigate.with_value(|navigate| navigate(&to.path(), quietly()));
        }
    })
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
