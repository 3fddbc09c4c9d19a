//! Presses: doubled, late, none for a while, and those of other sites.

use card::{CardError, MyNumberCard, Reader as _, layout::Layout, reading::PinKind};
use reqwest::StatusCode;

use crate::{
    clinic::{Clinic, client, tries},
    support::form_body,
    town::PIN,
};

#[tokio::test]
async fn a_doubled_press_counts_once() {
    let clinic = Clinic::open().await;
    let seen = clinic.lay(clinic.card().await.card).await.seen;
    let digit = [("digit", "7")];
    let (first, second) = tokio::join!(
        clinic.press_on(&seen, "/digit", &digit),
        clinic.press_on(&seen, "/digit", &digit)
    );
    for screen in [first, second, clinic.press_on(&seen, "/digit", &digit).await] {
        assert!(screen.page.contains("4けたのうち1けた"), "{}", screen.text);
    }
    // The last digit twice: the card is asked once.
    let seen = clinic.digits("00").await.seen;
    let (_, screen) = tokio::join!(
        clinic.press_on(&seen, "/digit", &digit),
        clinic.press_on(&seen, "/digit", &digit)
    );
    screen.says("あと2回ためせます");
    let (card, _) = clinic.take().await;
    assert_eq!(tries(&card).0, 2);
}

#[tokio::test]
async fn a_press_on_an_old_page_does_nothing() {
    let clinic = Clinic::open().await;
    let old = clinic.lay(clinic.card().await.card).await.seen;
    let now = clinic.digits("72").await.seen;
    for (path, fields) in [
        ("/digit", vec![("digit", "9")]),
        ("/digit", vec![("digit", "back")]),
        ("/digit", vec![("digit", "none")]),
        ("/face", Vec::new()),
        ("/next", Vec::new()),
        ("/face-number", vec![("birth", "1"), ("year", "2"), ("code", "3")]),
        ("/same-person", vec![("same", "no")]),
        ("/same-person", vec![("same", "yes")]),
    ] {
        let screen = clinic.press_on(&old, path, &fields).await;
        assert_eq!(screen.seen, now, "{path}");
        assert!(screen.page.contains("4けたのうち2けた"), "{path}");
    }
    // And on the present page, what it does not offer.
    for path in ["/next", "/same-person"] {
        let screen = clinic.press(path, &[("same", "yes")]).await;
        assert!(screen.page.contains("4けたのうち2けた"), "{path}");
    }
    clinic.digits(&PIN[2..]).await.says("確認が完了しました。");
    let screen = clinic.press("/digit", &[("digit", "1")]).await;
    screen.says("確認が完了しました。");
}

#[tokio::test]
async fn nobody_presses_for_two_minutes() {
    let clinic = Clinic::open().await;
    clinic.lay(clinic.card().await.card).await;
    clinic.digits("72").await;
    clinic.later(120);
    clinic.look().await.says("あと3回ためせます");
    assert!(clinic.tray.reader().connect().is_err(), "the kiosk has the card for itself");
    clinic.digits("9").await;
    clinic.later(120);
    clinic.look().await.says("あと3回ためせます");
    clinic.later(1);
    let screen = clinic.look().await;
    screen.says("カードを取り出してください。|しばらく操作がなかったので、終わりにしました。");
    has_no_power(&clinic);
    clinic.later(500);
    clinic.look().await.says("しばらく操作がなかったので");
    let (card, first) = clinic.take().await;
    first.never_says("途中で離れました");
    let screen = clinic.lay(card).await;
    assert!(screen.page.contains("4けたのうち0けた"), "{}", screen.text);
    clinic.pin().await.says("確認が完了しました。");
    // Also when a visit ends well.
    has_no_power(&clinic);
    assert_eq!(clinic.journal(), 1);
}

/// Somebody else gets the card, and finds nothing verified.
fn has_no_power(clinic: &Clinic) {
    let channel = clinic.tray.reader().connect().unwrap().unwrap();
    let mut card = MyNumberCard::open(channel, Layout::FIRST).unwrap();
    let signed = card.jpki().sign(PinKind::UserAuthentication, b"anything");
    assert_eq!(signed, Err(CardError::PinFirst));
}

#[tokio::test]
async fn the_next_person_starts_in_japanese() {
    let clinic = Clinic::open().await;
    let welcome = clinic.screen().await;
    welcome.says("日本語|やさしい日本語|English");
    let english = clinic.press("/language", &[("language", "en")]).await;
    english.says("Place your My Number Card on the reader");
    assert!(english.page.contains("<html lang=\"en\">"));
    clinic.press("/language", &[("language", "xx")]).await.says("Place your");
    clinic.lay(clinic.card().await.card).await.says("Enter your 4-digit PIN|Tries left: 3");
    clinic.pin().await.says("見本 花子様|Your check-in is complete.");
    let (card, first) = clinic.take().await;
    first.says("マイナンバーカードを置いてください");

    // Taken away too early, it is the same person for a while; then it is the next.
    clinic.press("/language", &[("language", "easy")]).await;
    clinic.lay(card).await.says("4つの すうじ");
    let (card, first) = clinic.take().await;
    first.says("マイナンバーカードを きかいに おいてください");
    clinic.later(121);
    clinic.look().await.says("マイナンバーカードを置いてください");

    // Chosen, and nobody came.
    clinic.press("/language", &[("language", "en")]).await;
    clinic.later(120);
    clinic.look().await.says("Place your My Number Card");
    clinic.later(1);
    clinic.look().await.says("マイナンバーカードを置いてください");
    clinic.lay(card).await.says("4けたの暗証番号を入れてください");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let clinic = Clinic::open().await;
    let seen = clinic.lay(clinic.card().await.card).await.seen;
    let fields = [
        ("seen", seen.clone()),
        ("digit", "7".to_owned()),
        ("language", "en".to_owned()),
        ("same", "no".to_owned()),
        ("birth", "020510".to_owned()),
        ("year", "2032".to_owned()),
        ("code", "0000".to_owned()),
    ];
    for path in ["/next", "/digit", "/face", "/face-number", "/same-person", "/language"] {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "http://elsewhere.test"),
            ("accept", "text/html"),
        ] {
            let sent = client()
                .post(clinic.at(path))
                .header("content-type", "application/x-www-form-urlencoded")
                .header(name, value)
                .body(form_body(&fields))
                .send();
            assert_eq!(sent.await.unwrap().status(), StatusCode::FORBIDDEN, "{path} {value}");
        }
        // A press has no other form.
        let response = client().get(clinic.at(path)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
    }
    let screen = clinic.screen().await;
    assert_eq!(screen.seen, seen, "nothing happened");
    screen.says("4けたの暗証番号を入れてください");
}
