//! What is lost when this fails: the history that a customer takes along, or its secrecy.

use crate::house::House;
use crate::http::Request;

#[tokio::test]
async fn a_customer_takes_its_own_history_along_as_a_plain_file() {
    let house = House::start().await;
    let (maria, eve) = (house.visitor().await, house.visitor().await);
    maria.write("meu segredo <script>").await;
    eve.write("nothing to hide").await;
    let path = "/chat/1/transcript?language=pt-BR&zone=America/Sao_Paulo";

    let file = maria.request("GET", path).send(house.address).await;
    assert_eq!(file.status, 200, "{}", file.text());
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert_eq!(file.header("cache-control"), "no-store");
    let disposition = file.header("content-disposition");
    assert!(
        disposition.starts_with("attachment; filename=\"chat-20"),
        "{disposition}"
    );
    assert!(disposition.ends_with(".txt\""), "{disposition}");
    let text = file.text();
    assert!(text.contains("Você: meu segredo <script>"), "{text}");
    assert!(
        text.contains("America/Sao_Paulo") && !text.contains("nothing to hide"),
        "{text}"
    );

    let others = eve.request("GET", path).send(house.address).await;
    assert!(!others.text().contains("segredo"), "{}", others.text());
    let nobody = Request::new("GET", path).send(house.address).await;
    assert_eq!(nobody.status, 401);
    let elsewhere = maria.request("GET", "/chat/2/transcript").send(house.address).await;
    assert_eq!(elsewhere.status, 401, "a token is good for its own connection only");
    let odd = maria
        .request("GET", "/chat/1/transcript?zone=..%2F..%2Fetc%2Fpasswd&language=%0d%0ax")
        .send(house.address)
        .await;
    assert!(odd.status == 200 && odd.text().contains("UTC"), "{}", odd.text());
}
