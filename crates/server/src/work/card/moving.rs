//! Following a move within the country (転出・転入) and a departure abroad (国外転出).

use eligibility::{CardState, Rule};
use jiff::civil::Date;
use pki::Purpose;
use record::{Address, DepartureAbroad, Relocation};
use serde::Deserialize;
use serde_json::json;
use store::PersonKey;

use super::{
    carrying::{Asked, Done, Plan, carry_out},
    file::{PersonFile, reason},
    lapsing::lapse_steps,
    occasion::Occasion,
    office::CardOffice,
    refusal::{Detail, NotAllowed, Refusal, Why},
    renewal::{RenewedCertificates, new_signature, renewed},
    signing::asking,
    words::IdentityCheck,
};

/// A moving-in notification (転入届).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovingIn {
    /// The day of moving in.
    pub moved_in_on: Date,
    /// The new address.
    pub address: Address,
    /// Who came.
    pub check: IdentityCheck,
}

/// Records a moving-out notification (転出届), made before or after the planned day.
///
/// # Errors
///
/// When one of the same day is recorded; as [`Refusal`] lists.
pub async fn report_moving_out(
    office: &CardOffice,
    occasion: &Occasion,
    person_key: PersonKey,
    planned_departure_on: Date,
) -> Result<Done, Refusal> {
    let asked = Asked { kind: "report_moving_out", person_key, said: &planned_departure_on };
    carry_out(office, occasion, asked, |file| {
        file.check_alive(occasion.on)?;
        let mut person = file.person.clone();
        let moves = &mut person.dossier.relocations;
        if moves.iter().any(|it| it.planned_departure_on == planned_departure_on) {
            let found = Detail::Day(planned_departure_on);
            let wanted = Detail::Words("a move not recorded yet");
            return Err(NotAllowed::of(Why::Already, found, wanted, &[Rule::R172]).into());
        }
        moves.push(Relocation {
            planned_departure_on,
            moved_in_on: None,
            reported_on: None,
            continued_use_on: None,
        });
        Ok(Plan {
            reason: "moving_out",
            note: json!({"planned_departure_on": planned_departure_on}),
            person: Some(person),
            ..Plan::default()
        })
    })
    .await
}

/// Records a moving-in notification (転入届): the address is another, so a certificate to sign is
/// revoked (F-16); a card whose time for it is over ends (F-33).
///
/// # Errors
///
/// Without a moving-out notification that waits for it; as [`Refusal`] lists.
pub async fn report_moving_in(
    office: &CardOffice,
    occasion: &Occasion,
    person_key: PersonKey,
    moving_in: &MovingIn,
) -> Result<Done, Refusal> {
    let asked = Asked { kind: "report_moving_in", person_key, said: moving_in };
    carry_out(office, occasion, asked, |file| {
        file.check_alive(occasion.on)?;
        file.check_who_came(occasion.on, moving_in.check.who_came)?;
        if moving_in.moved_in_on > occasion.on {
            let found = Detail::Day(moving_in.moved_in_on);
            let wanted = Detail::To(occasion.on);
            return Err(NotAllowed::of(Why::DayToCome, found, wanted, &[Rule::R172]).into());
        }
        let mut after = file.clone();
        let moves = &mut after.person.dossier.relocations;
        let waiting = moves
            .iter_mut()
            .filter(|it| it.reported_on.is_none())
            .max_by_key(|it| it.planned_departure_on);
        let Some(relocation) = waiting else {
            return Err(no_move("a moving-out notification", Rule::R172));
        };
        relocation.moved_in_on = Some(moving_in.moved_in_on);
        relocation.reported_on = Some(occasion.on);
        after.person.address = Some(moving_in.address.clone());
        let mut steps = lapse_steps(office, &after, occasion);
        if steps.is_empty() {
            steps = file.revoke_signatures(occasion, reason::AFFILIATION_CHANGED);
        }
        Ok(Plan {
            reason: "moving_in",
            note: json!({"moved_in_on": moving_in.moved_in_on, "check": moving_in.check}),
            person: Some(after.person),
            steps,
            ..Plan::default()
        })
    })
    .await
}

/// Does a card's continued use at the new place (継続利用), within its limit, and issues a
/// certificate to sign where one is asked for.
///
/// # Errors
///
/// When the notification was not made, the limit is over, or the card has lapsed; as [`Refusal`]
/// lists.
pub async fn continue_use(
    office: &CardOffice,
    occasion: &Occasion,
    card_number: &str,
    (check, signature): (&IdentityCheck, Option<&[u8]>),
) -> Result<RenewedCertificates, Refusal> {
    if signature.is_some() {
        occasion.check_today()?;
    }
    let person_key = office.person_of_card(card_number)?;
    let requests: Vec<_> = signature.iter().map(|it| (Purpose::DigitalSignature, *it)).collect();
    let asking = asking(office, &requests, occasion.at).await?;
    let said = (card_number, check, signature);
    let asked = Asked { kind: "continue_use", person_key, said: &said };
    let done = carry_out(office, occasion, asked, |file| {
        file.check_alive(occasion.on)?;
        file.check_who_came(occasion.on, check.who_came)?;
        check_continue_by(office, file, occasion.on)?;
        let allowed = (&[CardState::Usable][..], &[Rule::R171, Rule::F34][..]);
        file.in_state(office, card_number, occasion.on, allowed)?;
        let mut after = file.clone();
        if let Some(it) = newest_move(&mut after.person.dossier.relocations) {
            it.continued_use_on = Some(occasion.on);
        }
        let mut steps = Vec::new();
        if !asking.is_empty() {
            steps = file.revoke_signatures(occasion, reason::SUPERSEDED);
            steps.extend(new_signature(office, file, occasion, (card_number, &asking), &after)?);
        }
        Ok(Plan {
            reason: "continued_use",
            card_number: Some(card_number.to_owned()),
            note: json!({"check": check}),
            person: Some(after.person),
            steps,
            ..Plan::default()
        })
    })
    .await?;
    renewed(office, done, card_number)
}

/// Records a moving-out notification for abroad (国外への転出届) with its planned day.
///
/// # Errors
///
/// When one of the same day is recorded; as [`Refusal`] lists.
pub async fn report_departure_abroad(
    office: &CardOffice,
    occasion: &Occasion,
    person_key: PersonKey,
    planned_on: Date,
) -> Result<Done, Refusal> {
    let asked = Asked { kind: "report_departure_abroad", person_key, said: &planned_on };
    carry_out(office, occasion, asked, |file| {
        file.check_alive(occasion.on)?;
        let mut after = file.clone();
        let departures = &mut after.person.dossier.departures_abroad;
        if departures.iter().any(|it| it.planned_on == planned_on) {
            let found = Detail::Day(planned_on);
            let wanted = Detail::Words("a departure not recorded yet");
            return Err(NotAllowed::of(Why::Already, found, wanted, &[Rule::R176]).into());
        }
        departures.push(DepartureAbroad { planned_on, continued_use_on: None });
        Ok(Plan {
            reason: "departure_abroad",
            note: json!({"planned_on": planned_on}),
            steps: lapse_steps(office, &after, occasion),
            person: Some(after.person),
            ..Plan::default()
        })
    })
    .await
}

/// Does a card's continued use abroad (国外継続利用): by the day before the planned departure, and
/// for Japanese nationals only (F-38).
///
/// # Errors
///
/// When it is too late, or the law does not allow it for this person or day; as [`Refusal`] lists.
pub async fn continue_abroad(
    office: &CardOffice,
    occasion: &Occasion,
    card_number: &str,
    check: &IdentityCheck,
) -> Result<Done, Refusal> {
    let person_key = office.person_of_card(card_number)?;
    let asked = Asked { kind: "continue_abroad", person_key, said: &(card_number, check) };
    carry_out(office, occasion, asked, |file| {
        file.check_alive(occasion.on)?;
        file.check_who_came(occasion.on, check.who_came)?;
        let mut person = file.person.clone();
        let departures = &mut person.dossier.departures_abroad;
        let Some(departure) = departures.iter_mut().max_by_key(|it| it.planned_on) else {
            return Err(no_move("a departure abroad", Rule::R176));
        };
        let planned_on = departure.planned_on;
        let rules = [Rule::R176, Rule::F38];
        if departure.continued_use_on.is_some() {
            let (found, wanted) = (Detail::Words("done"), Detail::Words("not done"));
            return Err(NotAllowed::of(Why::Already, found, wanted, &rules).into());
        }
        if occasion.on >= planned_on {
            let by = planned_on.yesterday().unwrap_or(planned_on);
            let (found, wanted) = (Detail::Day(occasion.on), Detail::To(by));
            return Err(NotAllowed::of(Why::TooLate, found, wanted, &rules).into());
        }
        let allowed = (&[CardState::Usable][..], &rules[..]);
        file.in_state(office, card_number, occasion.on, allowed)?;
        departure.continued_use_on = Some(occasion.on);
        let mut after = file.clone();
        after.person = person;
        // Whether it helps is for the law: it does not before its first day, nor for foreigners.
        let state = after.judgement(office, planned_on).standing.card.state;
        if state == CardState::LapsedAbroad {
            let (found, wanted) = (Detail::Card(state), Detail::Card(CardState::Usable));
            return Err(NotAllowed::of(Why::NationalsOnly, found, wanted, &[Rule::F38]).into());
        }
        Ok(Plan {
            reason: "continued_use_abroad",
            card_number: Some(card_number.to_owned()),
            note: json!({"check": check, "planned_on": planned_on}),
            person: Some(after.person),
            ..Plan::default()
        })
    })
    .await
}

/// Refuses continued use without a notification, after its limit, or twice.
fn check_continue_by(office: &CardOffice, file: &PersonFile, on: Date) -> Result<(), Refusal> {
    let mut moves = file.person.dossier.relocations.clone();
    let Some(newest) = newest_move(&mut moves).filter(|it| it.reported_on.is_some()) else {
        return Err(no_move("a moving-in notification", Rule::R171));
    };
    let rules = [Rule::R171, Rule::F34];
    if newest.continued_use_on.is_some() {
        let (found, wanted) = (Detail::Words("done"), Detail::Words("not done"));
        return Err(NotAllowed::of(Why::Already, found, wanted, &rules).into());
    }
    let continue_by = file.judgement(office, on).standing.relocation.and_then(|it| it.continue_by);
    match continue_by.filter(|by| on > *by) {
        Some(by) => {
            Err(NotAllowed::of(Why::TooLate, Detail::Day(on), Detail::To(by), &rules).into())
        }
        None => Ok(()),
    }
}

/// The move with the latest planned departure, as the law takes it.
fn newest_move(moves: &mut [Relocation]) -> Option<&mut Relocation> {
    moves.iter_mut().max_by_key(|it| it.planned_departure_on)
}

fn no_move(wanted: &'static str, rule: Rule) -> Refusal {
    let (found, wanted) = (Detail::Words("none"), Detail::Words(wanted));
    NotAllowed::of(Why::NoMove, found, wanted, &[rule]).into()
}
