//! `/settings/connections`: the live chats that stand on websites, the way to each, and a new one (R166, R167).

mod asks;
mod delete;
mod editor;
mod line;
mod look;
mod preview;
mod reply;
mod sites;
mod words;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::{ConnectionId, Directory, InboxId, LiveChatRecord};

use super::form::{Draft, FormProblem, FormState, SelectField, SelectOption, TextField};
use super::inboxes::directory;
use super::loaded::loaded;
use super::shell::SettingsShell;
use crate::components::{Button, ButtonKind, Dialog, EmptyState, Icon, Input, Symbol};
use crate::{api, texts::later as texts};
use editor::LiveChatEditor;

/// The list, or one live chat.
pub fn page(id: Option<&str>) -> AnyView {
    match id {
        None => view! { <LiveChatList /> }.into_any(),
        Some(id) => {
            let id = ConnectionId(id.parse().unwrap_or_default());
            let data = LocalResource::new(move || api::live_chat(id));
            let on_reload = Callback::new(move |()| data.refetch());
            loaded(data, move |record| {
                view! { <LiveChatEditor record=record on_reload=on_reload /> }.into_any()
            })
            .into_any()
        }
    }
}

/// The inboxes to choose from.
fn inbox_options(directory: Signal<Directory>) -> Signal<Vec<SelectOption>> {
    Signal::derive(move || {
        let inboxes = directory.get().inboxes.into_iter();
        inboxes
            .map(|inbox| SelectOption {
                value: inbox.id.to_string(),
                label: inbox.name,
            })
            .collect()
    })
}

#[component]
fn LiveChatList() -> impl IntoView {
    let directory = directory();
    let asking = RwSignal::new(false);
    // Names change on open screens: then the rest may have changed too.
    let connections = Memo::new(move |_| directory.with(|directory| directory.connections.clone()));
    let data = LocalResource::new(move || {
        connections.track();
        api::live_chats()
    });
    let row = move |chat: LiveChatRecord| {
        let inbox = move || {
            directory.with(|directory| {
                let inbox = directory.inboxes.iter().find(|inbox| inbox.id == chat.inbox);
                inbox.map(|inbox| inbox.name.clone()).unwrap_or_default()
            })
        };
        view! {
            <li>
                <a class="settings-row" href=format!("/settings/connections/{}", chat.id)>
                    <span class="thing-color" style:background=chat.settings.color></span>
                    <span class="settings-row-main">
                        <strong>{chat.name}</strong>
                        <span>{inbox}</span>
                    </span>
                    {(!chat.enabled).then(|| view! { <span class="tag">{texts::live_chat_off()}</span> })}
                    <Icon symbol=Symbol::Forward />
                </a>
            </li>
        }
    };
    let list = move |chats: Vec<LiveChatRecord>| {
        if chats.is_empty() {
            let none = Signal::stored(texts::live_chats_none().to_owned());
            view! { <EmptyState symbol=Symbol::Chat text=none /> }.into_any()
        } else {
            view! { <ul class="card settings-list">{chats.into_iter().map(row).collect_view()}</ul> }.into_any()
        }
    };
    let new = move || {
        view! {
            <Button kind=ButtonKind::Primary on_press=move |()| asking.set(true)>
                {texts::live_chat_new()}
            </Button>
        }
    };
    view! {
        <SettingsShell
            title=Signal::stored(texts::live_chats_title().to_owned())
            lead=texts::live_chats_lead()
            actions=new
        >
            {loaded(data, list)}
            <NewLiveChat open=asking directory=directory />
        </SettingsShell>
    }
    .into_any()
}

/// The dialog that makes one: only what cannot be left out, the rest is set on its page.
#[component]
fn NewLiveChat(open: RwSignal<bool>, directory: Signal<Directory>) -> impl IntoView {
    let first = directory.with_untracked(|directory| directory.inboxes.first().map(|inbox| inbox.id.to_string()));
    let draft = Draft::new((String::new(), first.unwrap_or_default()));
    let form = FormState::new(draft.dirty());
    let navigate = use_navigate();
    let create = move || {
        let (name, inbox) = draft.now.get_untracked();
        let inbox = InboxId(inbox.parse().unwrap_or_default());
        let navigate = navigate.clone();
        form.send(api::create_live_chat(inbox, name), move |id| {
            open.set(false);
            navigate(&format!("/settings/connections/{id}"), NavigateOptions::default());
        });
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::live_chat_new().to_owned())>
            <form
                class="settings-fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    create();
                }
            >
                <FormProblem form=form fields=&["name", "inbox"] on_reload=|()| () />
                <TextField
                    input=Input {
                        name: "name",
                        autocomplete: "off",
                        kind: "text",
                        hint: Some(texts::live_chat_name_hint()),
                    }
                    label=texts::field_name()
                    bound=draft.text(|now| &mut now.0)
                    error=form.error("name")
                />
                <SelectField
                    name="inbox"
                    label=texts::live_chat_inbox()
                    hint=texts::live_chat_inbox_hint()
                    options=inbox_options(directory)
                    bound=draft.text(|now| &mut now.1)
                    error=form.error("inbox")
                />
                <div class="dialog-answers">
                    <Button on_press=move |()| open.set(false)>{texts::cancel()}</Button>
                    <button class="button" data-kind="primary" disabled=form.saving>
                        {texts::live_chat_create()}
                    </button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
