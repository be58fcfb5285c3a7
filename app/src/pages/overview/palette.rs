//! The palette: a field, and below it what can be done now.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::entry::{Does, Entry, entries, matching};
use super::opened;
use crate::components::{Dialog, Icon};
use crate::pages::desk::work::Work;
use crate::{platform, texts};

const LIST: &str = "palette-list";

/// The combobox pattern: the arrows move within the list while the focus stays in the field, Enter does what is marked.
#[component]
pub fn PaletteDialog() -> impl IntoView {
    let work = Work::expect();
    let chosen = StoredValue::new(None::<Does>);
    let open = opened(work, move || {
        if let Some(does) = chosen.get_value() {
            // Another dialog may open now: not before this one is gone.
            request_animation_frame(move || does.run(work));
        }
    });
    let all = RwSignal::new(Vec::new());
    let is_ready = work.state.is_ready();
    Effect::new(move || {
        // What may be done is known with the first snapshot: whoever is faster sees the rest then.
        is_ready.track();
        all.set(untrack(|| entries(work)));
    });
    let wanted = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let shown = Memo::new(move |_| all.with(|all| wanted.with(|wanted| matching(all, wanted))));
    let choose = move |does: Does| {
        chosen.set_value(Some(does));
        open.set(false);
    };
    let on_key = move |event: KeyboardEvent| {
        let count = shown.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => active.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => active.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                event.prevent_default();
                let does = shown.with_untracked(|shown| shown.get(active.get_untracked()).map(|entry| entry.does));
                if let Some(does) = does {
                    choose(does);
                }
                return;
            }
            _ => return,
        }
        event.prevent_default();
        let at = active.get_untracked();
        request_animation_frame(move || platform::reveal(&id(at)));
    };
    let row = move |(at, entry): (usize, Entry)| {
        let does = entry.does;
        view! {
            <div
                class="picker-option"
                role="option"
                id=id(at)
                aria-selected=move || (active.get() == at).to_string()
                data-active=move || (active.get() == at).then_some("")
                on:click=move |_| choose(does)
            >
                <Icon symbol=entry.symbol />
                <span class="picker-label">{entry.label}</span>
                {entry.key.map(|key| view! { <kbd class="key">{key}</kbd> })}
            </div>
        }
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::palette_title().to_owned())>
            <div class="dialog-body picker palette">
                <input
                    class="field-input"
                    type="text"
                    role="combobox"
                    autofocus
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=texts::palette_label()
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls=LIST
                    aria-activedescendant=move || (shown.with(Vec::len) > 0).then(|| id(active.get()))
                    placeholder=texts::palette_hint()
                    on:input=move |event| {
                        wanted.set(event_target_value(&event));
                        active.set(0);
                    }
                    on:keydown=on_key
                />
                <div class="picker-list palette-list" role="listbox" id=LIST aria-label=texts::palette_title()>
                    {move || shown.get().into_iter().enumerate().map(row).collect_view()}
                </div>
                <p class="field-about" role="status">
                    {move || shown.with(Vec::is_empty).then(texts::palette_none)}
                </p>
            </div>
        </Dialog>
    }
    .into_any()
}

fn id(at: usize) -> String {
    format!("palette-{at}")
}
