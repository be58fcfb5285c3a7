//! Pictures over the whole window, one at a time: by keys, by buttons, by wheel, or by fingers that swipe and pinch.

use leptos::ev::{self, KeyboardEvent, PointerEvent, WheelEvent};
use leptos::html;
use leptos::prelude::*;
use model::File;
use wasm_bindgen::JsCast;

use super::files::address;
use super::zoom::Zoom;
use super::{Icon, IconButton, Symbol};
use crate::{platform, texts};

/// One press of a button or key.
const STEP: f64 = 1.5;
/// What a double click zooms to, in times of the fitted size.
const CLOSE_UP: f64 = 2.5;
/// How far a finger moves sideways to reach the next picture, in CSS pixels.
const SWIPE: f64 = 60.0;

/// Shows the picture at `at`; closed, `on_close` is called once the focus is back.
#[component]
pub fn Lightbox(pictures: Vec<File>, at: usize, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (dialog, stage) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Div>::new());
    let last = pictures.len().saturating_sub(1);
    let at = RwSignal::new(at.min(last));
    let zoom = RwSignal::new(Zoom::FIT);
    let pictures = StoredValue::new(pictures);
    let picture = move || pictures.with_value(|all| all.get(at.get()).cloned());
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            platform::show_modal(&dialog, true);
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            platform::show_modal(&dialog, false);
        }
    };
    let go = move |step: isize| {
        let next = at.get_untracked().checked_add_signed(step).filter(|next| *next <= last);
        if let Some(next) = next {
            at.set(next);
            zoom.set(Zoom::FIT);
        }
    };
    let by = move |factor: f64| {
        let frame = stage.get_untracked().map(|stage| size(&stage));
        zoom.update(|zoom| *zoom = zoom.by(factor, (0.0, 0.0), frame.unwrap_or_default()));
    };
    let on_key = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "ArrowRight" => go(1),
            "ArrowLeft" => go(-1),
            "+" | "=" => by(STEP),
            "-" => by(1.0 / STEP),
            "0" => zoom.set(Zoom::FIT),
            _ => return,
        }
        event.prevent_default();
    };
    // On the window: a button that was pressed until it cannot be any more has keys of nobody.
    let keys = window_event_listener(ev::keydown, on_key);
    on_cleanup(move || keys.remove());
    let count = move || texts::finder_count(&(at.get() + 1).to_string(), &(last + 1).to_string());
    let name = move || picture().map(|file| file.name).unwrap_or_default();
    let save = move || {
        picture().map(|file| {
            let label = texts::file_download(&file.name);
            view! {
                <a
                    class="icon-button"
                    href=format!("{}?download", address(&file))
                    download=file.name
                    title=label.clone()
                    aria-label=label
                >
                    <Icon symbol=Symbol::Down />
                </a>
            }
        })
    };
    view! {
        <dialog
            class="lightbox"
            node_ref=dialog
            aria-label=texts::lightbox_label()
            on:close=move |_| request_animation_frame(move || on_close.run(()))
        >
            <header class="lightbox-head">
                <span class="lightbox-name">{name}</span>
                <span class="lightbox-count" role="status">{count}</span>
                <IconButton
                    symbol=Symbol::Minus
                    label=Signal::stored(texts::lightbox_zoom_out().to_owned())
                    disabled=Signal::derive(move || zoom.get().is_fit())
                    on_press=move |()| by(1.0 / STEP)
                />
                <IconButton
                    symbol=Symbol::Add
                    label=Signal::stored(texts::lightbox_zoom_in().to_owned())
                    on_press=move |()| by(STEP)
                />
                {save}
                <IconButton
                    symbol=Symbol::Close
                    label=Signal::stored(texts::close().to_owned())
                    on_press=move |()| close()
                />
            </header>
            <div class="lightbox-body">
                <Stage stage=stage zoom=zoom on_step=go>
                    {move || {
                        picture()
                            .map(|file| {
                                view! { <img src=address(&file) alt=file.name draggable="false" decoding="async" /> }
                            })
                    }}
                </Stage>
                {(last > 0).then(|| view! { <Steps at=at last=last on_step=go /> })}
            </div>
        </dialog>
    }
    .into_any()
}

/// The ways to the picture before and after; `on_step` is called with -1 or 1.
#[component]
fn Steps(at: RwSignal<usize>, last: usize, #[prop(into)] on_step: Callback<isize>) -> impl IntoView {
    view! {
        <span class="lightbox-step" data-to="previous">
            <IconButton
                symbol=Symbol::Back
                label=Signal::stored(texts::lightbox_previous().to_owned())
                disabled=Signal::derive(move || at.get() == 0)
                on_press=move |()| on_step.run(-1)
            />
        </span>
        <span class="lightbox-step" data-to="next">
            <IconButton
                symbol=Symbol::Forward
                label=Signal::stored(texts::lightbox_next().to_owned())
                disabled=Signal::derive(move || at.get() == last)
                on_press=move |()| on_step.run(1)
            />
        </span>
    }
    .into_any()
}

/// The pointers that are down, each with its place, and how far one of them has swiped.
#[derive(Default)]
struct Fingers {
    down: Vec<(i32, (f64, f64))>,
    swiped: f64,
}

impl Fingers {
    /// How far two are apart, and what is between them.
    fn pair(&self) -> Option<(f64, (f64, f64))> {
        let [(_, a), (_, b)] = self.down[..] else { return None };
        let apart = (a.0 - b.0).hypot(a.1 - b.1).max(1.0);
        Some((apart, (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1))))
    }
}

/// The frame in which the picture is zoomed and moved. `on_step` is called with 1 or -1 for a swipe.
#[component]
fn Stage(
    stage: NodeRef<html::Div>,
    zoom: RwSignal<Zoom>,
    #[prop(into)] on_step: Callback<isize>,
    children: Children,
) -> impl IntoView {
    let fingers = StoredValue::new(Fingers::default());
    let frame = move || stage.get_untracked().map(|stage| size(&stage)).unwrap_or_default();
    let from_middle = move |x: i32, y: i32| {
        let Some(stage) = stage.get_untracked() else {
            return (0.0, 0.0);
        };
        let shown = stage.get_bounding_client_rect();
        (
            f64::from(x) - shown.left() - shown.width() / 2.0,
            f64::from(y) - shown.top() - shown.height() / 2.0,
        )
    };
    let place = move |event: &PointerEvent| from_middle(event.client_x(), event.client_y());
    let down = move |event: PointerEvent| {
        // Whoever leaves the frame with a finger down is still heard.
        if let Some(stage) = stage.get_untracked() {
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
        fingers.update_value(|fingers| {
            fingers.down.push((event.pointer_id(), place(&event)));
            fingers.swiped = 0.0;
        });
    };
    let moved = move |event: PointerEvent| {
        let (to, frame) = (place(&event), frame());
        let now = zoom.get_untracked();
        let next = fingers.try_update_value(|fingers| {
            let before = fingers.pair();
            let finger = fingers.down.iter_mut().find(|(id, _)| *id == event.pointer_id())?;
            let by = (to.0 - finger.1.0, to.1 - finger.1.1);
            finger.1 = to;
            match (before, fingers.pair()) {
                (Some((was, middle)), Some((is, next))) => Some(
                    now.by(is / was, middle, frame)
                        .moved((next.0 - middle.0, next.1 - middle.1), frame),
                ),
                _ if now.is_fit() => {
                    fingers.swiped += by.0;
                    None
                }
                _ => Some(now.moved(by, frame)),
            }
        });
        if let Some(next) = next.flatten() {
            zoom.set(next);
        }
    };
    let up = move |event: PointerEvent| {
        let swiped = fingers.try_update_value(|fingers| {
            fingers.down.retain(|(id, _)| *id != event.pointer_id());
            if fingers.down.is_empty() {
                core::mem::take(&mut fingers.swiped)
            } else {
                0.0
            }
        });
        match swiped.unwrap_or_default() {
            swiped if swiped <= -SWIPE => on_step.run(1),
            swiped if swiped >= SWIPE => on_step.run(-1),
            _ => (),
        }
    };
    let wheel = move |event: WheelEvent| {
        event.prevent_default();
        let at = from_middle(event.client_x(), event.client_y());
        let factor = if event.delta_y() < 0.0 { 1.2 } else { 1.0 / 1.2 };
        zoom.update(|zoom| *zoom = zoom.by(factor, at, frame()));
    };
    let double = move |event: leptos::ev::MouseEvent| {
        let at = from_middle(event.client_x(), event.client_y());
        zoom.update(|zoom| {
            *zoom = if zoom.is_fit() {
                zoom.by(CLOSE_UP, at, frame())
            } else {
                Zoom::FIT
            };
        });
    };
    view! {
        <div
            class="lightbox-stage"
            node_ref=stage
            data-zoomed=move || (!zoom.get().is_fit()).then_some("")
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=move |event: PointerEvent| {
                fingers.update_value(|fingers| {
                    fingers.down.retain(|(id, _)| *id != event.pointer_id());
                    fingers.swiped = 0.0;
                });
            }
            on:wheel=wheel
            on:dblclick=double
        >
            <div class="lightbox-picture" style:transform=move || zoom.get().transform()>
                {children()}
            </div>
        </div>
    }
    .into_any()
}

fn size(element: &web_sys::HtmlDivElement) -> (f64, f64) {
    let element: &web_sys::Element = element.unchecked_ref();
    (f64::from(element.client_width()), f64::from(element.client_height()))
}
