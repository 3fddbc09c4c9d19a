//! The ledger of facts, the registers of authority and office, the agenda and the audit log on
//! SQLite.
//!
//! [`Store`] is the whole interface, the same for every engine. Facts are appended and superseded
//! under a person's revision; derived from them and stored beside the person are the compact
//! document, the next day on which an answer changes with what is waited for until then, and the
//! words of the people search. [`Store::check`] rebuilds them.
//!
//! Beside the facts stand two registers, moved by acts whose steps are guarded: the authority's of
//! cards, certificates and orders, and the insurer's office's of batches, originals, applications,
//! payments and mail.
//!
//! Reads are plain and finish where they are called. Writes go to one thread for the ledger and one
//! for the confirmation log, each with a bounded queue, and are awaited.
//!
//! Nothing here reads the time: instants and days are arguments.

mod authority;
mod awaited;
mod change;
mod check;
mod confirmation;
mod derivation;
mod error;
mod job;
mod key;
mod night;
mod office;
mod person;
mod prepared;
mod reference;
mod search;
mod sqlite;
mod staff;
mod store;

pub use authority::{
    Act, ActError, ActOutcome, ActStep, AuthorityAct, CardOrder, CertificateHolder,
    CertificateIssuer, CertificatePlace, CertificatePurpose, REASON_HOLD, RegisteredCard,
    RegisteredCertificate, StoppedCertificate,
};
pub use awaited::{Awaited, Listed, Page, Scope, Wait, Waiting, WaitsFor, Wake};
pub use change::{Change, ChangeError, End, Join, Outcome, Whose};
pub use check::{Checked, Difference, What};
pub use confirmation::{ConfirmError, Confirmation, Confirmed, Explained};
pub use derivation::InsuredId;
pub use error::{Error, OpenError};
pub use job::{Job, Lease, Progress, Quarantined, Step, Task};
pub use key::PersonKey;
pub use night::{Due, Night, Whom};
pub use office::{
    Batch, BatchFile, BatchItem, HeldItem, IssueStep, ItemCounts, ItemOutcome, Mailing, OfficeAct,
    OfficeActError, OfficeApplication, OfficeStep, Original, Payment, RecordedAct, SettleItem,
    Sheet,
};
pub use person::{Current, Entry, Found, Held, Matched, Member, StoredFact};
pub use prepared::Prepared;
pub use reference::{Employer, Institution, Insurer, NewSetting, Setting};
pub use search::Search;
pub use sqlite::Sqlite;
pub use staff::Staff;
pub use store::Store;
