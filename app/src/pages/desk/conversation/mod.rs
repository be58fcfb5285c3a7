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
mod log;
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
use model::{Conversation, ConversationId};

use crate::components::MessagesSkeleton;
use crate::pages::part::Part;
use crate::parts;
use crate::state::Place;

use log::Log;
use pane::Pane;

/// A conversation. Made anew for each id.
#[component]
pub fn ConversationPane(id: ConversationId, place: Memo<Place>) -> impl IntoView {
    view! {
        <Part
            load=parts::conversation
            show=move |make: parts::MakePane| make(id, place)
            skeleton=|| view! { <MessagesSkeleton /> }.into_any()
        />
    }
    .into_any()
}

/// Its messages alone, to be read. Made anew for each id.
pub fn conversation_log(id: ConversationId, conversation: Memo<Conversation>) -> AnyView {
    view! {
        <Part
            load=parts::conversation_log
            show=move |make: parts::Make| make(id, conversation)
            skeleton=|| view! { <MessagesSkeleton /> }.into_any()
        />
    }
    .into_any()
}

/// What the pane holds, as a part of the app.
pub fn pane(id: ConversationId, place: Memo<Place>) -> AnyView {
    view! { <Pane id=id place=place /> }.into_any()
}

/// And the messages alone.
pub fn log(id: ConversationId, conversation: Memo<Conversation>) -> AnyView {
    view! { <Log id=id conversation=conversation /> }.into_any()
}
