//! Whom the ledger knows, and, in a dry run, whom it would know by then.

use std::collections::HashMap;

use jiff::civil::Date;
use record::Person;
use store::{Entry, Held, InsuredId, Member, PersonKey, Store};

/// The people a row may be about.
pub(crate) struct People<'a> {
    store: &'a Store,
    /// Who would be otherwise by now, in a dry run.
    otherwise: Otherwise,
}

#[derive(Default)]
struct Otherwise {
    people: HashMap<PersonKey, Member>,
    by_number: HashMap<(String, String), Vec<PersonKey>>,
    by_hash: HashMap<[u8; 32], PersonKey>,
}

/// Somebody whose symbol and number are those of a row.
pub(super) struct Namesake {
    pub(super) branch: String,
    pub(super) person_key: PersonKey,
    /// Read where the birth date is the row's.
    pub(super) born_alike: Option<Member>,
}

impl<'a> People<'a> {
    pub(crate) fn of(store: &'a Store) -> Self {
        Self { store, otherwise: Otherwise::default() }
    }

    /// Everybody under a symbol and number, of any branch.
    pub(super) fn under(
        &self,
        id: &InsuredId,
        born_on: Date,
    ) -> Result<Vec<Namesake>, store::Error> {
        let found = self.store.find(id.insurer, &id.symbol, &id.number, born_on)?;
        let mut namesakes = Vec::with_capacity(found.len());
        for it in found.into_iter().filter(|it| !self.otherwise.people.contains_key(&it.person_key))
        {
            let born_alike = match it.matched {
                None => None,
                Some(matched) => Some(Member {
                    person_key: it.person_key,
                    revision: matched.revision,
                    person: matched.person().map_err(|_| store::Error::Damaged {
                        person_key: it.person_key,
                        what: "dossier",
                    })?,
                }),
            };
            namesakes.push(Namesake { branch: it.branch, person_key: it.person_key, born_alike });
        }
        self.otherwise.under(id, born_on, &mut namesakes);
        Ok(namesakes)
    }

    /// Whoever a My Number hash is linked to.
    pub(super) fn linked(&self, hash: &[u8; 32]) -> Result<Option<Member>, store::Error> {
        let linked = match self.otherwise.by_hash.get(hash) {
            Some(key) => return self.member(*key),
            None => self.store.by_my_number(hash)?,
        };
        Ok(linked.map(|it| self.otherwise.people.get(&it.person_key).cloned().unwrap_or(it)))
    }

    /// Whether any My Number hash is linked to a person.
    pub(super) fn has_my_number(&self, key: PersonKey) -> Result<bool, store::Error> {
        if self.otherwise.by_hash.values().any(|it| *it == key) {
            return Ok(true);
        }
        let facts = self.store.facts(key)?;
        Ok(facts.iter().any(|it| matches!(it.entry, Entry::MyNumberLinked)))
    }

    /// Somebody by key; `None` for nobody and for who was joined into another.
    pub(crate) fn member(&self, key: PersonKey) -> Result<Option<Member>, store::Error> {
        if let Some(member) = self.otherwise.people.get(&key) {
            return Ok(Some(member.clone()));
        }
        Ok(self.store.person(key)?.and_then(|it| match it.held {
            Held::Person(person) => {
                Some(Member { person_key: key, revision: it.revision, person: *person })
            }
            Held::JoinedInto(_) => None,
        }))
    }

    /// Has later rows of a dry run find a person as an import would have left them.
    pub(super) fn pretend(&mut self, member: Member, hash: Option<[u8; 32]>) {
        let it = &mut self.otherwise;
        for id in ids(&member.person) {
            let keys = it.by_number.entry((id.symbol, id.number)).or_default();
            if !keys.contains(&member.person_key) {
                keys.push(member.person_key);
            }
        }
        if let Some(hash) = hash {
            it.by_hash.insert(hash, member.person_key);
        }
        it.people.insert(member.person_key, member);
    }
}

impl Otherwise {
    fn under(&self, id: &InsuredId, born_on: Date, namesakes: &mut Vec<Namesake>) {
        if self.people.is_empty() {
            return;
        }
        let number = (id.symbol.clone(), id.number.clone());
        for member in
            self.by_number.get(&number).into_iter().flatten().filter_map(|it| self.people.get(it))
        {
            for of in ids(&member.person) {
                if (of.insurer, &of.symbol, &of.number) == (id.insurer, &id.symbol, &id.number) {
                    let alike = member.person.dossier.born_on == born_on;
                    namesakes.push(Namesake {
                        branch: of.branch,
                        person_key: member.person_key,
                        born_alike: alike.then(|| member.clone()),
                    });
                }
            }
        }
    }
}

/// The insured ids of a person, each once.
fn ids(person: &Person) -> Vec<InsuredId> {
    let mut ids: Vec<_> = person.dossier.coverages.iter().map(InsuredId::of).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
