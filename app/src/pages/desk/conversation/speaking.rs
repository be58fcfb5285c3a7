//! Voice notes: the microphone begins at once, the stop sign sends, Escape or the bin throws away (R107, R108). There is no pause.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Command, ConversationId, FileKind, FileRules};

use crate::components::{ComposerMode, Icon, Notices, Symbol};
use crate::live::recording::{self, Recording};
use crate::live::{command_queue, uploads};
use crate::state::DeskState;
use crate::{format, platform, texts};

/// How many levels the meter shows.
const BARS: usize = 28;
/// Between two of them.
const BEAT: Duration = Duration::from_millis(80);
/// Speech is quieter than what a meter could show.
const LOUDER: f64 = 1.6;

/// Recording in a conversation.
#[derive(Clone, Copy)]
pub struct Speaking {
    conversation: ConversationId,
    rules: Signal<FileRules>,
    under_way: StoredValue<Option<Recording>, LocalStorage>,
    on: RwSignal<bool>,
    length: RwSignal<i64>,
    levels: RwSignal<Vec<f64>>,
    notices: Option<Notices>,
    mode: RwSignal<ComposerMode>,
    state: DeskState,
    /// Called when it is about to be given to the server; true: as a note.
    on_sent: Callback<bool>,
}

impl Speaking {
    pub fn new(
        state: DeskState,
        conversation: ConversationId,
        rules: Signal<FileRules>,
        mode: RwSignal<ComposerMode>,
        on_sent: Callback<bool>,
    ) -> Self {
        let speaking = Self {
            conversation,
            rules,
            under_way: StoredValue::new_local(None),
            on: RwSignal::new(false),
            length: RwSignal::new(0),
            levels: RwSignal::new(vec![0.0; BARS]),
            notices: use_context(),
            mode,
            state,
            on_sent,
        };
        // Whoever goes elsewhere has thrown it away.
        on_cleanup(move || speaking.discard());
        speaking
    }

    fn begin(self) {
        if self.on.get_untracked() {
            return;
        }
        self.on.set(true);
        self.length.set(0);
        self.levels.set(vec![0.0; BARS]);
        spawn_local(async move {
            match recording::begin().await {
                Ok(recording) if self.on.try_get_untracked() == Some(true) => {
                    self.under_way.set_value(Some(recording));
                    self.beat();
                }
                // Thrown away before the browser had asked.
                Ok(recording) => recording.discard(),
                Err(_) => {
                    let _ = self.on.try_set(false);
                    self.refuse();
                }
            }
        });
    }

    fn refuse(self) {
        if let Some(notices) = self.notices {
            notices.show(texts::record_refused());
        }
    }

    /// Draws while it lasts.
    fn beat(self) {
        let now = self
            .under_way
            .try_with_value(|it| it.as_ref().map(|it| (it.length(), it.level())))
            .flatten();
        if let Some((length, level)) = now {
            self.length.set(length);
            self.levels.update(|levels| {
                levels.remove(0);
                levels.push((level * LOUDER).min(1.0));
            });
            set_timeout(move || self.beat(), BEAT);
        }
    }

    fn take(self) -> Option<Recording> {
        let taken = self.under_way.try_update_value(Option::take).flatten();
        let _ = self.on.try_set(false);
        taken
    }

    fn discard(self) {
        if let Some(recording) = self.take() {
            recording.discard();
        }
    }

    fn finish(self) {
        let Some(recording) = self.take() else { return };
        let name = texts::voice_note();
        let Self {
            conversation: id,
            state,
            on_sent,
            ..
        } = self;
        let rules = self.rules.get_untracked();
        // As it was when the recording ended: a note never becomes a reply.
        let note = self.mode.get_untracked() == ComposerMode::Note;
        spawn_local(async move {
            let Some(file) = recording.finish(name).await else {
                self.refuse();
                return;
            };
            let key = uploads::add_file(id, file, &rules).key;
            uploads::when_there(&key.clone(), move |file| {
                uploads::remove(id, &key);
                let (text, files) = (None, vec![file.id]);
                let command = if note {
                    Command::AddNote {
                        conversation: id,
                        text,
                        mentions: Vec::new(),
                        files,
                        reply_to: None,
                    }
                } else {
                    Command::SendMessage {
                        conversation: id,
                        text,
                        files,
                        reply_to: None,
                        signed: false,
                    }
                };
                // Before the conversation changes. Who has gone elsewhere meanwhile stays there.
                let _ = on_sent.try_run(note);
                command_queue::give(state, command);
            });
        });
    }

    /// Above the text while it lasts.
    pub fn bar(self) -> AnyView {
        let stop = NodeRef::<html::Button>::new();
        Effect::new(move || {
            if stop.get().is_some() {
                platform::focus(stop);
            }
        });
        let on_key = move |event: leptos::ev::KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                self.discard();
            }
        };
        view! {
            <Show when=move || self.on.get()>
                <div class="recording" role="group" aria-label=texts::recording() on:keydown=on_key>
                    <button
                        type="button"
                        class="icon-button"
                        data-kind="plain"
                        aria-label=texts::record_discard()
                        title=texts::record_discard()
                        on:click=move |_| self.discard()
                    >
                        <Icon symbol=Symbol::Trash />
                    </button>
                    <span class="recording-light" aria-hidden="true"></span>
                    <span class="recording-time" role="timer">{move || format::clock(self.length.get())}</span>
                    <span class="recording-meter" aria-hidden="true">
                        {(0..BARS)
                            .map(|at| {
                                let height = move || {
                                    let level = self.levels.with(|levels| levels.get(at).copied().unwrap_or_default());
                                    format!("{:.0}%", 8.0 + level * 92.0)
                                };
                                view! { <i style:block-size=height></i> }
                            })
                            .collect_view()}
                    </span>
                    <button
                        type="button"
                        class="icon-button"
                        data-kind="stop"
                        node_ref=stop
                        aria-label=texts::record_send()
                        title=texts::record_send()
                        on:click=move |_| self.finish()
                    >
                        <Icon symbol=Symbol::Stop />
                    </button>
                </div>
            </Show>
        }
        .into_any()
    }

    pub fn button(self) -> AnyView {
        let possible =
            Signal::derive(move || self.rules.get().take(FileKind::Audio, false) && recording::is_possible());
        view! {
            <Show when=move || possible.get()>
                <button
                    type="button"
                    class="icon-button"
                    data-kind="plain"
                    aria-label=texts::record()
                    title=texts::record()
                    disabled=move || self.on.get()
                    on:click=move |_| self.begin()
                >
                    <Icon symbol=Symbol::Microphone />
                </button>
            </Show>
        }
        .into_any()
    }
}
