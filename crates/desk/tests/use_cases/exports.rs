//! The table as a file, on both engines: what is lost when these fail is the month's figures, or what others may not see.

use std::io::Cursor;

use bytes::Bytes;
use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use desk::job::{self, Word};
use desk::{Desk, file};
use futures_util::TryStreamExt as _;
use model::{
    Actor, AuditAction, AuditFilter, Column, ContactChange, ConversationId, Export, ExportFormat, Job, JobEnvelope,
    JobState, JobTask, Language, Permission, Problem, TableQuery, TimeBasis,
};
use store::testing::TestDb;

use crate::stage::Stage;

const LEASE: i64 = 30_000;
const COLUMNS: [Column; 6] = [
    Column::Customer,
    Column::Number,
    Column::Created,
    Column::DetailedStatus,
    Column::Agent,
    Column::AgentResponseTime,
];

fn words(language: Language, word: Word) -> String {
    match word {
        Word::Title => "Conversas".to_owned(),
        Word::Visitor => "Visitante {number}".to_owned(),
        Word::Column(column) => format!("{} {}", language.as_str(), column.as_str()),
        Word::DetailedStatus(status) => status.as_str().to_owned(),
        other => format!("{other:?}"),
    }
}

fn task(format: ExportFormat) -> JobTask {
    JobTask::Export(Export {
        format,
        query: TableQuery::default(),
        offset: -180,
        columns: COLUMNS.to_vec(),
        time: TimeBasis::Calendar,
    })
}

async fn begin(stage: &Stage, actor: &Actor, task: JobTask) -> Result<Job, Problem> {
    let id = stage.next_id();
    job::begin(&stage.desk, actor, JobEnvelope { id, task }).await
}

async fn run(desk: &Desk) {
    while job::run_exports(desk, words).await.expect("it runs") {}
}

async fn find(stage: &Stage, actor: &Actor, id: model::JobId) -> Job {
    let report = job::report(&stage.desk, actor, id, None).await;
    report.expect("its own").job
}

async fn bytes(stage: &Stage, actor: &Actor, job: &Job) -> Vec<u8> {
    let kept = job::file(&stage.desk, actor, job.id).await.expect("written");
    let reading = file::open(&stage.desk, &kept.key, 0, None).await.expect("kept");
    let pieces: Vec<Bytes> = reading.bytes.try_collect().await.expect("read");
    let bytes = pieces.concat();
    assert_eq!(bytes.len(), usize::try_from(kept.file.size).expect("a size"));
    bytes
}

/// Two conversations of customers with the worst of names, the second in service after 65 seconds.
async fn two(stage: &Stage, ana: &Actor) -> [ConversationId; 2] {
    let first = stage.waiting().await;
    let second = stage.waiting().await;
    for (id, name) in [
        (first, "=HYPERLINK(\"http://evil.example\")"),
        (second, "Zoë <b>; \"x\""),
    ] {
        let contact = stage.row(id).await.contact.id;
        let change = ContactChange::Name {
            before: String::new(),
            after: name.to_owned(),
        };
        desk::contact_sheet::change(&stage.desk, ana, contact, change)
            .await
            .expect("renamed");
    }
    stage.clock.advance(64_000);
    stage.accepts(ana, second).await;
    [first, second]
}

async fn a_spreadsheet_has_each_cell_as_the_table_shows_it(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = stage.administrator.clone();
    let ana = stage.agent("ana").await;
    let [first, second] = two(&stage, &ana).await;
    let anonymous = stage.waiting().await;
    let job = begin(&stage, &admin, task(ExportFormat::Xlsx)).await.expect("begun");
    run(&stage.desk).await;
    let job = find(&stage, &admin, job.id).await;
    assert_eq!((job.state, job.total, job.done), (JobState::Done, Some(3), 3));
    let file = job.file.clone().expect("a file");
    assert!(
        file.name.starts_with("Conversas 2026-") && file.name.contains(".xlsx"),
        "{}",
        file.name
    );
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes(&stage, &admin, &job).await)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Conversas"]);
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("readable");
    let text = |row: usize, column: usize| sheet.get((row, column)).map(ToString::to_string).unwrap_or_default();
    for (place, column) in COLUMNS.into_iter().enumerate() {
        assert_eq!(text(0, place), format!("pt-BR {}", column.as_str()));
    }
    // The newest first.
    let contact = stage.row(anonymous).await.contact.id;
    assert_eq!(text(1, 0), format!("Visitante {contact}"));
    assert_eq!(text(2, 0), "Zoë <b>; \"x\"");
    assert_eq!(
        text(3, 0),
        "=HYPERLINK(\"http://evil.example\")",
        "a text and no formula"
    );
    for (row, id) in [(1, anonymous), (2, second), (3, first)] {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let number = Data::Float(id.0 as f64);
        assert_eq!(sheet.get((row, 1)), Some(&number));
        let Some(Data::DateTime(created)) = sheet.get((row, 2)) else {
            panic!("a time")
        };
        let at = stage.row(id).await.lifecycle.stamps.created_at;
        // Of who set the company up: three hours behind.
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of this century")]
        let expected = (at.0 - 3 * 3_600_000) as f64 / 86_400_000.0 + 25_569.0;
        assert!((created.as_f64() - expected).abs() < 0.000_02, "{created:?} {expected}");
    }
    assert_eq!((text(2, 3), text(3, 3)), ("accepted".to_owned(), "new".to_owned()));
    assert_eq!((text(2, 4), text(3, 4)), ("ana".to_owned(), String::new()));
    let Some(Data::DateTime(response)) = sheet.get((2, 5)) else {
        panic!("a duration")
    };
    assert!(response.is_duration());
    let seconds = stage
        .row(second)
        .await
        .metrics
        .calendar
        .agent_response_time
        .expect("accepted")
        / 1_000;
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let expected = seconds as f64;
    assert!((response.as_f64() * 86_400.0 - expected).abs() < 0.01);
    assert_eq!(sheet.get((3, 5)).unwrap_or(&Data::Empty), &Data::Empty);
}

async fn a_text_file_runs_nothing_on_the_readers_computer(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = stage.administrator.clone();
    let ana = stage.agent("ana").await;
    let [first, second] = two(&stage, &ana).await;
    let job = begin(&stage, &admin, task(ExportFormat::Csv)).await.expect("begun");
    run(&stage.desk).await;
    let job = find(&stage, &admin, job.id).await;
    let text = String::from_utf8(bytes(&stage, &admin, &job).await).expect("UTF-8");
    let lines: Vec<_> = text.split("\r\n").collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[0].starts_with("\u{feff}pt-BR customer;pt-BR number;"), "{text}");
    assert!(
        lines[1].starts_with(&format!("\"Zoë <b>; \"\"x\"\"\";{second};2026-")),
        "{text}"
    );
    assert!(lines[1].contains(";accepted;ana;0:01:"), "{text}");
    let harmless = format!("\"'=HYPERLINK(\"\"http://evil.example\"\")\";{first};");
    assert!(lines[2].starts_with(&harmless), "{text}");
}

async fn an_export_has_what_its_owner_sees_and_only_they_fetch_it(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = stage.administrator.clone();
    let clerk = stage
        .user_who_may(
            "clerk",
            &[Permission::Export, Permission::ReadDepartments],
            &[stage.sales],
        )
        .await;
    let seen = stage.waiting().await;
    let elsewhere = stage.department("Elsewhere").await;
    let unseen = stage.waiting().await;
    stage
        .tamper(unseen, move |row| row.lifecycle.department = Some(elsewhere))
        .await;
    let agent = stage.agent("ana").await;
    assert_eq!(
        begin(&stage, &agent, task(ExportFormat::Csv)).await,
        Err(Problem::Forbidden)
    );
    for columns in [vec![], vec![Column::Number, Column::Number]] {
        let JobTask::Export(mut wrong) = task(ExportFormat::Csv) else {
            unreachable!()
        };
        wrong.columns = columns;
        let refused = begin(&stage, &clerk, JobTask::Export(wrong)).await;
        assert!(matches!(refused, Err(Problem::Invalid { field, .. }) if field == "columns"));
    }
    let job = begin(&stage, &clerk, task(ExportFormat::Csv)).await.expect("begun");
    assert_eq!(
        job::file(&stage.desk, &clerk, job.id).await,
        Err(Problem::NotFound),
        "not yet"
    );
    run(&stage.desk).await;
    let job = find(&stage, &clerk, job.id).await;
    let text = String::from_utf8(bytes(&stage, &clerk, &job).await).expect("UTF-8");
    assert!(
        text.contains(&format!(",{seen},")) && !text.contains(&format!(",{unseen},")),
        "{text}"
    );
    assert_eq!(job::file(&stage.desk, &admin, job.id).await, Err(Problem::NotFound));
    let without = Actor {
        permissions: clerk.permissions.with(Permission::Export, false),
        ..clerk.clone()
    };
    assert_eq!(job::file(&stage.desk, &without, job.id).await, Err(Problem::Forbidden));

    let filter = AuditFilter {
        action: Some(AuditAction::Exported),
        ..AuditFilter::default()
    };
    let log = desk::audit::page(&stage.desk, &admin, &filter, None)
        .await
        .expect("the log");
    assert_eq!(log.entries.len(), 1);
    let told = |field: &str| {
        let change = log.entries[0].changes.iter().find(|it| it.field == field);
        change.and_then(|it| it.after.clone()).unwrap_or_default()
    };
    assert_eq!(told("format"), "csv");
    assert!(told("columns").starts_with("customer, number"), "{:?}", log.entries);
}

/// Its bytes are there once, whole, however often servers die over it; of one that is stopped none are.
async fn an_export_survives_its_server_and_a_stopped_one_leaves_nothing(db: TestDb) {
    let mut stage = Stage::new(db).await;
    let kept = files::Files::in_memory();
    stage.desk = stage.desk.clone().with_files(kept.clone(), i64::MAX);
    let admin = stage.administrator.clone();
    stage.waiting().await;
    let job = begin(&stage, &admin, task(ExportFormat::Xlsx)).await.expect("begun");
    let (id, now) = (job.id, stage.now());
    stage
        .db
        .write(move |tx| {
            Box::pin(async move {
                let until = now.plus(LEASE);
                store::job::claim(tx, store::job::Work::Exports, "dead", now, until).await?;
                store::job::set_file_key(tx, id, "dead", "00/half").await
            })
        })
        .await
        .expect("half a file");
    kept.put("00/half", b"half".to_vec()).await.expect("put");
    run(&stage.desk).await;
    assert_eq!(
        find(&stage, &admin, id).await.state,
        JobState::Running,
        "another has it"
    );
    stage.clock.advance(LEASE);
    run(&stage.desk).await;
    let job = find(&stage, &admin, id).await;
    assert_eq!(job.state, JobState::Done);
    while file::erase(&stage.desk).await.expect("taken away") {}
    let half = file::open(&stage.desk, "00/half", 0, None).await;
    assert_eq!(half.err(), Some(Problem::NotFound), "what the dead one wrote is gone");
    assert!(!bytes(&stage, &admin, &job).await.is_empty());

    let other = begin(&stage, &admin, task(ExportFormat::Xlsx)).await.expect("begun");
    job::cancel(&stage.desk, &admin, other.id).await.expect("its own");
    run(&stage.desk).await;
    let other = find(&stage, &admin, other.id).await;
    assert_eq!((other.state, other.file), (JobState::Cancelled, None));
    assert_eq!(job::file(&stage.desk, &admin, other.id).await, Err(Problem::NotFound));

    // After a week nobody can fetch it any more.
    let key = job::file(&stage.desk, &admin, job.id).await.expect("still there").key;
    stage.clock.advance(8 * 24 * 60 * 60 * 1000);
    desk::retention::put_away(&stage.desk, 7).await.expect("put away");
    while file::erase(&stage.desk).await.expect("taken away") {}
    assert_eq!(job::file(&stage.desk, &admin, job.id).await, Err(Problem::NotFound));
    assert_eq!(
        file::open(&stage.desk, &key, 0, None).await.err(),
        Some(Problem::NotFound)
    );
}

store::testing::contract! {
    a_spreadsheet_has_each_cell_as_the_table_shows_it,
    a_text_file_runs_nothing_on_the_readers_computer,
    an_export_has_what_its_owner_sees_and_only_they_fetch_it,
    an_export_survives_its_server_and_a_stopped_one_leaves_nothing,
}
