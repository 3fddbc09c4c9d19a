//! A ledger of its own with made-up people, and the office that works on it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use eligibility::{InsurerNumber, Means, judge};
use jiff::{Timestamp, civil::Date, tz};
use record::{
    Address, ApplicationReason, Coverage, Document, DocumentKind, Fact, Identity, IncomeTier,
    Person, Role, Sex, law::Facts,
};
use server::{
    ledger::{Ledger, open},
    work::{
        card::Occasion,
        office::{
            ApplicationRoute, Applied, Approved, FeeDecision, InsurerOffice, NewApplication,
            OfficeRefusal, WhoApplied,
        },
        plan::plan,
    },
};
use store::{Change, Held, NewSetting, PersonKey, Whose};

/// A society, whose members have workplaces.
pub(crate) const INSURER: &str = "06130090";

pub(crate) struct World {
    pub(crate) directory: tempfile::TempDir,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) office: InsurerOffice,
    pub(crate) now: Arc<AtomicI64>,
    acts: AtomicI64,
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn insurer() -> InsurerNumber {
    INSURER.parse().unwrap()
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub(crate) fn world(on: &str) -> World {
    let directory = tempfile::tempdir().unwrap();
    let ledger = open(&format!("sqlite:{}", directory.path().join("db").display())).unwrap();
    let now = Arc::new(AtomicI64::new(0));
    let clock = {
        let now = Arc::clone(&now);
        move || Timestamp::from_microsecond(now.fetch_add(1, Ordering::Relaxed)).unwrap()
    };
    let office = InsurerOffice::new(Arc::clone(&ledger), Arc::new(clock));
    let world = World { directory, ledger, office, now, acts: AtomicI64::new(0) };
    world.on(on);
    world
}

impl World {
    /// Goes to the morning of a day.
    pub(crate) fn on(&self, on: &str) {
        let morning = day(on).at(9, 0, 0, 0);
        let instant = tz::offset(9).to_timestamp(morning).unwrap();
        self.now.store(instant.as_microsecond(), Ordering::Relaxed);
    }

    pub(crate) fn today(&self) -> Date {
        self.office.day()
    }

    /// A new page's act.
    pub(crate) fn act(&self) -> Occasion {
        let id = format!("act-{}", self.acts.fetch_add(1, Ordering::Relaxed));
        self.office.occasion(&id, "事務")
    }

    /// Sets the fee for a paper made again.
    pub(crate) fn fee(&self, yen: u32) {
        let setting = NewSetting {
            insurer: Some(insurer()),
            from: day("2024-12-02"),
            body: format!("{{\"reissue_fee_yen\": {yen}}}"),
            recorded_at: "2024-12-01T00:00:00Z".parse().unwrap(),
            recorded_by: "test".to_owned(),
        };
        run(self.ledger.append_setting(setting, self.today())).unwrap();
    }

    /// Somebody with these facts besides who they are and where they live.
    pub(crate) fn person(&self, name: &str, kana: &str, facts: Vec<Fact>) -> PersonKey {
        let at = tz::offset(9).to_timestamp(self.today().at(8, 0, 0, 0)).unwrap();
        let person_key = self.ledger.store().new_person_key(at);
        let identity = Fact::Identity(Identity {
            name: name.to_owned(),
            kana: Some(kana.to_owned()),
            sex: Sex::Female,
            born_on: day("1985-02-14"),
            insured_name: None,
        });
        let address = Fact::Address(Address {
            postcode: Some("330-0000".to_owned()),
            text: "みほん市本町1-2-3".to_owned(),
            withheld: false,
        });
        let change = Change {
            id: format!("person:{person_key}"),
            whose: Whose::New(person_key),
            facts: [vec![identity, address], facts].concat(),
            end: Vec::new(),
            my_number_hash: None,
            recorded_by: "一覧".to_owned(),
            reason: "test".to_owned(),
            recorded_at: at,
        };
        let prepared = self.ledger.store().prepare(change).unwrap();
        run(self.ledger.store().record(prepared)).unwrap();
        person_key
    }

    /// Somebody without a card, covered since 2025-04-01, with a 資格確認書 to 2029-11-30.
    pub(crate) fn member(&self) -> PersonKey {
        let facts = vec![covered("2025-04-01", None), certificate("2025-04-10", "2029-11-30")];
        self.person("山田　花子", "ヤマダ　ハナコ", facts)
    }

    pub(crate) fn read(&self, key: PersonKey) -> Person {
        let current = self.ledger.store().person(key).unwrap().unwrap();
        let Held::Person(person) = current.held else { panic!("joined") };
        *person
    }

    /// What proves the coverage at a counter.
    pub(crate) fn means(&self, key: PersonKey, on: &str) -> Vec<Means> {
        let person = self.read(key);
        let on = day(on);
        let settings = self.ledger.settings_for(insurer(), on);
        judge(&Facts::of(&person.dossier).dossier(), &settings, on).standing.means.to_vec()
    }

    /// What a plan sends to somebody.
    pub(crate) fn planned(&self, key: PersonKey, on: &str) -> Vec<DocumentKind> {
        let plan = plan(&self.ledger, insurer(), day(on), &mut |_, _| {}).unwrap();
        plan.items.iter().filter(|it| it.person == key).map(|it| kind(it.document)).collect()
    }

    /// An application of today for a 資格確認書 in place of a lost one.
    pub(crate) fn lost_one(&self) -> NewApplication {
        NewApplication {
            document: DocumentKind::EligibilityCertificate,
            reason: ApplicationReason::LostDocument,
            received_on: self.today(),
            applicant: WhoApplied::Person,
            applicant_name: None,
            route: ApplicationRoute::Employer,
            note: String::new(),
            lost_on: None,
        }
    }

    pub(crate) fn apply(
        &self,
        key: PersonKey,
        new: &NewApplication,
    ) -> Result<Applied, OfficeRefusal> {
        run(self.office.apply(&self.act(), insurer(), key, new))
    }

    pub(crate) fn approve(&self, id: &str) -> Result<Approved, OfficeRefusal> {
        run(self.office.approve(&self.act(), insurer(), id, &FeeDecision::AsSet))
    }

    /// A person's lost paper applied for, approved and invoiced: the application and its number.
    pub(crate) fn invoiced(&self, key: PersonKey) -> (String, String) {
        let applied = self.apply(key, &self.lost_one()).unwrap();
        self.approve(&applied.application_id).unwrap();
        let id = applied.application_id;
        let invoiced = run(self.office.invoice(&self.act(), insurer(), &id)).unwrap();
        (id, invoiced.invoice_number)
    }

    /// Takes in a bank's CSV of lines `day,yen,payer,reference`.
    pub(crate) fn pay(&self, lines: &str) -> server::work::office::PaymentsReport {
        let bytes = format!("日付,入金額,振込依頼人名,備考\n{lines}\n");
        let act = self.act();
        run(self.office.take_payments(&act, insurer(), "a.csv", bytes.as_bytes())).unwrap()
    }
}

pub(crate) fn covered(acquired_on: &str, lost_on: Option<&str>) -> Fact {
    Fact::Coverage(Coverage {
        insurer_number: insurer(),
        symbol: Some("浦".to_owned()),
        number: "7".to_owned(),
        branch: Some("00".to_owned()),
        role: Role::Insured,
        acquired_on: day(acquired_on),
        lost_on: lost_on.map(day),
        income_tier: IncomeTier::Ordinary,
        income_tiers: Vec::new(),
        voluntary_continuation: false,
    })
}

pub(crate) fn certificate(issued_on: &str, valid_to: &str) -> Fact {
    Fact::Document(Document {
        kind: DocumentKind::EligibilityCertificate,
        issued_on: day(issued_on),
        valid_from: day(issued_on),
        valid_to: Some(day(valid_to)),
        insurer_number: Some(insurer()),
        lost_on: None,
        returned_on: None,
    })
}

/// The code of a refusal.
#[track_caller]
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, OfficeRefusal>) -> &'static str {
    let words = result.unwrap_err().words();
    assert!(words.so.ends_with('。') && words.now.ends_with('。'), "{words:?}");
    words.code
}

/// A kind of paper as records have it.
fn kind(kind: eligibility::DocumentKind) -> DocumentKind {
    match kind {
        eligibility::DocumentKind::EligibilityCertificate => DocumentKind::EligibilityCertificate,
        eligibility::DocumentKind::EligibilityNotice => DocumentKind::EligibilityNotice,
        eligibility::DocumentKind::ElderlyRecipientCertificate => {
            DocumentKind::ElderlyRecipientCertificate
        }
        eligibility::DocumentKind::FormerInsuranceCertificate => {
            DocumentKind::FormerInsuranceCertificate
        }
    }
}
