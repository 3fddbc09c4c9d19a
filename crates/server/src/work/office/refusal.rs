//! Why an act is not done: what the rules or the state of things do not allow, and what failed.

mod application;
mod entry;
mod mail;
mod member;

use eligibility::Rule;

pub use self::{
    application::ApplicationRefusal, entry::EntryRefusal, mail::MailRefusal, member::MemberRefusal,
};

/// Why an act of an insurer's office is not done. It never names the person.
#[derive(Debug, thiserror::Error)]
pub enum OfficeRefusal {
    /// Nobody of this insurer has this key, or they were joined into another.
    #[error("no member of this insurer has this key")]
    NoPerson,
    /// What was entered is incomplete or cannot be true.
    #[error(transparent)]
    Entry(#[from] EntryRefusal),
    /// An application or a payment does not allow it.
    #[error(transparent)]
    Application(#[from] ApplicationRefusal),
    /// What is recorded of the person does not allow it.
    #[error(transparent)]
    Member(#[from] MemberRefusal),
    /// The mail or the batch does not allow it.
    #[error(transparent)]
    Mail(#[from] MailRefusal),
    /// The id was used for another act.
    #[error("expected an id not used for another act")]
    OtherAct,
    /// Somebody else was faster, several times.
    #[error("somebody is changing this person: try again")]
    Busy,
    /// The act cannot be recorded whatever the ledger holds.
    #[error(transparent)]
    Act(#[from] store::OfficeActError),
    /// The change cannot be recorded whatever the ledger holds.
    #[error(transparent)]
    Change(#[from] store::ChangeError),
    /// The ledger could not be read or written.
    #[error("the ledger could not be read or written")]
    Store(#[source] store::Error),
}

/// A refusal as pages say it: its code and rules for staff, what is so, and what to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalWords {
    /// The code.
    pub code: &'static str,
    /// The rules it rests on.
    pub rules: &'static [Rule],
    /// What is so, in Japanese.
    pub so: String,
    /// What to do now, in Japanese.
    pub now: &'static str,
}

impl OfficeRefusal {
    /// Whether something failed, so that the same act may be tried again.
    #[must_use]
    pub const fn is_failure(&self) -> bool {
        matches!(self, Self::Busy | Self::Store(_))
    }

    /// The refusal for a page.
    #[must_use]
    pub fn words(&self) -> RefusalWords {
        match self {
            Self::NoPerson => told(
                "no_person",
                &[],
                "この保険者の加入者に、その人はいません。",
                "人を探し直してください。",
            ),
            Self::Entry(it) => it.words(),
            Self::Application(it) => it.words(),
            Self::Member(it) => it.words(),
            Self::Mail(it) => it.words(),
            Self::OtherAct => told(
                "other_act",
                &[],
                "この画面からは、すでに別の内容が記録されています。",
                "画面を開き直して、いまの内容を確かめてください。",
            ),
            Self::Busy => told(
                "busy",
                &[],
                "同じ人を、ほかの人が同時に変えています。何も記録していません。",
                "少し待って、もう一度押してください。",
            ),
            Self::Act(_) | Self::Change(_) => told(
                "not_recordable",
                &[],
                "入力の形が合わないため、記録できません。",
                "入力を見直してください。直らないときは、管理者に知らせてください。",
            ),
            Self::Store(_) => told(
                "store",
                &[],
                "台帳を読み書きできませんでした。記録されたかどうかは、まだ分かりません。",
                "もう一度押してください。二重には記録されません。",
            ),
        }
    }
}

/// A refusal's words.
fn told(
    code: &'static str,
    rules: &'static [Rule],
    so: impl Into<String>,
    now: &'static str,
) -> RefusalWords {
    RefusalWords { code, rules, so: so.into(), now }
}

impl From<store::Error> for OfficeRefusal {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::AnotherAct => Self::OtherAct,
            store::Error::OfficeAct(error) => Self::Act(error),
            store::Error::Change(error) => Self::Change(error),
            error @ (store::Error::Engine(_)
            | store::Error::Damaged { .. }
            | store::Error::Unreadable(_)
            | store::Error::JobMoved
            | store::Error::AnotherIssuer
            | store::Error::Serials
            | store::Error::Act(_)
            | store::Error::MadeItem
            | store::Error::Stopped
            | store::Error::Busy) => Self::Store(error),
        }
    }
}
