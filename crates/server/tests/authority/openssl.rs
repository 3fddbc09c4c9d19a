//! What the `openssl` program says of our certificates, lists and answers, from the real server on
//! loopback, after each act.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::Arc,
};

use jiff::Timestamp;
use pki::KeyAlgorithm;
use server::{
    authority::{Authority, router},
    day_in_japan,
    ledger::open,
    work::card::{
        ApplicationChannel, CardApplication, CardOffice, CardReason, HandOver, NewResident,
        Occasion, Particulars, PersonFile, StopChannel, StopReason, WhoCame, apply,
        change_particulars, hand_over, make_card, personalisation_order, record_resident,
        release_card, return_card, stop_card,
    },
};
use store::PersonKey;

use crate::{
    keys::{keys, openssl, try_openssl},
    life::check,
    world::{address, identity, office},
};

/// A server, and somebody with a card.
struct Served {
    dir: tempfile::TempDir,
    office: Arc<Authority>,
    key: PersonKey,
    card: String,
    acts: u32,
    address: SocketAddr,
}

/// `openssl` compares with the machine's clock.
#[expect(clippy::disallowed_methods, reason = "openssl reads the machine's clock, so must this")]
fn now() -> Timestamp {
    Timestamp::now()
}

impl Served {
    async fn start(algorithm: KeyAlgorithm) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let ledger = open(&format!("sqlite:{}", dir.path().join("test.sqlite").display())).unwrap();
        let setting = (algorithm, "2023-09-29");
        let office = office(&dir.path().join("keys"), &ledger, setting, now()).await;
        let authority = Arc::new(Authority::new(Arc::new(office), Arc::new(now)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = router(Arc::clone(&authority));
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let key = PersonKey::of(0).unwrap();
        let card = String::new();
        let mut served = Self { dir, office: authority, key, card, acts: 0, address };
        served.with_card().await;
        served
    }

    fn office(&self) -> &CardOffice {
        self.office.office()
    }

    fn occasion(&mut self) -> Occasion {
        self.acts += 1;
        Occasion::now(&format!("act-{}", self.acts), "clerk-1", now())
    }

    async fn with_card(&mut self) {
        let resident = NewResident {
            identity: identity("見本　花子", "1990-05-10"),
            address: crate::world::address("見本県みほん市一丁目1番1号"),
            stay_until: None,
            my_number: None,
        };
        let at = self.occasion();
        self.key = record_resident(self.office(), &at, &resident).await.unwrap().person_key;
        let application = CardApplication {
            municipality: "99201".to_owned(),
            channel: ApplicationChannel::Counter,
            reason: CardReason::First,
            received_on: day_in_japan(now()),
            who_applied: WhoCame::Person,
        };
        let at = self.occasion();
        let done = apply(self.office(), &at, self.key, &application).await.unwrap();
        let order_id = done.order_id.unwrap();
        let order = personalisation_order(self.office(), &order_id, None, at.on).unwrap();
        let request = keys().card_request(&order.card_number, true);
        let at = self.occasion();
        let made = make_card(self.office(), &at, &order_id, &request).await.unwrap();
        self.card = made.done.card_number.unwrap();
        let how = HandOver { check: check(&[]), pins_set: Vec::new(), pinless: false };
        let at = self.occasion();
        hand_over(self.office(), &at, &order_id, &how).await.unwrap();
        self.write("authentication.cer", made.certificates.user_authentication.as_deref());
        self.write("signature.cer", made.certificates.digital_signature.as_deref());
        for purpose in ["user-authentication", "digital-signature"] {
            let issuer = self.fetch(&format!("/pki/{purpose}/1.cer")).await;
            self.write(&format!("{purpose}.cer"), Some(&issuer));
            self.run(&format!("x509 -in {purpose}.cer -out {purpose}.pem"));
        }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn write(&self, name: &str, bytes: Option<&[u8]>) {
        std::fs::write(self.path().join(name), bytes.unwrap()).unwrap();
    }

    #[track_caller]
    fn run(&self, arguments: &str) -> String {
        openssl(self.path(), arguments)
    }

    /// A GET over the loopback socket.
    async fn fetch(&self, path: &str) -> Vec<u8> {
        let address = self.address;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let ask = move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            answer
        };
        let mut answer = tokio::task::spawn_blocking(ask).await.unwrap();
        let end = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}");
        answer.split_off(end + 4)
    }

    /// What openssl says of a certificate: by OCSP with and without nonce, and by the two lists.
    async fn said(&self, name: &str, purpose: &str) -> [String; 4] {
        let ocsp = |nonce: &str| {
            let (dir, address) = (self.path().to_owned(), self.address);
            let arguments = format!(
                "ocsp -issuer {purpose}.pem -cert {name}.cer -CAfile {purpose}.pem {nonce} \
                 -url http://{address}/pki/ocsp"
            );
            // The program waits for the server, which runs here too.
            tokio::task::spawn_blocking(move || try_openssl(&dir, &arguments).0)
        };
        let mut said: Vec<String> = Vec::new();
        for nonce in ["-nonce", "-no_nonce"] {
            let text = ocsp(nonce).await.unwrap();
            assert!(text.contains("Response verify OK"), "{text}");
            assert!(!text.contains("Status times invalid"), "{text}");
            let status = text.lines().find_map(|it| it.strip_prefix(&format!("{name}.cer: ")));
            let reason = text.lines().find_map(|it| it.trim().strip_prefix("Reason: "));
            said.push([status.unwrap(), reason.unwrap_or("")].join(" ").trim().to_owned());
        }
        for list in [format!("{purpose}/1.crl"), format!("{purpose}/1/99201.crl")] {
            let crl = self.fetch(&format!("/pki/{list}")).await;
            self.write("list.crl", Some(&crl));
            self.run(&format!("crl -in list.crl -CAfile {purpose}.pem -out list.pem -noout"));
            self.run("crl -in list.crl -out list.pem");
            let arguments = format!(
                "verify -CAfile {purpose}.pem -CRLfile list.pem -crl_check -extended_crl {name}.cer"
            );
            let (text, good) = try_openssl(self.path(), &arguments);
            let revoked = text.contains("error 23");
            assert!(good || revoked, "{text}");
            let text = self.run("crl -in list.crl -noout -text");
            let serial = self.run(&format!("x509 -in {name}.cer -noout -serial"));
            let serial = serial.trim().strip_prefix("serial=").unwrap().to_owned();
            let entry = text.split("Serial Number: ").skip(1).find(|it| it.starts_with(&serial));
            assert_eq!(entry.is_some(), revoked, "{text}");
            let reasons = entry.and_then(|it| it.split("Reason Code: \n").nth(1));
            let reason = reasons.and_then(|it| it.lines().next()).map(str::trim);
            said.push(if revoked { reason.unwrap_or("revoked") } else { "good" }.to_owned());
        }
        said.try_into().unwrap()
    }

    #[track_caller]
    fn check(said: &[String; 4], ocsp: &str, list: &str) {
        assert_eq!(*said, [ocsp, ocsp, list, list].map(str::to_owned));
    }
}

async fn good_held_good_revoked(algorithm: KeyAlgorithm) {
    let mut it = Served::start(algorithm).await;
    let (authentication, signature) =
        (("authentication", "user-authentication"), ("signature", "digital-signature"));
    for (name, purpose) in [authentication, signature] {
        Served::check(&it.said(name, purpose).await, "good", "good");
        let plain = format!("verify -CAfile {purpose}.pem {name}.cer");
        assert!(it.run(&plain).contains("OK"));
    }
    let card = it.card.clone();
    let at = it.occasion();
    let stop = (StopChannel::Telephone, StopReason::Lost);
    stop_card(it.office(), &at, &card, stop).await.unwrap();
    for (name, purpose) in [authentication, signature] {
        let held = ("revoked certificateHold", "Certificate Hold");
        Served::check(&it.said(name, purpose).await, held.0, held.1);
    }
    let at = it.occasion();
    release_card(it.office(), &at, &card, &check(&[])).await.unwrap();
    for (name, purpose) in [authentication, signature] {
        Served::check(&it.said(name, purpose).await, "good", "good");
    }
    let at = it.occasion();
    let moved =
        Particulars { identity: None, address: Some(address("見本県みほん市三丁目")) };
    change_particulars(it.office(), &at, it.key, (&moved, &check(&[])), None).await.unwrap();
    Served::check(&it.said(authentication.0, authentication.1).await, "good", "good");
    let changed = ("revoked affiliationChanged", "Affiliation Changed");
    Served::check(&it.said(signature.0, signature.1).await, changed.0, changed.1);
    let at = it.occasion();
    return_card(it.office(), &at, &card, &check(&[])).await.unwrap();
    let returned = ("revoked cessationOfOperation", "Cessation Of Operation");
    let said = it.said(authentication.0, authentication.1).await;
    Served::check(&said, returned.0, returned.1);
    assert_eq!(PersonFile::read(it.office(), it.key).unwrap().acts.len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rsa_good_held_good_revoked_as_openssl_says() {
    good_held_good_revoked(KeyAlgorithm::Rsa2048).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ecdsa_good_held_good_revoked_as_openssl_says() {
    good_held_good_revoked(KeyAlgorithm::EcdsaP384).await;
}
