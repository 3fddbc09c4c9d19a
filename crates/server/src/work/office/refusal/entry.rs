//! What was entered is incomplete or cannot be true.

use eligibility::{Impossible, Wanted, written};
use jiff::civil::Date;

use super::{RefusalWords, told};

/// Why what was entered is not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryRefusal {
    /// A day that has not come.
    #[error("found {found}, want {today} or earlier")]
    DayToCome {
        /// The day given.
        found: Date,
        /// The latest allowed.
        today: Date,
    },
    /// A day before one that must come first.
    #[error("found {found}, want {wanted} or later")]
    DayTooEarly {
        /// The day given.
        found: Date,
        /// The earliest allowed.
        wanted: Date,
    },
    /// A reason is wanted and none is given.
    #[error("expected a reason")]
    NoReason,
    /// Somebody else applied and is not named.
    #[error("expected the applicant's name")]
    NoApplicantName,
    /// What would be recorded is recorded.
    #[error("this is recorded already")]
    NothingChanges,
    /// Such a fact is not the office's to correct.
    #[error("a fact of kind {0} is not corrected here")]
    NotByCorrection(&'static str),
    /// A fact that was to end is not there.
    #[error("there is no such fact to end")]
    NothingToEnd,
    /// What it would record cannot be true.
    #[error("{0} cannot be true")]
    Impossible(Impossible),
}

impl EntryRefusal {
    #[rustfmt::skip]
    pub(super) fn words(&self) -> RefusalWords {
        match *self {
            Self::DayToCome { found, today } => told("day_to_come", &[],
                format!("{}はまだ来ていない日です。", written(found)),
                if found > today { "今日までの日を入れてください。" } else { "日付を確かめてください。" }),
            Self::DayTooEarly { found, wanted } => told("day_too_early", &[],
                format!("{}は、{}より前の日です。", written(found), written(wanted)),
                "順序が合う日を入れてください。"),
            Self::NoReason => told("no_reason", &[],
                "理由が書かれていません。", "あとで分かるように、理由を書いてください。"),
            Self::NoApplicantName => told("no_applicant_name", &[],
                "申請した人の名前がありません。", "本人以外の申請では、申請者の名前を入れてください。"),
            Self::NothingChanges => told("nothing_changes", &[],
                "すでにそのとおりに記録されています。", "直すところがなければ、そのままでかまいません。"),
            Self::NotByCorrection(_) => told("not_by_correction", &[],
                "この記録は、訂正の画面では直せません。", "申請や照会番号は、それぞれの手続きで直してください。"),
            Self::NothingToEnd => told("nothing_to_end", &[],
                "取り消そうとした記録は、いまはありません。", "画面を開き直してください。"),
            Self::Impossible(it) => told("impossible", &[],
                format!("{}は、ありえない日付です。{}", written(it.found), wanted(it.wanted)),
                "前後の日付を確かめて、入れ直してください。"),
        }
    }
}

fn wanted(wanted: Wanted) -> String {
    match wanted {
        Wanted::OnOrAfter(_, day) => format!("{}かそれより後でなければなりません。", written(day)),
        Wanted::Only(_) => "もとになる記録がありません。".to_owned(),
    }
}
