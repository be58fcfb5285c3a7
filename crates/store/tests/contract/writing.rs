//! Writing: what one work may do to the others, and what is left when its request is gone.

use std::sync::Arc;

use model::{Author, Content, ConversationId};
use store::message::NewMessage;
use store::testing::{Engine, TestDb};
use store::{Db, OpenError, Options, StoreError};
use tokio::sync::Notify;

use crate::world::{at, write};

async fn failures(db: &Db, key: &str) -> u32 {
    let mut conn = db.read().await.expect("a reader");
    store::attempt::get(&mut conn, key).await.expect("read").failures
}

/// A work that counts, and then does what `then` says.
async fn count(db: Db, key: &'static str, then: fn() -> Result<(), StoreError>) -> Result<(), StoreError> {
    db.write(move |tx| {
        Box::pin(async move {
            store::attempt::fail(tx, key, at(0)).await?;
            then()
        })
    })
    .await
}

/// On SQLite all of them are in one commit: they wait while the writer is held up.
async fn a_refused_or_broken_work_harms_no_neighbour(db: TestDb) {
    let (begun, gate) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait, writing) = (Arc::clone(&begun), Arc::clone(&gate), db.clone());
    let holding = tokio::spawn(async move {
        writing
            .write(move |_| {
                let (tell, wait) = (Arc::clone(&tell), Arc::clone(&wait));
                Box::pin(async move {
                    tell.notify_one();
                    wait.notified().await;
                    Ok::<_, StoreError>(())
                })
            })
            .await
    });
    begun.notified().await;
    let good = || count(db.clone(), "good", || Ok(()));
    let refused = || count(db.clone(), "refused", || Err(StoreError::Unavailable));
    let broken = || count(db.clone(), "broken", || panic!("a bug in a use case"));
    let (first, refusal, second, fault, third, ()) =
        tokio::join!(good(), refused(), good(), broken(), good(), async { gate.notify_one() });
    assert_eq!(holding.await.expect("no panic"), Ok(()));
    assert_eq!([first, second, third], [const { Ok(()) }; 3]);
    assert_eq!(refusal, Err(StoreError::Unavailable));
    assert!(matches!(fault, Err(StoreError::Internal { .. })), "{fault:?}");
    assert_eq!(failures(&db, "good").await, 3);
    assert_eq!(failures(&db, "refused").await, 0);
    assert_eq!(failures(&db, "broken").await, 0);
    assert_eq!(good().await, Ok(()), "the writer goes on");
}

/// Postgres would answer the commit of a broken transaction with a silent rollback: a message shown as sent and lost.
async fn a_work_that_goes_on_after_an_error_is_not_taken_as_done(db: TestDb) {
    let result: Result<(), StoreError> = db
        .write(|tx| {
            Box::pin(async move {
                store::attempt::fail(tx, "kept", at(0)).await?;
                let nowhere = NewMessage {
                    conversation: ConversationId(99),
                    at: at(0),
                    author: Author::System,
                    content: Content::Note {
                        text: String::new(),
                        mentions: Vec::new(),
                    },
                    files: Vec::new(),
                    reply_to: None,
                    command: None,
                };
                let refused = store::message::insert(tx, nowhere).await;
                assert!(refused.is_err(), "there is no such conversation");
                Ok(())
            })
        })
        .await;
    assert!(matches!(result, Err(StoreError::Internal { .. })), "{result:?}");
    assert_eq!(failures(&db, "kept").await, 0);
}

/// The browser closes the connection in the middle of a request.
async fn a_dropped_requests_write_is_done_whole(db: TestDb) {
    let gate = Arc::new(Notify::new());
    let begun = Arc::new(Notify::new());
    let (work_gate, work_begun) = (Arc::clone(&gate), Arc::clone(&begun));
    let writing = db.clone();
    let request = tokio::spawn(async move {
        writing
            .write(move |tx| {
                let (gate, begun) = (Arc::clone(&work_gate), Arc::clone(&work_begun));
                Box::pin(async move {
                    store::attempt::fail(tx, "dropped", at(0)).await?;
                    begun.notify_one();
                    gate.notified().await;
                    store::attempt::fail(tx, "dropped", at(0)).await?;
                    Ok::<_, StoreError>(())
                })
            })
            .await
    });
    begun.notified().await;
    request.abort();
    assert!(request.await.is_err());
    assert_eq!(failures(&db, "dropped").await, 0, "nothing is seen before the commit");
    gate.notify_one();
    // Counts behind the dropped one: on SQLite in the next batch, on Postgres waiting for its row.
    let third = write(&db, |tx| {
        Box::pin(async move { store::attempt::fail(tx, "dropped", at(0)).await })
    })
    .await;
    assert_eq!(third, 3);
}

async fn many_writers_at_once_lose_nothing(db: TestDb) {
    let tasks: Vec<_> = (0..200)
        .map(|_| tokio::spawn(count(db.clone(), "many", || Ok(()))))
        .collect();
    for task in tasks {
        assert_eq!(task.await.expect("no panic"), Ok(()));
    }
    assert_eq!(failures(&db, "many").await, 200);
}

/// Two works that lock the same rows in opposite order: one is done again, both succeed.
async fn works_that_block_each_other_are_both_done(db: TestDb) {
    for key in ["x", "y"] {
        count(db.clone(), key, || Ok(())).await.expect("write");
    }
    let both = |first: &'static str, second: &'static str| {
        let db = db.clone();
        async move {
            for _ in 0..20 {
                write(&db, move |tx| {
                    Box::pin(async move {
                        store::attempt::fail(tx, first, at(0)).await?;
                        tokio::task::yield_now().await;
                        store::attempt::fail(tx, second, at(0)).await
                    })
                })
                .await;
            }
        }
    };
    tokio::join!(both("x", "y"), both("y", "x"));
    assert_eq!((failures(&db, "x").await, failures(&db, "y").await), (41, 41));
}

async fn what_was_written_is_there_after_closing_and_opening(db: TestDb) {
    count(db.clone(), "kept", || Ok(())).await.expect("write");
    db.close().await;
    assert_eq!(count(db.clone(), "kept", || Ok(())).await, Err(StoreError::Unavailable));
    assert!(db.read().await.is_err());
    let options = Options {
        epoch: 4711,
        connections: 2,
    };
    let again = Db::open(db.url(), &options).await.expect("opens");
    assert_eq!(failures(&again, "kept").await, 1);
    let mut conn = again.read().await.expect("a reader");
    let epoch = store::meta::epoch(&mut conn).await;
    assert_eq!(epoch, Ok(store::testing::EPOCH), "a database keeps its epoch");
    drop(conn);
    again.close().await;
}

async fn a_wrong_url_is_refused_in_words(db: TestDb) {
    let options = Options {
        epoch: 1,
        connections: 1,
    };
    let wrong = match db.engine() {
        Engine::Sqlite => "sqlite:/no/such/folder/x.db",
        Engine::Postgres => "mysql://somewhere",
    };
    let Err(OpenError { .. }) = Db::open(wrong, &options).await else {
        panic!("{wrong} was opened");
    };
}

store::testing::contract! {
    a_refused_or_broken_work_harms_no_neighbour,
    a_work_that_goes_on_after_an_error_is_not_taken_as_done,
    a_dropped_requests_write_is_done_whole,
    many_writers_at_once_lose_nothing,
    works_that_block_each_other_are_both_done,
    what_was_written_is_there_after_closing_and_opening,
    a_wrong_url_is_refused_in_words,
}
