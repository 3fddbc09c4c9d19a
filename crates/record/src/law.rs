//! The one mapping between the dossier as data and the dossier the law judges.

use eligibility as law;
use jiff::civil::Date;

use crate::{ApplicationReason, DocumentKind, Dossier, IncomeTier, Role};

/// A dossier's facts in the law's types, ready to be judged. Reused from one dossier to the next,
/// it keeps its memory.
#[derive(Clone, Debug)]
pub struct Facts {
    born_on: Date,
    stay_until: Option<Date>,
    smartphone: bool,
    needs_assistance: bool,
    blocks: Vec<law::SelfInformationBlock>,
    coverages: Vec<law::Coverage>,
    income_tiers: Vec<law::DatedIncomeTier>,
    cards: Vec<law::MyNumberCard>,
    digital_certificates: Vec<law::DigitalCertificate>,
    registrations: Vec<law::Registration>,
    relocations: Vec<law::Relocation>,
    departures_abroad: Vec<law::DepartureAbroad>,
    documents: Vec<law::Document>,
    applications: Vec<law::Application>,
}

impl Facts {
    /// The facts of a dossier.
    #[must_use]
    pub fn of(dossier: &Dossier) -> Self {
        let mut facts = Self::empty();
        facts.fill(dossier);
        facts
    }

    /// No facts, to be filled.
    #[must_use]
    pub const fn empty() -> Self {
        Self {
            born_on: Date::ZERO,
            stay_until: None,
            smartphone: true,
            needs_assistance: false,
            blocks: Vec::new(),
            coverages: Vec::new(),
            income_tiers: Vec::new(),
            cards: Vec::new(),
            digital_certificates: Vec::new(),
            registrations: Vec::new(),
            relocations: Vec::new(),
            departures_abroad: Vec::new(),
            documents: Vec::new(),
            applications: Vec::new(),
        }
    }

    /// Takes another dossier's facts in place of the ones there.
    pub fn fill(&mut self, dossier: &Dossier) {
        self.born_on = dossier.born_on;
        self.stay_until = dossier.stay_until;
        self.smartphone = dossier.smartphone;
        self.needs_assistance = dossier.needs_assistance;
        self.fill_person(dossier);
        self.fill_card(dossier);
        self.fill_papers(dossier);
    }

    /// The law's dossier.
    #[must_use]
    pub fn dossier(&self) -> law::Dossier<'_> {
        law::Dossier {
            born_on: self.born_on,
            stay_until: self.stay_until,
            smartphone: self.smartphone,
            needs_assistance: self.needs_assistance,
            blocks: &self.blocks,
            coverages: &self.coverages,
            income_tiers: &self.income_tiers,
            cards: &self.cards,
            digital_certificates: &self.digital_certificates,
            registrations: &self.registrations,
            relocations: &self.relocations,
            departures_abroad: &self.departures_abroad,
            documents: &self.documents,
            applications: &self.applications,
        }
    }

    fn fill_person(&mut self, dossier: &Dossier) {
        let without_dates = dossier
            .self_information_blocked
            .then_some(law::SelfInformationBlock { from: None, to: None });
        let dated = dossier
            .self_information_blocks
            .iter()
            .map(|it| law::SelfInformationBlock { from: Some(it.from), to: it.to });
        refill(&mut self.blocks, dated.chain(without_dates));

        self.coverages.clear();
        self.income_tiers.clear();
        for it in &dossier.coverages {
            let start = self.income_tiers.len();
            self.income_tiers.extend(
                it.income_tiers
                    .iter()
                    .map(|row| law::DatedIncomeTier { from: row.from, tier: row.tier.into() }),
            );
            self.coverages.push(law::Coverage {
                insurer: it.insurer_number,
                role: it.role.into(),
                acquired_on: it.acquired_on,
                lost_on: it.lost_on,
                voluntary_continuation: it.voluntary_continuation,
                income_tier: it.income_tier.into(),
                income_tiers: (place(start), place(it.income_tiers.len())),
            });
        }
    }

    fn fill_card(&mut self, dossier: &Dossier) {
        let cards = dossier.cards.iter().map(|it| law::MyNumberCard {
            application_received_on: it.application_received_on,
            issued_on: it.issued_on,
            handed_over_on: it.handed_over_on.unwrap_or(it.issued_on),
            valid_to: it.valid_to,
            pinless: it.pinless,
            lost_on: it.lost_on,
            suspended_on: it.suspended_on,
            released_on: it.released_on,
            returned_on: it.returned_on,
            revoked_on: it.revoked_on,
        });
        refill(&mut self.cards, cards);
        let certificates = dossier.digital_certificates.iter().map(|it| law::DigitalCertificate {
            issued_on: it.issued_on,
            valid_to: it.valid_to,
            revoked_on: it.revoked_on,
        });
        refill(&mut self.digital_certificates, certificates);
        let registrations = dossier.registrations.iter().map(|it| law::Registration {
            registered_on: it.registered_on,
            cancel_requested_on: it.cancel_requested_on,
        });
        refill(&mut self.registrations, registrations);
        let relocations = dossier.relocations.iter().map(|it| law::Relocation {
            planned_departure_on: it.planned_departure_on,
            moved_in_on: it.moved_in_on,
            reported_on: it.reported_on,
            continued_use_on: it.continued_use_on,
        });
        refill(&mut self.relocations, relocations);
        let departures = dossier.departures_abroad.iter().map(|it| law::DepartureAbroad {
            planned_on: it.planned_on,
            continued_use_on: it.continued_use_on,
        });
        refill(&mut self.departures_abroad, departures);
    }

    fn fill_papers(&mut self, dossier: &Dossier) {
        let documents = dossier.documents.iter().map(|it| law::Document {
            kind: it.kind.into(),
            issued_on: it.issued_on,
            valid_from: it.valid_from,
            valid_to: it.valid_to,
            insurer: it.insurer_number,
            lost_on: it.lost_on,
            returned_on: it.returned_on,
        });
        refill(&mut self.documents, documents);
        let applications = dossier.applications.iter().map(|it| law::Application {
            document: it.document.into(),
            received_on: it.received_on,
            reason: it.reason.into(),
            fee_paid_on: it.fee_paid_on,
        });
        refill(&mut self.applications, applications);
    }
}

fn refill<T>(list: &mut Vec<T>, with: impl Iterator<Item = T>) {
    list.clear();
    list.extend(with);
}

/// A place in the list of income tiers. A person does not have 65,536 of them; what is beyond has
/// no rows, and the undated tier holds.
fn place(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

/// Enums that are the same on both sides, both ways.
macro_rules! same {
    ($($name:ident { $($variant:ident),+ })+) => {$(
        impl From<$name> for law::$name {
            fn from(it: $name) -> Self {
                match it { $($name::$variant => Self::$variant),+ }
            }
        }

        impl From<law::$name> for $name {
            fn from(it: law::$name) -> Self {
                match it { $(law::$name::$variant => Self::$variant),+ }
            }
        }
    )+};
}

same! {
    Role { Insured, Dependent }
    IncomeTier { Ordinary, CertainLevel, ActiveLevel }
    DocumentKind {
        EligibilityCertificate, EligibilityNotice, ElderlyRecipientCertificate,
        FormerInsuranceCertificate
    }
    ApplicationReason {
        LostCard, RenewingCard, NeedsAssistance, ReturnedCard, LostDocument, Other
    }
}
