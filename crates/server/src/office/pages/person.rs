//! The page of a person: who, what holds on a day and why, their papers, and what was recorded.

mod headline;
mod history;
mod holds;
mod papers;
mod steps;
mod timeline;

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::get,
};
use eligibility::{InsurerNumber, judge};
use jiff::civil::Date;
use record::{Coverage, Person, law::Facts};
use serde::Deserialize;
use store::{Held, PersonKey};

use self::{
    headline::Headline,
    history::{AskedRow, RecordRow},
    holds::HoldsRow,
    papers::{ApplicationRow, PaperRow},
    steps::Steps,
    timeline::Moment,
};
use super::{Frame, Pages, Section, Shared, Signed, telling::name_of};
use crate::{
    pages::{
        Page,
        fields::{Field, Kind, Sent, with_errors},
        message::{Trouble, shown_with},
        view::Day,
    },
    work::plan::must_not_be_found,
};

/// The page of a person.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/people/{id}", get(page))
}

/// A member as read: their key and facts.
pub(crate) struct MemberFile {
    pub(crate) key: PersonKey,
    pub(crate) person: Person,
}

/// Who a page is about.
struct Who {
    name: String,
    kana: String,
    symbol: String,
    number: String,
    branch: String,
    born: Day,
    age: i16,
    employer: String,
    address: String,
    is_withheld: bool,
}

#[derive(Template)]
#[template(path = "office/person.html")]
struct PersonPage {
    frame: Frame,
    id: String,
    who: Who,
    done: Option<&'static str>,
    on: Day,
    is_today: bool,
    day: Field,
    headline: Headline,
    steps: Steps,
    holds: Vec<HoldsRow>,
    papers: Vec<PaperRow>,
    applications: Vec<ApplicationRow>,
    asked: Vec<AskedRow>,
    facts: Vec<RecordRow>,
    moments: Vec<Moment>,
}

/// What the address may say: a day, and which act was just done.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    day_era: String,
    day_year: String,
    day_month: String,
    day_day: String,
    done: String,
}

async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    let file = member_of(&pages, &signed, &id)?;
    let today = pages.office.day();
    let sent = asked.sent();
    let (on, wrongs) = match sent.day_where("day") {
        Ok(on) => (on.unwrap_or(today), Vec::new()),
        Err(wrong) => (today, vec![wrong]),
    };
    let settings = pages.office.ledger().settings_for(signed.insurer, on);
    let law = Facts::of(&file.person.dossier);
    let judgement = judge(&law.dossier(), &settings, on);
    let next = judgement.next_change_on(&law.dossier(), &settings);
    let mut day = with_errors(vec![Field::day("day", "見る日", &sent, Some(on))], &wrongs);
    let mut day = day.pop().ok_or(Trouble::Gone)?;
    day.has_focus = day.error.is_some();
    let store = pages.office.store();
    let originals = store.originals_of(file.key)?;
    let applications = store.applications_of(file.key)?;
    let it = PersonPage {
        frame: Frame::of(&pages, &signed, Section::People)?,
        who: Who::of(&file.person, &signed, today),
        done: steps::done(&asked.done),
        on: Day::of(on),
        is_today: on == today,
        day,
        headline: Headline::of(&judgement, on),
        steps: Steps::of(&signed, &judgement, &applications)?,
        holds: holds::rows(&file.person, &judgement, (signed.insurer, next)),
        papers: papers::rows(&pages, (&file.person, &originals), signed.insurer, on)?,
        applications: papers::applications(&signed, &applications)?,
        asked: history::asked(&pages, file.key, signed.insurer)?,
        facts: history::records(&pages, file.key, signed.insurer)?,
        moments: timeline::moments(&pages, &signed, file.key, today)?,
        id,
    };
    shown_with(
        if wrongs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY },
        &it,
    )
}

/// The member an id stands for: whoever is or was covered by the insurer.
pub(crate) fn member_of(pages: &Pages, signed: &Signed, id: &str) -> Result<MemberFile, Trouble> {
    let key = signed.session.person_of(id).ok_or(Trouble::Gone)?;
    member(pages, signed.insurer, key)
}

/// A member by key; whoever was joined into another is that other.
fn member(pages: &Pages, insurer: InsurerNumber, key: PersonKey) -> Result<MemberFile, Trouble> {
    let mut current = pages.office.store().person(key)?.ok_or(Trouble::Gone)?;
    if let Held::JoinedInto(other) = current.held {
        current = pages.office.store().person(other)?.ok_or(Trouble::Gone)?;
    }
    match current.held {
        Held::Person(person)
            if person.dossier.coverages.iter().any(|it| it.insurer_number == insurer) =>
        {
            Ok(MemberFile { key: current.person_key, person: *person })
        }
        Held::Person(_) | Held::JoinedInto(_) => Err(Trouble::Gone),
    }
}

impl Who {
    /// Where nobody may find the person, only those who send them their mail see where they live
    /// and work.
    fn of(person: &Person, signed: &Signed, today: Date) -> Self {
        let insurer = signed.insurer;
        let is_withheld = must_not_be_found(person, today);
        let may_see = !is_withheld || signed.role.may_record();
        let born_on = person.dossier.born_on;
        let before_birthday = (today.month(), today.day()) < (born_on.month(), born_on.day());
        let coverage = newest(person, insurer);
        let address = person.address.as_ref().filter(|_| may_see);
        let employer = person.delivery.as_ref().filter(|it| it.insurer_number == insurer);
        let employer = employer.filter(|_| may_see);
        Self {
            name: name_of(person),
            kana: person.identity.as_ref().and_then(|it| it.kana.clone()).unwrap_or_default(),
            symbol: coverage.and_then(|it| it.symbol.clone()).unwrap_or_default(),
            number: coverage.map(|it| it.number.clone()).unwrap_or_default(),
            branch: coverage.and_then(|it| it.branch.clone()).unwrap_or_default(),
            born: Day::of(born_on),
            age: today.year() - born_on.year() - i16::from(before_birthday),
            employer: employer.map_or_else(String::new, |it| {
                it.employer_name.clone().unwrap_or_else(|| it.employer_code.clone())
            }),
            address: address.map_or_else(String::new, |it| {
                format!("{} {}", it.postcode.as_deref().unwrap_or_default(), it.text)
            }),
            is_withheld,
        }
    }
}

/// The newest coverage by an insurer.
fn newest(person: &Person, insurer: InsurerNumber) -> Option<&Coverage> {
    let ours = person.dossier.coverages.iter().filter(|it| it.insurer_number == insurer);
    ours.max_by_key(|it| it.acquired_on)
}

impl Asked {
    fn sent(&self) -> Sent {
        let parts = [
            ("day_era", &self.day_era),
            ("day_year", &self.day_year),
            ("day_month", &self.day_month),
            ("day_day", &self.day_day),
        ];
        Sent(parts.map(|(name, text)| (name.to_owned(), text.clone())).into())
    }
}
