-- Messages that were sent and still can be called back. What they say is in the command, the model's value as JSON.
CREATE TABLE held_message (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id         INTEGER NOT NULL REFERENCES app_user (id),
    command_id      TEXT    NOT NULL,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    command         TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    -- Empty: it could not go out.
    due_at          INTEGER,
    problem         TEXT,
    UNIQUE (user_id, command_id)
) STRICT;
CREATE INDEX held_message_due ON held_message (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX held_message_conversation ON held_message (conversation_id);
