//! The entry of the WebAssembly module.

/// Puts the app in the place of what the server has rendered; the page's own script calls it.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn mount() {
    app::mount();
}
