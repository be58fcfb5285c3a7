//! From the cookie to the session: who asks, resolved once a request.

use axum::extract::FromRequestParts;
use desk::session::Session;
use http::request::Parts;
use http::{HeaderMap, header};
use model::Problem;

use crate::problem::Refusal;
use crate::state::Shared;

/// The token of the session cookie, if there is one.
pub fn session_token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, app::api::SESSION_COOKIE)
}

/// The value of a cookie; empty is none.
pub fn cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == wanted && !value.is_empty()).then_some(value))
}

/// The request's session, if it has a living one.
#[derive(Debug)]
pub struct MaybeSession(pub Option<Session>);

impl FromRequestParts<Shared> for MaybeSession {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Shared) -> Result<Self, Refusal> {
        match session_token(&parts.headers) {
            Some(token) => Ok(Self(desk::session::resolve(&server.desk, token).await?)),
            None => Ok(Self(None)),
        }
    }
}

/// A request that must be signed in.
#[derive(Debug)]
pub struct SignedIn(pub Session);

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Shared) -> Result<Self, Refusal> {
        let MaybeSession(session) = MaybeSession::from_request_parts(parts, server).await?;
        session.map(Self).ok_or_else(|| Problem::Unauthenticated.into())
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::session_token;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        for (cookies, expected) in [
            ("balcao_session=abc", Some("abc")),
            ("a=b; balcao_session=abc; c=d", Some("abc")),
            ("xbalcao_session=abc", None),
            ("balcao_session=", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", HeaderValue::from_static(cookies));
            assert_eq!(session_token(&headers), expected, "{cookies}");
        }
    }
}
