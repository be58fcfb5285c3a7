//! All that the table shows, stretch by stretch.

use model::{Actor, ConversationId, Place, Problem, Sort, TableKey, TablePage, TableQuery, Timestamp};
use store::Conn;
use store::table::{self, Effort, Reading};

use crate::Desk;

/// Rows of one stretch. More at once are hardly faster, but whole rows are large.
const ROWS: usize = 250;

/// What is asked of the table.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) query: &'a TableQuery,
    /// When it was asked: "today" stays that day.
    pub(super) at: Timestamp,
    pub(super) offset: i16,
}

/// The next stretch of what the actor sees. Read by one connection: each keeps pages of the database in memory, and all of the table
/// passes through.
pub(super) async fn stretch(
    conn: &mut Conn,
    actor: &Actor,
    asked: Asked<'_>,
    after: Option<TableKey>,
) -> Result<TablePage, Problem> {
    let place = after.map_or(Place::Top, Place::After);
    let reading = Reading {
        scope: &actor.scope(),
        query: asked.query,
        now: asked.at,
        offset: asked.offset,
        effort: Effort::default(),
    };
    let page = table::page(conn, &reading, &place, ROWS).await?;
    page.ok_or(Problem::NotFound)
}

/// The numbers of all of it, in their order. Those that come in meanwhile are not among them.
pub(super) async fn all(desk: &Desk, actor: &Actor, asked: Asked<'_>) -> Result<Vec<ConversationId>, Problem> {
    let query = TableQuery {
        sort: Sort::default(),
        ..asked.query.clone()
    };
    let asked = Asked { query: &query, ..asked };
    let (mut all, mut after) = (Vec::new(), None);
    let mut conn = desk.db.read().await?;
    loop {
        let page = stretch(&mut conn, actor, asked, after).await?;
        all.extend(page.rows.iter().map(|row| row.id));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}
