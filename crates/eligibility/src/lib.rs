//! The law and the people: who is covered, what proves it, what must be sent, on a day.
//!
//! This crate reads nothing: no clock, file, socket, environment or randomness. A day is always an
//! argument, and its types know no format.

mod age;
mod asked_coverage;
mod calendar;
mod card;
mod case;
mod coverage;
mod day;
mod digital_certificate;
mod document;
mod dossier;
mod due;
mod findings;
mod impossible;
mod judge;
pub mod number;
mod proof;
mod reader;
mod registration;
mod relocation;
mod rule;
mod settings;
mod standing;
#[cfg(test)]
mod testing;
mod validity;
mod wareki;

pub use age::{Ages, attained_on};
pub use asked_coverage::{CoverageOn, WhyEnded, coverage_on};
pub use card::valid_to as card_valid_to;
pub use digital_certificate::{
    renewable_from, signs_from, usable_to as certificate_usable_to,
    valid_to as certificates_valid_to,
};
pub use document::{give_back_to, give_back_turns_on};
pub use dossier::{
    Application, ApplicationReason, Coverage, DatedIncomeTier, DepartureAbroad, DigitalCertificate,
    Document, DocumentKind, Dossier, IncomeTier, MyNumberCard, Registration, Relocation, Role,
    SelfInformationBlock,
};
pub use impossible::{Impossible, Wanted, impossible};
pub use judge::{Judgement, judge};
pub use number::{
    BranchNumber, BranchNumberError, InstitutionCode, InstitutionCodeError, InsurerNumber,
    InsurerNumberError, MyNumber, MyNumberError,
};
pub use rule::{Rule, Source};
pub use settings::{
    ADULT_AT_18_FROM, AddressPlace, CONTINUED_USE_ABROAD_FROM, CertificateValidity, ClosedDays,
    ExpiredPapers, FORMER_CERTIFICATES_END, LATE_STAGE_85_BORN_TO, LATE_STAGE_FOR_ALL_TO,
    NEW_SYSTEM_FROM, NUMBER_ALONE_TO, Settings, SharePlace,
};
pub use standing::{
    Advice, Because, CardStanding, CardState, CardUse, Carry, CertificateStanding,
    CoverageStanding, Due, Fallback, GiveBack, GiveBackTo, How, Means, Phase, ReaderStanding,
    RegistrationStanding, RegistrationState, RelocationDeadlines, Rules, Standing, ToDo,
};
pub use validity::{PaperValidity, paper_validity};
pub use wareki::{Era, NoSuchDay, written};
