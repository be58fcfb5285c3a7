//! The browser's document, as components need it: focus, clipboard, sizes, dialogs. Called from event handlers and
//! effects only, which never run on the server.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::tachys::html::element::ElementType;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, FocusEvent, HtmlDialogElement, HtmlElement, HtmlTextAreaElement, Node, ResizeObserver};

/// Focuses the element of a reference.
pub fn focus<E>(element: NodeRef<E>)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    if let Some(element) = element.get_untracked() {
        focus_element(element.unchecked_ref::<HtmlElement>());
    }
}

/// Focuses the element of an id, when there is one.
pub fn focus_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        focus_element(element.unchecked_ref());
    }
}

/// Does something when what has changed until now is on the screen; at once where nothing is painted, as in a page that nobody
/// looks at.
pub fn after_paint(act: impl FnOnce() + 'static) {
    if document().hidden() {
        return act();
    }
    request_animation_frame(move || set_timeout(act, core::time::Duration::ZERO));
}

/// A value as it was at the last paint. What an action changes at once, such as the row that is chosen, is seen before what takes
/// long to draw.
pub fn painted<T>(value: Memo<T>) -> Signal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let painted = RwSignal::new(value.get_untracked());
    Effect::new(move || {
        if painted.with_untracked(|painted| value.with(|value| value == painted)) {
            return;
        }
        after_paint(move || {
            // It may have gone there and back meanwhile: what is drawn already is not drawn anew.
            if let Some(value) = value.try_get_untracked()
                && painted.try_with_untracked(|painted| *painted != value) == Some(true)
            {
                painted.set(value);
            }
        });
    });
    painted.into()
}

/// Scrolls as little as needed to show the element of an id within its list.
pub fn reveal(id: &str) {
    let Some(element) = document().get_element_by_id(id) else {
        return;
    };
    let Some(list) = element.parent_element() else { return };
    let (shown, within) = (element.get_bounding_client_rect(), list.get_bounding_client_rect());
    let above = within.top() - shown.top();
    let below = shown.bottom() - within.bottom();
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
    let by = if above > 0.0 {
        -above.ceil() as i32
    } else {
        below.max(0.0).ceil() as i32
    };
    if by != 0 {
        list.set_scroll_top(list.scroll_top() + by);
    }
}

/// Focuses the first element that a selector finds.
pub fn focus_first(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        focus_element(element.unchecked_ref());
    }
}

/// Whether Tab comes to what a selector finds (0), or only a click and the program do (-1).
pub fn set_tab_index(selector: &str, index: i32) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        element.unchecked_ref::<web_sys::HtmlElement>().set_tab_index(index);
    }
}

/// Frames in which a screen that is being drawn anew may take the focus away with what had it.
const SETTLING: u32 = 20;

/// Focuses the first element that a selector finds, and again when the focus is lost while the screen settles.
pub fn focus_when_there(selector: &'static str) {
    fn in_frame(selector: &'static str, left: u32) {
        request_animation_frame(move || {
            let focused = document().active_element();
            if left == SETTLING || focused.is_none_or(|it| it.tag_name() == "BODY") {
                focus_first(selector);
            }
            if left > 0 {
                in_frame(selector, left - 1);
            }
        });
    }
    in_frame(selector, SETTLING);
}

/// Presses the first element that a selector finds.
pub fn press_first(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        element.unchecked_ref::<HtmlElement>().click();
    }
}

/// What the page's head says under a name; nothing: an empty text.
pub fn meta(name: &str) -> String {
    let found = document().query_selector(&format!("meta[name={name}]")).ok().flatten();
    found.and_then(|it| it.get_attribute("content")).unwrap_or_default()
}

/// Whether a selector finds anything.
pub fn is_there(selector: &str) -> bool {
    document().query_selector(selector).is_ok_and(|found| found.is_some())
}

/// The elements in an element.
pub fn children(of: &Element) -> impl Iterator<Item = Element> {
    core::iter::successors(of.first_element_child(), Element::next_element_sibling)
}

/// Whether the command key takes the place of Control here.
pub fn is_mac() -> bool {
    let platform = window().navigator().platform().unwrap_or_default();
    platform.starts_with("Mac") || platform.starts_with("iP")
}

/// What has the focus.
pub fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// Focuses the first field or, without one, the first button in an element.
pub fn focus_field(element: &HtmlElement) {
    let field = element.query_selector("input, select, textarea").ok().flatten();
    match field {
        Some(field) => focus_element(field.unchecked_ref()),
        None => focus_within(element, 0),
    }
}

/// What stays free at the window's edges beside something that floats, in CSS pixels.
const MARGIN: f64 = 8.0;

fn window_size() -> (f64, f64) {
    let size = |size: Result<JsValue, JsValue>| size.ok().and_then(|size| size.as_f64()).unwrap_or_default();
    (size(window().inner_width()), size(window().inner_height()))
}

/// Shifts something that opened below its button into the window, and makes it no higher than the room below.
pub fn keep_in_sight(element: &HtmlElement) {
    let (width, height) = window_size();
    let place = element.get_bounding_client_rect();
    let style = web_sys::HtmlElement::style(element);
    let beyond = place.right() - width + MARGIN;
    if beyond > 0.0 {
        let by = beyond.min(place.left() - MARGIN).max(0.0);
        let _ = style.set_property("transform", &format!("translateX(-{by}px)"));
    }
    let room = (height - place.top() - MARGIN).max(200.0);
    let _ = style.set_property("max-block-size", &format!("{room}px"));
}

/// Moves something that floats so that all of it is in the window.
pub fn keep_in_window(element: &HtmlElement) {
    let (width, height) = window_size();
    let place = element.get_bounding_client_rect();
    let beyond = |end: f64, most: f64| (end - most + MARGIN).max(0.0);
    let style = web_sys::HtmlElement::style(element);
    for (property, start, beyond) in [
        ("inset-inline-start", place.left(), beyond(place.right(), width)),
        ("inset-block-start", place.top(), beyond(place.bottom(), height)),
    ] {
        if beyond > 0.0 {
            let _ = style.set_property(property, &format!("{}px", (start - beyond).max(MARGIN)));
        }
    }
}

fn focus_element(element: &HtmlElement) {
    // Only a detached document refuses, and then nobody looks.
    let _ = element.focus();
}

/// The buttons and links in an element that are shown.
fn controls(list: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = list.query_selector_all("button:not(:disabled), a[href]") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into::<HtmlElement>().ok())
        .filter(|control| control.offset_parent().is_some())
        .collect()
}

/// Focuses the button or link at a place in an element.
pub fn focus_within(list: &HtmlElement, at: usize) {
    if let Some(control) = controls(list).get(at) {
        focus_element(control);
    }
}

/// Moves the focus one button on or back within an element, from the end to the beginning and the other way round.
pub fn move_focus(list: &HtmlElement, step: isize) {
    let controls = controls(list);
    let active: Option<JsValue> = document().active_element().map(Into::into);
    let at = controls
        .iter()
        .position(|control| Some(control.as_ref()) == active.as_ref());
    let to = match at {
        Some(at) => at.checked_add_signed(step).unwrap_or(controls.len().saturating_sub(1)),
        None => 0,
    };
    if let Some(control) = controls.get(to).or_else(|| controls.first()) {
        focus_element(control);
    }
}

/// Sets an attribute of the first element that a selector finds anew, so that what the style sheet animates by it begins from
/// the start.
pub fn flash(selector: &str, attribute: &'static str) {
    let Ok(Some(element)) = document().query_selector(selector) else {
        return;
    };
    let _ = element.remove_attribute(attribute);
    request_animation_frame(move || {
        let _ = element.set_attribute(attribute, "");
    });
}

/// Whether the first button or link in an element has the focus.
pub fn is_first_focused(list: &HtmlElement) -> bool {
    let active: Option<JsValue> = document().active_element().map(Into::into);
    let first = controls(list).into_iter().next();
    first.is_some_and(|first| Some(first.as_ref()) == active.as_ref())
}

/// Whether the focus goes to another element within the one that listens.
pub fn focus_stays(event: &FocusEvent) -> bool {
    let target = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
    let within = event.current_target().and_then(|target| target.dyn_into::<Node>().ok());
    within.is_some_and(|within| within.contains(target.as_ref()))
}

/// Puts a text into the clipboard. Where the browser refuses, nothing happens.
pub fn copy(text: &str) {
    let _ = window().navigator().clipboard().write_text(text);
}

/// Makes a text field as high as its text; the style sheet says where that ends.
pub fn fit_height(area: &HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(area);
    let _ = style.set_property("block-size", "auto");
    let _ = style.set_property("block-size", &format!("{}px", area.scroll_height()));
}

/// Writes into the text field that a selector finds, in the place of what is selected there, as if by hand.
pub fn insert_text(selector: &str, text: &str) {
    let Ok(Some(found)) = document().query_selector(selector) else {
        return;
    };
    let area: &HtmlTextAreaElement = found.unchecked_ref();
    let at = caret(area);
    let _ = area.set_range_text(text);
    focus_element(found.unchecked_ref());
    set_caret(area, at + text.len());
    let told = web_sys::Event::new("input").map(|event| found.dispatch_event(&event));
    // Making and sending an event fails for no name.
    let _ = told;
}

/// A file of ours as text; `None`: it cannot be had now.
pub async fn fetch_text(path: &str) -> Option<String> {
    let response = wasm_bindgen_futures::JsFuture::from(window().fetch_with_str(path))
        .await
        .ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let text = wasm_bindgen_futures::JsFuture::from(response.text().ok()?).await.ok()?;
    text.as_string()
}

/// Where the caret stands in a text field, in bytes of its text.
pub fn caret(area: &HtmlTextAreaElement) -> usize {
    let units = area.selection_start().ok().flatten().unwrap_or_default() as usize;
    let value = area.value();
    let mut seen = 0;
    value
        .char_indices()
        .find(|(_, c)| {
            let here = seen >= units;
            seen += c.len_utf16();
            here
        })
        .map_or(value.len(), |(at, _)| at)
}

/// Puts the caret there, in bytes of the text.
pub fn set_caret(area: &HtmlTextAreaElement, at: usize) {
    let units: usize = area.value().get(..at).unwrap_or_default().encode_utf16().count();
    let units = u32::try_from(units).ok();
    let _ = area.set_selection_start(units);
    let _ = area.set_selection_end(units);
}

/// Whether an element stands in the lower half of the window.
pub fn is_low(element: &Element) -> bool {
    let height = window().inner_height().ok().and_then(|height| height.as_f64());
    height.is_some_and(|height| element.get_bounding_client_rect().top() > height / 2.0)
}

/// Opens a dialog over everything, or closes it.
pub fn show_modal(dialog: &HtmlDialogElement, open: bool) {
    if open && !dialog.open() {
        let _ = dialog.show_modal();
    } else if !open && dialog.open() {
        dialog.close();
    }
}

/// Calls `on_size` with an element's height in pixels, now and at every change, until the owner is cleaned up.
pub fn observe_height(element: &HtmlElement, on_size: impl Fn(f64) + 'static) {
    let sized = element.clone();
    on_size(f64::from(sized.client_height()));
    let on_resize = Closure::<dyn Fn()>::new(move || on_size(f64::from(sized.client_height())));
    let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(element);
    let kept = StoredValue::new_local((observer, on_resize));
    on_cleanup(move || {
        let _ = kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}

/// Hears an event of the window before anybody else, until the owner is cleaned up.
pub fn listen_first(event: &'static str, on_event: impl Fn(web_sys::Event) + 'static) {
    let listener = Closure::<dyn Fn(web_sys::Event)>::new(on_event);
    let window = window();
    // Adding and removing a listener fails for no event name.
    let _ = window.add_event_listener_with_callback_and_bool(event, listener.as_ref().unchecked_ref(), true);
    let kept = StoredValue::new_local(listener);
    on_cleanup(move || {
        let _ = kept.try_with_value(|listener| {
            window.remove_event_listener_with_callback_and_bool(event, listener.as_ref().unchecked_ref(), true)
        });
    });
}

thread_local! {
    /// Asked before a step back or forward is followed: true holds it.
    static HOLD_STEP: RefCell<Option<Rc<dyn Fn() -> bool>>> = const { RefCell::new(None) };
}

/// Hears of steps in the browser's history before the router does, for the life of the page. To be called before the router
/// is made: listeners of the window hear in the order in which they came, whatever they ask for.
pub fn watch_steps() {
    let listener = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| {
        let hold = HOLD_STEP.with_borrow(Option::clone);
        if hold.is_some_and(|hold| hold()) {
            event.stop_immediate_propagation();
        }
    });
    let _ = window().add_event_listener_with_callback("popstate", &listener.into_js_value().unchecked_into());
}

/// Asks before steps in the browser's history are followed, until the owner is cleaned up. Of a held step the address has
/// changed already.
pub fn hold_steps(hold: impl Fn() -> bool + 'static) {
    HOLD_STEP.set(Some(Rc::new(hold)));
    on_cleanup(|| HOLD_STEP.set(None));
}

/// Puts an address of ours into the browser's history and on its bar; the page stays as it is.
pub fn push_address(path: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// One step back in the browser's history.
pub fn go_back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// The whole address of a path of ours, as it can be handed on.
pub fn address_of(path: &str) -> String {
    window().location().origin().unwrap_or_default() + path
}

/// Tells the page in a frame of our own something, in JSON.
pub fn tell_frame(frame: &web_sys::HtmlIFrameElement, json: &str) {
    if let (Some(page), Ok(message)) = (frame.content_window(), js_sys::JSON::parse(json)) {
        // A page that is not there yet says so when it is.
        let _ = page.post_message(&message, &address_of(""));
    }
}

/// Calls when the page in one of our frames says that it listens, until the owner is cleaned up.
pub fn on_message(heard: impl Fn() + 'static) {
    let own = address_of("");
    listen_first("message", move |event| {
        let from_us = event
            .dyn_ref::<web_sys::MessageEvent>()
            .is_some_and(|event| event.origin() == own);
        if from_us {
            heard();
        }
    });
}

/// Says something of the whole page, for the style sheets.
pub fn mark_root(attribute: &str, value: &str) {
    if let Some(root) = document().document_element() {
        // Setting an attribute fails for no name of ours.
        let _ = root.set_attribute(attribute, value);
    }
}

/// Loads the page again from the server.
pub fn reload() {
    let _ = window().location().reload();
}

/// Sets a cookie of this site for a year; `value` is a word.
pub fn set_cookie(name: &str, value: &str) {
    let secure = if window()
        .location()
        .protocol()
        .is_ok_and(|protocol| protocol == "https:")
    {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}");
    let document: JsValue = document().into();
    let _ = js_sys::Reflect::set(&document, &"cookie".into(), &cookie.into());
}

/// Reads a word that [`keep`] has kept.
pub fn kept(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Keeps a word in this browser; private windows may refuse, and then it lasts as long as the page.
pub fn keep(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}
