//! Made-up members of an insurer, each written in a line.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz};
use record::{
    Coverage, Delivery, DigitalCertificate, Document, DocumentKind, Fact, Identity, IncomeTier,
    MyNumberCard, Registration, Role, Sex,
};
use server::ledger::Ledger;
use store::{Change, Outcome, PersonKey, Whose};

/// The insurer of the tests.
pub(crate) const INSURER: &str = "133991";

/// A member, as a line of a table says.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) name: &'a str,
    pub(crate) kana: &'a str,
    pub(crate) born_on: &'a str,
    pub(crate) number: &'a str,
    pub(crate) acquired_on: &'a str,
    /// When the card and its certificates were issued, valid ten years and five.
    pub(crate) card: Option<&'a str>,
    /// When the card was registered for insurance use.
    pub(crate) registered: Option<&'a str>,
    /// When an eligibility certificate was issued, valid five years.
    pub(crate) paper: Option<&'a str>,
    pub(crate) lost_on: Option<&'a str>,
}

impl Line<'_> {
    /// The facts of the line.
    pub(crate) fn facts(&self) -> Vec<Fact> {
        let insurer_number = INSURER.parse().unwrap();
        let mut facts = vec![
            Fact::Identity(Identity {
                name: self.name.to_owned(),
                kana: Some(self.kana.to_owned()),
                sex: Sex::Female,
                born_on: day(self.born_on),
                insured_name: None,
            }),
            Fact::Delivery(Delivery {
                insurer_number,
                employer_code: "1001".to_owned(),
                employer_name: Some("みほん建設".to_owned()),
            }),
            Fact::Coverage(Coverage {
                insurer_number,
                symbol: Some("101".to_owned()),
                number: self.number.to_owned(),
                branch: Some("01".to_owned()),
                role: Role::Insured,
                acquired_on: day(self.acquired_on),
                lost_on: self.lost_on.map(day),
                income_tier: IncomeTier::Ordinary,
                income_tiers: Vec::new(),
                voluntary_continuation: false,
            }),
        ];
        facts.extend(self.card.map(day).into_iter().flat_map(card));
        facts.extend(self.registered.map(|it| {
            Fact::Registration(Registration { registered_on: day(it), cancel_requested_on: None })
        }));
        facts.extend(self.paper.map(|it| {
            Fact::Document(Document {
                kind: DocumentKind::EligibilityCertificate,
                issued_on: day(it),
                valid_from: day(it),
                valid_to: Some(day(it).saturating_add(5.years()).saturating_sub(1.days())),
                insurer_number: Some(insurer_number),
                lost_on: None,
                returned_on: None,
            })
        }));
        facts
    }
}

/// A card in use, and its certificate for user authentication.
fn card(issued_on: Date) -> [Fact; 2] {
    let last = |years: i64| issued_on.saturating_add(years.years());
    let card = MyNumberCard {
        application_received_on: issued_on.saturating_sub(30.days()),
        issued_on,
        handed_over_on: Some(issued_on),
        valid_to: Some(last(10)),
        pinless: false,
        lost_on: None,
        suspended_on: None,
        released_on: None,
        returned_on: None,
        revoked_on: None,
    };
    let certificate = DigitalCertificate { issued_on, valid_to: Some(last(5)), revoked_on: None };
    [Fact::Card(card), Fact::DigitalCertificate(certificate)]
}

/// Records a member.
pub(crate) async fn record(ledger: &Ledger, line: &Line<'_>) -> PersonKey {
    let at = instant("2026-01-05", "09:00");
    let store = ledger.store();
    let person_key = store.new_person_key(at);
    let change = Change {
        id: format!("list:{person_key}"),
        whose: Whose::New(person_key),
        facts: line.facts(),
        end: Vec::new(),
        my_number_hash: None,
        recorded_by: "import".to_owned(),
        reason: "加入者リスト".to_owned(),
        recorded_at: at,
    };
    let outcome = store.record(store.prepare(change).unwrap()).await.unwrap();
    assert!(matches!(outcome, Outcome::Recorded { .. }), "{outcome:?}");
    person_key
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// An instant in Japan.
pub(crate) fn instant(day: &str, time: &str) -> Timestamp {
    let at: jiff::civil::DateTime = format!("{day}T{time}").parse().unwrap();
    tz::offset(9).to_timestamp(at).unwrap()
}
