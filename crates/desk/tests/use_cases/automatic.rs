//! What the desk says by itself: at the beginning, when nobody is there, before a rating. Never a reply.

use model::{
    Author, BusinessHours, Content, ConversationId, InboxSettings, Language, OpenHours, RatingKind, Status, Timestamp,
    VisitorWriter, Wording,
};
use store::testing::TestDb;

use crate::stage::{Guest, NOW, Stage};

const HOUR: i64 = 60 * 60 * 1000;

/// All texts of the desk's own in a conversation, in order.
async fn said(stage: &Stage, id: ConversationId) -> Vec<String> {
    let messages = stage.messages(id).await;
    messages
        .into_iter()
        .filter(|message| message.author == Author::System)
        .filter_map(|message| match message.content {
            Content::Text { text } => Some(text),
            _ => None,
        })
        .collect()
}

fn in_three_languages(en: &str, pt_br: &str) -> Wording {
    Wording {
        en: en.to_owned(),
        pt_br: pt_br.to_owned(),
        es: String::new(),
    }
}

async fn guest_who_speaks(stage: &Stage, language: Language) -> Guest {
    let token = desk::live_chat::begin(&stage.desk, stage.connection, language)
        .await
        .expect("a token");
    Guest {
        connection: stage.connection,
        token,
    }
}

async fn a_customer_is_greeted_in_their_language_and_nothing_else_moves(db: TestDb) {
    let stage = Stage::new(db).await;
    stage
        .rules(InboxSettings {
            greeting: in_three_languages("Welcome!", "Bem-vindo!"),
            ..InboxSettings::default()
        })
        .await;
    // The company speaks Portuguese: so does the desk to whom it has no words of their own for.
    for (language, greeting) in [
        (Language::English, "Welcome!"),
        (Language::Portuguese, "Bem-vindo!"),
        (Language::Spanish, "Bem-vindo!"),
    ] {
        let guest = guest_who_speaks(&stage, language).await;
        let outcome = stage.writes(&guest, "hello").await;
        let id = outcome.conversation.id;
        let told: Vec<_> = outcome.messages.iter().map(|it| (&it.from, it.text.as_str())).collect();
        assert_eq!(told, [(&VisitorWriter::You, "hello"), (&VisitorWriter::Bot, greeting)]);
        let row = stage.row(id).await;
        assert_eq!((row.lifecycle.status, row.unread), (Status::New, 1));
        assert_eq!(row.lifecycle.stamps.first_reply_at, None);
        assert_eq!(row.preview.map(|it| it.text).as_deref(), Some("hello"));
        stage.writes(&guest, "anybody?").await;
        assert_eq!(said(&stage, id).await, [greeting], "once");
    }
}

/// Open on every day from 8 to 10 o'clock of a zone without daylight saving.
fn hours() -> BusinessHours {
    BusinessHours {
        time_zone: "UTC".to_owned(),
        weekly: core::array::from_fn(|_| {
            vec![OpenHours {
                from: 8 * 60,
                to: 10 * 60,
            }]
        }),
        holidays: Vec::new(),
    }
}

/// The next time that a clock shows this hour after the tests' beginning.
fn at_hour(day: i64, hour: i64) -> Timestamp {
    let midnight = NOW.0 - NOW.0 % (24 * HOUR);
    Timestamp(midnight + (day * 24 + hour) * HOUR)
}

async fn who_writes_when_nobody_is_there_is_told_once_until_it_opens(db: TestDb) {
    let stage = Stage::new(db).await;
    stage
        .rules(InboxSettings {
            greeting: Wording::same("Welcome!"),
            business_hours: Some(hours()),
            outside_hours_text: Wording::same("We open at eight."),
            ..InboxSettings::default()
        })
        .await;
    let told = |times: usize| {
        let mut all = vec!["Welcome!".to_owned()];
        all.extend(vec!["We open at eight.".to_owned(); times]);
        all
    };
    let guest = stage.guest().await;
    stage.clock.set(at_hour(1, 20));
    let id = stage.writes(&guest, "hello").await.conversation.id;
    assert_eq!(said(&stage, id).await, told(1));
    stage.clock.set(at_hour(2, 1));
    stage.writes(&guest, "hello?").await;
    assert_eq!(said(&stage, id).await, told(1), "the same night");
    stage.clock.set(at_hour(2, 9));
    stage.writes(&guest, "good morning").await;
    assert_eq!(said(&stage, id).await, told(1), "somebody is there");
    stage.clock.set(at_hour(2, 11));
    stage.writes(&guest, "and now?").await;
    stage.writes(&guest, "nobody?").await;
    assert_eq!(said(&stage, id).await, told(2), "the next night");
    let row = stage.row(id).await;
    assert_eq!(row.lifecycle.status, Status::New);
    assert_eq!(row.preview.map(|it| it.text).as_deref(), Some("nobody?"));

    let other = stage.guest().await;
    stage.clock.set(at_hour(3, 9));
    let open = stage.writes(&other, "hello").await.conversation.id;
    assert_eq!(
        said(&stage, open).await,
        told(0),
        "a conversation that begins when somebody is there"
    );
}

async fn the_words_before_a_rating_are_said_when_it_is_asked_for(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    stage
        .rules(InboxSettings {
            rating: Some(RatingKind::Like),
            rating_text: Wording::same("Tell us how it was."),
            ..InboxSettings::default()
        })
        .await;
    let id = stage.waiting().await;
    stage.says(&ana, id, "answer").await;
    stage.resolves(&ana, id).await;
    assert_eq!(said(&stage, id).await, ["Tell us how it was."]);
    let row = stage.row(id).await;
    assert_eq!(row.lifecycle.status, Status::PendingClose);
    assert_eq!(row.preview.map(|it| it.text).as_deref(), Some("answer"));
}

store::testing::contract! {
    a_customer_is_greeted_in_their_language_and_nothing_else_moves,
    who_writes_when_nobody_is_there_is_told_once_until_it_opens,
    the_words_before_a_rating_are_said_when_it_is_asked_for,
}
