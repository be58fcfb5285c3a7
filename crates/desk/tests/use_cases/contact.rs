//! Naming a customer: who may, and that every list shows the new name.

use desk::contact;
use model::{Event, Permission, Problem};
use store::testing::TestDb;

use crate::stage::Stage;

async fn a_new_name_reaches_all_conversations_of_the_contact(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let first = stage.writes(&guest, "hello").await.conversation.id;
    stage.accepts(&ana, first).await;
    stage.resolves(&ana, first).await;
    let second = stage.writes(&guest, "hello again").await.conversation.id;
    let contact = stage.row(second).await.contact.id;

    let position = stage.end().await;
    let renamed = contact::rename(&stage.desk, &ana, contact, "  Maria Souza ").await;
    assert_eq!(renamed, Ok(()));
    let told: Vec<_> = stage
        .events(position)
        .await
        .into_iter()
        .map(|event| match event {
            Event::Conversation { conversation, messages } => (
                conversation.id,
                conversation.contact.name,
                conversation.version,
                messages.len(),
            ),
            other => panic!("a conversation: {other:?}"),
        })
        .collect();
    for (id, told) in [first, second].into_iter().zip(told) {
        let row = stage.row(id).await;
        assert_eq!(told, (id, "Maria Souza".to_owned(), row.version, 0));
        assert_eq!(row.contact.name, "Maria Souza");
    }

    let position = stage.end().await;
    let again = contact::rename(&stage.desk, &ana, contact, "Maria Souza").await;
    assert_eq!(again, Ok(()));
    assert!(stage.events(position).await.is_empty(), "the same name is no news");
}

async fn only_those_who_see_a_conversation_and_may_reply_name_a_customer(db: TestDb) {
    let stage = Stage::new(db).await;
    let conversation = stage.waiting().await;
    let contact = stage.row(conversation).await.contact.id;
    let support = stage.department("Support").await;
    let stranger = stage.user("ben", "agent", &[support]).await;
    let reader = stage.user_who_may("carla", &[Permission::ReadAll], &[]).await;
    let ana = stage.agent("ana").await;
    for (actor, name, expected) in [
        (&stranger, "Maria", Err(Problem::NotFound)),
        (&reader, "Maria", Err(Problem::Forbidden)),
        (&ana, "  ", Err(Problem::invalid("name", "required"))),
        (&ana, "Maria", Ok(())),
    ] {
        assert_eq!(
            contact::rename(&stage.desk, actor, contact, name).await,
            expected,
            "{}",
            actor.name
        );
    }
}

store::testing::contract! {
    a_new_name_reaches_all_conversations_of_the_contact,
    only_those_who_see_a_conversation_and_may_reply_name_a_customer,
}
