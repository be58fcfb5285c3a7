-- The managers' table: an order for every column. Open rows are few and sorted as they are read; closed ones are walked by an
-- index each, which holds closed rows only, so that what happens to open ones costs nothing. Behind the order stands what decides
-- who sees a row, and whether it is spam, which few are. docs/table.md says which filter goes with which order.

-- The name in the order in which people look for it, made in Rust; empty: no name.
ALTER TABLE contact ADD COLUMN name_key TEXT;
CREATE INDEX contact_name ON contact (name_key, id);
-- Those that are there get theirs when their words are put into the index again, bit by bit.
INSERT OR REPLACE INTO meta (key, value) SELECT 'contacts_to_index', max(id) FROM contact HAVING max(id) IS NOT NULL;

-- What texts and ratings stand in order by: the beginning of long ones, and a like as five.
ALTER TABLE conversation ADD COLUMN start_key TEXT GENERATED ALWAYS AS (substr(start_url, 1, 200)) VIRTUAL;
ALTER TABLE conversation ADD COLUMN comment_key TEXT GENERATED ALWAYS AS (substr(review_comment, 1, 200)) VIRTUAL;
ALTER TABLE conversation ADD COLUMN rating_key INTEGER
    GENERATED ALWAYS AS (CASE WHEN rating_kind = 'like' THEN rating_value * 4 + 1 ELSE rating_value END) VIRTUAL;

CREATE INDEX conversation_by_number ON conversation (id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_inbox ON conversation (inbox_id, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_connection ON conversation (connection_id, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_department ON conversation (department_id, id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_agent ON conversation (assignee_id, id, department_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_contact ON conversation (contact_id, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_status ON conversation (status, id, department_id, assignee_id, reserved_for)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_direction ON conversation (direction, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_channel ON conversation (channel, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_form_filled ON conversation (id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam') AND form_filled_at IS NOT NULL;
CREATE INDEX conversation_by_no_form_filled ON conversation (id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam') AND form_filled_at IS NULL;
CREATE INDEX conversation_by_history_requested ON conversation (id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam') AND history_requested_at IS NOT NULL;
CREATE INDEX conversation_by_no_history_requested ON conversation (id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam') AND history_requested_at IS NULL;
CREATE INDEX conversation_by_start_page ON conversation (start_key, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_comment ON conversation (comment_key, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_rating ON conversation (rating_key, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_review ON conversation (review_value, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_created_at ON conversation (created_at, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_queued_at ON conversation (queued_at, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_first_reply_at ON conversation (first_reply_at, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_accepted_at ON conversation (accepted_at, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_last_message_at ON conversation (last_message_at, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_ended_at ON conversation (ended_at, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_closed_at ON conversation (closed_at, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_modified_at ON conversation (modified_at, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_waiting_for_agent_reply ON conversation (waiting_for_agent_reply, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_agent_response_time ON conversation (agent_response_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_duration_before_agent_close ON conversation (duration_before_agent_close, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_conversation_duration ON conversation (conversation_duration, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_initial_response_time ON conversation (initial_response_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_chatbot_time ON conversation (chatbot_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_total_response_time ON conversation (total_response_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_average_response_time ON conversation (average_response_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_maximum_response_time ON conversation (maximum_response_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_business_waiting_for_agent_reply ON conversation (business_waiting_for_agent_reply, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_business_agent_response_time ON conversation (business_agent_response_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_business_duration_before_agent_close ON conversation (business_duration_before_agent_close, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_business_conversation_duration ON conversation (business_conversation_duration, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_business_initial_response_time ON conversation (business_initial_response_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_business_chatbot_time ON conversation (business_chatbot_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_business_total_response_time ON conversation (business_total_response_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_business_average_response_time ON conversation (business_average_response_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
CREATE INDEX conversation_by_business_maximum_response_time ON conversation (business_maximum_response_time, id, department_id, assignee_id, reserved_for, status)
    WHERE status IN ('closed', 'spam');
