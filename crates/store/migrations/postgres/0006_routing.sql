-- Who is there, and how waiting conversations find their agents.

-- What each user has chosen to be, what was last shown of it, and when something was last handed to them.
CREATE TABLE presence (
    user_id     BIGINT PRIMARY KEY NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    chosen      TEXT NOT NULL,
    shown       TEXT NOT NULL,
    assigned_at BIGINT
);

-- A server's word that a user's browsers are connected to it: good until it expires, renewed while they are.
CREATE TABLE presence_lease (
    server     TEXT    NOT NULL,
    user_id    BIGINT NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    active     BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (server, user_id)
);
CREATE INDEX presence_lease_user ON presence_lease (user_id, expires_at, active);

-- Who had a waiting conversation and let it pass: not asked again at once.
CREATE TABLE routing_pass (
    conversation_id BIGINT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    user_id         BIGINT NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    at              BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
);
CREATE INDEX routing_pass_user ON routing_pass (user_id);

-- The customer was told that nobody was there.
CREATE TABLE routing_told (
    conversation_id BIGINT PRIMARY KEY NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    at              BIGINT NOT NULL
);

-- Who is responsible for a customer, where somebody said so.
CREATE TABLE support_agent (
    contact_id BIGINT PRIMARY KEY NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    user_id    BIGINT NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    at         BIGINT NOT NULL
);
CREATE INDEX support_agent_user ON support_agent (user_id);

-- The model's value as JSON.
ALTER TABLE inbox ADD COLUMN routing TEXT NOT NULL DEFAULT '{}';
ALTER TABLE inbox ADD COLUMN routing_version BIGINT NOT NULL DEFAULT 1;

CREATE INDEX conversation_to_hand_out ON conversation (inbox_id, department_id, id)
    WHERE status IN ('new', 'queued') AND reserved_for IS NULL AND bot_owned = 0;
CREATE INDEX conversation_reserved ON conversation (reserved_for)
    WHERE status IN ('new', 'queued') AND reserved_for IS NOT NULL;
-- How many conversations an agent has.
CREATE INDEX conversation_assigned ON conversation (assignee_id)
    WHERE status IN ('accepted', 'waiting', 'waiting_again', 'replied');
