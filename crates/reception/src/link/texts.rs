//! What an `.err` file says to the people at the counter.

use interchange::oqs::Unreadable;

/// Why a request goes back without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It cannot be read.
    Unreadable(Unreadable),
    /// It is in a ZIP with a password.
    Encrypted,
    /// This program does not offer it.
    NotOffered(&'static str),
    /// A bulk request of another institution: its receipt has no place for an error.
    OtherInstitution,
}

impl Refused {
    /// The text of the `.err` file.
    pub(super) fn text(self) -> String {
        let lines = match self {
            Self::Unreadable(why) => {
                [why.explanation(), "ファイルを直して、もう一度送信してください。".to_owned()]
            }
            Self::Encrypted => [
                "パスワード付きZIPの要求は読めません。".to_owned(),
                "暗号化しない設定(encrypt.confで「=n」)にして、XMLのまま送信してください。"
                    .to_owned(),
            ],
            Self::NotOffered(title) => [
                format!("この要求({title})は、このシステムでは扱っていません。"),
                "資格の有無とは関係ありません。".to_owned(),
            ],
            Self::OtherInstitution => [
                "医療機関コードがこの施設のものと違うため、照会していません。".to_owned(),
                "設定を直して、もう一度送信してください。".to_owned(),
            ],
        };
        lines.map(|line| line + "\r\n").concat()
    }
}
