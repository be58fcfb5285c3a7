//! Pictures of people (R117): one's own, a user's by an administrator, a contact's by who may change the contact. Kept as a small
//! square, whatever came.

use std::sync::Arc;

use bytes::Bytes;
use files::small_media_type;
use model::{
    Actor, AuditAction, AuditSubjectKind, ContactId, LARGEST_PHOTO, PHOTO_SIDE, Permission, Person, Problem, Timestamp,
    UserId,
};
use serde_json::json;
use store::photo::Photo;
use store::{Tx, contact_sheet, conversation, photo, role, user};

use crate::audit::{By, Deed, record};
use crate::change::Change;
use crate::file::new_key;
use crate::rights::{need, need_all, need_one};
use crate::user::announce_user;
use crate::{Desk, reading};

/// A picture to be given out.
pub struct Shown {
    pub bytes: Bytes,
    pub media_type: &'static str,
}

/// The picture of a user, for everybody who works here; that of a contact for who sees one of its conversations. Otherwise there
/// is none: `NotFound`.
pub async fn read(desk: &Desk, actor: &Actor, of: Person) -> Result<Shown, Problem> {
    let mut conn = desk.db.read().await?;
    if let Person::Contact(contact) = of {
        reading::sees_contact(&mut conn, actor, contact).await?;
    }
    let kept = photo::get(&mut conn, of).await?.ok_or(Problem::NotFound)?;
    drop(conn);
    let bytes = desk.files.whole(&kept.key).await?.ok_or(Problem::NotFound)?;
    Ok(Shown {
        bytes,
        media_type: small_media_type(&kept.key),
    })
}

/// Makes the middle of an image the person's picture; `None`: takes the picture away. One's own; a user's needs `ManageUsers` and all
/// that the user may; a contact's `Reply` or `Contacts`, of whom one sees a conversation: to others there is no such contact.
/// `Invalid` with field `file`: `too_large`, or `image` (it cannot be read). Gives since when it is there.
pub async fn set(desk: &Desk, actor: &Actor, of: Person, image: Option<Bytes>) -> Result<Option<Timestamp>, Problem> {
    let now = desk.clock.now();
    let work = Work {
        actor: actor.clone(),
        by: By::of(desk, actor),
        of,
        now,
    };
    // Nobody makes us look into what they may not set.
    work.allowed_at_all(desk).await?;
    let photo = match image {
        Some(image) if image.len() > LARGEST_PHOTO => return Err(Problem::invalid("file", "too_large")),
        Some(image) => {
            let small = desk.files.square(image, PHOTO_SIDE).await?;
            let key = format!("{}.{}", new_key(desk.random.as_ref()), small.ending());
            desk.files.put(&key, small.bytes).await?;
            Some(Photo { key, at: now })
        }
        None => None,
    };
    let work = Arc::new((work, photo));
    let done = desk
        .db
        .write({
            let work = Arc::clone(&work);
            move |tx| {
                let work = Arc::clone(&work);
                Box::pin(async move { work.0.store(tx, work.1.as_ref()).await })
            }
        })
        .await;
    if let (Err(_), Some(photo)) = (&done, &work.1) {
        // Nobody speaks of these bytes.
        desk.files.delete(&photo.key).await?;
    }
    done.map(|()| work.1.as_ref().map(|photo| photo.at))
}

/// Who sets which picture, from where and when.
struct Work {
    actor: Actor,
    by: By,
    of: Person,
    now: Timestamp,
}

impl Work {
    async fn allowed_at_all(&self, desk: &Desk) -> Result<(), Problem> {
        match self.of {
            Person::User(id) if id == self.actor.user => Ok(()),
            Person::User(_) => need(&self.actor, Permission::ManageUsers),
            Person::Contact(contact) => {
                reading::sees_contact(&mut desk.db.read().await?, &self.actor, contact).await?;
                need_one(&self.actor, &[Permission::Reply, Permission::Contacts])
            }
        }
    }

    async fn store(&self, tx: &mut Tx, photo: Option<&Photo>) -> Result<(), Problem> {
        match self.of {
            Person::User(id) => self.of_user(tx, id, photo).await,
            Person::Contact(id) => self.of_contact(tx, id, photo).await,
        }
    }

    async fn of_user(&self, tx: &mut Tx, id: UserId, photo: Option<&Photo>) -> Result<(), Problem> {
        let present = user::get(tx, id).await?.ok_or(Problem::NotFound)?;
        if id != self.actor.user {
            let role = role::get(tx, present.role).await?.ok_or(Problem::NotFound)?;
            need_all(&self.actor, role.permissions)?;
        }
        photo::set(tx, self.of, photo, self.now).await?;
        let next = user::get(tx, id).await?.ok_or(Problem::NotFound)?;
        announce_user(tx, &next, self.now).await?;
        let told = |has: bool| json!({ "photo": has });
        let deed = Deed::new(AuditAction::UserChanged)
            .to(AuditSubjectKind::User, id.0, &next.name)
            .before(&told(present.photo.is_some()))
            .after(&told(photo.is_some()));
        record(tx, &self.by, self.now, deed).await
    }

    async fn of_contact(&self, tx: &mut Tx, id: ContactId, photo: Option<&Photo>) -> Result<(), Problem> {
        let mut present = Vec::new();
        for id in conversation::ids_of(tx, id).await? {
            present.extend(conversation::lock(tx, id).await?);
        }
        let scope = self.actor.scope();
        if !present.iter().any(|it| scope.sees(&it.facts())) {
            return Err(Problem::NotFound);
        }
        photo::set(tx, self.of, photo, self.now).await?;
        contact_sheet::touch(tx, id).await?;
        for conversation in &present {
            let mut change = Change::of(tx, conversation.clone(), self.now).await?;
            change.next().contact.photo = photo.map(|photo| photo.at);
            if !change.is_empty() {
                change.store(tx, None).await?;
            }
        }
        crate::contact_sheet::tell(tx, id, &present, self.now).await
    }
}
