//! What importing a row would do.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use store::{Change, Member, PersonKey, Quarantined, Store, Task, Whose};

use super::{
    Difference, ImportError, Row, What,
    compare::{Changes, compare},
    hexadecimal,
    people::People,
    row::RowAside,
    whom::{Whom, Why, whom},
};

/// What importing a row would do.
pub(crate) enum Plan {
    /// Record somebody new.
    New,
    /// Record what is new about somebody.
    Known { member: Box<Member>, changes: Changes, link: bool },
    /// Leave it to a person.
    Aside(Why, Vec<PersonKey>),
}

/// Who records, why and under which id.
pub(super) struct Heading<'a> {
    pub(super) change_id: String,
    pub(super) recorded_by: &'a str,
    pub(super) recorded_at: Timestamp,
}

/// Why rows are recorded.
const REASON: &str = "member list";

impl Plan {
    pub(crate) fn of(people: &People<'_>, row: &Row) -> Result<Self, store::Error> {
        Ok(match whom(people, row)? {
            Whom::Nobody => Self::New,
            Whom::Somebody(member, link) => {
                let mut changes = compare(&member.person, row);
                if link {
                    // The number itself is shown nowhere.
                    let (old, new) = (String::new(), "登録".to_owned());
                    changes.differences.push(Difference { column: "個人番号", old, new });
                }
                Self::Known { member, changes, link }
            }
            Whom::Unclear(why, people) => Self::Aside(why, people),
        })
    }

    /// The recorded person it is about.
    pub(super) fn person(&self) -> Option<PersonKey> {
        match self {
            Self::Known { member, .. } => Some(member.person_key),
            Self::New | Self::Aside(..) => None,
        }
    }

    /// Of a person the list has spoken of before: what it says otherwise of the same time is not
    /// taken.
    pub(super) fn said_before(self) -> Self {
        match self {
            Self::Known { member, changes, .. } if changes.known_time && !changes.is_nothing() => {
                Self::Aside(Why::Contradiction, vec![member.person_key])
            }
            Self::Known { .. } | Self::New | Self::Aside(..) => self,
        }
    }

    pub(super) fn what(&self) -> What {
        match self {
            Self::New => What::New,
            Self::Known { changes, .. } if changes.lost => What::Lost,
            Self::Known { changes, link, .. } if *link || !changes.is_nothing() => What::Changed,
            Self::Known { .. } => What::Unchanged,
            Self::Aside(why, _) => What::PutAside(*why),
        }
    }

    pub(super) fn differences(&self) -> &[Difference] {
        match self {
            Self::Known { changes, .. } => &changes.differences,
            Self::New | Self::Aside(..) => &[],
        }
    }

    /// What the ledger is to do.
    pub(super) fn task(
        self,
        store: &Store,
        row: Row,
        heading: Heading<'_>,
    ) -> Result<Task, ImportError> {
        let line = row.member.line;
        let hash = row.hash;
        let (whose, facts, end, my_number_hash) = match self {
            Self::Aside(why, people) => {
                return Ok(Task::Quarantine(Box::new(aside(&row, why, &people, &heading))));
            }
            Self::Known { changes, link: false, .. } if changes.is_nothing() => {
                return Ok(Task::Pass);
            }
            Self::Known { member, changes, link } => {
                let Member { person_key, revision, .. } = *member;
                let whose = Whose::Existing { person_key, revision };
                (whose, changes.facts, changes.end, hash.filter(|_| link))
            }
            Self::New => {
                let key = store.new_person_key(heading.recorded_at);
                (Whose::New(key), row.facts(), Vec::new(), hash)
            }
        };
        let change = Change {
            id: heading.change_id,
            whose,
            facts,
            end,
            my_number_hash,
            recorded_by: heading.recorded_by.to_owned(),
            reason: REASON.to_owned(),
            recorded_at: heading.recorded_at,
        };
        let prepared =
            store.prepare(change).map_err(|source| ImportError::Change { line, source })?;
        Ok(Task::Record(Box::new(prepared)))
    }
}

/// The id under which a row is put aside: the same row for the same reason, in whatever list and
/// line, is put aside once.
pub(super) fn quarantine_id(row: &Row, why: Why) -> String {
    let aside = RowAside { line: 0, ..RowAside::of(row, &[]) };
    let text = serde_json::to_vec(&(why.code(), aside)).unwrap_or_default();
    let insurer = row.id.insurer;
    format!("{insurer}-{}", hexadecimal(&Sha256::digest(text)[..8]))
}

fn aside(row: &Row, why: Why, people: &[PersonKey], heading: &Heading<'_>) -> Quarantined {
    Quarantined {
        quarantine_id: quarantine_id(row, why),
        insurer: row.id.insurer,
        line: row.member.line.into(),
        why: why.code().to_owned(),
        // Writing these structs cannot fail.
        row: serde_json::to_string(&RowAside::of(row, people)).unwrap_or_default(),
        added_at: heading.recorded_at,
        settled: None,
    }
}
