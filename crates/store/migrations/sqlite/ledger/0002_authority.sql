-- The authority's register: who signs certificates, cards and the certificates on them, orders of
-- cards, and the acts that moved any of them.

-- Nothing was ever written to it.
DROP TABLE certificate_serial;

CREATE TABLE certificate_issuer (
    -- SHA-1 of the key: its generations share one name.
    issuer_key_id BLOB NOT NULL PRIMARY KEY CHECK (length(issuer_key_id) = 20),
    purpose TEXT NOT NULL,
    generation INTEGER NOT NULL,
    certificate BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    -- The first serial number neither reserved nor registered.
    next_serial INTEGER NOT NULL,
    UNIQUE (purpose, generation)
) STRICT;

CREATE TABLE card_order (
    order_id TEXT NOT NULL PRIMARY KEY,
    person_key INTEGER NOT NULL REFERENCES person (person_key),
    municipality TEXT NOT NULL,
    channel TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    made_at INTEGER,
    handed_over_at INTEGER,
    withdrawn_at INTEGER,
    card_number TEXT,
    CHECK ((made_at IS NULL) = (card_number IS NULL)),
    CHECK (handed_over_at IS NULL OR (made_at IS NOT NULL AND withdrawn_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX card_order_by_person ON card_order (person_key, received_at);
CREATE INDEX card_order_open ON card_order (received_at, order_id)
    WHERE handed_over_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX card_order_open_in ON card_order (municipality, received_at, order_id)
    WHERE handed_over_at IS NULL AND withdrawn_at IS NULL;

CREATE TABLE card (
    card_number TEXT NOT NULL PRIMARY KEY,
    person_key INTEGER NOT NULL REFERENCES person (person_key),
    order_id TEXT REFERENCES card_order (order_id),
    municipality TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    last_day TEXT NOT NULL,
    security_code TEXT NOT NULL,
    face_key_hash BLOB NOT NULL CHECK (length(face_key_hash) = 32),
    stopped_since INTEGER,
    ended_at INTEGER,
    ended_why TEXT,
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX card_by_person ON card (person_key, made_at);
-- An order is for one card.
CREATE UNIQUE INDEX card_by_order ON card (order_id) WHERE order_id IS NOT NULL;

-- The hub reads a row for each confirmation, so the DER has a table of its own: some thirty rows
-- lie on a page, not two.
CREATE TABLE certificate (
    issuer_key_id BLOB NOT NULL REFERENCES certificate_issuer (issuer_key_id),
    serial INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    person_key INTEGER NOT NULL REFERENCES person (person_key),
    card_number TEXT NOT NULL REFERENCES card (card_number),
    municipality TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    last_day TEXT NOT NULL,
    held_since INTEGER,
    revoked_at INTEGER,
    revocation_reason INTEGER,
    PRIMARY KEY (issuer_key_id, serial),
    -- Whoever is revoked is no longer held.
    CHECK (held_since IS NULL OR revoked_at IS NULL),
    CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX certificate_by_person ON certificate (person_key);
CREATE INDEX certificate_by_card ON certificate (card_number, issued_at);
CREATE INDEX certificate_ending ON certificate (purpose, last_day, issuer_key_id, serial)
    WHERE revoked_at IS NULL;
-- Revocation lists are of what had not ended: the last day bounds what is read.
CREATE INDEX certificate_stopped ON certificate (issuer_key_id, last_day)
    WHERE held_since IS NOT NULL OR revoked_at IS NOT NULL;
CREATE INDEX certificate_stopped_in ON certificate (issuer_key_id, municipality, last_day)
    WHERE held_since IS NOT NULL OR revoked_at IS NOT NULL;

CREATE TABLE certificate_der (
    issuer_key_id BLOB NOT NULL,
    serial INTEGER NOT NULL,
    der BLOB NOT NULL,
    PRIMARY KEY (issuer_key_id, serial),
    FOREIGN KEY (issuer_key_id, serial) REFERENCES certificate (issuer_key_id, serial)
) STRICT;

-- Appended. Only a join of two people changes a row, to say who is meant.
CREATE TABLE authority_act (
    act_id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    person_key INTEGER NOT NULL REFERENCES person (person_key),
    order_id TEXT,
    card_number TEXT,
    note TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    -- The revision its change made of the person it was about then.
    revision INTEGER,
    -- A line for each step.
    steps TEXT NOT NULL,
    -- SHA-256 of the act as given, instants apart: whether a retry says the same.
    fingerprint BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX authority_act_by_person ON authority_act (person_key, recorded_at);

-- For staff of a municipality.
ALTER TABLE staff ADD COLUMN municipality TEXT;
