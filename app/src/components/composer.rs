//! Where agents write: replies and internal notes.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

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
    #[prop(into)] on_send: Callback<()>,
    #[prop(into)] on_input: Callback<()>,
    /// There is something to send besides the text.
    #[prop(optional, into)]
    besides: Signal<bool>,
    /// Stands above the text.
    #[prop(optional)]
    above: Option<AnyView>,
    /// Stand beside the note switch.
    #[prop(optional)]
    tools: Option<AnyView>,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
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
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            send();
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
            {above}
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
                on:input=move |event| {
                    text.set(event_target_value(&event));
                    on_input.run(());
                }
                on:keydown=on_key
            ></textarea>
            <div class="composer-foot">
                {tools}
                <Show when=move || notes.get()>
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
                        {texts::note()}
                    </button>
                </Show>
                <span class="composer-space"></span>
                <Button kind=ButtonKind::Primary disabled=nothing on_press=move |()| send()>
                    {move || if is_note() { texts::send_note() } else { texts::send() }}
                </Button>
            </div>
        </div>
    }
    .into_any()
}
