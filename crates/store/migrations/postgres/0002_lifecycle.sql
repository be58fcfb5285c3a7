-- The life cycle's clocks, metrics and timers, and what customer and supervisor say at the end.

-- `rating` is how customers are asked, empty: not at all. `business_hours` is the model's value as JSON, empty: always.
ALTER TABLE inbox ADD COLUMN rating TEXT;
ALTER TABLE inbox ADD COLUMN closes_on_rating BIGINT NOT NULL DEFAULT 0;
ALTER TABLE inbox ADD COLUMN auto_close_text TEXT;
ALTER TABLE inbox ADD COLUMN business_hours TEXT;
UPDATE inbox SET rating = 'five' WHERE asks_rating = 1;
ALTER TABLE inbox DROP COLUMN asks_rating;

-- The running clocks as JSON: nothing sorts or filters by them. The metrics, in milliseconds, are sort keys.
ALTER TABLE conversation
    ADD COLUMN clocks TEXT NOT NULL DEFAULT '{}',
    ADD COLUMN waiting_for_agent_reply BIGINT,
    ADD COLUMN agent_response_time BIGINT,
    ADD COLUMN duration_before_agent_close BIGINT,
    ADD COLUMN conversation_duration BIGINT,
    ADD COLUMN initial_response_time BIGINT,
    ADD COLUMN chatbot_time BIGINT,
    ADD COLUMN total_response_time BIGINT,
    ADD COLUMN average_response_time BIGINT,
    ADD COLUMN maximum_response_time BIGINT,
    ADD COLUMN business_waiting_for_agent_reply BIGINT,
    ADD COLUMN business_agent_response_time BIGINT,
    ADD COLUMN business_duration_before_agent_close BIGINT,
    ADD COLUMN business_conversation_duration BIGINT,
    ADD COLUMN business_initial_response_time BIGINT,
    ADD COLUMN business_chatbot_time BIGINT,
    ADD COLUMN business_total_response_time BIGINT,
    ADD COLUMN business_average_response_time BIGINT,
    ADD COLUMN business_maximum_response_time BIGINT,
    ADD COLUMN status_due_at BIGINT,
    ADD COLUMN due_at BIGINT,
    ADD COLUMN snoozed_until BIGINT,
    ADD COLUMN snoozed_by BIGINT,
    ADD COLUMN rating_asked TEXT,
    ADD COLUMN rating_kind TEXT,
    ADD COLUMN rating_value BIGINT,
    ADD COLUMN rating_comment TEXT,
    ADD COLUMN rating_at BIGINT,
    ADD COLUMN review_value BIGINT,
    ADD COLUMN review_comment TEXT,
    ADD COLUMN review_by BIGINT,
    ADD COLUMN review_at BIGINT,
    ADD COLUMN form_sent_at BIGINT,
    ADD COLUMN form_filled_at BIGINT,
    ADD COLUMN history_requested_at BIGINT;

-- `due_at` is the earliest of status_due_at, snoozed_until and reserved_until: workers look for it and nothing else.
CREATE INDEX conversation_due ON conversation (due_at) WHERE due_at IS NOT NULL;
