//! A refusal as staff read it: what was found, what was wanted, what to do, and the rules.

use super::{view::RuleView, words};
use crate::work::card::{Detail, NotAllowed, OrderState, Refusal, WhoCame, Why};

/// Why an act was not done.
#[derive(Clone, Debug)]
pub(super) struct RefusedView {
    pub(super) heading: &'static str,
    pub(super) step: &'static str,
    pub(super) found: Option<String>,
    pub(super) wanted: Option<String>,
    pub(super) rules: Vec<RuleView>,
    pub(super) code: String,
}

impl RefusedView {
    /// How a refusal is told; `None` where it is a failure and nobody at the counter can help.
    pub(super) fn of(refusal: &Refusal) -> Option<Self> {
        let (heading, step) = match refusal {
            Refusal::NotAllowed(it) => return Some(Self::of_law(it)),
            Refusal::Impossible(_) => (
                "日付の順番が合わないので、記録できません",
                "入れた日を確かめて、もう一度送ってください。",
            ),
            Refusal::NoOrder => {
                ("この申請は、ありません", "人の画面で、いまの申請を確かめてください。")
            }
            Refusal::NoCard => {
                ("このカードは、この人のものではありません", "カードの製造番号を確かめてください。")
            }
            Refusal::NoMunicipality => {
                ("この市区町村は、登録がありません", "市区町村を選びなおしてください。")
            }
            Refusal::OtherAct => (
                "この画面からは、もう記録しました",
                "人の画面にもどり、記録を確かめてから、もう一度始めてください。",
            ),
            Refusal::MyNumber => (
                "個人番号が、この人のものではありません",
                "個人番号を確かめて、もう一度入れてください。",
            ),
            Refusal::NoMyNumberKey => (
                "この窓口では、個人番号を扱えません",
                "個人番号を入れずに進むか、責任者に伝えてください。",
            ),
            Refusal::Request(_) | Refusal::KeyTwice | Refusal::FaceKey | Refusal::FaceRecords => (
                "カードの作り手の要求が、正しくありません",
                "作り手に、要求を作りなおしてもらってください。",
            ),
            Refusal::Act(_) | Refusal::Change(_) => {
                ("この画面は、記録に使えません", "人の画面にもどって、もう一度始めてください。")
            }
            Refusal::Busy => (
                "ほかの人が、同じ人を記録しています",
                "人の画面で、いまの記録を確かめてから、もう一度送ってください。",
            ),
            Refusal::NoPerson | Refusal::Issue(_) | Refusal::Generations(_) | Refusal::Store(_) => {
                return None;
            }
        };
        let code = refusal.to_string();
        Some(Self { heading, step, found: None, wanted: None, rules: Vec::new(), code })
    }

    fn of_law(it: &NotAllowed) -> Self {
        let (heading, step) = told(it.why);
        Self {
            heading,
            step,
            found: Some(detail(it.found)),
            wanted: Some(detail(it.wanted)),
            rules: RuleView::all(&it.rules),
            code: it.why.word().to_owned(),
        }
    }
}

/// What is so, and what to do about it.
#[rustfmt::skip]
const fn told(why: Why) -> (&'static str, &'static str) {
    match why {
        Why::DayToCome => ("まだ来ていない日です", "きょうか、前の日を入れてください。"),
        Why::NotToday => ("きょうの日付でだけ記録できます", "きょうの日付で、もう一度記録してください。"),
        Why::DayBeforeItsCause => ("もとになる日より前の日です", "日を確かめて、入れなおしてください。"),
        Why::Died => ("死亡が記録されています", "記録がまちがいのときは、責任者に伝えてください。"),
        Why::StayOver => ("在留期間が終わっています", "在留期間の更新を確かめてから、もう一度受けてください。"),
        Why::LegalRepresentative => ("15歳になっていない人です", "法定代理人に来てもらってください。"),
        Why::OrderOpen => ("申請が、もうあります", "いまの申請を進めるか、取り下げてから受けてください。"),
        Why::Order => ("申請が、この段階ではありません", "人の画面で、申請のようすを確かめてください。"),
        Why::Reason => ("申請の理由が、カードのようすに合いません", "理由を選びなおしてください。なくしたときは、先にカードを一時停止します。"),
        Why::Card => ("カードが、この手続きのできる状態ではありません", "人の画面で、カードのようすを確かめてください。"),
        Why::OtherCard => ("いま使っているカードではありません", "いまのカードの製造番号を確かめてください。"),
        Why::CardWaits => ("新しいカードが、交付を待っています", "先に、新しいカードを交付してください。"),
        Why::CardExpired => ("カードの有効期限が過ぎています", "新しいカードの申請を受けてください。"),
        Why::Stopped => ("カードは、もう止まっています", "何もする必要はありません。"),
        Why::NotStopped => ("カードは、止まっていません", "何もする必要はありません。"),
        Why::Pinless => ("暗証番号のないカードです", "暗証番号を使うには、新しいカードの申請になります。"),
        Why::TooEarly => ("まだ更新できる日ではありません", "更新できる日から、もう一度来てもらってください。"),
        Why::TooLate => ("期限が過ぎています", "新しいカードの申請を受けてください。"),
        Why::SignatureUnder15 => ("15歳になるまで、署名用電子証明書は出せません", "署名用のない要求で、もう一度送ってください。"),
        Why::Certificate => ("使える電子証明書がありません", "先に、電子証明書を更新してください。"),
        Why::NoMove => ("もとになる届出がありません", "先に、その届出を受けてください。"),
        Why::Already => ("もう記録してあります", "何もする必要はありません。ちがう内容のときは、入れなおしてください。"),
        Why::NationalsOnly => ("国外での継続利用は、できません", "カードは、国外転出の予定の日に使えなくなると伝えてください。"),
        Why::InPerson => ("任意の代理人では、解除できません", "本人か法定代理人に、窓口へ来てもらってください。"),
    }
}

fn detail(it: Detail) -> String {
    match it {
        Detail::Day(day) => eligibility::written(day),
        Detail::From(day) => format!("{}から", eligibility::written(day)),
        Detail::To(day) => format!("{}まで", eligibility::written(day)),
        Detail::Card(state) => words::card_state(state).text.into_owned(),
        Detail::Order(state) => match state {
            OrderState::Received
            | OrderState::Made
            | OrderState::HandedOver
            | OrderState::Withdrawn => words::order_state(state).text.into_owned(),
        },
        Detail::Words(text) => said(text).to_owned(),
    }
}

/// What the acts find or want in words.
fn said(text: &'static str) -> &'static str {
    if let Some(who) = WhoCame::of(text) {
        return words::who_came(who);
    }
    match text {
        "an earlier card" => "前のカード",
        "the card in use" => "いまのカード",
        "a living person" => "生きている人",
        "no open application" => "進んでいる申請がないこと",
        "a card without PIN" => "暗証番号のないカード",
        "one with" => "暗証番号のあるカード",
        "no certificate to sign" => "署名用電子証明書なし",
        "no valid user authentication certificate" => "利用者証明用電子証明書なし",
        "a valid one" => "有効な電子証明書",
        "stopped" => "止まっている",
        "not stopped" => "止まっていない",
        "a move not recorded yet" => "まだ記録のない転出",
        "a departure not recorded yet" => "まだ記録のない国外転出",
        "a moving-out notification" => "転出届",
        "a moving-in notification" => "転入届",
        "a departure abroad" => "国外への転出届",
        "none" => "なし",
        "done" => "記録ずみ",
        "not done" => "まだ記録のないこと",
        "the same name and address" => "同じ氏名と住所",
        "others" => "ちがう氏名か住所",
        other => other,
    }
}
