//! Rows put aside, settled by a person.

use jiff::civil::Date;
use record::{Address, Coverage, Fact, Identity};
use sha2::{Digest as _, Sha256};
use store::{
    Change, ChangeError, End, Join, Member, Outcome, PersonKey, Quarantined, Store, Whose,
};

use super::import::{
    MissingAside, Row, RowAside, compare::compare, hexadecimal, people::People, plan::Plan,
};
use crate::{Clock, ledger::Ledger};

/// What a person decides about a row put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is about somebody not yet recorded.
    New,
    /// It is about this person; whoever else its My Number was linked to is the same.
    Join(PersonKey),
    /// Who is missing lost the coverage, and from this day is not covered.
    LostOn(Date),
    /// It is not to be taken; who is missing stays covered.
    Drop,
}

/// Why a row is not settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// No row has this id.
    #[error("nothing is put aside under this id")]
    Nothing,
    /// Somebody has settled it.
    #[error("this has been settled before")]
    Before,
    /// The decision is of another kind of question.
    #[error("this decision does not answer this question")]
    Unfit,
    /// No such person, or one joined into another.
    #[error("no person has this key")]
    NoPerson,
    /// The day is before the coverage began.
    #[error("the coverage cannot be lost before it was acquired")]
    LostBeforeAcquired,
    /// What is stored of the row cannot be read.
    #[error("the row put aside cannot be read")]
    Unreadable,
    /// Somebody changed the person at the same time.
    #[error("somebody has just changed this person: try again")]
    Conflict,
    /// The change cannot be recorded.
    #[error("the row could not be made a change")]
    Change(#[from] ChangeError),
    /// The database failed.
    #[error("the ledger could not be read or written")]
    Store(#[from] store::Error),
}

/// Settles what was put aside: records what the decision says, then that it was decided.
///
/// # Errors
///
/// As [`SettleError`] lists. Settling again after a failure does no harm.
pub async fn settle(
    ledger: &Ledger,
    clock: &Clock,
    id: &str,
    decision: Decision,
    by: &str,
) -> Result<(), SettleError> {
    let store = ledger.store();
    let aside = store.quarantined_row(id)?.ok_or(SettleError::Nothing)?;
    if aside.settled.is_some() {
        return Err(SettleError::Before);
    }
    let settling = Settling { store, clock, by, change: change_id(id) };
    let how = match decision {
        Decision::Drop => "dropped".to_owned(),
        Decision::New => {
            settling.as_new(row(&aside)?).await?;
            "a new person".to_owned()
        }
        Decision::Join(key) => {
            settling.as_person(row(&aside)?, key).await?;
            format!("person {key}")
        }
        Decision::LostOn(day) => {
            settling.lost(&aside, day).await?;
            format!("lost on {day}")
        }
    };
    if store.settle(id, clock(), by.to_owned(), how).await? {
        Ok(())
    } else {
        Err(SettleError::Before)
    }
}

/// A change's id has at most 64 characters, a question's may have more.
fn change_id(id: &str) -> String {
    format!("settle:{}", hexadecimal(&Sha256::digest(id)[..12]))
}

/// The row put aside. A question about somebody missing is none.
fn row(aside: &Quarantined) -> Result<Row, SettleError> {
    if serde_json::from_str::<MissingAside>(&aside.row).is_ok() {
        return Err(SettleError::Unfit);
    }
    let row: RowAside = serde_json::from_str(&aside.row).map_err(|_| SettleError::Unreadable)?;
    Ok(row.row())
}

/// What settling needs.
struct Settling<'a> {
    store: &'a Store,
    clock: &'a Clock,
    by: &'a str,
    change: String,
}

/// What is to be recorded about a person.
struct Recording {
    whose: Whose,
    facts: Vec<Fact>,
    end: Vec<End>,
    my_number_hash: Option<[u8; 32]>,
}

impl Settling<'_> {
    async fn as_new(&self, row: Row) -> Result<(), SettleError> {
        // An earlier try may have recorded the person, and a crash come before the rest.
        if let Plan::Known { member, .. } = Plan::of(&People::of(self.store), &row)? {
            return self.as_person(row, member.person_key).await;
        }
        let linked = match &row.hash {
            Some(hash) => self.store.by_my_number(hash)?.is_some(),
            None => false,
        };
        self.record(Recording {
            whose: Whose::New(self.store.new_person_key((self.clock)())),
            // A My Number that is somebody else's is not taken from them.
            my_number_hash: row.hash.filter(|_| !linked),
            facts: row.facts(),
            end: Vec::new(),
        })
        .await
    }

    async fn as_person(&self, row: Row, key: PersonKey) -> Result<(), SettleError> {
        let mut member = self.member(key)?;
        let linked = match &row.hash {
            Some(hash) => self.store.by_my_number(hash)?,
            None => None,
        };
        if let Some(other) = linked.as_ref().filter(|it| it.person_key != key) {
            self.join(&member, other).await?;
            member = self.member(key)?;
        }
        let changes = compare(&member.person, &row);
        let my_number_hash = row.hash.filter(|_| linked.is_none());
        if changes.is_nothing() && my_number_hash.is_none() {
            return Ok(());
        }
        let whose = Whose::Existing { person_key: key, revision: member.revision };
        let (facts, end) = (changes.facts, changes.end);
        self.record(Recording { whose, facts, end, my_number_hash }).await
    }

    async fn lost(&self, aside: &Quarantined, lost_on: Date) -> Result<(), SettleError> {
        let it: MissingAside = serde_json::from_str(&aside.row).map_err(|_| SettleError::Unfit)?;
        let key = PersonKey::of(it.missing).ok_or(SettleError::Unreadable)?;
        let member = self.member(key)?;
        let coverages = &member.person.dossier.coverages;
        let coverage = coverages
            .iter()
            .find(|of| of.insurer_number == aside.insurer && of.acquired_on == it.acquired_on)
            .ok_or(SettleError::Unfit)?;
        if lost_on < coverage.acquired_on {
            return Err(SettleError::LostBeforeAcquired);
        }
        let mut coverage = coverage.clone();
        coverage.lost_on = Some(lost_on);
        let whose = Whose::Existing { person_key: key, revision: member.revision };
        let facts = vec![Fact::Coverage(coverage)];
        self.record(Recording { whose, facts, end: Vec::new(), my_number_hash: None }).await
    }

    async fn join(&self, first: &Member, second: &Member) -> Result<(), SettleError> {
        let join = Join {
            id: format!("{}:join", self.change),
            first: (first.person_key, first.revision),
            second: (second.person_key, second.revision),
            recorded_by: self.by.to_owned(),
            reason: "settled from quarantine".to_owned(),
            recorded_at: (self.clock)(),
        };
        recorded(self.store.join(join).await?)
    }

    async fn record(&self, it: Recording) -> Result<(), SettleError> {
        let change = Change {
            id: self.change.clone(),
            whose: it.whose,
            facts: it.facts,
            end: it.end,
            my_number_hash: it.my_number_hash,
            recorded_by: self.by.to_owned(),
            reason: "settled from quarantine".to_owned(),
            recorded_at: (self.clock)(),
        };
        recorded(self.store.record(self.store.prepare(change)?).await?)
    }

    fn member(&self, key: PersonKey) -> Result<Member, SettleError> {
        People::of(self.store).member(key)?.ok_or(SettleError::NoPerson)
    }
}

fn recorded(outcome: Outcome) -> Result<(), SettleError> {
    match outcome {
        Outcome::Recorded { .. } => Ok(()),
        Outcome::Conflict | Outcome::MyNumberOfAnother { .. } | Outcome::NothingToEnd => {
            Err(SettleError::Conflict)
        }
    }
}

/// What was put aside, to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aside {
    /// A row of a list.
    Row {
        /// The name and what goes with it.
        identity: Box<Identity>,
        /// The address.
        address: Option<Address>,
        /// The coverage.
        coverage: Box<Coverage>,
        /// Whom it may be about.
        people: Vec<PersonKey>,
    },
    /// A member whom a complete list does not name.
    Missing {
        /// Who.
        person_key: PersonKey,
        /// The coverage asked about.
        acquired_on: Date,
    },
}

impl Aside {
    /// Reads what a row of the quarantine holds; none where it cannot be read.
    #[must_use]
    pub fn of(aside: &Quarantined) -> Option<Self> {
        if let Ok(it) = serde_json::from_str::<MissingAside>(&aside.row) {
            let person_key = PersonKey::of(it.missing)?;
            return Some(Self::Missing { person_key, acquired_on: it.acquired_on });
        }
        let row: RowAside = serde_json::from_str(&aside.row).ok()?;
        Some(Self::Row {
            identity: Box::new(row.identity),
            address: row.address,
            coverage: Box::new(row.coverage),
            people: row.people.into_iter().filter_map(PersonKey::of).collect(),
        })
    }
}
