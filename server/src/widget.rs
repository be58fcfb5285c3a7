//! `GET /chat/{connection}`: the chat's panel, a small page that the loader shows in a frame on any site.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use model::{Language, Problem};

use crate::edge::random_word;
use crate::problem::Refusal;
use crate::security::panel_policy;
use crate::state::Shared;
use crate::visitors::ChatPath;

#[derive(Debug, serde::Deserialize)]
pub struct Wish {
    /// The website's language; without it the browser's.
    lang: Option<String>,
}

/// What the panel's script reads.
#[derive(serde::Serialize)]
struct Config<'a> {
    connection: i64,
    company: &'a str,
    color: &'a str,
    language: &'static str,
    texts: serde_json::Value,
    origins: &'a [String],
    build: &'a str,
}

pub async fn panel(
    State(server): State<Shared>,
    ChatPath(connection): ChatPath,
    Query(wish): Query<Wish>,
    request: HeaderMap,
) -> Result<Response, Refusal> {
    let chat = desk::live_chat::settings(&server.desk, connection).await?;
    let chat = chat.ok_or(Problem::NotFound)?;
    let template = server.site.text("chat/panel.html").ok_or(Problem::NotFound)?;
    let language = wish.lang.as_deref().and_then(Language::from_tag);
    let language = language.unwrap_or_else(|| preferred(&request));
    let nonce = random_word();
    let config = Config {
        connection: connection.0,
        company: &chat.company,
        color: &chat.color,
        language: language.as_str(),
        texts: serde_json::from_str(app::texts::chat_texts(language)).unwrap_or_default(),
        origins: &chat.allowed_origins,
        build: server.site.build(),
    };
    let page = template
        .replace("{{config}}", &script_block(&config, &nonce))
        .replace("{{lang}}", language.as_str())
        .replace("{{nonce}}", &nonce)
        .replace("{{build}}", server.site.build());
    let policy = panel_policy(&nonce, &chat.allowed_origins);
    let policy = HeaderValue::from_str(&policy).map_err(|_| Problem::Unavailable)?;
    let mut response = Html(page).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The browser's language.
pub fn preferred(request: &HeaderMap) -> Language {
    let list = request
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    Language::preferred(list.unwrap_or_default())
}

/// JSON that can end no script element and hold no placeholder of the template.
fn script_block(config: &Config<'_>, nonce: &str) -> String {
    let json = serde_json::to_string(config).unwrap_or_default();
    let json = json.replace('<', "\\u003c").replace("{{", "{\\u007b");
    format!("<script type=\"application/json\" nonce=\"{nonce}\">{json}</script>")
}

#[cfg(test)]
mod tests {
    use super::{Config, script_block};

    #[test]
    fn a_company_name_cannot_leave_its_script_element() {
        let config = Config {
            connection: 1,
            company: "</script><script>alert(1)</script> {{nonce}}",
            color: "#000000",
            language: "en",
            texts: serde_json::Value::Null,
            origins: &[],
            build: "b",
        };
        let block = script_block(&config, "n");
        assert_eq!(block.matches("</script>").count(), 1, "{block}");
        assert!(!block.contains("{{"), "{block}");
    }
}
