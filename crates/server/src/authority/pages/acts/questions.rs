//! What each act asks of whoever records it.

use jiff::civil::Date;

use super::{
    super::{
        fields::{Field, Sent},
        sign_in::Signed,
        words,
    },
    kind::NextAct,
};
use crate::work::card::{
    ApplicationChannel, CardOffice, CardReason, IdentityProof, Municipality, PersonFile, PinKind,
    StopChannel, StopReason, WhoCame,
};

/// What the form holds before anybody wrote into it.
pub(super) fn beforehand(act: NextAct, file: &PersonFile) -> Sent {
    let text = |it: &str| it.to_owned();
    let mut sent = Vec::new();
    match act {
        NextAct::Apply => {
            sent.push((text("channel"), text(ApplicationChannel::Counter.word())));
            let has_card = file.card_in_use().is_some();
            let reason = match file.card_in_use() {
                Some(it) if it.ended_at.is_some() => Some(CardReason::Ended),
                Some(it) if it.stopped_since.is_some() => Some(CardReason::Lost),
                Some(_) => None,
                None => (!has_card).then_some(CardReason::First),
            };
            sent.extend(reason.map(|it| (text("reason"), text(it.word()))));
        }
        NextAct::Stop => sent.push((text("channel"), text(StopChannel::Telephone.word()))),
        NextAct::Particulars => {
            if let Some(it) = &file.person.identity {
                sent.push((text("name"), it.name.clone()));
                sent.push((text("kana"), it.kana.clone().unwrap_or_default()));
            }
            if let Some(it) = &file.person.address {
                sent.push((text("postcode"), it.postcode.clone().unwrap_or_default()));
                sent.push((text("address"), it.text.clone()));
            }
        }
        NextAct::Make
        | NextAct::HandOver
        | NextAct::Withdraw
        | NextAct::Release
        | NextAct::Return
        | NextAct::Renew
        | NextAct::Sign
        | NextAct::Unlock
        | NextAct::Pins
        | NextAct::MoveOut
        | NextAct::MoveIn
        | NextAct::ContinueUse
        | NextAct::Depart
        | NextAct::ContinueAbroad
        | NextAct::Death => {}
    }
    Sent(sent)
}

/// The questions of an act, as they show.
pub(super) fn questions(
    act: NextAct,
    office: &CardOffice,
    signed: &Signed,
    sent: &Sent,
    today: Date,
) -> Vec<Field> {
    match act {
        NextAct::Apply => application(office, signed, sent, today),
        NextAct::HandOver => hand_over(sent),
        NextAct::Pins => {
            let pins = PinKind::ALL.iter().map(|it| (it.word(), words::pin(*it)));
            let hint = "設定したものを、すべて選びます。";
            checked(sent, Some(Field::any("pins", "設定した暗証番号", sent, pins).with_hint(hint)))
        }
        NextAct::Unlock => {
            let pins = PinKind::ALL.iter().map(|it| (it.word(), words::pin(*it)));
            checked(sent, Some(Field::one("pin", "ロックを解除した暗証番号", sent, pins)))
        }
        NextAct::Renew | NextAct::Sign => checked(sent, Some(request(act, sent))),
        NextAct::Stop => stop(sent),
        NextAct::Release | NextAct::Return | NextAct::ContinueUse | NextAct::ContinueAbroad => {
            checked(sent, None)
        }
        NextAct::MoveOut => vec![Field::day("planned", "転出の予定の日", sent, Some(today))],
        NextAct::Depart => vec![Field::day("planned", "国外転出の予定の日", sent, Some(today))],
        NextAct::MoveIn => {
            let mut fields = vec![Field::day("moved_in", "引っ越した日", sent, Some(today))];
            fields.extend(address(sent));
            fields.extend(checked(sent, None));
            fields
        }
        NextAct::Particulars => {
            let kana = Field::line("kana", "氏名のカナ", sent, 100).may_be_empty();
            let mut fields = vec![Field::line("name", "氏名", sent, 100), kana];
            fields.extend(address(sent));
            fields.extend(checked(sent, None));
            fields
        }
        NextAct::Make | NextAct::Withdraw | NextAct::Death => Vec::new(),
    }
}

fn application(office: &CardOffice, signed: &Signed, sent: &Sent, today: Date) -> Vec<Field> {
    let channels = ApplicationChannel::ALL.iter().map(|it| (it.word(), words::channel(*it)));
    let reasons = CardReason::ALL.iter().map(|it| (it.word(), words::reason(*it)));
    let who = WhoCame::ALL.iter().map(|it| (it.word(), words::who_came(*it)));
    let hint = "郵送などで前に届いたときは、届いた日にします。";
    let mut fields = vec![
        Field::one("reason", "申請の理由", sent, reasons),
        Field::one("channel", "申請の方法", sent, channels),
        Field::one("who_applied", "申請した人", sent, who),
        Field::day("received", "申請を受けた日", sent, Some(today)).with_hint(hint),
    ];
    if signed.staff.municipality.is_none() {
        let name = |it: &Municipality| (it.code.clone(), format!("{}{}", it.prefecture, it.name));
        let places = office.municipalities().iter().map(name);
        fields.push(Field::one("municipality", "交付する市区町村", sent, places));
    }
    fields
}

fn hand_over(sent: &Sent) -> Vec<Field> {
    let pins = PinKind::ALL.iter().map(|it| (it.word(), words::pin(*it)));
    let pinless = [("yes", "暗証番号を使わない(顔認証マイナンバーカード)")];
    let mut fields = checked(sent, None);
    let hint = "その場で設定したものを選びます。暗証番号そのものは記録しません。";
    fields.push(Field::any("pins", "設定した暗証番号", sent, pins).with_hint(hint));
    let hint = "選ぶと、署名用電子証明書は失効します。";
    fields.push(Field::any("pinless", "暗証番号のないカード", sent, pinless).with_hint(hint));
    fields
}

fn stop(sent: &Sent) -> Vec<Field> {
    let reasons = StopReason::ALL.iter().map(|it| (it.word(), words::stop_reason(*it)));
    let channels = StopChannel::ALL.iter().map(|it| (it.word(), words::stop_channel(*it)));
    vec![
        Field::one("reason", "止める理由", sent, reasons),
        Field::one("channel", "知らせの方法", sent, channels),
    ]
}

/// Who came and how they were known, then the act's own question.
fn checked(sent: &Sent, own: Option<Field>) -> Vec<Field> {
    let who = WhoCame::ALL.iter().map(|it| (it.word(), words::who_came(*it)));
    let proofs = IdentityProof::ALL.iter().map(|it| (it.word(), words::proof(*it)));
    let mut fields = vec![
        Field::one("who_came", "来た人", sent, who),
        Field::one("proof", "本人確認に使ったもの", sent, proofs),
    ];
    fields.extend(own);
    fields
}

fn address(sent: &Sent) -> [Field; 2] {
    let postcode = Field::line("postcode", "郵便番号", sent, 8).may_be_empty();
    [postcode, Field::line("address", "住所", sent, 200)]
}

fn request(act: NextAct, sent: &Sent) -> Field {
    let hint = if act == NextAct::Sign {
        "カードの作り手が出したJSON。{\"digital_signature\": \"PKCS#10をbase64にしたもの\"}"
    } else {
        "カードの作り手が出したJSON。{\"user_authentication\": \"…\", \"digital_signature\": \"…\"}、どちらもPKCS#10をbase64にしたもの"
    };
    Field::lines("request", "カードの鍵の要求", sent).with_hint(hint)
}
