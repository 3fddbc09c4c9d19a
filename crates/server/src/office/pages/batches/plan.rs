//! The plan of a day: how many, why, where to, and who. Looking at it changes nothing.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::extract::{Query, State};
use eligibility::{InsurerNumber, Rule};
use interchange::table::{Cell, Table};
use jiff::civil::Date;
use record::DocumentKind;
use serde::Deserialize;
use store::Held;

use super::super::{
    BASE, Frame, Section, Shared, Signed,
    exports::{self, FileKind},
    labels,
    telling::{counted, name_of},
};
use crate::{
    ledger::Ledger,
    pages::{
        Page,
        fields::{Choice, Field, Kind, Sent},
        message::{Trouble, shown},
        session::random,
        view::Day,
    },
    work::plan::{self, Deliver, Plan, PlanItem},
};

/// People on a page of the list.
const PAGE: usize = 50;
/// Employers counted on the page at the most.
const EMPLOYERS_SHOWN_MAX: usize = 20;

struct Row {
    path: String,
    name: String,
    kana: String,
    document: &'static str,
    why: &'static str,
    rule: &'static str,
    in_hand_by: Option<Day>,
    to: String,
}

/// A table of counts.
struct CountsView {
    id: &'static str,
    title: &'static str,
    head: &'static str,
    has_rules: bool,
    rows: Vec<CountRow>,
    hidden: usize,
}

struct CountRow {
    text: String,
    rule: &'static str,
    count: String,
}

#[derive(Template)]
#[template(path = "office/plan.html")]
struct PlanPage {
    frame: Frame,
    on: Day,
    day: Field,
    total: String,
    warned: String,
    in_hand_by: Option<Day>,
    may_make: bool,
    act_id: String,
    kinds: Field,
    name: Field,
    shown_kinds: Vec<Choice>,
    shown_grounds: Vec<Choice>,
    rows: Vec<Row>,
    counted: String,
    first: String,
    last: String,
    before: Option<String>,
    next: Option<String>,
    counts: Vec<CountsView>,
}

/// The day asked for, and what of its plan shows.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    on: String,
    day_era: String,
    day_year: String,
    day_month: String,
    day_day: String,
    kind: String,
    ground: String,
    from: usize,
}

/// The plan of a day, made where it disturbs no other page.
pub(in super::super) async fn planned(
    ledger: &Arc<Ledger>,
    insurer: InsurerNumber,
    on: Date,
) -> Result<Plan, Trouble> {
    let ledger = Arc::clone(ledger);
    let work = move || plan::plan(&ledger, insurer, on, &mut |_, _| {});
    let plan = tokio::task::spawn_blocking(work).await;
    plan.map_err(|it| Trouble::Failed(Box::new(it)))?.map_err(|it| Trouble::Failed(Box::new(it)))
}

/// The page of a plan.
pub(super) async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Page {
    let (on, day) = asked.day(pages.office.day())?;
    let plan = planned(pages.office.ledger(), signed.insurer, on).await?;
    let employers = employer_names(&pages, signed.insurer)?;
    let chosen: Vec<&PlanItem> = plan.items.iter().filter(|it| asked.has(it)).collect();
    let from = asked.from.min(chosen.len());
    let mut rows = Vec::with_capacity(PAGE);
    for item in chosen.iter().skip(from).take(PAGE) {
        rows.push(row(&pages, &signed, item, &employers)?);
    }
    let last = from + rows.len();
    let link = |from: usize| {
        let Asked { kind, ground, .. } = &asked;
        format!("{BASE}/plan?on={on}&kind={kind}&ground={ground}&from={from}")
    };
    let (kinds, name) = making_fields(&plan);
    shown(&PlanPage {
        frame: Frame::of(&pages, &signed, Section::Batches)?,
        on: Day::of(on),
        day,
        total: counted(plan.items.len() as u64),
        warned: counted(plan.warnings.len() as u64),
        in_hand_by: plan.items.iter().filter_map(|it| it.in_hand_by).min().map(Day::of),
        may_make: signed.role.may_record(),
        act_id: random::<16>().ok_or(Trouble::Randomness)?,
        kinds,
        name,
        shown_kinds: shown_kinds(&plan, &asked.kind),
        shown_grounds: shown_grounds(&plan, &asked.ground),
        counted: counted(chosen.len() as u64),
        first: counted((from + 1) as u64),
        last: counted(last as u64),
        before: (from > 0).then(|| link(from.saturating_sub(PAGE))),
        next: (last < chosen.len()).then(|| link(last)),
        rows,
        counts: counts(&plan, &employers),
    })
}

/// What the form of a new batch asks: which papers, and its name.
fn making_fields(plan: &Plan) -> (Field, Field) {
    let count = |kind: DocumentKind| {
        plan.items.iter().filter(|it| it.document == labels::law_kind(kind)).count()
    };
    let there: Vec<_> = labels::ISSUED.into_iter().filter(|it| count(*it) > 0).collect();
    let sent = Sent(
        there
            .iter()
            .map(|it| ("kinds".to_owned(), labels::document_word(*it).to_owned()))
            .collect(),
    );
    let choices = there.iter().map(|it| {
        let count = counted(count(*it) as u64);
        (labels::document_word(*it), format!("{} {count}枚", labels::document(*it)))
    });
    let kinds = Field::any("kinds", "入れる書類", &sent, choices).may_be_empty_untold();
    let what = match there.as_slice() {
        [one] => labels::document(*one),
        _ => "書類",
    };
    let name = format!("{what}の交付 {}", month(plan.on));
    let named = Sent(vec![("name".to_owned(), name)]);
    (kinds, Field::line("name", "束の名前", &named, 60))
}

/// A month as in 令和8年3月分.
fn month(on: Date) -> String {
    let text = eligibility::written(on);
    let month = text.rsplit_once('月').map_or(text.as_str(), |(month, _)| month);
    format!("{month}月分")
}

fn employer_names(
    pages: &Shared,
    insurer: InsurerNumber,
) -> Result<BTreeMap<String, String>, Trouble> {
    let employers = pages.office.store().employers(insurer)?;
    Ok(employers.into_iter().map(|it| (it.code, it.name)).collect())
}

/// Where an item goes.
fn destination(item: &PlanItem, employers: &BTreeMap<String, String>) -> String {
    match (item.deliver, &item.employer) {
        (Deliver::Employer, Some(code)) => employers.get(code).unwrap_or(code).clone(),
        (Deliver::Employer, None) | (Deliver::Direct, _) => "本人に直接".to_owned(),
        (Deliver::Withheld, _) => "本人が指定した先".to_owned(),
    }
}

fn row(
    pages: &Shared,
    signed: &Signed,
    item: &PlanItem,
    employers: &BTreeMap<String, String>,
) -> Result<Row, Trouble> {
    let person = match pages.office.store().person(item.person)?.map(|it| it.held) {
        Some(Held::Person(person)) => Some(person),
        Some(Held::JoinedInto(_)) | None => None,
    };
    let identity = person.as_ref().and_then(|it| it.identity.as_ref());
    let ground = item.ground();
    Ok(Row {
        path: signed.person_path(item.person)?,
        name: person.as_ref().map_or_else(String::new, |it| name_of(it)),
        kana: identity.and_then(|it| it.kana.clone()).unwrap_or_default(),
        document: labels::law_document(item.document),
        why: labels::ground(ground),
        rule: ground.id(),
        in_hand_by: item.in_hand_by.map(Day::of),
        to: destination(item, employers),
    })
}

fn shown_kinds(plan: &Plan, chosen: &str) -> Vec<Choice> {
    let there = labels::ISSUED
        .into_iter()
        .filter(|it| plan.items.iter().any(|of| of.document == labels::law_kind(*it)));
    let choice = |it| Choice {
        value: labels::document_word(it).to_owned(),
        text: labels::document(it).to_owned(),
        is_chosen: labels::document_word(it) == chosen,
    };
    there.map(choice).collect()
}

fn shown_grounds(plan: &Plan, chosen: &str) -> Vec<Choice> {
    let grounds: std::collections::BTreeSet<Rule> =
        plan.items.iter().map(PlanItem::ground).collect();
    let choice = |it: Rule| Choice {
        value: it.id().to_owned(),
        text: labels::ground(it).to_owned(),
        is_chosen: it.id() == chosen,
    };
    grounds.into_iter().map(choice).collect()
}

/// How many by paper, by reason and by destination.
fn counts(plan: &Plan, employers: &BTreeMap<String, String>) -> Vec<CountsView> {
    let kinds = labels::ISSUED.into_iter().filter_map(|kind| {
        let count = plan.items.iter().filter(|it| it.document == labels::law_kind(kind)).count();
        let text = labels::document(kind).to_owned();
        (count > 0).then(|| CountRow { text, rule: "", count: counted(count as u64) })
    });
    let table = |id, title, head, has_rules| CountsView {
        id,
        title,
        head,
        has_rules,
        rows: Vec::new(),
        hidden: 0,
    };
    let mut grounds: BTreeMap<Rule, u64> = BTreeMap::new();
    let mut places: BTreeMap<String, u64> = BTreeMap::new();
    for item in &plan.items {
        *grounds.entry(item.ground()).or_default() += 1;
        *places.entry(destination(item, employers)).or_default() += 1;
    }
    let grounds = sorted(grounds).into_iter().map(|(rule, count)| CountRow {
        text: labels::ground(rule).to_owned(),
        rule: rule.id(),
        count: counted(count),
    });
    let hidden = places.len().saturating_sub(EMPLOYERS_SHOWN_MAX);
    let places = sorted(places)
        .into_iter()
        .take(EMPLOYERS_SHOWN_MAX)
        .map(|(text, count)| CountRow { text, rule: "", count: counted(count) });
    vec![
        CountsView {
            rows: grounds.collect(), ..table("because", "だれに、なぜ", "理由", true)
        },
        CountsView { rows: kinds.collect(), ..table("kinds", "書類ごと", "書類", false) },
        CountsView {
            rows: places.collect(),
            hidden,
            ..table("places", "送り先ごと", "送り先", false)
        },
    ]
}

/// The most first.
fn sorted<T: Ord>(counts: BTreeMap<T, u64>) -> Vec<(T, u64)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|it| std::cmp::Reverse(it.1));
    counts
}

/// The plan as CSV.
pub(super) async fn csv(
    State(pages): State<Shared>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Page {
    file(&pages, &signed, &asked, FileKind::Csv).await
}

/// The plan as a workbook.
pub(super) async fn xlsx(
    State(pages): State<Shared>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Page {
    file(&pages, &signed, &asked, FileKind::Xlsx).await
}

async fn file(pages: &Shared, signed: &Signed, asked: &Asked, kind: FileKind) -> Page {
    let (on, _) = asked.day(pages.office.day())?;
    let plan = planned(pages.office.ledger(), signed.insurer, on).await?;
    let employers = employer_names(pages, signed.insurer)?;
    let columns = [
        "氏名",
        "カナ",
        "書類",
        "理由",
        "規則",
        "交付できる日",
        "届ける最後の日",
        "送り先",
        "事業所番号",
    ];
    let mut table = Table::new("交付計画", &columns);
    for item in &plan.items {
        let its = row(pages, signed, item, &employers)?;
        table.rows.push(vec![
            Cell::from(its.name),
            Cell::from(its.kana),
            Cell::from(its.document),
            Cell::from(its.why),
            Cell::from(its.rule),
            Cell::from(item.issue_from),
            Cell::from(item.in_hand_by),
            Cell::from(its.to),
            Cell::from(item.employer.clone()),
        ]);
    }
    exports::download(&table, &format!("plan-{on}"), kind, pages.office.day())
}

impl Asked {
    /// The day asked for and its field; today where there is none.
    fn day(&self, today: Date) -> Result<(Date, Field), Trouble> {
        let parts = [
            ("day_era", &self.day_era),
            ("day_year", &self.day_year),
            ("day_month", &self.day_month),
            ("day_day", &self.day_day),
        ];
        let sent = Sent(parts.map(|(name, text)| (name.to_owned(), text.clone())).into());
        let (on, wrongs) = match (self.on.parse::<Date>(), sent.day_where("day")) {
            (Ok(on), _) => (on, Vec::new()),
            (Err(_), Ok(on)) => (on.unwrap_or(today), Vec::new()),
            (Err(_), Err(wrong)) => (today, vec![wrong]),
        };
        let field = Field::day("day", "計画の基準日", &sent, Some(on));
        let mut fields = crate::pages::fields::with_errors(vec![field], &wrongs);
        let mut field = fields.pop().ok_or(Trouble::Gone)?;
        field.has_focus = false;
        Ok((on, field))
    }

    /// Whether an item shows.
    fn has(&self, item: &PlanItem) -> bool {
        let is_kind =
            labels::document_of(&self.kind).is_none_or(|it| item.document == labels::law_kind(it));
        let is_ground = Rule::of_id(&self.ground).is_none_or(|it| item.ground() == it);
        is_kind && is_ground
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_named_after_the_month() {
        for (on, text) in [
            ("2026-03-10", "令和8年3月分"),
            ("2025-12-02", "令和7年12月分"),
            ("2019-05-01", "令和元年5月分"),
        ] {
            assert_eq!(month(on.parse().unwrap()), text);
        }
    }
}
