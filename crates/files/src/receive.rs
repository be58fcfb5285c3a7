//! Taking a file in: piece by piece, never whole in memory, looked at while it comes.

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use object_store::buffered::BufWriter;
use object_store::path::Path as Key;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use tokio::io::AsyncWriteExt as _;

use crate::{Content, Files, FilesError, Wrong, sniff};

/// How much of the beginning is looked at, in bytes.
pub const HEAD: usize = 16 * 1024;
/// What is kept in memory of one file on its way in, in bytes: the least that S3 takes as a part.
pub(crate) const PART: usize = 5 * 1024 * 1024;

/// What has been taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub content: Content,
    /// In bytes.
    pub size: u64,
    /// Hexadecimal.
    pub sha256: String,
}

impl Files {
    /// Keeps what comes under `key`. At most `limit` bytes, and only content for which `takes` says so. A refused file is
    /// read to its end first, as far as the limit goes: a sender who still sends does not hear the answer.
    pub async fn receive<S, E>(
        &self,
        key: &str,
        name: &str,
        mut body: S,
        limit: u64,
        takes: impl Fn(&Content) -> bool,
    ) -> Result<Received, FilesError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
    {
        let mut head = Vec::new();
        while head.len() < HEAD {
            match body.next().await {
                Some(Ok(chunk)) => head.extend_from_slice(&chunk),
                Some(Err(_)) => return Err(FilesError::Interrupted),
                None => break,
            }
        }
        if head.is_empty() {
            return Err(FilesError::Wrong(Wrong::Empty));
        }
        let mut size = length(&head);
        if size > limit {
            return Err(FilesError::Wrong(Wrong::TooLarge));
        }
        let Some(content) = sniff(&head[..head.len().min(HEAD)], name).filter(takes) else {
            drain(body, size, limit).await;
            return Err(FilesError::Wrong(Wrong::Type));
        };
        let mut hash = Sha256::new();
        let mut writer = BufWriter::with_capacity(Arc::clone(&self.store), Key::from(key), PART);
        let mut next = Some(Bytes::from(head));
        let failure = loop {
            let Some(chunk) = next.take() else { break None };
            hash.update(&chunk);
            if let Err(error) = writer.write_all(&chunk).await {
                break Some(FilesError::storage(&error));
            }
            next = match body.next().await {
                Some(Ok(chunk)) => {
                    size += length(&chunk);
                    if size > limit {
                        break Some(FilesError::Wrong(Wrong::TooLarge));
                    }
                    Some(chunk)
                }
                Some(Err(_)) => break Some(FilesError::Interrupted),
                None => None,
            };
        };
        if let Some(failure) = failure {
            if let Err(error) = writer.abort().await {
                tracing::debug!(cause = %error, "what had come of a file could not be given up");
            }
            return Err(failure);
        }
        writer.shutdown().await.map_err(|error| FilesError::storage(&error))?;
        Ok(Received {
            content,
            size,
            sha256: hexadecimal(&hash.finalize()),
        })
    }
}

async fn drain<S, E>(mut body: S, mut size: u64, limit: u64)
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    while size <= limit
        && let Some(Ok(chunk)) = body.next().await
    {
        size += length(&chunk);
    }
}

pub(crate) fn length(chunk: &[u8]) -> u64 {
    u64::try_from(chunk.len()).unwrap_or(u64::MAX)
}

/// The hash of something small, as [`Received::sha256`].
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use core::fmt::Write as _;

    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
