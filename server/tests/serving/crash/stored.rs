//! What the database holds, read by another process than the server, and what must be true of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use model::{Activity, Author, Content, Conversation, ConversationId, Message, MessageId};
use store::{Conn, Db, conversation, message};

use super::listener::Listener;
use super::speaker::Speaker;

/// Ids of which none is there, one after the other, before there are no more: those that transactions took which were
/// never committed are fewer.
const GAP: i64 = 200;
const PAGE: usize = 1_000;

pub struct Stored(Vec<(Conversation, Vec<Message>)>);

impl Stored {
    pub async fn read(url: &str) -> Self {
        let options = store::Options {
            epoch: 1,
            connections: 1,
        };
        let db = Db::open(url, &options).await.expect("the database");
        let mut conn = db.read().await.expect("a connection");
        let mut all = Vec::new();
        let (mut id, mut missing) = (1, 0);
        while missing < GAP {
            let row = conversation::get(&mut conn, ConversationId(id)).await.expect("read");
            let Some(row) = row else {
                (id, missing) = (id + 1, missing + 1);
                continue;
            };
            let messages = messages(&mut conn, row.id).await;
            let after = conversation::get(&mut conn, row.id).await.expect("read");
            // Timers run meanwhile: messages that are newer than their row are read again with it.
            if after.is_some_and(|after| after.version == row.version) {
                all.push((row, messages));
                (id, missing) = (id + 1, 0);
            }
        }
        drop(conn);
        db.close().await;
        Self(all)
    }

    /// How often timers ended a conversation or took one from its agent.
    pub fn timers_fired(&self) -> usize {
        let lines = self.0.iter().flat_map(|(_, messages)| messages);
        lines
            .filter(|message| {
                matches!(
                    message.content,
                    Content::Activity(Activity::AutoClosed | Activity::TimedOut | Activity::Closed)
                )
            })
            .count()
    }

    /// Everything that was acknowledged to the speaker is there, once; nothing is that was refused.
    pub fn holds_what_was_said(&self, speaker: &Speaker) {
        let mut made: HashMap<&str, Vec<String>> = HashMap::new();
        for message in self.0.iter().flat_map(|(_, messages)| messages) {
            if let Some(command) = &message.command {
                made.entry(command.as_str()).or_default().push(text_of(message));
            }
        }
        for said in &speaker.refused {
            assert!(!made.contains_key(&*said.id), "refused and stored: {said:?}");
        }
        for said in &speaker.acknowledged {
            let Some(text) = &said.text else { continue };
            let stored = made.get(&*said.id).into_iter().flatten();
            let count = stored.filter(|stored| *stored == text).count();
            assert_eq!(count, 1, "acknowledged, and stored {count} times: {said:?}");
        }
    }

    /// Nothing that somebody said stands there twice, under whatever id.
    pub fn nothing_is_twice(&self) {
        let mut texts = HashSet::new();
        for message in self.0.iter().flat_map(|(_, messages)| messages) {
            if !matches!(message.author, Author::System) {
                assert!(texts.insert(text_of(message)), "stored twice: {message:?}");
            }
        }
    }

    /// Each timer fired once for each wait: what it writes stands only where there was something to wait for.
    pub fn timers_fired_once(&self) {
        for (row, messages) in &self.0 {
            let (mut answered, mut ending, mut held) = (false, false, false);
            for (index, message) in messages.iter().enumerate() {
                let story = || format!("conversation {}, message {}: {messages:#?}", row.id, message.id);
                match (&message.content, message.author) {
                    (Content::Text { .. }, Author::Customer { .. }) => (answered, ending) = (false, false),
                    (Content::Text { .. }, Author::Agent { .. }) => (answered, ending, held) = (true, false, true),
                    (Content::Text { .. }, _) => {
                        assert!(answered, "told of an end that is none: {}", story());
                        let next = messages.get(index + 1).map(|next| &next.content);
                        assert_eq!(next, Some(&Content::Activity(Activity::AutoClosed)), "{}", story());
                    }
                    (Content::Note { .. } | Content::Deleted { .. }, _) => {}
                    (Content::Activity(activity), _) => match activity {
                        Activity::Accepted { .. } | Activity::Reopened { .. } => {
                            (answered, ending, held) = (false, false, true);
                        }
                        Activity::AutoClosed => {
                            assert!(answered, "closed twice: {}", story());
                            (answered, ending) = (false, true);
                        }
                        Activity::Resolved { .. } => (answered, ending) = (false, true),
                        Activity::Closed => {
                            assert!(ending, "ended twice: {}", story());
                            ending = false;
                        }
                        Activity::TimedOut => {
                            assert!(held && !answered, "timed out twice: {}", story());
                            held = false;
                        }
                        _ => (answered, ending, held) = (false, false, false),
                    },
                }
            }
        }
    }

    /// Whether an agent who sees all has heard of everything up to now.
    pub fn is_known_to_agent(&self, listener: &Listener) -> bool {
        self.0.iter().all(|(row, _)| {
            listener
                .versions
                .get(&row.id)
                .is_some_and(|heard| *heard >= row.version)
        })
    }

    /// Whether a visitor has got all its messages up to now. `spoken`: what the visitor was told is stored.
    pub fn is_known_to_visitor(&self, listener: &Listener, spoken: &Speaker) -> bool {
        self.of_visitor(spoken)
            .keys()
            .all(|id| listener.messages.contains_key(id))
    }

    /// What the agent has heard is what is stored. With `all` nothing else was heard; without, more may have happened since.
    pub fn equals_agents(&self, listener: &Listener, all: bool) {
        let stored = self.0.iter().flat_map(|(_, messages)| messages);
        let stored = stored.map(|message| (message.id, text_of(message))).collect();
        equal(&stored, listener, all);
        if all {
            let versions: BTreeMap<_, _> = self.0.iter().map(|(row, _)| (row.id, row.version)).collect();
            assert_eq!(versions, listener.versions, "{}", listener.name);
        }
    }

    pub fn equals_visitors(&self, listener: &Listener, spoken: &Speaker, all: bool) {
        equal(&self.of_visitor(spoken), listener, all);
    }

    /// The public messages of the conversations in which the visitor has spoken.
    fn of_visitor(&self, spoken: &Speaker) -> BTreeMap<MessageId, String> {
        let own: HashSet<_> = spoken.acknowledged.iter().map(|said| &*said.id).collect();
        let is_own = |message: &Message| message.command.as_ref().is_some_and(|id| own.contains(id.as_str()));
        self.0
            .iter()
            .filter(|(_, messages)| messages.iter().any(is_own))
            .flat_map(|(_, messages)| messages)
            .filter(|message| message.is_public())
            .map(|message| (message.id, text_of(message)))
            .collect()
    }
}

impl fmt::Display for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages: usize = self.0.iter().map(|(_, messages)| messages.len()).sum();
        let (conversations, fired) = (self.0.len(), self.timers_fired());
        write!(
            f,
            "{conversations} conversations, {messages} messages, {fired} timers fired"
        )
    }
}

fn equal(stored: &BTreeMap<MessageId, String>, listener: &Listener, all: bool) {
    for (id, text) in stored {
        let heard = listener.messages.get(id);
        assert_eq!(
            heard,
            Some(text),
            "{}: message {id} is stored, and was heard so",
            listener.name
        );
    }
    if all {
        assert_eq!(
            stored.len(),
            listener.messages.len(),
            "{} heard what is not stored",
            listener.name
        );
    }
}

fn text_of(message: &Message) -> String {
    match &message.content {
        Content::Text { text } | Content::Note { text, .. } => text.clone(),
        Content::Activity(_) | Content::Deleted { .. } => String::new(),
    }
}

async fn messages(conn: &mut Conn, id: ConversationId) -> Vec<Message> {
    let mut all: Vec<Message> = Vec::new();
    loop {
        let before = all.first().map(|message| message.id);
        let page = message::page(conn, id, before, PAGE).await.expect("read");
        all.splice(0..0, page.messages);
        if !page.more {
            return all;
        }
    }
}
