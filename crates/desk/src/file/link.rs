//! Links to files for visitors: their token may not stand in an address, and the browser fetches images and sounds without it.
//!
//! A link is for one visitor and one file, signed, and good for one to two hours. It gives no right: whether the visitor may
//! read the file is asked again each time.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use model::{ConnectionId, FileId, Problem, Timestamp, VisitorId};
use sha2::Sha256;
use store::file::KeptFile;
use store::meta;

use super::read::{Reader, readable};
use crate::Desk;
use crate::live_chat::Visitor;

/// Links end at full hours, in milliseconds, so that the same file has the same address for a while and is fetched once.
const HOUR: i64 = 60 * 60 * 1000;
/// Bytes of the key.
const KEY: usize = 32;

/// What stands in the address besides the connection and the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Signed {
    pub visitor: i64,
    /// Good until then, Unix milliseconds.
    pub until: i64,
    /// HMAC-SHA-256 in base64url.
    pub signature: String,
}

/// A link to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub file: FileId,
    pub name: String,
    pub signed: Signed,
}

/// Links to those of the files that the visitor may read.
pub async fn links(desk: &Desk, visitor: &Visitor, ids: &[FileId]) -> Result<Vec<Link>, Problem> {
    let key = signing_key(desk).await?;
    let now = desk.clock.now();
    let until = (now.0 / HOUR + 2) * HOUR;
    let mut conn = desk.db.read().await?;
    let mut links = Vec::with_capacity(ids.len());
    for id in ids {
        match readable(&mut conn, Reader::Visitor(visitor), *id).await {
            Ok(kept) => links.push(Link {
                file: *id,
                name: kept.file.name,
                signed: Signed {
                    visitor: visitor.id.0,
                    until,
                    signature: sign(&key, visitor.connection, visitor.id, *id, until),
                },
            }),
            Err(Problem::NotFound) => (),
            Err(problem) => return Err(problem),
        }
    }
    Ok(links)
}

/// The file of a link. `NotFound`: the link is not ours or has ended, or the visitor may not read the file any more.
pub async fn resolve(desk: &Desk, connection: ConnectionId, id: FileId, signed: &Signed) -> Result<KeptFile, Problem> {
    let key = signing_key(desk).await?;
    let claimed = VisitorId(signed.visitor);
    let right = URL_SAFE_NO_PAD.decode(&signed.signature).is_ok_and(|given| {
        mac(&key, connection, claimed, id, signed.until)
            .verify_slice(&given)
            .is_ok()
    });
    if !right || desk.clock.now() >= Timestamp(signed.until) {
        return Err(Problem::NotFound);
    }
    let mut conn = desk.db.read().await?;
    let found = store::visitor::get(&mut conn, claimed).await?;
    let found = found
        .filter(|it| it.connection == connection)
        .ok_or(Problem::NotFound)?;
    let visitor = Visitor {
        id: found.id,
        connection: found.connection,
        contact: found.contact,
    };
    readable(&mut conn, Reader::Visitor(&visitor), id).await
}

fn sign(key: &[u8], connection: ConnectionId, visitor: VisitorId, file: FileId, until: i64) -> String {
    URL_SAFE_NO_PAD.encode(mac(key, connection, visitor, file, until).finalize().into_bytes())
}

fn mac(key: &[u8], connection: ConnectionId, visitor: VisitorId, file: FileId, until: i64) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is a key");
    mac.update(format!("file {connection} {visitor} {file} {until}").as_bytes());
    mac
}

/// The key of this desk, made when it is first needed; all servers of a database sign alike.
async fn signing_key(desk: &Desk) -> Result<Vec<u8>, Problem> {
    let found = meta::link_key(&mut desk.db.read().await?).await?;
    let text = if let Some(text) = found {
        text
    } else {
        let mut bytes = [0; KEY];
        desk.random.fill(&mut bytes);
        let new: Arc<str> = URL_SAFE_NO_PAD.encode(bytes).into();
        desk.db
            .write(move |tx| {
                let new = Arc::clone(&new);
                Box::pin(async move { Ok::<_, Problem>(meta::begin_link_key(tx, &new).await?) })
            })
            .await?
    };
    URL_SAFE_NO_PAD.decode(text).map_err(|error| {
        tracing::error!(cause = %error, "the key of links to files");
        Problem::Internal {
            id: "link-key".to_owned(),
        }
    })
}
