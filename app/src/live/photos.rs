//! Pictures of people on their way to the server.

use leptos::prelude::window;
use model::{Person, Problem};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

use crate::json;

/// Sets a person's picture; `None` takes it away. Screens hear of it as of every change.
pub async fn send(of: Person, image: Option<web_sys::File>) -> Result<(), Problem> {
    let init = RequestInit::new();
    init.set_method("POST");
    if let Some(image) = image {
        init.set_body(&image);
    }
    let call = window().fetch_with_str_and_init(&of.address(), &init);
    let response: Option<Response> = JsFuture::from(call).await.ok().and_then(|it| it.dyn_into().ok());
    let response = response.ok_or(Problem::Unavailable)?;
    if response.ok() {
        return Ok(());
    }
    let text = response.text().map_err(|_| Problem::Unavailable)?;
    let text = JsFuture::from(text).await.ok().and_then(|text| text.as_string());
    Err(text.and_then(|text| json::read(&text)).unwrap_or(Problem::Unavailable))
}
