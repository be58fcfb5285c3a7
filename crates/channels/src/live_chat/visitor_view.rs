//! What a customer may know of a conversation: a narrow form, built from public things only, never by leaving things out.

use model::{
    Author, Content, Conversation, Event, Message, Reaction, Reactor, Status, UserId, VisitorConversation,
    VisitorEvent, VisitorMessage, VisitorReaction, VisitorWriter,
};

/// The visitor's form of an event; `None`: nothing in it is for a customer. `name_of` gives agents' public names.
/// Whether the event belongs to this visitor at all is decided before, by its audience.
pub fn visitor_event(event: &Event, name_of: impl Fn(UserId) -> Option<String>) -> Option<VisitorEvent> {
    let (conversation, messages) = match event {
        Event::Conversation { conversation, messages } => (conversation, messages),
        Event::ConversationRemoved { conversation } => {
            return Some(VisitorEvent::Removed {
                conversation: *conversation,
            });
        }
        _ => return None,
    };
    // Not even that somebody wrote a note.
    let notes_only = !messages.is_empty() && messages.iter().all(|message| is_note(&message.content));
    if notes_only {
        return None;
    }
    Some(VisitorEvent::Conversation {
        conversation: visitor_conversation(conversation, &name_of),
        messages: messages
            .iter()
            .filter_map(|message| visitor_message(message, &name_of))
            .collect(),
    })
}

fn is_note(content: &Content) -> bool {
    matches!(content, Content::Note { .. } | Content::Deleted { internal: true, .. })
}

/// The state of a conversation as its customer may know it.
pub fn visitor_conversation(
    conversation: &Conversation,
    name_of: impl Fn(UserId) -> Option<String>,
) -> VisitorConversation {
    let status = conversation.lifecycle.status;
    let ended = matches!(status, Status::PendingClose | Status::Closed);
    let form_waits = conversation.form_waits();
    VisitorConversation {
        id: conversation.id,
        version: conversation.version,
        open: !status.is_over(),
        agent: conversation.lifecycle.assignee.and_then(name_of),
        agent_read: conversation.agent_read,
        customer_read: conversation.customer_read,
        asks_rating: conversation
            .rating_asked
            .filter(|_| ended && conversation.rating.is_none()),
        rated: conversation
            .rating
            .as_ref()
            .filter(|_| ended)
            .map(|rating| rating.value),
        asks_form: form_waits && !status.is_over(),
        form_filled_at: conversation.form_filled_at.filter(|_| !form_waits),
    }
}

/// A public message as its customer sees it; `None` for notes and for lines that say what happened. The desk's own texts come
/// from "the bot": a customer knows no third party. Of what is deleted nothing is told but that it was there.
pub fn visitor_message(message: &Message, name_of: impl Fn(UserId) -> Option<String>) -> Option<VisitorMessage> {
    let (text, deleted) = match &message.content {
        Content::Text { text } => (text.clone(), false),
        Content::Deleted { internal: false, .. } => (String::new(), true),
        Content::Deleted { internal: true, .. } | Content::Note { .. } | Content::Activity(_) => return None,
    };
    let (from, command) = match message.author {
        Author::Customer { .. } => (VisitorWriter::You, message.command.clone()),
        Author::Agent { user } => {
            let name = name_of(user).unwrap_or_default();
            (VisitorWriter::Agent { name }, None)
        }
        Author::Bot | Author::System => (VisitorWriter::Bot, None),
    };
    Some(VisitorMessage {
        id: message.id,
        version: message.version,
        from,
        text,
        at: message.at,
        files: if deleted { Vec::new() } else { message.files.clone() },
        reply_to: message.reply_to,
        reactions: if deleted {
            Vec::new()
        } else {
            reactions(&message.reactions)
        },
        edited: message.edited_at.is_some(),
        deleted,
        command,
    })
}

/// Each emoji once, in the order in which they came.
fn reactions(all: &[Reaction]) -> Vec<VisitorReaction> {
    let mut counted: Vec<VisitorReaction> = Vec::new();
    for reaction in all {
        let own = reaction.by == Reactor::Customer;
        if let Some(there) = counted.iter_mut().find(|it| it.emoji == reaction.emoji) {
            there.count += 1;
            there.own |= own;
        } else {
            counted.push(VisitorReaction {
                emoji: reaction.emoji.clone(),
                count: 1,
                own,
            });
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::{visitor_event, visitor_message};
    use model::{
        Activity, Author, Channel, CommandId, Comment, ConnectionId, ContactId, ContactName, Content, Conversation,
        ConversationId, DepartmentId, Emoji, Event, InboxId, Lifecycle, Message, MessageId, Metrics, Preview, Rating,
        RatingKind, Reaction, Reactor, Reservation, Review, SessionId, Snooze, StartPage, Status, TagId, Timestamp,
        UserId, VisitorEvent, VisitorWriter, Writer,
    };

    fn message(id: i64, author: Author, content: Content) -> Message {
        let mut message = Message::new(MessageId(id), ConversationId(4711), Timestamp(5), author, content);
        message.command = Some(CommandId::new("secret-command").expect("well formed"));
        message
    }

    fn text(text: &str) -> Content {
        Content::Text { text: text.to_owned() }
    }

    const ANA: Author = Author::Agent { user: UserId(990_001) };
    const CUSTOMER: Author = Author::Customer {
        contact: ContactId(990_002),
    };

    fn event(messages: Vec<Message>) -> Event {
        let department = Some(DepartmentId(990_003));
        let mut lifecycle =
            Lifecycle::open_inbound(InboxId(990_004), ConnectionId(990_005), department, false, Timestamp(5));
        lifecycle.assignee = Some(UserId(990_001));
        lifecycle.reserved = Some(Reservation {
            agent: UserId(990_006),
            until: None,
        });
        Event::Conversation {
            conversation: Box::new(Conversation {
                id: ConversationId(4711),
                version: 3,
                contact: ContactName {
                    id: ContactId(990_002),
                    name: "secret contact name".to_owned(),
                    photo: None,
                },
                channel: Channel::LiveChat,
                lifecycle,
                preview: Some(Preview {
                    writer: Writer::Agent,
                    text: "secret preview".to_owned(),
                }),
                unread: 990_007,
                agent_read: Some(MessageId(1)),
                customer_received: Some(MessageId(2)),
                customer_read: Some(MessageId(2)),
                start_page: Some(StartPage {
                    url: "https://secret.example".to_owned(),
                    title: "secret title".to_owned(),
                }),
                metrics: Metrics::default(),
                status_due_at: Some(Timestamp(990_008)),
                snoozed: Some(Snooze {
                    until: Timestamp(990_009),
                    by: UserId(990_006),
                }),
                tags: vec![TagId(990_011)],
                rating_asked: Some(RatingKind::Five),
                rating: None,
                review: Some(Review {
                    value: 1,
                    comment: Comment::new("secret review").ok(),
                    by: UserId(990_006),
                    at: Timestamp(990_010),
                }),
                form_sent_at: Some(Timestamp(990_011)),
                form_filled_at: None,
                history_requested_at: None,
            }),
            messages,
        }
    }

    fn name_of(user: UserId) -> Option<String> {
        (user == UserId(990_001)).then(|| "Ana".to_owned())
    }

    /// When this fails, customers read what agents write about them.
    #[test]
    fn nothing_internal_leaks_to_a_visitor() {
        let event = event(vec![
            message(1, CUSTOMER, text("hello")),
            message(
                2,
                ANA,
                Content::Note {
                    text: "secret note".to_owned(),
                    mentions: vec![UserId(990_006)],
                },
            ),
            message(
                3,
                Author::System,
                Content::Activity(Activity::TransferredToAgent {
                    by: UserId(990_001),
                    agent: UserId(990_006),
                    note: Some("secret reason".to_owned()),
                }),
            ),
            message(4, ANA, text("good day")),
        ]);
        let told = visitor_event(&event, name_of).expect("public texts are told");
        let json = serde_json::to_value(&told).expect("json");
        let expected = serde_json::json!({
            "event": "conversation",
            "conversation": {"id": 4711, "version": 3, "open": true, "agent": "Ana", "agent_read": 1, "customer_read": 2,
                "asks_rating": null, "rated": null, "asks_form": true, "form_filled_at": null},
            "messages": [
                {"id": 1, "version": 1, "from": "you", "text": "hello", "at": 5, "command": "secret-command"},
                {"id": 4, "version": 1, "from": "agent", "name": "Ana", "text": "good day", "at": 5, "command": null},
            ],
        });
        assert_eq!(
            json, expected,
            "the customer's own command id is the only secret of theirs"
        );
        let text = json.to_string().replace("secret-command", "");
        assert!(!text.contains("secret") && !text.contains("99000"), "{text}");
    }

    /// Else a customer is asked while still being served, or asked again after answering.
    #[test]
    fn a_rating_is_asked_for_at_the_end_and_once() {
        let Event::Conversation { conversation, .. } = event(Vec::new()) else {
            panic!("a conversation")
        };
        let mut conversation = *conversation;
        for status in Status::ALL {
            conversation.lifecycle.status = *status;
            let ended = matches!(status, Status::PendingClose | Status::Closed);
            let asked = super::visitor_conversation(&conversation, name_of).asks_rating;
            assert_eq!(asked, ended.then_some(RatingKind::Five), "{status:?}");
        }
        conversation.lifecycle.status = Status::Closed;
        conversation.rating = Some(Rating {
            kind: RatingKind::Five,
            value: 4,
            comment: None,
            at: Timestamp(9),
        });
        let seen = super::visitor_conversation(&conversation, name_of);
        assert_eq!((seen.asks_rating, seen.rated), (None, Some(4)));
        conversation.lifecycle.status = Status::Replied;
        let seen = super::visitor_conversation(&conversation, name_of);
        assert_eq!(
            (seen.asks_rating, seen.rated),
            (None, None),
            "thanks are over when it goes on"
        );
    }

    /// Else a customer fills in twice, or what was filled in here still waits in another tab.
    #[test]
    fn a_form_waits_until_it_is_filled_in_and_again_when_the_next_is_sent() {
        let Event::Conversation { conversation, .. } = event(Vec::new()) else {
            panic!("a conversation")
        };
        let mut conversation = *conversation;
        for (sent, filled, waits, told) in [
            (None, None, false, None),
            (Some(Timestamp(5)), None, true, None),
            (Some(Timestamp(5)), Some(Timestamp(6)), false, Some(Timestamp(6))),
            (Some(Timestamp(7)), Some(Timestamp(6)), true, None),
        ] {
            (conversation.form_sent_at, conversation.form_filled_at) = (sent, filled);
            let seen = super::visitor_conversation(&conversation, name_of);
            assert_eq!(
                (seen.asks_form, seen.form_filled_at),
                (waits, told),
                "{sent:?} {filled:?}"
            );
        }
    }

    #[test]
    fn a_note_is_not_even_hinted_at() {
        let note = Content::Note {
            text: "secret note".to_owned(),
            mentions: Vec::new(),
        };
        let erased = Content::Deleted {
            by: UserId(990_001),
            at: Timestamp(6),
            internal: true,
        };
        for content in [note, erased] {
            assert_eq!(visitor_event(&event(vec![message(1, ANA, content)]), name_of), None);
        }
    }

    /// Else the customer still reads what was taken back, or who took it.
    #[test]
    fn of_a_deleted_message_only_its_place_is_told() {
        let erased = Content::Deleted {
            by: UserId(990_006),
            at: Timestamp(6),
            internal: false,
        };
        let mut erased = message(1, ANA, erased);
        erased.reactions.push(reaction("👍", Reactor::Customer));
        let seen = visitor_message(&erased, name_of).expect("told");
        assert_eq!((seen.text.as_str(), seen.deleted, seen.reactions.len()), ("", true, 0));
        let json = serde_json::to_string(&seen).expect("json");
        assert!(!json.contains("99000"), "{json}");
    }

    fn reaction(emoji: &str, by: Reactor) -> Reaction {
        Reaction {
            emoji: Emoji::new(emoji).expect("an emoji"),
            by,
            at: Timestamp(7),
        }
    }

    #[test]
    fn reactions_are_counted_and_the_customer_knows_the_own_one() {
        let ana = Reactor::Agent { user: UserId(990_001) };
        let mut liked = message(1, ANA, text("hello"));
        liked.reactions = vec![
            reaction("👍", ana),
            reaction("🎉", ana),
            reaction("👍", Reactor::Customer),
        ];
        let seen = visitor_message(&liked, name_of).expect("told").reactions;
        let seen: Vec<_> = seen.iter().map(|it| (it.emoji.as_str(), it.count, it.own)).collect();
        assert_eq!(seen, [("👍", 2, true), ("🎉", 1, false)]);
    }

    #[test]
    fn an_acceptance_is_told_by_the_agents_name_alone() {
        let accepted = Content::Activity(Activity::Accepted { by: UserId(990_001) });
        let told = visitor_event(&event(vec![message(1, ANA, accepted)]), name_of);
        let Some(VisitorEvent::Conversation { conversation, messages }) = told else {
            panic!("the visitor learns who answers");
        };
        assert_eq!(conversation.agent.as_deref(), Some("Ana"));
        assert_eq!(messages, []);
    }

    #[test]
    fn events_about_anything_but_conversations_are_not_for_visitors() {
        for event in [
            Event::SessionEnded { session: SessionId(1) },
            Event::AccessChanged { user: UserId(990_001) },
            Event::Resync,
        ] {
            assert_eq!(visitor_event(&event, name_of), None);
        }
    }

    /// Else what was deleted still stands in the customer's chat.
    #[test]
    fn a_deleted_conversation_is_told_by_its_number_alone() {
        let conversation = ConversationId(4711);
        let told = visitor_event(&Event::ConversationRemoved { conversation }, name_of);
        assert_eq!(told, Some(VisitorEvent::Removed { conversation }));
    }

    #[test]
    fn every_writer_has_a_face_that_a_customer_knows() {
        for (author, face) in [
            (CUSTOMER, VisitorWriter::You),
            (ANA, VisitorWriter::Agent { name: "Ana".to_owned() }),
            (
                Author::Agent { user: UserId(990_009) },
                VisitorWriter::Agent { name: String::new() },
            ),
            (Author::Bot, VisitorWriter::Bot),
            (Author::System, VisitorWriter::Bot),
        ] {
            let shown = visitor_message(&message(1, author, text("hello")), name_of);
            assert_eq!(shown.map(|message| message.from), Some(face));
        }
    }
}
