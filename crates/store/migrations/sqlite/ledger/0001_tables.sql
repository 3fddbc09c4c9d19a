-- The ledger: facts about people, what is derived from them, and the reference tables.
--
-- One schema for every engine. STRICT knows no BIGINT: here keys and instants are INTEGER (64
-- bits), in the other dialects BIGINT. Instants are microseconds UTC, days ISO text.

CREATE TABLE person (
    person_key INTEGER NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    wake_on TEXT,
    -- The settings revision `wake_on` was derived under.
    basis INTEGER NOT NULL,
    joined_into INTEGER,
    -- The current facts as one compact document; none once joined into another person.
    dossier BLOB,
    CHECK ((joined_into IS NULL) = (dossier IS NOT NULL))
) STRICT;

CREATE INDEX person_by_wake_on ON person (wake_on) WHERE wake_on IS NOT NULL;
CREATE INDEX person_by_joined_into ON person (joined_into) WHERE joined_into IS NOT NULL;

-- `superseded_at` is the only column ever set later. A mark, a row with an empty body or of the
-- kind `join`, says who ended, linked or joined something and why; it is superseded as recorded.
CREATE TABLE fact (
    person_key INTEGER NOT NULL REFERENCES person (person_key),
    fact_id TEXT NOT NULL,
    -- The person's revision this row came with: the order of recording, and a retry's answer.
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    superseded_at INTEGER,
    PRIMARY KEY (person_key, fact_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE insured_id (
    insurer INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    number TEXT NOT NULL,
    branch TEXT NOT NULL,
    person_key INTEGER NOT NULL,
    born_on TEXT NOT NULL,
    PRIMARY KEY (insurer, symbol, number, branch, person_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX insured_id_by_person ON insured_id (person_key);

CREATE TABLE my_number (
    hash BLOB NOT NULL PRIMARY KEY,
    person_key INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX my_number_by_person ON my_number (person_key);

CREATE TABLE certificate_serial (
    -- SHA-1 of the authority's key: its generations share one name.
    issuer_key_id BLOB NOT NULL,
    serial BLOB NOT NULL,
    person_key INTEGER NOT NULL,
    PRIMARY KEY (issuer_key_id, serial)
) STRICT, WITHOUT ROWID;

CREATE INDEX certificate_serial_by_person ON certificate_serial (person_key);

-- A paper's physical life. Its dates, loss and return are facts.
CREATE TABLE document (
    person_key INTEGER NOT NULL REFERENCES person (person_key),
    document_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    batch TEXT NOT NULL,
    sheet INTEGER,
    made_at INTEGER NOT NULL,
    ended_at INTEGER,
    void_reason TEXT,
    PRIMARY KEY (person_key, document_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX document_in_force ON document (person_key, kind) WHERE ended_at IS NULL;

CREATE TABLE job (
    job_id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    lease_holder TEXT,
    lease_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
    quarantine_id TEXT NOT NULL PRIMARY KEY,
    insurer INTEGER NOT NULL,
    line INTEGER NOT NULL,
    why TEXT NOT NULL,
    row_json TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    settled_at INTEGER,
    settled_by TEXT,
    settled_how TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX quarantine_open ON quarantine (insurer, added_at, quarantine_id)
    WHERE settled_at IS NULL;

CREATE TABLE insurer (
    insurer_number INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL
) STRICT;

CREATE TABLE employer (
    insurer_number INTEGER NOT NULL,
    employer_code TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (insurer_number, employer_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE institution (
    institution_code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    key_hash BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
    staff_id TEXT NOT NULL PRIMARY KEY,
    insurer_number INTEGER,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    key_hash BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- Appended, never changed. `insurer_number` 0 is everybody.
CREATE TABLE setting (
    revision INTEGER NOT NULL PRIMARY KEY,
    insurer_number INTEGER NOT NULL,
    in_force_from TEXT NOT NULL,
    body TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
