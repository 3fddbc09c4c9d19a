//! A card on disk: what it counted stays counted, whatever happens to its process.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use card::virtual_card::{CardFile, CardFileError, VirtualCard};

use super::conversation::{JPKI, bytes, check, hex};

/// Tells the test below that it is the process to be killed, and on which card.
const TO_BE_KILLED: &str = "SHIKAKU_TEST_CARD_TO_BE_KILLED";

#[test]
fn a_card_is_the_same_after_it_was_put_away() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("card.json");
    let made = VirtualCard::made_up().unwrap();
    let number = made.card_number().to_owned();
    let mut card = CardFile::create(&path, made).unwrap();
    check(
        &mut card,
        &format!(
            "
        > {JPKI} < 9000
        > 0020009804 30303030 < 63C2
        > 0020009B08 5348494B414B5531 < 9000
        > 0024019B08 5348494B414B5532 < 9000
    "
        ),
    );
    let counters = card.counters();
    drop(card);

    let mut card = CardFile::open(&path).unwrap();
    assert_eq!(card.card_number(), number);
    assert_eq!(card.counters(), counters);
    check(
        &mut card,
        &format!(
            "
        > {JPKI} < 9000
        > 802A009A01 58 00 < 6982   # what was given went with the power
        > 00200098 < 63C2
        > 0020009B08 5348494B414B5532 < 9000
        > 802A009A01 58 00 < [256] 9000
        > 0020009804 31323334 < 9000
        > 00200098 < 63C3
    "
        ),
    );
}

#[test]
fn a_card_file_is_its_owners_alone_and_one_process_serves_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("card.json");
    assert!(matches!(CardFile::open(&path), Err(CardFileError::Missing)));
    assert_eq!(names(directory.path()), [""; 0], "looking for a card leaves nothing behind");

    let card = CardFile::create(&path, VirtualCard::made_up().unwrap()).unwrap();
    assert_eq!(names(directory.path()), ["card.json", "card.json.lock"]);
    for name in names(directory.path()) {
        let mode = directory.path().join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(matches!(CardFile::open(&path), Err(CardFileError::InUse)));
    drop(card);
    let other = VirtualCard::made_up().unwrap();
    assert!(matches!(CardFile::create(&path, other), Err(CardFileError::Exists)));
    CardFile::open(&path).unwrap();
}

#[test]
fn a_damaged_card_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("card.json");
    drop(CardFile::create(&path, VirtualCard::made_up().unwrap()).unwrap());
    let whole = std::fs::read_to_string(&path).unwrap();
    let refused = |text: &str| {
        std::fs::write(&path, text).unwrap();
        CardFile::open(&path).map(|_| ()).unwrap_err().to_string()
    };
    assert!(refused("").contains("line 1"));
    assert!(refused(&whole[..whole.len() / 2]).starts_with("line "));
    assert!(refused(&whole.replacen("\"version\": 1", "\"version\": 2", 1)).contains("version 2"));
    let key = whole.find("\"user_authentication\"").unwrap();
    let digit = key + whole[key..].find("308").unwrap();
    let mut broken = whole.clone();
    broken.replace_range(digit..=digit, "x");
    assert!(refused(&broken).starts_with("line "));
}

#[test]
fn a_secret_blocked_just_before_the_process_is_killed_stays_blocked() {
    if let Some(path) = std::env::var_os(TO_BE_KILLED) {
        guess_until_blocked_and_die(Path::new(&path));
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("card.json");
    drop(CardFile::create(&path, VirtualCard::made_up().unwrap()).unwrap());
    let name = "virtual_card::on_disk::\
                a_secret_blocked_just_before_the_process_is_killed_stays_blocked";
    let output = Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture"])
        .env(TO_BE_KILLED, &path)
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("63C0"));

    // The dead process holds no lock, and its last word is on disk.
    let mut card = CardFile::open(&path).unwrap();
    check(&mut card, &format!("> {JPKI} < 9000\n> 0020009804 31323334 < 6984"));
    assert_eq!(names(directory.path()), ["card.json", "card.json.lock"]);
}

/// Dies as by kill -9: nothing is dropped, nothing is written after the answer.
fn guess_until_blocked_and_die(path: &Path) -> ! {
    let mut card = CardFile::open(path).unwrap();
    assert_eq!(hex(&card.transmit(&bytes(JPKI))), "9000");
    for _ in 0..3 {
        eprintln!("{}", hex(&card.transmit(&bytes("0020009804 30303030"))));
    }
    std::process::abort();
}

fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_card_whose_disk_is_gone_grants_nothing_it_cannot_write_down() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("card.json");
    let mut card = CardFile::create(&path, VirtualCard::made_up().unwrap()).unwrap();
    check(&mut card, &format!("> {JPKI} < 9000\n> 0020009804 31323334 < 9000"));
    directory.close().unwrap();
    check(
        &mut card,
        "
        > 0020009804 30303030 < 6581
        > 00200098            < 63C2
        > 802A009701 58 00    < 6982
        > 0020009804 31323334 < 6581   # right, but its counter would have to be written
        > 00200098            < 63C1
        > 802A009701 58 00    < 6982
        > 0020009B08 5348494B414B5531 < 9000   # nothing to write down
        > 0024019B08 5348494B414B5532 < 6581
        > 0020009B08 5348494B414B5531 < 9000
    ",
    );
}
