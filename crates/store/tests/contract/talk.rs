//! Contacts, visitors, conversations, messages, results of commands.

use model::{
    Activity, Author, CloseReason, CommandId, Comment, Content, ConversationId, Elapsed, Emoji, Language, MessageId,
    Metrics, Preview, Rating, RatingKind, Reaction, Reactor, Reservation, Review, Snooze, StartPage, Status,
    TimeMetrics, Writer,
};
use store::command_result::{Kept, Sender};
use store::message::NewMessage;
use store::testing::TestDb;

use crate::world::{T0, World, at, contact, conversation, new_connection, new_conversation, world, write};

fn command(id: &str) -> CommandId {
    CommandId::new(id).expect("a well-formed id")
}

async fn a_contact_is_changed_and_seen(db: TestDb) {
    let id = write(&db, |tx| Box::pin(async move { contact(tx, "").await })).await;
    let mut conn = db.read().await.expect("a reader");
    let mut stored = store::contact::get(&mut conn, id).await.expect("read").expect("there");
    assert_eq!((stored.name.as_str(), stored.last_activity_at), ("", T0));
    "João".clone_into(&mut stored.name);
    stored.email = Some("joao@example.com".to_owned());
    stored.phone = Some("+5511".to_owned());
    let given = stored.clone();
    let changed = write(&db, move |tx| {
        let contact = given.clone();
        Box::pin(async move {
            store::contact::touch(tx, id, at(50)).await?;
            store::contact::touch(tx, id, at(20)).await?;
            store::contact::update(tx, &contact).await
        })
    })
    .await;
    assert!(changed);
    stored.version += 1;
    stored.last_activity_at = at(50);
    assert_eq!(store::contact::get(&mut conn, id).await, Ok(Some(stored)));
}

async fn a_visitor_is_known_by_token_on_its_own_connection_only(db: TestDb) {
    let world = world(&db).await;
    let (id, contact) = write(&db, move |tx| {
        Box::pin(async move {
            let id = store::visitor::insert(tx, world.connection, "hash", Language::Spanish, T0).await?;
            let contact = contact(tx, "").await?;
            let command = command("visitor-command-1");
            let before = store::visitor::lock(tx, id, &command).await?.expect("there");
            assert_eq!(before.kept, None);
            let before = before.visitor;
            assert_eq!((before.contact, before.language), (None, Language::Spanish));
            let result = Kept {
                body_hash: "h".to_owned(),
                result: "{}".to_owned(),
                conversation: None,
            };
            for sender in [Sender::User(model::UserId(id.0)), Sender::Visitor(id)] {
                let body_hash = sender.key();
                let kept = Kept {
                    body_hash,
                    ..result.clone()
                };
                store::command_result::put(tx, sender, &command, &kept, T0).await?;
            }
            let caller = store::visitor::lock(tx, id, &command).await?.expect("there");
            assert_eq!(caller.kept.map(|kept| kept.body_hash), Some(Sender::Visitor(id).key()));
            store::visitor::set_contact(tx, id, contact).await?;
            Ok((id, contact))
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let visitor = store::visitor::by_token(&mut conn, world.connection, "hash")
        .await
        .expect("read")
        .expect("there");
    assert_eq!((visitor.id, visitor.contact), (id, Some(contact)));
    let elsewhere = store::visitor::by_token(&mut conn, model::ConnectionId(99), "hash").await;
    assert_eq!(elsewhere, Ok(None));
    for (connection, expected) in [(world.connection, true), (model::ConnectionId(99), false)] {
        let reached = store::visitor::reaches(&mut conn, contact, connection).await;
        assert_eq!(reached, Ok(expected));
    }
    let over = store::visitor::reached(&mut conn, contact).await;
    assert_eq!(over, Ok(vec![world.connection]));
    assert_eq!(
        store::visitor::by_token(&mut conn, world.connection, "other").await,
        Ok(None)
    );
}

async fn a_conversation_comes_back_as_it_was_stored(db: TestDb) {
    let world = world(&db).await;
    let mut stored = write(&db, move |tx| {
        Box::pin(async move {
            let contact = contact(tx, "Zé").await?;
            let mut new = new_conversation(&world, contact, "Zé", at(5));
            new.start_page = Some(StartPage {
                url: "https://shop.example/pão".to_owned(),
                title: "Pão".to_owned(),
            });
            Ok(store::conversation::insert(tx, new).await?.expect("the first"))
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(
        store::conversation::get(&mut conn, stored.id).await,
        Ok(Some(stored.clone()))
    );

    let state = &mut stored.lifecycle;
    state.status = Status::PendingClose;
    state.department = Some(world.support);
    state.assignee = Some(world.ana);
    state.reserved = Some(Reservation {
        agent: world.bia,
        until: Some(at(77)),
    });
    state.bot_owned = true;
    state.human_replied = true;
    state.close_reason = Some(CloseReason::Finished);
    state.clocks.gap_since = Some(at(9));
    state.clocks.answered = 2;
    state.clocks.total = Elapsed {
        calendar: 30,
        business: 20,
    };
    state.stamps.bot_taken_at = Some(at(10));
    state.stamps.queued_at = Some(at(11));
    state.stamps.accepted_at = Some(at(12));
    state.stamps.first_customer_message_at = Some(at(13));
    state.stamps.first_reply_at = Some(at(14));
    state.stamps.ended_at = Some(at(15));
    state.stamps.closed_at = Some(at(16));
    state.stamps.last_message_at = Some(at(17));
    state.stamps.modified_at = at(18);
    stored.preview = Some(Preview {
        writer: Writer::Agent,
        text: "Até logo".to_owned(),
    });
    stored.unread = 3;
    stored.agent_read = Some(MessageId(101));
    stored.customer_received = Some(MessageId(102));
    stored.customer_read = Some(MessageId(103));
    let given = stored.clone();
    let returned = write(&db, move |tx| {
        let mut conversation = given.clone();
        Box::pin(async move {
            let locked = store::conversation::lock(tx, conversation.id).await?.expect("there");
            assert_eq!(locked.version, 1);
            store::conversation::update(tx, &locked, &mut conversation).await?;
            Ok(conversation)
        })
    })
    .await;
    stored.version = 2;
    assert_eq!(returned, stored);
    assert_eq!(store::conversation::get(&mut conn, stored.id).await, Ok(Some(stored)));
    assert_eq!(
        store::conversation::get(&mut conn, ConversationId(9999)).await,
        Ok(None)
    );
}

/// Each of the nine, both ways, in its own column.
async fn metrics_ratings_and_timers_come_back_as_they_were_stored(db: TestDb) {
    let world = world(&db).await;
    let stored = write(&db, move |tx| {
        Box::pin(async move {
            let mut it = conversation(tx, &world, at(1), |_| ()).await?;
            let before = it.clone();
            it.metrics = Metrics {
                calendar: nine(10),
                business: nine(30),
            };
            it.status_due_at = Some(at(90));
            it.snoozed = Some(Snooze {
                until: at(80),
                by: world.ana,
            });
            it.rating_asked = Some(RatingKind::Like);
            it.rating = Some(Rating {
                kind: RatingKind::Like,
                value: 0,
                comment: Comment::new("ruim").ok(),
                at: at(81),
            });
            it.review = Some(Review {
                value: 5,
                comment: None,
                by: world.bia,
                at: at(82),
            });
            it.form_sent_at = Some(at(83));
            it.form_filled_at = Some(at(84));
            it.history_requested_at = Some(at(85));
            store::conversation::update(tx, &before, &mut it).await?;
            Ok(it)
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let id = stored.id;
    assert_eq!(store::conversation::get(&mut conn, id).await, Ok(Some(stored)));
}

fn nine(first: i64) -> TimeMetrics {
    TimeMetrics {
        waiting_for_agent_reply: Some(first),
        agent_response_time: Some(first + 1),
        duration_before_agent_close: Some(first + 2),
        conversation_duration: Some(first + 3),
        initial_response_time: Some(first + 4),
        chatbot_time: Some(first + 5),
        total_response_time: Some(first + 6),
        average_response_time: Some(first + 7),
        maximum_response_time: Some(first + 8),
    }
}

/// The earliest timer counts, and a worker takes only what is due.
async fn due_conversations_are_found_by_their_earliest_timer(db: TestDb) {
    let world = world(&db).await;
    let ids = write(&db, move |tx| {
        Box::pin(async move {
            let mut ids = Vec::new();
            for (status_due, snoozed, reserved) in [
                (Some(30), Some(20), None),
                (None, None, Some(10)),
                (Some(40), None, None),
                (None, None, None),
            ] {
                let mut it = conversation(tx, &world, at(1), |_| ()).await?;
                let before = it.clone();
                it.status_due_at = status_due.map(at);
                it.snoozed = snoozed.map(|until| Snooze {
                    until: at(until),
                    by: world.ana,
                });
                it.lifecycle.reserved = reserved.map(|until| Reservation {
                    agent: world.bia,
                    until: Some(at(until)),
                });
                store::conversation::update(tx, &before, &mut it).await?;
                ids.push(it.id);
            }
            Ok(ids)
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(store::conversation::next_due(&mut conn).await, Ok(Some(at(10))));
    for (now, limit, expected) in [
        (9, 9, vec![]),
        (10, 9, vec![ids[1]]),
        (30, 9, vec![ids[1], ids[0]]),
        (30, 1, vec![ids[1]]),
        (99, 9, vec![ids[1], ids[0], ids[2]]),
    ] {
        assert_eq!(store::conversation::due(&mut conn, at(now), limit).await, Ok(expected));
    }
    drop(conn);
    let claimed = write(&db, move |tx| {
        let ids = ids.clone();
        Box::pin(async move {
            let mut claimed = Vec::new();
            for id in ids {
                claimed.push(store::conversation::claim_due(tx, id, at(30)).await?.is_some());
            }
            Ok(claimed)
        })
    })
    .await;
    assert_eq!(claimed, [true, true, false, false]);
}

async fn a_change_made_from_an_old_copy_is_refused(db: TestDb) {
    let world = world(&db).await;
    let old = write(&db, move |tx| {
        Box::pin(async move { conversation(tx, &world, T0, |_| {}).await })
    })
    .await;
    let given = old.clone();
    write(&db, move |tx| {
        let mut conversation = given.clone();
        Box::pin(async move {
            let before = conversation.clone();
            store::conversation::update(tx, &before, &mut conversation).await
        })
    })
    .await;
    let result = db
        .write(move |tx| {
            let mut conversation = old.clone();
            Box::pin(async move {
                let before = conversation.clone();
                store::conversation::update(tx, &before, &mut conversation).await
            })
        })
        .await;
    assert!(matches!(result, Err(store::StoreError::Internal { .. })), "{result:?}");
}

async fn a_contact_has_one_open_conversation_on_a_connection(db: TestDb) {
    let world = world(&db).await;
    let (first, again, later) = write(&db, move |tx| {
        Box::pin(async move {
            let contact = contact(tx, "Zé").await?;
            let new = || new_conversation(&world, contact, "Zé", T0);
            let mut first = store::conversation::insert(tx, new()).await?.expect("the first");
            let again = store::conversation::insert(tx, new()).await?;
            let found = store::conversation::lock_open_of(tx, contact, world.connection).await?;
            assert_eq!(found.map(|it| it.id), Some(first.id));
            let before = first.clone();
            first.lifecycle.status = Status::Closed;
            store::conversation::update(tx, &before, &mut first).await?;
            let later = store::conversation::insert(tx, new()).await?;
            Ok((first, again, later))
        })
    })
    .await;
    assert_eq!(again, None);
    let later = later.expect("the first is over");
    assert!(later.id > first.id, "numbers are given in order");
    let mut conn = db.read().await.expect("a reader");
    let contact = first.contact.id;
    let open = store::conversation::open_of(&mut conn, contact, world.connection)
        .await
        .expect("read");
    let latest = store::conversation::latest_of(&mut conn, contact, world.connection)
        .await
        .expect("read");
    assert_eq!(
        (open.map(|it| it.id), latest.map(|it| it.id)),
        (Some(later.id), Some(later.id))
    );
    let ids = store::conversation::ids_of(&mut conn, contact).await;
    assert_eq!(ids, Ok(vec![first.id, later.id]));
    let elsewhere = store::conversation::open_of(&mut conn, contact, model::ConnectionId(99)).await;
    assert_eq!(elsewhere, Ok(None));
}

/// With who is to write comes where that goes on: also when it was moved, and not when it is over.
async fn who_writes_is_given_what_is_not_over(db: TestDb) {
    let world = world(&db).await;
    write(&db, move |tx| {
        Box::pin(async move {
            let visitor = store::visitor::insert(tx, world.connection, "hash", Language::English, T0).await?;
            let command = command("visitor-command-1");
            assert!(
                store::visitor::lock_to_write(tx, model::VisitorId(visitor.0 + 1), &command)
                    .await?
                    .is_none()
            );
            let found = store::visitor::lock_to_write(tx, visitor, &command)
                .await?
                .expect("there");
            assert!(found.open.is_none(), "has written nothing");
            let contact = contact(tx, "Zé").await?;
            store::visitor::set_contact(tx, visitor, contact).await?;
            let found = store::visitor::lock_to_write(tx, visitor, &command)
                .await?
                .expect("there");
            assert_eq!((found.visitor.contact, found.open.is_some()), (Some(contact), false));
            let new = new_conversation(&world, contact, "Zé", T0);
            let mut it = store::conversation::insert(tx, new).await?.expect("the first");
            let other = store::connection::insert(tx, &new_connection(world.inbox)).await?;
            for (status, connection, home) in [
                (Status::Queued, world.connection, None),
                (Status::Waiting, other, Some(world.connection)),
                (Status::Closed, world.connection, None),
            ] {
                let before = it.clone();
                it.lifecycle.status = status;
                it.lifecycle.connection = connection;
                it.lifecycle.home = home;
                store::conversation::update(tx, &before, &mut it).await?;
                let found = store::visitor::lock_to_write(tx, visitor, &command)
                    .await?
                    .expect("there");
                let open = found.open.map(|open| (open.conversation, open.inbox.id));
                let expected = (status != Status::Closed).then(|| (it.clone(), it.lifecycle.inbox));
                assert_eq!(open, expected);
            }
            Ok(())
        })
    })
    .await;
}

/// The customer's first two messages arrive in the same millisecond.
async fn two_that_open_a_conversation_at_once_open_one(db: TestDb) {
    let world = world(&db).await;
    let contact = write(&db, |tx| Box::pin(async move { contact(tx, "Zé").await })).await;
    let open = |db: store::Db| async move {
        write(&db, move |tx| {
            Box::pin(async move {
                let new = new_conversation(&world, contact, "Zé", T0);
                if let Some(opened) = store::conversation::insert(tx, new).await? {
                    return Ok((opened.id, true));
                }
                let there = store::conversation::lock_open_of(tx, contact, world.connection).await?;
                Ok((there.expect("the other's").id, false))
            })
        })
        .await
    };
    let tasks: Vec<_> = (0..8).map(|_| tokio::spawn(open(db.clone()))).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.expect("no panic"));
    }
    assert_eq!(results.iter().filter(|(_, opened)| *opened).count(), 1);
    assert!(results.iter().all(|(id, _)| *id == results[0].0));
}

/// Two agents press Accept together: one wins, the other is told who.
async fn of_many_who_accept_at_once_one_wins_and_all_learn_who(db: TestDb) {
    let world = world(&db).await;
    let id = write(&db, move |tx| {
        Box::pin(async move { conversation(tx, &world, T0, |_| {}).await })
    })
    .await
    .id;
    let accept = |db: store::Db, agent: model::UserId| async move {
        write(&db, move |tx| {
            Box::pin(async move {
                let mut it = store::conversation::lock(tx, id).await?.expect("there");
                let free = it.lifecycle.assignee.is_none();
                if free {
                    let before = it.clone();
                    it.lifecycle.status = Status::Accepted;
                    it.lifecycle.assignee = Some(agent);
                    store::conversation::update(tx, &before, &mut it).await?;
                }
                Ok((free, it.lifecycle.assignee))
            })
        })
        .await
    };
    let tasks: Vec<_> = (0..16)
        .map(|n| tokio::spawn(accept(db.clone(), if n % 2 == 0 { world.ana } else { world.bia })))
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.expect("no panic"));
    }
    assert_eq!(results.iter().filter(|(won, _)| *won).count(), 1);
    assert!(results.iter().all(|(_, who)| who.is_some() && *who == results[0].1));
}

fn message(conversation: ConversationId, author: Author, content: Content) -> NewMessage {
    NewMessage {
        conversation,
        at: T0,
        author,
        content,
        files: Vec::new(),
        reply_to: None,
        command: None,
    }
}

fn text(text: &str) -> Content {
    Content::Text { text: text.to_owned() }
}

/// Else a reaction, a correction or a deletion is gone with the next reading, or the customer still finds what was erased.
async fn a_message_that_changes_is_read_as_it_is_now(db: TestDb) {
    let world = world(&db).await;
    let (it, question, mut answer, mut note) = write(&db, move |tx| {
        Box::pin(async move {
            let it = conversation(tx, &world, T0, |_| {}).await?;
            let ana = Author::Agent { user: world.ana };
            let question = store::message::insert(tx, message(it.id, customer_again(&it), text("question"))).await?;
            let mut answer = message(it.id, ana, text("answr"));
            answer.reply_to = Some(question.id);
            let answer = store::message::insert(tx, answer).await?;
            let content = Content::Note {
                text: "careful".to_owned(),
                mentions: vec![world.bia],
            };
            let note = store::message::insert(tx, message(it.id, ana, content)).await?;
            Ok((it, question, answer, note))
        })
    })
    .await;
    assert_eq!((answer.version, answer.reply_to), (1, Some(question.id)));
    answer.content = text("answer");
    answer.edited_at = Some(T0.plus(5));
    for by in [Reactor::Customer, Reactor::Agent { user: world.bia }] {
        answer.reactions.push(Reaction {
            emoji: Emoji::new("👍🏽").expect("an emoji"),
            by,
            at: T0.plus(6),
        });
    }
    let deleted = |internal| Content::Deleted {
        by: world.ana,
        at: T0.plus(7),
        internal,
    };
    note.content = deleted(true);
    for changed in [&mut answer, &mut note] {
        let stored = changed.clone();
        let version = write(&db, move |tx| {
            let mut next = stored.clone();
            Box::pin(async move {
                store::message::update(tx, &mut next).await?;
                Ok(next.version)
            })
        })
        .await;
        changed.version = version;
    }
    assert_eq!((answer.version, note.version), (2, 2));
    let mut conn = db.read().await.expect("a reader");
    let all = store::message::page(&mut conn, it.id, None, 50).await.expect("read");
    assert_eq!(all.messages, [question.clone(), answer.clone(), note.clone()]);
    let one = store::message::get(&mut conn, answer.id).await.expect("read");
    assert_eq!(one.as_ref(), Some(&answer));
    let public = store::message::history(&mut conn, it.contact.id, world.connection, None, 50).await;
    assert_eq!(public.expect("read").0, [question.clone(), answer.clone()]);
    drop(conn);

    answer.content = deleted(false);
    let stored = answer.clone();
    write(&db, move |tx| {
        let mut next = stored.clone();
        Box::pin(async move { store::message::update(tx, &mut next).await })
    })
    .await;
    answer.version = 3;
    let mut conn = db.read().await.expect("a reader");
    let public = store::message::history(&mut conn, it.contact.id, world.connection, None, 50).await;
    assert_eq!(public.expect("read").0, [question, answer]);
}

async fn messages_come_back_as_they_were_page_by_page(db: TestDb) {
    let world = world(&db).await;
    let (id, contact, stored) = write(&db, move |tx| {
        Box::pin(async move {
            let it = conversation(tx, &world, T0, |_| {}).await?;
            let customer = Author::Customer { contact: it.contact.id };
            let agent = Author::Agent { user: world.ana };
            let mut stored = Vec::new();
            let mut first = message(it.id, customer, text("Olá 👋\nlinha"));
            first.command = Some(command("visitor-1"));
            stored.push(store::message::insert(tx, first).await?);
            for (author, content) in [
                (Author::System, Content::Activity(Activity::Accepted { by: world.ana })),
                (
                    Author::System,
                    Content::Activity(Activity::TransferredToAgent {
                        by: world.ana,
                        agent: world.bia,
                        note: Some("\"VIP\"".to_owned()),
                    }),
                ),
                (
                    agent,
                    Content::Note {
                        text: "calma".to_owned(),
                        mentions: vec![world.bia, world.ana],
                    },
                ),
                (agent, text("Oi")),
                (Author::Bot, text("?")),
                (customer_again(&it), text("tchau")),
            ] {
                stored.push(store::message::insert(tx, message(it.id, author, content)).await?);
            }
            let other = conversation(tx, &world, T0, |_| {}).await?;
            let stranger = Author::Customer {
                contact: other.contact.id,
            };
            store::message::insert(tx, message(other.id, stranger, text("another's"))).await?;
            Ok((it.id, it.contact.id, stored))
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let all = store::message::page(&mut conn, id, None, 50).await.expect("read");
    assert_eq!((all.messages.as_slice(), all.more), (stored.as_slice(), false));
    let newest = store::message::page(&mut conn, id, None, 3).await.expect("read");
    assert_eq!((newest.messages.as_slice(), newest.more), (&stored[4..], true));
    let older = store::message::page(&mut conn, id, Some(stored[4].id), 4)
        .await
        .expect("read");
    assert_eq!((older.messages.as_slice(), older.more), (&stored[..4], false));

    let unread = store::message::unread(&mut conn, id, None).await;
    let after_first = store::message::unread(&mut conn, id, Some(stored[0].id)).await;
    assert_eq!((unread, after_first), (Ok(2), Ok(1)));

    let public: Vec<_> = stored.iter().filter(|message| message.is_public()).cloned().collect();
    let (history, more) = store::message::history(&mut conn, contact, world.connection, None, 50)
        .await
        .expect("read");
    assert_eq!(
        (history, more),
        (public.clone(), false),
        "notes and activities are not the customer's"
    );
    let (history, more) = store::message::history(&mut conn, contact, world.connection, Some(public[3].id), 2)
        .await
        .expect("read");
    assert_eq!((history.as_slice(), more), (&public[1..3], true));
}

fn customer_again(conversation: &model::Conversation) -> Author {
    Author::Customer {
        contact: conversation.contact.id,
    }
}

async fn a_visitors_history_runs_over_all_conversations_of_its_connection(db: TestDb) {
    let world = world(&db).await;
    let (contact, expected) = write(&db, move |tx| {
        Box::pin(async move {
            let contact = contact(tx, "Zé").await?;
            let elsewhere = store::connection::insert(tx, &crate::world::new_connection(world.inbox)).await?;
            let mut expected = Vec::new();
            for round in 0..3 {
                let mut new = new_conversation(&world, contact, "Zé", at(round));
                if round == 1 {
                    new.lifecycle.connection = elsewhere;
                }
                let mut it = store::conversation::insert(tx, new).await?.expect("none is open");
                let stored =
                    store::message::insert(tx, message(it.id, Author::Customer { contact }, text("x"))).await?;
                if round != 1 {
                    expected.push(stored);
                }
                let before = it.clone();
                it.lifecycle.status = Status::Closed;
                store::conversation::update(tx, &before, &mut it).await?;
            }
            Ok((contact, expected))
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let history = store::message::history(&mut conn, contact, world.connection, None, 10).await;
    assert_eq!(history, Ok((expected, false)));
}

async fn a_command_is_kept_per_sender(db: TestDb) {
    let kept = Kept {
        conversation: None,
        body_hash: "h".to_owned(),
        result: "{\"a\":1}".to_owned(),
    };
    let ana = Sender::User(model::UserId(7));
    let visitor = Sender::Visitor(model::VisitorId(7));
    let given = kept.clone();
    write(&db, move |tx| {
        let kept = given.clone();
        Box::pin(async move { store::command_result::put(tx, ana, &command("command-1"), &kept, at(1)).await })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(
        store::command_result::get(&mut conn, ana, &command("command-1")).await,
        Ok(Some(kept))
    );
    assert_eq!(
        store::command_result::get(&mut conn, ana, &command("command-2")).await,
        Ok(None)
    );
    assert_eq!(
        store::command_result::get(&mut conn, visitor, &command("command-1")).await,
        Ok(None)
    );
    for (before, forgotten) in [(at(1), 0), (at(2), 1)] {
        let trimmed = write(&db, move |tx| {
            Box::pin(async move { store::command_result::trim(tx, before, 10).await })
        })
        .await;
        assert_eq!(trimmed, forgotten);
    }
}

/// An impatient client sends the same command several times at once: it is done once, and all get the first result.
async fn the_same_command_at_once_is_done_once(db: TestDb) {
    let world = world(&db).await;
    let id = write(&db, move |tx| {
        Box::pin(async move { conversation(tx, &world, T0, |_| {}).await })
    })
    .await
    .id;
    let send = |db: store::Db, n: i64, world: World| async move {
        write(&db, move |tx| {
            Box::pin(async move {
                let sender = Sender::User(world.ana);
                let name = command("command-1");
                if let Some(kept) = store::command_result::get(tx, sender, &name).await? {
                    return Ok(kept.result);
                }
                store::message::insert(tx, message(id, Author::Agent { user: world.ana }, text("once"))).await?;
                let kept = Kept {
                    conversation: None,
                    body_hash: "h".to_owned(),
                    result: n.to_string(),
                };
                store::command_result::put(tx, sender, &name, &kept, at(n)).await?;
                Ok(kept.result)
            })
        })
        .await
    };
    let tasks: Vec<_> = (0..8).map(|n| tokio::spawn(send(db.clone(), n, world))).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.expect("no panic"));
    }
    assert!(results.iter().all(|result| *result == results[0]), "{results:?}");
    let mut conn = db.read().await.expect("a reader");
    let page = store::message::page(&mut conn, id, None, 50).await.expect("read");
    assert_eq!(page.messages.len(), 1);
}

store::testing::contract! {
    a_contact_is_changed_and_seen,
    a_visitor_is_known_by_token_on_its_own_connection_only,
    a_conversation_comes_back_as_it_was_stored,
    metrics_ratings_and_timers_come_back_as_they_were_stored,
    due_conversations_are_found_by_their_earliest_timer,
    a_change_made_from_an_old_copy_is_refused,
    a_contact_has_one_open_conversation_on_a_connection,
    who_writes_is_given_what_is_not_over,
    two_that_open_a_conversation_at_once_open_one,
    of_many_who_accept_at_once_one_wins_and_all_learn_who,
    a_message_that_changes_is_read_as_it_is_now,
    messages_come_back_as_they_were_page_by_page,
    a_visitors_history_runs_over_all_conversations_of_its_connection,
    a_command_is_kept_per_sender,
    the_same_command_at_once_is_done_once,
}
