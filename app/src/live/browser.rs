//! The few things of the browser that the live parts need: time, randomness, storage, its state and its events.

use std::time::Duration;

use model::{CommandId, Timestamp};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The browser's clock.
pub fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 fit for 285,000 years"
    )]
    Timestamp(js_sys::Date::now() as i64)
}

/// A number in `[0, 1)`, for jitter.
pub fn chance() -> f64 {
    js_sys::Math::random()
}

/// Sixteen random bytes in hexadecimal.
pub fn random_id() -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let mut bytes = [0_u8; 16];
    let filled = window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        for byte in &mut bytes {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
            let random = (chance() * 256.0) as u8;
            *byte = random;
        }
    }
    let digit = |half: u8| DIGITS[usize::from(half & 15)];
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// A new command's id.
pub fn command_id() -> CommandId {
    CommandId::new(&random_id()).expect("32 hexadecimal digits are an id")
}

fn storage() -> Option<web_sys::Storage> {
    window()?.local_storage().ok()?
}

/// What is stored under `key`.
pub fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Stores `value`; `None` forgets. A full or forbidden storage is no error: what is kept there is a safety net.
pub fn store(key: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

/// All stored keys that begin with `prefix`.
pub fn stored_keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let count = storage.length().unwrap_or_default();
    (0..count)
        .filter_map(|at| storage.key(at).ok().flatten())
        .filter(|key| key.starts_with(prefix))
        .collect()
}

/// Whether the browser believes that it has a network.
pub fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Whether somebody can see the page.
pub fn is_visible() -> bool {
    window()
        .and_then(|window| window.document())
        .is_none_or(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// Listens to an event of the window (and, where it belongs there, of the document) for the life of the page.
pub fn listen(event: &str, on_event: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(on_event).into_js_value();
    let listener = closure.unchecked_ref();
    let Some(window) = window() else { return };
    // Adding a listener fails for no event name.
    let _ = if event == "visibilitychange" {
        window
            .document()
            .map(|document| document.add_event_listener_with_callback(event, listener))
    } else {
        Some(window.add_event_listener_with_callback(event, listener))
    };
}

/// Resolves after `duration`.
pub async fn delay(duration: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = window() {
            let milliseconds = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX);
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// The address of the agents' socket.
pub fn socket_url(after: &str) -> Option<String> {
    let location = window()?.location();
    let scheme = if location.protocol().ok()? == "https:" {
        "wss"
    } else {
        "ws"
    };
    Some(format!(
        "{scheme}://{}/api/v1/socket?after={after}",
        location.host().ok()?
    ))
}

/// The path, query included, that is on screen.
pub fn path() -> String {
    window()
        .and_then(|window| {
            let location = window.location();
            Some(location.pathname().ok()? + &location.search().ok()?)
        })
        .unwrap_or_default()
}

/// Leaves for another page of the site, loading it anew.
pub fn go(path: &str) {
    if let Some(window) = window() {
        let _ = window.location().set_href(path);
    }
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}
