//! What a row's menu holds: the way to the conversation and its history, and the deeds that it and the reader's rights allow
//! (R19, R77 to R83, R155).

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Action, Conversation, ConversationId, Tab, can};

use super::address::Side;
use super::cell::place;
use super::shown::Table;
use crate::components::{MenuItem, Symbol};
use crate::live::fetch;
use crate::pages::desk::deed::Deed;
use crate::pages::desk::work::Work;
use crate::texts::later as texts;

/// The deeds that a row offers; the others need the conversation before one's eyes.
const DEEDS: [Deed; 4] = [Deed::WriteAgain, Deed::AcceptAndClose, Deed::ForceClose, Deed::Delete];

pub fn items(work: Work, table: Table, it: &Conversation) -> Vec<MenuItem> {
    let id = it.id;
    let item = |label: &str, symbol, on_select| MenuItem {
        label: label.to_owned(),
        symbol,
        key: None,
        danger: false,
        also_button: false,
        on_select,
    };
    let beside = |side| Callback::new(move |()| table.show_beside(Some((id, side))));
    let to = place(it);
    let mut items = vec![
        item(texts::table_history(), Symbol::Clock, beside(Side::History)),
        item(texts::table_open(), Symbol::Chat, Callback::new(move |()| work.go(to))),
        item(texts::table_record(), Symbol::Person, beside(Side::Details)),
    ];
    let facts = it.facts();
    let may_review = it.lifecycle.status.tab() == Tab::Resolved
        && table
            .state()
            .peek(|replica| can(replica.actor(), Action::Review, &facts))
            .unwrap_or_default();
    if may_review {
        items.push(item(texts::table_review(), Symbol::Star, beside(Side::Details)));
    }
    let allowed = untrack(|| Deed::allowed(table.state(), it));
    items.extend(DEEDS.into_iter().filter(|deed| allowed.contains(deed)).map(|deed| {
        let label = match deed {
            Deed::WriteAgain => texts::table_outgoing(),
            other => other.label(),
        };
        MenuItem {
            danger: deed.destroys(),
            ..item(
                label,
                deed.symbol(),
                Callback::new(move |()| run(work, table, deed, id)),
            )
        }
    }));
    items
}

/// The dialogs and the way back know what the desk has loaded: the row may be older than that.
fn run(work: Work, table: Table, deed: Deed, id: ConversationId) {
    spawn_local(async move {
        let state = table.state();
        let known = |replica: &replica::Replica| replica.conversation(id).map(std::borrow::Cow::into_owned);
        if state.peek(known).flatten().is_none()
            && let Err(problem) = fetch::open_beside(state, id).await
        {
            return table.say_problem(&problem);
        }
        if let Some(it) = state.peek(known).flatten() {
            deed.run(work, &it);
        }
    });
}
