//! The people found, with what distinguishes them.

use std::collections::BTreeSet;

use eligibility::number::fold::{fold_kana, fold_symbol};
use record::Person;
use store::{Held, Member, PersonKey, Search};

use super::sought::{Sought, Way};
use crate::{
    office::pages::{Pages, Signed, telling::PersonLine},
    pages::{
        message::Trouble,
        view::{Chip, Tone},
    },
    work::plan::must_not_be_found,
};

/// People shown at the most.
pub(super) const MOST: usize = 50;
/// Employers looked into at the most.
const EMPLOYERS_MOST: usize = 5;

/// Somebody found.
pub(super) struct FoundRow {
    pub(super) path: String,
    pub(super) person: PersonLine,
    pub(super) employer: String,
    pub(super) address: String,
    pub(super) coverage: Chip,
    /// How they were found.
    pub(super) by: &'static str,
}

/// Everybody of the insurer who is meant, one more than are shown where there are more.
pub(super) fn found(
    pages: &Pages,
    signed: &Signed,
    sought: &Sought,
) -> Result<Vec<FoundRow>, Trouble> {
    let mut people: Vec<(Member, &'static str)> = Vec::new();
    let mut seen: BTreeSet<PersonKey> = BTreeSet::new();
    for way in &sought.ways {
        for member in by(pages, signed, way)? {
            let is_asked = sought.born_on.is_none_or(|it| it == member.person.dossier.born_on);
            if is_asked && seen.insert(member.person_key) {
                people.push((member, way.text()));
            }
        }
        // Who has the very number or sheet is meant; nobody else is by accident.
        if way.is_exact() && !people.is_empty() {
            break;
        }
    }
    people.truncate(MOST + 1);
    people.sort_by_cached_key(|(it, _)| {
        let identity = it.person.identity.as_ref();
        (identity.map(|it| (it.kana.clone(), it.name.clone())), it.person.dossier.born_on)
    });
    people.into_iter().map(|(member, by)| row(pages, signed, &member, by)).collect()
}

fn by(pages: &Pages, signed: &Signed, way: &Way) -> Result<Vec<Member>, Trouble> {
    let store = pages.office.store();
    let search = |it: Search| store.search(Some(signed.insurer), &it, MOST + 1);
    Ok(match way {
        Way::Sheet(batch, number) => by_sheet(pages, signed, batch, *number)?,
        Way::Number(symbol, number) => {
            search(Search::Number { symbol: symbol.clone(), number: number.clone() })?
        }
        Way::Born(day) => search(Search::BornOn(*day))?,
        Way::Words(text) => search(Search::Words(text.clone()))?,
        Way::Employer(text) => {
            let fold = |text: &str| fold_kana(&fold_symbol(text)).into_owned();
            let wanted = fold(text);
            let employers = store.employers(signed.insurer)?;
            let is_meant = |it: &&store::Employer| {
                it.code == *text || (!wanted.is_empty() && fold(&it.name).contains(&wanted))
            };
            let mut members = Vec::new();
            for employer in employers.iter().filter(is_meant).take(EMPLOYERS_MOST) {
                members.extend(search(Search::Employer(employer.code.clone()))?);
            }
            members
        }
    })
}

fn by_sheet(
    pages: &Pages,
    signed: &Signed,
    batch_id: &str,
    number: u32,
) -> Result<Vec<Member>, Trouble> {
    let store = pages.office.store();
    let batch = store.batch(batch_id)?.filter(|it| it.insurer == signed.insurer);
    let Some(batch) = batch else { return Ok(Vec::new()) };
    let Some(sheet) = store.sheet(&batch.batch_id, number)? else { return Ok(Vec::new()) };
    let Some(original) = store.original(&sheet.document_id)? else { return Ok(Vec::new()) };
    let current = store.person(original.person_key)?;
    let member = current.and_then(|it| match it.held {
        Held::Person(person) => {
            Some(Member { person_key: it.person_key, revision: it.revision, person: *person })
        }
        Held::JoinedInto(_) => None,
    });
    Ok(member.into_iter().collect())
}

fn row(
    pages: &Pages,
    signed: &Signed,
    member: &Member,
    by: &'static str,
) -> Result<FoundRow, Trouble> {
    let (person, today) = (&member.person, pages.office.day());
    let employer = person.delivery.as_ref().filter(|it| it.insurer_number == signed.insurer);
    let address = person.address.as_ref();
    Ok(FoundRow {
        path: signed.person_path(member.person_key)?,
        person: PersonLine::of(person, today),
        employer: employer.map_or_else(String::new, |it| {
            it.employer_name.clone().unwrap_or_else(|| it.employer_code.clone())
        }),
        address: match address {
            Some(_) if must_not_be_found(person, today) => "不開示".to_owned(),
            Some(it) => it.text.clone(),
            None => String::new(),
        },
        coverage: coverage(person, signed, today),
        by,
    })
}

fn coverage(person: &Person, signed: &Signed, today: jiff::civil::Date) -> Chip {
    let mut ours = person.dossier.coverages.iter().filter(|it| it.insurer_number == signed.insurer);
    let is_covered =
        ours.any(|it| it.acquired_on <= today && it.lost_on.is_none_or(|lost_on| lost_on > today));
    if is_covered {
        Chip::new(Tone::Ok, "資格あり")
    } else {
        Chip::new(Tone::None, "資格なし")
    }
}

impl Way {
    /// What the person was found by.
    const fn text(&self) -> &'static str {
        match self {
            Self::Sheet(..) => "用紙の番号",
            Self::Number(..) => "記号・番号",
            Self::Born(_) => "生年月日",
            Self::Employer(_) => "事業所",
            Self::Words(_) => "氏名",
        }
    }

    /// Whether whoever it finds is meant for sure.
    const fn is_exact(&self) -> bool {
        match self {
            Self::Sheet(..) | Self::Number(..) => true,
            Self::Born(_) | Self::Employer(_) | Self::Words(_) => false,
        }
    }
}
