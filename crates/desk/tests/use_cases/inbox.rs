//! Making inboxes and live chats: where what is written there comes in, and who may.

use desk::inbox::{self, NewInbox, NewLiveChat};
use model::{DepartmentId, DirectoryEntry, Event, InboxId, Permission, Problem};
use store::testing::TestDb;

use crate::stage::Stage;

async fn what_is_written_in_a_new_live_chat_stands_in_its_inboxs_department(db: TestDb) {
    let stage = Stage::new(db).await;
    let support = stage.department("Support").await;
    let position = stage.end().await;
    let new = NewInbox {
        name: "Help".to_owned(),
        default_department: Some(support),
    };
    let inbox = inbox::create(&stage.desk, &stage.administrator, new)
        .await
        .expect("made");
    let new = NewLiveChat {
        inbox,
        name: "Help page".to_owned(),
    };
    let connection = inbox::add_live_chat(&stage.desk, &stage.administrator, new)
        .await
        .expect("made");
    let [
        Event::Directory(DirectoryEntry::Inbox(inbox_entry)),
        Event::Directory(DirectoryEntry::Connection(connection_entry)),
    ] = &stage.events(position).await[..]
    else {
        panic!("everybody's directory is told of both")
    };
    assert_eq!((inbox_entry.id, inbox_entry.name.as_str()), (inbox, "Help"));
    assert_eq!((connection_entry.id, connection_entry.inbox), (connection, inbox));

    let guest = stage.guest_of(connection).await;
    let written = stage.writes(&guest, "hello").await.conversation.id;
    let lifecycle = stage.row(written).await.lifecycle;
    assert_eq!((lifecycle.inbox, lifecycle.department), (inbox, Some(support)));
}

async fn inboxes_and_live_chats_need_their_rights_and_right_fields(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let new = |name: &str, default_department| NewInbox {
        name: name.to_owned(),
        default_department,
    };
    let refused = inbox::create(&stage.desk, &ana, new("Help", None)).await;
    assert_eq!(refused, Err(Problem::Forbidden));
    for (new, field, reason) in [
        (new("", None), "name", "required"),
        (new("Help", Some(DepartmentId(999))), "default_department", "wrong"),
    ] {
        let refused = inbox::create(&stage.desk, &stage.administrator, new).await;
        assert_eq!(refused, Err(Problem::invalid(field, reason)));
    }
    let clerk = stage.user_who_may("clerk", &[Permission::ManageInboxes], &[]).await;
    let inbox = inbox::create(&stage.desk, &clerk, new("Help", None))
        .await
        .expect("made");
    let chat = |inbox| NewLiveChat {
        inbox,
        name: "Help page".to_owned(),
    };
    let refused = inbox::add_live_chat(&stage.desk, &clerk, chat(inbox)).await;
    assert_eq!(refused, Err(Problem::Forbidden));
    let refused = inbox::add_live_chat(&stage.desk, &stage.administrator, chat(InboxId(999))).await;
    assert_eq!(refused, Err(Problem::invalid("inbox", "wrong")));
}

store::testing::contract! {
    what_is_written_in_a_new_live_chat_stands_in_its_inboxs_department,
    inboxes_and_live_chats_need_their_rights_and_right_fields,
}
