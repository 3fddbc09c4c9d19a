//! The keys of an office: kept over restarts, in files under a passphrase or in a token, and the
//! next generation when its day has come.

use std::{path::Path, process::Command, sync::Arc, time::Duration};

use pki::{KeyAlgorithm, Purpose};
use server::{
    authority::{Authority, Nights},
    ledger::{Ledger, open},
    work::card::{
        CardOffice, GenerationsSetting, KeyPlace, Lapsed, Municipalities, Occasion, OfficeError,
        OfficeParts, OfficeSettings, TokenPlace, lapse_all,
    },
};

use crate::{
    life::Life,
    world::{World, day, instant},
};

fn ledger(dir: &Path) -> Arc<Ledger> {
    open(&format!("sqlite:{}", dir.join("test.sqlite").display())).unwrap()
}

async fn office(
    dir: &Path,
    ledger: &Arc<Ledger>,
    passphrase: &[u8],
    token: Option<TokenPlace>,
    on: &str,
) -> Result<CardOffice, OfficeError> {
    let generations = GenerationsSetting {
        algorithm: KeyAlgorithm::EcdsaP256,
        first_on: day("2023-09-29"),
        ..GenerationsSetting::default()
    };
    let keys = KeyPlace { directory: dir.join("keys"), passphrase: passphrase.to_vec(), token };
    let parts = OfficeParts {
        ledger: Arc::clone(ledger),
        keys,
        municipalities: Municipalities::default(),
        settings: OfficeSettings { generations, ..OfficeSettings::default() },
        my_number_key: None,
    };
    CardOffice::open(parts, instant(on, "09:00")).await
}

/// Purpose, number, days and key of every generation.
fn said(office: &CardOffice) -> Vec<(String, [u8; 20])> {
    let said = |it: &Arc<server::work::card::Generation>| {
        let root = it.issuer.certificate();
        let from = server::day_in_japan(root.valid_from());
        let text = format!("{:?} {} {from}..{}", it.purpose, it.number, root.last_day());
        (text, it.issuer.key_id())
    };
    office.generations().all().iter().map(said).collect()
}

#[tokio::test]
async fn keys_stay_over_restarts_and_open_only_with_their_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = ledger(dir.path());
    let first = office(dir.path(), &ledger, b"right", None, "2026-01-05").await.unwrap();
    let texts: Vec<String> = said(&first).into_iter().map(|it| it.0).collect();
    let wanted = [
        "UserAuthentication 1 2023-09-29..2033-09-28",
        "DigitalSignature 1 2023-09-29..2033-09-28",
    ];
    assert_eq!(texts, wanted);
    let again = office(dir.path(), &ledger, b"right", None, "2026-01-06").await.unwrap();
    assert_eq!(said(&first), said(&again));
    assert!(office(dir.path(), &ledger, b"wrong", None, "2026-01-06").await.is_err());
    let mut names: Vec<_> = std::fs::read_dir(dir.path().join("keys"))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.iter().all(|it| it.ends_with(".key.pem")), "{names:?}");
    for name in names {
        let pem = std::fs::read_to_string(dir.path().join("keys").join(&name)).unwrap();
        assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"), "{name}");
    }
    // A key gone and made anew is not that of the registered certificate.
    std::fs::remove_file(dir.path().join("keys/user-authentication-1.key.pem")).unwrap();
    assert!(office(dir.path(), &ledger, b"right", None, "2026-01-06").await.is_err());
}

#[tokio::test]
async fn the_next_generation_begins_on_its_day_in_a_process_that_runs_on() {
    let world = World::new().await;
    let key = world.resident("1990-05-10", None).await;
    let mut life = Life { world: &world, key, order: String::new(), card: String::new() };
    life.with_card("2027-09-28", "person").await;
    assert_eq!(world.office.generations().all().len(), 2);
    let first = world.file(key).certificates[0].issuer_key_id;
    life.act("2027-09-28", "return").await;
    for act in ["apply ended", "make", "hand_over"] {
        let found = life.act("2027-09-29", act).await;
        assert!(!found.starts_with('!'), "{act}: {found}");
    }
    let generations = world.office.generations();
    assert_eq!(generations.all().len(), 4);
    let newest = world.file(key).certificates.last().unwrap().issuer_key_id;
    assert_ne!(first, newest);
    assert_eq!(generations.of_key(newest).unwrap().number, 2);
    // The first stays for its certificates: the list of the revoked is signed with it.
    let first = generations.of(Purpose::UserAuthentication, 1).unwrap();
    let at = instant("2027-09-30", "10:00");
    let list = world.office.statuses().list(&first, None, at).unwrap();
    assert!(list.next_update > at);
}

#[tokio::test]
async fn the_night_ends_whoever_s_card_has_lapsed_and_nobody_twice() {
    let world = World::new().await;
    let mut people = Vec::new();
    for (act, planned) in [("out", "2026-04-01"), ("abroad", "2026-04-20"), ("look", "")] {
        let key = world.resident("1990-05-10", None).await;
        let mut life = Life { world: &world, key, order: String::new(), card: String::new() };
        life.with_card("2026-03-05", "person").await;
        life.act("2026-03-20", format!("{act} {planned}").trim()).await;
        people.push(key);
    }
    for (on, lapsed) in [
        ("2026-04-19", 0),
        ("2026-04-20", 1),
        ("2026-04-20", 0), // the same night again: what was done is done
        ("2026-05-01", 0),
        ("2026-05-02", 1),
        ("2026-05-03", 0),
    ] {
        let occasion = Occasion::now("night", "night", instant(on, "02:00"));
        let report = lapse_all(&world.office, &occasion).await.unwrap();
        assert_eq!(report, Lapsed { looked_at: 2, lapsed }, "{on}");
    }
    let ended: Vec<_> =
        people.iter().map(|it| world.file(*it).cards[0].ended_why.clone()).collect();
    let why = |it: &str| Some(it.to_owned());
    assert_eq!(ended, [why("lapsed_by_relocation"), why("lapsed_abroad"), None]);
}

#[tokio::test]
async fn an_authority_ends_lapsed_cards_by_itself() {
    let world = World::new().await;
    let key = world.resident("1990-05-10", None).await;
    let mut life = Life { world: &world, key, order: String::new(), card: String::new() };
    life.with_card("2026-03-05", "person").await;
    life.act("2026-03-20", "abroad 2026-04-20").await;
    let clock: server::Clock = Arc::new(|| instant("2026-04-20", "00:05"));
    let authority = Arc::new(Authority::new(Arc::clone(&world.office), clock));
    let nights = Nights::start(authority);
    let ended = async {
        while world.file(key).cards[0].ended_why.is_none() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), ended).await.unwrap();
    nights.stop().await;
    assert_eq!(world.file(key).cards[0].ended_why.as_deref(), Some("lapsed_abroad"));
}

/// Debian's place for the module.
const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A module reads where its tokens are from the environment, once in a process: a process of its
/// own runs the test below.
#[test]
fn issuers_keys_may_be_in_a_token() {
    if !Path::new(MODULE).exists() {
        assert!(std::env::var_os("CI").is_none(), "softhsm2 is missing");
        println!("not run: softhsm2 is missing");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("tokens")).unwrap();
    let setting = format!("directories.tokendir = {}\n", dir.path().join("tokens").display());
    let configuration = dir.path().join("softhsm2.conf");
    std::fs::write(&configuration, setting).unwrap();
    let made = Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", "office", "--so-pin", "13579"])
        .args(["--pin", "24680"])
        .env("SOFTHSM2_CONF", &configuration)
        .output()
        .unwrap();
    assert!(made.status.success());
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "generations::within_the_token", "--nocapture"])
        .env("SOFTHSM2_CONF", &configuration)
        .env("SHIKAKU_TOKEN_OFFICE", dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// What the test above starts, with the token's place in the environment.
#[tokio::test]
async fn within_the_token() {
    let Some(dir) = std::env::var_os("SHIKAKU_TOKEN_OFFICE") else { return };
    let dir = Path::new(&dir);
    let ledger = ledger(dir);
    let token = |pin: &str| TokenPlace {
        module: MODULE.into(),
        label: "office".to_owned(),
        pin: pin.to_owned(),
    };
    let wrong = office(dir, &ledger, b"right", Some(token("1")), "2026-01-05").await;
    assert!(wrong.is_err());
    let first = office(dir, &ledger, b"right", Some(token("24680")), "2026-01-05").await.unwrap();
    let again = office(dir, &ledger, b"right", Some(token("24680")), "2026-01-05").await.unwrap();
    assert_eq!(said(&first), said(&again));
    let names = std::fs::read_dir(dir.join("keys")).unwrap();
    let names = names.map(|it| it.unwrap().file_name().into_string().unwrap());
    assert!(names.into_iter().all(|it| it.starts_with("card-")), "no issuer's key is in a file");
    let one = first.generations().of(Purpose::UserAuthentication, 1).unwrap();
    let list = first.statuses().list(&one, None, instant("2026-01-05", "10:00")).unwrap();
    assert!(!list.der.is_empty());
}
