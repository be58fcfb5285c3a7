//! Pictures of people (R117): a small square each, of users and of contacts.

use crate::{ContactId, Timestamp, UserId};

/// The longest side of a picture as it is kept, in pixels: twice what a panel shows.
pub const PHOTO_SIDE: u32 = 192;
/// The largest file of which a picture is made, in bytes.
pub const LARGEST_PHOTO: usize = 10 * 1024 * 1024;

/// Whose picture it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    User(UserId),
    Contact(ContactId),
}

impl Person {
    /// The person of an address: `users` or `contacts`, and the number.
    pub fn parse(kind: &str, number: i64) -> Option<Self> {
        match kind {
            "users" => Some(Self::User(UserId(number))),
            "contacts" => Some(Self::Contact(ContactId(number))),
            _ => None,
        }
    }

    /// Of its kind.
    pub fn number(self) -> i64 {
        match self {
            Self::User(id) => id.0,
            Self::Contact(id) => id.0,
        }
    }

    /// Where a picture is set and taken away.
    pub fn address(self) -> String {
        let kind = match self {
            Self::User(_) => "users",
            Self::Contact(_) => "contacts",
        };
        format!("/api/v1/photos/{kind}/{}", self.number())
    }

    /// Where the picture that was set then is: another one has another address.
    pub fn picture(self, at: Timestamp) -> String {
        format!("{}/{}", self.address(), at.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Person;
    use crate::{ContactId, Timestamp, UserId};

    #[test]
    fn an_address_names_its_person() {
        for (person, kind, address) in [
            (Person::User(UserId(7)), "users", "/api/v1/photos/users/7/5"),
            (Person::Contact(ContactId(8)), "contacts", "/api/v1/photos/contacts/8/5"),
        ] {
            assert_eq!(person.picture(Timestamp(5)), address);
            assert_eq!(Person::parse(kind, person.number()), Some(person));
        }
        assert_eq!(Person::parse("roles", 1), None);
    }
}
