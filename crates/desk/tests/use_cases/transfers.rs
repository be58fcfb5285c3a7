//! Transfers: where a conversation goes, what the next agent is told, and how it is taken back.

use model::{Activity, Command, Comment, ConnectionId, Content, ConversationId, DepartmentId, Problem, Status, UserId};
use store::testing::TestDb;

use crate::stage::Stage;

fn to_department(conversation: ConversationId, department: DepartmentId, expected_version: Option<i64>) -> Command {
    Command::TransferToDepartment {
        conversation,
        department,
        note: Comment::new("knows about invoices").ok(),
        expected_version,
    }
}

fn to_agent(conversation: ConversationId, agent: UserId, expected_version: Option<i64>) -> Command {
    Command::TransferToAgent {
        conversation,
        agent,
        note: None,
        expected_version,
    }
}

fn to_connection(conversation: ConversationId, connection: ConnectionId) -> Command {
    Command::TransferToConnection {
        conversation,
        connection,
        note: None,
        expected_version: None,
    }
}

async fn a_transfer_to_a_department_leaves_a_line_with_the_note(db: TestDb) {
    let stage = Stage::new(db).await;
    let support = stage.department("Support").await;
    let ana = stage.agent("ana").await;
    let eva = stage.user("eva", "agent", &[support]).await;
    let id = stage.waiting().await;
    stage.says(&ana, id, "One moment").await;
    let before = stage.row(id).await;

    let outcome = stage
        .does(&ana, to_department(id, support, None))
        .await
        .expect("transferred");

    let row = stage.row(id).await;
    assert_eq!(row.lifecycle.status, Status::Queued);
    assert_eq!(
        (row.lifecycle.department, row.lifecycle.assignee),
        (Some(support), None)
    );
    assert_eq!(row.metrics, before.metrics, "no clock is reset");
    let line = Activity::TransferredToDepartment {
        by: ana.user,
        department: support,
        note: Some("knows about invoices".to_owned()),
    };
    assert_eq!(
        outcome.messages.last().map(|line| &line.content),
        Some(&Content::Activity(line))
    );
    assert_eq!(
        stage.does(&ana, Command::Accept { conversation: id }).await,
        Err(Problem::NotFound),
        "it left her sight"
    );
    stage.accepts(&eva, id).await;
}

async fn a_transfer_is_taken_back_only_while_nothing_has_happened(db: TestDb) {
    let stage = Stage::new(db).await;
    let support = stage.department("Support").await;
    let (ana, ben) = (stage.agent("ana").await, stage.agent("ben").await);
    let eva = stage.user("eva", "agent", &[support]).await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    stage.accepts(&ana, id).await;
    let away = stage
        .does(&ana, to_department(id, support, None))
        .await
        .expect("transferred");
    let version = Some(away.conversation.version);
    let others = stage.does(&ben, to_department(id, stage.sales, version)).await;
    assert_eq!(
        others,
        Err(Problem::NotFound),
        "another's transfer is not theirs to take back"
    );
    stage
        .does(&ana, to_department(id, stage.sales, version))
        .await
        .expect("taken back, though out of her sight");
    assert_eq!(stage.row(id).await.lifecycle.department, Some(stage.sales));

    let away = stage
        .does(&ana, to_department(id, support, None))
        .await
        .expect("transferred");
    let version = Some(away.conversation.version);
    stage.writes(&guest, "are you there?").await;
    let refused = stage.does(&ana, to_department(id, stage.sales, version)).await;
    assert_eq!(refused, Err(Problem::NotFound));
    let refused = stage.does(&eva, to_agent(id, eva.user, version)).await;
    let expected = Problem::Conflict {
        status: Some(Status::Queued),
        assignee: None,
        conversation: None,
    };
    assert_eq!(refused, Err(expected));
}

async fn a_transfer_to_an_agent_keeps_it_for_that_agent(db: TestDb) {
    let stage = Stage::new(db).await;
    let support = stage.department("Support").await;
    let ana = stage.agent("ana").await;
    let far = stage.user("far", "agent", &[support]).await;
    let id = stage.waiting().await;
    stage.accepts(&ana, id).await;
    stage
        .does(&ana, to_agent(id, far.user, None))
        .await
        .expect("transferred");
    let row = stage.row(id).await;
    let reserved = row.lifecycle.reserved.expect("kept");
    assert_eq!(reserved.agent, far.user);
    assert!(reserved.until.is_some());
    assert_eq!(row.lifecycle.department, Some(stage.sales), "the department stays");
    let accepted = stage.accepts(&far, id).await;
    assert_eq!(accepted.conversation.lifecycle.assignee, Some(far.user));
    assert_eq!(accepted.conversation.lifecycle.reserved, None);
}

/// Else what one agent does not want waits for the clock instead of for the next one.
async fn what_is_declined_is_everybodys_again(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, ben) = (stage.agent("ana").await, stage.agent("ben").await);
    let id = stage.waiting().await;
    let decline = Command::Decline { conversation: id };
    assert!(
        stage.does(&ben, decline.clone()).await.is_err(),
        "nothing is kept for ben"
    );
    stage
        .does(&ana, to_agent(id, ben.user, None))
        .await
        .expect("transferred");
    assert!(
        stage.does(&ana, decline.clone()).await.is_err(),
        "it is ben's to decline"
    );
    stage.does(&ben, decline).await.expect("declined");
    let row = stage.row(id).await;
    assert_eq!((row.lifecycle.reserved, row.due_at()), (None, None));
    stage.accepts(&ana, id).await;
}

async fn a_transfer_to_an_inbox_takes_its_department_and_keeps_the_connection(db: TestDb) {
    let stage = Stage::new(db).await;
    let support = stage.department("Support").await;
    let new = desk::inbox::NewInbox {
        name: "Outlet".to_owned(),
        default_department: Some(support),
    };
    let inbox = desk::inbox::create(&stage.desk, &stage.administrator, new)
        .await
        .expect("made");
    let id = stage.waiting().await;
    let command = Command::TransferToInbox {
        conversation: id,
        inbox,
        note: None,
        expected_version: None,
    };
    let ana = stage.agent("ana").await;
    stage.does(&ana, command).await.expect("transferred");
    let row = stage.row(id).await;
    assert_eq!((row.lifecycle.inbox, row.lifecycle.department), (inbox, Some(support)));
    assert_eq!(row.lifecycle.connection, stage.connection);
    assert_eq!(row.lifecycle.status, Status::Queued);
}

/// Else a contact would have two open conversations side by side.
async fn a_transfer_to_a_connection_is_refused_where_the_contact_has_an_open_one(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let other = stage.other_connection().await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    // The same contact in a browser of the other chat.
    let elsewhere = stage.guest_of(other).await;
    let (visitor, contact) = (stage.visitor(&elsewhere).await.id, stage.row(id).await.contact.id);
    stage
        .db
        .write(move |tx| Box::pin(async move { store::visitor::set_contact(tx, visitor, contact).await }))
        .await
        .expect("known");
    let second = stage.writes(&elsewhere, "hello again").await.conversation.id;
    assert_ne!(second, id);

    let refused = stage.does(&ana, to_connection(id, other)).await;
    let expected = Problem::Conflict {
        status: Some(Status::New),
        assignee: None,
        conversation: Some(second),
    };
    assert_eq!(refused, Err(expected));
}

async fn there_must_be_such_a_place_and_the_right_to_send_there(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let looker = stage
        .user_who_may("looker", &[model::Permission::ReadAll, model::Permission::Accept], &[])
        .await;
    let id = stage.waiting().await;
    let same = stage.connection;
    for (command, field) in [
        (to_department(id, DepartmentId(99), None), "department"),
        (to_agent(id, UserId(99), None), "agent"),
        (to_connection(id, ConnectionId(99)), "connection"),
        (to_connection(id, same), "connection"),
    ] {
        let refused = stage.does(&ana, command.clone()).await;
        assert_eq!(refused, Err(Problem::invalid(field, "wrong")), "{command:?}");
    }
    let refused = stage.does(&looker, to_agent(id, ana.user, None)).await;
    assert_eq!(refused, Err(Problem::Forbidden));
    stage.accepts(&ana, id).await;
    stage.resolves(&ana, id).await;
    let refused = stage.does(&ana, to_agent(id, ana.user, None)).await;
    assert!(matches!(
        refused,
        Err(Problem::Conflict {
            status: Some(Status::Closed),
            ..
        })
    ));
}

store::testing::contract! {
    a_transfer_to_a_department_leaves_a_line_with_the_note,
    a_transfer_is_taken_back_only_while_nothing_has_happened,
    a_transfer_to_an_agent_keeps_it_for_that_agent,
    what_is_declined_is_everybodys_again,
    a_transfer_to_an_inbox_takes_its_department_and_keeps_the_connection,
    a_transfer_to_a_connection_is_refused_where_the_contact_has_an_open_one,
    there_must_be_such_a_place_and_the_right_to_send_there,
}
