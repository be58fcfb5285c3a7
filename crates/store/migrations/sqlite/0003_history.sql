-- What history brought from other systems needs: which thing there is which here, and the tags on conversations.

CREATE TABLE external_id (
    -- `department`, `inbox`, `connection`, `user`, `contact` or `conversation`: whose id it is.
    kind        TEXT    NOT NULL,
    external_id TEXT    NOT NULL,
    id          INTEGER NOT NULL,
    PRIMARY KEY (kind, external_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL,
    -- Lower case, made in Rust: what is unique and looked up.
    name_key   TEXT    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE conversation_tag (
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    tag_id          INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    -- Who put it there; empty: nobody knows.
    user_id         INTEGER REFERENCES app_user (id),
    at              INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_tag_by_tag ON conversation_tag (tag_id, conversation_id);
