//! Changing the own password.

use leptos::prelude::*;

use crate::components::{Input, Notices};
use crate::pages::settings::form::{Draft, FormState, SettingsForm, TextField};
use crate::{api, texts::later as texts};

/// What is typed; gone as soon as it is sent.
#[derive(Clone, Default, PartialEq, Eq)]
struct Passwords {
    present: String,
    new: String,
}

#[component]
pub fn OwnPassword() -> impl IntoView {
    let draft = Draft::new(Passwords::default());
    let form = FormState::new(draft.dirty());
    let notices = use_context::<Notices>();
    let save = move |()| {
        let Passwords { present, new } = draft.now.get_untracked();
        form.send(api::change_own_password(present, new), move |()| {
            draft.discard();
            if let Some(notices) = notices {
                notices.show(texts::password_changed());
            }
        });
    };
    let input = |name, autocomplete, hint| Input {
        name,
        autocomplete,
        kind: "password",
        hint,
    };
    view! {
        <SettingsForm
            form=form
            fields=&["present_password", "password"]
            save_label=texts::password_change()
            on_save=save
            on_discard=move |()| draft.discard()
            on_reload=|()| ()
        >
            <section class="card settings-fields">
                <h2 class="card-title">{texts::login_password()}</h2>
                <p class="card-lead">{texts::password_change_lead()}</p>
                <TextField
                    input=input("present_password", "current-password", None)
                    label=texts::password_present()
                    bound=draft.text(|typed| &mut typed.present)
                    error=form.error("present_password")
                />
                <TextField
                    input=input("password", "new-password", Some(texts::setup_password_hint()))
                    label=texts::password_new()
                    bound=draft.text(|typed| &mut typed.new)
                    error=form.error("password")
                />
            </section>
        </SettingsForm>
    }
    .into_any()
}
