//! What is recorded of the person does not allow.

use eligibility::{Rule, written};
use jiff::civil::Date;

use super::{RefusalWords, told};

/// Why nothing is done with a person's papers, registration or flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemberRefusal {
    /// The person has no such paper.
    #[error("the person has no such paper")]
    NoPaper,
    /// The paper was reported lost before.
    #[error("the paper was reported lost on {0}")]
    AlreadyLost(Date),
    /// The paper came back before.
    #[error("the paper came back on {0}")]
    AlreadyReturned(Date),
    /// The paper must come back and may not be destroyed by the person.
    #[error("the paper must come back")]
    MustComeBack(Option<Date>),
    /// The card is not registered for insurance use.
    #[error("the card is not registered for insurance use")]
    NotRegistered,
    /// A cancellation of the registration was requested before.
    #[error("cancellation was requested on {0}")]
    AlreadyCancelled(Date),
    /// The own information is blocked already.
    #[error("the own information is blocked from {0}")]
    AlreadyBlocked(Date),
    /// The own information is not blocked.
    #[error("the own information is not blocked")]
    NotBlocked,
    /// No address is recorded.
    #[error("no address is recorded")]
    NoAddress,
}

impl MemberRefusal {
    #[rustfmt::skip]
    pub(super) fn words(self) -> RefusalWords {
        match self {
            Self::NoPaper => told("no_paper", &[],
                "その書類を交付した記録がありません。", "交付の記録を確かめてください。"),
            Self::AlreadyLost(on) => told("already_lost", &[Rule::R117],
                format!("{}になくしたと届け出のあった書類です。すでに使えません。", written(on)),
                "新しい書類が要るときは、申請を受け付けてください。"),
            Self::AlreadyReturned(on) => told("already_returned", &[Rule::R113],
                format!("{}に返却ずみの書類です。", written(on)), "返却の記録を確かめてください。"),
            Self::MustComeBack(_) => told("must_come_back", &[Rule::R113, Rule::R115],
                "資格を失った人の書類は、本人が捨ててはいけません。返却が必要です。",
                "事業所または本人から、書類を受け取ってください。"),
            Self::NotRegistered => told("not_registered", &[Rule::F66],
                "マイナ保険証の利用登録がありません。解除するものがありません。",
                "資格確認書が要るときは、申請を受け付けてください。"),
            Self::AlreadyCancelled(on) => told("already_cancelled", &[Rule::F66],
                format!("{}に、利用登録の解除を受け付けています。", written(on)),
                "解除の日を本人に伝えてください。"),
            Self::AlreadyBlocked(from) => told("already_blocked", &[Rule::F49],
                format!("{}から、自己情報を提供しない設定になっています。", written(from)),
                "そのままでかまいません。"),
            Self::NotBlocked => told("not_blocked", &[Rule::F49],
                "自己情報を提供しない設定はされていません。", "記録を確かめてください。"),
            Self::NoAddress => told("no_address", &[],
                "住所の記録がありません。", "先に住所を記録してください。"),
        }
    }
}
