//! A hub that is down, late, or loses its answer.

use std::{sync::atomic::Ordering, time::Duration};

use crate::{
    clinic::{Clinic, client},
    support::form_body,
    town::{Mode, PIN},
};

const UNDETERMINED: &str = "いまは確認できません|いまは、この機械では確認ができません。|\
    資格がないという意味ではありません。|受付の人がほかの方法で確認します。|CARD-UNDETERMINED";

#[tokio::test]
async fn a_hub_that_is_down_says_nothing_of_anybody() {
    let clinic = Clinic::open().await;
    clinic.lay(clinic.card().await.card).await;
    clinic.town.line.set(Mode::Down);
    clinic.pin().await.says(UNDETERMINED);
    clinic
        .press("/language", &[("language", "en")])
        .await
        .says("Cannot be checked right now|This does not mean that you are not insured.");
    assert_eq!((clinic.confirmations(), clinic.journal()), (0, 0));

    // Laid down again once the hub is back.
    clinic.town.line.set(Mode::Up);
    let (card, _) = clinic.take().await;
    clinic.lay(card).await;
    clinic.pin().await.says("確認が完了しました。");
}

#[tokio::test]
async fn an_answer_lost_on_its_way_is_asked_for_once_more() {
    let clinic = Clinic::open().await;
    clinic.lay(clinic.card().await.card).await;
    clinic.town.line.set(Mode::AnswerLost);
    clinic.pin().await.says("見本 花子様|確認が完了しました。");
    assert_eq!(clinic.town.line.questions.load(Ordering::SeqCst), 2);
    assert_eq!((clinic.confirmations(), clinic.journal()), (1, 1), "one confirmation");
}

#[tokio::test]
async fn a_hub_that_is_too_late_is_not_waited_for() {
    let clinic = Clinic::open().await;
    clinic.lay(clinic.card().await.card).await;
    clinic.town.line.set(Mode::Late(Duration::from_secs(4)));
    clinic.pin().await.says(UNDETERMINED);
    assert_eq!(clinic.town.line.questions.load(Ordering::SeqCst), 2);
    assert_eq!((clinic.confirmations(), clinic.journal()), (0, 0));
}

/// The page that sent the last digit is gone, as when the person presses something meanwhile.
#[tokio::test]
async fn a_reception_goes_on_when_its_page_does_not_wait() {
    let clinic = Clinic::open().await;
    clinic.lay(clinic.card().await.card).await;
    let seen = clinic.digits(&PIN[..3]).await.seen;
    clinic.town.line.set(Mode::Late(Duration::from_millis(1500)));
    let last = [("seen", seen.clone()), ("digit", PIN[3..].to_owned())];
    let sent = client()
        .post(clinic.at("/digit"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(form_body(&last))
        .timeout(Duration::from_millis(700))
        .send();
    assert!(sent.await.unwrap_err().is_timeout());
    let changed = client().get(clinic.at(&format!("/changed?seen={seen}"))).send().await.unwrap();
    assert!(!changed.headers().contains_key("hx-refresh"), "the page waits");
    let screen = clinic.press_on(&seen, "/digit", &[("digit", "1")]).await;
    screen.says("見本 花子様|確認が完了しました。");
    assert_eq!((clinic.confirmations(), clinic.journal()), (1, 1));
}

#[tokio::test]
async fn a_card_taken_while_the_hub_thinks_has_been_received() {
    let clinic = Clinic::open().await;
    clinic.lay(clinic.card().await.card).await;
    clinic.digits(&PIN[..3]).await;
    clinic.town.line.set(Mode::Late(Duration::from_millis(800)));
    let taken = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        clinic.tray.take().unwrap()
    };
    let (screen, _card) = tokio::join!(clinic.digits(&PIN[3..]), taken);
    screen.says("見本 花子様|確認が完了しました。");
    assert_eq!((clinic.confirmations(), clinic.journal()), (1, 1));
    clinic.look().await.never_says("見本 花子");
}
