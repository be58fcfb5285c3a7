//! Ids: 64-bit integers given by the database, one type for each thing, so that they cannot be mixed up.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// Somebody who works here.
    UserId;
    /// A named set of permissions.
    RoleId;
    /// A department (Setor).
    DepartmentId;
    /// An inbox: the configured queue, "open channel" on screen.
    InboxId;
    /// One account on one channel; belongs to an inbox.
    ConnectionId;
    /// A customer.
    ContactId;
    /// A conversation. The id is the number that people see (R8): given in order, gaps allowed, never reused.
    ConversationId;
    /// A message; within one conversation the order of ids is the order of the messages.
    MessageId;
    /// A file of a message.
    FileId;
    /// A signed-in browser of a user.
    SessionId;
    /// A browser on a customer's side.
    VisitorId;
    /// Something that can be chosen for a contact: unique within its kind.
    ChoiceId;
    /// What an agent wrote down about a contact.
    NoteId;
    /// A prepared text.
    QuickReplyId;
    /// A short word that people put on conversations.
    TagId;
    /// A saved view of the table.
    ViewId;
    /// Something that a server does for a user in the background.
    JobId;
}
