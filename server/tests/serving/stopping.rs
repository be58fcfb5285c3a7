//! What is lost when these fail: people who are cut off without a word when the server is updated.

use model::{ByeReason, ServerFrame, VisitorServerFrame};
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn a_stopping_server_says_goodbye_to_every_socket_and_ends() {
    let mut house = House::start().await;
    let (ana, customer) = (house.administrator().await, house.visitor().await);
    let (mut desk, mut chat) = (ana.socket(None).await, customer.socket(None).await);
    house.stop();
    let bye = ServerFrame::Bye {
        reason: ByeReason::Stopping,
    };
    assert_eq!(desk.next().await, Some(bye));
    assert_eq!(desk.closed().await.0, 1012);
    assert_eq!(chat.next().await, Some(VisitorServerFrame::Bye));
    assert_eq!(chat.closed().await.0, 1012);
    house.stopped().await;
}

#[tokio::test]
async fn a_request_under_way_is_finished_before_the_end() {
    let mut house = House::start().await;
    let customer = house.visitor().await;
    let command = json!({ "id": "the-last-one", "command": "send_message", "text": "the last one" });
    // The request has its connection before the server stops listening: the greeting of a socket proves nothing about
    // it, an answered request on the same kind of connection does not either; so both are let race, and whichever way
    // it goes the customer knows: either there is an answer and the message is stored, or there is no answer.
    let sending = customer
        .request("POST", "/chat/1/commands")
        .json(&command)
        .try_send(house.address);
    let (answer, ()) = tokio::join!(sending, async { house.stop() });
    let desk = house.desk.clone();
    house.stopped().await;
    if let Some(answer) = answer {
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let after = desk::setup::needed(&desk).await;
    assert_eq!(
        after,
        Err(model::Problem::Unavailable),
        "the database is closed in order"
    );
}
