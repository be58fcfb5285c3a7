//! What is lost when these fail: the first page, and what keeps foreign scripts out of it.

use crate::house::House;
use crate::http::Request;

#[tokio::test]
async fn everybody_gets_the_same_frame_with_scripts_by_nonce_only() {
    let house = House::start().await;
    let (ana, ben) = (house.administrator().await, house.colleague("ben").await);
    let mut frames = Vec::new();
    for (agent, path) in [
        (&ana, "/desk/waiting"),
        (&ben, "/desk/in-service/7"),
        (&ben, "/settings/profile"),
    ] {
        let page = agent.get(path).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let policy = page.header("content-security-policy").to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .expect("a nonce")
            .to_owned();
        assert!(
            policy.contains("'strict-dynamic'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        let text = page.text();
        for script in text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            assert!(
                tag.contains(&nonce) || tag.contains("application/json"),
                "<script{tag}>"
            );
        }
        assert!(
            !text.contains("Ana") && !text.contains("aurora.example"),
            "user data in the frame"
        );
        frames.push(text.replace(&nonce, "NONCE"));
    }
    assert!(
        frames.iter().all(|frame| *frame == frames[0]),
        "the frame depends on user or address"
    );
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let house = House::with(&[("public_url", "https://desk.example")]).await;
    for path in [
        "/login",
        "/pkg/a.js",
        "/api/v1/socket",
        "/nowhere",
        "/chat/1",
        "/healthz",
    ] {
        let answer = Request::new("GET", path).send(house.address).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert!(
            answer.header("content-security-policy").contains("default-src"),
            "{path}"
        );
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert!(answer.header("strict-transport-security").contains("max-age"), "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
    let signed_in = Request::new("POST", "/api/fn/sign_in")
        .header("origin", "https://desk.example")
        .header("accept", "text/html")
        .body(
            "application/x-www-form-urlencoded",
            "email=ana@aurora.example&password=a+long+enough+sentence",
        )
        .send(house.address)
        .await;
    assert_eq!((signed_in.status, signed_in.header("location")), (302, "/desk/waiting"));
    let cookie = signed_in.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Lax", "Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}

#[tokio::test]
async fn the_chat_is_for_every_website_and_its_files_are_kept_as_long_as_they_may() {
    let house = House::with(&[("demo", "true")]).await;
    for (path, cache, kind) in [
        ("/widget.js", "public, max-age=300", "text/javascript; charset=utf-8"),
        (
            "/pkg/a.js",
            "public, max-age=31536000, immutable",
            "text/javascript; charset=utf-8",
        ),
        ("/sw.js", "no-cache", "text/javascript; charset=utf-8"),
        ("/manifest.webmanifest", "no-cache", "application/manifest+json"),
        ("/chat/assets/panel.js", "no-cache", "text/javascript; charset=utf-8"),
        ("/demo", "no-cache", "text/html; charset=utf-8"),
    ] {
        let answer = Request::new("GET", path).send(house.address).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(
            (answer.header("cache-control"), answer.header("content-type")),
            (cache, kind),
            "{path}"
        );
    }
    let loader = Request::new("GET", "/widget.js").send(house.address).await;
    assert_eq!(loader.header("access-control-allow-origin"), "*");
    for hidden in [
        "/chat/panel.html",
        "/chat/assets/panel.html",
        "/site.json",
        "/demo/none",
        "/..%2fCargo.toml",
    ] {
        assert_eq!(
            Request::new("GET", hidden).send(house.address).await.status,
            404,
            "{hidden}"
        );
    }
    let panel = Request::new("GET", "/chat/1?lang=pt").send(house.address).await;
    assert!(
        panel
            .text()
            .starts_with("<!doctype html><html lang=\"pt-BR\"><script type=\"application/json\""),
        "{}",
        panel.text()
    );
    assert!(panel.text().contains("Padaria Aurora"));
    assert!(panel.header("content-security-policy").contains("frame-ancestors *"));
}

#[tokio::test]
async fn a_refused_form_says_so_with_the_status_of_its_problem() {
    let house = House::start().await;
    let form = |path: &str, body: &str| {
        Request::new("POST", path)
            .header("origin", house.origin())
            .body("application/x-www-form-urlencoded", body)
    };
    let wrong = form("/api/fn/sign_in", "email=ana@aurora.example&password=wrong")
        .send(house.address)
        .await;
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    assert_eq!(wrong.json::<serde_json::Value>()["reason"], "wrong");
    let incomplete = form("/api/fn/sign_in", "email=ana").send(house.address).await;
    assert_eq!(incomplete.status, 422, "{}", incomplete.text());
    let late = form(
        "/api/fn/setup",
        "code=x&company=x&name=x&email=x@x.x&password=xxxxxxxxxxx&department=x&language=en",
    );
    assert_eq!(late.send(house.address).await.status, 404);
    let signed_out = Request::new("POST", "/api/fn/snapshot")
        .json(&serde_json::json!({}))
        .send(house.address)
        .await;
    assert_eq!(signed_out.status, 401);
}
