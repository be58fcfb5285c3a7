//! Attaching files to the next message: by button, by dropping them on the conversation, by pasting; with the inbox's limits
//! said before (R111).

use leptos::ev::{ClipboardEvent, DragEvent};
use leptos::html;
use leptos::prelude::*;
use model::{Conversation, ConversationId, File, FileId, FileRules, MAX_FILES};
use web_sys::FileList;

use crate::components::{Attachments, Icon, Notices, Symbol};
use crate::live::uploads::{self, Attachment, Progress};
use crate::state::DeskState;
use crate::{format, texts};

/// What is attached in a conversation.
#[derive(Clone, Copy)]
pub struct Attaching {
    conversation: ConversationId,
    list: RwSignal<Vec<Attachment>>,
    pub rules: Memo<FileRules>,
    notices: Option<Notices>,
    /// Something can be written here.
    pub open: RwSignal<bool>,
    /// Files hang over the conversation.
    pub hovered: RwSignal<bool>,
}

/// How the attached files stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    None,
    Coming,
    /// Some were not taken.
    Failed,
    There,
}

impl Attaching {
    pub fn new(state: DeskState, id: ConversationId, conversation: Memo<Conversation>) -> Self {
        let rules = Memo::new(move |_| {
            let inbox = conversation.with(|it| it.lifecycle.inbox);
            let found = state.read(|replica| {
                let inboxes = &replica.directory().inboxes;
                inboxes.iter().find(|entry| entry.id == inbox).map(|entry| entry.files)
            });
            found.flatten().unwrap_or_default()
        });
        Self {
            conversation: id,
            list: RwSignal::from(uploads::of(id)),
            rules,
            notices: use_context(),
            open: RwSignal::new(false),
            hovered: RwSignal::new(false),
        }
    }

    /// Tracks.
    pub fn standing(self) -> Standing {
        self.list.with(|list| {
            let mut standing = if list.is_empty() {
                Standing::None
            } else {
                Standing::There
            };
            for attachment in list {
                match attachment.progress.get() {
                    Progress::Coming(_) => return Standing::Coming,
                    Progress::Failed(_) => standing = Standing::Failed,
                    Progress::There(_) => (),
                }
            }
            standing
        })
    }

    /// What has come. Tracks.
    pub fn there(self) -> Vec<File> {
        self.list.with(|list| {
            let there = list.iter().map(|attachment| attachment.progress.get());
            there
                .filter_map(|progress| match progress {
                    Progress::There(file) => Some(file),
                    _ => None,
                })
                .collect()
        })
    }

    /// What has come; nothing is attached then.
    pub fn take(self) -> Vec<FileId> {
        uploads::take(self.conversation)
    }

    fn add(self, files: Option<FileList>) {
        let Some(files) = files.filter(|files| files.length() > 0) else {
            return;
        };
        let rules = self.rules.get_untracked();
        if !self.open.get_untracked() || !rules.any() {
            return;
        }
        if uploads::add(self.conversation, &files, &rules)
            && let Some(notices) = self.notices
        {
            notices.show(texts::attachments_too_many(&MAX_FILES.to_string()));
        }
    }

    pub fn dragged(self, event: &DragEvent) {
        let files = event
            .data_transfer()
            .is_some_and(|data| data.types().includes(&"Files".into(), 0));
        if files && self.open.get_untracked() {
            event.prevent_default();
            if !self.hovered.get_untracked() {
                self.hovered.set(true);
            }
        }
    }

    pub fn dropped(self, event: &DragEvent) {
        self.hovered.set(false);
        if let Some(data) = event
            .data_transfer()
            .filter(|data| data.files().is_some_and(|it| it.length() > 0))
        {
            event.prevent_default();
            self.add(data.files());
        }
    }

    pub fn pasted(self, event: &ClipboardEvent) {
        let files = event.clipboard_data().and_then(|data| data.files());
        if files.as_ref().is_some_and(|files| files.length() > 0) {
            event.prevent_default();
            self.add(files);
        }
    }

    /// The strip above the text.
    pub fn strip(self) -> AnyView {
        let id = self.conversation;
        let rules = self.rules;
        let retry = move |key: String| {
            let found = self
                .list
                .with_untracked(|list| list.iter().find(|it| it.key == key).cloned());
            if let Some(attachment) = found {
                uploads::begin(id, &attachment);
            }
        };
        view! {
            <Attachments
                list=uploads::of(id)
                most=Signal::derive(move || rules.get().max_size)
                on_retry=retry
                on_remove=move |key: String| uploads::remove(id, &key)
            />
        }
        .into_any()
    }

    /// The button, which says what is taken and how much.
    pub fn button(self) -> AnyView {
        let chooser = NodeRef::<html::Input>::new();
        let hint = move || {
            let rules = self.rules.get();
            texts::attach_hint(&kinds(&rules), &format::bytes(rules.max_size))
        };
        let choose = move |_| {
            if let Some(chooser) = chooser.get_untracked() {
                chooser.click();
            }
        };
        let chosen = move |_| {
            if let Some(chooser) = chooser.get_untracked() {
                self.add(chooser.files());
                // The same file can be chosen again.
                chooser.set_value("");
            }
        };
        view! {
            <Show when=move || self.rules.get().any()>
                <input type="file" multiple hidden tabindex="-1" node_ref=chooser on:change=chosen aria-label=texts::attach() />
                <button
                    type="button"
                    class="icon-button"
                    data-kind="plain"
                    aria-label=texts::attach()
                    title=hint
                    on:click=choose
                >
                    <Icon symbol=Symbol::Clip />
                </button>
            </Show>
        }
        .into_any()
    }
}

/// What is taken, in words.
fn kinds(rules: &FileRules) -> String {
    let all = [
        (rules.images, texts::file_kind_images()),
        (rules.audio, texts::file_kind_audio()),
        (rules.videos, texts::file_kind_videos()),
        (rules.documents, texts::file_kind_documents()),
        (rules.others, texts::file_kind_others()),
    ];
    let taken: Vec<&str> = all
        .into_iter()
        .filter(|(taken, _)| *taken)
        .map(|(_, word)| word)
        .collect();
    taken.join(", ")
}
