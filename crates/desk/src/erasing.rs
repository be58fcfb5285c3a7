//! Taking an erased message out of everything that repeats it: the log, the results of commands, its earlier texts.

use model::{Conversation, Event, Message, Outcome, Preview, Problem, Timestamp, VisitorMessage, VisitorOutcome};
use store::{Tx, message, message_edit, traces};

use crate::change::preview;
use crate::file;

/// `erased` is what stays of the message. Readers who come late are told of it in the places where they would have been told
/// of the message; no entry of the log is lost for them.
pub(crate) async fn erase(
    tx: &mut Tx,
    conversation: &Conversation,
    erased: &Message,
    at: Timestamp,
) -> Result<(), Problem> {
    let stored = message::get(tx, erased.id).await?;
    let now = stored.as_ref().and_then(Message::text).map(ToOwned::to_owned);
    let before = message_edit::of(tx, erased.id).await?;
    let texts = before.into_iter().map(|edit| edit.text).chain(now);
    // What lists showed of it, in all its wordings.
    let mut shown: Vec<Preview> = texts.map(|text| preview(erased.author, &text)).collect();
    let files = stored.map(|it| it.files).unwrap_or_default();
    if !files.is_empty() {
        shown.push(preview(erased.author, &file::label(&files)));
        store::file::forget_message(tx, erased.id, at).await?;
    }
    message_edit::forget(tx, erased.id).await?;
    let contact = conversation.contact.id;
    for mut trace in traces::since(tx, conversation.id, contact, erased.at).await? {
        let cleaned = if trace.is_event() {
            clean_event(&trace.json, erased, &shown)
        } else {
            clean_result(&trace.json, erased, &shown)
        };
        if let Some(json) = cleaned {
            trace.json = json;
            traces::rewrite(tx, contact, &trace).await?;
        }
    }
    Ok(())
}

/// The entry without the message; `None`: it says nothing of it.
fn clean_event(json: &str, erased: &Message, shown: &[Preview]) -> Option<String> {
    let Ok(Event::Conversation {
        mut conversation,
        mut messages,
    }) = serde_json::from_str(json)
    else {
        return None;
    };
    clean(&mut conversation, &mut messages, erased, shown)
        .then(|| serde_json::to_string(&Event::Conversation { conversation, messages }).ok())?
}

/// The result without the message; `None`: it says nothing of it.
fn clean_result(json: &str, erased: &Message, shown: &[Preview]) -> Option<String> {
    if let Ok(mut outcome) = serde_json::from_str::<Outcome>(json) {
        return clean(&mut outcome.conversation, &mut outcome.messages, erased, shown)
            .then(|| serde_json::to_string(&outcome).ok())?;
    }
    let mut outcome: VisitorOutcome = serde_json::from_str(json).ok()?;
    let message = outcome.messages.iter_mut().find(|it| it.id == erased.id)?;
    *message = VisitorMessage {
        version: erased.version,
        text: String::new(),
        files: Vec::new(),
        reactions: Vec::new(),
        edited: false,
        deleted: true,
        ..message.clone()
    };
    serde_json::to_string(&outcome).ok()
}

/// Whether anything of it was there. The preview shows a beginning of the message where it was the last.
fn clean(conversation: &mut Conversation, messages: &mut [Message], erased: &Message, shown: &[Preview]) -> bool {
    let mut found = false;
    for message in messages.iter_mut().filter(|it| it.id == erased.id) {
        *message = Message {
            version: message.version,
            ..erased.clone()
        };
        found = true;
    }
    if conversation
        .preview
        .as_ref()
        .is_some_and(|preview| shown.contains(preview))
    {
        conversation.preview = None;
        found = true;
    }
    found
}
