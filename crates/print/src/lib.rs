//! Domain to PDF: cards, notices, letters, forms.
//!
//! A paper makes a [`Layout`] for each page: marks in millimeters, each with its place in the
//! reading order. The engine behind [`Press`] draws layouts and knows nothing of papers.

#[cfg(test)]
extern crate self as print;

mod certificate;
mod faces;
#[cfg(test)]
mod krilla_proof;
mod layout;
mod paper;
mod papers;
mod pdf;
mod press;
mod qr;
mod stock;

pub use certificate::{AddressOnPaper, CertificateForm, EligibilityCertificate, OptionalItems};
pub use faces::{Faces, PressError};
pub use layout::{
    Align, Column, Element, Ink, Layout, Point, Role, Rule, Style, Table, Tag, Undrawable,
};
pub use paper::{Paper, PaperInsurer};
pub use papers::{
    Applicant, CountSlip, ElderlyCertificate, ExpiryNotice, FilledForm, FormEmployer, FormFields,
    FormKind, FormPaper, FormReason, InsuranceScheme, Invoice, KindCount, Letter, Notice, PostList,
    PostRow, Proxy, Recipient, SheetRow, StatementForm,
};
pub use press::{AddError, PdfWriter, Press};
pub use stock::Stocks;
