//! The lists of what can be chosen for contacts: tags, groups, stages, and the company's own fields (R135, R145 to R148).

use std::sync::Arc;

use model::{
    Actor, AuditAction, AuditSubjectKind, ChoiceForm, ChoiceId, ChoiceKind, ChoiceRecord, DirectoryEntry, FieldType,
    Permission, Problem, TagEntry, TagId, Timestamp,
};
use store::{Tx, choice};

use crate::audit::{By, Deed, record};
use crate::people::announce;
use crate::rights::need;
use crate::user::CHANGED_MEANWHILE;
use crate::{Desk, field};

/// The most options of a field.
const MOST_OPTIONS: usize = 100;

/// Who may change a list of this kind.
const fn permission(kind: ChoiceKind) -> Permission {
    match kind {
        ChoiceKind::Tag => Permission::Tags,
        ChoiceKind::Group | ChoiceKind::Stage | ChoiceKind::Field => Permission::Contacts,
    }
}

/// One list, in its order. Needs `Tags` for tags, else `Contacts`.
pub async fn list(desk: &Desk, actor: &Actor, kind: ChoiceKind) -> Result<Vec<ChoiceRecord>, Problem> {
    need(actor, permission(kind))?;
    let all = choice::list(&mut desk.db.read().await?).await?;
    Ok(all.into_iter().filter(|it| it.kind == kind).collect())
}

/// Puts one at the end of its list. Needs as [`list`]. `Invalid` with field `name` (also `taken`) or `options`.
pub async fn create(desk: &Desk, actor: &Actor, kind: ChoiceKind, form: ChoiceForm) -> Result<ChoiceRecord, Problem> {
    need(actor, permission(kind))?;
    let form = Arc::new(checked(kind, &form)?);
    let (by, now) = (By::of(desk, actor), desk.clock.now());
    desk.db
        .write(move |tx| {
            let (form, by) = (Arc::clone(&form), by.clone());
            Box::pin(async move {
                let new = choice::insert(tx, kind, &form, now).await?;
                let id = new.ok_or_else(|| Problem::invalid("name", "taken"))?;
                let deed = deed(AuditAction::ChoiceCreated, kind, id, &form.name);
                record(tx, &by, now, deed.after(&*form)).await?;
                tell(tx, kind, id, Some(&form.name), now).await?;
                stored(tx, kind, id).await
            })
        })
        .await
}

/// Changes one of the version that was read; what a field holds stays as it was made. Needs as [`list`]. `Conflict`: changed
/// meanwhile. `Invalid` as for [`create`].
pub async fn change(
    desk: &Desk,
    actor: &Actor,
    (kind, id): (ChoiceKind, ChoiceId),
    version: i64,
    form: ChoiceForm,
) -> Result<ChoiceRecord, Problem> {
    need(actor, permission(kind))?;
    let form = Arc::new(checked(kind, &form)?);
    let (by, now) = (By::of(desk, actor), desk.clock.now());
    desk.db
        .write(move |tx| {
            let (form, by) = (Arc::clone(&form), by.clone());
            Box::pin(async move {
                let present = stored(tx, kind, id).await?;
                if present.version != version {
                    return Err(CHANGED_MEANWHILE);
                }
                if choice::is_taken(tx, kind, id, &form.name).await? {
                    return Err(Problem::invalid("name", "taken"));
                }
                let next = ChoiceRecord {
                    builtin: present.builtin && present.form.name == form.name,
                    form: ChoiceForm {
                        field_type: present.form.field_type,
                        ..ChoiceForm::clone(&form)
                    },
                    ..present.clone()
                };
                if !choice::update(tx, &next).await? {
                    return Err(CHANGED_MEANWHILE);
                }
                let deed = deed(AuditAction::ChoiceChanged, kind, id, &form.name);
                record(tx, &by, now, deed.before(&present.form).after(&next.form)).await?;
                tell(tx, kind, id, Some(&next.form.name), now).await?;
                stored(tx, kind, id).await
            })
        })
        .await
}

/// Takes one from its list and from every contact. Needs as [`list`].
pub async fn delete(desk: &Desk, actor: &Actor, (kind, id): (ChoiceKind, ChoiceId)) -> Result<(), Problem> {
    need(actor, permission(kind))?;
    let (by, now) = (By::of(desk, actor), desk.clock.now());
    desk.db
        .write(move |tx| {
            let by = by.clone();
            Box::pin(async move {
                let present = stored(tx, kind, id).await?;
                choice::delete(tx, kind, id).await?;
                let deed = deed(AuditAction::ChoiceDeleted, kind, id, &present.form.name);
                record(tx, &by, now, deed).await?;
                tell(tx, kind, id, None, now).await
            })
        })
        .await
}

/// Tags stand in every screen's directory, which the lists' rows and their filter read. `name: None`: it is gone.
pub(crate) async fn tell(
    tx: &mut Tx,
    kind: ChoiceKind,
    id: ChoiceId,
    name: Option<&str>,
    now: Timestamp,
) -> Result<(), Problem> {
    if kind != ChoiceKind::Tag {
        return Ok(());
    }
    let id = TagId(id.0);
    let entry = match name {
        Some(name) => DirectoryEntry::Tag(TagEntry {
            id,
            name: name.to_owned(),
        }),
        None => DirectoryEntry::TagGone { id },
    };
    announce(tx, entry, now).await
}

async fn stored(tx: &mut Tx, kind: ChoiceKind, id: ChoiceId) -> Result<ChoiceRecord, Problem> {
    choice::get(tx, kind, id).await?.ok_or(Problem::NotFound)
}

fn deed(action: AuditAction, kind: ChoiceKind, id: ChoiceId, name: &str) -> Deed {
    let subject = match kind {
        ChoiceKind::Tag => AuditSubjectKind::Tag,
        ChoiceKind::Group => AuditSubjectKind::Group,
        ChoiceKind::Stage => AuditSubjectKind::Stage,
        ChoiceKind::Field => AuditSubjectKind::Field,
    };
    Deed::new(action).to(subject, id.0, name)
}

/// The form as it is stored.
fn checked(kind: ChoiceKind, form: &ChoiceForm) -> Result<ChoiceForm, Problem> {
    let name = field::name("name", &form.name)?;
    let has_options = kind == ChoiceKind::Field && form.field_type == FieldType::Choice;
    if !has_options {
        let field_type = if kind == ChoiceKind::Field {
            form.field_type
        } else {
            FieldType::Text
        };
        return Ok(ChoiceForm {
            name,
            field_type,
            options: Vec::new(),
        });
    }
    let mut options: Vec<String> = Vec::new();
    for option in form.options.iter().filter(|option| !option.trim().is_empty()) {
        let option = field::name("options", option)?;
        if !options.contains(&option) {
            options.push(option);
        }
    }
    match options.len() {
        0 => Err(Problem::invalid("options", "required")),
        MOST_OPTIONS.. => Err(Problem::invalid("options", "too_long")),
        _ => Ok(ChoiceForm {
            name,
            options,
            field_type: form.field_type,
        }),
    }
}
