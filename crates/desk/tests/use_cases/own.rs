//! What users set for themselves: kept, told to their other windows and to nobody else, and lost to no other window.

use desk::{own_profile, own_settings};
use model::{
    Audience, AuditAction, Density, DirectoryEntry, Event, Language, OwnProfileForm, OwnSettings, Problem, UserEntry,
};
use store::testing::TestDb;

use crate::audit::log;
use crate::stage::Stage;
use crate::users::account;

const CHANGED_MEANWHILE: Problem = Problem::Conflict {
    status: None,
    assignee: None,
    conversation: None,
};

async fn own_settings_are_kept_and_told_to_the_own_windows_alone(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let first = own_settings::read(&stage.desk, &ana).await.expect("read");
    assert_eq!(first.settings, OwnSettings::default());
    let position = stage.end().await;
    let wanted = OwnSettings {
        density: Density::Compact,
        signature: "Ana, Loja".to_owned(),
        signs: true,
        undo_seconds: 5,
        notifications: model::Notifications {
            volume: 30,
            tone: model::Tone::Bell,
            ..model::Notifications::default()
        },
    };
    let changed = own_settings::change(&stage.desk, &ana, first.version, wanted.clone()).await;
    let changed = changed.expect("changed");
    assert_eq!(changed.settings, wanted);
    assert_eq!(own_settings::read(&stage.desk, &ana).await, Ok(changed.clone()));
    let logged = stage.logged(position).await;
    let told: Vec<_> = logged.iter().map(|it| (&it.audience, &it.event)).collect();
    assert_eq!(
        told,
        [(&Audience::User(ana.user), &Event::OwnSettings(changed.clone()))]
    );

    let late = own_settings::change(&stage.desk, &ana, first.version, OwnSettings::default()).await;
    assert_eq!(late, Err(CHANGED_MEANWHILE), "the other window is told");
    let snapshot = desk::reading::snapshot(&stage.desk, &ana, Language::English, "b1").await;
    assert_eq!(snapshot.expect("a snapshot").own, changed);
    let others = own_settings::read(&stage.desk, &bia).await.expect("read");
    assert_eq!(others.settings, OwnSettings::default());
}

async fn an_administrators_change_is_no_conflict_with_the_own_settings(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let own = own_settings::read(&stage.desk, &ana).await.expect("read");
    let stored = account(&stage, ana.user).await;
    let mut form = stored.form;
    "Ana Maria".clone_into(&mut form.name);
    desk::user::change(
        &stage.desk,
        &stage.administrator,
        ana.user,
        stored.version,
        &stored.email,
        form,
    )
    .await
    .expect("changed");
    let changed = own_settings::change(&stage.desk, &ana, own.version, OwnSettings::default()).await;
    assert!(changed.is_ok(), "{changed:?}");
}

async fn users_change_their_own_name_language_and_time_zone(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let own = own_profile::read(&stage.desk, &ana).await.expect("read");
    assert_eq!(own.email, "ana@shop.example");
    let position = stage.end().await;
    let form = OwnProfileForm {
        name: " Ana Maria ".to_owned(),
        language: Language::Spanish,
        time_zone: "Europe/Madrid".to_owned(),
    };
    let changed = own_profile::change(&stage.desk, &ana, own.version, form.clone()).await;
    let changed = changed.expect("changed");
    assert_eq!(changed.form.name, "Ana Maria");
    let stored = account(&stage, ana.user).await;
    assert_eq!(
        (stored.form.name.as_str(), stored.version),
        ("Ana Maria", changed.version)
    );
    assert_eq!(
        (stored.form.language, stored.form.time_zone.as_str()),
        (Language::Spanish, "Europe/Madrid")
    );
    let entry = UserEntry {
        id: ana.user,
        name: "Ana Maria".to_owned(),
        enabled: true,
        departments: ana.departments.clone(),
        photo: None,
    };
    assert_eq!(
        stage.events(position).await,
        [Event::Directory(DirectoryEntry::User(entry))],
        "colleagues see the name, and nobody is interrupted"
    );
    let entries = log(&stage.desk, &stage.administrator).await;
    let last = entries.last().expect("an entry");
    assert_eq!(last.action, AuditAction::UserChanged);
    let fields: Vec<_> = last.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["language", "name", "time_zone"]);

    let late = own_profile::change(&stage.desk, &ana, own.version, form.clone()).await;
    assert_eq!(late, Err(CHANGED_MEANWHILE));
    for (name, zone, field, reason) in [
        ("", "UTC", "name", "required"),
        ("Ana", "Mars/Olympus", "time_zone", "wrong"),
    ] {
        let wrong = OwnProfileForm {
            name: name.to_owned(),
            time_zone: zone.to_owned(),
            ..form.clone()
        };
        let refused = own_profile::change(&stage.desk, &ana, changed.version, wrong).await;
        assert_eq!(refused, Err(Problem::invalid(field, reason)));
    }
}

store::testing::contract! {
    own_settings_are_kept_and_told_to_the_own_windows_alone,
    an_administrators_change_is_no_conflict_with_the_own_settings,
    users_change_their_own_name_language_and_time_zone,
}
