//! How things stand in a scope: who waits and since when, and who has how much. Only open rows are read, by their tabs' indexes.

use model::{Scope, Tab, Timestamp, UserId};
use sqlx::{Database, Encode, QueryBuilder, Type};

use crate::conn::run;
use crate::conversation::on_tab;
use crate::row::{count, time};
use crate::{Conn, StoreError, scope};

/// Since when the one waits that waits for the agents longest. What a bot or menu has does not wait for them.
pub async fn longest_since(conn: &mut Conn, scope: &Scope) -> Result<Option<Timestamp>, StoreError> {
    let since: Option<i64> = run!(conn, c => {
        let mut query = of_tab("SELECT min(c.queued_at) FROM conversation c WHERE ", scope, Tab::Waiting);
        query.push(" AND c.bot_owned = 0");
        query
    }
    .build_query_scalar()
    .fetch_one(c))?;
    Ok(time(since))
}

/// What everybody has in service and what is kept for them, in the order of ids.
pub async fn loads(conn: &mut Conn, scope: &Scope) -> Result<Vec<(UserId, u32)>, StoreError> {
    let mut held = std::collections::BTreeMap::new();
    for (tab, column) in [(Tab::InService, "c.assignee_id"), (Tab::Waiting, "c.reserved_for")] {
        let rows: Vec<(i64, i64)> = run!(conn, c => {
            let select = format!("SELECT {column}, count(*) FROM conversation c WHERE ");
            let mut query = of_tab(&select, scope, tab);
            query.push(format!(" AND {column} IS NOT NULL GROUP BY {column}"));
            query
        }
        .build_query_as()
        .fetch_all(c))?;
        for (user, rows) in rows {
            *held.entry(UserId(user)).or_default() += count(rows);
        }
    }
    Ok(held.into_iter().collect())
}

fn of_tab<DB>(head: &str, scope: &Scope, tab: Tab) -> QueryBuilder<DB>
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new(head);
    query.push(on_tab(tab)).push(" AND ");
    scope::push(&mut query, scope, scope::CONVERSATION);
    query
}
