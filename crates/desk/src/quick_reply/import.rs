//! Bringing in quick replies from a file: by owner and name they are made, or have the new text. What is refused does not keep the
//! others out.

use std::sync::Arc;

use model::{
    Actor, AuditAction, Permission, Problem, QuickRepliesImported, QuickReplyEntry, QuickReplyForm, QuickReplyOwner,
    Timestamp,
};
use store::{Tx, department, quick_reply};

use super::{checked, deed, record_shared, told};
use crate::Desk;
use crate::audit::By;
use crate::rights::need;

/// Entries of one call.
const MOST: usize = 200;

/// Needs `Reply`; what is refused is told by its name. `Invalid` with field `entries`: there are too many at once.
pub async fn import(
    desk: &Desk,
    actor: &Actor,
    entries: Vec<QuickReplyEntry>,
) -> Result<QuickRepliesImported, Problem> {
    need(actor, Permission::Reply)?;
    if entries.len() > MOST {
        return Err(Problem::invalid("entries", "too_many"));
    }
    let work = Arc::new(Work {
        entries,
        actor: actor.clone(),
        by: By::of(desk, actor),
        now: desk.clock.now(),
    });
    desk.db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.run(tx).await })
        })
        .await
}

/// What became of one.
enum Became {
    Made,
    Changed,
    /// It was so already.
    Same,
    Refused,
}

struct Work {
    entries: Vec<QuickReplyEntry>,
    actor: Actor,
    by: By,
    now: Timestamp,
}

impl Work {
    async fn run(&self, tx: &mut Tx) -> Result<QuickRepliesImported, Problem> {
        let mut done = QuickRepliesImported::default();
        let departments = department::list(tx).await?;
        for entry in &self.entries {
            let owner = match &entry.department {
                _ if entry.own => Some(QuickReplyOwner::User(self.actor.user)),
                None => Some(QuickReplyOwner::Company),
                Some(name) => departments
                    .iter()
                    .find(|it| it.name.to_lowercase() == name.trim().to_lowercase())
                    .map(|it| QuickReplyOwner::Department(it.id)),
            };
            let became = match owner.filter(|owner| owner.is_kept_by(&self.actor)) {
                Some(owner) => self.take(tx, entry, owner).await?,
                None => Became::Refused,
            };
            match became {
                Became::Made => done.made += 1,
                Became::Changed => done.changed += 1,
                Became::Same => (),
                Became::Refused => done.refused.push(entry.name.clone()),
            }
        }
        Ok(done)
    }

    async fn take(&self, tx: &mut Tx, entry: &QuickReplyEntry, owner: QuickReplyOwner) -> Result<Became, Problem> {
        let Ok(form) = checked(QuickReplyForm {
            name: entry.name.clone(),
            text: entry.text.clone(),
            owner,
            files: Vec::new(),
        }) else {
            return Ok(Became::Refused);
        };
        let Some(present) = quick_reply::by_name(tx, owner, &form.name).await? else {
            let new = quick_reply::insert(tx, &form, self.now).await?;
            let id = new.ok_or_else(|| tx.again())?;
            self.record(tx, AuditAction::QuickReplyCreated, None, id).await?;
            return Ok(Became::Made);
        };
        if present.form.text == form.text {
            return Ok(Became::Same);
        }
        let next = QuickReplyForm {
            text: form.text,
            ..present.form.clone()
        };
        let id = present.id;
        if !quick_reply::update(tx, id, present.version, &next).await? {
            return Err(tx.again().into());
        }
        self.record(tx, AuditAction::QuickReplyChanged, Some(&present), id)
            .await?;
        Ok(Became::Changed)
    }

    async fn record(
        &self,
        tx: &mut Tx,
        action: AuditAction,
        before: Option<&model::QuickReply>,
        id: model::QuickReplyId,
    ) -> Result<(), Problem> {
        let now = quick_reply::get(tx, id).await?.ok_or(Problem::NotFound)?;
        let mut deed = deed(action, &now).after(&told(&now));
        if let Some(before) = before {
            deed = deed.before(&told(before));
        }
        record_shared(tx, &self.by, self.now, &[now.form.owner], deed).await
    }
}
