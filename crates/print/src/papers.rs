//! Every paper but the eligibility certificate: what stands on it, and where.

mod card;
mod count_slip;
mod elderly;
mod expiry;
mod form;
mod grid;
mod invoice;
mod letter;
mod notice;
mod post_list;
mod rows;
mod statement;
mod story;

use serde::{Deserialize, Serialize};

pub use count_slip::{CountSlip, KindCount, SheetRow};
pub use elderly::ElderlyCertificate;
pub use expiry::ExpiryNotice;
pub use form::{
    Applicant, FilledForm, FormEmployer, FormFields, FormKind, FormPaper, FormReason, Proxy,
};
pub use invoice::Invoice;
pub use letter::Letter;
pub use notice::Notice;
pub use post_list::{PostList, PostRow};
pub use statement::{InsuranceScheme, StatementForm};

/// Whom a letter is addressed to (宛先), as the window of the envelope shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The postcode, with or without its hyphen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// The address as registered.
    pub address: String,
    /// The name as registered, without 様 or 御中.
    pub name: String,
    /// Whether it is a workplace or another body, written to with 御中.
    #[serde(default)]
    pub is_body: bool,
}
