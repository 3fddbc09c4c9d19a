//! What a card says before the PIN, by its own dates, letter for letter.

use crate::clinic::Clinic;

/// The certificate is valid to 2027-05-10, the card to 2032-05-10.
#[tokio::test]
async fn each_phase_on_both_sides_of_its_edges() {
    let clinic = Clinic::open().await;
    let mut card = clinic.card().await.card;
    for row in "
        2026-03-10 09:12:05  0
        2027-02-09 23:59:59  0
        2027-02-10 00:00:00  1
        2027-05-10 23:59:59  1
        2027-05-11 00:00:00  2
        2027-08-31 23:59:59  2
        2027-09-01 00:00:00  3
    "
    .trim()
    .lines()
    {
        let (now, phase) = row.trim().split_once("  ").unwrap();
        clinic.is(now);
        let screen = clinic.lay(card).await;
        match phase {
            "0" => screen.says("4けたの暗証番号を入れてください"),
            "1" => {
                screen.says(
                    "マイナ保険証 使える|証明書の有効期限が3カ月以内となっています。市区町村の窓口で更新手続きをお願いします。|受診できます|証明書の有効期限令和9年5月10日|更新できる日令和9年2月11日から|次に進む",
                );
                screen.never_says("暗証番号を入れて");
            }
            "2" => {
                screen.says(
                    "マイナ保険証 使える|電子証明書の有効期限が切れているため、資格情報のみ当機関に提供します。|お早めに市区町村の窓口で電子証明書を更新してください。|証明書の有効期限令和9年5月10日|このカードで受診できる最後の日令和9年8月31日|次に進む",
                );
                screen.never_says("暗証番号を入れて");
            }
            _ => {
                screen.says(
                    "マイナ保険証 使えない|電子証明書が失効しています。|マイナンバーカードを取り出し、受付窓口までお越しください。|証明書の更新は、市区町村の窓口で手続きが必要です。|CARD-CERTIFICATE",
                );
                assert!(!screen.page.contains("/digit") && !screen.page.contains("/face"), "{row}");
            }
        }
        if phase == "1" || phase == "2" {
            clinic.press("/next", &[]).await.says("4けたの暗証番号を入れてください");
        }
        if phase != "3" {
            clinic.pin().await.says("見本 花子様|確認が完了しました。");
        }
        card = clinic.take().await.0;
    }
    assert_eq!(clinic.confirmations(), 6, "nobody is asked about a card that has stopped");
}

/// The reader's words are Japanese in every language, and the rest is not.
#[tokio::test]
async fn the_phases_in_other_languages() {
    let clinic = Clinic::open().await;
    let mut card = clinic.card().await.card;
    for (language, day, parts) in [
        (
            "en",
            "2027-02-10",
            "Your card can be used|証明書の有効期限が3カ月以内となっています。|You can be seen|Certificate valid until|Renewal possible from|Continue",
        ),
        (
            "en",
            "2027-05-11",
            "電子証明書の有効期限が切れているため、資格情報のみ当機関に提供します。|Last day this card proves your insurance",
        ),
        (
            "en",
            "2027-09-01",
            "Your card cannot be used|電子証明書が失効しています。|come to the reception desk|証明書の更新は、市区町村の窓口で手続きが必要です。",
        ),
        (
            "easy",
            "2027-02-10",
            "カードを つかえます|証明書の有効期限が3カ月以内となっています。|つぎへ",
        ),
        ("easy", "2027-09-01", "カードを つかえません|電子証明書が失効しています。"),
    ] {
        clinic.is(&format!("{day} 09:00:00"));
        clinic.press("/language", &[("language", language)]).await;
        clinic.lay(card).await.says(parts);
        card = clinic.take().await.0;
    }
}
