-- One request file, from the moment it is taken until it is answered and removed.
CREATE TABLE IF NOT EXISTS link_request (
    sequence INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,                 -- SHA-256 of the content
    modified INTEGER,                     -- microseconds, as the folder says
    drop_number INTEGER NOT NULL,         -- how often just this file was answered before
    asked_at INTEGER NOT NULL,            -- milliseconds, as every *_at and *_since here
    redated INTEGER NOT NULL,             -- whether the hub refused the first asked_at
    unanswered_since INTEGER,             -- when a hub that was heard first could not tell
    files TEXT,                           -- the answer: temporary and final names, all durable
    done_at INTEGER
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS link_request_open ON link_request (name) WHERE done_at IS NULL;
CREATE INDEX IF NOT EXISTS link_request_same ON link_request (digest, name);
CREATE INDEX IF NOT EXISTS link_request_done ON link_request (done_at) WHERE done_at IS NOT NULL;

-- One bulk request, and its people by their place in it.
CREATE TABLE IF NOT EXISTS link_bulk (
    bulk INTEGER PRIMARY KEY,
    reception_number TEXT NOT NULL UNIQUE,
    question_id TEXT NOT NULL,            -- each person's id is made from it
    asked_at INTEGER NOT NULL,
    redated INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    message BLOB NOT NULL,                -- the request as it came
    done_at INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS link_bulk_running ON link_bulk (bulk) WHERE done_at IS NULL;
CREATE TABLE IF NOT EXISTS link_bulk_person (
    bulk INTEGER NOT NULL REFERENCES link_bulk ON DELETE CASCADE,
    place INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    answer TEXT,                          -- none where the question could not be asked
    next_at INTEGER NOT NULL,
    unanswered_since INTEGER,
    PRIMARY KEY (bulk, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_bulk_person_due
    ON link_bulk_person (bulk, next_at) WHERE settled = 0;
