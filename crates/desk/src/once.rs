//! Doing a command once however often it is sent: its first successful result is kept and given again.
//!
//! Look it up only when the row that the command changes is locked: two sendings at once then come one after the other.

use model::{CommandId, ConversationId, Problem, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Tx;
use store::command_result::{self, Kept, Sender};

use crate::token;

/// A command with whom it is from and the hash of its body.
#[derive(Debug, Clone)]
pub(crate) struct Once {
    sender: Sender,
    pub(crate) id: CommandId,
    body_hash: String,
}

impl Once {
    pub(crate) fn new(sender: Sender, id: CommandId, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_vec(body).map_err(|error| fault(&error))?;
        Ok(Self {
            sender,
            id,
            body_hash: token::hash(&body),
        })
    }

    /// The first result, as [`Once::recognise`].
    pub(crate) async fn earlier<T: DeserializeOwned>(&self, tx: &mut Tx) -> Result<Option<T>, Problem> {
        self.recognise(command_result::get(tx, self.sender, &self.id).await?)
    }

    /// The first result, of what is kept under its id. `Invalid { field: "id", reason: "reused_id" }` when the id belongs to
    /// another body.
    pub(crate) fn recognise<T: DeserializeOwned>(&self, kept: Option<Kept>) -> Result<Option<T>, Problem> {
        let Some(kept) = kept else {
            return Ok(None);
        };
        if kept.body_hash != self.body_hash {
            return Err(Problem::invalid("id", "reused_id"));
        }
        serde_json::from_str(&kept.result)
            .map(Some)
            .map_err(|error| fault(&error))
    }

    /// Keeps the first result, which is about a conversation and is deleted with it.
    pub(crate) async fn keep(
        &self,
        tx: &mut Tx,
        conversation: ConversationId,
        result: &impl Serialize,
        at: Timestamp,
    ) -> Result<(), Problem> {
        let kept = Kept {
            body_hash: self.body_hash.clone(),
            result: serde_json::to_string(result).map_err(|error| fault(&error))?,
            conversation: Some(conversation),
        };
        Ok(command_result::put(tx, self.sender, &self.id, &kept, at).await?)
    }
}

fn fault(error: &serde_json::Error) -> Problem {
    tracing::error!(cause = %error, "the JSON of a command or its result");
    Problem::Internal {
        id: "command-json".to_owned(),
    }
}
