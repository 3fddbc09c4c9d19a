//! The My Number Card: which one is in use, how long it is valid, and its state.

use jiff::civil::Date;

use crate::{
    calendar::{birthday, birthday_after, last_of_month_from, months_from},
    case::Case,
    dossier::{Dossier, MyNumberCard},
    relocation,
    rule::Rule,
    settings::{ADULT_AT_18_FROM, CONTINUED_USE_ABROAD_FROM, Settings},
    standing::{CardState, Rules},
};

/// The card in use on the day.
#[derive(Clone, Copy)]
pub(crate) struct CardInUse<'a> {
    pub(crate) card: Option<&'a MyNumberCard>,
    pub(crate) state: CardState,
    /// The day the card was given back, or first revoked or lapsed.
    pub(crate) since: Option<Date>,
    valid_to: Date,
    expired_within_months: bool,
}

impl CardInUse<'_> {
    pub(crate) fn valid_to(&self) -> Option<Date> {
        self.card.map(|_| self.valid_to)
    }

    pub(crate) fn is_usable(&self) -> bool {
        self.state == CardState::Usable
    }

    /// Usable, or expired for no longer than to the end of the third month after (F-10).
    pub(crate) fn is_usable_or_just_expired(&self) -> bool {
        self.is_usable() || self.is_just_expired()
    }

    pub(crate) fn is_just_expired(&self) -> bool {
        self.state == CardState::Expired && self.expired_within_months
    }

    pub(crate) fn because(&self) -> Rules {
        let rules: &[Rule] = match self.state {
            CardState::None => &[Rule::R098],
            CardState::Returned | CardState::Revoked => &[Rule::R102],
            CardState::LapsedAbroad => &[Rule::R176, Rule::R177, Rule::F38],
            CardState::LapsedByRelocation => &[Rule::R171, Rule::R172, Rule::F33, Rule::F34],
            CardState::Lost => &[Rule::R174],
            CardState::Suspended => &[Rule::F32],
            CardState::Expired => &[Rule::F10],
            CardState::Usable => &[Rule::R054, Rule::F21],
        };
        rules.iter().copied().collect()
    }
}

/// The newest card handed over by the day, and the first state that holds.
pub(crate) fn card_in_use<'a>(case: &Case<'a>) -> CardInUse<'a> {
    let day = case.day;
    let Some(card) = newest(case.dossier.cards, |it| {
        day.has_come(it.issued_on) && day.has_come(it.handed_over_on)
    }) else {
        return CardInUse {
            card: None,
            state: CardState::None,
            since: None,
            valid_to: Date::MAX,
            expired_within_months: false,
        };
    };
    let valid_to = valid_to(case.dossier, case.settings, card);
    let (state, since) = state(case, card, valid_to);
    let expired_within_months =
        state == CardState::Expired && !day.is_over(last_of_month_from(valid_to, 3));
    CardInUse { card: Some(card), state, since, valid_to, expired_within_months }
}

fn state(case: &Case<'_>, card: &MyNumberCard, valid_to: Date) -> (CardState, Option<Date>) {
    let day = case.day;
    if let Some(on) = day.happened(card.returned_on) {
        return (CardState::Returned, Some(on));
    }
    let ends = [
        (CardState::Revoked, day.happened(card.revoked_on)),
        (CardState::LapsedAbroad, lapsed_abroad_on(case, card)),
        (CardState::LapsedByRelocation, relocation::card_lapsed_on(case, card)),
    ];
    // The first state that holds is shown; the need for a paper began with the first day of any.
    if let Some((state, _)) = ends.iter().find(|(_, on)| on.is_some()) {
        return (*state, ends.iter().filter_map(|(_, on)| *on).min());
    }
    let released_on = day.happened(card.released_on);
    let holds = |from: Date| released_on.is_none_or(|released| released < from);
    if day.happened(card.lost_on).is_some_and(holds) {
        (CardState::Lost, None)
    } else if day.happened(card.suspended_on).is_some_and(holds) {
        (CardState::Suspended, None)
    } else if day.is_over(valid_to) {
        (CardState::Expired, None)
    } else {
        (CardState::Usable, None)
    }
}

/// The day the card lapsed by a move abroad: the planned day, unless continued use was done by the
/// day before, which is possible since 2024-05-27 and only for Japanese nationals (F-38).
fn lapsed_abroad_on(case: &Case<'_>, card: &MyNumberCard) -> Option<Date> {
    case.dossier
        .departures_abroad
        .iter()
        .filter(|it| card.issued_on < it.planned_on && case.day.has_come(it.planned_on))
        .filter(|it| {
            let continued = it.continued_use_on.is_some_and(|on| on < it.planned_on)
                && it.planned_on >= CONTINUED_USE_ABROAD_FROM
                && case.dossier.stay_until.is_none();
            !continued
        })
        .map(|it| it.planned_on)
        .min()
}

/// The last day of a card: as printed, or by the age border, the birthdays and the stay (F-21 to
/// F-25).
#[must_use]
pub fn valid_to(dossier: &Dossier<'_>, settings: &Settings, card: &MyNumberCard) -> Date {
    if let Some(printed) = card.valid_to {
        return printed;
    }
    let adult_at = if card.application_received_on >= ADULT_AT_18_FROM { 18 } else { 20 };
    let adult = birthday(dossier.born_on, adult_at) <= card.application_received_on;
    let mut birthdays = if adult { 10 } else { 5 };
    if settings.renewed_card_keeps_birthday && renews_in_time(dossier, settings, card) {
        birthdays += 1;
    }
    let by_birthday = birthday_after(card.issued_on, dossier.born_on, birthdays);
    dossier.stay_until.map_or(by_birthday, |stay| by_birthday.min(stay))
}

/// Whether a card was made in the last three months of the one before it (F-24).
fn renews_in_time(dossier: &Dossier<'_>, settings: &Settings, card: &MyNumberCard) -> bool {
    newest(dossier.cards, |it| it.issued_on < card.issued_on).is_some_and(|before| {
        let end = valid_to(dossier, settings, before);
        months_from(end, -3) < card.issued_on && card.issued_on <= end
    })
}

/// The card with the latest day of issue among some; of equal ones the later in the list.
pub(crate) fn newest(
    cards: &[MyNumberCard],
    mut among: impl FnMut(&MyNumberCard) -> bool,
) -> Option<&MyNumberCard> {
    cards.iter().filter(|it| among(it)).max_by_key(|it| it.issued_on)
}

#[cfg(test)]
mod tests {
    use crate::{
        Settings,
        testing::{check, check_with},
    };

    #[test]
    fn the_age_border_is_that_of_the_day_the_application_was_received() {
        check(
            "",
            "
            facts                                                 on          card_to
            born 2003-06-15; card 2022-04-20 received=2022-03-31  2022-04-20  2026-06-15  # G-12
            born 2003-06-15; card 2022-04-20 received=2022-04-01  2022-04-20  2031-06-15  # G-13
            born 1970-08-20; card 2016-03-01 received=2016-02-01  2016-03-01  2025-08-20  # G-14
            born 2015-09-21; card 2020-09-20 received=2020-09-01  2020-09-20  2024-09-21  # G-15
            born 2006-06-01; card 2024-06-15 received=2024-05-31  2024-06-15  2029-06-01  # G-16
            born 2006-06-01; card 2024-06-15 received=2024-06-01  2024-06-15  2034-06-01  # G-17
            born 2024-11-01; card 2024-12-20 received=2024-12-10  2024-12-20  2029-11-01  # G-18
            born 2002-02-10; card 2022-03-20 received=2022-02-09  2022-03-20  2027-02-10
            born 2002-02-10; card 2022-03-20 received=2022-02-10  2022-03-20  2032-02-10
            born 2008-02-29; card 2026-03-20 received=2026-02-27  2026-03-20  2031-02-28
            born 2008-02-29; card 2026-03-20 received=2026-02-28  2026-03-20  2036-02-28
            ",
        );
    }

    #[test]
    fn a_period_of_stay_ends_a_card_and_what_is_printed_goes_first() {
        check(
            "born 1990-05-10",
            "
            facts                                           on          card_to     card
            card 2024-06-15; stay 2027-03-10                2027-03-10  2027-03-10  Usable  # G-19
            card 2024-06-15; stay 2027-03-10                2027-03-11  2027-03-10  Expired
            card 2024-06-15; stay 2034-05-11                2027-03-11  2034-05-10  Usable
            card 2024-06-15 to=2028-01-31; stay 2027-03-10  2027-03-11  2028-01-31  Usable
            card 2024-06-15 to=2028-01-31                   2028-02-01  2028-01-31  Expired
            ",
        );
    }

    #[test]
    fn the_first_state_that_holds_is_shown() {
        let all = "card 2021-03-01 to=2026-02-14 returned=2026-08-01 revoked=2026-07-01 \
                   lost=2026-04-01 suspended=2026-03-01; abroad 2026-06-01; \
                   moves 2026-04-01";
        check(
            all,
            "
            on          card
            2021-02-28  None
            2021-03-01  Usable
            2026-02-14  Usable
            2026-02-15  Expired
            2026-02-28  Expired
            2026-03-01  Suspended
            2026-04-01  Lost
            2026-05-01  Lost
            2026-05-02  LapsedByRelocation
            2026-06-01  LapsedAbroad
            2026-07-01  Revoked
            2026-08-01  Returned
            ",
        );
    }

    #[test]
    fn a_stop_holds_until_it_is_lifted() {
        check(
            "",
            "
                on          card
            card 2021-03-01 lost=2026-05-01 released=2026-05-10:
                2026-04-30  Usable
                2026-05-01  Lost
                2026-05-09  Lost
                2026-05-10  Usable
            card 2021-03-01 lost=2026-05-01 released=2026-05-01:
                2026-05-01  Usable
            card 2021-03-01 suspended=2026-05-01 released=2026-05-10:
                2026-05-09  Suspended
                2026-05-10  Usable
            card 2021-03-01 suspended=2026-05-01 released=2026-05-10 lost=2026-05-20:
                2026-05-19  Usable
                2026-05-20  Lost
            ",
        );
    }

    #[test]
    fn a_move_abroad_without_continued_use_ends_the_card_on_the_planned_day() {
        check(
            "born 1990-05-10",
            "
                on          card
            card 2021-03-01; abroad 2026-08-01:
                2026-07-31  Usable  # G-66
                2026-08-01  LapsedAbroad
            card 2021-03-01; abroad 2026-08-01 continued=2026-07-31:
                2026-08-01  Usable
            card 2021-03-01; abroad 2026-08-01 continued=2026-08-01:
                2026-08-01  LapsedAbroad
            card 2021-03-01; abroad 2024-05-26 continued=2024-05-01:
                2024-05-26  LapsedAbroad
            card 2021-03-01; abroad 2024-05-27 continued=2024-05-01:
                2024-05-27  Usable  # F-38
            stay 2029-01-01; card 2021-03-01; abroad 2026-08-01 continued=2026-07-31:
                2026-08-01  LapsedAbroad
            card 2026-07-31; abroad 2026-08-01:
                2026-08-01  LapsedAbroad
            card 2026-08-01; abroad 2026-08-01:
                2026-08-01  Usable  # made since
            ",
        );
    }

    #[test]
    fn a_new_card_is_in_use_from_its_hand_over() {
        check(
            "card 2016-03-01; card 2026-01-10 handed=2026-02-20",
            "
            on          card     card_to
            2026-01-10  Usable   2026-02-14
            2026-02-14  Usable   2026-02-14
            2026-02-15  Expired  2026-02-14
            2026-02-19  Expired  2026-02-14
            2026-02-20  Usable   2035-02-14
            ",
        );
        check(
            "card 2026-01-10 to=2030-01-01; card 2026-01-10 to=2031-01-01",
            "
            on          card_to
            2026-01-10  2031-01-01  # of equal days the later in the list
            ",
        );
    }

    #[test]
    fn a_card_renewed_in_its_last_three_months_keeps_the_birthday_by_setting() {
        let setting = Settings { renewed_card_keeps_birthday: true, ..Settings::CONTRACT };
        check_with(
            &setting,
            "card 2016-03-01",
            "
            facts            on          card_to
            card 2025-11-14  2026-03-01  2035-02-14
            card 2025-11-15  2026-03-01  2036-02-14
            card 2026-02-13  2026-03-01  2036-02-14
            card 2026-02-14  2026-03-01  2037-02-14  # as G-09: strictly after the birthday
            card 2026-02-15  2026-03-01  2036-02-14
            ",
        );
        check(
            "card 2016-03-01",
            "
            facts            on          card_to
            card 2025-11-15  2026-03-01  2035-02-14  # off
            ",
        );
    }
}
