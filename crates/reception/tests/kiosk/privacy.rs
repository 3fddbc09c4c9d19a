//! What may stand nowhere: the PIN, names and numbers, in addresses, log lines and `Debug`.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};

use crate::{
    clinic::{Clinic, client},
    listening::Pull,
    town::{Mode, NAME, PIN},
};

/// A log that stays in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn nothing_of_a_person_stands_in_addresses_logs_or_debug() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .init();
    let clinic = Clinic::open().await;
    let issued = clinic.card().await;
    let number_b = issued.number_b.clone();
    let number = issued.card.card_number().to_owned();
    clinic.lay(issued.card).await;
    clinic.digits("0000").await;
    let mut debugs = vec![format!("{:?}", clinic.kiosk)];
    clinic.pin().await.says("確認が完了しました。");
    debugs.push(format!("{:?}", clinic.kiosk));
    let mut pages = vec![clinic.screen().await.page];
    let (card, _) = clinic.take().await;

    clinic.lay(card).await;
    clinic.press("/face", &[]).await;
    clinic.face_number(number_b.each_ref().map(String::as_str)).await.says("見くらべて");
    clinic.town.line.set(Mode::Down);
    clinic.press("/same-person", &[("same", "yes")]).await.says("いまは確認できません");
    let (card, _) = clinic.take().await;
    clinic.heard.lock().unwrap().commands.clear();
    clinic.heard.lock().unwrap().pull = Some(Pull::After(12));
    clinic.lay(card).await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("the hub answers what no hub answers"), "the log is heard");
    pages.push(clinic.desk().await);
    let addresses = clinic.addresses.lock().unwrap().join("\n");
    assert!(addresses.contains("/kiosk/digit") && addresses.contains("/kiosk/face-number"));
    let whole_number_b = number_b.concat();
    for secret in [PIN, NAME, "ミホン", "12345678", "1990", "02-05-10", &number, &whole_number_b]
    {
        for (place, text) in [("log", &log), ("address", &addresses), ("Debug", &debugs.join("\n"))]
        {
            assert!(!words(text).any(|it| it == secret), "{secret} in the {place}");
        }
    }
    assert!(!log.contains(NAME) && !log.contains("花子"), "a name in the log");
    for page in pages {
        for address in page.split("href=\"").chain(page.split("action=\"")).skip(1) {
            let address = address.split('"').next().unwrap();
            assert!(!address.contains(PIN) && !address.contains(&number), "{address}");
        }
    }
    assert_eq!(clinic.confirmations(), 1);
}

/// Every run of letters and digits of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_alphanumeric() && it != ' ' && it != '-')
        .flat_map(|it| it.split(' ').chain([it]))
}

#[tokio::test]
async fn every_page_carries_its_headers() {
    let clinic = Clinic::open().await;
    clinic.lay(clinic.card().await.card).await;
    for path in ["", "/changed?seen=0", "/assets/kiosk.js", "/nothing"] {
        let response = client().get(clinic.at(path)).send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert!(!response.headers().contains_key("set-cookie"), "{path}");
        if path.is_empty() {
            assert_eq!(header("cache-control"), "no-store");
        }
    }
}
