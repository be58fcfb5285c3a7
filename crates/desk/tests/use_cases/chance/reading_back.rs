//! The slow reading: status, stamps and metrics from nothing but a conversation's messages.

use model::{
    Activity, Author, CloseReason, ConnectionId, Content, Conversation, DepartmentId, InboxId, Message, Metrics,
    Stamps, Status, TimeMetrics, Timestamp, UserId,
};

/// What every conversation begins with, and what the messages do not say.
pub struct Beginning {
    pub inbox: InboxId,
    pub connection: ConnectionId,
    pub department: DepartmentId,
    /// Of the other inbox.
    pub other_department: DepartmentId,
    pub closes_on_rating: bool,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    inbox: InboxId,
    connection: ConnectionId,
    department: Option<DepartmentId>,
}

/// What is compared.
#[derive(Debug, PartialEq, Eq)]
pub struct Read {
    status: Status,
    place: Place,
    assignee: Option<UserId>,
    bot_owned: bool,
    close_reason: Option<CloseReason>,
    stamps: Stamps,
    metrics: Metrics,
}

impl Read {
    pub fn of(row: &Conversation) -> Self {
        Self {
            status: row.lifecycle.status,
            place: Place {
                inbox: row.lifecycle.inbox,
                connection: row.lifecycle.connection,
                department: row.lifecycle.department,
            },
            bot_owned: row.lifecycle.bot_owned,
            assignee: row.lifecycle.assignee,
            close_reason: row.lifecycle.close_reason,
            stamps: row.lifecycle.stamps,
            metrics: row.metrics,
        }
    }
}

fn by_customer(message: &Message) -> bool {
    message.is_public() && matches!(message.author, Author::Customer { .. })
}

fn by_bot(message: &Message) -> bool {
    message.is_public() && matches!(message.author, Author::Bot)
}

fn by_agent(message: &Message) -> bool {
    message.is_public() && matches!(message.author, Author::Agent { .. })
}

/// The status after each message.
fn statuses(messages: &[Message], closes_on_rating: bool) -> Vec<Status> {
    let mut after: Vec<Status> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let replied = messages[..index].iter().any(by_agent);
        let same_step = index > 0 && message.command.is_some() && messages[index - 1].command == message.command;
        let now = after.last().copied();
        after.push(match (&message.content, now) {
            (_, None) if by_agent(message) => Status::Replied,
            (_, None) => Status::New,
            (_, Some(now)) if by_customer(message) => match now {
                Status::New | Status::Queued => now,
                _ if replied => Status::WaitingAgain,
                _ => Status::Waiting,
            },
            (_, Some(_)) if by_agent(message) => Status::Replied,
            (Content::Activity(activity), Some(now)) => match activity {
                Activity::Accepted { .. } | Activity::Reopened { .. } => Status::Accepted,
                Activity::Returned { .. }
                | Activity::TransferredToDepartment { .. }
                | Activity::TransferredToAgent { .. }
                | Activity::TransferredToInbox { .. }
                | Activity::TransferredToConnection { .. }
                | Activity::TimedOut => Status::Queued,
                // Accepted and closed in one step asks nobody.
                Activity::Resolved { .. } if same_step => Status::Closed,
                Activity::Resolved { .. } | Activity::AutoClosed => Status::PendingClose,
                Activity::ClosedUnanswered { .. } | Activity::Closed | Activity::BotClosed => Status::Closed,
                Activity::ForceClosed { .. } => Status::Spam,
                Activity::Rated { .. } if closes_on_rating && now == Status::PendingClose => Status::Closed,
                Activity::Rated { .. }
                | Activity::FormSent { .. }
                | Activity::FormFilled
                | Activity::Snoozed { .. }
                | Activity::Woken { .. }
                | Activity::Reviewed { .. }
                | Activity::SupportAgentAssigned { .. }
                | Activity::BotTook
                | Activity::BotHandedOver => now,
            },
            (_, Some(now)) => now,
        });
    }
    after
}

fn ended(status: Status) -> bool {
    matches!(status, Status::PendingClose | Status::Closed | Status::Spam)
}

fn over(status: Status) -> bool {
    matches!(status, Status::Closed | Status::Spam)
}

fn activity(message: &Message) -> Option<&Activity> {
    match &message.content {
        Content::Activity(activity) => Some(activity),
        _ => None,
    }
}

/// Where the transfers have led.
fn place(messages: &[Message], beginning: &Beginning) -> Place {
    let mut place = Place {
        inbox: beginning.inbox,
        connection: beginning.connection,
        department: Some(beginning.department),
    };
    for line in messages.iter().filter_map(activity) {
        match line {
            Activity::TransferredToDepartment { department, .. } => place.department = Some(*department),
            Activity::TransferredToConnection { connection, .. } => place.connection = *connection,
            Activity::TransferredToInbox { inbox, .. } => {
                place.inbox = *inbox;
                place.department = Some(if *inbox == beginning.inbox {
                    beginning.department
                } else {
                    beginning.other_department
                });
            }
            _ => {}
        }
    }
    place
}

/// From when to when a bot had it; `None`: it still has it. Whatever an agent or the bot does with the whole of it ends that.
fn bot_turns(messages: &[Message]) -> Vec<(usize, Option<usize>)> {
    let takes = |message: &Message| matches!(activity(message), Some(Activity::BotTook));
    let ends = |message: &Message| {
        activity(message).is_some_and(|line| !matches!(line, Activity::FormSent { .. } | Activity::FormFilled))
    };
    (0..messages.len())
        .filter(|index| takes(&messages[*index]))
        .map(|begin| (begin, (begin + 1..messages.len()).find(|index| ends(&messages[*index]))))
        .collect()
}

pub fn read(messages: &[Message], beginning: &Beginning) -> Read {
    let statuses = statuses(messages, beginning.closes_on_rating);
    let turns = bot_turns(messages);
    let status = *statuses.last().expect("a first message");
    let outbound = by_agent(&messages[0]);
    // Where the present end begins, if it has ended.
    let end = ended(status).then(|| {
        (0..messages.len())
            .rev()
            .find(|index| *index == 0 || !ended(statuses[index - 1]))
            .expect("something ended it")
    });
    let lines = || messages[end.unwrap_or(messages.len())..].iter();
    let ended_by_agent = |line: &&Message| {
        matches!(
            activity(line),
            Some(Activity::Resolved { .. } | Activity::ClosedUnanswered { .. } | Activity::ForceClosed { .. })
        )
    };
    let closed_at = end.and_then(|from| {
        (from..messages.len())
            .find(|index| over(statuses[*index]))
            .map(|index| messages[index].at)
    });
    let close_reason = if status == Status::Spam {
        Some(CloseReason::Spam)
    } else {
        lines().find_map(|line| match activity(line)? {
            Activity::Resolved { .. } => Some(CloseReason::Finished),
            Activity::ClosedUnanswered { .. } => Some(CloseReason::Unanswered),
            Activity::AutoClosed => Some(CloseReason::Auto),
            Activity::BotClosed => Some(CloseReason::Bot),
            _ => None,
        })
    };
    let first_customer = messages.iter().position(by_customer);
    let stamps = Stamps {
        created_at: messages[0].at,
        bot_taken_at: turns.first().map(|(begin, _)| messages[*begin].at),
        queued_at: Some(messages[0].at),
        accepted_at: messages.iter().enumerate().find_map(|(index, message)| {
            let accepts = matches!(
                activity(message),
                Some(Activity::Accepted { .. } | Activity::Reopened { .. })
            );
            (accepts || (outbound && index == 0)).then_some(message.at)
        }),
        first_customer_message_at: first_customer.map(|index| messages[index].at),
        first_reply_at: first_customer
            .and_then(|first| messages[first..].iter().find(|message| by_agent(message)))
            .map(|message| message.at),
        ended_at: lines().find(ended_by_agent).map(|line| line.at),
        closed_at,
        last_message_at: spoken(messages).next_back().map(|message| message.at),
        modified_at: messages.last().expect("a first message").at,
    };
    Read {
        status,
        place: place(messages, beginning),
        bot_owned: turns.last().is_some_and(|(_, end)| end.is_none()),
        assignee: assignee(messages),
        close_reason,
        stamps,
        metrics: Metrics {
            calendar: times(messages, &statuses, &stamps, |from, to| to.since(from)),
            business: times(messages, &statuses, &stamps, open_between),
        },
    }
}

/// The nine metrics, by a way to count the time between two moments.
fn times(
    messages: &[Message],
    statuses: &[Status],
    stamps: &Stamps,
    between: impl Fn(Timestamp, Timestamp) -> i64,
) -> TimeMetrics {
    let turns = bot_turns(messages);
    let outbound = by_agent(&messages[0]);
    let gaps: Vec<i64> = gaps(messages, statuses, &turns)
        .into_iter()
        .map(|(from, to)| between(from, to))
        .collect();
    let bot: Option<i64> = turns
        .iter()
        .map(|(begin, end)| end.map(|end| between(messages[*begin].at, messages[end].at)))
        .sum();
    let total = (!gaps.is_empty()).then(|| gaps.iter().sum::<i64>());
    let since_creation = |to: Option<Timestamp>| to.map(|to| between(stamps.created_at, to));
    let answered = stamps.first_reply_at.or(stamps.closed_at);
    TimeMetrics {
        waiting_for_agent_reply: since_creation(stamps.first_reply_at).filter(|_| !outbound),
        agent_response_time: since_creation(stamps.accepted_at)
            .filter(|_| !outbound)
            .map(|time| time - bot.expect("over once accepted")),
        duration_before_agent_close: since_creation(stamps.ended_at),
        conversation_duration: spoken(messages)
            .next()
            .zip(spoken(messages).next_back())
            .map(|(a, b)| between(a.at, b.at)),
        initial_response_time: stamps
            .first_customer_message_at
            .zip(answered)
            .map(|(from, to)| between(from, to)),
        chatbot_time: bot,
        total_response_time: total,
        average_response_time: total.map(|total| total / i64::try_from(gaps.len()).expect("few")),
        maximum_response_time: gaps.iter().max().copied(),
    }
}

/// What somebody said: customer, agent or bot.
fn spoken(messages: &[Message]) -> impl DoubleEndedIterator<Item = &Message> {
    messages
        .iter()
        .filter(|message| by_customer(message) || by_agent(message) || by_bot(message))
}

/// Who took it last and has not given it away.
fn assignee(messages: &[Message]) -> Option<UserId> {
    let last = messages
        .iter()
        .enumerate()
        .rev()
        .find_map(|(index, message)| match activity(message) {
            Some(Activity::Accepted { by } | Activity::Reopened { by }) => Some(Some(*by)),
            Some(
                Activity::Returned { .. }
                | Activity::TransferredToDepartment { .. }
                | Activity::TransferredToAgent { .. }
                | Activity::TransferredToInbox { .. }
                | Activity::TransferredToConnection { .. }
                | Activity::TimedOut,
            ) => Some(None),
            _ => match message.author {
                Author::Agent { user } if index == 0 => Some(Some(user)),
                _ => None,
            },
        });
    last.flatten()
}

/// From the first unanswered customer message to the next answer, unless a close came between. What waited while a bot had
/// it waits from when the bot no longer has it.
fn gaps(messages: &[Message], statuses: &[Status], turns: &[(usize, Option<usize>)]) -> Vec<(Timestamp, Timestamp)> {
    let mut gaps = Vec::new();
    for (answer, message) in messages.iter().enumerate().filter(|(_, message)| by_agent(message)) {
        let since = (0..answer)
            .rev()
            .find(|index| by_agent(&messages[*index]) || over(statuses[*index]))
            .map_or(0, |index| index + 1);
        if let Some(asked) = (since..answer).find(|index| by_customer(&messages[*index])) {
            let turn_over = turns.iter().filter_map(|(_, end)| *end);
            let turn_over = turn_over.filter(|end| (asked..answer).contains(end)).max();
            gaps.push((messages[turn_over.unwrap_or(asked)].at, message.at));
        }
    }
    gaps
}

/// Open from nine to noon and from one to six, three hours behind Greenwich: counted day by day.
fn open_between(from: Timestamp, to: Timestamp) -> i64 {
    const HOUR: i64 = 60 * 60 * 1000;
    const DAY: i64 = 24 * HOUR;
    let since_the_beginning = |at: Timestamp| {
        let local = at.0 - 3 * HOUR;
        let (day, time) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        day * 8 * HOUR + (time.clamp(9 * HOUR, 12 * HOUR) - 9 * HOUR) + (time.clamp(13 * HOUR, 18 * HOUR) - 13 * HOUR)
    };
    since_the_beginning(to) - since_the_beginning(from)
}
