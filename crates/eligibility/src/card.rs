//! The My Number Card: which one is in use, how long it is valid, and its state.

use jiff::civil::Date;

use crate::{
    calendar::{birthday, birthday_after, last_of_month_from, months_from},
    case::Case,
    dossier::{Dossier, MyNumberCard},
    relocation,
    rule::Rule,
    settings::{ADULT_AT_18_FROM, CONTINUED_USE_ABROAD_FROM, Settings},
    standing::Rules,
};

/// The state of the card in use, in the order in which the first that holds is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardState {
    /// No card handed over.
    None,
    /// Given back (返納).
    Returned,
    /// Revoked (廃止).
    Revoked,
    /// Lapsed by a move abroad without continued use.
    LapsedAbroad,
    /// Lapsed by a move not reported or without continued use.
    LapsedByRelocation,
    /// Lost.
    Lost,
    /// Temporarily stopped.
    Suspended,
    /// Past its last day.
    Expired,
    /// None of these.
    Usable,
}

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

/// The last day of a card: as printed, or by the age border, the birthdays and the stay.
pub(crate) fn valid_to(dossier: &Dossier<'_>, settings: &Settings, card: &MyNumberCard) -> Date {
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
