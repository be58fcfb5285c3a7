//! A contact's sheet (R120, R132 to R148): read by who sees a conversation of the contact, changed one thing at a time by who may
//! answer customers or look after contacts. Every open panel hears of a change by the log and looks again.

mod value;

use std::collections::HashSet;
use std::sync::Arc;

use model::{
    Actor, Audience, ChoiceForm, ChoiceId, ChoiceKind, ContactChange, ContactId, ContactNote, ContactSheet,
    Conversation, Event, NoteId, Permission, Problem, Timestamp,
};
use store::contact_sheet::{self as sheet, Chosen};
use store::{Conn, Tx, choice, contact, conversation, log, visitor};

use crate::change::Change;
use crate::user::CHANGED_MEANWHILE;
use crate::{Desk, field};

/// Conversations that a sheet lists.
const LISTED: u32 = 20;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 4_000;

/// The sheet of a contact of whom the actor sees a conversation; to others there is no such contact.
pub async fn read(desk: &Desk, actor: &Actor, id: ContactId) -> Result<ContactSheet, Problem> {
    let mut conn = desk.db.read().await?;
    let found = whole(&mut conn, actor, id).await?;
    if found.conversations.is_empty() {
        return Err(Problem::NotFound);
    }
    Ok(found)
}

/// Changes one thing of a sheet. Needs `Reply` or `Contacts`, a new tag `Tags`; a note is changed by its author alone. `Conflict`:
/// the value is another by now than its author saw. `Invalid` with field `name`, `email`, `phone`, `value`, `text` or
/// `choice`.
pub async fn change(desk: &Desk, actor: &Actor, id: ContactId, change: ContactChange) -> Result<ContactSheet, Problem> {
    let work = Arc::new(Work {
        actor: actor.clone(),
        contact: id,
        change: checked(change)?,
        now: desk.clock.now(),
    });
    desk.db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.run(tx).await })
        })
        .await
}

/// Puts a tag on a contact, as one of many; who may is judged as for [`change`]. What is refused has changed nothing.
pub(crate) async fn tag(
    tx: &mut Tx,
    actor: &Actor,
    contact: ContactId,
    tag: ChoiceId,
    now: Timestamp,
) -> Result<(), Problem> {
    let work = Work {
        actor: actor.clone(),
        contact,
        change: ContactChange::Tag { tag, is_on: true },
        now,
    };
    work.done(tx).await
}

/// What needs nothing of the database to be judged.
fn checked(change: ContactChange) -> Result<ContactChange, Problem> {
    let optional = |text: &str, check: fn(&str) -> Result<String, Problem>| match text.trim() {
        "" => Ok(String::new()),
        text => check(text),
    };
    Ok(match change {
        ContactChange::Name { before, after } => ContactChange::Name {
            before,
            after: field::name("name", &after)?,
        },
        ContactChange::Email { before, after } => ContactChange::Email {
            before,
            after: optional(&after, field::email)?,
        },
        ContactChange::Phone { before, after } => ContactChange::Phone {
            before,
            after: optional(&after, value::phone)?,
        },
        ContactChange::NewTag { name } => ContactChange::NewTag {
            name: field::name("name", &name)?,
        },
        ContactChange::AddNote { text } => ContactChange::AddNote { text: note(&text)? },
        ContactChange::EditNote {
            note: id,
            before,
            after,
        } => ContactChange::EditNote {
            note: id,
            before,
            after: note(&after)?,
        },
        other => other,
    })
}

fn note(text: &str) -> Result<String, Problem> {
    let lines = text.replace("\r\n", "\n");
    let kept: String = lines
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    match kept.trim() {
        "" => Err(Problem::invalid("text", "required")),
        text if text.chars().count() > LONGEST_NOTE => Err(Problem::invalid("text", "too_long")),
        text => Ok(text.to_owned()),
    }
}

/// The sheet as it stands, whoever may see the contact.
async fn whole(conn: &mut Conn, actor: &Actor, id: ContactId) -> Result<ContactSheet, Problem> {
    Ok(ContactSheet {
        contact: contact::get(conn, id).await?.ok_or(Problem::NotFound)?,
        stage: sheet::stage(conn, id).await?,
        groups: sheet::chosen(conn, id, Chosen::Groups).await?,
        tags: sheet::chosen(conn, id, Chosen::Tags).await?,
        fields: sheet::fields(conn, id).await?,
        notes: sheet::notes(conn, id).await?,
        conversations: sheet::conversations(conn, &actor.scope(), id, LISTED).await?,
        reached: visitor::reached(conn, id).await?,
        choices: choice::list(conn).await?,
    })
}

struct Work {
    actor: Actor,
    contact: ContactId,
    change: ContactChange,
    now: Timestamp,
}

impl Work {
    async fn run(&self, tx: &mut Tx) -> Result<ContactSheet, Problem> {
        self.done(tx).await?;
        whole(tx, &self.actor, self.contact).await
    }

    async fn done(&self, tx: &mut Tx) -> Result<(), Problem> {
        let present = self.allowed(tx).await?;
        if self.apply(tx, &present).await? {
            tell(tx, self.contact, &present, self.now).await?;
        }
        Ok(())
    }

    /// The contact's conversations, locked, of which the actor sees one.
    async fn allowed(&self, tx: &mut Tx) -> Result<Vec<Conversation>, Problem> {
        let mut present = Vec::new();
        for id in conversation::ids_of(tx, self.contact).await? {
            present.extend(conversation::lock(tx, id).await?);
        }
        let scope = self.actor.scope();
        if !present.iter().any(|conversation| scope.sees(&conversation.facts())) {
            return Err(Problem::NotFound);
        }
        let may = |permission| self.actor.permissions.has(permission);
        let is_new_tag = matches!(self.change, ContactChange::NewTag { .. });
        if !(may(Permission::Reply) || may(Permission::Contacts)) || (is_new_tag && !may(Permission::Tags)) {
            return Err(Problem::Forbidden);
        }
        Ok(present)
    }

    /// False: everything is as it was.
    async fn apply(&self, tx: &mut Tx, present: &[Conversation]) -> Result<bool, Problem> {
        let (id, now) = (self.contact, self.now);
        match &self.change {
            ContactChange::Name { .. } | ContactChange::Email { .. } | ContactChange::Phone { .. } => {
                return self.address(tx, present).await;
            }
            ContactChange::Stage { before, after } => {
                let stored = sheet::stage(tx, id).await?;
                if stored == *after {
                    return Ok(false);
                }
                unchanged(&stored, before)?;
                if let Some(stage) = after {
                    exists(tx, ChoiceKind::Stage, *stage).await?;
                }
                sheet::set_stage(tx, id, *after).await?;
            }
            ContactChange::Field { field, before, after } => {
                let record = choice::get(tx, ChoiceKind::Field, *field).await?;
                let record = record.ok_or_else(|| Problem::invalid("choice", "wrong"))?;
                let after = value::checked(&record.form, after)?;
                let all = sheet::fields(tx, id).await?;
                let stored = all.into_iter().find(|it| it.field == *field);
                let stored = stored.map(|it| it.value).unwrap_or_default();
                if stored == after {
                    return Ok(false);
                }
                unchanged(&stored, before)?;
                sheet::set_field(tx, id, *field, &after).await?;
            }
            ContactChange::Group { group, is_in } => {
                exists(tx, ChoiceKind::Group, *group).await?;
                if !sheet::choose(tx, id, Chosen::Groups, *group, *is_in, now).await? {
                    return Ok(false);
                }
            }
            ContactChange::Tag { tag, is_on } => {
                exists(tx, ChoiceKind::Tag, *tag).await?;
                if !sheet::choose(tx, id, Chosen::Tags, *tag, *is_on, now).await? {
                    return Ok(false);
                }
            }
            ContactChange::NewTag { name } => {
                let tag = self.tag(tx, name).await?;
                if !sheet::choose(tx, id, Chosen::Tags, tag, true, now).await? {
                    return Ok(false);
                }
            }
            ContactChange::AddNote { text } => sheet::add_note(tx, id, self.actor.user, text, now).await?,
            ContactChange::EditNote { note, before, after } => {
                let stored = self.own_note(tx, *note).await?.ok_or(CHANGED_MEANWHILE)?;
                unchanged(&stored.text, before)?;
                sheet::edit_note(tx, *note, after, now).await?;
            }
            ContactChange::DeleteNote { note } => {
                if self.own_note(tx, *note).await?.is_none() {
                    return Ok(false);
                }
                sheet::delete_note(tx, *note).await?;
            }
        }
        sheet::touch(tx, id).await?;
        Ok(true)
    }

    /// Name, e-mail address and phone number stand in the contact's row; the name also on its conversations.
    async fn address(&self, tx: &mut Tx, present: &[Conversation]) -> Result<bool, Problem> {
        let mut known = contact::get(tx, self.contact).await?.ok_or(Problem::NotFound)?;
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        let (stored, before, after) = match &self.change {
            ContactChange::Name { before, after } => (std::mem::replace(&mut known.name, after.clone()), before, after),
            ContactChange::Email { before, after } => {
                let stored = std::mem::replace(&mut known.email, given(after));
                (stored.unwrap_or_default(), before, after)
            }
            ContactChange::Phone { before, after } => {
                let stored = std::mem::replace(&mut known.phone, given(after));
                (stored.unwrap_or_default(), before, after)
            }
            _ => return Ok(false),
        };
        if stored == *after {
            return Ok(false);
        }
        unchanged(&stored, before)?;
        contact::update(tx, &known).await?;
        for conversation in present {
            if conversation.contact.name != known.name {
                let mut change = Change::of(tx, conversation.clone(), self.now).await?;
                change.next().contact.name.clone_from(&known.name);
                change.store(tx, None).await?;
            }
        }
        Ok(true)
    }

    /// A tag of this name: made, or there already.
    async fn tag(&self, tx: &mut Tx, name: &str) -> Result<ChoiceId, Problem> {
        let form = ChoiceForm {
            name: name.to_owned(),
            ..ChoiceForm::default()
        };
        if let Some(new) = choice::insert(tx, ChoiceKind::Tag, &form, self.now).await? {
            crate::choice::tell(tx, ChoiceKind::Tag, new, Some(name), self.now).await?;
            return Ok(new);
        }
        let wanted = name.to_lowercase();
        let all = choice::list(tx).await?;
        let mut tags = all.into_iter().filter(|it| it.kind == ChoiceKind::Tag);
        let there = tags.find(|it| it.form.name.to_lowercase() == wanted);
        Ok(there.ok_or_else(|| tx.again())?.id)
    }

    /// `Forbidden`: somebody else wrote it.
    async fn own_note(&self, tx: &mut Tx, id: NoteId) -> Result<Option<ContactNote>, Problem> {
        let all = sheet::notes(tx, self.contact).await?;
        match all.into_iter().find(|note| note.id == id) {
            Some(note) if note.by != self.actor.user => Err(Problem::Forbidden),
            found => Ok(found),
        }
    }
}

/// The value is the one that the author of the change saw.
fn unchanged<T: PartialEq>(stored: &T, seen: &T) -> Result<(), Problem> {
    if stored == seen { Ok(()) } else { Err(CHANGED_MEANWHILE) }
}

async fn exists(tx: &mut Tx, kind: ChoiceKind, id: ChoiceId) -> Result<(), Problem> {
    let found = choice::get(tx, kind, id).await?;
    found.map(|_| ()).ok_or_else(|| Problem::invalid("choice", "wrong"))
}

/// Everybody who sees one of the conversations: their panel shows an older sheet now. One entry for all conversations with the
/// same readers.
pub(crate) async fn tell(tx: &mut Tx, id: ContactId, present: &[Conversation], now: Timestamp) -> Result<(), Problem> {
    let version = contact::get(tx, id)
        .await?
        .map(|contact| contact.version)
        .unwrap_or_default();
    let mut told = HashSet::new();
    for conversation in present.iter().rev() {
        let facts = conversation.facts();
        if !told.insert((facts.department, facts.assignee, facts.reserved_for)) {
            continue;
        }
        let audience = Audience::Conversation {
            conversation: conversation.id,
            contact: id,
            connection: conversation.lifecycle.customer_connection(),
            before: Some(facts),
            after: Some(facts),
        };
        log::append(tx, now, &audience, &Event::ContactChanged { contact: id, version }).await?;
    }
    Ok(())
}
