//! One's own account: name, language, time zone.

use leptos::prelude::*;
use model::{Language, OwnProfile, Person};

use crate::components::Input;
use crate::pages::photo::PhotoField;
use crate::pages::settings::form::{Draft, FormState, SelectField, SelectOption, SettingsForm, TextField, tell_saved};
use crate::pages::settings::loaded::loaded;
use crate::pages::settings::users::TimeZones;
use crate::state::DeskState;
use crate::{api, language, texts::later as texts};

#[component]
pub fn OwnAccount() -> impl IntoView {
    let data = LocalResource::new(api::own_profile);
    loaded(data, move |profile| {
        let on_reload = Callback::new(move |()| data.refetch());
        view! { <AccountForm profile=profile on_reload=on_reload /> }.into_any()
    })
}

#[component]
fn AccountForm(profile: OwnProfile, on_reload: Callback<()>) -> impl IntoView {
    let draft = Draft::new(profile.form);
    let form = FormState::new(draft.dirty());
    let version = RwSignal::new(profile.version);
    let email = profile.email;
    let save = move |()| {
        let call = api::change_own_profile(version.get_untracked(), draft.now.get_untracked());
        form.send(call, move |saved: OwnProfile| {
            let chosen = saved.form.language;
            draft.is_saved(saved.form);
            version.set(saved.version);
            if chosen == texts::language() {
                tell_saved();
            } else {
                // The page in the other language is another page.
                language::choose(chosen);
            }
        });
    };
    let languages = Language::ALL.map(|language| SelectOption {
        value: language.as_str().to_owned(),
        label: language::own_name(language).to_owned(),
    });
    let chosen = (
        Signal::derive(move || draft.now.with(|now| now.language.as_str().to_owned())),
        Callback::new(move |tag: String| {
            draft
                .now
                .update(|now| now.language = Language::from_tag(&tag).unwrap_or_default());
        }),
    );
    let input = |name, autocomplete, hint| Input {
        name,
        autocomplete,
        kind: "text",
        hint,
    };
    let state = DeskState::expect();
    let me = state.peek(|replica| replica.actor().user);
    let name = Signal::derive(move || draft.saved.with(|saved| saved.name.clone()));
    view! {
        {me.map(|me| view! { <section class="card"><PhotoField of=Person::User(me) name=name photo=state.own_photo() /></section> })}
        <SettingsForm
            form=form
            fields=&["name", "time_zone"]
            on_save=save
            on_discard=move |()| draft.discard()
            on_reload=on_reload
        >
            <section class="card settings-fields">
                <h2 class="card-title">{texts::profile_account()}</h2>
                <p class="card-lead">{texts::profile_account_lead(&email)}</p>
                <TextField
                    input=input("name", "name", Some(texts::profile_name_hint()))
                    label=texts::field_name()
                    bound=draft.text(|now| &mut now.name)
                    error=form.error("name")
                />
                <SelectField
                    name="language"
                    label=texts::setup_language()
                    options=Signal::stored(languages.to_vec())
                    bound=chosen
                />
                <TextField
                    input=input("time_zone", "off", Some(texts::field_time_zone_hint()))
                    label=texts::field_time_zone()
                    bound=draft.text(|now| &mut now.time_zone)
                    error=form.error("time_zone")
                    list="time-zones"
                />
                <TimeZones />
            </section>
        </SettingsForm>
    }
    .into_any()
}
