//! Every template, rendered from samples of its context.

use askama::Template;
use interchange::confirmation::{
    Answer, Cause, CertificateDays, Eligibility, NotCovered, Question, Validity, VoidCertificate,
    WhyNotCovered, WhyVoid,
};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use record::{Role, Sex};

use super::{
    answer,
    entries::{Asked, Entry},
    look_up::LookUpForm,
    pages::statement_page,
    statement::Statement,
    view::{
        AnswerPart, Chip, DayView, DeskPage, FieldError, FormView, Frame, ListPart, ListView,
        MessagePage, RowView, Show, Tone,
    },
    way::Way,
    words,
};
use crate::{Outcome, Refusal, hub_client::Detail};

const TODAY: Date = date(2026, 3, 10);

#[test]
fn the_desk_has_a_label_for_every_input_and_one_heading_of_the_page() {
    for page in [desk_page(None), desk_page(Some(covered()))] {
        let page = page.render().unwrap();
        assert_eq!(page.matches("<h1").count(), 1);
        assert!(page.contains("<html lang=\"ja\">"));
        for (id, label) in [
            ("insurer", "保険者番号"),
            ("symbol", "記号"),
            ("number", "番号"),
            ("branch", "枝番"),
            ("era", "元号"),
            ("year", "年"),
            ("month", "月"),
            ("day", "日"),
            ("show", "絞り込み"),
        ] {
            assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
            assert!(page.contains(&format!("for=\"{id}\">{label}</label>")), "{id}: {label}");
        }
        assert!(page.contains("<legend>生年月日</legend>"));
        assert_eq!(page.matches(" autofocus").count(), 1, "one thing has the keyboard");
        assert_eq!(page.matches("accesskey=\"1\"").count(), 1);
        assert_eq!(page.matches("accesskey=\"3\"").count(), 1);
        assert_eq!(page.matches("button first").count(), 1, "one next action");
    }
}

#[test]
fn a_refused_field_is_marked_and_described() {
    let mut page = desk_page(None);
    page.look_up.errors = vec![FieldError {
        field: "insurer",
        text: "最後の1けたが合いません。".to_owned(),
    }];
    let page = page.render().unwrap();
    assert!(page.contains("aria-invalid=\"true\" aria-describedby=\"insurer-error\""));
    assert!(page.contains("id=\"insurer-error\""));
    assert!(page.contains("最後の1けたが合いません。"));
}

#[test]
fn what_was_typed_cannot_become_markup() {
    let mut page = desk_page(None);
    page.look_up.form.symbol = "\"><script>".to_owned();
    assert!(!page.render().unwrap().contains("\"><script>"));
}

#[test]
fn the_heading_and_the_step_of_every_outcome() {
    use Validity::{Invalid, InvalidNewerKnown, NoMatch, Several, Undetermined, Valid};
    use WhyNotCovered::{Lost, NotBegun, TurnedSeventyFive, VoluntaryContinuationOver};
    let not = |why, from, newer| outcome(Invalid, Some((why, from, newer)), None);
    for (outcome, heading, step) in [
        (outcome(Valid, None, None), "資格があります", "3割で受付してください"),
        (not(Lost, date(2026, 2, 8), false), "切り替え中", "申立書で受付してください"),
        (not(Lost, date(2026, 2, 6), false), "終わっています", "いまの保険の資格確認書"),
        (not(VoluntaryContinuationOver, TODAY, false), "切り替え中", "申立書で受付"),
        (not(TurnedSeventyFive, TODAY, false), "後期高齢者医療", "後期高齢者医療の資格確認書"),
        (not(NotBegun, date(2026, 4, 1), false), "まだ始まっていません", "いま入っている保険"),
        (not(Lost, TODAY, true), "新しい保険に変わっています", "新しい資格確認書"),
        (outcome(InvalidNewerKnown, None, None), "新しい保険に", "新しい資格確認書"),
        (outcome(Invalid, None, None), "終わっています", "いまの保険の資格確認書"),
        (outcome(NoMatch, None, None), "当てはまる人が見つかりません", "1つずつ見くらべ"),
        (outcome(Several, None, None), "1人に決められません", "保険者に電話"),
        (outcome(Undetermined, None, Some(Cause::Busy)), "まだ確認できません", "もう一度確認"),
        (Outcome::Refused(Refusal::Conflict), "まだ確認できません", "もう一度確認"),
        (Outcome::Refused(Refusal::NotIdentified), "まだ確認できません", "もう一度確認"),
        (refused("number"), "番号を確かめてください", "入れなおしてください"),
        (refused("asked_at"), "まだ確認できません", "もう一度確認"),
    ] {
        let entry = entry(Some(outcome));
        let page = part(&entry);
        assert!(page.contains(heading), "{heading}: {page}");
        assert!(page.contains(step), "{step}: {page}");
        assert!(!words::chip(&entry).text.is_empty());
    }
    assert!(part(&entry(None)).contains("HUB-WAITING"));
}

#[test]
fn nothing_uncertain_reads_as_not_covered() {
    for cause in [None, Some(Cause::Unreachable), Some(Cause::NotRecorded), Some(Cause::Busy)] {
        let page = part(&entry(Some(outcome(Validity::Undetermined, None, cause))));
        assert!(page.contains("資格がないという意味ではありません。"), "{cause:?}");
        assert!(!page.contains("tone-stop") && !page.contains("終わ"), "{cause:?}");
    }
}

#[test]
fn an_answer_names_its_rules_with_a_sentence_each() {
    let mut answer = answer_of(Validity::Valid);
    answer.because = ["F-94", "F-69", "F-70", "X-99"].map(str::to_owned).to_vec();
    let page = part(&entry(Some(Outcome::Answered(Box::new(answer)))));
    for (sentence, rule) in [
        ("に資格を取得し、失っていません。", "F-60・F-94 資格有効性コード1"),
        ("70歳になる月までは3割です。", "F-69 国民健康保険法42条"),
        ("年齢は誕生日の前の日に1つ増えます。", "F-70 年齢計算ニ関スル法律"),
        ("この規則にもとづく答えです。", "X-99"),
    ] {
        assert!(page.contains(sentence), "{sentence}: {page}");
        assert_eq!(page.matches(rule).count(), 1, "{rule}: {page}");
    }
}

#[test]
fn a_paper_that_is_void_is_told_from_the_one_that_counts() {
    let void = VoidCertificate {
        issued_on: date(2025, 10, 1),
        void_from: date(2026, 3, 2),
        why: WhyVoid::Lost,
    };
    let page = |void: Vec<VoidCertificate>, counts: bool| {
        let mut answer = answer_of(Validity::Valid);
        if let Some(result) = &mut answer.result {
            result.void_certificates = void;
            result.certificate = result.certificate.take().filter(|_| counts);
        }
        part(&entry(Some(Outcome::Answered(Box::new(answer)))))
    };
    let both = page(vec![void.clone()], true);
    for text in
        ["なくしたと届け出", "令和7年10月1日", "令和8年3月2日", "交付年月日を見て", "だけです"]
    {
        assert!(both.contains(text), "{text}: {both}");
    }
    let none_left = page(vec![void], false);
    assert!(none_left.contains("いま使える資格確認書はありません"), "{none_left}");
    assert!(!page(Vec::new(), true).contains("使えない資格確認書"));
}

#[test]
fn the_list_says_who_when_and_what() {
    let list = list();
    let page = ListPart { list }.render().unwrap();
    for part in [
        "きょうの受付",
        "3人",
        "9:12",
        "国保 太郎",
        "資格あり 3割",
        "マイナ保険証で確認",
        "受付ずみ",
        "見守り中",
        "令和8年3月9日",
        "scope=\"col\">時刻",
        "scope=\"col\">氏名",
        "scope=\"col\">答え",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let nobody = ListView { people: 0, rows: Vec::new(), told: Vec::new(), ..self::list() };
    assert!(ListPart { list: nobody }.render().unwrap().contains("まだだれもいません。"));
}

#[test]
fn the_statement_has_every_field_of_its_form() {
    let statement = Statement {
        on: TODAY,
        name: Some("見本 太郎".to_owned()),
        kana: None,
        born_on: date(2021, 6, 1),
        sex: Some(Sex::Unset),
        address: None,
        former_insurer: None,
    };
    let page = statement_page(frame(), "ID".to_owned(), statement).render().unwrap();
    for label in [
        "氏名",
        "生年月日",
        "性別",
        "住所",
        "連絡先",
        "種別",
        "社保",
        "国保",
        "後期",
        "わからない",
        "保険者等の名称",
        "事業所名",
        "一部負担金の割合",
        "署名",
        "見本クリニック 御中",
    ] {
        assert!(page.contains(label), "{label}");
    }
    assert!(page.contains("小学校に入る前の3月31日までは2割です。"));
    assert!(!page.contains("未設定"));
}

#[test]
fn a_message_says_what_it_means_and_what_to_do() {
    let page = MessagePage {
        frame: frame(),
        title: "もうありません",
        tone: Tone::Soon,
        meaning: "消えました。",
        step: "もう一度確認してください",
        code: "PAGE-GONE",
    };
    let page = page.render().unwrap();
    for part in
        ["<h1 id=\"message\">もうありません", "消えました。", "もう一度確認", "PAGE-GONE", "/desk"]
    {
        assert!(page.contains(part), "{part}");
    }
}

fn frame() -> Frame {
    Frame {
        base: "/desk".to_owned(),
        brand: "/".to_owned(),
        institution: "見本クリニック".to_owned(),
        hub: Chip::new(Tone::Ok, "つながっています"),
        today: DayView::of(TODAY),
    }
}

fn desk_page(answer: Option<Outcome>) -> DeskPage {
    let answer = answer.map(|it| answer::view("/desk", &entry(Some(it)), None, now()));
    let is_first = answer.is_none();
    let answer = answer.map(|it| super::view::AnswerView { has_focus: true, ..it });
    DeskPage {
        frame: frame(),
        title: "資格の確認".to_owned(),
        look_up: FormView {
            form: LookUpForm::default(),
            errors: Vec::new(),
            focus: is_first.then_some("insurer"),
            first: is_first,
        },
        answer,
        list: list(),
    }
}

fn list() -> ListView {
    let row = |id: &str, name: &str, chip| RowView {
        id: id.to_owned(),
        time: "9:12".to_owned(),
        day: None,
        name: name.to_owned(),
        chip,
        received: false,
        by_card: false,
        watched: false,
        current: false,
    };
    ListView {
        base: "/desk".to_owned(),
        show: Show::All,
        here: "/desk".to_owned(),
        current: String::new(),
        seen: "3-3".to_owned(),
        people: 3,
        rows: vec![
            RowView {
                by_card: true,
                received: true,
                ..row("A", "国保 太郎", Chip::new(Tone::Ok, "資格あり 3割"))
            },
            RowView {
                watched: true, ..row("B", "転職 翔", Chip::new(Tone::Move, "切り替え中"))
            },
            RowView {
                day: Some(DayView::of(date(2026, 3, 9))),
                ..row("C", "番号 1", Chip::new(Tone::Unknown, "まだ不明"))
            },
        ],
        told: Vec::new(),
    }
}

fn part(entry: &Entry) -> String {
    AnswerPart { answer: answer::view("/desk", entry, None, now()) }.render().unwrap()
}

fn entry(outcome: Option<Outcome>) -> Entry {
    let question = Question {
        id: "Q".to_owned(),
        asked_at: now(),
        on: TODAY,
        insurer_number: "133991".to_owned(),
        symbol: Some("101".to_owned()),
        number: "12345678".to_owned(),
        branch: Some("01".to_owned()),
        born_on: date(1976, 5, 5),
    };
    Entry {
        id: "E".to_owned(),
        day: TODAY,
        asked_at: now(),
        name: None,
        revision: 1,
        asked: Asked { question, outcome, attempts: 1, next_at: None, by_watch: false },
        received_by: Some(Way::EligibilityCertificate),
        watch_at: None,
        turned_at: None,
        by_card_at: None,
    }
}

fn covered() -> Outcome {
    outcome(Validity::Valid, None, None)
}

fn refused(field: &str) -> Outcome {
    let detail = Detail { field: field.to_owned(), found: None, wanted: "a value".to_owned() };
    Outcome::Refused(Refusal::Impossible(detail))
}

fn outcome(
    validity: Validity,
    not_covered: Option<(WhyNotCovered, Date, bool)>,
    cause: Option<Cause>,
) -> Outcome {
    let not_covered = not_covered.map(|(why, from, newer_known)| NotCovered {
        why,
        from,
        recorded_on: None,
        newer_known,
    });
    Outcome::Answered(Box::new(Answer { not_covered, cause, ..answer_of(validity) }))
}

fn answer_of(validity: Validity) -> Answer {
    Answer {
        id: "Q".to_owned(),
        confirmed_at: now(),
        on: TODAY,
        validity,
        result: Some(Eligibility {
            insurer_number: "133991".to_owned(),
            insurer_name: None,
            symbol: None,
            number: "12345678".to_owned(),
            branch: None,
            name: "国保 太郎".to_owned(),
            kana: None,
            insured_name: Some("国保 一郎".to_owned()),
            sex: Sex::Unset,
            born_on: date(1976, 5, 5),
            postcode: None,
            address: None,
            role: Role::Dependent,
            acquired_on: date(2023, 4, 1),
            lost_on: None,
            share_tenths: Some(3),
            preschool: false,
            elderly_from: None,
            certificate: Some(CertificateDays {
                issued_on: date(2025, 7, 20),
                valid_from: date(2025, 8, 1),
                valid_to: Some(date(2026, 7, 31)),
            }),
            void_certificates: Vec::new(),
            reference_number: None,
        }),
        not_covered: None,
        cause: None,
        because: Vec::new(),
    }
}

fn now() -> Timestamp {
    "2026-03-10T09:12:05+09:00".parse().unwrap()
}
