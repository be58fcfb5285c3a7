//! A conversation as the desk's list shows it.

use leptos::prelude::*;
use model::{Conversation, GeneralStatus, Person, Presence, TagId, Timestamp, UserId, Writer};

use super::avatar::initials;
use super::{Avatar, Icon, PresenceSign, StatusSign, Symbol};
use crate::{format, texts};

/// Somebody who works here, as a sign on a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    pub name: String,
    pub presence: Presence,
}

/// A row: a link to the conversation. `now` ticks once a minute; `colleague` finds who is behind an id (R37), `tag` a tag's
/// name (R145).
#[component]
pub fn ConversationRow(
    #[prop(into)] conversation: Signal<Conversation>,
    #[prop(into)] href: Signal<String>,
    #[prop(into)] selected: Signal<bool>,
    #[prop(into)] now: Signal<Timestamp>,
    #[prop(into)] colleague: Callback<UserId, Colleague>,
    #[prop(into)] tag: Callback<TagId, String>,
    /// It waits where nobody would take it (R101).
    #[prop(into)]
    is_nobodys: Signal<bool>,
) -> impl IntoView {
    let name = Memo::new(move |_| conversation.with(contact_name));
    let channel = conversation.with_untracked(|it| it.channel);
    let unread = Memo::new(move |_| conversation.with(|it| it.unread));
    let status = Memo::new(move |_| conversation.with(|it| it.lifecycle.status));
    let waits = move || status.get().general() == GeneralStatus::Waiting;
    let agent = Memo::new(move |_| {
        let (assignee, reserved) = conversation.with(|it| (it.lifecycle.assignee, it.lifecycle.reserved));
        let is_reserved = assignee.is_none();
        let id = assignee.or(reserved.map(|reserved| reserved.agent))?;
        Some((colleague.run(id), is_reserved))
    });
    let photo = Memo::new(move |_| conversation.with(contact_photo));
    let tags = Memo::new(move |_| conversation.with(|it| it.tags.clone()));
    let at = Memo::new(move |_| conversation.with(|it| it.list_key().at));
    let ours = move || conversation.with(|it| it.preview.as_ref().is_some_and(|it| it.writer != Writer::Customer));
    let preview = move || conversation.with(preview_text);
    view! {
        <a
            class="row"
            href=href
            aria-current=move || selected.get().then_some("true")
            data-unread=move || (unread.get() > 0).then_some("")
        >
            <Avatar name=name channel=channel photo=photo />
            <span class="row-name">{name}</span>
            <time class="row-time" data-waits=move || waits().then_some("")>
                {move || if waits() { format::duration(at.get(), now.get()) } else { format::list_time(at.get(), now.get()) }}
            </time>
            <span class="row-preview">
                {move || ours().then(|| view! { <Icon symbol=Symbol::Check /> })}
                <span class="row-preview-text">{preview}</span>
            </span>
            <span class="row-foot">
                <StatusSign status=status />
                <span class="row-tags">
                    {move || {
                        let name = |id: TagId| {
                            let name = tag.run(id);
                            // One that was deleted has no name any more.
                            (!name.is_empty())
                                .then(|| view! { <span class="row-tag" title=name.clone()>{name.clone()}</span> })
                        };
                        tags.get().into_iter().map(name).collect_view()
                    }}
                </span>
                <span class="row-end">
                    <Show when=move || is_nobodys.get()>
                        <span class="row-alert" role="img" title=texts::unassigned() aria-label=texts::unassigned()>
                            <Icon symbol=Symbol::Alert />
                        </span>
                    </Show>
                    {move || {
                        agent
                            .get()
                            .map(|(Colleague { name, presence }, is_reserved)| {
                                let who = texts::colleague(&name, texts::presence(presence));
                                let label = if is_reserved { texts::reserved_for(&who) } else { texts::assigned_to(&who) };
                                view! {
                                    <span
                                        class="row-agent"
                                        role="img"
                                        aria-label=label.clone()
                                        data-name=label
                                        data-reserved=is_reserved.then_some("")
                                    >
                                        {initials(&name)}
                                        <PresenceSign presence=Signal::stored(presence) />
                                    </span>
                                }
                            })
                    }}
                    {move || {
                        (unread.get() > 0)
                            .then(|| {
                                view! {
                                    <span class="row-unread">
                                        <span aria-hidden="true">{unread}</span>
                                        <span class="sr-only">{move || texts::unread(unread.get())}</span>
                                    </span>
                                }
                            })
                    }}
                </span>
            </span>
        </a>
    }
    .into_any()
}

/// The contact's name, or "Visitor" and the contact's number.
pub fn contact_name(conversation: &Conversation) -> String {
    if conversation.contact.name.is_empty() {
        texts::visitor_name(&conversation.contact.id.to_string())
    } else {
        conversation.contact.name.clone()
    }
}

/// The address of the contact's picture (R117).
pub fn contact_photo(conversation: &Conversation) -> Option<String> {
    let contact = &conversation.contact;
    contact.photo.map(|at| Person::Contact(contact.id).picture(at))
}

fn preview_text(conversation: &Conversation) -> String {
    match &conversation.preview {
        None => texts::preview_none().to_owned(),
        Some(preview) => preview.text.clone(),
    }
}
