//! Made-up people and a made-up law for the tests of any engine.

pub(crate) mod authority;
pub(crate) mod office;

use std::sync::Arc;

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use record::{Coverage, Fact, Identity, IncomeTier, Person, Role, Sex};
use store::{
    Awaited, Change, Difference, Held, Outcome, PersonKey, Store, Wait, WaitsFor, Wake, Whose,
};

/// A law under which answers change on the days a coverage begins or ends. Whoever is covered waits
/// for a paper until the coverage ends, and whoever was has one to give back.
pub(crate) fn law() -> Wake {
    Arc::new(|person: &Person, after: Date| {
        let coverages = || person.dossier.coverages.iter();
        let days = coverages().flat_map(|it| [Some(it.acquired_on), it.lost_on]);
        let begun = coverages().filter(|it| it.acquired_on <= after);
        let waits = begun.map(|it| {
            let lost = it.lost_on.is_some_and(|lost| lost <= after);
            Wait {
                insurer: it.insurer_number,
                what: if lost { WaitsFor::GiveBack } else { WaitsFor::EligibilityCertificate },
                by: it.lost_on,
            }
        });
        Awaited { wake_on: days.flatten().filter(|day| *day > after).min(), waits: waits.collect() }
    })
}

/// A database in a directory of its own, which goes with it.
pub(crate) struct House {
    pub(crate) directory: tempfile::TempDir,
    pub(crate) store: Arc<Store>,
}

pub(crate) fn url(directory: &std::path::Path) -> String {
    format!("sqlite:{}", directory.join("ledger.db").display())
}

pub(crate) fn house() -> House {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(&url(directory.path()), law()).unwrap());
    House { directory, store }
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn insurer() -> InsurerNumber {
    "06130090".parse().unwrap()
}

pub(crate) fn other_insurer() -> InsurerNumber {
    "130070".parse().unwrap()
}

pub(crate) fn identity(name: &str, born_on: &str) -> Fact {
    Fact::Identity(Identity {
        name: name.to_owned(),
        kana: None,
        sex: Sex::Unset,
        born_on: day(born_on),
        insured_name: None,
    })
}

/// A coverage; `number` may name a branch after a hyphen.
pub(crate) fn coverage(insurer: InsurerNumber, number: &str, from: &str, to: Option<&str>) -> Fact {
    let (number, branch) = match number.split_once('-') {
        Some((number, branch)) => (number, Some(branch.to_owned())),
        None => (number, None),
    };
    Fact::Coverage(Coverage {
        insurer_number: insurer,
        symbol: Some("あ１".to_owned()),
        number: number.to_owned(),
        branch,
        role: Role::Insured,
        acquired_on: day(from),
        lost_on: to.map(day),
        income_tier: IncomeTier::Ordinary,
        income_tiers: Vec::new(),
        voluntary_continuation: false,
    })
}

pub(crate) fn change(id: &str, whose: Whose, recorded_at: &str, facts: Vec<Fact>) -> Change {
    Change {
        id: id.to_owned(),
        whose,
        facts,
        end: Vec::new(),
        my_number_hash: None,
        recorded_by: "insurer".to_owned(),
        reason: "list".to_owned(),
        recorded_at: at(recorded_at),
    }
}

pub(crate) fn record(store: &Store, change: Change) -> Outcome {
    run(store.record(store.prepare(change).unwrap())).unwrap()
}

/// Records somebody new and returns the key.
pub(crate) fn enrol(store: &Store, id: &str, recorded_at: &str, facts: Vec<Fact>) -> PersonKey {
    let key = store.new_person_key(at(recorded_at));
    let outcome = record(store, change(id, Whose::New(key), recorded_at, facts));
    let Outcome::Recorded { person_key, revision: 1 } = outcome else { panic!("{outcome:?}") };
    person_key
}

pub(crate) fn existing(person_key: PersonKey, revision: i64) -> Whose {
    Whose::Existing { person_key, revision }
}

pub(crate) fn person(store: &Store, key: PersonKey) -> Person {
    match store.person(key).unwrap().unwrap().held {
        Held::Person(person) => *person,
        Held::JoinedInto(other) => panic!("joined into {other}"),
    }
}

/// Every difference a check on a day reports.
pub(crate) fn differences(store: &Store, on: &str) -> Vec<Difference> {
    let mut found = Vec::new();
    let checked = store.check(day(on), &mut |it| found.push(it)).unwrap();
    assert_eq!(checked.differences, u64::try_from(found.len()).unwrap());
    found
}
