//! The demo shop, filled on both engines: what a visitor of `/demo` and those who try the desk find there.

use std::collections::BTreeMap;
use std::sync::Arc;

use desk::demo::{self, DemoCompany};
use desk::reading;
use desk::session::{self, SignIn};
use desk::testing::{SeededRandom, SettableClock};
use desk::{Desk, directory};
use model::{Actor, Content, Conversation, Message, Problem, RatingKind, Status, Tab, Timestamp};
use store::testing::TestDb;

const NOW: Timestamp = Timestamp(1_790_000_000_000);

fn desk_on(db: &TestDb) -> Desk {
    let db: &store::Db = db;
    Desk::new(
        db.clone(),
        Arc::new(SettableClock::new(NOW)),
        Arc::new(SeededRandom::new(7)),
    )
}

async fn sign_in(desk: &Desk, company: &DemoCompany, place: usize) -> Actor {
    let form = SignIn {
        email: company.sign_ins[place].email.to_owned(),
        password: company.sign_ins[place].password.to_owned(),
        address: "203.0.113.1".to_owned(),
        user_agent: "test".to_owned(),
    };
    session::sign_in(desk, form).await.expect("signed in").session.actor
}

/// A whole tab, page by page.
async fn all(desk: &Desk, actor: &Actor, tab: Tab) -> Vec<Conversation> {
    let mut rows: Vec<Conversation> = Vec::new();
    loop {
        let before = rows.last().map(Conversation::list_key);
        let page = reading::list(desk, actor, &model::Filter::default(), tab, before)
            .await
            .expect("a page");
        rows.extend(page.rows);
        if !page.more {
            return rows;
        }
    }
}

async fn the_shop_has_its_people_and_every_tab_is_filled_as_promised(db: TestDb) {
    let desk = desk_on(&db);
    let company = demo::fill(&desk).await.expect("filled");
    let administrator = sign_in(&desk, &company, 0).await;

    let directory = directory::directory(&desk).await.expect("the directory");
    assert_eq!(directory.company, demo::COMPANY);
    assert_eq!(directory.users.len(), 7, "the administrator and six agents");
    assert_eq!(directory.departments.len(), 3);
    assert_eq!(directory.connections.first().map(|it| it.id), Some(company.connection));

    let waiting = all(&desk, &administrator, Tab::Waiting).await;
    let in_service = all(&desk, &administrator, Tab::InService).await;
    let resolved = all(&desk, &administrator, Tab::Resolved).await;
    assert_eq!((waiting.len(), in_service.len(), resolved.len()), (12, 20, 268));

    let mut load = BTreeMap::new();
    for conversation in &in_service {
        *load.entry(conversation.lifecycle.assignee).or_insert(0) += 1;
    }
    assert_eq!(load.len(), 6, "every agent has something to do: {load:?}");
    assert!(in_service.iter().any(|it| it.unread > 0) && in_service.iter().any(|it| it.unread == 0));
    assert!(in_service.iter().any(|it| it.lifecycle.status == Status::Replied));
    assert!(waiting.iter().any(|it| it.lifecycle.status == Status::Queued));
    assert!(
        resolved.iter().any(|it| it.lifecycle.assignee.is_none()),
        "some were closed unanswered"
    );
    let named = resolved.iter().filter(|it| !it.contact.name.is_empty()).count();
    assert!(named > 230, "most customers have told their names: {named}");

    for conversation in waiting.iter().chain(&in_service).chain(&resolved) {
        let stamps = &conversation.lifecycle.stamps;
        assert!(
            stamps.created_at <= stamps.modified_at && stamps.modified_at < NOW,
            "{conversation:?}"
        );
        assert!(conversation.start_page.is_some(), "{conversation:?}");
    }

    let rated: Vec<_> = resolved.iter().filter_map(|it| it.rating.as_ref()).collect();
    for kind in [RatingKind::Like, RatingKind::Five] {
        assert!(
            rated.iter().filter(|it| it.kind == kind).count() > 20,
            "customers have rated: {kind:?}"
        );
    }
    assert!(rated.iter().any(|it| it.comment.is_some()));
    assert!(
        resolved.iter().filter(|it| it.review.is_some()).count() > 15,
        "the supervisor has looked in"
    );
    assert!(
        resolved.iter().all(|it| it.lifecycle.status == Status::Closed),
        "nothing of past days still waits for its rating"
    );
    assert!(
        resolved.iter().any(|it| it.metrics.calendar != it.metrics.business),
        "there are hours in which the shop is closed"
    );

    let bruno = sign_in(&desk, &company, 4).await;
    let seen = all(&desk, &bruno, Tab::Resolved).await;
    assert!(
        (20..200).contains(&seen.len()),
        "an agent sees his department: {}",
        seen.len()
    );
    let mut notes = 0;
    for row in seen.iter().take(40) {
        let open = reading::open(&desk, &bruno, row.id).await.expect("opened");
        let is_note = |message: &&Message| matches!(message.content, Content::Note { .. });
        notes += open.page.messages.iter().filter(is_note).count();
    }
    assert!(notes > 0, "agents have left notes");
}

async fn every_run_makes_the_same_shop_and_none_touches_a_company_that_is_there(db: TestDb) {
    let desk = desk_on(&db);
    assert!(demo::find(&desk).await.expect("looked").is_none());
    let company = demo::fill(&desk).await.expect("filled");
    let first = told(&desk, &company).await;

    assert_eq!(demo::fill(&desk).await.expect_err("refused"), Problem::NotFound);
    assert_eq!(told(&desk, &company).await, first);
    let found = demo::find(&desk).await.expect("looked").expect("there");
    assert_eq!(found.connection, company.connection);

    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("again.db").display());
    let options = store::Options {
        epoch: 1,
        connections: 4,
    };
    let again = store::Db::open(&url, &options).await.expect("opened");
    let desk = Desk::new(again, Arc::new(SettableClock::new(NOW)), Arc::new(SeededRandom::new(8)));
    let company = demo::fill(&desk).await.expect("filled");
    assert_eq!(told(&desk, &company).await, first);
}

/// All that one reads in the lists.
async fn told(desk: &Desk, company: &DemoCompany) -> Vec<String> {
    let administrator = sign_in(desk, company, 0).await;
    let mut lines = Vec::new();
    for tab in [Tab::Waiting, Tab::InService, Tab::Resolved] {
        for row in all(desk, &administrator, tab).await {
            let Conversation {
                id,
                contact,
                lifecycle,
                preview,
                unread,
                rating,
                review,
                ..
            } = row;
            let said = format!("{rating:?} {review:?}");
            lines.push(format!(
                "{id} {} {lifecycle:?} {preview:?} {unread} {said}",
                contact.name
            ));
        }
    }
    lines
}

store::testing::contract! {
    the_shop_has_its_people_and_every_tab_is_filled_as_promised,
    every_run_makes_the_same_shop_and_none_touches_a_company_that_is_there,
}
