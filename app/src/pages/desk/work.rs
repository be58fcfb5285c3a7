//! What the agent is about: the question that is open, and the commands whose answers offer a way back.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use model::{Availability, Command, CommandId, Conversation, ConversationId, Filter, Outcome, Tab};

use super::action::Action;
use super::way_back::{WayBack, way_back};
use crate::components::Notices;
use crate::live::{command_queue, looking};
use crate::state::{DeskState, Place, narrowed};

/// What has to be answered first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// With whom a new conversation begins (R186).
    Begin,
    Transfer(ConversationId),
    Snooze(ConversationId),
    SupportAgent(ConversationId),
    WriteAgain(ConversationId),
    ForceClose(ConversationId),
    Delete(ConversationId),
}

/// How many commands are remembered until their answers come.
const REMEMBERED: usize = 32;

/// A command, and the conversation as it was before.
struct Given {
    id: CommandId,
    command: Command,
    before: Option<Conversation>,
}

/// Provided by the frame for everything in it. A handful of signals: copied freely.
#[derive(Clone, Copy)]
pub struct Work {
    pub state: DeskState,
    around: StoredValue<Around>,
}

/// What belongs to the desk and its surroundings. Apart, so that what is handed around stays small.
#[derive(Clone, Copy)]
struct Around {
    question: RwSignal<Option<Question>>,
    given: StoredValue<Vec<Given>>,
    place: Memo<Option<Place>>,
    filter: Memo<Filter>,
    overview: RwSignal<Option<Action>>,
    be: Callback<Availability>,
    navigate: Callback<String>,
}

impl Work {
    /// Makes it, provides it as context, and listens for answers.
    pub fn provide(state: DeskState, be: Callback<Availability>) -> Self {
        let navigate = use_navigate();
        let location = use_location();
        let (path, query) = (location.pathname, location.search);
        let place = Memo::new(move |_| path.with(|path| Place::of_path(path)));
        let filter = Memo::new(move |before: Option<&Filter>| match (place.get(), before) {
            // On other pages the lists stay as they were.
            (None, Some(before)) => before.clone(),
            _ => query.with(|query| narrowed::of_query(query)),
        });
        let work = Self {
            state,
            around: StoredValue::new(Around {
                question: RwSignal::new(None),
                given: StoredValue::new(Vec::new()),
                place,
                filter,
                overview: RwSignal::new(None),
                be,
                navigate: Callback::new(move |path: String| navigate(&path, quietly())),
            }),
        };
        provide_context(work);
        looking::follow(
            state,
            Signal::derive(move || place.get().and_then(|place| place.conversation)),
        );
        let is_ready = state.is_ready();
        Effect::new(move || {
            let filter = filter.get();
            let is_another = |replica: &replica::Replica| *replica.filter() != filter;
            if is_ready.get() && state.peek(is_another) == Some(true) {
                state.replica.update(|replica| {
                    if let Some(replica) = replica {
                        replica.set_filter(filter);
                    }
                });
            }
        });
        let notices = use_context::<Notices>();
        Effect::new(move || {
            if let (Some((id, outcome)), Some(notices)) = (state.done.get(), notices) {
                work.tell(notices, &id, &outcome);
            }
        });
        work
    }

    /// What the frame provided.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The question that is open.
    pub fn question(self) -> RwSignal<Option<Question>> {
        self.around.with_value(|around| around.question)
    }

    fn given(self) -> StoredValue<Vec<Given>> {
        self.around.with_value(|around| around.given)
    }

    pub fn ask(self, question: Question) {
        self.question().set(Some(question));
    }

    /// Shows a place without scrolling the page; the lists stay as narrow as they are.
    pub fn go(self, place: Place) {
        self.visit(self.filter().with_untracked(|filter| place.path_in(filter)));
    }

    /// Narrows the lists down from now on.
    pub fn narrow(self, filter: &Filter) {
        let place = self.place().get_untracked().unwrap_or(Place::of(None, None));
        self.visit(place.path_in(filter));
    }

    /// What the lists are narrowed down to, as the address says it.
    pub fn filter(self) -> Memo<Filter> {
        self.around.with_value(|around| around.filter)
    }

    /// Shows a page of ours.
    pub fn visit(self, path: String) {
        self.around.with_value(|around| around.navigate).run(path);
    }

    /// Where on the desk one is; `None`: on another page.
    pub fn place(self) -> Memo<Option<Place>> {
        self.around.with_value(|around| around.place)
    }

    /// The palette or the list of keys, when one is open.
    pub fn overview(self) -> RwSignal<Option<Action>> {
        self.around.with_value(|around| around.overview)
    }

    /// Chooses what I am for my colleagues.
    pub fn be(self, availability: Availability) {
        self.around.with_value(|around| around.be).run(availability);
    }

    /// Gives a command; when it is done, a notice offers the way back, where there is one.
    pub fn give(self, command: Command, before: Option<&Conversation>) {
        let id = command_queue::give(self.state, command.clone());
        let before = before.cloned();
        self.given().update_value(|given| {
            if given.len() >= REMEMBERED {
                given.remove(0);
            }
            given.push(Given { id, command, before });
        });
    }

    fn tell(self, notices: Notices, id: &CommandId, outcome: &Outcome) {
        let given = self.given().try_update_value(|given| {
            let at = given.iter().position(|it| it.id == *id)?;
            Some(given.remove(at))
        });
        let Some(Given { command, before, .. }) = given.flatten() else {
            return;
        };
        let after = &outcome.conversation;
        if matches!(command, Command::StartConversation { .. }) {
            return self.go(Place {
                tab: Tab::InService,
                conversation: Some(after.id),
            });
        }
        let Some(WayBack { said, label, command }) = before.and_then(|before| way_back(&command, &before, after))
        else {
            return;
        };
        let press = move || {
            command_queue::give(self.state, command.clone());
            if let Command::Reopen { conversation } = command {
                self.go(Place {
                    tab: Tab::InService,
                    conversation: Some(conversation),
                });
            }
        };
        notices.offer(said, label, press);
    }
}

/// Changes the URL without scrolling the page.
pub fn quietly() -> NavigateOptions {
    NavigateOptions {
        scroll: false,
        ..NavigateOptions::default()
    }
}
