//! A conversation's row: its columns, read and bound in one order.

use model::{
    Channel, CloseReason, Comment, ConnectionId, ContactId, ContactName, Conversation, ConversationId, DepartmentId,
    Direction, InboxId, Lifecycle, MessageId, Metrics, Preview, Rating, RatingKind, Reservation, Review, Snooze,
    Stamps, StartPage, Status, TimeMetrics, Timestamp, UserId, Writer,
};

use crate::row::{count, from_json, present, time, to_json, word};
use crate::value::Value;
use crate::{StoreError, tag};

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    id: i64,
    version: i64,
    contact_id: i64,
    contact_name: String,
    contact_photo_at: Option<i64>,
    channel: String,
    status: String,
    direction: String,
    inbox_id: i64,
    connection_id: i64,
    department_id: Option<i64>,
    assignee_id: Option<i64>,
    reserved_for: Option<i64>,
    reserved_until: Option<i64>,
    bot_owned: i64,
    human_replied: i64,
    close_reason: Option<String>,
    created_at: i64,
    bot_taken_at: Option<i64>,
    queued_at: Option<i64>,
    accepted_at: Option<i64>,
    first_customer_message_at: Option<i64>,
    first_reply_at: Option<i64>,
    ended_at: Option<i64>,
    closed_at: Option<i64>,
    last_message_at: Option<i64>,
    modified_at: i64,
    preview_writer: Option<String>,
    preview_text: Option<String>,
    unread: i64,
    agent_read: Option<i64>,
    customer_received: Option<i64>,
    customer_read: Option<i64>,
    start_url: Option<String>,
    start_title: Option<String>,
    tags: String,
    clocks: String,
    waiting_for_agent_reply: Option<i64>,
    agent_response_time: Option<i64>,
    duration_before_agent_close: Option<i64>,
    conversation_duration: Option<i64>,
    initial_response_time: Option<i64>,
    chatbot_time: Option<i64>,
    total_response_time: Option<i64>,
    average_response_time: Option<i64>,
    maximum_response_time: Option<i64>,
    business_waiting_for_agent_reply: Option<i64>,
    business_agent_response_time: Option<i64>,
    business_duration_before_agent_close: Option<i64>,
    business_conversation_duration: Option<i64>,
    business_initial_response_time: Option<i64>,
    business_chatbot_time: Option<i64>,
    business_total_response_time: Option<i64>,
    business_average_response_time: Option<i64>,
    business_maximum_response_time: Option<i64>,
    status_due_at: Option<i64>,
    snoozed_until: Option<i64>,
    snoozed_by: Option<i64>,
    rating_asked: Option<String>,
    rating_kind: Option<String>,
    rating_value: Option<i64>,
    rating_comment: Option<String>,
    rating_at: Option<i64>,
    review_value: Option<i64>,
    review_comment: Option<String>,
    review_by: Option<i64>,
    review_at: Option<i64>,
    form_sent_at: Option<i64>,
    form_filled_at: Option<i64>,
    history_requested_at: Option<i64>,
    home_connection_id: Option<i64>,
}

/// What every query of whole conversations begins with.
macro_rules! select {
    () => {
        "SELECT c.id, c.version, c.contact_id, k.name AS contact_name, k.photo_at AS contact_photo_at, c.channel, c.status, c.direction, c.inbox_id, \
         c.connection_id, c.department_id, c.assignee_id, c.reserved_for, c.reserved_until, c.bot_owned, \
         c.human_replied, c.close_reason, c.created_at, c.bot_taken_at, c.queued_at, c.accepted_at, \
         c.first_customer_message_at, c.first_reply_at, c.ended_at, c.closed_at, c.last_message_at, c.modified_at, \
         c.preview_writer, c.preview_text, c.unread, c.agent_read, c.customer_received, c.customer_read, c.start_url, \
         c.start_title, c.tags, c.clocks, c.waiting_for_agent_reply, c.agent_response_time, c.duration_before_agent_close, \
         c.conversation_duration, c.initial_response_time, c.chatbot_time, c.total_response_time, \
         c.average_response_time, c.maximum_response_time, c.business_waiting_for_agent_reply, \
         c.business_agent_response_time, c.business_duration_before_agent_close, c.business_conversation_duration, \
         c.business_initial_response_time, c.business_chatbot_time, c.business_total_response_time, \
         c.business_average_response_time, c.business_maximum_response_time, c.status_due_at, \
         c.snoozed_until, c.snoozed_by, c.rating_asked, c.rating_kind, c.rating_value, c.rating_comment, c.rating_at, \
         c.review_value, c.review_comment, c.review_by, c.review_at, c.form_sent_at, c.form_filled_at, \
         c.history_requested_at, c.home_connection_id \
         FROM conversation c JOIN contact k ON k.id = c.contact_id"
    };
}

impl TryFrom<Row> for Conversation {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let (stamps, metrics) = (stamps(&row), metrics(&row));
        let (rating, review) = (rating(&row)?, review(&row)?);
        let preview = match row.preview_writer {
            Some(writer) => Some(Preview {
                writer: word(&writer, Writer::parse)?,
                text: present(row.preview_text, "conversation.preview_text")?,
            }),
            None => None,
        };
        Ok(Self {
            id: ConversationId(row.id),
            version: row.version,
            contact: ContactName {
                id: ContactId(row.contact_id),
                name: row.contact_name,
                photo: time(row.contact_photo_at),
            },
            channel: word(&row.channel, Channel::parse)?,
            lifecycle: Lifecycle {
                status: word(&row.status, Status::parse)?,
                direction: word(&row.direction, Direction::parse)?,
                inbox: InboxId(row.inbox_id),
                connection: ConnectionId(row.connection_id),
                home: row.home_connection_id.map(ConnectionId),
                department: row.department_id.map(DepartmentId),
                assignee: row.assignee_id.map(UserId),
                reserved: row.reserved_for.map(|agent| Reservation {
                    agent: UserId(agent),
                    until: time(row.reserved_until),
                }),
                bot_owned: row.bot_owned != 0,
                human_replied: row.human_replied != 0,
                close_reason: row
                    .close_reason
                    .map(|reason| word(&reason, CloseReason::parse))
                    .transpose()?,
                stamps,
                clocks: from_json(&row.clocks)?,
            },
            preview,
            unread: count(row.unread),
            agent_read: row.agent_read.map(MessageId),
            customer_received: row.customer_received.map(MessageId),
            customer_read: row.customer_read.map(MessageId),
            start_page: match row.start_url {
                Some(url) => Some(StartPage {
                    url,
                    title: present(row.start_title, "conversation.start_title")?,
                }),
                None => None,
            },
            tags: tag::parse(&row.tags)?,
            metrics,
            status_due_at: time(row.status_due_at),
            snoozed: match row.snoozed_until {
                Some(until) => Some(Snooze {
                    until: Timestamp(until),
                    by: UserId(present(row.snoozed_by, "conversation.snoozed_by")?),
                }),
                None => None,
            },
            rating_asked: row
                .rating_asked
                .map(|kind| word(&kind, RatingKind::parse))
                .transpose()?,
            rating,
            review,
            form_sent_at: time(row.form_sent_at),
            form_filled_at: time(row.form_filled_at),
            history_requested_at: time(row.history_requested_at),
        })
    }
}

fn stamps(row: &Row) -> Stamps {
    Stamps {
        created_at: Timestamp(row.created_at),
        bot_taken_at: time(row.bot_taken_at),
        queued_at: time(row.queued_at),
        accepted_at: time(row.accepted_at),
        first_customer_message_at: time(row.first_customer_message_at),
        first_reply_at: time(row.first_reply_at),
        ended_at: time(row.ended_at),
        closed_at: time(row.closed_at),
        last_message_at: time(row.last_message_at),
        modified_at: Timestamp(row.modified_at),
    }
}

fn metrics(row: &Row) -> Metrics {
    Metrics {
        calendar: TimeMetrics {
            waiting_for_agent_reply: row.waiting_for_agent_reply,
            agent_response_time: row.agent_response_time,
            duration_before_agent_close: row.duration_before_agent_close,
            conversation_duration: row.conversation_duration,
            initial_response_time: row.initial_response_time,
            chatbot_time: row.chatbot_time,
            total_response_time: row.total_response_time,
            average_response_time: row.average_response_time,
            maximum_response_time: row.maximum_response_time,
        },
        business: TimeMetrics {
            waiting_for_agent_reply: row.business_waiting_for_agent_reply,
            agent_response_time: row.business_agent_response_time,
            duration_before_agent_close: row.business_duration_before_agent_close,
            conversation_duration: row.business_conversation_duration,
            initial_response_time: row.business_initial_response_time,
            chatbot_time: row.business_chatbot_time,
            total_response_time: row.business_total_response_time,
            average_response_time: row.business_average_response_time,
            maximum_response_time: row.business_maximum_response_time,
        },
    }
}

fn rating(row: &Row) -> Result<Option<Rating>, StoreError> {
    let Some(kind) = &row.rating_kind else {
        return Ok(None);
    };
    Ok(Some(Rating {
        kind: word(kind, RatingKind::parse)?,
        value: small(present(row.rating_value, "conversation.rating_value")?)?,
        comment: comment(row.rating_comment.as_deref())?,
        at: Timestamp(present(row.rating_at, "conversation.rating_at")?),
    }))
}

fn review(row: &Row) -> Result<Option<Review>, StoreError> {
    let Some(value) = row.review_value else {
        return Ok(None);
    };
    Ok(Some(Review {
        value: small(value)?,
        comment: comment(row.review_comment.as_deref())?,
        by: UserId(present(row.review_by, "conversation.review_by")?),
        at: Timestamp(present(row.review_at, "conversation.review_at")?),
    }))
}

fn comment(text: Option<&str>) -> Result<Option<Comment>, StoreError> {
    text.map(|text| word(text, |text| Comment::new(text).ok())).transpose()
}

fn small(value: i64) -> Result<u8, StoreError> {
    u8::try_from(value).map_err(|_| StoreError::internal(&format_args!("{value} is no rating")))
}

/// A column and what it holds.
pub(super) type Column<'a> = (&'static str, Value<'a>);

/// What never changes of a conversation, and its version.
pub(super) fn constants(it: &Conversation) -> [Column<'_>; 7] {
    let page = it.start_page.as_ref();
    [
        ("version", it.version.into()),
        ("contact_id", it.contact.id.0.into()),
        ("channel", it.channel.as_str().into()),
        ("direction", it.lifecycle.direction.as_str().into()),
        ("created_at", it.lifecycle.stamps.created_at.0.into()),
        ("start_url", page.map(|page| page.url.as_str()).into()),
        ("start_title", page.map(|page| page.title.as_str()).into()),
    ]
}

/// What can change of a conversation.
pub(super) fn state(it: &Conversation) -> Result<Vec<Column<'_>>, StoreError> {
    let at = |at: Option<Timestamp>| at.map(|at| at.0).into();
    let message = |id: Option<MessageId>| id.map(|id| id.0).into();
    let lifecycle = &it.lifecycle;
    let preview = it.preview.as_ref();
    let mut columns = vec![
        ("status", lifecycle.status.as_str().into()),
        ("inbox_id", lifecycle.inbox.0.into()),
        ("connection_id", lifecycle.connection.0.into()),
        ("home_connection_id", lifecycle.home.map(|id| id.0).into()),
        ("department_id", lifecycle.department.map(|id| id.0).into()),
        ("assignee_id", lifecycle.assignee.map(|id| id.0).into()),
        (
            "reserved_for",
            lifecycle.reserved.map(|reserved| reserved.agent.0).into(),
        ),
        (
            "reserved_until",
            at(lifecycle.reserved.and_then(|reserved| reserved.until)),
        ),
        ("bot_owned", i64::from(lifecycle.bot_owned).into()),
        ("human_replied", i64::from(lifecycle.human_replied).into()),
        ("close_reason", lifecycle.close_reason.map(CloseReason::as_str).into()),
        ("clocks", to_json(&lifecycle.clocks)?.into()),
        ("listed_at", it.list_key().at.0.into()),
        ("preview_writer", preview.map(|preview| preview.writer.as_str()).into()),
        ("preview_text", preview.map(|preview| preview.text.as_str()).into()),
        ("unread", i64::from(it.unread).into()),
        ("agent_read", message(it.agent_read)),
        ("customer_received", message(it.customer_received)),
        ("customer_read", message(it.customer_read)),
        ("status_due_at", at(it.status_due_at)),
        ("due_at", at(it.due_at())),
        ("snoozed_until", at(it.snoozed.map(|snooze| snooze.until))),
        ("snoozed_by", it.snoozed.map(|snooze| snooze.by.0).into()),
        ("form_sent_at", at(it.form_sent_at)),
        ("form_filled_at", at(it.form_filled_at)),
        ("history_requested_at", at(it.history_requested_at)),
    ];
    columns.extend(stamped(&lifecycle.stamps));
    columns.extend(measured(&it.metrics));
    columns.extend(rated(it));
    Ok(columns)
}

fn stamped(stamps: &Stamps) -> [Column<'static>; 9] {
    let at = |at: Option<Timestamp>| at.map(|at| at.0).into();
    [
        ("bot_taken_at", at(stamps.bot_taken_at)),
        ("queued_at", at(stamps.queued_at)),
        ("accepted_at", at(stamps.accepted_at)),
        ("first_customer_message_at", at(stamps.first_customer_message_at)),
        ("first_reply_at", at(stamps.first_reply_at)),
        ("ended_at", at(stamps.ended_at)),
        ("closed_at", at(stamps.closed_at)),
        ("last_message_at", at(stamps.last_message_at)),
        ("modified_at", stamps.modified_at.0.into()),
    ]
}

fn measured(Metrics { calendar, business }: &Metrics) -> [Column<'static>; 18] {
    [
        ("waiting_for_agent_reply", calendar.waiting_for_agent_reply.into()),
        ("agent_response_time", calendar.agent_response_time.into()),
        (
            "duration_before_agent_close",
            calendar.duration_before_agent_close.into(),
        ),
        ("conversation_duration", calendar.conversation_duration.into()),
        ("initial_response_time", calendar.initial_response_time.into()),
        ("chatbot_time", calendar.chatbot_time.into()),
        ("total_response_time", calendar.total_response_time.into()),
        ("average_response_time", calendar.average_response_time.into()),
        ("maximum_response_time", calendar.maximum_response_time.into()),
        (
            "business_waiting_for_agent_reply",
            business.waiting_for_agent_reply.into(),
        ),
        ("business_agent_response_time", business.agent_response_time.into()),
        (
            "business_duration_before_agent_close",
            business.duration_before_agent_close.into(),
        ),
        ("business_conversation_duration", business.conversation_duration.into()),
        ("business_initial_response_time", business.initial_response_time.into()),
        ("business_chatbot_time", business.chatbot_time.into()),
        ("business_total_response_time", business.total_response_time.into()),
        ("business_average_response_time", business.average_response_time.into()),
        ("business_maximum_response_time", business.maximum_response_time.into()),
    ]
}

fn rated(it: &Conversation) -> [Column<'_>; 9] {
    let (rating, review) = (it.rating.as_ref(), it.review.as_ref());
    [
        ("rating_asked", it.rating_asked.map(RatingKind::as_str).into()),
        ("rating_kind", rating.map(|rating| rating.kind.as_str()).into()),
        ("rating_value", rating.map(|rating| i64::from(rating.value)).into()),
        (
            "rating_comment",
            words(rating.and_then(|rating| rating.comment.as_ref())),
        ),
        ("rating_at", rating.map(|rating| rating.at.0).into()),
        ("review_value", review.map(|review| i64::from(review.value)).into()),
        (
            "review_comment",
            words(review.and_then(|review| review.comment.as_ref())),
        ),
        ("review_by", review.map(|review| review.by.0).into()),
        ("review_at", review.map(|review| review.at.0).into()),
    ]
}

fn words(comment: Option<&Comment>) -> Value<'_> {
    comment.map(Comment::as_str).into()
}

pub(crate) use select;
