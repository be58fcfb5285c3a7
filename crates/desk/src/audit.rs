//! The audit log: every use case that changes access or settings records here what it did, in its own transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{
    Actor, AuditAction, AuditActor, AuditChange, AuditEntry, AuditFilter, AuditKey, AuditPage, AuditSubject,
    AuditSubjectKind, Permission, Problem, Timestamp, UserId,
};
use serde::Serialize;
use serde_json::Value;
use store::audit::{Entry, NewEntry};
use store::{Tx, audit};

use crate::Desk;

/// Entries on a page.
const PAGE: u8 = 50;
/// What is kept of a text that was typed, in characters.
const MAX_TYPED: usize = 254;

/// Somebody at the server's own command line: may everything, and is no user.
pub fn command_line() -> Actor {
    Actor {
        user: NO_USER,
        name: String::new(),
        email: String::new(),
        permissions: model::Permissions::all(),
        departments: Vec::new(),
        access_version: 0,
    }
}

/// No user has this id: they begin at 1.
const NO_USER: UserId = UserId(0);

/// Who does something, and from where.
#[derive(Debug, Clone)]
pub(crate) struct By {
    actor: AuditActor,
    address: Arc<str>,
}

impl By {
    /// The address is the one that the desk was [asked from](Desk::asked_from).
    pub(crate) fn of(desk: &Desk, actor: &Actor) -> Self {
        Self::user(actor.user, &actor.name, &desk.address)
    }

    pub(crate) fn user(user: UserId, name: &str, address: &str) -> Self {
        let actor = if user == NO_USER {
            AuditActor::CommandLine
        } else {
            AuditActor::User {
                user,
                name: name.to_owned(),
            }
        };
        Self {
            actor,
            address: address.into(),
        }
    }

    /// Somebody who is not signed in, with what was typed as a name.
    pub(crate) fn nobody(typed: &str, address: &str) -> Self {
        let typed = typed.chars().filter(|c| !c.is_control()).take(MAX_TYPED);
        Self {
            actor: AuditActor::Nobody { name: typed.collect() },
            address: address.into(),
        }
    }
}

/// What was done: to what, and its values before and after. The values are objects and hold no secret.
#[derive(Debug, Clone)]
pub(crate) struct Deed {
    action: AuditAction,
    subject: Option<AuditSubject>,
    before: Option<Value>,
    after: Option<Value>,
}

impl Deed {
    pub(crate) fn new(action: AuditAction) -> Self {
        Self {
            action,
            subject: None,
            before: None,
            after: None,
        }
    }

    #[must_use]
    pub(crate) fn to(self, kind: AuditSubjectKind, id: i64, name: &str) -> Self {
        let name = name.to_owned();
        Self {
            subject: Some(AuditSubject { kind, id, name }),
            ..self
        }
    }

    #[must_use]
    pub(crate) fn before(self, value: &impl Serialize) -> Self {
        Self {
            before: serde_json::to_value(value).ok(),
            ..self
        }
    }

    #[must_use]
    pub(crate) fn after(self, value: &impl Serialize) -> Self {
        Self {
            after: serde_json::to_value(value).ok(),
            ..self
        }
    }
}

/// Adds an entry. It is there if and only if what the transaction does is.
pub(crate) async fn record(tx: &mut Tx, by: &By, at: Timestamp, deed: Deed) -> Result<(), Problem> {
    let entry = NewEntry {
        at,
        actor: by.actor.clone(),
        address: by.address.to_string(),
        action: deed.action,
        subject: deed.subject,
        before: deed.before.map(|value| value.to_string()),
        after: deed.after.map(|value| value.to_string()),
    };
    audit::insert(tx, &entry).await?;
    Ok(())
}

/// A page of the log after `after`, newest first. Needs `ReadAuditLog`.
pub async fn page(
    desk: &Desk,
    actor: &Actor,
    filter: &AuditFilter,
    after: Option<AuditKey>,
) -> Result<AuditPage, Problem> {
    if !actor.permissions.has(Permission::ReadAuditLog) {
        return Err(Problem::Forbidden);
    }
    let mut found = audit::page(&mut desk.db.read().await?, filter, after, u32::from(PAGE) + 1).await?;
    let more = found.len() > usize::from(PAGE);
    found.truncate(usize::from(PAGE));
    Ok(AuditPage {
        entries: found.into_iter().map(entry).collect(),
        more,
    })
}

fn entry(row: Entry) -> AuditEntry {
    AuditEntry {
        id: row.id,
        at: row.at,
        actor: row.actor,
        address: row.address,
        action: row.action,
        subject: row.subject,
        changes: changes(row.before.as_deref(), row.after.as_deref()),
    }
}

/// The values that differ, in the order of their names.
fn changes(before: Option<&str>, after: Option<&str>) -> Vec<AuditChange> {
    let (mut before, after) = (values(before), values(after));
    let mut all: BTreeMap<String, (Option<String>, Option<String>)> = BTreeMap::new();
    for (field, value) in after {
        let was = before.remove(&field);
        all.insert(field, (was, Some(value)));
    }
    all.extend(before.into_iter().map(|(field, value)| (field, (Some(value), None))));
    all.into_iter()
        .filter(|(_, (before, after))| before != after)
        .map(|(field, (before, after))| AuditChange { field, before, after })
        .collect()
}

fn values(json: Option<&str>) -> BTreeMap<String, String> {
    let mut flat = BTreeMap::new();
    // What cannot be read shows nothing; the row itself stays.
    if let Some(value) = json.and_then(|json| serde_json::from_str(json).ok()) {
        flatten(String::new(), &value, &mut flat);
    }
    flat
}

fn flatten(field: String, value: &Value, flat: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = if field.is_empty() {
                    name.clone()
                } else {
                    format!("{field}.{name}")
                };
                flatten(name, value, flat);
            }
        }
        Value::Array(values) => {
            let words: Vec<String> = values.iter().map(scalar).collect();
            flat.insert(field, words.join(", "));
        }
        other => {
            flat.insert(field, scalar(other));
        }
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::changes;
    use model::AuditChange;

    #[test]
    fn only_what_differs_is_told() {
        for (before, after, expected) in [
            (None, None, vec![]),
            (Some(r#"{"a":1,"b":"x"}"#), Some(r#"{"a":1,"b":"x"}"#), vec![]),
            (
                Some(r#"{"name":"Ana","departments":["Sales"],"on":true,"gone":1}"#),
                Some(r#"{"name":"Ana","departments":["Sales","Support"],"on":false,"gone":null,"group":{"new":2}}"#),
                vec![
                    ("departments", Some("Sales"), Some("Sales, Support")),
                    ("gone", Some("1"), None),
                    ("group.new", None, Some("2")),
                    ("on", Some("true"), Some("false")),
                ],
            ),
            (None, Some(r#"{"name":"Ana"}"#), vec![("name", None, Some("Ana"))]),
            (
                Some("broken"),
                Some(r#"{"name":"Ana"}"#),
                vec![("name", None, Some("Ana"))],
            ),
        ] {
            let expected: Vec<AuditChange> = expected
                .into_iter()
                .map(
                    |(field, before, after): (&str, Option<&str>, Option<&str>)| AuditChange {
                        field: field.to_owned(),
                        before: before.map(str::to_owned),
                        after: after.map(str::to_owned),
                    },
                )
                .collect();
            assert_eq!(changes(before, after), expected, "{before:?} {after:?}");
        }
    }
}
