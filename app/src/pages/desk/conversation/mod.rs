//! The right side: one conversation, with what can be done about it. A part of its own: the list comes first.

mod attaching;
mod colleagues;
mod dialogs;
mod drafting;
mod emoji;
mod finder;
mod header;
mod held;
mod highlight;
mod history;
mod load;
mod merging;
mod messages;
mod pane;
mod pictures;
mod quick_replies;
mod reply_window;
mod said;
mod speaking;
mod talk;
mod timeline;
mod writing;

use leptos::prelude::*;
use model::ConversationId;

use crate::components::MessagesSkeleton;
use crate::pages::part::Part;
use crate::state::Place;

use load::Make;
pub use load::load;

/// A conversation. Made anew for each id.
#[component]
pub fn ConversationPane(id: ConversationId, place: Memo<Place>) -> impl IntoView {
    view! {
        <Part
            load=load
            show=move |make: Make| make(id, place)
            skeleton=|| view! { <MessagesSkeleton /> }.into_any()
        />
    }
    .into_any()
}
