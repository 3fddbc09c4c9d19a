//! A dated fact: its kind, its subject, and its body with a version.
//!
//! A fact replaces the current fact of the same kind and subject. A body is JSON,
//! `{"v": 1, "body": …}`; a new form of a body gets the next version and is still read in the old.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    Address, Application, Coverage, Delivery, DepartureAbroad, DigitalCertificate, Document,
    Dossier, Identity, MyNumberCard, Person, ReferenceNumber, Registration, Relocation,
    SelfInformationBlock,
};

/// The version this program writes.
const VERSION: u8 = 1;

/// One fact about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Who the person is.
    Identity(Identity),
    /// Where the person lives.
    Address(Address),
    /// How papers reach the person.
    Delivery(Delivery),
    /// An insurer's coverage.
    Coverage(Coverage),
    /// A My Number Card.
    Card(MyNumberCard),
    /// A digital certificate.
    DigitalCertificate(DigitalCertificate),
    /// A registration for insurance use.
    Registration(Registration),
    /// A move within the country.
    Relocation(Relocation),
    /// A move abroad.
    DepartureAbroad(DepartureAbroad),
    /// A paper.
    Document(Document),
    /// An application for a paper.
    Application(Application),
    /// A block on the own information.
    Block(SelfInformationBlock),
    /// Whether the person needs assistance (要配慮者), has a smartphone, and until when they may stay.
    Assistance(Assistance),
    /// A patient number of an institution.
    ReferenceNumber(ReferenceNumber),
}

/// What the dossier says of the person apart from its lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assistance {
    /// A person needing assistance (要配慮者).
    #[serde(default)]
    pub needs_assistance: bool,
    /// Whether the person has a smartphone.
    pub smartphone: bool,
    /// Last day of a foreign resident's period of stay.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    pub stay_until: Option<jiff::civil::Date>,
}

/// Why a stored fact could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FactError {
    /// A kind this program does not know.
    #[error("fact of unknown kind")]
    Kind,
    /// A version this program does not know.
    #[error("fact body of version {0}, want 1")]
    Version(u8),
    /// The body is not of its kind's form.
    #[error("fact body not readable")]
    Body,
}

impl Fact {
    /// The kind, as the ledger writes it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Identity(_) => "identity",
            Self::Address(_) => "address",
            Self::Delivery(_) => "delivery",
            Self::Coverage(_) => "coverage",
            Self::Card(_) => "card",
            Self::DigitalCertificate(_) => "digital_certificate",
            Self::Registration(_) => "registration",
            Self::Relocation(_) => "relocation",
            Self::DepartureAbroad(_) => "departure_abroad",
            Self::Document(_) => "document",
            Self::Application(_) => "application",
            Self::Block(_) => "block",
            Self::Assistance(_) => "assistance",
            Self::ReferenceNumber(_) => "reference_number",
        }
    }

    /// What the fact is about within its kind; `''` where a person has one of the kind.
    ///
    /// Facts of one kind and subject replace each other. A person's lists keep the order in which
    /// their subjects were first recorded.
    #[must_use]
    pub fn subject(&self) -> String {
        match self {
            Self::Identity(_) | Self::Address(_) | Self::Delivery(_) | Self::Assistance(_) => {
                String::new()
            }
            Self::Coverage(it) => format!("{} {}", it.insurer_number, it.acquired_on),
            Self::Card(it) => it.issued_on.to_string(),
            Self::DigitalCertificate(it) => it.issued_on.to_string(),
            Self::Registration(it) => it.registered_on.to_string(),
            Self::Relocation(it) => it.planned_departure_on.to_string(),
            Self::DepartureAbroad(it) => it.planned_on.to_string(),
            Self::Document(it) => format!("{:?} {} {}", it.kind, it.issued_on, it.valid_from),
            Self::Application(it) => {
                format!("{:?} {} {:?}", it.document, it.received_on, it.reason)
            }
            Self::Block(it) => it.from.to_string(),
            Self::ReferenceNumber(it) => it.institution.clone(),
        }
    }

    /// The body as JSON with its version.
    #[must_use]
    pub fn body(&self) -> String {
        match self {
            Self::Identity(it) => write(it),
            Self::Address(it) => write(it),
            Self::Delivery(it) => write(it),
            Self::Coverage(it) => write(it),
            Self::Card(it) => write(it),
            Self::DigitalCertificate(it) => write(it),
            Self::Registration(it) => write(it),
            Self::Relocation(it) => write(it),
            Self::DepartureAbroad(it) => write(it),
            Self::Document(it) => write(it),
            Self::Application(it) => write(it),
            Self::Block(it) => write(it),
            Self::Assistance(it) => write(it),
            Self::ReferenceNumber(it) => write(it),
        }
    }

    /// A fact from its kind and body.
    ///
    /// # Errors
    ///
    /// When the kind or version is not known or the body is not of its form.
    pub fn read(kind: &str, body: &str) -> Result<Self, FactError> {
        Ok(match kind {
            "identity" => Self::Identity(read(body)?),
            "address" => Self::Address(read(body)?),
            "delivery" => Self::Delivery(read(body)?),
            "coverage" => Self::Coverage(read(body)?),
            "card" => Self::Card(read(body)?),
            "digital_certificate" => Self::DigitalCertificate(read(body)?),
            "registration" => Self::Registration(read(body)?),
            "relocation" => Self::Relocation(read(body)?),
            "departure_abroad" => Self::DepartureAbroad(read(body)?),
            "document" => Self::Document(read(body)?),
            "application" => Self::Application(read(body)?),
            "block" => Self::Block(read(body)?),
            "assistance" => Self::Assistance(read(body)?),
            "reference_number" => Self::ReferenceNumber(read(body)?),
            _ => return Err(FactError::Kind),
        })
    }
}

impl Person {
    /// The person that current facts make, in the order recorded; `None` without an identity.
    #[must_use]
    pub fn from_facts(facts: impl IntoIterator<Item = Fact>) -> Option<Self> {
        let mut person = Self::nobody();
        for fact in facts {
            person.record(fact);
        }
        person.identity.is_some().then_some(person)
    }

    /// Every current fact, in an order [`Self::from_facts`] makes the same person of.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        let Self { dossier, identity, address, delivery, reference_numbers } = self;
        let mut facts = Vec::with_capacity(8);
        facts.extend(identity.clone().map(Fact::Identity));
        facts.extend(address.clone().map(Fact::Address));
        facts.extend(delivery.clone().map(Fact::Delivery));
        if dossier.needs_assistance || !dossier.smartphone || dossier.stay_until.is_some() {
            facts.push(Fact::Assistance(Assistance {
                needs_assistance: dossier.needs_assistance,
                smartphone: dossier.smartphone,
                stay_until: dossier.stay_until,
            }));
        }
        facts.extend(dossier.self_information_blocks.iter().cloned().map(Fact::Block));
        facts.extend(dossier.coverages.iter().cloned().map(Fact::Coverage));
        facts.extend(dossier.cards.iter().cloned().map(Fact::Card));
        facts.extend(dossier.digital_certificates.iter().cloned().map(Fact::DigitalCertificate));
        facts.extend(dossier.registrations.iter().cloned().map(Fact::Registration));
        facts.extend(dossier.relocations.iter().cloned().map(Fact::Relocation));
        facts.extend(dossier.departures_abroad.iter().cloned().map(Fact::DepartureAbroad));
        facts.extend(dossier.documents.iter().cloned().map(Fact::Document));
        facts.extend(dossier.applications.iter().cloned().map(Fact::Application));
        facts.extend(reference_numbers.iter().cloned().map(Fact::ReferenceNumber));
        facts
    }

    /// Takes one more fact in, in place of the current one of its kind and subject.
    pub fn record(&mut self, fact: Fact) {
        let dossier = &mut self.dossier;
        match fact {
            Fact::Identity(it) => {
                dossier.born_on = it.born_on;
                self.identity = Some(it);
            }
            Fact::Address(it) => self.address = Some(it),
            Fact::Delivery(it) => self.delivery = Some(it),
            Fact::Assistance(it) => {
                dossier.needs_assistance = it.needs_assistance;
                dossier.smartphone = it.smartphone;
                dossier.stay_until = it.stay_until;
            }
            Fact::Coverage(it) => replace(&mut dossier.coverages, it, Fact::Coverage),
            Fact::Card(it) => replace(&mut dossier.cards, it, Fact::Card),
            Fact::DigitalCertificate(it) => {
                replace(&mut dossier.digital_certificates, it, Fact::DigitalCertificate);
            }
            Fact::Registration(it) => replace(&mut dossier.registrations, it, Fact::Registration),
            Fact::Relocation(it) => replace(&mut dossier.relocations, it, Fact::Relocation),
            Fact::DepartureAbroad(it) => {
                replace(&mut dossier.departures_abroad, it, Fact::DepartureAbroad);
            }
            Fact::Document(it) => replace(&mut dossier.documents, it, Fact::Document),
            Fact::Application(it) => replace(&mut dossier.applications, it, Fact::Application),
            Fact::Block(it) => replace(&mut dossier.self_information_blocks, it, Fact::Block),
            Fact::ReferenceNumber(it) => {
                replace(&mut self.reference_numbers, it, Fact::ReferenceNumber);
            }
        }
    }

    /// A person of whom nothing is known yet.
    fn nobody() -> Self {
        Self {
            dossier: Dossier::born_on(jiff::civil::Date::ZERO),
            identity: None,
            address: None,
            delivery: None,
            reference_numbers: Vec::new(),
        }
    }
}

/// Puts a fact in the place of the one with its subject, or at the end.
fn replace<T: Clone>(list: &mut Vec<T>, new: T, as_fact: impl Fn(T) -> Fact) {
    if list.is_empty() {
        list.push(new);
        return;
    }
    let subject = as_fact(new.clone()).subject();
    match list.iter_mut().find(|old| as_fact((*old).clone()).subject() == subject) {
        Some(old) => *old = new,
        None => list.push(new),
    }
}

#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    v: u8,
    body: T,
}

fn write<T: Serialize>(body: &T) -> String {
    // These structs have no map with keys other than text, so writing cannot fail.
    serde_json::to_string(&Versioned { v: VERSION, body }).unwrap_or_default()
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, FactError> {
    let Versioned { v, body } =
        serde_json::from_str::<Versioned<T>>(body).map_err(|_| FactError::Body)?;
    if v == VERSION { Ok(body) } else { Err(FactError::Version(v)) }
}
