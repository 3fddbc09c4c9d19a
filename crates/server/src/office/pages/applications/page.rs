//! The page of an application: where it stands, what is to be done, and what was done.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use eligibility::Rule;
use serde::Deserialize;
use store::{Held, OfficeApplication};

use super::{
    super::{
        Frame, Section, Shared, Signed, labels,
        telling::{Fact, PersonLine, Refusal, StepView, Told, counted},
    },
    KIND, path_of,
};
use crate::{
    pages::{
        Page,
        fields::{Field, Kind, Sent, Wrong, with_errors},
        message::{Trouble, shown_with},
        session::random,
        view::{Day, RuleView, Tone, time},
    },
    work::office::ApplicationState,
};

struct Now {
    tone: Tone,
    icon: &'static str,
    heading: &'static str,
    says: String,
    step: &'static str,
}

/// A form of the page.
struct ActForm {
    word: &'static str,
    title: &'static str,
    button: &'static str,
    says: &'static str,
    act_id: String,
    fields: Vec<Field>,
}

/// Where the next step is done.
struct NextLink {
    path: String,
    text: &'static str,
}

struct PaperLink {
    path: String,
    text: &'static str,
}

struct EventRow {
    text: String,
    day: Day,
    more: String,
    by: String,
}

#[derive(Template)]
#[template(path = "office/application.html")]
struct ApplicationPage {
    frame: Frame,
    notice: Option<Told>,
    refused: Option<Refusal>,
    path: String,
    person: String,
    document: &'static str,
    who: PersonLine,
    steps: Vec<StepView>,
    now: Now,
    next: Option<NextLink>,
    acts: Vec<ActForm>,
    papers: Vec<PaperLink>,
    facts: Vec<Fact>,
    rules: Vec<RuleView>,
    events: Vec<EventRow>,
}

/// What the address may say.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Showing {
    done: String,
}

/// The page of an application.
pub(super) async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Query(showing): Query<Showing>,
) -> Page {
    let how = (StatusCode::OK, &Sent::default(), None, None);
    draw(&pages, &signed, &id, &showing.done, how)
}

/// The application of an address, which must be the insurer's.
pub(super) fn application_of(
    pages: &Shared,
    signed: &Signed,
    id: &str,
) -> Result<OfficeApplication, Trouble> {
    let id = signed.session.text_of(KIND, id).ok_or(Trouble::Gone)?;
    let application = pages.office.store().application(&id)?;
    application.filter(|it| it.insurer == signed.insurer).ok_or(Trouble::Gone)
}

/// The page, as it was asked for or with what was not taken.
pub(super) fn draw(
    pages: &Shared,
    signed: &Signed,
    id: &str,
    done: &str,
    (status, sent, wrong, refused): (StatusCode, &Sent, Option<Wrong>, Option<Refusal>),
) -> Page {
    let it = application_of(pages, signed, id)?;
    let person = match pages.office.store().person(it.person_key)?.map(|it| it.held) {
        Some(Held::Person(person)) => person,
        Some(Held::JoinedInto(_)) | None => return Err(Trouble::Gone),
    };
    let state = ApplicationState::of(&it);
    let today = pages.office.day();
    let may_change = signed.role.may_record();
    let acts = if may_change { forms(&it, state, sent, wrong, today)? } else { Vec::new() };
    shown_with(
        status,
        &ApplicationPage {
            frame: Frame::of(pages, signed, Section::Applications)?,
            notice: told(done),
            refused,
            path: path_of(signed, &it.application_id)?,
            person: signed.person_path(it.person_key)?,
            document: labels::document(it.document),
            who: PersonLine::of(&person, today),
            steps: steps(&it, state),
            now: now(pages, &it, state),
            next: if may_change { next_link(pages, &it, state)? } else { None },
            acts,
            papers: papers(signed, &it, state)?,
            facts: facts(&it),
            rules: rules(&it),
            events: events(pages, signed, &it)?,
        },
    )
}

fn told(word: &str) -> Option<Told> {
    let text = match word {
        "entered" => "申請を受け付けました。",
        "approve" => "交付を決定しました。",
        "refuse" => "交付しないことを決定しました。知らせの手紙を印刷してください。",
        "invoice" => "手数料を請求しました。請求書を印刷してください。",
        "pay" => "手数料の支払いを記録しました。",
        "withdraw" => "申請の取下げを記録しました。",
        _ => return None,
    };
    Some(Told::done(text))
}

fn steps(it: &OfficeApplication, state: ApplicationState) -> Vec<StepView> {
    use ApplicationState::{
        Invoiced, Made, Received, Refused, Sent as Posted, ToInvoice, ToPrint, Withdrawn,
    };
    const WITH_FEE: [&str; 6] = ["受付", "決定", "請求", "支払い", "印刷", "発送"];
    const FREE: [&str; 4] = ["受付", "決定", "印刷", "発送"];
    if it.fee_yen.is_some() {
        let done = match state {
            Received | Withdrawn => 1,
            ToInvoice | Refused => 2,
            Invoiced => 3,
            ToPrint => 4,
            Made => 5,
            Posted => 6,
        };
        StepView::all(&WITH_FEE, done)
    } else {
        let done = match state {
            Received | Withdrawn => 1,
            ToInvoice | Invoiced | ToPrint | Refused => 2,
            Made => 3,
            Posted => 4,
        };
        StepView::all(&FREE, done)
    }
}

fn now(pages: &Shared, it: &OfficeApplication, state: ApplicationState) -> Now {
    let (tone, icon, heading, step) = headline(state);
    Now { tone, icon, heading, says: says(pages, it, state), step }
}

/// The tone and picture of a state, what it is called, and whose turn it is.
#[rustfmt::skip]
const fn headline(
    state: ApplicationState,
) -> (Tone, &'static str, &'static str, &'static str) {
    match state {
        ApplicationState::Received => (Tone::Soon, "soon", "決定を待っています", "決めるのは、担当か承認者です"),
        ApplicationState::ToInvoice => (Tone::Soon, "doc", "手数料を請求します", "請求するのは、担当です"),
        ApplicationState::Invoiced => (Tone::None, "soon", "支払いを待っています", "銀行のファイルを読み取ると、ひとりでに進みます"),
        ApplicationState::ToPrint => (Tone::Move, "print", "印刷を待っています", "交付の計画から、束を作ってください"),
        ApplicationState::Made => (Tone::Move, "post", "発送を待っています", "束の画面で、枚数を確かめて発送してください"),
        ApplicationState::Sent => (Tone::Ok, "ok", "発送しました", "することは、ありません"),
        ApplicationState::Refused => (Tone::Stop, "stop", "交付しないことに決めました", "知らせの手紙を送ってください"),
        ApplicationState::Withdrawn => (Tone::None, "none", "取り下げられました", "することは、ありません"),
    }
}

/// What a state means for this application.
fn says(pages: &Shared, it: &OfficeApplication, state: ApplicationState) -> String {
    let yen = counted(it.fee_yen.unwrap_or_default().into());
    match state {
        ApplicationState::Received => {
            "書類を確かめて、交付するかどうかを決めてください。".to_owned()
        }
        ApplicationState::ToInvoice => {
            format!("{yen}円です。支払いを確かめてから、印刷に回ります。")
        }
        ApplicationState::Invoiced => {
            let by = pages.office.work().pay_by(it).map(|it| Day::of(it).text).unwrap_or_default();
            format!("{yen}円、支払期限は{by}です。")
        }
        ApplicationState::ToPrint => "次の交付の計画に入ります。".to_owned(),
        ApplicationState::Made => "紙はできました。束を発送すると、終わります。".to_owned(),
        ApplicationState::Refused => it.refusal.clone().unwrap_or_default(),
        ApplicationState::Withdrawn if it.paid_on.is_some() => {
            format!("支払われた{yen}円を返してください。")
        }
        ApplicationState::Sent | ApplicationState::Withdrawn => {
            "この申請は、終わりました。".to_owned()
        }
    }
}

/// The forms of what can be done now, the likeliest first.
fn forms(
    it: &OfficeApplication,
    state: ApplicationState,
    sent: &Sent,
    wrong: Option<Wrong>,
    today: jiff::civil::Date,
) -> Result<Vec<ActForm>, Trouble> {
    let mut forms = Vec::new();
    match state {
        ApplicationState::Received => {
            let waive = [("yes", "手数料を免除する")];
            let fields = if it.reason == record::ApplicationReason::LostDocument {
                vec![
                    Field::any("waive", "手数料", sent, waive),
                    Field::line("waive_why", "免除するわけ", sent, 200).may_be_empty(),
                ]
            } else {
                Vec::new()
            };
            forms.push(form("approve", "", "交付を決定する", "", fields)?);
            let why = Field::line("why", "交付しないわけ", sent, 200);
            let says = "手紙に、このまま書かれます。";
            forms.push(form("refuse", "交付しないとき", "交付しないと決定する", says, vec![why])?);
        }
        ApplicationState::ToInvoice | ApplicationState::Invoiced => {
            if state == ApplicationState::ToInvoice {
                forms.push(form("invoice", "", "手数料を請求する", "", Vec::new())?);
            }
            let paid = Field::day("paid", "支払われた日", sent, Some(today));
            let title = "窓口で支払われたとき";
            forms.push(form("pay", title, "支払いを記録する", "", vec![paid])?);
        }
        ApplicationState::ToPrint
        | ApplicationState::Made
        | ApplicationState::Sent
        | ApplicationState::Refused
        | ApplicationState::Withdrawn => {}
    }
    if state.is_open() {
        let (title, says) = ("本人が取り下げたとき", "もとには戻せません。");
        forms.push(form("withdraw", title, "取下げを記録する", says, Vec::new())?);
    }
    if let Some(wrong) = wrong {
        for form in &mut forms {
            if form.fields.iter().any(|it| it.name == wrong.name) {
                let fields = std::mem::take(&mut form.fields);
                form.fields = with_errors(fields, std::slice::from_ref(&wrong));
            }
        }
    }
    Ok(forms)
}

fn form(
    word: &'static str,
    title: &'static str,
    button: &'static str,
    says: &'static str,
    fields: Vec<Field>,
) -> Result<ActForm, Trouble> {
    let act_id = random::<16>().ok_or(Trouble::Randomness)?;
    Ok(ActForm { word, title, button, says, act_id, fields })
}

/// The page on which the next step is done, where it is another.
fn next_link(
    pages: &Shared,
    it: &OfficeApplication,
    state: ApplicationState,
) -> Result<Option<NextLink>, Trouble> {
    let base = super::BASE;
    let link = |path: &str, text| Some(NextLink { path: format!("{base}{path}"), text });
    Ok(match state {
        ApplicationState::Invoiced => link("/payments", "入金を確かめる"),
        ApplicationState::ToPrint => link("/plan", "きょうの計画を見る"),
        ApplicationState::Made => {
            let original = match &it.document_id {
                Some(id) => pages.office.store().original(id)?,
                None => None,
            };
            original.and_then(|it| link(&format!("/batches/{}", it.batch_id), "束を開く"))
        }
        ApplicationState::Received
        | ApplicationState::ToInvoice
        | ApplicationState::Sent
        | ApplicationState::Refused
        | ApplicationState::Withdrawn => None,
    })
}

/// The letters that can be printed.
fn papers(
    signed: &Signed,
    it: &OfficeApplication,
    state: ApplicationState,
) -> Result<Vec<PaperLink>, Trouble> {
    let path = path_of(signed, &it.application_id)?;
    let mut papers = Vec::new();
    if it.invoice_number.is_some() {
        let path = format!("{path}/invoice.pdf");
        papers.push(PaperLink { path, text: "請求書を印刷する" });
    }
    if state == ApplicationState::Refused {
        let path = format!("{path}/refusal.pdf");
        papers.push(PaperLink { path, text: "知らせの手紙を印刷する" });
    }
    Ok(papers)
}

fn facts(it: &OfficeApplication) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("書類", labels::document(it.document)),
        Fact::new("理由", labels::reason(it.reason)),
        Fact::new("申請した人", super::applicant(it)),
        Fact::new("届いた道", labels::channel(&it.channel)),
        Fact::new("受けた日", Day::of(it.received_on).text),
    ];
    if let Some(yen) = it.fee_yen {
        facts.push(Fact::new("手数料", format!("{}円", counted(yen.into()))));
    }
    if let Some(number) = &it.invoice_number {
        facts.push(Fact::new("請求番号", number.clone()));
    }
    if let Some(day) = it.paid_on {
        facts.push(Fact::new("支払日", Day::of(day).text));
    }
    if !it.note.is_empty() {
        facts.push(Fact::wide("メモ", it.note.clone()));
    }
    facts
}

fn rules(it: &OfficeApplication) -> Vec<RuleView> {
    use record::ApplicationReason as Reason;
    let rules: &[Rule] = match it.reason {
        Reason::LostDocument => &[Rule::R117, Rule::R118],
        Reason::LostCard | Reason::RenewingCard => &[Rule::R105],
        Reason::NeedsAssistance => &[Rule::R106],
        Reason::ReturnedCard => &[Rule::R102],
        Reason::Other => &[],
    };
    RuleView::all(rules)
}

/// What was done about the application, the oldest first.
fn events(
    pages: &Shared,
    signed: &Signed,
    it: &OfficeApplication,
) -> Result<Vec<EventRow>, Trouble> {
    let store = pages.office.store();
    let mut events = Vec::new();
    for act in store.office_acts_about(signed.insurer, &it.application_id)? {
        let by = store.staff(&act.recorded_by)?.map_or(act.recorded_by, |it| it.name);
        let at = act.recorded_at;
        let (text, more) = (labels::act(&act.kind).to_owned(), time(at));
        events.push((at, EventRow { text, day: Day::at(at), more, by }));
    }
    if let Some(at) = it.made_at {
        let (text, by) = ("原本を作成".to_owned(), String::new());
        events.push((at, EventRow { text, day: Day::at(at), more: time(at), by }));
    }
    events.sort_by_key(|it| it.0);
    Ok(events.into_iter().map(|it| it.1).collect())
}
