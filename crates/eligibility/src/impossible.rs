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
