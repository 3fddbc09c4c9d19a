//! The ledger of facts, the authority's register, the agenda and the audit log on SQLite.
//!
//! [`Store`] is the whole interface, the same for every engine. Facts are appended and superseded
//! under a person's revision; two things are derived from them and stored beside the person: the
//! compact document and the next day on which an answer changes. [`Store::check`] rebuilds both.
//!
//! Beside the facts stands the authority's register: cards, certificates and orders, moved by acts
//! whose steps are guarded.
//!
//! Reads are plain and finish where they are called. Writes go to one thread for the ledger and one
//! for the confirmation log, each with a bounded queue, and are awaited.
//!
//! Nothing here reads the time: instants and days are arguments.

mod authority;
mod change;
mod check;
mod confirmation;
mod derivation;
mod error;
mod job;
mod key;
mod night;
mod person;
mod prepared;
mod reference;
mod sqlite;
mod staff;
mod store;

pub use authority::{
    Act, ActError, ActOutcome, ActStep, AuthorityAct, CardOrder, CertificateHolder,
    CertificateIssuer, CertificatePlace, CertificatePurpose, REASON_HOLD, RegisteredCard,
    RegisteredCertificate, StoppedCertificate,
};
pub use change::{Change, ChangeError, End, Join, Outcome, Whose};
pub use check::{Checked, Difference, What};
pub use confirmation::{ConfirmError, Confirmation, Confirmed, Explained};
pub use derivation::{InsuredId, Wake};
pub use error::{Error, OpenError};
pub use job::{Job, Lease, Progress, Quarantined, Step, Task};
pub use key::PersonKey;
pub use night::{Due, Night, Whom};
pub use person::{Current, Entry, Found, Held, Matched, Member, StoredFact};
pub use prepared::Prepared;
pub use reference::{Employer, Institution, Insurer, NewSetting, Setting};
pub use sqlite::Sqlite;
pub use staff::Staff;
pub use store::Store;
