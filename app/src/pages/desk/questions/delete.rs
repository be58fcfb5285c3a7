//! Really delete it for good? (R114, R155)

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::Conversation;

use crate::components::{Answers, Dialog, Notices, contact_name};
use crate::pages::desk::work::Work;
use crate::state::Place;
use crate::{api, texts};

#[component]
pub fn DeleteDialog(open: RwSignal<bool>, conversation: Conversation) -> impl IntoView {
    let work = Work::expect();
    let notices = use_context::<Notices>();
    let id = conversation.id;
    let tab = conversation.lifecycle.status.tab();
    let number = id.to_string();
    let lead = texts::delete_conversation_lead(&contact_name(&conversation), &number);
    drop(conversation);
    let on_answer = move |()| {
        open.set(false);
        // Elsewhere it is not on screen.
        if work.place().with_untracked(Option::is_some) {
            work.go(Place {
                tab,
                conversation: None,
            });
        }
        let number = number.clone();
        spawn_local(async move {
            let said = match api::delete_conversation(id).await {
                Ok(()) => texts::delete_conversation_done(&number),
                Err(api::ApiError(problem)) => texts::problem(&problem, None),
            };
            if let Some(notices) = notices {
                notices.show(said);
            }
        });
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::delete_conversation_title().to_owned())>
            <p class="dialog-lead">{lead}</p>
            <Answers open=open label=texts::delete_conversation_confirm() danger=true on_answer=on_answer />
        </Dialog>
    }
    .into_any()
}
