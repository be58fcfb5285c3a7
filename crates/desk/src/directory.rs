//! The directory of users, departments, inboxes and connections.

use model::{Directory, Problem};

use crate::Desk;

/// For every signed-in user: it holds names, not rights.
pub async fn directory(desk: &Desk) -> Result<Directory, Problem> {
    Ok(store::directory::directory(&mut desk.db.read().await?).await?)
}
