//! Jobs: what a server does for somebody while they go on working. One thing to many conversations (R72 to R76), or the table
//! into a file (R174).

use crate::status::text_enum;
use crate::{
    ChoiceId, Column, Command, CommandId, Comment, ConversationId, DepartmentId, InboxId, JobId, Problem, Status,
    TableQuery, TimeBasis, Timestamp, UserId,
};

/// Conversations that can be named one by one; more are all that match.
pub const MAX_SELECTED: usize = 5_000;
/// Unfinished jobs of one user.
pub const MAX_JOBS: u32 = 10;

/// What is done to each of many conversations.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    /// As `Resolve` (R74).
    Finish,
    /// As spam (R75).
    ForceClose,
    /// R76, as the transfers of one conversation.
    TransferToDepartment {
        department: DepartmentId,
        #[serde(default)]
        note: Option<Comment>,
    },
    TransferToAgent {
        agent: UserId,
        #[serde(default)]
        note: Option<Comment>,
    },
    TransferToInbox {
        inbox: InboxId,
        #[serde(default)]
        note: Option<Comment>,
    },
    /// Says who is asked first when these customers write again (R158).
    AssignSupportAgent { agent: Option<UserId> },
    /// Puts a tag on their customers (R145).
    Tag { tag: ChoiceId },
}

impl BulkAction {
    /// The same for one conversation. `None`: it is no command to a conversation, but changes its customer.
    pub fn command(&self, conversation: ConversationId) -> Option<Command> {
        Some(match self {
            Self::Finish => Command::Resolve { conversation },
            Self::ForceClose => Command::ForceClose { conversation },
            Self::TransferToDepartment { department, note } => Command::TransferToDepartment {
                conversation,
                department: *department,
                note: note.clone(),
                expected_version: None,
            },
            Self::TransferToAgent { agent, note } => Command::TransferToAgent {
                conversation,
                agent: *agent,
                note: note.clone(),
                expected_version: None,
            },
            Self::TransferToInbox { inbox, note } => Command::TransferToInbox {
                conversation,
                inbox: *inbox,
                note: note.clone(),
                expected_version: None,
            },
            Self::AssignSupportAgent { agent } => Command::AssignSupportAgent {
                conversation,
                agent: *agent,
            },
            Self::Tag { .. } => return None,
        })
    }

    pub fn kind(&self) -> JobKind {
        match self {
            Self::Finish => JobKind::Finish,
            Self::ForceClose => JobKind::ForceClose,
            Self::TransferToDepartment { .. } | Self::TransferToAgent { .. } | Self::TransferToInbox { .. } => {
                JobKind::Transfer
            }
            Self::AssignSupportAgent { .. } => JobKind::AssignSupportAgent,
            Self::Tag { .. } => JobKind::Tag,
        }
    }
}

/// To which conversations.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// These, at most [`MAX_SELECTED`].
    Conversations(Vec<ConversationId>),
    /// All that the table shows, as of when the job begins.
    Matching {
        query: TableQuery,
        /// Minutes by which the reader's clocks are ahead of UTC.
        offset: i16,
        /// But not these, at most [`MAX_SELECTED`].
        #[serde(default)]
        except: Vec<ConversationId>,
    },
}

impl Selection {
    /// `Invalid` with field `selection`: nothing, or too much, is named.
    pub fn check(&self) -> Result<(), Problem> {
        match self {
            Self::Conversations(ids) if ids.is_empty() => Err(Problem::invalid("selection", "required")),
            Self::Conversations(ids) if ids.len() > MAX_SELECTED => Err(Problem::invalid("selection", "too_long")),
            Self::Conversations(_) => Ok(()),
            Self::Matching { except, .. } if except.len() > MAX_SELECTED => {
                Err(Problem::invalid("selection", "too_long"))
            }
            Self::Matching { query, .. } => query.check(),
        }
    }
}

text_enum! {
    /// As what a table is exported.
    pub enum ExportFormat {
        Xlsx = "xlsx",
        Csv = "csv",
    }
}

/// What is exported: what the table shows, in these columns.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Export {
    pub format: ExportFormat,
    pub query: TableQuery,
    /// Minutes by which the reader's clocks are ahead of UTC.
    pub offset: i16,
    /// In their order, each once.
    pub columns: Vec<Column>,
    /// Which durations they show.
    #[serde(default)]
    pub time: TimeBasis,
}

impl Export {
    /// `Invalid` with field `columns`: there are none, or one stands there twice.
    pub fn check(&self) -> Result<(), Problem> {
        if self.columns.is_empty() {
            return Err(Problem::invalid("columns", "required"));
        }
        let is_twice = |(place, column): (usize, &Column)| self.columns[..place].contains(column);
        if self.columns.iter().enumerate().any(is_twice) {
            return Err(Problem::invalid("columns", "wrong"));
        }
        self.query.check()
    }
}

/// What a job does.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobTask {
    Bulk { action: BulkAction, selection: Selection },
    Export(Export),
}

impl JobTask {
    pub fn kind(&self) -> JobKind {
        match self {
            Self::Bulk { action, .. } => action.kind(),
            Self::Export(_) => JobKind::Export,
        }
    }

    pub fn check(&self) -> Result<(), Problem> {
        match self {
            Self::Bulk { selection, .. } => selection.check(),
            Self::Export(export) => export.check(),
        }
    }
}

/// A job to begin; the same id again is the same job.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct JobEnvelope {
    pub id: CommandId,
    pub task: JobTask,
}

text_enum! {
    /// What a job does, in a word.
    pub enum JobKind {
        Finish = "finish",
        ForceClose = "force_close",
        Transfer = "transfer",
        AssignSupportAgent = "assign_support_agent",
        Tag = "tag",
        Export = "export",
    }
}

text_enum! {
    /// How far a job is.
    pub enum JobState {
        /// Nobody has begun.
        Waiting = "waiting",
        Running = "running",
        Done = "done",
        /// Its owner stopped it; what was done until then stays done.
        Cancelled = "cancelled",
        /// It cannot be done: its owner may not any more, or the table is too large for a file.
        Failed = "failed",
    }
}

impl JobState {
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Failed)
    }
}

text_enum! {
    /// Why a conversation was left as it is.
    pub enum JobRefusal {
        /// It is deleted, or its actor does not see it.
        NotFound = "not_found",
        Forbidden = "forbidden",
        /// It is over (R72).
        Inactive = "inactive",
        /// What it is now does not allow it.
        Conflict = "conflict",
        /// There is no such agent, department, inbox or tag any more.
        Destination = "destination",
        /// A fault of ours; the server's log explains it.
        Failed = "failed",
    }
}

/// A job as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Job {
    pub id: JobId,
    /// Grows with every change. Of two copies the higher version is the later.
    pub version: i64,
    pub kind: JobKind,
    pub state: JobState,
    /// Its owner has stopped it, and its server has not noticed yet.
    pub cancelling: bool,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// Conversations it is about; `None`: not counted yet.
    pub total: Option<u32>,
    pub done: u32,
    pub refused: u32,
    /// Of an export that is done.
    pub file: Option<JobFile>,
}

/// A file that its owner can fetch.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct JobFile {
    pub name: String,
    /// In bytes.
    pub size: i64,
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct JobReport {
    pub job: Job,
    /// How many were left as they are, by reason.
    pub reasons: Vec<(JobRefusal, u32)>,
    /// The conversations that were, in the order of the selection.
    pub refused: Vec<RefusedConversation>,
    /// There are more after these.
    pub more: bool,
}

/// A conversation that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RefusedConversation {
    /// Its place in the selection.
    pub place: u32,
    pub conversation: ConversationId,
    pub reason: JobRefusal,
    /// What it was then, where that is the reason.
    pub status: Option<Status>,
}
