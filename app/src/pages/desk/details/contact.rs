//! Who the conversation is with.

use leptos::prelude::*;
use model::{Contact, Conversation, ConversationId};

use crate::components::{Avatar, AvatarSize, Fact, contact_name};
use crate::state::DeskState;
use crate::{format, texts};

#[component]
pub fn ContactCard(id: ConversationId, conversation: Memo<Conversation>) -> impl IntoView {
    let state = DeskState::expect();
    let name = Memo::new(move |_| conversation.with(contact_name));
    let contact = Memo::new(move |_| {
        state
            .read(|replica| {
                let window = replica.window(id)?;
                let agent = window.contact.support_agent;
                let agent = agent.map(|user| {
                    replica
                        .directory()
                        .user_name(user)
                        .unwrap_or(texts::somebody())
                        .to_owned()
                });
                Some((window.contact.clone(), window.earlier, agent))
            })
            .flatten()
    });
    let facts = move || {
        contact.get().map(|(contact, earlier, support_agent)| {
            let Contact {
                email,
                phone,
                created_at,
                ..
            } = contact;
            view! {
                {email.map(|email| view! { <Fact label=texts::details_email()>{email}</Fact> })}
                {phone.map(|phone| view! { <Fact label=texts::details_phone()>{phone}</Fact> })}
                <Fact label=texts::details_since()>
                    <time>{format::moment(created_at)}</time>
                </Fact>
                {support_agent
                    .map(|agent| view! { <Fact label=texts::support_agent()>{agent}</Fact> })}
                {(earlier > 0)
                    .then(|| {
                        view! { <Fact label=texts::details_earlier()>{texts::details_earlier_count(earlier)}</Fact> }
                    })}
            }
        })
    };
    view! {
        <section class="details-contact" aria-label=texts::details_contact()>
            <Avatar name=name size=AvatarSize::Large />
            <h3 class="details-name">{name}</h3>
            <dl class="facts">{facts}</dl>
        </section>
    }
    .into_any()
}
