//! Signing in, staying in, being locked out, signing out.

use desk::people::{self, NewUser};
use desk::role;
use desk::session::{self, LIFETIME_MS, SignIn, SignedIn};
use model::{Audience, Event, Language, Problem, SessionId};
use store::testing::TestDb;

use crate::stage::{PASSWORD, Stage};

const MINUTE: i64 = 60_000;

fn form(email: &str, password: &str, address: &str) -> SignIn {
    SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        address: address.to_owned(),
        user_agent: "Browser".to_owned(),
    }
}

async fn signs_in(stage: &Stage, address: &str) -> SignedIn {
    let form = form("admin@shop.example", PASSWORD, address);
    session::sign_in(&stage.desk, form).await.expect("signed in")
}

async fn is_alive(stage: &Stage, token: &str) -> bool {
    session::resolve(&stage.desk, token).await.expect("looked up").is_some()
}

async fn a_session_lives_from_sign_in_to_sign_out(db: TestDb) {
    let stage = Stage::new(db).await;
    let one = signs_in(&stage, "203.0.113.1").await;
    stage.clock.advance(MINUTE);
    let two = session::sign_in(&stage.desk, form(" ADMIN@shop.example", PASSWORD, "203.0.113.2"))
        .await
        .expect("the case of an address does not matter");
    assert_ne!(one.token, two.token);
    let found = session::resolve(&stage.desk, &two.token)
        .await
        .expect("looked up")
        .expect("alive");
    assert_eq!(found.actor, stage.administrator);
    assert_eq!(found.language, Language::Portuguese);
    assert!(!is_alive(&stage, "guess").await);

    let own = session::list(&stage.desk, &one.session).await.expect("listed");
    let shown: Vec<_> = own
        .iter()
        .map(|own| (own.id, own.current, own.address.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            (one.session.id, true, "203.0.113.1"),
            (two.session.id, false, "203.0.113.2")
        ]
    );

    let position = stage.end().await;
    session::revoke(&stage.desk, &one.session, two.session.id)
        .await
        .expect("revoked");
    assert!(!is_alive(&stage, &two.token).await);
    assert!(is_alive(&stage, &one.token).await);
    let logged = stage.logged(position).await;
    assert_eq!(logged[0].audience, Audience::Session(two.session.id));
    assert_eq!(
        logged[0].event,
        Event::SessionEnded {
            session: two.session.id
        },
        "its sockets must be told"
    );
    session::revoke(&stage.desk, &one.session, one.session.id)
        .await
        .expect("signed out");
    assert!(!is_alive(&stage, &one.token).await);
}

async fn nobody_ends_anothers_session(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = signs_in(&stage, "203.0.113.1").await;
    let ana = stage.agent("ana").await;
    let mut foreign = admin.session.clone();
    foreign.actor = ana;
    for id in [admin.session.id, SessionId(999_999)] {
        let refused = session::revoke(&stage.desk, &foreign, id).await;
        assert_eq!(refused, Err(Problem::NotFound));
    }
    assert!(is_alive(&stage, &admin.token).await);
}

async fn a_session_ends_thirty_days_after_it_was_last_seen(db: TestDb) {
    let stage = Stage::new(db).await;
    let used = signs_in(&stage, "203.0.113.1").await;
    let unused = signs_in(&stage, "203.0.113.1").await;
    for _ in 0..3 {
        stage.clock.advance(LIFETIME_MS / 2);
        assert!(is_alive(&stage, &used.token).await, "each use makes it last longer");
    }
    assert!(!is_alive(&stage, &unused.token).await);
    stage.clock.advance(LIFETIME_MS);
    assert!(!is_alive(&stage, &used.token).await);
}

async fn wrong_address_and_wrong_password_look_the_same(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    for (email, password) in [
        ("admin@shop.example", "wrong"),
        ("admin@shop.example", ""),
        ("nobody@shop.example", PASSWORD),
        ("", ""),
        (ana.email.as_str(), "none"),
        ("admin@shop.example", &"x".repeat(100_000)),
    ] {
        let refused = session::sign_in(&stage.desk, form(email, password, "203.0.113.1")).await;
        assert_eq!(refused.err(), Some(Problem::invalid("password", "wrong")), "{email}");
    }
}

async fn a_disabled_user_is_out_at_once_and_stays_out(db: TestDb) {
    let stage = Stage::new(db).await;
    let admin = signs_in(&stage, "203.0.113.1").await;
    let id = stage.administrator.user;
    stage
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut user = store::user::get(tx, id).await?.expect("there");
                user.enabled = false;
                store::user::update(tx, &user).await
            })
        })
        .await
        .expect("disabled");
    assert!(!is_alive(&stage, &admin.token).await);
    let refused = session::sign_in(&stage.desk, form("admin@shop.example", PASSWORD, "203.0.113.1")).await;
    assert_eq!(refused.err(), Some(Problem::invalid("password", "wrong")));
}

async fn an_account_is_guarded_against_guessing_and_opens_again(db: TestDb) {
    let stage = Stage::new(db).await;
    let attempt = |password: &'static str, address: &'static str| {
        session::sign_in(&stage.desk, form("admin@shop.example", password, address))
    };
    for _ in 0..5 {
        let wrong = attempt("wrong", "203.0.113.1").await.err();
        assert_eq!(wrong, Some(Problem::invalid("password", "wrong")));
    }
    for (wait, advance) in [(6, 4_000), (2, 2_000)] {
        let refused = attempt(PASSWORD, "203.0.113.9").await.err();
        assert_eq!(
            refused,
            Some(Problem::TooMany { retry_after: wait }),
            "even the right one, from anywhere"
        );
        stage.clock.advance(advance);
    }
    assert!(attempt("wrong", "203.0.113.1").await.is_err());
    let doubled = attempt(PASSWORD, "203.0.113.1").await.err();
    assert_eq!(doubled, Some(Problem::TooMany { retry_after: 11 }));
    stage.clock.advance(10_000);
    attempt(PASSWORD, "203.0.113.1").await.expect("the wait is over");
    for _ in 0..4 {
        assert_eq!(
            attempt("wrong", "203.0.113.1").await.err(),
            Some(Problem::invalid("password", "wrong"))
        );
    }
    attempt(PASSWORD, "203.0.113.1")
        .await
        .expect("success made it start anew");
}

/// Otherwise one address tries one common password on every account there is.
async fn an_address_is_slowed_down_over_all_accounts(db: TestDb) {
    let stage = Stage::new(db).await;
    let new = NewUser {
        name: "Ana".to_owned(),
        email: "ana@shop.example".to_owned(),
        password: PASSWORD.to_owned(),
        role: role::list(&stage.desk, &stage.administrator).await.expect("roles")[3].id,
        departments: vec![stage.sales],
        language: Language::Spanish,
    };
    people::create_user(&stage.desk, &stage.administrator, new)
        .await
        .expect("made");
    for number in 0..20 {
        let guess = form(&format!("user-{number}@shop.example"), "wrong", "203.0.113.1");
        let wrong = session::sign_in(&stage.desk, guess).await.err();
        assert_eq!(wrong, Some(Problem::invalid("password", "wrong")));
    }
    let refused = session::sign_in(&stage.desk, form("ana@shop.example", PASSWORD, "203.0.113.1")).await;
    assert!(matches!(refused, Err(Problem::TooMany { .. })), "{refused:?}");
    let elsewhere = session::sign_in(&stage.desk, form("ana@shop.example", PASSWORD, "203.0.113.2")).await;
    assert_eq!(
        elsewhere.expect("nobody else waits").session.language,
        Language::Spanish
    );
}

async fn many_guesses_at_once_are_no_more_than_as_many_in_a_row(db: TestDb) {
    let stage = Stage::new(db).await;
    let guesses: Vec<_> = (0..12)
        .map(|_| {
            let desk = stage.desk.clone();
            tokio::spawn(async move {
                session::sign_in(&desk, form("admin@shop.example", "wrong", "203.0.113.1"))
                    .await
                    .err()
            })
        })
        .collect();
    let mut looked_at = 0;
    for guess in guesses {
        if guess.await.expect("no panic") == Some(Problem::invalid("password", "wrong")) {
            looked_at += 1;
        }
    }
    assert_eq!(looked_at, 5);
}

store::testing::contract! {
    a_session_lives_from_sign_in_to_sign_out,
    nobody_ends_anothers_session,
    a_session_ends_thirty_days_after_it_was_last_seen,
    wrong_address_and_wrong_password_look_the_same,
    a_disabled_user_is_out_at_once_and_stays_out,
    an_account_is_guarded_against_guessing_and_opens_again,
    an_address_is_slowed_down_over_all_accounts,
    many_guesses_at_once_are_no_more_than_as_many_in_a_row,
}
