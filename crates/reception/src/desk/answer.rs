//! An outcome as staff read it: what is so, what to do now, the facts, the reasons.

mod ended;
mod unclear;

use interchange::confirmation::{Answer, Eligibility, Validity};
use jiff::{Timestamp, Unit, civil::Date};
use record::Role;

pub(crate) use self::ended::Ended;
use super::{
    entries::Entry,
    look_up::Problem,
    view::{Action, AnswerView, Fact, Line, Reason, Tone},
    words::{self, rules},
};
use crate::{Outcome, Refusal, hub_client::Detail};

/// What the page of an entry shows.
pub(crate) fn view(
    base: &str,
    entry: &Entry,
    before: Option<&Answer>,
    now: Timestamp,
) -> AnswerView {
    let refused = |detail: &Detail| Problem::of_hub(detail, &entry.asked.question);
    let mut view = match &entry.asked.outcome {
        Some(Outcome::Answered(answer)) => match answer.validity {
            Validity::Valid => covered(answer),
            Validity::Invalid | Validity::InvalidNewerKnown => ended::view(answer),
            Validity::NoMatch => unclear::no_match(answer, &entry.asked.question),
            Validity::Several => unclear::several(answer, &entry.asked.question),
            Validity::Undetermined => unclear::undetermined(entry, now),
        },
        Some(Outcome::Refused(Refusal::Malformed(detail) | Refusal::Impossible(detail))) => {
            match refused(detail) {
                Some(problem) => unclear::refused(&problem, false),
                None => unclear::undetermined(entry, now),
            }
        }
        Some(Outcome::Refused(
            Refusal::NotIdentified | Refusal::Conflict | Refusal::TooManyWrongBirthDates { .. },
        ))
        | None => unclear::undetermined(entry, now),
    };
    base.clone_into(&mut view.base);
    view.id.clone_from(&entry.id);
    view.revision = entry.revision;
    view.live = entry.watch_at.is_some() || view.waiting.is_some();
    view.watched = view.watched.map(|_| entry.watch_at.is_some());
    if entry.turned_at.is_some() {
        let told = if view.tone == Tone::Ok {
            "見守りで、有効になったことがわかりました。"
        } else {
            "見守りで、新しい保険が登録されたことがわかりました。"
        };
        view.notes.insert(0, Line::default().strong(told));
    }
    if let Some(way) = entry.received_by {
        let (text, rule) = words::way(way);
        view.notes.insert(0, Line::default().strong("受付ずみ。").text(format!("{text}({rule})")));
    }
    if let (Some(before), Tone::Unknown) = (before, view.tone) {
        view.notes.push(recall(before, now));
    }
    view
}

/// What the page shows for a form that was refused here, before anything was asked.
pub(crate) fn refused(base: &str, problem: &Problem) -> AnswerView {
    let mut view = unclear::refused(problem, true);
    base.clone_into(&mut view.base);
    view
}

/// An answer with nothing in it yet.
fn blank(tone: Tone, heading: impl Into<String>, step: impl Into<String>) -> AnswerView {
    AnswerView {
        base: String::new(),
        id: String::new(),
        revision: 0,
        live: false,
        has_focus: false,
        tone,
        heading: heading.into(),
        lead: None,
        share: None,
        step: step.into(),
        step_lines: Vec::new(),
        actions: Vec::new(),
        waiting: None,
        watched: None,
        person: None,
        facts: Vec::new(),
        coverages: Vec::new(),
        compare: Vec::new(),
        ways: Vec::new(),
        reasons: Vec::new(),
        notes: Vec::new(),
        technical: None,
    }
}

fn covered(answer: &Answer) -> AnswerView {
    let result = answer.result.as_ref();
    let share = result.and_then(|it| it.share_tenths).map(|it| format!("{it}割"));
    let step = share.as_ref().map_or_else(
        || "書面の負担割合で受付してください".to_owned(),
        |it| format!("{it}で受付してください"),
    );
    let mut view = blank(Tone::Ok, "資格があります", step);
    view.share = share.map(|it| ("負担割合", it));
    view.actions = vec![Action::Receive, Action::Check, Action::Print];
    let Some(result) = result else { return view };
    view.facts = facts(answer, result);
    let since = Line::default().day(result.acquired_on);
    let since = match result.lost_on {
        Some(lost_on) => {
            since.text("に資格を取得し、").day(last_day(lost_on)).text("まで続きます。")
        }
        None => since.text("に資格を取得し、失っていません。"),
    };
    let mut own = vec![Reason {
        line: since,
        rule: rules::validity_code(answer.validity).replacen("F-60", "F-60・F-94", 1),
    }];
    own.extend(rules::share(answer, result));
    view.reasons = rules::reasons(answer, own);
    if !result.void_certificates.is_empty() {
        view.notes.push(void_papers(result));
    }
    view.notes.push(papers(answer.on));
    view
}

/// That the number is covered, but not every paper with it counts: the day of issue tells.
fn void_papers(result: &Eligibility) -> Line {
    let line = Line::default().strong("資格確認書を見せられたら、交付年月日を見てください。");
    match &result.certificate {
        Some(it) => line.text("使えるのは").day(it.issued_on).text("交付のものだけです(R-117)。"),
        None => line
            .text("いま使える資格確認書はありません。資格はあるので、この確認の負担割合で受付できます(R-117)。"),
    }
}

/// Whether the number alone is enough on a day, or the card must be seen with a notice.
fn papers(on: Date) -> Line {
    if on <= eligibility::NUMBER_ALONE_TO {
        Line::default()
            .soft("従来の保険証や資格情報のお知らせだけを見せられたときも、")
            .soft(eligibility::written(eligibility::NUMBER_ALONE_TO))
            .soft("まではこの確認で受付できます(F-67 暫定措置)。")
    } else {
        Line::default().soft(
            "資格情報のお知らせだけでは受付できません。マイナンバーカードも見せてもらってください(F-55・D-19)。",
        )
    }
}

fn facts(answer: &Answer, result: &Eligibility) -> Vec<Fact> {
    let fact = |label, value| Fact { label, wide: false, value };
    let wide = |label, value| Fact { label, wide: true, value };
    let name = Line::default().strong(&result.name);
    let name = match &result.kana {
        Some(kana) => name.text(format!(" {kana}")),
        None => name,
    };
    let insurer = result.insurer_name.clone().unwrap_or_default();
    let mut facts = vec![
        fact("氏名", name),
        fact("性別", Line::new(words::sex(result.sex))),
        fact("生年月日", Line::default().day(result.born_on).iso(result.born_on)),
        fact("年齢", Line::new(format!("{}歳", age(answer.on, result.born_on)))),
        fact("いつから", Line::default().day(result.acquired_on).iso(result.acquired_on)),
        fact("いつまで", until(result)),
        wide("保険者", Line::new(insurer).number(format!(" {}", result.insurer_number))),
        wide("記号・番号・枝番", numbers(result)),
    ];
    if let (Role::Dependent, Some(insured)) = (result.role, &result.insured_name) {
        facts.push(wide("被保険者", Line::new(insured)));
    }
    if let Some(certificate) = &result.certificate {
        let line = Line::default().day(certificate.valid_from).text("から");
        let line = match certificate.valid_to {
            Some(valid_to) => line.day(valid_to).text("まで"),
            None => line,
        };
        let line = line.soft("、交付は").day(certificate.issued_on);
        facts.push(wide("資格確認書", line));
    }
    for it in &result.void_certificates {
        let line = Line::default().day(it.issued_on).text("交付のもの。");
        let line = line.soft(words::why_void(it.why)).soft("、").day(it.void_from).soft("から無効");
        facts.push(wide("使えない資格確認書", line));
    }
    facts.push(wide("確認した日時", checked(answer)));
    facts
}

fn until(result: &Eligibility) -> Line {
    match result.lost_on {
        Some(lost_on) => Line::default().day(last_day(lost_on)).iso(last_day(lost_on)),
        None => Line::new("資格を失う届けはありません"),
    }
}

/// 記号, 番号 and 枝番 apart.
fn numbers(result: &Eligibility) -> Line {
    let mut line = Line::default();
    if let Some(symbol) = &result.symbol {
        line = line.soft("記号 ").number(symbol).text(" ");
    }
    line = line.soft("番号 ").number(&result.number);
    if let Some(branch) = &result.branch {
        line = line.text(" ").soft("枝番 ").number(branch);
    }
    line
}

fn checked(answer: &Answer) -> Line {
    Line::default().moment(answer.confirmed_at).text(" ").soft(format!("確認番号 {}", answer.id))
}

/// The person an answer is about, in one line.
fn person(answer: &Answer, result: &Eligibility) -> Line {
    let line = Line::default().strong(&result.name);
    let line = match &result.kana {
        Some(kana) => line.text(format!(" {kana} ")),
        None => line.text(" "),
    };
    let age = age(answer.on, result.born_on);
    line.day(result.born_on).text("生まれ、").text(format!("{age}歳"))
}

/// The answer before this one, which is not the answer of today.
fn recall(before: &Answer, now: Timestamp) -> Line {
    let ago = now.duration_since(before.confirmed_at);
    let ago = match ago.as_hours() {
        0 => format!("{}分前", ago.as_mins().max(0)),
        hours => format!("{hours}時間前"),
    };
    Line::new("前回の確認: ")
        .moment(before.confirmed_at)
        .text(format!("({ago})は{}。", words::brief(before)))
        .soft("いまの答えではありません。")
}

/// Whole years, as people count them.
pub(crate) fn age(on: Date, born_on: Date) -> i16 {
    on.since((Unit::Year, born_on)).map_or(0, |it| it.get_years())
}

/// The last day covered: the day before the loss.
fn last_day(lost_on: Date) -> Date {
    lost_on.yesterday().unwrap_or(lost_on)
}
