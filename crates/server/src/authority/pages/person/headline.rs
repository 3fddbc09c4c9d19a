//! What is most important of a person today, in one sentence.

use eligibility::{CardState, CardUse, Judgement, Phase};

use super::super::view::{Day, Tone};
use crate::work::card::{OrderState, PersonFile, order_state};

/// The largest sentence of the page, what it means, and until when.
pub(super) struct Headline {
    pub(super) tone: Tone,
    pub(super) text: &'static str,
    pub(super) meaning: &'static str,
    pub(super) days: Vec<(&'static str, Day)>,
}

impl Headline {
    pub(super) fn of(file: &PersonFile, it: &Judgement) -> Self {
        let (tone, text) = said(file, it);
        let mut days = Vec::new();
        if let Some(certificate) = it.standing.digital_certificate {
            days.push(("電子証明書の期限", Day::of(certificate.valid_to)));
        }
        if let Some(valid_to) = it.standing.card.valid_to {
            days.push(("カードの期限", Day::of(valid_to)));
        }
        let meaning = match it.standing.card_use {
            CardUse::Everything => "医療機関で、マイナ保険証として使えます。",
            CardUse::EligibilityOnly => "医療機関では、資格だけ示せます。",
            CardUse::Nothing => "医療機関では、マイナ保険証として使えません。",
        };
        Self { tone, text, meaning, days }
    }
}

fn said(file: &PersonFile, it: &Judgement) -> (Tone, &'static str) {
    if file.acts.iter().any(|it| it.kind == "report_death") {
        return (Tone::None, "死亡が記録されています");
    }
    match file.open_order().map(order_state) {
        Some(OrderState::Received) => return (Tone::Soon, "カードの作成を待っています"),
        Some(OrderState::Made) => return (Tone::Move, "カードの交付を待っています"),
        Some(OrderState::HandedOver | OrderState::Withdrawn) | None => {}
    }
    match it.standing.card.state {
        CardState::None => (Tone::None, "カードはありません"),
        CardState::Returned => (Tone::None, "カードは返納されています"),
        CardState::Revoked => (Tone::Stop, "カードは廃止されています"),
        CardState::LapsedAbroad => (Tone::Stop, "カードは国外転出で失効しました"),
        CardState::LapsedByRelocation => (Tone::Stop, "カードは転出で失効しました"),
        CardState::Lost => (Tone::Stop, "カードは紛失で止まっています"),
        CardState::Suspended => (Tone::Stop, "カードは一時停止しています"),
        CardState::Expired => (Tone::Stop, "カードの期限が切れています"),
        CardState::Usable => match it.standing.digital_certificate.map(|it| it.phase) {
            None => (Tone::Part, "カードは使えます。電子証明書はありません"),
            Some(Phase::Quiet) => (Tone::Ok, "カードと電子証明書は使えます"),
            Some(Phase::ExpiresSoon) => (Tone::Soon, "電子証明書の期限が近づいています"),
            Some(Phase::EligibilityOnly) => (Tone::Part, "電子証明書の期限が切れました"),
            Some(Phase::Stopped) => (Tone::Stop, "電子証明書が使えなくなりました"),
            Some(Phase::Revoked) => (Tone::Stop, "電子証明書が失効しています"),
        },
    }
}
