//! What an agent does is shown at once, sent exactly once and in order, and undone without a trace when it is refused.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod world;

use std::collections::BTreeMap;

use model::{
    Author, Command, CommandEnvelope, CommandId, ConversationId, Event, MessageText, Outcome, Problem, ServerFrame,
    Status, Tab, Timestamp,
};
use proptest::prelude::*;
use replica::{NextStep, PendingState, Queue, Replica};
use world::{ME, OTHER, World, cursor};

const C1: ConversationId = ConversationId(1);

fn id(number: usize) -> CommandId {
    CommandId::new(&format!("command-{number}")).unwrap()
}

fn write(number: usize, conversation: ConversationId) -> CommandEnvelope {
    CommandEnvelope {
        id: id(number),
        command: Command::send(conversation, MessageText::new(&format!("answer {number}")).unwrap()),
    }
}

fn accept(number: usize) -> CommandEnvelope {
    CommandEnvelope {
        id: id(number),
        command: Command::Accept { conversation: C1 },
    }
}

const NOW: Timestamp = Timestamp(9_000);

/// A world whose first conversation I have in service, and a replica of it with the conversation open.
fn in_service() -> (World, Replica) {
    let mut world = World::new(3);
    world.set(C1, Status::Waiting, Some(ME));
    let mut replica = Replica::new(world.snapshot());
    let fetch = replica.begin_fetch();
    replica.finish_open(&fetch, world.opened(C1).unwrap());
    (world, replica)
}

fn check(replica: &mut Replica, world: &World, conversation: ConversationId) {
    let fetch = replica.begin_fetch();
    replica.finish_open(&fetch, world.opened(conversation).unwrap());
    replica.checked(conversation, Ok(()));
}

#[test]
fn what_i_snooze_leaves_my_list_at_once_and_is_found_among_the_snoozed() {
    let (_, mut replica) = in_service();
    assert_eq!(replica.order(Tab::InService), [C1]);
    let snooze = Command::Snooze {
        conversation: C1,
        until: Timestamp(1_000_000),
    };
    let envelope = |number, command| CommandEnvelope {
        id: id(number),
        command,
    };
    replica.enqueue(envelope(1, snooze), NOW, true);
    assert!(replica.order(Tab::InService).is_empty());
    assert_eq!(replica.snoozed(), [C1]);

    replica.enqueue(envelope(2, Command::Unsnooze { conversation: C1 }), NOW, true);
    assert_eq!(replica.order(Tab::InService), [C1]);
    assert!(replica.snoozed().is_empty());
}

#[test]
fn a_transfer_shows_at_once_in_the_waiting() {
    let (_, mut replica) = in_service();
    let command = Command::TransferToAgent {
        conversation: C1,
        agent: OTHER,
        note: None,
        expected_version: None,
    };
    replica.enqueue(CommandEnvelope { id: id(1), command }, NOW, true);
    let row = replica.conversation(C1).unwrap();
    assert_eq!((row.lifecycle.status, row.lifecycle.assignee), (Status::Queued, None));
    assert_eq!(row.lifecycle.reserved.unwrap().agent, OTHER);
}

#[test]
fn a_message_shows_at_once_and_is_replaced_by_the_real_one() {
    let (mut world, mut replica) = in_service();
    replica.enqueue(write(1, C1), NOW, true);
    assert_eq!(replica.awaited(C1).count(), 1);
    assert_eq!(replica.conversation(C1).unwrap().lifecycle.status, Status::Replied);
    assert_eq!(
        replica.conversation(C1).unwrap().preview.as_ref().unwrap().text,
        "answer 1"
    );
    assert_eq!(replica.next_step(), Some(NextStep::Send(write(1, C1))));
    assert_eq!(replica.next_step(), None);

    let from = world.log.len();
    world.say(C1, Author::Agent { user: ME }, Some(id(1)));
    replica.frame(&world.frame(from));
    assert_eq!(
        replica.awaited(C1).count(),
        0,
        "the event confirms it before the answer does"
    );
    let messages = replica.window(C1).unwrap().messages().count();
    let outcome = Outcome {
        conversation: world.conversations[&C1].clone(),
        messages: vec![world.messages[&C1].last().unwrap().clone()],
        held: false,
    };
    assert_eq!(replica.answered(&id(1), Ok(outcome)), None);
    assert_eq!(
        replica.window(C1).unwrap().messages().count(),
        messages,
        "not doubled by the answer"
    );
}

#[test]
fn a_refused_action_leaves_no_trace_and_says_who_was_faster() {
    let world = World::new(3);
    let mut replica = Replica::new(world.snapshot());
    let before = replica.confirmed().clone();
    replica.enqueue(accept(1), NOW, true);
    assert_eq!(replica.order(Tab::InService), [C1]);
    assert!(matches!(replica.next_step(), Some(NextStep::Send(_))));
    let problem = Problem::Conflict {
        status: Some(Status::Accepted),
        assignee: Some(OTHER),
        conversation: None,
    };
    let refusal = replica.answered(&id(1), Err(problem.clone())).unwrap();
    assert_eq!(refusal.problem, problem);
    assert_eq!(replica.confirmed(), &before);
    assert_eq!(replica.order(Tab::InService), []);
    assert!(replica.queue().is_empty());
}

#[test]
fn a_refused_message_keeps_its_text_and_goes_out_again_under_a_new_id() {
    let (_, mut replica) = in_service();
    replica.enqueue(write(1, C1), NOW, true);
    replica.next_step();
    assert!(replica.answered(&id(1), Err(Problem::Forbidden)).is_some());
    assert_eq!(
        replica.awaited(C1).next().unwrap().state,
        PendingState::Failed(Problem::Forbidden)
    );
    assert_eq!(replica.next_step(), None, "not again by itself");
    replica.retry(&id(1), id(2), NOW, true);
    assert!(matches!(replica.next_step(), Some(NextStep::Send(envelope)) if envelope.id == id(2)));
}

#[test]
fn what_is_merely_late_keeps_its_id() {
    let (world, mut replica) = in_service();
    replica.enqueue(write(1, C1), NOW, true);
    replica.next_step();
    assert_eq!(replica.answered(&id(1), Err(Problem::Unavailable)), None);
    assert_eq!(replica.next_step(), Some(NextStep::Check(C1)));
    assert_eq!(replica.next_step(), None);
    check(&mut replica, &world, C1);
    assert!(matches!(replica.next_step(), Some(NextStep::Send(envelope)) if envelope.id == id(1)));
}

#[test]
fn a_message_written_offline_never_accepts_and_never_goes_into_a_colleagues_conversation() {
    for (status, assignee, sent) in [
        (Status::Waiting, Some(ME), true),
        (Status::Replied, Some(ME), true),
        (Status::Queued, None, false),
        (Status::WaitingAgain, Some(OTHER), false),
        (Status::Closed, Some(ME), false),
    ] {
        let (mut world, mut replica) = in_service();
        replica.enqueue(write(1, C1), NOW, false);
        world.set(C1, status, assignee);
        assert_eq!(replica.next_step(), Some(NextStep::Check(C1)));
        check(&mut replica, &world, C1);
        let step = replica.next_step();
        assert_eq!(matches!(step, Some(NextStep::Send(_))), sent, "{status:?}");
        assert_eq!(replica.awaited(C1).next().unwrap().is_failed(), !sent, "{status:?}");
    }
}

#[test]
fn writing_to_a_waiting_customer_accepts_only_when_it_is_sent_at_once() {
    for (connected, sent) in [(true, true), (false, false)] {
        let world = World::new(1);
        let mut replica = Replica::new(world.snapshot());
        replica.enqueue(write(1, C1), NOW, connected);
        if !connected {
            assert_eq!(replica.next_step(), Some(NextStep::Check(C1)));
            check(&mut replica, &world, C1);
        }
        assert_eq!(matches!(replica.next_step(), Some(NextStep::Send(_))), sent);
    }
}

#[test]
fn a_message_behind_an_acceptance_that_was_refused_is_not_sent() {
    let mut world = World::new(1);
    let mut replica = Replica::new(world.snapshot());
    replica.enqueue(accept(1), NOW, false);
    replica.enqueue(write(2, C1), NOW, false);
    assert!(matches!(replica.next_step(), Some(NextStep::Send(_))));
    world.set(C1, Status::Accepted, Some(OTHER));
    let problem = Problem::Conflict {
        status: Some(Status::Accepted),
        assignee: Some(OTHER),
        conversation: None,
    };
    replica.answered(&id(1), Err(problem));
    assert_eq!(replica.next_step(), Some(NextStep::Check(C1)));
    check(&mut replica, &world, C1);
    assert_eq!(replica.next_step(), None);
    assert!(replica.awaited(C1).next().unwrap().is_failed());
}

#[test]
fn a_message_that_had_arrived_before_the_connection_broke_is_recognised() {
    let (mut world, mut replica) = in_service();
    replica.enqueue(write(1, C1), NOW, true);
    replica.next_step();
    world.say(C1, Author::Agent { user: ME }, Some(id(1)));
    world.set(C1, Status::Queued, None);
    replica.answered(&id(1), Err(Problem::Unavailable));
    assert_eq!(replica.next_step(), Some(NextStep::Check(C1)));
    check(&mut replica, &world, C1);
    assert_eq!(replica.next_step(), None);
    assert_eq!(replica.awaited(C1).count(), 0);
}

#[test]
fn what_waits_survives_a_reload() {
    let (world, mut replica) = in_service();
    replica.enqueue(write(1, C1), NOW, true);
    replica.enqueue(write(2, C1), NOW, true);
    replica.next_step();
    let stored = serde_json::to_string(replica.queue()).unwrap();
    let mut later = Replica::new(world.snapshot());
    later.restore(serde_json::from_str::<Queue>(&stored).unwrap());
    later.restore(serde_json::from_str::<Queue>(&stored).unwrap());
    let ids: Vec<_> = later.awaited(C1).map(|pending| pending.id().clone()).collect();
    assert_eq!(ids, [id(1), id(2)]);
    assert_eq!(later.next_step(), Some(NextStep::Check(C1)));
}

#[test]
fn reading_on_is_told_once() {
    let (world, mut replica) = in_service();
    let newest = world.messages[&C1].last().unwrap().id;
    for number in 1..4 {
        let command = Command::MarkRead {
            conversation: C1,
            up_to: newest,
        };
        replica.enqueue(
            CommandEnvelope {
                id: id(number),
                command,
            },
            NOW,
            true,
        );
    }
    assert_eq!(replica.queue().iter().count(), 1);
    assert_eq!(replica.conversation(C1).unwrap().unread, 0);
}

/// How the network treats one posted command.
#[derive(Debug, Clone, Copy)]
enum Luck {
    Answered,
    /// The event comes first, the answer after it.
    EventFirst,
    /// Done, but the answer is lost; the event comes later.
    AnswerLost,
    /// Never reached the server.
    Lost,
    AnsweredTwice,
    Busy,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_message_is_stored_once_and_in_order(
        writes in prop::collection::vec(1..4_i64, 1..20),
        luck in prop::collection::vec(prop::sample::select(vec![
            Luck::Answered, Luck::EventFirst, Luck::AnswerLost, Luck::Lost, Luck::AnsweredTwice, Luck::Busy,
        ]), 0..60),
        burst in 1..5_usize,
    ) {
        let mut world = World::new(3);
        for conversation in 1..4 {
            world.set(ConversationId(conversation), Status::Waiting, Some(ME));
        }
        let mut replica = Replica::new(world.snapshot());
        let mut delivered = world.log.len();
        let mut done: BTreeMap<CommandId, Outcome> = BTreeMap::new();
        let mut luck = luck.into_iter();
        let mut unwritten = writes.iter().copied().enumerate().peekable();
        while unwritten.peek().is_some() || !replica.queue().is_empty() {
            for (number, conversation) in unwritten.by_ref().take(burst) {
                replica.enqueue(write(number, ConversationId(conversation)), NOW, true);
            }
            while let Some(step) = replica.next_step() {
                let envelope = match step {
                    NextStep::Check(conversation) => {
                        check(&mut replica, &world, conversation);
                        continue;
                    }
                    NextStep::Send(envelope) => envelope,
                };
                let luck = luck.next().unwrap_or(Luck::Answered);
                if matches!(luck, Luck::Lost | Luck::Busy) {
                    prop_assert_eq!(replica.answered(&envelope.id, Err(Problem::Unavailable)), None);
                    continue;
                }
                let conversation = envelope.command.conversation().expect("a command to a conversation");
                let outcome = done.entry(envelope.id.clone()).or_insert_with(|| {
                    let messages = world.say(conversation, Author::Agent { user: ME }, Some(envelope.id.clone()));
                    Outcome { conversation: world.conversations[&conversation].clone(), messages, held: false }
                }).clone();
                if matches!(luck, Luck::EventFirst) {
                    while delivered < world.log.len() {
                        replica.frame(&world.frame(delivered));
                        delivered += 1;
                    }
                }
                let answer = if matches!(luck, Luck::AnswerLost) { Err(Problem::Unavailable) } else { Ok(outcome.clone()) };
                prop_assert_eq!(replica.answered(&envelope.id, answer), None);
                if matches!(luck, Luck::AnsweredTwice) {
                    prop_assert_eq!(replica.answered(&envelope.id, Ok(outcome)), None);
                }
            }
        }
        for conversation in (1..4).map(ConversationId) {
            let stored: Vec<_> = world.messages[&conversation].iter().filter_map(|message| message.command.clone()).collect();
            let written: Vec<_> = writes.iter().enumerate()
                .filter(|(_, to)| ConversationId(**to) == conversation)
                .map(|(number, _)| id(number))
                .collect();
            prop_assert_eq!(stored, written);
            prop_assert_eq!(replica.awaited(conversation).count(), 0);
            let row = replica.conversation(conversation).unwrap();
            prop_assert_eq!(row.as_ref(), &world.conversations[&conversation]);
        }
    }

    #[test]
    fn forgetting_what_is_pending_leaves_the_confirmed_copy(numbers in prop::collection::vec(1..4_i64, 0..12)) {
        let (_, mut replica) = in_service();
        let before = replica.confirmed().clone();
        for (number, conversation) in numbers.iter().enumerate() {
            replica.enqueue(write(number, ConversationId(*conversation)), NOW, true);
            let _ = replica.order(Tab::InService);
        }
        for number in 0..numbers.len() {
            replica.discard(&id(number));
        }
        prop_assert_eq!(replica.confirmed(), &before);
        prop_assert!(replica.queue().is_empty());
        for tab in Tab::ALL.iter().copied() {
            for row in replica.order(tab) {
                let row = replica.conversation(row).unwrap();
                prop_assert!(matches!(row, std::borrow::Cow::Borrowed(_)), "no trace of an expectation");
            }
        }
    }
}

#[test]
fn a_conversation_that_left_my_sight_does_not_come_back_with_a_late_answer() {
    let (mut world, mut replica) = in_service();
    replica.enqueue(
        CommandEnvelope {
            id: id(1),
            command: Command::Return { conversation: C1 },
        },
        NOW,
        true,
    );
    replica.next_step();
    let outcome = Outcome {
        conversation: world.conversations[&C1].clone(),
        messages: Vec::new(),
        held: false,
    };
    let from = world.log.len();
    world.hide(C1, true);
    assert!(matches!(world.log[from], Event::ConversationRemoved { .. }));
    replica.frame(&ServerFrame::Event {
        cursor: cursor(from),
        event: world.log[from].clone(),
    });
    replica.answered(&id(1), Ok(outcome));
    assert!(replica.conversation(C1).is_none());
}
