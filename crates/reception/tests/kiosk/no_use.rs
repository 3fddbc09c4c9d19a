//! Cards and holders that the kiosk sends to the counter, and what it says of each.

use card::virtual_card::VirtualCard;
use serde_json::{Value, json};

use crate::{
    clinic::{Clinic, tries},
    town::{NAME, member},
};

/// What the kiosk says after the right PIN, and whether the desk then has the person in its list.
#[tokio::test]
async fn whoever_is_sent_to_the_counter_hears_why() {
    let clinic = Clinic::open().await;
    for (change, says, at_desk) in [
        (
            "cards/0/lost_on=2026-03-01",
            "受付窓口までお越しください。|使用が止められています。|資格がないという意味ではありません。|CARD-STOPPED",
            0,
        ),
        (
            "cards/0/suspended_on=2026-03-01",
            "使用が止められています。|資格がないという意味ではありません。|CARD-STOPPED",
            0,
        ),
        (
            "digital_certificates/0/revoked_on=2026-03-01",
            "電子証明書が失効しています。|マイナンバーカードを取り出し、受付窓口までお越しください。|証明書の更新は、市区町村の窓口で手続きが必要です。",
            0,
        ),
        (
            "registrations=",
            "利用登録がまだです。|資格がないという意味ではありません。|CARD-NOT-REGISTERED",
            0,
        ),
        ("self_information_blocks=2025-10-01", "続きは受付の人が確認します。|CARD-COVERAGE", 0),
        (
            "coverages/0/lost_on=2026-03-01",
            "本人の確認ができました。続きは受付の人が確認します。|CARD-COVERAGE",
            1,
        ),
        ("coverages=", "本人の確認ができました。続きは受付の人が確認します。|CARD-COVERAGE", 0),
    ] {
        let before = clinic.journal();
        let issued = clinic.card_of(&changed(change)).await;
        clinic.lay(issued.card).await.says("4けたの暗証番号を入れてください");
        let screen = clinic.pin().await;
        screen.says(says);
        screen.never_says(&format!("{NAME}|無効|資格がありません|完了しました"));
        assert_eq!(clinic.journal() - before, at_desk, "{change}");
        let (card, _) = clinic.take().await;
        assert_eq!(tries(&card).0, 3, "{change}");
    }
    assert!(clinic.desk().await.contains("マイナ保険証で確認切り替え中"));
}

#[tokio::test]
async fn a_certificate_that_does_not_count_yet() {
    let clinic = Clinic::with(|hub| hub.with_certificate_delay(24)).await;
    let mut dossier = member();
    for place in ["/cards/0", "/digital_certificates/0"] {
        dossier.pointer_mut(place).unwrap()["issued_on"] = json!("2026-03-09");
    }
    let issued = clinic.card_of(&dossier).await;
    clinic.lay(issued.card).await;
    let screen = clinic.pin().await;
    screen.says("いまは確認できません|発行から24時間ほどで使えるようになります。");
    screen.says("資格がないという意味ではありません。|CARD-TOO-NEW");
    assert_eq!(clinic.journal(), 0);
}

#[tokio::test]
async fn a_card_of_another_authority_is_none() {
    let clinic = Clinic::open().await;
    clinic.lay(VirtualCard::made_up().unwrap()).await.says("4けたの暗証番号を入れてください");
    let screen = clinic.digits("1234").await;
    screen.says("マイナンバーカードとして読み取れませんでした。|CARD-OTHER");
    assert_eq!((clinic.confirmations(), clinic.journal()), (0, 0));
}

#[tokio::test]
async fn a_card_the_register_does_not_know() {
    let clinic = Clinic::open().await;
    clinic.lay(clinic.town.unregistered_card()).await;
    let screen = clinic.digits("1234").await;
    screen.says("いまは確認できません|いまは、この機械では確認ができません。");
    screen.says("資格がないという意味ではありません。|CARD-UNDETERMINED");
    assert_eq!(clinic.journal(), 0);
}

/// A member, but for one thing: `place=value`.
fn changed(change: &str) -> Value {
    let mut dossier = member();
    match change.split_once('=').unwrap() {
        ("self_information_blocks", from) => {
            dossier["self_information_blocks"] = json!([{ "from": from }]);
        }
        (list, "") => dossier[list] = json!([]),
        (place, value) => {
            let (parent, name) = place.rsplit_once('/').unwrap();
            dossier.pointer_mut(&format!("/{parent}")).unwrap()[name] = json!(value);
        }
    }
    dossier
}
