//! What is chosen for a contact: its stage, and the tags and groups as words that can be taken off.

use leptos::prelude::*;
use model::{ChoiceId, ChoiceKind, ContactChange, ContactSheet};

use super::sheet::{Sheet, name_of, named};
use crate::components::{Icon, Symbol};
use crate::{platform, texts};

/// How far things have come with the contact (R148).
#[component]
pub fn StageChoice(sheet: Sheet) -> impl IntoView {
    let stages = sheet.choices(ChoiceKind::Stage);
    let stage = Memo::new(move |_| sheet.read(|sheet| sheet.stage).flatten());
    let choose = move |value: String| {
        let after = value.parse().ok().map(ChoiceId);
        let before = stage.get_untracked();
        sheet.change_quietly(ContactChange::Stage { before, after }, move |sheet| sheet.stage = after);
    };
    let options = move || {
        let chosen = stage.get();
        let option = move |(id, name): (Option<ChoiceId>, String)| {
            let value = id.map(|id| id.to_string()).unwrap_or_default();
            view! {
                <option value=value selected=id == chosen>
                    {name}
                </option>
            }
        };
        let all = stages.get();
        core::iter::once((None, texts::details_none().to_owned()))
            .chain(all.iter().map(|it| (Some(it.id), name_of(it))))
            .map(option)
            .collect_view()
    };
    view! {
        <select
            class="field-input details-select"
            aria-label=texts::choice_stage()
            disabled=move || !sheet.may_change.get()
            on:change=move |event| choose(event_target_value(&event))
        >
            {options}
        </select>
    }
    .into_any()
}

/// The value by which a tag is asked for that there is not yet.
const NEW: &str = "new";

/// Tags or groups.
#[component]
pub fn WordList(sheet: Sheet, kind: ChoiceKind) -> impl IntoView {
    let list = move |sheet: &ContactSheet| match kind {
        ChoiceKind::Tag => sheet.tags.clone(),
        _ => sheet.groups.clone(),
    };
    let choices = sheet.choices(kind);
    let chosen = Memo::new(move |_| sheet.read(list).unwrap_or_default());
    let naming = RwSignal::new(None::<String>);
    let set = move |id: ChoiceId, is_on: bool| {
        let change = match kind {
            ChoiceKind::Tag => ContactChange::Tag { tag: id, is_on },
            _ => ContactChange::Group {
                group: id,
                is_in: is_on,
            },
        };
        sheet.change_quietly(change, move |sheet| {
            let list = match kind {
                ChoiceKind::Tag => &mut sheet.tags,
                _ => &mut sheet.groups,
            };
            list.retain(|it| *it != id);
            if is_on {
                list.push(id);
            }
        });
    };
    let word = move |id: ChoiceId| {
        let name = choices.with(|all| named(all, id))?;
        let take_off = texts::contact_take_off(&name);
        let off = move || {
            view! {
                <button type="button" class="word-off" aria-label=take_off.clone() on:click=move |_| set(id, false)>
                    <Icon symbol=Symbol::Close />
                </button>
            }
        };
        Some(view! {
            <li class="word">
                {name} {sheet.may_change.get().then(off)}
            </li>
        })
    };
    let words = move || chosen.get().into_iter().filter_map(word).collect_view();
    let left = Memo::new(move |_| {
        let chosen = chosen.get();
        let all = choices.get().into_iter().filter(|it| !chosen.contains(&it.id));
        all.map(|it| (it.id, name_of(&it))).collect::<Vec<_>>()
    });
    let may_name = Memo::new(move |_| kind == ChoiceKind::Tag && sheet.may_make_tags.get());
    let is_naming = Memo::new(move |_| naming.with(Option::is_some));
    let has_more = Memo::new(move |_| sheet.may_change.get() && (may_name.get() || !left.with(Vec::is_empty)));
    view! {
        <ul class="words">
            {words} <Show when=move || has_more.get() && !is_naming.get()>
                <li>
                    <AddWord kind=kind left=left may_name=may_name naming=naming on_pick=Callback::new(move |id| set(id, true)) />
                </li>
            </Show>
        </ul>
        <Show when=move || is_naming.get()>
            <NewTag sheet=sheet naming=naming />
        </Show>
    }
    .into_any()
}

/// The name of a tag that there is not yet.
#[component]
fn NewTag(sheet: Sheet, naming: RwSignal<Option<String>>) -> impl IntoView {
    let make = move || {
        if let Some(name) = naming.get_untracked().filter(|name| !name.trim().is_empty()) {
            sheet.change_quietly(ContactChange::NewTag { name }, |_| ());
        }
        naming.set(None);
    };
    view! {
        <input
            class="field-input"
            id="contact-new-tag"
            autocomplete="off"
            maxlength="100"
            aria-label=texts::contact_new_tag_name()
            placeholder=texts::contact_new_tag_name()
            on:input=move |event| naming.set(Some(event_target_value(&event)))
            on:blur=move |_| make()
            on:keydown=move |event| match event.key().as_str() {
                "Enter" => {
                    event.prevent_default();
                    make();
                }
                "Escape" => {
                    event.stop_propagation();
                    naming.set(None);
                }
                _ => {}
            }
        />
    }
    .into_any()
}

/// What can be added yet; for who may, a tag that there is not yet.
#[component]
fn AddWord(
    kind: ChoiceKind,
    left: Memo<Vec<(ChoiceId, String)>>,
    may_name: Memo<bool>,
    naming: RwSignal<Option<String>>,
    on_pick: Callback<ChoiceId>,
) -> impl IntoView {
    let label = match kind {
        ChoiceKind::Tag => texts::contact_add_tag(),
        _ => texts::contact_add_group(),
    };
    let pick = move |value: String| {
        if value == NEW {
            naming.set(Some(String::new()));
            request_animation_frame(|| platform::focus_id("contact-new-tag"));
        } else if let Ok(id) = value.parse() {
            on_pick.run(ChoiceId(id));
        }
    };
    move || {
        let options = left
            .get()
            .into_iter()
            .map(|(id, name)| view! { <option value=id.to_string()>{name}</option> });
        let new = may_name
            .get()
            .then(|| view! { <option value=NEW>{texts::contact_new_tag()}</option> });
        view! {
            <select
                class="word-add"
                aria-label=label
                prop:value=""
                on:change=move |event| pick(event_target_value(&event))
            >
                <option value="" selected>
                    "+"
                </option>
                {options.collect_view()}
                {new}
            </select>
        }
    }
}
