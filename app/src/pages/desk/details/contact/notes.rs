//! What agents write down about a contact (R143, R144): everybody reads it, each changes the own.

use leptos::prelude::*;
use model::{ContactChange, ContactNote, NoteId};

use super::sheet::{Sheet, words};
use crate::components::{Button, ButtonKind, IconButton, Symbol, TextArea};
use crate::state::DeskState;
use crate::{format, platform, texts};

/// The longest note, in characters.
const LONGEST: u32 = 4_000;

#[component]
pub fn Notes(sheet: Sheet) -> impl IntoView {
    let notes = Memo::new(move |_| sheet.read(|sheet| sheet.notes.clone()).unwrap_or_default());
    let writing = RwSignal::new(false);
    let text = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let open = move |()| {
        writing.set(true);
        request_animation_frame(|| platform::focus_id("contact-note"));
    };
    let add = move |()| {
        let typed = text.get_untracked();
        problem.set(None);
        writing.set(false);
        text.set(String::new());
        let kept = typed.clone();
        sheet.change(
            ContactChange::AddNote { text: typed },
            |_| (),
            move |why| {
                // Nothing that was typed is lost.
                let _ = text.try_set(kept);
                let _ = writing.try_set(true);
                let _ = problem.try_set(Some(words(&why)));
            },
        );
    };
    let form = move || {
        view! {
            <div class="note-form">
                <TextArea id="contact-note" label=texts::contact_note_new() text=text max_length=LONGEST />
                <p class="field-about" role="alert" data-error="">
                    {move || problem.get()}
                </p>
                <div class="note-answers">
                    <Button on_press=move |()| writing.set(false)>{texts::cancel()}</Button>
                    <Button
                        kind=ButtonKind::Primary
                        disabled=Signal::derive(move || text.with(|text| text.trim().is_empty()))
                        on_press=add
                    >
                        {texts::contact_note_add()}
                    </Button>
                </div>
            </div>
        }
    };
    view! {
        <section class="details-section">
            <header class="details-head">
                <h3 class="details-title">{texts::contact_notes()}</h3>
                <Show when=move || sheet.may_change.get() && !writing.get()>
                    <IconButton
                        symbol=Symbol::Add
                        label=Signal::stored(texts::contact_note_new().to_owned())
                        on_press=open
                    />
                </Show>
            </header>
            <Show when=move || writing.get()>{form}</Show>
            <ul class="notes">
                <For each=move || notes.get() key=|note| (note.id, note.edited_at) let:note>
                    <Note sheet=sheet note=note />
                </For>
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn Note(sheet: Sheet, note: ContactNote) -> impl IntoView {
    let state = DeskState::expect();
    let ContactNote {
        id,
        by,
        at,
        edited_at,
        text,
    } = note;
    let signed = move || {
        let name = state.read(|replica| replica.directory().user_name(by).map(ToOwned::to_owned));
        let name = name.flatten().unwrap_or_else(|| texts::somebody().to_owned());
        match edited_at {
            Some(edited) => texts::contact_note_edited(&name, &format::moment(edited)),
            None => texts::contact_note_signed(&name, &format::moment(at)),
        }
    };
    let is_own = state.peek(|replica| replica.actor().user == by).unwrap_or_default();
    let editing = RwSignal::new(false);
    let said = StoredValue::new(text.clone());
    let deeds = move || {
        view! {
            <IconButton
                symbol=Symbol::Pencil
                label=Signal::stored(texts::contact_note_edit().to_owned())
                on_press=move |()| {
                    editing.set(true);
                    request_animation_frame(|| platform::focus_id("contact-note-edit"));
                }
            />
            <IconButton
                symbol=Symbol::Trash
                label=Signal::stored(texts::contact_note_delete().to_owned())
                on_press=move |()| {
                    sheet
                        .change_quietly(
                            ContactChange::DeleteNote { note: id },
                            move |sheet| sheet.notes.retain(|it| it.id != id),
                        );
                }
            />
        }
    };
    view! {
        <li class="note">
            <Show
                when=move || editing.get()
                fallback=move || view! { <p class="note-text">{said.get_value()}</p> }
            >
                <EditNote sheet=sheet id=id said=said editing=editing />
            </Show>
            <div class="note-foot">
                <span>{signed}</span>
                <Show when=move || is_own && !editing.get()>{deeds}</Show>
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn EditNote(sheet: Sheet, id: NoteId, said: StoredValue<String>, editing: RwSignal<bool>) -> impl IntoView {
    let text = RwSignal::new(said.get_value());
    let save = move |()| {
        let (before, after) = (said.get_value(), text.get_untracked());
        editing.set(false);
        if before != after {
            let change = ContactChange::EditNote {
                note: id,
                before,
                after,
            };
            sheet.change_quietly(change, |_| ());
        }
    };
    view! {
        <TextArea id="contact-note-edit" label=texts::contact_note_edit() text=text max_length=LONGEST />
        <div class="note-answers">
            <Button on_press=move |()| editing.set(false)>{texts::cancel()}</Button>
            <Button kind=ButtonKind::Primary on_press=save>
                {texts::save()}
            </Button>
        </div>
    }
    .into_any()
}
