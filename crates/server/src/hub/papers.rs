//! Which 資格確認書 of a coverage counts on a day, and which does not although it looks so.

use interchange::confirmation::{CertificateDays, VoidCertificate, WhyVoid};
use jiff::civil::Date;
use record::{Coverage, Document, DocumentKind, Person};

/// The newest 資格確認書 in force on the day.
pub(super) fn in_force(on: Date, person: &Person, coverage: &Coverage) -> Option<CertificateDays> {
    newest(on, person, coverage).map(|it| CertificateDays {
        issued_on: it.issued_on,
        valid_from: it.valid_from,
        valid_to: it.valid_to,
    })
}

/// Those whose printed last day has not come and which prove nothing: lost, given back, or with a
/// newer one in their place, since a person has one original. The newest first.
pub(super) fn void(on: Date, person: &Person, coverage: &Coverage) -> Vec<VoidCertificate> {
    let replaced_by = newest(on, person, coverage);
    let mut void: Vec<_> = issued(on, person, coverage)
        .filter(|it| it.valid_to.is_none_or(|to| on <= to))
        .filter_map(|it| {
            let (void_from, why) = ended(on, it).or_else(|| {
                let newer = replaced_by.filter(|newer| is_before(it, newer))?;
                Some((newer.valid_from.max(newer.issued_on), WhyVoid::Replaced))
            })?;
            Some(VoidCertificate { issued_on: it.issued_on, void_from, why })
        })
        .collect();
    void.sort_by_key(|it| std::cmp::Reverse(it.issued_on));
    void
}

fn newest<'a>(on: Date, person: &'a Person, coverage: &Coverage) -> Option<&'a Document> {
    issued(on, person, coverage)
        .filter(|it| {
            it.valid_from <= on && it.valid_to.is_none_or(|to| on <= to) && ended(on, it).is_none()
        })
        .max_by_key(|it| it.issued_on)
}

fn issued<'a>(
    on: Date,
    person: &'a Person,
    coverage: &Coverage,
) -> impl Iterator<Item = &'a Document> {
    let (insurer, acquired_on) = (coverage.insurer_number, coverage.acquired_on);
    person.dossier.documents.iter().filter(move |it| {
        it.kind == DocumentKind::EligibilityCertificate
            && it.issued_on <= on
            && it.insurer_number.is_none_or(|its| its == insurer)
            && it.valid_from.max(it.issued_on) >= acquired_on
    })
}

fn ended(on: Date, it: &Document) -> Option<(Date, WhyVoid)> {
    let come = |day: Option<Date>| day.filter(|day| *day <= on);
    let lost = come(it.lost_on).map(|day| (day, WhyVoid::Lost));
    lost.or_else(|| come(it.returned_on).map(|day| (day, WhyVoid::Returned)))
}

/// One that begins later than the newer does is no predecessor of it.
fn is_before(it: &Document, newer: &Document) -> bool {
    it.issued_on < newer.issued_on && it.valid_from <= newer.valid_from
}

#[cfg(test)]
mod tests {
    use record::{Dossier, IncomeTier, Role};

    use super::*;

    /// Papers as `issued from to [lost=|returned=]`, then on each day which one counts, and which
    /// are void since when and why.
    #[test]
    fn one_counts_and_the_others_say_why_not() {
        check(
            "2025-10-01 2025-12-02 2030-12-01 lost=2026-03-02; 2026-03-15 2026-03-15 2031-03-14",
            "
            2025-12-01 -          -
            2025-12-02 2025-10-01 -
            2026-03-01 2025-10-01 -
            2026-03-02 -          2025-10-01:2026-03-02:Lost
            2026-03-14 -          2025-10-01:2026-03-02:Lost
            2026-03-15 2026-03-15 2025-10-01:2026-03-02:Lost
            2030-12-01 2026-03-15 2025-10-01:2026-03-02:Lost
            2030-12-02 2026-03-15 -
            ",
        );
        check(
            "2025-10-01 2025-12-02 2030-12-01; 2026-04-10 2026-04-10 2031-04-09",
            "
            2026-04-09 2025-10-01 -
            2026-04-10 2026-04-10 2025-10-01:2026-04-10:Replaced
            ",
        );
        // A renewal in advance replaces nothing before its first day.
        check(
            "2025-08-01 2025-08-01 2026-07-31; 2026-07-01 2026-08-01 2027-07-31",
            "
            2026-07-31 2025-08-01 -
            2026-08-01 2026-07-01 -
            ",
        );
        check(
            "2025-10-01 2025-12-02 2030-12-01 returned=2026-03-02",
            "
            2026-03-01 2025-10-01 -
            2026-03-02 -          2025-10-01:2026-03-02:Returned
            ",
        );
        check("2019-04-01 2019-04-01 2030-12-01", "2026-01-01 - -  # of an older coverage");
    }

    fn check(papers: &str, table: &str) {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let insurer = "06139992".parse().unwrap();
        let mut dossier = Dossier::born_on(day("1980-01-01"));
        for paper in papers.split(';') {
            let words: Vec<&str> = paper.split_whitespace().collect();
            let event = |name: &str| {
                words.iter().find_map(|it| it.strip_prefix(name)).map(|it| day(&it[1..]))
            };
            dossier.documents.push(Document {
                kind: DocumentKind::EligibilityCertificate,
                issued_on: day(words[0]),
                valid_from: day(words[1]),
                valid_to: Some(day(words[2])),
                insurer_number: Some(insurer),
                lost_on: event("lost"),
                returned_on: event("returned"),
            });
        }
        let coverage = Coverage {
            insurer_number: insurer,
            symbol: None,
            number: "1".to_owned(),
            branch: None,
            role: Role::Insured,
            acquired_on: day("2025-04-01"),
            lost_on: None,
            income_tier: IncomeTier::Ordinary,
            income_tiers: Vec::new(),
            voluntary_continuation: false,
        };
        let person = Person {
            dossier,
            identity: None,
            address: None,
            delivery: None,
            reference_numbers: Vec::new(),
        };
        for row in table.lines().map(|it| it.split('#').next().unwrap_or(it)) {
            let words: Vec<&str> = row.split_whitespace().collect();
            let [on, counts, ends @ ..] = words.as_slice() else { continue };
            let on = day(on);
            let found = in_force(on, &person, &coverage).map(|it| it.issued_on.to_string());
            assert_eq!(found.as_deref().unwrap_or("-"), *counts, "{papers} on {on}");
            let found: Vec<String> = void(on, &person, &coverage)
                .iter()
                .map(|it| format!("{}:{}:{:?}", it.issued_on, it.void_from, it.why))
                .collect();
            let wanted: Vec<&str> = ends.iter().copied().filter(|it| *it != "-").collect();
            assert_eq!(found, wanted, "{papers} on {on}");
        }
    }
}
