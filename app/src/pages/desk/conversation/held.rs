//! Messages that the server holds for a few seconds (undo send): shown as such, and called back into the composer.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{CommandId, Problem};

use super::talk::Talk;
use crate::api::{self, ApiError};
use crate::components::Notices;
use crate::live::browser;
use crate::state::drafts;
use crate::texts;

/// Fetches them when the pane opens, and whenever the server tells that they are others.
pub fn follow(talk: Talk) {
    let state = talk.state();
    let told = state.told();
    let told = Memo::new(move |_| told.with(|told| told.held));
    let asked = StoredValue::new(0_u32);
    Effect::new(move || {
        told.track();
        let number = asked.get_value() + 1;
        asked.set_value(number);
        spawn_local(async move {
            // Without a network what this screen has sent is shown as it was.
            let Ok(found) = api::held_messages().await else { return };
            // Of two answers the later question's counts.
            if asked.try_get_value() != Some(number) {
                return;
            }
            if talk.held.try_set(found).is_none() {
                state.replica.update(|replica| {
                    if let Some(replica) = replica {
                        replica.forget_held();
                    }
                });
            }
        });
    });
}

/// Takes one back, if it has not gone out yet.
pub fn call_back(talk: Talk, id: CommandId, notices: Option<Notices>) {
    let user = talk.state().peek(|replica| replica.actor().user);
    spawn_local(async move {
        match api::call_back_message(id).await {
            Ok(message) => {
                let _ = talk.held.try_update(|held| held.retain(|it| it.id != message.id));
                if let Some(Some(message)) = talk.called_back.try_set(Some(message)) {
                    // The reader has gone elsewhere: it waits as a draft, before what has been written since.
                    if let Some(user) = user {
                        drafts::put_before(user, message.conversation, &message.text, browser::now());
                    }
                }
            }
            Err(ApiError(problem)) => {
                if let Some(notices) = notices {
                    notices.show(&match problem {
                        Problem::NotFound => texts::held_gone().to_owned(),
                        problem => texts::problem(&problem, None),
                    });
                }
            }
        }
    });
}
