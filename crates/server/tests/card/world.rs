//! A hub with an authority's register, and cards whose keys are in memory.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use interchange::confirmation::{
    CardAnswer, CardQuestion, CardRefusal, Challenge, CheckedBy, signed_message,
};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use pki::{
    CertificateOrder, Holder, Issuer, IssuerSetting, KeyAlgorithm, Municipality, Purpose,
    SigningKey,
};
use record::Person;
use serde_json::{Value, json};
use server::{
    hub::{Hub, InstitutionKey, challenge_made_at, face_key_hash, key_hash, router},
    ledger::{Ledger, open},
};
use store::{
    Act, ActOutcome, ActStep, CertificateIssuer, CertificatePurpose, Change, Confirmation,
    Institution, PersonKey, RegisteredCard, RegisteredCertificate, Whose,
};
use tower::ServiceExt as _;

pub(crate) const CLINIC: &str = "1311111114";
pub(crate) const PHARMACY: &str = "1341111111";

/// A hub on a ledger of its own, at an instant the test says, and the authority's issuers.
pub(crate) struct World {
    pub(crate) directory: tempfile::TempDir,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) now: Arc<Mutex<Timestamp>>,
    pub(crate) issuers: Vec<Issuer>,
    pub(crate) router: Router,
    keys: Vec<(&'static str, InstitutionKey)>,
    count: u64,
}

/// A card as its holder has it.
pub(crate) struct Card {
    pub(crate) person_key: PersonKey,
    pub(crate) number: String,
    pub(crate) issuer_key_id: [u8; 20],
    pub(crate) serial: u64,
    pub(crate) certificate: Vec<u8>,
    pub(crate) key: Arc<SigningKey>,
    pub(crate) face_key: Arc<SigningKey>,
}

/// What the hub said.
#[derive(Debug, PartialEq)]
pub(crate) enum Said {
    Answered(Box<CardAnswer>),
    NotProven(CardRefusal),
    Other(StatusCode, Value),
}

impl World {
    pub(crate) async fn at(now: &str) -> Self {
        Self::with(now, |hub| hub).await
    }

    /// A world whose hub is set up in another way.
    pub(crate) async fn with(now: &str, setting: impl FnOnce(Hub) -> Hub) -> Self {
        let mut world = Self::without_issuer(now, setting).await;
        world.found(date(2015, 9, 27), date(2035, 9, 26)).await;
        world
    }

    /// A world whose authority has no key yet.
    pub(crate) async fn without_issuer(now: &str, setting: impl FnOnce(Hub) -> Hub) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("test.sqlite").display());
        let ledger = open(&url).unwrap();
        let now = Arc::new(Mutex::new(now.parse::<Timestamp>().unwrap()));
        let router = router(Arc::new(setting(hub(&ledger, &now))));
        let keys =
            vec![(CLINIC, InstitutionKey::of([7; 32])), (PHARMACY, InstitutionKey::of([8; 32]))];
        let world = Self { directory, ledger, now, issuers: Vec::new(), router, keys, count: 0 };
        for (code, key) in &world.keys {
            let institution = Institution {
                code: (*code).to_owned(),
                name: "みほん医院".to_owned(),
                key_hash: key_hash(key.as_str()),
                added_at: world.now(),
                revoked_at: None,
            };
            world.ledger.store().put_institution(institution).await.unwrap();
        }
        world
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    pub(crate) fn is(&self, now: &str) {
        *self.now.lock().unwrap() = now.parse().unwrap();
    }

    /// Starts the hub anew on the same ledger: with another key of its challenges.
    pub(crate) fn restart(&mut self) {
        self.router = router(Arc::new(hub(&self.ledger, &self.now)));
    }

    /// A new generation of the authority's key.
    pub(crate) async fn found(&mut self, from: Date, to: Date) {
        let issuer = issuer(from, to);
        let generation = u32::try_from(self.issuers.len()).unwrap() + 1;
        let row = CertificateIssuer {
            issuer_key_id: issuer.key_id(),
            purpose: CertificatePurpose::UserAuthentication,
            generation,
            certificate: issuer.certificate_der().to_vec(),
            added_at: self.now(),
        };
        self.ledger.store().put_certificate_issuer(row).await.unwrap();
        self.issuers.push(issuer);
    }

    /// Enrols a made-up person of a dossier.
    pub(crate) async fn enrol(&mut self, dossier: &Value) -> PersonKey {
        self.count += 1;
        let dossier: record::Dossier = serde_json::from_value(dossier.clone()).unwrap();
        let identity = json!({
            "name": "見本 花子", "kana": "ﾐﾎﾝ ﾊﾅｺ", "sex": "female", "born_on": dossier.born_on,
        });
        let person = Person {
            dossier,
            identity: serde_json::from_value(identity).unwrap(),
            address: None,
            delivery: None,
            reference_numbers: Vec::new(),
        };
        let store = self.ledger.store();
        let person_key = store.new_person_key(self.now());
        let change = Change {
            id: format!("enrol-{}", self.count),
            whose: Whose::New(person_key),
            facts: person.facts(),
            end: Vec::new(),
            my_number_hash: None,
            recorded_by: "test".to_owned(),
            reason: "enrolment".to_owned(),
            recorded_at: self.now(),
        };
        store.record(store.prepare(change).unwrap()).await.unwrap();
        person_key
    }

    /// Makes a card of the newest generation for a person and registers it.
    pub(crate) async fn card(&mut self, person_key: PersonKey, from: Date, last: Date) -> Card {
        self.count += 1;
        let card = self.unregistered(person_key, from, last);
        let at = japan(from);
        let registered = RegisteredCard {
            card_number: card.number.clone(),
            person_key,
            order_id: None,
            municipality: "13101".to_owned(),
            made_at: at,
            last_day: last,
            security_code: "1234".to_owned(),
            face_key_hash: face_key_hash(card.face_key.public_key_der()),
            stopped_since: None,
            ended_at: None,
            ended_why: None,
        };
        let certificate = RegisteredCertificate {
            issuer_key_id: card.issuer_key_id,
            serial: card.serial,
            purpose: CertificatePurpose::UserAuthentication,
            person_key,
            card_number: card.number.clone(),
            municipality: "13101".to_owned(),
            issued_at: at,
            last_day: last,
            certificate: card.certificate.clone(),
            held_since: None,
            revoked_at: None,
            revocation_reason: None,
        };
        let steps = vec![ActStep::AddCard(registered), ActStep::AddCertificate(certificate)];
        self.act(&card, steps).await;
        card
    }

    /// A card made right, of which the register knows nothing.
    pub(crate) fn unregistered(&self, person_key: PersonKey, from: Date, last: Date) -> Card {
        let issuer = self.issuers.last().unwrap();
        made(issuer, person_key, 1_000 + self.count, from, last)
    }

    /// Has the authority move the register.
    pub(crate) async fn act(&mut self, card: &Card, steps: Vec<ActStep>) {
        self.count += 1;
        let act = Act {
            id: format!("act-{}", self.count),
            kind: "test".to_owned(),
            person_key: card.person_key,
            order_id: None,
            card_number: Some(card.number.clone()),
            note: "{}".to_owned(),
            recorded_by: "test".to_owned(),
            reason: "test".to_owned(),
            recorded_at: self.now(),
            change: None,
            steps,
        };
        let outcome = self.ledger.store().act(act).await.unwrap();
        assert_eq!(outcome, ActOutcome::Recorded { revision: None });
    }

    pub(crate) async fn post(&self, code: &str, path: &str, body: Vec<u8>) -> (StatusCode, Value) {
        let key = self.keys.iter().find(|(it, _)| *it == code).map_or("", |(_, it)| it.as_str());
        let request = Request::post(path)
            .header("authorization", format!("Bearer {code}.{key}"))
            .header("content-type", "application/json")
            .body(Body::from(body))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    pub(crate) async fn challenge(&self) -> String {
        let (status, body) = self.post(CLINIC, "/v1/challenges", Vec::new()).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        serde_json::from_value::<Challenge>(body).unwrap().challenge
    }

    /// The question a reader asks after the PIN, with a new challenge.
    pub(crate) async fn question(&self, card: &Card, on: &str) -> CardQuestion {
        question(card, &self.challenge().await, on, self.now())
    }

    pub(crate) async fn ask(&self, question: &CardQuestion) -> Said {
        self.ask_as(CLINIC, question).await
    }

    pub(crate) async fn ask_as(&self, code: &str, question: &CardQuestion) -> Said {
        let body = serde_json::to_vec(question).unwrap();
        let (status, body) = self.post(code, "/v1/card-confirmations", body).await;
        if status == StatusCode::OK || status == StatusCode::SERVICE_UNAVAILABLE {
            assert!(!body.to_string().contains("null"), "{body}");
            let answer: CardAnswer = serde_json::from_value(body).unwrap();
            assert_eq!(answer.cause.is_some(), status == StatusCode::SERVICE_UNAVAILABLE);
            return Said::Answered(Box::new(answer));
        }
        match serde_json::from_value(body["error"]["reason"].clone()) {
            Ok(reason) => {
                let used = reason == CardRefusal::ChallengeUsed;
                let wanted =
                    if used { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
                assert_eq!(status, wanted, "{body}");
                Said::NotProven(reason)
            }
            Err(_) => Said::Other(status, body),
        }
    }

    /// The row of the log that holds a question, if there is one.
    pub(crate) fn row(&self, question: &CardQuestion) -> Option<Confirmation> {
        let made_at = challenge_made_at(&question.challenge).unwrap();
        let id = format!("{CLINIC}:{}", question.challenge);
        self.ledger.store().confirmation(made_at, &id).unwrap()
    }

    /// Lays a card on the clinic's reader, with the PIN.
    pub(crate) async fn lay(&self, card: &Card, on: &str) -> CardAnswer {
        self.ask(&self.question(card, on).await).await.answer()
    }
}

impl Said {
    pub(crate) fn answer(self) -> CardAnswer {
        match self {
            Self::Answered(answer) => *answer,
            Self::NotProven(_) | Self::Other(..) => panic!("no answer: {self:?}"),
        }
    }

    /// What was said, in one word.
    pub(crate) fn word(&self) -> String {
        fn of(value: impl serde::Serialize) -> String {
            serde_json::to_value(value).unwrap().as_str().unwrap_or_default().to_owned()
        }
        match self {
            Self::Answered(it) => match (it.cause, it.not_usable, it.validity) {
                (Some(cause), _, _) => of(cause),
                (None, Some(why), _) => of(why),
                (None, None, validity) => of(validity),
            },
            Self::NotProven(why) => of(why),
            Self::Other(status, body) => {
                format!("{} {}", status.as_u16(), body["error"]["field"].as_str().unwrap_or("-"))
            }
        }
    }
}

fn hub(ledger: &Arc<Ledger>, now: &Arc<Mutex<Timestamp>>) -> Hub {
    let clock = Arc::clone(now);
    Hub::new(Arc::clone(ledger), Arc::new(move || *clock.lock().unwrap()))
}

/// An issuer of the emulator's one name with a key of its own.
pub(crate) fn issuer(from: Date, to: Date) -> Issuer {
    let key = SigningKey::generate(KeyAlgorithm::Rsa2048).unwrap();
    let setting = IssuerSetting::emulator("http://127.0.0.1");
    Issuer::establish(Purpose::UserAuthentication, key, setting, from, to, 1).unwrap()
}

/// A card whose certificate an issuer signed.
pub(crate) fn made(
    issuer: &Issuer,
    person_key: PersonKey,
    serial: u64,
    from: Date,
    last: Date,
) -> Card {
    let key = SigningKey::generate(KeyAlgorithm::Rsa2048).unwrap();
    let municipality = Municipality {
        code: "13101".to_owned(),
        prefecture: "Mihon-ken".to_owned(),
        city: "Mihon-shi".to_owned(),
    };
    let common_name = format!("{serial:014}13101000A");
    let order = CertificateOrder {
        serial,
        public_key_der: key.public_key_der(),
        issued_at: japan(from),
        last_day: last,
        holder: Holder::UserAuthentication {
            common_name: &common_name,
            municipality: &municipality,
        },
    };
    Card {
        person_key,
        number: format!("{serial:015}"),
        issuer_key_id: issuer.key_id(),
        serial,
        certificate: issuer.issue(&order).unwrap(),
        face_key: Arc::new(SigningKey::generate(KeyAlgorithm::Rsa2048).unwrap()),
        key: Arc::new(key),
    }
}

/// Noon of a day in Japan.
pub(crate) fn japan(day: Date) -> Timestamp {
    jiff::tz::offset(9).to_timestamp(day.at(12, 0, 0, 0)).unwrap()
}

/// The question a reader asks after the PIN.
pub(crate) fn question(
    card: &Card,
    challenge: &str,
    on: &str,
    asked_at: Timestamp,
) -> CardQuestion {
    CardQuestion {
        challenge: challenge.to_owned(),
        asked_at,
        on: on.parse().unwrap(),
        certificate: card.certificate.clone(),
        check: CheckedBy::Pin,
        signature: card.key.sign(&signed_message(challenge)).unwrap(),
        face_key: None,
    }
}

/// The same question after a check without PIN.
pub(crate) fn without_pin(card: &Card, question: CardQuestion, check: CheckedBy) -> CardQuestion {
    CardQuestion {
        check,
        signature: card.face_key.sign(&signed_message(&question.challenge)).unwrap(),
        face_key: Some(card.face_key.public_key_der().to_vec()),
        ..question
    }
}

/// A member since 2025-04-01 whose card, certificate and registration the facts know.
pub(crate) fn member(born_on: &str, issued_on: &str) -> Value {
    json!({
        "born_on": born_on,
        "coverages": [{
            "insurer_number": "113019", "symbol": "101", "number": "123", "branch": "01",
            "role": "insured", "acquired_on": "2023-04-01",
        }],
        "cards": [{ "application_received_on": issued_on, "issued_on": issued_on }],
        "digital_certificates": [{ "issued_on": issued_on }],
        "registrations": [{ "registered_on": issued_on }],
    })
}
