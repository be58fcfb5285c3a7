-- Times are Unix milliseconds, yes/no is 1/0, enums are the words of the model, ids are given in order and never reused.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

-- One row at most.
CREATE TABLE company (
    id         BIGINT PRIMARY KEY CHECK (id = 1),
    name       TEXT    NOT NULL,
    language   TEXT    NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE role (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        TEXT    NOT NULL,
    builtin     BIGINT NOT NULL,
    permissions TEXT    NOT NULL,
    version     BIGINT NOT NULL
);

CREATE TABLE department (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       TEXT    NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE app_user (
    id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name           TEXT    NOT NULL,
    email          TEXT    NOT NULL,
    -- Lower case, made in Rust: what is unique and looked up.
    email_key      TEXT    NOT NULL UNIQUE,
    password_hash  TEXT    NOT NULL,
    role_id        BIGINT NOT NULL REFERENCES role (id),
    language       TEXT    NOT NULL,
    time_zone      TEXT    NOT NULL,
    enabled        BIGINT NOT NULL,
    access_version BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    created_at     BIGINT NOT NULL
);
CREATE INDEX app_user_role ON app_user (role_id);

CREATE TABLE user_department (
    user_id       BIGINT NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    department_id BIGINT NOT NULL REFERENCES department (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, department_id)
);
CREATE INDEX user_department_department ON user_department (department_id);

CREATE TABLE session (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id      BIGINT NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    token_hash   TEXT    NOT NULL UNIQUE,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    address      TEXT    NOT NULL,
    user_agent   TEXT    NOT NULL
);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_expiry ON session (expires_at);

-- Failed tries (sign-ins and the like) per account or address.
CREATE TABLE attempt (
    key           TEXT PRIMARY KEY NOT NULL,
    failures      BIGINT NOT NULL,
    last_at       BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);
CREATE INDEX attempt_age ON attempt (last_at);

CREATE TABLE inbox (
    id                    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name                  TEXT    NOT NULL,
    default_department_id BIGINT REFERENCES department (id),
    asks_rating           BIGINT NOT NULL,
    closing_delay_ms      BIGINT,
    auto_close_ms         BIGINT,
    idle_timeout_ms       BIGINT,
    version               BIGINT NOT NULL,
    created_at            BIGINT NOT NULL
);

CREATE TABLE connection (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inbox_id   BIGINT NOT NULL REFERENCES inbox (id),
    channel    TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    enabled    BIGINT NOT NULL,
    settings   TEXT    NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX connection_inbox ON connection (inbox_id);

CREATE TABLE contact (
    id               BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version          BIGINT NOT NULL,
    name             TEXT    NOT NULL,
    email            TEXT,
    phone            TEXT,
    source           TEXT    NOT NULL,
    created_at       BIGINT NOT NULL,
    last_activity_at BIGINT NOT NULL
);

CREATE TABLE visitor (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    connection_id BIGINT NOT NULL REFERENCES connection (id),
    contact_id    BIGINT REFERENCES contact (id),
    token_hash    TEXT    NOT NULL UNIQUE,
    language      TEXT    NOT NULL,
    created_at    BIGINT NOT NULL,
    last_seen_at  BIGINT NOT NULL
);
CREATE INDEX visitor_contact ON visitor (contact_id) WHERE contact_id IS NOT NULL;

CREATE TABLE conversation (
    -- The number that people see.
    id                        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version                   BIGINT NOT NULL,
    contact_id                BIGINT NOT NULL REFERENCES contact (id),
    channel                   TEXT    NOT NULL,
    status                    TEXT    NOT NULL,
    direction                 TEXT    NOT NULL,
    inbox_id                  BIGINT NOT NULL REFERENCES inbox (id),
    connection_id             BIGINT NOT NULL REFERENCES connection (id),
    department_id             BIGINT REFERENCES department (id),
    assignee_id               BIGINT REFERENCES app_user (id),
    reserved_for              BIGINT REFERENCES app_user (id),
    reserved_until            BIGINT,
    bot_owned                 BIGINT NOT NULL,
    human_replied             BIGINT NOT NULL,
    close_reason              TEXT,
    created_at                BIGINT NOT NULL,
    bot_taken_at              BIGINT,
    queued_at                 BIGINT,
    accepted_at               BIGINT,
    first_customer_message_at BIGINT,
    first_reply_at            BIGINT,
    ended_at                  BIGINT,
    closed_at                 BIGINT,
    last_message_at           BIGINT,
    modified_at               BIGINT NOT NULL,
    -- The place in the lists: last_message_at, else created_at.
    listed_at                 BIGINT NOT NULL,
    preview_writer            TEXT,
    preview_text              TEXT,
    unread                    BIGINT NOT NULL,
    agent_read                BIGINT,
    customer_received         BIGINT,
    customer_read             BIGINT,
    start_url                 TEXT,
    start_title               TEXT
);

-- At most one that is not over per contact and connection.
CREATE UNIQUE INDEX conversation_open ON conversation (contact_id, connection_id)
    WHERE status NOT IN ('closed', 'spam');
-- The tabs. Open rows are few: one index in the order of the list, with all that a scope asks for, so that counts read
-- nothing else. Closed rows are many: one index per way into them.
CREATE INDEX conversation_waiting ON conversation (listed_at DESC, id DESC) INCLUDE (status, department_id, assignee_id, reserved_for)
    WHERE status IN ('new', 'queued');
CREATE INDEX conversation_in_service ON conversation (listed_at DESC, id DESC) INCLUDE (status, department_id, assignee_id, reserved_for)
    WHERE status IN ('accepted', 'waiting', 'waiting_again', 'replied');
CREATE INDEX conversation_resolved ON conversation (listed_at DESC, id DESC)
    WHERE status IN ('pending_close', 'closed', 'spam');
CREATE INDEX conversation_resolved_department ON conversation (department_id, listed_at DESC, id DESC)
    WHERE status IN ('pending_close', 'closed', 'spam');
CREATE INDEX conversation_resolved_assignee ON conversation (assignee_id, listed_at DESC, id DESC)
    WHERE status IN ('pending_close', 'closed', 'spam');
CREATE INDEX conversation_resolved_reserved ON conversation (reserved_for, listed_at DESC, id DESC)
    WHERE status IN ('pending_close', 'closed', 'spam') AND reserved_for IS NOT NULL;
CREATE INDEX conversation_contact ON conversation (contact_id, id);

CREATE TABLE message (
    id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    at              BIGINT NOT NULL,
    author          TEXT    NOT NULL,
    user_id         BIGINT,
    contact_id      BIGINT,
    kind            TEXT    NOT NULL,
    -- The text; of an activity its JSON.
    body            TEXT    NOT NULL,
    command_id      TEXT
);
CREATE INDEX message_conversation ON message (conversation_id, id);

-- What happened, for those who may know: the facts of a conversation before and after decide who that is.
CREATE TABLE event (
    -- The writing transaction. Sequence numbers are taken before it is assigned and are no order by themselves.
    xid                 BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    seq                 BIGINT GENERATED ALWAYS AS IDENTITY,
    at                  BIGINT NOT NULL,
    audience            TEXT    NOT NULL,
    conversation_id     BIGINT,
    contact_id          BIGINT,
    connection_id       BIGINT,
    before_present      BIGINT NOT NULL,
    before_department   BIGINT,
    before_assignee     BIGINT,
    before_reserved_for BIGINT,
    after_present       BIGINT NOT NULL,
    after_department    BIGINT,
    after_assignee      BIGINT,
    after_reserved_for  BIGINT,
    user_id             BIGINT,
    session_id          BIGINT,
    payload             TEXT    NOT NULL,
    PRIMARY KEY (xid, seq)
);
CREATE INDEX event_contact ON event (contact_id, connection_id, xid, seq) WHERE contact_id IS NOT NULL;

-- Successful commands, so that the same one sent again does nothing again.
CREATE TABLE command_result (
    actor      TEXT NOT NULL,
    command_id TEXT NOT NULL,
    body_hash  TEXT NOT NULL,
    result     TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (actor, command_id)
);
CREATE INDEX command_result_age ON command_result (at);
