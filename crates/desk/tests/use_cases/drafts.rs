//! Drafts: what is lost when these fail is what somebody has begun to write, or its privacy.

use bytes::Bytes;
use desk::draft::{keep, read};
use desk::file::{Upload, Uploader, forget_unsent, upload};
use futures_util::stream;
use model::{Actor, Audience, Command, ConversationId, Draft, Event, File, Problem, Timestamp};
use store::testing::TestDb;

use crate::stage::{NOW, Stage};

const DAY: i64 = 24 * 60 * 60 * 1000;

fn draft(conversation: ConversationId, text: &str, at: Timestamp) -> Draft {
    Draft {
        text: text.to_owned(),
        at,
        ..Draft::none(conversation)
    }
}

async fn the_later_words_count_whichever_come_first_and_only_the_author_hears(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let id = stage.waiting().await;
    assert_eq!(read(&stage.desk, &ana, id).await, Ok(Draft::none(id)));
    let from = stage.end().await;
    let later = draft(id, "Dear Maria", NOW.plus(-10));
    assert_eq!(keep(&stage.desk, &ana, later.clone()).await, Ok(later.clone()));
    let event = Event::DraftChanged {
        conversation: id,
        at: later.at,
    };
    let logged = stage.logged(from).await;
    let told: Vec<_> = logged.iter().map(|it| (&it.audience, &it.event)).collect();
    assert_eq!(told, [(&Audience::User(ana.user), &event)]);
    let late = draft(id, "Dear", NOW.plus(-20));
    assert_eq!(
        keep(&stage.desk, &ana, late).await,
        Ok(later.clone()),
        "what arrives late is older"
    );
    assert_eq!(read(&stage.desk, &ana, id).await, Ok(later));
    assert_eq!(
        read(&stage.desk, &bia, id).await,
        Ok(Draft::none(id)),
        "nobody reads what is not sent"
    );
    assert_eq!(stage.logged(from).await.len(), 1);

    // A clock that is fast does not keep later words away, and an emptied draft stays empty.
    let now = stage.now();
    let fast = draft(id, "Dear Maria,", now.plus(DAY));
    assert_eq!(keep(&stage.desk, &ana, fast).await.expect("kept").at, now);
    stage.clock.advance(10);
    let emptied = draft(id, "", stage.now());
    assert_eq!(keep(&stage.desk, &ana, emptied.clone()).await, Ok(emptied.clone()));
    let late = draft(id, "Dear Maria, thank", now.plus(5));
    assert_eq!(keep(&stage.desk, &ana, late).await, Ok(emptied));

    let other = stage.department("Other").await;
    let otto = stage.user("otto", "agent", &[other]).await;
    assert_eq!(read(&stage.desk, &otto, id).await, Err(Problem::NotFound));
    assert_eq!(
        keep(&stage.desk, &otto, draft(id, "x", NOW)).await,
        Err(Problem::NotFound)
    );
    let long = draft(id, &"x".repeat(20_000), stage.now().plus(1));
    assert_eq!(
        keep(&stage.desk, &ana, long).await,
        Err(Problem::invalid("text", "too_long"))
    );
}

async fn uploads(stage: &Stage, actor: &Actor, conversation: ConversationId, id: &str) -> File {
    let what = Upload {
        id: model::CommandId::new(id).expect("well formed"),
        name: "a.txt".to_owned(),
        size: None,
    };
    let pieces: Vec<Result<Bytes, ()>> = vec![Ok(Bytes::from_static(b"text"))];
    let taken = upload(
        &stage.desk,
        Uploader::Agent(actor, conversation),
        what,
        stream::iter(pieces),
    )
    .await;
    taken.expect("taken")
}

async fn files_wait_with_their_draft(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let id = stage.waiting().await;
    let elsewhere = stage.waiting().await;
    let (first, second) = (
        uploads(&stage, &ana, id, "upload-one").await,
        uploads(&stage, &ana, id, "upload-two").await,
    );
    let foreign = uploads(&stage, &bia, id, "upload-one").await;
    let other = uploads(&stage, &ana, elsewhere, "upload-three").await;
    let files = vec![first.clone(), foreign, first.clone(), other, second.clone()];
    let with = Draft {
        files,
        ..draft(id, "", NOW)
    };
    let kept = keep(&stage.desk, &ana, with).await.expect("kept");
    assert_eq!(kept.files, [first.clone(), second.clone()]);
    stage.clock.advance(3 * DAY);
    forget_unsent(&stage.desk).await.expect("forgotten");
    assert_eq!(read(&stage.desk, &ana, id).await.expect("read").files, kept.files);
    let send = Command::SendMessage {
        conversation: id,
        text: None,
        files: vec![first.id],
        reply_to: None,
        signed: false,
    };
    stage.does(&ana, send).await.expect("sent");
    assert_eq!(
        read(&stage.desk, &ana, id).await.expect("read").files,
        std::slice::from_ref(&second)
    );
    keep(&stage.desk, &ana, draft(id, "", stage.now())).await.expect("kept");
    forget_unsent(&stage.desk).await.expect("forgotten");
    let gone = store::file::get(&mut stage.db.read().await.expect("a connection"), second.id).await;
    assert_eq!(gone, Ok(None));

    // Drafts go with their conversation, and in time.
    desk::conversation::delete(&stage.desk, &stage.administrator, id)
        .await
        .expect("deleted");
    keep(&stage.desk, &ana, draft(elsewhere, "old", stage.now()))
        .await
        .expect("kept");
    stage.clock.advance(91 * DAY);
    desk::retention::put_away(&stage.desk, 30).await.expect("put away");
    assert_eq!(read(&stage.desk, &ana, elsewhere).await, Ok(Draft::none(elsewhere)));
}

store::testing::contract! {
    the_later_words_count_whichever_come_first_and_only_the_author_hears,
    files_wait_with_their_draft,
}
