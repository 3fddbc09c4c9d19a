-- One patient at the counter on one day. Names stand only inside the answers, which are removed.
CREATE TABLE desk_entry (
    entry_id TEXT NOT NULL PRIMARY KEY,   -- random; stands in addresses of pages
    subject TEXT NOT NULL,                -- what was typed, to find the same patient again
    day TEXT NOT NULL,                    -- the day in Japan
    opened_at INTEGER NOT NULL,           -- milliseconds, as every *_at here
    changed_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    received_by TEXT,                     -- by which lawful way the patient was received
    received_at INTEGER,
    watch_at INTEGER,                     -- when the watch asks next
    watched_since INTEGER,
    turned_at INTEGER                     -- when a watched answer turned good
) STRICT;
CREATE INDEX desk_entry_subject ON desk_entry (subject, day);
CREATE INDEX desk_entry_watch ON desk_entry (watch_at) WHERE watch_at IS NOT NULL;

-- Each question asked for an entry. It is written before it is asked, and settled once.
CREATE TABLE desk_question (
    sequence INTEGER PRIMARY KEY,
    question_id TEXT NOT NULL UNIQUE,     -- what the hub knows it by
    entry_id TEXT NOT NULL REFERENCES desk_entry ON DELETE CASCADE,
    by_watch INTEGER NOT NULL,
    body TEXT NOT NULL,
    outcome TEXT,                         -- the newest; final once settled_at is set
    attempts INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    next_at INTEGER,                      -- when it is asked again by itself
    settled_at INTEGER
) STRICT;
CREATE INDEX desk_question_entry ON desk_question (entry_id, sequence);
CREATE INDEX desk_question_due ON desk_question (next_at) WHERE settled_at IS NULL;

-- Statements printed for patients (被保険者資格申立書), as they were filled in beforehand.
CREATE TABLE desk_statement (
    statement_id TEXT NOT NULL PRIMARY KEY,
    entry_id TEXT NOT NULL REFERENCES desk_entry ON DELETE CASCADE,
    made_at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX desk_statement_entry ON desk_statement (entry_id);
