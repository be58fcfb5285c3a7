//! Links by which somebody sets a password: once, within seven days, and nobody learns of them but who made them.

use desk::password_link::{self, LIFETIME_MS, Redeem};
use desk::session;
use model::{
    AuditAction, AuditFilter, DirectoryEntry, Event, Language, LinkOwner, Permission, Problem, UserForm, UserState,
};
use store::testing::TestDb;

use crate::stage::{PASSWORD, Stage};
use crate::users::{account, role};

const EMAIL: &str = "nina@shop.example";

async fn form(stage: &Stage) -> UserForm {
    UserForm {
        name: "Nina".to_owned(),
        role: role(stage, "agent").await,
        departments: vec![stage.sales],
        language: Language::Spanish,
        time_zone: "America/Bogota".to_owned(),
    }
}

/// The token of an invitation.
async fn invited(stage: &Stage) -> String {
    let form = form(stage).await;
    let link = password_link::invite(&stage.desk, &stage.administrator, EMAIL, form)
        .await
        .expect("invited");
    assert_eq!(link.account.state, UserState::Invited);
    link.token
}

fn redeem(token: &str, name: &str, password: &str) -> Redeem {
    Redeem {
        token: token.to_owned(),
        name: name.to_owned(),
        password: password.to_owned(),
        user_agent: "Browser".to_owned(),
    }
}

async fn who_is_invited_sets_a_password_and_is_in(db: TestDb) {
    let stage = Stage::new(db).await;
    let position = stage.end().await;
    let token = invited(&stage).await;
    let directory = desk::directory::directory(&stage.desk).await.expect("read");
    assert!(
        directory.users.iter().any(|it| it.name == "Nina" && !it.enabled),
        "nothing is transferred to her yet"
    );
    let owner = password_link::look(&stage.desk, &token).await.expect("hers");
    let expected = LinkOwner {
        company: "Loja".to_owned(),
        name: "Nina".to_owned(),
        email: EMAIL.to_owned(),
        is_new: true,
    };
    assert_eq!(owner, expected);

    let signed_in = password_link::redeem(&stage.desk, redeem(&token, "Nina Paz", PASSWORD))
        .await
        .expect("in");
    let actor = &signed_in.session.actor;
    assert_eq!(
        (actor.name.as_str(), actor.departments.as_slice()),
        ("Nina Paz", &[stage.sales][..])
    );
    assert_eq!(signed_in.session.language, Language::Spanish);
    assert!(
        session::resolve(&stage.desk, &signed_in.token)
            .await
            .expect("looked up")
            .is_some()
    );
    let account = account(&stage, actor.user).await;
    assert_eq!(
        (account.state, account.last_seen_at),
        (UserState::Active, Some(stage.now()))
    );
    let events = stage.events(position).await;
    let Some(Event::Directory(DirectoryEntry::User(entry))) = events.last() else {
        panic!("everybody is told that she is there: {events:?}")
    };
    assert_eq!((entry.name.as_str(), entry.enabled), ("Nina Paz", true));

    let again = password_link::redeem(&stage.desk, redeem(&token, "Eve", "another long sentence")).await;
    assert_eq!(again.err(), Some(Problem::NotFound), "once only");
}

async fn of_several_who_use_a_link_at_once_one_gets_in(db: TestDb) {
    let stage = Stage::new(db).await;
    let token = invited(&stage).await;
    let tries = (0..4).map(|_| {
        let (desk, form) = (stage.desk.clone(), redeem(&token, "Nina", PASSWORD));
        tokio::spawn(async move { password_link::redeem(&desk, form).await.is_ok() })
    });
    let mut done = 0;
    for attempt in tries.collect::<Vec<_>>() {
        done += u32::from(attempt.await.expect("ran"));
    }
    assert_eq!(done, 1);
}

async fn a_link_ends_after_seven_days_and_with_the_next_one(db: TestDb) {
    let stage = Stage::new(db).await;
    let first = invited(&stage).await;
    stage.clock.advance(LIFETIME_MS - 1);
    let owner = password_link::look(&stage.desk, &first).await;
    assert!(owner.is_ok(), "{owner:?}");
    stage.clock.advance(1);
    assert_eq!(password_link::look(&stage.desk, &first).await, Err(Problem::NotFound));
    let refused = password_link::redeem(&stage.desk, redeem(&first, "Nina", PASSWORD)).await;
    assert_eq!(refused.err(), Some(Problem::NotFound));

    let all = desk::user::list(&stage.desk, &stage.administrator)
        .await
        .expect("users");
    let nina = all.iter().find(|it| it.email == EMAIL).expect("there");
    assert_eq!(nina.state, UserState::WithoutPassword);
    let second = password_link::issue(&stage.desk, &stage.administrator, nina.id)
        .await
        .expect("a link");
    let third = password_link::issue(&stage.desk, &stage.administrator, nina.id)
        .await
        .expect("a link");
    assert_eq!(
        password_link::look(&stage.desk, &second.token).await,
        Err(Problem::NotFound),
        "replaced"
    );
    password_link::redeem(&stage.desk, redeem(&third.token, "Nina", PASSWORD))
        .await
        .expect("in");
}

async fn a_wrong_form_leaves_the_link_good(db: TestDb) {
    let stage = Stage::new(db).await;
    let token = invited(&stage).await;
    for (name, password, field, reason) in [
        ("Nina", "short", "password", "too_short"),
        (" ", PASSWORD, "name", "required"),
    ] {
        let refused = password_link::redeem(&stage.desk, redeem(&token, name, password)).await;
        assert_eq!(refused.err(), Some(Problem::invalid(field, reason)));
    }
    password_link::redeem(&stage.desk, redeem(&token, "Nina", PASSWORD))
        .await
        .expect("still good");
}

async fn a_forgotten_password_is_set_anew_and_ends_what_was_open(db: TestDb) {
    let stage = Stage::new(db).await;
    let token = invited(&stage).await;
    let before = password_link::redeem(&stage.desk, redeem(&token, "Nina", PASSWORD))
        .await
        .expect("in");
    let id = before.session.actor.user;
    let link = password_link::issue(&stage.desk, &stage.administrator, id)
        .await
        .expect("a link");
    assert_eq!(
        link.account.state,
        UserState::Active,
        "until it is used, all stays as it was"
    );
    assert!(
        !password_link::look(&stage.desk, &link.token)
            .await
            .expect("hers")
            .is_new
    );
    let after = password_link::redeem(&stage.desk, redeem(&link.token, "Eve", "another long sentence")).await;
    let after = after.expect("in");
    assert_eq!(after.session.actor.name, "Nina", "a new password gives no new name");
    let old = session::resolve(&stage.desk, &before.token).await.expect("looked up");
    assert!(old.is_none(), "whoever knew the old one is out");
}

async fn an_invitation_names_what_is_wrong_and_gives_no_more_than_one_has(db: TestDb) {
    let stage = Stage::new(db).await;
    let invite =
        |email: &'static str, form: UserForm| password_link::invite(&stage.desk, &stage.administrator, email, form);
    let right = form(&stage).await;
    for (email, field, reason) in [("x", "email", "malformed"), ("ADMIN@shop.example", "email", "taken")] {
        assert_eq!(invite(email, right.clone()).await, Err(Problem::invalid(field, reason)));
    }
    let lost = UserForm {
        departments: vec![model::DepartmentId(999)],
        ..right.clone()
    };
    assert_eq!(invite(EMAIL, lost).await, Err(Problem::invalid("departments", "wrong")));
    let clerk = stage.user_who_may("clerk", &[Permission::ManageUsers], &[]).await;
    let beyond = password_link::invite(&stage.desk, &clerk, EMAIL, right).await;
    assert_eq!(beyond, Err(Problem::Forbidden));
}

async fn guesses_are_slowed_down(db: TestDb) {
    let stage = Stage::new(db).await;
    let desk = stage.desk.clone().asked_from("203.0.113.66");
    let mut answers = Vec::new();
    for number in 0..40 {
        answers.push(password_link::look(&desk, &format!("guess {number}")).await);
    }
    assert_eq!(answers[0], Err(Problem::NotFound));
    assert!(matches!(answers[39], Err(Problem::TooMany { .. })), "{answers:?}");
    let token = invited(&stage).await;
    let elsewhere = stage.desk.clone().asked_from("203.0.113.1");
    password_link::look(&elsewhere, &token)
        .await
        .expect("others are not slowed down");
}

/// The log is read by more people than may make links.
async fn the_log_tells_of_links_and_never_their_tokens(db: TestDb) {
    let stage = Stage::new(db).await;
    let token = invited(&stage).await;
    password_link::redeem(&stage.desk, redeem(&token, "Nina", PASSWORD))
        .await
        .expect("in");
    let page = desk::audit::page(&stage.desk, &stage.administrator, &AuditFilter::default(), None).await;
    let entries = page.expect("the log").entries;
    let actions: Vec<_> = entries.iter().map(|entry| entry.action).collect();
    assert!(
        actions.contains(&AuditAction::UserInvited) && actions.contains(&AuditAction::PasswordSet),
        "{actions:?}"
    );
    let told = format!("{entries:?}");
    assert!(
        !told.contains(&token) && !told.contains(PASSWORD) && !told.contains("argon2"),
        "{told}"
    );
}

store::testing::contract! {
    who_is_invited_sets_a_password_and_is_in,
    of_several_who_use_a_link_at_once_one_gets_in,
    a_link_ends_after_seven_days_and_with_the_next_one,
    a_wrong_form_leaves_the_link_good,
    a_forgotten_password_is_set_anew_and_ends_what_was_open,
    an_invitation_names_what_is_wrong_and_gives_no_more_than_one_has,
    guesses_are_slowed_down,
    the_log_tells_of_links_and_never_their_tokens,
}
