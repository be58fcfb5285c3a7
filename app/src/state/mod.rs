//! What the screen shows: the replica in a signal, and what only this screen knows.

pub mod drafts;
pub mod narrowed;
mod own;
mod place;
mod presences;
mod tab;

use leptos::prelude::*;
use model::{
    Availability, CommandId, Conversation, ConversationId, Event, Message, Outcome, Person, Presence, Timestamp,
    Typist, UserId,
};
use replica::{Refusal, Replica};

use crate::live::command_queue::Patience;
use crate::live::connection::Attempts;
use crate::live::fetch::Loading;
use crate::live::{browser, connection};
use own::OwnChanges;

pub use place::Place;
pub use presences::Presences;

/// How the socket is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Nothing has arrived yet.
    Starting,
    Live,
    /// Trying. `lost`: not for the first time since it was last live.
    Connecting {
        lost: bool,
    },
    Lost {
        retry_at: Timestamp,
    },
    /// The browser has no network.
    Offline,
    /// The session is over; the page is about to leave for the sign-in.
    SignedOut,
}

/// What has changed for this user on the server, without what it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// How often messages that are held have changed, or a connection began.
    pub held: u32,
    /// The draft that changed last, and when it was touched.
    pub draft: Option<(ConversationId, Timestamp)>,
}

/// What hears of a change: the conversation before, if it was known, and after it, with the messages that came.
pub type Heard = fn(DeskState, Option<&Conversation>, &Conversation, &[Message]);

/// Who listens to what the socket tells.
#[derive(Clone, Copy, Default)]
pub struct Ears {
    /// Hears every change of a conversation.
    pub heard: Option<Heard>,
    /// Hears every event, while the table is open.
    pub follows: Option<Callback<Event>>,
}

/// What is on its way to the server.
#[derive(Default)]
pub(crate) struct Sending {
    pub(crate) patience: Patience,
    own: OwnChanges,
}

/// The state behind all signed-in pages. A handful of signals: copied freely.
#[derive(Clone, Copy)]
pub struct DeskState {
    /// `None` until the first snapshot has arrived.
    pub replica: RwSignal<Option<Replica>>,
    pub connection: RwSignal<Connection>,
    /// The server serves another build than the one on screen.
    pub other_build: RwSignal<bool>,
    /// The last command that was refused for good.
    pub refusal: RwSignal<Option<Refusal>>,
    /// The last command that was done, with what came of it.
    pub done: RwSignal<Option<(CommandId, Outcome)>>,
    /// Who is typing where, and since when that is known.
    pub typing: RwSignal<Vec<(ConversationId, Typist, Timestamp)>>,
    /// Which colleagues have the open conversation on screen, and since when that is known.
    pub lookers: RwSignal<Vec<(ConversationId, UserId, Timestamp)>>,
    /// The browser's clock, looked at every few seconds.
    pub now: RwSignal<Timestamp>,
    /// Somebody can see the page.
    pub visible: RwSignal<bool>,
    pub presences: RwSignal<Presences>,
    pub ears: StoredValue<Ears>,
    pub tab: StoredValue<tab::Tab>,
    loading: RwSignal<Vec<Loading>>,
    pub(crate) attempts: StoredValue<Attempts, LocalStorage>,
    pub(crate) sending: StoredValue<Sending, LocalStorage>,
}

impl DeskState {
    /// Makes the state, provides it as context, and starts its life when it is in a browser. For the frame of signed-in pages.
    pub fn provide() -> Self {
        let state = Self {
            replica: RwSignal::new(None),
            connection: RwSignal::new(Connection::Starting),
            other_build: RwSignal::new(false),
            refusal: RwSignal::new(None),
            done: RwSignal::new(None),
            typing: RwSignal::new(Vec::new()),
            lookers: RwSignal::new(Vec::new()),
            now: RwSignal::new(Timestamp(0)),
            visible: RwSignal::new(true),
            presences: RwSignal::new(Presences::default()),
            ears: StoredValue::new(Ears::default()),
            tab: StoredValue::new(tab::Tab::default()),
            loading: RwSignal::new(Vec::new()),
            attempts: StoredValue::new_local(Attempts::default()),
            sending: StoredValue::new_local(Sending::default()),
        };
        provide_context(state);
        // Effects run in browsers only.
        Effect::new(move |started: Option<()>| {
            if started.is_none() {
                state.tab.update_value(|tab| tab.id = browser::random_id());
                connection::start(state);
            }
        });
        state
    }

    /// The state that the frame provided.
    pub fn expect() -> Self {
        expect_context()
    }

    /// What the server has told of that is fetched where it is shown.
    pub fn told(self) -> RwSignal<Told> {
        self.tab.with_value(|tab| tab.told)
    }

    /// The signed-in user's name, once it is known.
    pub fn user_name(self) -> Signal<Option<String>> {
        Memo::new(move |_| self.read(|replica| replica.actor().name.clone())).into()
    }

    /// The address of the signed-in user's picture.
    pub fn own_photo(self) -> Signal<Option<String>> {
        Memo::new(move |_| self.user_photo(self.read(|replica| replica.actor().user)?)).into()
    }

    /// The address of a user's picture, followed.
    pub fn user_photo(self, user: UserId) -> Option<String> {
        let at = self.read(|replica| replica.directory().user_photo(user)).flatten();
        at.map(|at| Person::User(user).picture(at))
    }

    /// What others see of a colleague.
    pub fn presence(self, user: UserId) -> Presence {
        self.presences.with(|presences| presences.of(user))
    }

    /// What I am, as this browser knows it.
    pub fn own_presence(self) -> Signal<Presence> {
        let is_live = self.is_live();
        Memo::new(move |_| self.presences.with(|presences| presences.own(is_live.get()))).into()
    }

    /// What I have chosen to be.
    pub fn availability(self) -> Signal<Availability> {
        Memo::new(move |_| self.presences.with(|presences| presences.availability)).into()
    }

    /// Whether everything is up to date.
    pub fn is_live(self) -> Signal<bool> {
        Memo::new(move |_| self.connection.get() == Connection::Live).into()
    }

    /// Whether the first snapshot has arrived.
    pub fn is_ready(self) -> Signal<bool> {
        Memo::new(move |_| self.replica.with(Option::is_some)).into()
    }

    /// Looks into the replica, followed by what depends on it; `None` before the first snapshot.
    pub fn read<T>(self, look: impl FnOnce(&Replica) -> T) -> Option<T> {
        self.replica.with(|replica| replica.as_ref().map(look))
    }

    /// As [`Self::read`], not followed.
    pub fn peek<T>(self, look: impl FnOnce(&Replica) -> T) -> Option<T> {
        self.replica.with_untracked(|replica| replica.as_ref().map(look))
    }

    /// Whether this page is on its way.
    pub fn is_loading(self, what: Loading) -> bool {
        self.loading.with(|loading| loading.contains(&what))
    }

    /// False when it is on its way already.
    pub(crate) fn begin_loading(self, what: Loading) -> bool {
        let begins = self.loading.with_untracked(|loading| !loading.contains(&what));
        if begins {
            self.loading.update(|loading| loading.push(what));
        }
        begins
    }

    pub(crate) fn end_loading(self, what: Loading) {
        self.loading.update(|loading| loading.retain(|other| *other != what));
    }
}
