//! Judging a dossier on a day, and the next day on which anything differs.

use jiff::civil::Date;

use crate::{
    case::Case,
    day::Day,
    document,
    dossier::Dossier,
    due,
    findings::Findings,
    proof, reader, relocation,
    rule::Rule,
    settings::Settings,
    standing::{Because, CardStanding, CoverageStanding, Standing},
};

/// A standing, why it is so, and when it can next turn.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// What holds.
    pub standing: Standing,
    /// Why.
    pub because: Because,
    /// No answer turns before this day; some question the rules asked does on it.
    turns_on: Option<Date>,
}

/// Judges a dossier on a day.
///
/// Any day is allowed, also before birth; a dossier that cannot be true ([`crate::impossible`]) is
/// judged as if it could.
#[must_use]
pub fn judge(dossier: &Dossier<'_>, settings: &Settings, on: Date) -> Judgement {
    let day = Day::new(on);
    let (standing, because) = standing(&Case::new(dossier, settings, &day));
    Judgement { standing, because, turns_on: day.turns_on() }
}

impl Judgement {
    /// The first later day on which the standing of the same dossier differs; none if none does.
    ///
    /// Walks only the days on which a question the rules asked would be answered otherwise.
    #[must_use]
    pub fn next_change_on(&self, dossier: &Dossier<'_>, settings: &Settings) -> Option<Date> {
        let mut turn = self.turns_on;
        while let Some(on) = turn {
            let later = judge(dossier, settings, on);
            if later.standing != self.standing {
                return Some(on);
            }
            turn = later.turns_on;
        }
        None
    }
}

/// Every answer, and why.
fn standing(case: &Case<'_>) -> (Standing, Because) {
    let mut because = Because::default();
    let found = Findings::of(case, &mut because);
    let means = proof::means(case, &found, &mut because);
    let due = due::due(case, &found);
    let standing = Standing {
        card: CardStanding { state: found.card.state, valid_to: found.card.valid_to() },
        digital_certificate: found.certificate,
        registration: found.registration,
        card_use: found.card_use,
        coverage: coverage(case, &found, &mut because),
        ages: case.ages,
        reader: reader::reader(&found, &mut because),
        fallback: proof::fallback(case, &found, &mut because),
        todo: proof::todo(case, &found, &mut because),
        advice: proof::advice(&found, &means, &due, &mut because),
        give_back: document::give_back(case, &mut because),
        carry: proof::carry(case, &found, &mut because),
        relocation: relocation::newest(case, &mut because),
        means,
        due,
    };
    (standing, because)
}

/// Whether covered, by whom, at what share.
fn coverage(case: &Case<'_>, found: &Findings<'_>, because: &mut Because) -> CoverageStanding {
    match &found.in_force {
        Some(it) => {
            let (share_tenths, rule) = it.share(case);
            because.coverage.extend([Rule::F94, rule]);
            CoverageStanding::Covered { insurer: it.coverage.insurer, share_tenths }
        }
        None if case.dossier.coverages.iter().any(|it| case.day.has_come(it.acquired_on)) => {
            because.coverage.push(Rule::F94);
            CoverageStanding::Lost
        }
        None => CoverageStanding::None,
    }
}
