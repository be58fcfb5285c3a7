//! Agents' commands to conversations, each done once however often it is sent.

use model::{Actor, CommandEnvelope, Outcome, Problem};

use crate::Desk;

/// Does the command in one transaction with its event. The same id with the same body again returns the first result; with
/// another body it is `Invalid { field: "id", reason: "reused_id" }`. A refusal is evaluated anew.
pub async fn execute(desk: &Desk, actor: &Actor, envelope: CommandEnvelope) -> Result<Outcome, Problem> {
    let _ = (desk, actor, envelope);
    todo!()
}
