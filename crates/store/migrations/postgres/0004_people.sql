-- The people's side: who did what, links by which one sets a password, what users and departments show.

-- Only added to. Who: a user, with the name at the time, or a word for who has no account.
CREATE TABLE audit (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           BIGINT NOT NULL,
    -- `user`, `command_line` or `nobody`.
    actor        TEXT    NOT NULL,
    user_id      BIGINT,
    -- The name at the time; of nobody what was typed in its place.
    actor_name   TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    subject      TEXT,
    subject_id   BIGINT,
    subject_name TEXT,
    -- JSON objects without secrets.
    value_before TEXT,
    value_after  TEXT
);
CREATE INDEX audit_time ON audit (at DESC, id DESC);
CREATE INDEX audit_user ON audit (user_id, at DESC, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX audit_action ON audit (action, at DESC, id DESC);
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only added to';
END
$$;
CREATE TRIGGER audit_keeps_its_rows BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_only_added_to();

-- One link at most for a user; whoever has it sets the password, once.
CREATE TABLE password_link (
    user_id    BIGINT PRIMARY KEY REFERENCES app_user (id) ON DELETE CASCADE,
    token_hash TEXT    NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

ALTER TABLE app_user ADD COLUMN last_seen_at BIGINT;
ALTER TABLE department ADD COLUMN color TEXT NOT NULL DEFAULT '#6b6862';

-- Permissions that are new, for the built-in roles that have them.
UPDATE role SET permissions = replace(permissions, ']', ',"contacts","shared_quick_replies","tags","shared_views"]')
    WHERE builtin = 1 AND name IN ('administrator', 'director', 'supervisor');
UPDATE role SET permissions = replace(permissions, ']', ',"manage_inboxes","manage_connections"]')
    WHERE builtin = 1 AND name = 'director';
