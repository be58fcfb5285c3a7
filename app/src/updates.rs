//! The service worker: registering it, noticing that a newer one waits, and letting it take over.

use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

use crate::parts;

/// The word that makes a waiting worker take over, as `public/sw.js` knows it.
const TAKE_OVER: &str = "take_over";
/// What the worker says of itself.
const KEPT_ANSWER: &str = "kept_answer";

/// Registers the service worker and says when a new version waits. In the browser only; where there are no service
/// workers (plain http, private windows) nothing happens. It fetches the whole client: not while the first page does, and
/// only over a connection. With each connection again, since an installation that was cut off leaves nothing behind; of
/// one that went well the browser asks no more.
pub fn watch(is_live: Signal<bool>) -> Signal<bool> {
    let ready = RwSignal::new(false);
    parts::soon_after_connecting(is_live, move || {
        if let Some(container) = container() {
            spawn_local(register(container, ready));
        }
    });
    ready.into()
}

async fn register(container: ServiceWorkerContainer, ready: RwSignal<bool>) {
    if let Ok(registration) = JsFuture::from(container.register("/sw.js")).await {
        listen(&container, &registration.unchecked_into(), ready);
    }
}

/// Calls when the worker answered with what it kept of an earlier visit, since there is no network.
pub fn on_kept_answer(heard: impl Fn() + 'static) {
    let Some(container) = container() else { return };
    let listener = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        if event.data().as_string().as_deref() == Some(KEPT_ANSWER) {
            heard();
        }
    });
    container.set_onmessage(Some(listener.into_js_value().unchecked_ref()));
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator: JsValue = window().navigator().into();
    let container = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}

/// The listeners stay as long as the page: closures are given away to the browser.
fn listen(container: &ServiceWorkerContainer, registration: &ServiceWorkerRegistration, ready: RwSignal<bool>) {
    // A worker beside one that already rules is an update; the first one ever is not.
    let look = {
        let container = container.clone();
        move |registration: &ServiceWorkerRegistration| {
            if registration.waiting().is_some() && container.controller().is_some() {
                let _ = ready.try_set(true);
            }
        }
    };
    look(registration);
    let found = Closure::<dyn Fn()>::new({
        let registration = registration.clone();
        move || {
            let Some(worker) = registration.installing() else {
                return;
            };
            let changed = Closure::<dyn Fn()>::new({
                let (registration, worker, look) = (registration.clone(), worker.clone(), look.clone());
                move || {
                    if worker.state() == ServiceWorkerState::Installed {
                        look(&registration);
                    }
                }
            });
            worker.set_onstatechange(Some(changed.into_js_value().unchecked_ref()));
        }
    });
    registration.set_onupdatefound(Some(found.into_js_value().unchecked_ref()));
}

/// Asks whether there is a newer version: when the server says that its build is another.
pub fn check() {
    let Some(container) = container() else { return };
    spawn_local(async move {
        if let Ok(registration) = JsFuture::from(container.get_registration()).await
            && let Ok(registration) = registration.dyn_into::<ServiceWorkerRegistration>()
            && let Ok(update) = registration.update()
        {
            // Out of reach now: the browser looks by itself at the next page.
            let _ = JsFuture::from(update).await;
        }
    });
}

/// Lets the waiting version take over and loads the page from it.
pub fn take_over() {
    let Some(container) = container() else {
        return crate::platform::reload();
    };
    let reload = Closure::<dyn Fn()>::new(crate::platform::reload);
    container.set_oncontrollerchange(Some(reload.into_js_value().unchecked_ref()));
    spawn_local(async move {
        let waiting = match JsFuture::from(container.get_registration()).await {
            Ok(registration) => registration
                .dyn_into::<ServiceWorkerRegistration>()
                .ok()
                .and_then(|registration| registration.waiting()),
            Err(_) => None,
        };
        match waiting {
            Some(worker) => tell(&worker),
            None => crate::platform::reload(),
        }
    });
}

fn tell(worker: &ServiceWorker) {
    let _ = worker.post_message(&TAKE_OVER.into());
}
