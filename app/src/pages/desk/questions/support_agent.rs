//! Who is asked first when this customer writes again? (R158)

use leptos::prelude::*;
use model::{Command, Conversation, UserId};

use crate::components::{Answers, Dialog, Picker, PickerOption, Symbol, contact_name};
use crate::pages::desk::work::Work;
use crate::texts;

#[component]
pub fn SupportAgentDialog(open: RwSignal<bool>, conversation: Conversation) -> impl IntoView {
    let work = Work::expect();
    let id = conversation.id;
    let options = work.state.peek(|replica| {
        let presence = |user| untrack(|| work.state.presence(user));
        let nobody = PickerOption {
            value: None,
            label: texts::support_agent_last().to_owned(),
            kind: "".into(),
            symbol: Symbol::Retry,
            presence: None,
        };
        let enabled = replica.directory().users.iter().filter(|it| it.enabled);
        let agents = enabled.map(|it| PickerOption {
            value: Some(it.id),
            label: it.name.clone(),
            kind: texts::transfer_agent().into(),
            symbol: Symbol::Person,
            presence: Some(presence(it.id)),
        });
        core::iter::once(nobody).chain(agents).collect::<Vec<_>>()
    });
    let present = work
        .state
        .peek(|replica| replica.window(id).map(|window| window.contact.support_agent))
        .flatten();
    let chosen = RwSignal::new(present);
    let lead = texts::support_agent_lead(&contact_name(&conversation));
    let on_answer = move |()| {
        let Some(agent) = chosen.get_untracked() else { return };
        open.set(false);
        if present != Some(agent) {
            let command = Command::AssignSupportAgent {
                conversation: id,
                agent,
            };
            work.give(command, Some(&conversation));
        }
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::support_agent_title().to_owned())>
            <p class="dialog-lead">{lead}</p>
            <div class="dialog-body">
                <Picker
                    id="support-agent"
                    label=texts::support_agent()
                    hint=texts::transfer_search()
                    none=texts::transfer_none()
                    options=options.unwrap_or_default()
                    chosen=chosen
                    on_chosen=|()| ()
                />
            </div>
            <Answers
                open=open
                label=texts::support_agent_assign()
                disabled=Signal::derive(move || chosen.with(Option::<Option<UserId>>::is_none))
                on_answer=on_answer
            />
        </Dialog>
    }
    .into_any()
}
