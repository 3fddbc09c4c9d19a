//! Made-up members: four of five hold a registered card and a notice, most of the others a
//! 資格確認書, one of fifty is still to get a paper; certificates expire on any day of five years.

use eligibility::InsurerNumber;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use record::{Fact, Person};
use serde_json::{Value, json};
use server::ledger::Ledger;
use store::{Change, Progress, Step, Store, Task, Whose};

use crate::Failure;

const NAMES: [(&str, &str); 4] =
    [("見本", "ミホン"), ("仮名", "カリナ"), ("例示", "レイジ"), ("試", "タメシ")];
const GIVEN: [(&str, &str); 4] =
    [("花子", "ハナコ"), ("翔", "ショウ"), ("千代", "チヨ"), ("歩", "アユム")];

/// Members of one workplace: each has a symbol (記号) of its own.
const OF_ONE_WORKPLACE: u32 = 80;

/// Steps handed to the ledger at once.
const STEPS: u32 = 5_000;

/// Makes a ledger's people.
pub(crate) fn make(
    ledger: &Ledger,
    (people, open): (u32, u32),
    insurer: InsurerNumber,
    today: Date,
) -> Result<(), Failure> {
    let store = ledger.store();
    let now: Timestamp = format!("{today}T03:00:00Z").parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        store.start_job("people", "import", now).await?;
        for first in (0..people).step_by(usize::try_from(STEPS)?) {
            let last = people.min(first + STEPS);
            let steps: Result<Vec<Step>, Failure> = (first..last)
                .map(|it| enrolment(store, it, &facts(it, it < open, insurer, today)?, now))
                .collect();
            let progress =
                Progress { job_id: "people".to_owned(), after: i64::from(first), state: None };
            store.carry_out(progress, steps?).await?;
        }
        Ok(())
    })
}

fn enrolment(store: &Store, place: u32, facts: &[Fact], now: Timestamp) -> Result<Step, Failure> {
    let change = Change {
        id: format!("list:{place}"),
        whose: Whose::New(store.new_person_key(now)),
        facts: facts.to_vec(),
        end: Vec::new(),
        my_number_hash: None,
        recorded_by: "plan_speed".to_owned(),
        reason: "加入者リスト".to_owned(),
        recorded_at: now,
    };
    let task = Task::Record(Box::new(store.prepare(change)?));
    Ok(Step { position: i64::from(place) + 1, task })
}

/// A person at a place; not drawn, one of middle age who needs nothing for years.
fn facts(
    place: u32,
    is_drawn: bool,
    insurer: InsurerNumber,
    today: Date,
) -> Result<Vec<Fact>, Failure> {
    let drawn = mixed(u64::from(place));
    let before = |days: u64| today.saturating_sub(i64::try_from(days).unwrap_or(0).days());
    let age = if is_drawn { 365 + drawn % (73 * 365) } else { (30 + drawn % 20) * 365 };
    let card_age = if is_drawn { 40 + mixed(drawn) % (5 * 365) } else { 40 + mixed(drawn) % 300 };
    let born_on = before(age);
    let card_on = before(card_age).max(born_on);
    let mut dossier = json!({
        "born_on": born_on,
        "coverages": [{
            "insurer_number": insurer.to_string(),
            "symbol": (1_000 + place / OF_ONE_WORKPLACE).to_string(),
            "number": (place % OF_ONE_WORKPLACE / 2 + 1).to_string(),
            "branch": format!("{:02}", place % 2 + 1),
            "role": if place.is_multiple_of(2) { "insured" } else { "dependent" },
            "acquired_on": "2023-04-01",
        }],
    });
    let paper = |kind: &str, to: Option<&str>| {
        let mut paper =
            json!({"kind": kind, "issued_on": "2025-10-10", "valid_from": "2025-12-02"});
        if let Some(to) = to {
            paper["valid_to"] = json!(to);
        }
        json!([paper])
    };
    match place % 50 {
        0 if is_drawn => {}
        it if it.is_multiple_of(5) => {
            dossier["documents"] = paper("eligibility_certificate", Some("2030-11-30"));
        }
        _ => {
            dossier["cards"] = json!([{"application_received_on": card_on, "issued_on": card_on}]);
            dossier["digital_certificates"] = json!([{"issued_on": card_on}]);
            dossier["registrations"] = json!([{"registered_on": card_on}]);
            dossier["documents"] = paper("eligibility_notice", None);
        }
    }
    let ((family, family_kana), (given, given_kana)) =
        (NAMES[(place / 2 % 4) as usize], GIVEN[(place / 8 % 4) as usize]);
    let identity = json!({
        "name": format!("{family}　{given}"),
        "kana": format!("{family_kana} {given_kana}"),
        "sex": if place.is_multiple_of(2) { "female" } else { "male" },
        "born_on": born_on,
    });
    let address = json!({
        "postcode": format!("{:03}-{:04}", place % 900 + 100, place % 10_000),
        "text": format!("見本県例示市仮名町{}丁目{}番{}号", place % 9 + 1, place % 40, place % 20),
    });
    let delivery = json!({
        "insurer_number": insurer.to_string(),
        "employer_code": format!("{:06}", place / OF_ONE_WORKPLACE),
        "employer_name": "見本商事",
    });
    person(dossier, identity, address, delivery)
}

fn person(
    dossier: Value,
    identity: Value,
    address: Value,
    delivery: Value,
) -> Result<Vec<Fact>, Failure> {
    let person = Person {
        dossier: serde_json::from_value(dossier)?,
        identity: Some(serde_json::from_value(identity)?),
        address: Some(serde_json::from_value(address)?),
        delivery: Some(serde_json::from_value(delivery)?),
        reference_numbers: Vec::new(),
    };
    Ok(person.facts())
}

/// A number that looks drawn, of a number (`SplitMix64`).
const fn mixed(number: u64) -> u64 {
    let it = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    it ^ (it >> 31)
}
