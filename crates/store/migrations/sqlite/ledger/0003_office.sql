-- The insurer's office: batches of papers, the originals issued and their sheets, applications,
-- payments, mail, and the acts that moved any of them.
--
-- Where a column names a row of another table and says no REFERENCES, the guard of the statement
-- that writes it has looked there.

-- Nothing was ever written to it.
DROP TABLE document;

-- Papers planned and released together. Its items, originals, sheets and files name it.
CREATE TABLE batch (
    batch_id TEXT NOT NULL PRIMARY KEY,
    insurer INTEGER NOT NULL,
    planned_on TEXT NOT NULL,
    name TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    items INTEGER NOT NULL CHECK (items > 0),
    settings_revision INTEGER NOT NULL,
    released_by TEXT,
    released_at INTEGER,
    started_at INTEGER,
    paused_at INTEGER,
    printed_at INTEGER,
    -- Nothing again once a sheet counted is void.
    counted_at INTEGER,
    sent_at INTEGER,
    withdrawn_at INTEGER,
    returned_at INTEGER,
    returned_why TEXT,
    CHECK ((released_at IS NULL) = (released_by IS NULL)),
    CHECK ((returned_at IS NULL) = (returned_why IS NULL)),
    CHECK (released_at IS NULL OR returned_at IS NULL),
    CHECK (started_at IS NULL OR released_at IS NOT NULL),
    CHECK (paused_at IS NULL OR (started_at IS NOT NULL AND printed_at IS NULL)),
    CHECK (printed_at IS NULL OR started_at IS NOT NULL),
    CHECK (counted_at IS NULL OR printed_at IS NOT NULL),
    CHECK (sent_at IS NULL OR counted_at IS NOT NULL),
    CHECK (withdrawn_at IS NULL OR counted_at IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX batch_by_insurer ON batch (insurer, made_at, batch_id);

-- One paper for one person in a batch: what was planned, and what became of it.
CREATE TABLE batch_item (
    batch_id TEXT NOT NULL REFERENCES batch (batch_id),
    place INTEGER NOT NULL CHECK (place > 0),
    person_key INTEGER NOT NULL REFERENCES person (person_key),
    kind TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('ex_officio', 'on_application', 'on_enrolment')),
    issue_from TEXT,
    in_hand_by TEXT,
    because TEXT NOT NULL,
    deliver TEXT NOT NULL CHECK (deliver IN ('employer', 'direct', 'withheld')),
    employer TEXT,
    bundle TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('made', 'held', 'not_due')),
    why TEXT,
    document_id TEXT,
    PRIMARY KEY (batch_id, place),
    CHECK ((document_id IS NULL) = (outcome IS NULL OR outcome <> 'made')),
    CHECK ((why IS NULL) = (outcome IS NULL OR outcome = 'made'))
) STRICT, WITHOUT ROWID;

CREATE INDEX batch_item_by_person ON batch_item (person_key);

-- The originals issued, with what is printed on them. Their dates, loss and return are facts.
-- A row is long, so it lies by number and the indexes stay short.
CREATE TABLE document (
    document_id TEXT NOT NULL PRIMARY KEY,
    person_key INTEGER NOT NULL REFERENCES person (person_key),
    kind TEXT NOT NULL CHECK (kind IN ('eligibility_certificate', 'eligibility_notice',
                                       'elderly_recipient_certificate',
                                       'former_insurance_certificate')),
    insurer INTEGER NOT NULL,
    batch_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    issued_on TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT,
    content TEXT NOT NULL,
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) STRICT;

-- Of each kind a person has one in force at most.
CREATE UNIQUE INDEX document_in_force ON document (person_key, kind) WHERE ended_at IS NULL;
CREATE INDEX document_by_person ON document (person_key, made_at);
-- With everything a count reads.
CREATE INDEX document_counted ON document (insurer, kind, ended_at) WHERE ended_at IS NULL;

-- The sheets of paper originals are printed on, numbered in their batch.
CREATE TABLE sheet (
    batch_id TEXT NOT NULL,
    sheet INTEGER NOT NULL CHECK (sheet > 0),
    document_id TEXT NOT NULL,
    file TEXT NOT NULL,
    page INTEGER NOT NULL CHECK (page > 0),
    made_at INTEGER NOT NULL,
    void_at INTEGER,
    void_reason TEXT,
    PRIMARY KEY (batch_id, sheet),
    CHECK ((void_at IS NULL) = (void_reason IS NULL))
) STRICT, WITHOUT ROWID;

-- An original has one valid sheet at most.
CREATE UNIQUE INDEX sheet_valid ON sheet (document_id) WHERE void_at IS NULL;
CREATE INDEX sheet_void ON sheet (batch_id, document_id) WHERE void_at IS NOT NULL;

-- The files written for a batch. Registered once whole and synced.
CREATE TABLE batch_file (
    batch_id TEXT NOT NULL REFERENCES batch (batch_id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    first_sheet INTEGER,
    last_sheet INTEGER,
    bytes INTEGER NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    written_at INTEGER NOT NULL,
    PRIMARY KEY (batch_id, name),
    CHECK ((first_sheet IS NULL) = (last_sheet IS NULL))
) STRICT, WITHOUT ROWID;

-- Payments as the bank's files told of them.
CREATE TABLE payment (
    payment_id TEXT NOT NULL PRIMARY KEY,
    insurer INTEGER NOT NULL,
    paid_on TEXT NOT NULL,
    yen INTEGER NOT NULL CHECK (yen >= 0),
    payer TEXT NOT NULL,
    reference TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    application_id TEXT,
    settled_at INTEGER,
    settled_by TEXT,
    settled_how TEXT,
    CHECK ((settled_at IS NULL) = (settled_by IS NULL)),
    CHECK ((settled_at IS NULL) = (settled_how IS NULL)),
    CHECK (application_id IS NULL OR settled_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX payment_open ON payment (insurer, paid_on, payment_id) WHERE settled_at IS NULL;

-- Applications as the office works on them. That one was made is a fact, and that its fee was paid.
CREATE TABLE application (
    application_id TEXT NOT NULL PRIMARY KEY,
    insurer INTEGER NOT NULL,
    person_key INTEGER NOT NULL REFERENCES person (person_key),
    document TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_on TEXT NOT NULL,
    applicant TEXT NOT NULL CHECK (applicant IN ('self', 'legal_representative', 'caregiver')),
    applicant_name TEXT,
    channel TEXT NOT NULL CHECK (channel IN ('employer', 'direct', 'counter')),
    note TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    approved INTEGER CHECK (approved IN (0, 1)),
    refusal TEXT,
    fee_yen INTEGER CHECK (fee_yen >= 0),
    invoice_number TEXT,
    invoiced_at INTEGER,
    paid_on TEXT,
    payment_id TEXT,
    document_id TEXT,
    made_at INTEGER,
    sent_at INTEGER,
    withdrawn_at INTEGER,
    CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
    CHECK ((decided_at IS NULL) = (approved IS NULL)),
    CHECK ((refusal IS NULL) = (approved IS NULL OR approved = 1)),
    CHECK (fee_yen IS NULL OR approved = 1),
    CHECK ((invoiced_at IS NULL) = (invoice_number IS NULL)),
    CHECK (invoiced_at IS NULL OR fee_yen > 0),
    CHECK (paid_on IS NULL OR fee_yen > 0),
    CHECK (payment_id IS NULL OR paid_on IS NOT NULL),
    CHECK ((made_at IS NULL) = (document_id IS NULL)),
    -- With a fee a paper is made after payment only (R-118).
    CHECK (made_at IS NULL
           OR (approved = 1 AND withdrawn_at IS NULL
               AND (coalesce(fee_yen, 0) = 0 OR paid_on IS NOT NULL))),
    CHECK (sent_at IS NULL OR made_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX application_by_person ON application (person_key, received_at);
CREATE INDEX application_open ON application (insurer, received_on, application_id)
    WHERE sent_at IS NULL AND withdrawn_at IS NULL AND refusal IS NULL;
CREATE INDEX application_to_send ON application (insurer, document_id)
    WHERE made_at IS NOT NULL AND sent_at IS NULL;
CREATE UNIQUE INDEX application_by_invoice ON application (insurer, invoice_number)
    WHERE invoice_number IS NOT NULL;
CREATE INDEX application_by_payment ON application (payment_id) WHERE payment_id IS NOT NULL;

-- What was mailed, and what came back.
CREATE TABLE mailing (
    mailing_id TEXT NOT NULL PRIMARY KEY,
    insurer INTEGER NOT NULL,
    person_key INTEGER REFERENCES person (person_key),
    employer TEXT,
    what TEXT NOT NULL CHECK (what IN ('batch', 'invoice', 'refusal', 'reminder',
                                       'expiry_warning', 'letter')),
    about TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('simple_registered', 'specific_record', 'ordinary',
                                     'parcel')),
    sent_on TEXT NOT NULL,
    undelivered_on TEXT,
    undelivered_why TEXT,
    settled_at INTEGER,
    settled_how TEXT,
    CHECK ((undelivered_on IS NULL) = (undelivered_why IS NULL)),
    CHECK ((settled_at IS NULL) = (settled_how IS NULL)),
    CHECK (settled_at IS NULL OR undelivered_on IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX mailing_by_person ON mailing (person_key, sent_on) WHERE person_key IS NOT NULL;
CREATE INDEX mailing_by_insurer ON mailing (insurer, sent_on, mailing_id);
CREATE INDEX mailing_about ON mailing (insurer, what, about, person_key);
CREATE INDEX mailing_undelivered ON mailing (insurer, undelivered_on, mailing_id)
    WHERE undelivered_on IS NOT NULL AND settled_at IS NULL;

-- Appended. Only a join of two people changes a row, to say who is meant.
CREATE TABLE office_act (
    act_id TEXT NOT NULL PRIMARY KEY,
    insurer INTEGER NOT NULL,
    kind TEXT NOT NULL,
    person_key INTEGER REFERENCES person (person_key),
    about TEXT,
    note TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    -- The revision its change made of the person it was about then.
    revision INTEGER,
    -- A line for each step.
    steps TEXT NOT NULL,
    -- SHA-256 of the act as given, instants apart: whether a retry says the same.
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32)
) STRICT, WITHOUT ROWID;

CREATE INDEX office_act_by_insurer ON office_act (insurer, recorded_at, act_id);
CREATE INDEX office_act_by_person ON office_act (person_key, recorded_at)
    WHERE person_key IS NOT NULL;
CREATE INDEX office_act_by_about ON office_act (insurer, about, recorded_at)
    WHERE about IS NOT NULL;
