//! How a paper goes to a person.

use eligibility::InsurerNumber;
use jiff::civil::Date;
use record::{Coverage, Person};
use serde::Serialize;

/// How a paper goes to a person (送付のしかた), in the order in which a batch is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Deliver {
    /// Through the employer (事業所).
    Employer,
    /// To the person, or to the household.
    Direct,
    /// To the person alone, never through employer or household: the own information is blocked
    /// or the address withheld (F-49).
    Withheld,
}

impl Deliver {
    /// As the ledger and files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Direct => "direct",
            Self::Withheld => "withheld",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::Employer, Self::Direct, Self::Withheld].into_iter().find(|it| it.name() == name)
    }
}

/// How a paper of a coverage goes to a person on a day, and through which employer (R-120, F-50).
#[must_use]
pub fn deliver(person: &Person, coverage: &Coverage, on: Date) -> (Deliver, Option<String>) {
    if must_not_be_found(person, on) {
        return (Deliver::Withheld, None);
    }
    if coverage.voluntary_continuation || !coverage.insurer_number.has_workplaces() {
        return (Deliver::Direct, None);
    }
    match employer(person, coverage.insurer_number) {
        Some(code) => (Deliver::Employer, Some(code.to_owned())),
        None => (Deliver::Direct, None),
    }
}

/// Whether nobody may learn from us where a person lives: the own information is blocked, or the
/// address is withheld (F-49). Their address stands on the one envelope that goes to them alone.
#[must_use]
pub fn must_not_be_found(person: &Person, on: Date) -> bool {
    is_blocked(person, on) || person.address.as_ref().is_some_and(|it| it.withheld)
}

/// The code of the employer an insurer knows of.
fn employer(person: &Person, insurer: InsurerNumber) -> Option<&str> {
    let delivery = person.delivery.as_ref().filter(|it| it.insurer_number == insurer)?;
    Some(&*delivery.employer_code).filter(|it| !it.is_empty())
}

/// Whether the own information is blocked on a day (自己情報提供不可).
fn is_blocked(person: &Person, on: Date) -> bool {
    let dated = &person.dossier.self_information_blocks;
    person.dossier.self_information_blocked
        || dated.iter().any(|it| it.from <= on && it.to.is_none_or(|to| on <= to))
}

#[cfg(test)]
mod tests {
    use record::{Address, Delivery, Dossier, SelfInformationBlock};

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// A person made of words: insurer, `voluntary`, `employer=INSURER`, `withheld`, `blocked`,
    /// `blocked=FROM/TO`.
    fn person(words: &str) -> Person {
        let mut words = words.split(' ');
        let insurer = words.next().unwrap();
        let dossier = format!(
            r#"{{"born_on":"1980-05-05","coverages":[{{"insurer_number":"{insurer}","number":"7",
                "role":"insured","acquired_on":"2025-04-01"}}]}}"#
        );
        let mut person = Person {
            dossier: serde_json::from_str::<Dossier>(&dossier).unwrap(),
            identity: None,
            address: None,
            delivery: None,
            reference_numbers: Vec::new(),
        };
        for word in words {
            match word.split_once('=').unwrap_or((word, "")) {
                ("voluntary", _) => person.dossier.coverages[0].voluntary_continuation = true,
                ("employer", of) => {
                    person.delivery = Some(Delivery {
                        insurer_number: of.parse().unwrap(),
                        employer_code: "0100".to_owned(),
                        employer_name: None,
                    });
                }
                ("withheld", _) => {
                    let text = "見本県".to_owned();
                    person.address = Some(Address { postcode: None, text, withheld: true });
                }
                ("blocked", "") => person.dossier.self_information_blocked = true,
                ("blocked", days) => {
                    let (from, to) = days.split_once('/').unwrap();
                    let block = SelfInformationBlock { from: day(from), to: to.parse().ok() };
                    person.dossier.self_information_blocks.push(block);
                }
                (other, _) => panic!("{other}"),
            }
        }
        person
    }

    #[test]
    fn how_a_paper_goes() {
        let table = "
            06130090 employer=06130090                                       employer 0100
            06130090                                                         direct -
            06130090 employer=01130012                                       direct -
            06130090 employer=06130090 voluntary                             direct -
            143016 employer=143016                                           employer 0100
            131011 employer=131011                                           direct -
            39130000 employer=39130000                                       direct -
            06130090 employer=06130090 withheld                              withheld -
            06130090 employer=06130090 voluntary withheld                    withheld -
            06130090 employer=06130090 blocked                               withheld -
            06130090 employer=06130090 blocked=2026-04-01/-                  withheld -
            06130090 employer=06130090 blocked=2026-04-02/-                  employer 0100
            06130090 employer=06130090 blocked=2026-01-01/2026-03-31         employer 0100
            06130090 employer=06130090 blocked=2026-01-01/2026-04-01         withheld -
        ";
        for row in table.lines().map(str::trim).filter(|it| !it.is_empty()) {
            let (words, wanted) = row.split_once("  ").unwrap();
            let person = person(words);
            let (how, employer) = deliver(&person, &person.dossier.coverages[0], day("2026-04-01"));
            let found = format!("{} {}", how.name(), employer.as_deref().unwrap_or("-"));
            assert_eq!(found, wanted.trim(), "{row}");
            assert_eq!(Deliver::of_name(how.name()), Some(how));
        }
    }
}
