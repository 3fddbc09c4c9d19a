//! After any changes in any order, what is derived is what the facts say.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use common::{
    at, authority, change, coverage, day, differences, existing, house, identity, insurer,
    other_insurer, person, record, run,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use proptest::prelude::*;
use record::{Address, Document, DocumentKind, Fact, Registration, SelfInformationBlock};
use store::{ActOutcome, Change, End, Held, Join, Outcome, PersonKey, Store, Whose};

const START: &str = "2026-04-01T00:00:00Z";

/// One thing that happens; the numbers choose among whoever and whatever there is.
#[derive(Clone, Debug)]
enum Event {
    Enrol { number: u8, hash: Option<u8> },
    Change { whom: usize, facts: Vec<Seed>, end: Option<usize>, hash: Option<u8> },
    Join { first: usize, second: usize },
    Act { whom: usize, steps: Vec<(usize, u8, u8)> },
    Night,
    Repeat,
}

/// Steps as [`authority::step`] reads them, of three orders, cards and serial numbers.
const WORDS: [&str; 11] = [
    "open o1",
    "card c1 o2",
    "make o1 c2",
    "hand o1",
    "withdraw o1",
    "stop c1",
    "free c1",
    "auth 1 c2",
    "hold 1",
    "release 1",
    "revoke 1",
];

/// What a fact is made of.
type Seed = (u8, u8, u8);

fn event() -> impl Strategy<Value = Event> {
    let seed = (0..7_u8, 0..4_u8, 0..4_u8);
    let hash = || proptest::option::weighted(0.3, 0..6_u8);
    prop_oneof![
        2 => (any::<u8>(), hash()).prop_map(|(number, hash)| Event::Enrol { number, hash }),
        8 => (
            any::<usize>(),
            prop::collection::vec(seed, 0..4),
            proptest::option::of(any::<usize>()),
            hash(),
        )
            .prop_map(|(whom, facts, end, hash)| Event::Change { whom, facts, end, hash }),
        1 => (any::<usize>(), any::<usize>())
            .prop_map(|(first, second)| Event::Join { first, second }),
        6 => (any::<usize>(), prop::collection::vec((0..WORDS.len(), 0..3_u8, 0..3_u8), 1..4))
            .prop_map(|(whom, steps)| Event::Act { whom, steps }),
        1 => Just(Event::Night),
        1 => Just(Event::Repeat),
    ]
}

fn fact((kind, which, value): Seed) -> Fact {
    let from = day("2026-03-30").saturating_add(i64::from(which).days());
    let to = (value > 1).then(|| from.saturating_add(i64::from(value).days()));
    match kind {
        0 => identity(&format!("見本{value}"), &format!("199{which}-01-01")),
        1 => Fact::Address(Address {
            postcode: None,
            text: format!("{which}番{value}号"),
            withheld: value == 0,
        }),
        2 => Fact::Registration(Registration { registered_on: from, cancel_requested_on: to }),
        3 => Fact::Block(SelfInformationBlock { from, to }),
        4 => Fact::Document(Document {
            kind: DocumentKind::EligibilityCertificate,
            issued_on: from,
            valid_from: from,
            valid_to: to,
            insurer_number: Some(insurer()),
            lost_on: None,
            returned_on: None,
        }),
        _ => {
            let insurer = if kind == 5 { insurer() } else { other_insurer() };
            let to = to.map(|it| it.to_string());
            coverage(insurer, &format!("１{value}-{which}"), &from.to_string(), to.as_deref())
        }
    }
}

/// A database and what was done to it.
struct Story<'a> {
    store: &'a Store,
    people: Vec<PersonKey>,
    last: Option<(Change, Outcome)>,
    steps: i64,
}

impl Story<'_> {
    fn happen(&mut self, event: Event) {
        self.steps += 1;
        let now = self.now();
        match event {
            Event::Enrol { number, hash } => {
                let key = self.store.new_person_key(now);
                let facts = vec![identity("見本", "1990-01-01"), fact((5, number % 4, number % 3))];
                self.record(Whose::New(key), facts, None, hash);
            }
            Event::Change { whom, facts, end, hash } => {
                let Some(key) = self.choose(whom) else { return };
                let revision = self.store.person(key).unwrap().unwrap().revision;
                self.record(
                    existing(key, revision),
                    facts.into_iter().map(fact).collect(),
                    end,
                    hash,
                );
            }
            Event::Join { first, second } => {
                let (Some(first), Some(second)) = (self.choose(first), self.choose(second)) else {
                    return;
                };
                let at_revision = |key| (key, self.store.person(key).unwrap().unwrap().revision);
                let join = Join {
                    id: format!("join:{}", self.steps),
                    first: at_revision(first),
                    second: at_revision(second),
                    recorded_by: "clerk".to_owned(),
                    reason: "one person".to_owned(),
                    recorded_at: now,
                };
                if first != second {
                    let outcome = run(self.store.join(join)).unwrap();
                    assert!(matches!(outcome, Outcome::Recorded { .. }), "{outcome:?}");
                    self.people.retain(|it| *it != second);
                }
            }
            Event::Act { whom, steps } => self.act(whom, &steps),
            Event::Night => {
                run(self.store.night(self.today())).unwrap();
            }
            Event::Repeat => {
                if let Some((change, outcome)) = self.last.clone() {
                    assert_eq!(record(self.store, change), outcome);
                }
            }
        }
    }

    /// Whether its steps find what they move or not, a second try moves nothing.
    fn act(&self, whom: usize, steps: &[(usize, u8, u8)]) {
        let Some(key) = self.choose(whom) else { return };
        let words = steps.iter().map(|(word, one, two)| {
            let word = WORDS[*word].replace('1', &one.to_string());
            word.replace('2', &two.to_string())
        });
        let steps = words.collect::<Vec<_>>().join(", ");
        let act = authority::act(&format!("act:{}", self.steps), key, &steps);
        let outcome = authority::carry_out(self.store, act.clone()).unwrap();
        let registered = authority::registered(self.store, key);
        let again = authority::carry_out(self.store, act).unwrap();
        match outcome {
            ActOutcome::Recorded { .. } => assert_eq!(again, ActOutcome::Already),
            ActOutcome::Refused { .. } => assert_eq!(again, outcome),
            ActOutcome::Already | ActOutcome::PersonChanged => panic!("{outcome:?} of {steps}"),
        }
        assert_eq!(authority::registered(self.store, key), registered);
    }

    fn now(&self) -> Timestamp {
        at(START).saturating_add((self.steps * 7).hours()).unwrap()
    }

    /// In Japan.
    fn today(&self) -> Date {
        jiff::tz::offset(9).to_datetime(self.now()).date()
    }

    fn choose(&self, number: usize) -> Option<PersonKey> {
        number.checked_rem(self.people.len()).map(|place| self.people[place])
    }

    fn record(&mut self, whose: Whose, facts: Vec<Fact>, end: Option<usize>, hash: Option<u8>) {
        let now = self.now();
        let mut change = change(&format!("step:{}", self.steps), whose, &now.to_string(), facts);
        change.my_number_hash = hash.map(|it| [it; 32]);
        if let (Whose::Existing { person_key, .. }, Some(end)) = (whose, end) {
            let facts = person(self.store, person_key).facts();
            let ended = &facts[end % facts.len()];
            change.end.push(End { kind: ended.kind(), subject: ended.subject() });
        }
        let Ok(prepared) = self.store.prepare(change.clone()) else { return };
        let outcome = run(self.store.record(prepared)).unwrap();
        match outcome {
            Outcome::Recorded { person_key, .. } => {
                if let Whose::New(_) = whose {
                    self.people.push(person_key);
                }
                self.last = Some((change, outcome));
            }
            Outcome::MyNumberOfAnother { .. } => {}
            Outcome::Conflict | Outcome::NothingToEnd => panic!("{outcome:?} of {change:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_check_is_clean_after_anything(events in prop::collection::vec(event(), 1..50)) {
        let house = house();
        authority::found(&house.store);
        let mut story = Story { store: &house.store, people: Vec::new(), last: None, steps: 0 };
        for event in events {
            story.happen(event);
        }
        let (people, today) = (story.people.clone(), story.today());
        assert_eq!(differences(&house.store, &today.to_string()), []);
        for key in people {
            // The instant of the last change is the present.
            let current = house.store.person(key).unwrap().unwrap();
            let known = house.store.person_known_at(key, current.changed_at).unwrap().unwrap();
            assert_eq!(Held::Person(Box::new(known)), current.held);
        }
        run(house.store.rebuild(today)).unwrap();
        assert_eq!(differences(&house.store, &today.to_string()), []);
    }
}
