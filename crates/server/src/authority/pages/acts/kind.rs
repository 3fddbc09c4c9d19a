//! The acts staff can do next, and what each says before it is done.

use eligibility::{CardState, Judgement, Phase};
use jiff::civil::Date;
use store::CertificatePurpose;

use crate::work::card::{OrderState, PersonFile, order_state};

macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident $word:literal $group:ident $title:literal $button:literal)+) => {
        /// What staff can do next.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in super::super) enum NextAct { $($(#[$doc])* $act),+ }

        impl NextAct {
            /// Every one, in the order in which the page lists them.
            pub(in super::super) const ALL: &'static [Self] = &[$(Self::$act),+];

            /// The word in addresses.
            pub(in super::super) const fn word(self) -> &'static str {
                match self { $(Self::$act => $word),+ }
            }

            /// The group it is listed in.
            pub(in super::super) const fn group(self) -> Group {
                match self { $(Self::$act => Group::$group),+ }
            }

            /// What the page is called.
            pub(in super::super) const fn title(self) -> &'static str {
                match self { $(Self::$act => $title),+ }
            }

            /// What the button says.
            pub(in super::super) const fn button(self) -> &'static str {
                match self { $(Self::$act => $button),+ }
            }
        }
    };
}

#[rustfmt::skip]
acts! {
    Apply          "apply"           Card        "カードの申請を受ける"           "申請を受け付ける"
    Make           "make"            Card        "カードを作る"                   "カードを作る"
    HandOver       "hand-over"       Card        "カードを交付する"               "交付を記録する"
    Withdraw       "withdraw"        Card        "申請を取り下げる"               "取下げを記録する"
    Release        "release"         Card        "一時停止を解除する"             "解除する"
    Stop           "stop"            Card        "カードを一時停止する"           "いますぐ止める"
    Return         "return"          Card        "カードを返納する"               "返納を記録する"
    Renew          "renew"           Certificate "電子証明書を更新する"           "更新する"
    Sign           "sign"            Certificate "署名用電子証明書を発行する"     "発行する"
    Unlock         "unlock"          Certificate "暗証番号のロックを解除する"     "解除を記録する"
    Pins           "pins"            Certificate "暗証番号の設定を記録する"       "設定を記録する"
    Particulars    "particulars"     Report      "氏名・住所を変える"             "変更を記録する"
    MoveOut        "move-out"        Report      "転出届を受ける"                 "転出届を記録する"
    MoveIn         "move-in"         Report      "転入届を受ける"                 "転入届を記録する"
    ContinueUse    "continue-use"    Report      "カードの継続利用をする"         "継続利用を記録する"
    Depart         "depart"          Report      "国外への転出届を受ける"         "国外転出を記録する"
    ContinueAbroad "continue-abroad" Report      "国外での継続利用をする"         "継続利用を記録する"
    Death          "death"           Report      "死亡届を受ける"                 "死亡を記録する"
}

/// What an act is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Group {
    Card,
    Certificate,
    Report,
}

impl Group {
    pub(in super::super) const ALL: [Self; 3] = [Self::Card, Self::Certificate, Self::Report];

    pub(in super::super) const fn text(self) -> &'static str {
        match self {
            Self::Card => "カード",
            Self::Certificate => "電子証明書と暗証番号",
            Self::Report => "届出",
        }
    }
}

impl NextAct {
    /// The act of a word.
    pub(in super::super) fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.word() == word)
    }

    /// What can be done for a person on a day; the most likely first.
    ///
    /// This is only what the page offers: whether it is allowed is decided when it is done.
    pub(in super::super) fn next(file: &PersonFile, it: &Judgement, on: Date) -> Vec<Self> {
        if file.acts.iter().any(|it| it.kind == "report_death") {
            return Vec::new();
        }
        let mut next: Vec<Self> = of_order(file).to_vec();
        next.extend(of_card(file, it, on));
        next.extend(of_moves(file, on));
        next.push(Self::Death);
        if file.open_order().is_some() {
            next.retain(|it| *it != Self::Apply);
        }
        next
    }
}

fn of_order(file: &PersonFile) -> &'static [NextAct] {
    match file.open_order().map(order_state) {
        Some(OrderState::Received) => &[NextAct::Make, NextAct::Withdraw],
        Some(OrderState::Made) => &[NextAct::HandOver, NextAct::Withdraw],
        Some(OrderState::HandedOver | OrderState::Withdrawn) | None => &[],
    }
}

fn of_card(file: &PersonFile, it: &Judgement, on: Date) -> Vec<NextAct> {
    use NextAct::{Apply, Pins, Release, Renew, Return, Sign, Stop, Unlock};
    let Some(card) = file.card_in_use().filter(|it| it.ended_at.is_none()) else {
        return vec![Apply];
    };
    if card.stopped_since.is_some() {
        return vec![Release, Apply, Return];
    }
    match it.standing.card.state {
        CardState::Usable => {}
        CardState::Expired => return vec![Apply, Stop, Return],
        CardState::None
        | CardState::Returned
        | CardState::Revoked
        | CardState::LapsedAbroad
        | CardState::LapsedByRelocation
        | CardState::Lost
        | CardState::Suspended => return vec![Apply, Return],
    }
    let may_renew = it.standing.digital_certificate.is_none_or(|it| {
        matches!(it.phase, Phase::EligibilityOnly | Phase::Stopped | Phase::Revoked)
            || on >= it.renewable_from
    });
    let signs = file
        .live_certificates(&card.card_number, on)
        .any(|it| it.purpose == CertificatePurpose::DigitalSignature);
    let mut next = if may_renew { vec![Renew, Stop] } else { vec![Stop] };
    if !signs && on >= eligibility::signs_from(file.person.dossier.born_on) {
        next.push(Sign);
    }
    next.extend([Unlock, Pins, Return, Apply]);
    next
}

fn of_moves(file: &PersonFile, on: Date) -> Vec<NextAct> {
    use NextAct::{ContinueAbroad, ContinueUse, Depart, MoveIn, MoveOut, Particulars};
    let dossier = &file.person.dossier;
    let mut next = vec![Particulars, MoveOut];
    let newest = dossier.relocations.iter().max_by_key(|it| it.planned_departure_on);
    if dossier.relocations.iter().any(|it| it.reported_on.is_none()) {
        next.push(MoveIn);
    }
    if newest.is_some_and(|it| it.reported_on.is_some() && it.continued_use_on.is_none()) {
        next.push(ContinueUse);
    }
    next.push(Depart);
    let leaves = dossier.departures_abroad.iter().max_by_key(|it| it.planned_on);
    if leaves.is_some_and(|it| it.continued_use_on.is_none() && on < it.planned_on) {
        next.push(ContinueAbroad);
    }
    next
}
