//! The funnel: what the desk's lists are narrowed down to (R60, R63 to R68, R101). `store` says the same in SQL.

use crate::{ConnectionId, Conversation, DepartmentId, Directory, Problem, Tab, TagId, UserId};

/// How many of a kind can be chosen at most.
pub const MAX_CHOSEN: usize = 100;

/// What a conversation must be to stand in the list. Of each kind one of the chosen ones is enough; none chosen: any.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on screen, and all of them go together"
)]
pub struct Filter {
    /// It has one of these tags.
    pub tags: Vec<TagId>,
    /// One of these has it, or it is kept for them.
    pub users: Vec<UserId>,
    pub departments: Vec<DepartmentId>,
    pub connections: Vec<ConnectionId>,
    /// It has customer messages that nobody has read.
    pub unread: bool,
    /// It is the reader's, or waits for anybody (R60).
    pub mine_and_new: bool,
    /// Its status is one of the first six (R51).
    pub active: bool,
    /// It waits where nobody would take it (R101).
    pub unowned: bool,
}

impl Filter {
    /// `Invalid` with the field's name: more than [`MAX_CHOSEN`] of a kind.
    pub fn check(&self) -> Result<(), Problem> {
        for (field, chosen) in [
            ("tags", self.tags.len()),
            ("users", self.users.len()),
            ("departments", self.departments.len()),
            ("connections", self.connections.len()),
        ] {
            if chosen > MAX_CHOSEN {
                return Err(Problem::invalid(field, "too_long"));
            }
        }
        Ok(())
    }

    /// How many things it asks for.
    pub fn count(&self) -> usize {
        let switches = [self.unread, self.mine_and_new, self.active, self.unowned];
        self.tags.len()
            + self.users.len()
            + self.departments.len()
            + self.connections.len()
            + switches.into_iter().filter(|on| *on).count()
    }

    /// It lets everything through.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// Whether a conversation stands in the list of a reader.
    pub fn lets_through(&self, conversation: &Conversation, reader: UserId, directory: &Directory) -> bool {
        let lifecycle = &conversation.lifecycle;
        let reserved_for = lifecycle.reserved.map(|reserved| reserved.agent);
        let has_it = |user: &UserId| lifecycle.assignee == Some(*user) || reserved_for == Some(*user);
        let waits = lifecycle.status.tab() == Tab::Waiting;
        let is_free = waits && lifecycle.assignee.is_none() && reserved_for.is_none();
        any_of(&self.tags, |tag| conversation.tags.contains(tag))
            && any_of(&self.users, has_it)
            && any_of(&self.departments, |it| lifecycle.department == Some(*it))
            && any_of(&self.connections, |it| lifecycle.connection == *it)
            && (!self.unread || conversation.unread > 0)
            && (!self.mine_and_new || has_it(&reader) || is_free)
            && (!self.active || lifecycle.status.is_active())
            && (!self.unowned || (is_free && !directory.is_staffed(lifecycle.department)))
    }
}

fn any_of<T>(chosen: &[T], fits: impl Fn(&T) -> bool) -> bool {
    chosen.is_empty() || chosen.iter().any(fits)
}

#[cfg(test)]
mod tests {
    use super::{Filter, MAX_CHOSEN};
    use crate::{Problem, TagId};

    #[test]
    fn a_filter_that_asks_for_nothing_is_empty_and_one_that_asks_for_too_much_is_refused() {
        let mut filter = Filter::default();
        assert!(filter.is_empty());
        filter.unread = true;
        filter.tags = vec![TagId(1), TagId(2)];
        assert_eq!((filter.count(), filter.is_empty(), filter.check()), (3, false, Ok(())));
        filter.tags = vec![TagId(1); MAX_CHOSEN + 1];
        assert_eq!(filter.check(), Err(Problem::invalid("tags", "too_long")));
    }
}
