//! What is lost when these fail: conversations that nobody ever ends, or customers who are told twice that one was.

use model::{Activity, Content, Event, InboxSettings, ServerFrame, Status, Wording};
use serde_json::json;
use store::testing::TestDb;

use crate::house::House;

async fn two_running_servers_close_a_silent_conversation_once(db: TestDb) {
    let house = House::on(&db).await;
    let other = house.beside(db.another_server().await).await;
    house
        .rules(InboxSettings {
            auto_close_ms: Some(60_000),
            auto_close_text: Wording::same("We close this for now."),
            closing_delay_ms: Some(0),
            ..InboxSettings::default()
        })
        .await;
    let (ana, customer) = (house.administrator().await, house.visitor().await);
    let conversation = customer.write("Do you have rye bread?").await.conversation.id;
    let mut socket = ana.at(other.address).socket(Some(&ana.cursor().await)).await;
    let answer = json!({ "conversation": conversation, "text": "Yes, two kinds." });
    ana.execute("send_message", answer).await;

    house.clock.advance(60_000);
    let mut lines = Vec::new();
    loop {
        let (status, told) = socket
            .until(|frame| match frame {
                ServerFrame::Event {
                    event: Event::Conversation { conversation, messages },
                    ..
                } => Some((conversation.lifecycle.status, messages)),
                _ => None,
            })
            .await;
        lines.extend(told.into_iter().map(|message| message.content));
        if status == Status::Closed {
            break;
        }
    }
    let count = |wanted: &Content| lines.iter().filter(|line| *line == wanted).count();
    let text = Content::Text {
        text: "We close this for now.".to_owned(),
    };
    assert_eq!(count(&text), 1, "{lines:?}");
    assert_eq!(count(&Content::Activity(Activity::AutoClosed)), 1);
    assert_eq!(count(&Content::Activity(Activity::Closed)), 1);
}

store::testing::contract! {
    two_running_servers_close_a_silent_conversation_once,
}
