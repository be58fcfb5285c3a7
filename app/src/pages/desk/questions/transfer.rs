//! To whom? A department, an agent, another inbox or connection, with a note for the next (R159 to R162).

use leptos::prelude::*;
use model::{
    Command, Comment, ConnectionId, Conversation, ConversationId, DepartmentId, Directory, InboxId, Presence, UserId,
};

use crate::components::{Answers, Dialog, Picker, PickerOption, Symbol, TextArea};
use crate::pages::desk::work::Work;
use crate::platform;
use crate::state::Place;
use crate::texts;

/// The longest note, in characters.
const LONGEST: u32 = 2_000;

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    Department(DepartmentId),
    Agent(UserId),
    Inbox(InboxId),
    Connection(ConnectionId),
}

impl Destination {
    fn command(self, conversation: ConversationId, note: Option<Comment>) -> Command {
        let expected_version = None;
        match self {
            Self::Department(department) => Command::TransferToDepartment {
                conversation,
                department,
                note,
                expected_version,
            },
            Self::Agent(agent) => Command::TransferToAgent {
                conversation,
                agent,
                note,
                expected_version,
            },
            Self::Inbox(inbox) => Command::TransferToInbox {
                conversation,
                inbox,
                note,
                expected_version,
            },
            Self::Connection(connection) => Command::TransferToConnection {
                conversation,
                connection,
                note,
                expected_version,
            },
        }
    }
}

#[component]
pub fn TransferDialog(open: RwSignal<bool>, conversation: Conversation) -> impl IntoView {
    let work = Work::expect();
    let options = work
        .state
        .peek(|replica| {
            let presence = |user| untrack(|| work.state.presence(user));
            options(replica.directory(), &conversation, presence)
        })
        .unwrap_or_default();
    let chosen = RwSignal::new(None::<Destination>);
    let note = RwSignal::new(String::new());
    let title = texts::transfer_title(&conversation.id.to_string());
    let on_answer = move |()| {
        let Some(destination) = chosen.get_untracked() else {
            return;
        };
        open.set(false);
        let note = note.with_untracked(|note| Comment::new(note).ok());
        work.give(destination.command(conversation.id, note), Some(&conversation));
        work.go(Place {
            tab: conversation.lifecycle.status.tab(),
            conversation: None,
        });
    };
    view! {
        <Dialog open=open title=Signal::stored(title)>
            <div class="dialog-body">
                <Picker
                    id="transfer-to"
                    label=texts::transfer_to()
                    hint=texts::transfer_search()
                    none=texts::transfer_none()
                    options=options
                    chosen=chosen
                    on_chosen=|()| platform::focus_id("transfer-note")
                />
                <TextArea
                    id="transfer-note"
                    label=texts::transfer_note()
                    text=note
                    hint=texts::transfer_note_hint()
                    max_length=LONGEST
                />
            </div>
            <Answers
                open=open
                label=texts::transfer()
                disabled=Signal::derive(move || chosen.with(Option::is_none))
                on_answer=on_answer
            />
        </Dialog>
    }
    .into_any()
}

/// All there are but where it is already. Connections of its channel only.
fn options(
    directory: &Directory,
    conversation: &Conversation,
    presence: impl Fn(UserId) -> Presence,
) -> Vec<PickerOption<Destination>> {
    let is = &conversation.lifecycle;
    let has_it = is.assignee.or(is.reserved.map(|reserved| reserved.agent));
    let departments = directory
        .departments
        .iter()
        .filter(|it| is.department != Some(it.id) || is.assignee.is_some())
        .map(|it| PickerOption {
            value: Destination::Department(it.id),
            label: it.name.clone(),
            kind: texts::transfer_department().into(),
            symbol: Symbol::Team,
            presence: None,
        });
    let agents = directory.users.iter().filter(|it| it.enabled && has_it != Some(it.id));
    let agents = agents.map(|it| PickerOption {
        value: Destination::Agent(it.id),
        label: it.name.clone(),
        kind: texts::transfer_agent().into(),
        symbol: Symbol::Person,
        presence: Some(presence(it.id)),
    });
    let inboxes = directory.inboxes.iter().filter(|it| is.inbox != it.id);
    let inboxes = inboxes.map(|it| PickerOption {
        value: Destination::Inbox(it.id),
        label: it.name.clone(),
        kind: texts::transfer_inbox().into(),
        symbol: Symbol::Inbox,
        presence: None,
    });
    let connections = directory
        .connections
        .iter()
        .filter(|it| it.channel == conversation.channel && is.connection != it.id)
        .map(|it| PickerOption {
            value: Destination::Connection(it.id),
            label: it.name.clone(),
            kind: texts::transfer_connection().into(),
            symbol: Symbol::Chat,
            presence: None,
        });
    departments.chain(agents).chain(inboxes).chain(connections).collect()
}
