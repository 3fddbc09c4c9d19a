-- The agenda's other half, what people wait for until their next day, and the people search. Both
-- are derived from the facts; both are made anew by `rebuild`.

-- What a person waits for from an insurer, as of the day their agenda was last derived and until
-- `person.wake_on`: a paper, a paper to come back, a warning. `by` is its last day; a day after all
-- others where it has none, so that the nearest come first.
CREATE TABLE awaited (
    person_key INTEGER NOT NULL REFERENCES person (person_key),
    what TEXT NOT NULL,
    insurer INTEGER NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (person_key, what, insurer)
) STRICT, WITHOUT ROWID;

CREATE INDEX awaited_by_insurer ON awaited (insurer, what, by, person_key);

-- One row: the latest day on which anybody's agenda was derived. `awaited` and `person.wake_on` say
-- nothing of days before it.
CREATE TABLE derivation (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    latest TEXT NOT NULL
) STRICT;

INSERT INTO derivation (one, latest) VALUES (1, '0001-01-01');

-- Settings appended whose people were not all made due yet: until they are, `awaited` may rest on
-- the settings before.
CREATE TABLE setting_unwoken (
    revision INTEGER NOT NULL PRIMARY KEY REFERENCES setting (revision)
) STRICT;

-- What a person is found by: folded words of the name and its kana, the day of birth, the number,
-- the employer's code, each under an insurer (0: under none). Whoever is found is compared with
-- the question, so a term that does not fit any more finds nobody and may stay.
CREATE TABLE search_term (
    insurer INTEGER NOT NULL,
    term TEXT NOT NULL,
    person_key INTEGER NOT NULL,
    PRIMARY KEY (insurer, term, person_key)
) STRICT, WITHOUT ROWID;

-- People whose terms are not all in `search_term` yet. They are compared one by one.
CREATE TABLE search_pending (
    person_key INTEGER NOT NULL PRIMARY KEY REFERENCES person (person_key)
) STRICT;

-- Nothing of this is known of whoever is there: the night derives it, and until then they are due.
UPDATE person SET wake_on = '0001-01-01' WHERE joined_into IS NULL;
INSERT INTO search_pending (person_key) SELECT person_key FROM person WHERE joined_into IS NULL;
