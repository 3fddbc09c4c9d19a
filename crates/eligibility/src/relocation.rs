//! Moves within the country: their deadlines, and the card that lapses when they pass.
//!
//! Source: 住民基本台帳法(昭和42年法律第81号)第22条・第24条の2、leaflet 004 lines 69-77, F-33, F-34

use jiff::civil::{Date, Weekday};

use crate::{
    calendar::days_after,
    case::Case,
    dossier::{MyNumberCard, Relocation},
    rule::Rule,
    settings::{ClosedDays, Settings},
    standing::{Because, RelocationDeadlines},
};

/// The deadlines of the relocation with the latest planned departure, come or not.
pub(crate) fn newest(case: &Case<'_>, because: &mut Because) -> Option<RelocationDeadlines> {
    let newest = case.dossier.relocations.iter().max_by_key(|it| it.planned_departure_on)?;
    because.relocation.extend([Rule::R172, Rule::F33]);
    let continue_by = continue_by(case, newest);
    if continue_by.is_some() {
        because.relocation.push(Rule::R171);
    }
    Some(RelocationDeadlines { report_by: report_by(case, newest), continue_by })
}

/// The first day on which a card had lapsed by a move, as far as the day asked knows.
pub(crate) fn card_lapsed_on(case: &Case<'_>, card: &MyNumberCard) -> Option<Date> {
    case.dossier
        .relocations
        .iter()
        .enumerate()
        .filter(|(_, it)| {
            // A card made after the notification belongs to the new place.
            case.day.happened(it.reported_on).is_none_or(|on| card.issued_on < on)
        })
        .filter_map(|(place, it)| lapse(case, place, it))
        .filter(|lapsed_on| card.issued_on < *lapsed_on)
        .min()
}

/// The day a relocation makes cards lapse: not reported in time, no continued use in time, or the
/// next move before it.
fn lapse(case: &Case<'_>, place: usize, relocation: &Relocation) -> Option<Date> {
    let day = case.day;
    let report_by = report_by(case, relocation);
    let Some(_) = day.happened(relocation.reported_on).filter(|on| *on <= report_by) else {
        let stricter = case.settings.no_use_between_moves
            && day.happened(relocation.reported_on).is_none()
            && day.has_come(relocation.planned_departure_on);
        if stricter {
            return Some(relocation.planned_departure_on);
        }
        return day.is_over(report_by).then(|| days_after(report_by, 1));
    };
    let continue_by = continue_by(case, relocation)?;
    let continued_on = day.happened(relocation.continued_use_on);
    let moved_on = next_move_on(case, place, relocation)
        .filter(|moved_on| continued_on.is_none_or(|continued| *moved_on < continued));
    let in_time = continued_on.is_some_and(|on| on <= continue_by);
    let overdue = (!in_time && day.is_over(continue_by)).then(|| days_after(continue_by, 1));
    [moved_on, overdue].into_iter().flatten().min()
}

/// The day of moving in of the earliest later relocation that has come.
fn next_move_on(case: &Case<'_>, place: usize, relocation: &Relocation) -> Option<Date> {
    let planned = relocation.planned_departure_on;
    case.dossier
        .relocations
        .iter()
        .enumerate()
        .filter(|(other, it)| (it.planned_departure_on, *other) > (planned, place))
        .filter_map(|(_, it)| case.day.happened(it.moved_in_on))
        .min()
}

/// 30 days from the planned departure, or 14 from moving in once that has come and is earlier.
fn report_by(case: &Case<'_>, relocation: &Relocation) -> Date {
    let from_departure = days_after(relocation.planned_departure_on, 30);
    let by = case
        .day
        .happened(relocation.moved_in_on)
        .map_or(from_departure, |moved_in| from_departure.min(days_after(moved_in, 14)));
    open_day(case.settings, by)
}

/// 90 days from the notification, once made.
fn continue_by(case: &Case<'_>, relocation: &Relocation) -> Option<Date> {
    let reported_on = case.day.happened(relocation.reported_on)?;
    Some(open_day(case.settings, days_after(reported_on, 90)))
}

/// The day itself, or the next day the municipality is open, where the setting says so (F-37).
fn open_day(settings: &Settings, day: Date) -> Date {
    let ClosedDays::Weekends(holidays) = &settings.closed_days else { return day };
    let mut open = day;
    while open < Date::MAX
        && (matches!(open.weekday(), Weekday::Saturday | Weekday::Sunday)
            || holidays.contains(&open))
    {
        open = days_after(open, 1);
    }
    open
}
