//! Making users and departments: who may, and that everybody's screen is told.

use desk::people::{self, NewUser};
use desk::session::{self, SignIn};
use desk::{department, role};
use model::{Audience, DepartmentId, DirectoryEntry, Event, Language, Permission, Problem, RoleId};
use store::testing::TestDb;

use crate::stage::{PASSWORD, Stage, department_form};

async fn new_user(stage: &Stage, role: &str) -> NewUser {
    let roles = role::list(&stage.desk, &stage.administrator).await.expect("roles");
    NewUser {
        name: "Ana".to_owned(),
        email: "ana@shop.example".to_owned(),
        password: PASSWORD.to_owned(),
        role: roles
            .iter()
            .find(|it| it.form.name == role)
            .expect("a built-in role")
            .id,
        departments: vec![stage.sales],
        language: Language::English,
    }
}

async fn a_new_user_signs_in_and_stands_in_everybodys_directory(db: TestDb) {
    let stage = Stage::new(db).await;
    let position = stage.end().await;
    let new = new_user(&stage, "agent").await;
    let id = people::create_user(&stage.desk, &stage.administrator, new)
        .await
        .expect("made");

    let form = SignIn {
        email: "ana@shop.example".to_owned(),
        password: PASSWORD.to_owned(),
        address: "203.0.113.1".to_owned(),
        user_agent: String::new(),
    };
    let signed_in = session::sign_in(&stage.desk, form).await.expect("signed in");
    assert_eq!(signed_in.session.actor.user, id);
    assert_eq!(signed_in.session.actor.departments, [stage.sales]);
    let logged = stage.logged(position).await;
    assert_eq!(logged[0].audience, Audience::Everyone);
    let Event::Directory(DirectoryEntry::User(entry)) = &logged[0].event else {
        panic!("an entry: {logged:?}")
    };
    assert_eq!((entry.id, entry.name.as_str(), entry.enabled), (id, "Ana", true));
}

async fn a_new_department_stands_in_everybodys_directory(db: TestDb) {
    let stage = Stage::new(db).await;
    let position = stage.end().await;
    let id = stage.department("  Support ").await;
    let events = stage.events(position).await;
    let Event::Directory(DirectoryEntry::Department(entry)) = &events[0] else {
        panic!("an entry: {events:?}")
    };
    assert_eq!((entry.id, entry.name.as_str()), (id, "Support"));
    let nameless = department::create(&stage.desk, &stage.administrator, department_form(" ")).await;
    assert_eq!(nameless, Err(Problem::invalid("name", "required")));
}

async fn only_those_who_may_make_users_and_none_gives_more_than_they_have(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let clerk = stage.user_who_may("clerk", &[Permission::ManageUsers], &[]).await;
    let mut ben = new_user(&stage, "agent").await;
    ben.email = "ben@shop.example".into();
    for (actor, why) in [(&ana, "no right"), (&clerk, "an agent may more than the clerk")] {
        let refused = people::create_user(&stage.desk, actor, ben.clone()).await;
        assert_eq!(refused, Err(Problem::Forbidden), "{why}");
    }
    let refused = department::create(&stage.desk, &clerk, department_form("Support")).await;
    assert_eq!(refused, Err(Problem::Forbidden));
    assert_eq!(role::list(&stage.desk, &ana).await, Err(Problem::Forbidden));
}

type Spoil = fn(&mut NewUser);

async fn a_wrong_field_is_named(db: TestDb) {
    let stage = Stage::new(db).await;
    let wrong: [(Spoil, &str, &str); 6] = [
        (|new| new.name = String::new(), "name", "required"),
        (|new| new.email = "x".into(), "email", "malformed"),
        (|new| new.email = "ADMIN@shop.example".into(), "email", "taken"),
        (|new| new.password = "x".into(), "password", "too_short"),
        (|new| new.role = RoleId(999), "role", "wrong"),
        (|new| new.departments.push(DepartmentId(999)), "departments", "wrong"),
    ];
    for (spoil, field, reason) in wrong {
        let mut new = new_user(&stage, "agent").await;
        spoil(&mut new);
        let refused = people::create_user(&stage.desk, &stage.administrator, new).await;
        assert_eq!(refused, Err(Problem::invalid(field, reason)));
    }
}

store::testing::contract! {
    a_new_user_signs_in_and_stands_in_everybodys_directory,
    a_new_department_stands_in_everybodys_directory,
    only_those_who_may_make_users_and_none_gives_more_than_they_have,
    a_wrong_field_is_named,
}
