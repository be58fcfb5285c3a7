//! Jobs and the conversations that they are about.
//!
//! A server works on a job while it has its lease; several look for one at the same time and each gets another. Who loses the
//! lease may still be at a conversation: that it is done once follows from its row here, written with what is done to it.

use model::{
    CommandId, ConversationId, Job, JobFile, JobId, JobKind, JobRefusal, JobState, JobTask, Language,
    RefusedConversation, Status, Timestamp, UserId,
};
use sqlx::AssertSqlSafe;

use crate::conn::{execute, run};
use crate::row::{count, from_json, language, present, time, to_json, word};
use crate::{Conn, StoreError, Tx, bulk};

/// Of a conversation to which it was done.
const DONE: &str = "done";
/// Conversations in one statement.
const CHUNK: usize = 500;

/// A job to begin.
#[derive(Debug, Clone)]
pub struct NewJob {
    pub owner: UserId,
    pub command: CommandId,
    /// Of the task: the same id with another is not the same job.
    pub body_hash: String,
    pub task: JobTask,
    pub language: Language,
    /// IANA name.
    pub time_zone: String,
    pub at: Timestamp,
}

/// A job as its workers know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredJob {
    pub job: Job,
    pub owner: UserId,
    pub body_hash: String,
    pub task: JobTask,
    pub language: Language,
    pub time_zone: String,
    /// Its conversations are listed.
    pub frozen: bool,
    pub told_at: Timestamp,
    pub file_key: Option<String>,
    pub file_sha256: Option<String>,
}

/// A conversation whose turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingRow {
    pub place: i64,
    pub conversation: ConversationId,
}

/// What came of a conversation's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowOutcome {
    Done,
    /// With the status that is the reason.
    Refused(JobRefusal, Option<Status>),
}

/// Jobs of which kind a worker takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    Bulk,
    Exports,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    version: i64,
    owner_id: i64,
    body_hash: String,
    kind: String,
    task: String,
    language: String,
    time_zone: String,
    state: String,
    frozen: i64,
    cancelling: i64,
    total: Option<i64>,
    done: i64,
    refused: i64,
    created_at: i64,
    finished_at: Option<i64>,
    told_at: i64,
    file_key: Option<String>,
    file_name: Option<String>,
    file_size: Option<i64>,
    file_sha256: Option<String>,
}

macro_rules! columns {
    () => {
        "id, version, owner_id, body_hash, kind, task, language, time_zone, state, frozen, cancelling, total, done, \
         refused, created_at, finished_at, told_at, file_key, file_name, file_size, file_sha256"
    };
}

impl TryFrom<Row> for StoredJob {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = word(&row.state, JobState::parse)?;
        let file = match (row.file_name, row.file_size) {
            (Some(name), Some(size)) if state == JobState::Done => Some(JobFile { name, size }),
            _ => None,
        };
        Ok(Self {
            job: Job {
                id: JobId(row.id),
                version: row.version,
                kind: word(&row.kind, JobKind::parse)?,
                state,
                cancelling: row.cancelling != 0 && !state.is_over(),
                created_at: Timestamp(row.created_at),
                finished_at: time(row.finished_at),
                total: row.total.map(count),
                done: count(row.done),
                refused: count(row.refused),
                file,
            },
            owner: UserId(row.owner_id),
            body_hash: row.body_hash,
            task: from_json(&row.task)?,
            language: language(&row.language)?,
            time_zone: row.time_zone,
            frozen: row.frozen != 0,
            told_at: Timestamp(row.told_at),
            file_key: row.file_key,
            file_sha256: row.file_sha256,
        })
    }
}

/// `None`: this command of its owner has begun one before (also when that is committed in this moment: this waits for it).
pub async fn begin(tx: &mut Tx, new: &NewJob) -> Result<Option<StoredJob>, StoreError> {
    let row: Option<Row> = run!(tx, c => sqlx::query_as(concat!(
        "INSERT INTO job (owner_id, command_id, body_hash, kind, task, language, time_zone, state, created_at, worked_at, \
         told_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $8, $8) ON CONFLICT DO NOTHING RETURNING ",
        columns!()
    ))
    .bind(new.owner.0)
    .bind(new.command.as_str())
    .bind(new.body_hash.as_str())
    .bind(new.task.kind().as_str())
    .bind(to_json(&new.task)?)
    .bind(new.language.as_str())
    .bind(new.time_zone.as_str())
    .bind(new.at.0)
    .fetch_optional(c))?;
    row.map(StoredJob::try_from).transpose()
}

pub async fn by_command(conn: &mut Conn, owner: UserId, command: &CommandId) -> Result<Option<StoredJob>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!(
        "SELECT ", columns!(), " FROM job WHERE owner_id = $1 AND command_id = $2"
    ))
    .bind(owner.0)
    .bind(command.as_str())
    .fetch_optional(c))?;
    row.map(StoredJob::try_from).transpose()
}

pub async fn get(conn: &mut Conn, id: JobId) -> Result<Option<StoredJob>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!("SELECT ", columns!(), " FROM job WHERE id = $1"))
        .bind(id.0)
        .fetch_optional(c))?;
    row.map(StoredJob::try_from).transpose()
}

/// The newest jobs of a user, newest first, at most `limit`.
pub async fn of(conn: &mut Conn, owner: UserId, limit: u32) -> Result<Vec<Job>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(concat!(
        "SELECT ", columns!(), " FROM job WHERE owner_id = $1 ORDER BY id DESC LIMIT $2"
    ))
    .bind(owner.0)
    .bind(i64::from(limit))
    .fetch_all(c))?;
    rows.into_iter().map(|row| Ok(StoredJob::try_from(row)?.job)).collect()
}

/// How many jobs of a user are not over.
pub async fn open_of(conn: &mut Conn, owner: UserId) -> Result<u32, StoreError> {
    let open: i64 = run!(conn, c => sqlx::query_scalar(
        "SELECT count(*) FROM job WHERE owner_id = $1 AND finished_at IS NULL"
    )
    .bind(owner.0)
    .fetch_one(c))?;
    Ok(count(open))
}

macro_rules! to_do {
    () => {
        "SELECT id FROM job WHERE finished_at IS NULL AND (kind = 'export') = ($1 = 1) \
         AND (lease_until IS NULL OR lease_until <= $2) ORDER BY worked_at, id LIMIT 1"
    };
}

/// Whether there is a job of this kind of work on which nobody works.
pub async fn is_waiting(conn: &mut Conn, work: Work, now: Timestamp) -> Result<bool, StoreError> {
    let found: Option<i64> = run!(conn, c => sqlx::query_scalar(to_do!())
        .bind(i64::from(work == Work::Exports))
        .bind(now.0)
        .fetch_optional(c))?;
    Ok(found.is_some())
}

/// Takes the job that has waited longest for its turn, for `lease` until `until`. True: the one who had it before never gave it
/// back. `None`: there is none, or others were faster.
pub async fn claim(
    tx: &mut Tx,
    work: Work,
    lease: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<(StoredJob, bool)>, StoreError> {
    let sql = tx.sql(to_do!(), concat!(to_do!(), " FOR UPDATE SKIP LOCKED"));
    let id: Option<i64> = run!(tx, c => sqlx::query_scalar(sql)
        .bind(i64::from(work == Work::Exports))
        .bind(now.0)
        .fetch_optional(c))?;
    let Some(id) = id else { return Ok(None) };
    let abandoned: Option<i64> = run!(tx, c => sqlx::query_scalar("SELECT lease_until FROM job WHERE id = $1")
        .bind(id)
        .fetch_one(c))?;
    let row: Row = run!(tx, c => sqlx::query_as(concat!(
        "UPDATE job SET lease = $2, lease_until = $4, worked_at = $3, state = 'running' WHERE id = $1 RETURNING ",
        columns!()
    ))
    .bind(id)
    .bind(lease)
    .bind(now.0)
    .bind(until.0)
    .fetch_one(c))?;
    Ok(Some((row.try_into()?, abandoned.is_some())))
}

/// Keeps the lease until `until`. `None`: another has the job by now. True: its owner has stopped it.
pub async fn renew(tx: &mut Tx, id: JobId, lease: &str, until: Timestamp) -> Result<Option<bool>, StoreError> {
    let cancelling: Option<i64> = run!(tx, c => sqlx::query_scalar(
        "UPDATE job SET lease_until = $3 WHERE id = $1 AND lease = $2 AND finished_at IS NULL RETURNING cancelling"
    )
    .bind(id.0)
    .bind(lease)
    .bind(until.0)
    .fetch_optional(c))?;
    Ok(cancelling.map(|cancelling| cancelling != 0))
}

/// What a worker changes of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub total: Option<u32>,
    pub done: u32,
    pub refused: u32,
    /// The lease goes on until then; `None`: it is given back.
    pub lease_until: Option<Timestamp>,
    /// It is over.
    pub end: Option<JobState>,
    /// Of an export that is done.
    pub file: Option<(JobFile, String)>,
}

/// Writes how far a job is. `None`: another has it by now.
pub async fn progress(
    tx: &mut Tx,
    id: JobId,
    lease: &str,
    progress: &Progress,
    now: Timestamp,
) -> Result<Option<StoredJob>, StoreError> {
    let file = progress.file.as_ref();
    let row: Option<Row> = run!(tx, c => sqlx::query_as(concat!(
        "UPDATE job SET version = version + 1, total = $3, done = $4, refused = $5, lease_until = $6, \
         state = coalesce($7, state), finished_at = CASE WHEN $7 IS NULL THEN NULL ELSE $8 END, \
         file_name = coalesce($9, file_name), file_size = coalesce($10, file_size), \
         file_sha256 = coalesce($11, file_sha256) \
         WHERE id = $1 AND lease = $2 AND finished_at IS NULL RETURNING ",
        columns!()
    ))
    .bind(id.0)
    .bind(lease)
    .bind(progress.total.map(i64::from))
    .bind(i64::from(progress.done))
    .bind(i64::from(progress.refused))
    .bind(progress.lease_until.map(|at| at.0))
    .bind(progress.end.map(JobState::as_str))
    .bind(now.0)
    .bind(file.map(|(file, _)| file.name.as_str()))
    .bind(file.map(|(file, _)| file.size))
    .bind(file.map(|(_, sha256)| sha256.as_str()))
    .fetch_optional(c))?;
    row.map(StoredJob::try_from).transpose()
}

/// Its owner was told of it.
pub async fn told(tx: &mut Tx, id: JobId, at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE job SET told_at = $2 WHERE id = $1")
            .bind(id.0)
            .bind(at.0)
    )?;
    Ok(())
}

/// Its owner stops it. `None`: it is over, or stopped already.
pub async fn cancel(tx: &mut Tx, id: JobId) -> Result<Option<StoredJob>, StoreError> {
    let row: Option<Row> = run!(tx, c => sqlx::query_as(concat!(
        "UPDATE job SET version = version + 1, cancelling = 1 \
         WHERE id = $1 AND cancelling = 0 AND finished_at IS NULL RETURNING ",
        columns!()
    ))
    .bind(id.0)
    .fetch_optional(c))?;
    row.map(StoredJob::try_from).transpose()
}

/// Lists conversations, from `place` on, while `lease` is the job's. False: another has it by now.
pub async fn add_rows(
    tx: &mut Tx,
    id: JobId,
    lease: &str,
    place: usize,
    conversations: &[ConversationId],
    until: Timestamp,
) -> Result<bool, StoreError> {
    const COLUMNS: usize = 3;
    if renew(tx, id, lease, until).await?.is_none() {
        return Ok(false);
    }
    let mut next = i64::try_from(place).unwrap_or(i64::MAX);
    for chunk in conversations.chunks(CHUNK) {
        let head = "INSERT INTO job_row (job_id, place, conversation_id)";
        let sql = bulk::insert(tx, head, COLUMNS, chunk.len(), false, "");
        execute!(tx, {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for (place, conversation) in (next..).zip(chunk) {
                query = query.bind(id.0).bind(place).bind(conversation.0);
            }
            query
        })?;
        next += i64::try_from(chunk.len()).unwrap_or(i64::MAX);
    }
    Ok(true)
}

/// All of its conversations are listed. False: another has the job by now.
pub async fn freeze(tx: &mut Tx, id: JobId, lease: &str, total: usize) -> Result<bool, StoreError> {
    let changed = execute!(
        tx,
        sqlx::query("UPDATE job SET frozen = 1, total = $3 WHERE id = $1 AND lease = $2")
            .bind(id.0)
            .bind(lease)
            .bind(i64::try_from(total).unwrap_or(i64::MAX))
    )?;
    Ok(changed == 1)
}

/// The next conversations, at most `limit`.
pub async fn waiting_rows(conn: &mut Conn, id: JobId, limit: u32) -> Result<Vec<WaitingRow>, StoreError> {
    let rows: Vec<(i64, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT place, conversation_id FROM job_row WHERE job_id = $1 AND outcome IS NULL ORDER BY place LIMIT $2"
    )
    .bind(id.0)
    .bind(i64::from(limit))
    .fetch_all(c))?;
    let row = |(place, conversation)| WaitingRow {
        place,
        conversation: ConversationId(conversation),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Whether a conversation's turn has not come yet. To be asked when the conversation is locked.
pub async fn waits(conn: &mut Conn, id: JobId, place: i64) -> Result<bool, StoreError> {
    let found: Option<i64> = run!(conn, c => sqlx::query_scalar(
        "SELECT place FROM job_row WHERE job_id = $1 AND place = $2 AND outcome IS NULL"
    )
    .bind(id.0)
    .bind(place)
    .fetch_optional(c))?;
    Ok(found.is_some())
}

/// Its turn has come. False: it had before.
pub async fn settle(tx: &mut Tx, id: JobId, place: i64, outcome: RowOutcome) -> Result<bool, StoreError> {
    let (word, status) = match outcome {
        RowOutcome::Done => (DONE, None),
        RowOutcome::Refused(reason, status) => (reason.as_str(), status.map(Status::as_str)),
    };
    let changed = execute!(
        tx,
        sqlx::query(
            "UPDATE job_row SET outcome = $3, status = $4 WHERE job_id = $1 AND place = $2 AND outcome IS NULL"
        )
        .bind(id.0)
        .bind(place)
        .bind(word)
        .bind(status)
    )?;
    Ok(changed == 1)
}

/// To how many it was done, and how many were left as they are.
pub async fn counted(conn: &mut Conn, id: JobId) -> Result<(u32, u32), StoreError> {
    let (done, refused): (i64, i64) = run!(conn, c => sqlx::query_as(
        "SELECT count(CASE WHEN outcome = 'done' THEN 1 END), count(CASE WHEN outcome <> 'done' THEN 1 END) \
         FROM job_row WHERE job_id = $1"
    )
    .bind(id.0)
    .fetch_one(c))?;
    Ok((count(done), count(refused)))
}

/// How many were left as they are, by reason, in the order of the reasons.
pub async fn reasons(conn: &mut Conn, id: JobId) -> Result<Vec<(JobRefusal, u32)>, StoreError> {
    let rows: Vec<(String, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT outcome, count(*) FROM job_row WHERE job_id = $1 AND outcome <> 'done' GROUP BY outcome"
    )
    .bind(id.0)
    .fetch_all(c))?;
    let reason = |(outcome, number): (String, i64)| Ok((word(&outcome, JobRefusal::parse)?, count(number)));
    let mut reasons: Vec<_> = rows.into_iter().map(reason).collect::<Result<_, StoreError>>()?;
    reasons.sort_unstable();
    Ok(reasons)
}

/// The conversations that were left as they are, after a place, at most `limit`.
pub async fn refused(
    conn: &mut Conn,
    id: JobId,
    after: Option<u32>,
    limit: u32,
) -> Result<Vec<RefusedConversation>, StoreError> {
    let rows: Vec<(i64, i64, Option<String>, Option<String>)> = run!(conn, c => sqlx::query_as(
        "SELECT place, conversation_id, outcome, status FROM job_row \
         WHERE job_id = $1 AND outcome <> 'done' AND place > $2 ORDER BY place LIMIT $3"
    )
    .bind(id.0)
    .bind(after.map_or(-1, i64::from))
    .bind(i64::from(limit))
    .fetch_all(c))?;
    rows.into_iter()
        .map(|(place, conversation, outcome, status)| {
            let outcome = present(outcome, "job_row.outcome")?;
            Ok(RefusedConversation {
                place: count(place),
                conversation: ConversationId(conversation),
                reason: word(&outcome, JobRefusal::parse)?,
                status: status.map(|status| word(&status, Status::parse)).transpose()?,
            })
        })
        .collect()
}

/// Where the bytes of an export are kept: to be written down before the first of them.
pub async fn set_file_key(tx: &mut Tx, id: JobId, lease: &str, key: &str) -> Result<bool, StoreError> {
    let changed = execute!(
        tx,
        sqlx::query("UPDATE job SET file_key = $3 WHERE id = $1 AND lease = $2 AND finished_at IS NULL")
            .bind(id.0)
            .bind(lease)
            .bind(key)
    )?;
    Ok(changed == 1)
}

/// Takes away at most `limit` listed conversations; how many. For a job whose listing begins anew, or that is forgotten.
pub async fn forget_rows(tx: &mut Tx, id: JobId, limit: u32) -> Result<u64, StoreError> {
    execute!(
        tx,
        sqlx::query(
            "DELETE FROM job_row WHERE job_id = $1 AND place IN \
             (SELECT place FROM job_row WHERE job_id = $1 ORDER BY place LIMIT $2)"
        )
        .bind(id.0)
        .bind(i64::from(limit))
    )
}

/// A job that was over before `before`.
pub async fn old(conn: &mut Conn, before: Timestamp) -> Result<Option<StoredJob>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!(
        "SELECT ", columns!(), " FROM job WHERE finished_at IS NOT NULL AND finished_at < $1 ORDER BY finished_at LIMIT 1"
    ))
    .bind(before.0)
    .fetch_optional(c))?;
    row.map(StoredJob::try_from).transpose()
}

/// Takes away a job that has no conversations listed.
pub async fn forget(tx: &mut Tx, id: JobId) -> Result<(), StoreError> {
    execute!(tx, sqlx::query("DELETE FROM job WHERE id = $1").bind(id.0))?;
    Ok(())
}
