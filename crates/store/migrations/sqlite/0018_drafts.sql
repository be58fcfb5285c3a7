-- What users have begun to write, one draft in a conversation. An empty one stays for a while: what arrives late is older than it.
CREATE TABLE draft (
    user_id         INTEGER NOT NULL REFERENCES app_user (id),
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    body            TEXT    NOT NULL,
    note            INTEGER NOT NULL,
    -- The model's values as JSON; which rows they are, the table below says.
    files           TEXT    NOT NULL,
    -- By the clock of the browser.
    at              INTEGER NOT NULL,
    PRIMARY KEY (user_id, conversation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_conversation ON draft (conversation_id);
CREATE INDEX draft_at ON draft (at);

-- Files that wait with a draft.
CREATE TABLE draft_file (
    user_id         INTEGER NOT NULL,
    conversation_id INTEGER NOT NULL,
    file_id         INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, conversation_id, file_id),
    FOREIGN KEY (user_id, conversation_id) REFERENCES draft (user_id, conversation_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_file_file ON draft_file (file_id);
