//! Conversations that an agent begins.

use desk::command;
use model::{Command, CommandEnvelope, ConnectionId, ContactId, Direction, Problem, Status};
use store::testing::TestDb;

use crate::stage::{Stage, text};

fn start(contact: ContactId, connection: ConnectionId) -> Command {
    Command::StartConversation {
        contact,
        connection,
        text: text("Your order is here"),
    }
}

async fn an_agents_first_word_opens_a_conversation_in_service(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let first = stage.writes(&guest, "hello").await.conversation.id;
    let contact = stage.row(first).await.contact.id;
    let command = start(contact, stage.connection);

    let refused = stage.does(&ana, command.clone()).await;
    let expected = Problem::Conflict {
        status: Some(Status::New),
        assignee: None,
        conversation: Some(first),
    };
    assert_eq!(refused, Err(expected), "there is an open one, and which");

    stage.says(&ana, first, "Good morning").await;
    stage.resolves(&ana, first).await;
    let envelope = CommandEnvelope {
        id: stage.next_id(),
        command,
    };
    stage.clock.advance(1000);
    let outcome = command::execute(&stage.desk, &ana, envelope.clone())
        .await
        .expect("opened");
    let again = command::execute(&stage.desk, &ana, envelope).await;
    assert_eq!(again, Ok(outcome.clone()), "sent twice, begun once");

    let row = stage.row(outcome.conversation.id).await;
    assert_eq!(row, outcome.conversation);
    let lifecycle = &row.lifecycle;
    assert_eq!(
        (lifecycle.status, lifecycle.direction),
        (Status::Replied, Direction::Outbound)
    );
    assert_eq!(
        (lifecycle.assignee, lifecycle.department),
        (Some(ana.user), Some(stage.sales))
    );
    assert_eq!(lifecycle.stamps.accepted_at, Some(lifecycle.stamps.created_at));
    assert_eq!(row.metrics.calendar.waiting_for_agent_reply, None);
    assert_eq!(row.metrics.calendar.agent_response_time, None);
    assert_eq!(row.metrics.calendar.initial_response_time, None);
    assert_eq!(row.metrics.calendar.conversation_duration, Some(0));

    // The customer's answer belongs to it.
    assert_eq!(stage.writes(&guest, "thanks").await.conversation.id, row.id);
    let answered = stage.row(row.id).await;
    assert_eq!(answered.lifecycle.status, Status::WaitingAgain);
    stage.says(&ana, row.id, "you are welcome").await;
    let metrics = stage.row(row.id).await.metrics.calendar;
    assert_eq!(metrics.initial_response_time, Some(1000));
    assert_eq!(metrics.total_response_time, Some(1000));
}

async fn one_writes_first_only_to_whom_one_may_and_can_reach(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let support = stage.department("Support").await;
    let stranger = stage.user("stranger", "agent", &[support]).await;
    let mute = stage.user_who_may("mute", &[model::Permission::ReadAll], &[]).await;
    let id = stage.waiting().await;
    let contact = stage.row(id).await.contact.id;
    stage.accepts(&ana, id).await;
    stage.resolves(&ana, id).await;
    let elsewhere = stage.other_connection().await;
    for (actor, command, expected) in [
        (&stranger, start(contact, stage.connection), Problem::NotFound),
        (&mute, start(contact, stage.connection), Problem::Forbidden),
        (&ana, start(ContactId(999), stage.connection), Problem::NotFound),
        (
            &ana,
            start(contact, ConnectionId(999)),
            Problem::invalid("connection", "wrong"),
        ),
        (&ana, start(contact, elsewhere), Problem::invalid("connection", "wrong")),
    ] {
        assert_eq!(stage.does(actor, command.clone()).await, Err(expected), "{command:?}");
    }
}

/// Else the customer gets two conversations and two agents.
async fn of_two_who_begin_at_once_one_does(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, ben) = (stage.agent("ana").await, stage.agent("ben").await);
    let id = stage.waiting().await;
    let contact = stage.row(id).await.contact.id;
    stage.accepts(&ana, id).await;
    stage.resolves(&ana, id).await;
    let tries: Vec<_> = [&ana, &ben, &ana, &ben]
        .into_iter()
        .map(|actor| {
            let (desk, actor) = (stage.desk.clone(), actor.clone());
            let envelope = CommandEnvelope {
                id: stage.next_id(),
                command: start(contact, stage.connection),
            };
            tokio::spawn(async move { command::execute(&desk, &actor, envelope).await })
        })
        .collect();
    let (mut begun, mut refused) = (Vec::new(), Vec::new());
    for one in tries {
        match one.await.expect("no panic") {
            Ok(outcome) => begun.push(outcome.conversation.id),
            Err(problem) => refused.push(problem),
        }
    }
    assert_eq!(begun.len(), 1);
    for problem in refused {
        assert!(
            matches!(problem, Problem::Conflict { conversation, .. } if conversation == Some(begun[0])),
            "{problem:?}"
        );
    }
}

store::testing::contract! {
    an_agents_first_word_opens_a_conversation_in_service,
    one_writes_first_only_to_whom_one_may_and_can_reach,
    of_two_who_begin_at_once_one_does,
}
