//! Roles and departments in the settings: made, changed, deleted; what changes acts at once.

use desk::{department, role};
use model::{
    Actor, AuditAction, DirectoryEntry, Event, Permission, Permissions, Problem, RoleAccount, RoleForm, RoleId,
};
use store::testing::TestDb;

use crate::audit::log;
use crate::stage::{Stage, actor, department_form};

const CHANGED_MEANWHILE: Problem = Problem::Conflict {
    status: None,
    assignee: None,
    conversation: None,
};

fn form(name: &str, permissions: &[Permission]) -> RoleForm {
    RoleForm {
        name: name.to_owned(),
        permissions: permissions.iter().copied().collect(),
    }
}

async fn named(stage: &Stage, name: &str) -> RoleAccount {
    let roles = role::list(&stage.desk, &stage.administrator).await.expect("roles");
    roles.into_iter().find(|role| role.form.name == name).expect("there")
}

async fn save(stage: &Stage, by: &Actor, of: &RoleAccount, permissions: Permissions) -> Result<RoleAccount, Problem> {
    let form = RoleForm {
        permissions,
        ..of.form.clone()
    };
    role::change(&stage.desk, by, of.id, of.version, form).await
}

async fn a_changed_role_acts_at_once_on_everybody_who_has_it(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let boss = stage.user("boss", "supervisor", &[]).await;
    let agent = named(&stage, "agent").await;
    assert_eq!(agent.users, 2);
    let position = stage.end().await;
    let more = agent.form.permissions.with(Permission::ReadAll, true);
    let changed = save(&stage, &stage.administrator, &agent, more).await.expect("changed");
    assert_eq!(changed.form.permissions, more);
    for (before, changes) in [(&ana, true), (&bia, true), (&boss, false)] {
        let now = actor(&stage.db, before.user).await;
        assert_eq!(now.permissions.has(Permission::ReadAll), changes);
        assert_eq!(now.access_version > before.access_version, changes);
    }
    let events = stage.events(position).await;
    let expected = [ana.user, bia.user].map(|user| Event::AccessChanged { user });
    assert_eq!(events, expected, "their open screens start anew");
    let log = log(&stage.desk, &stage.administrator).await;
    assert_eq!(log.last().expect("an entry").action, AuditAction::RoleChanged);

    let late = save(&stage, &stage.administrator, &agent, Permissions::default()).await;
    assert_eq!(late, Err(CHANGED_MEANWHILE));
}

async fn a_role_is_made_and_deleted_when_nobody_has_it(db: TestDb) {
    let stage = Stage::new(db).await;
    let desk = &stage.desk;
    let made = role::create(
        desk,
        &stage.administrator,
        form(" Auditor ", &[Permission::ReadAuditLog]),
    )
    .await;
    let made = made.expect("made");
    assert_eq!(
        (made.form.name.as_str(), made.builtin, made.users),
        ("Auditor", false, 0)
    );
    for name in ["auditor", "Agent", "administrator"] {
        let taken = role::create(desk, &stage.administrator, form(name, &[])).await;
        assert_eq!(taken, Err(Problem::invalid("name", "taken")), "{name}");
    }
    let ana = stage.agent("ana").await;
    let account = crate::users::account(&stage, ana.user).await;
    let moved = model::UserForm {
        role: made.id,
        ..account.form
    };
    let (version, email) = (account.version, account.email);
    desk::user::change(desk, &stage.administrator, ana.user, version, &email, moved)
        .await
        .expect("moved");
    let used = role::delete(desk, &stage.administrator, made.id).await;
    assert_eq!(used, Err(Problem::invalid("role", "in_use")));
    let agent = named(&stage, "agent").await;
    assert_eq!(
        role::delete(desk, &stage.administrator, agent.id).await,
        Err(Problem::Forbidden),
        "it stays"
    );
    let account = crate::users::account(&stage, ana.user).await;
    let back = model::UserForm {
        role: agent.id,
        ..account.form
    };
    let (version, email) = (account.version, account.email);
    desk::user::change(desk, &stage.administrator, ana.user, version, &email, back)
        .await
        .expect("moved");
    role::delete(desk, &stage.administrator, made.id)
        .await
        .expect("deleted");
    assert_eq!(
        role::delete(desk, &stage.administrator, made.id).await,
        Err(Problem::NotFound)
    );
}

async fn the_administrators_role_is_always_everything(db: TestDb) {
    let stage = Stage::new(db).await;
    let administrator = named(&stage, "administrator").await;
    assert_eq!(administrator.form.permissions, Permissions::all());
    let refused = save(&stage, &stage.administrator, &administrator, Permissions::default()).await;
    assert_eq!(refused, Err(Problem::Forbidden));
    // The others that came with the product are changed and keep their keys, which screens translate.
    let agent = named(&stage, "agent").await;
    let renamed = RoleForm {
        name: "Boss".to_owned(),
        ..agent.form.clone()
    };
    let changed = role::change(&stage.desk, &stage.administrator, agent.id, agent.version, renamed).await;
    assert_eq!(changed.expect("changed").form.name, "agent");
}

async fn nobody_makes_a_role_that_may_more_than_they(db: TestDb) {
    let stage = Stage::new(db).await;
    let own = [Permission::ManageRoles, Permission::Reply];
    let clerk = stage.user_who_may("clerk", &own, &[]).await;
    let desk = &stage.desk;
    let beyond = form("Beyond", &[Permission::Reply, Permission::Export]);
    assert_eq!(role::create(desk, &clerk, beyond).await, Err(Problem::Forbidden));
    let agent = named(&stage, "agent").await;
    let refused = save(&stage, &clerk, &agent, Permissions::default()).await;
    assert_eq!(
        refused,
        Err(Problem::Forbidden),
        "a role that may more is not theirs to change"
    );
    let mine = named(&stage, "clerk").await;
    let refused = save(&stage, &clerk, &mine, Permissions::all()).await;
    assert_eq!(refused, Err(Problem::Forbidden), "least of all their own");
    let within = role::create(desk, &clerk, form("Within", &[Permission::Reply]))
        .await
        .expect("within");
    role::delete(desk, &clerk, within.id).await.expect("deleted");

    let reader = stage.user_who_may("reader", &[Permission::Reply], &[]).await;
    assert_eq!(role::list(desk, &reader).await.err(), Some(Problem::Forbidden));
    assert_eq!(
        role::create(desk, &reader, form("x", &[])).await.err(),
        Some(Problem::Forbidden)
    );
    assert_eq!(
        role::delete(desk, &reader, RoleId(999)).await.err(),
        Some(Problem::Forbidden)
    );
}

async fn a_departments_people_see_it_at_once(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let mut new = department_form("Support");
    new.members = vec![ana.user];
    let made = department::create(&stage.desk, &stage.administrator, new)
        .await
        .expect("made");
    assert_eq!(made.form.members, [ana.user]);
    let now = actor(&stage.db, ana.user).await;
    assert!(now.departments.contains(&made.id) && now.access_version > ana.access_version);

    let position = stage.end().await;
    let mut form = made.form.clone();
    "Help".clone_into(&mut form.name);
    "#A8480A".clone_into(&mut form.color);
    form.members.clear();
    let changed = department::change(&stage.desk, &stage.administrator, made.id, made.version, form.clone()).await;
    let changed = changed.expect("changed");
    assert_eq!(
        (changed.form.name.as_str(), changed.form.color.as_str()),
        ("Help", "#a8480a")
    );
    assert!(!actor(&stage.db, ana.user).await.departments.contains(&made.id));
    let events = stage.events(position).await;
    assert!(events.contains(&Event::AccessChanged { user: ana.user }), "{events:?}");
    let renamed =
        |event: &Event| matches!(event, Event::Directory(DirectoryEntry::Department(it)) if it.name == "Help");
    assert!(events.iter().any(renamed), "{events:?}");
    let late = department::change(&stage.desk, &stage.administrator, made.id, made.version, form).await;
    assert_eq!(late, Err(CHANGED_MEANWHILE));

    for (spoil, field, reason) in [
        (("Help", "#000000", vec![]), "name", "taken"),
        (("Other", "red", vec![]), "color", "malformed"),
        (("Other", "#000000", vec![model::UserId(999)]), "members", "wrong"),
    ] {
        let wrong = model::DepartmentForm {
            name: spoil.0.to_owned(),
            color: spoil.1.to_owned(),
            members: spoil.2,
        };
        let refused = department::create(&stage.desk, &stage.administrator, wrong).await;
        assert_eq!(refused, Err(Problem::invalid(field, reason)));
    }
}

async fn a_department_goes_when_nothing_stands_in_it(db: TestDb) {
    let stage = Stage::new(db).await;
    let desk = &stage.desk;
    let used = department::delete(desk, &stage.administrator, stage.sales).await;
    assert_eq!(
        used,
        Err(Problem::invalid("department", "in_use")),
        "an inbox leads there"
    );
    let ana = stage.agent("ana").await;
    let mut new = department_form("Support");
    new.members = vec![ana.user];
    let made = department::create(desk, &stage.administrator, new).await.expect("made");
    let id = stage.waiting().await;
    let support = made.id;
    stage
        .tamper(id, move |row| row.lifecycle.department = Some(support))
        .await;
    let used = department::delete(desk, &stage.administrator, made.id).await;
    assert_eq!(
        used,
        Err(Problem::invalid("department", "in_use")),
        "a conversation stands there"
    );
    let sales = stage.sales;
    stage
        .tamper(id, move |row| row.lifecycle.department = Some(sales))
        .await;
    let position = stage.end().await;
    department::delete(desk, &stage.administrator, made.id)
        .await
        .expect("deleted");
    let events = stage.events(position).await;
    let gone = Event::Directory(DirectoryEntry::DepartmentGone { id: made.id });
    assert!(
        events.contains(&gone) && events.contains(&Event::AccessChanged { user: ana.user }),
        "{events:?}"
    );
    assert_eq!(actor(&stage.db, ana.user).await.departments, [stage.sales]);
    assert_eq!(
        department::delete(desk, &stage.administrator, made.id).await,
        Err(Problem::NotFound)
    );
}

async fn nobody_opens_a_department_that_they_do_not_see(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let support = stage.department("Support").await;
    let mut own: Vec<Permission> = ana.permissions.into();
    own.push(Permission::ManageDepartments);
    let clerk = stage.user_who_may("clerk", &own, &[]).await;
    let all = department::list(&stage.desk, &clerk).await.expect("departments");
    let support = all.into_iter().find(|it| it.id == support).expect("there");
    for member in [ana.user, clerk.user] {
        let mut form = support.form.clone();
        form.members = vec![member];
        let refused = department::change(&stage.desk, &clerk, support.id, support.version, form).await;
        assert_eq!(refused, Err(Problem::Forbidden));
    }
    let mut form = support.form.clone();
    "Help".clone_into(&mut form.name);
    department::change(&stage.desk, &clerk, support.id, support.version, form)
        .await
        .expect("a name shows nothing");
    assert_eq!(
        department::list(&stage.desk, &ana).await.err(),
        Some(Problem::Forbidden)
    );
    let refused = department::delete(&stage.desk, &ana, support.id).await;
    assert_eq!(refused, Err(Problem::Forbidden));
}

store::testing::contract! {
    a_changed_role_acts_at_once_on_everybody_who_has_it,
    a_role_is_made_and_deleted_when_nobody_has_it,
    the_administrators_role_is_always_everything,
    nobody_makes_a_role_that_may_more_than_they,
    a_departments_people_see_it_at_once,
    a_department_goes_when_nothing_stands_in_it,
    nobody_opens_a_department_that_they_do_not_see,
}
