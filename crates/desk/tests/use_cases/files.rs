//! What is lost when these fail: files that were sent; or the word that what was deleted is gone, and the disk with it.

use bytes::Bytes;
use desk::file::{Reader, Upload, Uploader, erase, find, forget_unsent, open, upload};
use futures_util::stream;
use model::{Action, Actor, Command, CommandId, ConversationId, File, FileId, Problem, VisitorCommand};
use store::testing::TestDb;

use crate::stage::{Guest, Stage};

const DAY: i64 = 24 * 60 * 60 * 1000;

async fn uploads(stage: &Stage, by: Uploader<'_>, id: &str, body: &[u8]) -> Result<File, Problem> {
    let what = Upload {
        id: CommandId::new(id).expect("well formed"),
        name: "a.png".to_owned(),
        size: None,
    };
    let pieces: Vec<Result<Bytes, ()>> = vec![Ok(Bytes::copy_from_slice(body))];
    upload(&stage.desk, by, what, stream::iter(pieces)).await
}

async fn guest_uploads(stage: &Stage, guest: &Guest, id: &str) -> File {
    let visitor = stage.visitor(guest).await;
    let image = files::testing::png(800, 800);
    uploads(stage, Uploader::Visitor(&visitor), id, &image)
        .await
        .expect("taken")
}

async fn guest_sends(stage: &Stage, guest: &Guest, file: FileId) -> ConversationId {
    let send = VisitorCommand::SendMessage {
        text: None,
        page: None,
        about: None,
        files: vec![file],
        reply_to: None,
    };
    stage.visitor_does(guest, send).await.expect("sent").conversation.id
}

/// The keys under which its bytes and its small form are kept.
async fn keys(stage: &Stage, file: FileId) -> Vec<String> {
    let kept = store::file::get(&mut stage.db.read().await.expect("a connection"), file).await;
    let kept = kept.expect("read").expect("there");
    core::iter::once(kept.key).chain(kept.thumbnail_key).collect()
}

async fn are_kept(stage: &Stage, keys: &[String]) -> bool {
    let mut kept = Vec::new();
    for key in keys {
        kept.push(open(&stage.desk, key, 0, None).await.is_ok());
    }
    assert!(kept.iter().all(|it| *it == kept[0]), "{kept:?}");
    kept[0]
}

async fn what_is_never_sent_goes_after_a_day_and_what_is_sent_stays(db: TestDb) {
    let stage = Stage::new(db).await;
    let guest = stage.guest().await;
    let (sent, left) = (
        guest_uploads(&stage, &guest, "upload-one").await,
        guest_uploads(&stage, &guest, "upload-two").await,
    );
    // The same id is the same file, and takes no second place.
    assert_eq!(guest_uploads(&stage, &guest, "upload-one").await, sent);
    let conversation = guest_sends(&stage, &guest, sent.id).await;
    let (of_sent, of_left) = (keys(&stage, sent.id).await, keys(&stage, left.id).await);
    assert_eq!((of_sent.len(), of_left.len()), (2, 2));
    stage.clock.advance(DAY + 1);
    forget_unsent(&stage.desk).await.expect("swept");
    while erase(&stage.desk).await.expect("erased") {}
    assert!(are_kept(&stage, &of_sent).await);
    assert!(!are_kept(&stage, &of_left).await);
    let message = &stage.messages(conversation).await[0];
    assert_eq!(message.files, [sent]);
    assert_eq!(
        stage.row(conversation).await.preview.expect("a preview").text,
        "📷 a.png"
    );
}

async fn a_deleted_conversation_takes_its_files_along(db: TestDb) {
    let stage = Stage::new(db).await;
    let guest = stage.guest().await;
    let file = guest_uploads(&stage, &guest, "upload-one").await;
    let conversation = guest_sends(&stage, &guest, file.id).await;
    let keys = keys(&stage, file.id).await;
    desk::conversation::delete(&stage.desk, &stage.administrator, conversation)
        .await
        .expect("deleted");
    while erase(&stage.desk).await.expect("erased") {}
    assert!(!are_kept(&stage, &keys).await);
    let found = find(&stage.desk, Reader::Agent(&stage.administrator), file.id).await;
    assert_eq!(found.map(|_| ()), Err(Problem::NotFound));
}

async fn only_who_may_reply_uploads(db: TestDb) {
    let stage = Stage::new(db).await;
    let conversation = stage.waiting().await;
    let elsewhere = stage.department("Support").await;
    let ana = stage.agent("ana").await;
    let otto = stage.user("otto", "agent", &[elsewhere]).await;
    let reader = stage.user_who_may("rita", &[model::Permission::ReadAll], &[]).await;
    let may = |who: &Actor, facts| model::can(who, Action::Reply, &facts);
    for (who, expected) in [
        (&ana, Ok(())),
        (&otto, Err(Problem::NotFound)),
        (&reader, Err(Problem::Forbidden)),
    ] {
        let done = uploads(&stage, Uploader::Agent(who, conversation), "upload-one", b"text").await;
        let facts = stage.row(conversation).await.facts();
        assert_eq!(done.is_ok(), may(who, facts));
        assert_eq!(done.map(|_| ()), expected);
    }
    let gone = uploads(
        &stage,
        Uploader::Agent(&ana, ConversationId(1 << 40)),
        "upload-two",
        b"text",
    )
    .await;
    assert_eq!(gone.map(|_| ()), Err(Problem::NotFound));
}

async fn a_message_repeated_is_sent_once_with_its_files(db: TestDb) {
    let stage = Stage::new(db).await;
    let conversation = stage.waiting().await;
    let ana = stage.agent("ana").await;
    let file = uploads(&stage, Uploader::Agent(&ana, conversation), "upload-one", b"text").await;
    let file = file.expect("taken");
    let envelope = model::CommandEnvelope {
        id: stage.next_id(),
        command: Command::SendMessage {
            conversation,
            text: None,
            files: vec![file.id],
            reply_to: None,
            signed: false,
        },
    };
    let first = desk::command::execute(&stage.desk, &ana, envelope.clone())
        .await
        .expect("sent");
    assert_eq!(first.messages.last().expect("a message").files, [file]);
    assert_eq!(desk::command::execute(&stage.desk, &ana, envelope).await, Ok(first));
}

async fn files_stand_in_the_order_in_which_they_were_chosen_not_in_that_of_their_arrival(db: TestDb) {
    let stage = Stage::new(db).await;
    let conversation = stage.waiting().await;
    let ana = stage.agent("ana").await;
    let mut files = Vec::new();
    for id in ["small-one", "large-one", "middle-one"] {
        let file = uploads(&stage, Uploader::Agent(&ana, conversation), id, id.as_bytes()).await;
        files.push(file.expect("taken").id);
    }
    let chosen = vec![files[1], files[2], files[0]];
    let envelope = model::CommandEnvelope {
        id: stage.next_id(),
        command: Command::SendMessage {
            conversation,
            text: None,
            files: chosen.clone(),
            reply_to: None,
            signed: false,
        },
    };
    let sent = desk::command::execute(&stage.desk, &ana, envelope).await.expect("sent");
    let ids = |message: &model::Message| message.files.iter().map(|file| file.id).collect::<Vec<_>>();
    let message = sent.messages.last().expect("a message");
    assert_eq!(ids(message), chosen);
    let open = desk::reading::open(&stage.desk, &ana, conversation)
        .await
        .expect("read");
    assert_eq!(ids(open.page.messages.last().expect("read again")), chosen);
}

store::testing::contract! {
    what_is_never_sent_goes_after_a_day_and_what_is_sent_stays,
    a_deleted_conversation_takes_its_files_along,
    only_who_may_reply_uploads,
    a_message_repeated_is_sent_once_with_its_files,
    files_stand_in_the_order_in_which_they_were_chosen_not_in_that_of_their_arrival,
}
