//! The entry of the WebAssembly module.

/// Brings the server's page to life; the page's own script calls it.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    app::hydrate();
}
