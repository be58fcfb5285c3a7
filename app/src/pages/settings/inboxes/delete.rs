//! The end of an inbox: what would be lost is said, and its name typed, before anything is deleted (R164).

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::InboxId;

use crate::components::{Button, ButtonKind, Dialog, Input};
use crate::pages::settings::form::{Draft, FormProblem, FormState, TextField};
use crate::pages::settings::leaving::Leaving;
use crate::{api, texts::later as texts};

#[component]
pub fn DeleteInbox(id: InboxId, version: RwSignal<i64>, name: Signal<String>) -> impl IntoView {
    let open = RwSignal::new(false);
    let lost = RwSignal::new(None::<u64>);
    let draft = Draft::new(String::new());
    let form = FormState::new(draft.dirty());
    let leaving = Leaving::expect();
    let navigate = use_navigate();
    let ask = move |()| {
        draft.now.set(String::new());
        form.problem.set(None);
        lost.set(None);
        open.set(true);
        leptos::task::spawn_local(async move {
            let count = api::inbox_conversations(id).await.ok();
            // The page may be gone by now.
            let _ = lost.try_set(count);
        });
    };
    let is_typed = Signal::derive(move || draft.now.with(|typed| typed.trim() == name.get()));
    let delete = move || {
        let navigate = navigate.clone();
        let typed = draft.now.get_untracked();
        form.send(api::delete_inbox(id, version.get_untracked(), typed), move |()| {
            open.set(false);
            // What is not saved goes with it.
            leaving.set_unsaved(false);
            navigate("/settings/inboxes", NavigateOptions::default());
        });
    };
    let lead = move || match lost.get() {
        None => texts::inbox_delete_counting().to_owned(),
        Some(count) => texts::inbox_delete_lost(u32::try_from(count).unwrap_or(u32::MAX)),
    };
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::inbox_delete()}</h2>
            <p class="card-lead">{texts::inbox_delete_lead()}</p>
            <p>
                <Button kind=ButtonKind::Danger on_press=ask>
                    {texts::inbox_delete()}
                </Button>
            </p>
        </section>
        <Dialog open=open title=Signal::derive(move || texts::inbox_delete_title(&name.get()))>
            <form
                class="settings-fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    delete();
                }
            >
                <FormProblem form=form fields=&["name"] on_reload=|()| () />
                <p class="dialog-lead">{lead}</p>
                <TextField
                    input=Input {
                        name: "typed_name",
                        autocomplete: "off",
                        kind: "text",
                        hint: Some(texts::inbox_delete_typed_hint()),
                    }
                    label=texts::inbox_delete_typed()
                    bound=draft.text(|typed| typed)
                    error=form.error("name")
                />
                <div class="dialog-answers">
                    <Button on_press=move |()| open.set(false)>{texts::cancel()}</Button>
                    <button
                        class="button"
                        data-kind="danger"
                        disabled=move || form.saving.get() || !is_typed.get()
                    >
                        {texts::inbox_delete_do()}
                    </button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
