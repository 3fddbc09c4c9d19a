//! The page of a person: who, what holds today and why, what was done, and what can be done next.

mod headline;

use askama::Template;
use axum::extract::{Path, Query, State};
use eligibility::{Judgement, Rules};
use jiff::civil::Date;
use serde::Deserialize;
use store::PersonKey;

use self::headline::Headline;
use super::{
    Page, Pages, Shared,
    acts::{Group, NextAct},
    message::{Trouble, shown},
    session::Meaning,
    sign_in::Signed,
    view::{Chip, Day, Frame, RuleView, Section, time},
    words,
};
use crate::{
    day_in_japan,
    work::card::{ApplicationChannel, CardReason, PersonFile, order_state},
};

/// Who a page is about.
#[derive(Clone, Debug)]
pub(super) struct Who {
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) born: Day,
    pub(super) age: i16,
    pub(super) postcode: String,
    pub(super) address: String,
    /// The address must not be told to others (不開示).
    pub(super) is_withheld: bool,
}

/// A question, today's answer, until when, and why.
struct Holds {
    question: &'static str,
    chip: Chip,
    day: Option<(Day, &'static str)>,
    rules: Vec<RuleView>,
}

struct CardRow {
    number: String,
    made: Day,
    last: Day,
    chip: Chip,
    certificates: Vec<CertificateRow>,
}

struct CertificateRow {
    purpose: &'static str,
    serial: u64,
    issued: Day,
    last: Day,
    chip: Chip,
    why: &'static str,
}

struct OrderRow {
    received: Day,
    reason: &'static str,
    channel: &'static str,
    chip: Chip,
}

struct ActRow {
    title: &'static str,
    why: &'static str,
    day: Day,
    time: String,
    by: String,
}

#[derive(Template)]
#[template(path = "authority/person.html")]
struct PersonPage {
    frame: Frame,
    id: String,
    who: Who,
    done: Option<&'static str>,
    headline: Headline,
    first: Option<NextAct>,
    groups: Vec<(Group, Vec<NextAct>)>,
    holds: Vec<Holds>,
    cards: Vec<CardRow>,
    orders: Vec<OrderRow>,
    acts: Vec<ActRow>,
}

/// Which act was just done.
#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    done: String,
}

/// The page of a person.
pub(super) async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Query(after): Query<After>,
) -> Page {
    let file = file_of(&pages, &signed, &id)?;
    let today = day_in_japan(pages.authority.now());
    let judgement = file.judgement(pages.authority.office(), today);
    let next = NextAct::next(&file, &judgement, today);
    let of_group = |group: Group| {
        let acts = NextAct::ALL.iter().copied();
        let rest = next.get(1..).unwrap_or_default();
        (group, acts.filter(|it| it.group() == group && rest.contains(it)).collect::<Vec<_>>())
    };
    let done = match after.done.as_str() {
        "resident" => Some("新しい住民を登録する"),
        word => NextAct::of(word).map(NextAct::title),
    };
    shown(&PersonPage {
        frame: Frame::of(&pages, &signed, Section::People),
        id,
        who: Who::of(&file, today),
        done,
        headline: Headline::of(&file, &judgement),
        first: next.first().copied(),
        groups: Group::ALL.map(of_group).into_iter().filter(|it| !it.1.is_empty()).collect(),
        holds: holds(&judgement),
        cards: cards(&file, today),
        orders: orders(&file),
        acts: acts(&file),
    })
}

/// The file of the person an id stands for.
pub(super) fn file_of(pages: &Pages, signed: &Signed, id: &str) -> Result<PersonFile, Trouble> {
    match signed.session.meaning(id) {
        Some(Meaning::Person(key)) => Ok(PersonFile::read(pages.authority.office(), key)?),
        Some(Meaning::Letters(_) | Meaning::Answer(_)) | None => Err(Trouble::Gone),
    }
}

/// The address of a person's page in this session.
pub(super) fn path_of(signed: &Signed, key: PersonKey) -> Result<String, Trouble> {
    let id = signed.session.person_id(key).ok_or(Trouble::Randomness)?;
    Ok(format!("{}/people/{id}", super::BASE))
}

impl Who {
    pub(super) fn of(file: &PersonFile, today: Date) -> Self {
        let person = &file.person;
        let born_on = person.dossier.born_on;
        let before_birthday = (today.month(), today.day()) < (born_on.month(), born_on.day());
        let (identity, address) = (person.identity.as_ref(), person.address.as_ref());
        Self {
            name: identity.map_or_else(|| "氏名の記録なし".to_owned(), |it| it.name.clone()),
            kana: identity.and_then(|it| it.kana.clone()).unwrap_or_default(),
            born: Day::of(born_on),
            age: today.year() - born_on.year() - i16::from(before_birthday),
            postcode: address.and_then(|it| it.postcode.clone()).unwrap_or_default(),
            address: address.map(|it| it.text.clone()).unwrap_or_default(),
            is_withheld: address.is_some_and(|it| it.withheld),
        }
    }
}

/// What the law says of today, each with its rules.
fn holds(it: &Judgement) -> Vec<Holds> {
    let (standing, because) = (&it.standing, &it.because);
    let certificate = standing.digital_certificate.as_ref();
    let until = |day: Option<Date>| day.map(|it| (Day::of(it), "まで"));
    let row = |question, chip, day, rules: &Rules| Holds {
        question,
        chip,
        day,
        rules: RuleView::all(rules),
    };
    let mut rows = vec![
        row(
            "カード",
            words::card_state(standing.card.state),
            until(standing.card.valid_to),
            &because.card,
        ),
        row(
            "電子証明書",
            words::certificate_phase(certificate),
            until(certificate.map(|it| it.valid_to)),
            &because.digital_certificate,
        ),
        row(
            "保険証の利用登録",
            words::registration(standing.registration.state),
            until(standing.registration.last_day),
            &because.registration,
        ),
        row(
            "医療機関で示せるもの",
            words::card_use(standing.card_use),
            until(certificate.map(|it| it.usable_to)),
            &because.card_use,
        ),
    ];
    if let Some(it) = standing.relocation {
        use super::view::Tone;
        let (chip, day) = match it.continue_by {
            Some(by) => (Chip::new(Tone::Soon, "継続利用が必要"), by),
            None => (Chip::new(Tone::Soon, "転入届が必要"), it.report_by),
        };
        rows.push(row("引っ越し", chip, until(Some(day)), &because.relocation));
    }
    rows
}

fn cards(file: &PersonFile, today: Date) -> Vec<CardRow> {
    let certificates = |number: &str| {
        file.certificates
            .iter()
            .filter(|it| it.card_number == number)
            .rev()
            .map(|it| CertificateRow {
                purpose: words::purpose(it.purpose),
                serial: it.serial,
                issued: Day::at(it.issued_at),
                last: Day::of(it.last_day),
                chip: words::registered_certificate(it, today),
                why: it.revocation_reason.map_or("", words::revocation),
            })
            .collect()
    };
    let newest_first = file.cards.iter().rev();
    newest_first
        .map(|it| CardRow {
            number: it.card_number.clone(),
            made: Day::at(it.made_at),
            last: Day::of(it.last_day),
            chip: words::registered_card(it, today),
            certificates: certificates(&it.card_number),
        })
        .collect()
}

fn orders(file: &PersonFile) -> Vec<OrderRow> {
    let newest_first = file.orders.iter().rev();
    newest_first
        .map(|it| OrderRow {
            received: Day::at(it.received_at),
            reason: CardReason::of(&it.reason).map_or("", words::reason),
            channel: ApplicationChannel::of(&it.channel).map_or("", words::channel),
            chip: words::order_state(order_state(it)),
        })
        .collect()
}

fn acts(file: &PersonFile) -> Vec<ActRow> {
    let newest_first = file.acts.iter().rev();
    newest_first
        .map(|it| ActRow {
            title: words::act(&it.kind),
            why: words::act_reason(&it.kind, &it.reason),
            day: Day::at(it.recorded_at),
            time: time(it.recorded_at),
            by: it.recorded_by.clone(),
        })
        .collect()
}
