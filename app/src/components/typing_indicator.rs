//! Who is typing, said politely at the foot of the messages.

use leptos::prelude::*;

/// Shows `text` ("Maria is typing") while it is there. The element stays, so that nothing jumps and readers hear it.
#[component]
pub fn TypingIndicator(#[prop(into)] text: Signal<Option<String>>) -> impl IntoView {
    view! {
        <p class="typing" role="status">
            {move || {
                text.get()
                    .map(|text| {
                        view! {
                            <span class="typing-dots" aria-hidden="true">
                                <i></i>
                                <i></i>
                                <i></i>
                            </span>
                            <span>{text}</span>
                        }
                    })
            }}
        </p>
    }
    .into_any()
}
