//! Where files are kept, as it is set: a folder, or a bucket of an S3-compatible service.

use std::fmt;
use std::path::Path;

use files::{Files, S3};

/// The settings about the place of files.
#[derive(Clone)]
pub struct FilePlace {
    /// Empty: a folder in the data folder. A folder, or `s3://BUCKET/PREFIX`.
    pub url: String,
    /// Empty: Amazon's.
    pub endpoint: String,
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
}

/// The folder in the data folder.
const FOLDER: &str = "files";

/// The value of the setting `files`, if it is one.
pub fn url(text: &str) -> Option<String> {
    let right = match text.split_once("://") {
        None => true,
        Some(("s3", place)) => !place.is_empty() && !place.starts_with('/'),
        Some(_) => false,
    };
    right.then(|| text.to_owned())
}

/// The value of the setting `s3_endpoint`, if it is one.
pub fn endpoint(text: &str) -> Option<String> {
    let right = text.is_empty() || text.starts_with("https://") || text.starts_with("http://");
    right.then(|| text.trim_end_matches('/').to_owned())
}

impl FilePlace {
    /// Opens it and sees whether it can be used. The error is a sentence for the operator.
    pub async fn open(&self, data: &Path) -> Result<Files, String> {
        let setting = |error: String| format!("setting `files`: {error}");
        let Some(place) = self.url.strip_prefix("s3://") else {
            let folder = match self.url.as_str() {
                "" => data.join(FOLDER),
                folder => folder.into(),
            };
            return Files::in_folder(&folder).map_err(setting);
        };
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let files = Files::in_bucket(&S3 {
            bucket: bucket.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: (!self.endpoint.is_empty()).then(|| self.endpoint.clone()),
            region: self.region.clone(),
            access_key: self.access_key.clone(),
            secret_key: self.secret_key.clone(),
        })
        .map_err(setting)?;
        files.check().await.map_err(setting)?;
        Ok(files)
    }
}

/// As `check-config` shows it: without the secret.
impl fmt::Display for FilePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secret = if self.secret_key.is_empty() { "" } else { "…" };
        writeln!(f, "files = \"{}\"", self.url)?;
        writeln!(f, "s3_endpoint = \"{}\"", self.endpoint)?;
        writeln!(f, "s3_region = \"{}\"", self.region)?;
        writeln!(f, "s3_access_key = \"{}\"", self.access_key)?;
        writeln!(f, "s3_secret_key = \"{secret}\"")
    }
}

/// A configuration may be written to a log; the secret may not.
impl fmt::Debug for FilePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePlace")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}
