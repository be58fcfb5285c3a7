//! The one place that turns a [`Scope`] into SQL: lists, counts, the log, and whatever else asks who may see what.

use model::Scope;
use sqlx::{Database, Encode, QueryBuilder, Type};

/// The three columns that decide.
#[derive(Clone, Copy)]
pub(crate) struct Columns {
    pub(crate) department: &'static str,
    pub(crate) assignee: &'static str,
    pub(crate) reserved_for: &'static str,
}

/// Of a conversation's row, named `c` in the query.
pub(crate) const CONVERSATION: Columns = Columns {
    department: "c.department_id",
    assignee: "c.assignee_id",
    reserved_for: "c.reserved_for",
};

/// Of an event, before the change.
pub(crate) const BEFORE: Columns = Columns {
    department: "before_department",
    assignee: "before_assignee",
    reserved_for: "before_reserved_for",
};

/// Of an event, after the change.
pub(crate) const AFTER: Columns = Columns {
    department: "after_department",
    assignee: "after_assignee",
    reserved_for: "after_reserved_for",
};

/// One way by which a scope reaches conversations. Each has its own index among the closed ones.
#[derive(Clone, Copy)]
pub(crate) enum Branch {
    All,
    Assignee(i64),
    ReservedFor(i64),
    Department(i64),
    WithoutDepartment,
}

/// All the ways of a scope: it sees what at least one of them reaches, as [`Scope::sees`] says.
pub(crate) fn branches(scope: &Scope) -> Vec<Branch> {
    if scope.all {
        return vec![Branch::All];
    }
    let mut branches = vec![Branch::Assignee(scope.user.0), Branch::ReservedFor(scope.user.0)];
    branches.extend(scope.departments.iter().map(|id| Branch::Department(id.0)));
    if scope.without_department {
        branches.push(Branch::WithoutDepartment);
    }
    branches
}

impl Branch {
    /// Appends the condition of this one way.
    pub(crate) fn push<DB>(self, query: &mut QueryBuilder<DB>, columns: Columns)
    where
        DB: Database,
        i64: for<'q> Encode<'q, DB> + Type<DB>,
    {
        match self {
            Self::All => query.push("1 = 1"),
            Self::Assignee(user) => query.push(columns.assignee).push(" = ").push_bind(user),
            Self::ReservedFor(user) => query.push(columns.reserved_for).push(" = ").push_bind(user),
            Self::Department(department) => query.push(columns.department).push(" = ").push_bind(department),
            Self::WithoutDepartment => query.push(columns.department).push(" IS NULL"),
        };
    }
}

/// Appends a condition, in brackets, that holds for exactly what the scope sees.
pub(crate) fn push<DB>(query: &mut QueryBuilder<DB>, scope: &Scope, columns: Columns)
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    for (index, branch) in branches(scope).into_iter().enumerate() {
        query.push(if index == 0 { "(" } else { " OR " });
        branch.push(query, columns);
    }
    query.push(")");
}

/// As [`push`], as a text of its own: only numbers are in it.
pub(crate) fn sql(scope: &Scope, columns: Columns) -> String {
    let branches: Vec<String> = branches(scope)
        .into_iter()
        .map(|branch| match branch {
            Branch::All => "1 = 1".to_owned(),
            Branch::Assignee(user) => format!("{} = {user}", columns.assignee),
            Branch::ReservedFor(user) => format!("{} = {user}", columns.reserved_for),
            Branch::Department(department) => format!("{} = {department}", columns.department),
            Branch::WithoutDepartment => format!("{} IS NULL", columns.department),
        })
        .collect();
    format!("({})", branches.join(" OR "))
}
