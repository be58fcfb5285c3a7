//! Quick replies out to a file and in again: a JSON list of [`QuickReplyEntry`], without their files.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Directory, QuickRepliesImported, QuickReply, QuickReplyEntry, QuickReplyOwner};
use wasm_bindgen_futures::JsFuture;

use crate::components::Notices;
use crate::{api, json, texts::later as texts};

/// What goes in one request, in characters: requests have a limit.
const CHUNK: usize = 12_000;

/// A link by which the browser saves them.
#[component]
pub fn ExportLink(all: Signal<Vec<QuickReply>>, directory: StoredValue<Directory>) -> impl IntoView {
    let address = move || {
        let entries: Vec<QuickReplyEntry> =
            all.with(|all| directory.with_value(|directory| all.iter().map(|it| entry(it, directory)).collect()));
        let text = serde_json::to_string_pretty(&entries).unwrap_or_default();
        format!(
            "data:application/json;charset=utf-8,{}",
            js_sys::encode_uri_component(&text)
        )
    };
    view! {
        <a class="button" href=address download="quick-replies.json">
            {texts::may_export()}
        </a>
    }
    .into_any()
}

fn entry(reply: &QuickReply, directory: &Directory) -> QuickReplyEntry {
    let form = &reply.form;
    let department = match form.owner {
        QuickReplyOwner::Department(id) => directory
            .departments
            .iter()
            .find(|it| it.id == id)
            .map(|it| it.name.clone()),
        QuickReplyOwner::Company | QuickReplyOwner::User(_) => None,
    };
    QuickReplyEntry {
        name: form.name.clone(),
        text: form.text.clone(),
        department,
        own: matches!(form.owner, QuickReplyOwner::User(_)),
    }
}

/// Takes a file in and tells what became of its entries.
#[component]
pub fn ImportButton(#[prop(into)] on_imported: Callback<()>) -> impl IntoView {
    let chooser = NodeRef::<html::Input>::new();
    let busy = RwSignal::new(false);
    let notices = use_context::<Notices>();
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
        busy.set(true);
        spawn_local(async move {
            let said = import(&file).await;
            let _ = busy.try_set(false);
            if let Some(notices) = notices {
                notices.show(&said);
            }
            let _ = on_imported.try_run(());
        });
    };
    view! {
        <input
            type="file"
            accept=".json,application/json"
            hidden
            tabindex="-1"
            node_ref=chooser
            on:change=chosen
            aria-label=texts::quick_replies_import()
        />
        <button type="button" class="button" disabled=busy on:click=choose>
            {texts::quick_replies_import()}
        </button>
    }
    .into_any()
}

/// What is to be said about it.
async fn import(file: &web_sys::File) -> String {
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    let entries = text.and_then(|text| json::read::<Vec<QuickReplyEntry>>(text.trim_start_matches('\u{feff}')));
    let Some(entries) = entries else {
        return texts::quick_replies_import_wrong().to_owned();
    };
    let mut done = QuickRepliesImported::default();
    for chunk in chunks(entries) {
        match api::import_quick_replies(chunk).await {
            Ok(more) => {
                done.made += more.made;
                done.changed += more.changed;
                done.refused.extend(more.refused);
            }
            Err(api::ApiError(problem)) => return texts::problem(&problem, None),
        }
    }
    let said = texts::quick_replies_imported(&done.changed.to_string(), &done.made.to_string());
    if done.refused.is_empty() {
        return said;
    }
    format!("{said} {}", texts::quick_replies_refused(&done.refused.join(", ")))
}

/// In their order, each as large as a request may be.
fn chunks(entries: Vec<QuickReplyEntry>) -> Vec<Vec<QuickReplyEntry>> {
    let mut chunks: Vec<Vec<QuickReplyEntry>> = Vec::new();
    let mut length = CHUNK;
    for entry in entries {
        length += entry.name.len() + entry.text.len();
        if length > CHUNK || chunks.last().is_some_and(|chunk| chunk.len() >= 100) {
            chunks.push(Vec::new());
            length = entry.name.len() + entry.text.len();
        }
        if let Some(chunk) = chunks.last_mut() {
            chunk.push(entry);
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, chunks};
    use model::QuickReplyEntry;

    #[test]
    fn every_entry_goes_in_a_request_that_is_not_too_large() {
        let entry = |length: usize| QuickReplyEntry {
            name: "x".to_owned(),
            text: "y".repeat(length),
            ..QuickReplyEntry::default()
        };
        let all = vec![entry(10), entry(CHUNK), entry(10), entry(10)];
        let found = chunks(all.clone());
        assert_eq!(found.concat(), all);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 2]);
        assert!(chunks(Vec::new()).is_empty());
    }
}
