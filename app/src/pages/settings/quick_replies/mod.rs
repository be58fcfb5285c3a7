//! `/settings/quick-replies`: the quick replies that one finds, and the way to each; out to a file and in again.

mod editor;
mod exchange;
mod files;

use leptos::prelude::*;
use model::{Actor, Directory, Permission, QuickReply, QuickReplyForm, QuickReplyId, QuickReplyOwner};

use super::loaded::loaded;
use super::shell::SettingsShell;
use crate::components::{EmptyState, Icon, Symbol};
use crate::state::DeskState;
use crate::{api, texts::later as texts};
use editor::QuickReplyEditor;
use exchange::{ExportLink, ImportButton};

const LIST: &str = "/settings/quick-replies";

/// The list, one quick reply, or `new`.
pub fn page(id: Option<&str>) -> AnyView {
    match id {
        None => view! { <QuickReplyList /> }.into_any(),
        Some("new") => {
            let actor = actor();
            let owner = if actor.permissions.has(Permission::SharedQuickReplies) {
                QuickReplyOwner::Company
            } else {
                QuickReplyOwner::User(actor.user)
            };
            let form = QuickReplyForm {
                name: String::new(),
                text: String::new(),
                owner,
                files: Vec::new(),
            };
            view! { <QuickReplyEditor stored=None form=form on_reload=|()| () /> }.into_any()
        }
        Some(id) => {
            let id = QuickReplyId(id.parse().unwrap_or_default());
            view! { <QuickReplyPage id=id /> }.into_any()
        }
    }
}

/// Who looks. The settings show nothing before that is known.
fn actor() -> Actor {
    DeskState::expect()
        .peek(|replica| replica.actor().clone())
        .expect("the settings wait for the first snapshot")
}

/// For whom a quick reply is, in words.
fn owner_name(owner: QuickReplyOwner, directory: &Directory) -> String {
    match owner {
        QuickReplyOwner::Company => texts::quick_reply_company().to_owned(),
        QuickReplyOwner::User(_) => texts::quick_reply_own().to_owned(),
        QuickReplyOwner::Department(id) => {
            let found = directory.departments.iter().find(|it| it.id == id);
            found.map_or_else(|| "…".to_owned(), |it| it.name.clone())
        }
    }
}

#[component]
fn QuickReplyPage(id: QuickReplyId) -> impl IntoView {
    let data = LocalResource::new(api::quick_replies);
    loaded(data, move |all: Vec<QuickReply>| {
        let on_reload = Callback::new(move |()| data.refetch());
        match all.into_iter().find(|it| it.id == id) {
            Some(reply) if reply.form.owner.is_kept_by(&actor()) => {
                let stored = Some((id, reply.version));
                view! { <QuickReplyEditor stored=stored form=reply.form on_reload=on_reload /> }.into_any()
            }
            Some(reply) => view! { <ReadOnly form=reply.form /> }.into_any(),
            None => view! { <EmptyState symbol=Symbol::Alert text=Signal::stored(texts::not_found().to_owned()) /> }
                .into_any(),
        }
    })
}

/// One that others keep.
#[component]
fn ReadOnly(form: QuickReplyForm) -> impl IntoView {
    let files = form
        .files
        .iter()
        .map(|file| file.name.clone())
        .collect::<Vec<_>>()
        .join(", ");
    view! {
        <SettingsShell
            title=Signal::stored(form.name)
            back=(LIST.to_owned(), texts::quick_replies())
        >
            <div class="card">
                <p style:white-space="pre-wrap">{form.text}</p>
                <p class="field-about">{files}</p>
            </div>
        </SettingsShell>
    }
    .into_any()
}

#[component]
fn QuickReplyList() -> impl IntoView {
    let data = LocalResource::new(api::quick_replies);
    let directory = DeskState::expect()
        .peek(|replica| replica.directory().clone())
        .unwrap_or_default();
    let directory = StoredValue::new(directory);
    let all = Signal::derive(move || data.get().and_then(Result::ok).unwrap_or_default());
    let actions = move || {
        view! {
            <ImportButton on_imported=move |()| data.refetch() />
            <ExportLink all=all directory=directory />
            <a class="button" data-kind="primary" href=format!("{LIST}/new")>
                {texts::quick_reply_new()}
            </a>
        }
    };
    let list = move |mut all: Vec<QuickReply>| {
        if all.is_empty() {
            return view! { <p class="settings-lead">{texts::quick_replies_none_yet()}</p> }.into_any();
        }
        all.sort_by_key(|it| it.form.name.to_lowercase());
        let row = move |reply: QuickReply| {
            let form = reply.form;
            let owner = directory.with_value(|directory| owner_name(form.owner, directory));
            let about = if form.text.is_empty() {
                form.files
                    .iter()
                    .map(|file| file.name.clone())
                    .collect::<Vec<_>>()
                    .join(", ")
            } else {
                form.text
            };
            view! {
                <li>
                    <a class="settings-row" href=format!("{LIST}/{}", reply.id)>
                        <span class="settings-row-main">
                            <strong>{form.name}</strong>
                            <span>{about}</span>
                        </span>
                        <span class="field-about">{owner}</span>
                        <Icon symbol=Symbol::Forward />
                    </a>
                </li>
            }
        };
        view! { <ul class="card settings-list">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <SettingsShell
            title=Signal::stored(texts::quick_replies().to_owned())
            lead=texts::quick_replies_lead()
            actions=actions
        >
            {loaded(data, list)}
        </SettingsShell>
    }
    .into_any()
}
