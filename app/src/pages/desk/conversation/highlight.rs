//! Lets what is searched for stand out in the messages (R70), without a change to them: by the browser's highlight registry.

use leptos::prelude::*;
use model::Terms;
use wasm_bindgen::{JsCast, JsValue};

/// The name in the style sheet.
const NAME: &str = "found";

/// Highlights the terms in what is drawn, again whenever `drawn` notes a change. A browser that cannot does without.
pub fn follow(terms: Memo<Option<Terms>>, drawn: impl Fn() + 'static) {
    Effect::new(move || {
        drawn();
        let terms = terms.get();
        // After it is drawn.
        request_animation_frame(move || {
            request_animation_frame(move || {
                let _ = show(terms.as_ref());
            });
        });
    });
    on_cleanup(|| {
        let _ = show(None);
    });
}

fn registry() -> Option<JsValue> {
    let css = js_sys::Reflect::get(&window(), &"CSS".into()).ok()?;
    let registry = js_sys::Reflect::get(&css, &"highlights".into()).ok()?;
    (!registry.is_undefined()).then_some(registry)
}

fn method(of: &JsValue, name: &str) -> Option<js_sys::Function> {
    js_sys::Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

fn show(terms: Option<&Terms>) -> Option<()> {
    let registry = registry()?;
    let Some(terms) = terms else {
        method(&registry, "delete")?.call1(&registry, &NAME.into()).ok()?;
        return Some(());
    };
    let ranges = js_sys::Array::new();
    let texts = document().query_selector_all(".message .bubble-text").ok()?;
    for at in 0..texts.length() {
        if let Some(node) = texts.get(at) {
            collect(&node, terms, &ranges);
        }
    }
    let make = method(&window(), "Highlight")?;
    let highlight = js_sys::Reflect::construct(&make, &ranges).ok()?;
    method(&registry, "set")?
        .call2(&registry, &NAME.into(), &highlight)
        .ok()?;
    Some(())
}

/// The places in the texts below a node.
fn collect(node: &web_sys::Node, terms: &Terms, ranges: &js_sys::Array) {
    if node.node_type() != web_sys::Node::TEXT_NODE {
        let children = node.child_nodes();
        for at in 0..children.length() {
            if let Some(child) = children.get(at) {
                collect(&child, terms, ranges);
            }
        }
        return;
    }
    let text = node.text_content().unwrap_or_default();
    let units = |to: usize| u32::try_from(text[..to].encode_utf16().count()).unwrap_or(u32::MAX);
    for place in terms.places(&text) {
        if let Some(range) = range(node, units(place.start), units(place.end)) {
            ranges.push(&range);
        }
    }
}

fn range(node: &web_sys::Node, from: u32, to: u32) -> Option<JsValue> {
    let document = document();
    let range = method(&document, "createRange")?.call0(&document).ok()?;
    method(&range, "setStart")?.call2(&range, node, &from.into()).ok()?;
    method(&range, "setEnd")?.call2(&range, node, &to.into()).ok()?;
    Some(range)
}
