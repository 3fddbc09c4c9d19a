//! A person drawn in a few strokes.

use eligibility::InsurerNumber;
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use record::{
    Address, Coverage, DigitalCertificate, Document, DocumentKind, Dossier, Identity, IncomeTier,
    MyNumberCard, Person, Registration, Role, Sex,
};

/// The first coverages of the stories begin after the new system did, so that no story depends on
/// what was held at its start.
const EARLIEST: Date = date(2024, 12, 5);

/// A person being drawn.
pub(super) struct Sketch(Person);

/// A coverage being drawn: symbol, number, branch as on the paper.
pub(super) struct Number(
    pub(super) Option<&'static str>,
    pub(super) &'static str,
    pub(super) Option<&'static str>,
);

impl Sketch {
    /// Somebody with a name, kana, sex and birth date, at an address that does not exist.
    pub(super) fn of(name: &str, kana: &str, sex: Sex, born_on: Date) -> Self {
        Self(Person {
            dossier: Dossier::born_on(born_on),
            identity: Some(Identity {
                name: name.to_owned(),
                kana: Some(kana.to_owned()),
                sex,
                born_on,
                insured_name: None,
            }),
            address: Some(Address {
                postcode: Some("000-0001".to_owned()),
                text: "見本県みほん市見本町1-2-3".to_owned(),
                withheld: false,
            }),
            delivery: None,
            reference_numbers: Vec::new(),
        })
    }

    /// Covered from a day, by an insurer, under a number; not before the new system.
    pub(super) fn covered(self, insurer: InsurerNumber, number: &Number, from: Date) -> Self {
        self.covered_since(insurer, number, from.max(EARLIEST))
    }

    /// Covered from a day, whenever that was.
    pub(super) fn covered_since(
        mut self,
        insurer: InsurerNumber,
        number: &Number,
        acquired_on: Date,
    ) -> Self {
        self.0.dossier.coverages.push(Coverage {
            insurer_number: insurer,
            symbol: number.0.map(str::to_owned),
            number: number.1.to_owned(),
            branch: number.2.map(str::to_owned),
            role: Role::Insured,
            acquired_on,
            lost_on: None,
            income_tier: IncomeTier::Ordinary,
            income_tiers: Vec::new(),
            voluntary_continuation: false,
        });
        self
    }

    /// A dependent of somebody.
    pub(super) fn dependent_of(mut self, insured: &str) -> Self {
        for coverage in &mut self.0.dossier.coverages {
            coverage.role = Role::Dependent;
        }
        if let Some(identity) = &mut self.0.identity {
            identity.insured_name = Some(insured.to_owned());
        }
        self
    }

    /// A card with a digital certificate of a day, applied for a month before, registered soon.
    pub(super) fn card(mut self, issued_on: Date, registered_on: Date) -> Self {
        let dossier = &mut self.0.dossier;
        dossier.cards.push(MyNumberCard {
            application_received_on: issued_on.saturating_sub(30.days()).max(dossier.born_on),
            issued_on,
            handed_over_on: None,
            valid_to: None,
            pinless: false,
            lost_on: None,
            suspended_on: None,
            released_on: None,
            returned_on: None,
            revoked_on: None,
        });
        let certificate = DigitalCertificate { issued_on, valid_to: None, revoked_on: None };
        dossier.digital_certificates.push(certificate);
        let registered_on = registered_on.max(issued_on);
        dossier.registrations.push(Registration { registered_on, cancel_requested_on: None });
        self
    }

    /// A 資格情報のお知らせ of the newest coverage, sent soon after it began.
    pub(super) fn notice(self) -> Self {
        let began = self.0.dossier.coverages.iter().map(|it| it.acquired_on).max();
        let issued_on = began.map_or(EARLIEST, |it| it.max(EARLIEST)).saturating_add(10.days());
        self.paper(DocumentKind::EligibilityNotice, issued_on, issued_on, None)
    }

    /// A 資格確認書.
    pub(super) fn certificate(self, issued_on: Date, valid_from: Date, valid_to: Date) -> Self {
        self.paper(DocumentKind::EligibilityCertificate, issued_on, valid_from, Some(valid_to))
    }

    /// A paper.
    pub(super) fn paper(
        mut self,
        kind: DocumentKind,
        issued_on: Date,
        valid_from: Date,
        valid_to: Option<Date>,
    ) -> Self {
        self.0.dossier.documents.push(Document {
            kind,
            issued_on,
            valid_from,
            valid_to,
            insurer_number: None,
            lost_on: None,
            returned_on: None,
        });
        self
    }

    /// Anything else.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Person)) -> Self {
        change(&mut self.0);
        self
    }

    pub(super) fn done(self) -> Person {
        self.0
    }
}
