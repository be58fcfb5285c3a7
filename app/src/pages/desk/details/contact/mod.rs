//! Who the conversation is with: the contact's sheet, each value changed where it stands (R120, R132 to R148).

mod editable;
mod fields;
mod notes;
mod other;
mod sheet;
mod words;

use leptos::prelude::*;
use model::{ChoiceKind, ContactId, Conversation, ConversationId, Person};

use crate::components::{Fact, contact_name, contact_photo};
use crate::pages::photo::PhotoField;
use crate::state::DeskState;
use crate::{format, texts};
use editable::{Editable, EditableInput};
use fields::OwnFields;
use notes::Notes;
use other::Others;
use sheet::Sheet;
use words::{StageChoice, WordList};

#[component]
pub fn ContactCard(id: ConversationId, conversation: Memo<Conversation>) -> impl IntoView {
    let contact = Memo::new(move |_| conversation.with(|it| it.contact.id));
    move || {
        let contact = contact.get();
        view! { <OneContact id=id contact=contact conversation=conversation /> }
    }
}

#[component]
fn OneContact(id: ConversationId, contact: ContactId, conversation: Memo<Conversation>) -> impl IntoView {
    let sheet = Sheet::open(contact);
    let shown_name = Memo::new(move |_| conversation.with(contact_name));
    let photo = Memo::new(move |_| conversation.with(contact_photo));
    let name = sheet.text(|sheet| sheet.contact.name.clone());
    let phone = sheet.text(|sheet| sheet.contact.phone.clone().unwrap_or_default());
    let email = sheet.text(|sheet| sheet.contact.email.clone().unwrap_or_default());
    let input = |name, kind, label| EditableInput { name, kind, label };
    view! {
        <section class="details-contact" aria-label=texts::details_contact()>
            <PhotoField of=Person::Contact(contact) name=shown_name photo=photo />
            <h3 class="details-name">{shown_name}</h3>
            <p class="details-problem" role="alert">
                {move || sheet.told.get()}
            </p>
            <dl class="facts">
                <Fact label=texts::field_name()>
                    <Editable
                        input=input("name", "text", texts::field_name())
                        value=name
                        sheet=sheet
                        change=|before, after| model::ContactChange::Name { before, after }
                    />
                </Fact>
                <Fact label=texts::details_phone()>
                    <Editable
                        input=input("phone", "tel", texts::details_phone())
                        value=phone
                        sheet=sheet
                        change=|before, after| model::ContactChange::Phone { before, after }
                    />
                </Fact>
                <Fact label=texts::details_email()>
                    <Editable
                        input=input("email", "email", texts::details_email())
                        value=email
                        sheet=sheet
                        change=|before, after| model::ContactChange::Email { before, after }
                    />
                </Fact>
                <Fact label=texts::choice_stage()>
                    <StageChoice sheet=sheet />
                </Fact>
                <Fact label=texts::choice_tags()>
                    <WordList sheet=sheet kind=ChoiceKind::Tag />
                </Fact>
                <Fact label=texts::choice_groups()>
                    <WordList sheet=sheet kind=ChoiceKind::Group />
                </Fact>
                <Known sheet=sheet conversation=conversation />
            </dl>
        </section>
        <OwnFields sheet=sheet />
        <Notes sheet=sheet />
        <Others sheet=sheet id=id />
    }
    .into_any()
}

/// What nobody writes: where the contact comes from, since when, and who looks after it.
#[component]
fn Known(sheet: Sheet, conversation: Memo<Conversation>) -> impl IntoView {
    let state = DeskState::expect();
    let source = Memo::new(move |_| match conversation.with(|it| it.channel) {
        model::Channel::LiveChat => texts::channel_live_chat(),
    });
    let stamps = Memo::new(move |_| sheet.read(|sheet| (sheet.contact.created_at, sheet.contact.last_activity_at)));
    let last = Memo::new(move |_| conversation.with(|it| it.lifecycle.stamps.last_message_at));
    let agent = Memo::new(move |_| {
        let window = conversation.with(|it| it.id);
        let name = state.read(|replica| {
            let agent = replica.window(window)?.contact.support_agent?;
            Some(
                replica
                    .directory()
                    .user_name(agent)
                    .unwrap_or(texts::somebody())
                    .to_owned(),
            )
        });
        name.flatten()
    });
    move || {
        let agent = agent
            .get()
            .map(|agent| view! { <Fact label=texts::support_agent()>{agent}</Fact> });
        let stamps = stamps.get().map(|(created, activity)| {
            // What is written now is known here before the sheet is fetched anew.
            let activity = last.get().map_or(activity, |last| last.max(activity));
            view! {
                <Fact label=texts::details_since()>
                    <time title=format::exact(created)>{format::moment(created)}</time>
                </Fact>
                <Fact label=texts::contact_activity()>
                    <time title=format::exact(activity)>{format::moment(activity)}</time>
                </Fact>
            }
        });
        view! {
            <Fact label=texts::contact_source()>{source}</Fact>
            {stamps}
            {agent}
        }
    }
}
