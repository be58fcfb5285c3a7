//! What is lost when these fail: a customer whom the bot talks over, or a team whose times count the bot's.

use desk::bot;
use model::{
    Activity, Author, CloseReason, Command, Content, ConversationId, Metrics, Problem, Status, VisitorWriter, Writer,
};
use store::testing::TestDb;

use crate::stage::{Stage, text};

const MINUTE: i64 = 60_000;

fn minutes(metrics: &Metrics) -> [Option<i64>; 3] {
    let it = &metrics.calendar;
    [it.waiting_for_agent_reply, it.agent_response_time, it.chatbot_time].map(|time| time.map(|time| time / MINUTE))
}

fn refusal(status: Status, assignee: Option<model::UserId>) -> Problem {
    Problem::Conflict {
        status: Some(status),
        assignee,
        conversation: None,
    }
}

async fn a_bots_time_is_its_own_and_not_the_teams(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let conversation = stage.waiting().await;
    let after = stage.end().await;
    let taken = bot::take(&stage.desk, conversation).await.expect("new");
    assert_eq!(minutes(&taken.conversation.metrics), [None; 3], "its time still runs");
    assert!(taken.conversation.lifecycle.bot_owned);
    stage.clock.advance(MINUTE);
    let said = bot::say(&stage.desk, conversation, text("What is it about?")).await;
    let said = said.expect("it has it").conversation;
    assert_eq!(said.lifecycle.status, Status::New, "no reply");
    assert_eq!(said.lifecycle.stamps.first_reply_at, None);
    assert_eq!(said.preview.expect("a message").writer, Writer::Bot);
    stage.clock.advance(MINUTE);
    let handed = bot::hand_over(&stage.desk, conversation).await.expect("it has it");
    assert_eq!(minutes(&handed.conversation.metrics), [None, None, Some(2)]);
    assert_eq!(handed.conversation.lifecycle.status, Status::New);
    stage.clock.advance(3 * MINUTE);
    stage.accepts(&ana, conversation).await;
    stage.clock.advance(3 * MINUTE);
    let answered = stage.says(&ana, conversation, "I see.").await;
    assert_eq!(minutes(&answered.conversation.metrics), [Some(8), Some(3), Some(2)]);
    let told: Vec<_> = stage
        .messages(conversation)
        .await
        .into_iter()
        .map(|it| it.content)
        .collect();
    assert_eq!(told[1], Content::Activity(Activity::BotTook));
    assert_eq!(told[3], Content::Activity(Activity::BotHandedOver));
    // One event for each step, as of any change.
    assert_eq!(stage.events(after).await.len(), 5);
}

async fn an_agent_takes_it_out_of_the_bots_hands_and_the_bot_is_silent(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let conversation = stage.waiting().await;
    assert_eq!(
        bot::say(&stage.desk, conversation, text("Hello")).await,
        Err(refusal(Status::New, None)),
        "who does not have it does not speak"
    );
    bot::take(&stage.desk, conversation).await.expect("new");
    assert_eq!(
        bot::take(&stage.desk, conversation).await,
        Err(refusal(Status::New, None))
    );
    stage.clock.advance(2 * MINUTE);
    let accepted = stage.accepts(&ana, conversation).await.conversation;
    assert!(!accepted.lifecycle.bot_owned);
    assert_eq!(minutes(&accepted.metrics), [None, Some(0), Some(2)]);
    let taken = refusal(Status::Accepted, Some(ana.user));
    let desk = &stage.desk;
    let before = stage.row(conversation).await;
    assert_eq!(bot::say(desk, conversation, text("Hello")).await, Err(taken.clone()));
    assert_eq!(bot::hand_over(desk, conversation).await, Err(taken.clone()));
    assert_eq!(bot::end(desk, conversation).await, Err(taken.clone()));
    assert_eq!(bot::take(desk, conversation).await, Err(taken));
    assert_eq!(stage.row(conversation).await, before);
    let none = ConversationId(999_999);
    assert_eq!(bot::take(desk, none).await, Err(Problem::NotFound));
}

async fn what_a_bot_ends_counts_for_no_agent_and_the_next_word_opens_anew(db: TestDb) {
    let stage = Stage::new(db).await;
    let guest = stage.guest().await;
    let conversation = stage.writes(&guest, "When do you open?").await.conversation.id;
    bot::take(&stage.desk, conversation).await.expect("new");
    stage.clock.advance(MINUTE);
    let said = bot::say(&stage.desk, conversation, text("At seven."))
        .await
        .expect("said");
    assert_eq!((said.messages[0].author, said.conversation.unread), (Author::Bot, 1));
    let ended = bot::end(&stage.desk, conversation)
        .await
        .expect("it has it")
        .conversation;
    assert_eq!(ended.lifecycle.status, Status::Closed);
    assert_eq!(ended.lifecycle.close_reason, Some(CloseReason::Bot));
    assert_eq!(
        (ended.lifecycle.stamps.ended_at, ended.lifecycle.assignee),
        (None, None)
    );
    assert_eq!((ended.rating_asked, ended.unread), (None, 0));
    assert_eq!(minutes(&ended.metrics), [None, None, Some(1)]);
    assert_eq!(ended.metrics.calendar.duration_before_agent_close, None);

    let visitor = stage.visitor(&guest).await;
    let page = desk::live_chat::page(&stage.desk, &visitor, None)
        .await
        .expect("a page");
    let writers: Vec<_> = page.messages.into_iter().map(|message| message.from).collect();
    assert_eq!(
        writers,
        [VisitorWriter::You, VisitorWriter::Bot],
        "no word of who ended it"
    );
    let next = stage.writes(&guest, "And on Sundays?").await.conversation.id;
    assert_ne!(next, conversation);
    let refused = stage.does(&stage.administrator, Command::Reopen { conversation }).await;
    assert!(matches!(refused, Err(Problem::Conflict { conversation: Some(newer), .. }) if newer == next));
}

store::testing::contract! {
    a_bots_time_is_its_own_and_not_the_teams,
    an_agent_takes_it_out_of_the_bots_hands_and_the_bot_is_silent,
    what_a_bot_ends_counts_for_no_agent_and_the_next_word_opens_anew,
}
