//! Merge fields: what they hold in a conversation, and their values in the places of the words when something is sent (R106).

use model::{
    Actor, ChoiceKind, Contact, Conversation, ConversationId, DepartmentId, FieldType, InboxId, Language, MergeValue,
    MessageText, Problem, StandardField, Timestamp, UserId, custom_word, first_name, greeting, merge_fields, merged,
};
use store::{Conn, choice, company, contact, contact_sheet, department, inbox, user, visitor};

use crate::{Desk, business_time, reading};

/// What every field would hold now in a conversation that the actor sees and writes in; empty where nothing is known.
pub async fn values(desk: &Desk, actor: &Actor, id: ConversationId) -> Result<Vec<MergeValue>, Problem> {
    let mut conn = desk.db.read().await?;
    let present = reading::visible(&mut conn, &actor.scope(), id).await?;
    About::of(&present)
        .values(&mut conn, actor.user, desk.clock.now())
        .await
}

/// What a text is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About {
    pub(crate) contact: model::ContactId,
    pub(crate) inbox: InboxId,
    pub(crate) department: Option<DepartmentId>,
    /// `None`: the conversation begins with the text.
    pub(crate) conversation: Option<ConversationId>,
}

impl About {
    pub(crate) fn of(conversation: &Conversation) -> Self {
        Self {
            contact: conversation.contact.id,
            inbox: conversation.lifecycle.inbox,
            department: conversation.lifecycle.department,
            conversation: Some(conversation.id),
        }
    }

    /// The text as it goes to the customer. `Invalid` with the word of a field that has no value, and reason `no_value`.
    pub(crate) async fn resolve(
        &self,
        conn: &mut Conn,
        agent: UserId,
        text: &MessageText,
        now: Timestamp,
    ) -> Result<MessageText, Problem> {
        if merge_fields(text.as_str()).is_empty() {
            return Ok(text.clone());
        }
        let values = self.values(conn, agent, now).await?;
        MessageText::new(&merged(text.as_str(), &values)?)
    }

    async fn values(&self, conn: &mut Conn, agent: UserId, now: Timestamp) -> Result<Vec<MergeValue>, Problem> {
        let contact = contact::get(conn, self.contact).await?.ok_or(Problem::NotFound)?;
        let agent = user::get(conn, agent).await?.ok_or(Problem::NotFound)?;
        let company = company::get(conn).await?;
        let department = match self.department {
            Some(id) => department::get(conn, id).await?.map(|it| it.name).unwrap_or_default(),
            None => String::new(),
        };
        let language = match visitor::language_of(conn, self.contact).await? {
            Some(language) => language,
            None => company.as_ref().map(|it| it.language).unwrap_or_default(),
        };
        let inbox = inbox::get(conn, self.inbox).await?;
        let hours = inbox.and_then(|it| it.settings.business_hours);
        let time_zone = hours.map_or(agent.time_zone, |hours| hours.time_zone);
        let number = self.conversation.map(|id| id.to_string()).unwrap_or_default();
        let mut values: Vec<MergeValue> = StandardField::ALL
            .iter()
            .map(|field| {
                let value = match field {
                    StandardField::Department => &department,
                    StandardField::Company => company.as_ref().map_or("", |it| &it.name),
                    StandardField::ConversationNumber => &number,
                    StandardField::Greeting => greeting(language, business_time::hour(&time_zone, now)),
                    StandardField::StaffFirstName => first_name(&agent.name),
                    StandardField::StaffName => &agent.name,
                    field => of_contact(*field, &contact),
                };
                MergeValue::standard(*field, value)
            })
            .collect();
        values.extend(self.custom(conn, language).await?);
        Ok(values)
    }

    /// The company's own fields, in their order.
    async fn custom(&self, conn: &mut Conn, language: Language) -> Result<Vec<MergeValue>, Problem> {
        let held = contact_sheet::fields(conn, self.contact).await?;
        let all = choice::list(conn).await?;
        let fields = all.into_iter().filter(|it| it.kind == ChoiceKind::Field);
        let value = |id| held.iter().find(|it| it.field == id).map_or("", |it| it.value.as_str());
        Ok(fields
            .map(|it| MergeValue {
                word: custom_word(&it.form.name),
                value: written(it.form.field_type, value(it.id), language),
                name: it.form.name,
            })
            .collect())
    }
}

/// A stored value as a customer of this language reads it.
fn written(field_type: FieldType, value: &str, language: Language) -> String {
    match (field_type, value) {
        (FieldType::YesNo, "yes") => match language {
            Language::English => "yes",
            Language::Portuguese => "sim",
            Language::Spanish => "sí",
        }
        .to_owned(),
        (FieldType::YesNo, "no") => match language {
            Language::English | Language::Spanish => "no",
            Language::Portuguese => "não",
        }
        .to_owned(),
        (FieldType::Date, value) => {
            let form = match language {
                Language::English => "%-d %B %Y",
                Language::Portuguese | Language::Spanish => "%d/%m/%Y",
            };
            let day = value.parse::<jiff::civil::Date>();
            day.map_or_else(|_| value.to_owned(), |day| day.strftime(form).to_string())
        }
        (_, value) => value.to_owned(),
    }
}

fn of_contact(field: StandardField, contact: &Contact) -> &str {
    match field {
        StandardField::ContactFirstName => first_name(&contact.name),
        StandardField::ContactName => contact.name.trim(),
        StandardField::ContactPhone => contact.phone.as_deref().unwrap_or_default(),
        StandardField::ContactEmail => contact.email.as_deref().unwrap_or_default(),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::written;
    use model::{FieldType, Language};

    #[test]
    fn stored_values_are_written_as_customers_read_them() {
        for (field_type, value, language, expected) in [
            (FieldType::Date, "2026-12-05", Language::English, "5 December 2026"),
            (FieldType::Date, "2026-12-05", Language::Portuguese, "05/12/2026"),
            (FieldType::Date, "", Language::Portuguese, ""),
            (FieldType::YesNo, "yes", Language::Spanish, "sí"),
            (FieldType::YesNo, "no", Language::Portuguese, "não"),
            (FieldType::Number, "1.78", Language::Spanish, "1.78"),
        ] {
            assert_eq!(written(field_type, value, language), expected, "{field_type:?} {value}");
        }
    }
}
