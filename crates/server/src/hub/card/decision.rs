//! The answer about the holder of a card: what the card proves, and how the coverage stands.

use std::sync::Arc;

use eligibility::{CardUse, Rule, Standing};
use interchange::confirmation::{
    CardAnswer, CardQuestion, DigitalCertificateDays, NotUsable, Validity,
};
use jiff::{Timestamp, civil::Date};
use pki::Status;
use record::law::Facts;
use store::{CertificateHolder, PersonKey};

use super::{
    super::{
        Hub,
        coverage::{Told, Whose, foremost, told},
    },
    NotDecided,
    presence::{Presence, prove},
    usable::{Verdict, usable},
};
use crate::{agenda::newest_insurer, day_in_japan};

/// An answer, and whom and what it rests on.
pub(super) struct Decision {
    pub(super) answer: CardAnswer,
    pub(super) person_key: Option<PersonKey>,
    /// The certificate's name in the register.
    pub(super) issuer_key_id: [u8; 20],
    pub(super) serial: u64,
    /// The instant whose knowledge was used.
    pub(super) known_at: Timestamp,
}

/// Answers a question by card for an institution. Reads only; nothing is written down yet.
///
/// The card is judged on today, whatever day is asked for: a card that was good last year opens
/// nothing now. The coverage is told of the day asked for.
pub(super) fn decide(
    hub: &Hub,
    institution: &str,
    question: &CardQuestion,
    now: Timestamp,
) -> Result<Decision, NotDecided> {
    let today = day_in_japan(now);
    let Presence { certificate, issuer_key_id, status, holder } = prove(hub, question, now, today)?;
    let mut answer = CardAnswer {
        challenge: question.challenge.clone(),
        confirmed_at: now,
        on: question.on,
        check: question.check.clone(),
        validity: None,
        card_use: None,
        not_usable: None,
        reader: None,
        certificate: Some(days(certificate.last_day())),
        registration: None,
        result: None,
        not_covered: None,
        instead: Vec::new(),
        cause: None,
        because: Vec::new(),
    };
    let (person_key, known_at) = if let Some(holder) = &holder {
        let is_too_new = now < certificate.valid_from() + hub.certificate_delay;
        let card = Card { hub, institution, today, holder, status, is_too_new };
        let because = card.fill(&mut answer)?;
        answer.because = because.iter().map(|it| it.id().to_owned()).collect();
        (Some(holder.person_key), holder.current.changed_at)
    } else {
        answer.validity = Some(Validity::Undetermined);
        answer.not_usable = Some(NotUsable::CertificateNotRecorded);
        answer.because = vec![Rule::R091.id().to_owned()];
        (None, now)
    };
    let serial = certificate.serial();
    Ok(Decision { answer, person_key, issuer_key_id, serial, known_at })
}

/// A card of a known holder, laid on a reader of an institution.
struct Card<'a> {
    hub: &'a Hub,
    institution: &'a str,
    today: Date,
    holder: &'a CertificateHolder,
    status: Status,
    /// Whether the hub's delay keeps its certificate from counting yet.
    is_too_new: bool,
}

impl Card<'_> {
    /// Fills the answer in, and gives the rules it rests on. A damaged person is a failure of ours.
    fn fill(&self, answer: &mut CardAnswer) -> Result<Vec<Rule>, store::Error> {
        let person_key = self.holder.person_key;
        let person = self
            .holder
            .current
            .person()
            .map_err(|_| store::Error::Damaged { person_key, what: "document" })?;
        let ledger = &self.hub.ledger;
        let settings = match newest_insurer(&person, self.today) {
            Some(insurer) => ledger.settings_for(insurer, self.today),
            None => Arc::new(eligibility::Settings::CONTRACT),
        };
        let facts = Facts::of(&person.dossier);
        let law = facts.dossier();
        let judged = eligibility::judge(&law, &settings, self.today);
        let Verdict { card_use, not_usable, reader, mut because } =
            usable(&self.status, self.is_too_new, &judged);

        answer.card_use = Some(card_use.into());
        answer.not_usable = not_usable;
        answer.reader = Some(reader.into());
        let standing = &judged.standing;
        match not_usable {
            None | Some(NotUsable::NotRegistered) => {
                answer.registration = Some(standing.registration.into());
            }
            Some(NotUsable::CertificateTooNew) => tell_instead(answer, standing),
            Some(_) => {}
        }
        if card_use == CardUse::Nothing {
            return Ok(because);
        }
        let on = answer.on;
        let coverages = person.dossier.coverages.iter().enumerate().filter_map(|(place, it)| {
            let settings = ledger.settings_for(it.insurer_number, on);
            Some((it, eligibility::coverage_on(&law, &settings, place, on)?))
        });
        let whose = Whose { institution: self.institution, on, person_key, person: &person };
        let told = match foremost(coverages) {
            // The one in force is the foremost, so where this one is not, none is.
            Some((coverage, stands)) => told(self.hub, &whose, coverage, stands, || false)?,
            None => NEVER_COVERED,
        };
        answer.validity = Some(told.validity);
        answer.result = told.result;
        answer.not_covered = told.not_covered;
        because.extend(told.because);
        because.push(Rule::F60);
        Ok(because)
    }
}

/// A person without any coverage: 該当資格なし.
const NEVER_COVERED: Told =
    Told { validity: Validity::NoMatch, result: None, not_covered: None, because: Vec::new() };

/// The card does not count yet, which says nothing of its holder's coverage.
fn tell_instead(answer: &mut CardAnswer, standing: &Standing) {
    answer.validity = Some(Validity::Undetermined);
    answer.registration = Some(standing.registration.into());
    answer.instead = standing.fallback.iter().copied().map(Into::into).collect();
}

fn days(valid_to: Date) -> DigitalCertificateDays {
    DigitalCertificateDays {
        valid_to,
        renewable_from: eligibility::renewable_from(valid_to),
        usable_to: eligibility::certificate_usable_to(valid_to),
    }
}
