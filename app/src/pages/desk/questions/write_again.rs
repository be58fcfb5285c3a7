//! What to write to a contact whose conversation is over (R80, R186).

use leptos::prelude::*;
use model::{Command, Conversation, MessageText};

use crate::components::{Answers, Dialog, TextArea, contact_name};
use crate::pages::desk::work::Work;
use crate::texts;

#[component]
pub fn WriteAgainDialog(open: RwSignal<bool>, to: Conversation) -> impl IntoView {
    let work = Work::expect();
    let text = RwSignal::new(String::new());
    let message = Memo::new(move |_| text.with(|text| MessageText::new(text).ok()));
    let title = texts::write_again_title(&contact_name(&to));
    let Conversation { contact, lifecycle, .. } = to;
    let (contact, connection) = (contact.id, lifecycle.connection);
    let over = work.state.peek(|replica| {
        let mut connections = replica.directory().connections.iter();
        let found = connections.find(|it| it.id == connection);
        found.map(|connection| connection.name.clone())
    });
    let lead = texts::write_again_lead(&over.flatten().unwrap_or_default());
    let on_answer = move |()| {
        if let Some(text) = message.get_untracked() {
            open.set(false);
            let command = Command::StartConversation {
                contact,
                connection,
                text,
            };
            work.give(command, None);
        }
    };
    view! {
        <Dialog open=open title=Signal::stored(title)>
            <p class="dialog-lead">{lead}</p>
            <TextArea id="write-again" label=texts::composer_label() text=text autofocus=true />
            <Answers
                open=open
                label=texts::send()
                disabled=Signal::derive(move || message.with(Option::is_none))
                on_answer=on_answer
            />
        </Dialog>
    }
    .into_any()
}
