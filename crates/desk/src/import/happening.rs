//! One happening, checked: the fields of its kind and no others, texts that may be stored, ids that are known.

use model::{Comment, ConnectionId, DepartmentId, InboxId, MessageText, Problem, RatingKind, Timestamp, UserId};

use super::format::{ExternalId, HappeningLine, Kind};
use super::known::Known;
use super::time;

/// Something that happened, by the ids that things have here.
#[derive(Debug)]
pub(super) struct Happening {
    pub(super) at: Timestamp,
    pub(super) kind: Kind,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    CustomerMessage(MessageText),
    AgentMessage(UserId, MessageText),
    BotMessage(MessageText),
    Note(UserId, MessageText),
    BotTake,
    ToQueue,
    Accept(UserId),
    Return(UserId),
    Transfer(UserId, Destination, Option<Comment>),
    Finish(UserId),
    /// By whom, of what nobody had accepted.
    Close(Option<UserId>),
    AcceptClose(UserId),
    AutoClose(Option<MessageText>),
    Rate(Option<RatingKind>, u8, Option<Comment>),
    ForceClose(UserId),
    Reopen(UserId),
    Tag(String, Option<UserId>),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Destination {
    Department(DepartmentId),
    Agent(UserId),
    Inbox(InboxId),
    Connection(ConnectionId),
}

/// The longest tag, in characters.
const MAX_TAG: usize = 100;

impl Happening {
    /// Or what is wrong with it.
    pub(super) fn read(mut line: HappeningLine, known: &Known) -> Result<Self, String> {
        let at = time::parse(&line.at)
            .ok_or_else(|| format!("`{}` is no time such as 2026-05-04T10:00:00-03:00", line.at))?;
        let fields = &mut line;
        let what = match fields.kind {
            Kind::CustomerMessage => What::CustomerMessage(fields.text()?),
            Kind::AgentMessage => What::AgentMessage(fields.user(known)?, fields.text()?),
            Kind::BotMessage => What::BotMessage(fields.text()?),
            Kind::Note => What::Note(fields.user(known)?, fields.text()?),
            Kind::BotTake => What::BotTake,
            Kind::ToQueue => What::ToQueue,
            Kind::Accept => What::Accept(fields.user(known)?),
            Kind::Return => What::Return(fields.user(known)?),
            Kind::Transfer => What::Transfer(fields.user(known)?, fields.destination(known)?, fields.note()?),
            Kind::Finish => What::Finish(fields.user(known)?),
            Kind::Close => What::Close(fields.maybe_user(known)?),
            Kind::AcceptClose => What::AcceptClose(fields.user(known)?),
            Kind::AutoClose => What::AutoClose(fields.text.is_some().then(|| fields.text()).transpose()?),
            Kind::Rate => {
                let value = fields.value.take().ok_or("`value` is missing")?;
                let comment = fields.comment.take().map(|text| Comment::new(&text)).transpose();
                What::Rate(fields.rating.take(), value, comment.map_err(|problem| said(&problem))?)
            }
            Kind::ForceClose => What::ForceClose(fields.user(known)?),
            Kind::Reopen => What::Reopen(fields.user(known)?),
            Kind::Tag => What::Tag(fields.tag()?, fields.maybe_user(known)?),
        };
        if let Some(field) = fields.left_over() {
            return Err(format!("`{field}` does not belong to it"));
        }
        Ok(Self {
            at,
            kind: line.kind,
            what,
        })
    }
}

/// Takes a field out, so that what is left over shows.
impl HappeningLine {
    fn text(&mut self) -> Result<MessageText, String> {
        let text = self.text.take().ok_or("`text` is missing")?;
        MessageText::new(&text).map_err(|problem| said(&problem))
    }

    fn note(&mut self) -> Result<Option<Comment>, String> {
        let note = self.note.take().map(|text| Comment::new(&text)).transpose();
        note.map_err(|problem| said(&problem))
    }

    fn user(&mut self, known: &Known) -> Result<UserId, String> {
        self.maybe_user(known)?.ok_or_else(|| "`user` is missing".to_owned())
    }

    fn maybe_user(&mut self, known: &Known) -> Result<Option<UserId>, String> {
        self.user.take().map(|id| known.user(&id)).transpose()
    }

    fn destination(&mut self, known: &Known) -> Result<Destination, String> {
        let wanted = "one of `department`, `agent`, `inbox` and `connection` is needed";
        let found: [Option<ExternalId>; 4] = [
            self.department.take(),
            self.agent.take(),
            self.inbox.take(),
            self.connection.take(),
        ];
        match found {
            [Some(id), None, None, None] => known.department(&id).map(Destination::Department),
            [None, Some(id), None, None] => known.user(&id).map(Destination::Agent),
            [None, None, Some(id), None] => known.inbox(&id).map(Destination::Inbox),
            [None, None, None, Some(id)] => known.connection(&id).map(Destination::Connection),
            _ => Err(wanted.to_owned()),
        }
    }

    fn tag(&mut self) -> Result<String, String> {
        let tag = self.tag.take().ok_or("`tag` is missing")?;
        let tag: String = tag.chars().filter(|c| !c.is_control()).collect();
        let tag = tag.trim();
        match tag.chars().count() {
            0 => Err("tag: required".to_owned()),
            length if length > MAX_TAG => Err("tag: too_long".to_owned()),
            _ => Ok(tag.to_owned()),
        }
    }

    fn left_over(&self) -> Option<&'static str> {
        [
            ("user", self.user.is_some()),
            ("text", self.text.is_some()),
            ("department", self.department.is_some()),
            ("agent", self.agent.is_some()),
            ("inbox", self.inbox.is_some()),
            ("connection", self.connection.is_some()),
            ("note", self.note.is_some()),
            ("rating", self.rating.is_some()),
            ("value", self.value.is_some()),
            ("comment", self.comment.is_some()),
            ("tag", self.tag.is_some()),
        ]
        .into_iter()
        .find_map(|(name, there)| there.then_some(name))
    }
}

fn said(problem: &Problem) -> String {
    problem.to_string()
}
