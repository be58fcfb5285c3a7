//! Search: what the actor may read is found, and nothing else.

use desk::search::{LONGEST, search, search_history};
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

async fn a_search_in_a_conversation_reads_the_earlier_ones_that_may_be_read(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let support = stage.department("Support").await;
    let stranger = stage.user("ben", "agent", &[support]).await;
    let guest = stage.guest().await;
    let mut all = Vec::new();
    for round in ["uma", "duas", "três"] {
        let conversation = stage
            .writes(&guest, &format!("A capivara vem {round} vezes"))
            .await
            .conversation
            .id;
        stage.writes(&guest, "nada").await;
        stage.accepts(&ana, conversation).await;
        stage.resolves(&ana, conversation).await;
        all.push(conversation);
    }
    let find =
        async |actor: &Actor, conversation, text: &str| search_history(&stage.desk, actor, conversation, text).await;
    let (found, more) = find(&ana, all[2], "CAPIVARA").await.expect("found");
    let conversations: Vec<_> = found.iter().map(|hit| hit.conversation).collect();
    assert_eq!(
        (conversations, more),
        (vec![all[2], all[1], all[0]], false),
        "newest first"
    );
    let (found, _) = find(&ana, all[1], "capivara tres").await.expect("found");
    assert!(found.is_empty(), "later ones are not its history");
    assert_eq!(find(&stranger, all[2], "capivara").await, Err(Problem::NotFound));

    // What is a colleague's of another department is not read.
    let elsewhere = stage.department("Accounts").await;
    stage
        .tamper(all[0], move |row| {
            row.lifecycle.department = Some(elsewhere);
            row.lifecycle.assignee = None;
        })
        .await;
    let (found, _) = find(&ana, all[2], "capivara").await.expect("found");
    assert_eq!(found.len(), 2);
    let open = desk::reading::open(&stage.desk, &ana, all[1]).await.expect("open");
    assert_eq!((open.earlier, open.previous), (0, None));
    let open = desk::reading::open(&stage.desk, &ana, all[2]).await.expect("open");
    assert_eq!((open.earlier, open.previous), (1, Some(all[1])));
}

async fn a_long_page_reaches_the_message_that_is_asked_for(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let conversation = stage.writes(&guest, "first").await.conversation.id;
    for line in 0..130 {
        stage.writes(&guest, &format!("line {line}")).await;
    }
    let all = stage.messages(conversation).await;
    let (first, before) = (all[0].id, all[100].id);
    let page = desk::reading::messages(&stage.desk, &ana, conversation, before, Some(first)).await;
    assert_eq!(page.expect("a page").messages, all[..100]);
    let page = desk::reading::messages(&stage.desk, &ana, conversation, before, Some(all[90].id)).await;
    assert_eq!(page.expect("a page").messages, all[40..100]);
}

store::testing::contract! {
    a_search_in_a_conversation_reads_the_earlier_ones_that_may_be_read,
    a_long_page_reaches_the_message_that_is_asked_for,
    only_what_may_be_read_is_found_and_notes_by_agents,
    nothing_is_found_for_nothing_and_too_long_a_text_is_refused,
}
