//! Copying: what is prepared for many messages is sent as a file of each, so that it goes with its message and stays for the others.

use model::{Action, Actor, CommandId, ConversationId, File, Problem, can};
use store::command_result::Sender;
use store::file::{self, Begun, KeptFile, NewFile, Whole};
use store::inbox;

use super::upload::{begin, complete, give_up, new_key};
use crate::{Desk, Random, reading};

/// Copies of prepared files, for a message of the actor in a conversation. `NotFound`: one of them is gone. `Invalid` with field `file`:
/// the inbox does not take one.
pub(crate) async fn copy(
    desk: &Desk,
    actor: &Actor,
    conversation: ConversationId,
    files: &[File],
) -> Result<Vec<File>, Problem> {
    let mut prepared = Vec::with_capacity(files.len());
    {
        let mut conn = desk.db.read().await?;
        let present = reading::visible(&mut conn, &actor.scope(), conversation).await?;
        if !can(actor, Action::Reply, &present.facts()) {
            return Err(Problem::Forbidden);
        }
        let inbox = inbox::get(&mut conn, present.lifecycle.inbox)
            .await?
            .ok_or(Problem::NotFound)?;
        let rules = desk.file_rules(&inbox.settings);
        for file in files {
            if file.size > rules.max_size {
                return Err(Problem::invalid("file", "too_large"));
            }
            if !rules.take(file.kind, false) {
                return Err(Problem::invalid("file", "type"));
            }
            let kept = file::get(&mut conn, file.id).await?.ok_or(Problem::NotFound)?;
            prepared.push(kept);
        }
    }
    let mut copies = Vec::with_capacity(prepared.len());
    for one in prepared {
        copies.push(copy_one(desk, actor, conversation, one).await?);
    }
    Ok(copies)
}

async fn copy_one(desk: &Desk, actor: &Actor, conversation: ConversationId, of: KeptFile) -> Result<File, Problem> {
    let key = new_key(desk.random.as_ref());
    let new = NewFile {
        sender: Sender::User(actor.user),
        client_id: new_id(desk.random.as_ref())?,
        conversation: Some(conversation),
        key: key.clone(),
        at: desk.clock.now(),
    };
    let id = match begin(desk, new).await? {
        Begun::There(there) => return Ok(there.file),
        Begun::New(id) => id,
    };
    match put(desk, &key, of).await {
        Ok(whole) => complete(desk, id, key, whole).await,
        Err(problem) => {
            give_up(desk, id, key).await?;
            Err(problem)
        }
    }
}

/// The bytes, and those of its small form.
async fn put(desk: &Desk, key: &str, of: KeptFile) -> Result<Whole, Problem> {
    let bytes = desk.files.whole(&of.key).await?.ok_or(Problem::NotFound)?;
    desk.files.put(key, bytes.to_vec()).await?;
    let thumbnail_key = match &of.thumbnail_key {
        Some(small) => {
            let ending = small.rsplit_once('.').map_or("", |(_, ending)| ending);
            let key = format!("{}.{ending}", new_key(desk.random.as_ref()));
            let bytes = desk.files.whole(small).await?.ok_or(Problem::NotFound)?;
            desk.files.put(&key, bytes.to_vec()).await?;
            Some(key)
        }
        None => None,
    };
    Ok(Whole {
        name: of.file.name,
        media_type: of.file.media_type,
        kind: of.file.kind,
        size: of.file.size,
        sha256: of.sha256,
        width: of.file.width,
        height: of.file.height,
        duration: of.file.duration,
        key: key.to_owned(),
        thumbnail_key,
    })
}

/// In the place of the id that a client would make.
fn new_id(random: &dyn Random) -> Result<CommandId, Problem> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    CommandId::new(&format!("{:032x}", u128::from_be_bytes(bytes)))
}
