//! What a card reader shows: the three phases of the leaflet, letter for letter.

use crate::{
    findings::Findings,
    rule::Rule,
    standing::{Because, CardState, Phase, ReaderStanding},
};

impl ReaderStanding {
    /// The texts on the screen in order, without the button 「次に進む」.
    ///
    /// Source: leaflet 000 lines 164, 185-187, 208-212
    #[must_use]
    pub const fn texts(self) -> &'static [&'static str] {
        match self.phase {
            1 => &[
                "証明書の有効期限が3カ月以内となっています。市区町村の窓口で更新手続きをお願いします。",
            ],
            2 => &[
                "電子証明書の有効期限が切れているため、資格情報のみ当機関に提供します。",
                "お早めに市区町村の窓口で電子証明書を更新してください。",
            ],
            3 => &[
                "電子証明書が失効しています。",
                "マイナンバーカードを取り出し、受付窓口までお越しください。",
                "証明書の更新は、市区町村の窓口で手続きが必要です。",
            ],
            _ => &[],
        }
    }
}

/// What a reader shows when the card is laid on it. Registration and coverage do not change it: an
/// unregistered card is offered registration.
pub(crate) fn reader(found: &Findings<'_>, because: &mut Because) -> ReaderStanding {
    let phase = found.certificate.map(|it| it.phase);
    let (number, may_continue) = match (found.card.state, phase) {
        (CardState::None | CardState::Lost | CardState::Returned, _) => (0, false),
        (
            CardState::Suspended
            | CardState::Revoked
            | CardState::LapsedAbroad
            | CardState::LapsedByRelocation,
            _,
        )
        | (_, None | Some(Phase::Revoked | Phase::Stopped)) => (3, false),
        (CardState::Expired, _) if !found.card.is_just_expired() => (3, false),
        (CardState::Expired, _) | (CardState::Usable, Some(Phase::EligibilityOnly)) => (2, true),
        (CardState::Usable, Some(Phase::ExpiresSoon)) => (1, true),
        (CardState::Usable, Some(Phase::Quiet)) => (0, true),
    };
    let rules: &[Rule] = match number {
        1 => &[Rule::R067],
        2 => &[Rule::R070, Rule::R071],
        3 => &[Rule::R076, Rule::R077, Rule::R078],
        _ => &[Rule::R042],
    };
    because.reader.extend(rules.iter().copied());
    if found.blocked {
        because.reader.push(Rule::F49);
    }
    ReaderStanding { phase: number, may_continue: may_continue && !found.blocked }
}

#[cfg(test)]
mod tests {
    use crate::{ReaderStanding, testing::check};

    #[test]
    fn the_first_row_that_holds_is_on_the_screen() {
        check(
            "coverage 2025-04-01",
            "
                on          reader  continue
            nothing else:
                2026-01-01  0       no  # no card
            card 2021-03-01; certificate 2021-03-01:
                2025-11-13  0       yes
                2025-11-14  1       yes  # G-20
                2026-02-14  1       yes
                2026-02-15  2       yes
                2026-05-31  2       yes
                2026-06-01  3       no
            card 2021-03-01:
                2025-01-01  3       no  # no certificate
            card 2021-03-01; certificate 2021-03-01 revoked=2025-01-01:
                2025-01-01  3       no
            card 2021-03-01 lost=2025-01-01; certificate 2021-03-01:
                2025-01-01  0       no
            card 2021-03-01 returned=2025-01-01; certificate 2021-03-01:
                2025-01-01  0       no
            card 2021-03-01 suspended=2025-01-01; certificate 2021-03-01:
                2025-01-01  3       no
            card 2021-03-01 revoked=2025-01-01; certificate 2021-03-01:
                2025-01-01  3       no
            card 2021-03-01; certificate 2021-03-01; abroad 2025-01-01:
                2025-01-01  3       no
            card 2021-03-01; certificate 2021-03-01; moves 2024-12-01:
                2025-01-01  3       no
            card 2021-03-01 to=2024-12-31; certificate 2021-03-01 to=2026-02-14:
                2025-01-01  2       yes
                2025-03-31  2       yes
                2025-04-01  3       no
            ",
        );
    }

    #[test]
    fn who_is_blocked_may_not_continue() {
        check(
            "card 2021-03-01; certificate 2021-03-01; blocked from=2025-01-10",
            "
            on          reader  continue
            2025-01-09  0       yes
            2025-01-10  0       no
            2025-12-01  1       no
            2026-02-15  2       no
            ",
        );
    }

    #[test]
    fn each_phase_has_its_texts() {
        let texts = |phase| ReaderStanding { phase, may_continue: true }.texts().len();
        assert_eq!([0, 1, 2, 3].map(texts), [0, 1, 2, 3]);
    }
}
