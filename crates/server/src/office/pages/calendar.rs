//! The year as a calendar of what will be due, were nothing done and nothing to change.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use interchange::table::{Cell, Table};
use jiff::{ToSpan as _, civil::Date};
use serde::Deserialize;

use super::{
    Frame, Section, Shared, Signed,
    exports::{self, FileKind},
    labels,
    telling::counted,
};
use crate::{
    pages::{
        Page,
        message::{Trouble, shown},
    },
    work::plan::{Month, YearPlan, plan_year},
};

/// Months on the page.
const MONTHS: u8 = 12;

/// The calendar, and as files.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/calendar", get(page))
        .route("/calendar.csv", get(csv))
        .route("/calendar.xlsx", get(xlsx))
}

struct MonthCard {
    title: String,
    month: String,
    is_now: bool,
    plan_on: Date,
    rows: Vec<MonthRow>,
}

struct MonthRow {
    text: &'static str,
    count: String,
}

#[derive(Template)]
#[template(path = "office/calendar.html")]
struct CalendarPage {
    frame: Frame,
    title: String,
    from: Date,
    before: Date,
    next: Date,
    months: Vec<MonthCard>,
}

/// The month the year begins with; this month where there is none.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    from: String,
}

impl Asked {
    fn from(&self, today: Date) -> Date {
        self.from.parse::<Date>().unwrap_or(today).first_of_month()
    }
}

async fn page(State(pages): State<Shared>, signed: Signed, Query(asked): Query<Asked>) -> Page {
    let today = pages.office.day();
    let from = asked.from(today);
    let year = year(&pages, &signed, from).await?;
    shown(&CalendarPage {
        frame: Frame::of(&pages, &signed, Section::Calendar)?,
        title: format!("{}からの1年", month_of(from)),
        from,
        before: from.saturating_sub(12.months()),
        next: from.saturating_add(12.months()),
        months: year.months.iter().map(|it| card(it, today)).collect(),
    })
}

/// The year, read where it disturbs no other page.
async fn year(pages: &Shared, signed: &Signed, from: Date) -> Result<YearPlan, Trouble> {
    let (ledger, insurer) = (Arc::clone(pages.office.ledger()), signed.insurer);
    // What is due already counts in the month of today.
    let start = from.max(pages.office.day().min(from.last_of_month()));
    let work = move || plan_year(&ledger, insurer, start, MONTHS, &mut |_, _| {});
    let year = tokio::task::spawn_blocking(work).await;
    year.map_err(|it| Trouble::Failed(Box::new(it)))?.map_err(|it| Trouble::Failed(Box::new(it)))
}

fn card(it: &Month, today: Date) -> MonthCard {
    let is_now = it.from.first_of_month() == today.first_of_month();
    MonthCard {
        title: month_of(it.from),
        month: format!("{}月", it.from.month()),
        is_now,
        plan_on: if is_now { today } else { it.from.last_of_month() },
        rows: rows(it)
            .into_iter()
            .filter(|it| it.1 > 0)
            .map(|(text, count)| MonthRow { text, count: counted(count) })
            .collect(),
    }
}

/// What a month has, in the order in which it is shown.
fn rows(it: &Month) -> Vec<(&'static str, u64)> {
    let papers = labels::ISSUED.into_iter().map(|kind| {
        let its = it.papers.iter().filter(|of| of.document == labels::law_kind(kind));
        (labels::document(kind), its.map(|of| of.count).sum())
    });
    let others = [
        ("有効期限のお知らせ", it.warnings),
        ("電子証明書の期限が来る人", it.certificates_ending),
        ("70歳になる人", it.turning_seventy),
        ("75歳になる人", it.turning_seventy_five),
        ("在留期間が終わる人", it.stays_ending),
    ];
    papers.chain(others).collect()
}

/// A month, as in 令和8年3月.
fn month_of(day: Date) -> String {
    let text = eligibility::written(day);
    let month = text.rsplit_once('月').map_or(text.as_str(), |(month, _)| month);
    format!("{month}月")
}

async fn csv(State(pages): State<Shared>, signed: Signed, Query(asked): Query<Asked>) -> Page {
    file(&pages, &signed, &asked, FileKind::Csv).await
}

async fn xlsx(State(pages): State<Shared>, signed: Signed, Query(asked): Query<Asked>) -> Page {
    file(&pages, &signed, &asked, FileKind::Xlsx).await
}

async fn file(pages: &Shared, signed: &Signed, asked: &Asked, kind: FileKind) -> Page {
    let today = pages.office.day();
    let from = asked.from(today);
    let year = year(pages, signed, from).await?;
    let mut table = Table::new("年間予定", &["月", "内容", "理由", "規則", "人数"]);
    for month in &year.months {
        let begin = Cell::Day(month.from.first_of_month());
        for it in &month.papers {
            table.rows.push(vec![
                begin.clone(),
                Cell::from(labels::law_document(it.document)),
                Cell::from(labels::ground(it.rule)),
                Cell::from(it.rule.id()),
                Cell::Count(it.count),
            ]);
        }
        for (text, count) in rows(month).into_iter().skip(labels::ISSUED.len()) {
            let row = [begin.clone(), text.into(), Cell::Empty, Cell::Empty, Cell::Count(count)];
            table.rows.push(row.into());
        }
    }
    exports::download(&table, &format!("calendar-{from}"), kind, today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_begins_with_a_month() {
        let today = "2026-03-10".parse().unwrap();
        for (from, first, title) in [
            ("", "2026-03-01", "令和8年3月"),
            ("2027-03-31", "2027-03-01", "令和9年3月"),
            ("nothing", "2026-03-01", "令和8年3月"),
            ("2019-05-01", "2019-05-01", "令和元年5月"),
        ] {
            let begins = Asked { from: from.to_owned() }.from(today);
            assert_eq!((begins.to_string().as_str(), &*month_of(begins)), (first, title), "{from}");
        }
    }
}
