//! Quick replies in the composer (R122): behind a `/`, or from the quick actions (R123), a menu over everything to which flows will come
//! too.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{ConversationId, QuickReply};

use crate::components::{
    Asked, ComposerMode, Dialog, IconButton, Notices, Suggestion, Suggestions, Symbol, Taken, folded,
};
use crate::live::uploads;
use crate::{api, platform, texts};

/// How many are offered behind the `/`.
const OFFERED: usize = 20;

/// A handful of signals: copied freely.
#[derive(Clone, Copy)]
pub struct QuickReplies {
    conversation: ConversationId,
    text: RwSignal<String>,
    mode: RwSignal<ComposerMode>,
    /// The most used first; empty until they were fetched.
    all: RwSignal<Vec<QuickReply>>,
    /// The menu.
    open: RwSignal<bool>,
    on_input: Callback<()>,
    send: Callback<()>,
    notices: Option<Notices>,
}

impl QuickReplies {
    /// Fetches them whenever somebody begins to look for one: what colleagues have changed is there then.
    pub fn new(
        conversation: ConversationId,
        text: RwSignal<String>,
        mode: RwSignal<ComposerMode>,
        on_input: Callback<()>,
        send: Callback<()>,
    ) -> Self {
        let all = RwSignal::new(Vec::new());
        let open = RwSignal::new(false);
        let wanted = Memo::new(move |_| {
            let begins = mode.get() == ComposerMode::Reply && text.with(|text| text.starts_with('/'));
            begins || open.get()
        });
        Effect::new(move || {
            if wanted.get() {
                spawn_local(async move {
                    // Without a network those that were fetched before are offered.
                    if let Ok(found) = api::quick_replies().await {
                        let _ = all.try_set(found);
                    }
                });
            }
        });
        Self {
            conversation,
            text,
            mode,
            all,
            open,
            on_input,
            send,
            notices: use_context(),
        }
    }

    /// What is offered behind a `/`.
    pub fn suggest(self, asked: &Asked) -> Vec<Suggestion> {
        self.found(&asked.word).into_iter().take(OFFERED).collect()
    }

    /// Those whose name or text has all the words; where the name begins with them first.
    fn found(self, search: &str) -> Vec<Suggestion> {
        let wanted = folded(search);
        let words: Vec<&str> = wanted.split_whitespace().collect();
        self.all.with(|all| {
            let fits = |reply: &&QuickReply| {
                let said = folded(&format!("{} {}", reply.form.name, reply.form.text));
                words.iter().all(|word| said.contains(word))
            };
            let mut found: Vec<&QuickReply> = all.iter().filter(fits).collect();
            found.sort_by_key(|reply| !folded(&reply.form.name).starts_with(&wanted));
            found.into_iter().map(suggestion).collect()
        })
    }

    /// Puts one in the place of the text, with its files; sends it when that is wished. Into a text that is not looking for one it is
    /// put where the caret is.
    pub fn take(self, taken: Taken) {
        let id = taken.id;
        let found = self
            .all
            .with_untracked(|all| all.iter().find(|it| it.id == id).cloned());
        let Some(reply) = found else { return };
        self.mode.set(ComposerMode::Reply);
        let text = reply.form.text;
        if self
            .text
            .with_untracked(|text| text.trim().is_empty() || text.starts_with('/'))
        {
            self.text.set(text);
            self.on_input.run(());
            request_animation_frame(|| platform::focus_first(".composer-text"));
        } else {
            request_animation_frame(move || platform::insert_text(".composer-text", &text));
        }
        let waits = !reply.form.files.is_empty();
        if taken.and_send && !waits {
            // When the text stands there.
            request_animation_frame(move || self.send_now());
        }
        spawn_local(async move {
            match api::take_quick_reply(id, self.conversation).await {
                Ok(files) => {
                    uploads::add_there(self.conversation, files);
                    if taken.and_send && waits {
                        self.send_now();
                    }
                }
                Err(_) if !waits => (),
                Err(_) => {
                    if let Some(notices) = self.notices {
                        notices.show(texts::file_failed());
                    }
                }
            }
        });
    }

    fn send_now(self) {
        // The pane may be gone by now.
        let _ = self.send.try_run(());
    }

    /// The button of the menu.
    pub fn button(self) -> AnyView {
        view! {
            <IconButton
                symbol=Symbol::Bolt
                label=Signal::stored(texts::quick_actions().to_owned())
                on_press=move |()| self.open.set(true)
            />
            <Show when=move || self.open.get()>
                <QuickActions replies=self />
            </Show>
        }
        .into_any()
    }
}

fn suggestion(reply: &QuickReply) -> Suggestion {
    let form = &reply.form;
    let files = form.files.iter().map(|file| format!("📎 {}", file.name));
    let preview: Vec<String> = (!form.text.is_empty())
        .then(|| form.text.clone())
        .into_iter()
        .chain(files)
        .collect();
    Suggestion {
        label: form.name.clone(),
        about: preview
            .join(" ")
            .split_whitespace()
            .take(30)
            .collect::<Vec<_>>()
            .join(" "),
        insert: form.text.clone(),
        preview: preview.join("\n"),
        quick_reply: Some(reply.id),
    }
}

/// The menu: filter, arrows, Enter inserts, Control and Enter sends.
#[component]
fn QuickActions(replies: QuickReplies) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let shown = Memo::new(move |_| search.with(|search| replies.found(search)));
    let take = move |at: usize, and_send: bool| {
        let id = shown.with_untracked(|shown| shown.get(at).and_then(|it| it.quick_reply));
        if let Some(id) = id {
            replies.open.set(false);
            replies.take(Taken { id, and_send });
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let count = shown.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => active.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => active.update(|at| *at = (*at + count - 1) % count),
            "Enter" => take(active.get_untracked(), event.ctrl_key() || event.meta_key()),
            _ => return,
        }
        event.prevent_default();
    };
    let none = move || shown.with(Vec::is_empty).then(texts::finder_nothing);
    view! {
        <Dialog open=replies.open title=Signal::stored(texts::quick_actions().to_owned())>
            <div class="dialog-body quick-actions">
                <input
                    class="field-input"
                    type="text"
                    role="combobox"
                    autofocus
                    autocomplete="off"
                    aria-label=texts::quick_replies()
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls="quick-actions-list"
                    aria-activedescendant=move || {
                        (!shown.with(Vec::is_empty)).then(|| format!("quick-actions-list-{}", active.get()))
                    }
                    placeholder=texts::quick_replies()
                    on:input=move |event| {
                        search.set(event_target_value(&event));
                        active.set(0);
                    }
                    on:keydown=on_key
                />
                <Suggestions
                    id="quick-actions-list"
                    label=Signal::stored(texts::quick_replies())
                    shown=shown
                    active=active
                    on_take=move |at| take(at, false)
                />
                <p class="field-about" role="status">
                    {none}
                </p>
                <p class="field-about">{texts::quick_replies_hint()}</p>
            </div>
        </Dialog>
    }
    .into_any()
}
