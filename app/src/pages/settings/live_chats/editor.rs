//! One live chat: everything that can be set of it beside the chat as it will look.

use leptos::prelude::*;
use model::{InboxId, LiveChatRecord};

use super::asks::Asks;
use super::delete::DeleteLiveChat;
use super::inbox_options;
use super::line::Line;
use super::look::Look;
use super::preview::Preview;
use super::reply::Reply;
use super::sites::Sites;
use super::words::Words;
use crate::components::Input;
use crate::pages::settings::form::{Draft, FormState, SelectField, SettingsForm, Switch, TextField, tell_saved};
use crate::pages::settings::inboxes::directory;
use crate::pages::settings::shell::SettingsShell;
use crate::{api, texts::later as texts};

/// What a card of the form needs.
#[derive(Clone, Copy)]
pub struct Card {
    pub draft: Draft<LiveChatRecord>,
    pub form: FormState,
}

impl Card {
    /// One value, to be read and written by a control.
    pub fn bind<V: Clone + PartialEq + Send + Sync + 'static>(
        self,
        read: fn(&LiveChatRecord) -> V,
        write: fn(&mut LiveChatRecord, V),
    ) -> (Signal<V>, Callback<V>) {
        let draft = self.draft;
        let value = Memo::new(move |_| draft.now.with(read)).into();
        let change = Callback::new(move |value| draft.now.update(|now| write(now, value)));
        (value, change)
    }
}

/// The fields that show their own problem.
const FIELDS: &[&str] = &[
    "name",
    "inbox",
    "color",
    "title",
    "subtitle",
    "welcome",
    "hint",
    "placeholder",
    "allowed_origins",
    "reply_window_ms",
    "templates",
];

#[component]
pub fn LiveChatEditor(record: LiveChatRecord, #[prop(into)] on_reload: Callback<()>) -> impl IntoView {
    let id = record.id;
    let draft = Draft::new(record);
    let form = FormState::new(draft.dirty());
    let card = Card { draft, form };
    let language = RwSignal::new(texts::language());
    let title = Signal::derive(move || draft.saved.with(|saved| saved.name.clone()));
    let version = Signal::derive(move || draft.saved.with(|saved| saved.version));
    let save = move |()| {
        form.send(api::update_live_chat(draft.now.get_untracked()), move |stored| {
            draft.is_saved(stored);
            tell_saved();
        });
    };
    let inbox = card.bind(
        |now| now.inbox.to_string(),
        |now, id: String| now.inbox = InboxId(id.parse().unwrap_or_default()),
    );
    let enabled = card.bind(|now| now.enabled, |now, on| now.enabled = on);
    view! {
        <SettingsShell
            title=title
            back=("/settings/connections".to_owned(), texts::live_chats_title())
            wide=true
        >
            <div class="beside">
                <div class="beside-main">
                    <SettingsForm
                        form=form
                        fields=FIELDS
                        on_save=save
                        on_discard=move |()| draft.discard()
                        on_reload=on_reload
                    >
                        <section class="card settings-fields">
                            <h2 class="card-title">{texts::inbox_general()}</h2>
                            <TextField
                                input=Input {
                                    name: "name",
                                    autocomplete: "off",
                                    kind: "text",
                                    hint: Some(texts::live_chat_name_hint()),
                                }
                                label=texts::field_name()
                                bound=draft.text(|now| &mut now.name)
                                error=form.error("name")
                            />
                            <SelectField
                                name="inbox"
                                label=texts::live_chat_inbox()
                                hint=texts::live_chat_inbox_hint()
                                options=inbox_options(directory())
                                bound=inbox
                                error=form.error("inbox")
                            />
                            <Switch
                                label=texts::live_chat_enabled()
                                hint=texts::live_chat_enabled_hint()
                                on=enabled.0
                                on_change=enabled.1
                            />
                        </section>
                        <Look card=card />
                        <Words card=card language=language />
                        <Asks card=card />
                        <Reply card=card />
                        <Sites card=card />
                    </SettingsForm>
                    <Line id=id />
                    <DeleteLiveChat id=id version=version name=title />
                </div>
                <Preview draft=draft language=language />
            </div>
        </SettingsShell>
    }
    .into_any()
}
