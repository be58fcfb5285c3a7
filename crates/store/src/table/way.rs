//! Ways into the closed rows other than their order: when one of them leads to few, these are read and sorted, rather than
//! many walked past.

use model::{Column, Condition, Field, Scope, Status, Test};
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::MOST_LOOKED_AT;
use super::condition::{self, Now};
use super::order::{index_of, is_in_all_indexes, stored};
use crate::conn::{Raw, run};
use crate::scope::{self, Branch, Columns};
use crate::{Conn, StoreError};

/// Rows that are counted to find the rarest way, when the count itself is asked for.
pub(super) const COUNTED: usize = 10_001;

/// The columns of a row named `w`.
const WAY: Columns = Columns {
    department: "w.department_id",
    assignee: "w.assignee_id",
    reserved_for: "w.reserved_for",
};

/// Gives the ids of rows, among them all closed ones that meet one of the conditions, or all of a scope.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// A text that begins with SELECT and has nothing in it that somebody typed.
    Sql(String),
    /// By an index of closed rows.
    Index(Index),
    Scope(Scope),
    Ids(Vec<i64>),
}

/// Closed rows of an index, named `w`.
#[derive(Debug, Clone)]
pub(super) struct Index {
    /// What follows the table's name, up to the condition.
    rows: String,
    /// What else is asked for and stands in the index.
    besides: Option<String>,
    /// Gives only those that meet that, too.
    is_narrow: bool,
}

/// A way with how many rows it gives, counted no further than was asked.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    pub(super) way: Way,
    pub(super) rows: usize,
    /// It gives exactly the rows that are asked for: this is the only condition.
    pub(super) is_all: bool,
}

impl Way {
    /// `enough`: no more than that is needed of any part of it.
    pub(super) fn push<DB>(&self, query: &mut QueryBuilder<DB>, enough: usize)
    where
        DB: Database,
        i64: for<'q> Encode<'q, DB> + Type<DB>,
    {
        match self {
            Self::Sql(sql) => {
                query.push(sql);
            }
            Self::Index(index) => {
                query.push("SELECT w.id FROM conversation w").push(&index.rows);
                if let (true, Some(besides)) = (index.is_narrow, &index.besides) {
                    query.push(" AND ").push(besides);
                }
            }
            Self::Ids(ids) => {
                query.push("SELECT w.id FROM conversation w WHERE w.id IN (");
                push_numbers(query, ids);
                query.push(") AND w.status IN ('closed', 'spam')");
            }
            Self::Scope(scope) => {
                for (index, branch) in scope::branches(scope).into_iter().enumerate() {
                    query.push(if index == 0 {
                        "SELECT id FROM ("
                    } else {
                        " UNION SELECT id FROM ("
                    });
                    query.push("SELECT w.id FROM conversation w WHERE ");
                    // Those kept for somebody have an index of their own, which holds what awaits its close as well.
                    if matches!(branch, Branch::ReservedFor(_)) {
                        query.push(
                            "w.status IN ('pending_close', 'closed', 'spam') AND w.reserved_for IS NOT NULL AND \
                             w.status <> 'pending_close' AND ",
                        );
                    } else {
                        query.push("w.status IN ('closed', 'spam') AND ");
                    }
                    branch.push(query, WAY);
                    query
                        .push(" LIMIT ")
                        .push_bind(i64::try_from(enough).unwrap_or(i64::MAX))
                        .push(") AS branch");
                }
            }
        }
    }
}

pub(super) fn push_numbers<DB: Database>(query: &mut QueryBuilder<DB>, numbers: &[i64]) {
    if numbers.is_empty() {
        query.push("NULL");
    }
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 {
            query.push(", ");
        }
        query.push(number);
    }
}

/// The ways that the scope and the conditions give.
pub(super) fn ways(scope: &Scope, conditions: &[Condition], now: Now, is_sqlite: bool) -> Vec<Way> {
    let mut ways = Vec::new();
    if !scope.all {
        ways.push(Way::Scope(scope.clone()));
    }
    ways.extend(conditions.iter().filter_map(|it| {
        let mut way = of_condition(it, now, is_sqlite)?;
        if let Way::Index(index) = &mut way {
            index.besides = said_besides(it, scope, conditions, now);
        }
        Some(way)
    }));
    ways
}

/// Closed rows by an index, which SQLite, knowing nothing of how rows are spread, is told to use.
fn by_index(index: &str, condition: &str, is_sqlite: bool) -> Way {
    let hint = if is_sqlite {
        format!(" INDEXED BY conversation_by_{index}")
    } else {
        String::new()
    };
    let condition = condition.replace("c.", "w.");
    Way::Index(Index {
        rows: format!("{hint} WHERE w.status IN ('closed', 'spam') AND {condition}"),
        besides: None,
        is_narrow: false,
    })
}

/// What an index says of its rows besides what it is in order by: the scope, and the conditions on who has it, where it is and how it
/// ended. `None`: nothing is asked for besides `own`.
fn said_besides(own: &Condition, scope: &Scope, conditions: &[Condition], now: Now) -> Option<String> {
    let mut said: Vec<String> = conditions
        .iter()
        .filter(|it| is_in_all_indexes(it.field) && *it != own)
        .map(|it| condition::sql(it, now).replace("c.", "w."))
        .filter(|sql| !sql.is_empty())
        .collect();
    if !scope.all {
        said.push(scope::sql(scope, WAY));
    }
    (!said.is_empty()).then(|| said.join(" AND "))
}

fn of_condition(it: &Condition, now: Now, is_sqlite: bool) -> Option<Way> {
    let sql = condition::sql(it, now);
    match (it.field, &it.test) {
        (Field::Stage, Test::OneOf(_)) => {
            let stages = sql.rsplit_once(" IN ")?.1;
            Some(of_contacts(&format!(
                "SELECT k.id FROM contact k WHERE k.stage_id IS NOT NULL AND k.stage_id IN {stages}"
            )))
        }
        (Field::Groups, Test::OneOf(_)) => {
            let groups = sql.rsplit_once(" IN ")?.1.strip_suffix(')')?;
            Some(of_contacts(&format!(
                "SELECT g.contact_id FROM contact_group g WHERE g.choice_id IN {groups}"
            )))
        }
        (Field::Messages | Field::Phone | Field::Email | Field::Unread | Field::Stage | Field::Groups, _)
        | (_, Test::NoneOf(_) | Test::No) => None,
        (Field::Column(Column::Tags), Test::OneOf(_)) => {
            let tags = sql.rsplit_once(" IN ")?.1.strip_suffix(')')?;
            Some(Way::Sql(format!(
                "SELECT DISTINCT t.conversation_id AS id FROM conversation_tag t WHERE t.tag_id IN {tags}"
            )))
        }
        (Field::Column(column), test) => match (column, test) {
            (Column::Inbox, Test::OneOf(_)) => Some(by_index("inbox", &sql, is_sqlite)),
            (Column::Connection, Test::OneOf(_)) => Some(by_index("connection", &sql, is_sqlite)),
            (Column::Department, Test::OneOf(_) | Test::Empty) => Some(by_index("department", &sql, is_sqlite)),
            (Column::Agent, Test::OneOf(_) | Test::Empty) => Some(by_index("agent", &sql, is_sqlite)),
            (Column::Contact, Test::OneOf(_)) => Some(by_index("contact", &sql, is_sqlite)),
            (Column::Number, _) => Some(by_index("number", &sql, is_sqlite)),
            (Column::Direction, Test::OneOf(_)) => Some(by_index("direction", &sql, is_sqlite)),
            (Column::Channel, Test::OneOf(_)) => Some(by_index("channel", &sql, is_sqlite)),
            (Column::Status | Column::DetailedStatus | Column::Spam, _) => Some(by_status(it, is_sqlite)),
            (Column::FormFilled, Test::Yes) => Some(by_index("form_filled", &sql, is_sqlite)),
            (Column::HistoryRequested, Test::Yes) => Some(by_index("history_requested", &sql, is_sqlite)),
            (Column::Tags | Column::Customer | Column::Contact, _) => None,
            _ => {
                let stored = stored(column, now.basis)?;
                let index = index_of(column, stored);
                let name = index.trim_start_matches("conversation_by_");
                (!sql.is_empty()).then(|| by_index(name, &sql, is_sqlite))
            }
        },
    }
}

/// Of the closed statuses that are asked for.
fn by_status(it: &Condition, is_sqlite: bool) -> Way {
    let column = match it.field {
        Field::Column(column) => column,
        _ => Column::DetailedStatus,
    };
    let words: Vec<String> = [Status::Closed, Status::Spam]
        .into_iter()
        .filter(|status| {
            condition::met_by_group(core::slice::from_ref(it), column, None, Some(*status), model::UserId(0))
        })
        .map(|status| format!("'{}'", status.as_str()))
        .collect();
    by_index(
        "status",
        &format!(
            "c.status IN ({})",
            if words.is_empty() {
                "''".to_owned()
            } else {
                words.join(", ")
            }
        ),
        is_sqlite,
    )
}

/// The closed conversations of some contacts.
pub(super) fn of_contacts(contacts: &str) -> Way {
    Way::Sql(format!(
        "SELECT w.id FROM conversation w WHERE w.contact_id IN ({contacts}) AND w.status IN ('closed', 'spam')"
    ))
}

/// Every closed row.
pub(super) fn all() -> Way {
    Way::Sql("SELECT w.id FROM conversation w WHERE w.status IN ('closed', 'spam')".to_owned())
}

/// The way that gives the fewest rows, counted no further than `counted`, or the first that gives few. `is_only`: there is only one condition, or only the scope.
pub(super) async fn rarest(
    conn: &mut Conn,
    ways: Vec<Way>,
    few: usize,
    counted: usize,
    is_only: bool,
) -> Result<Option<Counted>, StoreError> {
    let mut rarest: Option<Counted> = None;
    for way in ways {
        let rows = count(conn, &way, counted).await?;
        let (way, rows) = match &way {
            Way::Index(index) if rows > few => match narrow(conn, index).await? {
                Some((narrow, fewer)) => (Way::Index(narrow), fewer.min(rows)),
                None => (way, rows),
            },
            _ => (way, rows),
        };
        if rarest.as_ref().is_none_or(|so_far| rows < so_far.rows) {
            rarest = Some(Counted {
                way,
                rows,
                is_all: is_only,
            });
        }
        if rows <= few {
            break;
        }
    }
    Ok(rarest)
}

/// The rows of an index that meet what else it says of them, and how many they are, unless there are too many to look through.
async fn narrow(conn: &mut Conn, index: &Index) -> Result<Option<(Index, usize)>, StoreError> {
    let Some(besides) = &index.besides else {
        return Ok(None);
    };
    let most = i64::try_from(MOST_LOOKED_AT).unwrap_or(i64::MAX);
    let (all, meeting): (i64, i64) = run!(conn, c => {
        let mut query = QueryBuilder::new("SELECT count(*), count(CASE WHEN ");
        query
            .push(besides)
            .push(" THEN 1 END) FROM (SELECT w.id, w.department_id, w.assignee_id, w.reserved_for, w.status FROM conversation w")
            .push(&index.rows)
            .push(" LIMIT ")
            .push_bind(most + 1)
            .push(") AS w");
        query
    }
    .build_query_as()
    .persistent(false)
    .fetch_one(c))?;
    let narrow = Index {
        is_narrow: true,
        ..index.clone()
    };
    Ok((all <= most).then(|| (narrow, usize::try_from(meeting).unwrap_or_default())))
}

/// How many rows a way gives, counted no further than `most`.
pub(super) async fn count(conn: &mut Conn, way: &Way, most: usize) -> Result<usize, StoreError> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let rows: i64 = run!(conn, c => {
        let mut query = QueryBuilder::new("SELECT count(*) FROM (SELECT 1 FROM (");
        way.push(&mut query, most);
        query.push(") AS it LIMIT ").push_bind(limit).push(") AS counted");
        query
    }
    .build_query_scalar()
    .persistent(false)
    .fetch_one(c))?;
    Ok(usize::try_from(rows).unwrap_or_default())
}

pub(super) fn is_sqlite(conn: &mut Conn) -> bool {
    matches!(conn.raw(), Raw::Sqlite(_))
}
