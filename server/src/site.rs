//! The built site: every file a browser may ask for, in memory, with its compressed forms beside it.
//!
//! The build wrote `x.br` and `x.gz` next to `x`; which of them is sent is the browser's choice (`Accept-Encoding`).
//! What lies under `pkg/` has its content's hash in its name and never changes; everything else is asked for anew each
//! time, by its tag.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use axum::body::{Body, Bytes};
use axum::extract::{Path as UrlPath, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use model::Problem;
use sha2::{Digest as _, Sha256};

use crate::problem::Refusal;
use crate::security::WORKER_POLICY;
use crate::state::Shared;

/// `site.json`: what the build made.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Index {
    /// One word for the state of all files.
    pub build: String,
    /// Paths below the site's root, such as `pkg/frontend.0123abcd.js`.
    pub js: String,
    pub wasm: String,
    pub css: String,
    pub later_css: String,
    /// By the tag of the language.
    pub later_texts: BTreeMap<String, String>,
}

/// Why there is no site.
#[derive(Debug)]
pub struct NoSite {
    folder: PathBuf,
    reason: String,
}

impl std::fmt::Display for NoSite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { folder, reason } = self;
        write!(
            f,
            "setting `site`: there is no built site in {} ({reason}); `cargo xtask build` makes one",
            folder.display()
        )
    }
}

impl std::error::Error for NoSite {}

struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    tag: HeaderValue,
    kind: &'static str,
}

pub struct Site {
    index: Index,
    files: BTreeMap<String, File>,
}

#[cfg(feature = "embed")]
#[derive(rust_embed::Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
struct Embedded;

impl Site {
    /// The site inside this program, or else that of the folder.
    pub fn load(folder: &Path) -> Result<Self, NoSite> {
        let no_site = |reason: String| NoSite {
            folder: folder.to_owned(),
            reason,
        };
        #[cfg(feature = "embed")]
        let files = Embedded::iter()
            .filter_map(|name| {
                let content = match Embedded::get(&name)?.data {
                    std::borrow::Cow::Borrowed(inside) => Bytes::from_static(inside),
                    std::borrow::Cow::Owned(read) => Bytes::from(read),
                };
                Some((name.into_owned(), content))
            })
            .collect();
        #[cfg(not(feature = "embed"))]
        let files = read_folder(folder).map_err(|error| no_site(error.to_string()))?;
        Self::new(files).map_err(no_site)
    }

    fn new(mut contents: BTreeMap<String, Bytes>) -> Result<Self, String> {
        let index = contents.remove("site.json").ok_or("site.json is missing")?;
        let index: Index = serde_json::from_slice(&index).map_err(|error| format!("site.json: {error}"))?;
        let files = contents
            .iter()
            .filter(|(name, _)| !is_compressed_form(name, &contents))
            .map(|(name, plain)| {
                let file = File {
                    brotli: contents.get(&format!("{name}.br")).cloned(),
                    gzip: contents.get(&format!("{name}.gz")).cloned(),
                    tag: tag_of(plain),
                    kind: kind_of(name),
                    plain: plain.clone(),
                };
                (name.clone(), file)
            })
            .collect();
        Ok(Self { index, files })
    }

    pub fn build(&self) -> &str {
        &self.index.build
    }

    pub fn index(&self) -> &Index {
        &self.index
    }

    /// A file's text, for templates.
    pub fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(&self.files.get(name)?.plain).ok()
    }

    /// Answers with a file, in the form the browser takes.
    pub fn answer(&self, name: &str, request: &HeaderMap, cache: &'static str) -> Response {
        let Some(file) = self.files.get(name) else {
            return Refusal::from(Problem::NotFound).into_response();
        };
        let (body, encoding) = match (&file.brotli, &file.gzip) {
            (Some(brotli), _) if accepts(request, "br") => (brotli, Some("br")),
            (_, Some(gzip)) if accepts(request, "gzip") => (gzip, Some("gzip")),
            _ => (&file.plain, None),
        };
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(header::ETAG, file.tag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
        if request.get(header::IF_NONE_MATCH) == Some(&file.tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        *response.body_mut() = Body::from(body.clone());
        response
    }
}

fn is_compressed_form(name: &str, contents: &BTreeMap<String, Bytes>) -> bool {
    let plain = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
    plain.is_some_and(|plain| contents.contains_key(plain))
}

fn tag_of(content: &[u8]) -> HeaderValue {
    let word = URL_SAFE_NO_PAD.encode(&Sha256::digest(content)[..12]);
    // Weak: the same tag stands for the compressed forms.
    HeaderValue::from_str(&format!("W/\"{word}\"")).expect("base64url may stand in a header")
}

/// Whether `coding` stands in `Accept-Encoding`, and not as `;q=0`.
fn accepts(request: &HeaderMap, coding: &str) -> bool {
    let accepted = request.get_all(header::ACCEPT_ENCODING).iter();
    accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|part| {
            let (name, weight) = part.split_once(';').unwrap_or((part, ""));
            name.trim() == coding && !matches!(weight.trim(), "q=0" | "q=0.0")
        })
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(not(feature = "embed"))]
fn read_folder(root: &Path) -> std::io::Result<BTreeMap<String, Bytes>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) {
                files.insert(name.replace('\\', "/"), Bytes::from(std::fs::read(&path)?));
            }
        }
    }
    Ok(files)
}

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
/// Other people's websites carry the loader: an update is there within minutes.
const FIVE_MINUTES: &str = "public, max-age=300";

/// `/pkg/{*file}`: the client, under names that change with the content.
pub async fn package(State(server): State<Shared>, UrlPath(name): UrlPath<String>, request: HeaderMap) -> Response {
    server.site.answer(&format!("pkg/{name}"), &request, FOR_EVER)
}

/// `/sw.js`: the service worker. Browsers must see a new one at once.
pub async fn service_worker(State(server): State<Shared>, request: HeaderMap) -> Response {
    let mut response = server.site.answer("sw.js", &request, ASK_AGAIN);
    let policy = HeaderValue::from_static(WORKER_POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// `/widget.js`: the chat's loader, for every website.
pub async fn loader(State(server): State<Shared>, request: HeaderMap) -> Response {
    let mut response = server.site.answer("chat/widget.js", &request, FIVE_MINUTES);
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

/// `/chat/assets/{*file}`: what the panel loads.
pub async fn chat_asset(State(server): State<Shared>, UrlPath(name): UrlPath<String>, request: HeaderMap) -> Response {
    if name == "panel.html" {
        return Refusal::from(Problem::NotFound).into_response();
    }
    server.site.answer(&format!("chat/{name}"), &request, ASK_AGAIN)
}

/// Everything else: a file of the site's root and its folders, such as the manifest and the icons.
pub async fn file(State(server): State<Shared>, uri: Uri, request: HeaderMap) -> Response {
    let name = uri.path().trim_start_matches('/');
    // The chat has its own addresses, and the shop is shown only when asked for.
    if name.starts_with("chat/") || name.starts_with("demo/") {
        return Refusal::from(Problem::NotFound).into_response();
    }
    server.site.answer(name, &request, ASK_AGAIN)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use axum::body::Bytes;
    use http::{HeaderMap, HeaderValue};

    use super::Site;

    fn site() -> Site {
        let index = r#"{"build":"b1","js":"pkg/a.js","wasm":"pkg/a.wasm","css":"pkg/a.css","later_css":"pkg/later.css","later_texts":{}}"#;
        let files = [
            ("site.json", index),
            ("pkg/a.js", "plain"),
            ("pkg/a.js.br", "br"),
            ("pkg/a.js.gz", "gz"),
        ];
        let files: BTreeMap<_, _> = files
            .into_iter()
            .map(|(name, text)| (name.to_owned(), Bytes::from_static(text.as_bytes())))
            .collect();
        Site::new(files).expect("a site")
    }

    #[tokio::test]
    async fn a_browser_gets_the_smallest_form_it_takes() {
        let site = site();
        for (accepts, body, encoding) in [
            ("gzip, deflate, br", "br", Some("br")),
            ("gzip", "gz", Some("gzip")),
            ("br;q=0, gzip;q=0.5", "gz", Some("gzip")),
            ("", "plain", None),
        ] {
            let mut request = HeaderMap::new();
            request.insert("accept-encoding", HeaderValue::from_static(accepts));
            let response = site.answer("pkg/a.js", &request, "no-cache");
            let given = response
                .headers()
                .get("content-encoding")
                .map(|value| value.to_str().expect("text").to_owned());
            assert_eq!(given.as_deref(), encoding, "{accepts}");
            let bytes = axum::body::to_bytes(response.into_body(), 100).await.expect("a body");
            assert_eq!(bytes, body, "{accepts}");
        }
    }

    #[test]
    fn what_has_not_changed_is_not_sent_again_and_what_is_not_there_is_said() {
        let site = site();
        let tag = site.answer("pkg/a.js", &HeaderMap::new(), "no-cache").headers()["etag"].clone();
        let mut request = HeaderMap::new();
        request.insert("if-none-match", tag);
        assert_eq!(site.answer("pkg/a.js", &request, "no-cache").status(), 304);
        for missing in ["pkg/b.js", "pkg/a.js.br", "site.json", "../Cargo.toml", ""] {
            assert_eq!(
                site.answer(missing, &HeaderMap::new(), "no-cache").status(),
                404,
                "{missing}"
            );
        }
    }
}
