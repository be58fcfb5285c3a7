//! A text that is changed where it stands: a press opens a field, Enter or leaving it saves, Escape goes back.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::ContactChange;

use super::sheet::{Sheet, words};
use crate::components::{Icon, Symbol};
use crate::{platform, texts};

/// What the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EditableInput {
    /// The panel's only one of its name.
    pub name: &'static str,
    /// The HTML input type.
    pub kind: &'static str,
    pub label: &'static str,
}

/// `change` is made of the value that was seen and the new one.
#[component]
pub fn Editable(
    input: EditableInput,
    #[prop(into)] value: Signal<String>,
    sheet: Sheet,
    change: fn(String, String) -> ContactChange,
) -> impl IntoView {
    let EditableInput { name, kind, label } = input;
    let change = Callback::new(move |(before, after)| change(before, after));
    view! { <InPlace id=format!("contact-{name}") kind=kind label=label value=value sheet=sheet change=change /> }
        .into_any()
}

/// The same for a value whose change is made by a callback.
#[component]
pub fn InPlace(
    id: String,
    kind: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    sheet: Sheet,
    change: Callback<(String, String), ContactChange>,
) -> impl IntoView {
    // The value as it was when the field was opened, while it is open.
    let seen = RwSignal::new(None::<String>);
    let typed = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    // Shown until the server has answered.
    let awaited = RwSignal::new(None::<String>);
    let shown = Memo::new(move |_| awaited.get().unwrap_or_else(|| value.get()));
    let field = StoredValue::new(id.clone());
    let open = move || {
        let now = value.get_untracked();
        typed.set(now.clone());
        problem.set(None);
        seen.set(Some(now));
        request_animation_frame(move || field.with_value(|id| platform::focus_id(id)));
    };
    let save = move || {
        let Some(before) = seen.get_untracked() else { return };
        let after = typed.get_untracked().trim().to_owned();
        seen.set(None);
        if after == before {
            return;
        }
        awaited.set(Some(after.clone()));
        // What was typed stays, with what is wrong with it.
        let again = after.clone();
        sheet.change(
            change.run((before, after)),
            |_| (),
            move |why| {
                let _ = awaited.try_set(None);
                let is_late = matches!(why, model::Problem::Conflict { .. });
                let _ = problem.try_set(Some(words(&why)));
                if !is_late {
                    let _ = typed.try_set(again);
                    let _ = seen.try_set(Some(value.get_untracked()));
                }
            },
        );
    };
    // The answer has come: it is what is stored.
    Effect::new(move || {
        sheet.known.track();
        if awaited.with_untracked(Option::is_some) {
            awaited.set(None);
        }
    });
    let about = format!("{id}-about");
    let typing = Typing {
        typed,
        problem,
        save: Callback::new(move |()| save()),
        leave: Callback::new(move |()| {
            seen.set(None);
            problem.set(None);
        }),
    };
    let open = Callback::new(move |()| open());
    let content = {
        let about = about.clone();
        move || {
            if seen.with(Option::is_some) {
                view! { <Field id=id.clone() kind=kind label=label.clone() about=about.clone() typing=typing /> }
                    .into_any()
            } else {
                view! { <Closed label=label.clone() shown=shown may_change=sheet.may_change on_open=open /> }.into_any()
            }
        }
    };
    view! {
        <div class="in-place">
            {content} <p class="field-about" id=about role="alert" data-error="">
                {move || problem.get()}
            </p>
        </div>
    }
    .into_any()
}

/// What is typed into an open field, and what ends it.
#[derive(Clone, Copy)]
struct Typing {
    typed: RwSignal<String>,
    problem: RwSignal<Option<String>>,
    save: Callback<()>,
    leave: Callback<()>,
}

#[component]
fn Field(id: String, kind: &'static str, label: String, about: String, typing: Typing) -> impl IntoView {
    let Typing {
        typed,
        problem,
        save,
        leave,
    } = typing;
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            save.run(());
        }
        "Escape" => {
            event.stop_propagation();
            leave.run(());
        }
        _ => {}
    };
    view! {
        <input
            class="field-input"
            id=id
            type=kind
            step=(kind == "number").then_some("any")
            autocomplete="off"
            aria-label=label
            aria-invalid=move || problem.get().map(|_| "true")
            aria-describedby=about
            prop:value=typed
            on:input=move |event| typed.set(event_target_value(&event))
            on:keydown=on_key
            on:blur=move |_| save.run(())
        />
    }
    .into_any()
}

/// The value; for who may change it a button that opens the field.
#[component]
fn Closed(label: String, shown: Memo<String>, may_change: Memo<bool>, on_open: Callback<()>) -> impl IntoView {
    let value = move || {
        let shown = shown.get();
        if shown.is_empty() {
            texts::details_none().to_owned()
        } else {
            shown
        }
    };
    let edit = texts::contact_edit(&label);
    move || {
        if may_change.get() {
            view! {
                <button type="button" class="editable" title=edit.clone() on:click=move |_| on_open.run(())>
                    <span>{value}</span>
                    <Icon symbol=Symbol::Pencil />
                </button>
            }
            .into_any()
        } else {
            view! { <span>{value}</span> }.into_any()
        }
    }
}
