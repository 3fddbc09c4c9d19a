//! Of whom a list has spoken, in eight bytes each.

use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

use jiff::civil::Date;
use record::Coverage;
use store::{InsuredId, PersonKey};

use super::row::{Row, names_one_person};

/// Fingerprints of insured ids, My Number hashes and people.
pub(super) struct Seen {
    keys: RandomState,
    prints: HashSet<u64>,
}

/// Whether a list has spoken of a row's person, or only of somebody with the same insured id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    No,
    SameId,
    SamePerson,
}

#[derive(Hash)]
enum Print<'a> {
    Member(&'a InsuredId, Date),
    Id(&'a InsuredId),
    MyNumber(&'a [u8; 32]),
    Person(i64),
}

impl Seen {
    pub(super) fn nobody() -> Self {
        Self { keys: RandomState::new(), prints: HashSet::new() }
    }

    /// Takes a row in.
    pub(super) fn row(&mut self, row: &Row) -> Again {
        let person = !self.insert(&Print::Member(&row.id, row.member.identity.born_on));
        let id = row.names_one_person() && !self.insert(&Print::Id(&row.id));
        let my_number = row.hash.as_ref().is_some_and(|it| !self.insert(&Print::MyNumber(it)));
        if person || my_number {
            Again::SamePerson
        } else if id {
            Again::SameId
        } else {
            Again::No
        }
    }

    /// Whether anything of a row has been taken in.
    pub(super) fn touches(&self, row: &Row) -> bool {
        let has = |print: &Print<'_>| self.prints.contains(&self.keys.hash_one(print));
        has(&Print::Member(&row.id, row.member.identity.born_on))
            || (row.names_one_person() && has(&Print::Id(&row.id)))
            || row.hash.as_ref().is_some_and(|it| has(&Print::MyNumber(it)))
    }

    /// Takes somebody recorded in; whether the list has spoken of them before.
    pub(super) fn person(&mut self, key: PersonKey) -> bool {
        !self.insert(&Print::Person(key.get()))
    }

    /// Whether a row was about this coverage.
    pub(super) fn names(&self, coverage: &Coverage, born_on: Date) -> bool {
        let id = InsuredId::of(coverage);
        let has = |print: &Print<'_>| self.prints.contains(&self.keys.hash_one(print));
        has(&Print::Member(&id, born_on)) || (names_one_person(coverage) && has(&Print::Id(&id)))
    }

    fn insert(&mut self, print: &Print<'_>) -> bool {
        self.prints.insert(self.keys.hash_one(print))
    }
}
