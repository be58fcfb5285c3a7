//! A person's picture with what sets it and takes it away (R117).

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{LARGEST_PHOTO, Person, Problem};
use web_sys::HtmlInputElement;

use crate::components::{Avatar, AvatarSize, IconButton, Symbol, file_problem};
use crate::live::photos;
use crate::texts;

/// `photo` is the address of the present one.
#[component]
pub fn PhotoField(
    of: Person,
    #[prop(into)] name: Signal<String>,
    #[prop(into)] photo: Signal<Option<String>>,
) -> impl IntoView {
    let (sending, problem) = (RwSignal::new(false), RwSignal::new(None::<Problem>));
    let send = move |image: Option<web_sys::File>| {
        sending.set(true);
        spawn_local(async move {
            let answer = photos::send(of, image).await;
            // The page may be gone by now.
            let _ = sending.try_set(false);
            let _ = problem.try_set(answer.err());
        });
    };
    let chosen = move |input: HtmlInputElement| {
        let file = input.files().and_then(|files| files.get(0));
        // The same file chosen once more is a choice too.
        input.set_value("");
        if let Some(file) = file {
            send(Some(file));
        }
    };
    let most = i64::try_from(LARGEST_PHOTO).unwrap_or(i64::MAX);
    view! {
        <div class="photo" data-sending=move || sending.get().then_some("")>
            <Avatar name=name size=AvatarSize::Large photo=photo />
            <div class="photo-deeds">
                <label class="button photo-choose">
                    {texts::photo_choose()}
                    <input
                        class="sr-only"
                        type="file"
                        accept="image/*"
                        disabled=sending
                        on:change=move |event| chosen(event_target(&event))
                    />
                </label>
                <Show when=move || photo.with(Option::is_some)>
                    <IconButton
                        symbol=Symbol::Trash
                        label=Signal::stored(texts::photo_remove().to_owned())
                        disabled=sending
                        on_press=move |()| send(None)
                    />
                </Show>
            </div>
            <p class="photo-problem" role="alert">
                {move || problem.with(|problem| problem.as_ref().map(|problem| file_problem(problem, most)))}
            </p>
        </div>
    }
    .into_any()
}
