//! The tables of both engines, brought up to date at start. Both have the same numbers.
//!
//! sqlx's migrator keeps the applied numbers with their checksums, refuses a changed or unknown one, and on Postgres
//! holds an advisory lock meanwhile: servers that start together do it once.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

struct Step {
    number: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! steps {
    ($($number:literal $name:literal,)+) => {
        &[$(Step {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }),+]
    };
}

/// In order; never changed once released, only added to.
const STEPS: &[Step] = steps! {
    1 "0001_foundation",
    2 "0002_lifecycle",
    3 "0003_history",
    4 "0004_people",
    5 "0005_inboxes",
    6 "0006_routing",
    7 "0007_visitors",
    8 "0008_words",
    9 "0009_messages",
    10 "0010_own_settings",
    11 "0011_search",
    12 "0012_files",
    13 "0013_contact_sheet",
    14 "0014_message_edits",
    15 "0015_tags_on_rows",
    16 "0016_quick_replies",
    17 "0017_held_messages",
    18 "0018_drafts",
    19 "0019_reply_rules",
    20 "0020_photos",
    21 "0021_table",
    22 "0022_views",
    23 "0023_jobs",
    24 "0024_file_place",
    25 "0025_open_in_order",
};

pub(crate) fn sqlite() -> Migrator {
    migrator(STEPS, |step| step.sqlite)
}

pub(crate) fn postgres() -> Migrator {
    migrator(STEPS, |step| step.postgres)
}

fn migrator(steps: &[Step], sql: impl Fn(&Step) -> &'static str) -> Migrator {
    Migrator::with_migrations(
        steps
            .iter()
            .map(|step| {
                Migration::new(
                    step.number,
                    step.name.into(),
                    MigrationType::Simple,
                    sql(step).into_sql_str(),
                    false,
                )
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

    use super::{STEPS, migrator, sqlite};

    /// Otherwise nobody could open a conversation from before the update any more.
    #[tokio::test]
    async fn what_happened_before_the_words_changed_can_be_read() {
        let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(false);
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await
            .expect("a database");
        let before = migrator(&STEPS[..7], |step| step.sqlite);
        before.run(&pool).await.expect("as it was");
        for body in [r#"{"activity":"accepted","by":1}"#, r#"{"activity":"auto_closed"}"#] {
            sqlx::query(
                "INSERT INTO message (conversation_id, at, author, kind, body) VALUES (1, 1, 'system', 'activity', $1)",
            )
            .bind(body)
            .execute(&pool)
            .await
            .expect("a line");
        }
        sqlite().run(&pool).await.expect("up to date");
        let bodies: Vec<String> = sqlx::query_scalar("SELECT body FROM message ORDER BY id")
            .fetch_all(&pool)
            .await
            .expect("the lines");
        let read: Result<Vec<model::Activity>, _> = bodies.iter().map(|body| serde_json::from_str(body)).collect();
        let by = model::UserId(1);
        assert_eq!(
            read.expect("activities"),
            [model::Activity::Accepted { by }, model::Activity::AutoClosed]
        );
    }
}
