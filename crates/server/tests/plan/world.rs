//! A ledger of made-up people, and its plans as text.

use std::sync::Arc;

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use record::Fact;
use server::{
    ledger::{Ledger, open},
    work::plan::{Plan, PlanItem, document_name, how_name, plan, plan_from_everybody},
};
use store::{Change, Join, NewSetting, Outcome, PersonKey, Whose};

use crate::people;

/// A ledger in a directory of its own.
pub(crate) struct World {
    _directory: tempfile::TempDir,
    pub(crate) ledger: Arc<Ledger>,
    changes: std::cell::Cell<u32>,
}

pub(crate) fn world() -> World {
    let directory = tempfile::tempdir().unwrap();
    let ledger = open(&format!("sqlite:{}", directory.path().join("db").display())).unwrap();
    World { _directory: directory, ledger, changes: std::cell::Cell::new(0) }
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn insurer(text: &str) -> InsurerNumber {
    text.parse().unwrap()
}

/// Noon in Japan of a day.
pub(crate) fn noon(on: Date) -> Timestamp {
    format!("{on}T03:00:00Z").parse().unwrap()
}

impl World {
    fn id(&self) -> String {
        self.changes.set(self.changes.get() + 1);
        format!("change:{}", self.changes.get())
    }

    /// Records somebody new on a day.
    pub(crate) fn enrol(&self, on: Date, line: &str) -> PersonKey {
        let key = self.ledger.store().new_person_key(noon(on));
        self.record(on, Whose::New(key), people::facts(line));
        key
    }

    /// Records more of somebody; their identity and birth stay.
    pub(crate) fn change(&self, on: Date, key: PersonKey, line: &str) {
        let revision = self.revision(key);
        let facts = people::facts(line).into_iter();
        let facts = facts.filter(|it| !matches!(it, Fact::Identity(_))).collect();
        self.record(on, Whose::Existing { person_key: key, revision }, facts);
    }

    pub(crate) fn revision(&self, key: PersonKey) -> i64 {
        self.ledger.store().person(key).unwrap().unwrap().revision
    }

    fn record(&self, on: Date, whose: Whose, mut facts: Vec<Fact>) {
        // A change has each kind and subject once.
        facts.sort_by_key(|it| (it.kind(), it.subject()));
        facts.dedup_by_key(|it| (it.kind(), it.subject()));
        let change = Change {
            id: self.id(),
            whose,
            facts,
            end: Vec::new(),
            my_number_hash: None,
            recorded_by: "insurer".to_owned(),
            reason: "list".to_owned(),
            recorded_at: noon(on),
        };
        // A line without a fact changes nothing.
        let Ok(prepared) = self.ledger.store().prepare(change) else { return };
        let outcome = run(self.ledger.store().record(prepared)).unwrap();
        assert!(matches!(outcome, Outcome::Recorded { .. }), "{outcome:?}");
    }

    pub(crate) fn join(&self, on: Date, first: PersonKey, second: PersonKey) {
        let join = Join {
            id: self.id(),
            first: (first, self.revision(first)),
            second: (second, self.revision(second)),
            recorded_by: "clerk".to_owned(),
            reason: "one person".to_owned(),
            recorded_at: noon(on),
        };
        let outcome = run(self.ledger.store().join(join)).unwrap();
        assert!(matches!(outcome, Outcome::Recorded { .. }), "{outcome:?}");
    }

    /// Appends a setting on a day.
    pub(crate) fn set(&self, on: Date, of: Option<&str>, from: Date, body: &str) {
        let setting = NewSetting {
            insurer: of.map(insurer),
            from,
            body: body.to_owned(),
            recorded_at: noon(on),
            recorded_by: "clerk".to_owned(),
        };
        run(self.ledger.append_setting(setting, on)).unwrap();
    }

    pub(crate) fn plan(&self, of: &str, on: Date) -> Plan {
        plan(&self.ledger, insurer(of), on, &mut |_, _| {}).unwrap()
    }

    pub(crate) fn plan_from_everybody(&self, of: &str, on: Date) -> Plan {
        plan_from_everybody(&self.ledger, insurer(of), on, &mut |_, _| {}).unwrap()
    }
}

/// An item as `document issue_from in_hand_by how rules…`.
pub(crate) fn shown(item: &PlanItem) -> String {
    let day = |day: Option<Date>| day.map_or("-".to_owned(), |day| day.to_string());
    let rules: Vec<_> = item.because.iter().map(|it| it.id()).collect();
    format!(
        "{} {} {} {} {}",
        document_name(item.document),
        day(item.issue_from),
        day(item.in_hand_by),
        how_name(item.how),
        rules.join(" ")
    )
}
