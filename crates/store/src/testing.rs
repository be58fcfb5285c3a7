//! Fresh databases for tests: one list of test functions, run on both engines.
//!
//! ```text
//! async fn a_message_is_found_again(db: store::testing::TestDb) { … }
//! store::testing::contract! { a_message_is_found_again }
//! ```
//!
//! makes `sqlite::a_message_is_found_again` and `postgres::a_message_is_found_again`. Postgres is where
//! `BALCAO_TEST_POSTGRES` says (an administrator's URL of a cluster that may be thrown away); without it those tests say
//! that they are skipped, and fail when `BALCAO_TEST_POSTGRES_REQUIRED` is `1`.

use core::future::Future;
use core::hash::{Hash, Hasher};
use core::panic::AssertUnwindSafe;
use std::hash::DefaultHasher;
use std::panic::{catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

use crate::{Db, Options, migrations};

/// The epoch of every test database.
pub const EPOCH: i64 = 20_240_229;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A database of one test. Derefs to [`Db`].
pub struct TestDb {
    db: Db,
    url: String,
    engine: Engine,
}

impl TestDb {
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// For [`Db::open`], as another process would.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same database, opened once more. Of SQLite the same handle: it has one writer.
    pub async fn another_server(&self) -> Db {
        match self.engine {
            Engine::Sqlite => self.db.clone(),
            Engine::Postgres => open(&self.url).await,
        }
    }
}

impl core::ops::Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

/// Runs the listed `async fn(TestDb)` on both engines, each as a test of its own.
#[macro_export]
macro_rules! contract {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $test() {
                $crate::testing::run($crate::testing::Engine::Sqlite, super::$test);
            })+
        }
        mod postgres {
            $(#[test]
            fn $test() {
                $crate::testing::run($crate::testing::Engine::Postgres, super::$test);
            })+
        }
    };
}
pub use crate::contract;

/// Runs one test on a fresh database, which is removed afterwards whether the test passes or not.
pub fn run<F, Fut>(engine: Engine, test: F)
where
    F: FnOnce(TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime for the test");
    match engine {
        Engine::Sqlite => {
            let folder = TempDir::new().expect("a folder for the test's database");
            let url = format!("sqlite:{}", folder.path().join("test.db").display());
            runtime.block_on(async { test(fresh(url, engine).await).await });
        }
        Engine::Postgres => {
            let Some(admin) = admin_url() else {
                return;
            };
            let name = runtime.block_on(create(&admin));
            let url = with_database(&admin, &name);
            let result = catch_unwind(AssertUnwindSafe(|| {
                runtime.block_on(async { test(fresh(url, engine).await).await });
            }));
            runtime.block_on(drop_database(&admin, &name));
            if let Err(panic) = result {
                resume_unwind(panic);
            }
        }
    }
}

async fn fresh(url: String, engine: Engine) -> TestDb {
    TestDb {
        db: open(&url).await,
        url,
        engine,
    }
}

async fn open(url: &str) -> Db {
    let options = Options {
        epoch: EPOCH,
        connections: 20,
    };
    Db::open(url, &options).await.expect("the test's database")
}

fn admin_url() -> Option<String> {
    match std::env::var("BALCAO_TEST_POSTGRES") {
        Ok(url) if !url.is_empty() => Some(url),
        _ => {
            let required = std::env::var("BALCAO_TEST_POSTGRES_REQUIRED").is_ok_and(|value| value == "1");
            assert!(
                !required,
                "BALCAO_TEST_POSTGRES must name a cluster: BALCAO_TEST_POSTGRES_REQUIRED is 1"
            );
            println!("skipped: BALCAO_TEST_POSTGRES is not set");
            None
        }
    }
}

/// The URL with another database's name.
fn with_database(admin: &str, name: &str) -> String {
    let (base, query) = admin
        .split_once('?')
        .map_or((admin, None), |(base, query)| (base, Some(query)));
    let host_starts = base.find("://").map_or(0, |at| at + 3);
    let server = base[host_starts..]
        .find('/')
        .map_or(base, |at| &base[..host_starts + at]);
    match query {
        Some(query) => format!("{server}/{name}?{query}"),
        None => format!("{server}/{name}"),
    }
}

async fn admin(url: &str) -> PgConnection {
    PgConnection::connect(url)
        .await
        .expect("the cluster of BALCAO_TEST_POSTGRES")
}

async fn execute(connection: &mut PgConnection, sql: String) {
    if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(connection).await {
        panic!("{sql}: {error}");
    }
}

/// A new database, copied from the template. The template is named after its migrations, made by whichever test process
/// comes first, and stays in the cluster for the next ones.
async fn create(url: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let mut hasher = DefaultHasher::new();
    for step in migrations::postgres().iter() {
        step.sql.as_str().hash(&mut hasher);
    }
    let template = format!("balcao_template_{:016x}", hasher.finish());
    let mut connection = admin(url).await;
    execute(&mut connection, "SELECT pg_advisory_lock(7205759403792793)".to_owned()).await;
    let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)")
        .bind(&template)
        .fetch_one(&mut connection)
        .await
        .expect("the list of databases");
    if !there {
        let raw = format!("{template}_raw");
        execute(&mut connection, format!("DROP DATABASE IF EXISTS {raw} WITH (FORCE)")).await;
        execute(&mut connection, format!("CREATE DATABASE {raw}")).await;
        let db = open(&with_database(url, &raw)).await;
        db.close().await;
        execute(&mut connection, format!("DROP DATABASE IF EXISTS {template}")).await;
        execute(
            &mut connection,
            format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{raw}' \
                 AND pid <> pg_backend_pid()"
            ),
        )
        .await;
        execute(&mut connection, format!("ALTER DATABASE {raw} RENAME TO {template}")).await;
    }
    execute(
        &mut connection,
        "SELECT pg_advisory_unlock(7205759403792793)".to_owned(),
    )
    .await;
    let name = format!(
        "balcao_test_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    execute(&mut connection, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    execute(&mut connection, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    name
}

async fn drop_database(url: &str, name: &str) {
    let mut connection = admin(url).await;
    execute(&mut connection, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn a_tests_database_is_on_the_named_cluster() {
        for (admin, expected) in [
            ("postgres://u@h:1/postgres", "postgres://u@h:1/x"),
            ("postgres://u:p@h", "postgres://u:p@h/x"),
            ("postgres://u@h/a?sslmode=disable", "postgres://u@h/x?sslmode=disable"),
        ] {
            assert_eq!(with_database(admin, "x"), expected);
        }
    }
}
