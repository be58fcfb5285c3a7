//! The HTML document around the app: language, theme, what to load, and the script that brings the app to life.

use leptos::nonce::use_nonce;
use leptos::prelude::*;

use leptos_router::components::Router;
use leptos_router::hooks::use_url;

use crate::api::RequestInfo;
use crate::pages::{ENTRY_SCRIPT, LATER_STYLES, LoginPage, Outline, SetupPage, WELCOME_SCRIPT, WelcomePage};
use crate::texts;
use crate::theme::{NAME as THEME, Theme};

/// The names of the built files, as `site.json` has them: paths below the root, without a leading slash. Provided by
/// the server as context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    pub js: String,
    pub wasm: String,
    pub css: String,
    /// Of the pages that are loaded when they are first opened.
    pub later_css: String,
    /// And the words of those pages, in the page's language.
    pub later_texts: String,
}

/// Which page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Setup,
    Login,
    /// Where a link for a password leads.
    Welcome,
    /// Everything that is signed in.
    Frame,
}

impl Page {
    /// The app itself chooses its titles.
    fn title(self) -> String {
        let title = match self {
            Self::Setup => texts::setup_title(),
            Self::Login => texts::login_title(),
            Self::Welcome => texts::welcome_title(),
            Self::Frame => return texts::app_name().to_owned(),
        };
        format!("{title} · {}", texts::app_name())
    }

    fn body(self) -> AnyView {
        match self {
            Self::Setup => view! { <Router>{answered(SetupPage)}</Router> }.into_any(),
            Self::Login => view! { <Router>{answered(LoginPage)}</Router> }.into_any(),
            Self::Welcome => view! { <Router>{answered(WelcomePage)}</Router> }.into_any(),
            Self::Frame => view! { <Outline /> }.into_any(),
        }
    }
}

/// A page of a form; it is told what was wrong with the form that led to it, which stands in the address.
fn answered<P: IntoView + 'static>(page: impl FnOnce() -> P) -> AnyView {
    use_url().get_untracked().provide_server_action_error();
    page().into_any()
}

/// The ground's colour in each theme, for the browser's own bars: as in `style/tokens.css`.
const LIGHT: &str = "#f7f6f3";
const DARK: &str = "#141413";

/// The whole document. Takes [`RequestInfo`] and [`Site`] from the context. Scripts carry the nonce that `leptos_axum`
/// made for the request: the content security policy has to name the same.
pub fn shell(page: Page) -> impl IntoView {
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
    let start = match page {
        Page::Setup | Page::Login => ENTRY_SCRIPT.to_owned(),
        Page::Welcome => [ENTRY_SCRIPT, WELCOME_SCRIPT].concat(),
        Page::Frame => format!(
            "import init,{{mount}} from {:?};await init({{module_or_path:{:?}}});mount();",
            path(&site.js),
            path(&site.wasm),
        ),
    };
    // The pages before the desk need none of it yet, but most who see them will at once.
    let app = |file: &str, kind: &'static str, within: &'static str| match page {
        Page::Setup | Page::Login | Page::Welcome => {
            view! { <link rel="prefetch" href=path(file) r#as=kind /> }.into_any()
        }
        Page::Frame => {
            view! { <link rel=within href=path(file) r#as=kind nonce=use_nonce() crossorigin="anonymous" /> }.into_any()
        }
    };
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
                <title>{page.title()}</title>
                <meta name="color-scheme" content="light dark" />
                {theme_color}
                <script nonce=use_nonce() inner_html=theme_script></script>
                <link rel="stylesheet" href=path(&site.css) />
                <meta name=LATER_STYLES content=path(&site.later_css) />
                <meta name=texts::LATER_META content=path(&site.later_texts) />
                {app(&site.js, "script", "modulepreload")}
                {app(&site.wasm, "fetch", "preload")}
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="icon" href="/icons/mark.svg" r#type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icons/icon-192.png" />
                {(page == Page::Frame)
                    .then(|| {
                        view! {
                            <script
                                id=texts::PAGE_ID
                                r#type="application/json"
                                inner_html=texts::page_texts(language)
                            ></script>
                        }
                    })}
                <script r#type="module" nonce=use_nonce() inner_html=start></script>
            </head>
            <body>
                {page.body()}
                <noscript>
                    <p class="noscript">{texts::noscript()}</p>
                </noscript>
            </body>
        </html>
    }
}
