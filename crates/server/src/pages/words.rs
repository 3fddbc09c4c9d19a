//! The Japanese words of the counter and of the office for what the law says.

use eligibility::{CardState, CardUse, CertificateStanding, Phase, RegistrationState};

use super::view::{Chip, Tone};

/// A card's state under the law.
pub(crate) const fn card_state(it: CardState) -> Chip {
    match it {
        CardState::None => Chip::new(Tone::None, "カードなし"),
        CardState::Returned => Chip::new(Tone::None, "返納ずみ"),
        CardState::Revoked => Chip::new(Tone::Stop, "廃止"),
        CardState::LapsedAbroad => Chip::new(Tone::Stop, "国外転出で失効"),
        CardState::LapsedByRelocation => Chip::new(Tone::Stop, "転出で失効"),
        CardState::Lost => Chip::new(Tone::Stop, "紛失で停止中"),
        CardState::Suspended => Chip::new(Tone::Stop, "一時停止中"),
        CardState::Expired => Chip::new(Tone::Stop, "期限切れ"),
        CardState::Usable => Chip::new(Tone::Ok, "使える"),
    }
}

pub(crate) fn certificate_phase(it: Option<&CertificateStanding>) -> Chip {
    match it.map(|it| it.phase) {
        None => Chip::new(Tone::None, "電子証明書なし"),
        Some(Phase::Quiet) => Chip::new(Tone::Ok, "有効"),
        Some(Phase::ExpiresSoon) => Chip::new(Tone::Soon, "3か月以内に切れる"),
        Some(Phase::EligibilityOnly) => Chip::new(Tone::Part, "期限切れ、資格だけ"),
        Some(Phase::Stopped) => Chip::new(Tone::Stop, "期限切れ、使えない"),
        Some(Phase::Revoked) => Chip::new(Tone::Stop, "失効"),
    }
}

pub(crate) const fn registration(it: RegistrationState) -> Chip {
    match it {
        RegistrationState::None => Chip::new(Tone::None, "登録していない"),
        RegistrationState::Registered => Chip::new(Tone::Ok, "登録ずみ"),
        RegistrationState::Cancelled => Chip::new(Tone::None, "解除ずみ"),
        RegistrationState::Lapsed => Chip::new(Tone::Stop, "外れた"),
    }
}

pub(crate) const fn card_use(it: CardUse) -> Chip {
    match it {
        CardUse::Everything => Chip::new(Tone::Ok, "資格と診療・薬剤情報"),
        CardUse::EligibilityOnly => Chip::new(Tone::Part, "資格だけ"),
        CardUse::Nothing => Chip::new(Tone::Stop, "何も示せない"),
    }
}
