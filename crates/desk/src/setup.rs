//! First run: company, first administrator, first department, one inbox, one live-chat connection.

use model::{ConnectionId, Language, Problem, UserId};

use crate::Desk;

/// What `/setup` asks for.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct SetupForm {
    /// The one-time code printed at start.
    pub code: String,
    pub company: String,
    pub name: String,
    pub email: String,
    /// At least 10 characters.
    pub password: String,
    pub department: String,
    pub language: Language,
}

/// What the first run made.
#[derive(Debug, Clone)]
pub struct SetupDone {
    pub user: UserId,
    pub connection: ConnectionId,
}

/// Whether there is no company yet.
pub async fn needed(desk: &Desk) -> Result<bool, Problem> {
    let _ = desk;
    todo!()
}

/// A new one-time code for `/setup`, of which only the hash is kept; `None` once the company is there.
pub async fn issue_code(desk: &Desk) -> Result<Option<String>, Problem> {
    let _ = desk;
    todo!()
}

/// Makes everything, once: later calls are `NotFound`. A wrong code is `Invalid { field: "code", reason: "wrong" }`.
pub async fn complete(desk: &Desk, form: SetupForm) -> Result<SetupDone, Problem> {
    let _ = (desk, form);
    todo!()
}
