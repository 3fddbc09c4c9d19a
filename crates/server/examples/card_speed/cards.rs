//! Made-up people, each covered, with a registered card that is good.

use std::sync::Arc;

use interchange::confirmation::{CardQuestion, CheckedBy, signed_message};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use pki::{
    CertificateOrder, Holder, Issuer, IssuerSetting, KeyAlgorithm, Municipality, Purpose,
    SigningKey,
};
use record::{Fact, Identity, IncomeTier, MyNumberCard, Registration, Role, Sex};
use server::{
    hub::face_key_hash,
    ledger::{Ledger, open},
};
use store::{
    Act, ActStep, CertificateIssuer, CertificatePurpose, Change, PersonKey, RegisteredCard,
    RegisteredCertificate, Whose,
};

use super::Failure;

/// Who asks.
pub(crate) const INSTITUTION: &str = "1311111114";

/// Keys made; cards take turns with them, as making one takes longer than all else.
const KEYS: u32 = 64;

const ISSUED: Date = date(2024, 6, 1);
const LAST_DAY: Date = date(2029, 2, 14);
const TODAY: Date = date(2025, 6, 1);

/// A ledger with an authority's register, and everybody's card.
pub(crate) struct Town {
    _directory: tempfile::TempDir,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) issuer: Issuer,
    pub(crate) cards: Vec<Card>,
    pub(crate) now: Timestamp,
}

/// A card as its holder has it.
pub(crate) struct Card {
    certificate: Vec<u8>,
    key: Arc<SigningKey>,
}

impl Town {
    /// A town of so many people.
    pub(crate) fn settle(people: u32) -> Result<Self, Failure> {
        let directory = tempfile::tempdir()?;
        let ledger = open(&format!("sqlite:{}", directory.path().join("town.sqlite").display()))?;
        let now: Timestamp = "2025-06-01T03:00:00Z".parse()?;
        let issuer = Issuer::establish(
            Purpose::UserAuthentication,
            SigningKey::generate(KeyAlgorithm::Rsa2048)?,
            IssuerSetting::emulator("http://127.0.0.1"),
            date(2020, 1, 1),
            date(2035, 1, 1),
            1,
        )?;
        let keys = (0..KEYS.min(people))
            .map(|_| SigningKey::generate(KeyAlgorithm::Rsa2048).map(Arc::new))
            .collect::<Result<Vec<_>, _>>()?;
        let mut town = Self { _directory: directory, ledger, issuer, cards: Vec::new(), now };
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        runtime.block_on(async {
            town.register_issuer().await?;
            for (number, key) in (1..=people).zip(keys.iter().cycle()) {
                town.settle_one(number, key).await?;
            }
            Ok::<_, Failure>(())
        })?;
        Ok(town)
    }

    async fn register_issuer(&self) -> Result<(), Failure> {
        let row = CertificateIssuer {
            issuer_key_id: self.issuer.key_id(),
            purpose: CertificatePurpose::UserAuthentication,
            generation: 1,
            certificate: self.issuer.certificate_der().to_vec(),
            added_at: self.now,
        };
        Ok(self.ledger.store().put_certificate_issuer(row).await?)
    }

    async fn settle_one(&mut self, number: u32, key: &Arc<SigningKey>) -> Result<(), Failure> {
        let person_key = self.ledger.store().new_person_key(self.now);
        let certificate = self.issue(number, key)?;
        let (card_number, municipality) = (format!("{number:015}"), "13101".to_owned());
        let card = RegisteredCard {
            card_number: card_number.clone(),
            person_key,
            order_id: None,
            municipality: municipality.clone(),
            made_at: self.now,
            last_day: LAST_DAY,
            security_code: "1234".to_owned(),
            face_key_hash: face_key_hash(key.public_key_der()),
            stopped_since: None,
            ended_at: None,
            ended_why: None,
        };
        let registered = RegisteredCertificate {
            issuer_key_id: self.issuer.key_id(),
            serial: u64::from(number),
            purpose: CertificatePurpose::UserAuthentication,
            person_key,
            card_number,
            municipality,
            issued_at: self.now,
            last_day: LAST_DAY,
            certificate: certificate.clone(),
            held_since: None,
            revoked_at: None,
            revocation_reason: None,
        };
        let act = Act {
            id: format!("settle-{number}"),
            kind: "settle".to_owned(),
            person_key,
            order_id: None,
            card_number: None,
            note: "{}".to_owned(),
            recorded_by: "card_speed".to_owned(),
            reason: "measuring".to_owned(),
            recorded_at: self.now,
            change: Some(enrolment(number, person_key, self.now)?),
            steps: vec![ActStep::AddCard(card), ActStep::AddCertificate(registered)],
        };
        self.ledger.store().act(act).await?;
        self.cards.push(Card { certificate, key: Arc::clone(key) });
        Ok(())
    }

    fn issue(&self, number: u32, key: &SigningKey) -> Result<Vec<u8>, Failure> {
        let municipality = Municipality {
            code: "13101".to_owned(),
            prefecture: "Mihon-ken".to_owned(),
            city: "Mihon-shi".to_owned(),
        };
        Ok(self.issuer.issue(&CertificateOrder {
            serial: u64::from(number),
            public_key_der: key.public_key_der(),
            issued_at: jiff::tz::offset(9).to_timestamp(ISSUED.at(12, 0, 0, 0))?,
            last_day: LAST_DAY,
            holder: Holder::UserAuthentication {
                common_name: &format!("{number:014}13101000A"),
                municipality: &municipality,
            },
        })?)
    }
}

impl Card {
    /// What a reader asks after the PIN.
    pub(crate) fn question(
        &self,
        challenge: &str,
        asked_at: Timestamp,
    ) -> Result<CardQuestion, Failure> {
        Ok(CardQuestion {
            challenge: challenge.to_owned(),
            asked_at,
            on: TODAY,
            certificate: self.certificate.clone(),
            check: CheckedBy::Pin,
            signature: self.key.sign(&signed_message(challenge))?,
            face_key: None,
        })
    }
}

/// A made-up person's facts: covered, with a registered card.
fn enrolment(number: u32, person_key: PersonKey, now: Timestamp) -> Result<Change, Failure> {
    let identity = Identity {
        name: format!("見本 {number}"),
        kana: Some("ﾐﾎﾝ ﾋﾄ".to_owned()),
        sex: Sex::Female,
        born_on: date(1985, 2, 14),
        insured_name: None,
    };
    let coverage = record::Coverage {
        insurer_number: "113019".parse()?,
        symbol: Some("101".to_owned()),
        number: number.to_string(),
        branch: Some("01".to_owned()),
        role: Role::Insured,
        acquired_on: date(2024, 4, 1),
        lost_on: None,
        income_tier: IncomeTier::Ordinary,
        income_tiers: Vec::new(),
        voluntary_continuation: false,
    };
    let card = MyNumberCard {
        application_received_on: ISSUED,
        issued_on: ISSUED,
        handed_over_on: None,
        valid_to: None,
        pinless: false,
        lost_on: None,
        suspended_on: None,
        released_on: None,
        returned_on: None,
        revoked_on: None,
    };
    let certificate = record::DigitalCertificate {
        issued_on: ISSUED,
        valid_to: Some(LAST_DAY),
        revoked_on: None,
    };
    let registration = Registration { registered_on: ISSUED, cancel_requested_on: None };
    Ok(Change {
        id: format!("enrol-{number}"),
        whose: Whose::New(person_key),
        facts: vec![
            Fact::Identity(identity),
            Fact::Coverage(coverage),
            Fact::Card(card),
            Fact::DigitalCertificate(certificate),
            Fact::Registration(registration),
        ],
        end: Vec::new(),
        my_number_hash: None,
        recorded_by: "card_speed".to_owned(),
        reason: "enrolment".to_owned(),
        recorded_at: now,
    })
}
