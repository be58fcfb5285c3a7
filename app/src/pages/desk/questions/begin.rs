//! To whom, over what, and the first words: a conversation that an agent begins (R186).

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Command, ConnectionId, ContactHit, MessageText};

use crate::api;
use crate::components::{Answers, Dialog, Picker, PickerOption, Symbol, TextArea};
use crate::pages::desk::work::Work;
use crate::{platform, texts};

/// Nobody wants to see what half a word finds.
const PAUSE: Duration = Duration::from_millis(180);

/// Where the chosen contact can be written to; `None`: not known yet.
type Ways = Option<Vec<(ConnectionId, String)>>;

#[component]
pub fn BeginDialog(open: RwSignal<bool>) -> impl IntoView {
    let work = Work::expect();
    let chosen = RwSignal::new(None::<ContactHit>);
    let ways = RwSignal::new(Ways::None);
    let way = RwSignal::new(None::<ConnectionId>);
    let text = RwSignal::new(String::new());
    let message = Memo::new(move |_| text.with(|text| MessageText::new(text).ok()));
    Effect::new(move || {
        ways.set(None);
        way.set(None);
        let Some(contact) = chosen.get().map(|hit| hit.contact.id) else {
            return;
        };
        spawn_local(async move {
            let Ok(sheet) = api::contact_sheet(contact).await else {
                return;
            };
            let names = work.state.peek(|replica| {
                let name = |id: ConnectionId| {
                    let mut connections = replica.directory().connections.iter();
                    connections.find(|it| it.id == id).map(|it| (id, it.name.clone()))
                };
                sheet.reached.iter().copied().filter_map(name).collect::<Vec<_>>()
            });
            // Somebody else is chosen by now, or the dialog is gone.
            if chosen.try_with_untracked(|now| now.as_ref().map(|hit| hit.contact.id)) == Some(Some(contact)) {
                let found = names.unwrap_or_default();
                way.set(found.first().map(|(id, _)| *id));
                ways.set(Some(found));
            }
        });
    });
    let on_answer = move |()| {
        let contact = chosen.with_untracked(|hit| hit.as_ref().map(|hit| hit.contact.id));
        if let (Some(contact), Some(connection), Some(text)) = (contact, way.get_untracked(), message.get_untracked()) {
            open.set(false);
            let command = Command::StartConversation {
                contact,
                connection,
                text,
            };
            work.give(command, None);
        }
    };
    let is_ready = move || way.with(Option::is_some) && message.with(Option::is_some);
    let unreachable = move || {
        let nowhere = ways.with(|ways| ways.as_ref().is_some_and(Vec::is_empty));
        nowhere.then_some(texts::begin_unreachable())
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::begin().to_owned())>
            <div class="dialog-body">
                <Contacts chosen=chosen />
                <p class="field-about" role="status">
                    {unreachable}
                </p>
                <Show when=move || ways.with(|ways| ways.as_ref().is_some_and(|ways| ways.len() > 1))>
                    <Over ways=ways way=way />
                </Show>
                <TextArea id="begin-text" label=texts::composer_label() text=text />
            </div>
            <Answers open=open label=texts::send() disabled=Signal::derive(move || !is_ready()) on_answer=on_answer />
        </Dialog>
    }
    .into_any()
}

/// Those whose name, number or address has what is typed.
#[component]
fn Contacts(chosen: RwSignal<Option<ContactHit>>) -> impl IntoView {
    let found = RwSignal::new(Vec::<PickerOption<ContactHit>>::new());
    let typed = StoredValue::new(String::new());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    on_cleanup(stop);
    let look = move || {
        let text = typed.get_value();
        spawn_local(async move {
            let contacts = if text.trim().is_empty() {
                Vec::new()
            } else {
                api::search(text.clone(), None).await.unwrap_or_default().contacts
            };
            // Something else is searched for by now, or nothing.
            if typed.try_with_value(|now| *now == text) == Some(true) {
                found.set(contacts.into_iter().map(option).collect());
            }
        });
    };
    let on_search = move |text: String| {
        typed.set_value(text);
        stop();
        timer.set_value(set_timeout_with_handle(look, PAUSE).ok());
    };
    view! {
        <Picker
            id="begin-with"
            label=texts::begin_with()
            hint=texts::begin_search()
            none=texts::begin_nobody()
            options=found
            chosen=chosen
            on_search=on_search
            on_chosen=|()| platform::focus_id("begin-text")
        />
    }
    .into_any()
}

fn option(hit: ContactHit) -> PickerOption<ContactHit> {
    let reach = hit.phone.clone().or_else(|| hit.email.clone()).unwrap_or_default();
    let name = if hit.contact.name.is_empty() {
        texts::visitor_name(&hit.contact.id.to_string())
    } else {
        hit.contact.name.clone()
    };
    PickerOption {
        value: hit,
        label: name,
        kind: reach.into(),
        symbol: Symbol::Person,
        presence: None,
    }
}

/// Over which of several.
#[component]
fn Over(ways: RwSignal<Ways>, way: RwSignal<Option<ConnectionId>>) -> impl IntoView {
    let on_change = move |event| {
        let chosen = event_target_value(&event).parse().map(ConnectionId);
        way.set(chosen.ok());
    };
    let options = move || {
        let options = ways.get().unwrap_or_default().into_iter();
        options
            .map(|(id, name)| view! { <option value=id.0.to_string() selected=way.get_untracked() == Some(id)>{name}</option> })
            .collect_view()
    };
    view! {
        <div class="field">
            <label class="field-label" for="begin-over">
                {texts::begin_over()}
            </label>
            <select class="field-input" id="begin-over" on:change=on_change>
                {options}
            </select>
        </div>
    }
    .into_any()
}
