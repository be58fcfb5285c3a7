//! Uploading: a file comes in before its message is sent, so that sending is quick and can be repeated.

use bytes::Bytes;
use files::{Content, Files, FilesError, Received, Wrong, is_ending_of_another};
use futures_util::Stream;
use model::{
    Action, Actor, CommandId, ConversationId, File, FileId, FileKind, FileRules, Permission, Problem, can, file_name,
};
use store::command_result::Sender;
use store::file::{Begun, NewFile, Whole};
use store::{Conn, connection, conversation, file, inbox};

use crate::live_chat::Visitor;
use crate::rights::need;
use crate::{Desk, Random, reading};

/// How many files somebody may have uploaded without sending them, within a day.
const MAX_UNSENT: i64 = 60;
/// An image longer than this is not looked into, in bytes: it is kept as a document.
const MAX_IMAGE: u64 = 40 * 1024 * 1024;

/// A recording longer than this is kept as it is, in bytes: hours of speech.
const MAX_VOICE: u64 = 30 * 1024 * 1024;

/// Who uploads.
#[derive(Clone, Copy)]
pub enum Uploader<'a> {
    /// For a reply or note in this conversation.
    Agent(&'a Actor, ConversationId),
    /// For a quick reply.
    Preparing(&'a Actor),
    Visitor(&'a Visitor),
}

/// What is said about a file before it comes.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Made by the client: the same again is the same file.
    pub id: CommandId,
    /// As its sender calls it.
    pub name: String,
    /// In bytes, if that is known.
    pub size: Option<u64>,
}

/// Takes a file in. `Forbidden`: the agent may not reply there. `Invalid` with field `file`: `too_large`, `type`, `image` (it is
/// called one and cannot be read), `required` (it is empty), `malformed` (it stopped coming). `TooMany`: too much lies unsent.
pub async fn upload<S, E>(desk: &Desk, by: Uploader<'_>, upload: Upload, body: S) -> Result<File, Problem>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let (sender, conversation) = match by {
        Uploader::Agent(actor, conversation) => (Sender::User(actor.user), Some(conversation)),
        Uploader::Preparing(actor) => (Sender::User(actor.user), None),
        Uploader::Visitor(visitor) => (Sender::Visitor(visitor.id), None),
    };
    let rules = {
        let mut conn = desk.db.read().await?;
        let rules = rules(desk, &mut conn, by).await?;
        if let Some(there) = file::by_client_id(&mut conn, sender, &upload.id).await? {
            return Ok(there.file);
        }
        if file::unsent(&mut conn, sender).await? >= MAX_UNSENT {
            return Err(Problem::TooMany { retry_after: 600 });
        }
        rules
    };
    let limit = rules.max_size.unsigned_abs();
    if upload.size.is_some_and(|size| size > limit) {
        return Err(FilesError::Wrong(Wrong::TooLarge).into());
    }
    let key = new_key(desk.random.as_ref());
    let new = NewFile {
        sender,
        client_id: upload.id,
        conversation,
        key: key.clone(),
        at: desk.clock.now(),
    };
    let id = match begin(desk, new).await? {
        Begun::There(there) => return Ok(there.file),
        Begun::New(id) => id,
    };
    let takes = |content: &Content| rules.take(content.kind, content.unknown);
    let whole = match desk.files.receive(&key, &upload.name, body, limit, takes).await {
        Ok(received) => look_into(desk, &upload.name, &key, received).await,
        Err(error) => Err(error),
    };
    match whole {
        Ok(whole) => complete(desk, id, key, whole).await,
        Err(error) => {
            give_up(desk, id, key).await?;
            Err(error.into())
        }
    }
}

/// Which files the visitor's next message may have.
pub async fn rules_for_visitor(desk: &Desk, visitor: &Visitor) -> Result<FileRules, Problem> {
    rules(desk, &mut desk.db.read().await?, Uploader::Visitor(visitor)).await
}

async fn rules(desk: &Desk, conn: &mut Conn, by: Uploader<'_>) -> Result<FileRules, Problem> {
    let inbox = match by {
        // Which inbox it will be sent in is not known: when it is copied, that one judges.
        Uploader::Preparing(actor) => {
            need(actor, Permission::Reply)?;
            return Ok(FileRules::default().at_most(desk.max_file_size));
        }
        Uploader::Agent(actor, conversation) => {
            let present = reading::visible(conn, &actor.scope(), conversation).await?;
            if !can(actor, Action::Reply, &present.facts()) {
                return Err(Problem::Forbidden);
            }
            present.lifecycle.inbox
        }
        Uploader::Visitor(visitor) => {
            let open = match visitor.contact {
                Some(contact) => conversation::latest_of(conn, contact, visitor.connection).await?,
                None => None,
            };
            if let Some(open) = open.filter(|it| !it.lifecycle.status.is_over()) {
                open.lifecycle.inbox
            } else {
                let connection = connection::get(conn, visitor.connection).await?;
                connection.filter(|it| it.enabled).ok_or(Problem::NotFound)?.inbox
            }
        }
    };
    let inbox = inbox::get(conn, inbox).await?.ok_or(Problem::NotFound)?;
    Ok(desk.file_rules(&inbox.settings))
}

pub(super) async fn begin(desk: &Desk, new: NewFile) -> Result<Begun, Problem> {
    desk.db
        .write(move |tx| {
            let new = new.clone();
            Box::pin(async move {
                if let Some(conversation) = new.conversation
                    && conversation::lock(tx, conversation).await?.is_none()
                {
                    return Err(Problem::NotFound);
                }
                Ok(file::begin(tx, &new).await?)
            })
        })
        .await
}

pub(super) async fn complete(desk: &Desk, id: FileId, key: String, whole: Whole) -> Result<File, Problem> {
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (key, whole) = (key.clone(), whole.clone());
            Box::pin(async move {
                if let Some(kept) = file::complete(tx, id, &key, &whole, now).await? {
                    return Ok(Ok(kept.file));
                }
                // The conversation is gone, or the same file comes in a second time: these bytes are nobody's.
                for key in [key, whole.key].into_iter().chain(whole.thumbnail_key) {
                    file::mark(tx, &key, now).await?;
                }
                Ok::<_, Problem>(Err(Problem::Unavailable))
            })
        })
        .await?
}

pub(super) async fn give_up(desk: &Desk, id: FileId, key: String) -> Result<(), Problem> {
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let key = key.clone();
            Box::pin(async move { Ok(file::give_up(tx, id, &key, now).await?) })
        })
        .await
}

/// What only a look at the whole tells: how large an image is, and its small form.
async fn look_into(desk: &Desk, name: &str, key: &str, received: Received) -> Result<Whole, FilesError> {
    let Received { content, size, sha256 } = received;
    let mut whole = Whole {
        name: file_name(name, content.endings, is_ending_of_another),
        media_type: content.media_type.to_owned(),
        kind: content.kind,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        sha256,
        width: None,
        height: None,
        duration: None,
        key: key.to_owned(),
        thumbnail_key: None,
    };
    if content.kind == FileKind::Audio && size <= MAX_VOICE {
        look_at_sound(&desk.files, desk.random.as_ref(), &mut whole).await?;
    }
    if content.kind == FileKind::Image {
        look_at_image(&desk.files, desk.random.as_ref(), size, &mut whole).await?;
    }
    Ok(whole)
}

/// A recording in `WebM`, which not every browser plays, is kept as Ogg (R107); of Ogg the length is read.
async fn look_at_sound(files: &Files, random: &dyn Random, whole: &mut Whole) -> Result<(), FilesError> {
    if !matches!(whole.media_type.as_str(), "audio/webm" | "audio/ogg") {
        return Ok(());
    }
    let bytes = files.whole(&whole.key).await?.ok_or(FilesError::Unavailable)?;
    if whole.media_type == "audio/ogg" {
        whole.duration = files::duration(&bytes);
        return Ok(());
    }
    let Some(voice) = files.ogg(bytes).await? else {
        return Ok(());
    };
    let stem = whole
        .name
        .rsplit_once('.')
        .map_or(whole.name.as_str(), |(stem, _)| stem);
    whole.name = format!("{stem}.ogg");
    "audio/ogg".clone_into(&mut whole.media_type);
    whole.size = i64::try_from(voice.bytes.len()).unwrap_or(i64::MAX);
    whole.sha256 = files::sha256(&voice.bytes);
    whole.duration = Some(voice.duration);
    whole.key = new_key(random);
    files.put(&whole.key, voice.bytes).await
}

async fn look_at_image(files: &Files, random: &dyn Random, size: u64, whole: &mut Whole) -> Result<(), FilesError> {
    if size > MAX_IMAGE {
        whole.kind = FileKind::Document;
        return Ok(());
    }
    let bytes = files.whole(&whole.key).await?.ok_or(FilesError::Unavailable)?;
    let picture = files.picture(bytes).await?;
    whole.width = i32::try_from(picture.width).ok();
    whole.height = i32::try_from(picture.height).ok();
    if let Some(small) = picture.small {
        let key = format!("{}.{}", new_key(random), small.ending());
        files.put(&key, small.bytes).await?;
        whole.thumbnail_key = Some(key);
    }
    Ok(())
}

/// 128 random bits: nothing about the file can be read from where it is kept.
pub(crate) fn new_key(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    let number = u128::from_be_bytes(bytes);
    // A folder of few hundreds of folders, for the sake of file systems.
    format!("{:02x}/{number:032x}", number >> 120)
}
