//! Deleting a conversation: nothing of it is left, those who saw it are told, and nobody deletes what they may not.

use desk::{conversation, live};
use model::{
    Audience, AuditAction, AuditActor, AuditSubjectKind, Command, CommandEnvelope, Event, Permission, Problem,
};
use store::testing::TestDb;

use crate::audit::log;
use crate::stage::{Stage, text};

async fn a_deleted_conversation_leaves_nothing_and_is_told_to_who_saw_it(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, boss) = (stage.agent("ana").await, &stage.administrator);
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "something private").await.conversation.id;
    let envelope = CommandEnvelope {
        id: stage.next_id(),
        command: Command::SendMessage {
            conversation: id,
            text: Some(text("an answer")),
            files: Vec::new(),
            reply_to: None,
            signed: false,
        },
    };
    desk::command::execute(&stage.desk, &ana, envelope.clone())
        .await
        .expect("sent");
    // More than one statement takes away.
    for number in 0..300 {
        stage.writes(&guest, &format!("message {number}")).await;
    }
    let kept = stage.waiting().await;
    let (contact, before) = (stage.row(id).await.contact.id, stage.row(id).await.facts());
    let position = stage.end().await;
    conversation::delete(&stage.desk, boss, id).await.expect("deleted");

    let mut conn = stage.db.read().await.expect("a reader");
    assert_eq!(store::conversation::get(&mut conn, id).await, Ok(None));
    assert!(stage.messages(id).await.is_empty());
    let contact = store::contact::get(&mut conn, contact).await.expect("read");
    assert!(contact.is_some(), "the customer is still known");
    let logged = stage.logged(model::Position::default()).await;
    let speaks = |event: &Event| matches!(event, Event::Conversation { conversation, .. } if conversation.id == id);
    assert!(
        !logged.iter().any(|it| speaks(&it.event)),
        "the log tells nothing of it"
    );
    let told = stage.logged(position).await;
    let told: Vec<_> = told.iter().map(|it| (&it.audience, &it.event)).collect();
    let [
        (
            Audience::Conversation {
                before: seen, after, ..
            },
            event,
        ),
    ] = told[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!((*seen, *after), (Some(before), None));
    assert_eq!(event, &Event::ConversationRemoved { conversation: id });
    let narrow = live::visitor_event(event, |_| None);
    assert_eq!(narrow, Some(model::VisitorEvent::Removed { conversation: id }));
    let again = desk::command::execute(&stage.desk, &ana, envelope).await;
    assert_eq!(again.err(), Some(Problem::NotFound), "its stored result is gone too");

    let entries = log(&stage.desk, boss).await;
    let entry = entries.last().expect("an entry");
    let subject = entry.subject.as_ref().expect("what it was");
    assert_eq!(
        (entry.action, subject.kind, subject.id),
        (AuditAction::ConversationDeleted, AuditSubjectKind::Conversation, id.0)
    );
    assert!(matches!(&entry.actor, AuditActor::User { user, .. } if *user == boss.user));
    let whole = format!("{entry:?}");
    assert!(!whole.contains("private"), "never what was written: {whole}");

    assert_eq!(stage.row(kept).await.id, kept);
    assert_eq!(
        conversation::delete(&stage.desk, boss, id).await,
        Err(Problem::NotFound)
    );
    // The customer writes again: a new conversation.
    let next = stage.writes(&guest, "hello again").await.conversation.id;
    assert!(next > id, "its number is not given again");
}

async fn only_who_may_delete_and_sees_it_deletes(db: TestDb) {
    let stage = Stage::new(db).await;
    let id = stage.waiting().await;
    let agent = stage.agent("ana").await;
    let blind = stage.user_who_may("blind", &[Permission::Delete], &[]).await;
    for (who, expected) in [(&agent, Problem::Forbidden), (&blind, Problem::NotFound)] {
        assert_eq!(conversation::delete(&stage.desk, who, id).await, Err(expected));
    }
    assert_eq!(stage.row(id).await.id, id);
    let may = [Permission::Delete, Permission::ReadDepartments];
    let keeper = stage.user_who_may("keeper", &may, &[stage.sales]).await;
    assert_eq!(conversation::delete(&stage.desk, &keeper, id).await, Ok(()));
}

store::testing::contract! {
    a_deleted_conversation_leaves_nothing_and_is_told_to_who_saw_it,
    only_who_may_delete_and_sees_it_deletes,
}
