//! A list of which one is chosen, with a field that narrows it down.

use std::borrow::Cow;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::Presence;

use super::{Icon, PresenceSign, Symbol};
use crate::{platform, texts};

/// One that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickerOption<T> {
    pub value: T,
    pub label: String,
    /// What kind of thing it is, in a word.
    pub kind: Cow<'static, str>,
    pub symbol: Symbol,
    /// Of a colleague.
    pub presence: Option<Presence>,
}

/// The combobox pattern with a list that is always there: the arrows move within it while the focus stays in the field,
/// Enter or a click chooses. Accents and case do not matter. `id` has to be the page's only one.
#[component]
pub fn Picker<T>(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    /// Said when nothing fits.
    none: &'static str,
    #[prop(into)] options: Signal<Vec<PickerOption<T>>>,
    chosen: RwSignal<Option<T>>,
    /// What is typed: whoever takes it chooses the options. Otherwise they are narrowed down here.
    #[prop(optional, into)]
    on_search: Option<Callback<String>>,
    /// After a choice by Enter.
    #[prop(into)]
    on_chosen: Callback<()>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let search = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let shown = Memo::new(move |_| {
        let wanted = on_search.is_none().then(|| folded(&search.get()));
        options.with(|options| fitting(options, wanted.as_deref()))
    });
    let option_id = move |at: usize| format!("{id}-{at}");
    let reveal = move || {
        let at = active.get_untracked();
        request_animation_frame(move || platform::reveal(&option_id(at)));
    };
    let on_key = move |event: KeyboardEvent| {
        let count = shown.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => active.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => active.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                event.prevent_default();
                let value = shown.with_untracked(|shown| shown.get(active.get_untracked()).map(|it| it.value.clone()));
                if value.is_some() {
                    chosen.set(value);
                    on_chosen.run(());
                }
                return;
            }
            _ => return,
        }
        event.prevent_default();
        reveal();
    };
    let row = move |(at, option): (usize, PickerOption<T>)| {
        let value = StoredValue::new(option.value);
        let is_chosen = move || value.with_value(|value| chosen.with(|chosen| chosen.as_ref() == Some(value)));
        view! {
            <div
                class="picker-option"
                role="option"
                id=option_id(at)
                aria-selected=move || is_chosen().to_string()
                data-active=move || (active.get() == at).then_some("")
                on:click=move |_| {
                    active.set(at);
                    chosen.set(Some(value.get_value()));
                }
            >
                <Icon symbol=option.symbol />
                <span class="picker-label">{option.label}</span>
                <span class="picker-kind">
                    {match option.presence {
                        Some(presence) => {
                            view! { <PresenceSign presence=Signal::stored(presence) /> {texts::presence(presence)} }.into_any()
                        }
                        None => option.kind.clone().into_any(),
                    }}
                </span>
                <span class="picker-check" data-shown=move || is_chosen().then_some("")>
                    <Icon symbol=Symbol::Check />
                </span>
            </div>
        }
    };
    view! {
        <div class="picker">
            <label class="field-label" for=id>
                {label}
            </label>
            <input
                class="field-input"
                id=id
                type="text"
                role="combobox"
                autofocus
                autocomplete="off"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls=format!("{id}-list")
                aria-activedescendant=move || (shown.with(Vec::len) > 0).then(|| option_id(active.get()))
                placeholder=hint
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    if let Some(on_search) = on_search {
                        on_search.run(typed.clone());
                    }
                    search.set(typed);
                    active.set(0);
                }
                on:keydown=on_key
            />
            <div class="picker-list" role="listbox" id=format!("{id}-list") aria-label=label>
                {move || shown.get().into_iter().enumerate().map(row).collect_view()}
            </div>
            <p class="field-about" role="status">
                {move || (shown.with(Vec::is_empty)).then_some(none)}
            </p>
        </div>
    }
    .into_any()
}

/// Those whose words contain what is wanted.
fn fitting<T: Clone>(options: &[PickerOption<T>], wanted: Option<&str>) -> Vec<PickerOption<T>> {
    let fits = |option: &&PickerOption<T>| {
        wanted.is_none_or(|wanted| folded(&format!("{} {}", option.label, option.kind)).contains(wanted))
    };
    options.iter().filter(fits).cloned().collect()
}

/// Lower case without the accents of the languages we speak.
pub fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            other => other,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn accents_and_case_do_not_matter_to_who_searches() {
        assert_eq!(folded(" Lucía CONCEIÇÃO "), "lucia conceicao");
        assert!(folded("Lucía Romero").contains(&folded("LUCIA")));
    }
}
