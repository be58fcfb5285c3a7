//! The table as a file (R174): page after page, each judged by what the owner may see then, written where files are kept while it
//! is read, so that neither the table nor the file is ever whole in memory.
//!
//! A server that dies leaves the beginning of a file, which is taken away; the next one begins anew. What changes its place in the
//! table's order while it is written may be missed, or stand there twice: no snapshot is held for minutes, which would keep
//! SQLite's journal and Postgres' old rows.

use std::borrow::Cow;
use std::collections::HashMap;

use files::{FilesError, Writing};
use jiff::tz::TimeZone;
use model::{
    CellValue, Channel, Column, Conversation, Direction, Directory, Export, ExportFormat, GeneralStatus, JobFile,
    JobState, JobTask, Language, Permission, Problem, RatingKind, Status, TimeBasis, Timestamp,
};
use spreadsheet::{Cell, Csv, Head, Table, TooLarge, Xlsx};
use store::job::{self, Progress, Work};
use store::{StoreError, directory, file};

use super::matching::{Asked, stretch};
use super::turn::{self, Turn};
use crate::Desk;
use crate::file::new_key;

/// Rows between two looks at the clock.
const LOOK_EVERY: u32 = 2_000;
/// Milliseconds between two words of how far it is.
const TOLD_EVERY: i64 = 1_000;
/// Pixels of a column as characters of a spreadsheet.
const PIXELS: u16 = 7;

/// What an export says in its reader's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Word {
    /// What the file and its sheet are called.
    Title,
    Column(Column),
    Status(GeneralStatus),
    DetailedStatus(Status),
    Direction(Direction),
    Channel(Channel),
    Flag(bool),
    Liked(bool),
    /// A customer without a name; `{number}` stands for the contact's.
    Visitor,
}

/// Gives a word in a language: texts are not the desk's.
pub type Words = fn(Language, Word) -> String;

pub(super) fn media_type(task: &JobTask) -> &'static str {
    match task {
        JobTask::Export(Export {
            format: ExportFormat::Csv,
            ..
        }) => "text/csv; charset=utf-8",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

/// Why an export ends before its table does.
enum Stop {
    /// Another has the job by now.
    Lost,
    State(JobState),
    Problem(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<FilesError> for Stop {
    fn from(error: FilesError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<TooLarge> for Stop {
    fn from(_: TooLarge) -> Self {
        Self::State(JobState::Failed)
    }
}

/// The export that has waited longest, to its end. False: there is nothing to do.
pub async fn run(desk: &Desk, words: Words) -> Result<bool, Problem> {
    let Some(mut turn) = turn::take(desk, Work::Exports).await? else {
        return Ok(false);
    };
    let JobTask::Export(export) = turn.stored.task.clone() else {
        turn.end(desk, JobState::Failed).await?;
        return Ok(true);
    };
    let earlier = turn.stored.file_key.take();
    let key = new_key(desk.random.as_ref());
    if !begin(desk, &turn, &key, earlier).await? {
        return Ok(true);
    }
    (turn.stored.job.done, turn.stored.job.total) = (0, None);
    match write(desk, &mut turn, &export, words, &key).await {
        Ok(file) => {
            let progress = Progress {
                total: Some(turn.stored.job.done),
                end: Some(JobState::Done),
                file: Some(file),
                ..turn.progress()
            };
            if !turn.end_with(desk, progress).await? {
                forget(desk, &key).await?;
            }
        }
        Err(stop) => {
            forget(desk, &key).await?;
            match stop {
                Stop::Lost => {}
                Stop::State(state) => turn.end(desk, state).await?,
                // A fault of ours would be the same again; the log has it.
                Stop::Problem(Problem::Internal { .. }) => turn.end(desk, JobState::Failed).await?,
                Stop::Problem(problem) => {
                    turn.give_back(desk).await?;
                    return Err(problem);
                }
            }
        }
    }
    Ok(true)
}

/// Writes down where the bytes will be, before the first of them; those of an earlier try are taken away. False: another has the
/// job by now.
async fn begin(desk: &Desk, turn: &Turn, key: &str, earlier: Option<String>) -> Result<bool, Problem> {
    let (id, lease, now) = (turn.id(), turn.lease.clone(), desk.clock.now());
    let key = key.to_owned();
    desk.db
        .write(move |tx| {
            let (lease, key, earlier) = (lease.clone(), key.clone(), earlier.clone());
            Box::pin(async move {
                if !job::set_file_key(tx, id, &lease, &key).await? {
                    return Ok(false);
                }
                if let Some(earlier) = earlier {
                    file::mark(tx, &earlier, now).await?;
                }
                Ok::<_, Problem>(true)
            })
        })
        .await
}

async fn forget(desk: &Desk, key: &str) -> Result<(), Problem> {
    let (key, now) = (key.to_owned(), desk.clock.now());
    desk.db
        .write(move |tx| {
            let key = key.clone();
            Box::pin(async move { Ok(file::mark(tx, &key, now).await?) })
        })
        .await
}

async fn write(
    desk: &Desk,
    turn: &mut Turn,
    export: &Export,
    words: Words,
    key: &str,
) -> Result<(JobFile, String), Stop> {
    let names = directory::directory(&mut desk.db.read().await?).await?;
    let mut writer = Writer::new(turn, export, words, names);
    let mut writing = desk.files.write(key);
    let written = pages(desk, turn, export, &mut writer, &mut writing).await;
    let last = match written {
        Ok(()) => writer.table.finish().map_err(Stop::from),
        Err(stop) => Err(stop),
    };
    let last = match last {
        Ok(last) => last,
        Err(stop) => {
            writing.give_up().await;
            return Err(stop);
        }
    };
    writing.add(&last).await?;
    let whole = writing.finish().await?;
    let file = JobFile {
        name: writer.name,
        size: i64::try_from(whole.size).unwrap_or(i64::MAX),
    };
    Ok((file, whole.sha256))
}

async fn pages(
    desk: &Desk,
    turn: &mut Turn,
    export: &Export,
    writer: &mut Writer,
    writing: &mut Writing,
) -> Result<(), Stop> {
    let mut after = None;
    let (mut told, mut looked) = (desk.clock.now(), 0);
    let asked = Asked {
        query: &export.query,
        at: turn.stored.job.created_at,
        offset: export.offset,
    };
    let mut conn = desk.db.read().await?;
    loop {
        let actor = turn.actor(&mut conn).await?;
        let Some(actor) = actor.filter(|it| it.permissions.has(Permission::Export)) else {
            return Err(Stop::State(JobState::Failed));
        };
        let page = stretch(&mut conn, &actor, asked, after).await?;
        for row in &page.rows {
            writer.row(row)?;
        }
        writing.add(&writer.table.take()).await?;
        let job = &mut turn.stored.job;
        job.done += u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        let (done, now) = (job.done, desk.clock.now());
        if done >= looked + LOOK_EVERY || now >= told.plus(TOLD_EVERY) {
            (told, looked) = (now, done);
            if !turn.goes_on(desk).await? {
                return Err(Stop::Lost);
            }
        }
        if turn.stored.job.cancelling {
            return Err(Stop::State(JobState::Cancelled));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

/// Turns conversations into rows.
struct Writer {
    table: Table,
    name: String,
    columns: Vec<Column>,
    basis: TimeBasis,
    zone: TimeZone,
    names: Names,
    language: Language,
    words: Words,
    known: HashMap<Word, String>,
}

impl Writer {
    fn new(turn: &Turn, export: &Export, words: Words, directory: Directory) -> Self {
        let language = turn.stored.language;
        let zone = TimeZone::get(&turn.stored.time_zone).unwrap_or(TimeZone::UTC);
        let heads: Vec<_> = export
            .columns
            .iter()
            .map(|column| Head {
                title: words(language, Word::Column(*column)),
                width: column.default_width() / PIXELS,
            })
            .collect();
        let title = words(language, Word::Title);
        let (table, ending) = match export.format {
            ExportFormat::Xlsx => (Table::Xlsx(Box::new(Xlsx::new(&title, &heads))), "xlsx"),
            // Where the comma stands in numbers, spreadsheets expect another between them.
            ExportFormat::Csv if language == Language::English => (Table::Csv(Csv::new(',', &heads)), "csv"),
            ExportFormat::Csv => (Table::Csv(Csv::new(';', &heads)), "csv"),
        };
        let at = moment(turn.stored.job.created_at, &zone);
        Self {
            table,
            name: format!("{title} {}.{ending}", at.strftime("%Y-%m-%d %H.%M")),
            columns: export.columns.clone(),
            basis: export.time,
            zone,
            names: Names::of(directory),
            language,
            words,
            known: HashMap::new(),
        }
    }

    fn row(&mut self, conversation: &Conversation) -> Result<(), TooLarge> {
        let Self {
            table,
            columns,
            basis,
            zone,
            names,
            language,
            words,
            known,
            ..
        } = self;
        let mut word = |word: Word| -> String { known.entry(word).or_insert_with(|| words(*language, word)).clone() };
        let cells: Vec<Cell<'_>> = columns
            .iter()
            .map(|column| cell(column.value(conversation, *basis), names, zone, &mut word))
            .collect();
        table.row(&cells)
    }
}

fn moment(at: Timestamp, zone: &TimeZone) -> spreadsheet::DateTime {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    zone.to_datetime(at)
}

fn cell<'a>(
    value: CellValue<'a>,
    names: &'a Names,
    zone: &TimeZone,
    word: &mut impl FnMut(Word) -> String,
) -> Cell<'a> {
    let called = |name: Option<&'a String>| name.map_or(Cell::Empty, |name| Cell::Text(name.into()));
    let said = |text: String| Cell::Text(Cow::Owned(text));
    match value {
        CellValue::Empty => Cell::Empty,
        #[expect(clippy::cast_precision_loss, reason = "numbers of conversations stay below 2^53")]
        CellValue::Number(number) => Cell::Number(number as f64),
        CellValue::Text(text) => Cell::Text(text.into()),
        CellValue::Inbox(id) => called(names.inboxes.get(&id)),
        CellValue::Connection(id) => called(names.connections.get(&id)),
        CellValue::Department(id) => called(names.departments.get(&id)),
        CellValue::Agent(id) => called(names.users.get(&id)),
        CellValue::Direction(direction) => said(word(Word::Direction(direction))),
        CellValue::Status(status) => said(word(Word::Status(status))),
        CellValue::DetailedStatus(status) => said(word(Word::DetailedStatus(status))),
        CellValue::Channel(channel) => said(word(Word::Channel(channel))),
        CellValue::Tags(tags) => {
            let tags: Vec<&str> = tags
                .iter()
                .filter_map(|id| Some(names.tags.get(id)?.as_str()))
                .collect();
            said(tags.join(", "))
        }
        CellValue::Contact(contact) if contact.name.is_empty() => {
            said(word(Word::Visitor).replace("{number}", &contact.id.to_string()))
        }
        CellValue::Contact(contact) => Cell::Text(contact.name.as_str().into()),
        CellValue::Page(page) => Cell::Text(page.url.as_str().into()),
        CellValue::Flag(flag) => said(word(Word::Flag(flag))),
        CellValue::Time(at) => Cell::Moment(moment(at, zone)),
        CellValue::Duration(milliseconds) => Cell::Duration(milliseconds.div_euclid(1_000)),
        CellValue::CustomerRating(rating) => match rating.kind {
            RatingKind::Like => said(word(Word::Liked(rating.value > 0))),
            RatingKind::Five => Cell::Number(f64::from(rating.value)),
        },
        CellValue::SupervisorRating(value) => Cell::Number(f64::from(value)),
    }
}

/// The names of what conversations only have the numbers of.
struct Names {
    users: HashMap<model::UserId, String>,
    departments: HashMap<model::DepartmentId, String>,
    inboxes: HashMap<model::InboxId, String>,
    connections: HashMap<model::ConnectionId, String>,
    tags: HashMap<model::TagId, String>,
}

impl Names {
    fn of(directory: Directory) -> Self {
        Self {
            users: directory.users.into_iter().map(|it| (it.id, it.name)).collect(),
            departments: directory.departments.into_iter().map(|it| (it.id, it.name)).collect(),
            inboxes: directory.inboxes.into_iter().map(|it| (it.id, it.name)).collect(),
            connections: directory.connections.into_iter().map(|it| (it.id, it.name)).collect(),
            tags: directory.tags.into_iter().map(|it| (it.id, it.name)).collect(),
        }
    }
}
