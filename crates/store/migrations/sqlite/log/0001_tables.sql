-- The confirmation log, in a file of its own so that an answer never waits for an import.
--
-- The key is time first, so rows arrive in order. A table with a rowid: a row is longer than a
-- quarter of a page, which a clustered index would spill to another page each time.

CREATE TABLE confirmation (
    asked_at INTEGER NOT NULL,
    confirmation_id TEXT NOT NULL,
    person_key INTEGER,
    institution TEXT NOT NULL,
    how TEXT NOT NULL,
    on_day TEXT NOT NULL,
    question BLOB NOT NULL,
    answer BLOB NOT NULL,
    rules TEXT NOT NULL,
    known_at INTEGER NOT NULL,
    settings_revision INTEGER NOT NULL,
    program TEXT NOT NULL,
    PRIMARY KEY (asked_at, confirmation_id)
) STRICT;

-- What a person sees: filled at night for closed days, and at once for a late row of a closed day.
CREATE TABLE confirmation_of (
    person_key INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    confirmation_id TEXT NOT NULL,
    PRIMARY KEY (person_key, asked_at, confirmation_id)
) STRICT, WITHOUT ROWID;

-- How far `confirmation_of` is filled: every row up to and including this key.
CREATE TABLE closing (
    name TEXT NOT NULL PRIMARY KEY,
    asked_at INTEGER NOT NULL,
    confirmation_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO closing (name, asked_at, confirmation_id) VALUES ('confirmation_of', -1, '');
