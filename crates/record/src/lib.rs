//! The dossier as data.
//!
//! [`Dossier`] is the JSON of the contract, [`Fact`] a dated fact with its versioned body,
//! [`Person`] all that is currently known of one person with its compact bytes.

mod compact;
pub mod day;
mod dossier;
mod fact;
mod insurer_number;
pub mod law;
mod line;
mod person;
mod settings;
mod standing;

pub use compact::CompactError;
pub use dossier::{
    Application, ApplicationReason, Coverage, DatedIncomeTier, DepartureAbroad, DigitalCertificate,
    Document, DocumentKind, Dossier, IncomeTier, MyNumberCard, Registration, Relocation, Role,
    SelfInformationBlock,
};
pub use fact::{Assistance, Fact, FactError};
pub use line::{LineRefusal, read_line};
pub use person::{Address, Delivery, Identity, Person, ReferenceNumber, Sex};
pub use settings::{
    AddressPlace, CertificateForm, CertificateValidity, ClosedDays, ExpiredPapers, Holiday,
    LetterKind, LetterText, Settings, SettingsError, SharePlace, UnknownPlace,
};
pub use standing::Standing;
