//! Answers that leave something to do before anybody can say "covered" or "not covered".

use eligibility::written;
use interchange::confirmation::{Answer, Question};
use jiff::Timestamp;

use super::{Action, AnswerView, Entry, Line, Problem, Reason, Tone, blank, checked, words};
use crate::{
    desk::{look_up::Why, view::WayView, way::Way, words::rules},
    japan,
};

/// Nobody is found: which things to compare, each field.
pub(super) fn no_match(answer: &Answer, question: &Question) -> AnswerView {
    let mut view =
        blank(Tone::Part, "当てはまる人が見つかりません", "書面と、1つずつ見くらべてください");
    view.lead = Some(
        Line::default()
            .strong("資格がないという意味とはかぎりません。")
            .text("どれかの欄が登録と違うか、まだ登録されていません。"),
    );
    view.actions = vec![
        Action::Field { id: "insurer", text: "入れた番号を直す".to_owned() },
        Action::Check,
        Action::Print,
    ];
    let blank_or = |it: &Option<String>| it.clone().unwrap_or_else(|| "(空き)".to_owned());
    view.compare = vec![
        ("保険者番号", question.insurer_number.clone(), "6けたか8けた。いまの書面の番号か"),
        ("記号", blank_or(&question.symbol), "書いてあるのに空けていないか"),
        ("番号", question.number.clone(), "記号と番号を取りちがえていないか"),
        ("枝番", blank_or(&question.branch), "家族の枝番ではないか。わからなければ空ける"),
        (
            "生年月日",
            format!("{} {}", written(question.born_on), question.born_on),
            "元号と年。家族の生年月日ではないか",
        ),
    ];
    view.watched = Some(false);
    view.ways = ways();
    let line = Line::new("入れた5つの欄のすべてに当てはまる資格が、登録にありません。");
    let own = vec![
        Reason { line, rule: rules::validity_code(answer.validity).to_owned() },
        rules::by_id("F-65"),
    ];
    view.reasons = rules::reasons(answer, own);
    view.notes = vec![when(answer)];
    view
}

/// Several people fit: none is picked.
pub(super) fn several(answer: &Answer, question: &Question) -> AnswerView {
    let without_branch = question.branch.is_none();
    let (heading, step) = if without_branch {
        ("枝番を入れてください", "書面の枝番(2けた)を見て、入れてください")
    } else {
        ("1人に決められません", "保険者に電話で確かめてください")
    };
    let mut view = blank(Tone::Soon, heading, step);
    view.lead =
        Some(Line::new("この番号には2人以上が当てはまります。ここで1人を選ぶことはしません。"));
    view.step_lines = vec![Line::new(if without_branch {
        "枝番は番号の右にあります。ほかの欄はそのまま残っています。"
    } else {
        "枝番を入れても2人以上が当てはまります。確かめるあいだは、下の方法で受付できます。"
    })];
    view.actions = if without_branch {
        vec![Action::Field { id: "branch", text: "枝番を入れる".to_owned() }, Action::Check]
    } else {
        vec![Action::Check, Action::Print]
    };
    view.ways = ways();
    let line = Line::new("複数の資格が当てはまりました。資格はある見こみです。");
    let own = vec![Reason { line, rule: rules::validity_code(answer.validity).to_owned() }];
    view.reasons = rules::reasons(answer, own);
    view.notes = vec![when(answer)];
    view
}

/// Nothing certain is known, which never means "not covered".
pub(super) fn undetermined(entry: &Entry, now: Timestamp) -> AnswerView {
    let mut view = blank(Tone::Unknown, "まだ確認できません", "もう一度確認してください");
    let lead = Line::default().strong("資格がないという意味ではありません。");
    let asked = &entry.asked;
    view.actions = vec![Action::Check];
    view.ways = ways();
    view.reasons = vec![rules::by_id("R-091")];
    let next = asked.next_at.map(japan);
    view.waiting = Some(match next {
        Some(at) if asked.next_at > Some(now) => format!(
            "自動でも確かめています。これまで{}回、次は{}時{:02}分{:02}秒。",
            asked.attempts,
            at.hour(),
            at.minute(),
            at.second()
        ),
        Some(_) => format!("自動でも確かめています。これまで{}回、次はまもなく。", asked.attempts),
        None => format!("これまで{}回、確かめました。", asked.attempts),
    });
    if let Some(doubt) = words::doubt(asked.outcome.as_ref()) {
        view.lead = Some(lead.text(doubt.what));
        view.technical = Some(
            Line::new("コード ")
                .strong(doubt.code)
                .text("。")
                .moment(asked.question.asked_at)
                .text(format!("、確認番号 {}。{}", asked.question.id, doubt.look_at)),
        );
    } else {
        view.lead = Some(lead);
    }
    view
}

/// A field that cannot be, told by this desk or by the hub.
pub(super) fn refused(problem: &Problem, before_asking: bool) -> AnswerView {
    let (name, id) = words::field(problem.field);
    let told = words::problem(problem);
    let mut view = blank(
        Tone::Soon,
        format!("{name}を確かめてください"),
        format!("書面の「{name}」を見て、入れなおしてください"),
    );
    let asked = if before_asking {
        "まだ問い合わせていません。"
    } else {
        "答えはまだありません。"
    };
    view.lead = Some(Line::default().strong(asked).text("資格がないという意味ではありません。"));
    let found = if problem.why == Why::Missing {
        Line::new(format!("{name}が{}。", told.found_is))
    } else {
        Line::default().strong(&problem.found).text(format!(" {}。", told.found_is))
    };
    let found = found.text(told.wanted).text("ほかの欄はそのまま残っています。");
    view.step_lines = vec![found];
    view.actions = vec![Action::Field { id, text: format!("{name}を直す") }];
    view.notes = vec![Line::default().soft(told.code)];
    view
}

/// The lawful ways on, in order.
fn ways() -> Vec<WayView> {
    Way::FALLBACKS
        .into_iter()
        .map(|it| {
            let (text, rule) = words::way(it);
            WayView { id: it.id(), text, rule }
        })
        .collect()
}

fn when(answer: &Answer) -> Line {
    let mut line = Line::default().soft("確認した日時 ");
    line.0.extend(checked(answer).0);
    line
}
