//! What proves eligibility at a counter, what to carry, and what to do next.

use arrayvec::ArrayVec;

use crate::{
    case::Case,
    document::is_shown,
    dossier::DocumentKind,
    findings::Findings,
    rule::Rule,
    standing::{
        Advice, Because, CardState, CardUse, Carry, Due, Fallback, Means, Phase, RegistrationState,
        ToDo,
    },
};

/// What a counter must accept, best first; nothing unless covered.
pub(crate) fn means(
    case: &Case<'_>,
    found: &Findings<'_>,
    because: &mut Because,
) -> ArrayVec<Means, 3> {
    let mut means = ArrayVec::new();
    if found.in_force.is_none() {
        return means;
    }
    if found.card_use != CardUse::Nothing {
        means.push(Means::MyNumberCard);
    }
    if is_shown(case, DocumentKind::EligibilityCertificate) {
        means.push(Means::EligibilityCertificate);
    }
    if is_shown(case, DocumentKind::FormerInsuranceCertificate) {
        means.push(Means::FormerInsuranceCertificate);
        because.means.push(Rule::R109);
    }
    because.means.push(Rule::R032);
    means
}

/// What proves eligibility when reading fails; the order is no preference but for the statement,
/// the last resort (D-20).
pub(crate) fn fallback(
    case: &Case<'_>,
    found: &Findings<'_>,
    because: &mut Because,
) -> ArrayVec<Fallback, 4> {
    let mut fallback = ArrayVec::new();
    if found.in_force.is_none() {
        return fallback;
    }
    let mut offer = |way, rules: &[Rule]| {
        fallback.push(way);
        because.fallback.extend(rules.iter().copied());
    };
    let card = found.card_use != CardUse::Nothing;
    if found.card_use == CardUse::Everything && can_download(case, found) {
        offer(Fallback::CardAndPortalScreen, &[Rule::R092, Rule::D38, Rule::R051, Rule::F19]);
    }
    if card && is_shown(case, DocumentKind::EligibilityNotice) {
        offer(Fallback::CardAndNotice, &[Rule::R093, Rule::D18]);
    }
    if card {
        offer(Fallback::CardAndStatement, &[Rule::R094]);
    }
    if is_shown(case, DocumentKind::EligibilityCertificate) {
        offer(Fallback::EligibilityCertificate, &[Rule::R111]);
    }
    fallback
}

/// What to carry for the day reading fails.
pub(crate) fn carry(case: &Case<'_>, found: &Findings<'_>, because: &mut Because) -> Carry {
    let no_card = !found.card.is_usable_or_just_expired();
    let cancelled = found.registration.state == RegistrationState::Cancelled;
    if found.in_force.is_none() || no_card || found.blocked || cancelled {
        because.carry.push(if found.blocked { Rule::F49 } else { Rule::R147 });
        return Carry::None;
    }
    if found.registration.state != RegistrationState::Registered {
        because.carry.push(Rule::D38);
        return Carry::RegisterFirst;
    }
    match found.card_use {
        CardUse::Everything if can_download(case, found) => {
            because.carry.extend([Rule::R143, Rule::R142]);
            Carry::DownloadToSmartphone
        }
        CardUse::Everything | CardUse::EligibilityOnly => {
            because.carry.push(Rule::R144);
            Carry::CarryNotice
        }
        CardUse::Nothing => {
            because.carry.push(Rule::R147);
            Carry::None
        }
    }
}

/// The portal needs a smartphone and a card with a PIN (F-19).
fn can_download(case: &Case<'_>, found: &Findings<'_>) -> bool {
    case.dossier.smartphone && !found.card.card.is_some_and(|it| it.pinless)
}

/// The switch-over checklist; nothing for whom it does not concern.
pub(crate) fn todo(
    case: &Case<'_>,
    found: &Findings<'_>,
    because: &mut Because,
) -> ArrayVec<ToDo, 2> {
    let mut todo = ArrayVec::new();
    let cancelled = found.registration.state == RegistrationState::Cancelled;
    if found.blocked || found.card.state == CardState::Returned || cancelled {
        because.todo.push(if found.blocked { Rule::F49 } else { Rule::R045 });
        return todo;
    }
    if !found.card.is_usable() {
        because.todo.extend([Rule::R162, Rule::R170, Rule::R174]);
        todo.push(ToDo::GetCard);
    } else if needs_renewal(case, found) {
        because.todo.extend([Rule::R164, Rule::R168, Rule::D05]);
        todo.push(if ends_with_card(found) {
            ToDo::GetCard
        } else {
            ToDo::RenewDigitalCertificate
        });
    }
    if found.registration.state != RegistrationState::Registered {
        because.todo.extend([Rule::R163, Rule::R165, Rule::D13, Rule::F13]);
        todo.push(ToDo::Register);
    }
    todo
}

fn needs_renewal(case: &Case<'_>, found: &Findings<'_>) -> bool {
    let Some(certificate) = &found.certificate else { return true };
    match certificate.phase {
        Phase::Quiet => false,
        Phase::ExpiresSoon => case.day.has_come(certificate.renewable_from),
        Phase::EligibilityOnly | Phase::Stopped | Phase::Revoked => true,
    }
}

/// Whether the certificate ends because its card does, so that only a new card helps (F-01 b).
fn ends_with_card(found: &Findings<'_>) -> bool {
    found.certificate.zip(found.card.valid_to()).is_some_and(|(certificate, card_valid_to)| {
        certificate.phase != Phase::Revoked && certificate.valid_to >= card_valid_to
    })
}

/// Advice when covered with nothing to show and none due: the rules leave such days.
pub(crate) fn advice(
    found: &Findings<'_>,
    means: &[Means],
    due: &[Due],
    because: &mut Because,
) -> ArrayVec<Advice, 1> {
    let mut advice = ArrayVec::new();
    let certificate_due = due.iter().any(|it| it.document == DocumentKind::EligibilityCertificate);
    if found.in_force.is_some() && means.is_empty() && !certificate_due {
        because.advice.extend([Rule::R107, Rule::R175]);
        advice.push(Advice::ApplyForEligibilityCertificate);
    }
    advice
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    const HOLDER: &str = "card 2021-03-01; certificate 2021-03-01; registered 2021-11-01; \
                          coverage 2025-04-01 lost=2027-04-01";

    #[test]
    fn what_a_counter_must_accept() {
        check(
            HOLDER,
            "
                on          means
            nothing else:
                2025-03-31  -
                2025-04-01  MyNumberCard
                2026-05-31  MyNumberCard
                2026-06-01  -
            issued EligibilityCertificate 2026-05-10:
                2026-05-31  MyNumberCard, EligibilityCertificate
                2026-06-01  EligibilityCertificate
                2027-03-31  EligibilityCertificate
                2027-04-01  -
            issued EligibilityNotice 2025-04-10:
                2026-06-01  -  # G-58
            issued FormerInsuranceCertificate 2025-04-01:
                2025-12-01  MyNumberCard, FormerInsuranceCertificate
                2025-12-02  MyNumberCard
            ",
        );
    }

    #[test]
    fn what_proves_it_when_reading_fails() {
        check(
            "certificate 2021-03-01; registered 2021-11-01; coverage 2025-04-01",
            "
                on          fallback
            card 2021-03-01:
                2025-03-31  -
                2025-04-01  CardAndPortalScreen, CardAndStatement  # G-59
            card 2021-03-01; no_smartphone:
                2025-04-01  CardAndStatement  # G-60
            card 2021-03-01 pinless:
                2025-04-01  CardAndStatement
            card 2021-03-01:
                2026-02-15  CardAndStatement  # eligibility only
            card 2021-03-01; issued EligibilityNotice 2025-04-10:
                2025-04-09  CardAndPortalScreen, CardAndStatement
                2025-04-10  CardAndPortalScreen, CardAndNotice, CardAndStatement
            card 2021-03-01; no_smartphone; issued EligibilityNotice 2025-04-10 lost=2025-05-01:
                2025-04-30  CardAndNotice, CardAndStatement
                2025-05-01  CardAndStatement
            card 2021-03-01 lost=2026-01-01; issued EligibilityNotice 2025-04-10:
                2026-01-01  -  # the notice alone proves nothing
            card 2021-03-01 lost=2026-01-01; issued EligibilityCertificate 2025-04-10:
                2026-01-01  EligibilityCertificate
            ",
        );
    }

    #[test]
    fn what_to_carry() {
        check(
            "coverage 2025-04-01 lost=2027-04-01",
            "
                on          carry
            card 2021-03-01; certificate 2021-03-01; registered 2021-11-01:
                2025-03-31  None
                2025-04-01  DownloadToSmartphone
            card 2021-03-01; certificate 2021-03-01; registered 2021-11-01; no_smartphone:
                2025-04-01  CarryNotice
            card 2021-03-01 pinless; certificate 2021-03-01; registered 2021-11-01:
                2025-04-01  CarryNotice
            card 2021-03-01; certificate 2021-03-01; registered 2021-11-01:
                2026-02-15  CarryNotice
                2026-06-01  RegisterFirst  # lapsed
            card 2021-03-01; certificate 2021-03-01; registered 2025-05-01:
                2025-04-30  RegisterFirst
                2025-05-01  DownloadToSmartphone
            card 2021-03-01; certificate 2021-03-01; registered 2021-11-01 cancel=2026-01-10:
                2026-03-01  None
            card 2021-03-01; certificate 2021-03-01; registered 2021-11-01; blocked:
                2025-04-01  None
            card 2021-03-01 lost=2025-05-01; certificate 2021-03-01; registered 2021-11-01:
                2025-05-01  None
            card 2021-03-01; certificate 2021-03-01 revoked=2025-05-01; registered 2021-11-01:
                2025-05-01  None
            nothing else:
                2025-05-01  None
            ",
        );
    }

    #[test]
    fn the_checklist_in_the_order_of_doing() {
        check(
            "",
            "
                on          todo
            nothing else:
                2026-01-01  GetCard, Register
            card 2021-03-01:
                2026-01-01  RenewDigitalCertificate, Register
            card 2021-03-01; certificate 2021-03-01:
                2025-11-14  Register
            card 2021-03-01; certificate 2021-03-01; registered 2021-11-01:
                2025-11-14  -  # noticed, not renewable
                2025-11-15  RenewDigitalCertificate
                2026-05-31  RenewDigitalCertificate
                2026-06-01  RenewDigitalCertificate, Register  # G-46
            card 2021-03-01; certificate 2021-03-01 revoked=2025-05-01; registered 2021-11-01:
                2025-05-01  RenewDigitalCertificate
            card 2016-03-01; certificate 2021-03-01; registered 2021-11-01:
                2025-11-14  -
                2025-11-15  GetCard  # both end on 2026-02-14
                2026-02-15  GetCard
            card 2021-03-01 lost=2025-05-01; certificate 2021-03-01; registered 2021-11-01:
                2025-05-01  GetCard
            card 2021-03-01 returned=2025-05-01; certificate 2021-03-01:
                2025-05-01  -
            card 2021-03-01; certificate 2021-03-01; registered 2021-11-01 cancel=2026-01-10:
                2026-02-28  RenewDigitalCertificate
                2026-03-01  -
            blocked:
                2026-01-01  -  # G-52
            ",
        );
    }

    #[test]
    fn advice_where_the_rules_leave_a_day_without_proof() {
        check(
            "certificate 2021-03-01; registered 2021-11-01; coverage 2025-04-01 lost=2026-01-01",
            "
                on          means                   advice
            card 2021-03-01 lost=2025-05-10:
                2025-05-09  MyNumberCard            -
                2025-05-10  -                       ApplyForEligibilityCertificate
                2025-12-31  -                       ApplyForEligibilityCertificate
                2026-01-01  -                       -  # not covered
            card 2021-03-01 lost=2025-05-10; asked EligibilityCertificate 2025-05-12 LostCard:
                2025-05-11  -                       ApplyForEligibilityCertificate
                2025-05-12  -                       -
            card 2021-03-01 lost=2025-05-10; issued EligibilityCertificate 2025-05-14:
                2025-05-13  -                       ApplyForEligibilityCertificate
                2025-05-14  EligibilityCertificate  -
            card 2021-03-01 returned=2025-05-10:
                2025-05-31  -                       ApplyForEligibilityCertificate
                2025-06-01  -                       -  # due with the next list
            ",
        );
    }
}
