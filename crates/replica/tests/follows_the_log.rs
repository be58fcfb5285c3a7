//! However events and pages interleave, the replica shows what a fresh look at the same windows would show. When this
//! fails, an agent misses a message, or sees a conversation that is no longer there.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod world;

use std::collections::BTreeMap;

use model::{
    Author, ContactId, Content, Conversation, ConversationId, DepartmentId, DirectoryEntry, Event, Filter, ListKey,
    ListPage, MessageId, MessagePage, OpenConversation, ServerFrame, Status, Tab, TagId, UserEntry, UserId,
};
use proptest::prelude::*;
use replica::{ConversationWindow, Effect, Fetch, Replica};
use world::{ME, OTHER, World, cursor};

#[derive(Debug, Clone)]
enum Step {
    CustomerWrites(i64),
    /// A message is changed, so far from the newest one.
    Correct(i64, usize),
    Set(i64, Status, Option<UserId>),
    Hide(i64, bool),
    OpenNew,
    Deliver(usize),
    FetchList(Tab),
    /// Somebody narrows the lists down, or no longer does.
    Filter(Filter),
    FetchOpen(i64),
    FetchOlder(i64),
    /// The server reads for the n-th running fetch.
    Read(usize),
    /// The page of the n-th running fetch arrives.
    Arrive(usize),
    Close(i64),
    Resync,
}

enum Running {
    List(Fetch, Box<Filter>, Tab, Option<ListKey>, Option<Box<ListPage>>),
    Open(Fetch, ConversationId, Seen),
    Older(Fetch, ConversationId, MessageId, Option<MessagePage>),
}

/// What the server saw of a conversation when it read for a fetch.
enum Seen {
    NotYet,
    /// Not mine to see.
    Nothing,
    Open(Box<OpenConversation>),
}

struct Client {
    replica: Replica,
    delivered: usize,
    running: Vec<Running>,
}

impl Client {
    fn read(&mut self, world: &World, at: usize) {
        match &mut self.running[at] {
            Running::List(_, filter, tab, before, page) => {
                page.get_or_insert_with(|| Box::new(world.list(filter, *tab, *before)));
            }
            Running::Open(_, id, seen) => {
                if matches!(seen, Seen::NotYet) {
                    *seen = world
                        .opened(*id)
                        .map_or(Seen::Nothing, |open| Seen::Open(Box::new(open)));
                }
            }
            Running::Older(_, id, before, page) => {
                page.get_or_insert_with(|| world.page(*id, Some(*before)).unwrap());
            }
        }
    }

    fn arrive(&mut self, world: &World, at: usize) {
        self.read(world, at);
        match self.running.remove(at) {
            Running::List(fetch, _, _, before, page) => self.replica.finish_list(&fetch, before, *page.unwrap()),
            Running::Open(fetch, _, seen) => match seen {
                Seen::Open(open) => self.replica.finish_open(&fetch, *open),
                Seen::NotYet | Seen::Nothing => self.replica.abandon(&fetch),
            },
            Running::Older(fetch, _, before, page) => self.replica.finish_messages(&fetch, before, page.unwrap()),
        }
    }

    fn deliver(&mut self, world: &World, count: usize) {
        for _ in 0..count {
            if self.delivered < world.log.len() {
                self.replica.frame(&world.frame(self.delivered));
                self.delivered += 1;
            }
        }
    }
}

fn step() -> impl Strategy<Value = Step> {
    let id = 1..14_i64;
    let status = prop::sample::select(Status::ALL);
    let tab = prop::sample::select(Tab::ALL);
    prop_oneof![
        4 => id.clone().prop_map(Step::CustomerWrites),
        3 => (id.clone(), 0..8_usize).prop_map(|(id, from_end)| Step::Correct(id, from_end)),
        3 => (id.clone(), status, prop::sample::select(vec![None, Some(ME), Some(OTHER)]))
            .prop_map(|(id, status, assignee)| Step::Set(id, status, assignee)),
        2 => (id.clone(), any::<bool>()).prop_map(|(id, hidden)| Step::Hide(id, hidden)),
        1 => Just(Step::OpenNew),
        4 => (1..6_usize).prop_map(Step::Deliver),
        4 => tab.prop_map(Step::FetchList),
        1 => filter().prop_map(Step::Filter),
        3 => id.clone().prop_map(Step::FetchOpen),
        3 => id.clone().prop_map(Step::FetchOlder),
        4 => (0..4_usize).prop_map(Step::Read),
        3 => (0..4_usize).prop_map(Step::Arrive),
        1 => id.prop_map(Step::Close),
        1 => Just(Step::Resync),
    ]
}

/// Changes the text of a message that was sent before, so far from the newest one.
fn correct(world: &mut World, id: ConversationId, from_end: usize) {
    let at = world.tick();
    let messages = world.messages.get_mut(&id);
    let Some(message) = messages.and_then(|all| all.iter_mut().rev().nth(from_end)) else {
        return;
    };
    message.version += 1;
    message.edited_at = Some(at);
    message.content = Content::Text {
        text: format!("corrected at {at:?}"),
    };
    let message = message.clone();
    world.change(id, vec![message], |_| ());
}

fn filter() -> impl Strategy<Value = Filter> {
    let tags = prop::sample::subsequence(vec![TagId(0), TagId(1)], 0..=2);
    let users = prop::sample::subsequence(vec![ME, OTHER], 0..=1);
    (tags, users, prop::sample::select(vec![0, 0, 1, 2, 4, 8])).prop_map(|(tags, users, switches)| Filter {
        tags,
        users,
        departments: Vec::new(),
        connections: Vec::new(),
        unread: switches & 1 != 0,
        mine_and_new: switches & 2 != 0,
        active: switches & 4 != 0,
        unowned: switches & 8 != 0,
    })
}

fn run(steps: Vec<Step>) -> (World, Client) {
    let mut world = World::new(10);
    let mut client = Client {
        delivered: world.log.len(),
        replica: Replica::new(world.snapshot()),
        running: Vec::new(),
    };
    for step in steps {
        match step {
            Step::CustomerWrites(id) => {
                if world.conversations.contains_key(&ConversationId(id)) {
                    world.say(ConversationId(id), Author::Customer { contact: ContactId(id) }, None);
                }
            }
            Step::Correct(id, from_end) => correct(&mut world, ConversationId(id), from_end),
            Step::Set(id, status, assignee) => world.set(ConversationId(id), status, assignee),
            Step::Hide(id, hidden) => world.hide(ConversationId(id), hidden),
            Step::OpenNew => {
                world.open();
            }
            Step::Deliver(count) => client.deliver(&world, count),
            Step::FetchList(tab) => {
                if let Some(before) = client.replica.next_page(tab) {
                    let fetch = client.replica.begin_fetch();
                    let filter = Box::new(client.replica.filter().clone());
                    client
                        .running
                        .push(Running::List(fetch, filter, tab, Some(before), None));
                }
            }
            Step::Filter(filter) => client.replica.set_filter(filter),
            Step::FetchOpen(id) => {
                let fetch = client.replica.begin_fetch();
                client
                    .running
                    .push(Running::Open(fetch, ConversationId(id), Seen::NotYet));
            }
            Step::FetchOlder(id) => {
                let id = ConversationId(id);
                let before = client.replica.window(id).filter(|window| window.more && !window.stale);
                if let Some(before) = before.and_then(ConversationWindow::oldest) {
                    let fetch = client.replica.begin_fetch();
                    client.running.push(Running::Older(fetch, id, before, None));
                }
            }
            Step::Read(at) => {
                if at < client.running.len() {
                    client.read(&world, at);
                }
            }
            Step::Arrive(at) => {
                if at < client.running.len() {
                    client.arrive(&world, at);
                }
            }
            Step::Close(id) => client.replica.close(ConversationId(id)),
            Step::Resync => {
                client.replica.resync(world.snapshot());
                client.delivered = world.log.len();
            }
        }
    }
    while !client.running.is_empty() {
        client.arrive(&world, 0);
    }
    let rest = world.log.len();
    client.deliver(&world, rest);
    (world, client)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_copy_equals_a_fresh_look_at_the_same_windows(steps in prop::collection::vec(step(), 0..80)) {
        let (world, client) = run(steps);
        for tab in Tab::ALL.iter().copied() {
            let floor = client.replica.next_page(tab);
            let fresh: Vec<Conversation> = world
                .rows(client.replica.filter(), tab)
                .into_iter()
                .filter(|row| floor.is_none_or(|floor| row.list_key() >= floor))
                .collect();
            let copy: Vec<Conversation> = client
                .replica
                .order(tab)
                .into_iter()
                .map(|id| client.replica.conversation(id).unwrap().into_owned())
                .collect();
            prop_assert_eq!(copy, fresh);
        }
        let windows: BTreeMap<_, _> = client
            .replica
            .windows()
            .map(|id| (id, client.replica.window(id).unwrap()))
            .filter(|(_, window)| !window.stale)
            .collect();
        for (id, window) in windows {
            let all = &world.messages[&id];
            let copy: Vec<_> = window.messages().cloned().collect();
            prop_assert_eq!(&copy[..], &all[all.len() - copy.len()..], "newest contiguous stretch of {}", id);
            prop_assert_eq!(window.more, copy.len() < all.len());
        }
    }

    #[test]
    fn events_told_twice_change_nothing(steps in prop::collection::vec(step(), 0..60)) {
        let (world, mut client) = run(steps);
        let before = shown(&client.replica);
        if let Some(last) = world.log.len().checked_sub(1)
            && let Event::Conversation { .. } = &world.log[last]
        {
            client.replica.frame(&world.frame(last));
            prop_assert_eq!(shown(&client.replica), before);
        }
    }
}

/// All that a screen can show.
fn shown(replica: &Replica) -> (Vec<Conversation>, Vec<Option<ConversationWindow>>) {
    let rows = Tab::ALL.iter().flat_map(|tab| replica.order(*tab));
    (
        rows.map(|id| replica.conversation(id).unwrap().into_owned()).collect(),
        replica.windows().map(|id| replica.window(id).cloned()).collect(),
    )
}

/// Otherwise choosing a filter shows an empty list until the network has answered, or rows that nobody asked for.
#[test]
fn a_filter_shows_at_once_what_is_known_and_fetches_on_from_there() {
    let mut world = World::new(8);
    let mut replica = Replica::new(world.snapshot());
    let unfiltered = replica.order(Tab::Waiting);
    let filter = Filter {
        tags: vec![TagId(1)],
        ..Filter::default()
    };
    replica.set_filter(filter.clone());
    assert_eq!(replica.order(Tab::Waiting), [ConversationId(7)]);
    let before = replica.next_page(Tab::Waiting);
    let fetch = replica.begin_fetch();
    replica.finish_list(&fetch, before, world.list(&filter, Tab::Waiting, before));
    assert_eq!(replica.order(Tab::Waiting), [7, 4, 1].map(ConversationId));
    assert_eq!(replica.next_page(Tab::Waiting), None);

    let from = world.log.len();
    world.set(ConversationId(7), Status::Accepted, Some(ME));
    replica.frame(&world.frame(from));
    assert_eq!(replica.order(Tab::Waiting), [4, 1].map(ConversationId));
    assert_eq!(replica.order(Tab::InService), [ConversationId(7)]);
    replica.set_filter(Filter::default());
    assert_eq!(replica.order(Tab::Waiting).len(), unfiltered.len() - 1);
}

/// A conversation may lose its last owner without changing itself.
#[test]
fn who_leaves_a_department_leaves_its_conversations_unowned_at_once() {
    let world = World::new(2);
    let mut replica = Replica::new(world.snapshot());
    let tell = |replica: &mut Replica, departments: Vec<DepartmentId>| {
        let entry = UserEntry {
            id: OTHER,
            name: "Rafael".into(),
            enabled: true,
            departments,
            photo: None,
        };
        replica.frame(&ServerFrame::Event {
            cursor: cursor(5),
            event: Event::Directory(DirectoryEntry::User(entry)),
        });
    };
    tell(&mut replica, vec![DepartmentId(1)]);
    replica.set_filter(Filter {
        unowned: true,
        ..Filter::default()
    });
    assert_eq!(replica.order(Tab::Waiting), []);
    tell(&mut replica, Vec::new());
    assert_eq!(replica.order(Tab::Waiting).len(), 2);
}

#[test]
fn an_older_copy_never_replaces_a_newer_one() {
    let mut world = World::new(1);
    let mut replica = Replica::new(world.snapshot());
    let id = ConversationId(1);
    let old = world.conversations[&id].clone();
    let from = world.log.len();
    world.set(id, Status::Closed, None);
    replica.frame(&world.frame(from));
    replica.frame(&ServerFrame::Event {
        cursor: cursor(99),
        event: Event::Conversation {
            conversation: Box::new(old),
            messages: Vec::new(),
        },
    });
    assert_eq!(replica.conversation(id).unwrap().lifecycle.status, Status::Closed);
    assert_eq!(replica.order(Tab::Waiting), []);
}

#[test]
fn a_change_of_my_access_asks_for_a_new_snapshot_and_anothers_does_not() {
    let mut replica = Replica::new(World::new(1).snapshot());
    for (user, effect) in [(ME, Effect::Resync), (OTHER, Effect::None)] {
        let frame = ServerFrame::Event {
            cursor: cursor(5),
            event: Event::AccessChanged { user },
        };
        assert_eq!(replica.frame(&frame), effect);
    }
}

/// A page that slept while its browser signed somebody else in would go on as that user.
#[test]
fn a_greeting_for_somebody_else_asks_for_a_new_snapshot() {
    let snapshot = World::new(1).snapshot();
    let mut replica = Replica::new(snapshot.clone());
    for (user, effect) in [
        (Some(OTHER), Effect::Resync),
        (Some(ME), Effect::Applied),
        (None, Effect::Applied),
    ] {
        let hello = ServerFrame::Hello {
            build: snapshot.build.clone(),
            counts: snapshot.counts,
            user,
            now: model::Timestamp(0),
            availability: model::Availability::default(),
            presences: Vec::new(),
        };
        assert_eq!(replica.frame(&hello), effect);
    }
}

#[test]
fn a_new_colleague_gets_a_name() {
    let mut replica = Replica::new(World::new(1).snapshot());
    let entry = UserEntry {
        id: OTHER,
        name: "Rafael".into(),
        enabled: true,
        departments: Vec::new(),
        photo: None,
    };
    replica.frame(&ServerFrame::Event {
        cursor: cursor(5),
        event: Event::Directory(DirectoryEntry::User(entry)),
    });
    assert_eq!(replica.directory().user_name(OTHER), Some("Rafael"));
}

#[test]
fn an_older_page_that_no_longer_fits_tears_no_hole() {
    let mut world = World::new(1);
    let id = ConversationId(1);
    let say = |world: &mut World, count: usize| {
        for _ in 0..count {
            world.say(id, Author::Customer { contact: ContactId(1) }, None);
        }
    };
    say(&mut world, 8);
    let mut replica = Replica::new(world.snapshot());
    let mut delivered = world.log.len();
    let fetch = replica.begin_fetch();
    replica.finish_open(&fetch, world.opened(id).unwrap());

    let before = replica.window(id).and_then(ConversationWindow::oldest).unwrap();
    let older = replica.begin_fetch();
    let late = world.page(id, Some(before)).unwrap();
    replica.close(id);
    say(&mut world, 5);
    while delivered < world.log.len() {
        replica.frame(&world.frame(delivered));
        delivered += 1;
    }
    let fetch = replica.begin_fetch();
    replica.finish_open(&fetch, world.opened(id).unwrap());
    replica.finish_messages(&older, before, late);

    let all = &world.messages[&id];
    let copy: Vec<_> = replica.window(id).unwrap().messages().cloned().collect();
    assert_eq!(&copy[..], &all[all.len() - copy.len()..]);
}
