//! Made-up people: a population by a seed and a day, one household after another.
//!
//! The household at a place is the same whatever the number of people asked for, so that a million
//! begin with the ten thousand. No name stands with a real number: the insurers do not exist.

mod draw;
mod household;
mod life;
mod names;
mod papers;
#[cfg(test)]
mod year;

use std::vec;

use eligibility::{InsurerNumberError, Judgement, Settings, judge};
use jiff::civil::Date;
use record::{Dossier, Person, law::Facts};

pub(crate) use self::household::workplaces;
use super::insurers::{self, MadeUp};

/// People, without end. Take as many as are wanted.
pub(crate) struct People {
    seed: u64,
    on: Date,
    insurers: Vec<MadeUp>,
    law: Law,
    place: u64,
    household: vec::IntoIter<Person>,
}

impl People {
    /// The people of a seed, as they are on a day.
    ///
    /// # Errors
    ///
    /// As [`insurers::all`].
    pub(crate) fn new(seed: u64, on: Date) -> Result<Self, InsurerNumberError> {
        Ok(Self {
            seed,
            on,
            insurers: insurers::all()?,
            law: Law::new(),
            place: 0,
            household: Vec::new().into_iter(),
        })
    }
}

impl Iterator for People {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        loop {
            if let Some(person) = self.household.next() {
                return Some(person);
            }
            let mut draw = draw::Draw::of(self.seed, self.place);
            let members = household::drawn(&mut draw, &self.insurers, self.place, self.on);
            let lived = members.into_iter().map(|member| {
                let mut person = member.person;
                life::live(&mut draw, &mut self.law, &mut person, self.on);
                papers::issue(&mut draw, &mut self.law, &mut person, member.kind, self.on);
                person
            });
            self.household = lived.collect::<Vec<_>>().into_iter();
            self.place += 1;
        }
    }
}

/// The law, asked again and again about one person after another.
struct Law {
    facts: Facts,
    settings: Settings,
}

impl Law {
    fn new() -> Self {
        Self { facts: Facts::empty(), settings: Settings::CONTRACT }
    }

    /// What holds for somebody on a day.
    fn judge(&mut self, dossier: &Dossier, on: Date) -> Judgement {
        self.facts.fill(dossier);
        judge(&self.facts.dossier(), &self.settings, on)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use eligibility::{CardUse, CoverageStanding, DocumentKind, RegistrationState, impossible};
    use jiff::civil::date;
    use store::InsuredId;

    use super::*;
    use crate::demo::stories;

    const DAYS: [Date; 4] =
        [date(2025, 11, 30), date(2026, 7, 31), date(2028, 2, 29), date(2026, 3, 10)];

    #[test]
    fn a_seed_and_a_day_decide_everybody() {
        let people = |seed| People::new(seed, DAYS[0]).unwrap().take(300).collect::<Vec<_>>();
        assert_eq!(people(1), people(1));
        assert_ne!(people(1), people(2));
        assert_eq!(
            people(1)[..100],
            People::new(1, DAYS[0]).unwrap().take(100).collect::<Vec<_>>()
        );
    }

    #[test]
    fn everybody_can_be_and_is_recorded_whole() {
        for on in DAYS {
            let told = stories::all(on).unwrap();
            let theirs =
                told.iter().flat_map(stories::Story::people).flat_map(|it| &it.dossier.coverages);
            let mut ids: HashSet<InsuredId> = theirs.map(InsuredId::of).collect();
            for person in People::new(1, on).unwrap().take(5_000) {
                let facts = Facts::of(&person.dossier);
                assert_eq!(impossible(&facts.dossier()), None, "{person:?}");
                assert_eq!(Person::from_facts(person.facts()).as_ref(), Some(&person));
                assert!(latest(&person.dossier).is_none_or(|it| it <= on), "{person:?}");
                for coverage in &person.dossier.coverages {
                    assert!(ids.insert(InsuredId::of(coverage)), "{coverage:?} twice");
                }
            }
        }
    }

    #[test]
    fn the_mix_is_that_of_the_country() {
        let people: Vec<Person> = People::new(1, DAYS[3]).unwrap().take(10_000).collect();
        let mut law = Law::new();
        let mut count = BTreeMap::new();
        for person in &people {
            let standing = law.judge(&person.dossier, DAYS[3]).standing;
            let phase = standing.digital_certificate.map(|it| it.phase);
            let due = |kind| standing.due.iter().any(|it| it.document == kind);
            let certificate_due = due(DocumentKind::EligibilityCertificate);
            for (what, is_so) in [
                ("covered", matches!(standing.coverage, CoverageStanding::Covered { .. })),
                ("card", !person.dossier.cards.is_empty()),
                ("registered", standing.registration.state == RegistrationState::Registered),
                ("everything", standing.card_use == CardUse::Everything),
                ("eligibility only", standing.card_use == CardUse::EligibilityOnly),
                ("expires soon", phase == Some(eligibility::Phase::ExpiresSoon)),
                ("stopped", phase == Some(eligibility::Phase::Stopped)),
                ("nothing to show", standing.means.is_empty()),
                ("certificate due", certificate_due),
                ("notice due", due(DocumentKind::EligibilityNotice)),
                ("late stage", person.dossier.coverages[0].insurer_number.is_late_stage()),
            ] {
                *count.entry(what).or_insert(0) += i32::from(is_so);
            }
        }
        for (what, least, most) in [
            ("covered", 9_700, 9_950),
            ("card", 7_400, 8_400),
            ("registered", 6_000, 7_200),
            ("everything", 5_500, 7_000),
            ("eligibility only", 20, 600),
            ("expires soon", 100, 900),
            ("stopped", 40, 900),
            ("nothing to show", 100, 600),
            ("certificate due", 20, 500),
            ("notice due", 20, 500),
            ("late stage", 900, 2_000),
        ] {
            let found = count[what];
            assert!((least..=most).contains(&found), "{what}: {found} in {count:?}");
        }
    }

    /// The latest day on which something has happened; what is known beforehand does not count.
    fn latest(dossier: &Dossier) -> Option<Date> {
        let coverages =
            dossier.coverages.iter().flat_map(|it| [Some(it.acquired_on), it.lost_on]).flatten();
        let cards = dossier
            .cards
            .iter()
            .flat_map(|it| [Some(it.issued_on), it.lost_on, it.returned_on])
            .flatten();
        let certificates = dossier.digital_certificates.iter().map(|it| it.issued_on);
        let registrations = dossier.registrations.iter().map(|it| it.registered_on);
        let documents = dossier.documents.iter().map(|it| it.issued_on);
        coverages.chain(cards).chain(certificates).chain(registrations).chain(documents).max()
    }
}
