//! Drafts: kept for each user and conversation, so that they are there on the user's other screens and devices; those hear of a
//! change at once.

use std::sync::Arc;

use model::{Actor, Audience, ConversationId, Draft, Event, File, MAX_FILES, MAX_TEXT, Problem, Timestamp};
use store::command_result::Sender;
use store::{Conn, Tx, draft, file, log};

use crate::{Desk, reading};

/// The actor's in a conversation that the actor sees. Files that were sent or taken away since are left out.
pub async fn read(desk: &Desk, actor: &Actor, conversation: ConversationId) -> Result<Draft, Problem> {
    let mut conn = desk.db.read().await?;
    reading::visible(&mut conn, &actor.scope(), conversation).await?;
    let Some(found) = draft::get(&mut conn, actor.user, conversation).await? else {
        return Ok(Draft::none(conversation));
    };
    let files = sendable(&mut conn, actor, conversation, &found.files).await?;
    Ok(Draft { files, ..found })
}

/// Keeps a draft in the place of an older one; of two the later touched counts, whichever comes first. Gives what is kept then.
/// `Invalid` with field `text` or `files`.
pub async fn keep(desk: &Desk, actor: &Actor, draft: Draft) -> Result<Draft, Problem> {
    if draft.text.chars().count() > MAX_TEXT * 2 {
        return Err(Problem::invalid("text", "too_long"));
    }
    if draft.files.len() > MAX_FILES {
        return Err(Problem::invalid("files", "too_many"));
    }
    let now = desk.clock.now();
    let work = Arc::new(Work {
        // No clock that is fast keeps later words away.
        draft: Draft {
            at: Timestamp(draft.at.0.min(now.0)),
            ..draft
        },
        actor: actor.clone(),
        now,
    });
    desk.db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.run(tx).await })
        })
        .await
}

struct Work {
    draft: Draft,
    actor: Actor,
    now: Timestamp,
}

impl Work {
    async fn run(&self, tx: &mut Tx) -> Result<Draft, Problem> {
        let (user, conversation) = (self.actor.user, self.draft.conversation);
        reading::visible(tx, &self.actor.scope(), conversation).await?;
        let wanted = Draft {
            files: sendable(tx, &self.actor, conversation, &self.draft.files).await?,
            ..self.draft.clone()
        };
        if draft::put(tx, user, &wanted).await? {
            let event = Event::DraftChanged {
                conversation,
                at: wanted.at,
            };
            log::append(tx, self.now, &Audience::User(user), &event).await?;
            return Ok(wanted);
        }
        let later = draft::get(tx, user, conversation).await?;
        Ok(later.unwrap_or(wanted))
    }
}

/// Those of the actor's files that can be sent in this conversation, as they are known here.
async fn sendable(
    conn: &mut Conn,
    actor: &Actor,
    conversation: ConversationId,
    files: &[File],
) -> Result<Vec<File>, Problem> {
    let mut found: Vec<File> = Vec::with_capacity(files.len());
    for wanted in files {
        let kept = file::get(conn, wanted.id).await?.filter(|kept| {
            let is_own = kept.is_from(Sender::User(actor.user)) && !kept.prepared;
            is_own && kept.conversation == Some(conversation) && kept.message.is_none()
        });
        found.extend(
            kept.map(|kept| kept.file)
                .filter(|file| found.iter().all(|it| it.id != file.id)),
        );
    }
    Ok(found)
}
