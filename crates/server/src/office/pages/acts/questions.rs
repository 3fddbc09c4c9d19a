//! What each act asks of whoever records it.

use eligibility::InsurerNumber;
use jiff::civil::Date;
use record::{Coverage, Document, Person};

use super::{super::labels, kind::PersonAct};
use crate::{
    pages::{
        fields::{Field, Sent},
        view::Day,
    },
    work::office::ReturnedHow,
};

/// What the form holds before anybody wrote into it.
pub(super) fn beforehand(act: PersonAct, person: &Person, insurer: InsurerNumber) -> Sent {
    let mut sent = Vec::new();
    let mut put = |name: &str, text: String| sent.push((name.to_owned(), text));
    match act {
        PersonAct::Address => {
            if let Some(it) = &person.address {
                put("postcode", it.postcode.clone().unwrap_or_default());
                put("address", it.text.clone());
            }
        }
        PersonAct::Withhold => {
            let is_withheld = person.address.as_ref().is_some_and(|it| it.withheld);
            put("withheld", yes_or_no(!is_withheld).to_owned());
        }
        PersonAct::Assistance => {
            put("needs", yes_or_no(!person.dossier.needs_assistance).to_owned());
        }
        PersonAct::CorrectIdentity => {
            if let Some(it) = &person.identity {
                put("name", it.name.clone());
                put("kana", it.kana.clone().unwrap_or_default());
                put("insured_name", it.insured_name.clone().unwrap_or_default());
            }
        }
        PersonAct::CorrectCoverage => {
            if let Some(it) = newest(person, insurer) {
                put("symbol", it.symbol.clone().unwrap_or_default());
                put("number", it.number.clone());
                put("branch", it.branch.clone().unwrap_or_default());
                put("about", it.acquired_on.to_string());
            }
        }
        PersonAct::Loss
        | PersonAct::Return
        | PersonAct::CancelRegistration
        | PersonAct::Block
        | PersonAct::Unblock => {}
    }
    Sent(sent)
}

/// The questions of an act, as they show.
pub(super) fn questions(
    act: PersonAct,
    person: &Person,
    insurer: InsurerNumber,
    sent: &Sent,
    today: Date,
) -> Vec<Field> {
    let why = || Field::line("why", "わけ", sent, 200);
    match act {
        PersonAct::Loss => {
            vec![papers(person, insurer, sent), Field::day("day", "なくした日", sent, Some(today))]
        }
        PersonAct::Return => {
            let ways = ReturnedHow::ALL.into_iter().map(|it| (it.word(), it.name()));
            vec![
                papers(person, insurer, sent),
                Field::day("day", "返った日", sent, Some(today)),
                Field::one("how", "返り方", sent, ways),
            ]
        }
        PersonAct::CancelRegistration => {
            vec![Field::day("day", "申請を受けた日", sent, Some(today))]
        }
        PersonAct::Block => vec![Field::day("day", "止める日", sent, Some(today)), why()],
        PersonAct::Unblock => vec![Field::day("day", "止める最後の日", sent, Some(today)), why()],
        PersonAct::Assistance => {
            let choices = [("yes", "要配慮者である"), ("no", "要配慮者ではない")];
            vec![Field::one("needs", "要配慮者", sent, choices), why()]
        }
        PersonAct::Address => vec![
            Field::line("postcode", "郵便番号", sent, 8).may_be_empty(),
            Field::line("address", "住所", sent, 200),
            why(),
        ],
        PersonAct::Withhold => {
            let choices = [("yes", "住所を出さない"), ("no", "ふつうに出す")];
            vec![Field::one("withheld", "住所の扱い", sent, choices), why()]
        }
        PersonAct::CorrectIdentity => {
            let born_on = person.dossier.born_on;
            vec![
                Field::line("name", "氏名", sent, 100),
                Field::line("kana", "氏名のカナ", sent, 100).may_be_empty(),
                Field::day("born", "生年月日", sent, Some(born_on)),
                Field::line("insured_name", "被保険者・世帯主の氏名", sent, 100).may_be_empty(),
                why(),
            ]
        }
        PersonAct::CorrectCoverage => coverage(person, insurer, sent, why()),
    }
}

fn coverage(person: &Person, insurer: InsurerNumber, sent: &Sent, why: Field) -> Vec<Field> {
    let it = newest(person, insurer);
    let hint = "資格を失っていないときは、空のままにします。";
    vec![
        Field::line("symbol", "記号", sent, 40).may_be_empty(),
        Field::line("number", "番号", sent, 40),
        Field::line("branch", "枝番", sent, 4).may_be_empty(),
        Field::day("acquired", "資格取得年月日", sent, it.map(|it| it.acquired_on)),
        Field::day("lost", "資格喪失年月日", sent, it.and_then(|it| it.lost_on))
            .may_be_empty()
            .with_hint(hint),
        why,
    ]
}

/// The papers that are with the person.
fn papers(person: &Person, insurer: InsurerNumber, sent: &Sent) -> Field {
    let choices = held(person, insurer).map(|it| {
        let kind = labels::document(it.kind);
        (paper_word(it), format!("{kind} {}交付", Day::of(it.issued_on).text))
    });
    Field::one("paper", "どの書類か", sent, choices)
}

/// The papers of an insurer that did not come back, the newest first.
pub(super) fn held(person: &Person, insurer: InsurerNumber) -> impl Iterator<Item = &Document> {
    let of = move |it: &&Document| it.insurer_number.is_none_or(|by| by == insurer);
    person.dossier.documents.iter().rev().filter(of).filter(|it| it.returned_on.is_none())
}

/// A paper in a form.
pub(super) fn paper_word(it: &Document) -> String {
    format!("{} {} {}", labels::document_word(it.kind), it.issued_on, it.valid_from)
}

/// The newest coverage by an insurer.
pub(super) fn newest(person: &Person, insurer: InsurerNumber) -> Option<&Coverage> {
    let coverages = person.dossier.coverages.iter();
    coverages.filter(|it| it.insurer_number == insurer).max_by_key(|it| it.acquired_on)
}

const fn yes_or_no(it: bool) -> &'static str {
    if it { "yes" } else { "no" }
}
