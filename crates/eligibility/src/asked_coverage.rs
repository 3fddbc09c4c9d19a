//! One coverage on a day, as the hub is asked by its number.

use jiff::civil::Date;

use crate::{
    age::Ages,
    calendar::day_after,
    case::Case,
    coverage::{InForce, ended_on, last_day_by_law},
    day::Day,
    dossier::Dossier,
    rule::Rule,
    settings::Settings,
};

/// How one coverage stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverageOn {
    /// In force, at this share.
    InForce {
        /// The share in tenths of the cost.
        share_tenths: u8,
        /// The rule the share rests on.
        rule: Rule,
    },
    /// Not any more.
    Ended {
        /// The first day not covered.
        from: Date,
        /// Why.
        why: WhyEnded,
    },
    /// Not yet.
    NotBegun {
        /// The first day covered.
        from: Date,
    },
}

/// Why a coverage is not in force any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyEnded {
    /// The insurer reported the loss (F-94).
    Lost,
    /// The person turned 75 (F-73).
    TurnedSeventyFive,
    /// Two years of voluntary continuation are over (F-41).
    VoluntaryContinuationOver,
}

/// How the coverage at a place of the dossier's list stands on a day; `None` where the list has no
/// such place. Whether a newer one is in force is for [`crate::judge`] to say.
#[must_use]
pub fn coverage_on(
    dossier: &Dossier<'_>,
    settings: &Settings,
    place: usize,
    on: Date,
) -> Option<CoverageOn> {
    let coverage = dossier.coverages.get(place)?;
    let day = Day::new(on);
    let case = Case::new(dossier, settings, &day);
    if !day.has_come(coverage.acquired_on) {
        return Some(CoverageOn::NotBegun { from: coverage.acquired_on });
    }
    if let Some(from) = ended_on(&case, coverage) {
        let why = if coverage.lost_on == Some(from) {
            WhyEnded::Lost
        } else if from == Ages::of(dossier.born_on).late_stage_from
            && day_after(last_day_by_law(&case, coverage)) == from
            && !coverage.insurer.is_late_stage()
        {
            WhyEnded::TurnedSeventyFive
        } else {
            WhyEnded::VoluntaryContinuationOver
        };
        return Some(CoverageOn::Ended { from, why });
    }
    let (share_tenths, rule) = InForce { place, coverage }.share(&case);
    Some(CoverageOn::InForce { share_tenths, rule })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{Coverage, IncomeTier, Role};

    #[test]
    fn each_end_on_both_sides() {
        let table = "
            born        acquired    lost        voluntary  on          stands
            1985-02-14  2025-04-01  -           no         2025-03-31  not_begun_2025-04-01
            1985-02-14  2025-04-01  -           no         2025-04-01  3
            1985-02-14  2025-04-01  2026-04-01  no         2026-03-31  3
            1985-02-14  2025-04-01  2026-04-01  no         2026-04-01  Lost_2026-04-01
            1951-06-15  2025-04-01  -           no         2026-06-14  2
            1951-06-15  2025-04-01  -           no         2026-06-15  TurnedSeventyFive_2026-06-15
            1951-06-15  2025-04-01  2026-06-15  no         2026-06-15  Lost_2026-06-15
            1985-02-14  2024-04-01  -           yes        2026-03-31  3
            1985-02-14  2024-04-01  -           yes        2026-04-01  VoluntaryContinuationOver_2026-04-01
        ";
        for row in table.trim().lines().skip(1) {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let coverage = Coverage {
                insurer: "113019".parse().unwrap(),
                role: Role::Insured,
                acquired_on: cells[1].parse().unwrap(),
                lost_on: cells[2].parse().ok(),
                voluntary_continuation: cells[3] == "yes",
                income_tier: IncomeTier::Ordinary,
                income_tiers: (0, 0),
            };
            let stands = stands(cells[0].parse().unwrap(), coverage, cells[4].parse().unwrap());
            assert_eq!(stands, cells[5], "{row}");
        }
        assert_eq!(coverage_on(&nobody(), &Settings::CONTRACT, 0, date(2026, 1, 1)), None);
    }

    fn stands(born_on: Date, coverage: Coverage, on: Date) -> String {
        let dossier = Dossier { born_on, coverages: &[coverage], ..nobody() };
        match coverage_on(&dossier, &Settings::CONTRACT, 0, on).unwrap() {
            CoverageOn::InForce { share_tenths, .. } => share_tenths.to_string(),
            CoverageOn::Ended { from, why } => format!("{why:?}_{from}"),
            CoverageOn::NotBegun { from } => format!("not_begun_{from}"),
        }
    }

    fn nobody() -> Dossier<'static> {
        Dossier {
            born_on: date(1985, 2, 14),
            stay_until: None,
            smartphone: true,
            needs_assistance: false,
            blocks: &[],
            coverages: &[],
            income_tiers: &[],
            cards: &[],
            digital_certificates: &[],
            registrations: &[],
            relocations: &[],
            departures_abroad: &[],
            documents: &[],
            applications: &[],
        }
    }
}
