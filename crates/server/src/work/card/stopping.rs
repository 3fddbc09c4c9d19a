//! Stopping a card at any hour, releasing it at the counter, taking it back, and a death.

use eligibility::{CardState, Rule};
use serde_json::json;
use store::{ActStep, PersonKey};

use super::{
    application::withdrawal,
    carrying::{Asked, Done, Plan, carry_out},
    file::{card_fact, reason},
    occasion::Occasion,
    office::CardOffice,
    refusal::{Detail, NotAllowed, Refusal, Why},
    words::{IdentityCheck, StopChannel, StopReason, WhoCame},
};

/// Stops a card (一時停止), at any hour: both its certificates are held (F-31).
///
/// # Errors
///
/// When it is stopped already or has ended; as [`Refusal`] lists.
pub async fn stop_card(
    office: &CardOffice,
    occasion: &Occasion,
    card_number: &str,
    (channel, why): (StopChannel, StopReason),
) -> Result<Done, Refusal> {
    let person_key = office.person_of_card(card_number)?;
    let asked = Asked { kind: "stop_card", person_key, said: &(card_number, channel, why) };
    carry_out(office, occasion, asked, |file| {
        let card = file.handed_over(card_number)?;
        if card.stopped_since.is_some() && card.ended_at.is_none() {
            let found = Detail::Words("stopped");
            let wanted = Detail::Words("not stopped");
            return Err(NotAllowed::of(Why::Stopped, found, wanted, &[Rule::F32]).into());
        }
        let allowed = (&[CardState::Usable, CardState::Expired][..], &[Rule::R174][..]);
        file.in_state(office, card_number, occasion.on, allowed)?;
        let mut person = file.person.clone();
        let fact = card_fact(&mut person, card)?;
        // A stop lifted before is the ledger's to remember: this one holds, also on the same day.
        let (lost, other) = (why == StopReason::Lost, why == StopReason::Other);
        fact.lost_on = lost.then_some(occasion.on);
        fact.suspended_on = other.then_some(occasion.on);
        fact.released_on = None;
        let (card_number, at) = (card_number.to_owned(), occasion.at);
        let mut steps = vec![ActStep::StopCard { card_number: card_number.clone(), at }];
        steps.extend(
            file.live_certificates(&card_number, occasion.on)
                .filter(|it| it.held_since.is_none())
                .map(|it| ActStep::Hold { issuer_key_id: it.issuer_key_id, serial: it.serial, at }),
        );
        Ok(Plan {
            reason: why.word(),
            card_number: Some(card_number),
            note: json!({"channel": channel}),
            person: Some(person),
            steps,
            ..Plan::default()
        })
    })
    .await
}

/// Releases a stopped card at the counter (一時停止の解除): only to the person, or who stands for
/// them by law (F-31).
///
/// # Errors
///
/// When it is not stopped, or has ended; as [`Refusal`] lists.
pub async fn release_card(
    office: &CardOffice,
    occasion: &Occasion,
    card_number: &str,
    check: &IdentityCheck,
) -> Result<Done, Refusal> {
    let person_key = office.person_of_card(card_number)?;
    let asked = Asked { kind: "release_card", person_key, said: &(card_number, check) };
    carry_out(office, occasion, asked, |file| {
        file.check_alive(occasion.on)?;
        file.check_who_came(occasion.on, check.who_came)?;
        if check.who_came == WhoCame::Agent {
            let found = Detail::Words(check.who_came.word());
            let wanted = Detail::Words(WhoCame::Person.word());
            return Err(NotAllowed::of(Why::InPerson, found, wanted, &[Rule::F31]).into());
        }
        let card = file.handed_over(card_number)?;
        if card.stopped_since.is_none() {
            let found = Detail::Words("not stopped");
            let wanted = Detail::Words("stopped");
            return Err(NotAllowed::of(Why::NotStopped, found, wanted, &[Rule::F32]).into());
        }
        // A card may have passed its last day while it was stopped.
        let allowed = [CardState::Lost, CardState::Suspended, CardState::Expired];
        file.in_state(office, card_number, occasion.on, (&allowed, &[Rule::F32]))?;
        let mut person = file.person.clone();
        card_fact(&mut person, card)?.released_on = Some(occasion.on);
        let card_number = card_number.to_owned();
        let mut steps =
            vec![ActStep::ReleaseCard { card_number: card_number.clone(), at: occasion.at }];
        // Held ones past their last day are released too: nothing is left held on a free card.
        steps.extend(
            file.certificates
                .iter()
                .filter(|it| it.card_number == card_number && it.held_since.is_some())
                .map(|it| ActStep::Release { issuer_key_id: it.issuer_key_id, serial: it.serial }),
        );
        Ok(Plan {
            reason: "released",
            card_number: Some(card_number),
            note: json!({"check": check}),
            person: Some(person),
            steps,
            ..Plan::default()
        })
    })
    .await
}

/// Takes a card back (返納): it ends, and its certificates are revoked.
///
/// # Errors
///
/// When it has ended; as [`Refusal`] lists.
pub async fn return_card(
    office: &CardOffice,
    occasion: &Occasion,
    card_number: &str,
    check: &IdentityCheck,
) -> Result<Done, Refusal> {
    let person_key = office.person_of_card(card_number)?;
    let asked = Asked { kind: "return_card", person_key, said: &(card_number, check) };
    carry_out(office, occasion, asked, |file| {
        file.check_who_came(occasion.on, check.who_came)?;
        let card = file.handed_over(card_number)?;
        let allowed =
            [CardState::Usable, CardState::Expired, CardState::Lost, CardState::Suspended];
        file.in_state(office, card_number, occasion.on, (&allowed, &[Rule::R102]))?;
        let mut person = file.person.clone();
        card_fact(&mut person, card)?.returned_on = Some(occasion.on);
        let mut steps = file.revoke_all(card_number, occasion, reason::CESSATION_OF_OPERATION);
        steps.push(ActStep::EndCard {
            card_number: card_number.to_owned(),
            at: occasion.at,
            why: "returned".to_owned(),
        });
        Ok(Plan {
            reason: "returned",
            card_number: Some(card_number.to_owned()),
            note: json!({"check": check}),
            person: Some(person),
            steps,
            ..Plan::default()
        })
    })
    .await
}

/// Follows a death (死亡届): every card ends, an open application is withdrawn.
///
/// # Errors
///
/// When it is recorded already; as [`Refusal`] lists.
pub async fn report_death(
    office: &CardOffice,
    occasion: &Occasion,
    person_key: PersonKey,
) -> Result<Done, Refusal> {
    let asked = Asked { kind: "report_death", person_key, said: &"death" };
    carry_out(office, occasion, asked, |file| {
        // A period of stay that is over does not matter here; a death recorded before does.
        if let Err(Refusal::NotAllowed(it)) = file.check_alive(occasion.on)
            && it.why == Why::Died
        {
            return Err(it.into());
        }
        let mut person = file.person.clone();
        for card in &mut person.dossier.cards {
            if card.returned_on.is_none() && card.issued_on <= occasion.on {
                card.revoked_on = card.revoked_on.or(Some(occasion.on));
            }
        }
        let mut steps = Vec::new();
        let open = file.open_order();
        for card in file.cards.iter().filter(|it| it.ended_at.is_none()) {
            if open.is_some_and(|it| it.card_number.as_ref() == Some(&card.card_number)) {
                continue;
            }
            let number = &card.card_number;
            steps.extend(file.revoke_all(number, occasion, reason::CESSATION_OF_OPERATION));
            let (card_number, why) = (number.clone(), "died".to_owned());
            steps.push(ActStep::EndCard { card_number, at: occasion.at, why });
        }
        steps.extend(open.into_iter().flat_map(|it| withdrawal(file, it, occasion)));
        Ok(Plan { reason: "died", note: json!({}), person: Some(person), steps, ..Plan::default() })
    })
    .await
}
