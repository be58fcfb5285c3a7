//! A visitor fills in the form that an agent sent (R20, R142): the contact gets what was written, and its conversations the name.

use model::{Activity, Contact, ConversationId, Outcome, Problem};
use store::visitor::Visitor;
use store::{Tx, contact, conversation};

use super::Case;
use crate::change::Change;
use crate::field;

/// The form's fields; what is empty stays as it was.
pub(super) struct Form<'a> {
    pub(super) name: &'a str,
    pub(super) email: &'a str,
    pub(super) phone: &'a str,
}

impl Form<'_> {
    fn fill(&self, contact: &mut Contact) -> Result<(), Problem> {
        let given = |text: &str| !text.trim().is_empty();
        if ![self.name, self.email, self.phone].into_iter().any(given) {
            return Err(Problem::invalid("name", "required"));
        }
        if given(self.name) {
            contact.name = field::name("name", self.name)?;
        }
        if given(self.email) {
            contact.email = Some(field::email(self.email)?);
        }
        if given(self.phone) {
            contact.phone = Some(field::phone(self.phone)?);
        }
        Ok(())
    }
}

/// `Invalid` names the form's field; `Conflict`: no form waits.
pub(super) async fn fill_form(
    case: &Case,
    tx: &mut Tx,
    visitor: &Visitor,
    id: ConversationId,
    form: &Form<'_>,
) -> Result<Outcome, Problem> {
    let present = super::own(tx, visitor, id).await?;
    if !present.form_waits() {
        return Err(Problem::Conflict {
            status: Some(present.lifecycle.status),
            assignee: None,
            conversation: None,
        });
    }
    let mut known = contact::get(tx, present.contact.id).await?.ok_or(Problem::NotFound)?;
    form.fill(&mut known)?;
    contact::update(tx, &known).await?;
    for other in conversation::ids_of(tx, known.id).await? {
        if other != id
            && let Some(other) = conversation::lock(tx, other).await?
            && other.contact.name != known.name
        {
            let mut change = Change::of(tx, other, case.now).await?;
            change.next().contact.name.clone_from(&known.name);
            change.store(tx, None).await?;
        }
    }
    let mut change = Change::of(tx, present, case.now).await?;
    let at = change.at();
    let next = change.next();
    next.contact.name = known.name;
    next.form_filled_at = Some(at);
    change.tell(Activity::FormFilled);
    change.store(tx, Some(&case.once.id)).await
}
