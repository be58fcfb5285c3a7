//! The files of a quick reply: uploaded when they are chosen, kept with the form.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{File, MAX_FILES, Problem, QuickReplyForm};

use crate::components::{Icon, IconButton, Symbol};
use crate::live::uploads;
use crate::pages::settings::form::{Draft, FormState};
use crate::{format, texts::later as texts};

#[component]
pub fn PreparedFiles(draft: Draft<QuickReplyForm>, form: FormState) -> impl IntoView {
    let chooser = NodeRef::<html::Input>::new();
    let coming = RwSignal::new(false);
    let wrong = RwSignal::new(None::<Problem>);
    let files = Memo::new(move |_| draft.now.with(|now| now.files.clone()));
    let choose = move |_| {
        if let Some(chooser) = chooser.get_untracked() {
            chooser.click();
        }
    };
    let chosen = move |_| {
        let Some(chooser) = chooser.get_untracked() else { return };
        let file = chooser.files().and_then(|files| files.get(0));
        chooser.set_value("");
        let Some(file) = file else { return };
        coming.set(true);
        wrong.set(None);
        spawn_local(async move {
            let answer = uploads::prepare(file).await;
            // The page may be gone by now.
            let _ = coming.try_set(false);
            match answer {
                Ok(file) => {
                    let _ = draft.now.try_update(|now| now.files.push(file));
                }
                Err(problem) => {
                    let _ = wrong.try_set(Some(problem));
                }
            }
        });
    };
    let row = move |file: File| {
        let id = file.id;
        let remove = texts::attachment_remove(&file.name);
        view! {
            <li class="attachment">
                <Icon symbol=Symbol::Document />
                <span class="attachment-words">
                    <span class="attachment-name">{file.name}</span>
                    <span class="attachment-size">{format::bytes(file.size)}</span>
                </span>
                <IconButton
                    symbol=Symbol::Close
                    label=Signal::stored(remove)
                    on_press=move |()| draft.now.update(|now| now.files.retain(|it| it.id != id))
                />
            </li>
        }
    };
    let cannot = move || coming.get() || files.with(|files| files.len() >= MAX_FILES);
    let error = form.error("files");
    let said = move || {
        let refused = wrong.get().map(|problem| match problem {
            Problem::Invalid { reason, .. } => match reason.as_str() {
                "type" => texts::file_type().to_owned(),
                "image" => texts::file_broken().to_owned(),
                "required" => texts::file_empty().to_owned(),
                _ => texts::file_failed().to_owned(),
            },
            problem => texts::problem(&problem, None),
        });
        refused.or_else(|| error.get())
    };
    view! {
        <div class="field">
            <p class="field-label">{texts::inbox_files()}</p>
            <Show when=move || !files.with(Vec::is_empty)>
                <ul class="attachments" aria-label=texts::inbox_files()>
                    {move || files.get().into_iter().map(row).collect_view()}
                </ul>
            </Show>
            <input
                type="file"
                hidden
                tabindex="-1"
                node_ref=chooser
                on:change=chosen
                aria-label=texts::quick_reply_add_file()
            />
            <p class="card-actions">
                <button
                    type="button"
                    class="button"
                    disabled=cannot
                    on:click=choose
                >
                    <Icon symbol=Symbol::Clip />
                    {texts::quick_reply_add_file()}
                </button>
            </p>
            <p class="field-about" role="status" data-error=move || said().map(|_| "")>
                {move || said().unwrap_or_default()}
            </p>
        </div>
    }
    .into_any()
}
