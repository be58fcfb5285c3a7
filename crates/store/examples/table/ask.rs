//! Asks for the table in every order with each filter: first and deep pages, counts, and by hand beside it.

use std::collections::BTreeMap;

use model::{
    Choice, Column, Condition, ConversationId, Field, GeneralStatus, Moment, Place, Scope, Sort, Span, TableKey,
    TableQuery, Test, TimeBasis,
};
use serde_json::json;
use store::table::{self, Effort, Reading};
use store::{Conn, Db};

use crate::by_hand::ByHand;
use crate::fill::{Chance, Company, NOW, word};
use crate::{Failure, Times, now};

const ROWS: usize = 50;

/// A question that managers ask, as conditions and by hand.
struct Filter {
    name: &'static str,
    scope: Scope,
    conditions: Vec<Condition>,
    /// The columns of an index made for it before `created_at`, and its condition on the row `c`.
    by_hand: Option<(&'static str, String)>,
}

fn on(column: Column, test: Test) -> Condition {
    Condition {
        field: Field::Column(column),
        test,
    }
}

fn named(company: &Company) -> Vec<Filter> {
    let (agent, department) = (company.agents[7], company.departments[3]);
    let all = Scope {
        user: agent,
        all: true,
        departments: Vec::new(),
        without_department: false,
    };
    let own = Scope {
        all: false,
        ..all.clone()
    };
    let filter = |name, conditions, by_hand| Filter {
        name,
        scope: all.clone(),
        conditions,
        by_hand: Some(by_hand),
    };
    let one = |id| Test::OneOf(vec![Choice::Id(id)]);
    let days = 30 * 86_400_000;
    vec![
        filter("none", vec![], ("", "1 = 1".to_owned())),
        Filter {
            scope: own,
            ..filter("own", vec![], ("assignee_id, ", format!("c.assignee_id = {agent}")))
        },
        filter(
            "department",
            vec![on(Column::Department, one(department.0))],
            ("department_id, ", format!("c.department_id = {department}")),
        ),
        filter(
            "status",
            vec![on(
                Column::Status,
                Test::OneOf(vec![Choice::Status(GeneralStatus::Closed)]),
            )],
            ("", "c.status IN ('closed', 'spam')".to_owned()),
        ),
        filter(
            "spam",
            vec![on(Column::Spam, Test::Yes)],
            ("status, ", "c.status = 'spam'".to_owned()),
        ),
        filter(
            "agent",
            vec![on(Column::Agent, one(agent.0))],
            ("assignee_id, ", format!("c.assignee_id = {agent}")),
        ),
        filter(
            "channel",
            vec![on(
                Column::Channel,
                Test::OneOf(vec![Choice::Channel(model::Channel::LiveChat)]),
            )],
            ("channel, ", "c.channel = 'live_chat'".to_owned()),
        ),
        filter(
            "last 30 days",
            vec![on(Column::Created, Test::At(Moment::LastDays(30)))],
            ("", format!("c.created_at >= {}", NOW.0 - days)),
        ),
    ]
}

fn others(company: &Company) -> Vec<Filter> {
    let all = Scope {
        user: company.agents[0],
        all: true,
        departments: Vec::new(),
        without_department: false,
    };
    let has = |part: String| Test::Contains(part);
    let within = |from, to| Test::Within(Span { from, to });
    let messages = |word: String| Condition {
        field: Field::Messages,
        test: has(word),
    };
    [
        ("a rare word in messages", vec![messages(word(30_000))]),
        ("a common word in messages", vec![messages(word(1))]),
        ("a customer's name", vec![on(Column::Customer, has("erica".to_owned()))]),
        ("a start page", vec![on(Column::StartPage, has("moslo".to_owned()))]),
        ("a comment", vec![on(Column::SupervisorComment, has(word(2)))]),
        (
            "rated 1 or 2",
            vec![on(Column::CustomerRating, within(Some(1), Some(2)))],
        ),
        (
            "a reply after hours",
            vec![on(Column::WaitingForAgentReply, within(Some(5_400_000), None))],
        ),
        (
            "an agent in a department, last month",
            vec![
                on(Column::Agent, Test::OneOf(vec![Choice::Id(company.agents[1].0)])),
                on(
                    Column::Department,
                    Test::OneOf(vec![Choice::Id(company.departments[1].0)]),
                ),
                on(Column::Created, Test::At(Moment::LastMonth)),
            ],
        ),
        (
            "not this inbox, no agent",
            vec![
                on(Column::Inbox, Test::NoneOf(vec![Choice::Id(1)])),
                on(Column::Agent, Test::Empty),
            ],
        ),
    ]
    .into_iter()
    .map(|(name, conditions)| Filter {
        name,
        scope: all.clone(),
        conditions,
        by_hand: None,
    })
    .collect()
}

struct Asking<'a> {
    conn: Conn,
    filter: &'a Filter,
}

impl Asking<'_> {
    async fn page(&mut self, query: &TableQuery, place: &Place) -> Result<Option<model::TablePage>, Failure> {
        let reading = Reading {
            scope: &self.filter.scope,
            query,
            now: NOW,
            offset: 0,
            effort: Effort::default(),
        };
        Ok(table::page(&mut self.conn, &reading, place, ROWS).await?)
    }

    /// Somewhere in the middle of an order.
    async fn deep(&mut self, query: &TableQuery, near: i64) -> Result<Option<TableKey>, Failure> {
        let by_number = TableQuery {
            sort: Sort::default(),
            ..query.clone()
        };
        let found = self.page(&by_number, &Place::Number(ConversationId(near))).await?;
        let Some(row) = found.and_then(|page| page.rows.first().map(|row| row.id)) else {
            return Ok(None);
        };
        Ok(self.page(query, &Place::Number(row)).await?.and_then(|page| page.next))
    }
}

fn sorts() -> impl Iterator<Item = Sort> {
    let columns = Column::ALL.iter().copied().filter(|column| column.sorts());
    columns.flat_map(|column| [false, true].map(|descending| Sort { column, descending }))
}

pub async fn measure(db: &Db, url: &str, company: &Company) -> Result<(), Failure> {
    let mut chance = Chance(3);
    for (filter, limit) in named(company)
        .iter()
        .map(|it| (it, 30.0))
        .chain(others(company).iter().map(|it| (it, 300.0)))
    {
        let mut asking = Asking {
            conn: db.read().await?,
            filter,
        };
        let (mut first, mut deep) = (Times::default(), Times::default());
        let mut slowest: BTreeMap<String, f64> = BTreeMap::new();
        let mut by_creation = Times::default();
        for sort in sorts() {
            let query = TableQuery {
                conditions: filter.conditions.clone(),
                sort,
                time: TimeBasis::Calendar,
            };
            let near = i64::try_from(chance.below(company.conversations))?;
            let key = asking.deep(&query, near).await?;
            for place in [Some(Place::Top), key.map(Place::After)].into_iter().flatten() {
                let clock = now();
                asking.page(&query, &place).await?;
                let took = clock.elapsed().as_secs_f64() * 1000.0;
                let times = if place == Place::Top { &mut first } else { &mut deep };
                times.add(clock);
                let so_far = slowest.entry(sort.to_text()).or_default();
                *so_far = so_far.max(took);
            }
        }
        let newest = TableQuery {
            conditions: filter.conditions.clone(),
            sort: Sort {
                column: Column::Created,
                descending: true,
            },
            time: TimeBasis::Calendar,
        };
        for _ in 0..20 {
            let clock = now();
            asking.page(&newest, &Place::Top).await?;
            by_creation.add(clock);
        }
        let reading = Reading {
            scope: &filter.scope,
            query: &newest,
            now: NOW,
            offset: 0,
            effort: Effort::default(),
        };
        let mut counted = Times::default();
        for _ in 0..20 {
            let clock = now();
            table::count(&mut asking.conn, &reading).await?;
            counted.add(clock);
        }
        let count = table::count(&mut asking.conn, &reading).await?;
        let by_hand = match &filter.by_hand {
            Some(by_hand) => Some(ask_by_hand(url, by_hand).await?),
            None => None,
        };
        let mut slowest: Vec<_> = slowest.into_iter().collect();
        slowest.sort_by(|a, b| b.1.total_cmp(&a.1));
        slowest.truncate(3);
        println!(
            "{}",
            json!({
                "filter": filter.name,
                "limit": limit,
                "first": { "p50": first.of_hundred(50), "p99": first.of_hundred(99) },
                "deep": { "p50": deep.of_hundred(50), "p99": deep.of_hundred(99) },
                "slowest": slowest,
                "rows": count.rows,
                "more": count.more,
                "count": counted.of_hundred(50),
                "by_creation": by_creation.of_hundred(50),
                "by_hand": by_hand.map(|by_hand| by_hand[0]),
                "counted_by_hand": by_hand.map(|by_hand| by_hand[1]),
            })
        );
    }
    Ok(())
}

/// The newest rows of a filter as somebody would ask who needs nothing else, with an index made for it.
/// And how many there are, counted as far as we do.
async fn ask_by_hand(url: &str, (columns, condition): &(&str, String)) -> Result<[f64; 2], Failure> {
    let mut database = ByHand::open(url).await?;
    let index = format!("CREATE INDEX by_hand ON conversation ({columns}created_at, id)");
    database.run(&index).await?;
    let indexed = database.sql("INDEXED BY by_hand", "");
    let sql = format!(
        "SELECT c.*, k.name AS contact_name FROM conversation c {indexed} JOIN contact k ON k.id = c.contact_id \
         WHERE {condition} ORDER BY c.created_at DESC, c.id DESC LIMIT {}",
        ROWS + 1
    );
    let mut times = Times::default();
    for _ in 0..20 {
        let clock = now();
        let ids = database.ids(&sql).await?;
        times.add(clock);
        if ids.is_empty() {
            return Err("nothing was read by hand".into());
        }
    }
    let sql = format!(
        "SELECT count(*) AS id FROM (SELECT 1 FROM conversation c {indexed} WHERE {condition} LIMIT {}) AS counted",
        model::MOST_COUNTED + 1
    );
    let mut counted = Times::default();
    for _ in 0..20 {
        let clock = now();
        database.ids(&sql).await?;
        counted.add(clock);
    }
    database.run("DROP INDEX by_hand").await?;
    database.close().await?;
    Ok([times.of_hundred(50), counted.of_hundred(50)])
}
