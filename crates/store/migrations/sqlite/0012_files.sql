-- Files: the rows of what is kept in the folder or bucket of files.

CREATE TABLE file (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Whose it is until it is sent, as in command_result, and by what its sending again is recognised.
    sender          TEXT    NOT NULL,
    client_id       TEXT    NOT NULL,
    -- Of a visitor's file empty until it is sent.
    conversation_id INTEGER REFERENCES conversation (id),
    -- Empty: not sent yet.
    message_id      INTEGER,
    name            TEXT    NOT NULL,
    -- Empty until it has come whole: media type, kind, size in bytes, hash.
    media_type      TEXT,
    kind            TEXT,
    size            INTEGER,
    sha256          TEXT,
    -- In pixels and milliseconds.
    width           INTEGER,
    height          INTEGER,
    duration        INTEGER,
    key             TEXT    NOT NULL,
    thumbnail_key   TEXT,
    created_at      INTEGER NOT NULL,
    UNIQUE (sender, client_id)
) STRICT;
CREATE INDEX file_message ON file (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX file_conversation ON file (conversation_id, id) WHERE conversation_id IS NOT NULL;
CREATE INDEX file_unsent ON file (created_at) WHERE message_id IS NULL;

-- Keys of which no row speaks any more: what they name is to be taken away.
CREATE TABLE file_erasure (
    key TEXT    PRIMARY KEY NOT NULL,
    at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The model's value as JSON.
ALTER TABLE inbox ADD COLUMN files TEXT NOT NULL DEFAULT '{}';
