//! Jobs on both engines: what is lost when these fail is a manager's evening, or the customers of a whole list.

use desk::{Desk, contact_sheet, job, retention};
use model::{
    Activity, Actor, BulkAction, ChoiceForm, ChoiceKind, Content, ConversationId, Event, Job, JobEnvelope, JobRefusal,
    JobReport, JobState, JobTask, Permission, Problem, RefusedConversation, Selection, Status, TableQuery,
};
use store::job::{RowOutcome, Work};
use store::testing::TestDb;

use crate::stage::{Stage, actor};

const LEASE: i64 = 30_000;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Numbers that no conversation has.
fn nobody(count: i64) -> impl Iterator<Item = ConversationId> {
    (0..count).map(|number| ConversationId(9_000_000 + number))
}

fn task(action: BulkAction, conversations: &[ConversationId]) -> JobTask {
    JobTask::Bulk {
        action,
        selection: Selection::Conversations(conversations.to_vec()),
    }
}

async fn begin(stage: &Stage, actor: &Actor, task: JobTask) -> Result<Job, Problem> {
    let id = stage.next_id();
    job::begin(&stage.desk, actor, JobEnvelope { id, task }).await
}

async fn run(desk: &Desk) {
    while job::run_bulk(desk).await.expect("it runs") {}
}

async fn report(stage: &Stage, actor: &Actor, job: &Job) -> JobReport {
    job::report(&stage.desk, actor, job.id, None).await.expect("its own")
}

/// Begins it and does it all.
async fn done(stage: &Stage, actor: &Actor, task: JobTask) -> JobReport {
    let job = begin(stage, actor, task).await.expect("begun");
    run(&stage.desk).await;
    report(stage, actor, &job).await
}

fn counts(report: &JobReport) -> (JobState, Option<u32>, u32, u32) {
    let job = &report.job;
    (job.state, job.total, job.done, job.refused)
}

async fn status(stage: &Stage, id: ConversationId) -> Status {
    stage.row(id).await.lifecycle.status
}

async fn times_told(stage: &Stage, id: ConversationId, wanted: &Activity) -> usize {
    let messages = stage.messages(id).await;
    let is_wanted = |it: &&model::Message| matches!(&it.content, Content::Activity(told) if told == wanted);
    messages.iter().filter(is_wanted).count()
}

async fn the_active_ones_of_a_selection_end_and_the_others_are_named(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let (first, second, over) = (stage.waiting().await, stage.waiting().await, stage.waiting().await);
    stage.accepts(&ana, second).await;
    stage.resolves(&ana, over).await;
    let elsewhere = stage.department("Elsewhere").await;
    let unseen = stage.waiting().await;
    stage
        .tamper(unseen, move |row| row.lifecycle.department = Some(elsewhere))
        .await;
    let gone = ConversationId(9_000_000);
    let before = stage.row(over).await;
    let end = stage.end().await;
    // One that is named twice is one.
    let selected = [first, over, second, first, unseen, gone];
    let report = done(&stage, &ana, task(BulkAction::Finish, &selected)).await;
    assert_eq!(counts(&report), (JobState::Done, Some(5), 2, 3));
    let refused = |place, conversation, reason, status| RefusedConversation {
        place,
        conversation,
        reason,
        status,
    };
    assert_eq!(
        report.refused,
        [
            refused(1, over, JobRefusal::Inactive, Some(Status::Closed)),
            refused(3, unseen, JobRefusal::NotFound, None),
            refused(4, gone, JobRefusal::NotFound, None),
        ]
    );
    assert_eq!(report.reasons, [(JobRefusal::NotFound, 2), (JobRefusal::Inactive, 1)]);
    for id in [first, second] {
        assert_eq!(status(&stage, id).await, Status::Closed);
    }
    assert_eq!(status(&stage, unseen).await, Status::New);
    assert_eq!(stage.row(over).await, before, "what is over is left as it is");
    // Screens hear of each conversation, and the owner of the job.
    let events = stage.events(end).await;
    let changed = events
        .iter()
        .filter(|it| matches!(it, Event::Conversation { .. }))
        .count();
    let told = events
        .iter()
        .filter(|it| matches!(it, Event::JobChanged { job, .. } if *job == report.job.id));
    assert_eq!((changed, told.count()), (2, 2));
}

async fn every_action_does_what_its_command_does_to_one(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = stage.administrator.clone();
    let bob = stage.agent("bob").await;
    let other = stage.department("Other").await;
    let vip = ChoiceForm {
        name: "VIP".to_owned(),
        ..ChoiceForm::default()
    };
    let vip = desk::choice::create(&stage.desk, &admin, ChoiceKind::Tag, vip)
        .await
        .expect("a tag");
    let id = stage.waiting().await;
    let contact = stage.row(id).await.contact.id;
    let all = Selection::Matching {
        query: TableQuery::default(),
        offset: 0,
        except: Vec::new(),
    };
    let does = async |action: BulkAction| {
        let task = JobTask::Bulk {
            action,
            selection: all.clone(),
        };
        let report = done(&stage, &admin, task).await;
        assert_eq!(counts(&report), (JobState::Done, Some(1), 1, 0), "{report:?}");
        stage.row(id).await
    };

    let row = does(BulkAction::TransferToDepartment {
        department: other,
        note: None,
    })
    .await;
    assert_eq!(
        (row.lifecycle.department, row.lifecycle.status),
        (Some(other), Status::Queued)
    );
    let row = does(BulkAction::TransferToAgent {
        agent: bob.user,
        note: None,
    })
    .await;
    assert_eq!(row.lifecycle.reserved.map(|it| it.agent), Some(bob.user));
    let inbox = stage.inbox().await;
    let row = does(BulkAction::TransferToInbox { inbox, note: None }).await;
    assert_eq!(
        (row.lifecycle.department, row.lifecycle.reserved),
        (Some(stage.sales), None)
    );
    does(BulkAction::AssignSupportAgent { agent: Some(bob.user) }).await;
    does(BulkAction::Tag { tag: vip.id }).await;
    // Twice is as once.
    does(BulkAction::Tag { tag: vip.id }).await;
    let sheet = contact_sheet::read(&stage.desk, &admin, contact).await.expect("seen");
    assert_eq!(
        (sheet.contact.support_agent, sheet.tags),
        (Some(bob.user), vec![vip.id])
    );
    let row = does(BulkAction::ForceClose).await;
    assert_eq!(row.lifecycle.status, Status::Spam);

    // Where there is nobody any more, nothing goes.
    let next = stage.waiting().await;
    let nowhere = BulkAction::TransferToAgent {
        agent: model::UserId(999),
        note: None,
    };
    let report = done(&stage, &admin, task(nowhere, &[next])).await;
    assert_eq!(report.reasons, [(JobRefusal::Destination, 1)]);
    assert_eq!(status(&stage, next).await, Status::New);
}

async fn a_job_does_what_its_owner_may_at_that_moment(db: TestDb) {
    let stage = Stage::new(db).await;
    let clerk = stage
        .user_who_may("clerk", &[Permission::ReadAll, Permission::Close], &[])
        .await;
    let id = stage.waiting().await;
    let spam = task(BulkAction::ForceClose, &[id]);
    assert_eq!(begin(&stage, &clerk, spam).await, Err(Problem::Forbidden));
    let finish = task(BulkAction::Finish, &[id]);
    let job = begin(&stage, &clerk, finish.clone()).await.expect("begun");
    // The role is another before the job's turn comes.
    let roles = desk::role::list(&stage.desk, &stage.administrator)
        .await
        .expect("roles");
    let role = roles.iter().find(|it| it.form.name == "clerk").expect("it is there");
    let mut form = role.form.clone();
    form.permissions = [Permission::ReadAll].into_iter().collect();
    desk::role::change(&stage.desk, &stage.administrator, role.id, role.version, form)
        .await
        .expect("changed");
    run(&stage.desk).await;
    let report = report(&stage, &clerk, &job).await;
    assert_eq!(counts(&report), (JobState::Done, Some(1), 0, 1));
    assert_eq!(report.reasons, [(JobRefusal::Forbidden, 1)]);
    assert_eq!(status(&stage, id).await, Status::New);

    // Nobody else sees or stops it.
    let other = &stage.administrator;
    assert_eq!(
        job::report(&stage.desk, other, job.id, None).await,
        Err(Problem::NotFound)
    );
    assert_eq!(job::cancel(&stage.desk, other, job.id).await, Err(Problem::NotFound));
    assert_eq!(job::list(&stage.desk, other).await, Ok(vec![]));
    let clerk = actor(&stage.db, clerk.user).await;
    assert_eq!(begin(&stage, &clerk, finish).await, Err(Problem::Forbidden));
}

async fn the_same_job_sent_again_is_done_once(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = stage.administrator.clone();
    let (first, second) = (stage.waiting().await, stage.waiting().await);
    let id = stage.next_id();
    let envelope = |task| JobEnvelope { id: id.clone(), task };
    let nudge = BulkAction::TransferToDepartment {
        department: stage.sales,
        note: None,
    };
    let send = async |desk: &Desk| {
        let task = task(nudge.clone(), &[first, second]);
        job::begin(desk, &admin, envelope(task)).await.expect("begun")
    };
    let (one, two) = tokio::join!(send(&stage.desk), send(&stage.desk));
    assert_eq!(one, two);
    run(&stage.desk).await;
    let again = send(&stage.desk).await;
    assert_eq!((again.id, again.state, again.done), (one.id, JobState::Done, 2));
    run(&stage.desk).await;
    let told = Activity::TransferredToDepartment {
        by: admin.user,
        department: stage.sales,
        note: None,
    };
    assert_eq!(times_told(&stage, first, &told).await, 1);
    let other = job::begin(&stage.desk, &admin, envelope(task(BulkAction::Finish, &[first]))).await;
    assert_eq!(other, Err(Problem::invalid("id", "reused_id")));
}

/// The server dies when it has done the first of them, and has not written how far it came.
async fn another_server_goes_on_where_one_died(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = stage.administrator.clone();
    let mut selected = vec![stage.waiting().await, stage.waiting().await];
    selected.extend(nobody(248));
    let job = begin(&stage, &admin, task(BulkAction::Finish, &selected))
        .await
        .expect("begun");
    let (id, now, ids) = (job.id, stage.now(), selected.clone());
    stage.resolves(&admin, selected[0]).await;
    stage
        .db
        .write(move |tx| {
            let ids = ids.clone();
            Box::pin(async move {
                let until = now.plus(LEASE);
                let taken = store::job::claim(tx, Work::Bulk, "dead", now, until).await?;
                assert_eq!(taken.expect("it waits").0.job.id, id);
                assert!(store::job::add_rows(tx, id, "dead", 0, &ids, until).await?);
                assert!(store::job::freeze(tx, id, "dead", ids.len()).await?);
                assert!(store::job::settle(tx, id, 0, RowOutcome::Done).await?);
                Ok::<_, store::StoreError>(())
            })
        })
        .await
        .expect("the dead one's work");
    stage.clock.set(now.plus(LEASE - 1));
    assert!(
        !job::run_bulk(&stage.desk).await.expect("it looks"),
        "it may live still"
    );
    stage.clock.set(now.plus(LEASE));
    assert!(job::run_bulk(&stage.desk).await.expect("it runs"));
    let between = report(&stage, &admin, &job).await;
    assert_eq!(counts(&between), (JobState::Running, Some(250), 2, 199));
    run(&stage.desk).await;
    let after = report(&stage, &admin, &job).await;
    assert_eq!(counts(&after), (JobState::Done, Some(250), 2, 248));
    assert_eq!((after.refused.len(), after.more), (100, true));
    let last = after.refused.last().map(|it| it.place);
    let next = job::report(&stage.desk, &admin, job.id, last).await.expect("its own");
    assert_eq!(next.refused[0].place, 102);
    let told = Activity::ClosedUnanswered { by: admin.user };
    for id in &selected[..2] {
        assert_eq!(times_told(&stage, *id, &told).await, 1, "{id}");
    }
    // Of what the dead one writes if it was only slow, nothing counts.
    let late = stage
        .db
        .write(move |tx| {
            Box::pin(store::job::settle(
                tx,
                id,
                1,
                RowOutcome::Refused(JobRefusal::Failed, None),
            ))
        })
        .await;
    assert_eq!(late, Ok(false));
}

/// A server that dies while it lists the conversations leaves half a list.
async fn a_list_that_was_begun_begins_anew(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = stage.administrator.clone();
    let id = stage.waiting().await;
    let taken_out = stage.waiting().await;
    let all = JobTask::Bulk {
        action: BulkAction::Finish,
        selection: Selection::Matching {
            query: TableQuery::default(),
            offset: 0,
            except: vec![taken_out],
        },
    };
    let job = begin(&stage, &admin, all).await.expect("begun");
    let (number, now) = (job.id, stage.now());
    stage
        .db
        .write(move |tx| {
            Box::pin(async move {
                let until = now.plus(LEASE);
                store::job::claim(tx, Work::Bulk, "dead", now, until).await?;
                let gone = [ConversationId(9_000_000), ConversationId(9_000_001)];
                store::job::add_rows(tx, number, "dead", 0, &gone, until).await
            })
        })
        .await
        .expect("half a list");
    stage.clock.advance(LEASE);
    run(&stage.desk).await;
    let report = report(&stage, &admin, &job).await;
    assert_eq!(counts(&report), (JobState::Done, Some(1), 1, 0));
    assert_eq!(status(&stage, id).await, Status::Closed);
    assert_eq!(status(&stage, taken_out).await, Status::New);
}

async fn several_servers_and_jobs_do_each_conversation_once(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = stage.administrator.clone();
    let mut selected = Vec::new();
    for _ in 0..24 {
        selected.push(stage.waiting().await);
    }
    let mut jobs = Vec::new();
    for turn in 0..3 {
        selected.rotate_left(turn * 5);
        jobs.push(
            begin(&stage, &admin, task(BulkAction::Finish, &selected))
                .await
                .expect("begun"),
        );
    }
    tokio::join!(run(&stage.desk), run(&stage.desk), run(&stage.desk));
    let (mut ended, mut left) = (0, 0);
    for job in &jobs {
        let report = report(&stage, &admin, job).await;
        assert_eq!(report.job.state, JobState::Done);
        assert!(
            report.refused.iter().all(|it| it.reason == JobRefusal::Inactive),
            "{report:?}"
        );
        ended += report.job.done;
        left += report.job.refused;
    }
    assert_eq!((ended, left), (24, 48));
    let told = Activity::ClosedUnanswered { by: admin.user };
    for id in selected {
        assert_eq!(times_told(&stage, id, &told).await, 1, "{id}");
    }
}

async fn a_stopped_job_leaves_the_rest_as_it_is(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = stage.administrator.clone();
    let mut selected: Vec<_> = nobody(200).collect();
    let id = stage.waiting().await;
    selected.push(id);
    let job = begin(&stage, &admin, task(BulkAction::ForceClose, &selected))
        .await
        .expect("begun");
    assert!(job::run_bulk(&stage.desk).await.expect("it runs"));
    let stopping = job::cancel(&stage.desk, &admin, job.id).await.expect("its own");
    assert!(stopping.cancelling && !stopping.state.is_over());
    run(&stage.desk).await;
    let report = report(&stage, &admin, &job).await;
    assert_eq!(counts(&report), (JobState::Cancelled, Some(201), 0, 200));
    assert_eq!(report.job.finished_at, Some(stage.now()));
    assert_eq!(status(&stage, id).await, Status::New);
    // What is over stays as it is.
    let again = job::cancel(&stage.desk, &admin, job.id).await.expect("its own");
    assert_eq!(again, report.job);
}

async fn jobs_are_bounded_and_forgotten(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = stage.administrator.clone();
    for selection in [vec![], nobody(5_001).collect()] {
        let refused = begin(&stage, &admin, task(BulkAction::Finish, &selection)).await;
        assert!(matches!(refused, Err(Problem::Invalid { .. })), "{refused:?}");
    }
    let selected: Vec<_> = nobody(3).collect();
    let mut jobs = Vec::new();
    for _ in 0..model::MAX_JOBS {
        jobs.push(
            begin(&stage, &admin, task(BulkAction::Finish, &selected))
                .await
                .expect("begun"),
        );
    }
    let one_more = begin(&stage, &admin, task(BulkAction::Finish, &selected)).await;
    assert_eq!(one_more, Err(Problem::TooMany { retry_after: 60 }));
    run(&stage.desk).await;
    let ids: Vec<_> = jobs.iter().rev().map(|job| job.id).collect();
    let listed = job::list(&stage.desk, &admin).await.expect("a list");
    assert_eq!(listed.iter().map(|job| job.id).collect::<Vec<_>>(), ids, "newest first");

    stage.clock.advance(6 * DAY);
    retention::put_away(&stage.desk, 7).await.expect("put away");
    assert_eq!(job::list(&stage.desk, &admin).await.expect("a list").len(), ids.len());
    stage.clock.advance(2 * DAY);
    retention::put_away(&stage.desk, 7).await.expect("put away");
    assert_eq!(job::list(&stage.desk, &admin).await, Ok(vec![]));
}

store::testing::contract! {
    the_active_ones_of_a_selection_end_and_the_others_are_named,
    every_action_does_what_its_command_does_to_one,
    a_job_does_what_its_owner_may_at_that_moment,
    the_same_job_sent_again_is_done_once,
    another_server_goes_on_where_one_died,
    a_list_that_was_begun_begins_anew,
    several_servers_and_jobs_do_each_conversation_once,
    a_stopped_job_leaves_the_rest_as_it_is,
    jobs_are_bounded_and_forgotten,
}
