-- What messages said before they were edited.
CREATE TABLE message_edit (
    message_id  INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    -- The message's version with this text, and when another took its place.
    version     INTEGER NOT NULL,
    replaced_at INTEGER NOT NULL,
    body        TEXT    NOT NULL,
    PRIMARY KEY (message_id, version)
) STRICT, WITHOUT ROWID;
