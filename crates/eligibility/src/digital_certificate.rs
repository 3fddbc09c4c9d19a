//! The digital certificate for authentication (利用者証明用電子証明書): how long it is valid, and its
//! phases at the reader.
//!
//! ```text
//!        notice_from      valid_to         usable_to
//! Quiet ──────┼─ ExpiresSoon ─┼─ EligibilityOnly ─┼─ Stopped
//!             └ renewable_from is the day after notice_from
//! ```

use jiff::civil::Date;

use crate::{
    calendar::{birthday, birthday_after, day_after, last_of_month_from, months_from},
    card,
    case::Case,
    day::Day,
    dossier::{DigitalCertificate, Dossier, MyNumberCard},
    rule::Rule,
    settings::Settings,
    standing::{CertificateStanding, Phase, Rules},
};

/// A digital certificate with its computed last day.
#[derive(Clone, Copy)]
pub(crate) struct Valid<'a> {
    pub(crate) certificate: &'a DigitalCertificate,
    pub(crate) valid_to: Date,
}

/// The current certificate and the day it was revoked, if it was.
#[derive(Clone, Copy)]
pub(crate) struct Current {
    pub(crate) standing: CertificateStanding,
    pub(crate) revoked_on: Option<Date>,
}

impl Valid<'_> {
    pub(crate) fn usable_to(&self) -> Date {
        usable_to(self.valid_to)
    }
}

/// The last day of the grace of a certificate valid to a day: the end of the third month after the
/// month of expiry (F-07).
#[must_use]
pub fn usable_to(valid_to: Date) -> Date {
    last_of_month_from(valid_to, 3)
}

/// The newest certificate that belongs to a card and has come by the day.
pub(crate) fn certificate_on_card(
    case: &Case<'_>,
    card: &MyNumberCard,
    because: &mut Rules,
) -> Option<Current> {
    let day = case.day;
    let current = certificates(case)
        .filter(|it| counts(case, it.certificate))
        .filter(|it| card_of(case, it.certificate).is_some_and(|its| std::ptr::eq(its, card)))
        .last()?;
    let notice_from = months_from(current.valid_to, -3);
    let usable_to = current.usable_to();
    let revoked_on = day.happened(current.certificate.revoked_on);
    let phase = if revoked_on.is_some() {
        Phase::Revoked
    } else if !day.has_come(notice_from) {
        Phase::Quiet
    } else if !day.is_over(current.valid_to) {
        Phase::ExpiresSoon
    } else if !day.is_over(usable_to) {
        Phase::EligibilityOnly
    } else {
        Phase::Stopped
    };
    because.extend(phase_rules(phase).iter().copied());
    let standing = CertificateStanding {
        phase,
        valid_to: current.valid_to,
        notice_from,
        renewable_from: renewable_from(current.valid_to),
        usable_to,
    };
    Some(Current { standing, revoked_on })
}

fn phase_rules(phase: Phase) -> &'static [Rule] {
    match phase {
        Phase::Quiet => &[Rule::F01],
        Phase::ExpiresSoon => &[Rule::R066, Rule::F01, Rule::F04],
        Phase::EligibilityOnly => &[Rule::R072, Rule::F07],
        Phase::Stopped => &[Rule::R075, Rule::F07],
        Phase::Revoked => &[Rule::F11],
    }
}

/// Every certificate in order of issue with its last day, come or not.
///
/// The last day is as read from the certificate; otherwise the fifth birthday after the issue, or
/// the sixth where it renews the one before within its window and that one was not revoked, capped
/// by the card (F-01, F-05).
pub(crate) fn certificates<'a>(case: &Case<'a>) -> impl Iterator<Item = Valid<'a>> {
    let case = *case;
    let mut before: Option<Valid<'a>> = None;
    case.dossier.digital_certificates.iter().map(move |certificate| {
        let valid_to = certificate.valid_to.unwrap_or_else(|| {
            let birthdays = if before.is_some_and(|it| renews(&it, certificate)) { 6 } else { 5 };
            let end = birthday_after(certificate.issued_on, case.dossier.born_on, birthdays);
            card_of(&case, certificate)
                .map_or(end, |its| end.min(card::valid_to(case.dossier, case.settings, its)))
        });
        let valid = Valid { certificate, valid_to };
        before = Some(valid);
        valid
    })
}

/// The last day of each certificate of a dossier, come or not, in order of issue (F-01, F-05).
#[must_use]
pub fn valid_to(dossier: &Dossier<'_>, settings: &Settings) -> Vec<Date> {
    // The day asked does not matter: nothing here asks whether something has come.
    let day = Day::new(Date::MAX);
    certificates(&Case::new(dossier, settings, &day)).map(|it| it.valid_to).collect()
}

/// The first day on which a certificate, or a card, with this last day can be renewed (F-04).
#[must_use]
pub fn renewable_from(valid_to: Date) -> Date {
    day_after(months_from(valid_to, -3))
}

/// The first day on which a person gets a certificate to sign (署名用電子証明書) and acts alone: the
/// 15th birthday (P-02).
#[must_use]
pub fn signs_from(born_on: Date) -> Date {
    birthday(born_on, 15)
}

/// Whether a certificate renews the one before it within the window.
fn renews(before: &Valid<'_>, certificate: &DigitalCertificate) -> bool {
    let issued_on = certificate.issued_on;
    months_from(before.valid_to, -3) < issued_on
        && issued_on <= before.valid_to
        && before.certificate.revoked_on.is_none_or(|revoked| revoked >= issued_on)
}

/// The card a certificate belongs to: the newest issued on or before its own day of issue.
fn card_of<'a>(case: &Case<'a>, certificate: &DigitalCertificate) -> Option<&'a MyNumberCard> {
    card::newest(case.dossier.cards, |it| it.issued_on <= certificate.issued_on)
}

/// Whether a certificate has come: from its issue, or from the next day by the setting (F-14).
pub(crate) fn counts(case: &Case<'_>, certificate: &DigitalCertificate) -> bool {
    let from = if case.settings.certificate_counts_next_day {
        day_after(certificate.issued_on)
    } else {
        certificate.issued_on
    };
    case.day.has_come(from)
}

#[cfg(test)]
mod tests;
