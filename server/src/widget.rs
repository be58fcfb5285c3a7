//! The chat's panel, a small page that the loader shows in a frame on any site; the same page as a preview for who sets it up;
//! and the few words from which the loader knows how its button looks.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use desk::live_chat::LiveChat;
use http::{HeaderMap, HeaderValue, header};
use model::{AskedFields, FileRules, Language, LiveChatSettings, Problem, Wording};

use crate::edge::random_word;
use crate::problem::Refusal;
use crate::security::{frame_ancestors, panel_policy};
use crate::state::{Server, Shared};
use crate::visitors::ChatPath;

/// So long may a website's button look as it did: it is asked for with every page.
const LOOK_LASTS: HeaderValue = HeaderValue::from_static("public, max-age=60");

#[derive(Debug, serde::Deserialize)]
pub struct Wish {
    /// The website's language; without it the browser's.
    lang: Option<String>,
}

impl Wish {
    fn language(&self, request: &HeaderMap) -> Language {
        let wished = self.lang.as_deref().and_then(Language::from_tag);
        wished.unwrap_or_else(|| preferred(request))
    }
}

/// What the panel's script reads.
#[derive(serde::Serialize)]
struct Config<'a> {
    connection: i64,
    /// The page shows what the settings page tells it, and speaks with no server.
    preview: bool,
    title: &'a str,
    color: &'a str,
    language: &'static str,
    texts: serde_json::Map<String, serde_json::Value>,
    asks: AskedFields,
    /// Which files are taken; none: `null`.
    files: Option<FileRules>,
    origins: &'a [String],
    build: &'a str,
}

/// `GET /chat/{connection}`: the panel.
pub async fn panel(
    State(server): State<Shared>,
    ChatPath(connection): ChatPath,
    Query(wish): Query<Wish>,
    request: HeaderMap,
) -> Result<Response, Refusal> {
    let chat = desk::live_chat::settings(&server.desk, connection).await?;
    let chat = chat.ok_or(Problem::NotFound)?;
    let language = wish.language(&request);
    let config = Config {
        connection: connection.0,
        preview: false,
        title: &title(&chat, language),
        color: &chat.settings.color,
        language: language.as_str(),
        texts: texts(&chat.settings, language),
        asks: chat.settings.asks,
        files: Some(chat.files).filter(FileRules::any),
        origins: &chat.settings.allowed_origins,
        build: server.site.build(),
    };
    page(&server, &config, &frame_ancestors(&chat.settings.allowed_origins))
}

/// `GET /chat/preview`: the panel with the usual look and nothing in it, for the settings page to hold and to dress.
pub async fn preview(
    State(server): State<Shared>,
    Query(wish): Query<Wish>,
    request: HeaderMap,
) -> Result<Response, Refusal> {
    let language = wish.language(&request);
    let usual = LiveChatSettings::default();
    let config = Config {
        connection: 0,
        preview: true,
        title: "",
        color: &usual.color,
        language: language.as_str(),
        texts: texts(&usual, language),
        asks: usual.asks,
        files: Some(FileRules::default()),
        origins: &[],
        build: server.site.build(),
    };
    page(&server, &config, "'self'")
}

/// `GET /chat/{connection}/look.js`: colour and corner, or `null` when the chat is not to be shown. A script: a website that lets
/// the loader in lets this in.
pub async fn look(State(server): State<Shared>, ChatPath(connection): ChatPath) -> Result<impl IntoResponse, Refusal> {
    let chat = desk::live_chat::settings(&server.desk, connection).await?;
    let look = chat.map(|LiveChat { settings, .. }| {
        serde_json::json!({ "color": settings.color, "position": settings.position.as_str() })
    });
    let look = serde_json::Value::from(look);
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/javascript; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, LOOK_LASTS),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ),
    ];
    Ok((headers, format!("export default {look};\n")))
}

fn page(server: &Server, config: &Config<'_>, ancestors: &str) -> Result<Response, Refusal> {
    let template = server.site.text("chat/panel.html").ok_or(Problem::NotFound)?;
    let nonce = random_word();
    let page = template
        .replace("{{config}}", &script_block(config, &nonce))
        .replace("{{lang}}", config.language)
        .replace("{{nonce}}", &nonce)
        .replace("{{build}}", server.site.build());
    let policy = panel_policy(&nonce, ancestors);
    let policy = HeaderValue::from_str(&policy).map_err(|_| Problem::Unavailable)?;
    let mut response = Html(page).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What stands in the head: the connection's words, in any language rather than none; else the company's name.
fn title(chat: &LiveChat, language: Language) -> String {
    let own = chat.settings.texts.title.for_customer(language, chat.language);
    own.map_or_else(|| chat.company.clone(), |title| title.as_str().to_owned())
}

/// The panel's usual texts, with the connection's own in their places where this language has them.
fn texts(settings: &LiveChatSettings, language: Language) -> serde_json::Map<String, serde_json::Value> {
    let usual = serde_json::from_str(app::texts::chat_texts(language));
    let mut texts: serde_json::Map<String, serde_json::Value> = usual.unwrap_or_default();
    let own = &settings.texts;
    let places: [(&str, &Wording); 4] = [
        ("chat_subtitle", &own.subtitle),
        ("chat_greeting", &own.welcome),
        ("chat_greeting_hint", &own.hint),
        ("chat_placeholder", &own.placeholder),
    ];
    for (key, wording) in places {
        let words = wording.get(language);
        if !words.is_empty() {
            texts.insert(key.to_owned(), words.into());
        }
    }
    texts
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
    use super::{Config, script_block, texts, title};
    use desk::live_chat::LiveChat;
    use model::{AskedFields, ConnectionId, FileRules, Language, LiveChatSettings};

    #[test]
    fn a_title_cannot_leave_its_script_element() {
        let config = Config {
            files: None,
            connection: 1,
            preview: false,
            title: "</script><script>alert(1)</script> {{nonce}}",
            color: "#000000",
            language: "en",
            texts: serde_json::Map::new(),
            asks: AskedFields::default(),
            origins: &[],
            build: "b",
        };
        let block = script_block(&config, "n");
        assert_eq!(block.matches("</script>").count(), 1, "{block}");
        assert!(!block.contains("{{"), "{block}");
    }

    /// Else a website shows another one's words, or none.
    #[test]
    fn a_connections_own_words_take_the_place_of_the_usual_ones_in_their_language() {
        let mut settings = LiveChatSettings::default();
        "Oi!".clone_into(&mut settings.texts.welcome.pt_br);
        let own = texts(&settings, Language::Portuguese);
        let other = texts(&settings, Language::English);
        assert_eq!(own["chat_greeting"], "Oi!");
        assert_ne!(other["chat_greeting"], "Oi!");
        assert_eq!(
            own["chat_send"],
            texts(&LiveChatSettings::default(), Language::Portuguese)["chat_send"]
        );

        let mut chat = LiveChat {
            files: FileRules::default(),
            connection: ConnectionId(1),
            company: "Loja".to_owned(),
            language: Language::Portuguese,
            settings,
        };
        assert_eq!(title(&chat, Language::English), "Loja");
        "Ajuda".clone_into(&mut chat.settings.texts.title.pt_br);
        assert_eq!(title(&chat, Language::English), "Ajuda");
    }
}
