//! What the mail or a batch does not allow.

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
            Self::AlreadyUndelivered => told("already_undelivered", &[],
                "この郵便は、すでに戻ったと記録されています。", "郵送の一覧を開き直してください。"),
            Self::NotUndelivered => told("not_undelivered", &[],
                "この郵便は戻っていないか、処理がすんでいます。", "郵送の一覧を開き直してください。"),
        }
    }
}
