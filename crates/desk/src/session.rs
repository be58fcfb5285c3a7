//! Sessions: sign in, stay signed in, sign out. The browser keeps a random token, the database only its hash.

use model::{Actor, Language, Problem, SessionEntry, SessionId};

use crate::Desk;

#[derive(Debug, Clone)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    /// The client's address, for the list of sessions and for slowing down.
    pub address: String,
    pub user_agent: String,
}

#[derive(Debug, Clone)]
pub struct SignedIn {
    /// For the cookie: 256 random bits, base64url.
    pub token: String,
    pub session: Session,
}

/// A request's signed-in user.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub actor: Actor,
    pub language: Language,
}

/// How long a session lasts after it was last seen.
pub const LIFETIME_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Wrong e-mail and wrong password are the same `Invalid { field: "password", reason: "wrong" }`, in the same time.
/// Failures slow down per account and per address: after 5, `TooMany` with a wait that doubles up to 15 minutes.
pub async fn sign_in(desk: &Desk, form: SignIn) -> Result<SignedIn, Problem> {
    let _ = (desk, form);
    todo!()
}

/// The session of a token, if it is alive and its user enabled. Refreshes `last_seen_at` at most once a minute.
pub async fn resolve(desk: &Desk, token: &str) -> Result<Option<Session>, Problem> {
    let _ = (desk, token);
    todo!()
}

/// The user's own sessions, the present one first.
pub async fn list(desk: &Desk, session: &Session) -> Result<Vec<SessionEntry>, Problem> {
    let _ = (desk, session);
    todo!()
}

/// Ends one of the user's own sessions, the present one included (sign out); its sockets close at once.
pub async fn revoke(desk: &Desk, session: &Session, id: SessionId) -> Result<(), Problem> {
    let _ = (desk, session, id);
    todo!()
}
