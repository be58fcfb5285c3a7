//! Contacts: what agents write down about customers.

use std::sync::Arc;

use model::{Actor, ContactId, Permission, Problem, Timestamp};
use store::{Tx, conversation};

use crate::change::Change;
use crate::{Desk, field};

/// Gives a contact its name. Who may reply to customers may name those of whom they see a conversation; to others there
/// is no such contact. Every conversation of the contact carries the new name to those who see it. `Invalid` with field
/// `name`.
pub async fn rename(desk: &Desk, actor: &Actor, contact: ContactId, name: &str) -> Result<(), Problem> {
    let case = Arc::new(Case {
        name: field::name("name", name)?,
        actor: actor.clone(),
        contact,
        now: desk.clock.now(),
    });
    desk.db
        .write(move |tx| {
            let case = Arc::clone(&case);
            Box::pin(async move { case.rename(tx).await })
        })
        .await
}

struct Case {
    name: String,
    actor: Actor,
    contact: ContactId,
    now: Timestamp,
}

impl Case {
    async fn rename(&self, tx: &mut Tx) -> Result<(), Problem> {
        let mut present = Vec::new();
        for id in conversation::ids_of(tx, self.contact).await? {
            present.extend(conversation::lock(tx, id).await?);
        }
        let scope = self.actor.scope();
        if !present.iter().any(|conversation| scope.sees(&conversation.facts())) {
            return Err(Problem::NotFound);
        }
        if !self.actor.permissions.has(Permission::Reply) {
            return Err(Problem::Forbidden);
        }
        let mut contact = store::contact::get(tx, self.contact).await?.ok_or(Problem::NotFound)?;
        if contact.name == self.name {
            return Ok(());
        }
        contact.name.clone_from(&self.name);
        store::contact::update(tx, &contact).await?;
        for conversation in present {
            let mut change = Change::of(tx, conversation, self.now).await?;
            change.next().contact.name.clone_from(&self.name);
            change.store(tx, None).await?;
        }
        Ok(())
    }
}
