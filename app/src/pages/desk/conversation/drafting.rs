//! The draft of a conversation on all of the user's screens: what is typed goes to the server a moment later, what is typed elsewhere
//! comes here, and what was touched last counts.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{ConversationId, Draft, File, FileId, Timestamp, UserId};

use super::attaching::Attaching;
use super::talk::{Answering, Talk};
use crate::api;
use crate::components::ComposerMode;
use crate::live::again::{in_time, until_answered};
use crate::live::{browser, uploads};
use crate::state::drafts::{self, Begun};

/// Between a touch and its way to the server.
const PAUSE: Duration = Duration::from_millis(800);

/// Copied freely.
#[derive(Clone, Copy)]
pub struct Drafting {
    user: Option<UserId>,
    talk: Talk,
    text: RwSignal<String>,
    mode: RwSignal<ComposerMode>,
    attaching: Attaching,
    /// When what stands here was last touched, here or elsewhere.
    at: StoredValue<Timestamp>,
    /// It was touched here, and the server does not know.
    unsaved: StoredValue<bool>,
    /// It is about to go to the server.
    waits: StoredValue<bool>,
    /// What the server has is known: before that, files that it has would be taken for removed.
    fetched: StoredValue<bool>,
    /// The files and the kind of message as they were last known to all.
    known: StoredValue<(Vec<FileId>, ComposerMode)>,
}

impl Drafting {
    /// Begins with what this browser has kept, and follows what the server has.
    pub fn begin(
        user: Option<UserId>,
        talk: Talk,
        text: RwSignal<String>,
        mode: RwSignal<ComposerMode>,
        attaching: Attaching,
    ) -> Self {
        let begun = user.map(|user| drafts::read(user, talk.id));
        let at = begun.as_ref().map_or(Timestamp(0), |begun| begun.at);
        let drafting = Self {
            user,
            talk,
            text,
            mode,
            attaching,
            at: StoredValue::new(at),
            // Of what an earlier visit left, the server may not have heard.
            unsaved: StoredValue::new(at > Timestamp(0)),
            waits: StoredValue::new(false),
            fetched: StoredValue::new(false),
            known: StoredValue::new((Vec::new(), ComposerMode::Reply)),
        };
        if let Some(begun) = begun {
            mode.set(if begun.note {
                ComposerMode::Note
            } else {
                ComposerMode::Reply
            });
            text.set(begun.text);
        }
        let here = (untrack(|| drafting.files()), mode.get_untracked());
        drafting.known.set_value((ids(&here.0), here.1));
        drafting.follow();
        on_cleanup(move || drafting.save());
        drafting
    }

    fn id(self) -> ConversationId {
        self.talk.id
    }

    /// Tracks.
    fn files(self) -> Vec<File> {
        self.attaching.there()
    }

    fn follow(self) {
        let state = self.talk.state();
        // When the pane opens, and whenever the connection is back.
        let told = state.told();
        let connected = Memo::new(move |_| told.with(|told| told.held));
        let told = Memo::new(move |_| told.with(|told| told.draft));
        Effect::new(move || {
            connected.track();
            self.fetch();
        });
        Effect::new(move || {
            let Some((conversation, at)) = told.get() else {
                return;
            };
            if conversation == self.id() && at > self.at.get_value() {
                self.fetch();
            }
        });
        Effect::new(move || {
            let now = (ids(&self.files()), self.mode.get());
            if self.known.with_value(|known| *known != now) && !self.is_aside() {
                self.known.set_value(now);
                self.touch();
            }
        });
    }

    /// Another text stands in the composer for the time being.
    fn is_aside(self) -> bool {
        matches!(self.talk.answering.get_untracked(), Some(Answering::Edit(_)))
    }

    /// Something was changed here.
    pub fn touch(self) {
        if self.is_aside() {
            return;
        }
        let before = self.at.get_value();
        self.at.set_value(browser::now().max(before.plus(1)));
        self.unsaved.set_value(true);
        self.keep_here();
        if !self.waits.get_value() {
            self.waits.set_value(true);
            set_timeout(
                move || {
                    // The pane may be gone, and has saved it then.
                    if self.waits.try_get_value().is_some() {
                        self.waits.set_value(false);
                        self.save();
                    }
                },
                PAUSE,
            );
        }
    }

    fn keep_here(self) {
        if let Some(user) = self.user {
            let begun = Begun {
                text: self.text.get_untracked(),
                note: self.mode.get_untracked() == ComposerMode::Note,
                at: self.at.get_value(),
            };
            drafts::keep(user, self.id(), Some(&begun));
        }
    }

    /// Tells the server, if it does not know.
    fn save(self) {
        let is_due = |flag: StoredValue<bool>| flag.try_get_value().unwrap_or_default();
        let text = self.text.try_get_untracked();
        let Some(text) = text.filter(|_| is_due(self.unsaved) && is_due(self.fetched) && !self.is_aside()) else {
            return;
        };
        self.unsaved.set_value(false);
        let draft = Draft {
            conversation: self.id(),
            text,
            note: self.mode.get_untracked() == ComposerMode::Note,
            files: untrack(|| self.files()),
            at: self.at.get_value(),
        };
        let (user, at) = (self.user, draft.at);
        let is_empty = draft.text.trim().is_empty() && draft.files.is_empty();
        spawn_local(async move {
            let kept = api::keep_draft(draft).await;
            let is_here = self.at.try_get_value();
            match kept {
                Ok(kept) if kept.at > at => self.take(kept),
                Ok(kept) => {
                    // Whose clock is fast has its time set right.
                    if is_here == Some(at) {
                        self.at.set_value(kept.at);
                    }
                    if let Some(user) = user.filter(|_| is_empty && is_here.is_none_or(|here| here == at)) {
                        drafts::keep(user, self.id(), None);
                    }
                }
                Err(_) if is_here.is_some() => self.unsaved.set_value(true),
                // It stays in this browser until the conversation is opened again.
                Err(_) => (),
            }
        });
    }

    fn fetch(self) {
        spawn_local(async move {
            let id = self.id();
            let is_wanted = move || self.fetched.try_get_value() == Some(false);
            if let Some(Ok(found)) = until_answered(self.talk.state(), move || in_time(api::draft(id)), is_wanted).await
            {
                self.take(found);
            }
        });
    }

    /// What the server has takes the place of what is older here; what is newer here goes there.
    fn take(self, found: Draft) {
        let Some(at) = self.at.try_get_value() else { return };
        if self.is_aside() {
            return;
        }
        let is_first = !self.fetched.get_value();
        self.fetched.set_value(true);
        if is_first && found.at < at {
            // It was touched here when nobody could be told; the files of before belong to it still.
            let here = untrack(|| self.files());
            let mut files = found.files.clone();
            files.retain(|file| here.iter().all(|it| it.id != file.id));
            uploads::add_there(self.id(), files);
        }
        if found.at < at || (found.at == at && !is_first) {
            return self.save();
        }
        self.at.set_value(found.at);
        self.unsaved.set_value(false);
        let mode = if found.note {
            ComposerMode::Note
        } else {
            ComposerMode::Reply
        };
        self.known.set_value((ids(&found.files), mode));
        uploads::put_there(self.id(), found.files);
        self.mode.set(mode);
        if self.text.with_untracked(|text| *text != found.text) {
            self.text.set(found.text);
        }
        self.keep_here();
    }
}

fn ids(files: &[File]) -> Vec<FileId> {
    files.iter().map(|file| file.id).collect()
}
