//! Really stop it as spam? (R75, R82)

use leptos::prelude::*;
use model::{Command, Conversation};

use crate::components::{Answers, Dialog, contact_name};
use crate::pages::desk::work::Work;
use crate::texts;

#[component]
pub fn ForceCloseDialog(open: RwSignal<bool>, conversation: Conversation) -> impl IntoView {
    let work = Work::expect();
    let lead = texts::force_close_lead(&contact_name(&conversation), &conversation.id.to_string());
    let on_answer = move |()| {
        open.set(false);
        let command = Command::ForceClose {
            conversation: conversation.id,
        };
        work.give(command, Some(&conversation));
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::force_close_title().to_owned())>
            <p class="dialog-lead">{lead}</p>
            <Answers open=open label=texts::force_close_confirm() danger=true on_answer=on_answer />
        </Dialog>
    }
    .into_any()
}
