//! Answers for a coverage that is not in force on the day: why, and what to do.

use interchange::confirmation::{Answer, NotCovered, Validity, WhyNotCovered};
use jiff::civil::Date;

use super::{blank, checked, last_day, person};
use crate::desk::{
    statement::ShareToCollect,
    view::{Action, AnswerView, Chip, CoverageView, Line, Reason, Tone},
    words::rules,
};

/// How long after a loss the next coverage is still likely to be on its way: five days for the
/// employer, five for the insurer (F-65), fourteen for a notification to the municipality (D-16),
/// and the days in which papers travel.
const BETWEEN_DAYS: i32 = 31;

/// What not being covered means for the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Another coverage is registered.
    NewerKnown,
    /// 後期高齢者医療 took over.
    LateStage,
    /// It begins later.
    NotBegun,
    /// It ended a short time ago and the next is not registered yet.
    Between,
    /// It ended long ago.
    Over,
}

impl Ended {
    /// What an answer means.
    pub(crate) fn of(answer: &Answer) -> Self {
        let newer = answer.validity == Validity::InvalidNewerKnown;
        match &answer.not_covered {
            Some(it) if newer || it.newer_known => Self::NewerKnown,
            None if newer => Self::NewerKnown,
            None => Self::Over,
            Some(it) => match it.why {
                WhyNotCovered::TurnedSeventyFive => Self::LateStage,
                WhyNotCovered::NotBegun => Self::NotBegun,
                WhyNotCovered::Lost | WhyNotCovered::VoluntaryContinuationOver => {
                    if days(it.from, answer.on) <= BETWEEN_DAYS {
                        Self::Between
                    } else {
                        Self::Over
                    }
                }
            },
        }
    }
}

pub(super) fn view(answer: &Answer) -> AnswerView {
    let mut view = match Ended::of(answer) {
        Ended::NewerKnown => newer_known(),
        Ended::LateStage => late_stage(),
        Ended::NotBegun => not_begun(answer),
        Ended::Between => between(answer),
        Ended::Over => over(answer),
    };
    if let Some(result) = &answer.result {
        view.person = Some(person(answer, result));
        view.coverages = coverages(answer);
    }
    view.reasons = rules::reasons(answer, reasons(answer));
    view.notes.push(Line::default().soft("確認した日時 "));
    if let Some(note) = view.notes.last_mut() {
        note.0.extend(checked(answer).0);
    }
    view
}

fn newer_known() -> AnswerView {
    let mut view = blank(
        Tone::Move,
        "新しい保険に変わっています",
        "新しい資格確認書か資格情報のお知らせを、見せてもらってください",
    );
    view.lead = Some(Line::new("この番号の資格は終わり、別の資格が登録されています。"));
    view.step_lines = vec![Line::new(
        "資格がないという意味ではありません。新しい保険者番号、記号、番号で確認すれば、負担割合がわかります。",
    )];
    view.actions = vec![
        Action::Field { id: "insurer", text: "新しい番号を入れる".to_owned() },
        Action::Check,
        Action::Print,
    ];
    view
}

fn late_stage() -> AnswerView {
    let mut view = blank(
        Tone::Move,
        "後期高齢者医療に移っています",
        "後期高齢者医療の資格確認書を、見せてもらってください",
    );
    view.lead = Some(Line::new("75歳の誕生日から、前の保険ではなくなりました。"));
    view.step_lines = vec![Line::new(
        "その番号で、もう一度確認してください。お持ちでなければ、マイナンバーカードと申立書で受付できます。",
    )];
    view.actions = vec![
        Action::Field { id: "insurer", text: "新しい番号を入れる".to_owned() },
        Action::Statement,
        Action::Check,
    ];
    view
}

fn not_begun(answer: &Answer) -> AnswerView {
    let mut view = blank(
        Tone::Soon,
        "この保険は、まだ始まっていません",
        "いま入っている保険の資格確認書を、見せてもらってください",
    );
    view.lead = answer
        .not_covered
        .as_ref()
        .map(|it| Line::default().day(it.from).text("から使えます。きょうは使えません。"));
    view.step_lines = vec![Line::new(
        "その番号で、もう一度確認してください。わからなければ、マイナンバーカードと申立書で受付できます。",
    )];
    view.actions = vec![
        Action::Field { id: "insurer", text: "いまの番号を入れる".to_owned() },
        Action::Statement,
        Action::Check,
    ];
    view.watched = Some(false);
    view
}

fn between(answer: &Answer) -> AnswerView {
    let mut view = blank(
        Tone::Move,
        "保険の切り替え中です",
        "マイナンバーカードを見て、申立書で受付してください",
    );
    view.lead = Some(Line::new("前の保険は終わり、新しい保険はまだ登録されていません。"));
    view.share = share_of_statement(answer);
    view.step_lines = vec![Line::new(
        "全額(10割)を預かる前に、この方法を使えます。新しい資格確認書をお持ちなら、その番号で確認してください。",
    )];
    view.actions = vec![Action::Statement, Action::Check, Action::Print];
    view.watched = Some(false);
    view
}

fn over(answer: &Answer) -> AnswerView {
    let mut view = blank(
        Tone::Stop,
        "この保険の資格は終わっています",
        "いまの保険の資格確認書かマイナ保険証を、見せてもらってください",
    );
    view.lead = Some(match &answer.not_covered {
        Some(it) => Line::default()
            .day(last_day(it.from))
            .text("で終わりました。次の資格は登録されていません。"),
        None => Line::new("この番号の資格は、きょうは有効ではありません。"),
    });
    view.step_lines = vec![
        Line::new("この番号では受付できません。いまの番号で確認してください。"),
        Line::new(
            "いまの保険がわからなければ、マイナンバーカードと申立書で受付できます。全額(10割)を預かる前に、この方法を使えます。",
        ),
    ];
    view.actions = vec![
        Action::Field { id: "insurer", text: "いまの番号を入れる".to_owned() },
        Action::Statement,
        Action::Check,
    ];
    view.watched = Some(false);
    view
}

fn share_of_statement(answer: &Answer) -> Option<(&'static str, String)> {
    let result = answer.result.as_ref()?;
    let share = ShareToCollect::on(answer.on, result.born_on);
    Some(("申立書なら", share.text().to_owned()))
}

/// The coverage that is not in force, and what is known of the next.
fn coverages(answer: &Answer) -> Vec<CoverageView> {
    let Some(result) = &answer.result else { return Vec::new() };
    let ended = Ended::of(answer);
    let to = match result.lost_on {
        Some(lost_on) => Line::default().day(last_day(lost_on)),
        None => Line::new("決まっていません"),
    };
    let chip = match ended {
        Ended::NotBegun => Chip::new(Tone::Soon, "開始前"),
        Ended::NewerKnown | Ended::LateStage | Ended::Between | Ended::Over => {
            Chip::new(Tone::Stop, "終わり")
        }
    };
    let mut coverages = vec![CoverageView {
        insurer: Line::new(result.insurer_name.clone().unwrap_or_default())
            .number(format!(" {}", result.insurer_number)),
        from: Line::default().day(result.acquired_on),
        to,
        chip,
    }];
    let unknown = || Line::new("まだわかりません");
    let (insurer, from, chip) = match ended {
        Ended::NotBegun => return coverages,
        Ended::NewerKnown => {
            ("新しい保険", Line::new("新しい番号で確認"), Chip::new(Tone::Ok, "登録あり"))
        }
        Ended::LateStage => {
            let from =
                answer.not_covered.as_ref().map_or_else(unknown, |it| Line::default().day(it.from));
            ("後期高齢者医療", from, Chip::new(Tone::Unknown, "番号待ち"))
        }
        Ended::Between | Ended::Over => {
            ("新しい保険", unknown(), Chip::new(Tone::Unknown, "登録待ち"))
        }
    };
    coverages.push(CoverageView { insurer: Line::new(insurer), from, to: unknown(), chip });
    coverages
}

fn reasons(answer: &Answer) -> Vec<Reason> {
    let code = rules::validity_code(answer.validity);
    let Some(not_covered) = &answer.not_covered else {
        let line = Line::new("この番号の資格は、確かめた日に有効ではありません。");
        return vec![Reason { line, rule: code.to_owned() }];
    };
    let mut own = vec![why(answer, not_covered)];
    match Ended::of(answer) {
        Ended::Between | Ended::Over => {
            own.push(rules::by_id("F-65"));
            let line = Line::new("マイナンバーカードと被保険者資格申立書で受付できます。");
            own.push(Reason { line, rule: "R-094・F-64 リーフレット004".to_owned() });
        }
        Ended::NewerKnown => {
            let line = Line::new("別の資格が、この日に有効です。");
            own.push(Reason { line, rule: code.to_owned() });
        }
        Ended::LateStage | Ended::NotBegun => {}
    }
    if not_covered.why == WhyNotCovered::Lost {
        own.push(rules::by_id("R-113"));
    }
    own
}

/// What happened and since when, with the day it was recorded.
fn why(answer: &Answer, not_covered: &NotCovered) -> Reason {
    let from = Line::default().day(not_covered.from);
    let newer = Ended::of(answer) == Ended::NewerKnown;
    let (line, rule) = match not_covered.why {
        WhyNotCovered::Lost if newer => (from.text("に資格を失いました"), "F-94"),
        WhyNotCovered::Lost => {
            (from.text("に資格を失い、次の資格は届いていません"), "F-59 資格情報なし")
        }
        WhyNotCovered::TurnedSeventyFive => {
            (from.text("に75歳になり、後期高齢者医療に移りました"), "F-73")
        }
        WhyNotCovered::VoluntaryContinuationOver => {
            (from.text("に、任意継続の2年が終わりました"), "F-41")
        }
        WhyNotCovered::NotBegun => (from.text("に始まる資格です"), "F-94"),
    };
    let line = match not_covered.recorded_on {
        Some(day) => line.text("(届けの登録は").day(day).text(")。"),
        None => line.text("。"),
    };
    Reason { line, rule: rule.to_owned() }
}

fn days(from: Date, to: Date) -> i32 {
    to.since(from).map_or(i32::MAX, |it| it.get_days())
}
