//! The `read_card` example of crates.io's `myna-card`, the strictest reader there is: it checks
//! every record's signature and challenges the card's own key.

use std::path::{Path, PathBuf};
use std::process::Command;

use card::virtual_card::{VirtualCard, made_up};

use super::namespace::{beside_a_reader, tool};
use super::opensc::lay;

const VERSION: &str = "3.3.4";

#[test]
fn read_card_reads_and_checks_everything() {
    let Some(read_card) = installed() else { return };
    let name = "readers::myna_card::read_card_reads_and_checks_everything";
    beside_a_reader(name, &["opensc-tool"], |desk| {
        let person = made_up::person();
        lay(desk, VirtualCard::made_up().unwrap());
        let folder = desk.file("read");
        std::fs::create_dir(&folder).unwrap();
        let secrets = [
            ["--pin", made_up::TEXT_PIN],
            ["--birth-date", &made_up::NUMBER_B[..6]],
            ["--code-a", &person.my_number],
            ["--out", folder.to_str().unwrap()],
        ];
        let ran = tool(read_card.to_str().unwrap(), &secrets.concat());
        ran.says(&[
            &format!("serial       {}", person.card_number),
            &format!("municipality {} (agrees with", person.municipality_code),
            "signed key   2048 bit  [verified]",
            &format!("個人番号     {}", *person.my_number),
            &format!("氏名         {}", person.name),
            &format!("住所         {}", person.address),
            "生年月日     1990-01-12 (平成2年)",
            "signature [verified], 個人番号 digest [ok], 基本4情報 digest [ok]",
            "年齢確認     生年月日 1990-01-12  [verified]",
            "有効期限 2035-01-12, 性別 Female  [verified]",
            "challenge    16 bytes signed by the card key  [verified]",
            "my-number    signature [verified]",
            "token        Card",
            "card's CA    auth <- auth-ca  [verified]",
            "利用者証明用 retries 3",
            "署名用 retries 5",
        ]);
        // It carries the keys of the real authorities, who have never seen this card; nothing else
        // is wrong with it.
        let doubted = ran.said.lines().filter(|line| line.ends_with(']'));
        let doubted =
            doubted.filter(|line| !line.ends_with("[verified]") && !line.ends_with("[ok]"));
        for line in doubted {
            let expected = ["no CA key for", "no root this crate carries signed this certificate"];
            assert!(expected.iter().any(|reason| line.contains(reason)), "{}", ran.said);
        }
        assert_eq!(std::fs::read(folder.join("photo.jp2")).unwrap(), person.photo);
    });
}

/// The example, built once into the target folder; none when crates.io cannot be reached.
fn installed() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("myna-card-{VERSION}"));
    let read_card = root.join("bin/read_card");
    if read_card.exists() {
        return Some(read_card);
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["install", "myna-card", "--version", VERSION, "--locked", "--debug"])
        .args(["--example", "read_card", "--root"])
        .arg(&root)
        .env("CARGO_TARGET_DIR", root.join("target"))
        .output()
        .unwrap();
    if output.status.success() {
        return Some(read_card);
    }
    let reason = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(std::env::var_os("CI").is_none(), "{reason}");
    println!("not run: myna-card cannot be built: {reason}");
    None
}
