//! A text in three languages: one is on screen, a word tells which are written.

use leptos::prelude::*;
use model::{Language, Wording};

use super::Draft;
use crate::components::{Choice, ChoiceOption};
use crate::language::own_name;
use crate::texts::later as texts;

/// Which language the texts of a card are shown in. `name` has to be the page's only one.
#[component]
pub fn LanguageTabs(name: &'static str, language: RwSignal<Language>) -> impl IntoView {
    let options = Language::ALL
        .into_iter()
        .map(|language| ChoiceOption {
            value: language.as_str(),
            label: own_name(language),
            symbol: None,
        })
        .collect();
    let choose = move |tag: &'static str| {
        if let Some(chosen) = Language::from_tag(tag) {
            language.set(chosen);
        }
    };
    view! {
        <Choice
            name=name
            label=texts::wording_language()
            options=options
            selected=language.get_untracked().as_str()
            on_choose=choose
        />
    }
    .into_any()
}

/// What a text of the form is.
#[derive(Debug, Clone, Copy)]
pub struct WordingInput {
    /// The page's only one of its name, and the word by which a problem points at it.
    pub name: &'static str,
    pub label: &'static str,
    pub hint: Option<&'static str>,
    /// Several lines.
    pub long: bool,
    /// In characters.
    pub longest: u32,
}

/// The text in the language on screen. `part` finds it in the form's value.
#[component]
pub fn WordingField<T: Clone + PartialEq + Send + Sync + 'static>(
    input: WordingInput,
    draft: Draft<T>,
    part: fn(&mut T) -> &mut Wording,
    language: RwSignal<Language>,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let WordingInput {
        name,
        label,
        hint,
        long,
        longest,
    } = input;
    let value = Memo::new(move |_| part(&mut draft.now.get()).get(language.get()).to_owned());
    let write = move |text: String| {
        draft
            .now
            .update(|now| *part(now).get_mut(language.get_untracked()) = text);
    };
    let written = Memo::new(move |_| {
        let wording = part(&mut draft.now.get()).clone();
        let names = Language::ALL
            .into_iter()
            .filter(|language| !wording.get(*language).trim().is_empty())
            .map(own_name);
        names.collect::<Vec<_>>().join(", ")
    });
    let about = move || {
        error.get().unwrap_or_else(|| {
            let written = written.get();
            // A short one has another text in its place, which its hint tells.
            if written.is_empty() || !long {
                hint.unwrap_or(texts::wording_none()).to_owned()
            } else {
                texts::wording_written(&written)
            }
        })
    };
    let about_id = format!("{name}-about");
    let described = about_id.clone();
    let invalid = move || error.get().map(|_| "true");
    let on_input = move |event| write(event_target_value(&event));
    let field = if long {
        view! {
            <textarea
                class="field-input field-area"
                id=name
                rows="3"
                maxlength=longest.to_string()
                lang=move || language.get().as_str()
                aria-invalid=invalid
                aria-describedby=described
                prop:value=value
                on:input=on_input
            ></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                class="field-input"
                id=name
                type="text"
                autocomplete="off"
                maxlength=longest.to_string()
                lang=move || language.get().as_str()
                aria-invalid=invalid
                aria-describedby=described
                prop:value=value
                on:input=on_input
            />
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
            </label>
            {field}
            <p class="field-about" id=about_id data-error=move || error.get().map(|_| "")>
                {about}
            </p>
        </div>
    }
    .into_any()
}
