//! Setting up, signing in and out, and the list of one's own sessions. The forms also work as plain HTML posts.

use leptos::prelude::*;
use model::{Language, SessionEntry, SessionId};

use super::ApiError;

/// First run: makes the company and its first administrator, and signs them in.
#[server(prefix = "/api/fn", endpoint = "setup")]
pub async fn setup(
    code: String,
    company: String,
    name: String,
    email: String,
    password: String,
    department: String,
    language: Language,
) -> Result<(), ApiError> {
    let desk = super::request::desk()?;
    let form = desk::setup::SetupForm {
        code,
        company,
        name,
        email: email.clone(),
        password: password.clone(),
        department,
        language,
    };
    desk::setup::complete(&desk, form).await?;
    enter(&desk, email, password, None).await
}

/// Signs in and leads to `next`, or to the desk.
#[server(prefix = "/api/fn", endpoint = "sign_in")]
pub async fn sign_in(email: String, password: String, next: Option<String>) -> Result<(), ApiError> {
    let desk = super::request::desk()?;
    enter(&desk, email, password, next).await
}

/// Ends the present session; its sockets close.
#[server(prefix = "/api/fn", endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), ApiError> {
    let (desk, info) = (super::request::desk()?, super::request::info()?);
    if let Ok(session) = super::request::session() {
        desk::session::revoke(&desk, &session, session.id).await?;
    }
    super::request::set_cookie(&super::clear_session_cookie(info.secure))
}

/// The user's own sessions, the present one first.
#[server(prefix = "/api/fn", endpoint = "sessions")]
pub async fn sessions() -> Result<Vec<SessionEntry>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::session::list(&desk, &session).await?)
}

/// Ends one of the user's own sessions.
#[server(prefix = "/api/fn", endpoint = "revoke_session")]
pub async fn revoke_session(id: SessionId) -> Result<(), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::session::revoke(&desk, &session, id).await?)
}

/// Where to go after signing in: a path of this site, never another site's address.
pub fn safe_next(next: Option<&str>) -> &str {
    const DESK: &str = "/desk/waiting";
    match next {
        Some(path)
            if path.starts_with('/')
                && !path.starts_with("//")
                && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') =>
        {
            path
        }
        _ => DESK,
    }
}

#[cfg(feature = "ssr")]
async fn enter(desk: &desk::Desk, email: String, password: String, next: Option<String>) -> Result<(), ApiError> {
    let info = super::request::info()?;
    let form = desk::session::SignIn {
        email,
        password,
        address: info.address,
        user_agent: info.user_agent,
    };
    let signed_in = desk::session::sign_in(desk, form).await?;
    super::request::set_cookie(&super::session_cookie(&signed_in.token, info.secure))?;
    leptos_axum::redirect(safe_next(next.as_deref()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        for (next, expected) in [
            (None, "/desk/waiting"),
            (Some("/desk/in-service/7"), "/desk/in-service/7"),
            (Some("//evil.example"), "/desk/waiting"),
            (Some("https://evil.example"), "/desk/waiting"),
            (Some("/\\evil.example"), "/desk/waiting"),
            (Some("/a\r\nSet-Cookie: x"), "/desk/waiting"),
        ] {
            assert_eq!(safe_next(next), expected, "{next:?}");
        }
    }
}
