//! The day asked, and the days on which an answer can turn.

use std::cell::Cell;

use jiff::civil::Date;

use crate::calendar::day_after;

/// The day asked.
///
/// Rules cannot read it. They can only ask whether a date has come or is over, and each such
/// question notes the later day on which it would be answered otherwise. Until the first of those
/// days every question, and so every answer, comes out the same: [`Day::turns_on`] is exact without
/// any search over days.
#[derive(Debug)]
pub(crate) struct Day {
    on: Date,
    turns_on: Cell<Date>,
}

impl Day {
    pub(crate) const fn new(on: Date) -> Self {
        Self { on, turns_on: Cell::new(Date::MAX) }
    }

    /// Whether the day asked is on or after a first day.
    pub(crate) fn has_come(&self, first: Date) -> bool {
        if first <= self.on {
            return true;
        }
        if first < self.turns_on.get() {
            self.turns_on.set(first);
        }
        false
    }

    /// Whether the day asked is after a last day.
    pub(crate) fn is_over(&self, last: Date) -> bool {
        last != Date::MAX && self.has_come(day_after(last))
    }

    /// Whether an event is known and has come.
    pub(crate) fn happened(&self, event: Option<Date>) -> Option<Date> {
        event.filter(|it| self.has_come(*it))
    }

    /// The first later day on which a question asked so far is answered otherwise.
    pub(crate) fn turns_on(&self) -> Option<Date> {
        let turn = self.turns_on.get();
        (turn != Date::MAX).then_some(turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_question_turns_on_the_day_its_answer_does() {
        let day = Day::new(date(2026, 3, 10));
        assert!(day.has_come(date(2026, 3, 10)) && !day.is_over(date(2026, 3, 10)));
        assert_eq!(day.turns_on(), Some(date(2026, 3, 11)));
        assert!(day.is_over(date(2026, 3, 9)) && !day.has_come(date(2026, 3, 12)));
        assert_eq!(day.turns_on(), Some(date(2026, 3, 11)), "the earlier turn stays");
        assert!(!Day::new(Date::MAX).is_over(Date::MAX), "no end is never over");
    }
}
