//! Receptions by PIN.

use std::collections::HashSet;

use crate::{
    clinic::{Clinic, tries},
    town::{NAME, PIN},
};

#[tokio::test]
async fn a_whole_reception() {
    let clinic = Clinic::open().await;
    clinic.look().await.says("マイナンバーカードを置いてください|置くと受付が始まります。");
    let screen = clinic.lay(clinic.card().await.card).await;
    screen.says("4けたの暗証番号を入れてください|あと3回ためせます|続けて3回まちがえると");
    for held in ["0", "1", "2", "3"] {
        let screen = clinic.screen().await;
        assert!(screen.page.contains(&format!("4けたのうち{held}けた入力しました")), "{held}");
        screen.never_says(NAME);
        let place = held.parse::<usize>().unwrap();
        clinic.digits(&PIN[place..=place]).await;
    }
    let done = clinic.screen().await;
    done.says("見本 花子様|確認が完了しました。|マイナンバーカードを取り出してください。");
    assert_eq!((clinic.confirmations(), clinic.journal()), (1, 1));
    let desk = clinic.desk().await;
    assert!(desk.contains("見本 花子マイナ保険証で確認"), "{desk}");
    assert!(desk.contains("きょうの受付1人") && desk.contains("資格あり 3割"), "{desk}");

    let (card, first) = clinic.take().await;
    first.says("マイナンバーカードを置いてください");
    first.never_says("見本 花子|途中で離れました");
    assert_eq!(tries(&card), (3, 10));

    // The same person again on the same day: the same row of the desk's list.
    clinic.lay(card).await;
    clinic.pin().await.says("確認が完了しました。");
    assert_eq!((clinic.confirmations(), clinic.journal()), (2, 2));
    assert!(clinic.desk().await.contains("きょうの受付1人"));
}

#[tokio::test]
async fn every_command_of_a_reception() {
    let clinic = Clinic::open().await;
    clinic.lay(clinic.card().await.card).await;
    clinic.pin().await.says("確認が完了しました。");
    let commands = std::mem::take(&mut clinic.heard.lock().unwrap().commands);
    // Seven read: what kind of card it is, and the certificate in six parts.
    let reads = commands.iter().filter(|it| it.starts_with("00B0")).count();
    assert_eq!((commands.len(), reads), (19, 7), "{}", commands.join("\n"));

    let mut read = HashSet::new();
    let (mut application, mut file) = (String::new(), String::new());
    for command in &commands {
        match &command[..4] {
            "00A4" if command[4..6] == *"04" => application.clone_from(command),
            "00A4" => file.clone_from(command),
            "00B0" | "00B2" => {
                let place = (application.clone(), file.clone(), command[..8].to_owned());
                assert!(read.insert(place), "read twice: {command}");
            }
            _ => {}
        }
    }
    let verifies = commands.iter().filter(|it| it.starts_with("0020008004")).count();
    assert_eq!(verifies, 1, "the PIN goes to the card once");
}

#[tokio::test]
async fn a_wrong_pin_is_said_with_the_tries_that_are_left() {
    let clinic = Clinic::open().await;
    clinic.lay(clinic.card().await.card).await;
    let screen = clinic.digits("0000").await;
    screen
        .says("暗証番号がちがいます。もう一度入れてください|あと2回ためせます|あと2回まちがえると");
    // The right one gives all the tries back.
    clinic.pin().await.says("確認が完了しました。");
    let (card, _) = clinic.take().await;
    assert_eq!(tries(&card).0, 3);

    clinic.lay(card).await;
    clinic.digits("0000").await.says("あと2回ためせます");
    let screen = clinic.digits("1111").await;
    screen.says("暗証番号がちがいます。もう一度入れてください|あと1回ためせます");
    screen.says("次にまちがえると、暗証番号は使えなくなります。");
    // Taken away and laid down again, the card says the same and is believed.
    let (card, _) = clinic.take().await;
    let screen = clinic.lay(card).await;
    screen.says("4けたの暗証番号を入れてください|あと1回ためせます|次にまちがえると");

    let screen = clinic.digits("2222").await;
    only_the_face_is_left(&screen);
    let seen = screen.seen.clone();
    let screen = clinic.press_on(&seen, "/digit", &[("digit", "7")]).await;
    only_the_face_is_left(&screen);
    let (card, _) = clinic.take().await;
    assert_eq!(tries(&card).0, 0);
    only_the_face_is_left(&clinic.lay(card).await);
    assert_eq!((clinic.confirmations(), clinic.journal()), (1, 1), "only of the first visit");
}

fn only_the_face_is_left(screen: &crate::clinic::Screen) {
    screen.says("暗証番号は使えなくなっています。受付の人が顔で確認します");
    assert!(!screen.page.contains("name=\"digit\""), "no keypad");
    assert!(screen.page.contains("action=\"/kiosk/face\""), "the face way");
}

#[tokio::test]
async fn a_digit_is_erased() {
    let clinic = Clinic::open().await;
    clinic.lay(clinic.card().await.card).await;
    clinic.digits("12").await;
    let held = |screen: crate::clinic::Screen| {
        let (_, rest) = screen.page.split_once("4けたのうち").unwrap();
        rest.chars().next().unwrap()
    };
    assert_eq!(held(clinic.press("/digit", &[("digit", "back")]).await), '1');
    assert_eq!(held(clinic.press("/digit", &[("digit", "5")]).await), '2');
    assert_eq!(held(clinic.press("/digit", &[("digit", "none")]).await), '0');
    assert_eq!(held(clinic.press("/digit", &[("digit", "back")]).await), '0');
    for no_digit in ["x", "12", "", "１"] {
        assert_eq!(held(clinic.press("/digit", &[("digit", no_digit)]).await), '0', "{no_digit}");
    }
    clinic.pin().await.says("確認が完了しました。");
}
