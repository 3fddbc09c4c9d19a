//! The 高齢受給者証: on application, and ex officio where the insurer prints the share apart.

use super::{Asked, Entry, application, rules};
use crate::{
    calendar::{day_before, first_of_month_from},
    document::{is_shown, issued},
    dossier::DocumentKind,
    rule::Rule,
    settings::SharePlace,
    standing::How,
};

const KIND: DocumentKind = DocumentKind::ElderlyRecipientCertificate;

/// The entry listed on the day (D-14, F-43).
pub(super) fn due(asked: &Asked<'_>, certificate_is_due: bool) -> Option<Entry> {
    application::combined(asked, KIND, by_table(asked, certificate_is_due))
}

/// With the setting "separate": for whoever is due or shown a 資格確認書, before 70 counts.
fn by_table(asked: &Asked<'_>, certificate_is_due: bool) -> Option<Entry> {
    let case = asked.case;
    let coverage = asked.coverage.coverage;
    let applies = case.settings.share == SharePlace::Separate
        && !coverage.insurer.is_late_stage()
        && (certificate_is_due || is_shown(case, DocumentKind::EligibilityCertificate))
        && issued(case, KIND, asked.coverage).all(|it| case.day.happened(it.returned_on).is_some());
    let from = case.ages.elderly_from;
    applies.then(|| Entry {
        issue_from: Some(first_of_month_from(from, -1).max(coverage.acquired_on)),
        in_hand_by: Some(day_before(from)),
        how: How::ExOfficio,
        because: rules(&[&[Rule::R112, Rule::D14]]),
    })
}

#[cfg(test)]
mod tests {
    use crate::{
        Settings, SharePlace,
        testing::{check, check_with},
    };

    #[test]
    fn where_the_share_is_printed_only_on_application() {
        check(
            "born 1955-11-15; coverage 2025-04-01",
            "
                on          elderly_due
            nothing else:
                2025-12-01  -
            asked ElderlyRecipientCertificate 2026-05-01 Other:
                2026-04-30  -
                2026-05-01  2026-05-01 - OnApplication
            ",
        );
    }

    #[test]
    fn where_it_stands_apart_in_the_month_before() {
        let separate = Settings { share: SharePlace::Separate, ..Settings::CONTRACT };
        check_with(
            &separate,
            "coverage 2025-04-01",
            "
                on          elderly_due                      elderly_because
            born 1955-11-15:
                2025-10-31  -                                -
                2025-11-01  2025-11-01 2025-11-30 ExOfficio  R-112 D-14
                2025-12-01  2025-11-01 2025-11-30 ExOfficio  R-112 D-14
            born 1955-11-01:
                2025-09-30  -                                -
                2025-10-01  2025-10-01 2025-10-31 ExOfficio  R-112 D-14  # born on the 1st
            born 1955-11-15; issued EligibilityCertificate 2025-04-01:
                2025-11-01  2025-11-01 2025-11-30 ExOfficio  R-112 D-14
            born 1955-11-15; issued ElderlyRecipientCertificate 2025-11-20 from=2025-12-01:
                2025-11-19  2025-11-01 2025-11-30 ExOfficio  R-112 D-14
                2025-11-20  -                                -
            born 1954-01-01:
                2025-04-01  2025-04-01 2023-12-31 ExOfficio  R-112 D-14  # never before the coverage
            ",
        );
        check_with(
            &separate,
            "born 1955-11-15",
            "
                on          elderly_due
            card 2021-03-01; certificate 2021-03-01; registered 2021-11-01; coverage 2025-04-01:
                2025-11-01  -  # holds neither
            born 1948-01-01; coverage 2025-04-01 insurer=39130000:
                2025-11-01  -
            ",
        );
    }
}
