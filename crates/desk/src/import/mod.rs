//! Import: history of another system, lived again here. The file's format is told in docs/import.md.
//!
//! A line is taken whole or refused whole, with its number and the reason; the others go on. What is there already is left as
//! it is, so the same file again changes nothing. Conversations are lived through the same life cycle as here, at their own
//! times, and stored in short transactions, with no event, notification or timer for what is past: at the end one event
//! tells open desks to start anew.

mod batch;
mod directory;
mod format;
mod happening;
mod known;
mod lines;
mod replay;
mod time;

use std::io::BufRead;
use std::sync::Arc;
use std::time::Duration;

use model::{Audience, AuditAction, Channel, ConnectionId, DepartmentId, Event, Problem, StartPage, Timestamp};
use serde_json::json;
use store::contact::NewContact;
use store::{Tx, log, meta};

use crate::audit::{By, Deed, command_line, record};
use crate::{Desk, field};
use batch::{Batch, ContactToStore, ConversationToStore, Seen, Stored};
use directory::Came;
use format::{ContactLine, ConversationLine, Line};
use happening::Happening;
use known::Known;
use lines::{Lines, Read};
use replay::Place;

pub(crate) use time::text as time_text;

/// Whether anything is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Store,
    /// Everything is checked as it would be, and nothing is changed.
    DryRun,
}

/// A line that is not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The first is 1.
    pub line: u64,
    pub reason: String,
}

/// What the one who imports is told meanwhile.
#[derive(Debug)]
pub enum Told<'a> {
    Refused(&'a Refusal),
    /// So far.
    Progress(&'a Summary),
}

/// How many came of a kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// New here.
    pub made: u64,
    /// Here before the import, known by name or e-mail address: the file means the same.
    pub found: u64,
    /// Brought by an earlier line or an earlier import.
    pub already: u64,
}

/// What an import did; with [`Mode::DryRun`] what it would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Without blank ones.
    pub lines: u64,
    pub refused: u64,
    pub departments: Count,
    pub inboxes: Count,
    pub connections: Count,
    pub users: Count,
    pub contacts: Count,
    pub conversations: Count,
    /// In the conversations that are new here, the lines that say what happened included.
    pub messages: u64,
}

/// Why an import stopped. What it stored until then stays; the same file again goes on from there.
#[derive(Debug)]
pub enum Failure {
    Read(std::io::Error),
    Desk(Problem),
}

impl core::fmt::Display for Failure {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Read(error) => write!(f, "the file cannot be read: {error}"),
            Self::Desk(problem) => problem.fmt(f),
        }
    }
}

impl core::error::Error for Failure {}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Desk(problem)
    }
}

/// How often a transaction is tried while the database is busy, and the pause between.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);

/// Imports a file. Its lines are read one by one, which blocks: for a process that does nothing else. Needs no actor: who
/// can start it has the database.
pub async fn run(
    desk: &Desk,
    file: impl BufRead,
    mode: Mode,
    told: &mut dyn FnMut(Told<'_>),
) -> Result<Summary, Failure> {
    let known = Known::load(&mut desk.db.read().await.map_err(Problem::from)?).await?;
    let mut import = Import {
        desk,
        mode,
        now: desk.clock.now(),
        known,
        batch: Batch::default(),
        summary: Summary::default(),
        imagined: Imagined::default(),
        told,
    };
    let ended = import.read(Lines::new(file)).await;
    // Also of one that stopped: what it stored until then stays.
    import.record().await?;
    ended.map(|()| import.summary)
}

/// An import under way.
struct Import<'a> {
    desk: &'a Desk,
    mode: Mode,
    now: Timestamp,
    known: Known,
    batch: Batch,
    summary: Summary,
    imagined: Imagined,
    told: &'a mut dyn FnMut(Told<'_>),
}

/// What a dry run would have stored.
#[derive(Default)]
struct Imagined {
    /// How many ids were given; they are negative, so that nothing stored has one.
    ids: i64,
    contacts: std::collections::HashMap<String, model::ContactId>,
    seen: Seen,
}

/// Why a line is not taken.
enum Stop {
    /// The line is wrong; the others go on.
    Line(String),
    /// Nothing can go on.
    Import(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Invalid { .. } => Self::Line(problem.to_string()),
            other => Self::Import(other),
        }
    }
}

impl Import<'_> {
    async fn read(&mut self, mut lines: Lines<impl BufRead>) -> Result<(), Failure> {
        loop {
            let outcome = match lines.next().map_err(Failure::Read)? {
                Read::End => break,
                Read::Blank => continue,
                Read::Unreadable(reason) => Err(reason.to_owned()),
                Read::Text(text) => format::parse(text),
            };
            self.take(lines.number(), outcome).await?;
        }
        self.flush().await?;
        Ok(self.tell_desks().await?)
    }

    /// The audit log tells what came in. A dry run, and one that brought nothing new, did nothing.
    async fn record(&self) -> Result<(), Problem> {
        let made = self.summary;
        let new = [
            made.departments,
            made.inboxes,
            made.connections,
            made.users,
            made.contacts,
            made.conversations,
        ];
        if self.mode == Mode::DryRun || new.iter().all(|count| count.made == 0) {
            return Ok(());
        }
        let told = json!({
            "departments": made.departments.made,
            "inboxes": made.inboxes.made,
            "connections": made.connections.made,
            "users": made.users.made,
            "contacts": made.contacts.made,
            "conversations": made.conversations.made,
            "messages": made.messages,
            "refused_lines": made.refused,
        });
        let by = By::of(self.desk, &command_line());
        let now = self.desk.clock.now();
        self.desk
            .db
            .write(move |tx| {
                let (by, deed) = (by.clone(), Deed::new(AuditAction::Imported).after(&told));
                Box::pin(async move { record(tx, &by, now, deed).await })
            })
            .await
    }

    async fn take(&mut self, number: u64, line: Result<Line, String>) -> Result<(), Problem> {
        self.summary.lines += 1;
        let taken = match line {
            Ok(line) => self.line(number, line).await,
            Err(reason) => Err(Stop::Line(reason)),
        };
        match taken {
            Ok(()) => {}
            Err(Stop::Line(reason)) => self.refuse(&Refusal { line: number, reason }),
            Err(Stop::Import(problem)) => return Err(problem),
        }
        if self.batch.is_full() {
            self.flush().await?;
        }
        Ok(())
    }

    async fn line(&mut self, number: u64, line: Line) -> Result<(), Stop> {
        match line {
            Line::Department(line) => {
                let (id, came) = (line.external_id.0.clone(), self.department(line).await);
                count(&mut self.summary.departments, named("department", &id, came)?);
            }
            Line::Inbox(line) => {
                let (id, came) = (line.external_id.0.clone(), self.inbox(*line).await);
                count(&mut self.summary.inboxes, named("inbox", &id, came)?);
            }
            Line::Connection(line) => {
                let (id, came) = (line.external_id.0.clone(), self.connection(line).await);
                count(&mut self.summary.connections, named("connection", &id, came)?);
            }
            Line::User(line) => {
                let (id, came) = (line.external_id.0.clone(), self.user(line).await);
                count(&mut self.summary.users, named("user", &id, came)?);
            }
            Line::Contact(line) => {
                let id = line.external_id.0.clone();
                let contact = named("contact", &id, self.contact(number, line))?;
                self.batch.add_contact(contact);
            }
            Line::Conversation(line) => {
                let id = line.external_id.0.clone();
                let conversation = named("conversation", &id, self.conversation(number, *line).await)?;
                self.batch.add_conversation(conversation);
            }
        }
        Ok(())
    }

    fn contact(&self, number: u64, line: ContactLine) -> Result<ContactToStore, Stop> {
        let name = line.name.filter(|name| !name.trim().is_empty());
        let name = name.map(|name| field::name("name", &name)).transpose()?;
        let email = line.email.map(|email| field::email(&email)).transpose()?;
        let phone = line.phone.map(|phone| field::name("phone", &phone)).transpose()?;
        let created_at = match line.created_at {
            Some(text) => self.past_time(&text)?,
            None => self.now,
        };
        Ok(ContactToStore {
            line: number,
            external_id: line.external_id.0,
            contact: NewContact {
                name: name.unwrap_or_default(),
                email,
                phone,
                source: Channel::LiveChat,
                created_at,
            },
        })
    }

    fn past_time(&self, text: &str) -> Result<Timestamp, Stop> {
        let wrong = || {
            Stop::Line(format!(
                "`{text}` is no time in the past such as 2026-05-04T10:00:00-03:00"
            ))
        };
        time::parse(text).filter(|at| *at <= self.now).ok_or_else(wrong)
    }

    async fn conversation(&mut self, number: u64, line: ConversationLine) -> Result<ConversationToStore, Stop> {
        let place = self.place(&line).await?;
        let mut history = Vec::with_capacity(line.happenings.len());
        for (index, happening) in line.happenings.into_iter().enumerate() {
            let (kind, at) = (happening.kind, happening.at.clone());
            let read = Happening::read(happening, &self.known);
            history.push(read.map_err(|reason| Stop::Line(at_happening(index, kind, &at, &reason)))?);
        }
        let past = replay::replay(&self.known, place, &history, self.now);
        let past = past.map_err(|misfit| {
            Stop::Line(match history.get(misfit.index) {
                Some(it) => at_happening(misfit.index, it.kind, &time::text(it.at), &misfit.reason),
                None => misfit.reason,
            })
        })?;
        Ok(ConversationToStore {
            line: number,
            external_id: line.external_id.0,
            contact: line.contact.0,
            past,
        })
    }

    async fn place(&mut self, line: &ConversationLine) -> Result<Place, Stop> {
        let inbox = self.known.inbox(&line.inbox).map_err(Stop::Line)?;
        let connection: ConnectionId = match &line.connection {
            Some(id) => self.known.connection(id).map_err(Stop::Line)?,
            None => self.usual_connection(inbox).await?,
        };
        let department: Option<DepartmentId> = match &line.department {
            Some(id) => Some(self.known.department(id).map_err(Stop::Line)?),
            None => self.known.settings(inbox).map_err(Stop::Line)?.default_department,
        };
        let start_page = line.start_page.as_ref().map(start_page).transpose()?;
        Ok(Place {
            inbox,
            connection,
            channel: self.known.account(connection).map_err(Stop::Line)?.channel,
            department,
            start_page,
        })
    }

    /// Stores the batch, or finds out what that would do.
    async fn flush(&mut self) -> Result<(), Problem> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let batch = Arc::new(core::mem::take(&mut self.batch));
        let stored = if self.is_dry() {
            self.imagine(&batch).await?
        } else {
            self.write(move |tx| {
                let batch = Arc::clone(&batch);
                Box::pin(async move { batch.store(tx).await })
            })
            .await?
        };
        let summary = &mut self.summary;
        summary.contacts.made += stored.contacts;
        summary.contacts.already += stored.contacts_already;
        summary.conversations.made += stored.conversations;
        summary.conversations.already += stored.conversations_already;
        summary.messages += stored.messages;
        for refusal in &stored.refused {
            self.refuse(refusal);
        }
        (self.told)(Told::Progress(&self.summary));
        Ok(())
    }

    async fn imagine(&mut self, batch: &Batch) -> Result<Stored, Problem> {
        let mut stored = Stored::default();
        let conn = &mut self.desk.db.read().await?;
        let mut there = batch.look_up(conn, &mut stored).await?;
        for new in core::mem::take(&mut there.new_contacts) {
            if self.imagined.contacts.contains_key(&new.external_id) {
                stored.contacts -= 1;
                stored.contacts_already += 1;
            } else {
                self.imagined.ids -= 1;
                let id = model::ContactId(self.imagined.ids);
                self.imagined.contacts.insert(new.external_id.clone(), id);
            }
        }
        for it in &batch.conversations {
            if let Some(id) = self.imagined.contacts.get(&it.contact) {
                there.contacts.insert(it.contact.clone(), *id);
            }
        }
        batch
            .sort_out(conn, &there, &mut self.imagined.seen, &mut stored)
            .await?;
        Ok(stored)
    }

    /// One event for all of it. Also after an import that was interrupted before this and did nothing more now.
    async fn tell_desks(&mut self) -> Result<(), Problem> {
        let conn = &mut self.desk.db.read().await?;
        if self.is_dry() || !meta::untold_import(conn).await? {
            return Ok(());
        }
        let at = self.now;
        self.write(move |tx| {
            Box::pin(async move {
                meta::clear_untold_import(tx).await?;
                log::append(tx, at, &Audience::Everyone, &Event::Resync).await?;
                Ok(())
            })
        })
        .await
    }

    /// A transaction, tried again while others keep the database busy: what it stores it stores once.
    async fn write<T, F>(&self, work: F) -> Result<T, Problem>
    where
        F: for<'a> Fn(&'a mut Tx) -> store::Work<'a, T, Problem> + Send + Sync + 'static,
        T: Send + 'static,
    {
        let work = Arc::new(work);
        let mut tries = 1;
        loop {
            let again = Arc::clone(&work);
            match self.desk.db.write(move |tx| again(tx)).await {
                Err(Problem::Unavailable) if tries < TRIES => tries += 1,
                result => return result,
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn is_dry(&self) -> bool {
        self.mode == Mode::DryRun
    }

    fn imagined_id(&mut self) -> i64 {
        self.imagined.ids -= 1;
        self.imagined.ids
    }

    fn refuse(&mut self, refusal: &Refusal) {
        self.summary.refused += 1;
        (self.told)(Told::Refused(refusal));
    }
}

fn count(kind: &mut Count, came: Came) {
    match came {
        Came::Made => kind.made += 1,
        Came::Found => kind.found += 1,
        Came::Already => kind.already += 1,
    }
}

/// Says of which thing a line's reason speaks.
fn named<T>(kind: &str, id: &str, result: Result<T, Stop>) -> Result<T, Stop> {
    result.map_err(|stop| match stop {
        Stop::Line(reason) => Stop::Line(format!("{kind} `{id}`: {reason}")),
        import @ Stop::Import(_) => import,
    })
}

/// The first happening is 1, as people count.
fn at_happening(index: usize, kind: format::Kind, at: &str, reason: &str) -> String {
    format!("happening {} (`{}` at {at}): {reason}", index + 1, kind.as_str())
}

fn start_page(page: &StartPage) -> Result<StartPage, Stop> {
    channels::live_chat::start_page(page)
        .ok_or_else(|| Stop::Line("start_page: `url` is no address such as https://shop.example/shoes".to_owned()))
}
