//! What holds on a day, question by question, each with its rules and where they stand.

use eligibility::{
    CoverageStanding, GiveBackTo, InsurerNumber, Judgement, Means, Rules, Standing, ToDo,
};
use jiff::civil::Date;
use record::Person;

use super::newest;
use crate::{
    office::pages::labels,
    pages::{
        view::{Chip, Day, RuleView, Tone},
        words,
    },
};

/// A question, its answer, and why.
pub(super) struct HoldsRow {
    pub(super) question: &'static str,
    pub(super) chip: Option<Chip>,
    pub(super) text: String,
    pub(super) day: Option<(Day, &'static str)>,
    pub(super) rules: Vec<RuleView>,
}

impl HoldsRow {
    fn new(question: &'static str, rules: &Rules) -> Self {
        Self { question, chip: None, text: String::new(), day: None, rules: RuleView::all(rules) }
    }

    fn chip(self, chip: Chip) -> Self {
        Self { chip: Some(chip), ..self }
    }

    fn text(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    fn day(self, day: Option<Date>, what: &'static str) -> Self {
        Self { day: day.map(|it| (Day::of(it), what)), ..self }
    }
}

/// Every question with its answer.
pub(super) fn rows(
    person: &Person,
    judgement: &Judgement,
    (insurer, next): (InsurerNumber, Option<Date>),
) -> Vec<HoldsRow> {
    let (it, because) = (&judgement.standing, &judgement.because);
    let certificate = it.digital_certificate;
    let mut rows = vec![
        coverage(person, it, insurer, &because.coverage),
        HoldsRow::new("示せるもの", &because.means).text(means(it)),
        HoldsRow::new("カード", &because.card)
            .chip(words::card_state(it.card.state))
            .day(it.card.valid_to, "まで"),
        HoldsRow::new("電子証明書", &because.digital_certificate)
            .chip(words::certificate_phase(certificate.as_ref()))
            .day(certificate.map(|it| it.valid_to), "まで"),
        HoldsRow::new("使える終わりの日", &because.card_use)
            .chip(words::card_use(it.card_use))
            .day(certificate.map(|it| it.usable_to), "まで"),
        HoldsRow::new("利用登録", &because.registration)
            .chip(words::registration(it.registration.state))
            .day(it.registration.last_day, "まで"),
    ];
    for due in &it.due {
        let days = [(due.issue_from, "から交付"), (due.in_hand_by, "までに手元へ")];
        let text = days.into_iter().filter_map(|(day, what)| {
            day.map(|day| format!("{}{what}", eligibility::written(day)))
        });
        let row = HoldsRow::new("送る書類", &due.because)
            .chip(Chip::new(Tone::Soon, labels::document(due.document.into())));
        rows.push(row.text(text.collect::<Vec<_>>().join("、")));
    }
    for paper in &it.give_back {
        let to = match paper.to {
            GiveBackTo::Employer => "事業主へ",
            GiveBackTo::Insurer => "保険者へ",
            GiveBackTo::Nobody => "本人が破棄してよい",
        };
        let row = HoldsRow::new("返す書類", &because.give_back)
            .text(format!("{}({to})", labels::document(paper.document.into())));
        rows.push(row.day(paper.by, "まで"));
    }
    if !it.todo.is_empty() {
        rows.push(HoldsRow::new("本人がすること", &because.todo).text(todo(it)));
    }
    if let Some(relocation) = it.relocation {
        let (text, day) = match relocation.continue_by {
            Some(by) => ("継続利用の手続き", by),
            None => ("転入届", relocation.report_by),
        };
        let row = HoldsRow::new("引っ越し", &because.relocation).text(text);
        rows.push(row.day(Some(day), "まで"));
    }
    let next_row = HoldsRow::new("次に変わる日", &Rules::default());
    rows.push(match next {
        Some(_) => next_row.day(next, "に、どれかの答えが変わる"),
        None => next_row.text("いまの記録のままなら、変わらない"),
    });
    rows
}

fn coverage(person: &Person, it: &Standing, insurer: InsurerNumber, because: &Rules) -> HoldsRow {
    let row = HoldsRow::new("資格", because);
    let newest = newest(person, insurer);
    match it.coverage {
        CoverageStanding::Covered { insurer: by, share_tenths } if by == insurer => row
            .chip(Chip::new(Tone::Ok, "あり"))
            .text(format!("{share_tenths}割"))
            .day(newest.map(|it| it.acquired_on), "に取得"),
        CoverageStanding::Covered { .. } => row
            .chip(Chip::new(Tone::Move, "ほかの保険者"))
            .day(newest.and_then(|it| it.lost_on), "に喪失"),
        CoverageStanding::Lost => {
            row.chip(Chip::new(Tone::None, "なし")).day(newest.and_then(|it| it.lost_on), "に喪失")
        }
        CoverageStanding::None => row.chip(Chip::new(Tone::None, "まだない")),
    }
}

fn means(it: &Standing) -> String {
    let means = it.means.iter().map(|it| match it {
        Means::MyNumberCard => "マイナ保険証",
        Means::EligibilityCertificate => "資格確認書",
        Means::FormerInsuranceCertificate => "従来の健康保険証",
    });
    let means: Vec<&str> = means.collect();
    if means.is_empty() { "なし".to_owned() } else { means.join("、") }
}

fn todo(it: &Standing) -> String {
    let todo = it.todo.iter().map(|it| match it {
        ToDo::GetCard => "マイナンバーカードを取る",
        ToDo::RenewDigitalCertificate => "電子証明書を更新する",
        ToDo::Register => "保険証の利用登録をする",
    });
    todo.collect::<Vec<_>>().join("、")
}
