-- Jobs: what servers do for users in the background, to many conversations or with all that a table shows.

CREATE TABLE job (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version     BIGINT NOT NULL DEFAULT 1,
    owner_id    BIGINT NOT NULL REFERENCES app_user (id),
    -- Made by the client, with the hash of the task: the same again is the same job.
    command_id  TEXT    NOT NULL,
    body_hash   TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    -- The model's value as JSON, and in whose words and time it is written.
    task        TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    time_zone   TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    -- 1: its conversations stand in job_row.
    frozen      BIGINT NOT NULL DEFAULT 0,
    -- 1: its owner has stopped it.
    cancelling  BIGINT NOT NULL DEFAULT 0,
    total       BIGINT,
    done        BIGINT NOT NULL DEFAULT 0,
    refused     BIGINT NOT NULL DEFAULT 0,
    created_at  BIGINT NOT NULL,
    finished_at BIGINT,
    -- Who works on it, until when unless they say so again. A lease that has run out was not given back.
    lease       TEXT,
    lease_until BIGINT,
    -- When it last had its turn, and when its owner was last told.
    worked_at   BIGINT NOT NULL,
    told_at     BIGINT NOT NULL,
    -- Of an export.
    file_key    TEXT,
    file_name   TEXT,
    file_size   BIGINT,
    file_sha256 TEXT,
    UNIQUE (owner_id, command_id)
);
CREATE INDEX job_owner ON job (owner_id, id);
CREATE INDEX job_open ON job (worked_at, id) WHERE finished_at IS NULL;
CREATE INDEX job_finished ON job (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE job_row (
    job_id          BIGINT NOT NULL REFERENCES job (id),
    -- Its place in the selection.
    place           BIGINT NOT NULL,
    conversation_id BIGINT NOT NULL,
    -- Empty: its turn has not come. 'done', or why it was left as it is.
    outcome         TEXT,
    -- What it was then.
    status          TEXT,
    PRIMARY KEY (job_id, place)
);
CREATE INDEX job_row_waiting ON job_row (job_id, place) WHERE outcome IS NULL;
CREATE INDEX job_row_refused ON job_row (job_id, place) WHERE outcome <> 'done';
