//! A conversation's row: its columns, read and bound in one order.

use model::{
    Channel, CloseReason, Comment, ConnectionId, ContactId, ContactName, Conversation, ConversationId, DepartmentId,
    Direction, InboxId, Lifecycle, MessageId, Metrics, Preview, Rating, RatingKind, Reservation, Review, Snooze,
    Stamps, StartPage, Status, TimeMetrics, Timestamp, UserId, Writer,
};

use crate::row::{count, from_json, present, time, word};
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

/// Binds what can change of a conversation, in the order of the columns of [`super::insert`] and [`super::update`].
macro_rules! bind_state {
    ($query:expr, $it:expr) => {{
        let state = &$it.lifecycle;
        let stamps = &state.stamps;
        $query
            .bind(state.status.as_str())
            .bind(state.inbox.0)
            .bind(state.connection.0)
            .bind(state.department.map(|id| id.0))
            .bind(state.assignee.map(|id| id.0))
            .bind(state.reserved.map(|reserved| reserved.agent.0))
            .bind(state.reserved.and_then(|reserved| reserved.until).map(|at| at.0))
            .bind(i64::from(state.bot_owned))
            .bind(i64::from(state.human_replied))
            .bind(state.close_reason.map(CloseReason::as_str))
            .bind(stamps.bot_taken_at.map(|at| at.0))
            .bind(stamps.queued_at.map(|at| at.0))
            .bind(stamps.accepted_at.map(|at| at.0))
            .bind(stamps.first_customer_message_at.map(|at| at.0))
            .bind(stamps.first_reply_at.map(|at| at.0))
            .bind(stamps.ended_at.map(|at| at.0))
            .bind(stamps.closed_at.map(|at| at.0))
            .bind(stamps.last_message_at.map(|at| at.0))
            .bind(stamps.modified_at.0)
            .bind($it.list_key().at.0)
            .bind($it.preview.as_ref().map(|preview| preview.writer.as_str()))
            .bind($it.preview.as_ref().map(|preview| preview.text.as_str()))
            .bind(i64::from($it.unread))
            .bind($it.agent_read.map(|id| id.0))
            .bind($it.customer_received.map(|id| id.0))
            .bind($it.customer_read.map(|id| id.0))
            .bind(to_json(&state.clocks)?)
            .bind($it.metrics.calendar.waiting_for_agent_reply)
            .bind($it.metrics.calendar.agent_response_time)
            .bind($it.metrics.calendar.duration_before_agent_close)
            .bind($it.metrics.calendar.conversation_duration)
            .bind($it.metrics.calendar.initial_response_time)
            .bind($it.metrics.calendar.chatbot_time)
            .bind($it.metrics.calendar.total_response_time)
            .bind($it.metrics.calendar.average_response_time)
            .bind($it.metrics.calendar.maximum_response_time)
            .bind($it.metrics.business.waiting_for_agent_reply)
            .bind($it.metrics.business.agent_response_time)
            .bind($it.metrics.business.duration_before_agent_close)
            .bind($it.metrics.business.conversation_duration)
            .bind($it.metrics.business.initial_response_time)
            .bind($it.metrics.business.chatbot_time)
            .bind($it.metrics.business.total_response_time)
            .bind($it.metrics.business.average_response_time)
            .bind($it.metrics.business.maximum_response_time)
            .bind($it.status_due_at.map(|at| at.0))
            .bind($it.due_at().map(|at| at.0))
            .bind($it.snoozed.map(|snooze| snooze.until.0))
            .bind($it.snoozed.map(|snooze| snooze.by.0))
            .bind($it.rating_asked.map(RatingKind::as_str))
            .bind($it.rating.as_ref().map(|rating| rating.kind.as_str()))
            .bind($it.rating.as_ref().map(|rating| i64::from(rating.value)))
            .bind(
                $it.rating
                    .as_ref()
                    .and_then(|rating| rating.comment.as_ref())
                    .map(Comment::as_str),
            )
            .bind($it.rating.as_ref().map(|rating| rating.at.0))
            .bind($it.review.as_ref().map(|review| i64::from(review.value)))
            .bind(
                $it.review
                    .as_ref()
                    .and_then(|review| review.comment.as_ref())
                    .map(Comment::as_str),
            )
            .bind($it.review.as_ref().map(|review| review.by.0))
            .bind($it.review.as_ref().map(|review| review.at.0))
            .bind($it.form_sent_at.map(|at| at.0))
            .bind($it.form_filled_at.map(|at| at.0))
            .bind($it.history_requested_at.map(|at| at.0))
            .bind(state.home.map(|id| id.0))
    }};
}

/// The columns of a new row in the order in which they are bound, its id aside.
macro_rules! columns {
    () => {
        "version, contact_id, channel, direction, created_at, start_url, start_title, status, inbox_id, \
         connection_id, department_id, assignee_id, reserved_for, reserved_until, bot_owned, human_replied, \
         close_reason, bot_taken_at, queued_at, accepted_at, first_customer_message_at, first_reply_at, ended_at, \
         closed_at, last_message_at, modified_at, listed_at, preview_writer, preview_text, unread, agent_read, \
         customer_received, customer_read, clocks, waiting_for_agent_reply, agent_response_time, \
         duration_before_agent_close, conversation_duration, initial_response_time, chatbot_time, \
         total_response_time, average_response_time, maximum_response_time, business_waiting_for_agent_reply, \
         business_agent_response_time, business_duration_before_agent_close, business_conversation_duration, \
         business_initial_response_time, business_chatbot_time, business_total_response_time, \
         business_average_response_time, business_maximum_response_time, status_due_at, due_at, snoozed_until, \
         snoozed_by, rating_asked, rating_kind, rating_value, rating_comment, rating_at, review_value, \
         review_comment, review_by, review_at, form_sent_at, form_filled_at, history_requested_at, \
         home_connection_id"
    };
}

pub(crate) use select;
pub(super) use {bind_state, columns};
