//! What a card reader shows: the three phases of the leaflet, letter for letter.

use crate::{
    card::CardState,
    case::Findings,
    rule::Rule,
    standing::{Because, Phase, ReaderStanding},
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
