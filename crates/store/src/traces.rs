//! Where a message also stands besides its row: in the log and in the results of commands. What is
//! erased has to go from there too.

use model::{ContactId, ConversationId, Timestamp};

use crate::conn::{execute, run};
use crate::{Conn, StoreError, Tx};

/// A stored value that may repeat a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    place: Place,
    /// Of an entry of the log a [`model::Event`], of a result what the command's sender was answered.
    pub json: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Log(i64),
    Result { actor: String, command: String },
}

impl Trace {
    pub fn is_event(&self) -> bool {
        matches!(self.place, Place::Log(_))
    }
}

/// What is kept about a conversation since `since`.
pub async fn since(
    conn: &mut Conn,
    conversation: ConversationId,
    contact: ContactId,
    since: Timestamp,
) -> Result<Vec<Trace>, StoreError> {
    // By contact, of which there is an index.
    let events: Vec<(i64, String)> = run!(conn, c => sqlx::query_as(
        "SELECT seq, payload FROM event WHERE contact_id = $1 AND conversation_id = $2 AND at >= $3"
    )
    .bind(contact.0)
    .bind(conversation.0)
    .bind(since.0)
    .fetch_all(c))?;
    let results: Vec<(String, String, String)> = run!(conn, c => sqlx::query_as(
        "SELECT actor, command_id, result FROM command_result WHERE conversation_id = $1 AND at >= $2"
    )
    .bind(conversation.0)
    .bind(since.0)
    .fetch_all(c))?;
    let events = events.into_iter().map(|(seq, json)| Trace {
        place: Place::Log(seq),
        json,
    });
    let results = results.into_iter().map(|(actor, command, json)| Trace {
        place: Place::Result { actor, command },
        json,
    });
    Ok(events.chain(results).collect())
}

/// Puts other words there; its place in the log and its id stay.
pub async fn rewrite(tx: &mut Tx, contact: ContactId, trace: &Trace) -> Result<(), StoreError> {
    match &trace.place {
        Place::Log(seq) => execute!(
            tx,
            sqlx::query("UPDATE event SET payload = $3 WHERE contact_id = $1 AND seq = $2")
                .bind(contact.0)
                .bind(*seq)
                .bind(trace.json.as_str())
        )?,
        Place::Result { actor, command } => execute!(
            tx,
            sqlx::query("UPDATE command_result SET result = $3 WHERE actor = $1 AND command_id = $2")
                .bind(actor.as_str())
                .bind(command.as_str())
                .bind(trace.json.as_str())
        )?,
    };
    Ok(())
}
