//! The managers' table: everybody sees what they may, lays it out for themselves, and shares what they are trusted to share.

use desk::{presence, table, table_layout, table_view};
use model::{
    Actor, AgentLoad, AuditAction, AuditSubjectKind, Choice, Column, Condition, Field, Layout, LayoutColumn,
    LayoutSource, Permission, Place, Presence, Problem, PublishedFor, TableCount, TableQuery, TableRequest, Test,
    TimeBasis, ViewForm,
};
use store::testing::TestDb;

use crate::audit::log;
use crate::stage::Stage;

const CHANGED_MEANWHILE: Problem = Problem::Conflict {
    status: None,
    assignee: None,
    conversation: None,
};

fn request(query: TableQuery) -> TableRequest {
    TableRequest {
        query,
        place: Place::Top,
        rows: 50,
        offset: -180,
    }
}

fn of_mine() -> TableQuery {
    TableQuery {
        conditions: vec![Condition {
            field: Field::Column(Column::Agent),
            test: Test::OneOf(vec![Choice::Me]),
        }],
        ..TableQuery::default()
    }
}

async fn rows(stage: &Stage, actor: &Actor, query: &TableQuery) -> Vec<i64> {
    let page = table::page(&stage.desk, actor, &request(query.clone()))
        .await
        .expect("a page");
    let count = table::count(&stage.desk, actor, query, -180).await.expect("counted");
    let rows: Vec<i64> = page.rows.iter().map(|row| row.id.0).collect();
    let all = u32::try_from(rows.len()).expect("few");
    assert_eq!(count, TableCount { rows: all, more: false });
    rows
}

/// R3: without more rights one's own, with them all; "me" is whoever reads.
async fn everybody_sees_their_own_and_who_may_sees_all(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (
        stage.agent("ana").await,
        stage.user_who_may("bia", &[Permission::Accept], &[]).await,
    );
    let (first, second) = (stage.waiting().await, stage.waiting().await);
    stage.accepts(&ana, first).await;
    let all = TableQuery::default();
    assert_eq!(rows(&stage, &ana, &all).await, [second.0, first.0]);
    assert_eq!(rows(&stage, &ana, &of_mine()).await, [first.0]);
    assert_eq!(rows(&stage, &bia, &all).await, [0_i64; 0], "of others she sees nothing");
    assert_eq!(rows(&stage, &stage.administrator, &of_mine()).await, [0_i64; 0]);

    let place = |place| TableRequest {
        place,
        ..request(TableQuery::default())
    };
    let jumped = table::page(&stage.desk, &ana, &place(Place::Number(first)))
        .await
        .expect("a page");
    assert_eq!(jumped.rows.first().map(|row| row.id), Some(first));
    let mut by_agent = place(Place::Number(first));
    by_agent.query.sort.column = Column::Agent;
    assert_eq!(table::page(&stage.desk, &bia, &by_agent).await, Err(Problem::NotFound));
    let mut too_many = request(all);
    too_many.rows = 5_000;
    assert_eq!(
        table::page(&stage.desk, &ana, &too_many).await,
        Err(Problem::invalid("rows", "wrong"))
    );
}

/// R169: a supervisor sees who waits, who is there and how much each has; an agent only what is theirs to see.
async fn how_things_stand_is_told_of_what_one_sees(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.user_who_may("bia", &[], &[]).await);
    let begun = stage.now();
    let (first, second) = (stage.waiting().await, stage.waiting().await);
    stage.waiting().await;
    stage.accepts(&ana, first).await;
    stage.accepts(&ana, second).await;
    let attending = presence::Attending {
        user: bia.user,
        idle: false,
    };
    presence::attend(&stage.desk, "one", &[attending], 60_000)
        .await
        .expect("there");
    presence::settle(&stage.desk).await.expect("settled");
    let stands = table::supervise(&stage.desk, &stage.administrator).await.expect("told");
    assert_eq!((stands.waiting, stands.in_service), (1, 2));
    assert!(stands.longest_since.is_some_and(|since| since >= begun));
    let load = |user, presence, holds| AgentLoad { user, presence, holds };
    assert_eq!(
        stands.agents,
        [
            load(ana.user, Presence::Offline, 2),
            load(bia.user, Presence::Online, 0)
        ]
    );
    let stands = table::supervise(&stage.desk, &bia).await.expect("told");
    assert_eq!((stands.waiting, stands.in_service, stands.longest_since), (0, 0, None));
    assert_eq!(stands.agents, [load(bia.user, Presence::Online, 0)]);
}

fn layout(columns: &[Column]) -> Layout {
    Layout {
        columns: columns.iter().map(|column| LayoutColumn::of(*column)).collect(),
        time: TimeBasis::Business,
    }
}

/// The own layout before that of the role, that before everybody's, that before the product's.
async fn a_layout_is_ones_own_or_what_was_published(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let boss = stage.user_who_may("boss", &[Permission::SharedViews], &[]).await;
    let [own, for_role, for_all] = [Column::Number, Column::Status, Column::Customer].map(|column| layout(&[column]));
    let seen = async |by: &Actor| {
        let record = table_layout::read(&stage.desk, by).await.expect("read");
        (record.source, record.layout)
    };
    assert_eq!(seen(&ana).await, (LayoutSource::Product, Layout::default()));

    let publications = table_layout::publications(&stage.desk, &boss).await.expect("read");
    let (role, _) = publications
        .roles
        .iter()
        .find(|(_, name)| name == "agent")
        .expect("a role")
        .clone();
    let to_role = PublishedFor::Role(role);
    for (to, layout) in [(PublishedFor::Everybody, &for_all), (to_role, &for_role)] {
        let refused = table_layout::publish(&stage.desk, &ana, to, layout.clone()).await;
        assert_eq!(refused, Err(Problem::Forbidden));
        table_layout::publish(&stage.desk, &boss, to, layout.clone())
            .await
            .expect("published");
    }
    assert_eq!(seen(&ana).await, (LayoutSource::Role, for_role));
    assert_eq!(seen(&boss).await, (LayoutSource::Company, for_all.clone()));

    let kept = table_layout::keep(&stage.desk, &ana, own.clone()).await.expect("kept");
    assert_eq!((kept.source, kept.layout), (LayoutSource::Own, own));
    let none = Layout {
        columns: Vec::new(),
        ..layout(&[])
    };
    assert_eq!(
        table_layout::keep(&stage.desk, &ana, none).await,
        Err(Problem::invalid("columns", "required"))
    );
    let reset = table_layout::reset(&stage.desk, &ana).await.expect("reset");
    assert_eq!(reset.source, LayoutSource::Role);

    let left = table_layout::withdraw(&stage.desk, &boss, to_role)
        .await
        .expect("withdrawn");
    assert_eq!(left.published, [PublishedFor::Everybody]);
    assert_eq!(seen(&ana).await, (LayoutSource::Company, for_all));
    let again = table_layout::withdraw(&stage.desk, &boss, to_role).await;
    assert_eq!(again, Err(Problem::NotFound));
    let told = log(&stage.desk, &stage.administrator).await;
    let told: Vec<_> = told
        .into_iter()
        .filter_map(|entry| Some((entry.action, entry.subject?.kind)))
        .filter(|(action, _)| matches!(action, AuditAction::LayoutPublished | AuditAction::LayoutWithdrawn))
        .collect();
    assert_eq!(
        told,
        [
            (AuditAction::LayoutPublished, AuditSubjectKind::Company),
            (AuditAction::LayoutPublished, AuditSubjectKind::Role),
            (AuditAction::LayoutWithdrawn, AuditSubjectKind::Role),
        ]
    );
}

fn view(name: &str, shared: bool) -> ViewForm {
    ViewForm {
        name: name.to_owned(),
        query: of_mine(),
        layout: None,
        shared,
    }
}

/// A private view is its owner's alone; a shared one everybody has, and those who may share change it.
async fn a_view_is_private_or_everybodys(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, boss) = (stage.agent("ana").await, stage.user("boss", "supervisor", &[]).await);
    let desk = &stage.desk;
    assert_eq!(
        table_view::create(desk, &ana, view("Todos", true)).await,
        Err(Problem::Forbidden)
    );
    let own = table_view::create(desk, &ana, view(" Meus ", false))
        .await
        .expect("made");
    assert_eq!(
        (own.form.name.as_str(), own.owner, own.default),
        ("Meus", ana.user, false)
    );
    let shared = table_view::create(desk, &boss, view("Time", true)).await.expect("made");
    let names = async |actor: &Actor| -> Vec<String> {
        let views = table_view::list(desk, actor).await.expect("read");
        views.into_iter().map(|view| view.form.name).collect()
    };
    assert_eq!(names(&ana).await, ["Meus", "Time"]);
    assert_eq!(names(&boss).await, ["Time"]);

    for (actor, id, expected) in [
        (&boss, own.id, Problem::NotFound),
        (&ana, shared.id, Problem::Forbidden),
    ] {
        let changed = table_view::change(desk, actor, id, 1, view("x", false)).await;
        assert_eq!(changed, Err(expected.clone()));
        assert_eq!(table_view::delete(desk, actor, id).await, Err(expected));
    }
    let late = table_view::change(desk, &ana, own.id, 7, view("x", false)).await;
    assert_eq!(late, Err(CHANGED_MEANWHILE));

    // Who began with a view that is not shared any more begins with none.
    let views = table_view::set_default(desk, &ana, Some(shared.id)).await.expect("set");
    assert_eq!(views.iter().map(|view| view.default).collect::<Vec<_>>(), [false, true]);
    assert_eq!(
        table_view::set_default(desk, &boss, Some(own.id)).await,
        Err(Problem::NotFound)
    );
    let counts = table::view_counts(desk, &ana, -180).await.expect("counted");
    assert_eq!(counts.len(), 2);
    let changed = table_view::change(desk, &boss, shared.id, 1, view("Meu", false))
        .await
        .expect("changed");
    assert_eq!((changed.version, changed.form.shared), (2, false));
    assert_eq!(names(&ana).await, ["Meus"]);
    let again = table_view::change(desk, &boss, shared.id, 2, view("Time", true))
        .await
        .expect("changed");
    let views = table_view::list(desk, &ana).await.expect("read");
    assert!(views.iter().all(|view| !view.default));
    table_view::delete(desk, &stage.administrator, again.id)
        .await
        .expect("deleted");
    let told = log(desk, &stage.administrator).await;
    let told: Vec<_> = told
        .into_iter()
        .filter(|entry| {
            entry
                .subject
                .as_ref()
                .is_some_and(|it| it.kind == AuditSubjectKind::View)
        })
        .map(|entry| entry.action)
        .collect();
    assert_eq!(
        told,
        [
            AuditAction::ViewShared,
            AuditAction::ViewWithdrawn,
            AuditAction::ViewShared,
            AuditAction::ViewWithdrawn
        ]
    );
}

store::testing::contract! {
    everybody_sees_their_own_and_who_may_sees_all,
    how_things_stand_is_told_of_what_one_sees,
    a_layout_is_ones_own_or_what_was_published,
    a_view_is_private_or_everybodys,
}
