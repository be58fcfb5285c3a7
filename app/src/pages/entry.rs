//! What the pages before the desk share: the card in the middle, the choices below it, and the script that makes these
//! forms quicker than the browser alone would.

use leptos::prelude::*;
use model::Problem;

use super::preferences::{LanguageChoice, ThemeChoice};
use crate::{api, language, texts, theme};

/// Stands in the page itself: it is shorter than a request for it.
pub const SCRIPT: &str = include_str!("entry.js");

/// The result of a form, as its action has it.
pub type Sent = Option<Result<(), api::ApiError>>;

/// A card with the mark, a title and a form.
#[component]
pub fn EntryCard(title: &'static str, lead: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="entry">
            <main class="entry-card">
                <header class="entry-head">
                    <span class="entry-mark" aria-hidden="true">
                        "B"
                    </span>
                    <h1 class="entry-title">{title}</h1>
                    <p class="entry-lead">{lead}</p>
                </header>
                {children()}
            </main>
            <footer
                class="entry-foot"
                data-language=language::COOKIE
                data-theme=theme::NAME
                data-offline=texts::problem(&Problem::Unavailable, None)
            >
                <LanguageChoice />
                <ThemeChoice />
            </footer>
        </div>
    }
    .into_any()
}

/// What is wrong with the form as a whole: everything that is not one of `fields`.
#[component]
pub fn FormAlert(#[prop(into)] sent: Signal<Sent>, fields: &'static [&'static str]) -> impl IntoView {
    let words = move || {
        let problem = problem(&sent.get())?;
        let elsewhere = matches!(&problem, Problem::Invalid { field, .. } if fields.contains(&field.as_str()));
        (!elsewhere).then(|| texts::problem(&problem, None))
    };
    view! {
        <div class="form-alert-place" role="alert">
            {move || words().map(|words| view! { <p class="form-alert">{words}</p> })}
        </div>
    }
    .into_any()
}

/// What is wrong with one field.
pub fn error_of(sent: Signal<Sent>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || texts::problem_in_field(&problem(&sent.get())?, field))
}

fn problem(sent: &Sent) -> Option<Problem> {
    sent.as_ref()?
        .as_ref()
        .err()
        .map(|api::ApiError(problem)| problem.clone())
}
