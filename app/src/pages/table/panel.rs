//! A button that opens a panel below it: the columns, the fields of the filter, the views. Escape closes it, as does going
//! elsewhere.

use leptos::html;
use leptos::prelude::*;

use crate::platform;

/// `look` is the button's class and kind; `face` what it shows. Opened, the first field in it has the focus.
#[component]
pub fn Panel(
    open: RwSignal<bool>,
    #[prop(into)] label: Signal<String>,
    /// The button's class and its kind.
    look: (&'static str, &'static str),
    #[prop(into)] face: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    let (button, panel) = (NodeRef::<html::Button>::new(), NodeRef::<html::Div>::new());
    Effect::new(move || {
        if open.get()
            && let Some(panel) = panel.get()
        {
            platform::keep_in_sight(&panel);
            platform::focus_field(&panel);
        }
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        event.stop_propagation();
        if event.key() == "Escape" {
            open.set(false);
            platform::focus(button);
        }
    };
    let on_leave = move |event: leptos::ev::FocusEvent| {
        if open.try_get_untracked() == Some(true) && !platform::focus_stays(&event) {
            open.set(false);
        }
    };
    let (class, kind) = look;
    view! {
        <div class="panel-place" on:focusout=on_leave>
            <button
                type="button"
                class=class
                data-kind=kind
                node_ref=button
                title=label
                aria-label=move || class.starts_with("icon").then(|| label.get())
                aria-haspopup="dialog"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || face.run()}
            </button>
            <Show when=move || open.get()>
                <div class="panel" role="dialog" aria-label=label tabindex="-1" node_ref=panel on:keydown=on_key>
                    {children()}
                </div>
            </Show>
        </div>
    }
    .into_any()
}
