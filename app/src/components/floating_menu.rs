//! A menu that opens where it was asked for, over whatever scrolls below: of a row, of a column's header.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::menu::MenuEntry;
use super::{MenuItem, popup};
use crate::platform;

/// Where it opens and what it holds.
#[derive(Debug, Clone)]
pub struct MenuAt {
    /// In CSS pixels from the window's upper left corner.
    pub x: f64,
    pub y: f64,
    pub label: String,
    pub items: Vec<MenuItem>,
}

impl MenuAt {
    /// Below what an event happened to.
    pub fn below(event: &web_sys::Event, label: String, items: Vec<MenuItem>) -> Option<Self> {
        let element: web_sys::Element = event.current_target()?.dyn_into().ok()?;
        let place = element.get_bounding_client_rect();
        // A pointer asked for it, rather than the keyboard.
        let pointer = event
            .dyn_ref::<web_sys::MouseEvent>()
            .filter(|event| event.type_() == "contextmenu" && event.client_x() > 0);
        let (x, y) = pointer.map_or((place.left(), place.bottom()), |it| {
            (f64::from(it.client_x()), f64::from(it.client_y()))
        });
        Some(Self { x, y, label, items })
    }
}

/// Open while there is something in `at`. The focus returns to what had it before.
#[component]
pub fn FloatingMenu(at: RwSignal<Option<MenuAt>>) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let before = StoredValue::new_local(None::<web_sys::HtmlElement>);
    Effect::new(move || {
        if at.with(Option::is_none) {
            return;
        }
        before.set_value(platform::focused());
        if let Some(list) = list.get() {
            platform::keep_in_window(&list);
            platform::focus_within(&list, 0);
        }
    });
    let close = move || {
        at.set(None);
        if let Some(element) = before.get_value() {
            let _ = element.focus();
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        // What it opened over has keys of its own.
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" => close(),
            "Tab" => {
                event.prevent_default();
                close();
            }
            _ => {
                if let Some(list) = list.get_untracked() {
                    popup::move_by_key(&list, &event);
                }
            }
        }
    };
    let on_leave = move |event: leptos::ev::FocusEvent| {
        // The focus also leaves when the menu itself goes away.
        if at.try_with_untracked(Option::is_some) == Some(true) && !platform::focus_stays(&event) {
            at.set(None);
        }
    };
    move || {
        at.get().map(|MenuAt { x, y, label, items }| {
            view! {
                <div
                    class="menu-list floating-menu"
                    role="menu"
                    tabindex="-1"
                    aria-label=label
                    node_ref=list
                    style:inset-inline-start=format!("{x}px")
                    style:inset-block-start=format!("{y}px")
                    on:keydown=on_key
                    on:focusout=on_leave
                >
                    {items
                        .into_iter()
                        .map(|item| view! { <MenuEntry item=item on_close=move |()| close() /> })
                        .collect_view()}
                </div>
            }
        })
    }
}
