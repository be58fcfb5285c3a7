//! One conversation, opened without changing it (R91), with what can be done about it.

use std::borrow::Cow;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Command, Conversation, ConversationId, MessageId, Problem, Tab};

use super::attaching::Attaching;
use super::dialogs::MessageDialogs;
use super::finder::Finder;
use super::header::Header;
use super::held;
use super::messages::Messages;
use super::reply_window::ReplyWindow;
use super::talk::Talk;
use super::writing::Writing;
use crate::components::{EmptyState, Icon, MessagesSkeleton, Symbol};
use crate::live::{again, command_queue, fetch};
use crate::pages::desk::details::Details;
use crate::state::{DeskState, Place};
use crate::{format, texts};

/// Head, messages, composer, and the panel beside them.
#[component]
pub fn Pane(id: ConversationId, place: Memo<Place>) -> impl IntoView {
    let state = DeskState::expect();
    held::follow(Talk::provide(id));
    let problem = RwSignal::new(None::<Problem>);
    let details = RwSignal::new(false);
    let finder = Finder::of(id);
    let is_open = Memo::new(move |_| state.read(|replica| replica.window(id).is_some()).unwrap_or_default());
    load(state, id, problem);
    mark_read(state, id);
    let first = Memo::new(move |_| is_open.get().then(|| present(state, id)).flatten().is_some());
    move || {
        if first.get() {
            let Some(now) = untrack(|| present(state, id)) else {
                return ().into_any();
            };
            let conversation = Memo::new(move |before: Option<&Conversation>| {
                present(state, id)
                    .or_else(|| before.cloned())
                    .unwrap_or_else(|| now.clone())
            });
            let attaching = Attaching::new(state, id, conversation);
            let window = ReplyWindow::of(state, conversation);
            let peeks = Memo::new(move |_| conversation.with(|it| it.lifecycle.status.tab() == Tab::Waiting));
            view! {
                <div class="conversation-frame">
                <div
                    class="conversation"
                    data-dropping=move || attaching.hovered.get().then_some("")
                    data-drop=texts::drop_files()
                    on:dragover=move |event| attaching.dragged(&event)
                    on:dragleave=move |event| {
                        if event.related_target().is_none() {
                            attaching.hovered.set(false);
                        }
                    }
                    on:drop=move |event| attaching.dropped(&event)
                    on:paste=move |event| attaching.pasted(&event)
                >
                    <Header conversation=conversation place=place details=details finder=finder window=window />
                    <Show when=move || peeks.get()>
                        <p class="peek" role="note">
                            <Icon symbol=Symbol::Eye />
                            <strong>{texts::peek()}</strong>
                            <span>{texts::peek_hint()}</span>
                        </p>
                    </Show>
                    <Snoozed conversation=conversation />
                    <Messages id=id conversation=conversation finder=finder />
                    <Writing id=id conversation=conversation attaching=attaching window=window />
                    <MessageDialogs />
                </div>
                <Details id=id conversation=conversation open=details />
                </div>
            }
            .into_any()
        } else if matches!(problem.get(), Some(Problem::NotFound | Problem::Forbidden)) {
            view! { <EmptyState symbol=Symbol::Alert text=Signal::stored(texts::pane_not_found().to_owned()) /> }
                .into_any()
        } else {
            view! { <MessagesSkeleton /> }.into_any()
        }
    }
}

/// Says that it is out of the list, and until when.
#[component]
fn Snoozed(conversation: Memo<Conversation>) -> impl IntoView {
    let until = Memo::new(move |_| conversation.with(|it| it.snoozed.map(|snooze| snooze.until)));
    move || {
        until.get().map(|until| {
            view! {
                <p class="peek" data-kind="snoozed" role="note">
                    <Icon symbol=Symbol::Clock />
                    <strong>{texts::snoozed_until(&format::moment(until))}</strong>
                    <span>{texts::snooze_lead()}</span>
                </p>
            }
        })
    }
}

fn present(state: DeskState, id: ConversationId) -> Option<Conversation> {
    state
        .read(|replica| replica.conversation(id).map(Cow::into_owned))
        .flatten()
}

/// Fetches the conversation when it is not there, may have holes since a resync, or its contact has changed; again when the
/// connection returns.
fn load(state: DeskState, id: ConversationId, problem: RwSignal<Option<Problem>>) {
    let needed = Memo::new(move |_| {
        state
            .read(|replica| {
                replica.window(id).is_none_or(|window| {
                    let told = replica.contact_version(window.contact.id);
                    window.stale || told > Some(window.contact.version)
                })
            })
            .unwrap_or_default()
    });
    let live = state.is_live();
    let loading = StoredValue::new(false);
    Effect::new(move || {
        let _ = live.get();
        if !needed.get() || loading.get_value() {
            return;
        }
        loading.set_value(true);
        spawn_local(async move {
            let is_here = move || loading.try_get_value().is_some();
            let Some(result) = again::until_answered(state, move || fetch::open(state, id), is_here).await else {
                return;
            };
            // The pane may be gone by now.
            let _ = loading.try_set_value(false);
            let _ = problem.try_set(result.err());
        });
    });
}

/// Tells that I have read it, when it is mine and somebody sees the page.
fn mark_read(state: DeskState, id: ConversationId) {
    let told = StoredValue::new(None::<MessageId>);
    let unread = Memo::new(move |_| {
        state
            .read(|replica| {
                let row = replica.conversation(id)?;
                let mine = row.lifecycle.assignee == Some(replica.actor().user);
                let newest = replica.window(id)?.newest()?.id;
                (mine && row.unread > 0).then_some(newest)
            })
            .flatten()
    });
    Effect::new(move || {
        if let (true, Some(up_to)) = (state.visible.get(), unread.get())
            && told.get_value() != Some(up_to)
        {
            told.set_value(Some(up_to));
            let _ = command_queue::give(
                state,
                Command::MarkRead {
                    conversation: id,
                    up_to,
                },
            );
        }
    });
}
