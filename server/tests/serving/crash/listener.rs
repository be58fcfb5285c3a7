//! Somebody who listens at a socket and keeps all that was heard, with the cursor to go on from when the socket breaks.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use model::{Conversation, ConversationId, Event, MessageId, ServerFrame, VisitorEvent, VisitorServerFrame};
use serde_json::json;

use crate::house::Socket;

/// The conversations as they were last heard of; those who act look here for what they may do.
pub type Board = Arc<Mutex<HashMap<ConversationId, Conversation>>>;

/// Who is listening.
#[derive(Debug, Clone)]
pub enum Ear {
    Agent { cookie: String, board: Option<Board> },
    Visitor { token: String },
}

#[derive(Debug)]
pub struct Listener {
    pub name: String,
    ear: Ear,
    cursor: String,
    /// Every message with its text, which is empty for what is no text.
    pub messages: BTreeMap<MessageId, String>,
    /// The last version of each conversation.
    pub versions: BTreeMap<ConversationId, i64>,
}

/// The socket broke: the server is gone.
#[derive(Debug)]
pub struct Gone;

impl Listener {
    /// `cursor`: of before there was anything.
    pub fn new(name: String, ear: Ear, cursor: String) -> Self {
        Self {
            name,
            ear,
            cursor,
            messages: BTreeMap::new(),
            versions: BTreeMap::new(),
        }
    }

    pub async fn connect(&self, server: SocketAddr) -> Result<Socket, Gone> {
        match &self.ear {
            Ear::Agent { cookie, .. } => {
                let headers = [("cookie", cookie.clone()), ("origin", format!("http://{server}"))];
                let path = format!("/api/v1/socket?after={}", self.cursor);
                Socket::open(server, &path, &headers).await.map_err(|_| Gone)
            }
            Ear::Visitor { token } => {
                let mut socket = Socket::open(server, "/chat/1/socket", &[]).await.map_err(|_| Gone)?;
                let hello = json!({ "frame": "hello", "token": token, "after": self.cursor });
                socket.say(&hello).await;
                Ok(socket)
            }
        }
    }

    /// Listens, from where the last socket broke, until `enough` says that it was all.
    pub async fn catch_up(&mut self, server: SocketAddr, enough: impl Fn(&Self) -> bool) -> Result<(), Gone> {
        let mut socket = self.connect(server).await?;
        while !enough(self) {
            self.hear(&mut socket).await?;
        }
        Ok(())
    }

    /// Takes one frame.
    pub async fn hear(&mut self, socket: &mut Socket) -> Result<(), Gone> {
        match self.ear {
            Ear::Agent { .. } => match socket.next::<ServerFrame>().await.ok_or(Gone)? {
                ServerFrame::Event { cursor, event } => {
                    self.cursor = cursor.to_string();
                    self.agents_event(event);
                }
                frame @ (ServerFrame::Resync | ServerFrame::Bye { .. }) => panic!("{}: {frame:?}", self.name),
                _ => {}
            },
            Ear::Visitor { .. } => match socket.next::<VisitorServerFrame>().await.ok_or(Gone)? {
                VisitorServerFrame::Event { cursor, event } => {
                    self.cursor = cursor.to_string();
                    self.visitors_event(event);
                }
                frame @ (VisitorServerFrame::Resync | VisitorServerFrame::Bye) => panic!("{}: {frame:?}", self.name),
                _ => {}
            },
        }
        Ok(())
    }

    fn agents_event(&mut self, event: Event) {
        let Event::Conversation { conversation, messages } = event else {
            return;
        };
        // Every change of a conversation makes one event: who sees all hears each version once, and none is left out.
        let before = self.versions.insert(conversation.id, conversation.version).unwrap_or(0);
        assert_eq!(
            conversation.version,
            before + 1,
            "{}: conversation {} went from version {before} to {}",
            self.name,
            conversation.id,
            conversation.version
        );
        for message in messages {
            let text = match message.content {
                model::Content::Text { text } | model::Content::Note { text, .. } => text,
                model::Content::Activity(_) | model::Content::Deleted { .. } => String::new(),
            };
            self.message(message.id, text);
        }
        if let Ear::Agent { board: Some(board), .. } = &self.ear {
            let mut board = board.lock().expect("nobody panicked");
            board.insert(conversation.id, *conversation);
        }
    }

    fn visitors_event(&mut self, event: VisitorEvent) {
        let VisitorEvent::Conversation { conversation, messages } = event else {
            panic!("{}: nothing is deleted here: {event:?}", self.name)
        };
        let before = self.versions.insert(conversation.id, conversation.version).unwrap_or(0);
        // What changes nothing for a customer is not told.
        assert!(
            conversation.version > before,
            "{}: {conversation:?} came twice",
            self.name
        );
        for message in messages {
            self.message(message.id, message.text);
        }
    }

    fn message(&mut self, id: MessageId, text: String) {
        let twice = self.messages.insert(id, text);
        assert!(twice.is_none(), "{}: message {id} came twice: {twice:?}", self.name);
    }
}
