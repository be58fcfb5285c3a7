//! The audit log: added to, read by filter from the newest to the oldest, never changed.

use model::{AuditAction, AuditActor, AuditFilter, AuditKey, AuditSubject, AuditSubjectKind, UserId};
use store::audit::{Entry, NewEntry};
use store::testing::TestDb;

use crate::world::{at, write};

fn ana() -> AuditActor {
    AuditActor::User {
        user: UserId(7),
        name: "Ana".to_owned(),
    }
}

fn entry(minute: i64, actor: AuditActor, action: AuditAction) -> NewEntry {
    NewEntry {
        at: at(minute * 60_000),
        actor,
        address: "203.0.113.7".to_owned(),
        action,
        subject: None,
        before: None,
        after: None,
    }
}

async fn log(db: &TestDb, entries: Vec<NewEntry>) {
    write(db, move |tx| {
        let entries = entries.clone();
        Box::pin(async move {
            for entry in &entries {
                store::audit::insert(tx, entry).await?;
            }
            Ok(())
        })
    })
    .await;
}

async fn page(db: &TestDb, filter: &AuditFilter, after: Option<&Entry>, limit: u32) -> Vec<Entry> {
    let after = after.map(|entry| AuditKey {
        at: entry.at,
        id: entry.id,
    });
    let mut conn = db.read().await.expect("a reader");
    store::audit::page(&mut conn, filter, after, limit).await.expect("read")
}

async fn an_entry_comes_back_as_it_was_recorded(db: TestDb) {
    let whole = NewEntry {
        subject: Some(AuditSubject {
            kind: AuditSubjectKind::Department,
            id: 3,
            name: "Sales".to_owned(),
        }),
        before: Some(r#"{"name":"Sale"}"#.to_owned()),
        after: Some(r#"{"name":"Sales"}"#.to_owned()),
        ..entry(1, ana(), AuditAction::DepartmentChanged)
    };
    let typed = AuditActor::Nobody {
        name: "x@example.com".to_owned(),
    };
    let all = vec![
        whole,
        entry(1, typed, AuditAction::SignInFailed),
        entry(1, AuditActor::CommandLine, AuditAction::UserDisabled),
    ];
    log(&db, all.clone()).await;
    let mut found = page(&db, &AuditFilter::default(), None, 10).await;
    found.reverse();
    assert_eq!(found.len(), all.len());
    for (found, new) in found.iter().zip(&all) {
        assert_eq!(
            (
                &found.actor,
                found.action,
                &found.subject,
                &found.before,
                &found.after,
                found.at
            ),
            (&new.actor, new.action, &new.subject, &new.before, &new.after, new.at)
        );
        assert_eq!(found.address, new.address);
    }
}

async fn a_filter_leaves_out_what_was_not_asked_for(db: TestDb) {
    let other = AuditActor::User {
        user: UserId(8),
        name: "Bia".to_owned(),
    };
    let mut role = entry(3, ana(), AuditAction::RoleChanged);
    role.subject = Some(AuditSubject {
        kind: AuditSubjectKind::Role,
        id: 1,
        name: "agent".to_owned(),
    });
    log(
        &db,
        vec![
            entry(1, ana(), AuditAction::SignedIn),
            entry(2, other, AuditAction::SignedIn),
            role,
            entry(4, AuditActor::CommandLine, AuditAction::UserCreated),
        ],
    )
    .await;
    let all = AuditFilter::default;
    for (filter, minutes) in [
        (all(), &[4, 3, 2, 1][..]),
        (
            AuditFilter {
                user: Some(UserId(7)),
                ..all()
            },
            &[3, 1],
        ),
        (
            AuditFilter {
                action: Some(AuditAction::SignedIn),
                ..all()
            },
            &[2, 1],
        ),
        (
            AuditFilter {
                subject: Some(AuditSubjectKind::Role),
                ..all()
            },
            &[3],
        ),
        (
            AuditFilter {
                from: Some(at(2 * 60_000)),
                until: Some(at(4 * 60_000)),
                ..all()
            },
            &[3, 2],
        ),
        (
            AuditFilter {
                user: Some(UserId(7)),
                action: Some(AuditAction::UserCreated),
                ..all()
            },
            &[],
        ),
    ] {
        let found = page(&db, &filter, None, 10).await;
        let times: Vec<_> = found.iter().map(|entry| entry.at).collect();
        let expected: Vec<_> = minutes.iter().map(|minute| at(minute * 60_000)).collect();
        assert_eq!(times, expected, "{filter:?}");
    }
}

async fn pages_follow_one_another_also_within_one_moment(db: TestDb) {
    log(&db, (0..7).map(|_| entry(1, ana(), AuditAction::SignedIn)).collect()).await;
    let all = page(&db, &AuditFilter::default(), None, 100).await;
    assert_eq!(all.len(), 7);
    let mut paged: Vec<Entry> = Vec::new();
    loop {
        let next = page(&db, &AuditFilter::default(), paged.last(), 3).await;
        if next.is_empty() {
            break;
        }
        paged.extend(next);
    }
    assert_eq!(paged, all);
}

store::testing::contract! {
    an_entry_comes_back_as_it_was_recorded,
    a_filter_leaves_out_what_was_not_asked_for,
    pages_follow_one_another_also_within_one_moment,
}
