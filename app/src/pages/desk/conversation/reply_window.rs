//! How long the customer can still be written to freely, and what can be sent after that (R118, R119).

use std::time::Duration;

use leptos::prelude::*;
use model::{Conversation, MessageText, ReplyRules, Template, Timestamp};

use crate::components::{Button, ButtonKind, ComposerMode, Dialog, Icon, Symbol};
use crate::state::DeskState;
use crate::{format, platform, texts};

const SECOND: Duration = Duration::from_secs(1);

/// The window of the open conversation. A handful of signals: copied freely.
#[derive(Clone, Copy)]
pub struct ReplyWindow {
    rules: Memo<ReplyRules>,
    until: Memo<Option<Timestamp>>,
    now: RwSignal<Timestamp>,
    /// Only a template can be sent.
    pub over: Memo<bool>,
}

impl ReplyWindow {
    pub fn of(state: DeskState, conversation: Memo<Conversation>) -> Self {
        let connection = Memo::new(move |_| conversation.with(|it| it.lifecycle.connection));
        let rules = Memo::new(move |_| {
            let id = connection.get();
            let found = state.read(|replica| {
                let mut connections = replica.directory().connections.iter();
                connections.find(|it| it.id == id).map(|it| it.reply.clone())
            });
            found.flatten().unwrap_or_default()
        });
        let until = Memo::new(move |_| conversation.with(|it| rules.with(|rules| rules.open_until(&it.lifecycle))));
        let now = RwSignal::new(format::now());
        let over = Memo::new(move |_| until.get().is_some_and(|until| now.get() >= until));
        let ticks = set_interval_with_handle(
            move || {
                if let Some(Some(_)) = until.try_get_untracked() {
                    let _ = now.try_set(format::now());
                }
            },
            SECOND,
        );
        on_cleanup(move || {
            if let Ok(ticks) = ticks {
                ticks.clear();
            }
        });
        Self {
            rules,
            until,
            now,
            over,
        }
    }
}

/// The countdown in the conversation's head.
#[component]
pub fn ReplyCountdown(window: ReplyWindow) -> impl IntoView {
    let left = Memo::new(move |_| Some(window.until.get()?.since(window.now.get())).filter(|left| *left > 0));
    // When it is over the composer's place says so too: here the sign is enough.
    let shown = move || match left.get() {
        Some(left) => view! { <span>{format::hours(left)}</span> }.into_any(),
        None => view! { <span class="sr-only">{texts::templates_only()}</span> }.into_any(),
    };
    move || {
        window.until.get().map(|_| {
            view! {
                <span
                    class="reply-window"
                    role="timer"
                    title=texts::reply_window()
                    data-over=move || window.over.get().then_some("")
                >
                    <Icon symbol=Symbol::Clock />
                    <span class="sr-only">{texts::reply_window()} ": "</span>
                    {shown}
                </span>
            }
        })
    }
}

/// In the composer's place when the window is over: the templates, a word on why, and the way to a note.
#[component]
pub fn Templates(
    window: ReplyWindow,
    mode: RwSignal<ComposerMode>,
    #[prop(into)] on_send: Callback<MessageText>,
) -> impl IntoView {
    let help = RwSignal::new(false);
    let chosen = RwSignal::new(String::new());
    let all = Memo::new(move |_| window.rules.with(|rules| rules.templates.clone()));
    let option = |(at, template): (usize, Template)| {
        let label = format!("{} ({})", template.name, template.language.as_str());
        view! { <option value=at.to_string()>{label}</option> }
    };
    let text = Memo::new(move |_| {
        let at = chosen.get().parse::<usize>().ok()?;
        all.with(|all| MessageText::new(&all.get(at)?.text).ok())
    });
    let send = move |()| {
        if let Some(text) = text.get_untracked() {
            chosen.set(String::new());
            on_send.run(text);
        }
    };
    let note = move |_| {
        mode.set(ComposerMode::Note);
        // When the composer is there.
        request_animation_frame(|| platform::focus_first(".composer-text"));
    };
    view! {
        <section class="templates" aria-label=texts::templates_only()>
            <p class="templates-lead">
                <Icon symbol=Symbol::Clock />
                <strong>{texts::templates_only()}</strong>
                <button type="button" class="text-button" on:click=move |_| help.set(true)>
                    {texts::learn_more()}
                </button>
            </p>
            <Show
                when=move || all.with(|all| !all.is_empty())
                fallback=|| view! { <p class="templates-none">{texts::templates_none()}</p> }
            >
                <select
                    class="field-input"
                    aria-label=texts::template()
                    prop:value=chosen
                    on:change=move |event| chosen.set(event_target_value(&event))
                >
                    <option value="">{texts::template_choose()}</option>
                    {move || all.get().into_iter().enumerate().map(option).collect_view()}
                </select>
                {move || text.get().map(|text| view! { <p class="templates-text">{text.as_str().to_owned()}</p> })}
            </Show>
            <div class="composer-foot">
                <button type="button" class="note-switch" aria-pressed="false" title=texts::note_mode() on:click=note>
                    <Icon symbol=Symbol::Note />
                    {texts::note()}
                </button>
                <span class="composer-space"></span>
                <Button
                    kind=ButtonKind::Primary
                    disabled=Signal::derive(move || text.with(Option::is_none))
                    on_press=send
                >
                    {texts::send()}
                </Button>
            </div>
            <Dialog open=help title=Signal::stored(texts::reply_window().to_owned())>
                <p class="dialog-lead">{texts::reply_window_about()}</p>
                <p class="dialog-lead">{texts::reply_window_about_templates()}</p>
            </Dialog>
        </section>
    }
    .into_any()
}
