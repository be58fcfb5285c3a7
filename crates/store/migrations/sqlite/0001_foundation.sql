-- Times are Unix milliseconds, yes/no is 1/0, enums are the words of the model, ids are given in order and never reused.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row at most.
CREATE TABLE company (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    name       TEXT    NOT NULL,
    language   TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE role (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL,
    builtin     INTEGER NOT NULL,
    permissions TEXT    NOT NULL,
    version     INTEGER NOT NULL
) STRICT;

CREATE TABLE department (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE app_user (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    name           TEXT    NOT NULL,
    email          TEXT    NOT NULL,
    -- Lower case, made in Rust: what is unique and looked up.
    email_key      TEXT    NOT NULL UNIQUE,
    password_hash  TEXT    NOT NULL,
    role_id        INTEGER NOT NULL REFERENCES role (id),
    language       TEXT    NOT NULL,
    time_zone      TEXT    NOT NULL,
    enabled        INTEGER NOT NULL,
    access_version INTEGER NOT NULL,
    version        INTEGER NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX app_user_role ON app_user (role_id);

CREATE TABLE user_department (
    user_id       INTEGER NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    department_id INTEGER NOT NULL REFERENCES department (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, department_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_department_department ON user_department (department_id);

CREATE TABLE session (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id      INTEGER NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    token_hash   TEXT    NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    address      TEXT    NOT NULL,
    user_agent   TEXT    NOT NULL
) STRICT;
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_expiry ON session (expires_at);

-- Failed tries (sign-ins and the like) per account or address.
CREATE TABLE attempt (
    key           TEXT PRIMARY KEY NOT NULL,
    failures      INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_age ON attempt (last_at);

CREATE TABLE inbox (
    id                    INTEGER PRIMARY KEY AUTOINCREMENT,
    name                  TEXT    NOT NULL,
    default_department_id INTEGER REFERENCES department (id),
    asks_rating           INTEGER NOT NULL,
    closing_delay_ms      INTEGER,
    auto_close_ms         INTEGER,
    idle_timeout_ms       INTEGER,
    version               INTEGER NOT NULL,
    created_at            INTEGER NOT NULL
) STRICT;

CREATE TABLE connection (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    inbox_id   INTEGER NOT NULL REFERENCES inbox (id),
    channel    TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    enabled    INTEGER NOT NULL,
    settings   TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX connection_inbox ON connection (inbox_id);

CREATE TABLE contact (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    version          INTEGER NOT NULL,
    name             TEXT    NOT NULL,
    email            TEXT,
    phone            TEXT,
    source           TEXT    NOT NULL,
    created_at       INTEGER NOT NULL,
    last_activity_at INTEGER NOT NULL
) STRICT;

CREATE TABLE visitor (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connection (id),
    contact_id    INTEGER REFERENCES contact (id),
    token_hash    TEXT    NOT NULL UNIQUE,
    language      TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX visitor_contact ON visitor (contact_id) WHERE contact_id IS NOT NULL;

CREATE TABLE conversation (
    -- The number that people see.
    id                        INTEGER PRIMARY KEY AUTOINCREMENT,
    version                   INTEGER NOT NULL,
    contact_id                INTEGER NOT NULL REFERENCES contact (id),
    channel                   TEXT    NOT NULL,
    status                    TEXT    NOT NULL,
    direction                 TEXT    NOT NULL,
    inbox_id                  INTEGER NOT NULL REFERENCES inbox (id),
    connection_id             INTEGER NOT NULL REFERENCES connection (id),
    department_id             INTEGER REFERENCES department (id),
    assignee_id               INTEGER REFERENCES app_user (id),
    reserved_for              INTEGER REFERENCES app_user (id),
    reserved_until            INTEGER,
    bot_owned                 INTEGER NOT NULL,
    human_replied             INTEGER NOT NULL,
    close_reason              TEXT,
    created_at                INTEGER NOT NULL,
    bot_taken_at              INTEGER,
    queued_at                 INTEGER,
    accepted_at               INTEGER,
    first_customer_message_at INTEGER,
    first_reply_at            INTEGER,
    ended_at                  INTEGER,
    closed_at                 INTEGER,
    last_message_at           INTEGER,
    modified_at               INTEGER NOT NULL,
    -- The place in the lists: last_message_at, else created_at.
    listed_at                 INTEGER NOT NULL,
    preview_writer            TEXT,
    preview_text              TEXT,
    unread                    INTEGER NOT NULL,
    agent_read                INTEGER,
    customer_received         INTEGER,
    customer_read             INTEGER,
    start_url                 TEXT,
    start_title               TEXT
) STRICT;

-- At most one that is not over per contact and connection.
CREATE UNIQUE INDEX conversation_open ON conversation (contact_id, connection_id)
    WHERE status NOT IN ('closed', 'spam');
-- The tabs. Open rows are few: one index in the order of the list, with all that a scope asks for, so that counts read
-- nothing else. Closed rows are many: one index per way into them.
CREATE INDEX conversation_waiting ON conversation (listed_at DESC, id DESC, status, department_id, assignee_id, reserved_for)
    WHERE status IN ('new', 'queued');
CREATE INDEX conversation_in_service ON conversation (listed_at DESC, id DESC, status, department_id, assignee_id, reserved_for)
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
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id),
    at              INTEGER NOT NULL,
    author          TEXT    NOT NULL,
    user_id         INTEGER,
    contact_id      INTEGER,
    kind            TEXT    NOT NULL,
    -- The text; of an activity its JSON.
    body            TEXT    NOT NULL,
    command_id      TEXT
) STRICT;
CREATE INDEX message_conversation ON message (conversation_id, id);

-- What happened, for those who may know: the facts of a conversation before and after decide who that is.
CREATE TABLE event (
    seq                 INTEGER PRIMARY KEY AUTOINCREMENT,
    at                  INTEGER NOT NULL,
    audience            TEXT    NOT NULL,
    conversation_id     INTEGER,
    contact_id          INTEGER,
    connection_id       INTEGER,
    before_present      INTEGER NOT NULL,
    before_department   INTEGER,
    before_assignee     INTEGER,
    before_reserved_for INTEGER,
    after_present       INTEGER NOT NULL,
    after_department    INTEGER,
    after_assignee      INTEGER,
    after_reserved_for  INTEGER,
    user_id             INTEGER,
    session_id          INTEGER,
    payload             TEXT    NOT NULL
) STRICT;
CREATE INDEX event_contact ON event (contact_id, connection_id, seq) WHERE contact_id IS NOT NULL;

-- Successful commands, so that the same one sent again does nothing again.
CREATE TABLE command_result (
    actor      TEXT NOT NULL,
    command_id TEXT NOT NULL,
    body_hash  TEXT NOT NULL,
    result     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (actor, command_id)
) STRICT;
CREATE INDEX command_result_age ON command_result (at);
