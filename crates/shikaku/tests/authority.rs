//! A card from application to return, with the programs a stranger would use: the authority as a
//! process, the card made from its order, and `openssl` asking what became of the certificate.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::{Value, json};

/// What happens to the card, and what `openssl ocsp` and the revocation list then say.
const LIFE: &str = "
    act        OCSP answer                     in the list
    -          good                            no
    stop       revoked certificateHold         Certificate Hold
    release    good                            no
    return     revoked cessationOfOperation    Cessation Of Operation
";

#[tokio::test]
async fn a_certificate_is_good_held_good_and_revoked() {
    if !has_openssl() {
        return;
    }
    let house = House::open();
    let order = house.order().await;
    let card = house.make(&order);
    let card_number = card_number(&card);
    house.act("cards/hand-over", json!({"order_id": order, "how": {"check": check()}})).await;
    let certificate = house.certificate(&card);
    for line in LIFE.trim().lines().skip(1) {
        let mut cells = line.split("  ").map(str::trim).filter(|it| !it.is_empty());
        let mut cell = || cells.next().unwrap();
        let (act, answer, listed) = (cell(), cell(), cell());
        let (path, body) = match act {
            "stop" => (
                "cards/stop",
                json!({"card_number": card_number, "channel": "telephone", "reason": "lost"}),
            ),
            "release" => ("cards/release", json!({"card_number": card_number, "check": check()})),
            "return" => ("cards/return", json!({"card_number": card_number, "check": check()})),
            _ => ("", Value::Null),
        };
        if !path.is_empty() {
            house.act(path, body).await;
        }
        assert_eq!(house.ocsp(&certificate), answer, "{act}: OCSP");
        assert_eq!(house.list(&certificate).await, listed, "{act}: list");
    }
}

/// Somebody at the counter, known by one paper.
fn check() -> Value {
    json!({"who_came": "person", "proof": "one_paper"})
}

/// An authority as a process, with a clerk.
struct House {
    directory: tempfile::TempDir,
    authority: Child,
    address: String,
    client: reqwest::Client,
}

impl House {
    fn open() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        let database = format!("sqlite:{}", path("ledger.sqlite").display());
        let added = shikaku()
            .args(["staff", "add", "--db", &database, "--id", "tanaka", "--name", "田中"])
            .args(["--role", "clerk", "--key-file"])
            .arg(path("clerk.key"))
            .output()
            .unwrap();
        assert!(added.status.success(), "{added:?}");
        let mut authority = shikaku()
            .args(["authority", "--db", &database, "--listen", "127.0.0.1:0", "--keys"])
            .arg(path("keys"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(authority.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("authority: ").trim_end_matches('/');
        let address = address.to_owned();
        assert!(address.starts_with("http://127.0.0.1:"), "{line}");
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { directory, authority, address, client }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A resident applies for a card: the order's id.
    async fn order(&self) -> String {
        let resident = json!({
            "identity": {
                "name": "見本 花子", "kana": "ミホン ハナコ", "sex": "female",
                "born_on": "1990-01-12",
            },
            "address": {"text": "見本県みほん市見本町1-2-3"},
        });
        let recorded = self.act("people", resident).await;
        let application = json!({
            "municipality": "99201", "channel": "counter", "reason": "first",
            "received_on": "2026-01-05", "who_applied": "person",
        });
        let applied = json!({"person_key": recorded["person_key"], "application": application});
        self.act("applications", applied).await["order_id"].as_str().unwrap().to_owned()
    }

    /// Makes the card of an order, as the README says.
    fn make(&self, order: &str) -> PathBuf {
        let card = self.path("card.json");
        let made = shikaku()
            .args(["card", "new", "--authority", &self.address, "--staff", "tanaka"])
            .args(["--order", order, "--pin", "1234", "--password", "ABC123", "--staff-key"])
            .arg(self.path("clerk.key"))
            .arg("--out")
            .arg(&card)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        card
    }

    /// An act under an id of its own, which must be done.
    async fn act(&self, path: &str, act: Value) -> Value {
        let key = fs::read_to_string(self.path("clerk.key")).unwrap();
        let response = self
            .client
            .post(format!("{}/authority/v1/{path}", self.address))
            .bearer_auth(format!("tanaka.{}", key.trim()))
            .json(&json!({"id": format!("test-{}", path.replace('/', "-")), "act": act}))
            .send()
            .await
            .unwrap();
        let status = response.status();
        let body: Value = response.json().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }

    /// The card's certificate and its issuer's, each in a file.
    fn certificate(&self, card: &Path) -> PathBuf {
        let shown = shikaku().args(["card", "show", "--pem", "--card"]).arg(card).output().unwrap();
        let text = String::from_utf8(shown.stdout).unwrap();
        let (own, issuer) = text.split_at(text.rfind("-----BEGIN").unwrap());
        fs::write(self.path("own.pem"), own).unwrap();
        fs::write(self.path("issuer.pem"), issuer).unwrap();
        self.path("own.pem")
    }

    /// What `openssl ocsp` says: good, or revoked and why.
    fn ocsp(&self, certificate: &Path) -> String {
        let issuer = self.path("issuer.pem");
        let asked = Command::new("openssl")
            .args(["ocsp", "-url", &format!("{}/pki/ocsp", self.address), "-issuer"])
            .arg(&issuer)
            .arg("-cert")
            .arg(certificate)
            .arg("-CAfile")
            .arg(&issuer)
            .output()
            .unwrap();
        let said = text_of(&asked);
        assert!(said.contains("Response verify OK"), "{said}");
        let after = |mark: &str| {
            said.lines().find_map(|it| it.split_once(mark).map(|(_, rest)| rest.trim().to_owned()))
        };
        let state = after("own.pem:").unwrap();
        after("Reason:").map_or(state.clone(), |why| format!("{state} {why}"))
    }

    /// What the revocation list of the certificate's issuer says of it.
    async fn list(&self, certificate: &Path) -> String {
        let serial = Command::new("openssl")
            .args(["x509", "-noout", "-serial", "-in"])
            .arg(certificate)
            .output()
            .unwrap();
        let serial = text_of(&serial).trim().trim_start_matches("serial=").to_owned();
        // The newest generation of those there are is the one that signed.
        let mut newest = None;
        for generation in 1..=9 {
            newest = self.fetch(&format!("{generation}.crl")).await.or(newest);
        }
        let list = newest.unwrap();
        fs::write(self.path("list.crl"), list).unwrap();
        let read = Command::new("openssl")
            .args(["crl", "-inform", "der", "-noout", "-text", "-in"])
            .arg(self.path("list.crl"))
            .arg("-CAfile")
            .arg(self.path("issuer.pem"))
            .output()
            .unwrap();
        let said = text_of(&read);
        assert!(said.contains("verify OK"), "{said}");
        let Some((_, entry)) = said.split_once(&format!("Serial Number: {serial}")) else {
            return "no".to_owned();
        };
        let reason = entry.split("Reason Code:").nth(1).unwrap();
        reason.trim().lines().next().unwrap().trim().to_owned()
    }

    async fn fetch(&self, file: &str) -> Option<Vec<u8>> {
        let url = format!("{}/pki/user-authentication/{file}", self.address);
        let response = self.client.get(url).send().await.unwrap();
        if !response.status().is_success() {
            return None;
        }
        Some(response.bytes().await.unwrap().to_vec())
    }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(self.authority.kill());
        drop(self.authority.wait());
    }
}

fn card_number(card: &Path) -> String {
    let shown = shikaku().args(["card", "show", "--json", "--card"]).arg(card).output().unwrap();
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    shown["card_number"].as_str().unwrap().to_owned()
}

fn shikaku() -> Command {
    Command::new(env!("CARGO_BIN_EXE_shikaku"))
}

fn text_of(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Whether OpenSSL is there; in CI it must be.
fn has_openssl() -> bool {
    let there = Command::new("openssl").arg("version").output().is_ok();
    assert!(there || std::env::var_os("CI").is_none(), "openssl is missing");
    if !there {
        eprintln!("not run: openssl is missing");
    }
    there
}
