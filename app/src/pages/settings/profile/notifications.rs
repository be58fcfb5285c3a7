//! How one is told of what happens while one looks elsewhere (R168): each choice acts at once.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Happening, LOUDEST, Notifications, Tone};
use web_sys::{Notification, NotificationPermission};

use crate::components::{Button, Notices};
use crate::pages::notify::sound;
use crate::state::DeskState;
use crate::texts::later as texts;

fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Chime => texts::tone_chime(),
        Tone::Drop => texts::tone_drop(),
        Tone::Knock => texts::tone_knock(),
        Tone::Bell => texts::tone_bell(),
    }
}

fn happening_name(happening: Happening) -> &'static str {
    match happening {
        Happening::Mention => texts::happening_mention(),
        Happening::Transfer => texts::happening_transfer(),
        Happening::Offer => texts::happening_offer(),
        Happening::Message => texts::happening_message(),
        Happening::Waiting => texts::happening_waiting(),
    }
}

#[component]
pub fn NotificationsCard() -> impl IntoView {
    let state = DeskState::expect();
    let notices = use_context::<Notices>();
    let own = state.own_settings();
    let wishes = Memo::new(move |_| own.with(|own| own.notifications));
    let set = Callback::new(move |changed: Notifications| {
        state.set_own(
            move |own| own.notifications = changed,
            move |problem| {
                if let Some(notices) = notices {
                    notices.show(texts::problem(&problem, None));
                }
            },
        );
    });
    let row = move |happening: &Happening| {
        let happening = *happening;
        let name = happening_name(happening);
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>
                    <input
                        type="checkbox"
                        class="switch-box"
                        aria-label=format!("{name}: {}", texts::notify_sound())
                        prop:checked=move || wishes.get().sound.has(happening)
                        on:change=move |event| {
                            let is_told = event_target_checked(&event);
                            let mut changed = wishes.get_untracked();
                            changed.sound.set(happening, is_told);
                            set.run(changed);
                        }
                    />
                </td>
                <td>
                    <input
                        type="checkbox"
                        class="switch-box"
                        aria-label=format!("{name}: {}", texts::notify_browser())
                        prop:checked=move || wishes.get().browser.has(happening)
                        on:change=move |event| {
                            let is_told = event_target_checked(&event);
                            let mut changed = wishes.get_untracked();
                            changed.browser.set(happening, is_told);
                            set.run(changed);
                        }
                    />
                </td>
            </tr>
        }
    };
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::notify_title()}</h2>
            <p class="card-lead">{texts::notify_lead()}</p>
            <SoundChoice wishes=wishes set=set />
            <table class="notify-kinds">
                <thead>
                    <tr>
                        <th scope="col">{texts::notify_what()}</th>
                        <th scope="col">{texts::notify_sound()}</th>
                        <th scope="col">{texts::notify_browser()}</th>
                    </tr>
                </thead>
                <tbody>{Happening::ALL.iter().map(row).collect_view()}</tbody>
            </table>
            <Permission />
        </section>
    }
    .into_any()
}

/// How loud, and what it is like; each choice is heard.
#[component]
fn SoundChoice(wishes: Memo<Notifications>, set: Callback<Notifications>) -> impl IntoView {
    let set_volume = move |text: String| {
        let volume = text.parse().unwrap_or_default();
        let changed = Notifications {
            volume,
            ..wishes.get_untracked()
        };
        set.run(changed);
        sound::play(changed.tone, volume);
    };
    let set_tone = move |word: String| {
        let tone = Tone::parse(&word).unwrap_or_default();
        let changed = Notifications {
            tone,
            ..wishes.get_untracked()
        };
        set.run(changed);
        sound::play(tone, changed.volume);
    };
    let tone = move |tone: &Tone| {
        let tone = *tone;
        view! {
            <option value=tone.as_str() selected=move || wishes.get().tone == tone>
                {tone_name(tone)}
            </option>
        }
    };
    view! {
            <div class="field">
                <label class="field-label" for="notify-volume">
                    {texts::notify_volume()}
                </label>
                <input
                    id="notify-volume"
                    class="notify-volume"
                    type="range"
                    min="0"
                    max=LOUDEST.to_string()
                    step="10"
                    prop:value=move || wishes.get().volume.to_string()
                    on:change=move |event| set_volume(event_target_value(&event))
                />
            </div>
            <div class="field">
                <label class="field-label" for="notify-tone">
                    {texts::notify_tone()}
                </label>
                <div class="notify-tone">
                    <select
                        class="field-input"
                        id="notify-tone"
                        on:change=move |event| set_tone(event_target_value(&event))
                    >
                        {Tone::ALL.iter().map(tone).collect_view()}
                    </select>
                    <Button on_press=move |()| {
                        let wishes = wishes.get_untracked();
                        sound::play(wishes.tone, wishes.volume);
                    }>{texts::notify_try()}</Button>
                </div>
            </div>
    }
    .into_any()
}

/// Whether the browser lets us; asked by a button, never by itself.
#[component]
fn Permission() -> impl IntoView {
    let is_there = js_sys::Reflect::has(&window(), &"Notification".into()).unwrap_or_default();
    let look = move || is_there.then(Notification::permission);
    let permission = RwSignal::new(look());
    let ask = move |()| {
        spawn_local(async move {
            if let Ok(asked) = Notification::request_permission() {
                let _ = wasm_bindgen_futures::JsFuture::from(asked).await;
            }
            let _ = permission.try_set(look());
        });
    };
    move || match permission.get() {
        None => view! { <p class="field-about">{texts::notify_unknown()}</p> }.into_any(),
        Some(NotificationPermission::Granted) => {
            view! { <p class="field-about">{texts::notify_granted()}</p> }.into_any()
        }
        Some(NotificationPermission::Denied) => {
            view! { <p class="field-about">{texts::notify_denied()}</p> }.into_any()
        }
        Some(_) => view! {
            <p class="card-actions">
                <Button on_press=ask>{texts::notify_allow()}</Button>
            </p>
        }
        .into_any(),
    }
}
