-- What is known of a contact beyond its address. Whoever filters by it finds the contacts by an index.

-- What can be chosen in each kind: `group`, `stage` or `field`. Tags have their own table.
CREATE TABLE contact_choice (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    -- Lower case, made in Rust: what is unique within a kind.
    name_key   TEXT   NOT NULL,
    field_type TEXT   NOT NULL,
    -- Of a field of type choice, as JSON.
    options    TEXT   NOT NULL,
    -- Its name is a key that screens translate.
    builtin    INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (kind, name_key)
) STRICT;
INSERT INTO contact_choice (kind, name, name_key, field_type, options, builtin, position, version, created_at) VALUES
    ('stage', 'new', 'new', 'text', '[]', 1, 1, 1, 0),
    ('stage', 'in_progress', 'in_progress', 'text', '[]', 1, 2, 1, 0),
    ('stage', 'contacted', 'contacted', 'text', '[]', 1, 3, 1, 0),
    ('stage', 'qualified', 'qualified', 'text', '[]', 1, 4, 1, 0),
    ('stage', 'closed', 'closed', 'text', '[]', 1, 5, 1, 0);

ALTER TABLE tag ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

ALTER TABLE contact ADD COLUMN stage_id INTEGER REFERENCES contact_choice (id);
CREATE INDEX contact_stage ON contact (stage_id, id) WHERE stage_id IS NOT NULL;

CREATE TABLE contact_group (
    contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    choice_id  INTEGER NOT NULL REFERENCES contact_choice (id) ON DELETE CASCADE,
    at         INTEGER NOT NULL,
    PRIMARY KEY (contact_id, choice_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_group_by_group ON contact_group (choice_id, contact_id);

CREATE TABLE contact_tag (
    contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    tag_id     INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    at         INTEGER NOT NULL,
    PRIMARY KEY (contact_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_tag_by_tag ON contact_tag (tag_id, contact_id);

CREATE TABLE contact_field (
    contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    field_id   INTEGER NOT NULL REFERENCES contact_choice (id) ON DELETE CASCADE,
    value      TEXT   NOT NULL,
    -- Lower case, made in Rust: what is looked up.
    value_key  TEXT   NOT NULL,
    PRIMARY KEY (contact_id, field_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_field_by_value ON contact_field (field_id, value_key, contact_id);

CREATE TABLE contact_note (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES app_user (id),
    at         INTEGER NOT NULL,
    edited_at  INTEGER,
    body       TEXT   NOT NULL
) STRICT;
CREATE INDEX contact_note_contact ON contact_note (contact_id, id);
