//! What is lost when this fails: a role that may more than its permissions say, or somebody disabled who still may anything.
//! Every route and every command stands here with what it needs; each is asked for by people of every kind, about the
//! conversation of a department that one of them does not belong to.

use std::collections::BTreeSet;

use desk::department;
use model::{ClientFrame, Command, DepartmentForm, Permission, RoleForm, ServerFrame, VisitorCommand};
use serde_json::{Value, json};
use server::router::{Kind, ROUTES};

use crate::access::{self, Caller};
use crate::house::{Agent, House, Visitor, command_id};

/// Who is let through by a route.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gate {
    /// It does not ask who it is (but perhaps for something that only some know).
    Anybody,
    /// A page of the desk: others are led to where one signs in.
    Page,
    SignedIn,
    /// Who sees the conversation, or what hangs on it; for others it does not exist.
    Sees,
    /// As `Sees`, with this permission.
    SeesWith(Permission),
    /// Who has one of these, whatever they see.
    One(&'static [Permission]),
    /// Who holds a visitor's token.
    Visitor,
}

use Gate::{Anybody, One, Sees, SeesWith, SignedIn};
use Permission::{
    Contacts, Delete, ManageConnections, ManageDepartments, ManageInboxes, ManageRoles, ManageUsers, ReadAuditLog,
    SharedQuickReplies,
};

const GATES: &[(&str, Gate)] = &[
    ("/healthz", Anybody),
    ("/readyz", Anybody),
    ("/", Anybody),
    ("/setup", Anybody),
    ("/login", Anybody),
    ("/welcome", Anybody),
    ("/desk", Gate::Page),
    ("/desk/{tab}", Gate::Page),
    ("/desk/{tab}/{number}", Gate::Page),
    ("/conversations", Gate::Page),
    ("/settings", Gate::Page),
    ("/settings/{section}", Gate::Page),
    ("/settings/{section}/{id}", Gate::Page),
    ("/settings/{section}/{id}/{part}", Gate::Page),
    ("/profile/sessions", Anybody),
    ("/api/v1/socket", SignedIn),
    ("/api/v1/commands", Sees),
    ("/api/v1/files", SeesWith(Permission::Reply)),
    ("/files/{id}/{name}", Sees),
    ("/api/v1/photos/{kind}/{id}", SeesWith(Permission::Reply)),
    ("/api/v1/photos/{kind}/{id}/{at}", Sees),
    // Of who asked for it.
    ("/exports/{id}/{name}", SignedIn),
    ("/api/fn/setup", Anybody),
    ("/api/fn/sign_in", Anybody),
    ("/api/fn/sign_out", Anybody),
    ("/api/fn/sessions", SignedIn),
    ("/api/fn/revoke_session", SignedIn),
    ("/api/fn/snapshot", SignedIn),
    ("/api/fn/list", SignedIn),
    ("/api/fn/open_conversation", Sees),
    ("/api/fn/messages", Sees),
    ("/api/fn/message_edits", Sees),
    ("/api/fn/business_time", Sees),
    ("/api/fn/delete_conversation", SeesWith(Delete)),
    ("/api/fn/search", SignedIn),
    ("/api/fn/contact_sheet", Sees),
    ("/api/fn/change_contact", SeesWith(Permission::Reply)),
    ("/api/fn/choices", One(&[Contacts])),
    ("/api/fn/create_choice", One(&[Contacts])),
    ("/api/fn/change_choice", One(&[Contacts])),
    ("/api/fn/delete_choice", One(&[Contacts])),
    ("/api/fn/merge_values", Sees),
    ("/api/fn/quick_replies", One(&[Permission::Reply])),
    // Own ones too; here of the company.
    ("/api/fn/create_quick_reply", One(&[SharedQuickReplies])),
    ("/api/fn/change_quick_reply", One(&[SharedQuickReplies])),
    // There is none to be found.
    ("/api/fn/delete_quick_reply", SignedIn),
    ("/api/fn/take_quick_reply", One(&[Permission::Reply])),
    ("/api/fn/import_quick_replies", One(&[Permission::Reply])),
    ("/api/fn/held_messages", SignedIn),
    ("/api/fn/call_back_message", SignedIn),
    ("/api/fn/draft", Sees),
    ("/api/fn/keep_draft", Sees),
    ("/api/fn/search_history", Sees),
    ("/api/fn/audit_log", One(&[ReadAuditLog])),
    ("/api/fn/inboxes", One(&[ManageInboxes, ManageConnections])),
    ("/api/fn/inbox", One(&[ManageInboxes])),
    ("/api/fn/create_inbox", One(&[ManageInboxes])),
    ("/api/fn/update_inbox", One(&[ManageInboxes])),
    ("/api/fn/inbox_conversations", One(&[ManageInboxes])),
    ("/api/fn/delete_inbox", One(&[ManageInboxes])),
    ("/api/fn/live_chats", One(&[ManageConnections])),
    ("/api/fn/live_chat", One(&[ManageConnections])),
    ("/api/fn/create_live_chat", One(&[ManageConnections])),
    ("/api/fn/update_live_chat", One(&[ManageConnections])),
    ("/api/fn/delete_live_chat", One(&[ManageConnections])),
    ("/api/fn/choose_availability", SignedIn),
    ("/api/fn/inbox_routing", One(&[ManageInboxes])),
    ("/api/fn/set_inbox_routing", One(&[ManageInboxes])),
    // To finish many; of nothing.
    ("/api/fn/begin_job", One(&[Permission::Close])),
    ("/api/fn/jobs", SignedIn),
    ("/api/fn/job_report", SignedIn),
    ("/api/fn/cancel_job", SignedIn),
    ("/api/fn/users", One(&[ManageUsers])),
    ("/api/fn/change_user", One(&[ManageUsers])),
    ("/api/fn/set_user_enabled", One(&[ManageUsers])),
    ("/api/fn/invite_user", One(&[ManageUsers])),
    ("/api/fn/issue_password_link", One(&[ManageUsers])),
    ("/api/fn/look_at_password_link", Anybody),
    ("/api/fn/set_password_by_link", Anybody),
    ("/api/fn/change_own_password", SignedIn),
    ("/api/fn/own_profile", SignedIn),
    ("/api/fn/change_own_profile", SignedIn),
    ("/api/fn/change_own_settings", SignedIn),
    ("/api/fn/roles", One(&[ManageRoles, ManageUsers])),
    ("/api/fn/create_role", One(&[ManageRoles])),
    ("/api/fn/change_role", One(&[ManageRoles])),
    ("/api/fn/delete_role", One(&[ManageRoles])),
    ("/api/fn/departments", One(&[ManageDepartments])),
    ("/api/fn/create_department", One(&[ManageDepartments])),
    ("/api/fn/change_department", One(&[ManageDepartments])),
    ("/api/fn/delete_department", One(&[ManageDepartments])),
    ("/api/fn/table_page", SignedIn),
    ("/api/fn/table_count", SignedIn),
    ("/api/fn/supervision", SignedIn),
    ("/api/fn/table_layout", SignedIn),
    ("/api/fn/keep_table_layout", SignedIn),
    ("/api/fn/reset_table_layout", SignedIn),
    ("/api/fn/table_publications", One(&[Permission::SharedViews])),
    ("/api/fn/publish_table_layout", One(&[Permission::SharedViews])),
    ("/api/fn/withdraw_table_layout", One(&[Permission::SharedViews])),
    ("/api/fn/table_views", SignedIn),
    ("/api/fn/table_view_counts", SignedIn),
    ("/api/fn/create_table_view", SignedIn),
    ("/api/fn/change_table_view", SignedIn),
    ("/api/fn/delete_table_view", SignedIn),
    ("/api/fn/set_default_table_view", SignedIn),
    ("/widget.js", Anybody),
    ("/chat/assets/{*file}", Anybody),
    ("/chat/preview", Anybody),
    ("/chat/{connection}", Anybody),
    ("/chat/{connection}/look.js", Anybody),
    // It asks for the token in its first frame.
    ("/chat/{connection}/socket", Anybody),
    ("/chat/{connection}/messages", Gate::Visitor),
    ("/chat/{connection}/transcript", Gate::Visitor),
    ("/chat/{connection}/visitors", Anybody),
    ("/chat/{connection}/commands", Gate::Visitor),
    ("/chat/{connection}/files", Gate::Visitor),
    ("/chat/{connection}/links", Gate::Visitor),
    // Who holds the link is who may.
    ("/chat/{connection}/files/{id}/{name}", Anybody),
    ("/demo", Anybody),
    ("/demo/{*file}", Anybody),
    ("/pkg/{*file}", Anybody),
    ("/sw.js", Anybody),
    ("/{*file}", Anybody),
];

/// What a command needs beside seeing the conversation. No wildcard: a new kind has to say.
fn needed(command: &Command) -> &'static [Permission] {
    use Permission::{Accept, AssignOthers, Close, ForceClose, Reply, Review, Transfer};
    match command {
        Command::MarkRead { .. } | Command::Decline { .. } => &[],
        Command::Accept { .. } | Command::Reopen { .. } => &[Accept],
        Command::AcceptAndClose { .. } => &[Accept, Close],
        Command::Return { .. } | Command::Resolve { .. } | Command::CloseUnanswered { .. } => &[Close],
        Command::ForceClose { .. } => &[ForceClose],
        Command::TransferToDepartment { .. }
        | Command::TransferToAgent { .. }
        | Command::TransferToInbox { .. }
        | Command::TransferToConnection { .. } => &[Transfer],
        Command::Review { .. } => &[Review],
        Command::AssignSupportAgent { .. } => &[AssignOthers],
        Command::SendMessage { .. }
        | Command::AddNote { .. }
        | Command::StartConversation { .. }
        | Command::Snooze { .. }
        | Command::Unsnooze { .. }
        | Command::SendForm { .. }
        | Command::React { .. }
        | Command::EditMessage { .. }
        | Command::DeleteMessage { .. } => &[Reply],
    }
}

/// One of each kind, about a conversation in which `own` is a message of who asks, and `contact` its customer.
fn every_command(conversation: i64, own: i64, contact: i64) -> Vec<Value> {
    let plain = |kind: &str| json!({ kind: { "conversation": conversation } });
    vec![
        plain("accept"),
        json!({ "send_message": { "conversation": conversation, "text": "mine" } }),
        json!({ "add_note": { "conversation": conversation, "text": "mine" } }),
        plain("return"),
        plain("resolve"),
        plain("close_unanswered"),
        plain("reopen"),
        json!({ "mark_read": { "conversation": conversation, "up_to": own } }),
        plain("accept_and_close"),
        plain("force_close"),
        json!({ "transfer_to_department": { "conversation": conversation, "department": 1 } }),
        json!({ "transfer_to_agent": { "conversation": conversation, "agent": 1 } }),
        json!({ "transfer_to_inbox": { "conversation": conversation, "inbox": 1 } }),
        json!({ "transfer_to_connection": { "conversation": conversation, "connection": 1 } }),
        plain("decline"),
        json!({ "start_conversation": { "contact": contact, "connection": 1, "text": "mine" } }),
        json!({ "snooze": { "conversation": conversation, "until": 1_900_000_000_000_i64 } }),
        plain("unsnooze"),
        json!({ "review": { "conversation": conversation, "value": 3 } }),
        plain("send_form"),
        json!({ "react": { "conversation": conversation, "message": own, "emoji": "👍", "on": true } }),
        json!({ "edit_message": { "conversation": conversation, "message": own, "text": "other words" } }),
        json!({ "assign_support_agent": { "conversation": conversation, "agent": null } }),
        json!({ "delete_message": { "conversation": conversation, "message": own } }),
    ]
}

/// The names that serde knows of an enum, as it tells them to who sends another.
fn names_of<T: serde::de::DeserializeOwned>(nonsense: Value) -> BTreeSet<String> {
    let Err(error) = serde_json::from_value::<T>(nonsense) else {
        panic!("nonsense was understood");
    };
    let told = error.to_string();
    let quoted: BTreeSet<String> = told.split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert!(!quoted.is_empty(), "{told}");
    quoted
}

/// A kind of person, and what they may.
struct Person {
    kind: &'static str,
    agent: Agent,
    permissions: &'static [Permission],
    sees: bool,
    /// Disabled, or the session is revoked: nobody any more.
    is_out: bool,
}

const AGENT: &[Permission] = &[
    Permission::Accept,
    Permission::Reply,
    Permission::Transfer,
    Permission::Close,
    Permission::ReadDepartments,
];

const SUPERVISOR: &[Permission] = &[
    Permission::Accept,
    Permission::Reply,
    Permission::Transfer,
    Permission::Close,
    Permission::ReadDepartments,
    Permission::ReadWithoutDepartment,
    Permission::ForceClose,
    Permission::AssignOthers,
    Permission::Review,
    Permission::Export,
    Permission::Contacts,
    Permission::SharedQuickReplies,
    Permission::Tags,
    Permission::SharedViews,
];

const DIRECTOR: &[Permission] = &[
    Permission::Accept,
    Permission::Reply,
    Permission::Transfer,
    Permission::Close,
    Permission::ReadAll,
    Permission::ForceClose,
    Permission::Delete,
    Permission::ManageInboxes,
    Permission::ManageConnections,
    Permission::AssignOthers,
    Permission::Review,
    Permission::Export,
    Permission::Contacts,
    Permission::SharedQuickReplies,
    Permission::Tags,
    Permission::SharedViews,
];

/// Everybody, those who may least first: what they change disturbs nobody after them.
async fn people(house: &House) -> Vec<Person> {
    let admin = house.actor();
    let form = DepartmentForm {
        name: "Elsewhere".to_owned(),
        color: "#000000".to_owned(),
        members: Vec::new(),
    };
    let elsewhere = department::create(&house.desk, admin, form).await.expect("made").id;
    let reader = RoleForm {
        name: "reader".to_owned(),
        permissions: [Permission::ReadAll].into_iter().collect(),
    };
    desk::role::create(&house.desk, admin, reader).await.expect("made");
    let service = model::DepartmentId(1);
    let mut people = Vec::new();
    for (kind, role, department, permissions) in [
        ("disabled", "administrator", service, Permission::ALL),
        ("revoked", "administrator", service, Permission::ALL),
        ("reader", "reader", elsewhere, &[Permission::ReadAll][..]),
        ("elsewhere", "agent", elsewhere, AGENT),
        ("agent", "agent", service, AGENT),
        ("supervisor", "supervisor", service, SUPERVISOR),
        ("director", "director", elsewhere, DIRECTOR),
        ("administrator", "administrator", elsewhere, Permission::ALL),
    ] {
        let agent = house.person(kind, role, vec![department]).await;
        people.push(Person {
            kind,
            agent,
            permissions,
            sees: kind != "elsewhere",
            is_out: matches!(kind, "disabled" | "revoked"),
        });
    }
    house.disable("disabled@aurora.example").await;
    let signed_out = people[1].agent.request("POST", "/api/fn/sign_out");
    let signed_out = signed_out.body("application/x-www-form-urlencoded", "");
    assert_eq!(signed_out.send(house.address).await.status, 200);
    people
}

/// Whether a status is what a gate promises to this person.
fn fits(gate: Gate, person: &Person, status: u16) -> bool {
    let has = |needed: &[Permission]| needed.iter().any(|one| person.permissions.contains(one));
    let let_in = !matches!(status, 401 | 403) && status < 500;
    match gate {
        Gate::Anybody => status < 500,
        Gate::Page => status == if person.is_out { 303 } else { 200 },
        Gate::Visitor => status == 401,
        _ if person.is_out => status == 401,
        Gate::Sees | Gate::SeesWith(_) if !person.sees => status == 404,
        Gate::SeesWith(needed) if !has(&[needed]) => status == 403,
        Gate::One(needed) if !has(needed) => status == 403,
        Gate::SignedIn | Gate::Sees | Gate::SeesWith(_) | Gate::One(_) => let_in,
    }
}

#[test]
fn every_route_says_what_it_needs() {
    let routes: Vec<_> = ROUTES.iter().map(|route| route.path).collect();
    let gates: Vec<_> = GATES.iter().map(|(path, _)| *path).collect();
    assert_eq!(routes, gates);
    for (route, (path, gate)) in ROUTES.iter().zip(GATES) {
        let open = [
            "/api/fn/setup",
            "/api/fn/sign_in",
            "/api/fn/sign_out",
            "/api/fn/look_at_password_link",
            "/api/fn/set_password_by_link",
        ];
        let is_agents = route.kind == Kind::Api && !open.contains(path);
        assert!(!is_agents || *gate != Gate::Anybody, "{path} asks nobody who they are");
    }
}

#[tokio::test]
async fn every_route_lets_each_role_through_as_far_as_its_permissions_go() {
    let house = House::start().await;
    let (customer, other) = (house.visitor().await, house.visitor().await);
    let conversation = first_file(&house, &customer).await;
    let mut wrong = Vec::new();
    for person in people(&house).await {
        for (route, (path, gate)) in ROUTES.iter().zip(GATES) {
            // Long enough for failures to be forgotten, so that each caller is met afresh; all in all shorter than a session.
            let may_block = ["sign_in", "password", "setup"].iter().any(|word| path.contains(word));
            house.clock.advance(if may_block { 61 } else { 10 } * 60 * 1000);
            let about = match *path {
                "/api/fn/delete_conversation" => house.visitor().await.write("doomed").await.conversation.id.0,
                // What ends the session itself is shown by another test.
                "/api/fn/sign_out" => continue,
                _ => conversation,
            };
            let caller = Caller::Agent(&person.agent);
            let request = access::request(&house, &caller, (route.method, path), about);
            let answer = request.send(house.address).await;
            if !fits(*gate, &person, answer.status) {
                wrong.push(format!("{}: {path}: {} {}", person.kind, answer.status, answer.text()));
            }
        }
    }
    for (who, caller) in [
        ("anonymous", Caller::Anonymous),
        ("customer", Caller::Customer(&customer)),
        ("other customer", Caller::Customer(&other)),
    ] {
        for (route, (path, gate)) in ROUTES.iter().zip(GATES) {
            let request = access::request(&house, &caller, (route.method, path), conversation);
            let status = request.send(house.address).await.status;
            let fine = match gate {
                Gate::Anybody => status < 500,
                Gate::Page => status == 303,
                Gate::Visitor if who != "anonymous" => !matches!(status, 401 | 403) && status < 500,
                _ => status == 401,
            };
            if !fine {
                wrong.push(format!("{who}: {path}: {status}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A conversation with the file of the number 1, which some routes ask for.
async fn first_file(house: &House, customer: &Visitor) -> i64 {
    let upload = customer.request("POST", "/chat/1/files?id=upload-one&name=a.txt");
    let upload = upload.body("application/octet-stream", "only for those who may read");
    assert_eq!(upload.send(house.address).await.status, 200);
    let send = json!({ "id": command_id(), "command": "send_message", "files": [1] });
    let answer = customer.command(send).await;
    assert_eq!(answer.status, 200);
    let outcome: Value = answer.json();
    outcome["conversation"]["id"].as_i64().expect("a number")
}

#[tokio::test]
async fn every_command_is_taken_from_each_role_as_far_as_its_permissions_go() {
    // As many new customers and commands a minute come from no one address.
    let house = House::with(&[("new_visitors_per_minute", "0"), ("commands_per_minute", "0")]).await;
    let known = names_of::<Command>(json!({ "?": {} }));
    let mut wrong = Vec::new();
    for person in people(&house).await {
        let mut asked = BTreeSet::new();
        for at in 0.. {
            let customer = house.visitor().await;
            let conversation = customer.write("only for those who may").await.conversation.id.0;
            let sees_and_replies = person.sees && person.permissions.contains(&Permission::Reply);
            let mut own = 1;
            if sees_and_replies && !person.is_out {
                let note = json!({ "conversation": conversation, "text": "mine" });
                own = person.agent.execute("add_note", note).await.messages[0].id.0;
            }
            let commands = every_command(conversation, own, house.contact_of(conversation).await);
            let Some(command) = commands.get(at) else { break };
            let name = command
                .as_object()
                .and_then(|it| it.keys().next().cloned())
                .expect("a name");
            let kind: Command = serde_json::from_value(command.clone()).expect("a right command");
            let body = json!({ "id": command_id(), "command": command });
            let answer = person.agent.post("/api/v1/commands", &body).await;
            let lacks = needed(&kind).iter().any(|one| !person.permissions.contains(one));
            let fine = match (person.is_out, person.sees, lacks) {
                (true, ..) => answer.status == 401,
                // A contact that one cannot see may be unknown, or not one's to write to.
                (_, false, _) if name == "start_conversation" => matches!(answer.status, 403 | 404),
                (_, false, _) => answer.status == 404,
                (_, _, true) => answer.status == 403,
                _ => matches!(answer.status, 200 | 409 | 422),
            };
            if !fine {
                wrong.push(format!("{}: {name}: {} {}", person.kind, answer.status, answer.text()));
            }
            asked.insert(name);
        }
        assert_eq!(asked, known, "each kind of command is asked for");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_customers_commands_reach_only_the_own_conversations() {
    let house = House::start().await;
    let (customer, other) = (house.visitor().await, house.visitor().await);
    let conversation = customer.write("mine alone").await.conversation.id.0;
    other.write("another").await;
    let on = |command: &str, more: Value| {
        let mut body = json!({ "id": command_id(), "command": command, "conversation": conversation });
        let fields = body.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        body
    };
    let foreign = [
        on("rate", json!({ "value": 5 })),
        on("fill_form", json!({ "name": "Somebody else" })),
        on("react", json!({ "message": 1, "emoji": "👍", "on": true })),
        on("request_transcript", json!({})),
    ];
    let own = ["send_message", "acknowledge"];
    let named: BTreeSet<String> = foreign
        .iter()
        .map(|it| it["command"].as_str().expect("a name").to_owned())
        .collect();
    let all: BTreeSet<String> = named.into_iter().chain(own.map(str::to_owned)).collect();
    assert_eq!(all, names_of::<VisitorCommand>(json!({ "command": "?" })));
    for body in foreign {
        let answer = other.command(body.clone()).await;
        assert_eq!(answer.status, 404, "{body} {}", answer.text());
    }
}

/// Frames of a socket about a conversation that its user does not see reach nobody.
#[tokio::test]
async fn what_is_told_of_a_foreign_conversation_is_heard_by_nobody() {
    let house = House::start().await;
    let customer = house.visitor().await;
    let conversation = customer.write("only for those who may").await.conversation.id.0;
    let colleague = house.colleague("ben").await;
    let stranger = house.stranger("otto").await;
    let frames = [
        json!({ "typing": { "conversation": conversation, "typing": true } }),
        json!({ "looking": { "conversation": conversation } }),
        json!({ "idle": { "idle": false } }),
    ];
    let named: BTreeSet<String> = frames
        .iter()
        .flat_map(|it| it.as_object().expect("an object").keys().cloned())
        .collect();
    assert_eq!(named, names_of::<ClientFrame>(json!({ "?": {} })));
    let (mut hears, mut intrudes) = (colleague.socket(None).await, stranger.socket(None).await);
    hears.say(&json!({ "looking": { "conversation": conversation } })).await;
    for frame in &frames {
        intrudes.say(frame).await;
    }
    // What a colleague who may tells comes after it, and is the first to be heard.
    let helper = house.colleague("mia").await;
    let mut helps = helper.socket(None).await;
    helps.say(&frames[0]).await;
    let first = hears
        .until(|frame: ServerFrame| match frame {
            ServerFrame::Typing { typist, .. } => Some(typist),
            ServerFrame::Looking { user, .. } => panic!("{user} looks at what they do not see"),
            _ => None,
        })
        .await;
    assert_eq!(
        first,
        model::Typist::Agent {
            user: helper.user().await
        }
    );
}
