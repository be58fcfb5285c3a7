//! One inbox: everything that can be set of it, in one form, and its end.

use leptos::prelude::*;
use model::{InboxRecord, InboxSettings};

use super::closing::Closing;
use super::delete::DeleteInbox;
use super::files::FilesCard;
use super::first_answer::FirstAnswer;
use super::general::General;
use super::hours::Hours;
use super::rating::RatingCard;
use crate::api;
use crate::pages::settings::form::{Draft, FormState, SettingsForm, tell_saved};
use crate::pages::settings::shell::SettingsShell;
use crate::texts::later as texts;

/// What a card of the form needs.
#[derive(Clone, Copy)]
pub struct Card {
    pub draft: Draft<InboxSettings>,
    pub form: FormState,
}

impl Card {
    /// One value, to be read and written by a control.
    pub fn bind<V: Clone + PartialEq + Send + Sync + 'static>(
        self,
        read: fn(&InboxSettings) -> V,
        write: fn(&mut InboxSettings, V),
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
    "default_department",
    "greeting",
    "business_hours",
    "time_zone",
    "holidays",
    "outside_hours_text",
    "rating_text",
    "files",
    "auto_close_ms",
    "auto_close_text",
    "closing_delay_ms",
    "idle_timeout_ms",
];

#[component]
pub fn InboxEditor(record: InboxRecord, #[prop(into)] on_reload: Callback<()>) -> impl IntoView {
    let InboxRecord { id, version, settings } = record;
    let version = RwSignal::new(version);
    let draft = Draft::new(settings);
    let form = FormState::new(draft.dirty());
    let card = Card { draft, form };
    let title = Signal::derive(move || draft.saved.with(|saved| saved.name.clone()));
    let save = move |()| {
        let now = draft.now.get_untracked();
        form.send(api::update_inbox(id, version.get_untracked(), now), move |stored| {
            version.set(stored.version);
            draft.is_saved(stored.settings);
            tell_saved();
        });
    };
    view! {
        <SettingsShell
            title=title
            back=("/settings/inboxes".to_owned(), texts::inboxes_title())
            actions=move || {
                view! {
                    <a class="button" href=format!("/settings/inboxes/{id}/routing") title=texts::routing_link_hint()>
                        {texts::routing_link()}
                    </a>
                }
            }
        >
            <SettingsForm
                form=form
                fields=FIELDS
                on_save=save
                on_discard=move |()| draft.discard()
                on_reload=on_reload
            >
                <General card=card />
                <FirstAnswer card=card />
                <Hours card=card />
                <RatingCard card=card />
                <FilesCard card=card />
                <Closing card=card />
            </SettingsForm>
            <DeleteInbox id=id version=version name=title />
        </SettingsShell>
    }
    .into_any()
}
