//! What the mail or a batch does not allow.

use eligibility::Rule;

use super::{RefusalWords, told};

/// Why nothing is done with a mailing or a batch to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailRefusal {
    /// No mailing has this id with this insurer.
    #[error("no mailing has this id")]
    NoMailing,
    /// No batch has this id with this insurer.
    #[error("no batch has this id")]
    NoBatch,
    /// The batch is not counted, or was sent.
    #[error("the batch is not counted or was sent")]
    BatchNotReady,
    /// Sheets must not go out: of papers that count no more, or on the way of somebody who must
    /// not be found by it.
    #[error("{more} more sheets than sheet {first} must be taken out of the batch")]
    TakeOut {
        /// The first of them.
        first: u32,
        /// How many more there are.
        more: usize,
    },
    /// The mail came back before.
    #[error("the mail came back before")]
    AlreadyUndelivered,
    /// The mail did not come back, or that was settled.
    #[error("the mail did not come back or was settled")]
    NotUndelivered,
}

impl MailRefusal {
    #[rustfmt::skip]
    pub(super) fn words(self) -> RefusalWords {
        match self {
            Self::NoMailing => told("no_mailing", &[],
                "その郵便の記録は見つかりません。", "郵送の一覧から選び直してください。"),
            Self::NoBatch => told("no_batch", &[],
                "その交付の束は見つかりません。", "交付の一覧から選び直してください。"),
            Self::BatchNotReady => told("batch_not_ready", &[],
                "枚数を確かめていないか、すでに送った束です。",
                "印刷した枚数を確かめてから、送ったことを記録してください。"),
            Self::TakeOut { first, more } => told("take_out", &[Rule::F49],
                format!("送ってはいけないシートが{}枚あります。はじめはシート{first}です。", more + 1),
                "失くした・返ったと記録された書類か、居所を知られてはいけない人の書類が、ほかの人の包みに\
                 入っています。抜いて、その人の画面で「書類が返った」を記録し、番号を刷り損じとして\
                 届けてください。要る書類は、次の束で本人だけに送ります。"),
            Self::AlreadyUndelivered => told("already_undelivered", &[],
                "この郵便は、すでに戻ったと記録されています。", "郵送の一覧を開き直してください。"),
            Self::NotUndelivered => told("not_undelivered", &[],
                "この郵便は戻っていないか、処理がすんでいます。", "郵送の一覧を開き直してください。"),
        }
    }
}
