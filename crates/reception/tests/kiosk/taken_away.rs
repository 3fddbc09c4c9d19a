//! The card is taken away: at every stage, and at every command of a reception.

use crate::{
    clinic::{Clinic, Screen, tries},
    listening::Pull,
    town::{Issued, PIN},
};

const TOO_EARLY: &str =
    "マイナンバーカードを置いてください|カードが途中で離れました。もう一度置いてください。";

#[tokio::test]
async fn at_every_stage() {
    let clinic = Clinic::open().await;
    let Issued { mut card, number_b } = clinic.card().await;
    let number_b = number_b.each_ref().map(String::as_str);
    let [birth, year, _] = number_b;
    for stage in ["notice", "pin", "digits", "wrong", "face", "face wrong", "photo"] {
        clinic.is(if stage == "notice" { "2027-03-01 09:00:00" } else { "2026-03-10 09:00:00" });
        clinic.lay(card).await;
        match stage {
            "notice" => clinic.screen().await.says("次に進む"),
            "digits" => drop(clinic.digits("729").await),
            "wrong" => clinic.digits("0000").await.says("あと2回ためせます"),
            "face" => drop(clinic.press("/face", &[]).await),
            "face wrong" => {
                clinic.press("/face", &[]).await;
                clinic.face_number([birth, year, "x"]).await.says("形が違います");
            }
            "photo" => {
                clinic.press("/face", &[]).await;
                clinic.face_number(number_b).await.says("見くらべて");
            }
            _ => {}
        }
        let (taken, screen) = clinic.take().await;
        screen.says(TOO_EARLY);
        let wanted = if matches!(stage, "notice" | "pin" | "digits") { 3 } else { 2 };
        assert_eq!(tries(&taken), (wanted, 10), "{stage}");
        card = taken;
        // The digits that were typed are forgotten.
        clinic.is("2026-03-10 09:00:00");
        let screen = clinic.lay(card).await;
        assert!(screen.page.contains("4けたのうち0けた"), "{stage}");
        card = clinic.take().await.0;
    }
    assert_eq!((clinic.confirmations(), clinic.journal()), (0, 0));
    clinic.later(121);
    clinic.look().await.never_says("途中で離れました");
}

#[tokio::test]
async fn at_every_command_of_a_reception_by_pin() {
    let clinic = Clinic::open().await;
    let mut card = clinic.card().await.card;
    for place in 1..=19 {
        for pull in [Pull::Before(place), Pull::After(place)] {
            let (taken, screen) = pulled(&clinic, card, pull, async |clinic| {
                clinic.digits(PIN).await;
            })
            .await;
            screen.says(TOO_EARLY);
            assert_eq!(tries(&taken), (3, 10), "{pull:?}");
            card = taken;
        }
    }
    assert_eq!((clinic.confirmations(), clinic.journal()), (0, 0));
    clinic.lay(card).await;
    clinic.pin().await.says("確認が完了しました。");
}

#[tokio::test]
async fn at_the_command_that_brings_a_wrong_pin() {
    let clinic = Clinic::open().await;
    let mut card = clinic.card().await.card;
    for (pull, left) in [(Pull::Before(17), 3), (Pull::After(17), 2)] {
        let (taken, screen) = pulled(&clinic, card, pull, async |clinic| {
            clinic.digits("0000").await;
        })
        .await;
        screen.says(TOO_EARLY);
        assert_eq!(tries(&taken).0, left, "{pull:?}");
        card = taken;
    }
    clinic.lay(card).await.says("あと2回ためせます");
}

#[tokio::test]
async fn at_every_command_of_a_reception_by_face() {
    let clinic = Clinic::open().await;
    let Issued { card, number_b } = clinic.card().await;
    let number_b = number_b.each_ref().map(String::as_str);
    let by_face = async |clinic: &Clinic| {
        let screen = clinic.screen().await;
        if screen.page.contains("action=\"/kiosk/face\"") {
            clinic.press("/face", &[]).await;
            clinic.face_number(number_b).await;
            clinic.press("/same-person", &[("same", "yes")]).await;
        }
    };
    clinic.lay(card).await;
    by_face(&clinic).await;
    clinic.screen().await.says("確認が完了しました。");
    let commands = std::mem::take(&mut clinic.heard.lock().unwrap().commands).len();
    assert!(commands > 19, "{commands}");
    let mut card = clinic.take().await.0;
    // Up to the PIN's tries it is the reception by PIN.
    for place in 16..=commands {
        for pull in [Pull::Before(place), Pull::After(place)] {
            let (taken, screen) = pulled(&clinic, card, pull, by_face).await;
            screen.says(TOO_EARLY);
            assert_eq!(tries(&taken), (3, 10), "{pull:?}");
            card = taken;
        }
    }
    assert_eq!((clinic.confirmations(), clinic.journal()), (1, 1));
}

/// Lays a card down and goes on until it is pulled out; the card, and the page then.
async fn pulled(
    clinic: &Clinic,
    card: card::virtual_card::VirtualCard,
    pull: Pull,
    go_on: impl AsyncFn(&Clinic),
) -> (card::virtual_card::VirtualCard, Screen) {
    {
        let mut heard = clinic.heard.lock().unwrap();
        heard.commands.clear();
        heard.pull = Some(pull);
    }
    clinic.lay(card).await;
    if clinic.tray.card_number().is_some() {
        go_on(clinic).await;
    }
    let screen = clinic.look().await;
    let mut heard = clinic.heard.lock().unwrap();
    heard.pull = None;
    let place = match pull {
        Pull::Before(place) | Pull::After(place) => place,
    };
    assert_eq!(heard.commands.len(), place, "nothing is sent after {pull:?}");
    (heard.pulled.take().unwrap(), screen)
}
