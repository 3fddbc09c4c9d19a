//! The papers there are, as values: what stands on them, ready to be stored and drawn again.

use serde::{Deserialize, Serialize};

use crate::certificate::EligibilityCertificate;
use crate::layout::{Layout, Undrawable};
use crate::papers::{
    CountSlip, ElderlyCertificate, ExpiryNotice, FilledForm, Invoice, Letter, Notice, PostList,
    StatementForm,
};
use crate::stock::Stocks;

/// A paper with all that stands on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "paper", rename_all = "snake_case")]
pub enum Paper {
    /// An eligibility certificate (資格確認書).
    Certificate(Box<EligibilityCertificate>),
    /// A notice of eligibility information (資格情報のお知らせ).
    Notice(Box<Notice>),
    /// An elderly recipient certificate (高齢受給者証).
    Elderly(Box<ElderlyCertificate>),
    /// A notice that a 資格確認書 ends (有効期限通知書).
    ExpiryNotice(Box<ExpiryNotice>),
    /// A letter.
    Letter(Box<Letter>),
    /// What a bundle holds (部数票).
    CountSlip(Box<CountSlip>),
    /// A list for the post office (差出票).
    PostList(Box<PostList>),
    /// An invoice for a fee.
    Invoice(Box<Invoice>),
    /// An application form.
    Form(Box<FilledForm>),
    /// A statement of eligibility (被保険者資格申立書).
    Statement(Box<StatementForm>),
}

/// The insurer as papers name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PaperInsurer {
    /// The insurer number (保険者番号).
    pub number: String,
    /// The name (保険者名称).
    pub name: String,
    /// The address (保険者所在地).
    pub address: String,
    /// The telephone number.
    pub phone: String,
}

impl Paper {
    /// The pages of it.
    ///
    /// # Errors
    ///
    /// What cannot be shown, the first found.
    pub fn layouts<'a>(&self, stocks: &mut Stocks<'a>) -> Result<Vec<Layout<'a>>, Undrawable> {
        match self {
            Self::Certificate(it) => Ok(vec![it.layout(stocks)?]),
            Self::Notice(it) => it.layouts(stocks),
            Self::Elderly(it) => it.layouts(stocks),
            Self::ExpiryNotice(it) => it.layouts(stocks),
            Self::Letter(it) => it.layouts(stocks),
            Self::CountSlip(it) => it.layouts(stocks),
            Self::PostList(it) => it.layouts(stocks),
            Self::Invoice(it) => it.layouts(stocks),
            Self::Form(it) => it.layouts(stocks),
            Self::Statement(it) => it.layouts(stocks),
        }
    }
}
