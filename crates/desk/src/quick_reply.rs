//! Quick replies (R122): everybody finds those of the company, of the own departments, and the own ones. The shared ones are made and
//! changed with a right of its own; see [`model::QuickReplyOwner`].

mod import;

use std::sync::Arc;

use model::{
    Actor, AuditAction, AuditSubjectKind, ConversationId, File, MAX_FILES, MessageText, Permission, Problem,
    QuickReply, QuickReplyForm, QuickReplyId, QuickReplyOwner, Timestamp,
};
use serde_json::json;
use store::command_result::Sender;
use store::{Conn, Tx, department, file, quick_reply};

use crate::audit::{By, Deed, record};
use crate::rights::need;
use crate::user::CHANGED_MEANWHILE;
use crate::{Desk, field};

pub use import::import;

/// What the actor finds: what is taken most often first. Needs `Reply`.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<QuickReply>, Problem> {
    need(actor, Permission::Reply)?;
    let all = quick_reply::list(&mut desk.db.read().await?, actor.user).await?;
    Ok(all.into_iter().filter(|it| it.form.owner.is_open_to(actor)).collect())
}

/// Makes one for an owner whose quick replies the actor keeps. `Invalid` with field `name` (also `taken`), `text`, `owner` or
/// `files`.
pub async fn create(desk: &Desk, actor: &Actor, form: QuickReplyForm) -> Result<QuickReply, Problem> {
    let work = Arc::new(Work::new(desk, actor, form)?);
    desk.db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.create(tx).await })
        })
        .await
}

/// Changes one of the version that was read, perhaps its owner. `Conflict`: changed meanwhile. `Invalid` as for [`create`].
pub async fn change(
    desk: &Desk,
    actor: &Actor,
    id: QuickReplyId,
    version: i64,
    form: QuickReplyForm,
) -> Result<QuickReply, Problem> {
    let work = Arc::new(Work::new(desk, actor, form)?);
    desk.db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.change(tx, id, version).await })
        })
        .await
}

pub async fn delete(desk: &Desk, actor: &Actor, id: QuickReplyId) -> Result<(), Problem> {
    let actor = Arc::new(actor.clone());
    let (by, now) = (By::of(desk, &actor), desk.clock.now());
    desk.db
        .write(move |tx| {
            let (actor, by) = (Arc::clone(&actor), by.clone());
            Box::pin(async move {
                let present = kept(tx, &actor, id).await?;
                quick_reply::delete(tx, id).await?;
                let deed = deed(AuditAction::QuickReplyDeleted, &present);
                record_shared(tx, &by, now, &[present.form.owner], deed).await
            })
        })
        .await
}

/// Takes one for a message in a conversation: counts it, and gives copies of its files, which are to be sent with the message.
/// `NotFound`: there is none for the actor. `Forbidden`: the actor may not write there. `Invalid` with field `file`: the inbox does not
/// take one of them.
pub async fn take(
    desk: &Desk,
    actor: &Actor,
    id: QuickReplyId,
    conversation: ConversationId,
) -> Result<Vec<File>, Problem> {
    need(actor, Permission::Reply)?;
    let reply = open(&mut desk.db.read().await?, actor, id).await?;
    let files = crate::file::copy(desk, actor, conversation, &reply.form.files).await?;
    desk.db
        .write(move |tx| Box::pin(async move { Ok::<_, Problem>(quick_reply::count_use(tx, id).await?) }))
        .await?;
    Ok(files)
}

/// One that the actor finds.
async fn open(conn: &mut Conn, actor: &Actor, id: QuickReplyId) -> Result<QuickReply, Problem> {
    let found = quick_reply::get(conn, id).await?;
    found
        .filter(|it| it.form.owner.is_open_to(actor))
        .ok_or(Problem::NotFound)
}

/// One that the actor keeps.
async fn kept(conn: &mut Conn, actor: &Actor, id: QuickReplyId) -> Result<QuickReply, Problem> {
    let found = open(conn, actor, id).await?;
    if found.form.owner.is_kept_by(actor) {
        Ok(found)
    } else {
        Err(Problem::Forbidden)
    }
}

struct Work {
    form: QuickReplyForm,
    actor: Actor,
    by: By,
    now: Timestamp,
}

impl Work {
    fn new(desk: &Desk, actor: &Actor, form: QuickReplyForm) -> Result<Self, Problem> {
        if !form.owner.is_kept_by(actor) {
            return Err(Problem::Forbidden);
        }
        Ok(Self {
            form: checked(form)?,
            actor: actor.clone(),
            by: By::of(desk, actor),
            now: desk.clock.now(),
        })
    }

    async fn create(&self, tx: &mut Tx) -> Result<QuickReply, Problem> {
        let form = self.complete(tx, &[]).await?;
        let new = quick_reply::insert(tx, &form, self.now).await?;
        let id = new.ok_or_else(|| Problem::invalid("name", "taken"))?;
        let made = open(tx, &self.actor, id).await?;
        let deed = deed(AuditAction::QuickReplyCreated, &made).after(&told(&made));
        record_shared(tx, &self.by, self.now, &[form.owner], deed).await?;
        Ok(made)
    }

    async fn change(&self, tx: &mut Tx, id: QuickReplyId, version: i64) -> Result<QuickReply, Problem> {
        let present = kept(tx, &self.actor, id).await?;
        if present.version != version {
            return Err(CHANGED_MEANWHILE);
        }
        let form = self.complete(tx, &present.form.files).await?;
        let same = quick_reply::by_name(tx, form.owner, &form.name).await?;
        if same.is_some_and(|it| it.id != id) {
            return Err(Problem::invalid("name", "taken"));
        }
        if !quick_reply::update(tx, id, version, &form).await? {
            return Err(CHANGED_MEANWHILE);
        }
        let changed = open(tx, &self.actor, id).await?;
        let deed = deed(AuditAction::QuickReplyChanged, &changed)
            .before(&told(&present))
            .after(&told(&changed));
        record_shared(tx, &self.by, self.now, &[present.form.owner, form.owner], deed).await?;
        Ok(changed)
    }

    /// The form with its files as they are known here: those that were there, and what the actor has uploaded for it.
    async fn complete(&self, tx: &mut Tx, before: &[File]) -> Result<QuickReplyForm, Problem> {
        if let QuickReplyOwner::Department(id) = self.form.owner
            && department::get(tx, id).await?.is_none()
        {
            return Err(Problem::invalid("owner", "wrong"));
        }
        let mut files: Vec<File> = Vec::with_capacity(self.form.files.len());
        for wanted in &self.form.files {
            if files.iter().any(|it| it.id == wanted.id) {
                continue;
            }
            let known = match before.iter().find(|it| it.id == wanted.id) {
                Some(known) => known.clone(),
                None => {
                    file::get(tx, wanted.id)
                        .await?
                        .filter(|kept| kept.is_from(Sender::User(self.actor.user)) && !kept.prepared)
                        .filter(|kept| kept.conversation.is_none() && kept.message.is_none())
                        .ok_or_else(|| Problem::invalid("files", "missing"))?
                        .file
                }
            };
            files.push(known);
        }
        Ok(QuickReplyForm {
            files,
            ..self.form.clone()
        })
    }
}

/// What can be judged without the database.
fn checked(form: QuickReplyForm) -> Result<QuickReplyForm, Problem> {
    if form.files.len() > MAX_FILES {
        return Err(Problem::invalid("files", "too_many"));
    }
    let text = match MessageText::new(&form.text) {
        Ok(text) => text.into(),
        Err(_) if form.text.trim().is_empty() && !form.files.is_empty() => String::new(),
        Err(problem) => return Err(problem),
    };
    Ok(QuickReplyForm {
        name: field::name("name", &form.name)?,
        text,
        ..form
    })
}

fn deed(action: AuditAction, reply: &QuickReply) -> Deed {
    Deed::new(action).to(AuditSubjectKind::QuickReply, reply.id.0, &reply.form.name)
}

/// For the audit log.
fn told(reply: &QuickReply) -> serde_json::Value {
    let files: Vec<&str> = reply.form.files.iter().map(|file| file.name.as_str()).collect();
    json!({ "name": reply.form.name, "text": reply.form.text, "files": files })
}

/// What somebody prepares for themselves is nobody's business.
async fn record_shared(
    tx: &mut Tx,
    by: &By,
    now: Timestamp,
    owners: &[QuickReplyOwner],
    deed: Deed,
) -> Result<(), Problem> {
    if owners.iter().all(|owner| matches!(owner, QuickReplyOwner::User(_))) {
        return Ok(());
    }
    record(tx, by, now, deed).await
}

#[cfg(test)]
mod tests {
    use super::checked;
    use model::{Problem, QuickReplyForm, QuickReplyOwner};

    #[test]
    fn a_quick_reply_has_a_name_and_something_to_send() {
        for (name, text, expected) in [
            (" thanks ", " Thank you! ", Ok(("thanks", "Thank you!"))),
            ("", "x", Err(Problem::invalid("name", "required"))),
            ("x", " ", Err(Problem::invalid("text", "required"))),
            ("x", &"x".repeat(8_001), Err(Problem::invalid("text", "too_long"))),
        ] {
            let form = QuickReplyForm {
                name: name.to_owned(),
                text: text.to_owned(),
                owner: QuickReplyOwner::Company,
                files: Vec::new(),
            };
            let found = checked(form);
            let found = found.as_ref().map(|it| (it.name.as_str(), it.text.as_str()));
            assert_eq!(found.map_err(Clone::clone), expected);
        }
    }
}
