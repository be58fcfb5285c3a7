//! Agents' commands: what each changes, whom it is refused, and that it happens once.

use desk::command;
use model::{
    Activity, Audience, Author, CloseReason, Command, CommandEnvelope, CommandId, Content, ConversationId, Event,
    MessageId, Permission, Preview, Problem, RatingKind, Reservation, Status, Tab, Writer,
};
use store::testing::TestDb;

use crate::stage::{Stage, text};

async fn accepting_takes_it_from_the_line_and_tells_everybody_who_may_know(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let conversation = stage.waiting().await;
    let before = stage.row(conversation).await;
    let position = stage.end().await;

    let outcome = stage.accepts(&ana, conversation).await;

    let row = stage.row(conversation).await;
    assert_eq!(outcome.conversation, row);
    assert_eq!(row.lifecycle.status, Status::Accepted);
    assert_eq!(row.lifecycle.assignee, Some(ana.user));
    assert_eq!(row.version, before.version + 1);
    assert_eq!(row.unread, 1, "accepting is not reading");
    assert_eq!(
        row.preview, before.preview,
        "the line about it is no message of anybody"
    );
    let [line] = &outcome.messages[..] else {
        panic!("one line: {outcome:?}")
    };
    assert_eq!(line.content, Content::Activity(Activity::Accepted { by: ana.user }));
    assert_eq!(line.author, Author::System);

    let logged = stage.logged(position).await;
    let [entry] = &logged[..] else {
        panic!("one event: {logged:?}")
    };
    assert_eq!(
        entry.event,
        Event::Conversation {
            conversation: Box::new(row.clone()),
            messages: outcome.messages.clone(),
        }
    );
    assert_eq!(
        entry.audience,
        Audience::Conversation {
            conversation,
            contact: row.contact.id,
            connection: stage.connection,
            before: Some(before.facts()),
            after: Some(row.facts()),
        }
    );
}

/// Otherwise two agents write to the same customer, each sure to be the only one.
async fn of_agents_who_accept_together_one_wins_and_the_others_are_told_who(db: TestDb) {
    let stage = Stage::new(db).await;
    let conversation = stage.waiting().await;
    let mut agents = Vec::new();
    for number in 0..8 {
        agents.push(stage.agent(&format!("agent-{number}")).await);
    }
    let tries: Vec<_> = agents
        .iter()
        .map(|agent| {
            let (desk, agent, id) = (stage.desk.clone(), agent.clone(), stage.next_id());
            let command = Command::Accept { conversation };
            tokio::spawn(async move {
                let result = command::execute(&desk, &agent, CommandEnvelope { id, command }).await;
                (agent.user, result)
            })
        })
        .collect();
    let mut winners = Vec::new();
    let mut losers = Vec::new();
    for one in tries {
        match one.await.expect("no panic") {
            (agent, Ok(_)) => winners.push(agent),
            (_, Err(problem)) => losers.push(problem),
        }
    }
    let [winner] = winners[..] else {
        panic!("exactly one wins: {winners:?}")
    };
    assert_eq!(stage.row(conversation).await.lifecycle.assignee, Some(winner));
    assert_eq!(losers.len(), 7);
    for told in losers {
        let expected = Problem::Conflict {
            status: Some(Status::Accepted),
            assignee: Some(winner),
            conversation: None,
        };
        assert_eq!(told, expected);
    }
}

async fn answering_from_the_line_accepts_in_the_same_step(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let conversation = stage.waiting().await;
    let position = stage.end().await;

    let outcome = stage.says(&ana, conversation, "Good\nmorning").await;

    let row = stage.row(conversation).await;
    assert_eq!(row.lifecycle.status, Status::Replied);
    assert_eq!(row.lifecycle.assignee, Some(ana.user));
    assert!(row.lifecycle.human_replied);
    assert_eq!(row.lifecycle.stamps.first_reply_at, row.lifecycle.stamps.accepted_at);
    let [line, answer] = &outcome.messages[..] else {
        panic!("a line and the text: {outcome:?}")
    };
    assert_eq!(line.content, Content::Activity(Activity::Accepted { by: ana.user }));
    assert_eq!(answer.author, Author::Agent { user: ana.user });
    assert!(answer.command.is_some(), "the sender's screen waits for it");
    assert_eq!(
        (row.unread, row.agent_read),
        (0, Some(answer.id)),
        "who answers has read"
    );
    let preview = Preview {
        writer: Writer::Agent,
        text: "Good morning".to_owned(),
    };
    assert_eq!(row.preview, Some(preview));
    assert_eq!(stage.events(position).await.len(), 1);
}

async fn a_note_moves_nothing_but_the_time_of_the_last_change(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let conversation = stage.waiting().await;
    for status in [Status::New, Status::Accepted, Status::Replied, Status::Closed] {
        match status {
            Status::Accepted => drop(stage.accepts(&ana, conversation).await),
            Status::Replied => drop(stage.says(&ana, conversation, "hi").await),
            Status::Closed => drop(stage.resolves(&ana, conversation).await),
            _ => {}
        }
        let before = stage.row(conversation).await;
        assert_eq!(before.lifecycle.status, status);
        let text = text("difficult customer");
        let noted = stage
            .does(&ana, Command::note(conversation, text))
            .await
            .expect("noted");
        let mut expected = before.clone();
        expected.version += 1;
        expected.lifecycle.stamps.modified_at = noted.conversation.lifecycle.stamps.modified_at;
        assert_eq!(noted.conversation, expected);
        assert!(expected.lifecycle.stamps.modified_at > before.lifecycle.stamps.modified_at);
        assert!(!noted.messages[0].is_public());
    }
}

async fn returning_puts_it_back_into_the_line_without_an_agent(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let conversation = stage.waiting().await;
    stage.accepts(&ana, conversation).await;

    let returned = stage
        .does(&ana, Command::Return { conversation })
        .await
        .expect("returned");

    assert_eq!(returned.conversation.lifecycle.status, Status::Queued);
    assert_eq!(returned.conversation.lifecycle.assignee, None);
    assert_eq!(
        returned.messages[0].content,
        Content::Activity(Activity::Returned { by: ana.user })
    );
    assert_eq!(returned.conversation, stage.row(conversation).await);
}

async fn resolving_waits_for_a_rating_only_when_the_inbox_asks_for_one(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    for (asks_rating, status) in [(false, Status::Closed), (true, Status::PendingClose)] {
        let conversation = stage.waiting().await;
        let inbox = stage.row(conversation).await.lifecycle.inbox;
        stage
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let mut settings = store::inbox::get(tx, inbox).await?.expect("the inbox").settings;
                    settings.rating = asks_rating.then_some(RatingKind::Five);
                    store::inbox::update(tx, inbox, &settings).await
                })
            })
            .await
            .expect("set");
        stage.accepts(&ana, conversation).await;
        let resolved = stage.resolves(&ana, conversation).await.conversation;
        assert_eq!(resolved.lifecycle.status, status);
        assert_eq!(resolved.lifecycle.assignee, Some(ana.user));
        assert_eq!(resolved.lifecycle.close_reason, Some(CloseReason::Finished));
        assert_eq!(resolved.lifecycle.stamps.closed_at.is_some(), !asks_rating);
        assert_eq!(resolved.unread, 0);
    }
}

async fn closing_without_an_answer_puts_nobodys_name_on_it(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    for command in [
        |conversation| Command::CloseUnanswered { conversation },
        |conversation| Command::Resolve { conversation },
    ] {
        let conversation = stage.waiting().await;
        let closed = stage.does(&ana, command(conversation)).await.expect("closed");
        let lifecycle = &closed.conversation.lifecycle;
        assert_eq!(lifecycle.status, Status::Closed);
        assert_eq!(lifecycle.assignee, None);
        assert_eq!(lifecycle.close_reason, Some(CloseReason::Unanswered));
        assert_eq!(closed.conversation.unread, 0);
        assert_eq!(
            closed.messages[0].content,
            Content::Activity(Activity::ClosedUnanswered { by: ana.user })
        );
    }
}

async fn reopening_takes_it_back_into_service_unless_the_customer_has_a_newer_one(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, ben) = (stage.agent("ana").await, stage.agent("ben").await);
    let guest = stage.guest().await;
    let conversation = stage.writes(&guest, "hello").await.conversation.id;
    stage.accepts(&ana, conversation).await;
    stage.resolves(&ana, conversation).await;

    let reopened = stage
        .does(&ben, Command::Reopen { conversation })
        .await
        .expect("reopened");
    let lifecycle = &reopened.conversation.lifecycle;
    assert_eq!(
        (lifecycle.status, lifecycle.assignee),
        (Status::Accepted, Some(ben.user))
    );
    assert_eq!((lifecycle.stamps.ended_at, lifecycle.stamps.closed_at), (None, None));
    assert_eq!(lifecycle.close_reason, None);

    stage.resolves(&ben, conversation).await;
    let newer = stage.writes(&guest, "hello again").await.conversation.id;
    assert_ne!(newer, conversation);
    let refused = stage.does(&ben, Command::Reopen { conversation }).await;
    let expected = Problem::Conflict {
        status: Some(Status::New),
        assignee: None,
        conversation: Some(newer),
    };
    assert_eq!(refused, Err(expected), "the newer one, and its state");
    assert_eq!(stage.row(conversation).await.lifecycle.status, Status::Closed);
}

async fn only_the_agent_in_service_reads_and_reading_never_goes_back(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, ben) = (stage.agent("ana").await, stage.agent("ben").await);
    let guest = stage.guest().await;
    let first = stage.writes(&guest, "one").await;
    let conversation = first.conversation.id;
    let second = stage.writes(&guest, "two").await;
    let third = stage.writes(&guest, "three").await;
    let ids = [&first, &second, &third].map(|outcome| outcome.messages[0].id);
    let mark = |up_to: MessageId| Command::MarkRead { conversation, up_to };

    let peeked = stage.does(&ana, mark(ids[2])).await.expect("nothing to refuse");
    assert_eq!((peeked.conversation.unread, peeked.conversation.agent_read), (3, None));

    stage.accepts(&ana, conversation).await;
    let position = stage.end().await;
    let looked_on = stage.does(&ben, mark(ids[2])).await.expect("nothing to refuse");
    assert_eq!(looked_on.conversation.unread, 3);
    assert_eq!(stage.events(position).await, []);

    for (up_to, unread, read) in [
        (ids[0], 2, ids[0]),
        (ids[1], 1, ids[1]),
        (ids[0], 1, ids[1]),
        (MessageId(i64::MAX), 0, MessageId(0)),
    ] {
        let marked = stage.does(&ana, mark(up_to)).await.expect("marked").conversation;
        assert_eq!(marked.unread, unread);
        assert_eq!(marked, stage.row(conversation).await);
        if read == MessageId(0) {
            assert!(
                marked.agent_read > Some(ids[2]),
                "the line about the acceptance is the last"
            );
            assert!(marked.agent_read < Some(MessageId(i64::MAX)));
        } else {
            assert_eq!(marked.agent_read, Some(read));
        }
    }
    assert_eq!(
        stage.events(position).await.len(),
        3,
        "what changes nothing is not told"
    );
}

fn every_command(conversation: ConversationId) -> Vec<Command> {
    vec![
        Command::Accept { conversation },
        Command::send(conversation, text("x")),
        Command::note(conversation, text("x")),
        Command::Return { conversation },
        Command::Resolve { conversation },
        Command::CloseUnanswered { conversation },
        Command::Reopen { conversation },
        Command::MarkRead {
            conversation,
            up_to: MessageId(1),
        },
    ]
}

async fn who_does_not_see_it_is_told_that_it_does_not_exist_and_who_may_not_is_told_so(db: TestDb) {
    let stage = Stage::new(db).await;
    let support = stage.department("Support").await;
    let stranger = stage.user("stranger", "agent", &[support]).await;
    let onlooker = stage.user_who_may("onlooker", &[Permission::ReadAll], &[]).await;
    let ana = stage.agent("ana").await;
    let (waiting, in_service, closed) = (stage.waiting().await, stage.waiting().await, stage.waiting().await);
    stage.accepts(&ana, in_service).await;
    stage.accepts(&ana, closed).await;
    stage.resolves(&ana, closed).await;
    let position = stage.end().await;

    for conversation in [waiting, in_service, closed] {
        for command in every_command(conversation) {
            let refused = stage.does(&stranger, command.clone()).await;
            assert_eq!(refused, Err(Problem::NotFound), "{command:?}");
            let refused = stage.does(&onlooker, command.clone()).await;
            match command {
                Command::MarkRead { .. } => assert!(refused.expect("reading is allowed").messages.is_empty()),
                _ => assert_eq!(refused, Err(Problem::Forbidden), "{command:?}"),
            }
        }
    }
    for command in every_command(ConversationId(999_999)) {
        let refused = stage.does(&stage.administrator, command.clone()).await;
        assert_eq!(refused, Err(Problem::NotFound), "{command:?}");
    }
    assert_eq!(stage.events(position).await, [], "what is refused changes nothing");
}

async fn what_the_life_cycle_does_not_have_is_a_conflict_with_the_present_state(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let (waiting, in_service, closed) = (stage.waiting().await, stage.waiting().await, stage.waiting().await);
    stage.accepts(&ana, in_service).await;
    stage.accepts(&ana, closed).await;
    stage.resolves(&ana, closed).await;
    for (command, status, assignee) in [
        (Command::Return { conversation: waiting }, Status::New, None),
        (Command::Reopen { conversation: waiting }, Status::New, None),
        (
            Command::Accept {
                conversation: in_service,
            },
            Status::Accepted,
            Some(ana.user),
        ),
        (
            Command::CloseUnanswered {
                conversation: in_service,
            },
            Status::Accepted,
            Some(ana.user),
        ),
        (
            Command::Reopen {
                conversation: in_service,
            },
            Status::Accepted,
            Some(ana.user),
        ),
        (Command::Accept { conversation: closed }, Status::Closed, Some(ana.user)),
        (Command::Return { conversation: closed }, Status::Closed, Some(ana.user)),
        (
            Command::Resolve { conversation: closed },
            Status::Closed,
            Some(ana.user),
        ),
        (Command::send(closed, text("too late")), Status::Closed, Some(ana.user)),
    ] {
        let refused = stage.does(&ana, command.clone()).await;
        let status = Some(status);
        assert_eq!(
            refused,
            Err(Problem::Conflict {
                status,
                assignee,
                conversation: None
            }),
            "{command:?}"
        );
    }
}

async fn what_is_reserved_for_one_agent_another_takes_only_with_the_right_to_assign(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, ben) = (stage.agent("ana").await, stage.agent("ben").await);
    let conversation = stage.waiting().await;
    let for_ana = ana.user;
    stage
        .tamper(conversation, move |row| {
            row.lifecycle.reserved = Some(Reservation {
                agent: for_ana,
                until: None,
            });
        })
        .await;
    let send = Command::send(conversation, text("hi"));
    for command in [Command::Accept { conversation }, send] {
        assert_eq!(stage.does(&ben, command).await, Err(Problem::Forbidden));
    }
    assert_eq!(
        stage
            .accepts(&stage.administrator, conversation)
            .await
            .conversation
            .lifecycle
            .reserved,
        None
    );
}

async fn the_same_command_again_gives_the_first_result_and_does_nothing(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, ben) = (stage.agent("ana").await, stage.agent("ben").await);
    let conversation = stage.waiting().await;
    let envelope = CommandEnvelope {
        id: CommandId::new("the-same-id").expect("well formed"),
        command: Command::send(conversation, text("once")),
    };
    let first = command::execute(&stage.desk, &ana, envelope.clone())
        .await
        .expect("sent");
    stage
        .does(&ana, Command::Return { conversation })
        .await
        .expect("returned");
    let position = stage.end().await;
    let again = command::execute(&stage.desk, &ana, envelope.clone())
        .await
        .expect("known");
    assert_eq!(again, first, "the first result, though much has changed");
    assert_eq!(stage.events(position).await, []);
    assert_eq!(stage.row(conversation).await.lifecycle.status, Status::Queued);

    let other_body = CommandEnvelope {
        command: Command::Accept { conversation },
        ..envelope.clone()
    };
    let reused = command::execute(&stage.desk, &ana, other_body).await;
    assert_eq!(reused, Err(Problem::invalid("id", "reused_id")));

    let bens = command::execute(&stage.desk, &ben, envelope)
        .await
        .expect("another's id is another id");
    assert_eq!(bens.conversation.lifecycle.assignee, Some(ben.user));
}

async fn a_refusal_is_looked_at_anew(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let conversation = stage.waiting().await;
    let envelope = CommandEnvelope {
        id: stage.next_id(),
        command: Command::Return { conversation },
    };
    let refused = command::execute(&stage.desk, &ana, envelope.clone()).await;
    assert!(matches!(refused, Err(Problem::Conflict { .. })), "{refused:?}");
    stage.accepts(&ana, conversation).await;
    let done = command::execute(&stage.desk, &ana, envelope)
        .await
        .expect("possible by now");
    assert_eq!(done.conversation.lifecycle.status.tab(), Tab::Waiting);
}

/// A client that gets no answer sends again while the first sending is still under way.
async fn the_same_message_sent_at_once_from_many_hands_is_written_once(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let conversation = stage.waiting().await;
    stage.accepts(&ana, conversation).await;
    let position = stage.end().await;
    let envelope = CommandEnvelope {
        id: stage.next_id(),
        command: Command::send(conversation, text("once")),
    };
    let sendings: Vec<_> = (0..6)
        .map(|_| {
            let (desk, ana, envelope) = (stage.desk.clone(), ana.clone(), envelope.clone());
            tokio::spawn(async move { command::execute(&desk, &ana, envelope).await })
        })
        .collect();
    let mut outcomes = Vec::new();
    for sending in sendings {
        outcomes.push(sending.await.expect("no panic").expect("sent"));
    }
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]));
    assert_eq!(stage.events(position).await.len(), 1);
}

async fn a_clock_that_steps_back_makes_no_time_run_backwards(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let conversation = stage.waiting().await;
    let accepted = stage.accepts(&ana, conversation).await.conversation.lifecycle.stamps;
    stage.clock.advance(-60_000);
    let sent = stage.says(&ana, conversation, "hi").await;
    assert_eq!(sent.messages[0].at, accepted.modified_at);
    assert_eq!(
        sent.conversation.lifecycle.stamps.first_reply_at,
        Some(accepted.modified_at)
    );
}

store::testing::contract! {
    accepting_takes_it_from_the_line_and_tells_everybody_who_may_know,
    of_agents_who_accept_together_one_wins_and_the_others_are_told_who,
    answering_from_the_line_accepts_in_the_same_step,
    a_note_moves_nothing_but_the_time_of_the_last_change,
    returning_puts_it_back_into_the_line_without_an_agent,
    resolving_waits_for_a_rating_only_when_the_inbox_asks_for_one,
    closing_without_an_answer_puts_nobodys_name_on_it,
    reopening_takes_it_back_into_service_unless_the_customer_has_a_newer_one,
    only_the_agent_in_service_reads_and_reading_never_goes_back,
    who_does_not_see_it_is_told_that_it_does_not_exist_and_who_may_not_is_told_so,
    what_the_life_cycle_does_not_have_is_a_conflict_with_the_present_state,
    what_is_reserved_for_one_agent_another_takes_only_with_the_right_to_assign,
    the_same_command_again_gives_the_first_result_and_does_nothing,
    a_refusal_is_looked_at_anew,
    the_same_message_sent_at_once_from_many_hands_is_written_once,
    a_clock_that_steps_back_makes_no_time_run_backwards,
}
