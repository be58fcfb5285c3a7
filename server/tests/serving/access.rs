//! What is lost when this fails: a route that somebody may use who must not. Every route stands in the table below, with
//! what each kind of caller is answered; a route without a row fails, and so does a row without its route.

use serde_json::json;
use server::router::ROUTES;

use crate::house::{Agent, House, Visitor, command_id};
use crate::http::Request;

/// Statuses for: nobody in particular, the customer, another customer, a colleague who sees everything, an agent who sees
/// nothing of it, and a browser whose session has been revoked.
struct Row {
    route: (&'static str, &'static str),
    anonymous: u16,
    customer: u16,
    other_customer: u16,
    colleague: u16,
    stranger: u16,
    revoked: u16,
}

const fn row(method: &'static str, path: &'static str, statuses: [u16; 6]) -> Row {
    let [anonymous, customer, other_customer, colleague, stranger, revoked] = statuses;
    Row {
        route: (method, path),
        anonymous,
        customer,
        other_customer,
        colleague,
        stranger,
        revoked,
    }
}

const fn everybody(method: &'static str, path: &'static str, status: u16) -> Row {
    row(method, path, [status; 6])
}

/// For those who are signed in: 401 for all others.
const fn signed_in(method: &'static str, path: &'static str, colleague: u16, stranger: u16) -> Row {
    row(method, path, [401, 401, 401, colleague, stranger, 401])
}

/// A page: who is not signed in is led to where one signs in.
const fn page(path: &'static str) -> Row {
    row("GET", path, [303, 303, 303, 200, 200, 303])
}

/// For who holds a visitor's token: 401 for all others, also for agents.
const fn with_token(method: &'static str, path: &'static str, status: u16) -> Row {
    row(method, path, [401, status, status, 401, 401, 401])
}

/// 426: the caller may, and did not ask for a websocket.
const UPGRADE: u16 = 426;

const TABLE: &[Row] = &[
    everybody("GET", "/healthz", 200),
    everybody("GET", "/readyz", 200),
    everybody("GET", "/", 303),
    everybody("GET", "/setup", 404),
    row("GET", "/login", [200, 200, 200, 303, 303, 200]),
    everybody("GET", "/welcome", 200),
    page("/desk"),
    page("/desk/{tab}"),
    page("/desk/{tab}/{number}"),
    page("/conversations"),
    page("/settings"),
    page("/settings/{section}"),
    page("/settings/{section}/{id}"),
    page("/settings/{section}/{id}/{part}"),
    everybody("GET", "/profile/sessions", 303),
    signed_in("GET", "/api/v1/socket", UPGRADE, UPGRADE),
    signed_in("POST", "/api/v1/commands", 200, 404),
    signed_in("POST", "/api/v1/files", 200, 404),
    signed_in("GET", "/files/{id}/{name}", 200, 404),
    // Of the first customer, who has no picture; what is sent is none.
    signed_in("POST", "/api/v1/photos/{kind}/{id}", 422, 404),
    signed_in("GET", "/api/v1/photos/{kind}/{id}/{at}", 404, 404),
    // Of who asked for it.
    signed_in("GET", "/exports/{id}/{name}", 404, 404),
    everybody("POST", "/api/fn/setup", 404),
    everybody("POST", "/api/fn/sign_in", 422),
    everybody("POST", "/api/fn/sign_out", 200),
    signed_in("POST", "/api/fn/sessions", 200, 200),
    signed_in("POST", "/api/fn/revoke_session", 404, 404),
    signed_in("POST", "/api/fn/snapshot", 200, 200),
    signed_in("POST", "/api/fn/list", 200, 200),
    signed_in("POST", "/api/fn/open_conversation", 200, 404),
    signed_in("POST", "/api/fn/messages", 200, 404),
    signed_in("POST", "/api/fn/message_edits", 404, 404),
    signed_in("POST", "/api/fn/business_time", 200, 404),
    // Of a conversation that nothing else asks for.
    signed_in("POST", "/api/fn/delete_conversation", 200, 404),
    signed_in("POST", "/api/fn/search", 200, 200),
    signed_in("POST", "/api/fn/contact_sheet", 200, 404),
    signed_in("POST", "/api/fn/change_contact", 409, 404),
    // For who looks after contacts.
    signed_in("POST", "/api/fn/choices", 200, 403),
    signed_in("POST", "/api/fn/create_choice", 422, 403),
    signed_in("POST", "/api/fn/change_choice", 409, 403),
    signed_in("POST", "/api/fn/delete_choice", 404, 403),
    signed_in("POST", "/api/fn/merge_values", 200, 404),
    // Own ones for who answers, shared ones for who may share them.
    signed_in("POST", "/api/fn/quick_replies", 200, 200),
    signed_in("POST", "/api/fn/create_quick_reply", 422, 403),
    signed_in("POST", "/api/fn/change_quick_reply", 404, 403),
    signed_in("POST", "/api/fn/delete_quick_reply", 404, 404),
    signed_in("POST", "/api/fn/take_quick_reply", 404, 404),
    signed_in("POST", "/api/fn/import_quick_replies", 200, 200),
    signed_in("POST", "/api/fn/held_messages", 200, 200),
    signed_in("POST", "/api/fn/call_back_message", 404, 404),
    signed_in("POST", "/api/fn/draft", 200, 404),
    signed_in("POST", "/api/fn/keep_draft", 200, 404),
    signed_in("POST", "/api/fn/search_history", 200, 404),
    signed_in("POST", "/api/fn/audit_log", 403, 403),
    signed_in("POST", "/api/fn/inboxes", 200, 403),
    signed_in("POST", "/api/fn/inbox", 200, 403),
    signed_in("POST", "/api/fn/create_inbox", 200, 403),
    signed_in("POST", "/api/fn/update_inbox", 409, 403),
    signed_in("POST", "/api/fn/inbox_conversations", 200, 403),
    signed_in("POST", "/api/fn/delete_inbox", 409, 403),
    signed_in("POST", "/api/fn/live_chats", 200, 403),
    signed_in("POST", "/api/fn/live_chat", 200, 403),
    signed_in("POST", "/api/fn/create_live_chat", 200, 403),
    signed_in("POST", "/api/fn/update_live_chat", 409, 403),
    signed_in("POST", "/api/fn/delete_live_chat", 409, 403),
    signed_in("POST", "/api/fn/choose_availability", 200, 200),
    // For who manages inboxes.
    signed_in("POST", "/api/fn/inbox_routing", 200, 403),
    signed_in("POST", "/api/fn/set_inbox_routing", 409, 403),
    // Of nothing: nothing is done.
    signed_in("POST", "/api/fn/begin_job", 422, 422),
    signed_in("POST", "/api/fn/jobs", 200, 200),
    signed_in("POST", "/api/fn/job_report", 404, 404),
    signed_in("POST", "/api/fn/cancel_job", 404, 404),
    signed_in("POST", "/api/fn/users", 403, 403),
    signed_in("POST", "/api/fn/change_user", 403, 403),
    signed_in("POST", "/api/fn/set_user_enabled", 403, 403),
    signed_in("POST", "/api/fn/invite_user", 403, 403),
    signed_in("POST", "/api/fn/issue_password_link", 403, 403),
    // Who holds the link is who may: none of these does.
    everybody("POST", "/api/fn/look_at_password_link", 404),
    everybody("POST", "/api/fn/set_password_by_link", 404),
    signed_in("POST", "/api/fn/change_own_password", 422, 422),
    signed_in("POST", "/api/fn/own_profile", 200, 200),
    signed_in("POST", "/api/fn/change_own_profile", 409, 409),
    signed_in("POST", "/api/fn/change_own_settings", 409, 409),
    signed_in("POST", "/api/fn/roles", 403, 403),
    signed_in("POST", "/api/fn/create_role", 403, 403),
    signed_in("POST", "/api/fn/change_role", 403, 403),
    signed_in("POST", "/api/fn/delete_role", 403, 403),
    signed_in("POST", "/api/fn/departments", 403, 403),
    signed_in("POST", "/api/fn/create_department", 403, 403),
    signed_in("POST", "/api/fn/change_department", 403, 403),
    signed_in("POST", "/api/fn/delete_department", 403, 403),
    signed_in("POST", "/api/fn/table_page", 200, 200),
    signed_in("POST", "/api/fn/table_count", 200, 200),
    signed_in("POST", "/api/fn/supervision", 200, 200),
    signed_in("POST", "/api/fn/table_layout", 200, 200),
    signed_in("POST", "/api/fn/keep_table_layout", 200, 200),
    signed_in("POST", "/api/fn/reset_table_layout", 200, 200),
    signed_in("POST", "/api/fn/table_publications", 200, 403),
    signed_in("POST", "/api/fn/publish_table_layout", 200, 403),
    signed_in("POST", "/api/fn/withdraw_table_layout", 404, 403),
    signed_in("POST", "/api/fn/table_views", 200, 200),
    signed_in("POST", "/api/fn/table_view_counts", 200, 200),
    signed_in("POST", "/api/fn/create_table_view", 200, 200),
    signed_in("POST", "/api/fn/change_table_view", 404, 404),
    signed_in("POST", "/api/fn/delete_table_view", 404, 404),
    signed_in("POST", "/api/fn/set_default_table_view", 200, 200),
    everybody("GET", "/widget.js", 200),
    everybody("GET", "/chat/assets/{*file}", 200),
    everybody("GET", "/chat/preview", 200),
    everybody("GET", "/chat/{connection}", 200),
    everybody("GET", "/chat/{connection}/look.js", 200),
    everybody("GET", "/chat/{connection}/socket", UPGRADE),
    with_token("GET", "/chat/{connection}/messages", 200),
    // The other customer has not written yet: there is nothing to take along.
    row("GET", "/chat/{connection}/transcript", [401, 200, 404, 401, 401, 401]),
    everybody("POST", "/chat/{connection}/visitors", 200),
    with_token("POST", "/chat/{connection}/commands", 200),
    with_token("POST", "/chat/{connection}/files", 200),
    with_token("POST", "/chat/{connection}/links", 200),
    // Who holds the link is who may: none of these does.
    everybody("GET", "/chat/{connection}/files/{id}/{name}", 404),
    everybody("GET", "/demo", 404),
    everybody("GET", "/demo/{*file}", 404),
    everybody("GET", "/pkg/{*file}", 200),
    everybody("GET", "/sw.js", 200),
    everybody("GET", "/{*file}", 200),
];

pub enum Caller<'a> {
    Anonymous,
    Customer(&'a Visitor),
    Agent(&'a Agent),
}

/// A route's path with something that is there in the place of every parameter.
fn address(path: &str, conversation: i64) -> String {
    let file = match path {
        "/pkg/{*file}" => "a.js",
        "/chat/assets/{*file}" => "panel.js",
        "/demo/{*file}" => "index.html",
        _ => "manifest.webmanifest",
    };
    let address = path
        .replace("{tab}", "waiting")
        .replace("{section}", "users")
        .replace("{id}", "1")
        .replace("{kind}", "contacts")
        .replace("{at}", "1")
        .replace("{part}", "more")
        .replace("{number}", &conversation.to_string())
        .replace("{connection}", "1")
        .replace("{name}", "a.txt")
        .replace("{*file}", file);
    match path {
        "/api/v1/files" => format!("{address}?id={}&name=a.txt&conversation={conversation}", command_id()),
        "/chat/{connection}/files" => format!("{address}?id={}&name=a.txt", command_id()),
        _ => address,
    }
}

/// The request of a row, right in every way but perhaps for who makes it.
pub fn request(house: &House, caller: &Caller<'_>, (method, path): (&str, &str), conversation: i64) -> Request {
    let address = address(path, conversation);
    let request = match caller {
        Caller::Anonymous => Request::new(method, &address).header("origin", house.origin()),
        Caller::Customer(visitor) => visitor.request(method, &address),
        Caller::Agent(agent) => agent.request(method, &address),
    };
    let form = "application/x-www-form-urlencoded";
    match path {
        "/api/v1/commands" => request.json(
            &json!({ "id": command_id(), "command": { "mark_read": { "conversation": conversation, "up_to": 1 } } }),
        ),
        "/chat/{connection}/commands" => {
            request.json(&json!({ "id": command_id(), "command": "send_message", "text": "hello" }))
        }
        "/api/v1/files" | "/api/v1/photos/{kind}/{id}" | "/chat/{connection}/files" => {
            request.body("application/octet-stream", "text")
        }
        "/chat/{connection}/links" => request.json(&json!({ "files": [1] })),
        "/chat/{connection}/visitors" => request.json(&json!({ "language": "en" })),
        "/api/fn/setup" => request.body(
            form,
            "code=x&company=x&name=x&email=x@x.x&password=xxxxxxxxxxx&department=x&language=en",
        ),
        "/api/fn/sign_in" => request.body(form, "email=&password="),
        "/api/fn/revoke_session" => request.body(form, "id=999"),
        "/api/fn/sessions" | "/api/fn/sign_out" => request.body(form, ""),
        "/api/fn/list" => request.json(&json!({ "tab": "waiting", "before": null })),
        "/api/fn/open_conversation" | "/api/fn/business_time" | "/api/fn/delete_conversation" => {
            request.json(&json!({ "id": conversation }))
        }
        "/api/fn/choose_availability" => request.json(&json!({ "availability": "online" })),
        "/api/fn/inbox_routing" => request.json(&json!({ "inbox": 1 })),
        // Of a version that is not the present one: nothing changes.
        "/api/fn/set_inbox_routing" => {
            request.json(&json!({ "inbox": 1, "routing": { "settings": {}, "version": 99 } }))
        }
        "/api/fn/message_edits" => request.json(&json!({ "conversation": conversation, "message": 999 })),
        "/api/fn/messages" => request.json(&json!({ "conversation": conversation, "before": 999 })),
        "/api/fn/snapshot"
        | "/api/fn/own_profile"
        | "/api/fn/inboxes"
        | "/api/fn/jobs"
        | "/api/fn/live_chats"
        | "/api/fn/users"
        | "/api/fn/roles"
        | "/api/fn/departments" => request.json(&json!({})),
        "/api/fn/inbox"
        | "/api/fn/inbox_conversations"
        | "/api/fn/live_chat"
        | "/api/fn/issue_password_link"
        | "/api/fn/delete_department" => request.json(&json!({ "id": 1 })),
        // Of a role that is not there: those that come with the product stay.
        "/api/fn/delete_role" => request.json(&json!({ "id": 999 })),
        "/api/fn/begin_job" => {
            let nothing = json!({ "action": "finish", "selection": { "conversations": [] } });
            request.json(&json!({ "envelope": { "id": command_id(), "task": { "bulk": nothing } } }))
        }
        "/api/fn/job_report" | "/api/fn/cancel_job" => request.json(&json!({ "id": 999, "after": null })),
        "/api/fn/create_inbox" => request.json(&json!({ "name": "x", "default_department": null })),
        "/api/fn/update_inbox" => {
            request.json(&json!({ "id": 1, "expected_version": 99, "settings": { "name": "x" } }))
        }
        "/api/fn/delete_inbox" => request.json(&json!({ "id": 1, "expected_version": 99, "name": "x" })),
        "/api/fn/create_live_chat" => request.json(&json!({ "inbox": 1, "name": "x" })),
        "/api/fn/update_live_chat" => {
            let wanted = json!({ "id": 1, "version": 99, "inbox": 1, "name": "x", "enabled": false, "settings": {} });
            request.json(&json!({ "wanted": wanted }))
        }
        "/api/fn/delete_live_chat" => request.json(&json!({ "id": 1, "expected_version": 99 })),
        "/api/fn/change_user" => {
            request.json(&json!({ "id": 1, "version": 1, "email": "x@x.example", "form": user_form() }))
        }
        "/api/fn/set_user_enabled" => request.json(&json!({ "id": 1, "version": 1, "enabled": false })),
        "/api/fn/invite_user" => request.json(&json!({ "email": "x@x.example", "form": user_form() })),
        "/api/fn/look_at_password_link" => request.json(&json!({ "token": "guess" })),
        "/api/fn/set_password_by_link" => request.body(form, "token=guess&name=x&password=a+long+enough+sentence"),
        "/api/fn/change_own_password" => request.json(&json!({ "present": "guess", "new": "a long enough sentence" })),
        "/api/fn/change_own_profile" => {
            let form = json!({ "name": "x", "language": "en", "time_zone": "UTC" });
            request.json(&json!({ "version": 99, "form": form }))
        }
        "/api/fn/change_own_settings" => request.json(&json!({ "version": 99, "settings": {} })),
        "/api/fn/create_role" => request.json(&json!({ "form": role_form() })),
        "/api/fn/change_role" => request.json(&json!({ "id": 4, "version": 1, "form": role_form() })),
        "/api/fn/create_department" => request.json(&json!({ "form": department_form() })),
        "/api/fn/change_department" => request.json(&json!({ "id": 1, "version": 1, "form": department_form() })),
        "/api/fn/search_history" => request.json(&json!({ "conversation": conversation, "text": "only" })),
        "/api/fn/search" => request.json(&json!({ "text": "only for those", "before": null })),
        "/api/fn/audit_log" => request.json(&json!({ "filter": {}, "after": null })),
        _ => {
            let body = about_contacts(path).or_else(|| about_the_table(path));
            match body.or_else(|| about_writing(path, conversation)) {
                Some(body) => request.json(&body),
                None => request,
            }
        }
    }
}

/// Of the first customer, who is the first contact; of values that are others by now.
fn about_contacts(path: &str) -> Option<serde_json::Value> {
    Some(match path {
        "/api/fn/contact_sheet" => json!({ "id": 1 }),
        "/api/fn/change_contact" => {
            json!({ "id": 1, "change": { "name": { "before": "Somebody else", "after": "x" } } })
        }
        "/api/fn/choices" => json!({ "kind": "stage" }),
        "/api/fn/create_choice" => json!({ "kind": "stage", "form": { "name": "New" } }),
        "/api/fn/change_choice" => json!({ "kind": "stage", "id": 1, "version": 99, "form": { "name": "x" } }),
        "/api/fn/delete_choice" => json!({ "kind": "stage", "id": 999 }),
        _ => return None,
    })
}

/// Of quick replies and held messages that there are not.
fn about_writing(path: &str, conversation: i64) -> Option<serde_json::Value> {
    Some(match path {
        "/api/fn/merge_values" | "/api/fn/draft" => json!({ "conversation": conversation }),
        "/api/fn/keep_draft" => {
            json!({ "draft": { "conversation": conversation, "text": "x", "note": false, "files": [], "at": 1 } })
        }
        "/api/fn/held_messages" | "/api/fn/quick_replies" => json!({}),
        "/api/fn/call_back_message" => json!({ "id": command_id() }),
        "/api/fn/create_quick_reply" => json!({ "form": quick_reply_form("") }),
        "/api/fn/change_quick_reply" => json!({ "id": 999, "version": 1, "form": quick_reply_form("x") }),
        "/api/fn/delete_quick_reply" => json!({ "id": 999 }),
        "/api/fn/take_quick_reply" => json!({ "id": 999, "conversation": conversation }),
        "/api/fn/import_quick_replies" => json!({ "entries": [] }),
        _ => return None,
    })
}

/// Of views and a role that there are not.
fn about_the_table(path: &str) -> Option<serde_json::Value> {
    let layout = json!({ "columns": [{ "column": "number", "width": 88 }] });
    let view = json!({ "name": "x", "query": {} });
    Some(match path {
        "/api/fn/table_page" => json!({ "request": { "query": {}, "rows": 50, "offset": -180 } }),
        "/api/fn/table_count" => json!({ "query": {}, "offset": -180 }),
        "/api/fn/table_view_counts" => json!({ "offset": -180 }),
        "/api/fn/supervision"
        | "/api/fn/table_layout"
        | "/api/fn/reset_table_layout"
        | "/api/fn/table_publications"
        | "/api/fn/table_views" => json!({}),
        "/api/fn/keep_table_layout" => json!({ "layout": layout }),
        "/api/fn/publish_table_layout" => json!({ "published_for": "everybody", "layout": layout }),
        "/api/fn/withdraw_table_layout" => json!({ "published_for": { "role": 999 } }),
        "/api/fn/create_table_view" => json!({ "form": view }),
        "/api/fn/change_table_view" => json!({ "id": 999, "version": 1, "form": view }),
        "/api/fn/delete_table_view" => json!({ "id": 999 }),
        "/api/fn/set_default_table_view" => json!({ "id": null }),
        _ => return None,
    })
}

fn user_form() -> serde_json::Value {
    json!({ "name": "x", "role": 1, "departments": [], "language": "en", "time_zone": "UTC" })
}

fn quick_reply_form(name: &str) -> serde_json::Value {
    json!({ "name": name, "text": "x", "owner": "company" })
}

fn role_form() -> serde_json::Value {
    json!({ "name": "x", "permissions": ["read_all"] })
}

fn department_form() -> serde_json::Value {
    json!({ "name": "x", "color": "#000000", "members": [] })
}

#[tokio::test]
async fn every_route_answers_each_kind_of_caller_as_the_table_says() {
    let house = House::start().await;
    let (customer, other) = (house.visitor().await, house.visitor().await);
    customer.write("only for those who may").await;
    // The file with the number 1, which the rows ask for.
    let upload = customer.request("POST", "/chat/1/files?id=upload-one&name=a.txt");
    let upload = upload.body("application/octet-stream", "only for those who may read");
    assert_eq!(upload.send(house.address).await.status, 200);
    let send = json!({ "id": command_id(), "command": "send_message", "files": [1] });
    assert_eq!(customer.command(send).await.status, 200);
    let (colleague, stranger) = (house.colleague("ben").await, house.stranger("otto").await);
    let list: serde_json::Value = colleague
        .call("list", json!({ "tab": "waiting", "before": null }))
        .await
        .json();
    let conversation = list["rows"][0]["id"].as_i64().expect("a conversation");
    let doomed = house.visitor().await.write("gone soon").await.conversation.id;
    let revoked = house.administrator().await;
    let signed_out = revoked
        .request("POST", "/api/fn/sign_out")
        .body("application/x-www-form-urlencoded", "");
    assert_eq!(signed_out.send(house.address).await.status, 200);

    let mut wrong = Vec::new();
    for row in TABLE {
        // Signing out ends the session: somebody else's than that of the other rows.
        let (colleague, stranger) = match row.route.1 {
            "/api/fn/sign_out" => (house.administrator().await, house.administrator().await),
            _ => (colleague.clone(), stranger.clone()),
        };
        for (who, caller, expected) in [
            ("anonymous", Caller::Anonymous, row.anonymous),
            ("customer", Caller::Customer(&customer), row.customer),
            ("other customer", Caller::Customer(&other), row.other_customer),
            ("colleague", Caller::Agent(&colleague), row.colleague),
            ("stranger", Caller::Agent(&stranger), row.stranger),
            ("revoked", Caller::Agent(&revoked), row.revoked),
        ] {
            // Long enough for failures to sign in to be forgotten: each caller is met afresh.
            house.clock.advance(61 * 60 * 1000);
            let about = match row.route.1 {
                "/api/fn/delete_conversation" => doomed.0,
                _ => conversation,
            };
            let answer = request(&house, &caller, row.route, about).send(house.address).await;
            if answer.status != expected {
                let (method, path) = row.route;
                wrong.push(format!(
                    "{who}: {method} {path}: {} instead of {expected}: {}",
                    answer.status,
                    answer.text()
                ));
            }
            let secret = answer.text().contains("only for those who may");
            let may_read = matches!(who, "customer" | "colleague");
            assert!(may_read || !secret, "{who} reads what it may not by {:?}", row.route);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_route_has_its_row() {
    let routes: Vec<_> = ROUTES.iter().map(|route| (route.method, route.path)).collect();
    let rows: Vec<_> = TABLE.iter().map(|row| row.route).collect();
    assert_eq!(routes, rows);
}
