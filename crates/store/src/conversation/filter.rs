//! The funnel in SQL: what [`model::Filter::lets_through`] says of one conversation, as a condition on its row.

use model::{Filter, UserId};
use sqlx::{Database, Encode, QueryBuilder, Type};

/// It waits, nobody has it, and it is kept for nobody.
const FREE: &str = "(c.status IN ('new', 'queued') AND c.assignee_id IS NULL AND c.reserved_for IS NULL)";
/// Nobody who can sign in belongs to its department, or it has none.
pub(super) const UNOWNED: &str = "(c.status IN ('new', 'queued') AND c.assignee_id IS NULL AND c.reserved_for IS NULL \
     AND NOT EXISTS (SELECT 1 FROM user_department ud JOIN app_user u ON u.id = ud.user_id \
     WHERE ud.department_id = c.department_id AND u.enabled = 1))";

/// Appends the conditions of a filter, each after an AND.
pub(super) fn push<DB>(query: &mut QueryBuilder<DB>, filter: &Filter, reader: UserId)
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let Filter {
        tags,
        users,
        departments,
        connections,
        unread,
        mine_and_new,
        active,
        unowned,
    } = filter;
    if !tags.is_empty() {
        query.push(" AND c.id IN (SELECT conversation_id FROM conversation_tag WHERE tag_id");
        push_in(query, tags.iter().map(|tag| tag.0));
        query.push(")");
    }
    if !users.is_empty() {
        query.push(" AND (c.assignee_id");
        push_in(query, users.iter().map(|user| user.0));
        query.push(" OR c.reserved_for");
        push_in(query, users.iter().map(|user| user.0));
        query.push(")");
    }
    if !departments.is_empty() {
        query.push(" AND c.department_id");
        push_in(query, departments.iter().map(|department| department.0));
    }
    if !connections.is_empty() {
        query.push(" AND c.connection_id");
        push_in(query, connections.iter().map(|connection| connection.0));
    }
    if *unread {
        query.push(" AND c.unread > 0");
    }
    if *mine_and_new {
        query.push(" AND (c.assignee_id = ").push_bind(reader.0);
        query.push(" OR c.reserved_for = ").push_bind(reader.0);
        query.push(" OR ").push(FREE).push(")");
    }
    if *active {
        query.push(" AND c.status NOT IN ('pending_close', 'closed', 'spam')");
    }
    if *unowned {
        query.push(" AND ").push(UNOWNED);
    }
}

fn push_in<DB>(query: &mut QueryBuilder<DB>, ids: impl Iterator<Item = i64>)
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    for (index, id) in ids.enumerate() {
        query.push(if index == 0 { " IN (" } else { ", " }).push_bind(id);
    }
    query.push(")");
}
