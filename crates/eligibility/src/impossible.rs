//! What cannot be true: a fact before its cause.
//!
//! Accepted although odd: a coverage lost on the day acquired, a paper valid before its issue
//! (D-30), a cancellation after a lapse, continued use asked too late, moving in before the planned
//! departure.

use std::fmt;

use jiff::civil::Date;

use crate::dossier::Dossier;

/// A fact that cannot be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// The list in the dossier; none for a field of its own.
    pub list: Option<(&'static str, usize)>,
    /// The field.
    pub field: &'static str,
    /// What was found.
    pub found: Date,
    /// What was wanted.
    pub wanted: Wanted,
}

/// What was wanted of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A day on or after another field's.
    OnOrAfter(&'static str, Date),
    /// Another field, which is missing.
    Only(&'static str),
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.list {
            Some((list, place)) => write!(f, "{list}[{place}].{}", self.field),
            None => f.write_str(self.field),
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnOrAfter(field, day) => write!(f, "a day on or after {field} {day}"),
            Self::Only(field) => write!(f, "nothing without {field}"),
        }
    }
}

/// The first fact of a dossier that cannot be true, list by list as the contract orders them.
#[must_use]
pub fn impossible(dossier: &Dossier<'_>) -> Option<Impossible> {
    check(dossier).err()
}

fn check(dossier: &Dossier<'_>) -> Result<(), Impossible> {
    let born = ("born_on", Some(dossier.born_on));
    At(None).after(("stay_until", dossier.stay_until), &[born])?;
    for (place, it) in dossier.blocks.iter().enumerate() {
        let at = At(Some(("self_information_blocks", place)));
        at.after(("from", it.from), &[born])?;
        at.after(("to", it.to), &[born, ("from", it.from)])?;
    }
    coverages(dossier, born)?;
    cards(dossier, born)?;
    certificates(dossier, born)?;
    moves(dossier, born)?;
    papers(dossier, born)
}

fn coverages(dossier: &Dossier<'_>, born: Field) -> Result<(), Impossible> {
    for (place, it) in dossier.coverages.iter().enumerate() {
        let at = At(Some(("coverages", place)));
        at.after(("acquired_on", Some(it.acquired_on)), &[born])?;
        at.after(("lost_on", it.lost_on), &[("acquired_on", Some(it.acquired_on))])?;
        let (start, length) = it.income_tiers;
        let rows = usize::from(start)..usize::from(start) + usize::from(length);
        for tier in dossier.income_tiers.get(rows).unwrap_or_default() {
            at.after(("income_tiers", Some(tier.from)), &[born])?;
        }
    }
    Ok(())
}

fn cards(dossier: &Dossier<'_>, born: Field) -> Result<(), Impossible> {
    for (place, it) in dossier.cards.iter().enumerate() {
        let at = At(Some(("cards", place)));
        let issued = ("issued_on", Some(it.issued_on));
        at.after(("application_received_on", Some(it.application_received_on)), &[born])?;
        at.after(issued, &[("application_received_on", Some(it.application_received_on))])?;
        for event in [
            ("handed_over_on", Some(it.handed_over_on)),
            ("valid_to", it.valid_to),
            ("lost_on", it.lost_on),
            ("suspended_on", it.suspended_on),
            ("released_on", it.released_on),
            ("returned_on", it.returned_on),
            ("revoked_on", it.revoked_on),
        ] {
            at.after(event, &[issued])?;
        }
        if let (Some(released), stop) =
            (it.released_on, it.lost_on.into_iter().chain(it.suspended_on).min())
        {
            match stop {
                Some(stop) => at.after(
                    ("released_on", Some(released)),
                    &[("lost_on or suspended_on", Some(stop))],
                )?,
                None => {
                    return at.refuse(
                        "released_on",
                        released,
                        Wanted::Only("lost_on or suspended_on"),
                    );
                }
            }
        }
    }
    Ok(())
}

fn certificates(dossier: &Dossier<'_>, born: Field) -> Result<(), Impossible> {
    let first_card = dossier.cards.iter().map(|it| it.issued_on).min();
    let first = dossier.digital_certificates.iter().map(|it| it.issued_on).min();
    let mut before = None;
    for (place, it) in dossier.digital_certificates.iter().enumerate() {
        let at = At(Some(("digital_certificates", place)));
        let issued = ("issued_on", Some(it.issued_on));
        at.after(issued, &[born, ("issued_on of the certificate before", before)])?;
        at.caused(issued, ("issued_on of a card", first_card))?;
        at.after(("valid_to", it.valid_to), &[issued])?;
        at.after(("revoked_on", it.revoked_on), &[issued])?;
        before = Some(it.issued_on);
    }
    for (place, it) in dossier.registrations.iter().enumerate() {
        let at = At(Some(("registrations", place)));
        let registered = ("registered_on", Some(it.registered_on));
        at.after(registered, &[born])?;
        at.caused(registered, ("issued_on of a digital certificate", first))?;
        at.after(("cancel_requested_on", it.cancel_requested_on), &[registered])?;
    }
    Ok(())
}

fn moves(dossier: &Dossier<'_>, born: Field) -> Result<(), Impossible> {
    for (place, it) in dossier.relocations.iter().enumerate() {
        let at = At(Some(("relocations", place)));
        at.after(("planned_departure_on", Some(it.planned_departure_on)), &[born])?;
        at.after(("moved_in_on", it.moved_in_on), &[born])?;
        at.caused(("reported_on", it.reported_on), ("moved_in_on", it.moved_in_on))?;
        at.caused(("continued_use_on", it.continued_use_on), ("reported_on", it.reported_on))?;
    }
    for (place, it) in dossier.departures_abroad.iter().enumerate() {
        let at = At(Some(("departures_abroad", place)));
        at.after(("planned_on", Some(it.planned_on)), &[born])?;
        at.after(("continued_use_on", it.continued_use_on), &[born])?;
    }
    Ok(())
}

fn papers(dossier: &Dossier<'_>, born: Field) -> Result<(), Impossible> {
    for (place, it) in dossier.documents.iter().enumerate() {
        let at = At(Some(("documents", place)));
        let issued = ("issued_on", Some(it.issued_on));
        at.after(issued, &[born])?;
        at.after(("valid_from", Some(it.valid_from)), &[born])?;
        at.after(("valid_to", it.valid_to), &[("valid_from", Some(it.valid_from))])?;
        at.after(("lost_on", it.lost_on), &[issued])?;
        at.after(("returned_on", it.returned_on), &[issued])?;
    }
    for (place, it) in dossier.applications.iter().enumerate() {
        let at = At(Some(("applications", place)));
        at.after(("received_on", Some(it.received_on)), &[born])?;
        at.after(("fee_paid_on", it.fee_paid_on), &[("received_on", Some(it.received_on))])?;
    }
    Ok(())
}

/// A field's name and its day, if it has one.
type Field = (&'static str, Option<Date>);

/// Where in the dossier.
#[derive(Clone, Copy)]
struct At(Option<(&'static str, usize)>);

impl At {
    /// Refuses a day before any of those that must come first; absent days refuse nothing.
    fn after(self, (field, day): Field, causes: &[Field]) -> Result<(), Impossible> {
        let Some(found) = day else { return Ok(()) };
        for (cause, first) in causes {
            if let Some(first) = first.filter(|first| found < *first) {
                return self.refuse(field, found, Wanted::OnOrAfter(cause, first));
            }
        }
        Ok(())
    }

    /// The same for a cause that must be there.
    fn caused(self, (field, day): Field, (cause, first): Field) -> Result<(), Impossible> {
        match (day, first) {
            (Some(found), None) => self.refuse(field, found, Wanted::Only(cause)),
            (Some(_) | None, _) => self.after((field, day), &[(cause, first)]),
        }
    }

    fn refuse<T>(self, field: &'static str, found: Date, wanted: Wanted) -> Result<T, Impossible> {
        Err(Impossible { list: self.0, field, found, wanted })
    }
}

#[cfg(test)]
mod tests {
    use super::impossible;
    use crate::testing::Person;

    #[test]
    fn a_card_or_coverage_before_its_cause_is_refused() {
        check(
            "
            card 2026-01-10 received=2026-01-11:
                cards[0].issued_on
                a day on or after application_received_on 2026-01-11
            stay 1985-02-13:
                stay_until
                a day on or after born_on 1985-02-14
            card 1985-03-01 received=1985-02-13:
                cards[0].application_received_on
                a day on or after born_on 1985-02-14
            card 2026-01-10 handed=2026-01-09:
                cards[0].handed_over_on
                a day on or after issued_on 2026-01-10
            card 2026-01-10 lost=2026-01-09:
                cards[0].lost_on
                a day on or after issued_on 2026-01-10
            card 2026-01-10 returned=2026-01-09:
                cards[0].returned_on
                a day on or after issued_on 2026-01-10
            card 2026-01-10 released=2026-01-11:
                cards[0].released_on
                nothing without lost_on or suspended_on
            card 2026-01-10 lost=2026-01-12 released=2026-01-11:
                cards[0].released_on
                a day on or after lost_on or suspended_on 2026-01-12
            coverage 1985-02-13:
                coverages[0].acquired_on
                a day on or after born_on 1985-02-14
            coverage 2025-04-01; coverage 2026-04-01 lost=2026-03-31:
                coverages[1].lost_on
                a day on or after acquired_on 2026-04-01
            ",
        );
    }

    #[test]
    fn a_certificate_or_registration_before_what_carries_it_is_refused() {
        check(
            "
            certificate 2026-01-10:
                digital_certificates[0].issued_on
                nothing without issued_on of a card
            card 2026-01-10; certificate 2026-01-09:
                digital_certificates[0].issued_on
                a day on or after issued_on of a card 2026-01-10
            card 2026-01-10; certificate 2026-01-10 revoked=2026-01-09:
                digital_certificates[0].revoked_on
                a day on or after issued_on 2026-01-10
            card 2026-01-10; certificate 2026-02-10; certificate 2026-02-09:
                digital_certificates[1].issued_on
                a day on or after issued_on of the certificate before 2026-02-10
            card 2026-01-10; registered 2026-01-10:
                registrations[0].registered_on
                nothing without issued_on of a digital certificate
            card 2026-01-10; certificate 2026-01-10; registered 2026-01-09:
                registrations[0].registered_on
                a day on or after issued_on of a digital certificate 2026-01-10
            card 2026-01-10; certificate 2026-01-10; registered 2026-02-01 cancel=2026-01-31:
                registrations[0].cancel_requested_on
                a day on or after registered_on 2026-02-01
            ",
        );
    }

    #[test]
    fn a_move_or_paper_before_its_cause_is_refused() {
        check(
            "
            moves 2026-03-31 reported=2026-04-01:
                relocations[0].reported_on
                nothing without moved_in_on
            moves 2026-03-31 in=2026-04-02 reported=2026-04-01:
                relocations[0].reported_on
                a day on or after moved_in_on 2026-04-02
            moves 2026-03-31 in=2026-04-01 continued=2026-04-01:
                relocations[0].continued_use_on
                nothing without reported_on
            moves 2026-03-31 in=2026-04-01 reported=2026-04-02 continued=2026-04-01:
                relocations[0].continued_use_on
                a day on or after reported_on 2026-04-02
            issued EligibilityNotice 2026-04-01 to=2026-03-31:
                documents[0].valid_to
                a day on or after valid_from 2026-04-01
            asked EligibilityNotice 2026-04-01 Other paid=2026-03-31:
                applications[0].fee_paid_on
                a day on or after received_on 2026-04-01
            blocked from=2026-04-01 to=2026-03-31:
                self_information_blocks[0].to
                a day on or after from 2026-04-01
            ",
        );
    }

    #[test]
    fn on_the_day_of_its_cause_it_is_accepted() {
        check(
            "
            card 2026-01-10 handed=2026-01-10 lost=2026-01-10 released=2026-01-10:
                -
            card 2026-01-10 suspended=2026-01-12 lost=2026-01-20 released=2026-01-12:
                -
            card 2026-01-10; certificate 2026-01-10 revoked=2026-01-10; certificate 2026-01-10:
                -
            card 2026-01-10; certificate 2026-01-10; registered 2026-01-10 cancel=2026-01-10:
                -
            born 2026-04-01; moves 2026-04-01 in=2026-04-01 reported=2026-04-01:
                -
            ",
        );
    }

    #[test]
    fn what_is_only_odd_is_accepted() {
        check(
            "
            coverage 2025-04-01 lost=2025-04-01:
                -
            issued EligibilityCertificate 2026-04-10 from=2026-04-01:
                -
            card 2021-03-01; certificate 2021-03-01; registered 2021-11-01 cancel=2026-07-01:
                -
            moves 2026-03-31 in=2026-03-01 reported=2026-03-02 continued=2026-12-01:
                -
            abroad 2026-08-01 continued=2026-09-01:
                -
            ",
        );
    }

    /// A line of facts that ends in `:`, and below it the first refusal: the field and what was
    /// wanted of it.
    #[track_caller]
    fn check(table: &str) {
        let mut lines = table.lines().map(str::trim).filter(|it| !it.is_empty()).peekable();
        while let Some(facts) = lines.next() {
            let mut wanted = Vec::new();
            while let Some(line) = lines.next_if(|it| !it.ends_with(':')) {
                wanted.push(line);
            }
            let person = Person::of(facts.trim_end_matches(':'));
            let refusal = impossible(&person.dossier())
                .map_or(vec!["-".to_owned()], |it| vec![it.to_string(), it.wanted.to_string()]);
            assert_eq!(refusal, wanted, "{facts}");
        }
    }
}
