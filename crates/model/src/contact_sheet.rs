//! A contact's sheet: everything that is known of a customer, and what can be changed of it, one thing at a time.

use crate::status::text_enum;
use crate::{ChoiceId, ConnectionId, Contact, ConversationId, NoteId, Status, Timestamp, UserId};

text_enum! {
    /// What can be chosen for a contact. Each kind has its list in the settings.
    pub enum ChoiceKind {
        /// Short words on customers (R145).
        Tag = "tag",
        /// A contact is in any number of them (R147).
        Group = "group",
        /// How far things have come with a contact; one at a time (R148).
        Stage = "stage",
        /// A field of the company's own (R135).
        Field = "field",
    }
}

text_enum! {
    /// What a field of the company's own holds. Values are stored as text.
    #[derive(Default)]
    pub enum FieldType {
        #[default]
        Text = "text",
        /// With a point before the decimals.
        Number = "number",
        /// `2026-12-25`.
        Date = "date",
        /// One of the field's options.
        Choice = "choice",
        /// `yes` or `no`.
        YesNo = "yes_no",
    }
}

/// What can be set of a tag, group, stage or field.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChoiceForm {
    pub name: String,
    /// Of fields; stays as it was made.
    #[serde(default)]
    pub field_type: FieldType,
    /// Of a field of type choice, in their order.
    #[serde(default)]
    pub options: Vec<String>,
}

/// One of a list, in whose order they are shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChoiceRecord {
    pub id: ChoiceId,
    pub kind: ChoiceKind,
    pub form: ChoiceForm,
    /// Came with the product and has still its name, which is its key: screens translate it.
    pub builtin: bool,
    pub version: i64,
}

/// What a field of the company's own holds for a contact.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FieldValue {
    pub field: ChoiceId,
    pub value: String,
}

/// What agents write down about a contact; never shown to customers (R143, R144).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ContactNote {
    pub id: NoteId,
    pub by: UserId,
    pub at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub text: String,
}

/// A conversation of the contact that the reader may open.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OtherConversation {
    pub id: ConversationId,
    pub status: Status,
    pub created_at: Timestamp,
}

/// Everything that is known of a contact.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ContactSheet {
    /// Its version grows with every change of the sheet.
    pub contact: Contact,
    pub stage: Option<ChoiceId>,
    /// In the order in which they were given.
    pub groups: Vec<ChoiceId>,
    pub tags: Vec<ChoiceId>,
    pub fields: Vec<FieldValue>,
    /// The newest first.
    pub notes: Vec<ContactNote>,
    /// The newest first, at most twenty.
    pub conversations: Vec<OtherConversation>,
    /// Over these one can write to the contact first (R80, R186), in the order of their ids.
    #[serde(default)]
    pub reached: Vec<ConnectionId>,
    /// Everything that can be chosen, each kind in its order.
    pub choices: Vec<ChoiceRecord>,
}

/// One change of a sheet. What replaces a value names the one that its author saw: who changes what somebody else has changed
/// meanwhile is told. Empty texts are no value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactChange {
    Name {
        before: String,
        after: String,
    },
    Email {
        before: String,
        after: String,
    },
    /// In international form.
    Phone {
        before: String,
        after: String,
    },
    Stage {
        before: Option<ChoiceId>,
        after: Option<ChoiceId>,
    },
    Field {
        field: ChoiceId,
        before: String,
        after: String,
    },
    /// Into a group, or out of it.
    Group {
        group: ChoiceId,
        is_in: bool,
    },
    /// A tag on the contact, or off.
    Tag {
        tag: ChoiceId,
        is_on: bool,
    },
    /// A tag that there was not yet.
    NewTag {
        name: String,
    },
    AddNote {
        text: String,
    },
    EditNote {
        note: NoteId,
        before: String,
        after: String,
    },
    DeleteNote {
        note: NoteId,
    },
}
