//! Jobs: of several servers each takes another, and what is written of a conversation is written once.

use model::{
    BulkAction, CommandId, ConversationId, Export, ExportFormat, JobFile, JobKind, JobRefusal, JobState, JobTask,
    Language, Selection, Status, TableQuery, TimeBasis, UserId,
};
use store::job::{self, NewJob, Progress, RowOutcome, StoredJob, Work};
use store::testing::TestDb;

use crate::world::{T0, at, world, write};

fn new(owner: UserId, command: &str, task: JobTask) -> NewJob {
    NewJob {
        owner,
        command: CommandId::new(command).expect("an id"),
        body_hash: "hash".to_owned(),
        task,
        language: Language::Spanish,
        time_zone: "America/Bogota".to_owned(),
        at: T0,
    }
}

fn bulk() -> JobTask {
    JobTask::Bulk {
        action: BulkAction::Finish,
        selection: Selection::Conversations(vec![ConversationId(1)]),
    }
}

fn export() -> JobTask {
    JobTask::Export(Export {
        format: ExportFormat::Csv,
        query: TableQuery::default(),
        offset: -300,
        columns: vec![model::Column::Number],
        time: TimeBasis::Business,
    })
}

async fn begin(db: &TestDb, new: NewJob) -> Option<StoredJob> {
    write(db, move |tx| {
        let new = new.clone();
        Box::pin(async move { job::begin(tx, &new).await })
    })
    .await
}

async fn claim(db: &TestDb, work: Work, lease: &'static str, now: i64) -> Option<(StoredJob, bool)> {
    write(db, move |tx| {
        Box::pin(job::claim(tx, work, lease, at(now), at(now + 30)))
    })
    .await
}

fn nothing() -> Progress {
    Progress {
        total: None,
        done: 0,
        refused: 0,
        lease_until: None,
        end: None,
        file: None,
    }
}

async fn each_worker_takes_another_job_and_the_one_that_waited_longest(db: TestDb) {
    let world = world(&db).await;
    let first = begin(&db, new(world.ana, "command-1", bulk()))
        .await
        .expect("new")
        .job
        .id;
    let second = begin(&db, new(world.bia, "command-1", bulk()))
        .await
        .expect("new")
        .job
        .id;
    let third = begin(&db, new(world.ana, "command-2", export())).await.expect("new");
    assert_eq!(
        begin(&db, new(world.ana, "command-1", export())).await,
        None,
        "begun before"
    );
    assert_eq!((third.job.kind, third.job.state), (JobKind::Export, JobState::Waiting));
    assert_eq!((third.task, third.language), (export(), Language::Spanish));
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(job::open_of(&mut conn, world.ana).await, Ok(2));
    assert_eq!(job::is_waiting(&mut conn, Work::Bulk, at(0)).await, Ok(true));
    let (one, two) = tokio::join!(claim(&db, Work::Bulk, "a", 10), claim(&db, Work::Bulk, "b", 10));
    let mut taken = [one, two].map(|it| {
        let (stored, was_abandoned) = it.expect("one for each");
        assert!(!was_abandoned);
        stored.job.id
    });
    taken.sort_unstable();
    assert_eq!(taken, [first, second]);
    assert_eq!(claim(&db, Work::Bulk, "c", 39).await, None);
    assert_eq!(job::is_waiting(&mut conn, Work::Bulk, at(39)).await, Ok(false));
    assert_eq!(
        claim(&db, Work::Exports, "c", 39).await.expect("it waits").0.job.id,
        third.job.id
    );

    // One gives its job back, the other never does.
    let gave_back = write(&db, move |tx| {
        Box::pin(async move {
            let a = job::progress(tx, first, "a", &nothing(), at(20)).await?;
            let b = job::progress(tx, first, "b", &nothing(), at(20)).await?;
            Ok(a.or(b))
        })
    })
    .await
    .expect("one of them has it");
    assert_eq!((gave_back.job.version, gave_back.job.state), (2, JobState::Running));
    let (again, was_abandoned) = claim(&db, Work::Bulk, "d", 39).await.expect("given back");
    assert_eq!((again.job.id, was_abandoned), (first, false));
    let (late, was_abandoned) = claim(&db, Work::Bulk, "e", 40).await.expect("abandoned");
    assert_eq!((late.job.id, was_abandoned), (second, true));
    let lost = write(&db, move |tx| Box::pin(job::renew(tx, second, "b", at(99)))).await;
    assert_eq!(lost, None, "who was too slow has lost it");
}

async fn what_is_written_of_a_conversation_is_written_once(db: TestDb) {
    let world = world(&db).await;
    let id = begin(&db, new(world.ana, "command-1", bulk()))
        .await
        .expect("new")
        .job
        .id;
    claim(&db, Work::Bulk, "a", 0).await.expect("it waits");
    let ids: Vec<_> = (1..=1_100).map(ConversationId).collect();
    write(&db, move |tx| {
        let ids = ids.clone();
        Box::pin(async move {
            assert!(job::add_rows(tx, id, "a", 0, &ids[..700], at(30)).await?);
            assert!(job::add_rows(tx, id, "a", 700, &ids[700..], at(30)).await?);
            assert!(!job::add_rows(tx, id, "b", 0, &ids, at(30)).await?);
            assert!(job::freeze(tx, id, "a", ids.len()).await?);
            let refused = RowOutcome::Refused(JobRefusal::Inactive, Some(Status::Spam));
            assert!(job::settle(tx, id, 0, RowOutcome::Done).await?);
            assert!(!job::settle(tx, id, 0, refused).await?);
            assert!(job::settle(tx, id, 2, refused).await?);
            assert!(job::settle(tx, id, 3, RowOutcome::Refused(JobRefusal::NotFound, None)).await?);
            assert!(job::settle(tx, id, 1_099, refused).await?);
            Ok(())
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(job::counted(&mut conn, id).await, Ok((1, 3)));
    assert_eq!(job::waits(&mut conn, id, 0).await, Ok(false));
    assert_eq!(job::waits(&mut conn, id, 1).await, Ok(true));
    let waiting = job::waiting_rows(&mut conn, id, 3).await.expect("rows");
    let places: Vec<_> = waiting.iter().map(|it| (it.place, it.conversation.0)).collect();
    assert_eq!(places, [(1, 2), (4, 5), (5, 6)]);
    assert_eq!(
        job::reasons(&mut conn, id).await,
        Ok(vec![(JobRefusal::NotFound, 1), (JobRefusal::Inactive, 2)])
    );
    let refused = job::refused(&mut conn, id, None, 2).await.expect("rows");
    assert_eq!(refused.iter().map(|it| it.place).collect::<Vec<_>>(), [2, 3]);
    assert_eq!((refused[0].status, refused[1].status), (Some(Status::Spam), None));
    let rest = job::refused(&mut conn, id, Some(3), 9).await.expect("rows");
    assert_eq!(rest.iter().map(|it| it.conversation.0).collect::<Vec<_>>(), [1_100]);
    let gone = write(&db, move |tx| {
        Box::pin(async move {
            let some = job::forget_rows(tx, id, 1_000).await?;
            let rest = job::forget_rows(tx, id, 1_000).await?;
            job::forget(tx, id).await?;
            Ok((some, rest))
        })
    })
    .await;
    assert_eq!(gone, (1_000, 100));
    assert_eq!(job::get(&mut conn, id).await, Ok(None));
}

async fn a_job_ends_once_and_is_old_after_a_time(db: TestDb) {
    let world = world(&db).await;
    let id = begin(&db, new(world.ana, "command-1", export()))
        .await
        .expect("new")
        .job
        .id;
    claim(&db, Work::Exports, "a", 0).await.expect("it waits");
    let (stopped, again, ended, later) = write(&db, move |tx| {
        Box::pin(async move {
            assert!(job::set_file_key(tx, id, "a", "00/key").await?);
            assert!(!job::set_file_key(tx, id, "b", "00/other").await?);
            let stopped = job::cancel(tx, id).await?;
            let again = job::cancel(tx, id).await?;
            let file = JobFile {
                name: "table.csv".to_owned(),
                size: 12,
            };
            let end = Progress {
                total: Some(3),
                done: 3,
                end: Some(JobState::Done),
                file: Some((file, "abc".to_owned())),
                ..nothing()
            };
            let ended = job::progress(tx, id, "a", &end, at(50)).await?;
            let later = job::progress(tx, id, "a", &nothing(), at(60)).await?;
            job::told(tx, id, at(50)).await?;
            Ok((stopped, again, ended, later))
        })
    })
    .await;
    assert!(stopped.expect("it ran").job.cancelling);
    assert_eq!((again, later), (None, None));
    let ended = ended.expect("ended").job;
    assert_eq!((ended.state, ended.done, ended.cancelling), (JobState::Done, 3, false));
    assert_eq!(ended.finished_at, Some(at(50)));
    let mut conn = db.read().await.expect("a reader");
    let stored = job::get(&mut conn, id).await.expect("read").expect("there");
    assert_eq!(stored.told_at, at(50));
    assert_eq!(
        (stored.file_key.as_deref(), stored.file_sha256.as_deref()),
        (Some("00/key"), Some("abc"))
    );
    assert_eq!(stored.job.file.expect("a file").size, 12);
    assert_eq!(job::of(&mut conn, world.ana, 5).await.expect("jobs").len(), 1);
    assert_eq!(job::of(&mut conn, world.bia, 5).await, Ok(vec![]));
    assert_eq!(job::open_of(&mut conn, world.ana).await, Ok(0));
    assert_eq!(job::old(&mut conn, at(50)).await, Ok(None));
    assert_eq!(
        job::old(&mut conn, at(51)).await.expect("read").expect("old").job.id,
        id
    );
    assert_eq!(claim(&db, Work::Exports, "b", 99).await, None);
}

store::testing::contract! {
    each_worker_takes_another_job_and_the_one_that_waited_longest,
    what_is_written_of_a_conversation_is_written_once,
    a_job_ends_once_and_is_old_after_a_time,
}
