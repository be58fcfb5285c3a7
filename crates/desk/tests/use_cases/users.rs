//! Users in the settings: what changes acts at once, nobody gives what they do not have, and somebody can always get in.

use desk::audit::command_line;
use desk::session::{self, SignIn, SignedIn};
use desk::{own_password, user};
use model::{
    Actor, Audience, AuditAction, AuditActor, Event, Permission, Problem, UserAccount, UserForm, UserId, UserState,
};
use store::testing::TestDb;

use crate::audit::log;
use crate::stage::{PASSWORD, Stage, actor};

const CHANGED_MEANWHILE: Problem = Problem::Conflict {
    status: None,
    assignee: None,
    conversation: None,
};

/// What the agent Ana signs in with.
const ANA: &str = "ana@shop.example";

pub async fn account(stage: &Stage, id: UserId) -> UserAccount {
    let all = user::list(&stage.desk, &stage.administrator).await.expect("users");
    all.into_iter().find(|account| account.id == id).expect("there")
}

/// A role's id by its name.
pub async fn role(stage: &Stage, name: &str) -> model::RoleId {
    let roles = desk::role::list(&stage.desk, &stage.administrator)
        .await
        .expect("roles");
    roles.iter().find(|role| role.form.name == name).expect("there").id
}

/// Changes a user as the one at the screen of `by` would.
async fn change(
    stage: &Stage,
    by: &Actor,
    id: UserId,
    how: impl FnOnce(&mut UserForm),
) -> Result<UserAccount, Problem> {
    let UserAccount {
        email,
        version,
        mut form,
        ..
    } = account(stage, id).await;
    how(&mut form);
    user::change(&stage.desk, by, id, version, &email, form).await
}

async fn set_enabled(stage: &Stage, by: &Actor, id: UserId, enabled: bool) -> Result<UserAccount, Problem> {
    let version = account(stage, id).await.version;
    user::set_enabled(&stage.desk, by, id, version, enabled).await
}

async fn sign_in(stage: &Stage, email: &str, password: &str) -> Result<SignedIn, Problem> {
    let form = SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        address: "203.0.113.1".to_owned(),
        user_agent: "Browser".to_owned(),
    };
    session::sign_in(&stage.desk, form).await
}

async fn is_alive(stage: &Stage, signed_in: &SignedIn) -> bool {
    session::resolve(&stage.desk, &signed_in.token)
        .await
        .expect("looked up")
        .is_some()
}

async fn a_change_of_role_and_departments_acts_at_once(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let support = stage.department("Support").await;
    let supervisor = role(&stage, "supervisor").await;
    let position = stage.end().await;
    let changed = change(&stage, &stage.administrator, ana.user, |form| {
        "Ana Maria".clone_into(&mut form.name);
        form.role = supervisor;
        form.departments = vec![support];
        "Europe/Lisbon".clone_into(&mut form.time_zone);
    });
    let changed = changed.await.expect("changed");
    assert_eq!(
        (changed.form.role, changed.form.departments.as_slice()),
        (supervisor, &[support][..])
    );

    let now = actor(&stage.db, ana.user).await;
    assert!(
        now.access_version > ana.access_version,
        "her cursors are of an older access"
    );
    assert!(now.permissions.has(Permission::Review) && now.departments == [support]);
    let logged = stage.logged(position).await;
    let told = |logged: &desk::live::Logged| logged.audience == Audience::User(ana.user);
    let told: Vec<_> = logged.iter().filter(|it| told(it)).map(|it| &it.event).collect();
    assert_eq!(
        told,
        [&Event::AccessChanged { user: ana.user }],
        "her open screens start anew"
    );
    let log = log(&stage.desk, &stage.administrator).await;
    let fields: Vec<_> = log
        .last()
        .expect("an entry")
        .changes
        .iter()
        .map(|it| it.field.as_str())
        .collect();
    assert_eq!(fields, ["departments", "name", "role", "time_zone"]);
}

async fn another_address_is_signed_in_with_and_no_session_ends(db: TestDb) {
    let stage = Stage::new(db).await;
    let boss = &stage.administrator;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let there = sign_in(&stage, "admin@shop.example", PASSWORD)
        .await
        .expect("signed in");
    let rename = async |id: UserId, email: &str| {
        let UserAccount { version, form, .. } = account(&stage, id).await;
        user::change(&stage.desk, boss, id, version, email, form).await
    };
    let changed = rename(boss.user, " Boss@Shop.example ").await.expect("changed");
    assert_eq!(changed.email, "Boss@Shop.example");
    assert!(is_alive(&stage, &there).await, "who is signed in stays so");
    let old = sign_in(&stage, "admin@shop.example", PASSWORD).await;
    assert!(matches!(old, Err(Problem::Invalid { .. })), "{old:?}");
    sign_in(&stage, "boss@shop.example", PASSWORD).await.expect("signed in");
    let log = log(&stage.desk, boss).await;
    let entry = log.iter().rfind(|entry| entry.action == AuditAction::UserChanged);
    let change = &entry.expect("an entry").changes[0];
    assert_eq!(
        (change.field.as_str(), change.before.as_deref(), change.after.as_deref()),
        ("email", Some("admin@shop.example"), Some("Boss@Shop.example"))
    );

    let taken = rename(ana.user, "BIA@shop.example").await;
    assert_eq!(taken, Err(Problem::invalid("email", "taken")));
    assert_eq!(account(&stage, ana.user).await.email, ANA, "nothing of it was stored");
    let wrong = rename(ana.user, "nobody").await;
    assert_eq!(wrong, Err(Problem::invalid("email", "malformed")));
    assert!(
        rename(bia.user, "Bia@shop.example").await.is_ok(),
        "of one's own only the case may change"
    );
}

async fn a_new_name_alone_interrupts_nobody(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let position = stage.end().await;
    let renamed = change(&stage, &stage.administrator, ana.user, |form| {
        " Ana M. ".clone_into(&mut form.name);
    })
    .await;
    assert_eq!(renamed.expect("renamed").form.name, "Ana M.");
    assert_eq!(actor(&stage.db, ana.user).await.access_version, ana.access_version);
    let events = stage.events(position).await;
    assert!(matches!(events.as_slice(), [Event::Directory(_)]), "{events:?}");
}

async fn of_two_who_edit_the_same_user_the_second_is_told(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let UserAccount { version, form, .. } = account(&stage, ana.user).await;
    change(&stage, &stage.administrator, ana.user, |form| {
        "First".clone_into(&mut form.name);
    })
    .await
    .expect("the first");
    let second = user::change(&stage.desk, &stage.administrator, ana.user, version, ANA, form.clone()).await;
    assert_eq!(second, Err(CHANGED_MEANWHILE));
    let third = user::set_enabled(&stage.desk, &stage.administrator, ana.user, version, false).await;
    assert_eq!(third, Err(CHANGED_MEANWHILE));

    // Who is moved by the department's page has changed too.
    let version = account(&stage, ana.user).await.version;
    let departments = desk::department::list(&stage.desk, &stage.administrator)
        .await
        .expect("departments");
    let mut sales = departments[0].clone();
    sales.form.members.retain(|id| *id != ana.user);
    desk::department::change(
        &stage.desk,
        &stage.administrator,
        sales.id,
        sales.version,
        sales.form.clone(),
    )
    .await
    .expect("moved");
    let fourth = user::change(&stage.desk, &stage.administrator, ana.user, version, ANA, form).await;
    assert_eq!(fourth, Err(CHANGED_MEANWHILE));
}

async fn who_is_disabled_is_out_at_once_and_may_come_back(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let link = desk::password_link::issue(&stage.desk, &stage.administrator, ana.user)
        .await
        .expect("a link");
    let redeem = desk::password_link::Redeem {
        token: link.token,
        name: String::new(),
        password: PASSWORD.to_owned(),
        user_agent: "Browser".to_owned(),
    };
    let signed_in = desk::password_link::redeem(&stage.desk, redeem).await.expect("in");
    let link = desk::password_link::issue(&stage.desk, &stage.administrator, ana.user)
        .await
        .expect("another");
    let position = stage.end().await;
    let out = set_enabled(&stage, &stage.administrator, ana.user, false)
        .await
        .expect("out");
    assert_eq!((out.state, out.link_until), (UserState::Disabled, None));
    assert!(!is_alive(&stage, &signed_in).await);
    let events = stage.events(position).await;
    let session = signed_in.session.id;
    assert!(
        events.contains(&Event::SessionEnded { session }),
        "her sockets close: {events:?}"
    );
    assert!(events.contains(&Event::AccessChanged { user: ana.user }), "{events:?}");
    let again = desk::password_link::look(&stage.desk, &link.token).await;
    assert_eq!(again, Err(Problem::NotFound), "her link is worth nothing");
    let refused = sign_in(&stage, &ana.email, PASSWORD).await.err();
    assert_eq!(refused, Some(Problem::invalid("password", "wrong")));
    let no_link = desk::password_link::issue(&stage.desk, &stage.administrator, ana.user).await;
    assert_eq!(
        no_link,
        Err(Problem::invalid("state", "wrong")),
        "a link is no way around it"
    );

    let back = set_enabled(&stage, &stage.administrator, ana.user, true)
        .await
        .expect("back");
    assert_eq!(back.state, UserState::Active);
    sign_in(&stage, &ana.email, PASSWORD).await.expect("in again");
    let bia = stage.agent("bia").await;
    sign_in(&stage, &bia.email, PASSWORD)
        .await
        .expect_err("she has no password");
}

async fn nobody_gives_what_they_do_not_have(db: TestDb) {
    let stage = Stage::new(db).await;
    let support = stage.department("Support").await;
    let (ana, boss) = (stage.agent("ana").await, stage.user("boss", "supervisor", &[]).await);
    let clerk = [
        Permission::ManageUsers,
        Permission::ReadDepartments,
        Permission::Accept,
        Permission::Reply,
        Permission::Transfer,
        Permission::Close,
    ];
    let clerk = stage.user_who_may("clerk", &clerk, &[stage.sales]).await;
    let (administrator, supervisor) = (role(&stage, "administrator").await, role(&stage, "supervisor").await);
    for (whom, to, why) in [
        (ana.user, administrator, "an administrator is made by administrators"),
        (ana.user, supervisor, "a supervisor may more than the clerk"),
        (clerk.user, administrator, "not even oneself"),
        (
            boss.user,
            role(&stage, "agent").await,
            "who may more is not the clerk's to change",
        ),
        (stage.administrator.user, supervisor, "nor is the administrator"),
    ] {
        let refused = change(&stage, &clerk, whom, |form| form.role = to).await;
        assert_eq!(refused, Err(Problem::Forbidden), "{why}");
    }
    let refused = change(&stage, &clerk, ana.user, |form| form.departments.push(support)).await;
    assert_eq!(refused, Err(Problem::Forbidden), "the clerk does not see Support");
    let refused = change(&stage, &clerk, clerk.user, |form| form.departments.push(support)).await;
    assert_eq!(refused, Err(Problem::Forbidden), "not even for oneself");
    for id in [boss.user, stage.administrator.user] {
        assert_eq!(set_enabled(&stage, &clerk, id, false).await, Err(Problem::Forbidden));
        let link = desk::password_link::issue(&stage.desk, &clerk, id).await;
        assert_eq!(
            link,
            Err(Problem::Forbidden),
            "a link for somebody is to be that somebody"
        );
    }
    change(&stage, &clerk, ana.user, |form| form.departments.clear())
        .await
        .expect("taking away is giving nothing");
    change(&stage, &clerk, ana.user, |form| form.departments.push(stage.sales))
        .await
        .expect("the clerk sees Sales");
    set_enabled(&stage, &clerk, ana.user, false).await.expect("an agent");
}

async fn only_those_who_may_change_users(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let every_other: Vec<_> = Permission::ALL
        .iter()
        .copied()
        .filter(|it| *it != Permission::ManageUsers)
        .collect();
    let other = stage.user_who_may("other", &every_other, &[]).await;
    let refused = Some(Problem::Forbidden);
    assert_eq!(user::list(&stage.desk, &other).await.err(), refused);
    assert_eq!(user::by_email(&stage.desk, &other, &ana.email).await.err(), refused);
    assert_eq!(change(&stage, &other, ana.user, |_| ()).await.err(), refused);
    assert_eq!(set_enabled(&stage, &other, ana.user, false).await.err(), refused);
    assert_eq!(
        desk::password_link::issue(&stage.desk, &other, ana.user).await.err(),
        refused
    );
    let form = account(&stage, ana.user).await.form;
    assert_eq!(
        desk::password_link::invite(&stage.desk, &other, "x@shop.example", form)
            .await
            .err(),
        refused
    );
}

type Spoil = fn(&mut UserForm);

async fn a_wrong_field_is_named(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let wrong: [(Spoil, &str, &str); 4] = [
        (|form| " ".clone_into(&mut form.name), "name", "required"),
        (|form| form.role = model::RoleId(999), "role", "wrong"),
        (
            |form| form.departments.push(model::DepartmentId(999)),
            "departments",
            "wrong",
        ),
        (
            |form| "Mars/Olympus".clone_into(&mut form.time_zone),
            "time_zone",
            "wrong",
        ),
    ];
    for (spoil, field, reason) in wrong {
        let refused = change(&stage, &stage.administrator, ana.user, spoil).await;
        assert_eq!(refused, Err(Problem::invalid(field, reason)));
    }
    let gone = user::change(
        &stage.desk,
        &stage.administrator,
        UserId(999),
        1,
        ANA,
        account(&stage, ana.user).await.form,
    );
    assert_eq!(gone.await, Err(Problem::NotFound));
}

async fn the_last_administrator_stays(db: TestDb) {
    let stage = Stage::new(db).await;
    let agent = role(&stage, "agent").await;
    let own = stage.administrator.user;
    // One without a password lets nobody in.
    let helpless = stage.user("helpless", "administrator", &[]).await;
    let id = helpless.user;
    let unset = stage
        .db
        .write(move |tx| Box::pin(async move { store::user::set_password(tx, id, "").await }));
    assert!(unset.await.expect("unset"));
    let demoted = change(&stage, &stage.administrator, own, |form| form.role = agent).await;
    let last = |field: &str| Err(Problem::invalid(field, "last_administrator"));
    assert_eq!(demoted, last("role"));
    assert_eq!(
        set_enabled(&stage, &stage.administrator, own, false).await,
        last("state")
    );
    assert_eq!(
        set_enabled(&stage, &command_line(), own, false).await,
        last("state"),
        "nor at the command line"
    );
    set_enabled(&stage, &stage.administrator, helpless.user, false)
        .await
        .expect("not one who counts");

    let other = stage.user("other", "administrator", &[]).await;
    change(&stage, &other, own, |form| form.role = agent)
        .await
        .expect("there is another");
    assert_eq!(set_enabled(&stage, &other, other.user, false).await, last("state"));
}

/// Each demotes the other at the same moment: if both succeeded, nobody could ever let anybody in again.
async fn of_two_administrators_who_demote_each_other_one_stays(db: TestDb) {
    let stage = Stage::new(db).await;
    let agent = role(&stage, "agent").await;
    let other = stage.user("other", "administrator", &[]).await;
    for _ in 0..5 {
        let (one, two) = (
            account(&stage, stage.administrator.user).await,
            account(&stage, other.user).await,
        );
        let administrator = one.form.role;
        let demote = |by: Actor, account: UserAccount| {
            let desk = stage.desk.clone();
            let form = UserForm {
                role: agent,
                ..account.form.clone()
            };
            tokio::spawn(
                async move { user::change(&desk, &by, account.id, account.version, &account.email, form).await },
            )
        };
        let first = demote(stage.administrator.clone(), two);
        let second = demote(other.clone(), one);
        let results = [first.await.expect("ran"), second.await.expect("ran")];
        let done = results.iter().filter(|result| result.is_ok()).count();
        assert_eq!(done, 1, "{results:?}");
        assert!(
            results.contains(&Err(Problem::invalid("role", "last_administrator"))),
            "{results:?}"
        );
        for id in [stage.administrator.user, other.user] {
            change(&stage, &command_line(), id, |form| form.role = administrator)
                .await
                .expect("both again");
        }
    }
}

async fn a_new_own_password_ends_the_other_sessions(db: TestDb) {
    let stage = Stage::new(db).await;
    let (email, next) = ("admin@shop.example", "another long sentence");
    let here = sign_in(&stage, email, PASSWORD).await.expect("in");
    let there = sign_in(&stage, email, PASSWORD).await.expect("in");
    let change =
        |present: &str, new: &str| own_password::change(&stage.desk, &here.session, present.to_owned(), new.to_owned());
    assert_eq!(
        change("wrong", next).await,
        Err(Problem::invalid("present_password", "wrong"))
    );
    assert_eq!(
        change(PASSWORD, "short").await,
        Err(Problem::invalid("password", "too_short"))
    );
    assert!(is_alive(&stage, &there).await);
    change(PASSWORD, next).await.expect("changed");
    assert!(is_alive(&stage, &here).await && !is_alive(&stage, &there).await);
    sign_in(&stage, email, PASSWORD)
        .await
        .expect_err("the old one is worth nothing");
    sign_in(&stage, email, next).await.expect("the new one");
    let told: Vec<_> = log(&stage.desk, &stage.administrator)
        .await
        .into_iter()
        .map(|entry| entry.action)
        .collect();
    assert!(told.contains(&AuditAction::PasswordChanged));
    for _ in 0..5 {
        change("guess", next).await.expect_err("wrong");
    }
    let guessed = change(next, PASSWORD).await;
    assert!(
        matches!(guessed, Err(Problem::TooMany { .. })),
        "who finds an open screen cannot guess: {guessed:?}"
    );
}

async fn what_is_done_at_the_command_line_says_so(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    set_enabled(&stage, &command_line(), ana.user, false)
        .await
        .expect("done");
    let log = log(&stage.desk, &stage.administrator).await;
    let entry = log.last().expect("an entry");
    assert_eq!(
        (entry.action, &entry.actor),
        (AuditAction::UserDisabled, &AuditActor::CommandLine)
    );
    assert_eq!(entry.subject.as_ref().map(|it| it.name.as_str()), Some("ana"));
}

store::testing::contract! {
    a_change_of_role_and_departments_acts_at_once,
    another_address_is_signed_in_with_and_no_session_ends,
    a_new_name_alone_interrupts_nobody,
    of_two_who_edit_the_same_user_the_second_is_told,
    who_is_disabled_is_out_at_once_and_may_come_back,
    nobody_gives_what_they_do_not_have,
    only_those_who_may_change_users,
    a_wrong_field_is_named,
    the_last_administrator_stays,
    of_two_administrators_who_demote_each_other_one_stays,
    a_new_own_password_ends_the_other_sessions,
    what_is_done_at_the_command_line_says_so,
}
