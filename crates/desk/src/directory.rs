//! The directory of users, departments, inboxes and connections.

use model::{Directory, Problem};

use crate::Desk;

/// For every signed-in user: it holds names, not rights.
pub async fn directory(desk: &Desk) -> Result<Directory, Problem> {
    Ok(store::directory::directory(&mut desk.db.read().await?).await?)
}

/// With the server's own limit for files.
pub(crate) fn capped(desk: &Desk, mut directory: Directory) -> Directory {
    for inbox in &mut directory.inboxes {
        inbox.files = inbox.files.at_most(desk.max_file_size);
    }
    directory
}
