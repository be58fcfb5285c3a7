//! Contacts: the customers.

use model::{Channel, Contact, ContactId, Timestamp, UserId, sort_name};

use sqlx::AssertSqlSafe;

use crate::bulk;
use crate::conn::{execute, run};
use crate::row::{time, word};
use crate::{Conn, StoreError, Tx, search};

/// Most contacts in one statement.
const CHUNK: usize = 50;

/// A contact to be made.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// Empty: never told.
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub source: Channel,
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    version: i64,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    source: String,
    created_at: i64,
    last_activity_at: i64,
    support_agent: Option<i64>,
    photo_at: Option<i64>,
}

impl TryFrom<Row> for Contact {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ContactId(row.id),
            version: row.version,
            name: row.name,
            email: row.email,
            phone: row.phone,
            source: word(&row.source, Channel::parse)?,
            created_at: Timestamp(row.created_at),
            last_activity_at: Timestamp(row.last_activity_at),
            support_agent: row.support_agent.map(UserId),
            photo: time(row.photo_at),
        })
    }
}

pub async fn insert(tx: &mut Tx, contact: &NewContact) -> Result<ContactId, StoreError> {
    let id = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO contact (version, name, email, phone, source, created_at, last_activity_at, name_key) \
         VALUES (1, $1, $2, $3, $4, $5, $5, $6) RETURNING id"
    )
    .bind(contact.name.as_str())
    .bind(contact.email.as_deref())
    .bind(contact.phone.as_deref())
    .bind(contact.source.as_str())
    .bind(contact.created_at.0)
    .bind(sort_name(&contact.name))
    .fetch_one(c))?;
    let (email, phone) = (contact.email.as_deref(), contact.phone.as_deref());
    search::put_contact(tx, ContactId(id), &contact.name, email, phone).await?;
    Ok(ContactId(id))
}

/// Ids for so many contacts, in rising order, to be used in this transaction.
pub async fn reserve(tx: &mut Tx, count: usize) -> Result<Vec<ContactId>, StoreError> {
    bulk::contacts(tx, count).await
}

/// Makes many contacts under ids from [`reserve`].
pub async fn insert_all(tx: &mut Tx, contacts: &[(ContactId, &NewContact)]) -> Result<(), StoreError> {
    const COLUMNS: usize = 9;
    const HEAD: &str =
        "INSERT INTO contact (id, version, name, email, phone, source, created_at, last_activity_at, name_key)";
    for chunk in contacts.chunks(CHUNK) {
        let sql = bulk::insert(tx, HEAD, COLUMNS, chunk.len(), true, "");
        execute!(tx, {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for (id, contact) in chunk {
                query = query
                    .bind(id.0)
                    .bind(1_i64)
                    .bind(contact.name.as_str())
                    .bind(contact.email.as_deref())
                    .bind(contact.phone.as_deref())
                    .bind(contact.source.as_str())
                    .bind(contact.created_at.0)
                    .bind(contact.created_at.0)
                    .bind(sort_name(&contact.name));
            }
            query
        })?;
    }
    search::put_contacts(tx, contacts).await
}

pub async fn get(conn: &mut Conn, id: ContactId) -> Result<Option<Contact>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        "SELECT k.id, k.version, k.name, k.email, k.phone, k.source, k.created_at, k.last_activity_at, \
         s.user_id AS support_agent, k.photo_at FROM contact k LEFT JOIN support_agent s ON s.contact_id = k.id WHERE k.id = $1"
    )
    .bind(id.0)
    .fetch_optional(c))?;
    row.map(Contact::try_from).transpose()
}

/// Changes name, e-mail address and phone number. False: no such contact.
pub async fn update(tx: &mut Tx, contact: &Contact) -> Result<bool, StoreError> {
    let updated = execute!(
        tx,
        sqlx::query(
            "UPDATE contact SET name = $2, email = $3, phone = $4, name_key = $5, version = version + 1 WHERE id = $1"
        )
        .bind(contact.id.0)
        .bind(contact.name.as_str())
        .bind(contact.email.as_deref())
        .bind(contact.phone.as_deref())
        .bind(sort_name(&contact.name))
    )?;
    if updated == 1 {
        let (email, phone) = (contact.email.as_deref(), contact.phone.as_deref());
        search::put_contact(tx, contact.id, &contact.name, email, phone).await?;
    }
    Ok(updated == 1)
}

/// Notes the contact's last activity; never moves it back. Not a change of the contact's version.
pub async fn touch(tx: &mut Tx, id: ContactId, at: Timestamp) -> Result<(), StoreError> {
    tx.later(
        "UPDATE contact SET last_activity_at = $2 WHERE id = $1 AND last_activity_at < $2",
        [id.0.into(), at.0.into()],
    )
    .await
}
