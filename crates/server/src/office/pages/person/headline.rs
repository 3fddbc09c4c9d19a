//! What is most important of a person on a day, in one sentence.

use eligibility::{CoverageStanding, Judgement, Means, Standing};
use jiff::civil::Date;

use crate::{pages::view::Tone, work::figures::CardPhase};

/// The largest sentence of the page, and what it means.
pub(super) struct Headline {
    pub(super) tone: Tone,
    pub(super) text: &'static str,
    pub(super) meaning: String,
    /// What the person pays, in tenths.
    pub(super) share_tenths: Option<u8>,
}

impl Headline {
    pub(super) fn of(judgement: &Judgement, on: Date) -> Self {
        let standing = &judgement.standing;
        let share_tenths = match standing.coverage {
            CoverageStanding::Covered { share_tenths, .. } => Some(share_tenths),
            CoverageStanding::Lost | CoverageStanding::None => None,
        };
        let (tone, text) = said(standing);
        Self { tone, text, meaning: meaning(standing, on), share_tenths }
    }
}

fn said(it: &Standing) -> (Tone, &'static str) {
    match it.coverage {
        CoverageStanding::Lost => return (Tone::None, "資格はありません(喪失しました)"),
        CoverageStanding::None => return (Tone::None, "資格はまだありません"),
        CoverageStanding::Covered { .. } => {}
    }
    let paper = it.means.contains(&Means::EligibilityCertificate);
    match CardPhase::of(it) {
        CardPhase::Usable => (Tone::Ok, "マイナ保険証が使えます"),
        CardPhase::ExpiresSoon => (Tone::Soon, "マイナ保険証の期限が近づいています"),
        CardPhase::EligibilityOnly => (Tone::Part, "マイナ保険証は資格だけ示せます"),
        CardPhase::Stopped | CardPhase::NotRegistered | CardPhase::NoCard if paper => {
            (Tone::Ok, "資格確認書で受診できます")
        }
        CardPhase::Stopped => (Tone::Stop, "マイナ保険証は使えません"),
        CardPhase::NotRegistered => (Tone::Stop, "保険証の利用登録がありません"),
        CardPhase::NoCard => (Tone::Stop, "マイナンバーカードがありません"),
    }
}

fn meaning(it: &Standing, on: Date) -> String {
    let CoverageStanding::Covered { .. } = it.coverage else {
        return "この日は、この保険で受診できません。".to_owned();
    };
    let Some(certificate) = it.digital_certificate else {
        return match it.means.first() {
            Some(_) => "医療機関で、書類で資格を示せます。".to_owned(),
            None => "医療機関で示せるものがありません。".to_owned(),
        };
    };
    let (valid_to, usable_to) = (certificate.valid_to, certificate.usable_to);
    let days = |to: Date| (to - on).get_days();
    match CardPhase::of(it) {
        CardPhase::Usable | CardPhase::ExpiresSoon => format!(
            "電子証明書の期限は{}(あと{}日)。",
            eligibility::written(valid_to),
            days(valid_to)
        ),
        CardPhase::EligibilityOnly => format!(
            "電子証明書は{}に切れました。使えるのは{}まで(あと{}日)。",
            eligibility::written(valid_to),
            eligibility::written(usable_to),
            days(usable_to)
        ),
        CardPhase::Stopped | CardPhase::NotRegistered | CardPhase::NoCard => {
            match it.means.first() {
                Some(_) => "医療機関で、書類で資格を示せます。".to_owned(),
                None => "医療機関で示せるものがありません。".to_owned(),
            }
        }
    }
}
