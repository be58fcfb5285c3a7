//! Where agents write: replies and internal notes.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::suggestions::{Asked, Offers, Suggestion, Suggestions, Taken};
use super::{Button, ButtonKind, Icon, Symbol};
use crate::{platform, texts};

/// What the text will become.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ComposerMode {
    #[default]
    Reply,
    /// Yellow: cannot be mistaken for a reply.
    Note,
}

/// Keys that leave the text to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOut {
    Up,
    Escape,
}

/// A stretch of the text; `Some`: a merge field, and whether it has a value, as far as that is known.
pub type Stretch = (String, Option<bool>);

/// The text field with its buttons. Enter sends, Shift+Enter breaks the line (R105); while an input method composes,
/// Enter belongs to it. `on_send` is called only with something to send; who is called empties `text`. `on_input` is
/// called at every change by hand (for drafts and typing).
#[component]
pub fn Composer(
    text: RwSignal<String>,
    mode: RwSignal<ComposerMode>,
    /// A note can be written here too.
    #[prop(into)]
    notes: Signal<bool>,
    /// Stands above the text: what it will be about, and what goes with it.
    #[prop(into)]
    above: Callback<(), AnyView>,
    /// Buttons beside that of the note.
    #[prop(into)]
    tools: Callback<(), AnyView>,
    /// The label of the button, when it does not send.
    #[prop(into)]
    label: Signal<Option<&'static str>>,
    /// The text cut at its merge fields, or nothing when there are none.
    #[prop(into)]
    stretches: Signal<Vec<Stretch>>,
    /// What can be taken for what stands before the caret.
    #[prop(into)]
    suggest: Callback<Asked, Vec<Suggestion>>,
    #[prop(into)] on_quick_reply: Callback<Taken>,
    /// Arrow up in an empty text; Escape while something stands above it.
    #[prop(into)]
    on_key_out: Callback<KeyOut, bool>,
    #[prop(into)] on_send: Callback<()>,
    #[prop(into)] on_input: Callback<()>,
    /// There is something to send besides the text.
    #[prop(optional, into)]
    besides: Signal<bool>,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let chips = NodeRef::<html::Div>::new();
    let offers = Offers::new(area, text, suggest, on_input, on_quick_reply);
    let is_note = move || notes.get() && mode.get() == ComposerMode::Note;
    let nothing = Signal::derive(move || !besides.get() && text.with(|text| text.trim().is_empty()));
    let send = move || {
        if !nothing.get_untracked() {
            on_send.run(());
        }
        platform::focus(area);
    };
    let on_key = move |event: KeyboardEvent| {
        // 229 is what browsers report for keys that an input method has taken.
        let composing = event.is_composing() || event.key_code() == 229;
        if composing {
            return;
        }
        let key = event.key();
        match key.as_str() {
            _ if offers.on_key(&key, event.shift_key(), event.ctrl_key() || event.meta_key()) => {}
            "ArrowUp" if text.with_untracked(String::is_empty) && on_key_out.run(KeyOut::Up) => {}
            "Escape" if on_key_out.run(KeyOut::Escape) => {}
            "Enter" if !event.shift_key() => send(),
            _ => return,
        }
        event.prevent_default();
        if key == "Escape" {
            // It has done its work here.
            event.stop_propagation();
        }
    };
    Effect::new(move || {
        text.track();
        if let Some(area) = area.get() {
            platform::fit_height(&area);
        }
    });
    view! {
        <div class="composer" data-mode=move || if is_note() { "note" } else { "reply" }>
            <Suggestions
                id="suggestions"
                label=Signal::derive(move || match text.with(|text| text.starts_with('/')) {
                    _ if is_note() => texts::mention_list(),
                    true => texts::quick_replies(),
                    false => texts::merge_fields(),
                })
                shown=offers.shown
                active=offers.active
                on_take=move |at| offers.take(at, false)
            />
            {above.run(())}
            <div class="composer-field">
            <div class="composer-chips" aria-hidden="true" node_ref=chips>
                {move || stretches.get().into_iter().map(stretch).collect_view()}
            </div>
            <textarea
                class="composer-text"
                rows="1"
                node_ref=area
                aria-label=move || if is_note() { texts::note_internal() } else { texts::composer_label() }
                placeholder=move || {
                    if is_note() { texts::composer_note_placeholder() } else { texts::composer_placeholder() }
                }
                title=texts::composer_hint()
                prop:value=text
                aria-autocomplete="list"
                aria-controls=move || offers.are_there().then_some("suggestions")
                aria-activedescendant=move || offers.are_there().then(|| format!("suggestions-{}", offers.active.get()))
                on:input=move |event| {
                    text.set(event_target_value(&event));
                    offers.look_again();
                    on_input.run(());
                }
                on:keydown=on_key
                on:keyup=move |_| offers.look()
                on:click=move |_| offers.look()
                on:blur=move |_| offers.close()
                on:scroll=move |_| {
                    if let (Some(area), Some(chips)) = (area.get_untracked(), chips.get_untracked()) {
                        chips.set_scroll_top(area.scroll_top());
                    }
                }
            ></textarea>
            </div>
            <div class="composer-foot">
                {tools.run(())}
                <Show when=move || notes.get()>
                    <NoteSwitch mode=mode area=area />
                </Show>
                <span class="composer-space"></span>
                <Button kind=ButtonKind::Primary disabled=nothing on_press=move |()| send()>
                    {move || label.get().unwrap_or_else(|| if is_note() { texts::send_note() } else { texts::send() })}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// Drawn behind the text, letter under letter: a chip is where the text has a merge field.
fn stretch((text, field): Stretch) -> AnyView {
    match field {
        Some(has_value) => view! {
            <mark class="merge-chip" data-empty=(!has_value).then_some("")>
                {text}
            </mark>
        }
        .into_any(),
        None => text.into_any(),
    }
}

/// Between reply and note.
#[component]
fn NoteSwitch(mode: RwSignal<ComposerMode>, area: NodeRef<html::Textarea>) -> impl IntoView {
    let is_note = move || mode.get() == ComposerMode::Note;
    view! {
        <button
            type="button"
            class="note-switch"
            aria-pressed=move || is_note().to_string()
            title=texts::note_mode()
            on:click=move |_| {
                mode.update(|mode| {
                    *mode = match mode {
                        ComposerMode::Reply => ComposerMode::Note,
                        ComposerMode::Note => ComposerMode::Reply,
                    };
                });
                platform::focus(area);
            }
        >
            <Icon symbol=Symbol::Note />
            <span class="note-switch-word">{texts::note()}</span>
        </button>
    }
    .into_any()
}
