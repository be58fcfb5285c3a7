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
};

pub(crate) fn sqlite() -> Migrator {
    migrator(|step| step.sqlite)
}

pub(crate) fn postgres() -> Migrator {
    migrator(|step| step.postgres)
}

fn migrator(sql: impl Fn(&Step) -> &'static str) -> Migrator {
    Migrator::with_migrations(
        STEPS
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
