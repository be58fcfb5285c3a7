//! Reading: who may read the message may read its files. What is not sent yet is its uploader's.

use files::Reading;
use model::{Actor, FileId, Problem};
use store::command_result::Sender;
use store::file::KeptFile;
use store::{Conn, conversation, file};

use crate::live_chat::Visitor;
use crate::{Desk, reading};

/// Who reads.
#[derive(Clone, Copy)]
pub enum Reader<'a> {
    Agent(&'a Actor),
    Visitor(&'a Visitor),
}

/// A file that the reader may read; of others there is none: `NotFound`.
pub async fn find(desk: &Desk, reader: Reader<'_>, id: FileId) -> Result<KeptFile, Problem> {
    readable(&mut desk.db.read().await?, reader, id).await
}

pub(crate) async fn readable(conn: &mut Conn, reader: Reader<'_>, id: FileId) -> Result<KeptFile, Problem> {
    let kept = file::get(conn, id).await?.ok_or(Problem::NotFound)?;
    let sent = kept.conversation.filter(|_| kept.message.is_some());
    let may = match (reader, sent) {
        (Reader::Agent(actor), None) => kept.is_from(Sender::User(actor.user)),
        (Reader::Visitor(visitor), None) => kept.is_from(Sender::Visitor(visitor.id)),
        (Reader::Agent(actor), Some(conversation)) => {
            reading::visible(conn, &actor.scope(), conversation).await?;
            true
        }
        (Reader::Visitor(visitor), Some(id)) => {
            kept.public
                && conversation::get(conn, id).await?.is_some_and(|found| {
                    visitor.contact == Some(found.contact.id)
                        && visitor.connection == found.lifecycle.customer_connection()
                })
        }
    };
    if may { Ok(kept) } else { Err(Problem::NotFound) }
}

/// The bytes of a file that was found, or of its thumbnail, from `from` up to `to` (exclusive; `None`: the end).
pub async fn open(desk: &Desk, key: &str, from: u64, to: Option<u64>) -> Result<Reading, Problem> {
    desk.files.read(key, from, to).await?.ok_or(Problem::NotFound)
}
