//! The directory: who and what there is, read whole.

use model::{ConnectionEntry, Directory, InboxEntry, UserEntry};

use crate::{Conn, StoreError, company, connection, department, inbox, tag, user};

/// Each list in the order of ids. The company's name is empty before the first run.
pub async fn directory(conn: &mut Conn) -> Result<Directory, StoreError> {
    let company = company::get(conn).await?;
    let users = user::list(conn).await?;
    let memberships = user::memberships(conn).await?;
    let departments = department::list(conn).await?;
    let inboxes = inbox::list(conn).await?;
    let connections = connection::list(conn).await?;
    Ok(Directory {
        company: company.map(|company| company.name).unwrap_or_default(),
        users: users
            .into_iter()
            .map(|user| UserEntry {
                id: user.id,
                name: user.name,
                enabled: user.enabled,
                departments: memberships
                    .iter()
                    .filter(|(member, _)| *member == user.id)
                    .map(|(_, department)| *department)
                    .collect(),
                photo: user.photo,
            })
            .collect(),
        departments,
        inboxes: inboxes
            .into_iter()
            .map(|inbox| InboxEntry {
                id: inbox.id,
                name: inbox.settings.name,
                asks_rating: inbox.settings.rating.is_some(),
                files: inbox.settings.files,
            })
            .collect(),
        connections: connections
            .into_iter()
            .map(|connection| ConnectionEntry {
                id: connection.id,
                inbox: connection.inbox,
                channel: connection.channel,
                name: connection.name,
                reply: connection.reply,
            })
            .collect(),
        tags: tag::list(conn).await?,
    })
}
