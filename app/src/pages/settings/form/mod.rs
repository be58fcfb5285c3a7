//! A form of the settings: what was saved beside what is on screen, Save and Discard, what is wrong at its field, and what
//! to do when somebody else has saved meanwhile.

mod draft;
mod entry;
mod fields;
mod wait;
mod wording;

use leptos::prelude::*;
use model::Problem;

use super::leaving::Leaving;
use crate::api::ApiError;
use crate::components::{Button, Notices};
use crate::{platform, texts::later as texts};

pub use draft::Draft;
pub use entry::{DeleteEntry, DeleteWords, Entry};
pub use fields::{ColorField, SelectField, SelectOption, Switch, TextField};
pub use wait::{WaitField, WaitInput};
pub use wording::{LanguageTabs, WordingField, WordingInput};

/// How a form is doing. A handful of signals: copied freely.
#[derive(Clone, Copy)]
pub struct FormState {
    /// What is on screen differs from what was saved.
    pub dirty: Signal<bool>,
    pub saving: RwSignal<bool>,
    /// Why the last save was refused.
    pub problem: RwSignal<Option<Problem>>,
    /// Where what follows a save is told.
    notices: Option<Notices>,
}

impl FormState {
    pub fn new(dirty: Signal<bool>) -> Self {
        Self {
            dirty,
            saving: RwSignal::new(false),
            problem: RwSignal::new(None),
            notices: use_context(),
        }
    }

    /// What is wrong with one field, in words.
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || texts::problem_in_field(self.problem.get().as_ref()?, field))
    }

    /// Sends the form; a refusal is shown, and the focus goes to the field that it names.
    pub fn send<T: 'static>(
        self,
        call: impl Future<Output = Result<T, ApiError>> + 'static,
        on_saved: impl FnOnce(T) + 'static,
    ) {
        if self.saving.get_untracked() {
            return;
        }
        self.saving.set(true);
        self.problem.set(None);
        leptos::task::spawn_local(async move {
            let result = call.await;
            // The page may be gone by now.
            if self.saving.try_set(false).is_some() {
                return;
            }
            match result {
                // An answer comes outside of all components: their context ends before it.
                Ok(saved) => Owner::new().with(|| {
                    if let Some(notices) = self.notices {
                        provide_context(notices);
                    }
                    on_saved(saved);
                }),
                Err(ApiError(problem)) => {
                    self.problem.set(Some(problem));
                    request_animation_frame(|| platform::focus_first("[aria-invalid=\"true\"]"));
                }
            }
        });
    }
}

/// Tells that something was saved.
pub fn tell_saved() {
    if let Some(notices) = use_context::<Notices>() {
        notices.show(texts::saved());
    }
}

/// The form around its fields. `fields` are those that show their own problem; every other problem stands above. `on_reload`
/// fetches the thing anew after a conflict.
#[component]
pub fn SettingsForm(
    form: FormState,
    fields: &'static [&'static str],
    #[prop(optional)] save_label: Option<&'static str>,
    #[prop(into)] on_save: Callback<()>,
    #[prop(into)] on_discard: Callback<()>,
    #[prop(into)] on_reload: Callback<()>,
    children: Children,
) -> impl IntoView {
    let leaving = Leaving::expect();
    Effect::new(move || leaving.set_unsaved(form.dirty.get()));
    on_cleanup(move || leaving.set_unsaved(false));
    let clean = Signal::derive(move || !form.dirty.get() || form.saving.get());
    view! {
        <form
            class="settings-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if !clean.get_untracked() {
                    on_save.run(());
                }
            }
        >
            <FormProblem form=form fields=fields on_reload=on_reload />
            {children()}
            <div class="settings-save" data-dirty=move || form.dirty.get().then_some("")>
                <p class="settings-save-state" role="status">
                    {move || form.dirty.get().then(texts::unsaved)}
                </p>
                <Button disabled=clean on_press=on_discard>
                    {texts::discard()}
                </Button>
                <button class="button" data-kind="primary" disabled=clean>
                    {save_label.unwrap_or(texts::save())}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// What is wrong with the form as a whole.
#[component]
pub fn FormProblem(
    form: FormState,
    fields: &'static [&'static str],
    #[prop(into)] on_reload: Callback<()>,
) -> impl IntoView {
    let words = move || {
        let problem = form.problem.get()?;
        let is_conflict = matches!(problem, Problem::Conflict { .. });
        let elsewhere = matches!(&problem, Problem::Invalid { field, .. } if fields.contains(&field.as_str()));
        let words = match &problem {
            Problem::Conflict { .. } => texts::changed_meanwhile().to_owned(),
            Problem::Invalid { field, .. } => {
                texts::problem_in_field(&problem, field).unwrap_or_else(|| texts::problem(&problem, None))
            }
            other => texts::problem(other, None),
        };
        (!elsewhere).then_some((words, is_conflict))
    };
    view! {
        <div class="form-alert-place" role="alert">
            {move || {
                words()
                    .map(|(words, is_conflict)| {
                        view! {
                            <p class="form-alert">
                                {words} " "
                                {is_conflict
                                    .then(|| {
                                        view! {
                                            <button
                                                type="button"
                                                class="text-button"
                                                on:click=move |_| {
                                                    form.problem.set(None);
                                                    on_reload.run(());
                                                }
                                            >
                                                {texts::reload()}
                                            </button>
                                        }
                                    })}
                            </p>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}
