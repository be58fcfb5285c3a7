//! Users: the people who work here.

use model::{ADMINISTRATOR, Actor, DepartmentId, Language, OwnRecord, OwnSettings, RoleId, Timestamp, UserId};

use crate::conn::{execute, run};
use crate::row::{count, from_json, language, time, to_json, word};
use crate::{Conn, StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub name: String,
    /// As it was typed; unique without regard to upper and lower case.
    pub email: String,
    pub role: RoleId,
    pub language: Language,
    /// IANA name, such as `America/Sao_Paulo`.
    pub time_zone: String,
    pub enabled: bool,
    /// Has set a password.
    pub has_password: bool,
    /// A minute exact.
    pub last_seen_at: Option<Timestamp>,
    pub access_version: i64,
    pub version: i64,
    pub created_at: Timestamp,
    /// Since when there is this picture.
    pub photo: Option<Timestamp>,
}

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    /// In PHC format; empty: has none yet, and cannot sign in.
    pub password_hash: String,
    pub role: RoleId,
    pub language: Language,
    pub time_zone: String,
    pub created_at: Timestamp,
}

/// What a sign-in compares with.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub user: UserId,
    /// In PHC format.
    pub password_hash: String,
    pub enabled: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    email: String,
    role_id: i64,
    language: String,
    time_zone: String,
    enabled: i64,
    has_password: i64,
    last_seen_at: Option<i64>,
    access_version: i64,
    version: i64,
    created_at: i64,
    photo_at: Option<i64>,
}

impl TryFrom<Row> for User {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId(row.id),
            language: language(&row.language)?,
            name: row.name,
            email: row.email,
            role: RoleId(row.role_id),
            time_zone: row.time_zone,
            enabled: row.enabled != 0,
            has_password: row.has_password != 0,
            last_seen_at: time(row.last_seen_at),
            access_version: row.access_version,
            version: row.version,
            created_at: Timestamp(row.created_at),
            photo: time(row.photo_at),
        })
    }
}

/// The columns of [`Row`].
macro_rules! select {
    () => {
        "SELECT id, name, email, role_id, language, time_zone, enabled, \
         CAST(CASE WHEN password_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS has_password, last_seen_at, access_version, \
         version, created_at, photo_at FROM app_user"
    };
}

/// The columns of [`ActorRow`]: user, role and departments in one row.
macro_rules! actor_columns {
    (sqlite) => {
        "u.id AS user_id, u.name, u.email, u.language, u.access_version, r.permissions, \
         (SELECT group_concat(d.department_id) FROM user_department d WHERE d.user_id = u.id) AS departments"
    };
    (postgres) => {
        "u.id AS user_id, u.name, u.email, u.language, u.access_version, r.permissions, \
         (SELECT string_agg(d.department_id::text, ',') FROM user_department d WHERE d.user_id = u.id) AS departments"
    };
}
pub(crate) use actor_columns;

#[derive(sqlx::FromRow)]
pub(crate) struct ActorRow {
    user_id: i64,
    name: String,
    email: String,
    pub(crate) language: String,
    access_version: i64,
    permissions: String,
    departments: Option<String>,
}

impl TryFrom<ActorRow> for Actor {
    type Error = StoreError;

    fn try_from(row: ActorRow) -> Result<Self, StoreError> {
        let mut departments = match row.departments {
            Some(list) => list
                .split(',')
                .map(|id| word(id, |id| id.parse().ok()).map(DepartmentId))
                .collect::<Result<Vec<_>, _>>()?,
            None => Vec::new(),
        };
        departments.sort_unstable();
        Ok(Self {
            user: UserId(row.user_id),
            name: row.name,
            email: row.email,
            permissions: from_json(&row.permissions)?,
            departments,
            access_version: row.access_version,
        })
    }
}

/// What is unique of an e-mail address.
fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// `None`: the e-mail address is taken. New users are enabled and in no department.
pub async fn insert(tx: &mut Tx, user: &NewUser) -> Result<Option<UserId>, StoreError> {
    let key = email_key(&user.email);
    let id: Option<i64> = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO app_user (name, email, email_key, password_hash, role_id, language, time_zone, enabled, \
         access_version, version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 1, 1, $8) \
         ON CONFLICT DO NOTHING RETURNING id"
    )
    .bind(user.name.as_str())
    .bind(user.email.as_str())
    .bind(key.as_str())
    .bind(user.password_hash.as_str())
    .bind(user.role.0)
    .bind(user.language.as_str())
    .bind(user.time_zone.as_str())
    .bind(user.created_at.0)
    .fetch_optional(c))?;
    Ok(id.map(UserId))
}

pub async fn get(conn: &mut Conn, id: UserId) -> Result<Option<User>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!(select!(), " WHERE id = $1"))
        .bind(id.0)
        .fetch_optional(c))?;
    row.map(User::try_from).transpose()
}

/// Without regard to upper and lower case.
pub async fn by_email(conn: &mut Conn, email: &str) -> Result<Option<User>, StoreError> {
    let key = email_key(email);
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!(select!(), " WHERE email_key = $1"))
        .bind(key.as_str())
        .fetch_optional(c))?;
    row.map(User::try_from).transpose()
}

/// In the order of ids.
pub async fn list(conn: &mut Conn) -> Result<Vec<User>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(concat!(select!(), " ORDER BY id")).fetch_all(c))?;
    rows.into_iter().map(User::try_from).collect()
}

/// Everybody who has a role, in the order of ids.
pub async fn of_role(conn: &mut Conn, role: RoleId) -> Result<Vec<UserId>, StoreError> {
    let ids: Vec<i64> = run!(conn, c => sqlx::query_scalar("SELECT id FROM app_user WHERE role_id = $1 ORDER BY id")
        .bind(role.0)
        .fetch_all(c))?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Who stands in which department, in the order of ids.
pub async fn memberships(conn: &mut Conn) -> Result<Vec<(UserId, DepartmentId)>, StoreError> {
    let rows: Vec<(i64, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT user_id, department_id FROM user_department ORDER BY user_id, department_id"
    )
    .fetch_all(c))?;
    let ids = rows.into_iter();
    Ok(ids
        .map(|(user, department)| (UserId(user), DepartmentId(department)))
        .collect())
}

/// How many administrators there are who can sign in. Of several transactions that ask, one goes on at a time: what each
/// sees holds until it ends.
pub async fn administrators(tx: &mut Tx) -> Result<u32, StoreError> {
    let lock = tx.sql(
        "SELECT id FROM role WHERE builtin = 1 AND name = $1",
        "SELECT id FROM role WHERE builtin = 1 AND name = $1 FOR NO KEY UPDATE",
    );
    let role: Option<i64> = run!(tx, c => sqlx::query_scalar(lock).bind(ADMINISTRATOR).fetch_optional(c))?;
    let Some(role) = role else { return Ok(0) };
    let able: i64 = run!(tx, c => sqlx::query_scalar(
        "SELECT count(*) FROM app_user WHERE role_id = $1 AND enabled = 1 AND password_hash <> ''"
    )
    .bind(role)
    .fetch_one(c))?;
    Ok(count(able))
}

/// Without regard to upper and lower case.
pub async fn credentials(conn: &mut Conn, email: &str) -> Result<Option<Credentials>, StoreError> {
    let key = email_key(email);
    let row: Option<(i64, String, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT id, password_hash, enabled FROM app_user WHERE email_key = $1"
    )
    .bind(key.as_str())
    .fetch_optional(c))?;
    Ok(row.map(|(id, password_hash, enabled)| Credentials {
        user: UserId(id),
        password_hash,
        enabled: enabled != 0,
    }))
}

/// The user with role and departments; `None` when there is none or it is disabled.
pub async fn actor(conn: &mut Conn, id: UserId) -> Result<Option<Actor>, StoreError> {
    let sql = conn.sql(
        concat!(
            "SELECT ",
            actor_columns!(sqlite),
            " FROM app_user u JOIN role r ON r.id = u.role_id WHERE u.id = $1 AND u.enabled = 1"
        ),
        concat!(
            "SELECT ",
            actor_columns!(postgres),
            " FROM app_user u JOIN role r ON r.id = u.role_id WHERE u.id = $1 AND u.enabled = 1"
        ),
    );
    let row: Option<ActorRow> = run!(conn, c => sqlx::query_as(sql).bind(id.0).fetch_optional(c))?;
    row.map(Actor::try_from).transpose()
}

/// Changes name, role, language, time zone and enabled of the version that was read. With another role or state the access
/// version grows, so that the user's sockets resync. False: there is no such version any more.
pub async fn update(tx: &mut Tx, user: &User) -> Result<bool, StoreError> {
    let updated = execute!(
        tx,
        sqlx::query(
            "UPDATE app_user SET name = $2, role_id = $3, language = $4, time_zone = $5, enabled = $6, \
             access_version = access_version + CASE WHEN role_id <> $3 OR enabled <> $6 THEN 1 ELSE 0 END, \
             version = version + 1 WHERE id = $1 AND version = $7"
        )
        .bind(user.id.0)
        .bind(user.name.as_str())
        .bind(user.role.0)
        .bind(user.language.as_str())
        .bind(user.time_zone.as_str())
        .bind(i64::from(user.enabled))
        .bind(user.version)
    )?;
    Ok(updated == 1)
}

/// `hash` in PHC format. False: no such user.
pub async fn set_password(tx: &mut Tx, id: UserId, hash: &str) -> Result<bool, StoreError> {
    let updated = execute!(
        tx,
        sqlx::query("UPDATE app_user SET password_hash = $2 WHERE id = $1")
            .bind(id.0)
            .bind(hash)
    )?;
    Ok(updated == 1)
}

/// Notes that the user was there.
pub async fn seen(tx: &mut Tx, id: UserId, at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE app_user SET last_seen_at = $2 WHERE id = $1")
            .bind(id.0)
            .bind(at.0)
    )?;
    Ok(())
}

/// Another address to sign in with, after [`update`]. False: it is taken.
pub async fn set_email(tx: &mut Tx, id: UserId, email: &str) -> Result<bool, StoreError> {
    let key = email_key(email);
    let taken: Option<i64> = run!(tx, c => sqlx::query_scalar("SELECT id FROM app_user WHERE email_key = $1 AND id <> $2")
        .bind(key.as_str())
        .bind(id.0)
        .fetch_optional(c))?;
    if taken.is_some() {
        return Ok(false);
    }
    execute!(
        tx,
        sqlx::query("UPDATE app_user SET email = $2, email_key = $3 WHERE id = $1")
            .bind(id.0)
            .bind(email)
            .bind(key.as_str())
    )?;
    Ok(true)
}

/// What a user has set for themselves; `None`: no such user.
pub async fn own_settings(conn: &mut Conn, id: UserId) -> Result<Option<OwnRecord>, StoreError> {
    let row: Option<(String, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT settings, settings_version FROM app_user WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(c))?;
    row.map(|(settings, version)| {
        Ok(OwnRecord {
            version,
            settings: from_json(&settings)?,
        })
    })
    .transpose()
}

/// Changes them in the version that was read. False: there is no such version any more.
pub async fn set_own_settings(
    tx: &mut Tx,
    id: UserId,
    version: i64,
    settings: &OwnSettings,
) -> Result<bool, StoreError> {
    let settings = to_json(settings)?;
    let updated = execute!(
        tx,
        sqlx::query(
            "UPDATE app_user SET settings = $3, settings_version = settings_version + 1 \
             WHERE id = $1 AND settings_version = $2"
        )
        .bind(id.0)
        .bind(version)
        .bind(settings.as_str())
    )?;
    Ok(updated == 1)
}

/// Puts the user into exactly these departments; the access version grows.
pub async fn set_departments(tx: &mut Tx, id: UserId, departments: &[DepartmentId]) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE app_user SET access_version = access_version + 1 WHERE id = $1").bind(id.0)
    )?;
    execute!(
        tx,
        sqlx::query("DELETE FROM user_department WHERE user_id = $1").bind(id.0)
    )?;
    for department in departments {
        execute!(
            tx,
            sqlx::query("INSERT INTO user_department (user_id, department_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(id.0)
                .bind(department.0)
        )?;
    }
    Ok(())
}
