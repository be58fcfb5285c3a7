//! How conversations end, and what customer and supervisor say about them afterwards.

use model::{
    Activity, CloseReason, Command, Comment, Content, ConversationId, InboxSettings, Permission, Problem, RatingKind,
    Status, VisitorCommand,
};
use store::testing::TestDb;

use crate::stage::Stage;

fn rate(conversation: ConversationId, value: u8) -> VisitorCommand {
    VisitorCommand::Rate {
        conversation,
        value,
        comment: Comment::new("Obrigado!").ok(),
    }
}

fn asking(rating: RatingKind, closes_on_rating: bool) -> InboxSettings {
    InboxSettings {
        rating: Some(rating),
        closes_on_rating,
        ..InboxSettings::default()
    }
}

async fn accept_and_close_is_one_step_and_asks_nothing(db: TestDb) {
    let stage = Stage::new(db).await;
    stage.rules(asking(RatingKind::Five, true)).await;
    let ana = stage.agent("ana").await;
    let id = stage.waiting().await;
    let outcome = stage
        .does(&ana, Command::AcceptAndClose { conversation: id })
        .await
        .expect("closed");
    let lifecycle = &outcome.conversation.lifecycle;
    assert_eq!((lifecycle.status, lifecycle.assignee), (Status::Closed, Some(ana.user)));
    assert_eq!(lifecycle.stamps.accepted_at, lifecycle.stamps.closed_at);
    assert_eq!(lifecycle.stamps.ended_at, lifecycle.stamps.closed_at);
    assert_eq!(outcome.conversation.rating_asked, None);
    let lines: Vec<_> = outcome.messages.into_iter().map(|line| line.content).collect();
    let by = ana.user;
    let expected = [Activity::Accepted { by }, Activity::Resolved { by }].map(Content::Activity);
    assert_eq!(lines, expected);
    let again = stage.does(&ana, Command::AcceptAndClose { conversation: id }).await;
    assert!(matches!(
        again,
        Err(Problem::Conflict {
            status: Some(Status::Closed),
            ..
        })
    ));
}

async fn a_forced_close_is_spam_and_the_next_message_a_new_conversation(db: TestDb) {
    let stage = Stage::new(db).await;
    stage.rules(asking(RatingKind::Five, true)).await;
    let ana = stage.agent("ana").await;
    let boss = stage.user("boss", "supervisor", &[stage.sales]).await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "buy now").await.conversation.id;
    let command = Command::ForceClose { conversation: id };
    assert_eq!(stage.does(&ana, command.clone()).await, Err(Problem::Forbidden));
    let outcome = stage.does(&boss, command.clone()).await.expect("closed");
    let lifecycle = &outcome.conversation.lifecycle;
    assert_eq!(
        (lifecycle.status, lifecycle.close_reason),
        (Status::Spam, Some(CloseReason::Spam))
    );
    assert!(lifecycle.stamps.ended_at.is_some() && lifecycle.stamps.closed_at.is_some());
    assert!(stage.does(&boss, command).await.is_err());
    let refused = stage.visitor_does(&guest, rate(id, 5)).await;
    assert!(refused.is_err(), "nobody asked");
    assert_ne!(stage.writes(&guest, "buy now").await.conversation.id, id);
}

async fn the_customer_is_asked_at_the_end_and_rates_once(db: TestDb) {
    let stage = Stage::new(db).await;
    stage.rules(asking(RatingKind::Five, true)).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    assert!(
        stage.visitor_does(&guest, rate(id, 5)).await.is_err(),
        "not before the end"
    );
    stage.says(&ana, id, "Good morning").await;
    stage.resolves(&ana, id).await;
    assert_eq!(stage.row(id).await.lifecycle.status, Status::PendingClose);

    for wrong in [0, 6] {
        let refused = stage.visitor_does(&guest, rate(id, wrong)).await;
        assert_eq!(refused, Err(Problem::invalid("value", "wrong")));
    }
    let seen = stage
        .visitor_does(&guest, rate(id, 4))
        .await
        .expect("rated")
        .conversation;
    assert_eq!((seen.asks_rating, seen.rated, seen.open), (None, Some(4), false));
    let row = stage.row(id).await;
    assert_eq!(row.lifecycle.status, Status::Closed);
    assert!(row.lifecycle.stamps.ended_at < row.lifecycle.stamps.closed_at);
    let rating = row.rating.expect("kept");
    assert_eq!((rating.kind, rating.value), (RatingKind::Five, 4));
    assert_eq!(rating.comment.expect("kept").as_str(), "Obrigado!");
    let last = stage.messages(id).await.pop().expect("a line");
    assert!(matches!(
        last.content,
        Content::Activity(Activity::Rated { value: 4, .. })
    ));
    assert!(stage.visitor_does(&guest, rate(id, 1)).await.is_err(), "once");
}

async fn a_late_rating_is_kept_and_moves_nothing(db: TestDb) {
    let stage = Stage::new(db).await;
    stage.rules(asking(RatingKind::Like, false)).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    stage.says(&ana, id, "Good morning").await;
    stage.resolves(&ana, id).await;
    stage.clock.advance(25 * 60 * 60 * 1000);
    desk::timers::run_due(&stage.desk, 10).await.expect("ran");
    let closed = stage.row(id).await;
    assert_eq!(closed.lifecycle.status, Status::Closed);
    stage.writes(&guest, "something else").await;
    stage
        .visitor_does(&guest, rate(id, 0))
        .await
        .expect("of the earlier conversation");
    let row = stage.row(id).await;
    assert_eq!(row.lifecycle.status, Status::Closed);
    assert_eq!(row.lifecycle.stamps.closed_at, closed.lifecycle.stamps.closed_at);
    assert_eq!(row.metrics, closed.metrics);
    assert_eq!(row.rating.map(|rating| rating.value), Some(0));
}

async fn a_rating_that_does_not_close_leaves_it_pending(db: TestDb) {
    let stage = Stage::new(db).await;
    stage.rules(asking(RatingKind::Like, false)).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let stranger = stage.guest().await;
    stage.writes(&stranger, "hello").await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    stage.says(&ana, id, "Good morning").await;
    stage.resolves(&ana, id).await;
    let due = stage.row(id).await.status_due_at;
    assert_eq!(stage.visitor_does(&stranger, rate(id, 1)).await, Err(Problem::NotFound));
    stage.visitor_does(&guest, rate(id, 1)).await.expect("rated");
    let row = stage.row(id).await;
    assert_eq!((row.lifecycle.status, row.status_due_at), (Status::PendingClose, due));
}

async fn a_supervisor_rates_what_has_ended(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let boss = stage
        .user_who_may("boss", &[Permission::ReadAll, Permission::Review], &[])
        .await;
    let id = stage.waiting().await;
    let review = |value| Command::Review {
        conversation: id,
        value,
        comment: Comment::new("Kind and quick").ok(),
    };
    let open = stage.does(&boss, review(5)).await;
    assert!(matches!(
        open,
        Err(Problem::Conflict {
            status: Some(Status::New),
            ..
        })
    ));
    stage.accepts(&ana, id).await;
    stage.resolves(&ana, id).await;
    assert_eq!(stage.does(&ana, review(5)).await, Err(Problem::Forbidden));
    for wrong in [0, 6] {
        assert_eq!(
            stage.does(&boss, review(wrong)).await,
            Err(Problem::invalid("value", "wrong"))
        );
    }
    stage.does(&boss, review(3)).await.expect("rated");
    stage.does(&boss, review(4)).await.expect("thought again");
    let kept = stage.row(id).await.review.expect("kept");
    assert_eq!((kept.value, kept.by), (4, boss.user));
    assert_eq!(kept.comment.expect("kept").as_str(), "Kind and quick");
}

async fn a_form_fills_the_contact_and_names_its_conversations(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let first = stage.writes(&guest, "hello").await.conversation.id;
    stage.accepts(&ana, first).await;
    stage.resolves(&ana, first).await;
    let id = stage.writes(&guest, "hello again").await.conversation.id;
    let fill = |name: &str, email: &str| VisitorCommand::FillForm {
        conversation: id,
        name: name.to_owned(),
        email: email.to_owned(),
        phone: String::new(),
    };
    assert!(
        stage.visitor_does(&guest, fill("Zé", "")).await.is_err(),
        "nobody asked"
    );
    let form = Command::SendForm { conversation: id };
    assert!(stage.does(&ana, form.clone()).await.is_err(), "asking accepts nothing");
    stage.accepts(&ana, id).await;
    stage.does(&ana, form).await.expect("sent");
    let refused = stage.visitor_does(&guest, fill("Zé", "nonsense")).await;
    assert_eq!(refused, Err(Problem::invalid("email", "malformed")));
    let refused = stage.visitor_does(&guest, fill(" ", "")).await;
    assert_eq!(refused, Err(Problem::invalid("name", "required")));
    let seen = stage
        .visitor_does(&guest, fill("Zé", "ze@shop.example"))
        .await
        .expect("filled in");
    assert!(!seen.conversation.asks_form);
    let row = stage.row(id).await;
    assert!(row.form_filled_at.is_some());
    assert_eq!(row.contact.name, "Zé");
    assert_eq!(stage.row(first).await.contact.name, "Zé");
    let mut conn = stage.db.read().await.expect("a connection");
    let contact = store::contact::get(&mut conn, row.contact.id)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(contact.email.as_deref(), Some("ze@shop.example"));
    assert_eq!(contact.phone, None);
}

async fn taking_the_history_along_is_noted_the_first_time(db: TestDb) {
    let stage = Stage::new(db).await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    let request = VisitorCommand::RequestTranscript { conversation: id };
    stage.visitor_does(&guest, request.clone()).await.expect("noted");
    let first = stage.row(id).await;
    assert!(first.history_requested_at.is_some());
    stage.visitor_does(&guest, request).await.expect("again");
    assert_eq!(stage.row(id).await, first);
}

store::testing::contract! {
    accept_and_close_is_one_step_and_asks_nothing,
    a_forced_close_is_spam_and_the_next_message_a_new_conversation,
    the_customer_is_asked_at_the_end_and_rates_once,
    a_late_rating_is_kept_and_moves_nothing,
    a_rating_that_does_not_close_leaves_it_pending,
    a_supervisor_rates_what_has_ended,
    a_form_fills_the_contact_and_names_its_conversations,
    taking_the_history_along_is_noted_the_first_time,
}
