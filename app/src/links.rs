//! Links to other pages of ours: they change the address and the page, and load nothing. The router would wait for its
//! routes before it changes the address, and there are none.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

/// Follows those that are clicked within the element that listens with it. The router listens at the window: it hears of a
/// click later, and leaves alone what is taken.
pub fn follower() -> impl Fn(MouseEvent) {
    let navigate = use_navigate();
    move |click| {
        if let Some(address) = address(&click) {
            click.prevent_default();
            navigate(&address, NavigateOptions::default());
        }
    }
}

/// Where a plain click on a link to another page of ours leads.
fn address(click: &MouseEvent) -> Option<String> {
    let modified = click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key();
    if click.default_prevented() || click.button() != 0 || modified {
        return None;
    }
    let link = click.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??;
    let link = link.dyn_into::<HtmlAnchorElement>().ok()?;
    let is_ours = link.origin() == location().origin().ok()?;
    if !is_ours || !link.target().is_empty() || link.has_attribute("download") || !link.hash().is_empty() {
        return None;
    }
    Some(link.pathname() + &link.search())
}
