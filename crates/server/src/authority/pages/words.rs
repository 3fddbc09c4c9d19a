//! The Japanese words for what the register and the law say in theirs.

use jiff::civil::Date;
use store::{CertificatePurpose, RegisteredCard, RegisteredCertificate};

use super::view::{Chip, Tone};
pub(super) use crate::pages::words::{card_state, card_use, certificate_phase, registration};
use crate::work::card::{
    ApplicationChannel, CardReason, IdentityProof, OrderState, PinKind, StopChannel, StopReason,
    WhoCame,
};

pub(super) const fn channel(it: ApplicationChannel) -> &'static str {
    match it {
        ApplicationChannel::Online => "オンライン",
        ApplicationChannel::Post => "郵送",
        ApplicationChannel::PhotoBooth => "証明写真機",
        ApplicationChannel::Counter => "窓口",
    }
}

pub(super) const fn reason(it: CardReason) -> &'static str {
    match it {
        CardReason::First => "初めて",
        CardReason::Expiring => "有効期限が近い、または切れた",
        CardReason::Lost => "なくした",
        CardReason::Damaged => "こわれた",
        CardReason::NameChange => "氏名が変わった",
        CardReason::FieldsFull => "追記欄に余白がない",
        CardReason::Ended => "返納・失効のあと",
    }
}

pub(super) const fn who_came(it: WhoCame) -> &'static str {
    match it {
        WhoCame::Person => "本人",
        WhoCame::LegalRepresentative => "法定代理人",
        WhoCame::Agent => "任意の代理人",
    }
}

pub(super) const fn proof(it: IdentityProof) -> &'static str {
    match it {
        IdentityProof::OnePaper => "顔写真つきの書類 1点",
        IdentityProof::TwoPapers => "顔写真のない書類 2点",
        IdentityProof::InquiryLetter => "照会書兼回答書",
        IdentityProof::MyNumberCard => "マイナンバーカード(暗証番号か顔写真)",
    }
}

pub(super) const fn stop_channel(it: StopChannel) -> &'static str {
    match it {
        StopChannel::Telephone => "電話",
        StopChannel::Online => "オンライン",
        StopChannel::Counter => "窓口",
    }
}

pub(super) const fn stop_reason(it: StopReason) -> &'static str {
    match it {
        StopReason::Lost => "紛失・盗難",
        StopReason::Other => "そのほか",
    }
}

pub(super) const fn pin(it: PinKind) -> &'static str {
    match it {
        PinKind::UserAuthentication => "利用者証明用(4桁)",
        PinKind::DigitalSignature => "署名用(6から16文字)",
        PinKind::InputHelp => "券面事項入力補助用(4桁)",
        PinKind::ResidentRegister => "住民基本台帳用(4桁)",
    }
}

pub(super) const fn order_state(it: OrderState) -> Chip {
    match it {
        OrderState::Received => Chip::new(Tone::Soon, "作成待ち"),
        OrderState::Made => Chip::new(Tone::Move, "交付待ち"),
        OrderState::HandedOver => Chip::new(Tone::Ok, "交付ずみ"),
        OrderState::Withdrawn => Chip::new(Tone::None, "取下げ"),
    }
}

pub(super) const fn purpose(it: CertificatePurpose) -> &'static str {
    match it {
        CertificatePurpose::UserAuthentication => "利用者証明用",
        CertificatePurpose::DigitalSignature => "署名用",
    }
}

/// A card in the register.
pub(super) fn registered_card(it: &RegisteredCard, on: Date) -> Chip {
    if it.ended_at.is_some() {
        Chip::new(Tone::None, ended_why(it.ended_why.as_deref().unwrap_or_default()))
    } else if it.stopped_since.is_some() {
        Chip::new(Tone::Stop, "一時停止中")
    } else if it.last_day < on {
        Chip::new(Tone::None, "期限切れ")
    } else {
        Chip::new(Tone::Ok, "有効")
    }
}

/// A certificate in the register.
pub(super) fn registered_certificate(it: &RegisteredCertificate, on: Date) -> Chip {
    if it.revoked_at.is_some() {
        Chip::new(Tone::Stop, "失効")
    } else if it.held_since.is_some() {
        Chip::new(Tone::Stop, "一時停止中")
    } else if it.last_day < on {
        Chip::new(Tone::None, "期限切れ")
    } else {
        Chip::new(Tone::Ok, "有効")
    }
}

fn ended_why(word: &str) -> &'static str {
    match word {
        "returned" => "返納で終わり",
        "replaced" => "新しいカードに交換",
        "died" => "死亡で終わり",
        "withdrawn" => "取下げで終わり",
        "lapsed_abroad" => "国外転出で失効",
        "lapsed_by_relocation" => "転出で失効",
        _ => "終わり",
    }
}

/// Why a certificate is on the list, as RFC 5280 section 5.3.1 numbers it.
pub(super) const fn revocation(code: u8) -> &'static str {
    match code {
        1 => "鍵の危殆化",
        3 => "氏名・住所の変更",
        4 => "新しい証明書に交換",
        5 => "返納、死亡など",
        store::REASON_HOLD => "一時停止",
        _ => "そのほか",
    }
}

/// An act of the register, as the timeline tells it.
pub(super) fn act(kind: &str) -> &'static str {
    match kind {
        "apply" => "カードの申請を受け付け",
        "withdraw" => "申請の取下げ",
        "make_card" => "カードを作成",
        "hand_over" => "カードを交付",
        "set_pins" => "暗証番号を設定",
        "unlock_pin" => "暗証番号のロックを解除",
        "renew_certificates" => "電子証明書を更新",
        "renew_digital_signature" => "署名用電子証明書を発行",
        "stop_card" => "カードを一時停止",
        "release_card" => "一時停止を解除",
        "return_card" => "カードを返納",
        "report_death" => "死亡届",
        "report_moving_out" => "転出届",
        "report_moving_in" => "転入届",
        "continue_use" => "カードの継続利用",
        "report_departure_abroad" => "国外への転出届",
        "continue_abroad" => "国外での継続利用",
        "change_particulars" => "氏名・住所の変更",
        "record_resident" => "新しい住民を登録",
        "lapse" => "カードの失効",
        "issue_for_recorded" => "記録にあるカードを作成",
        _ => "そのほかの記録",
    }
}

/// Why an act was done, where its name does not say it already.
pub(super) fn act_reason(kind: &str, reason: &str) -> &'static str {
    match (kind, reason) {
        ("apply", word) => CardReason::of(word).map_or("", self::reason),
        ("stop_card", word) => StopReason::of(word).map_or("", stop_reason),
        ("renew_certificates", "in_the_window") => "期限の前",
        ("renew_certificates", "expired_before") => "期限切れのあと",
        ("renew_certificates", "revoked_before") => "失効のあと",
        _ => "",
    }
}
