//! Pictures of people: who may set which, and who sees them (R117).

use bytes::Bytes;
use desk::photo;
use model::{Actor, ContactId, DirectoryEntry, Event, Permission, Person, Problem, UserId};
use store::testing::TestDb;

use crate::stage::Stage;

fn pixel() -> Bytes {
    files::testing::png(1, 1).into()
}

async fn sees(stage: &Stage, actor: &Actor, of: Person) -> Result<&'static str, Problem> {
    let shown = photo::read(&stage.desk, actor, of).await?;
    assert!(!shown.bytes.is_empty());
    Ok(shown.media_type)
}

async fn a_picture_is_ones_own_or_an_administrators_to_set(db: TestDb) {
    let stage = Stage::new(db).await;
    let boss = stage.administrator.clone();
    let (ana, ben) = (stage.agent("ana").await, stage.agent("ben").await);
    let (of_ana, of_boss) = (Person::User(ana.user), Person::User(boss.user));
    let clerk = stage.user_who_may("clerk", &[Permission::ManageUsers], &[]).await;
    let set = |actor: &Actor, of, image| {
        let (desk, actor) = (stage.desk.clone(), actor.clone());
        async move { photo::set(&desk, &actor, of, image).await }
    };
    assert_eq!(sees(&stage, &ben, of_ana).await, Err(Problem::NotFound));
    for (actor, of, refused) in [
        (&ben, of_ana, Problem::Forbidden),
        // Whom one may not change in anything else either.
        (&clerk, of_boss, Problem::Forbidden),
        (&boss, Person::User(UserId(999)), Problem::NotFound),
    ] {
        assert_eq!(
            set(actor, of, Some(pixel())).await,
            Err(refused),
            "{} {of:?}",
            actor.name
        );
    }
    let nothing = Some(Bytes::from_static(b"<svg onload=alert(1)>"));
    assert_eq!(set(&ana, of_ana, nothing).await, Err(Problem::invalid("file", "image")));

    let position = stage.end().await;
    let at = set(&ana, of_ana, Some(pixel())).await.expect("set");
    assert!(at.is_some());
    assert!(sees(&stage, &ben, of_ana).await.is_ok(), "colleagues see it");
    let told: Vec<_> = stage.events(position).await;
    assert!(
        told.iter().any(|event| matches!(event,
            Event::Directory(DirectoryEntry::User(entry)) if entry.id == ana.user && entry.photo == at)),
        "{told:?}"
    );
    stage.clock.advance(1_000);
    assert_ne!(
        set(&boss, of_ana, Some(pixel())).await.expect("by an administrator"),
        at
    );
    assert_eq!(set(&boss, of_ana, None).await, Ok(None));
    assert_eq!(sees(&stage, &ben, of_ana).await, Err(Problem::NotFound));
}

async fn a_contacts_picture_is_for_who_sees_the_contact(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let support = stage.department("Support").await;
    let stranger = stage.user("stranger", "agent", &[support]).await;
    let reader = stage.user_who_may("reader", &[Permission::ReadAll], &[]).await;
    let conversation = stage.waiting().await;
    let contact = stage.row(conversation).await.contact.id;
    let of = Person::Contact(contact);
    for (actor, person, refused) in [
        (&stranger, of, Problem::NotFound),
        (&reader, of, Problem::Forbidden),
        (&ana, Person::Contact(ContactId(999)), Problem::NotFound),
    ] {
        let set = photo::set(&stage.desk, actor, person, Some(pixel())).await;
        assert_eq!(set, Err(refused), "{}", actor.name);
    }
    let at = photo::set(&stage.desk, &ana, of, Some(pixel())).await.expect("set");
    assert_eq!(stage.row(conversation).await.contact.photo, at, "its rows show it");
    assert!(sees(&stage, &reader, of).await.is_ok());
    assert_eq!(sees(&stage, &stranger, of).await, Err(Problem::NotFound));
    let position = stage.end().await;
    assert_eq!(photo::set(&stage.desk, &ana, of, None).await, Ok(None));
    let told = stage.events(position).await;
    assert!(
        told.iter().any(|event| matches!(event,
            Event::Conversation { conversation, .. } if conversation.contact.photo.is_none())),
        "{told:?}"
    );
    // Of the next conversation too.
    photo::set(&stage.desk, &ana, of, Some(pixel())).await.expect("set");
    assert!(stage.row(conversation).await.contact.photo.is_some());
}

store::testing::contract! {
    a_picture_is_ones_own_or_an_administrators_to_set,
    a_contacts_picture_is_for_who_sees_the_contact,
}
