//! The dialogs of the deeds that need an answer first. Escape or Cancel leaves everything as it is.

mod begin;
mod delete;
mod force_close;
mod place;
mod snooze;
mod support_agent;
mod transfer;
mod write_again;

use std::borrow::Cow;

use leptos::prelude::*;
use model::{Conversation, ConversationId};

use super::work::{Question, Work};
use crate::components::opened;

pub use place::Questions;

/// The open question's dialog, as a part of the app.
pub fn open_question() -> AnyView {
    view! { <OpenQuestion /> }.into_any()
}

#[component]
fn OpenQuestion() -> impl IntoView {
    let work = Work::expect();
    move || {
        let question = work.question().get()?;
        let open = opened(work.question());
        let present = |id| untrack(|| present(work, id));
        Some(match question {
            Question::Begin => view! { <begin::BeginDialog open=open /> }.into_any(),
            Question::Transfer(id) => {
                view! { <transfer::TransferDialog open=open conversation=present(id)? /> }.into_any()
            }
            Question::Snooze(id) => view! { <snooze::SnoozeDialog open=open conversation=present(id)? /> }.into_any(),
            Question::SupportAgent(id) => {
                view! { <support_agent::SupportAgentDialog open=open conversation=present(id)? /> }.into_any()
            }
            Question::WriteAgain(id) => {
                view! { <write_again::WriteAgainDialog open=open to=present(id)? /> }.into_any()
            }
            Question::ForceClose(id) => {
                view! { <force_close::ForceCloseDialog open=open conversation=present(id)? /> }.into_any()
            }
            Question::Delete(id) => view! { <delete::DeleteDialog open=open conversation=present(id)? /> }.into_any(),
        })
    }
}

fn present(work: Work, id: ConversationId) -> Option<Conversation> {
    work.state
        .peek(|replica| replica.conversation(id).map(Cow::into_owned))
        .flatten()
}
