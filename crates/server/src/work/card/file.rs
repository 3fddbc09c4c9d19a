//! All the office has about one person, read once for a decision.

use std::sync::Arc;

use eligibility::{CardState, Judgement, Rule, judge, signs_from};
use jiff::civil::Date;
use record::{Identity, MyNumberCard, Person, law::Facts};
use store::{
    ActStep, AuthorityAct, CardOrder, CertificatePurpose, Held, PersonKey, RegisteredCard,
    RegisteredCertificate, Store,
};

use super::{
    occasion::Occasion,
    office::CardOffice,
    refusal::{Detail, NotAllowed, OrderState, Refusal, Why},
    words::WhoCame,
};
use crate::{agenda::newest_insurer, day_in_japan, ledger::Ledger};

/// A person's file: the facts, and what the register has of them.
#[derive(Clone, Debug)]
pub struct PersonFile {
    /// Who.
    pub person_key: PersonKey,
    /// The revision read.
    pub revision: i64,
    /// The current facts.
    pub person: Person,
    /// Orders of cards, in the order received.
    pub orders: Vec<CardOrder>,
    /// Cards, in the order made.
    pub cards: Vec<RegisteredCard>,
    /// Certificates, card by card, in the order issued.
    pub certificates: Vec<RegisteredCertificate>,
    /// Acts, the oldest first.
    pub acts: Vec<AuthorityAct>,
}

impl PersonFile {
    /// Reads a person's file.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoPerson`], and when the database fails.
    pub fn read(office: &CardOffice, key: PersonKey) -> Result<Self, Refusal> {
        let store = office.store();
        let (person_key, revision, person) = person(store, key)?;
        let cards = store.cards_of(person_key)?;
        let mut certificates = Vec::new();
        for card in &cards {
            certificates.extend(store.certificates_of_card(&card.card_number)?);
        }
        Ok(Self {
            person_key,
            revision,
            person,
            orders: store.card_orders_of(person_key)?,
            cards,
            certificates,
            acts: store.acts_of(person_key)?,
        })
    }

    /// How the law judges the person on a day.
    #[must_use]
    pub fn judgement(&self, office: &CardOffice, on: Date) -> Judgement {
        judged(office.ledger(), &self.person, on)
    }

    /// The order not yet handed over or withdrawn.
    #[must_use]
    pub fn open_order(&self) -> Option<&CardOrder> {
        self.orders
            .iter()
            .find(|it| matches!(order_state(it), OrderState::Received | OrderState::Made))
    }

    /// The registered card that is in use, or was last: the newest handed over.
    #[must_use]
    pub fn card_in_use(&self) -> Option<&RegisteredCard> {
        self.cards.iter().rev().find(|it| self.is_handed_over(it))
    }

    /// Certificates of a card that are neither revoked nor past their last day.
    pub fn live_certificates(
        &self,
        card_number: &str,
        on: Date,
    ) -> impl Iterator<Item = &RegisteredCertificate> {
        self.certificates.iter().filter(move |it| {
            it.card_number == card_number && it.revoked_at.is_none() && it.last_day >= on
        })
    }

    /// The name and birth date.
    pub(super) fn identity(&self) -> Result<&Identity, Refusal> {
        self.person.identity.as_ref().ok_or(Refusal::NoPerson)
    }

    pub(super) fn order(&self, order_id: &str) -> Result<&CardOrder, Refusal> {
        self.orders.iter().find(|it| it.order_id == order_id).ok_or(Refusal::NoOrder)
    }

    pub(super) fn card(&self, card_number: &str) -> Result<&RegisteredCard, Refusal> {
        self.cards.iter().find(|it| it.card_number == card_number).ok_or(Refusal::NoCard)
    }

    /// The card and its fact, where it was handed over.
    pub(super) fn handed_over(&self, card_number: &str) -> Result<&RegisteredCard, Refusal> {
        let card = self.card(card_number)?;
        if self.is_handed_over(card) {
            return Ok(card);
        }
        let (found, wanted) = (OrderState::Made, OrderState::HandedOver);
        Err(NotAllowed::of(Why::Order, Detail::Order(found), Detail::Order(wanted), &[]).into())
    }

    /// The card, where it is the one in use and in one of some states.
    pub(super) fn in_state(
        &self,
        office: &CardOffice,
        card_number: &str,
        on: Date,
        (allowed, rules): (&[CardState], &[Rule]),
    ) -> Result<&RegisteredCard, Refusal> {
        let card = self.handed_over(card_number)?;
        if self.card_in_use().is_none_or(|it| it.card_number != card.card_number) {
            let words = Detail::Words;
            return Err(NotAllowed::of(
                Why::OtherCard,
                words("an earlier card"),
                words("the card in use"),
                rules,
            )
            .into());
        }
        let judgement = self.judgement(office, on);
        let state = judgement.standing.card.state;
        if allowed.contains(&state) && card.ended_at.is_none() {
            return Ok(card);
        }
        let mut because = rules.to_vec();
        because.extend(judgement.because.card.iter().filter(|it| !rules.contains(it)));
        let state = if card.ended_at.is_some() && state == CardState::Usable {
            CardState::Revoked
        } else {
            state
        };
        let wanted = Detail::Card(allowed.first().copied().unwrap_or(CardState::Usable));
        Err(NotAllowed::of(Why::Card, Detail::Card(state), wanted, &because).into())
    }

    /// Refuses whoever may not act for the person on a day (P-02).
    pub(super) fn check_who_came(&self, on: Date, who: WhoCame) -> Result<(), Refusal> {
        let alone_from = signs_from(self.person.dossier.born_on);
        if on >= alone_from || who == WhoCame::LegalRepresentative {
            return Ok(());
        }
        let (found, wanted) = (Detail::Words(who.word()), Detail::Words("legal_representative"));
        Err(NotAllowed::of(Why::LegalRepresentative, found, wanted, &[Rule::P02]).into())
    }

    /// Refuses acts for the dead, and for whoever's period of stay is over (F-25).
    pub(super) fn check_alive(&self, on: Date) -> Result<(), Refusal> {
        if let Some(death) = self.acts.iter().find(|it| it.kind == "report_death") {
            let found = Detail::Day(day_in_japan(death.recorded_at));
            let wanted = Detail::Words("a living person");
            return Err(NotAllowed::of(Why::Died, found, wanted, &[]).into());
        }
        match self.person.dossier.stay_until {
            Some(until) if until < on => {
                let (found, wanted) = (Detail::Day(until), Detail::From(on));
                Err(NotAllowed::of(Why::StayOver, found, wanted, &[Rule::F25]).into())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses where a new card is made and waits.
    pub(super) fn check_no_card_waits(&self) -> Result<(), Refusal> {
        if !self.orders.iter().any(|it| order_state(it) == OrderState::Made) {
            return Ok(());
        }
        let (found, wanted) = (OrderState::Made, OrderState::HandedOver);
        let (found, wanted) = (Detail::Order(found), Detail::Order(wanted));
        Err(NotAllowed::of(Why::CardWaits, found, wanted, &[Rule::R054]).into())
    }

    /// Every live certificate of a card revoked.
    pub(super) fn revoke_all(
        &self,
        card_number: &str,
        occasion: &Occasion,
        reason: u8,
    ) -> Vec<ActStep> {
        self.live_certificates(card_number, occasion.on)
            .map(|it| revoke(it, occasion, reason))
            .collect()
    }

    /// Every live certificate to sign, on whatever card, revoked (F-16).
    pub(super) fn revoke_signatures(&self, occasion: &Occasion, reason: u8) -> Vec<ActStep> {
        self.cards
            .iter()
            .flat_map(|card| self.live_certificates(&card.card_number, occasion.on))
            .filter(|it| it.purpose == CertificatePurpose::DigitalSignature)
            .map(|it| revoke(it, occasion, reason))
            .collect()
    }

    /// Whether a card is with the person: its order is handed over, or it was recorded without one.
    fn is_handed_over(&self, card: &RegisteredCard) -> bool {
        card.order_id.as_ref().is_none_or(|id| {
            self.orders
                .iter()
                .any(|it| it.order_id == *id && order_state(it) == OrderState::HandedOver)
        })
    }
}

/// The fact of a registered card, to be changed.
pub(super) fn card_fact<'a>(
    person: &'a mut Person,
    card: &RegisteredCard,
) -> Result<&'a mut MyNumberCard, Refusal> {
    let issued_on = day_in_japan(card.made_at);
    let cards = &mut person.dossier.cards;
    cards.iter_mut().find(|it| it.issued_on == issued_on).ok_or(Refusal::NoCard)
}

/// A certificate revoked.
pub(super) fn revoke(it: &RegisteredCertificate, occasion: &Occasion, reason: u8) -> ActStep {
    ActStep::Revoke { issuer_key_id: it.issuer_key_id, serial: it.serial, at: occasion.at, reason }
}

/// The state of an order.
#[must_use]
pub fn order_state(order: &CardOrder) -> OrderState {
    if order.withdrawn_at.is_some() {
        OrderState::Withdrawn
    } else if order.handed_over_at.is_some() {
        OrderState::HandedOver
    } else if order.made_at.is_some() {
        OrderState::Made
    } else {
        OrderState::Received
    }
}

/// Why a certificate is revoked, as codes of RFC 5280 section 5.3.1.
pub(super) mod reason {
    /// Name or address are others now.
    pub(crate) const AFFILIATION_CHANGED: u8 = 3;
    /// A newer one took its place.
    pub(crate) const SUPERSEDED: u8 = 4;
    /// It is not needed any more: card given back, death, lapse.
    pub(crate) const CESSATION_OF_OPERATION: u8 = 5;
}

/// The law's judgement of a person on a day, under the settings of the newest insurer.
pub(super) fn judged(ledger: &Ledger, person: &Person, on: Date) -> Judgement {
    judge(&Facts::of(&person.dossier).dossier(), &law_settings(ledger, person, on), on)
}

/// The settings that hold for a person on a day.
pub(super) fn law_settings(
    ledger: &Ledger,
    person: &Person,
    on: Date,
) -> Arc<eligibility::Settings> {
    match newest_insurer(person, on) {
        Some(insurer) => ledger.settings_for(insurer, on),
        None => Arc::new(eligibility::Settings::CONTRACT),
    }
}

/// A person, or who they were joined into.
fn person(store: &Store, key: PersonKey) -> Result<(PersonKey, i64, Person), Refusal> {
    let mut key = key;
    loop {
        let current = store.person(key)?.ok_or(Refusal::NoPerson)?;
        match current.held {
            Held::Person(person) => return Ok((key, current.revision, *person)),
            Held::JoinedInto(first) => key = first,
        }
    }
}
