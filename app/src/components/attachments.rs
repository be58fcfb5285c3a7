//! What is to be sent with the next message: a strip above the text, each file with its progress and a way to take it out.

use leptos::prelude::*;
use model::Problem;

use super::files::symbol;
use super::{Icon, Symbol};
use crate::live::uploads::{Attachment, Progress};
use crate::{format, texts};

/// The strip. `on_retry` and `on_remove` get the attachment's key.
#[component]
pub fn Attachments(
    list: ArcRwSignal<Vec<Attachment>>,
    /// The largest file, in bytes, for the sentence that says so.
    #[prop(into)]
    most: Signal<i64>,
    #[prop(into)] on_retry: Callback<String>,
    #[prop(into)] on_remove: Callback<String>,
) -> impl IntoView {
    let some = {
        let list = list.clone();
        move || list.with(|list| !list.is_empty())
    };
    let each = move || list.get();
    view! {
        <Show when=some>
            <ul class="attachments" aria-label=texts::attachments_label()>
                <For
                    each=each.clone()
                    key=|attachment| attachment.key.clone()
                    children=move |attachment| one(attachment, most, on_retry, on_remove)
                />
            </ul>
        </Show>
    }
    .into_any()
}

fn one(attachment: Attachment, most: Signal<i64>, on_retry: Callback<String>, on_remove: Callback<String>) -> AnyView {
    let Attachment {
        key,
        name,
        size,
        kind,
        preview,
        progress,
    } = attachment;
    let progress = RwSignal::from(progress);
    let again = StoredValue::new(key.clone());
    let wrong = move || match progress.get() {
        Progress::Failed(problem) => Some(reason(&problem, most.get())),
        _ => None,
    };
    let may_again = move || matches!(progress.get(), Progress::Failed(problem) if problem.is_transient());
    let picture = match preview {
        Some(address) => view! { <img src=address alt="" /> }.into_any(),
        None => view! { <Icon symbol=symbol(kind) /> }.into_any(),
    };
    let (label, remove) = (name.clone(), texts::attachment_remove(&name));
    view! {
        <li class="attachment" data-failed=move || wrong().map(|_| "")>
            {picture}
            <span class="attachment-words">
                <span class="attachment-name">{name}</span>
                {move || match wrong() {
                    Some(reason) => view! { <span class="attachment-wrong" role="alert">{reason}</span> }.into_any(),
                    None => view! { <span class="attachment-size">{format::bytes(size)}</span> }.into_any(),
                }}
            </span>
            {move || match progress.get() {
                Progress::Coming(part) => {
                    Some(view! { <progress max="1" value=part.to_string() aria-label=label.clone()></progress> })
                }
                _ => None,
            }}
            <Show when=may_again>
                <button
                    type="button"
                    class="text-button"
                    on:click=move |_| on_retry.run(again.get_value())
                >
                    {texts::retry()}
                </button>
            </Show>
            <button
                type="button"
                class="icon-button"
                aria-label=remove.clone()
                title=remove
                on:click=move |_| on_remove.run(key.clone())
            >
                <Icon symbol=Symbol::Close />
            </button>
        </li>
    }
    .into_any()
}

/// Why it was not taken.
pub fn reason(problem: &Problem, most: i64) -> String {
    match problem {
        Problem::Invalid { reason, .. } => match reason.as_str() {
            "too_large" => texts::file_too_large(&format::bytes(most)),
            "type" => texts::file_type().to_owned(),
            "image" => texts::file_broken().to_owned(),
            "required" => texts::file_empty().to_owned(),
            _ => texts::file_failed().to_owned(),
        },
        Problem::Forbidden | Problem::NotFound => texts::file_forbidden().to_owned(),
        Problem::TooMany { .. } => texts::file_too_many_unsent().to_owned(),
        _ => texts::file_failed().to_owned(),
    }
}
