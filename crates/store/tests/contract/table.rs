//! The managers' table: every order, filter and direction gives exactly what a plain sort of everything gives, page by page, both
//! ways, whichever way the rows are found.

use model::{
    Author, Channel, Choice, ChoiceForm, ChoiceId, ChoiceKind, Column, ColumnKind, Comment, Condition, Contact,
    ContactId, Content, Conversation, ConversationId, Direction, Directory, Field, GeneralStatus, KeyValue, Moment,
    Place, Rating, RatingKind, Reservation, Review, Scope, Sort, Span, StartPage, Status, TableKey, TableQuery, Test,
    TimeBasis, TimeMetrics, Timestamp, UserId, sort_name, sort_text,
};
use store::contact::NewContact;
use store::contact_sheet::Chosen;
use store::message::NewMessage;
use store::table::{Effort, Reading};
use store::testing::TestDb;
use store::{Conn, StoreError, Tx, choice, contact, contact_sheet, conversation, message, table};

use crate::world::{World, at, new_conversation, world, write};

const NOW: Timestamp = Timestamp(1_700_000_000_000 + 40 * 86_400_000);
const ROWS: usize = 72;

/// The same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn small(&mut self, limit: u64) -> i64 {
        i64::try_from(self.below(limit)).expect("small")
    }

    fn maybe<T>(&mut self, of: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(3) > 0).then(|| of(self))
    }
}

fn metrics(chance: &mut Chance) -> TimeMetrics {
    let mut duration = || chance.maybe(|chance| chance.small(4) * 60_000);
    TimeMetrics {
        waiting_for_agent_reply: duration(),
        agent_response_time: duration(),
        duration_before_agent_close: duration(),
        conversation_duration: duration(),
        initial_response_time: duration(),
        chatbot_time: duration(),
        total_response_time: duration(),
        average_response_time: duration(),
        maximum_response_time: duration(),
    }
}

/// A row of anything, often the same as another.
fn random(chance: &mut Chance, row: &mut Conversation, people: &World, closed: bool) {
    let words = [
        "https://a.example/",
        "https://b.example/Cesta",
        "",
        "Péssimo",
        "muito bom",
    ];
    let word = |chance: &mut Chance| words[usize::try_from(chance.below(5)).expect("small")];
    let all = Status::ALL;
    let state = &mut row.lifecycle;
    state.status = match closed {
        true if chance.below(4) == 0 => Status::Spam,
        true => Status::Closed,
        false => all[usize::try_from(chance.below(7)).expect("small")],
    };
    if chance.below(4) == 0 {
        state.direction = Direction::Outbound;
    }
    state.department =
        chance.maybe(|chance| [people.sales, people.support][usize::try_from(chance.below(2)).expect("small")]);
    state.assignee = chance.maybe(|chance| [people.ana, people.bia][usize::try_from(chance.below(2)).expect("small")]);
    state.reserved = (chance.below(8) == 0).then_some(Reservation {
        agent: people.ana,
        until: None,
    });
    let created = at(chance.small(40) * 86_400_000);
    state.stamps.created_at = created;
    let mut later = || chance.maybe(|chance| created.plus(chance.small(5) * 3_600_000));
    state.stamps.queued_at = later();
    state.stamps.first_reply_at = later();
    state.stamps.accepted_at = later();
    state.stamps.last_message_at = later();
    state.stamps.ended_at = later();
    state.stamps.closed_at = later();
    state.stamps.modified_at = later().unwrap_or(created);
    row.unread = u32::try_from(chance.below(2)).expect("small");
    row.metrics.calendar = metrics(chance);
    row.metrics.business = metrics(chance);
    row.start_page = chance.maybe(|chance| StartPage {
        url: word(chance).to_owned(),
        title: String::new(),
    });
    row.rating = chance.maybe(|chance| {
        let like = chance.below(2) == 0;
        Rating {
            kind: if like { RatingKind::Like } else { RatingKind::Five },
            value: u8::try_from(if like { chance.below(2) } else { 1 + chance.below(5) }).expect("small"),
            comment: None,
            at: created,
        }
    });
    row.review = chance.maybe(|chance| Review {
        value: u8::try_from(1 + chance.below(5)).expect("small"),
        comment: Comment::new(word(chance)).ok(),
        by: people.bia,
        at: created,
    });
    row.form_filled_at = chance.maybe(|_| created);
    row.history_requested_at = chance.maybe(|_| created);
}

async fn everything(db: &store::Db, world: World) -> Vec<Conversation> {
    let ids = write(db, move |tx| {
        Box::pin(async move {
            let mut chance = Chance(7);
            let names = ["Álvaro", "ana", "Zilda", "", "Ana", "Érica"];
            let mut contacts = Vec::new();
            for index in 0..ROWS {
                let name = names[index % names.len()];
                let new = NewContact {
                    name: name.to_owned(),
                    email: (index % 2 == 0).then(|| format!("c{index}@example.com")),
                    phone: (index % 5 == 0).then(|| format!("+55 11 9{index:04}")),
                    source: Channel::LiveChat,
                    created_at: at(0),
                };
                contacts.push((contact::insert(tx, &new).await?, name));
            }
            let template = new_conversation(&world, contacts[0].0, "", at(0));
            let mut template = conversation::insert(tx, template).await?.expect("the first");
            let first = template.clone();
            let mut rows = Vec::new();
            for (index, id) in conversation::reserve(tx, ROWS).await?.into_iter().enumerate() {
                template.id = id;
                let closed = index % 3 != 0;
                // Of closed ones several to a contact; of open ones one at most.
                let (contact, name) = contacts[if closed { index % 20 } else { index.max(1) }];
                template.contact = model::ContactName {
                    id: contact,
                    name: name.to_owned(),
                    photo: None,
                };
                let mut row = template.clone();
                random(&mut chance, &mut row, &world, closed);
                rows.push(row);
            }
            conversation::insert_all(tx, &rows).await?;
            let mut ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            ids.push(first.id);
            for (index, id) in ids.iter().enumerate() {
                let tag = |name: &str| store::tag::Tagged {
                    name: name.to_owned(),
                    by: None,
                    at: at(0),
                };
                store::tag::put(tx, *id, &[tag("urgent"), tag("invoice")][..index % 3]).await?;
            }
            Ok(ids)
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let mut rows = Vec::new();
    for id in ids {
        rows.push(conversation::get(&mut conn, id).await.expect("read").expect("there"));
    }
    rows
}

/// What a plain sort compares; `None` comes last both ways.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Plain {
    Number(i64),
    Text(String),
    Name(String, i64),
}

fn plain(row: &Conversation, sort: Sort, basis: TimeBasis, directory: &Directory) -> Option<Plain> {
    let state = &row.lifecycle;
    let number = |at: Option<usize>| at.and_then(|at| i64::try_from(at).ok()).map(Plain::Number);
    let named = |name: &str, id: i64| Some(Plain::Name(sort_name(name)?, id));
    match sort.column {
        Column::Inbox => named(
            &directory.inboxes.iter().find(|it| it.id == state.inbox)?.name,
            state.inbox.0,
        ),
        Column::Connection => {
            let it = directory.connections.iter().find(|it| it.id == state.connection)?;
            named(&it.name, it.id.0)
        }
        Column::Department => {
            let it = directory
                .departments
                .iter()
                .find(|it| Some(it.id) == state.department)?;
            named(&it.name, it.id.0)
        }
        Column::Agent => named(directory.user_name(state.assignee?)?, state.assignee?.0),
        Column::Customer => named(&row.contact.name, row.contact.id.0),
        Column::Direction => number(Direction::ALL.iter().position(|it| *it == state.direction)),
        Column::Channel => number(Channel::ALL.iter().position(|it| *it == row.channel)),
        Column::Status => number(GeneralStatus::ALL.iter().position(|it| *it == state.status.general())),
        Column::DetailedStatus => number(Status::ALL.iter().position(|it| *it == state.status)),
        Column::Spam => Some(Plain::Number(i64::from(state.status == Status::Spam))),
        Column::FormFilled => Some(Plain::Number(i64::from(row.form_filled_at.is_some()))),
        Column::HistoryRequested => Some(Plain::Number(i64::from(row.history_requested_at.is_some()))),
        Column::StartPage => Some(Plain::Text(sort_text(&row.start_page.as_ref()?.url))),
        Column::SupervisorComment => {
            let comment = row.review.as_ref()?.comment.as_ref()?;
            Some(Plain::Text(sort_text(comment.as_str())))
        }
        column if column.kind() == ColumnKind::Time => column.time(row).map(|it| Plain::Number(it.0)),
        column => column.number(row, basis).map(Plain::Number),
    }
}

/// The rows in the order that is asked for, the plain way.
fn sorted(rows: &[Conversation], query: &TableQuery, directory: &Directory) -> Vec<Conversation> {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| {
        let key = |row: &Conversation| plain(row, query.sort, query.time, directory);
        let turned = |ordering: core::cmp::Ordering| {
            if query.sort.descending {
                ordering.reverse()
            } else {
                ordering
            }
        };
        // Contacts without a name are in the order of contacts.
        let unnamed = |row: &Conversation| (query.sort.column == Column::Customer).then_some(row.contact.id);
        match (key(a), key(b)) {
            (Some(_), None) => core::cmp::Ordering::Less,
            (None, Some(_)) => core::cmp::Ordering::Greater,
            (a_key, b_key) => turned(a_key.cmp(&b_key))
                .then_with(|| turned(unnamed(a).cmp(&unnamed(b))))
                .then_with(|| turned(a.id.cmp(&b.id))),
        }
    });
    rows
}

const EFFORTS: [Effort; 3] = [
    Effort {
        few: 4_000,
        first: 64,
        most: 20_000,
        counted: 20_000,
    },
    // Few rows are many: everything is walked to, in small steps, and stretches end before they are full.
    Effort {
        few: 0,
        first: 8,
        most: 32,
        counted: 32,
    },
    // Some conditions alone lead to more than a few, and with others to a few.
    Effort {
        few: 6,
        first: 8,
        most: 60,
        counted: 60,
    },
];

/// All pages from the beginning to the end.
async fn all_pages(conn: &mut Conn, reading: &Reading<'_>, rows: usize) -> Vec<Conversation> {
    let mut found: Vec<Conversation> = Vec::new();
    let mut place = Place::Top;
    loop {
        let page = table::page(conn, reading, &place, rows)
            .await
            .expect("read")
            .expect("a place");
        assert!(page.rows.len() <= rows);
        found.extend(page.rows);
        assert!(found.len() <= 2 * ROWS, "it goes round in circles: {:?}", reading.query);
        match page.next {
            Some(next) => place = Place::After(next),
            None => return found,
        }
    }
}

/// All pages from a place back to the beginning, in the table's order.
async fn all_pages_back(conn: &mut Conn, reading: &Reading<'_>, from: TableKey, rows: usize) -> Vec<Conversation> {
    let mut found: Vec<Vec<Conversation>> = Vec::new();
    let mut place = Place::Before(from);
    loop {
        let page = table::page(conn, reading, &place, rows)
            .await
            .expect("read")
            .expect("a place");
        found.push(page.rows);
        assert!(found.len() <= 2 * ROWS, "it goes round in circles: {:?}", reading.query);
        match page.previous {
            Some(previous) => place = Place::Before(previous),
            None => break,
        }
    }
    found.reverse();
    found.into_iter().flatten().collect()
}

fn scopes(world: &World) -> [Scope; 3] {
    let none = Scope {
        user: world.ana,
        all: false,
        departments: vec![],
        without_department: false,
    };
    [
        Scope {
            all: true,
            ..none.clone()
        },
        none.clone(),
        Scope {
            departments: vec![world.support],
            without_department: true,
            ..none
        },
    ]
}

fn column(column: Column, test: Test) -> Condition {
    Condition {
        field: Field::Column(column),
        test,
    }
}

fn sorts() -> impl Iterator<Item = (Sort, TimeBasis)> {
    let columns = Column::ALL.iter().copied().filter(|column| column.sorts());
    columns.flat_map(|column| {
        [(false, TimeBasis::Calendar), (true, TimeBasis::Business)]
            .map(|(descending, basis)| (Sort { column, descending }, basis))
    })
}

fn ids(list: &[Conversation]) -> Vec<i64> {
    list.iter().map(|row| row.id.0).collect()
}

async fn directory(conn: &mut Conn) -> Directory {
    store::directory::directory(conn).await.expect("read")
}

/// Otherwise people look for a conversation where it is not, or do not see it at all.
async fn every_order_pages_through_everything_both_ways(db: TestDb) {
    let world = world(&db).await;
    let all = everything(&db, world).await;
    let mut conn = db.read().await.expect("a reader");
    let directory = directory(&mut conn).await;
    for (sort, time) in sorts() {
        let query = TableQuery {
            conditions: vec![],
            sort,
            time,
        };
        for (effort, scope) in EFFORTS
            .into_iter()
            .zip(scopes(&world))
            .chain([(EFFORTS[1], scopes(&world)[2].clone())])
        {
            let seen: Vec<_> = all.iter().filter(|row| scope.sees(&row.facts())).cloned().collect();
            let expected = sorted(&seen, &query, &directory);
            let reading = Reading {
                scope: &scope,
                query: &query,
                now: NOW,
                offset: 0,
                effort,
            };
            let found = all_pages(&mut conn, &reading, 30).await;
            assert_eq!(ids(&found), ids(&expected), "{query:?} {scope:?} {effort:?}");
            assert_eq!(found, expected);
            // From the middle to the end, and back to the beginning.
            let middle = expected[expected.len() / 2].id;
            let page = table::page(&mut conn, &reading, &Place::Number(middle), 7)
                .await
                .expect("read")
                .expect("there");
            assert_eq!(
                page.rows.first().map(|row| row.id),
                Some(middle),
                "{query:?} {scope:?} {effort:?}"
            );
            let before = page.previous.expect("there are some before");
            let found = all_pages_back(&mut conn, &reading, before, 30).await;
            assert_eq!(
                ids(&found),
                ids(&expected[..expected.len() / 2]),
                "back: {query:?} {scope:?} {effort:?}"
            );
        }
    }
}

fn filters(world: &World, tags: &[model::TagId]) -> Vec<Vec<Condition>> {
    let id = |id| vec![Choice::Id(id)];
    let days = |days| Test::At(Moment::LastDays(days));
    let span = |from, to| Test::Within(Span { from, to });
    vec![
        vec![column(Column::Agent, Test::OneOf(vec![Choice::Me]))],
        vec![column(Column::Agent, Test::NoneOf(id(world.bia.0)))],
        vec![column(Column::Department, Test::OneOf(id(world.sales.0)))],
        vec![column(Column::Department, Test::Empty)],
        vec![column(
            Column::Status,
            Test::OneOf(vec![Choice::Status(GeneralStatus::Closed)]),
        )],
        vec![column(
            Column::Status,
            Test::OneOf(vec![
                Choice::Status(GeneralStatus::Waiting),
                Choice::Status(GeneralStatus::Replied),
            ]),
        )],
        vec![column(
            Column::DetailedStatus,
            Test::NoneOf(vec![Choice::DetailedStatus(Status::Closed)]),
        )],
        vec![column(
            Column::Channel,
            Test::OneOf(vec![Choice::Channel(Channel::LiveChat)]),
        )],
        vec![column(
            Column::Direction,
            Test::NoneOf(vec![Choice::Direction(Direction::Inbound)]),
        )],
        vec![column(Column::Created, days(20)), column(Column::Spam, Test::No)],
        vec![column(Column::Closed, Test::At(Moment::BeforeLastDays(25)))],
        vec![column(Column::AgentReplied, Test::Empty)],
        vec![
            column(Column::Inbox, Test::OneOf(id(world.inbox.0))),
            column(Column::Spam, Test::Yes),
        ],
        vec![column(Column::Inbox, Test::NoneOf(id(world.inbox.0)))],
        vec![column(
            Column::Tags,
            Test::OneOf(tags.iter().map(|tag| Choice::Id(tag.0)).collect()),
        )],
        vec![column(Column::Tags, Test::NoneOf(id(tags[0].0)))],
        vec![column(Column::Tags, Test::Empty), column(Column::FormFilled, Test::Yes)],
        vec![column(Column::HistoryRequested, Test::No)],
        vec![column(Column::CustomerRating, span(Some(4), None))],
        vec![column(Column::SupervisorRating, span(None, Some(2)))],
        vec![column(Column::SupervisorComment, Test::Contains("pess".to_owned()))],
        vec![column(Column::StartPage, Test::Contains("/cesta".to_owned()))],
        vec![column(Column::Customer, Test::Contains("ana".to_owned()))],
        vec![column(Column::Customer, Test::Empty)],
        vec![column(Column::AverageResponseTime, span(Some(60_000), Some(120_000)))],
        vec![column(Column::MaximumResponseTime, Test::NotEmpty)],
        vec![column(Column::Number, span(Some(30), Some(90)))],
        vec![Condition {
            field: Field::Unread,
            test: Test::Yes,
        }],
        vec![
            column(Column::Agent, Test::OneOf(id(world.ana.0))),
            column(Column::Department, Test::NotEmpty),
            column(Column::Created, days(30)),
        ],
    ]
}

/// The model's word about one conversation and SQL's about all of them are the same.
async fn every_filter_in_every_order_gives_exactly_what_it_lets_through(db: TestDb) {
    let world = world(&db).await;
    let all = everything(&db, world).await;
    let mut conn = db.read().await.expect("a reader");
    let directory = directory(&mut conn).await;
    let tags: Vec<_> = directory.tags.iter().map(|tag| tag.id).collect();
    let [everybody, _, some] = scopes(&world);
    for (index, conditions) in filters(&world, &tags).into_iter().enumerate() {
        TableQuery {
            conditions: conditions.clone(),
            ..TableQuery::default()
        }
        .check()
        .expect("a filter that makes sense");
        for (at_sort, (sort, time)) in sorts().enumerate() {
            let query = TableQuery {
                conditions: conditions.clone(),
                sort,
                time,
            };
            // Every pair once, with one of the efforts and scopes: all of these with each filter and each order.
            let effort = EFFORTS[(index + at_sort) % 3];
            let scope = if (index + at_sort / 3) % 3 == 0 {
                &some
            } else {
                &everybody
            };
            let let_through: Vec<_> = all
                .iter()
                .filter(|row| scope.sees(&row.facts()))
                .filter(|row| query.lets_through(row, world.ana, NOW, -180) == Some(true))
                .cloned()
                .collect();
            let expected = sorted(&let_through, &query, &directory);
            let reading = Reading {
                scope,
                query: &query,
                now: NOW,
                offset: -180,
                effort,
            };
            let found = all_pages(&mut conn, &reading, 30).await;
            assert_eq!(ids(&found), ids(&expected), "{query:?} {scope:?} {effort:?}");
            if at_sort < 4 {
                let count = table::count(&mut conn, &reading).await.expect("counted");
                let rows = u32::try_from(expected.len()).expect("few");
                let expected = model::TableCount { rows, more: false };
                if effort == EFFORTS[0] || !count.more {
                    assert_eq!(count, expected, "{query:?} {scope:?} {effort:?}");
                }
            }
        }
    }
}

/// What stays as it is stands in the table once, whatever happens to others between two pages.
async fn what_does_not_change_is_seen_once_while_others_do(db: TestDb) {
    let world = world(&db).await;
    let all = everything(&db, world).await;
    let [scope, ..] = scopes(&world);
    for (sort, time) in sorts().filter(|(sort, _)| {
        matches!(
            sort.column,
            Column::Number | Column::Agent | Column::Modified | Column::CustomerRating | Column::Customer
        )
    }) {
        let query = TableQuery {
            conditions: vec![],
            sort,
            time,
        };
        let reading = Reading {
            scope: &scope,
            query: &query,
            now: NOW,
            offset: 0,
            effort: EFFORTS[0],
        };
        let mut found: Vec<i64> = Vec::new();
        let mut changed: Vec<i64> = Vec::new();
        let mut place = Place::Top;
        loop {
            let mut conn = db.read().await.expect("a reader");
            let page = table::page(&mut conn, &reading, &place, 11)
                .await
                .expect("read")
                .expect("a place");
            found.extend(page.rows.iter().map(|row| row.id.0));
            let Some(next) = page.next else { break };
            place = Place::After(next);
            // Something that is open is closed, and something that is closed changes what it stands in order by.
            let at_page = found.len() % 3;
            let ids: Vec<_> = all.iter().skip(at_page).step_by(17).map(|row| row.id).collect();
            changed.extend(ids.iter().map(|id| id.0));
            write(&db, move |tx| {
                let ids = ids.clone();
                Box::pin(async move { change(tx, &ids, world.bia).await })
            })
            .await;
        }
        let mut unchanged: Vec<i64> = found.iter().copied().filter(|id| !changed.contains(id)).collect();
        unchanged.sort_unstable();
        let mut expected: Vec<i64> = ids(&all).into_iter().filter(|id| !changed.contains(id)).collect();
        expected.sort_unstable();
        assert_eq!(unchanged, expected, "{query:?}");
    }
}

async fn change(tx: &mut Tx, ids: &[model::ConversationId], agent: UserId) -> Result<(), StoreError> {
    for id in ids {
        let present = conversation::lock(tx, *id).await?.expect("there");
        let mut row = present.clone();
        row.lifecycle.status = Status::Closed;
        row.lifecycle.assignee = Some(agent);
        row.lifecycle.stamps.modified_at = row.lifecycle.stamps.modified_at.plus(86_400_000);
        row.rating = None;
        conversation::update(tx, &present, &mut row).await?;
    }
    Ok(())
}

type Fits<'a> = Box<dyn Fn(&Conversation, &Contact) -> bool + 'a>;

/// Conditions and what they mean. In `talks` the first of two says that it has not come, the other that it has; the first five
/// contacts are in the group and on the stage.
fn told(talks: &[(ConversationId, ContactId)], group: ChoiceId, stage: ChoiceId) -> Vec<(Condition, Fits<'_>)> {
    let in_group = move |row: &Conversation| talks.iter().take(5).any(|(_, contact)| *contact == row.contact.id);
    let said = move |row: &Conversation, which: usize| {
        let mut ids = talks.iter().skip(which).step_by(2);
        ids.any(|(id, _)| *id == row.id)
    };
    let on = |field, test| Condition { field, test };
    let has = |part: &str| Test::Contains(part.to_owned());
    let one = |id| Test::OneOf(vec![Choice::Id(id)]);
    vec![
        (on(Field::Groups, one(group.0)), Box::new(move |row, _| in_group(row))),
        (on(Field::Groups, Test::Empty), Box::new(move |row, _| !in_group(row))),
        (
            on(Field::Groups, Test::NoneOf(vec![Choice::Id(group.0)])),
            Box::new(move |row, _| !in_group(row)),
        ),
        (on(Field::Stage, one(stage.0)), Box::new(move |row, _| in_group(row))),
        (on(Field::Stage, Test::Empty), Box::new(move |row, _| !in_group(row))),
        (
            on(Field::Email, has("c68@exam")),
            Box::new(|_, it| it.email.as_deref() == Some("c68@example.com")),
        ),
        (on(Field::Email, has("example")), Box::new(|_, it| it.email.is_some())),
        (on(Field::Email, Test::Empty), Box::new(|_, it| it.email.is_none())),
        (
            on(Field::Phone, has("90010")),
            Box::new(|_, it| it.phone.as_deref() == Some("+55 11 90010")),
        ),
        (on(Field::Phone, Test::NotEmpty), Box::new(|_, it| it.phone.is_some())),
        (
            on(Field::Messages, has("nao chegou")),
            Box::new(move |row, _| said(row, 0)),
        ),
        (
            on(Field::Messages, has("chego")),
            Box::new(move |row, _| said(row, 0) || said(row, 1)),
        ),
        (on(Field::Messages, has("nunca")), Box::new(|_, _| false)),
    ]
}

/// What is not said on a conversation's row: its contact's groups, stage, number and address, and its messages.
async fn what_the_contact_and_the_messages_say_filters_too(db: TestDb) {
    let world = world(&db).await;
    let all = everything(&db, world).await;
    let talks: Vec<_> = all.iter().step_by(4).map(|row| (row.id, row.contact.id)).collect();
    let talking = talks.clone();
    let (group, stage) = write(&db, move |tx| {
        let talks = talking.clone();
        Box::pin(async move {
            let form = |name: &str| ChoiceForm {
                name: name.to_owned(),
                ..ChoiceForm::default()
            };
            let group = choice::insert(tx, ChoiceKind::Group, &form("VIP"), at(0))
                .await?
                .expect("new");
            let stage = choice::insert(tx, ChoiceKind::Stage, &form("Warm"), at(0))
                .await?
                .expect("new");
            for (index, (conversation, contact)) in talks.into_iter().enumerate() {
                let text = if index % 2 == 0 { "Não chegou" } else { "Já chegou" };
                let said = NewMessage {
                    conversation,
                    at: at(1),
                    author: Author::Customer { contact },
                    content: Content::Text { text: text.to_owned() },
                    files: Vec::new(),
                    reply_to: None,
                    command: None,
                };
                message::insert(tx, said).await?;
                if index < 5 {
                    contact_sheet::choose(tx, contact, Chosen::Groups, group, true, at(1)).await?;
                    contact_sheet::set_stage(tx, contact, Some(stage)).await?;
                }
            }
            Ok((group, stage))
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let directory = directory(&mut conn).await;
    let [scope, ..] = scopes(&world);
    let mut contacts = Vec::new();
    for row in &all {
        contacts.push(
            contact::get(&mut conn, row.contact.id)
                .await
                .expect("read")
                .expect("there"),
        );
    }
    let cases = told(&talks, group, stage);
    for (condition, fits) in &cases {
        for (at_sort, (sort, time)) in sorts().enumerate().filter(|(at, _)| at % 5 == 0) {
            let query = TableQuery {
                conditions: vec![condition.clone()],
                sort,
                time,
            };
            query.check().expect("a filter that makes sense");
            let let_through: Vec<_> = all
                .iter()
                .zip(&contacts)
                .filter(|(row, contact)| fits(row, contact))
                .map(|(row, _)| row.clone())
                .collect();
            let reading = Reading {
                scope: &scope,
                query: &query,
                now: NOW,
                offset: 0,
                effort: EFFORTS[at_sort % 2],
            };
            let found = all_pages(&mut conn, &reading, 30).await;
            let expected = sorted(&let_through, &query, &directory);
            assert_eq!(ids(&found), ids(&expected), "{query:?}");
        }
    }
}

/// A link of yesterday, or a client that makes something up.
async fn a_place_that_is_none_is_not_found(db: TestDb) {
    let world = world(&db).await;
    let all = everything(&db, world).await;
    let mut conn = db.read().await.expect("a reader");
    let [everybody, own, _] = scopes(&world);
    let foreign = all.iter().find(|row| !own.sees(&row.facts())).expect("some").id;
    let query = |column, descending| TableQuery {
        sort: Sort { column, descending },
        ..TableQuery::default()
    };
    let name = |name: Option<&str>| KeyValue::Name {
        name: name.map(ToOwned::to_owned),
        id: 1,
    };
    let after = |value| Place::After(TableKey { value, id: all[9].id });
    for (scope, query, place, found) in [
        (&own, query(Column::Created, false), Place::Number(foreign), false),
        (&own, query(Column::Number, false), Place::Number(foreign), true),
        (&everybody, query(Column::Created, true), Place::Number(foreign), true),
        (
            &everybody,
            query(Column::Created, true),
            Place::Number(ConversationId(9_999)),
            false,
        ),
        (
            &everybody,
            query(Column::Created, true),
            after(KeyValue::Text("x".to_owned())),
            false,
        ),
        (
            &everybody,
            query(Column::Agent, true),
            after(KeyValue::Number(1)),
            false,
        ),
        (&everybody, query(Column::Agent, true), after(name(Some("zz"))), true),
        (&everybody, query(Column::Customer, true), after(name(None)), true),
        (&everybody, query(Column::StartPage, true), after(name(None)), false),
    ] {
        let reading = Reading {
            scope,
            query: &query,
            now: NOW,
            offset: 0,
            effort: EFFORTS[1],
        };
        let page = table::page(&mut conn, &reading, &place, 5).await.expect("read");
        assert_eq!(page.is_some(), found, "{query:?} {place:?}");
    }
}

/// From a day on, both ways round.
async fn a_time_is_a_place_in_the_order_of_times(db: TestDb) {
    let world = world(&db).await;
    let all = everything(&db, world).await;
    let mut conn = db.read().await.expect("a reader");
    let [scope, ..] = scopes(&world);
    let directory = directory(&mut conn).await;
    let day = at(20 * 86_400_000);
    for descending in [false, true] {
        for column in [Column::Created, Column::Closed] {
            let query = TableQuery {
                sort: Sort { column, descending },
                ..TableQuery::default()
            };
            let reading = Reading {
                scope: &scope,
                query: &query,
                now: NOW,
                offset: 0,
                effort: EFFORTS[0],
            };
            let page = table::page(&mut conn, &reading, &Place::Time(day), 10)
                .await
                .expect("read")
                .expect("a place");
            let expected: Vec<_> = sorted(&all, &query, &directory)
                .into_iter()
                .filter(|row| {
                    column
                        .time(row)
                        .is_none_or(|it| if descending { it <= day } else { it >= day })
                })
                .take(10)
                .collect();
            assert_eq!(ids(&page.rows), ids(&expected), "{query:?}");
        }
    }
}

store::testing::contract! {
    every_order_pages_through_everything_both_ways,
    every_filter_in_every_order_gives_exactly_what_it_lets_through,
    what_does_not_change_is_seen_once_while_others_do,
    what_the_contact_and_the_messages_say_filters_too,
    a_place_that_is_none_is_not_found,
    a_time_is_a_place_in_the_order_of_times,
}
