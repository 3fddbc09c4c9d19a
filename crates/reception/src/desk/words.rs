//! The Japanese sentences of refusals, causes and the list. Those of answers stand in
//! [`super::answer`], the rules in [`rules`].

pub(super) mod rules;

use eligibility::written;
use interchange::confirmation::{Answer, Cause, Validity, WhyVoid};
use jiff::civil::Date;
use record::Sex;

use super::{
    answer::Ended,
    entries::Entry,
    look_up::{Field, Problem, Why},
    view::{Chip, Tone},
    way::Way,
};
use crate::{Outcome, Refusal};

/// Why nothing certain is known, for staff and for who looks after the machines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doubt {
    /// What happened.
    pub what: &'static str,
    /// The code to name on the telephone.
    pub code: &'static str,
    /// What to look at.
    pub look_at: &'static str,
}

/// Why a 資格確認書 proves nothing before its last day.
pub(crate) const fn why_void(why: WhyVoid) -> &'static str {
    match why {
        WhyVoid::Lost => "なくしたと届け出",
        WhyVoid::Returned => "返されたもの",
        WhyVoid::Replaced => "新しいものと取りかえ",
    }
}

/// The words for a question that has no certain outcome; none where it has.
pub(crate) const fn doubt(outcome: Option<&Outcome>) -> Option<Doubt> {
    let (what, code, look_at) = match outcome {
        None => (
            "まだ返事を待っています。",
            "HUB-WAITING",
            "しばらく待ってから、もう一度確認してください。",
        ),
        Some(Outcome::Answered(answer)) => match (answer.validity, answer.cause) {
            (
                Validity::Valid
                | Validity::Invalid
                | Validity::InvalidNewerKnown
                | Validity::NoMatch
                | Validity::Several,
                _,
            ) => return None,
            (Validity::Undetermined, Some(Cause::Unreachable)) => (
                "ハブにつながらないか、3秒のうちに返事がありませんでした。",
                "HUB-UNREACHABLE",
                "回線、ハブの /readyz の順に見てください。",
            ),
            (Validity::Undetermined, Some(Cause::NotRecorded)) => (
                "ハブが確認の記録を残せなかったため、答えを出しませんでした。",
                "HUB-NOT-RECORDED",
                "ハブの記録の空き容量とディスクを見てください。",
            ),
            (Validity::Undetermined, Some(Cause::Busy)) => {
                ("ハブが混み合っています。", "HUB-BUSY", "ハブの混みぐあいを見てください。")
            }
            (Validity::Undetermined, Some(Cause::Failed) | None) => {
                ("ハブの中で不具合が起きました。", "HUB-FAILED", "ハブの記録を見てください。")
            }
        },
        Some(Outcome::Refused(refusal)) => match refusal {
            Refusal::NotIdentified => (
                "この受付の鍵を、ハブが認めませんでした。",
                "HUB-KEY",
                "医療機関コードと鍵のファイルを見てください。",
            ),
            Refusal::TooManyWrongBirthDates { .. } => (
                "登録と違う生年月日での問い合わせが続いたため、ハブが一時止めています。",
                "HUB-SLOWED",
                "この受付からの問い合わせが、まちがいの続いたものか確かめてください。",
            ),
            Refusal::Conflict | Refusal::Malformed(_) | Refusal::Impossible(_) => (
                "ハブがこの問い合わせを受け取りませんでした。",
                "HUB-REFUSED",
                "受付とハブの版、受付の時計を見てください。",
            ),
        },
    };
    Some(Doubt { what, code, look_at })
}

/// The word of an entry in the list.
pub(crate) fn chip(entry: &Entry) -> Chip {
    let Some(outcome) = &entry.asked.outcome else {
        return Chip::new(Tone::Unknown, "まだ不明");
    };
    let answer = match outcome {
        Outcome::Answered(answer) => answer,
        Outcome::Refused(Refusal::Malformed(_) | Refusal::Impossible(_)) => {
            return Chip::new(Tone::Soon, "入れなおし");
        }
        Outcome::Refused(
            Refusal::NotIdentified | Refusal::Conflict | Refusal::TooManyWrongBirthDates { .. },
        ) => return Chip::new(Tone::Unknown, "まだ不明"),
    };
    match answer.validity {
        Validity::Valid => Chip::new(Tone::Ok, covered(answer)),
        Validity::Invalid | Validity::InvalidNewerKnown => ended_chip(Ended::of(answer)),
        Validity::NoMatch => Chip::new(Tone::Part, "該当なし"),
        Validity::Several => Chip::new(Tone::Soon, "枝番が必要"),
        Validity::Undetermined => Chip::new(Tone::Unknown, "まだ不明"),
    }
}

fn ended_chip(ended: Ended) -> Chip {
    match ended {
        Ended::NewerKnown => Chip::new(Tone::Move, "新しい保険あり"),
        Ended::LateStage => Chip::new(Tone::Move, "後期へ移行"),
        Ended::NotBegun => Chip::new(Tone::Soon, "開始前"),
        Ended::Between => Chip::new(Tone::Move, "切り替え中"),
        Ended::Over => Chip::new(Tone::Stop, "資格なし"),
    }
}

/// An answer in a few words, for the line that recalls an earlier one.
pub(crate) fn brief(answer: &Answer) -> String {
    match answer.validity {
        Validity::Valid => covered(answer).replace(' ', "、"),
        Validity::Invalid | Validity::InvalidNewerKnown => "資格は終わり".to_owned(),
        Validity::NoMatch => "該当なし".to_owned(),
        Validity::Several => "複数が該当".to_owned(),
        Validity::Undetermined => "まだ不明".to_owned(),
    }
}

fn covered(answer: &Answer) -> String {
    let share = answer.result.as_ref().and_then(|it| it.share_tenths);
    share.map_or_else(|| "資格あり".to_owned(), |it| format!("資格あり {it}割"))
}

/// 男, 女, or that it is not said.
pub(crate) const fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
        Sex::Unset => "未設定",
    }
}

/// A way to receive a patient, and its rule.
pub(crate) const fn way(way: Way) -> (&'static str, &'static str) {
    match way {
        Way::Confirmed => ("オンライン資格確認", "F-55 療担則3条"),
        Way::EligibilityCertificate => ("資格確認書", "F-55 療担則3条"),
        Way::CardWithPortal => {
            ("マイナンバーカードと、マイナポータルの画面かPDF", "R-092 リーフレット004の56行")
        }
        Way::CardWithNotice => {
            ("マイナンバーカードと、資格情報のお知らせ", "R-093 リーフレット004の56行")
        }
        Way::CardWithStatement => {
            ("マイナンバーカードと、被保険者資格申立書", "R-094 リーフレット004の57行")
        }
    }
}

/// The name of a field, and its `id` in the form.
pub(crate) const fn field(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::InsurerNumber => ("保険者番号", "insurer"),
        Field::Symbol => ("記号", "symbol"),
        Field::Number => ("番号", "number"),
        Field::Branch => ("枝番", "branch"),
        Field::BornOn => ("生年月日", "year"),
    }
}

/// What is wrong with a field: beside it, at length, and as code with rule.
#[derive(Clone, Debug)]
pub(crate) struct ProblemWords {
    /// Beside the field.
    pub beside: String,
    /// After what was found.
    pub found_is: &'static str,
    /// What is wanted.
    pub wanted: String,
    /// Code and rule.
    pub code: &'static str,
}

/// The words for a refused field.
pub(crate) fn problem(problem: &Problem) -> ProblemWords {
    let (name, _) = field(problem.field);
    let digits = problem.found.len();
    let beside = match &problem.why {
        Why::Missing => format!("{name}を入れてください。"),
        Why::NotDigit => {
            format!("{name}に数字でない文字があります。書面と見くらべてください。")
        }
        Why::Length => format!("保険者番号は6けたか8けたです。いまは{digits}けたです。"),
        Why::CheckDigit => {
            "保険者番号の最後の1けたが合いません。書面と見くらべてください。".to_owned()
        }
        Why::TooLong => format!("{name}が長すぎます。19文字までです。"),
        Why::NotInCalendar => "この日は暦にありません。書面と見くらべてください。".to_owned(),
        Why::NotInEra { .. } => "この元号にない日です。元号と年を見くらべてください。".to_owned(),
        Why::Future => "生年月日が、きょうより後です。元号と年を見くらべてください。".to_owned(),
        Why::Hub { .. } => {
            format!("{name}をハブが受け取りませんでした。書面と見くらべてください。")
        }
    };
    let wanted = match &problem.why {
        Why::NotInEra { first, last } => era_range(*first, *last),
        Why::Future => "きょうまでの日です。".to_owned(),
        Why::Hub { wanted } => format!("ハブの求め: {wanted}。"),
        Why::Missing
        | Why::NotDigit
        | Why::Length
        | Why::CheckDigit
        | Why::TooLong
        | Why::NotInCalendar => wanted(problem.field).to_owned(),
    };
    let (found_is, code) = found_is(&problem.why);
    ProblemWords { beside, found_is, wanted, code }
}

/// What to say after what was found, and the code with its rule.
const fn found_is(why: &Why) -> (&'static str, &'static str) {
    match why {
        Why::Missing => ("空いています", "コード INPUT-MISSING、規則 F-61(問い合わせの項目)"),
        Why::NotDigit => (
            "は、数字でない文字があるか、けたが多すぎます",
            "コード INPUT-NOT-DIGIT、規則 F-77・F-83(番号の形)",
        ),
        Why::Length => {
            ("は、けたの数が合いません", "コード INPUT-LENGTH、規則 F-77(保険者番号の形)")
        }
        Why::CheckDigit => (
            "は最後の1けた(検証番号)が合いません。読みちがいか打ちちがいです",
            "コード INPUT-CHECK-DIGIT、規則 F-78(検証番号の計算)",
        ),
        Why::TooLong => ("は長すぎます", "コード INPUT-TOO-LONG、規則 F-83(記号・番号の形)"),
        Why::NotInCalendar => ("という日はありません", "コード INPUT-NO-SUCH-DAY"),
        Why::NotInEra { .. } => {
            ("は、その元号の日ではありません", "コード INPUT-ERA、元号の始まりの日の表")
        }
        Why::Future => ("は、きょうより後の日です", "コード INPUT-FUTURE"),
        Why::Hub { .. } => ("を、ハブが受け取りませんでした", "コード HUB-FIELD"),
    }
}

const fn wanted(field: Field) -> &'static str {
    match field {
        Field::InsurerNumber => "6けたか8けたの数字です。",
        Field::Symbol => "19文字までの数字、文字です。なければ空けておきます。",
        Field::Number => "19文字までの数字、文字です。",
        Field::Branch => "1けたか2けたの数字です。なければ空けておきます。",
        Field::BornOn => "元号をえらび、年、月、日を数字で入れます。1年は「元」でも入ります。",
    }
}

fn era_range(first: Date, last: Option<Date>) -> String {
    match last {
        Some(last) => format!("{}から{}までです。", written(first), written(last)),
        None => format!("{}からです。", written(first)),
    }
}
