//! The first run: once, with the right code, and then everything is there.

use desk::setup::{self, SetupForm};
use model::{Channel, Permission, Permissions, Problem};
use store::testing::TestDb;

use crate::stage::{Stage, bare, form};

async fn the_first_run_makes_everything_and_is_then_gone(db: TestDb) {
    let (desk, _) = bare(&db);
    assert_eq!(setup::needed(&desk).await, Ok(true));
    let code = setup::issue_code(&desk).await.expect("issued").expect("needed");

    let done = setup::complete(&desk, form(code.to_lowercase())).await.expect("set up");

    assert_eq!(setup::needed(&desk).await, Ok(false));
    assert_eq!(setup::issue_code(&desk).await, Ok(None));
    let again = setup::complete(&desk, form(code)).await;
    assert_eq!(again.err(), Some(Problem::NotFound));

    let directory = desk::directory::directory(&desk).await.expect("read");
    assert_eq!(directory.company, "Loja");
    assert_eq!(directory.users[0].name, "Admin");
    assert_eq!(directory.departments[0].name, "Sales");
    assert_eq!(directory.inboxes[0].name, "Loja");
    let connection = &directory.connections[0];
    assert_eq!(
        (connection.id, connection.channel),
        (done.connection, Channel::LiveChat)
    );
    assert_eq!(connection.inbox, directory.inboxes[0].id);

    let administrator = crate::stage::actor(&db, done.user).await;
    assert_eq!(administrator.permissions, Permissions::all());
    assert_eq!(administrator.departments, [directory.departments[0].id]);
}

async fn the_built_in_roles_see_what_their_names_promise(db: TestDb) {
    let stage = Stage::new(db).await;
    for (role, all, departments, without, force_close, manage) in [
        ("administrator", true, true, true, true, true),
        ("director", true, false, false, true, false),
        ("supervisor", false, true, true, true, false),
        ("agent", false, true, false, false, false),
    ] {
        let has = stage.user(role, role, &[]).await.permissions;
        for (permission, expected) in [
            (Permission::ReadAll, all),
            (Permission::ReadDepartments, departments),
            (Permission::ReadWithoutDepartment, without),
            (Permission::ForceClose, force_close),
            (Permission::ManageUsers, manage),
            (Permission::Accept, true),
            (Permission::Reply, true),
            (Permission::Close, true),
        ] {
            assert_eq!(has.has(permission), expected, "{role} {permission:?}");
        }
    }
}

type Spoil = fn(&mut SetupForm);

async fn a_wrong_form_is_refused_by_its_field_and_the_code_stays_good(db: TestDb) {
    let (desk, _) = bare(&db);
    let code = setup::issue_code(&desk).await.expect("issued").expect("needed");
    let without = setup::complete(&desk, form("AAAA-BBBB".to_owned())).await;
    assert_eq!(without.err(), Some(Problem::invalid("code", "wrong")));
    let wrong: [(Spoil, &str, &str); 6] = [
        (|form| form.company = " ".into(), "company", "required"),
        (|form| form.name = "x".repeat(101), "name", "too_long"),
        (|form| form.email = "admin".into(), "email", "malformed"),
        (|form| form.password = "short".into(), "password", "too_short"),
        (|form| form.department = String::new(), "department", "required"),
        (|form| form.code = String::new(), "code", "wrong"),
    ];
    for (spoil, field, reason) in wrong {
        let mut form = form(code.clone());
        spoil(&mut form);
        let refused = setup::complete(&desk, form).await;
        assert_eq!(refused.err(), Some(Problem::invalid(field, reason)));
    }
    setup::complete(&desk, form(code)).await.expect("set up");
}

async fn a_new_code_replaces_the_last_one(db: TestDb) {
    let (desk, _) = bare(&db);
    let old = setup::issue_code(&desk).await.expect("issued").expect("needed");
    let new = setup::issue_code(&desk).await.expect("issued").expect("needed");
    let refused = setup::complete(&desk, form(old)).await;
    assert_eq!(refused.err(), Some(Problem::invalid("code", "wrong")));
    setup::complete(&desk, form(new)).await.expect("set up");
}

async fn of_two_first_runs_at_once_one_wins(db: TestDb) {
    let (desk, _) = bare(&db);
    let code = setup::issue_code(&desk).await.expect("issued").expect("needed");
    let tries: Vec<_> = (0..3)
        .map(|_| {
            let (desk, form) = (desk.clone(), form(code.clone()));
            tokio::spawn(async move { setup::complete(&desk, form).await })
        })
        .collect();
    let mut done = 0;
    for one in tries {
        match one.await.expect("no panic") {
            Ok(_) => done += 1,
            Err(problem) => assert_eq!(problem, Problem::NotFound),
        }
    }
    assert_eq!(done, 1);
    let directory = desk::directory::directory(&desk).await.expect("read");
    assert_eq!((directory.users.len(), directory.connections.len()), (1, 1));
}

store::testing::contract! {
    the_first_run_makes_everything_and_is_then_gone,
    the_built_in_roles_see_what_their_names_promise,
    a_wrong_form_is_refused_by_its_field_and_the_code_stays_good,
    a_new_code_replaces_the_last_one,
    of_two_first_runs_at_once_one_wins,
}
