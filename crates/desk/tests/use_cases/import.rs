//! History brought in from another system: what comes of it, and what is refused.

use std::fmt::Write as _;

use desk::conversation_report::{ConversationReport, report};
use desk::import::{self, Mode, Refusal, Summary, Told};
use desk::{Desk, session};
use model::{
    Audience, AuditAction, AuditActor, ConversationId, Event, GeneralStatus, Message, Status, Tab, TimeMetrics,
};
use store::testing::TestDb;
use store::{conversation, message, tag, user};

use crate::stage::{Stage, bare};

/// The file that docs/import.md explains.
const EXAMPLE: &str = include_str!("../../../../docs/import-example.jsonl");

/// Imports a text; the summary and what was refused.
pub async fn import(desk: &Desk, file: &str, mode: Mode) -> (Summary, Vec<Refusal>) {
    let mut refused = Vec::new();
    let summary = import::run(desk, file.as_bytes(), mode, &mut |told| {
        if let Told::Refused(refusal) = told {
            refused.push(refusal.clone());
        }
    })
    .await
    .expect("the import ran to its end");
    assert_eq!(summary.refused, u64::try_from(refused.len()).expect("few"));
    (summary, refused)
}

async fn shown(desk: &Desk, number: i64) -> ConversationReport {
    report(desk, ConversationId(number))
        .await
        .expect("read")
        .expect("there")
}

/// Everything that an import may write.
async fn everything(db: &TestDb) -> String {
    let mut conn = db.read().await.expect("a connection");
    let mut all = String::new();
    for number in 1..100 {
        let id = ConversationId(number);
        if let Some(row) = conversation::get(&mut conn, id).await.expect("read") {
            let messages = message::page(&mut conn, id, None, 1000).await.expect("read");
            let tags = tag::of(&mut conn, id).await.expect("read");
            writeln!(all, "{row:?} {messages:?} {tags:?}").expect("a String takes all");
        }
        let contact = store::contact::get(&mut conn, model::ContactId(number))
            .await
            .expect("read");
        writeln!(all, "{contact:?}").expect("a String takes all");
    }
    let directory = store::directory::directory(&mut conn).await.expect("read");
    all + &format!("{directory:?} {:?}", user::list(&mut conn).await.expect("read"))
}

async fn messages(db: &TestDb, number: i64) -> Vec<Message> {
    let mut conn = db.read().await.expect("a connection");
    let page = message::page(&mut conn, ConversationId(number), None, 1000).await;
    page.expect("read").messages
}

/// The example of lifecycle rules, in minutes: 8, 3, 31, 30, 8, 2, 16, 8, 10.
fn worked_example() -> TimeMetrics {
    TimeMetrics {
        waiting_for_agent_reply: Some(8 * 60),
        agent_response_time: Some(3 * 60),
        duration_before_agent_close: Some(31 * 60),
        conversation_duration: Some(30 * 60),
        initial_response_time: Some(8 * 60),
        chatbot_time: Some(2 * 60),
        total_response_time: Some(16 * 60),
        average_response_time: Some(8 * 60),
        maximum_response_time: Some(10 * 60),
    }
}

async fn the_documented_example_comes_out_as_if_it_had_happened_here(db: TestDb) {
    let stage = Stage::new(db).await;
    let (summary, refused) = import(&stage.desk, EXAMPLE, Mode::Store).await;
    assert_eq!(refused, []);
    assert_eq!(
        (summary.lines, summary.conversations.made, summary.contacts.made),
        (13, 4, 3)
    );

    let first = shown(&stage.desk, 1).await;
    assert_eq!(
        (first.status, first.general_status, first.tab),
        (Status::Closed, GeneralStatus::Closed, Tab::Resolved)
    );
    assert_eq!(first.created_at, "2026-05-04T13:00:00Z");
    assert_eq!(first.bot_taken_at.as_deref(), Some("2026-05-04T13:00:00Z"));
    assert_eq!(first.queued_at.as_deref(), Some("2026-05-04T13:02:00Z"));
    assert_eq!(first.accepted_at.as_deref(), Some("2026-05-04T13:05:00Z"));
    assert_eq!(first.first_reply_at.as_deref(), Some("2026-05-04T13:08:00Z"));
    assert_eq!(first.ended_at.as_deref(), Some("2026-05-04T13:31:00Z"));
    assert_eq!(first.closed_at.as_deref(), Some("2026-05-04T13:35:00Z"));
    assert_eq!(first.last_message_at.as_deref(), Some("2026-05-04T13:30:00Z"));
    assert_eq!((first.calendar, first.business), (worked_example(), worked_example()));

    // Friday evening to Monday morning: the shop was closed for most of it.
    let second = shown(&stage.desk, 2).await;
    assert_eq!(second.calendar.waiting_for_agent_reply, Some(228_000));
    assert_eq!(second.business.waiting_for_agent_reply, Some(1200));
    assert_eq!(second.closed_at.as_deref(), Some("2026-05-12T15:04:00Z"));

    let third = shown(&stage.desk, 3).await;
    assert_eq!(third.calendar.waiting_for_agent_reply, None, "the agent wrote first");
    assert_eq!(
        (third.status, third.ended_at),
        (Status::Closed, None),
        "nobody ended it"
    );

    let fourth = shown(&stage.desk, 4).await;
    assert_eq!((fourth.status, fourth.tab), (Status::New, Tab::Waiting));

    let mut conn = stage.db.read().await.expect("a connection");
    let tags = tag::of(&mut conn, ConversationId(1)).await.expect("read");
    assert_eq!(tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["Stock"]);
    let row = stage.row(ConversationId(1)).await;
    assert_eq!(row.rating.map(|rating| rating.value), Some(5));
    assert_eq!(row.start_page.map(|page| page.title).as_deref(), Some("City bikes"));
    assert_eq!((row.contact.name.as_str(), row.unread), ("Carla Nunes", 0));
    let contact = store::contact::get(&mut conn, row.contact.id)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(
        contact.last_activity_at.0, 1_777_900_800_000,
        "when she last wrote: 10:20"
    );
}

async fn an_import_into_an_empty_database_needs_no_set_up(db: TestDb) {
    let (desk, _) = bare(&db);
    let (_, refused) = import(&desk, EXAMPLE, Mode::Store).await;
    assert_eq!(refused, []);
    assert_eq!(shown(&desk, 1).await.calendar, worked_example());
    let stage = Stage::new(db).await;
    assert!(
        stage.administrator.permissions.has(model::Permission::ReadAll),
        "setting up comes after it as well"
    );
}

async fn the_same_file_again_changes_nothing(db: TestDb) {
    let stage = Stage::new(db).await;
    import(&stage.desk, EXAMPLE, Mode::Store).await;
    let (before, end) = (everything(&stage.db).await, stage.end().await);
    stage.clock.advance(60_000);

    let (summary, refused) = import(&stage.desk, EXAMPLE, Mode::Store).await;

    assert_eq!(refused, []);
    assert_eq!((summary.conversations.made, summary.conversations.already), (0, 4));
    assert_eq!(
        (summary.contacts.made, summary.contacts.already, summary.messages),
        (0, 3, 0)
    );
    assert_eq!(
        (
            summary.users.already,
            summary.inboxes.already,
            summary.departments.already
        ),
        (2, 1, 2)
    );
    assert_eq!(everything(&stage.db).await, before);
    assert_eq!(stage.logged(end).await.len(), 0, "nobody is told of nothing");
}

async fn a_later_file_refers_to_what_an_earlier_one_brought(db: TestDb) {
    let stage = Stage::new(db).await;
    import(&stage.desk, EXAMPLE, Mode::Store).await;
    let later = r#"{"type":"conversation","external_id":"t-2000","inbox":"box-shop","contact":"c-1","happenings":[{"at":"2026-06-01T12:00:00Z","kind":"customer_message","text":"Me again"},{"at":"2026-06-01T12:01:00Z","kind":"agent_message","user":"u-rui","text":"Welcome back"}]}"#;
    let (summary, refused) = import(&stage.desk, later, Mode::Store).await;
    assert_eq!((refused, summary.conversations.made), (vec![], 1));
    assert_eq!(
        stage.row(ConversationId(5)).await.contact.id,
        stage.row(ConversationId(1)).await.contact.id
    );
}

/// The lines around a conversation.
fn with_people(conversations: &str) -> String {
    let people = r#"{"type":"inbox","external_id":"i","name":"Box"}
{"type":"user","external_id":"u","name":"Ana","email":"ana@x.example"}
{"type":"contact","external_id":"a"}
{"type":"contact","external_id":"b"}"#;
    format!("{people}\n{conversations}")
}

fn talk(id: &str, contact: &str, happenings: &str) -> String {
    format!(
        r#"{{"type":"conversation","external_id":"{id}","inbox":"i","contact":"{contact}","happenings":[{happenings}]}}"#
    )
}

const HELLO: &str = r#"{"at":"2026-05-04T10:00:00Z","kind":"customer_message","text":"Hello"}"#;
const CLOSED: &str = r#"{"at":"2026-05-04T10:01:00Z","kind":"close","user":"u"}"#;

fn good(id: &str) -> String {
    talk(id, "a", &format!("{HELLO},{CLOSED}"))
}

/// Lines that cannot be taken, and what is said of each.
fn bad_lines() -> Vec<(String, &'static str)> {
    vec![
        ("{\"type\":".to_owned(), "EOF"),
        (
            r#"{"type":"contact","external_id":"c","nome":"x"}"#.to_owned(),
            "unknown field `nome`",
        ),
        (
            r#"{"type":"user","external_id":"v","name":"V","email":"nowhere"}"#.to_owned(),
            "user `v`: email: malformed",
        ),
        (
            r#"{"type":"user","external_id":"v","name":"V","email":"v@x.example","role":"king"}"#.to_owned(),
            "unknown role `king`",
        ),
        (
            talk("x1", "nobody", HELLO),
            "conversation `x1`: unknown contact `nobody`",
        ),
        (
            good("x2").replace(r#""inbox":"i""#, r#""inbox":"j""#),
            "unknown inbox `j`",
        ),
        (talk("x3", "a", ""), "`happenings` is empty"),
        (
            talk("x4", "a", CLOSED),
            "happening 1 (`close` at 2026-05-04T10:01:00Z): a conversation begins with",
        ),
        (
            talk("x5", "a", &format!("{HELLO},{CLOSED}")).replace("T10:01", "T09:59"),
            "happening 2 (`close` at 2026-05-04T09:59:00Z): its time is before",
        ),
        (talk("x6", "a", HELLO).replace("2026", "2096"), "still to come"),
        (talk("x7", "a", HELLO).replace("00Z", "00"), "is no time such as"),
        (talk("x8", "a", HELLO).replace("Hello", " "), "text: required"),
        (
            talk(
                "x9",
                "a",
                &format!(
                    "{HELLO},{}",
                    r#"{"at":"2026-05-04T10:01:00Z","kind":"accept","user":"w"}"#
                ),
            ),
            "unknown user `w`",
        ),
        (
            talk(
                "x10",
                "a",
                &format!(
                    "{HELLO},{}",
                    r#"{"at":"2026-05-04T10:01:00Z","kind":"accept","user":"u","text":"x"}"#
                ),
            ),
            "`text` does not belong to it",
        ),
        (
            talk(
                "x11",
                "a",
                &format!("{HELLO},{CLOSED},{}", CLOSED.replace("10:01", "10:02")),
            ),
            "happening 3 (`close` at 2026-05-04T10:02:00Z): cannot happen: the conversation is `closed` (unanswered)",
        ),
        (
            talk(
                "x12",
                "a",
                &format!(
                    "{HELLO},{}",
                    r#"{"at":"2026-05-04T10:01:00Z","kind":"return","user":"u"}"#
                ),
            ),
            "cannot happen: the conversation is `new`",
        ),
        (
            talk(
                "x13",
                "a",
                &format!(
                    "{HELLO},{CLOSED},{}",
                    r#"{"at":"2026-05-04T10:02:00Z","kind":"rate","value":7}"#
                ),
            ),
            "1 to 5",
        ),
    ]
}

async fn a_bad_line_is_named_and_the_others_go_on(db: TestDb) {
    let stage = Stage::new(db).await;
    let bad = bad_lines();
    let lines: Vec<String> = bad
        .iter()
        .enumerate()
        .flat_map(|(index, (line, _))| [good(&format!("good-{index}")), line.clone()])
        .collect();
    let (summary, mut refused) = import(&stage.desk, &with_people(&lines.join("\n")), Mode::Store).await;

    refused.sort_by_key(|refusal| refusal.line);
    assert_eq!(refused.len(), bad.len(), "{refused:#?}");
    for (index, (refusal, (_, says))) in refused.iter().zip(&bad).enumerate() {
        let line = u64::try_from(4 + 2 * index + 2).expect("few");
        assert_eq!(refusal.line, line);
        assert!(refusal.reason.contains(says), "{}: {}", refusal.line, refusal.reason);
    }
    let made = u64::try_from(bad.len()).expect("few");
    assert_eq!((summary.conversations.made, summary.messages), (made, made * 2));
    let last = i64::try_from(bad.len()).expect("few");
    let mut conn = stage.db.read().await.expect("a connection");
    let after = conversation::get(&mut conn, ConversationId(last + 1))
        .await
        .expect("read");
    assert_eq!(after, None, "nothing of a refused conversation is there");
}

async fn a_conversation_that_cannot_be_stored_leaves_nothing_of_itself(db: TestDb) {
    let stage = Stage::new(db).await;
    let open = |id: &str| talk(id, "a", HELLO);
    let lines = [open("one"), open("two"), talk("three", "b", HELLO)].join("\n");
    let (summary, refused) = import(&stage.desk, &with_people(&lines), Mode::Store).await;
    let [refusal] = &refused[..] else {
        panic!("the contact cannot have two that are open: {refused:?}")
    };
    assert!(
        refusal.line == 6 && refusal.reason.contains("`two`: it ends open"),
        "{refusal:?}"
    );
    assert_eq!((summary.conversations.made, summary.messages), (2, 2));

    let again = [open("one"), open("two")].join("\n");
    let (summary, refused) = import(&stage.desk, &with_people(&again), Mode::Store).await;
    assert_eq!(
        (summary.conversations.already, summary.messages, refused.len()),
        (1, 0, 1)
    );
}

async fn a_dry_run_finds_the_same_and_changes_nothing(db: TestDb) {
    let stage = Stage::new(db).await;
    let lines = [
        talk("one", "a", HELLO),
        talk("two", "a", HELLO),
        talk("one", "a", HELLO),
        talk("three", "nobody", HELLO),
        talk("four", "b", &format!("{HELLO},{CLOSED}")),
        talk("five", "b", CLOSED),
    ];
    let file = with_people(&lines.join("\n")) + "\n{\"type\":\"contact\",\"external_id\":\"a\"}";
    let (before, end) = (everything(&stage.db).await, stage.end().await);

    let (dry, dry_refused) = import(&stage.desk, &file, Mode::DryRun).await;

    assert_eq!(everything(&stage.db).await, before);
    assert_eq!(stage.logged(end).await.len(), 0);
    let (real, refused) = import(&stage.desk, &file, Mode::Store).await;
    assert_eq!((dry, dry_refused), (real, refused));
    assert_eq!(
        (real.conversations.made, real.conversations.already, real.refused),
        (2, 1, 3)
    );
    let (dry, _) = import(&stage.desk, &file, Mode::DryRun).await;
    assert_eq!(
        (dry.conversations.made, dry.conversations.already),
        (0, 3),
        "a dry run knows what is there"
    );
}

async fn numbers_and_messages_follow_the_file(db: TestDb) {
    let stage = Stage::new(db).await;
    let contacts: Vec<_> = (0..300)
        .map(|n| format!(r#"{{"type":"contact","external_id":"k{n}"}}"#))
        .collect();
    let talks: Vec<_> = (0..300)
        .map(|n| {
            let said: Vec<_> = (0..=n % 7)
                .map(|at| HELLO.replace("Hello", &format!("{n}-{at}")))
                .collect();
            talk(&format!("t{n}"), &format!("k{n}"), &said.join(","))
        })
        .collect();
    let file = with_people(&[contacts, talks].concat().join("\n"));
    let (summary, _) = import(&stage.desk, &file, Mode::Store).await;
    assert_eq!(summary.conversations.made, 300);
    let mut last = None;
    for n in 0..300 {
        let found = messages(&stage.db, n + 1).await;
        let expected: Vec<_> = (0..=n % 7).map(|at| format!("{n}-{at}")).collect();
        let texts: Vec<_> = found
            .iter()
            .map(|message| match &message.content {
                model::Content::Text { text } => text.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(texts, expected);
        assert!(last < found.first().map(|message| message.id));
        last = found.last().map(|message| message.id);
    }
}

async fn open_desks_are_told_once_for_all_and_of_no_message(db: TestDb) {
    let stage = Stage::new(db).await;
    let end = stage.end().await;
    import(&stage.desk, EXAMPLE, Mode::Store).await;
    let logged = stage.logged(end).await;
    let directory = logged
        .iter()
        .filter(|logged| matches!(logged.event, Event::Directory(_)))
        .count();
    assert_eq!(directory, 2 + 1 + 1 + 3, "a user who is not enabled is told twice");
    let rest: Vec<_> = logged
        .iter()
        .filter(|logged| !matches!(logged.event, Event::Directory(_)))
        .collect();
    let [resync] = &rest[..] else {
        panic!("one event: {rest:?}")
    };
    assert_eq!((&resync.event, &resync.audience), (&Event::Resync, &Audience::Everyone));
    assert_eq!(
        logged.last().map(|logged| logged.position),
        Some(resync.position),
        "after all that it tells of"
    );
    let told = desk::live::for_agent(&stage.administrator, resync);
    assert_eq!(told, Some(Event::Resync));
}

/// Else what an import stored before it was killed shows on no desk that was open.
async fn an_interrupted_import_is_told_by_the_next(db: TestDb) {
    let stage = Stage::new(db).await;
    import(&stage.desk, EXAMPLE, Mode::Store).await;
    let killed = stage.db.write(|tx| Box::pin(store::meta::set_untold_import(tx))).await;
    killed.expect("as if it had been killed before the end");
    let end = stage.end().await;
    import(&stage.desk, EXAMPLE, Mode::Store).await;
    assert_eq!(stage.events(end).await, [Event::Resync]);
}

async fn people_are_known_by_their_address_and_new_ones_cannot_sign_in(db: TestDb) {
    let stage = Stage::new(db).await;
    let file = r#"{"type":"user","external_id":"1","name":"Somebody","email":"ADMIN@shop.example","role":"agent"}
{"type":"user","external_id":"2","name":"Newcomer","email":"new@shop.example"}
{"type":"department","external_id":"1","name":"Sales"}
{"type":"inbox","external_id":"1","name":"Loja"}
{"type":"connection","external_id":"1","inbox":"1","name":"Loja"}
{"type":"contact","external_id":"1"}
{"type":"conversation","external_id":"1","inbox":1,"connection":1,"contact":1,"happenings":[{"at":"2026-05-04T10:00:00Z","kind":"agent_message","user":1,"text":"Hello"}]}"#;
    let (summary, refused) = import(&stage.desk, file, Mode::Store).await;
    assert_eq!(refused, []);
    assert_eq!((summary.users.found, summary.users.made), (1, 1));
    assert_eq!(
        (
            summary.departments.found,
            summary.inboxes.found,
            summary.connections.found
        ),
        (1, 1, 1)
    );
    let row = stage.row(ConversationId(1)).await;
    assert_eq!(row.lifecycle.assignee, Some(stage.administrator.user));
    assert_eq!(row.lifecycle.connection, stage.connection);
    let mut conn = stage.db.read().await.expect("a connection");
    let users = user::list(&mut conn).await.expect("read");
    assert_eq!(users[0].name, "Admin", "who is here keeps name and role");
    for password in ["", "none", "null"] {
        let form = session::SignIn {
            email: "new@shop.example".to_owned(),
            password: password.to_owned(),
            address: "127.0.0.1".to_owned(),
            user_agent: String::new(),
        };
        assert!(session::sign_in(&stage.desk, form).await.is_err(), "{password:?}");
    }
}

/// The server runs on while a file is imported: both write, neither fails, and the server's tail sees the end.
async fn a_server_on_the_same_database_goes_on(db: TestDb) {
    let stage = Stage::new(db).await;
    let options = store::Options {
        epoch: 1,
        connections: 2,
    };
    let other = store::Db::open(stage.db.url(), &options)
        .await
        .expect("opened by another process");
    let importer = Desk::new(
        other,
        stage.clock.clone(),
        std::sync::Arc::new(desk::testing::SeededRandom::new(9)),
    );
    let end = stage.end().await;
    let contacts: Vec<_> = (0..400)
        .map(|n| format!(r#"{{"type":"contact","external_id":"k{n}"}}"#))
        .collect();
    let talks: Vec<_> = (0..400)
        .map(|n| talk(&format!("t{n}"), &format!("k{n}"), &[HELLO; 10].join(",")))
        .collect();
    let file = with_people(&[contacts, talks].concat().join("\n"));
    let serving = async {
        for _ in 0..20 {
            stage.waiting().await;
        }
    };
    let ((summary, refused), ()) = tokio::join!(import(&importer, &file, Mode::Store), serving);
    assert_eq!((summary.conversations.made, refused.len()), (400, 0));
    let events = stage.events(end).await;
    assert_eq!(events.iter().filter(|event| **event == Event::Resync).count(), 1);
    let live = events
        .iter()
        .filter(|event| matches!(event, Event::Conversation { .. }));
    assert_eq!(live.count(), 20);
    importer.close().await;
}

async fn what_is_long_past_runs_no_timer(db: TestDb) {
    let stage = Stage::new(db).await;
    let inbox = r#"{"type":"inbox","external_id":"asking","name":"Asking","rating":"like","closing_delay_seconds":60}"#;
    let pending = r#"{"type":"conversation","external_id":"p","inbox":"asking","contact":"a","happenings":[{"at":"2026-05-04T10:00:00Z","kind":"customer_message","text":"Hello"},{"at":"2026-05-04T10:01:00Z","kind":"agent_message","user":"u","text":"Hi"},{"at":"2026-05-04T10:02:00Z","kind":"finish","user":"u"}]}"#;
    let kept = talk(
        "r",
        "b",
        &format!(
            "{HELLO},{}",
            r#"{"at":"2026-05-04T10:01:00Z","kind":"transfer","user":"u","agent":"u"}"#
        ),
    );
    let (_, refused) = import(
        &stage.desk,
        &with_people(&[inbox, pending, &kept].join("\n")),
        Mode::Store,
    )
    .await;
    assert_eq!(refused, []);
    let pending = shown(&stage.desk, 1).await;
    assert_eq!(
        (pending.status, pending.closed_at.as_deref()),
        (Status::Closed, Some("2026-05-04T10:03:00Z")),
        "the closing delay was over long ago"
    );
    let kept = stage.row(ConversationId(2)).await;
    assert_eq!((kept.lifecycle.status, kept.lifecycle.reserved), (Status::Queued, None));
    let mut conn = stage.db.read().await.expect("a connection");
    assert_eq!(conversation::next_due(&mut conn).await, Ok(None));
}

async fn an_import_stands_in_the_audit_log(db: TestDb) {
    let stage = Stage::new(db).await;
    let imported = async || {
        let all = crate::audit::log(&stage.desk, &stage.administrator).await;
        let of_imports = all.into_iter().filter(|entry| entry.action == AuditAction::Imported);
        of_imports.collect::<Vec<_>>()
    };
    import(&stage.desk, EXAMPLE, Mode::DryRun).await;
    assert_eq!(imported().await, [], "nothing was done");
    let (summary, _) = import(&stage.desk, EXAMPLE, Mode::Store).await;
    let entries = imported().await;
    let [entry] = &entries[..] else { panic!("{entries:?}") };
    assert_eq!(entry.actor, AuditActor::CommandLine);
    let told = |field: &str| {
        let change = entry.changes.iter().find(|change| change.field == field);
        change.and_then(|change| change.after.clone())
    };
    assert_eq!(told("conversations"), Some(summary.conversations.made.to_string()));
    assert_eq!(told("messages"), Some(summary.messages.to_string()));
    import(&stage.desk, EXAMPLE, Mode::Store).await;
    assert_eq!(imported().await.len(), 1, "again it changes nothing");
}

store::testing::contract! {
    an_import_stands_in_the_audit_log,
    the_documented_example_comes_out_as_if_it_had_happened_here,
    an_import_into_an_empty_database_needs_no_set_up,
    the_same_file_again_changes_nothing,
    a_later_file_refers_to_what_an_earlier_one_brought,
    a_bad_line_is_named_and_the_others_go_on,
    a_conversation_that_cannot_be_stored_leaves_nothing_of_itself,
    a_dry_run_finds_the_same_and_changes_nothing,
    numbers_and_messages_follow_the_file,
    open_desks_are_told_once_for_all_and_of_no_message,
    an_interrupted_import_is_told_by_the_next,
    people_are_known_by_their_address_and_new_ones_cannot_sign_in,
    a_server_on_the_same_database_goes_on,
    what_is_long_past_runs_no_timer,
}
