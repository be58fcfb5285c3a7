//! The life cycle's table, row by row, the whole matrix of refusals, the worked example, and random histories.

use proptest::prelude::{Just, Strategy, any, prop_oneof};

use super::{CloseReason, Direction, Lifecycle, Refused, Reservation, Stamps, Trigger};
use crate::{BusinessTime, Clocks, ConnectionId, DepartmentId, InboxId, Status, Tab, Timestamp, UserId};

const ANA: UserId = UserId(1);
const BEN: UserId = UserId(2);
const T0: Timestamp = Timestamp(1_000_000);
const ALWAYS: &BusinessTime = &BusinessTime::Always;

/// Every kind of trigger, both ways where one has a flag.
const TRIGGERS: [Trigger; 23] = [
    Trigger::CustomerMessage,
    Trigger::AgentMessage { agent: BEN },
    Trigger::Accept { agent: BEN },
    Trigger::AcceptAndClose { agent: BEN },
    Trigger::CloseUnanswered,
    Trigger::Return,
    Trigger::IdleTimeout,
    Trigger::TransferToDepartment {
        department: DepartmentId(8),
    },
    Trigger::TransferToInbox {
        inbox: InboxId(9),
        department: None,
    },
    Trigger::TransferToConnection {
        connection: ConnectionId(7),
    },
    Trigger::TransferToAgent {
        agent: BEN,
        until: Some(Timestamp(9_000_000)),
    },
    Trigger::Finish { asks_rating: false },
    Trigger::Finish { asks_rating: true },
    Trigger::AutoClose,
    Trigger::ClosingDelayOver,
    Trigger::Rated { closes: true },
    Trigger::Rated { closes: false },
    Trigger::ForceClose,
    Trigger::Reopen { agent: BEN },
    Trigger::BotTake,
    Trigger::BotHandOver,
    Trigger::BotMessage,
    Trigger::BotEnd,
];

/// A new kind of trigger does not compile here until it also stands in [`TRIGGERS`] and in [`goes_to`].
fn name(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::CustomerMessage => "customer message",
        Trigger::AgentMessage { .. } => "agent message",
        Trigger::Accept { .. } => "accept",
        Trigger::AcceptAndClose { .. } => "accept and close",
        Trigger::CloseUnanswered => "close unanswered",
        Trigger::Return => "return",
        Trigger::IdleTimeout => "idle timeout",
        Trigger::TransferToDepartment { .. } => "to department",
        Trigger::TransferToInbox { .. } => "to inbox",
        Trigger::TransferToConnection { .. } => "to connection",
        Trigger::TransferToAgent { .. } => "to agent",
        Trigger::Finish { asks_rating: false } => "finish",
        Trigger::Finish { asks_rating: true } => "finish, rating",
        Trigger::AutoClose => "auto-close",
        Trigger::ClosingDelayOver => "delay over",
        Trigger::Rated { closes: true } => "rated, closes",
        Trigger::Rated { closes: false } => "rated",
        Trigger::ForceClose => "force close",
        Trigger::Reopen { .. } => "reopen",
        Trigger::BotTake => "bot takes",
        Trigger::BotHandOver => "bot hands over",
        Trigger::BotMessage => "bot message",
        Trigger::BotEnd => "bot ends",
    }
}

/// Where a pair leads: `-` is refused, `=` stays. Columns are the nine statuses in their order; `W` is Waiting without
/// and `WaitingAgain` with a human reply before.
const MATRIX: [(&str, &str); 23] = [
    //                   New Queued Accepted Waiting WaitingAgain Replied PendingClose Closed Spam
    (
        "customer message",
        "=  =      W        W       W            W       W            -      -",
    ),
    (
        "agent message",
        "   R  R      R        R       R            R       R            -      -",
    ),
    (
        "accept",
        "          A  A      -        -       -            -       -            -      -",
    ),
    (
        "accept and close",
        "C  C      -        -       -            -       -            -      -",
    ),
    (
        "close unanswered",
        "C  C      -        -       -            -       -            -      -",
    ),
    (
        "return",
        "          -  -      Q        Q       Q            Q       -            -      -",
    ),
    (
        "idle timeout",
        "    -  -      Q        Q       Q            -       -            -      -",
    ),
    (
        "to department",
        "   Q  Q      Q        Q       Q            Q       -            -      -",
    ),
    (
        "to inbox",
        "        Q  Q      Q        Q       Q            Q       -            -      -",
    ),
    (
        "to connection",
        "   Q  Q      Q        Q       Q            Q       -            -      -",
    ),
    (
        "to agent",
        "        Q  Q      Q        Q       Q            Q       -            -      -",
    ),
    (
        "finish",
        "          C  C      C        C       C            C       -            -      -",
    ),
    (
        "finish, rating",
        "  C  C      P        P       P            P       -            -      -",
    ),
    (
        "auto-close",
        "      -  -      -        -       -            P       -            -      -",
    ),
    (
        "delay over",
        "      -  -      -        -       -            -       C            -      -",
    ),
    (
        "rated, closes",
        "   -  -      -        -       -            -       C            =      -",
    ),
    (
        "rated",
        "           -  -      -        -       -            -       =            =      -",
    ),
    (
        "force close",
        "     S  S      S        S       S            S       S            -      -",
    ),
    (
        "reopen",
        "          -  -      -        -       -            -       A            A      A",
    ),
    (
        "bot takes",
        "       =  -      -        -       -            -       -            -      -",
    ),
    (
        "bot hands over",
        "  =  -      -        -       -            -       -            -      -",
    ),
    (
        "bot message",
        "     =  =      =        =       =            =       =            -      -",
    ),
    (
        "bot ends",
        "        C  -      -        -       -            -       -            -      -",
    ),
];

fn goes_to(from: &Lifecycle, trigger: Trigger) -> Option<Status> {
    let (_, row) = MATRIX
        .iter()
        .find(|(row, _)| *row == name(trigger))
        .unwrap_or_else(|| panic!("no row for {}", name(trigger)));
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells.len(), Status::ALL.len(), "{}", name(trigger));
    match cells[from.status as usize] {
        "-" => None,
        "=" => Some(from.status),
        "A" => Some(Status::Accepted),
        "W" if from.human_replied => Some(Status::WaitingAgain),
        "W" => Some(Status::Waiting),
        "R" => Some(Status::Replied),
        "Q" => Some(Status::Queued),
        "P" => Some(Status::PendingClose),
        "C" => Some(Status::Closed),
        "S" => Some(Status::Spam),
        other => panic!("what is {other}?"),
    }
}

/// A conversation of Ana's that stands at `status`, as it could have come there.
fn standing(status: Status, human_replied: bool, bot_owned: bool) -> Lifecycle {
    let waiting = status.tab() == Tab::Waiting;
    let ended = status.tab() == Tab::Resolved;
    let taken = !waiting || status == Status::Queued;
    Lifecycle {
        status,
        direction: Direction::Inbound,
        inbox: InboxId(1),
        connection: ConnectionId(2),
        home: None,
        department: Some(DepartmentId(3)),
        assignee: (!waiting).then_some(ANA),
        reserved: (waiting && !bot_owned).then_some(Reservation {
            agent: ANA,
            until: None,
        }),
        bot_owned,
        human_replied,
        close_reason: match status {
            Status::PendingClose | Status::Closed => Some(CloseReason::Finished),
            Status::Spam => Some(CloseReason::Spam),
            _ => None,
        },
        stamps: Stamps {
            created_at: T0,
            bot_taken_at: bot_owned.then_some(T0),
            queued_at: (!bot_owned).then_some(T0),
            accepted_at: taken.then_some(T0.plus(10)),
            first_customer_message_at: Some(T0),
            first_reply_at: human_replied.then_some(T0.plus(20)),
            ended_at: ended.then_some(T0.plus(50)),
            closed_at: status.is_over().then_some(T0.plus(60)),
            last_message_at: Some(T0.plus(20)),
            modified_at: T0.plus(60),
        },
        clocks: Clocks {
            first_message_at: Some(T0),
            ..Clocks::default()
        },
    }
}

/// Every status with and without a human reply before, and New also with a bot.
fn states() -> Vec<Lifecycle> {
    let mut states: Vec<Lifecycle> = Status::ALL
        .iter()
        .flat_map(|status| [standing(*status, false, false), standing(*status, true, false)])
        .collect();
    states.push(standing(Status::New, false, true));
    states
}

/// The pairs whose answer hangs on the bot: it cannot take what it has, nor hand over or end what it does not have.
fn bot_refuses(from: &Lifecycle, trigger: Trigger) -> bool {
    matches!(
        (trigger, from.bot_owned),
        (Trigger::BotTake, true) | (Trigger::BotHandOver | Trigger::BotEnd, false)
    )
}

#[test]
fn every_pair_of_status_and_trigger_leads_where_the_table_says_or_is_refused_with_the_present_state() {
    assert_eq!(MATRIX.len(), TRIGGERS.len());
    for from in states() {
        for trigger in TRIGGERS {
            let pair = format!("{:?} (bot {}) x {}", from.status, from.bot_owned, name(trigger));
            let at = T0.plus(100);
            let expected = goes_to(&from, trigger).filter(|_| !bot_refuses(&from, trigger));
            match (from.after(trigger, at, ALWAYS), expected) {
                (Ok(next), Some(to)) => assert_eq!(next.status, to, "{pair}"),
                (Err(refused), None) => {
                    let present = Refused {
                        status: from.status,
                        assignee: from.assignee,
                    };
                    assert_eq!(refused, present, "{pair}");
                }
                (found, expected) => panic!("{pair}: {found:?}, expected {expected:?}"),
            }
        }
    }
}

/// What a row of the table changes besides the status, as a function on the state before.
type Also = fn(&mut Lifecycle, Timestamp);

fn nothing(_: &mut Lifecycle, _: Timestamp) {}

fn queued(it: &mut Lifecycle, at: Timestamp) {
    it.bot_owned = false;
    it.stamps.queued_at = it.stamps.queued_at.or(Some(at));
    it.assignee = None;
    it.reserved = None;
}

fn taken_by_ben(it: &mut Lifecycle, at: Timestamp) {
    queued(it, at);
    it.assignee = Some(BEN);
    it.stamps.accepted_at = it.stamps.accepted_at.or(Some(at));
}

fn not_ended(it: &mut Lifecycle) {
    it.close_reason = None;
    it.stamps.ended_at = None;
    it.stamps.closed_at = None;
}

fn replied(it: &mut Lifecycle, at: Timestamp) {
    not_ended(it);
    it.human_replied = true;
    it.stamps.first_reply_at = it.stamps.first_reply_at.or(Some(at));
    it.stamps.last_message_at = Some(at);
}

fn customer_wrote(it: &mut Lifecycle, at: Timestamp) {
    not_ended(it);
    it.stamps.last_message_at = Some(at);
}

fn ended(it: &mut Lifecycle, at: Timestamp, reason: CloseReason) {
    it.bot_owned = false;
    it.reserved = None;
    it.close_reason = Some(reason);
    it.stamps.ended_at = Some(at);
    it.stamps.closed_at = Some(at);
}

const WAITING: &[Status] = &[Status::New, Status::Queued];
const UNANSWERED: &[Status] = &[Status::Accepted, Status::Waiting, Status::WaitingAgain];
const IN_SERVICE: &[Status] = &[Status::Accepted, Status::Waiting, Status::WaitingAgain, Status::Replied];
const ACTIVE: &[Status] = &[
    Status::New,
    Status::Queued,
    Status::Accepted,
    Status::Waiting,
    Status::WaitingAgain,
    Status::Replied,
];
const NOT_OVER: &[Status] = &[
    Status::New,
    Status::Queued,
    Status::Accepted,
    Status::Waiting,
    Status::WaitingAgain,
    Status::Replied,
    Status::PendingClose,
];
const RESOLVED: &[Status] = &[Status::PendingClose, Status::Closed, Status::Spam];

type Row = (&'static [Status], Trigger, Also);

/// The rows of the table that start from a conversation. The two that start from none are tested by themselves below.
fn rows() -> Vec<Row> {
    [accepting(), talking(), putting_back(), ending()].concat()
}

fn accepting() -> Vec<Row> {
    vec![
        (WAITING, Trigger::Accept { agent: BEN }, taken_by_ben),
        (WAITING, Trigger::AcceptAndClose { agent: BEN }, |it, at| {
            taken_by_ben(it, at);
            ended(it, at, CloseReason::Finished);
        }),
        (RESOLVED, Trigger::Reopen { agent: BEN }, |it, at| {
            taken_by_ben(it, at);
            not_ended(it);
        }),
        (&[Status::New], Trigger::BotTake, |it, at| {
            it.bot_owned = true;
            it.stamps.bot_taken_at = Some(at);
        }),
        (&[Status::New], Trigger::BotHandOver, |it, at| {
            it.bot_owned = false;
            it.stamps.queued_at = Some(at);
        }),
        (NOT_OVER, Trigger::BotMessage, |it, at| {
            it.stamps.last_message_at = Some(at);
        }),
        (&[Status::New], Trigger::BotEnd, |it, at| {
            it.bot_owned = false;
            it.close_reason = Some(CloseReason::Bot);
            it.stamps.closed_at = Some(at);
        }),
    ]
}

fn talking() -> Vec<Row> {
    vec![
        (WAITING, Trigger::CustomerMessage, customer_wrote),
        (WAITING, Trigger::AgentMessage { agent: BEN }, |it, at| {
            taken_by_ben(it, at);
            replied(it, at);
        }),
        (UNANSWERED, Trigger::CustomerMessage, customer_wrote),
        (&[Status::Replied], Trigger::CustomerMessage, customer_wrote),
        (IN_SERVICE, Trigger::AgentMessage { agent: BEN }, replied),
        (&[Status::PendingClose], Trigger::CustomerMessage, customer_wrote),
        (&[Status::PendingClose], Trigger::AgentMessage { agent: BEN }, replied),
    ]
}

fn putting_back() -> Vec<Row> {
    vec![
        (IN_SERVICE, Trigger::Return, queued),
        (UNANSWERED, Trigger::IdleTimeout, queued),
        (
            ACTIVE,
            Trigger::TransferToDepartment {
                department: DepartmentId(8),
            },
            |it, at| {
                queued(it, at);
                it.department = Some(DepartmentId(8));
            },
        ),
        (
            ACTIVE,
            Trigger::TransferToInbox {
                inbox: InboxId(9),
                department: None,
            },
            |it, at| {
                queued(it, at);
                it.inbox = InboxId(9);
                it.department = None;
            },
        ),
        (
            ACTIVE,
            Trigger::TransferToConnection {
                connection: ConnectionId(7),
            },
            |it, at| {
                queued(it, at);
                it.connection = ConnectionId(7);
                it.home = Some(ConnectionId(2));
            },
        ),
        (
            ACTIVE,
            Trigger::TransferToAgent {
                agent: BEN,
                until: None,
            },
            |it, at| {
                queued(it, at);
                it.reserved = Some(Reservation {
                    agent: BEN,
                    until: None,
                });
            },
        ),
    ]
}

/// With the ratings that close nothing, which the text beside the table allows.
fn ending() -> Vec<Row> {
    vec![
        (WAITING, Trigger::CloseUnanswered, |it, at| {
            ended(it, at, CloseReason::Unanswered);
        }),
        (WAITING, Trigger::Finish { asks_rating: false }, |it, at| {
            ended(it, at, CloseReason::Unanswered);
        }),
        (WAITING, Trigger::Finish { asks_rating: true }, |it, at| {
            ended(it, at, CloseReason::Unanswered);
        }),
        (IN_SERVICE, Trigger::Finish { asks_rating: false }, |it, at| {
            ended(it, at, CloseReason::Finished);
        }),
        (IN_SERVICE, Trigger::Finish { asks_rating: true }, |it, at| {
            it.close_reason = Some(CloseReason::Finished);
            it.stamps.ended_at = Some(at);
        }),
        (&[Status::Replied], Trigger::AutoClose, |it, _| {
            it.close_reason = Some(CloseReason::Auto);
        }),
        (&[Status::PendingClose], Trigger::Rated { closes: true }, |it, at| {
            it.stamps.closed_at = Some(at);
        }),
        (&[Status::PendingClose], Trigger::ClosingDelayOver, |it, at| {
            it.stamps.closed_at = Some(at);
        }),
        (NOT_OVER, Trigger::ForceClose, |it, at| {
            let ended_before = it.stamps.ended_at;
            ended(it, at, CloseReason::Spam);
            it.stamps.ended_at = ended_before.or(Some(at));
        }),
        (&[Status::PendingClose], Trigger::Rated { closes: false }, nothing),
        (&[Status::Closed], Trigger::Rated { closes: false }, nothing),
        (&[Status::Closed], Trigger::Rated { closes: true }, nothing),
    ]
}

#[test]
fn every_row_sets_and_clears_exactly_what_the_table_says() {
    let at = T0.plus(100);
    for (statuses, trigger, also) in rows() {
        for from in states()
            .into_iter()
            .filter(|it| statuses.contains(&it.status) && !bot_refuses(it, trigger))
        {
            let mut expected = from.clone();
            also(&mut expected, at);
            expected.status = goes_to(&from, trigger).expect("a row of the table");
            let stored_only = matches!(trigger, Trigger::Rated { .. }) && expected.status == from.status;
            if !stored_only {
                expected.stamps.modified_at = at;
            }
            let what = format!("{:?} x {}", from.status, name(trigger));
            let mut next = from.after(trigger, at, ALWAYS).expect(&what);
            // The running clocks are shown by the metrics' tests.
            next.clocks = expected.clocks;
            assert_eq!(next, expected, "{what}");
        }
    }
}

#[test]
fn the_rows_and_the_matrix_name_the_same_pairs() {
    let rows = rows();
    for from in states() {
        for trigger in TRIGGERS {
            let in_rows = rows
                .iter()
                .any(|(statuses, row, _)| name(*row) == name(trigger) && statuses.contains(&from.status));
            let in_matrix = goes_to(&from, trigger).is_some();
            assert_eq!(in_rows, in_matrix, "{:?} x {}", from.status, name(trigger));
        }
    }
}

#[test]
fn a_customers_first_message_opens_a_conversation_for_agents_or_for_the_bot() {
    for bot_first in [false, true] {
        let opened = Lifecycle::open_inbound(InboxId(1), ConnectionId(2), Some(DepartmentId(3)), bot_first, T0);
        assert_eq!(opened.status, Status::New);
        assert_eq!(opened.direction, Direction::Inbound);
        assert_eq!((opened.assignee, opened.bot_owned), (None, bot_first));
        assert_eq!(opened.stamps.first_customer_message_at, Some(T0));
        assert_eq!(opened.stamps.last_message_at, Some(T0));
        assert_eq!(opened.stamps.bot_taken_at, bot_first.then_some(T0));
        assert_eq!(opened.stamps.queued_at, (!bot_first).then_some(T0));
        assert_eq!(opened.stamps.accepted_at, None);
    }
}

#[test]
fn an_outgoing_first_message_opens_a_conversation_that_is_replied_and_owes_no_first_reply() {
    let opened = Lifecycle::open_outbound(InboxId(1), ConnectionId(2), None, ANA, T0);
    assert_eq!(opened.status, Status::Replied);
    assert_eq!(opened.direction, Direction::Outbound);
    assert_eq!(opened.assignee, Some(ANA));
    assert_eq!(opened.stamps.accepted_at, Some(opened.stamps.created_at));
    assert_eq!(opened.stamps.first_customer_message_at, None);

    let again = opened
        .after(Trigger::AgentMessage { agent: ANA }, T0.plus(5), ALWAYS)
        .expect("in the table");
    assert_eq!(again.stamps.first_reply_at, None, "the customer has not written");
    let answered = again
        .after(Trigger::CustomerMessage, T0.plus(10), ALWAYS)
        .expect("in the table");
    assert_eq!(answered.status, Status::WaitingAgain);
    assert_eq!(answered.stamps.first_customer_message_at, Some(T0.plus(10)));
    let replied = answered
        .after(Trigger::AgentMessage { agent: ANA }, T0.plus(15), ALWAYS)
        .expect("in the table");
    assert_eq!(replied.stamps.first_reply_at, Some(T0.plus(15)));
}

#[test]
fn accepting_ends_the_bots_ownership_and_begins_the_agents_turn() {
    let bot = standing(Status::New, false, true);
    for trigger in [Trigger::Accept { agent: BEN }, Trigger::AgentMessage { agent: BEN }] {
        let taken = bot.after(trigger, T0.plus(100), ALWAYS).expect("in the table");
        assert!(!taken.bot_owned);
        assert_eq!(taken.stamps.queued_at, Some(T0.plus(100)));
    }
}

#[test]
fn a_clock_that_steps_back_makes_no_time_run_backwards() {
    let from = standing(Status::Accepted, false, false);
    let next = from
        .after(Trigger::CustomerMessage, Timestamp(1), ALWAYS)
        .expect("in the table");
    assert_eq!(next.stamps.modified_at, from.stamps.modified_at);
    assert_eq!(next.stamps.last_message_at, Some(from.stamps.modified_at));
}

/// The worked example of the specification: ten o'clock is minute 0.
#[test]
fn the_worked_example_has_these_statuses_and_stamps() {
    let minute = |minutes: i64| Timestamp(36_000_000 + minutes * 60_000);
    let agent = Trigger::AgentMessage { agent: ANA };
    let mut it = Lifecycle::open_inbound(InboxId(1), ConnectionId(2), None, true, minute(0));
    assert_eq!(it.status, Status::New);
    for (trigger, at, status) in [
        (Trigger::BotHandOver, 2, Status::New),
        (Trigger::Accept { agent: ANA }, 5, Status::Accepted),
        (Trigger::CustomerMessage, 6, Status::Waiting),
        (agent, 8, Status::Replied),
        (Trigger::CustomerMessage, 20, Status::WaitingAgain),
        (agent, 30, Status::Replied),
        (Trigger::Finish { asks_rating: true }, 31, Status::PendingClose),
        (Trigger::Rated { closes: true }, 35, Status::Closed),
    ] {
        it = it.after(trigger, minute(at), ALWAYS).expect("the example is possible");
        assert_eq!(it.status, status, "at minute {at}");
    }
    assert_eq!(
        it.stamps,
        Stamps {
            created_at: minute(0),
            bot_taken_at: Some(minute(0)),
            queued_at: Some(minute(2)),
            accepted_at: Some(minute(5)),
            first_customer_message_at: Some(minute(0)),
            first_reply_at: Some(minute(8)),
            ended_at: Some(minute(31)),
            closed_at: Some(minute(35)),
            last_message_at: Some(minute(30)),
            modified_at: minute(35),
        }
    );
    assert_eq!(it.close_reason, Some(CloseReason::Finished));
}

fn any_trigger() -> impl Strategy<Value = Trigger> {
    let agent = prop_oneof![Just(ANA), Just(BEN)];
    (0..TRIGGERS.len(), agent).prop_map(|(index, agent)| match TRIGGERS[index] {
        Trigger::AgentMessage { .. } => Trigger::AgentMessage { agent },
        Trigger::Accept { .. } => Trigger::Accept { agent },
        Trigger::AcceptAndClose { .. } => Trigger::AcceptAndClose { agent },
        Trigger::Reopen { .. } => Trigger::Reopen { agent },
        other => other,
    })
}

fn is_consistent(it: &Lifecycle) {
    let stamps = &it.stamps;
    let tab = it.status.tab();
    match tab {
        Tab::Waiting => assert_eq!(it.assignee, None),
        Tab::InService => assert!(it.assignee.is_some()),
        Tab::Resolved => assert!(it.close_reason.is_some()),
    }
    assert!(
        it.reserved.is_none() || tab == Tab::Waiting,
        "only what waits is reserved"
    );
    assert!(!it.bot_owned || it.status == Status::New, "a bot owns only what is new");
    assert_eq!(stamps.closed_at.is_some(), it.status.is_over());
    assert!(stamps.ended_at.is_none() || tab == Tab::Resolved);
    assert_eq!(it.close_reason.is_some(), tab == Tab::Resolved);
    if let (Some(ended), Some(closed)) = (stamps.ended_at, stamps.closed_at) {
        assert!(ended <= closed);
    }
    assert!(tab != Tab::Waiting || it.bot_owned || stamps.queued_at.is_some());
    if tab == Tab::InService {
        assert!(stamps.accepted_at.is_some());
    }
    for stamp in [
        stamps.bot_taken_at,
        stamps.queued_at,
        stamps.accepted_at,
        stamps.first_customer_message_at,
        stamps.first_reply_at,
        stamps.ended_at,
        stamps.closed_at,
        stamps.last_message_at,
    ]
    .into_iter()
    .flatten()
    {
        assert!(stamps.created_at <= stamp && stamp <= stamps.modified_at);
    }
    if let (Some(first), Some(reply)) = (stamps.first_customer_message_at, stamps.first_reply_at) {
        assert!(first <= reply);
    }
}

proptest::proptest! {
    #[test]
    fn whatever_happens_in_whatever_order_the_state_stays_consistent(
        bot_first in any::<bool>(),
        outbound in any::<bool>(),
        history in proptest::collection::vec((any_trigger(), -5_000i64..60_000), 0..60),
    ) {
        let (inbox, connection) = (InboxId(1), ConnectionId(2));
        let mut it = if outbound {
            Lifecycle::open_outbound(inbox, connection, None, ANA, T0)
        } else {
            Lifecycle::open_inbound(inbox, connection, None, bot_first, T0)
        };
        is_consistent(&it);
        let mut now = T0;
        for (trigger, passed) in history {
            now = now.plus(passed);
            match it.after(trigger, now, ALWAYS) {
                Ok(next) => {
                    is_consistent(&next);
                    let (before, after) = (&it.stamps, &next.stamps);
                    assert!(before.modified_at <= after.modified_at);
                    assert!(before.last_message_at <= after.last_message_at);
                    for (kept, now) in [
                        (before.bot_taken_at, after.bot_taken_at),
                        (before.queued_at, after.queued_at),
                        (before.accepted_at, after.accepted_at),
                        (before.first_customer_message_at, after.first_customer_message_at),
                        (before.first_reply_at, after.first_reply_at),
                    ] {
                        assert!(kept.is_none() || kept == now, "the first time stays the first time");
                    }
                    assert!(!it.human_replied || next.human_replied);
                    it = next;
                }
                Err(refused) => assert_eq!((refused.status, refused.assignee), (it.status, it.assignee)),
            }
        }
    }
}
