-- Quick replies: prepared texts of the company (neither department nor user), of a department, or of a user.
CREATE TABLE quick_reply (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    department_id BIGINT REFERENCES department (id) ON DELETE CASCADE,
    user_id       BIGINT REFERENCES app_user (id) ON DELETE CASCADE,
    name          TEXT    NOT NULL,
    -- Lower case, made in Rust: what is unique for an owner.
    name_key      TEXT    NOT NULL,
    body          TEXT    NOT NULL,
    -- The model's values as JSON; which rows they are, the table below says.
    files         TEXT    NOT NULL,
    uses          BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX quick_reply_name ON quick_reply (coalesce(department_id, 0), coalesce(user_id, 0), name_key);
CREATE INDEX quick_reply_user ON quick_reply (user_id) WHERE user_id IS NOT NULL;

-- The files of quick replies: copied into every message, and never sent themselves.
CREATE TABLE quick_reply_file (
    quick_reply_id BIGINT NOT NULL REFERENCES quick_reply (id) ON DELETE CASCADE,
    file_id        BIGINT NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    PRIMARY KEY (quick_reply_id, file_id)
);
CREATE INDEX quick_reply_file_file ON quick_reply_file (file_id);
