-- How people lay the managers' table out, and the views of it that they keep. Layouts and queries are the model's values as JSON.

CREATE TABLE own_layout (
    user_id INTEGER PRIMARY KEY NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    layout  TEXT NOT NULL
) STRICT;

-- For a role; without one for everybody.
CREATE TABLE published_layout (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    role_id INTEGER REFERENCES role (id) ON DELETE CASCADE,
    layout  TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX published_layout_for ON published_layout (coalesce(role_id, 0));

CREATE TABLE table_view (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id   INTEGER NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    query      TEXT    NOT NULL,
    layout     TEXT,
    shared     INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX table_view_owner ON table_view (owner_id);
CREATE INDEX table_view_shared ON table_view (id) WHERE shared = 1;

-- With which view somebody's table begins.
CREATE TABLE default_view (
    user_id INTEGER PRIMARY KEY NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    view_id INTEGER NOT NULL REFERENCES table_view (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX default_view_view ON default_view (view_id);
