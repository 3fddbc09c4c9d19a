//! A town: the real authority and hub on a ledger of their own, made-up people and their cards.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
};
use card::{
    portrait::{Portrait, Sex},
    reading::NumberB,
    virtual_card::{
        CardKeys, IssuedCertificates, Personalisation, Pins, SignedRecords, VirtualCard, made_up,
    },
};
use jiff::Timestamp;
use pki::{CertificateOrder, Holder, KeyAlgorithm, Municipality, Purpose};
use reception::Clock;
use record::Person;
use serde_json::{Value, json};
use server::{
    hub::{Hub, InstitutionKey, key_hash, router},
    ledger::{Ledger, open},
    work::card::{
        CardOffice, CardRequest, FaceRecords, GenerationsSetting, KeyPlace, KeyRequests, MadeCard,
        Municipalities, Occasion, OfficeParts, OfficeSettings, PersonalisationOrder,
        issue_for_recorded, recorded_order,
    },
};
use store::{Change, Institution, PersonKey, Whose};
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::support::serve;

pub(crate) const CLINIC: &str = "1312345670";
/// No number of the tests contains it but by a rare chance.
pub(crate) const PIN: &str = "7296";
pub(crate) const NAME: &str = "見本 花子";
const MUNICIPALITY: &str = "99201";

/// The authority and the hub, with the ledger between them.
pub(crate) struct Town {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) office: CardOffice,
    /// How the hub is reached.
    pub(crate) line: Arc<Line>,
    pub(crate) hub_address: String,
    pub(crate) key: InstitutionKey,
    clock: Clock,
    count: AtomicU32,
}

/// What happens to the requests on their way to the hub.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    /// They reach it.
    #[default]
    Up,
    /// They do not.
    Down,
    /// Challenges are given; the next question reaches the hub, and its answer is lost.
    AnswerLost,
    /// Challenges are given; the hub begins a question late.
    Late(Duration),
}

/// The line to the hub.
#[derive(Default)]
pub(crate) struct Line {
    mode: Mutex<Mode>,
    /// How many questions by card went out.
    pub(crate) questions: AtomicU32,
}

/// A card with what is printed on it.
pub(crate) struct Issued {
    pub(crate) card: VirtualCard,
    pub(crate) number_b: [String; 3],
}

impl Town {
    /// A town whose hub is set up in another way.
    pub(crate) async fn found(
        directory: &TempDir,
        clock: &Clock,
        setting: impl FnOnce(Hub) -> Hub,
    ) -> Self {
        let path = directory.path().join("ledger.sqlite");
        let ledger = open(&format!("sqlite:{}", path.display())).unwrap();
        let key = InstitutionKey::of([7; 32]);
        let clinic = Institution {
            code: CLINIC.to_owned(),
            name: "見本クリニック".to_owned(),
            key_hash: key_hash(key.as_str()),
            added_at: clock(),
            revoked_at: None,
        };
        ledger.store().put_institution(clinic).await.unwrap();
        let keys = directory.path().join("keys");
        std::fs::create_dir_all(&keys).unwrap();
        let algorithm = KeyAlgorithm::EcdsaP256;
        let parts = OfficeParts {
            ledger: Arc::clone(&ledger),
            keys: KeyPlace { directory: keys, passphrase: b"made up".to_vec(), token: None },
            municipalities: Municipalities::default(),
            settings: OfficeSettings {
                generations: GenerationsSetting { algorithm, ..GenerationsSetting::default() },
                ..OfficeSettings::default()
            },
            my_number_key: None,
        };
        let office = CardOffice::open(parts, clock()).await.unwrap();
        let line = Arc::new(Line::default());
        let hub = Arc::new(setting(Hub::new(Arc::clone(&ledger), Arc::clone(clock))));
        let router = router(hub).layer(from_fn_with_state(Arc::clone(&line), carried));
        let hub_address = format!("http://{}", serve(router).await);
        let (clock, count) = (Arc::clone(clock), AtomicU32::new(0));
        Self { ledger, office, line, hub_address, key, clock, count }
    }

    /// Records a made-up person of a dossier.
    pub(crate) async fn person(&self, dossier: &Value) -> PersonKey {
        let dossier: record::Dossier = serde_json::from_value(dossier.clone()).unwrap();
        let identity = json!({
            "name": NAME, "kana": "ミホン ハナコ", "sex": "female", "born_on": dossier.born_on,
        });
        let address = json!({ "text": "見本県みほん市見本町1-2-3", "withheld": false });
        let person = Person {
            dossier,
            identity: serde_json::from_value(identity).unwrap(),
            address: serde_json::from_value(address).unwrap(),
            delivery: None,
            reference_numbers: Vec::new(),
        };
        let store = self.ledger.store();
        let person_key = store.new_person_key((self.clock)());
        let change = Change {
            id: self.id("person"),
            whose: Whose::New(person_key),
            facts: person.facts(),
            end: Vec::new(),
            my_number_hash: None,
            recorded_by: "test".to_owned(),
            reason: "test".to_owned(),
            recorded_at: (self.clock)(),
        };
        store.record(store.prepare(change).unwrap()).await.unwrap();
        person_key
    }

    /// Makes the card that the facts of a person say is in use.
    pub(crate) async fn card(&self, person_key: PersonKey) -> Issued {
        let now = (self.clock)();
        let on = server::day_in_japan(now);
        let order = recorded_order(&self.office, person_key, MUNICIPALITY, None, on).unwrap();
        let keys = VirtualCard::new_keys().unwrap();
        let personalisation = personalisation(&order);
        let request = request(&keys, &personalisation);
        let occasion = Occasion::now(&self.id("card"), "test", now);
        let asked = (MUNICIPALITY, &request);
        let made = issue_for_recorded(&self.office, &occasion, person_key, asked).await.unwrap();
        let card = VirtualCard::personalise(keys, &personalisation, &issued(made)).unwrap();
        let printed =
            NumberB::printed(order.born_on, order.last_day, &order.security_code).unwrap();
        let digits = std::str::from_utf8(printed.digits()).unwrap();
        let number_b = [&digits[..6], &digits[6..10], &digits[10..]].map(str::to_owned);
        Issued { card, number_b }
    }

    /// A card whose certificate the authority signed and did not register.
    pub(crate) fn unregistered_card(&self) -> VirtualCard {
        let person = made_up::person();
        let keys = VirtualCard::new_keys().unwrap();
        let authority = made_up::Authority::establish(made_up::MADE_ON).unwrap();
        let (from, to) = (made_up::MADE_ON, made_up::CERTIFICATES_LAST_DAY);
        let mut issued = authority.issue(&keys, &person, from, to).unwrap();
        let purpose = Purpose::UserAuthentication;
        let generation = self.office.generations().signing(purpose, from).unwrap();
        let municipality = Municipality {
            code: MUNICIPALITY.to_owned(),
            prefecture: "Mihon-ken".to_owned(),
            city: "Mihon-shi".to_owned(),
        };
        let common_name = pki::user_authentication_name(&municipality).unwrap();
        let order = CertificateOrder {
            serial: 9_999_999,
            public_key_der: keys.public_key_der(purpose),
            issued_at: (self.clock)(),
            last_day: to,
            holder: Holder::UserAuthentication {
                common_name: &common_name,
                municipality: &municipality,
            },
        };
        issued.user_authentication = generation.issuer.issue(&order).unwrap();
        VirtualCard::personalise(keys, &person, &issued).unwrap()
    }

    fn id(&self, what: &str) -> String {
        format!("{what}-{}", self.count.fetch_add(1, Ordering::Relaxed))
    }
}

impl Line {
    pub(crate) fn set(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
    }
}

async fn carried(State(line): State<Arc<Line>>, request: Request, next: Next) -> Response {
    let is_question = request.uri().path() == "/v1/card-confirmations";
    if is_question {
        line.questions.fetch_add(1, Ordering::SeqCst);
    }
    let mode = *line.mode.lock().unwrap();
    match mode {
        Mode::Down => StatusCode::BAD_GATEWAY.into_response(),
        Mode::AnswerLost if is_question => {
            next.run(request).await;
            line.set(Mode::Up);
            StatusCode::BAD_GATEWAY.into_response()
        }
        Mode::Late(by) if is_question => {
            tokio::time::sleep(by).await;
            next.run(request).await
        }
        Mode::Up | Mode::AnswerLost | Mode::Late(_) => next.run(request).await,
    }
}

/// A member since 2023 with a card, a certificate to 2027-05-10, and the registration.
pub(crate) fn member() -> Value {
    json!({
        "born_on": "1990-05-10",
        "coverages": [{
            "insurer_number": "113019", "symbol": "101", "number": "12345678", "branch": "01",
            "role": "insured", "acquired_on": "2023-04-01",
        }],
        "cards": [{ "application_received_on": "2022-05-11", "issued_on": "2022-06-01" }],
        "digital_certificates": [{ "issued_on": "2022-06-01" }],
        "registrations": [{ "registered_on": "2022-06-01" }],
    })
}

fn personalisation(order: &PersonalisationOrder) -> Personalisation {
    let pin = || Zeroizing::new(PIN.to_owned());
    Personalisation {
        card_number: order.card_number.clone(),
        municipality_code: order.municipality.clone(),
        last_day: order.last_day,
        name: order.name.clone(),
        address: order.address.clone(),
        birth: order.born_on,
        sex: Sex::Female,
        my_number: Zeroizing::new("123456789018".to_owned()),
        security_code: order.security_code.clone(),
        photo: Portrait::of(order.card_number.as_bytes(), Sex::Female, 35).jp2.to_vec(),
        pins: Pins {
            user_authentication: pin(),
            digital_signature: Some(Zeroizing::new("SHIKAKU1".to_owned())),
            text: pin(),
            residence: pin(),
        },
    }
}

fn request(keys: &CardKeys, personalisation: &Personalisation) -> CardRequest {
    let records = VirtualCard::record_messages(keys, personalisation).unwrap();
    CardRequest {
        card_number: personalisation.card_number.clone(),
        keys: KeyRequests {
            user_authentication: keys.certificate_request(Purpose::UserAuthentication).unwrap(),
            digital_signature: Some(keys.certificate_request(Purpose::DigitalSignature).unwrap()),
        },
        face_key: keys.face_public_key_der().to_vec(),
        records: FaceRecords {
            birth: records.birth,
            face: records.face,
            my_number: records.my_number,
            integrity: records.integrity,
            public_key: records.public_key,
        },
    }
}

fn issued(made: MadeCard) -> IssuedCertificates {
    let MadeCard { certificates, face, .. } = made;
    IssuedCertificates {
        user_authentication: certificates.user_authentication.unwrap(),
        user_authentication_ca: certificates.user_authentication_issuer,
        digital_signature: certificates.digital_signature,
        digital_signature_ca: certificates.digital_signature_issuer,
        records: SignedRecords {
            face_certificate: face.face_certificate,
            text_certificate: face.text_certificate,
            upper_certificate: face.upper_certificate,
            lower_certificate: Some(face.lower_certificate),
            birth: face.birth,
            face: face.face,
            my_number: face.my_number,
            integrity: face.integrity,
            public_key: face.public_key,
        },
    }
}

/// An instant in Japan, as `2026-03-10 09:12:05`.
pub(crate) fn instant(text: &str) -> Timestamp {
    format!("{}+09:00", text.replace(' ', "T")).parse().unwrap()
}
