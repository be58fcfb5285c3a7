//! The number on the app's icon: what waits for the user's own answer, and what is offered.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::Tab;
use replica::Replica;
use wasm_bindgen::JsCast as _;

use crate::state::DeskState;

/// Unread messages in the user's own conversations, and offers.
fn count(replica: &Replica) -> u32 {
    let me = replica.actor().user;
    let own = replica.order(Tab::InService);
    let unread = own.into_iter().filter_map(|id| {
        let row = replica.conversation(id)?;
        (row.lifecycle.assignee == Some(me)).then_some(row.unread)
    });
    let offers = u32::try_from(replica.offered().len()).unwrap_or(u32::MAX);
    unread.fold(offers, u32::saturating_add)
}

/// Follows it for the life of the page.
pub fn keep(state: DeskState) {
    let number = Memo::new(move |_| state.read(count).unwrap_or_default());
    Effect::new(move || show(number.get()));
}

/// Browsers that know no badge are left alone.
fn show(number: u32) {
    let navigator = window().navigator();
    let name = if number == 0 { "clearAppBadge" } else { "setAppBadge" };
    let call = Reflect::get(&navigator, &name.into()).ok();
    let Some(call) = call.and_then(|call| call.dyn_into::<Function>().ok()) else {
        return;
    };
    let asked = if number == 0 {
        call.call0(&navigator)
    } else {
        call.call1(&navigator, &number.into())
    };
    if let Some(promise) = asked.ok().and_then(|asked| asked.dyn_into::<Promise>().ok()) {
        spawn_local(async move {
            // Only an app that was installed has an icon.
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}
