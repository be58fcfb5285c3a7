//! Search: what the actor may read is found, and nothing else.

use desk::search::{LONGEST, search};
use model::{Actor, Command, Problem};
use store::testing::TestDb;

use crate::stage::{Stage, text};

async fn found(stage: &Stage, actor: &Actor, text: &str) -> (usize, Vec<String>) {
    let page = search(&stage.desk, actor, text, None).await.expect("a page");
    let excerpts = page.messages.into_iter().map(|hit| hit.excerpt).collect();
    (page.contacts.len(), excerpts)
}

async fn only_what_may_be_read_is_found_and_notes_by_agents(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let support = stage.department("Support").await;
    let stranger = stage.user("ben", "agent", &[support]).await;
    let guest = stage.guest().await;
    let conversation = stage.writes(&guest, "Onde está o meu pedido?").await.conversation.id;
    stage.accepts(&ana, conversation).await;
    stage.says(&ana, conversation, "O pedido saiu ontem").await;
    let note = Command::note(conversation, text("Pedido atrasado, não prometer nada"));
    stage.does(&ana, note).await.expect("a note");
    let contact = stage.row(conversation).await.contact.id;
    let named = desk::contact::rename(&stage.desk, &ana, contact, "Márcia Pedidozinha").await;
    assert_eq!(named, Ok(()));

    let all = [
        "Pedido atrasado, não prometer nada",
        "O pedido saiu ontem",
        "Onde está o meu pedido?",
    ];
    let (contacts, messages) = found(&stage, &ana, "PEDIDO").await;
    assert_eq!(
        (contacts, messages),
        (1, all.map(ToOwned::to_owned).to_vec()),
        "newest first"
    );
    assert_eq!(found(&stage, &stranger, "PEDIDO").await, (0, vec![]));
    assert_eq!(found(&stage, &ana, "marcia").await, (1, vec![]));

    let page = search(&stage.desk, &ana, "pedido", None).await.expect("a page");
    let before = page.messages[0].message;
    let page = search(&stage.desk, &ana, "pedido", Some(before)).await.expect("a page");
    assert_eq!((page.contacts.len(), page.messages.len(), page.next), (0, 2, None));
}

async fn nothing_is_found_for_nothing_and_too_long_a_text_is_refused(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    stage.waiting().await;
    for nothing in ["", "  ", "?!"] {
        assert_eq!(found(&stage, &ana, nothing).await, (0, vec![]));
    }
    let long = search(&stage.desk, &ana, &"a".repeat(LONGEST + 1), None).await;
    assert_eq!(long, Err(Problem::invalid("text", "too_long")));
}

store::testing::contract! {
    only_what_may_be_read_is_found_and_notes_by_agents,
    nothing_is_found_for_nothing_and_too_long_a_text_is_refused,
}
