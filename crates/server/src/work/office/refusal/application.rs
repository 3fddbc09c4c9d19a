//! What an application or a payment does not allow.

use eligibility::{Rule, written};
use jiff::civil::Date;
use record::DocumentKind;

use super::{RefusalWords, told};
use crate::work::office::words::{ApplicationState, document_name};

/// Why nothing is done with an application or a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplicationRefusal {
    /// No application has this id with this insurer.
    #[error("no application has this id")]
    NoApplication,
    /// No payment has this id with this insurer.
    #[error("no payment has this id")]
    NoPayment,
    /// The insurer does not cover the person on the day.
    #[error("not covered on {0}")]
    NotCovered(Date),
    /// The paper is not issued any more.
    #[error("papers of this kind are not issued any more")]
    NotIssuedAnyMore,
    /// An application for this paper, received on that day, is open.
    #[error("an application of {0} for this paper is open")]
    AlreadyApplied(Date),
    /// A paper of this kind was issued since the application was received.
    #[error("a paper of this kind was issued on {0}")]
    AlreadyIssued(Date),
    /// The paper said to be lost was never issued.
    #[error("no paper of this kind was issued in this coverage")]
    NothingToReplace(DocumentKind),
    /// The rules do not give the person this paper.
    #[error("the rules do not give the person this paper")]
    NotGiven(DocumentKind),
    /// A 高齢受給者証 before the month before its first day.
    #[error("expected a day from {0}")]
    NotElderly(Date),
    /// The application is not where the act begins.
    #[error("the application does not allow this where it stands")]
    State(ApplicationState),
    /// There is no fee to waive, invoice or pay.
    #[error("the application has no fee")]
    NoFee,
    /// The payment was settled before.
    #[error("the payment was settled before")]
    PaymentSettled,
    /// The payment is less than the fee.
    #[error("the payment is {paid} yen, want {wanted}")]
    TooLittle {
        /// What was paid.
        paid: u64,
        /// The fee.
        wanted: u64,
    },
}

impl ApplicationRefusal {
    #[rustfmt::skip]
    pub(super) fn words(&self) -> RefusalWords {
        match *self {
            Self::NoApplication => told("no_application", &[],
                "その申請は見つかりません。", "申請の一覧から選び直してください。"),
            Self::NoPayment => told("no_payment", &[],
                "その入金は見つかりません。", "入金の一覧から選び直してください。"),
            Self::NotCovered(on) => told("not_covered", &[Rule::F94],
                format!("{}の時点で、この保険者の資格がありません。書類は交付できません。", written(on)),
                "資格の取得日と喪失日を確かめ、いまの保険者へ申請するよう案内してください。"),
            Self::NotIssuedAnyMore => told("not_issued_any_more", &[Rule::R109],
                "従来の健康保険証は、もう交付できません。",
                "資格確認書か資格情報のお知らせを選んでください。"),
            Self::AlreadyApplied(on) => told("already_applied", &[],
                format!("{}に受け付けた同じ書類の申請が、まだ終わっていません。", written(on)),
                "その申請を進めてください。やり直すときは、取り下げてから受け付けてください。"),
            Self::AlreadyIssued(on) => told("already_issued", &[],
                format!("申請のあと、{}に同じ書類を交付しています。", written(on)),
                "届いたかを確かめ、申請は取り下げにしてください。"),
            Self::NothingToReplace(kind) => told("nothing_to_replace", &[Rule::R117],
                format!("この資格で{}を交付した記録がないため、再交付にはなりません。", document_name(kind)),
                "理由を選び直してください。"),
            Self::NotGiven(kind) => Self::not_given(kind),
            Self::NotElderly(from) => told("not_elderly", &[Rule::R112, Rule::F43],
                format!("高齢受給者証を交付できるのは{}からです。", written(from)),
                "その日が近づけば、申請がなくても用意されます。"),
            Self::State(state) => told("application_state", &[],
                format!("この申請はいま「{}」です。この手続きはできません。", state.name()),
                "申請のいまの状態を確かめてください。"),
            Self::NoFee => told("no_fee", &[Rule::R118],
                "この申請には手数料がかかりません。", "請求せずに、そのまま交付へ進みます。"),
            Self::PaymentSettled => told("payment_settled", &[],
                "この入金は、すでに処理されています。", "入金の一覧を開き直してください。"),
            Self::TooLittle { paid, wanted } => told("too_little", &[Rule::R118],
                format!("入金は{paid}円で、手数料{wanted}円に足りません。"),
                "足りない分の入金を待つか、返金して処理してください。"),
        }
    }

    #[rustfmt::skip]
    fn not_given(kind: DocumentKind) -> RefusalWords {
        match kind {
            DocumentKind::EligibilityNotice => told("not_given", &[Rule::R134, Rule::R147],
                "資格情報のお知らせは、マイナ保険証を使える人で、資格確認書を持たない人に交付します。\
                 この人には当てはまりません。",
                "マイナ保険証を使えないときは、資格確認書の申請として受け付けてください。"),
            DocumentKind::EligibilityCertificate
            | DocumentKind::ElderlyRecipientCertificate
            | DocumentKind::FormerInsuranceCertificate => told("not_given", &[Rule::F43],
                format!("いまの資格では、{}は交付されません。", document_name(kind)),
                "資格の記録を確かめてください。"),
        }
    }
}
