//! Over some connections one may write freely only for so long after the customer's last message (R118, R119).

use desk::connection;
use model::{Actor, Command, Content, ConversationId, Language, LiveChatRecord, Problem, ReplyRules, Status, Template};
use store::testing::TestDb;

use crate::stage::{Stage, text};

const DAY: i64 = 24 * 3_600_000;

fn template(name: &str, text: &str) -> Template {
    Template {
        name: name.to_owned(),
        language: Language::English,
        text: text.to_owned(),
    }
}

async fn rules(stage: &Stage, reply: ReplyRules) -> Result<LiveChatRecord, Problem> {
    let boss = &stage.administrator;
    let present = connection::get(&stage.desk, boss, stage.connection)
        .await
        .expect("there");
    connection::update(&stage.desk, boss, LiveChatRecord { reply, ..present }).await
}

fn day() -> ReplyRules {
    ReplyRules {
        window_ms: Some(DAY),
        templates: vec![template("back", "May we come back to you?")],
    }
}

async fn try_to_say(stage: &Stage, actor: &Actor, conversation: ConversationId, what: &str) -> Result<(), Problem> {
    let said = stage.does(actor, Command::send(conversation, text(what))).await;
    said.map(|_| ())
}

async fn after_the_window_only_templates_reach_the_customer_and_notes_stay_possible(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let over = || Err(Problem::invalid("text", "reply_window"));
    rules(&stage, day()).await.expect("set");
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    assert_eq!(try_to_say(&stage, &ana, id, "hi").await, Ok(()));
    stage.clock.advance(DAY);
    assert_eq!(try_to_say(&stage, &ana, id, "still there?").await, over());
    let form = stage.does(&ana, Command::SendForm { conversation: id }).await;
    assert_eq!(form.map(|_| ()), over());
    let note = stage.does(&ana, Command::note(id, text("write a template"))).await;
    note.expect("noted");
    assert_eq!(try_to_say(&stage, &ana, id, "May we come back to you?").await, Ok(()));
    // What the customer then writes opens the window again.
    stage.writes(&guest, "yes").await;
    assert_eq!(try_to_say(&stage, &ana, id, "good").await, Ok(()));
    let public: Vec<_> = stage
        .messages(id)
        .await
        .into_iter()
        .filter_map(|it| match it.content {
            Content::Text { text } => Some(text),
            _ => None,
        })
        .collect();
    assert_eq!(public, ["hello", "hi", "May we come back to you?", "yes", "good"]);
    // Without a window nothing is ever over.
    stage.clock.advance(DAY);
    rules(&stage, ReplyRules::default()).await.expect("set");
    assert_eq!(try_to_say(&stage, &ana, id, "late").await, Ok(()));
}

async fn who_writes_first_is_bound_by_what_the_customer_wrote_before(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    rules(&stage, day()).await.expect("set");
    let id = stage.waiting().await;
    stage.says(&ana, id, "hi").await;
    stage.resolves(&ana, id).await;
    let contact = stage.row(id).await.contact.id;
    let start = |what: &str| Command::StartConversation {
        contact,
        connection: stage.connection,
        text: text(what),
    };
    let begun = stage
        .does(&ana, start("one more thing"))
        .await
        .expect("within the window");
    let begun = begun.conversation.id;
    stage.clock.advance(DAY);
    let refused = Err(Problem::invalid("text", "reply_window"));
    assert_eq!(try_to_say(&stage, &ana, begun, "and another").await, refused);
    stage.resolves(&ana, begun).await;
    let late = stage.does(&ana, start("hello?")).await;
    assert_eq!(late.map(|_| ()), refused);
    let template = stage.does(&ana, start("May we come back to you?")).await;
    assert_eq!(
        template.expect("a template").conversation.lifecycle.status,
        Status::Replied
    );
}

async fn what_is_wrong_with_the_rules_is_said(db: TestDb) {
    let stage = Stage::new(db).await;
    let of = |templates: Vec<Template>| ReplyRules {
        window_ms: Some(DAY),
        templates,
    };
    let short = ReplyRules {
        window_ms: Some(1),
        ..ReplyRules::default()
    };
    for (given, field, reason) in [
        (short, "reply_window_ms", "wrong"),
        (of(vec![template("a", " ")]), "templates", "required"),
        (of(vec![template(" ", "text")]), "templates", "required"),
        (of(vec![template("a", &"x".repeat(1_001))]), "templates", "too_long"),
        (of(vec![template("a", "x"), template(" a", "y")]), "templates", "taken"),
        (of(vec![template("a", "x"); 51]), "templates", "too_long"),
    ] {
        assert_eq!(
            rules(&stage, given.clone()).await,
            Err(Problem::invalid(field, reason)),
            "{given:?}"
        );
    }
    let stored = rules(&stage, of(vec![template(" a ", " x ")])).await.expect("set");
    assert_eq!(stored.reply, of(vec![template("a", "x")]));
}

store::testing::contract! {
    after_the_window_only_templates_reach_the_customer_and_notes_stay_possible,
    who_writes_first_is_bound_by_what_the_customer_wrote_before,
    what_is_wrong_with_the_rules_is_said,
}
