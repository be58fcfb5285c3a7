//! The directory of users, departments, inboxes and connections.

use model::{Directory, Problem};

use crate::Desk;

pub async fn directory(desk: &Desk) -> Result<Directory, Problem> {
    let _ = desk;
    todo!()
}
