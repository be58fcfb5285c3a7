//! What a user is told of while they look elsewhere, and how.

use crate::status::text_enum;
use crate::{Activity, Author, Content, Conversation, Message, Tab, UserId};

text_enum! {
    /// What may be told, the weightiest first.
    pub enum Happening {
        /// A colleague has mentioned the user in a note.
        Mention = "mention",
        /// A colleague has transferred a conversation to the user.
        Transfer = "transfer",
        /// A conversation is offered to the user.
        Offer = "offer",
        /// A customer has written in a conversation of the user's.
        Message = "message",
        /// A conversation has come to wait.
        Waiting = "waiting",
    }
}

text_enum! {
    /// What a sound is like.
    #[derive(Default)]
    pub enum Tone {
        #[default]
        Chime = "chime",
        Drop = "drop",
        Knock = "knock",
        Bell = "bell",
    }
}

/// Which happenings are told in one way.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Told {
    pub mention: bool,
    pub transfer: bool,
    pub offer: bool,
    pub message: bool,
    pub waiting: bool,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            mention: true,
            transfer: true,
            offer: true,
            message: true,
            waiting: true,
        }
    }
}

impl Told {
    pub const fn has(self, happening: Happening) -> bool {
        match happening {
            Happening::Mention => self.mention,
            Happening::Transfer => self.transfer,
            Happening::Offer => self.offer,
            Happening::Message => self.message,
            Happening::Waiting => self.waiting,
        }
    }

    pub const fn set(&mut self, happening: Happening, is_told: bool) {
        let place = match happening {
            Happening::Mention => &mut self.mention,
            Happening::Transfer => &mut self.transfer,
            Happening::Offer => &mut self.offer,
            Happening::Message => &mut self.message,
            Happening::Waiting => &mut self.waiting,
        };
        *place = is_told;
    }
}

/// How a user wants to be told (R168).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Notifications {
    /// 0 to 100; 0 is silence.
    pub volume: u8,
    pub tone: Tone,
    pub sound: Told,
    /// By the browser's own notifications, where the browser was allowed them.
    pub browser: Told,
}

/// The loudest.
pub const LOUDEST: u8 = 100;

impl Default for Notifications {
    fn default() -> Self {
        Self {
            volume: 60,
            tone: Tone::default(),
            sound: Told::default(),
            browser: Told::default(),
        }
    }
}

impl Happening {
    /// What a change of a conversation means for `me`: the weightiest of what it is. What the user did is no news.
    pub fn of(me: UserId, before: Option<&Conversation>, after: &Conversation, messages: &[Message]) -> Option<Self> {
        let by_me = |message: &Message| message.author == Author::Agent { user: me };
        let mentions_me = |message: &Message| {
            matches!(&message.content, Content::Note { mentions, .. } if mentions.contains(&me)) && !by_me(message)
        };
        if messages.iter().any(mentions_me) {
            return Some(Self::Mention);
        }
        let transferred = |message: &Message| {
            matches!(&message.content,
                Content::Activity(Activity::TransferredToAgent { by, agent, .. }) if *agent == me && *by != me)
        };
        if messages.iter().any(transferred) {
            return Some(Self::Transfer);
        }
        let kept = |it: &Conversation| it.lifecycle.reserved.is_some_and(|kept| kept.agent == me);
        if kept(after) && !before.is_some_and(kept) {
            return Some(Self::Offer);
        }
        let from_customer = |message: &Message| {
            matches!(message.author, Author::Customer { .. })
                // Changed later it is no new one.
                && message.version == 1
        };
        if after.lifecycle.assignee == Some(me)
            && after.lifecycle.status.tab() != Tab::Resolved
            && messages.iter().any(from_customer)
        {
            return Some(Self::Message);
        }
        let waits = |it: &Conversation| it.lifecycle.status.tab() == Tab::Waiting;
        let put_back_by_me = |message: &Message| match &message.content {
            Content::Activity(
                Activity::Returned { by }
                | Activity::TransferredToDepartment { by, .. }
                | Activity::TransferredToAgent { by, .. }
                | Activity::TransferredToInbox { by, .. },
            ) => *by == me,
            _ => false,
        };
        let is_for_anybody = after.lifecycle.reserved.is_none();
        let is_new = waits(after) && !before.is_some_and(waits) && is_for_anybody;
        (is_new && !messages.iter().any(put_back_by_me)).then_some(Self::Waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::{Happening, Notifications};
    use crate::{
        Activity, Author, ContactId, Content, Conversation, ConversationId, Lifecycle, Message, MessageId, Reservation,
        Timestamp, UserId,
    };

    const ME: UserId = UserId(1);
    const OTHER: UserId = UserId(2);

    fn conversation(change: impl FnOnce(&mut Lifecycle)) -> Conversation {
        let mut it = crate::conversation::tests::conversation();
        change(&mut it.lifecycle);
        it
    }

    fn message(author: Author, content: Content) -> Message {
        Message::new(MessageId(1), ConversationId(1), Timestamp(1), author, content)
    }

    /// A row that fails rings for what somebody did themselves, or is silent when a customer waits.
    #[test]
    fn what_is_told_is_what_others_did_and_concerns_me() {
        let customer = || {
            let text = "hello".to_owned();
            let author = Author::Customer { contact: ContactId(1) };
            message(author, Content::Text { text })
        };
        let note = |by, mentions: &[UserId]| {
            let text = "look".to_owned();
            let mentions = mentions.to_vec();
            message(Author::Agent { user: by }, Content::Note { text, mentions })
        };
        let activity = |activity| message(Author::System, Content::Activity(activity));
        let to_me = |by| Activity::TransferredToAgent {
            by,
            agent: ME,
            note: None,
        };
        let new = conversation(|_| ());
        let mine = conversation(|it| {
            it.status = crate::Status::Replied;
            it.assignee = Some(ME);
        });
        let theirs = conversation(|it| {
            it.status = crate::Status::Replied;
            it.assignee = Some(OTHER);
        });
        let kept = |agent| {
            conversation(|it| {
                let until = Some(Timestamp(9));
                it.reserved = Some(Reservation { agent, until });
            })
        };
        for (before, after, messages, expected) in [
            (None, &new, vec![customer()], Some(Happening::Waiting)),
            (Some(&new), &new, vec![customer()], None),
            (Some(&mine), &new, vec![activity(Activity::Returned { by: ME })], None),
            (
                Some(&theirs),
                &new,
                vec![activity(Activity::Returned { by: OTHER })],
                Some(Happening::Waiting),
            ),
            (Some(&mine), &mine, vec![customer()], Some(Happening::Message)),
            (Some(&theirs), &theirs, vec![customer()], None),
            (
                Some(&theirs),
                &theirs,
                vec![note(OTHER, &[ME])],
                Some(Happening::Mention),
            ),
            (Some(&theirs), &theirs, vec![note(OTHER, &[])], None),
            (Some(&mine), &mine, vec![note(ME, &[ME])], None),
            (None, &kept(ME), vec![customer()], Some(Happening::Offer)),
            (Some(&kept(ME)), &kept(ME), vec![], None),
            (None, &kept(OTHER), vec![customer()], None),
            (
                Some(&theirs),
                &kept(ME),
                vec![activity(to_me(OTHER))],
                Some(Happening::Transfer),
            ),
        ] {
            let happening = Happening::of(ME, before, after, &messages);
            assert_eq!(happening, expected, "{:?} {messages:?}", after.lifecycle);
        }
    }

    #[test]
    fn each_happening_is_switched_by_itself() {
        for happening in Happening::ALL {
            let mut wishes = Notifications::default();
            wishes.sound.set(*happening, false);
            for other in Happening::ALL {
                assert_eq!(wishes.sound.has(*other), other != happening);
            }
        }
    }
}
