//! Quick replies (R122): found by those they are for, kept by those who may, sent with copies of their files.

use bytes::Bytes;
use desk::file::{Upload, Uploader, erase, forget_unsent, open, upload};
use desk::quick_reply::{change, create, delete, import, list, take};
use futures_util::stream;
use model::{
    Actor, Command, File, MessageText, Permission, Problem, QuickReply, QuickReplyEntry, QuickReplyForm,
    QuickReplyOwner,
};
use store::testing::TestDb;

use crate::stage::Stage;

const DAY: i64 = 24 * 60 * 60 * 1000;

fn form(name: &str, owner: QuickReplyOwner) -> QuickReplyForm {
    QuickReplyForm {
        name: name.to_owned(),
        text: format!("text of {name}"),
        owner,
        files: Vec::new(),
    }
}

async fn names(stage: &Stage, actor: &Actor) -> Vec<String> {
    let all = list(&stage.desk, actor).await.expect("listed");
    all.into_iter().map(|it| it.form.name).collect()
}

async fn made(stage: &Stage, actor: &Actor, name: &str, owner: QuickReplyOwner) -> QuickReply {
    create(&stage.desk, actor, form(name, owner)).await.expect("made")
}

/// Else people read what is not for them, or have words put into their mouths.
async fn everybody_finds_what_is_for_them_and_keeps_what_they_may(db: TestDb) {
    let stage = Stage::new(db).await;
    let other = stage.department("Other").await;
    let (ana, bia) = (stage.agent("ana").await, stage.user("bia", "agent", &[other]).await);
    let admin = stage.administrator.clone();
    let caio = stage
        .user_who_may(
            "caio",
            &[Permission::Reply, Permission::SharedQuickReplies],
            &[stage.sales],
        )
        .await;
    let (company, sales) = (QuickReplyOwner::Company, QuickReplyOwner::Department(stage.sales));
    let own = QuickReplyOwner::User(ana.user);

    let shared = made(&stage, &admin, "all", company).await;
    made(&stage, &caio, "ours", sales).await;
    let mine = made(&stage, &ana, "mine", own).await;
    for (actor, expected) in [
        (&ana, &["all", "mine", "ours"][..]),
        (&bia, &["all"]),
        (&caio, &["all", "ours"]),
        (&admin, &["all", "ours"]),
    ] {
        assert_eq!(names(&stage, actor).await, expected, "{}", actor.name);
    }
    let foreign = QuickReplyOwner::Department(other);
    for (actor, owner) in [
        (&ana, company),
        (&ana, sales),
        (&caio, foreign),
        (&ana, QuickReplyOwner::User(bia.user)),
    ] {
        let refused = create(&stage.desk, actor, form("x", owner)).await;
        assert_eq!(refused.map(|_| ()), Err(Problem::Forbidden), "{owner:?}");
    }
    let nowhere = QuickReplyOwner::Department(model::DepartmentId(999));
    let refused = create(&stage.desk, &admin, form("x", nowhere)).await;
    assert_eq!(refused.map(|_| ()), Err(Problem::invalid("owner", "wrong")));
    for (actor, id, expected) in [
        (&ana, shared.id, Problem::Forbidden),
        (&bia, mine.id, Problem::NotFound),
        (&admin, mine.id, Problem::NotFound),
    ] {
        assert_eq!(delete(&stage.desk, actor, id).await, Err(expected.clone()));
        let owner = QuickReplyOwner::User(actor.user);
        let refused = change(&stage.desk, actor, id, 1, form("y", owner)).await;
        assert_eq!(refused.map(|_| ()), Err(expected), "nobody takes it for themselves");
    }

    // One name for each owner, whatever its case; a change names the version that was read.
    let taken = create(&stage.desk, &admin, form("ALL", company)).await;
    assert_eq!(taken.map(|_| ()), Err(Problem::invalid("name", "taken")));
    let second = made(&stage, &ana, "All", own).await;
    let taken = change(&stage.desk, &ana, second.id, second.version, form("Mine", own)).await;
    assert_eq!(taken.map(|_| ()), Err(Problem::invalid("name", "taken")));
    let renamed = change(&stage.desk, &ana, second.id, second.version, form("Other", own)).await;
    assert_eq!(renamed.expect("changed").version, second.version + 1);
    let late = change(&stage.desk, &ana, second.id, second.version, form("Late", own)).await;
    assert!(matches!(late, Err(Problem::Conflict { .. })));
    delete(&stage.desk, &ana, second.id).await.expect("deleted");
    assert_eq!(names(&stage, &ana).await, ["all", "mine", "ours"]);
}

async fn prepared(stage: &Stage, actor: &Actor, id: &str) -> File {
    let what = Upload {
        id: model::CommandId::new(id).expect("well formed"),
        name: "plan.png".to_owned(),
        size: None,
    };
    let pieces: Vec<Result<Bytes, ()>> = vec![Ok(Bytes::from(files::testing::png(800, 800)))];
    let taken = upload(&stage.desk, Uploader::Preparing(actor), what, stream::iter(pieces)).await;
    taken.expect("taken")
}

async fn tidy(stage: &Stage) {
    forget_unsent(&stage.desk).await.expect("forgotten");
    while erase(&stage.desk).await.expect("erased") {}
}

async fn bytes_are_there(stage: &Stage, file: &File) -> bool {
    let kept = store::file::get(&mut stage.db.read().await.expect("a connection"), file.id).await;
    match kept.expect("read") {
        Some(kept) => open(&stage.desk, &kept.key, 0, None).await.is_ok(),
        None => false,
    }
}

/// Else a price list is gone when the first message with it is deleted, or everybody's after a day.
async fn files_are_copied_into_each_message_and_stay_with_the_reply(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let bia = stage.agent("bia").await;
    let conversation = stage.waiting().await;
    let file = prepared(&stage, &ana, "upload-one").await;
    let with_file = QuickReplyForm {
        text: String::new(),
        files: vec![file.clone()],
        ..form("plan", QuickReplyOwner::User(ana.user))
    };
    let reply = create(&stage.desk, &ana, with_file.clone()).await.expect("made");
    assert_eq!(reply.form.files, std::slice::from_ref(&file));
    let foreign = QuickReplyForm {
        owner: QuickReplyOwner::User(bia.user),
        ..with_file.clone()
    };
    let refused = create(&stage.desk, &bia, foreign).await;
    assert_eq!(refused.map(|_| ()), Err(Problem::invalid("files", "missing")));

    stage.clock.advance(2 * DAY);
    tidy(&stage).await;
    let send = |files: Vec<File>| Command::SendMessage {
        conversation,
        text: None,
        files: files.iter().map(|file| file.id).collect(),
        reply_to: None,
        signed: false,
    };
    let itself = stage.does(&ana, send(vec![file.clone()])).await;
    assert_eq!(
        itself,
        Err(Problem::invalid("files", "missing")),
        "only copies are sent"
    );
    let mut messages = Vec::new();
    for _ in 0..2 {
        let copies = take(&stage.desk, &ana, reply.id, conversation).await.expect("taken");
        assert!(copies[0].id != file.id && copies[0].thumbnail && copies[0].name == file.name);
        let outcome = stage.does(&ana, send(copies)).await.expect("sent");
        messages.push(outcome.messages.last().expect("a message").clone());
    }
    let erased = Command::DeleteMessage {
        conversation,
        message: messages[0].id,
    };
    stage.does(&ana, erased).await.expect("deleted");
    tidy(&stage).await;
    assert!(!bytes_are_there(&stage, &messages[0].files[0]).await);
    assert!(bytes_are_there(&stage, &messages[1].files[0]).await && bytes_are_there(&stage, &file).await);

    assert_eq!(
        take(&stage.desk, &bia, reply.id, conversation).await,
        Err(Problem::NotFound)
    );
    let without = QuickReplyForm {
        text: "none".to_owned(),
        files: Vec::new(),
        ..with_file
    };
    let present = list(&stage.desk, &ana).await.expect("listed");
    assert_eq!(present[0].uses, 2);
    change(&stage.desk, &ana, reply.id, 1, without).await.expect("changed");
    tidy(&stage).await;
    assert!(!bytes_are_there(&stage, &file).await, "nobody needs it any more");
}

async fn what_is_taken_often_comes_first_and_only_where_one_may_write(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let other = stage.department("Other").await;
    let otto = stage.user("otto", "agent", &[other]).await;
    let conversation = stage.waiting().await;
    let company = QuickReplyOwner::Company;
    made(&stage, &stage.administrator, "a", company).await;
    let second = made(&stage, &stage.administrator, "b", company).await;
    assert_eq!(names(&stage, &ana).await, ["a", "b"]);
    take(&stage.desk, &ana, second.id, conversation).await.expect("taken");
    assert_eq!(names(&stage, &ana).await, ["b", "a"]);
    let refused = take(&stage.desk, &otto, second.id, conversation).await;
    assert_eq!(refused, Err(Problem::NotFound), "there is no such conversation");
}

async fn a_file_of_them_makes_and_changes_what_one_may_keep(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let entry = |name: &str, text: &str| QuickReplyEntry {
        name: name.to_owned(),
        text: text.to_owned(),
        ..QuickReplyEntry::default()
    };
    let own = |name: &str, text: &str| QuickReplyEntry {
        own: true,
        ..entry(name, text)
    };
    let of = |department: &str| QuickReplyEntry {
        department: Some(department.to_owned()),
        ..entry("d", "text")
    };
    let bring = async |actor: &Actor, entries: Vec<QuickReplyEntry>| {
        let done = import(&stage.desk, actor, entries).await.expect("brought in");
        (done.made, done.changed, done.refused)
    };
    let entries = vec![entry("a", "one"), own("b", "two"), own("c", " "), of("sales")];
    let refused = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(bring(&ana, entries.clone()).await, (1, 0, refused(&["a", "c", "d"])));
    let admin = stage.administrator.clone();
    assert_eq!(bring(&admin, entries).await, (3, 0, refused(&["c"])));
    let again = vec![entry("A", "other"), own("b", "two"), of("Nowhere")];
    assert_eq!(bring(&admin, again).await, (0, 1, refused(&["d"])));
    let all = list(&stage.desk, &ana).await.expect("listed");
    let texts: Vec<_> = all
        .iter()
        .map(|it| (it.form.name.as_str(), it.form.text.as_str()))
        .collect();
    assert_eq!(texts, [("a", "other"), ("b", "two"), ("d", "text")]);
    assert!(MessageText::new(&all[0].form.text).is_ok());
    let many = vec![own("x", "x"); 201];
    let refused = import(&stage.desk, &ana, many).await;
    assert_eq!(refused, Err(Problem::invalid("entries", "too_many")));
}

store::testing::contract! {
    everybody_finds_what_is_for_them_and_keeps_what_they_may,
    files_are_copied_into_each_message_and_stay_with_the_reply,
    what_is_taken_often_comes_first_and_only_where_one_may_write,
    a_file_of_them_makes_and_changes_what_one_may_keep,
}
