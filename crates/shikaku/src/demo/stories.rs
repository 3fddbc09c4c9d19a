//! Told stories: one made-up person for each thing that happens, true on the day they are told.
//!
//! Every day of a story is counted from the day it is told, so that it is true on any day; a test
//! judges each of them on every day of six years.

mod card;
mod insurance;
mod people;
mod sketch;
#[cfg(test)]
mod tests;

use eligibility::{InsurerNumber, InsurerNumberError};
use jiff::{ToSpan as _, civil::Date};
use record::{Coverage, Person};

/// A person with a story.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    /// A word for it.
    pub(crate) key: &'static str,
    /// A few words in Japanese.
    pub(crate) title: &'static str,
    /// What the person is going through, and what to try.
    pub(crate) told: String,
    /// Whom it is about first.
    pub(crate) person: Person,
    /// Who else is part of it.
    pub(crate) others: Vec<Person>,
    /// What to type at the desk.
    pub(crate) asked: Asked,
}

/// What stands on the paper and is typed at the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// 保険者番号.
    pub(crate) insurer: InsurerNumber,
    /// 記号.
    pub(crate) symbol: Option<String>,
    /// 番号.
    pub(crate) number: String,
    /// 枝番.
    pub(crate) branch: Option<String>,
    /// 生年月日.
    pub(crate) born_on: Date,
}

/// Every story, as true on a day from July 2025 on.
///
/// # Errors
///
/// When an insurer number is none, which a test excludes.
pub(crate) fn all(on: Date) -> Result<Vec<Story>, InsurerNumberError> {
    let told = Told::on(on)?;
    Ok(vec![
        card::quiet(&told),
        card::expires_soon(&told),
        card::eligibility_only(&told),
        card::stopped(&told),
        card::lost(&told),
        card::moved(&told),
        insurance::turning_seventy(&told),
        insurance::between_jobs(&told),
        insurance::new_job(&told),
        people::needs_assistance(&told),
        people::blocked(&told),
        card::period_of_stay(&told),
        insurance::late_stage(&told),
        people::rare_kanji(&told),
        people::preschool(&told),
        people::twins(&told),
        insurance::voluntary_continuation(&told),
        insurance::former_certificate(&told),
        people::newborn(&told),
    ])
}

impl Story {
    /// A story about a person, asked for by their first coverage.
    fn about(key: &'static str, title: &'static str, told: String, person: Person) -> Self {
        let coverage = &person.dossier.coverages[0];
        let asked = Asked::of(coverage, person.dossier.born_on);
        Self { key, title, told, person, others: Vec::new(), asked }
    }

    /// Whether the person has a card with a certificate.
    pub(crate) fn has_card(&self) -> bool {
        let dossier = &self.person.dossier;
        !dossier.cards.is_empty() && !dossier.digital_certificates.is_empty()
    }

    /// Everybody in it.
    pub(crate) fn people(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.person).chain(&self.others)
    }
}

impl Asked {
    fn of(coverage: &Coverage, born_on: Date) -> Self {
        Self {
            insurer: coverage.insurer_number,
            symbol: coverage.symbol.clone(),
            number: coverage.number.clone(),
            branch: coverage.branch.clone(),
            born_on,
        }
    }
}

/// The day the stories are told, and the insurers in them.
struct Told {
    on: Date,
    society: InsurerNumber,
    physicians: InsurerNumber,
    association: InsurerNumber,
    city: InsurerNumber,
    late_stage: InsurerNumber,
}

impl Told {
    fn on(on: Date) -> Result<Self, InsurerNumberError> {
        use super::insurers::{ASSOCIATION, CITY, LATE_STAGE, PHYSICIANS, SOCIETY};
        Ok(Self {
            on,
            society: SOCIETY.parse()?,
            physicians: PHYSICIANS.parse()?,
            association: ASSOCIATION.parse()?,
            city: CITY.parse()?,
            late_stage: LATE_STAGE.parse()?,
        })
    }

    /// A number of days from the day told.
    fn days(&self, days: i32) -> Date {
        self.on.saturating_add(days.days())
    }

    fn months(&self, months: i32) -> Date {
        self.on.saturating_add(months.months())
    }

    fn years(&self, years: i16) -> Date {
        self.on.saturating_add(years.years())
    }

    /// A day near a number of days from the day told that every year has, so that a birthday on it
    /// is the same day of each year.
    fn birthday_near(&self, days: i32) -> Date {
        let day = self.days(days);
        if (day.month(), day.day()) == (2, 29) { day.saturating_sub(1.day()) } else { day }
    }

    /// A day as it is said beside the day told: without the year where it is the same.
    fn said(&self, day: Date) -> String {
        let written = eligibility::written(day);
        if day.year() != self.on.year() {
            return written;
        }
        written.split_once('年').map_or(written.clone(), |(_, rest)| rest.to_owned())
    }
}
