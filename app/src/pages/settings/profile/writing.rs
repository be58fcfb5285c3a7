//! How one writes: the signature (R113), and how long a reply can be called back.

use leptos::prelude::*;
use model::{LONGEST_SIGNATURE, OwnSettings};

use crate::components::Notices;
use crate::pages::settings::form::{SelectField, SelectOption, Switch};
use crate::state::DeskState;
use crate::texts::later as texts;

/// The times that are offered, in seconds.
const TIMES: [u8; 5] = [0, 5, 10, 20, 30];

/// Each choice acts at once; the signature when one leaves its field.
#[component]
pub fn WritingCard() -> impl IntoView {
    let state = DeskState::expect();
    let notices = use_context::<Notices>();
    let own = state.own_settings();
    let set = move |change: Box<dyn Fn(&mut OwnSettings)>| {
        state.set_own(change, move |problem| {
            if let Some(notices) = notices {
                notices.show(texts::problem(&problem, None));
            }
        });
    };
    let signs = Signal::derive(move || own.with(|own| own.signs));
    let signature = Memo::new(move |_| own.with(|own| own.signature.clone()));
    let times = TIMES.map(|seconds| SelectOption {
        value: seconds.to_string(),
        label: match seconds {
            0 => texts::shortcuts_off().to_owned(),
            seconds => texts::undo_send_seconds(&seconds.to_string()),
        },
    });
    let undo = (
        Signal::derive(move || own.with(|own| own.undo_seconds.to_string())),
        Callback::new(move |word: String| {
            let seconds = word.parse().unwrap_or_default();
            set(Box::new(move |own| own.undo_seconds = seconds));
        }),
    );
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::writing_title()}</h2>
            <Switch
                label=texts::signature_on().to_owned()
                on=signs
                on_change=move |on: bool| set(Box::new(move |own| own.signs = on))
            />
            <div class="field">
                <label class="field-label" for="signature">
                    {texts::signature()}
                </label>
                <textarea
                    class="field-input field-area"
                    id="signature"
                    rows="2"
                    maxlength=LONGEST_SIGNATURE.to_string()
                    aria-describedby="signature-about"
                    prop:value=signature
                    on:change=move |event| {
                        let text = event_target_value(&event);
                        set(Box::new(move |own| own.signature.clone_from(&text)));
                    }
                ></textarea>
                <p class="field-about" id="signature-about">
                    {texts::signature_hint()}
                </p>
            </div>
            <SelectField
                name="undo-send"
                label=texts::undo_send()
                hint=texts::undo_send_hint()
                options=Signal::stored(times.to_vec())
                bound=undo
            />
        </section>
    }
    .into_any()
}
