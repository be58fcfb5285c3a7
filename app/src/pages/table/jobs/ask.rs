//! What has to be said before many conversations are changed: to whom, which tag, or really?

use leptos::prelude::*;
use model::{BulkAction, ChoiceId, Comment, DepartmentId, InboxId, UserId};

use crate::components::{Answers, Dialog, Picker, PickerOption, Symbol, TextArea, opened};
use crate::pages::table::shown::Table;
use crate::{platform, texts::later as texts};

/// The longest note, in characters.
const LONGEST: u32 = 2_000;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    Finish,
    ForceClose,
    Transfer,
    SupportAgent,
    Tag,
}

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    Department(DepartmentId),
    Agent(UserId),
    Inbox(InboxId),
}

impl Destination {
    fn action(self, note: Option<Comment>) -> BulkAction {
        match self {
            Self::Department(department) => BulkAction::TransferToDepartment { department, note },
            Self::Agent(agent) => BulkAction::TransferToAgent { agent, note },
            Self::Inbox(inbox) => BulkAction::TransferToInbox { inbox, note },
        }
    }
}

/// The open question's dialog. `number`: of how many conversations it is asked.
#[component]
pub fn Ask(
    asked: RwSignal<Option<Question>>,
    number: Signal<String>,
    #[prop(into)] on_answer: Callback<BulkAction>,
) -> impl IntoView {
    move || {
        let question = asked.get()?;
        let open = opened(asked);
        let number = number.get_untracked();
        let answer = Callback::new(move |action: BulkAction| {
            open.set(false);
            on_answer.run(action);
        });
        Some(match question {
            Question::Finish => {
                let (title, lead) = (texts::bulk_finish_title(&number), texts::bulk_finish_lead());
                view! {
                    <Really open=open title=title lead=lead label=texts::bulk_finish() action=BulkAction::Finish on_answer=answer />
                }
                .into_any()
            }
            Question::ForceClose => {
                let (title, lead) = (texts::bulk_force_close_title(&number), texts::bulk_force_close_lead());
                let action = BulkAction::ForceClose;
                view! {
                    <Really open=open title=title lead=lead label=texts::bulk_force_close() action=action on_answer=answer />
                }
                .into_any()
            }
            Question::Transfer => view! { <Transfer open=open number=number on_answer=answer /> }.into_any(),
            Question::SupportAgent => view! { <SupportAgent open=open number=number on_answer=answer /> }.into_any(),
            Question::Tag => view! { <Tag open=open number=number on_answer=answer /> }.into_any(),
        })
    }
}

/// What ends conversations is asked once more.
#[component]
fn Really(
    open: RwSignal<bool>,
    title: String,
    lead: &'static str,
    label: &'static str,
    action: BulkAction,
    on_answer: Callback<BulkAction>,
) -> impl IntoView {
    view! {
        <Dialog open=open title=Signal::stored(title)>
            <p class="dialog-lead">{lead}</p>
            <Answers open=open label=label danger=true on_answer=move |()| on_answer.run(action.clone()) />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Transfer(open: RwSignal<bool>, number: String, on_answer: Callback<BulkAction>) -> impl IntoView {
    let table = Table::expect();
    let options = table.directory().with_untracked(|directory| {
        let departments = directory.departments.iter().map(|it| PickerOption {
            value: Destination::Department(it.id),
            label: it.name.clone(),
            kind: texts::transfer_department().into(),
            symbol: Symbol::Team,
            presence: None,
        });
        let agents = directory.users.iter().filter(|it| it.enabled).map(|it| PickerOption {
            value: Destination::Agent(it.id),
            label: it.name.clone(),
            kind: texts::transfer_agent().into(),
            symbol: Symbol::Person,
            presence: Some(untrack(|| table.state().presence(it.id))),
        });
        let inboxes = directory.inboxes.iter().map(|it| PickerOption {
            value: Destination::Inbox(it.id),
            label: it.name.clone(),
            kind: texts::transfer_inbox().into(),
            symbol: Symbol::Inbox,
            presence: None,
        });
        departments.chain(agents).chain(inboxes).collect::<Vec<_>>()
    });
    let chosen = RwSignal::new(None::<Destination>);
    let note = RwSignal::new(String::new());
    let answer = move |()| {
        if let Some(destination) = chosen.get_untracked() {
            let note = note.with_untracked(|note| Comment::new(note).ok());
            on_answer.run(destination.action(note));
        }
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::bulk_transfer_title(&number))>
            <div class="dialog-body">
                <Picker
                    id="bulk-transfer-to"
                    label=texts::transfer_to()
                    hint=texts::transfer_search()
                    none=texts::transfer_none()
                    options=options
                    chosen=chosen
                    on_chosen=|()| platform::focus_id("bulk-transfer-note")
                />
                <TextArea
                    id="bulk-transfer-note"
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
                on_answer=answer
            />
        </Dialog>
    }
    .into_any()
}

#[component]
fn SupportAgent(open: RwSignal<bool>, number: String, on_answer: Callback<BulkAction>) -> impl IntoView {
    let table = Table::expect();
    let nobody = PickerOption {
        value: None,
        label: texts::support_agent_last().to_owned(),
        kind: "".into(),
        symbol: Symbol::Retry,
        presence: None,
    };
    let agents = table.directory().with_untracked(|directory| {
        let enabled = directory.users.iter().filter(|it| it.enabled);
        let agent = |it: &model::UserEntry| PickerOption {
            value: Some(it.id),
            label: it.name.clone(),
            kind: texts::transfer_agent().into(),
            symbol: Symbol::Person,
            presence: Some(untrack(|| table.state().presence(it.id))),
        };
        enabled.map(agent).collect::<Vec<_>>()
    });
    let options: Vec<_> = core::iter::once(nobody).chain(agents).collect();
    let chosen = RwSignal::new(None::<Option<UserId>>);
    let answer = move |()| {
        if let Some(agent) = chosen.get_untracked() {
            on_answer.run(BulkAction::AssignSupportAgent { agent });
        }
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::bulk_support_agent_title(&number))>
            <div class="dialog-body">
                <Picker
                    id="bulk-support-agent"
                    label=texts::support_agent()
                    hint=texts::transfer_search()
                    none=texts::transfer_none()
                    options=options
                    chosen=chosen
                    on_chosen=|()| ()
                />
            </div>
            <Answers
                open=open
                label=texts::support_agent_assign()
                disabled=Signal::derive(move || chosen.with(Option::is_none))
                on_answer=answer
            />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Tag(open: RwSignal<bool>, number: String, on_answer: Callback<BulkAction>) -> impl IntoView {
    let table = Table::expect();
    let options = table.directory().with_untracked(|directory| {
        let tag = |it: &model::TagEntry| PickerOption {
            // A tag is a choice under the same number.
            value: ChoiceId(it.id.0),
            label: it.name.clone(),
            kind: "".into(),
            symbol: Symbol::Tag,
            presence: None,
        };
        directory.tags.iter().map(tag).collect::<Vec<_>>()
    });
    let chosen = RwSignal::new(None::<ChoiceId>);
    let answer = move |()| {
        if let Some(tag) = chosen.get_untracked() {
            on_answer.run(BulkAction::Tag { tag });
        }
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::bulk_tag_title(&number))>
            <p class="dialog-lead">{texts::bulk_tag_lead()}</p>
            <div class="dialog-body">
                <Picker
                    id="bulk-tag"
                    label=texts::bulk_tag_which()
                    hint=texts::bulk_tag_search()
                    none=texts::bulk_tag_none()
                    options=options
                    chosen=chosen
                    on_chosen=|()| ()
                />
            </div>
            <Answers
                open=open
                label=texts::bulk_tag()
                disabled=Signal::derive(move || chosen.with(Option::is_none))
                on_answer=answer
            />
        </Dialog>
    }
    .into_any()
}
