//! What is known of a contact beyond its address: stage, groups, tags, the company's own fields, and notes.

use model::{
    ChoiceId, ContactId, ContactNote, ConversationId, FieldValue, NoteId, OtherConversation, Scope, Status, Timestamp,
    UserId,
};
use sqlx::QueryBuilder;

use crate::conn::{execute, run};
use crate::row::{time, word};
use crate::scope;
use crate::{Conn, StoreError, Tx};

/// A list of a contact's choices: its table, and the column of the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    Groups,
    Tags,
}

/// The stage of a contact.
pub async fn stage(conn: &mut Conn, contact: ContactId) -> Result<Option<ChoiceId>, StoreError> {
    let stage: Option<Option<i64>> = run!(conn, c => sqlx::query_scalar("SELECT stage_id FROM contact WHERE id = $1")
        .bind(contact.0)
        .fetch_optional(c))?;
    Ok(stage.flatten().map(ChoiceId))
}

pub async fn set_stage(tx: &mut Tx, contact: ContactId, stage: Option<ChoiceId>) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE contact SET stage_id = $2 WHERE id = $1")
            .bind(contact.0)
            .bind(stage.map(|it| it.0))
    )?;
    Ok(())
}

/// Something of the sheet has changed: who shows an older version is told to look again.
pub async fn touch(tx: &mut Tx, contact: ContactId) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE contact SET version = version + 1 WHERE id = $1").bind(contact.0)
    )?;
    Ok(())
}

/// What a contact has of a list, in the order in which it was given.
pub async fn chosen(conn: &mut Conn, contact: ContactId, list: Chosen) -> Result<Vec<ChoiceId>, StoreError> {
    let sql = match list {
        Chosen::Groups => "SELECT choice_id FROM contact_group WHERE contact_id = $1 ORDER BY at, choice_id",
        Chosen::Tags => "SELECT tag_id FROM contact_tag WHERE contact_id = $1 ORDER BY at, tag_id",
    };
    let ids: Vec<i64> = run!(conn, c => sqlx::query_scalar(sql).bind(contact.0).fetch_all(c))?;
    Ok(ids.into_iter().map(ChoiceId).collect())
}

/// Gives it, or takes it. False: it was so already.
pub async fn choose(
    tx: &mut Tx,
    contact: ContactId,
    list: Chosen,
    choice: ChoiceId,
    is_chosen: bool,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = if is_chosen {
        let sql = match list {
            Chosen::Groups => {
                "INSERT INTO contact_group (contact_id, choice_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
            }
            Chosen::Tags => {
                "INSERT INTO contact_tag (contact_id, tag_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
            }
        };
        execute!(tx, sqlx::query(sql).bind(contact.0).bind(choice.0).bind(at.0))?
    } else {
        let sql = match list {
            Chosen::Groups => "DELETE FROM contact_group WHERE contact_id = $1 AND choice_id = $2",
            Chosen::Tags => "DELETE FROM contact_tag WHERE contact_id = $1 AND tag_id = $2",
        };
        execute!(tx, sqlx::query(sql).bind(contact.0).bind(choice.0))?
    };
    Ok(changed == 1)
}

/// In the order of the fields' ids.
pub async fn fields(conn: &mut Conn, contact: ContactId) -> Result<Vec<FieldValue>, StoreError> {
    let rows: Vec<(i64, String)> = run!(conn, c => sqlx::query_as(
        "SELECT field_id, value FROM contact_field WHERE contact_id = $1 ORDER BY field_id"
    )
    .bind(contact.0)
    .fetch_all(c))?;
    let value = |(field, value)| FieldValue {
        field: ChoiceId(field),
        value,
    };
    Ok(rows.into_iter().map(value).collect())
}

/// Empty takes the value away.
pub async fn set_field(tx: &mut Tx, contact: ContactId, field: ChoiceId, value: &str) -> Result<(), StoreError> {
    if value.is_empty() {
        execute!(
            tx,
            sqlx::query("DELETE FROM contact_field WHERE contact_id = $1 AND field_id = $2")
                .bind(contact.0)
                .bind(field.0)
        )?;
        return Ok(());
    }
    let key = value.to_lowercase();
    execute!(
        tx,
        sqlx::query(
            "INSERT INTO contact_field (contact_id, field_id, value, value_key) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (contact_id, field_id) DO UPDATE SET value = excluded.value, value_key = excluded.value_key"
        )
        .bind(contact.0)
        .bind(field.0)
        .bind(value)
        .bind(key.as_str())
    )?;
    Ok(())
}

type NoteRow = (i64, i64, i64, Option<i64>, String);

fn note((id, by, at, edited_at, text): NoteRow) -> ContactNote {
    ContactNote {
        id: NoteId(id),
        by: UserId(by),
        at: Timestamp(at),
        edited_at: time(edited_at),
        text,
    }
}

/// The newest first.
pub async fn notes(conn: &mut Conn, contact: ContactId) -> Result<Vec<ContactNote>, StoreError> {
    let rows: Vec<NoteRow> = run!(conn, c => sqlx::query_as(
        "SELECT id, user_id, at, edited_at, body FROM contact_note WHERE contact_id = $1 ORDER BY id DESC"
    )
    .bind(contact.0)
    .fetch_all(c))?;
    Ok(rows.into_iter().map(note).collect())
}

pub async fn add_note(
    tx: &mut Tx,
    contact: ContactId,
    by: UserId,
    text: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("INSERT INTO contact_note (contact_id, user_id, at, body) VALUES ($1, $2, $3, $4)")
            .bind(contact.0)
            .bind(by.0)
            .bind(at.0)
            .bind(text)
    )?;
    Ok(())
}

pub async fn edit_note(tx: &mut Tx, id: NoteId, text: &str, at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE contact_note SET body = $2, edited_at = $3 WHERE id = $1")
            .bind(id.0)
            .bind(text)
            .bind(at.0)
    )?;
    Ok(())
}

pub async fn delete_note(tx: &mut Tx, id: NoteId) -> Result<(), StoreError> {
    execute!(tx, sqlx::query("DELETE FROM contact_note WHERE id = $1").bind(id.0))?;
    Ok(())
}

/// The contact's conversations that the scope sees, the newest first, at most `limit`.
pub async fn conversations(
    conn: &mut Conn,
    scope: &Scope,
    contact: ContactId,
    limit: u32,
) -> Result<Vec<OtherConversation>, StoreError> {
    let rows: Vec<(i64, String, i64)> = run!(conn, c => {
        let mut query = QueryBuilder::new("SELECT c.id, c.status, c.created_at FROM conversation c WHERE c.contact_id = ");
        query.push_bind(contact.0).push(" AND ");
        scope::push(&mut query, scope, scope::CONVERSATION);
        query.push(" ORDER BY c.id DESC LIMIT ").push_bind(i64::from(limit));
        query
    }
    .build_query_as()
    .fetch_all(c))?;
    rows.into_iter()
        .map(|(id, status, created_at)| {
            Ok(OtherConversation {
                id: ConversationId(id),
                status: word(&status, Status::parse)?,
                created_at: Timestamp(created_at),
            })
        })
        .collect()
}
