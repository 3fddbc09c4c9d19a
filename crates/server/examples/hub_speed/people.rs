//! Made-up people: two to a household, in the order of an insurer's list.

use std::path::Path;

use eligibility::InsurerNumber;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use record::{
    Address, Coverage, DigitalCertificate, Dossier, Identity, IncomeTier, MyNumberCard, Person,
    Registration, Role, Sex,
};
use server::hub::{InstitutionKey, key_hash};
use store::{Change, Institution, Insurer, Progress, Step, Store, Task, Whose};

use crate::Failure;

/// The one institution that asks (医療機関コード).
pub(crate) const INSTITUTION: &str = "1311111114";

const INSURERS: [&str; 5] = ["01040013", "06130090", "113019", "130070", "33120015"];
const NAMES: [(&str, &str); 4] = [("見本", "ﾐﾎﾝ"), ("仮名", "ｶﾘﾅ"), ("例示", "ﾚｲｼﾞ"), ("試", "ﾀﾒｼ")];
const GIVEN: [(&str, &str); 4] = [("花子", "ﾊﾅｺ"), ("翔", "ｼﾖｳ"), ("千代", "ﾁﾖ"), ("歩", "ｱﾕﾑ")];

/// Members of one workplace: each has a symbol (記号) of its own.
const OF_ONE_WORKPLACE: u32 = 80;

/// Steps handed to the ledger at once.
const STEPS: u32 = 5_000;

/// What stands on a person's paper.
pub(crate) struct Paper {
    pub(crate) insurer: &'static str,
    pub(crate) symbol: String,
    pub(crate) number: String,
    pub(crate) branch: String,
    pub(crate) born_on: Date,
}

/// The key of the institution.
pub(crate) fn key() -> InstitutionKey {
    InstitutionKey::of([7; 32])
}

/// The paper of the person at a place of the register, 1 to 70 years old today.
pub(crate) fn paper(place: u32, people: u32, today: Date) -> Paper {
    let insurer = u64::from(place) * INSURERS.len() as u64 / u64::from(people);
    let days = 365 + mixed(u64::from(place)) % (69 * 365);
    Paper {
        insurer: usize::try_from(insurer).map_or(INSURERS[0], |it| INSURERS[it]),
        symbol: (1_000 + place / OF_ONE_WORKPLACE).to_string(),
        number: (place % OF_ONE_WORKPLACE / 2 + 1).to_string(),
        branch: format!("{:02}", place % 2 + 1),
        born_on: today.saturating_sub(i64::try_from(days).unwrap_or(0).days()),
    }
}

/// A number that looks drawn, of a number (`SplitMix64`).
pub(crate) const fn mixed(number: u64) -> u64 {
    let it = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    it ^ (it >> 31)
}

/// Makes a ledger of so many people.
pub(crate) fn make(path: &Path, people: u32, now: Timestamp) -> Result<(), Failure> {
    let ledger = server::ledger::open(&format!("sqlite:{}", path.display()))?;
    let store = ledger.store();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        for number in INSURERS {
            let insurer = Insurer {
                number: number.parse()?,
                name: format!("みほん保険組合{number}"),
                address: String::new(),
                phone: String::new(),
            };
            store.put_insurer(insurer).await?;
        }
        let institution = Institution {
            code: INSTITUTION.to_owned(),
            name: "みほん医院".to_owned(),
            key_hash: key_hash(key().as_str()),
            added_at: now,
            revoked_at: None,
        };
        store.put_institution(institution).await?;
        store.start_job("people", "import", now).await?;
        for first in (0..people).step_by(usize::try_from(STEPS)?) {
            let last = people.min(first + STEPS);
            let steps: Result<Vec<Step>, Failure> =
                (first..last).map(|it| enrolment(store, it, people, now)).collect();
            let progress =
                Progress { job_id: "people".to_owned(), after: i64::from(first), state: None };
            store.carry_out(progress, steps?).await?;
        }
        Ok(())
    })
}

fn enrolment(store: &Store, place: u32, people: u32, now: Timestamp) -> Result<Step, Failure> {
    let change = Change {
        id: format!("list:{place}"),
        whose: Whose::New(store.new_person_key(now)),
        facts: person(place, people, server::day_in_japan(now))?.facts(),
        end: Vec::new(),
        my_number_hash: None,
        recorded_by: "hub_speed".to_owned(),
        reason: "加入者リスト".to_owned(),
        recorded_at: now,
    };
    let task = Task::Record(Box::new(store.prepare(change)?));
    Ok(Step { position: i64::from(place) + 1, task })
}

/// Everybody is covered; four of five have a card registered for insurance use.
fn person(place: u32, people: u32, today: Date) -> Result<Person, Failure> {
    let paper = paper(place, people, today);
    let insurer_number: InsurerNumber = paper.insurer.parse()?;
    let (family, family_kana) = NAMES[(place / 2 % 4) as usize];
    let (given, given_kana) = GIVEN[(place / 8 % 4) as usize];
    let before = |days: i32| today.saturating_sub(days.days());
    let mut dossier: Dossier =
        serde_json::from_value(serde_json::json!({ "born_on": paper.born_on }))?;
    dossier.coverages.push(Coverage {
        insurer_number,
        symbol: Some(paper.symbol),
        number: paper.number,
        branch: Some(paper.branch),
        role: if place.is_multiple_of(2) { Role::Insured } else { Role::Dependent },
        acquired_on: before(300),
        lost_on: None,
        income_tier: IncomeTier::Ordinary,
        income_tiers: Vec::new(),
        voluntary_continuation: false,
    });
    if !place.is_multiple_of(5) {
        dossier.cards.push(MyNumberCard {
            application_received_on: before(250),
            issued_on: before(230),
            handed_over_on: None,
            valid_to: None,
            pinless: false,
            lost_on: None,
            suspended_on: None,
            released_on: None,
            returned_on: None,
            revoked_on: None,
        });
        let certificate =
            DigitalCertificate { issued_on: before(230), valid_to: None, revoked_on: None };
        dossier.digital_certificates.push(certificate);
        let registered_on = before(200);
        dossier.registrations.push(Registration { registered_on, cancel_requested_on: None });
    }
    let identity = Identity {
        name: format!("{family}　{given}"),
        kana: Some(format!("{family_kana} {given_kana}")),
        sex: if place.is_multiple_of(2) { Sex::Female } else { Sex::Male },
        born_on: paper.born_on,
        insured_name: None,
    };
    let address = Address {
        postcode: Some(format!("{:03}-{:04}", place % 900 + 100, place % 10_000)),
        text: format!("みほん県例示市仮名町{}丁目{}番{}号", place % 9 + 1, place % 40, place % 20),
        withheld: false,
    };
    Ok(Person {
        dossier,
        identity: Some(identity),
        address: Some(address),
        delivery: None,
        reference_numbers: Vec::new(),
    })
}
