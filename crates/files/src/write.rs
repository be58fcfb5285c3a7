//! Keeping a file that is made here, piece by piece and never whole in memory.

use std::sync::Arc;

use object_store::buffered::BufWriter;
use object_store::path::Path as Key;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use crate::receive::{PART, hexadecimal, length};
use crate::{Files, FilesError};

/// A file on its way. One that is neither finished nor given up is not there.
pub struct Writing {
    writer: BufWriter,
    hash: Sha256,
    size: u64,
}

/// What has been written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// In bytes.
    pub size: u64,
    /// Hexadecimal.
    pub sha256: String,
}

impl Files {
    /// Begins a file under `key`.
    pub fn write(&self, key: &str) -> Writing {
        Writing {
            // Parts on their way are memory, too; who makes them is slower than who keeps them.
            writer: BufWriter::with_capacity(Arc::clone(&self.store), Key::from(key), PART).with_max_concurrency(1),
            hash: Sha256::new(),
            size: 0,
        }
    }
}

impl Writing {
    pub async fn add(&mut self, bytes: &[u8]) -> Result<(), FilesError> {
        self.hash.update(bytes);
        self.size += length(bytes);
        let added = self.writer.write_all(bytes).await;
        added.map_err(|error| FilesError::storage(&error))
    }

    /// From now on it is there, whole.
    pub async fn finish(mut self) -> Result<Written, FilesError> {
        self.writer
            .shutdown()
            .await
            .map_err(|error| FilesError::storage(&error))?;
        Ok(Written {
            size: self.size,
            sha256: hexadecimal(&self.hash.finalize()),
        })
    }

    /// It will not come.
    pub async fn give_up(mut self) {
        if let Err(error) = self.writer.abort().await {
            tracing::debug!(cause = %error, "what was written of a file could not be given up");
        }
    }
}
