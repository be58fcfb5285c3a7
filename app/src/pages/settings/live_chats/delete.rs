//! The end of a live chat in which nothing was ever written; others are switched off.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::ConnectionId;

use crate::components::{Button, ButtonKind};
use crate::pages::settings::confirm::Confirm;
use crate::pages::settings::form::{FormProblem, FormState};
use crate::pages::settings::leaving::Leaving;
use crate::{api, texts::later as texts};

#[component]
pub fn DeleteLiveChat(id: ConnectionId, version: Signal<i64>, name: Signal<String>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let form = FormState::new(Signal::stored(false));
    let leaving = Leaving::expect();
    let navigate = use_navigate();
    let delete = move |()| {
        let navigate = navigate.clone();
        form.send(api::delete_live_chat(id, version.get_untracked()), move |()| {
            // What is not saved goes with it.
            leaving.set_unsaved(false);
            navigate("/settings/connections", NavigateOptions::default());
        });
    };
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::live_chat_delete()}</h2>
            <p class="card-lead">{texts::live_chat_delete_lead()}</p>
            <FormProblem form=form fields=&[] on_reload=|()| () />
            <p>
                <Button kind=ButtonKind::Danger on_press=move |()| asking.set(true)>
                    {texts::live_chat_delete()}
                </Button>
            </p>
        </section>
        {move || {
            view! {
                <Confirm
                    open=asking
                    title=texts::inbox_delete_title(&name.get())
                    lead=texts::live_chat_delete_question()
                    label=texts::live_chat_delete()
                    on_confirm=delete.clone()
                />
            }
        }}
    }
    .into_any()
}
