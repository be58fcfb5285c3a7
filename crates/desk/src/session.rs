//! Sessions: sign in, stay signed in, sign out. The browser keeps a random token, the database only its hash.

use std::sync::Arc;

use model::{
    Actor, Audience, AuditAction, AuditSubjectKind, Event, Language, Problem, SessionEntry, SessionId, Timestamp,
    UserId,
};
use store::session::NewSession;
use store::{Tx, log, user};

use crate::audit::{By, Deed, record};
use crate::{Desk, field, throttle, token};

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
/// How old `last_seen_at` may be before a request renews it.
const SEEN_EVERY_MS: i64 = 60 * 1000;
/// What is kept of a browser's name, in characters.
const MAX_USER_AGENT: usize = 300;
const MAX_ADDRESS: usize = 64;

/// Wrong e-mail and wrong password are the same `Invalid { field: "password", reason: "wrong" }`, in the same time.
/// Failures slow down: after 5 of an account or 20 of an address, `TooMany` with a wait that doubles from 5 seconds up to
/// 15 minutes, whether the next password is right or not. Every try that was looked at stands in the audit log.
pub async fn sign_in(desk: &Desk, form: SignIn) -> Result<SignedIn, Problem> {
    let now = desk.clock.now();
    let keys = throttle::Keys::new(&field::email_key(&form.email), &form.address);
    let counted = keys.clone();
    desk.db
        .write(move |tx| {
            let keys = counted.clone();
            Box::pin(async move { throttle::begin(tx, &keys, now).await })
        })
        .await?;

    let wrong = || Problem::invalid("password", "wrong");
    let credentials = user::credentials(&mut desk.db.read().await?, &form.email).await?;
    let (user, stored) = match credentials {
        Some(found) if found.enabled => (Some(found.user), Some(found.password_hash)),
        _ => (None, None),
    };
    let fits = field::may_be_a_password(&form.password) && desk.passwords.fits(form.password, stored).await?;
    let (true, Some(user)) = (fits, user) else {
        failed(desk, &form.email, &form.address, now).await?;
        return Err(wrong());
    };

    let address = form.address;
    let user_agent = form.user_agent;
    let begun = begin(desk, user, &address, &user_agent).await?;
    desk.db
        .write(move |tx| {
            let keys = keys.clone();
            Box::pin(async move { throttle::succeeded(tx, &keys).await })
        })
        .await?;
    Ok(begun)
}

/// Somebody did not get in. An address that nobody could have is not kept: it may be a password in the wrong field.
async fn failed(desk: &Desk, email: &str, address: &str, now: Timestamp) -> Result<(), Problem> {
    let by = By::nobody(&field::email(email).unwrap_or_default(), address);
    desk.db
        .write(move |tx| {
            let by = by.clone();
            Box::pin(async move { record(tx, &by, now, Deed::new(AuditAction::SignInFailed)).await })
        })
        .await
}

/// A new session of a user who has proved who it is.
pub(crate) async fn begin(desk: &Desk, user: UserId, address: &str, user_agent: &str) -> Result<SignedIn, Problem> {
    let now = desk.clock.now();
    let token = token::new(desk.random.as_ref());
    let new = Arc::new(NewSession {
        user,
        token_hash: token::hash(token.as_bytes()),
        created_at: now,
        expires_at: now.plus(LIFETIME_MS),
        address: address.chars().take(MAX_ADDRESS).collect(),
        user_agent: user_agent
            .chars()
            .filter(|c| !c.is_control())
            .take(MAX_USER_AGENT)
            .collect(),
    });
    let hash = new.token_hash.clone();
    desk.db
        .write(move |tx| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let id = store::session::insert(tx, &new).await?;
                user::seen(tx, new.user, now).await?;
                let name = user::get(tx, new.user).await?.map(|user| user.name).unwrap_or_default();
                let by = By::user(new.user, &name, &new.address);
                let deed = Deed::new(AuditAction::SignedIn).to(AuditSubjectKind::Session, id.0, &new.user_agent);
                record(tx, &by, now, deed).await
            })
        })
        .await?;
    let session = by_hash(desk, &hash, now).await?.ok_or(Problem::Unauthenticated)?;
    Ok(SignedIn {
        token,
        session: session.0,
    })
}

/// The session of a token, if it is alive and its user enabled. Refreshes `last_seen_at` at most once a minute.
pub async fn resolve(desk: &Desk, token: &str) -> Result<Option<Session>, Problem> {
    let now = desk.clock.now();
    let Some((session, last_seen_at)) = by_hash(desk, &token::hash(token.as_bytes()), now).await? else {
        return Ok(None);
    };
    if now.since(last_seen_at) >= SEEN_EVERY_MS {
        let id = session.id;
        desk.db
            .write(move |tx| {
                Box::pin(async move {
                    store::session::touch(tx, id, now, now.plus(LIFETIME_MS)).await?;
                    Ok::<_, Problem>(())
                })
            })
            .await?;
    }
    Ok(Some(session))
}

async fn by_hash(desk: &Desk, hash: &str, now: Timestamp) -> Result<Option<(Session, Timestamp)>, Problem> {
    let found = store::session::by_token(&mut desk.db.read().await?, hash, now).await?;
    Ok(found.map(|found| {
        let session = Session {
            id: found.id,
            actor: found.actor,
            language: found.language,
        };
        (session, found.last_seen_at)
    }))
}

/// The user's own sessions, the present one first.
pub async fn list(desk: &Desk, session: &Session) -> Result<Vec<SessionEntry>, Problem> {
    let now = desk.clock.now();
    let mut own: Vec<SessionEntry> = store::session::list(&mut desk.db.read().await?, session.actor.user, now)
        .await?
        .into_iter()
        .map(|own| SessionEntry {
            current: own.id == session.id,
            id: own.id,
            created_at: own.created_at,
            last_seen_at: own.last_seen_at,
            address: own.address,
            user_agent: own.user_agent,
        })
        .collect();
    own.sort_by_key(|own| !own.current);
    Ok(own)
}

/// Ends one of the user's own sessions, the present one included (sign out); its sockets close at once.
pub async fn revoke(desk: &Desk, session: &Session, id: SessionId) -> Result<(), Problem> {
    let user = session.actor.user;
    let by = By::of(desk, &session.actor);
    let action = if id == session.id {
        AuditAction::SignedOut
    } else {
        AuditAction::SessionEnded
    };
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let by = by.clone();
            Box::pin(async move {
                if !store::session::delete(tx, user, id).await? {
                    return Err(Problem::NotFound);
                }
                tell_ended(tx, id, now).await?;
                record(tx, &by, now, Deed::new(action).to(AuditSubjectKind::Session, id.0, "")).await
            })
        })
        .await
}

/// Closes the sockets of a session that is gone.
pub(crate) async fn tell_ended(tx: &mut Tx, id: SessionId, now: Timestamp) -> Result<(), Problem> {
    let ended = Event::SessionEnded { session: id };
    log::append(tx, now, &Audience::Session(id), &ended).await?;
    Ok(())
}
