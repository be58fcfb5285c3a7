//! What is asked and shown of a single message: whether to delete it, and what it said before.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Command, Emoji, MessageEdit, MessageId, Problem};

use super::emoji::EmojiDialog;
use super::said;
use super::talk::Talk;
use crate::components::{Act, Button, ButtonKind, Dialog, opened};
use crate::live::command_queue;
use crate::{api, format, texts};

/// The dialog that is open, if one is.
#[component]
pub fn MessageDialogs() -> impl IntoView {
    let talk = Talk::expect();
    view! {
        {move || talk.deleting.get().map(|message| view! { <DeleteMessage message=message /> })}
        {move || talk.history.get().map(|message| view! { <History message=message /> })}
        {move || talk.picking.get().map(|message| view! { <PickEmoji message=message /> })}
    }
    .into_any()
}

/// Any emoji for a message.
#[component]
fn PickEmoji(message: MessageId) -> impl IntoView {
    let talk = Talk::expect();
    let open = opened(talk.picking);
    let choose = move |emoji: String| {
        if let Ok(emoji) = Emoji::new(&emoji) {
            said::act(talk, message, Act::React(emoji, true));
        }
    };
    view! { <EmojiDialog open=open on_choose=choose /> }
}

/// Says what is taken back, and that it is for good.
#[component]
fn DeleteMessage(message: MessageId) -> impl IntoView {
    let talk = Talk::expect();
    let open = opened(talk.deleting);
    let is_public = untrack(|| talk.message(message)).is_some_and(|it| it.is_public());
    let about = if is_public {
        texts::delete_message_about()
    } else {
        texts::delete_message_about_note()
    };
    let delete = move |()| {
        command_queue::give(
            talk.state(),
            Command::DeleteMessage {
                conversation: talk.id,
                message,
            },
        );
        open.set(false);
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::delete_message_title().to_owned())>
            <p class="dialog-lead">{about}</p>
            <div class="dialog-answers">
                <Button on_press=move |()| open.set(false)>{texts::cancel()}</Button>
                <Button kind=ButtonKind::Danger on_press=delete>
                    {texts::bubble_delete()}
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// The earlier texts of a message, the oldest first.
#[component]
fn History(message: MessageId) -> impl IntoView {
    let talk = Talk::expect();
    let open = opened(talk.history);
    let edits = RwSignal::new(None::<Result<Vec<MessageEdit>, Problem>>);
    Effect::new(move || {
        spawn_local(async move {
            let answer = api::message_edits(talk.id, message).await;
            // The dialog may be gone by now.
            let _ = edits.try_set(Some(answer.map_err(|error| error.0)));
        });
    });
    let line = |edit: MessageEdit| {
        view! {
            <li class="edit-history-item">
                <p class="bubble-text">{edit.text}</p>
                <time class="field-about">{texts::edit_history_until(&format::moment(edit.replaced_at))}</time>
            </li>
        }
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::edit_history_title().to_owned())>
            {move || match edits.get() {
                None => ().into_any(),
                Some(Ok(edits)) => {
                    view! { <ol class="edit-history">{edits.into_iter().map(line).collect_view()}</ol> }.into_any()
                }
                Some(Err(problem)) => {
                    view! { <p class="dialog-lead" role="alert">{texts::problem(&problem, None)}</p> }.into_any()
                }
            }}
        </Dialog>
    }
    .into_any()
}
