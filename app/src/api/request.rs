//! What a server function knows of its request: the server puts it into the context, here it is taken out.

use desk::Desk;
use desk::session::Session;
use http::HeaderValue;
use http::header::SET_COOKIE;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use model::{Language, Problem};

use super::ApiError;

/// The cookie that carries a session's token.
pub const SESSION_COOKIE: &str = "balcao_session";

/// The request, as far as pages and server functions need it. Provided by the server as context.
#[derive(Debug, Clone)]
pub struct RequestInfo {
    /// The client's address, as the trusted proxies tell it.
    pub address: String,
    pub user_agent: String,
    /// The browser came by https: cookies are `Secure` then.
    pub secure: bool,
    /// The build of the site that this server serves.
    pub build: String,
    /// Of the content security policy; empty where none is sent.
    pub nonce: String,
    /// The session's language, else the browser's.
    pub language: Language,
}

pub(super) fn desk() -> Result<Desk, ApiError> {
    use_context::<Desk>().ok_or(ApiError(Problem::Unavailable))
}

pub(super) fn info() -> Result<RequestInfo, ApiError> {
    use_context::<RequestInfo>().ok_or(ApiError(Problem::Unavailable))
}

pub(super) fn session() -> Result<Session, ApiError> {
    use_context::<Option<Session>>()
        .flatten()
        .ok_or(ApiError(Problem::Unauthenticated))
}

/// The `Set-Cookie` value that keeps a session. Out of reach of scripts, not for foreign sites' posts.
pub fn session_cookie(token: &str, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    let seconds = desk::session::LIFETIME_MS / 1000;
    format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// The `Set-Cookie` value that forgets it.
pub fn clear_session_cookie(secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}")
}

pub(super) fn set_cookie(cookie: &str) -> Result<(), ApiError> {
    let response = use_context::<ResponseOptions>().ok_or(ApiError(Problem::Unavailable))?;
    let value = HeaderValue::from_str(cookie).map_err(|_| ApiError(Problem::Unavailable))?;
    response.append_header(SET_COOKIE, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{clear_session_cookie, session_cookie};

    #[test]
    fn the_session_cookie_is_out_of_reach_of_scripts_and_foreign_sites() {
        let cookie = session_cookie("abc", true);
        for part in [
            "balcao_session=abc;",
            "HttpOnly",
            "SameSite=Lax",
            "Path=/",
            "Max-Age=2592000",
            "Secure",
        ] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
        assert!(!session_cookie("abc", false).contains("Secure"));
        assert!(clear_session_cookie(true).contains("Max-Age=0"));
    }
}
