//! Undo send: who wishes so has their replies held for a few seconds before anything of them happens. They wait in the database: the
//! author may go away, and a restart forgets nothing. Each goes out once, as an ordinary command of its author at that time.

use model::{
    Actor, Audience, Command, CommandId, ConversationId, Event, File, FileId, HeldMessage, MessageText, Problem,
    Timestamp, UserId,
};
use store::held::{self, Held};
use store::{Conn, Tx, conversation, file, log, user};

use crate::Desk;
use crate::command::send_held;

/// What the actor has sent that has not gone out, in its order.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<HeldMessage>, Problem> {
    let mut conn = desk.db.read().await?;
    let mut all = Vec::new();
    for one in held::of(&mut conn, actor.user).await? {
        all.push(shown(&mut conn, one).await?);
    }
    Ok(all)
}

/// Calls one back: it never goes out, and its author has its text and files again. `NotFound`: it has gone out, or there is none.
pub async fn call_back(desk: &Desk, actor: &Actor, id: CommandId) -> Result<HeldMessage, Problem> {
    let (user, now) = (actor.user, desk.clock.now());
    desk.db
        .write(move |tx| {
            let id = id.clone();
            Box::pin(async move {
                let found = held::get(tx, user, &id).await?.ok_or(Problem::NotFound)?;
                let called_back = shown(tx, found).await?;
                if !held::delete(tx, user, &id).await? {
                    return Err(Problem::NotFound);
                }
                tell(tx, user, now).await?;
                Ok(called_back)
            })
        })
        .await
}

/// Sends what is to go out by now, at most `limit`; how many did.
pub(crate) async fn run_due(desk: &Desk, now: Timestamp, limit: usize) -> Result<usize, Problem> {
    let due = held::due(&mut desk.db.read().await?, now, limit).await?;
    let mut count = 0;
    for (user, id) in due {
        count += usize::from(release(desk, user, id).await?);
    }
    Ok(count)
}

/// Sends what waits of a user in a conversation, before that user changes what becomes of it.
pub(crate) async fn release_before(desk: &Desk, user: UserId, conversation: ConversationId) -> Result<(), Problem> {
    let waiting = held::waiting(&mut desk.db.read().await?, user, conversation).await?;
    for (id, _) in waiting {
        release(desk, user, id).await?;
    }
    Ok(())
}

/// False: it was called back, another server has sent it, or it cannot go out: then it says why.
async fn release(desk: &Desk, user: UserId, id: CommandId) -> Result<bool, Problem> {
    let now = desk.clock.now();
    let sent = {
        let id = id.clone();
        desk.db
            .write(move |tx| {
                let id = id.clone();
                Box::pin(async move { send(tx, user, &id, now).await })
            })
            .await
    };
    match sent {
        Err(problem) if !problem.is_transient() => {
            desk.db
                .write(move |tx| {
                    let (id, problem) = (id.clone(), problem.clone());
                    Box::pin(async move {
                        if held::fail(tx, user, &id, &problem).await? {
                            tell(tx, user, now).await?;
                        }
                        Ok::<_, Problem>(false)
                    })
                })
                .await
        }
        other => other,
    }
}

async fn send(tx: &mut Tx, user: UserId, id: &CommandId, now: Timestamp) -> Result<bool, Problem> {
    let Some(found) = held::get(tx, user, id).await? else {
        return Ok(false);
    };
    let present = conversation::lock(tx, found.conversation)
        .await?
        .ok_or(Problem::NotFound)?;
    if !held::delete(tx, user, id).await? {
        return Ok(false);
    }
    let actor = user::actor(tx, user).await?.ok_or(Problem::Forbidden)?;
    send_held(tx, actor, present, found, now).await?;
    tell(tx, user, now).await?;
    Ok(true)
}

/// The author's screens look again.
pub(crate) async fn tell(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), Problem> {
    Ok(log::append(tx, now, &Audience::User(user), &Event::HeldMessages).await?)
}

/// When the next message of a user in a conversation may go out at the earliest: not before those that wait.
pub(crate) async fn last_due(
    conn: &mut Conn,
    user: UserId,
    conversation: ConversationId,
) -> Result<Option<Timestamp>, Problem> {
    let waiting = held::waiting(conn, user, conversation).await?;
    Ok(waiting.into_iter().map(|(_, at)| at).max())
}

async fn shown(conn: &mut Conn, held: Held) -> Result<HeldMessage, Problem> {
    let (text, ids, reply_to) = match held.command {
        Command::SendMessage {
            text, files, reply_to, ..
        } => (text, files, reply_to),
        _ => (None, Vec::new(), None),
    };
    Ok(HeldMessage {
        id: held.id,
        conversation: held.conversation,
        text: text.map(MessageText::into).unwrap_or_default(),
        files: known(conn, &ids).await?,
        reply_to,
        at: held.at,
        due_at: held.due_at,
        problem: held.problem,
    })
}

async fn known(conn: &mut Conn, ids: &[FileId]) -> Result<Vec<File>, Problem> {
    let mut files = Vec::with_capacity(ids.len());
    for id in ids {
        files.extend(file::get(conn, *id).await?.map(|kept| kept.file));
    }
    Ok(files)
}
