//! Where files are kept: a folder, a bucket of an S3-compatible service, or, for tests, memory.

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt as _};
use tokio::sync::Semaphore;

use crate::FilesError;

/// Images that are decoded at one time: each may want a quarter of a gigabyte.
const DECODERS: usize = 2;

/// The kept files. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) decoders: Arc<Semaphore>,
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.store.fmt(f)
    }
}

/// A bucket of an S3-compatible service.
#[derive(Debug, Clone)]
pub struct S3 {
    pub bucket: String,
    /// Put before every key; may be empty.
    pub prefix: String,
    /// Such as `https://s3.example.org`; `None`: Amazon's.
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
}

/// Bytes on their way out.
pub struct Reading {
    /// Of the whole file, in bytes.
    pub size: u64,
    /// What `bytes` holds of it.
    pub range: Range<u64>,
    pub bytes: BoxStream<'static, Result<Bytes, FilesError>>,
}

impl Files {
    /// In a folder, which is made if it is missing. The error is a sentence for the operator.
    pub fn in_folder(folder: &Path) -> Result<Self, String> {
        let place = |error: &dyn fmt::Display| format!("{}: {error}", folder.display());
        std::fs::create_dir_all(folder).map_err(|error| place(&error))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| place(&error))?;
        Ok(Self::over(Arc::new(store)))
    }

    /// In a bucket. Nothing is asked of the service yet: [`Self::check`] does. The error is a sentence for the operator.
    pub fn in_bucket(s3: &S3) -> Result<Self, String> {
        // An error says that this process has chosen its cryptography already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(&s3.access_key)
            .with_secret_access_key(&s3.secret_key);
        if let Some(endpoint) = &s3.endpoint {
            builder = builder
                .with_endpoint(endpoint)
                .with_allow_http(endpoint.starts_with("http://"));
        }
        let store = builder.build().map_err(|error| error.to_string())?;
        Ok(if s3.prefix.is_empty() {
            Self::over(Arc::new(store))
        } else {
            Self::over(Arc::new(PrefixStore::new(store, s3.prefix.as_str())))
        })
    }

    /// In this process only.
    pub fn in_memory() -> Self {
        Self::over(Arc::new(InMemory::new()))
    }

    fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self {
            store,
            decoders: Arc::new(Semaphore::new(DECODERS)),
        }
    }

    /// Whether files can be kept, read and taken away here. The error is a sentence for the operator.
    pub async fn check(&self) -> Result<(), String> {
        let key = Key::from("check");
        let trial = async {
            self.store.put(&key, Bytes::from_static(b"balcao").into()).await?;
            self.store.get(&key).await?.bytes().await?;
            self.store.delete(&key).await
        };
        trial.await.map_err(|error| error.to_string())
    }

    /// Keeps something small, whole.
    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), FilesError> {
        let put = self.store.put(&Key::from(key), Bytes::from(bytes).into()).await;
        put.map(drop).map_err(|error| FilesError::storage(&error))
    }

    /// A file from `from` up to `to` (exclusive; `None`: its end), or whole. `None`: there is none under this key.
    pub async fn read(&self, key: &str, from: u64, to: Option<u64>) -> Result<Option<Reading>, FilesError> {
        let range = match to {
            Some(to) => Some(GetRange::Bounded(from..to)),
            None if from > 0 => Some(GetRange::Offset(from)),
            None => None,
        };
        let options = GetOptions {
            range,
            ..GetOptions::default()
        };
        match self.store.get_opts(&Key::from(key), options).await {
            Ok(found) => Ok(Some(Reading {
                size: found.meta.size,
                range: found.range.clone(),
                bytes: found
                    .into_stream()
                    .map(|chunk| chunk.map_err(|error| FilesError::storage(&error)))
                    .boxed(),
            })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(FilesError::storage(&error)),
        }
    }

    /// A whole file of which it is known that it is small enough. `None`: there is none under this key.
    pub async fn whole(&self, key: &str) -> Result<Option<Bytes>, FilesError> {
        match self.store.get(&Key::from(key)).await {
            Ok(found) => found
                .bytes()
                .await
                .map(Some)
                .map_err(|error| FilesError::storage(&error)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(FilesError::storage(&error)),
        }
    }

    /// Takes a file away. That there is none under this key is as good.
    pub async fn delete(&self, key: &str) -> Result<(), FilesError> {
        match self.store.delete(&Key::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(FilesError::storage(&error)),
        }
    }
}
