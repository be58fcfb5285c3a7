//! What an agent's screen fetches: snapshot, lists, conversations, messages. Everything goes through the actor's scope.

use model::{
    Actor, BusinessTime, ContactId, ConversationId, Counts, Cursor, Filter, Language, ListKey, ListPage, MessageId,
    MessagePage, OpenConversation, Problem, Scope, Snapshot, Tab,
};
use store::{Conn, contact, contact_sheet, conversation, directory, inbox, log, message, meta, user};

use crate::{Desk, business_time};

/// Rows of a list page.
pub const LIST_PAGE: usize = 50;
/// Messages of a message page.
pub const MESSAGE_PAGE: usize = 50;
/// The most messages of a page that reaches far back.
pub const LONG_PAGE: usize = 1_000;

/// The state a screen starts from. The cursor is taken before anything is read.
pub async fn snapshot(desk: &Desk, actor: &Actor, language: Language, build: &str) -> Result<Snapshot, Problem> {
    let mut conn = desk.db.read().await?;
    let cursor = Cursor {
        epoch: meta::epoch(&mut conn).await?,
        access: actor.access_version,
        position: log::end(&mut conn).await?,
    };
    let scope = actor.scope();
    let mut lists = Vec::with_capacity(Tab::ALL.len());
    for tab in Tab::ALL {
        lists.push(conversation::page(&mut conn, &scope, &Filter::default(), *tab, None, LIST_PAGE).await?);
    }
    Ok(Snapshot {
        cursor,
        build: build.to_owned(),
        actor: actor.clone(),
        language,
        directory: crate::directory::capped(desk, directory::directory(&mut conn).await?),
        counts: conversation::counts(&mut conn, &scope).await?,
        lists,
        reserved: conversation::reserved_for(&mut conn, actor.user).await?,
        own: user::own_settings(&mut conn, actor.user).await?.unwrap_or_default(),
    })
}

/// The next rows of a tab that a filter lets through, after `before` (exclusive; `None`: from the top).
pub async fn list(
    desk: &Desk,
    actor: &Actor,
    filter: &Filter,
    tab: Tab,
    before: Option<ListKey>,
) -> Result<ListPage, Problem> {
    filter.check()?;
    let mut conn = desk.db.read().await?;
    Ok(conversation::page(&mut conn, &actor.scope(), filter, tab, before, LIST_PAGE).await?)
}

/// Opens (peeks at) a conversation; changes nothing (R91).
pub async fn open(desk: &Desk, actor: &Actor, conversation: ConversationId) -> Result<OpenConversation, Problem> {
    let mut conn = desk.db.read().await?;
    let scope = actor.scope();
    let conversation = visible(&mut conn, &scope, conversation).await?;
    let contact = contact::get(&mut conn, conversation.contact.id)
        .await?
        .ok_or(Problem::NotFound)?;
    Ok(OpenConversation {
        page: message::page(&mut conn, conversation.id, None, MESSAGE_PAGE).await?,
        earlier: conversation::earlier(&mut conn, &scope, contact.id, conversation.id).await?,
        previous: conversation::earlier_ones(&mut conn, &scope, contact.id, conversation.id, 1)
            .await?
            .pop(),
        contact,
        conversation,
    })
}

/// How long ahead the stretches of [`business_time`] reach, in milliseconds: 30 days.
const AHEAD: i64 = 30 * 24 * 60 * 60 * 1000;

/// The business hours of a conversation's inbox from its beginning until some weeks from now, for what still runs.
pub async fn business_time(desk: &Desk, actor: &Actor, conversation: ConversationId) -> Result<BusinessTime, Problem> {
    let mut conn = desk.db.read().await?;
    let lifecycle = visible(&mut conn, &actor.scope(), conversation).await?.lifecycle;
    let inbox = inbox::get(&mut conn, lifecycle.inbox).await?.ok_or(Problem::NotFound)?;
    let until = desk.clock.now().plus(AHEAD);
    business_time::resolve(
        inbox.settings.business_hours.as_ref(),
        lifecycle.stamps.created_at,
        until,
    )
}

/// Older messages, before `before` (exclusive). With `through`, so many that this one and some before it are among them,
/// but at most [`LONG_PAGE`].
pub async fn messages(
    desk: &Desk,
    actor: &Actor,
    conversation: ConversationId,
    before: MessageId,
    through: Option<MessageId>,
) -> Result<MessagePage, Problem> {
    let mut conn = desk.db.read().await?;
    visible(&mut conn, &actor.scope(), conversation).await?;
    let mut length = MESSAGE_PAGE;
    if let Some(through) = through {
        let between = message::count_between(&mut conn, conversation, through, before, LONG_PAGE).await?;
        length = (between + MESSAGE_PAGE).min(LONG_PAGE);
    }
    Ok(message::page(&mut conn, conversation, Some(before), length).await?)
}

/// The tabs' counts in a scope.
pub async fn counts(desk: &Desk, scope: &Scope) -> Result<Counts, Problem> {
    Ok(conversation::counts(&mut desk.db.read().await?, scope).await?)
}

/// Whether the actor sees a conversation of a contact. `NotFound`: to others there is no such contact.
pub(crate) async fn sees_contact(conn: &mut Conn, actor: &Actor, id: ContactId) -> Result<(), Problem> {
    let seen = contact_sheet::conversations(conn, &actor.scope(), id, 1).await?;
    if seen.is_empty() {
        Err(Problem::NotFound)
    } else {
        Ok(())
    }
}

/// What the scope does not see does not exist for it.
pub(crate) async fn visible(
    conn: &mut Conn,
    scope: &Scope,
    id: ConversationId,
) -> Result<model::Conversation, Problem> {
    conversation::get(conn, id)
        .await?
        .filter(|found| scope.sees(&found.facts()))
        .ok_or(Problem::NotFound)
}
