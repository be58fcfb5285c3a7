//! The HTML document around the app: language, theme, what to load, and the script that brings the app to life.

use leptos::nonce::use_nonce;
use leptos::prelude::*;

use crate::App;
use crate::api::RequestInfo;
use crate::texts;
use crate::theme::{NAME as THEME, Theme};

/// The names of the built files, as `site.json` has them: paths below the root, without a leading slash. Provided by
/// the server as context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    pub js: String,
    pub wasm: String,
    pub css: String,
}

/// The ground's colour in each theme, for the browser's own bars: as in `style/tokens.css`.
const LIGHT: &str = "#f7f6f3";
const DARK: &str = "#141413";

/// The whole document. Takes [`RequestInfo`] and [`Site`] from the context. Scripts carry the nonce that `leptos_axum`
/// made for the request: the content security policy has to name the same.
pub fn shell() -> impl IntoView {
    let language = use_context::<RequestInfo>()
        .map(|info| info.language)
        .unwrap_or_default();
    provide_context(language);
    let site = use_context::<Site>().unwrap_or_default();
    let theme = Theme::current();
    let path = |file: &str| format!("/{file}");
    // An offline page may be older than the choice of the theme: this is said before anything is painted.
    let theme_script = format!(
        "try{{const t=localStorage.getItem({THEME:?});if(t)document.documentElement.dataset.theme=t}}catch{{}}"
    );
    let start = format!(
        "import init,{{hydrate}} from {:?};await init({{module_or_path:{:?}}});hydrate();",
        path(&site.js),
        path(&site.wasm),
    );
    let theme_color = match theme {
        Theme::Light => view! { <meta name="theme-color" content=LIGHT /> }.into_any(),
        Theme::Dark => view! { <meta name="theme-color" content=DARK /> }.into_any(),
        Theme::System => {
            let of_scheme = |color, scheme: &'static str| {
                view! { <meta name="theme-color" content=color /> }.add_any_attr(leptos::attr::media(scheme))
            };
            view! {
                {of_scheme(LIGHT, "(prefers-color-scheme: light)")}
                {of_scheme(DARK, "(prefers-color-scheme: dark)")}
            }
            .into_any()
        }
    };
    view! {
        <!DOCTYPE html>
        <html lang=language.as_str() data-theme=theme.as_str()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
                <title>"Balcão"</title>
                <meta name="color-scheme" content="light dark" />
                {theme_color}
                <script nonce=use_nonce() inner_html=theme_script></script>
                <link rel="stylesheet" href=path(&site.css) />
                <link rel="modulepreload" href=path(&site.js) nonce=use_nonce() />
                <link rel="preload" href=path(&site.wasm) r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="icon" href="/icons/mark.svg" r#type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icons/icon-192.png" />
                <script id=texts::PAGE_ID r#type="application/json" inner_html=texts::page_texts(language)></script>
                <script r#type="module" nonce=use_nonce() inner_html=start></script>
            </head>
            <body>
                <App />
                <noscript>
                    <p class="noscript">{texts::noscript()}</p>
                </noscript>
            </body>
        </html>
    }
}
