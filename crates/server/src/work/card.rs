//! The life of a My Number Card and its certificates, act by act.
//!
//! ```text
//! applied ──made──► waiting ──handed over──► in use ◄──stopped, released──► stopped
//!    └────withdrawn────┘                       └──returned, died, replaced, lapsed──► ended
//! ```
//!
//! Each act is a function of the office, the occasion and what is asked. It reads the person's
//! file, decides under the law of [`eligibility`], and carries the decision out as one guarded
//! transition with its audit row: what moves in the register and what is recorded of the person.
//! The same act again, under the same id, changes nothing and gives the same outcome.
//!
//! Source: 電子署名等に係る地方公共団体情報システム機構の認証業務に関する法律(平成14年法律第153号)、
//! 個人番号カード等に関する命令(平成26年総務省令第85号)

mod application;
pub(crate) mod base64;
mod carrying;
mod faces;
mod file;
mod finding;
mod generations;
mod handing;
mod identity;
mod lapsing;
mod letters;
mod making;
mod moving;
mod municipality;
mod occasion;
mod office;
mod recorded;
mod refusal;
mod renewal;
mod signing;
mod statuses;
mod stopping;
mod words;

pub use self::{
    application::{CardApplication, apply, withdraw},
    carrying::Done,
    faces::{FaceRecords, SignedFace},
    file::{PersonFile, order_state},
    finding::{Sought, find},
    generations::{
        Generation, Generations, GenerationsError, GenerationsSetting, KeyPlace, TokenPlace,
    },
    handing::{HandOver, choose_pins, hand_over, unlock_pin},
    identity::{NewResident, Particulars, change_particulars, record_resident},
    lapsing::{Lapsed, lapse, lapse_all},
    letters::{ExpiryLetter, LettersPage, expiry_letters, letters_csv},
    making::{CardRequest, MadeCard, PersonalisationOrder, make_card, personalisation_order},
    moving::{
        MovingIn, continue_abroad, continue_use, report_departure_abroad, report_moving_in,
        report_moving_out,
    },
    municipality::{Municipalities, MunicipalitiesError, Municipality},
    occasion::Occasion,
    office::{CardOffice, LettersWindow, OfficeError, OfficeParts, OfficeSettings},
    recorded::{issue_for_recorded, recorded_order},
    refusal::{Detail, NotAllowed, OrderState, Refusal, Why},
    renewal::{RenewedCertificates, renew_certificates, renew_digital_signature},
    signing::{IssuedCertificates, KeyRequests},
    statuses::{RevocationListMade, Statuses, StatusesError},
    stopping::{release_card, report_death, return_card, stop_card},
    words::{
        ApplicationChannel, CardReason, IdentityCheck, IdentityProof, PinKind, StopChannel,
        StopReason, WhoCame,
    },
};
