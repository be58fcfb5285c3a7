//! One's own settings on the screen: what is chosen shows at once, and goes back when the server could not be told.

use std::collections::VecDeque;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{OwnRecord, OwnSettings, Problem};

use super::{DeskState, Sending};
use crate::api;

/// Changes on their way: one is sent, the others wait for its answer, since each builds on the version before.
#[derive(Default)]
pub(super) struct OwnChanges {
    /// As the server last said.
    confirmed: OwnRecord,
    waiting: VecDeque<Change>,
}

struct Change {
    change: Box<dyn Fn(&mut OwnSettings)>,
    refused: Box<dyn FnOnce(Problem)>,
}

impl OwnChanges {
    /// What they will have come to.
    fn expected(&self) -> OwnRecord {
        let mut expected = self.confirmed.clone();
        for Change { change, .. } in &self.waiting {
            change(&mut expected.settings);
        }
        expected
    }
}

impl DeskState {
    /// What the user has set, as this screen expects it to be. Of the usual values until the first snapshot.
    pub fn own_settings(self) -> Memo<OwnSettings> {
        Memo::new(move |_| self.read(|replica| replica.own().settings.clone()).unwrap_or_default())
    }

    /// Changes one's own settings; `refused` is told when it did not come to be.
    pub fn set_own(self, change: impl Fn(&mut OwnSettings) + 'static, refused: impl FnOnce(Problem) + 'static) {
        let Some(shown) = self.peek(|replica| replica.own().clone()) else {
            return;
        };
        let mut settings = shown.settings.clone();
        change(&mut settings);
        if settings == shown.settings {
            return;
        }
        let change = Change {
            change: Box::new(change),
            refused: Box::new(refused),
        };
        let is_first = self.sending.try_update_value(|Sending { own: changes, .. }| {
            let is_first = changes.waiting.is_empty();
            if is_first {
                changes.confirmed = shown;
            }
            changes.waiting.push_back(change);
            is_first
        });
        self.show_own();
        if is_first == Some(true) {
            spawn_local(self.send_own());
        }
    }

    async fn send_own(self) {
        while let Some(OwnRecord { version, settings }) = self.next_own() {
            let answer = api::change_own_settings(version, settings).await;
            let refused = self.sending.try_update_value(|Sending { own: changes, .. }| {
                let sent = changes.waiting.pop_front()?;
                match answer {
                    Ok(own) => {
                        changes.confirmed = own;
                        None
                    }
                    Err(api::ApiError(problem)) => Some((sent.refused, problem)),
                }
            });
            self.show_own();
            if let Some((tell, problem)) = refused.flatten() {
                tell(problem);
            }
        }
    }

    /// What is sent next. Another window may have been told of a later version meanwhile.
    fn next_own(self) -> Option<OwnRecord> {
        let known = self.peek(|replica| replica.own().clone());
        self.sending.try_update_value(|Sending { own: changes, .. }| {
            if let Some(known) = known.filter(|known| known.version > changes.confirmed.version) {
                changes.confirmed = known;
            }
            let mut next = changes.confirmed.clone();
            (changes.waiting.front()?.change)(&mut next.settings);
            Some(next)
        })?
    }

    /// Of a later version nothing is taken back: that came from another window.
    fn show_own(self) {
        let Some(expected) = self.sending.try_with_value(|sending| sending.own.expected()) else {
            return;
        };
        self.replica.update(|replica| {
            if let Some(replica) = replica {
                replica.own_changed(&expected);
            }
        });
    }
}
