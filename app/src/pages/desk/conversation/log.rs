//! A conversation's messages to be read only, beside something else (R78), with those of the earlier ones above and the search in
//! all of them.

use leptos::prelude::*;
use model::{Conversation, ConversationId};

use super::dialogs::MessageDialogs;
use super::finder::Finder;
use super::messages::Messages;
use super::talk::Talk;
use crate::components::{IconButton, Symbol};
use crate::texts;

#[component]
pub fn Log(id: ConversationId, conversation: Memo<Conversation>) -> impl IntoView {
    Talk::provide_to_read(id);
    let finder = Finder::of(id);
    view! {
        <div class="conversation conversation-log">
            <span class="conversation-log-find">
                <IconButton
                    symbol=Symbol::Search
                    label=Signal::stored(texts::finder_label().to_owned())
                    pressed=finder.open
                    on_press=move |()| finder.show()
                />
            </span>
            <Messages id=id conversation=conversation finder=finder />
            <MessageDialogs />
        </div>
    }
    .into_any()
}
