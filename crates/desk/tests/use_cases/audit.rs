//! The audit log: what was done is there, with who, from where and what changed; read only by those who may.

use desk::session::{self, SignIn};
use desk::{Desk, audit, department};
use model::{Actor, AuditAction, AuditActor, AuditEntry, AuditFilter, Permission, Problem};
use store::testing::TestDb;

use crate::stage::{PASSWORD, Stage, department_form};

/// The whole log, oldest first.
pub async fn log(desk: &Desk, administrator: &Actor) -> Vec<AuditEntry> {
    let page = audit::page(desk, administrator, &AuditFilter::default(), None).await;
    let page = page.expect("the log");
    assert!(!page.more, "a short test");
    page.entries.into_iter().rev().collect()
}

fn form(email: &str, password: &str) -> SignIn {
    SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        address: "203.0.113.9".to_owned(),
        user_agent: "Browser".to_owned(),
    }
}

async fn coming_and_going_is_recorded_with_who_and_from_where(db: TestDb) {
    let stage = Stage::new(db).await;
    let desk = stage.desk.clone().asked_from("203.0.113.9");
    for (email, password) in [("admin@shop.example", "wrong"), ("hunter2hunter2", "x")] {
        session::sign_in(&desk, form(email, password))
            .await
            .expect_err("refused");
    }
    let one = session::sign_in(&desk, form("admin@shop.example", PASSWORD))
        .await
        .expect("in");
    let two = session::sign_in(&desk, form("admin@shop.example", PASSWORD))
        .await
        .expect("in");
    session::revoke(&desk, &one.session, two.session.id)
        .await
        .expect("ended");
    session::revoke(&desk, &one.session, one.session.id).await.expect("out");

    let log = log(&desk, &stage.administrator).await;
    let admin = AuditActor::User {
        user: stage.administrator.user,
        name: "Admin".to_owned(),
    };
    let nobody = |name: &str| AuditActor::Nobody { name: name.to_owned() };
    let told: Vec<_> = log.iter().map(|entry| (entry.action, entry.actor.clone())).collect();
    assert_eq!(
        told,
        [
            (AuditAction::SetUp, admin.clone()),
            (AuditAction::SignInFailed, nobody("admin@shop.example")),
            // A password in the wrong field is not kept.
            (AuditAction::SignInFailed, nobody("")),
            (AuditAction::SignedIn, admin.clone()),
            (AuditAction::SignedIn, admin.clone()),
            (AuditAction::SessionEnded, admin.clone()),
            (AuditAction::SignedOut, admin),
        ]
    );
    assert!(log[1..].iter().all(|entry| entry.address == "203.0.113.9"), "{log:?}");
}

async fn a_changed_setting_tells_what_it_was(db: TestDb) {
    let stage = Stage::new(db).await;
    let rules = model::InboxSettings {
        closes_on_rating: true,
        idle_timeout_ms: Some(60_000),
        ..model::InboxSettings::default()
    };
    stage.rules(rules).await;
    let log = log(&stage.desk, &stage.administrator).await;
    let entry = log.last().expect("an entry");
    assert_eq!(entry.action, AuditAction::InboxChanged);
    let changes: Vec<_> = entry
        .changes
        .iter()
        .map(|it| (it.field.as_str(), it.before.as_deref(), it.after.as_deref()))
        .collect();
    assert_eq!(
        changes,
        [
            ("closes_on_rating", Some("false"), Some("true")),
            ("idle_timeout_ms", None, Some("60000"))
        ]
    );
}

async fn what_was_refused_is_not_recorded_as_done(db: TestDb) {
    let stage = Stage::new(db).await;
    let before = log(&stage.desk, &stage.administrator).await;
    let ana = stage.agent("ana").await;
    department::create(&stage.desk, &ana, department_form("Support"))
        .await
        .expect_err("no right");
    department::create(&stage.desk, &stage.administrator, department_form(" "))
        .await
        .expect_err("no name");
    assert_eq!(log(&stage.desk, &stage.administrator).await, before);
}

async fn only_those_who_may_read_the_log(db: TestDb) {
    let stage = Stage::new(db).await;
    let every_other: Vec<_> = Permission::ALL
        .iter()
        .copied()
        .filter(|it| *it != Permission::ReadAuditLog)
        .collect();
    let clerk = stage.user_who_may("clerk", &every_other, &[]).await;
    let refused = audit::page(&stage.desk, &clerk, &AuditFilter::default(), None).await;
    assert_eq!(refused, Err(Problem::Forbidden));
    let auditor = stage.user_who_may("auditor", &[Permission::ReadAuditLog], &[]).await;
    audit::page(&stage.desk, &auditor, &AuditFilter::default(), None)
        .await
        .expect("the log");
}

store::testing::contract! {
    coming_and_going_is_recorded_with_who_and_from_where,
    a_changed_setting_tells_what_it_was,
    what_was_refused_is_not_recorded_as_done,
    only_those_who_may_read_the_log,
}
