//! Quick replies (R122): texts prepared for what is said again and again, with merge fields and files.

use crate::{Actor, DepartmentId, File, Permission, QuickReplyId, UserId};

/// Whose a quick reply is: who finds it while writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuickReplyOwner {
    /// Everybody's.
    Company,
    Department(DepartmentId),
    User(UserId),
}

impl QuickReplyOwner {
    /// Whether somebody finds what belongs to it.
    pub fn is_open_to(self, actor: &Actor) -> bool {
        match self {
            Self::Company => true,
            Self::Department(id) => actor.departments.contains(&id) || actor.permissions.has(Permission::ReadAll),
            Self::User(id) => id == actor.user,
        }
    }

    /// Whether somebody makes, changes and deletes what belongs to it: what others find too, with a right of its own.
    pub fn is_kept_by(self, actor: &Actor) -> bool {
        let needed = match self {
            Self::Company | Self::Department(_) => Permission::SharedQuickReplies,
            Self::User(_) => Permission::Reply,
        };
        self.is_open_to(actor) && actor.permissions.has(needed)
    }
}

/// What can be set of a quick reply.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct QuickReplyForm {
    /// By which it is found behind a `/`; unique for its owner.
    pub name: String,
    /// With merge fields; empty only beside files.
    pub text: String,
    pub owner: QuickReplyOwner,
    /// Of what comes from a browser only the ids count.
    #[serde(default)]
    pub files: Vec<File>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct QuickReply {
    pub id: QuickReplyId,
    pub form: QuickReplyForm,
    /// How often it was taken.
    pub uses: i64,
    pub version: i64,
}

/// A quick reply in a file of them, without its files. Of neither a department nor oneself it is the company's.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct QuickReplyEntry {
    pub name: String,
    pub text: String,
    /// By its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub own: bool,
}

/// What became of entries that were brought in.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct QuickRepliesImported {
    pub made: u32,
    /// There was one of the same owner and name: it has the new text.
    pub changed: u32,
    /// The names of those that were not taken: the text is missing or too long, the department is not known, or it is not one's own
    /// to make them.
    pub refused: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::{QuickReplyEntry, QuickReplyOwner};
    use crate::{Actor, DepartmentId, Permission, UserId};

    const MINE: DepartmentId = DepartmentId(1);
    const FOREIGN: DepartmentId = DepartmentId(2);

    /// A row that fails lets somebody put words into the mouths of others, or takes away what they prepared for themselves.
    #[test]
    fn shared_ones_are_kept_with_a_right_of_their_own() {
        use Permission::{ReadAll, Reply, SharedQuickReplies};
        use QuickReplyOwner::{Company, Department, User};
        for (permissions, owner, finds, keeps) in [
            (&[Reply][..], Company, true, false),
            (&[Reply, SharedQuickReplies], Company, true, true),
            (&[Reply, SharedQuickReplies], Department(MINE), true, true),
            (&[Reply, SharedQuickReplies], Department(FOREIGN), false, false),
            (&[Reply, SharedQuickReplies, ReadAll], Department(FOREIGN), true, true),
            (&[Reply], User(UserId(1)), true, true),
            (&[SharedQuickReplies], User(UserId(1)), true, false),
            (&[Reply, SharedQuickReplies, ReadAll], User(UserId(2)), false, false),
        ] {
            let actor = Actor {
                user: UserId(1),
                name: String::new(),
                email: String::new(),
                permissions: permissions.iter().copied().collect(),
                departments: vec![MINE],
                access_version: 1,
            };
            let found = (owner.is_open_to(&actor), owner.is_kept_by(&actor));
            assert_eq!(found, (finds, keeps), "{permissions:?} {owner:?}");
        }
    }

    #[test]
    fn an_entry_of_a_file_says_little_when_it_is_the_companys() {
        let entry = QuickReplyEntry {
            name: "thanks".to_owned(),
            text: "Thank you!".to_owned(),
            ..QuickReplyEntry::default()
        };
        let json = serde_json::to_string(&entry).expect("JSON");
        assert_eq!(json, r#"{"name":"thanks","text":"Thank you!"}"#);
        assert_eq!(serde_json::from_str::<QuickReplyEntry>(&json).expect("read"), entry);
    }
}
