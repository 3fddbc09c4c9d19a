//! Moves within the country: their deadlines, and the card that lapses when they pass.
//!
//! Source: 住民基本台帳法(昭和42年法律第81号)第22条・第24条の2、leaflet 004 lines 69-77, F-33, F-34

use jiff::civil::{Date, Weekday};

use crate::{
    calendar::{day_after, days_after},
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
        return day.is_over(report_by).then(|| day_after(report_by));
    };
    let continue_by = continue_by(case, relocation)?;
    let continued_on = day.happened(relocation.continued_use_on);
    let moved_on = next_move_on(case, place, relocation)
        .filter(|moved_on| continued_on.is_none_or(|continued| *moved_on < continued));
    let in_time = continued_on.is_some_and(|on| on <= continue_by);
    let overdue = (!in_time && day.is_over(continue_by)).then(|| day_after(continue_by));
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
        open = day_after(open);
    }
    open
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::{
        ClosedDays, Settings,
        testing::{check, check_with},
    };

    #[test]
    fn the_earlier_of_14_days_from_moving_in_and_30_from_departure_binds() {
        check(
            "card 2021-03-01",
            "
                on          report_by   card
            moves 2026-03-31 in=2026-04-01:
                2026-03-31  2026-04-30  Usable  # not moved in yet
                2026-04-01  2026-04-15  Usable  # G-61
                2026-04-15  2026-04-15  Usable
                2026-04-16  2026-04-15  LapsedByRelocation
            moves 2026-03-31 in=2026-04-01 reported=2026-04-15:
                2026-04-16  2026-04-15  Usable
            moves 2026-03-31 in=2026-04-01 reported=2026-04-16:
                2026-04-16  2026-04-15  LapsedByRelocation
            moves 2026-03-01 in=2026-03-25:
                2026-03-31  2026-03-31  Usable  # G-62
                2026-04-01  2026-03-31  LapsedByRelocation
            moves 2026-03-31:
                2026-04-30  2026-04-30  Usable
                2026-05-01  2026-04-30  LapsedByRelocation
            moves 2026-04-10 in=2026-04-01 reported=2026-04-02:
                2026-04-20  2026-04-15  Usable  # moved in early
            ",
        );
    }

    #[test]
    fn continued_use_is_done_within_90_days_of_the_notification() {
        check(
            "card 2021-03-01",
            "
                on          continue_by  card
            moves 2026-03-31 in=2026-04-01 reported=2026-04-10:
                2026-04-09  -            Usable
                2026-04-10  2026-07-09   Usable
                2026-07-09  2026-07-09   Usable  # G-64
                2026-07-10  2026-07-09   LapsedByRelocation
            moves 2026-03-31 in=2026-04-01 reported=2026-04-10 continued=2026-07-09:
                2026-07-10  2026-07-09   Usable
            moves 2026-03-31 in=2026-04-01 reported=2026-04-10 continued=2026-07-10:
                2026-07-10  2026-07-09   LapsedByRelocation
            moves 2025-11-25 in=2025-11-28 reported=2025-12-01:
                2026-03-01  2026-03-01   Usable  # G-65
                2026-03-02  2026-03-01   LapsedByRelocation
            ",
        );
    }

    #[test]
    fn the_next_move_before_continued_use_ends_the_card() {
        check(
            "card 2021-03-01; moves 2026-05-20 in=2026-05-21 reported=2026-05-21 \
             continued=2026-05-21",
            "
                on          card
            moves 2026-03-31 in=2026-04-01 reported=2026-04-10:
                2026-05-20  Usable
                2026-05-21  LapsedByRelocation
            moves 2026-03-31 in=2026-04-01 reported=2026-04-10 continued=2026-05-21:
                2026-05-21  Usable
            moves 2026-03-31 in=2026-04-01 reported=2026-04-10 continued=2026-05-22:
                2026-05-21  LapsedByRelocation
            ",
        );
    }

    #[test]
    fn a_card_made_after_the_notification_or_the_lapse_is_of_the_new_place() {
        check(
            "",
            "
                on          card
            moves 2026-03-31 in=2026-04-01 reported=2026-04-10; card 2026-04-09:
                2026-07-10  LapsedByRelocation
            moves 2026-03-31 in=2026-04-01 reported=2026-04-10; card 2026-04-10:
                2026-07-10  Usable
            moves 2026-03-31 in=2026-04-01; card 2026-04-15:
                2026-04-16  LapsedByRelocation
            moves 2026-03-31 in=2026-04-01; card 2026-04-16:
                2026-04-16  Usable
            ",
        );
    }

    #[test]
    fn the_deadlines_are_those_of_the_newest_move_come_or_not() {
        check(
            "moves 2026-09-01; moves 2026-03-31 in=2026-04-01 reported=2026-04-10",
            "
            on          report_by   continue_by
            2026-01-01  2026-10-01  -
            2026-10-02  2026-10-01  -
            ",
        );
    }

    #[test]
    fn leaflet_004_allows_no_use_between_departure_and_notification() {
        let stricter = Settings { no_use_between_moves: true, ..Settings::CONTRACT };
        let facts = "card 2021-03-01; moves 2026-03-31 in=2026-04-01 reported=2026-04-10";
        let table = "
            on          card
            2026-03-30  Usable
            2026-03-31  LapsedByRelocation
            2026-04-09  LapsedByRelocation
            2026-04-10  Usable
        ";
        check_with(&stricter, facts, table);
        check(facts, &table.replace("LapsedByRelocation", "Usable"));
    }

    #[test]
    fn deadlines_step_over_closed_days_by_setting() {
        let facts = "card 2020-03-01; moves 2023-03-31 in=2023-04-01";
        let with = |holidays| Settings {
            closed_days: ClosedDays::Weekends(holidays),
            ..Settings::CONTRACT
        };
        check(
            facts,
            "
            on          report_by   card
            2023-04-16  2023-04-15  LapsedByRelocation
            ",
        );
        check_with(
            &with(Vec::new()),
            facts,
            "
            on          report_by   card
            2023-04-17  2023-04-17  Usable  # G-63: the 15th is a Saturday
            2023-04-18  2023-04-17  LapsedByRelocation
            ",
        );
        check_with(
            &with(vec![date(2023, 4, 17)]),
            facts,
            "
            on          report_by   card
            2023-04-18  2023-04-18  Usable
            2023-04-19  2023-04-18  LapsedByRelocation
            ",
        );
    }
}
