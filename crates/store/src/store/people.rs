//! People: reads.

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use record::Person;

use crate::{Current, Error, Found, Member, PersonKey, Search, Store, StoredFact};

impl Store {
    /// Whom a question may be about: everybody under insurer, folded symbol and folded number, of
    /// any branch. People of another birth date are listed and not read.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn find(
        &self,
        insurer: InsurerNumber,
        symbol: &str,
        number: &str,
        born_on: Date,
    ) -> Result<Vec<Found>, Error> {
        match self {
            Self::Sqlite(it) => it.find(insurer, symbol, number, born_on),
        }
    }

    /// Everybody under an insured id, all parts folded, for planning a change.
    ///
    /// # Errors
    ///
    /// When the database fails or a person is damaged.
    pub fn find_all(
        &self,
        insurer: InsurerNumber,
        symbol: &str,
        number: &str,
        branch: &str,
    ) -> Result<Vec<Member>, Error> {
        match self {
            Self::Sqlite(it) => it.find_all(insurer, symbol, number, branch),
        }
    }

    /// Whoever a keyed hash of a My Number (個人番号) is linked to.
    ///
    /// # Errors
    ///
    /// When the database fails or the person is damaged.
    pub fn by_my_number(&self, hash: &[u8; 32]) -> Result<Option<Member>, Error> {
        match self {
            Self::Sqlite(it) => it.by_my_number(hash),
        }
    }

    /// People found by what is known of them, at an insurer or at any, in the order of what they
    /// are found by.
    ///
    /// # Errors
    ///
    /// When the database fails or a person is damaged.
    pub fn search(
        &self,
        insurer: Option<InsurerNumber>,
        search: &Search,
        limit: usize,
    ) -> Result<Vec<Member>, Error> {
        match self {
            Self::Sqlite(it) => it.search(insurer, search, limit),
        }
    }

    /// Puts into the search's index whoever was recorded since, in bounded transactions; until then
    /// each search compares them one by one. Returns how many.
    ///
    /// # Errors
    ///
    /// When the database fails or a person is damaged.
    pub async fn index_search(&self) -> Result<u64, Error> {
        match self {
            Self::Sqlite(it) => it.index_search().await,
        }
    }

    /// A person's row.
    ///
    /// # Errors
    ///
    /// When the database fails or the person is damaged.
    pub fn person(&self, key: PersonKey) -> Result<Option<Current>, Error> {
        match self {
            Self::Sqlite(it) => it.person(key),
        }
    }

    /// Everybody whose facts went to this person.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn joined_into(&self, key: PersonKey) -> Result<Vec<PersonKey>, Error> {
        match self {
            Self::Sqlite(it) => it.joined_into(key),
        }
    }

    /// How many people are recorded and not joined into another.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn count(&self) -> Result<u64, Error> {
        match self {
            Self::Sqlite(it) => it.count(),
        }
    }

    /// A page of everybody not joined into another, in order of key, after a key.
    ///
    /// # Errors
    ///
    /// When the database fails or a person is damaged.
    pub fn members(&self, after: Option<PersonKey>, limit: usize) -> Result<Vec<Member>, Error> {
        match self {
            Self::Sqlite(it) => it.members(after, limit),
        }
    }

    /// A page of whoever an insurer covers or covered, in order of key, after a key.
    ///
    /// # Errors
    ///
    /// When the database fails or a person is damaged.
    pub fn members_of(
        &self,
        insurer: InsurerNumber,
        after: Option<PersonKey>,
        limit: usize,
    ) -> Result<Vec<Member>, Error> {
        match self {
            Self::Sqlite(it) => it.members_of(insurer, after, limit),
        }
    }

    /// Every row ever recorded about a person, in that order.
    ///
    /// # Errors
    ///
    /// When the database fails or a fact is damaged.
    pub fn facts(&self, key: PersonKey) -> Result<Vec<StoredFact>, Error> {
        match self {
            Self::Sqlite(it) => it.facts(key),
        }
    }

    /// The facts known at an instant, the instant of a change included, in the order in which a
    /// person's lists hold them.
    ///
    /// # Errors
    ///
    /// When the database fails or a fact is damaged.
    pub fn facts_known_at(&self, key: PersonKey, at: Timestamp) -> Result<Vec<StoredFact>, Error> {
        match self {
            Self::Sqlite(it) => it.facts_known_at(key, at),
        }
    }

    /// The person as known at an instant; `None` before the first change and after a join.
    ///
    /// # Errors
    ///
    /// When the database fails or a fact is damaged.
    pub fn person_known_at(&self, key: PersonKey, at: Timestamp) -> Result<Option<Person>, Error> {
        match self {
            Self::Sqlite(it) => it.person_known_at(key, at),
        }
    }
}
