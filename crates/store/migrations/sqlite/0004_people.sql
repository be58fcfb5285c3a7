-- The people's side: who did what, links by which one sets a password, what users and departments show.

-- Only added to. Who: a user, with the name at the time, or a word for who has no account.
CREATE TABLE audit (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,
    -- `user`, `command_line` or `nobody`.
    actor        TEXT    NOT NULL,
    user_id      INTEGER,
    -- The name at the time; of nobody what was typed in its place.
    actor_name   TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    subject      TEXT,
    subject_id   INTEGER,
    subject_name TEXT,
    -- JSON objects without secrets.
    value_before TEXT,
    value_after  TEXT
) STRICT;
CREATE INDEX audit_time ON audit (at DESC, id DESC);
CREATE INDEX audit_user ON audit (user_id, at DESC, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX audit_action ON audit (action, at DESC, id DESC);
CREATE TRIGGER audit_keeps_its_rows BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_keeps_its_words BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

-- One link at most for a user; whoever has it sets the password, once.
CREATE TABLE password_link (
    user_id    INTEGER PRIMARY KEY REFERENCES app_user (id) ON DELETE CASCADE,
    token_hash TEXT    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

ALTER TABLE app_user ADD COLUMN last_seen_at INTEGER;
ALTER TABLE department ADD COLUMN color TEXT NOT NULL DEFAULT '#6b6862';

-- Permissions that are new, for the built-in roles that have them.
UPDATE role SET permissions = replace(permissions, ']', ',"contacts","shared_quick_replies","tags","shared_views"]')
    WHERE builtin = 1 AND name IN ('administrator', 'director', 'supervisor');
UPDATE role SET permissions = replace(permissions, ']', ',"manage_inboxes","manage_connections"]')
    WHERE builtin = 1 AND name = 'director';
