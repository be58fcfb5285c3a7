//! One's own settings on the screen: what is chosen shows at once, and goes back when the server could not be told.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{OwnRecord, OwnSettings, Problem};

use super::DeskState;
use crate::api;

impl DeskState {
    /// What the user has set, as this screen expects it to be. Of the usual values until the first snapshot.
    pub fn own_settings(self) -> Memo<OwnSettings> {
        Memo::new(move |_| self.read(|replica| replica.own().settings.clone()).unwrap_or_default())
    }

    /// Changes one's own settings; `refused` is told when it did not come to be.
    pub fn set_own(self, change: impl FnOnce(&mut OwnSettings), refused: impl FnOnce(Problem) + 'static) {
        let Some(before) = self.peek(|replica| replica.own().clone()) else {
            return;
        };
        let mut settings = before.settings.clone();
        change(&mut settings);
        if settings == before.settings {
            return;
        }
        let put = move |own: &OwnRecord| {
            self.replica.update(|replica| {
                if let Some(replica) = replica {
                    replica.own_changed(own);
                }
            });
        };
        put(&OwnRecord {
            settings: settings.clone(),
            ..before.clone()
        });
        spawn_local(async move {
            match api::change_own_settings(before.version, settings).await {
                Ok(own) => put(&own),
                Err(api::ApiError(problem)) => {
                    // Of a later version nothing is taken back: that came from another window.
                    put(&before);
                    refused(problem);
                }
            }
        });
    }
}
