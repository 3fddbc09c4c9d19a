//! A change with everything computed that needs no database, so that the writer need not.

use jiff::civil::Date;
use record::Person;

use crate::{
    Awaited, Change, ChangeError, Current, Held, InsuredId, Wake, Whose, derivation::day_in_japan,
};

/// A change ready for the writer. Made by [`crate::Store::prepare`] or
/// [`crate::Store::prepare_for`], on any thread.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(crate) change: Change,
    /// Subject and body of each fact, in order.
    pub(crate) texts: Vec<(String, String)>,
    /// What is derived, where the person is new or was read.
    pub(crate) derived: Option<Derived>,
    /// The settings revision `derived` rests on, where the person was read. With another, or with
    /// settings that wait, the writer derives anew: who was woken meanwhile would sleep on.
    pub(crate) basis: Option<i64>,
}

/// What is stored about a person besides the facts.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    pub(crate) document: Vec<u8>,
    pub(crate) awaited: Awaited,
    /// The day `awaited` is of.
    pub(crate) on: Date,
    pub(crate) born_on: Date,
    pub(crate) insured_ids: Vec<InsuredId>,
}

impl Derived {
    /// What a person has after a change on a day.
    pub(crate) fn of(law: &Wake, person: &Person, on: Date) -> Self {
        Self {
            document: person.to_bytes(),
            awaited: law(person, on).kept(on),
            on,
            born_on: person.dossier.born_on,
            insured_ids: InsuredId::all(person),
        }
    }
}

impl Prepared {
    pub(crate) fn new(law: &Wake, change: Change) -> Result<Self, ChangeError> {
        change.check()?;
        let texts: Vec<_> = change.facts.iter().map(|it| (it.subject(), it.body())).collect();
        let facts = change.facts.iter().zip(&texts).map(|(fact, text)| (fact.kind(), &*text.0));
        let ends = change.end.iter().map(|end| (end.kind, &*end.subject));
        let mut entries: Vec<_> = facts.chain(ends).collect();
        entries.sort_unstable();
        if let Some(twice) = entries.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(ChangeError::Twice { kind: twice[0].0 });
        }
        let derived = match change.whose {
            Whose::Existing { .. } => None,
            Whose::New(_) => {
                let person = Person::from_facts(change.facts.iter().cloned());
                let person = person.ok_or(ChangeError::Identity)?;
                Some(Derived::of(law, &person, day_in_japan(change.recorded_at)))
            }
        };
        Ok(Self { change, texts, derived, basis: None })
    }

    /// As [`Self::new`], of somebody read under the settings of a revision. Whoever was not read at
    /// the revision the change is for is left to the writer.
    pub(crate) fn of_read(
        law: &Wake,
        change: Change,
        current: &Current,
        basis: i64,
    ) -> Result<Self, ChangeError> {
        let mut prepared = Self::new(law, change)?;
        let change = &prepared.change;
        let read = Whose::Existing { person_key: current.person_key, revision: current.revision };
        if change.whose == read
            && let Held::Person(person) = &current.held
            && let Some(person) = change.after(person)
        {
            let derived = Derived::of(law, &person, day_in_japan(change.recorded_at));
            prepared.derived = Some(derived);
            prepared.basis = Some(basis);
        }
        Ok(prepared)
    }
}
