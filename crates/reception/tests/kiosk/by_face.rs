//! Receptions without PIN: staff open the photo by what is printed on the card, and compare.

use crate::{
    clinic::{Clinic, tries},
    town::NAME,
};

#[tokio::test]
async fn staff_compare_the_photo() {
    let clinic = Clinic::open().await;
    let issued = clinic.card().await;
    let [birth, year, code] = issued.number_b.each_ref().map(String::as_str);
    clinic.lay(issued.card).await;
    let screen = clinic.press("/face", &[]).await;
    screen.says("受付の人が、カードの表の番号を入れてください|暗証番号にもどる");
    clinic.press("/next", &[]).await.says("4けたの暗証番号を入れてください|あと3回");
    clinic.press("/face", &[]).await;

    for [birth, year, code] in
        [["", year, code], [birth, year, "12345"], ["０２0510", year, code], ["1 2345", "6", code]]
    {
        let screen = clinic.face_number([birth, year, code]).await;
        screen.says("番号の形が違います。生年月日6けた、年4けた、コード4けたを入れてください。");
    }
    let wrong = if code == "0000" { "0001" } else { "0000" };
    let screen = clinic.face_number([birth, year, wrong]).await;
    screen.says("カードの番号と合いません。あと9回ためせます。");
    assert!(!screen.page.contains(birth) && !screen.page.contains(wrong), "nothing typed stays");

    let screen = clinic.face_number([&format!(" {birth} "), year, code]).await;
    screen.says("写真と本人を見くらべてください|本人です|本人と確かめられません");
    assert_eq!(screen.page.matches("data:image/png;base64,").count(), 2, "photo and name");
    screen.never_says(NAME);
    assert_eq!(clinic.confirmations(), 0, "nobody is asked about before staff have compared");

    let done = clinic.press("/same-person", &[("same", "yes")]).await;
    done.says("見本 花子様|確認が完了しました。");
    assert!(!done.page.contains("data:image"), "the photo is gone");
    assert_eq!((clinic.confirmations(), clinic.journal()), (1, 1));
    assert!(clinic.desk().await.contains("見本 花子マイナ保険証で確認"));
    let (card, _) = clinic.take().await;
    assert_eq!(tries(&card), (3, 10), "a right number gives the tries back");
}

#[tokio::test]
async fn whoever_is_not_the_holder_is_not_asked_about() {
    let clinic = Clinic::open().await;
    let issued = clinic.card().await;
    let number_b = issued.number_b.each_ref().map(String::as_str);
    clinic.lay(issued.card).await;
    clinic.press("/face", &[]).await;
    clinic.face_number(number_b).await.says("写真と本人を見くらべてください");
    let screen = clinic.press("/same-person", &[("same", "no")]).await;
    screen.says("受付窓口までお越しください。|顔での確認ができませんでした。|CARD-NOT-CHECKED");
    clinic.press("/same-person", &[("same", "yes")]).await.says("顔での確認ができませんでした。");
    assert_eq!((clinic.confirmations(), clinic.journal()), (0, 0));
}

#[tokio::test]
async fn the_photo_keeps_its_last_try() {
    let clinic = Clinic::open().await;
    let issued = clinic.card().await;
    let [birth, year, code] = issued.number_b.each_ref().map(String::as_str);
    let wrong = if code == "0000" { "0001" } else { "0000" };
    clinic.lay(issued.card).await;
    clinic.press("/face", &[]).await;
    for left in (1..10).rev() {
        let screen = clinic.face_number([birth, year, wrong]).await;
        screen.says(&format!("カードの番号と合いません。あと{left}回ためせます。"));
    }
    // The last try is the municipality's to spend: it would lock the card.
    for code in [wrong, code] {
        let screen = clinic.face_number([birth, year, code]).await;
        screen
            .says("このカードの写真は、もう開けません。暗証番号か、ほかの方法で確認してください。");
    }
    clinic.press("/next", &[]).await.says("4けたの暗証番号を入れてください");
    clinic.pin().await.says("確認が完了しました。");
    let (card, _) = clinic.take().await;
    assert_eq!(tries(&card), (3, 1));
}

#[tokio::test]
async fn a_blocked_pin_leaves_the_face() {
    let clinic = Clinic::open().await;
    let issued = clinic.card().await;
    let number_b = issued.number_b.each_ref().map(String::as_str);
    clinic.lay(issued.card).await;
    for _ in 0..3 {
        clinic.digits("0000").await;
    }
    clinic.screen().await.says("暗証番号は使えなくなっています。");
    clinic.press("/face", &[]).await;
    clinic.face_number(number_b).await;
    let done = clinic.press("/same-person", &[("same", "yes")]).await;
    done.says("見本 花子様|確認が完了しました。");
    let (card, _) = clinic.take().await;
    assert_eq!(tries(&card), (0, 10));
}
