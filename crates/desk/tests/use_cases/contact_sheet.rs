//! A contact's sheet: what is written down is there for every colleague who sees the customer, for nobody else, and nobody writes over
//! what another has just written.

use desk::{choice, contact_sheet};
use model::{
    Actor, AuditAction, ChoiceForm, ChoiceId, ChoiceKind, ChoiceRecord, ContactChange, ContactId, ContactSheet, Event,
    FieldType, Permission, Problem,
};
use store::testing::TestDb;

use crate::audit::log;
use crate::stage::Stage;

const CHANGED_MEANWHILE: Problem = Problem::Conflict {
    status: None,
    assignee: None,
    conversation: None,
};

async fn contact(stage: &Stage) -> ContactId {
    let id = stage.waiting().await;
    stage.row(id).await.contact.id
}

async fn change(stage: &Stage, who: &Actor, id: ContactId, change: ContactChange) -> Result<ContactSheet, Problem> {
    contact_sheet::change(&stage.desk, who, id, change).await
}

async fn make(stage: &Stage, kind: ChoiceKind, name: &str, field_type: FieldType, options: &[&str]) -> ChoiceRecord {
    let form = ChoiceForm {
        name: name.to_owned(),
        field_type,
        options: options.iter().map(|option| (*option).to_owned()).collect(),
    };
    choice::create(&stage.desk, &stage.administrator, kind, form)
        .await
        .expect("made")
}

fn phone(before: &str, after: &str) -> ContactChange {
    ContactChange::Phone {
        before: before.to_owned(),
        after: after.to_owned(),
    }
}

async fn everything_of_a_sheet_is_kept_and_told_to_who_sees_the_customer(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let id = contact(&stage).await;
    let group = make(&stage, ChoiceKind::Group, "Wholesale", FieldType::Text, &[])
        .await
        .id;
    let size = make(&stage, ChoiceKind::Field, "Size", FieldType::Choice, &["S", "L"])
        .await
        .id;
    let first = contact_sheet::read(&stage.desk, &ana, id).await.expect("read");
    let stages: Vec<_> = first.choices.iter().filter(|it| it.kind == ChoiceKind::Stage).collect();
    assert!(stages.iter().all(|it| it.builtin) && stages.len() == 5, "{stages:?}");
    let qualified = stages[3].id;
    let position = stage.end().await;
    let name = |after: &str| ContactChange::Name {
        before: first.contact.name.clone(),
        after: after.to_owned(),
    };
    for change_of_it in [
        name("Maria Souza"),
        phone("", "+5511912345678"),
        ContactChange::Email {
            before: String::new(),
            after: "maria@example.com".to_owned(),
        },
        ContactChange::Stage {
            before: None,
            after: Some(qualified),
        },
        ContactChange::Group { group, is_in: true },
        ContactChange::Field {
            field: size,
            before: String::new(),
            after: "L".to_owned(),
        },
        ContactChange::AddNote {
            text: " Came by the fair\n".to_owned(),
        },
    ] {
        change(&stage, &ana, id, change_of_it).await.expect("changed");
    }
    let sheet = contact_sheet::read(&stage.desk, &ana, id).await.expect("read");
    assert_eq!(sheet.contact.name, "Maria Souza");
    assert_eq!(sheet.contact.phone.as_deref(), Some("+55 11 91234-5678"));
    assert_eq!(sheet.contact.email.as_deref(), Some("maria@example.com"));
    assert_eq!((sheet.stage, &sheet.groups[..]), (Some(qualified), &[group][..]));
    assert_eq!(sheet.fields[0].value, "L");
    let note = &sheet.notes[0];
    assert_eq!((note.by, note.text.as_str()), (ana.user, "Came by the fair"));
    assert_eq!(sheet.conversations.len(), 1);
    let told = stage.events(position).await;
    let versions: Vec<i64> = told
        .iter()
        .filter_map(|event| match event {
            Event::ContactChanged { contact, version } if *contact == id => Some(*version),
            _ => None,
        })
        .collect();
    assert_eq!(versions.len(), 7, "{told:?}");
    assert!(versions.is_sorted() && versions.last() == Some(&sheet.contact.version));
    let row = stage.row(sheet.conversations[0].id).await;
    assert_eq!(row.contact.name, "Maria Souza", "the list shows the name");
    // The same again is no change, and told to nobody.
    let position = stage.end().await;
    change(&stage, &ana, id, ContactChange::Group { group, is_in: true })
        .await
        .expect("so it is");
    assert_eq!(stage.events(position).await, []);
}

async fn who_changes_what_another_has_just_changed_is_told(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let id = contact(&stage).await;
    change(&stage, &ana, id, phone("", "+55 11 91234-5678"))
        .await
        .expect("changed");
    let late = change(&stage, &bia, id, phone("", "+55 11 3012-3456")).await;
    assert_eq!(late.err(), Some(CHANGED_MEANWHILE));
    // Another field is another matter.
    let email = ContactChange::Email {
        before: String::new(),
        after: "maria@example.com".to_owned(),
    };
    let both = change(&stage, &bia, id, email).await.expect("changed");
    assert_eq!(both.contact.phone.as_deref(), Some("+55 11 91234-5678"));
    // What both want is no conflict.
    change(&stage, &bia, id, phone("", "+5511912345678"))
        .await
        .expect("so it is");
    let wrong = change(&stage, &bia, id, phone("+55 11 91234-5678", "11 91234-5678")).await;
    assert_eq!(wrong.err(), Some(Problem::invalid("phone", "malformed")));
    let none = change(&stage, &bia, id, phone("+55 11 91234-5678", " "))
        .await
        .expect("taken away");
    assert_eq!(none.contact.phone, None);
}

async fn notes_belong_to_who_wrote_them(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let id = contact(&stage).await;
    let add = ContactChange::AddNote {
        text: "Likes blue".to_owned(),
    };
    let sheet = change(&stage, &ana, id, add).await.expect("added");
    let note = sheet.notes[0].id;
    let edit = |before: &str| ContactChange::EditNote {
        note,
        before: before.to_owned(),
        after: "Likes green".to_owned(),
    };
    assert_eq!(
        change(&stage, &bia, id, edit("Likes blue")).await.err(),
        Some(Problem::Forbidden)
    );
    let taken = change(&stage, &bia, id, ContactChange::DeleteNote { note }).await;
    assert_eq!(taken.err(), Some(Problem::Forbidden));
    stage.clock.advance(1_000);
    let edited = change(&stage, &ana, id, edit("Likes blue")).await.expect("edited");
    assert_eq!(edited.notes[0].text, "Likes green");
    assert!(edited.notes[0].edited_at > Some(edited.notes[0].at));
    assert_eq!(
        change(&stage, &ana, id, edit("Likes blue")).await.err(),
        Some(CHANGED_MEANWHILE)
    );
    let gone = change(&stage, &ana, id, ContactChange::DeleteNote { note })
        .await
        .expect("deleted");
    assert_eq!(gone.notes, []);
    let empty = change(&stage, &ana, id, ContactChange::AddNote { text: " ".to_owned() }).await;
    assert_eq!(empty.err(), Some(Problem::invalid("text", "required")));
}

async fn a_sheet_is_for_who_sees_the_customer_and_may_answer(db: TestDb) {
    let stage = Stage::new(db).await;
    let id = contact(&stage).await;
    let support = stage.department("Support").await;
    let stranger = stage.user("stranger", "agent", &[support]).await;
    assert_eq!(
        contact_sheet::read(&stage.desk, &stranger, id).await.err(),
        Some(Problem::NotFound)
    );
    assert_eq!(
        change(&stage, &stranger, id, phone("", "+55 11 91234-5678"))
            .await
            .err(),
        Some(Problem::NotFound)
    );
    let reader = stage.user_who_may("reader", &[Permission::ReadAll], &[]).await;
    assert!(contact_sheet::read(&stage.desk, &reader, id).await.is_ok());
    assert_eq!(
        change(&stage, &reader, id, phone("", "+55 11 91234-5678")).await.err(),
        Some(Problem::Forbidden)
    );
    let keeper = [Permission::ReadAll, Permission::Contacts];
    let keeper = stage.user_who_may("keeper", &keeper, &[]).await;
    assert!(
        change(&stage, &keeper, id, phone("", "+55 11 91234-5678"))
            .await
            .is_ok()
    );
    // Tags are put on by everybody who answers, and made by those who may.
    let ana = stage.agent("ana").await;
    let tag = |name: &str| ContactChange::NewTag { name: name.to_owned() };
    assert_eq!(
        change(&stage, &ana, id, tag("VIP")).await.err(),
        Some(Problem::Forbidden)
    );
    let boss = &stage.administrator;
    let tagged = change(&stage, boss, id, tag("VIP")).await.expect("made");
    let again = change(&stage, boss, id, tag("vip")).await.expect("there");
    assert_eq!(tagged.tags, again.tags, "upper and lower case are the same tag");
    let vip = tagged.tags[0];
    let off = ContactChange::Tag { tag: vip, is_on: false };
    assert_eq!(change(&stage, &ana, id, off).await.expect("off").tags, []);
    let unknown = ContactChange::Tag {
        tag: ChoiceId(999),
        is_on: true,
    };
    assert_eq!(
        change(&stage, &ana, id, unknown).await.err(),
        Some(Problem::invalid("choice", "wrong"))
    );
}

async fn the_lists_are_made_changed_and_deleted_by_those_who_may(db: TestDb) {
    let stage = Stage::new(db).await;
    let (desk, boss) = (&stage.desk, &stage.administrator);
    let ana = stage.agent("ana").await;
    let id = contact(&stage).await;
    let form = |name: &str| ChoiceForm {
        name: name.to_owned(),
        ..ChoiceForm::default()
    };
    for kind in ChoiceKind::ALL {
        assert_eq!(choice::list(desk, &ana, *kind).await.err(), Some(Problem::Forbidden));
        let refused = choice::create(desk, &ana, *kind, form("Mine")).await;
        assert_eq!(refused.err(), Some(Problem::Forbidden));
        let made = choice::create(desk, boss, *kind, form(" First ")).await.expect("made");
        assert_eq!((made.kind, made.form.name.as_str()), (*kind, "First"));
        let twice = choice::create(desk, boss, *kind, form("FIRST")).await;
        assert_eq!(twice.err(), Some(Problem::invalid("name", "taken")));
        let renamed = choice::change(desk, boss, (*kind, made.id), made.version, form("Second")).await;
        let renamed = renamed.expect("renamed");
        assert_eq!(renamed.form.name, "Second");
        let late = choice::change(desk, boss, (*kind, made.id), made.version, form("Third")).await;
        assert_eq!(late.err(), Some(CHANGED_MEANWHILE));
        let wanted = match kind {
            ChoiceKind::Tag => Some(ContactChange::Tag {
                tag: made.id,
                is_on: true,
            }),
            ChoiceKind::Group => Some(ContactChange::Group {
                group: made.id,
                is_in: true,
            }),
            ChoiceKind::Stage => Some(ContactChange::Stage {
                before: None,
                after: Some(made.id),
            }),
            ChoiceKind::Field => Some(ContactChange::Field {
                field: made.id,
                before: String::new(),
                after: "x".to_owned(),
            }),
        };
        change(&stage, &ana, id, wanted.expect("one")).await.expect("chosen");
        choice::delete(desk, boss, (*kind, made.id)).await.expect("deleted");
        let gone = choice::delete(desk, boss, (*kind, made.id)).await;
        assert_eq!(gone.err(), Some(Problem::NotFound));
    }
    let sheet = contact_sheet::read(desk, &ana, id).await.expect("read");
    assert_eq!((sheet.stage, sheet.groups.len(), sheet.tags.len()), (None, 0, 0));
    assert_eq!(sheet.fields, []);
    let actions: Vec<_> = log(desk, boss).await.iter().map(|entry| entry.action).collect();
    for action in [
        AuditAction::ChoiceCreated,
        AuditAction::ChoiceChanged,
        AuditAction::ChoiceDeleted,
    ] {
        assert_eq!(actions.iter().filter(|it| **it == action).count(), 4, "{action:?}");
    }
    let options = ChoiceForm {
        field_type: FieldType::Choice,
        options: vec![" ".to_owned()],
        ..form("Size")
    };
    let none = choice::create(desk, boss, ChoiceKind::Field, options).await;
    assert_eq!(none.err(), Some(Problem::invalid("options", "required")));
    // A stage of the product that is renamed is the company's own.
    let stages = choice::list(desk, boss, ChoiceKind::Stage).await.expect("stages");
    let first = &stages[0];
    let kept = choice::change(desk, boss, (first.kind, first.id), first.version, form("new")).await;
    assert!(kept.expect("changed").builtin);
    let own = choice::change(desk, boss, (first.kind, first.id), first.version + 1, form("Fresh")).await;
    assert!(!own.expect("changed").builtin);
}

store::testing::contract! {
    everything_of_a_sheet_is_kept_and_told_to_who_sees_the_customer,
    who_changes_what_another_has_just_changed_is_told,
    notes_belong_to_who_wrote_them,
    a_sheet_is_for_who_sees_the_customer_and_may_answer,
    the_lists_are_made_changed_and_deleted_by_those_who_may,
}
