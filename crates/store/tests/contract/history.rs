//! What history from other systems needs: many rows at once, external ids, tags, and the mark of an untold import.

use model::{
    Activity, Author, ContactId, Content, Conversation, ConversationId, Message, MessageId, StartPage, Status,
};
use store::contact::NewContact;
use store::external_id::{self, Kind};
use store::tag::{self, Tagged};
use store::testing::TestDb;
use store::{StoreError, contact, conversation, message, meta};

use crate::world::{World, at, conversation as insert, world, write};

async fn opened(db: &TestDb, world: &World) -> Conversation {
    let world = *world;
    write(db, move |tx| {
        Box::pin(async move { insert(tx, &world, at(0), |_| ()).await })
    })
    .await
}

async fn many_rows_come_back_as_they_were_stored(db: TestDb) {
    let world = world(&db).await;
    let template = opened(&db, &world).await;
    let first = template.id;
    // More than one statement takes, and not a whole number of them.
    let (contacts, rows, messages) = write(&db, move |tx| {
        let template = template.clone();
        Box::pin(async move {
            let new = NewContact {
                name: "João".to_owned(),
                email: Some("joao@example.com".to_owned()),
                phone: None,
                source: template.channel,
                created_at: at(7),
            };
            let contacts = contact::reserve(tx, 53).await?;
            let given: Vec<(ContactId, &NewContact)> = contacts.iter().map(|id| (*id, &new)).collect();
            contact::insert_all(tx, &given).await?;
            let rows: Vec<Conversation> = conversation::reserve(tx, 53)
                .await?
                .into_iter()
                .zip(&contacts)
                .map(|(id, contact)| {
                    let mut row = template.clone();
                    row.id = id;
                    row.contact.id = *contact;
                    "João".clone_into(&mut row.contact.name);
                    row.lifecycle.status = Status::Closed;
                    row.lifecycle.stamps.closed_at = Some(at(id.0));
                    row.metrics.business.chatbot_time = Some(id.0);
                    row.start_page = Some(StartPage {
                        url: format!("https://shop.example/{id}"),
                        title: String::new(),
                    });
                    row
                })
                .collect();
            conversation::insert_all(tx, &rows).await?;
            let ids = message::reserve(tx, 117).await?;
            let messages: Vec<Message> = ids
                .into_iter()
                .enumerate()
                .map(|(n, id)| said(n, id, rows[0].id))
                .collect();
            message::insert_all(tx, &messages).await?;
            Ok((contacts, rows, messages))
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    for row in &rows {
        assert_eq!(
            conversation::get(&mut conn, row.id).await.as_ref(),
            Ok(&Some(row.clone()))
        );
    }
    assert!(rows.windows(2).all(|two| two[0].id < two[1].id) && first < rows[0].id);
    let page = message::page(&mut conn, rows[0].id, None, 1000).await.expect("read");
    assert_eq!(page.messages, messages);
    let stored = contact::get(&mut conn, contacts[52])
        .await
        .expect("read")
        .expect("there");
    assert_eq!(
        (stored.name.as_str(), stored.created_at, stored.version),
        ("João", at(7), 1)
    );
    drop(conn);
    let next = opened(&db, &world).await;
    assert!(next.id > rows[52].id, "what is opened later has a later number");
}

fn said(n: usize, id: MessageId, conversation: ConversationId) -> Message {
    let (author, content) = match n % 3 {
        0 => (
            Author::Bot,
            Content::Text {
                text: format!("número {n}"),
            },
        ),
        1 => (
            Author::Agent { user: model::UserId(1) },
            Content::Note {
                text: "it's 'quoted'".to_owned(),
                mentions: Vec::new(),
            },
        ),
        _ => (Author::System, Content::Activity(Activity::Closed)),
    };
    let mut message = Message::new(id, conversation, at(5), author, content);
    message.reply_to = (n > 1).then_some(id);
    message
}

async fn nobody_else_gets_ids_that_were_reserved(db: TestDb) {
    let reserve = || {
        db.write(|tx| {
            Box::pin(async move {
                let ids = contact::reserve(tx, 40).await?;
                let new = NewContact {
                    name: String::new(),
                    email: None,
                    phone: None,
                    source: model::Channel::LiveChat,
                    created_at: at(0),
                };
                let given: Vec<_> = ids.iter().map(|id| (*id, &new)).collect();
                contact::insert_all(tx, &given).await?;
                Ok::<_, StoreError>(ids)
            })
        })
    };
    let (one, two, three) = tokio::join!(reserve(), reserve(), reserve());
    let mut ids: Vec<_> = [one, two, three]
        .into_iter()
        .flat_map(|ids| ids.expect("reserved"))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 120);
    let none = write(&db, |tx| Box::pin(async move { contact::reserve(tx, 0).await })).await;
    assert_eq!(none, []);
}

async fn an_external_id_keeps_what_it_means(db: TestDb) {
    write(&db, |tx| {
        Box::pin(async move {
            external_id::insert(tx, Kind::Contact, &[("a", 1), ("b \"x\"", 2)]).await?;
            external_id::insert(tx, Kind::User, &[("a", 9)]).await?;
            external_id::insert(tx, Kind::Contact, &[("a", 7), ("c", 3)]).await?;
            external_id::insert(tx, Kind::Contact, &[]).await
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let mut found: Vec<_> = external_id::find(&mut conn, Kind::Contact, &["a", "b \"x\"", "z"])
        .await
        .expect("read")
        .into_iter()
        .collect();
    found.sort();
    assert_eq!(found, [("a".to_owned(), 1), ("b \"x\"".to_owned(), 2)]);
    assert_eq!(
        external_id::find(&mut conn, Kind::Contact, &[])
            .await
            .expect("read")
            .len(),
        0
    );
    let all = external_id::all(&mut conn, Kind::User).await.expect("read");
    assert_eq!(all.into_iter().collect::<Vec<_>>(), [("a".to_owned(), 9)]);
}

async fn a_tag_is_the_same_in_upper_and_lower_case(db: TestDb) {
    let world = world(&db).await;
    let id = opened(&db, &world).await.id;
    let tagged = |name: &str, milliseconds| Tagged {
        name: name.to_owned(),
        by: Some(world.ana),
        at: at(milliseconds),
    };
    let (first, again) = (tagged("Urgente", 1), tagged("URGENTE", 2));
    let other = Tagged {
        by: None,
        ..tagged("Troca", 3)
    };
    let tags = vec![first.clone(), again, other.clone()];
    for _ in 0..2 {
        let tags = tags.clone();
        write(&db, move |tx| {
            let tags = tags.clone();
            Box::pin(async move { tag::put(tx, id, &tags).await })
        })
        .await;
    }
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(tag::of(&mut conn, id).await, Ok(vec![first, other]));
}

async fn an_untold_import_is_remembered_until_it_is_told(db: TestDb) {
    let untold = || async { meta::untold_import(&mut db.read().await.expect("a reader")).await };
    assert_eq!(untold().await, Ok(false));
    for _ in 0..2 {
        write(&db, |tx| Box::pin(async move { meta::set_untold_import(tx).await })).await;
        assert_eq!(untold().await, Ok(true));
    }
    write(&db, |tx| Box::pin(async move { meta::clear_untold_import(tx).await })).await;
    assert_eq!(untold().await, Ok(false));
}

store::testing::contract! {
    many_rows_come_back_as_they_were_stored,
    nobody_else_gets_ids_that_were_reserved,
    an_external_id_keeps_what_it_means,
    a_tag_is_the_same_in_upper_and_lower_case,
    an_untold_import_is_remembered_until_it_is_told,
}
