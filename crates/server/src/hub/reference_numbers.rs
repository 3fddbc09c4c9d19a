//! Patient numbers (照会番号): registered by an institution, given back with its later answers.

use std::sync::Arc;

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use eligibility::{
    InsurerNumber,
    number::fold::{fold_branch, fold_symbol},
};
use interchange::confirmation::{
    Cause, ReferenceNumberOutcome, ReferenceNumberRegistration, ReferenceNumberRequest,
};
use jiff::civil::Date;
use record::{Fact, ReferenceNumber};
use sha2::{Digest as _, Sha256};
use store::{Change, Held, Outcome, PersonKey, Whose};

use super::{
    Hub,
    asked::{Refused, fold_digits, is_id},
    institutions::Asking,
    json::{body_of, malformed, refused},
};

/// How often a registration is tried anew when somebody else changes the person meanwhile.
const TRIES: usize = 5;

/// `POST /v1/reference-numbers`.
pub(super) async fn register(
    State(hub): State<Arc<Hub>>,
    Asking(institution): Asking,
    body: Bytes,
) -> Response {
    let request: ReferenceNumberRequest = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return malformed(&error),
    };
    if !is_id(&request.id) {
        return refused(StatusCode::BAD_REQUEST, "id", "1 to 64 letters, digits, '-', '_' or '.'");
    }
    match register_for(&hub, &institution, &request.id, &request.registration()).await {
        Ok(outcome @ ReferenceNumberOutcome::Undetermined { .. }) => {
            body_of(StatusCode::SERVICE_UNAVAILABLE, &outcome)
        }
        Ok(outcome) => body_of(StatusCode::OK, &outcome),
        Err(it) => refused(StatusCode::UNPROCESSABLE_ENTITY, it.field, &it.wanted),
    }
}

/// Registers a patient number for an institution. The same id again does nothing more.
pub(super) async fn register_for(
    hub: &Hub,
    institution: &str,
    id: &str,
    registration: &ReferenceNumberRegistration,
) -> Result<ReferenceNumberOutcome, Refused> {
    let named = Named::of(registration)?;
    let fact = ReferenceNumber {
        institution: institution.to_owned(),
        number: registration.reference_number.clone(),
    };
    for _ in 0..TRIES {
        match try_to_register(hub, id, &named, &fact).await {
            Ok(Some(outcome)) => return Ok(outcome),
            Ok(None) => {}
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "a patient number was not registered");
                return Ok(ReferenceNumberOutcome::Undetermined { cause: Cause::NotRecorded });
            }
        }
    }
    Ok(ReferenceNumberOutcome::Undetermined { cause: Cause::Busy })
}

/// What names a person, folded.
struct Named {
    insurer: InsurerNumber,
    symbol: String,
    number: String,
    branch: Option<eligibility::BranchNumber>,
}

impl Named {
    fn of(registration: &ReferenceNumberRegistration) -> Result<Self, Refused> {
        let refuse = |field, wanted: String| Refused { field, wanted, impossible: false };
        if !(1..=50).contains(&registration.reference_number.chars().count()) {
            return Err(refuse("reference_number", "1 to 50 characters".to_owned()));
        }
        let insurer = fold_digits(&registration.insurer_number);
        Ok(Self {
            insurer: insurer.parse().map_err(|error: eligibility::InsurerNumberError| {
                refuse("insurer_number", error.to_string())
            })?,
            symbol: fold_symbol(registration.symbol.as_deref().unwrap_or_default()).into_owned(),
            number: fold_symbol(&registration.number).into_owned(),
            branch: fold_branch(registration.branch.as_deref().unwrap_or_default())
                .map_err(|_| refuse("branch", "a branch number of one or two digits".to_owned()))?,
        })
    }

    /// Everybody the numbers name; without a branch, of any.
    fn people(&self, hub: &Hub) -> Result<Vec<PersonKey>, store::Error> {
        // No birth date is asked here, so nobody's document is read by this look-up.
        let found = hub.ledger.store().find(self.insurer, &self.symbol, &self.number, Date::MIN)?;
        let mut people: Vec<PersonKey> = found
            .iter()
            .filter(|it| {
                it.branch.is_empty()
                    || self.branch.is_none_or(|branch| branch.as_str() == it.branch)
            })
            .map(|it| it.person_key)
            .collect();
        people.sort_unstable();
        people.dedup();
        Ok(people)
    }
}

/// One try; `None` where somebody changed the person meanwhile.
async fn try_to_register(
    hub: &Hub,
    id: &str,
    named: &Named,
    fact: &ReferenceNumber,
) -> Result<Option<ReferenceNumberOutcome>, store::Error> {
    let person_key = match named.people(hub)?.as_slice() {
        [] => return Ok(Some(ReferenceNumberOutcome::NoMatch)),
        [person_key] => *person_key,
        _ => return Ok(Some(ReferenceNumberOutcome::Several)),
    };
    let Some(current) = hub.ledger.store().person(person_key)? else {
        return Ok(Some(ReferenceNumberOutcome::NoMatch));
    };
    let Held::Person(person) = current.held else { return Ok(None) };
    if person.reference_numbers.contains(fact) {
        return Ok(Some(ReferenceNumberOutcome::Registered));
    }
    let change = Change {
        id: change_id(&fact.institution, id, current.revision),
        whose: Whose::Existing { person_key, revision: current.revision },
        facts: vec![Fact::ReferenceNumber(fact.clone())],
        end: Vec::new(),
        my_number_hash: None,
        recorded_by: fact.institution.clone(),
        reason: "照会番号登録".to_owned(),
        recorded_at: hub.now(),
    };
    let store = hub.ledger.store();
    let Ok(prepared) = store.prepare(change) else { return Err(store::Error::Stopped) };
    Ok(match store.record(prepared).await? {
        Outcome::Recorded { .. } => Some(ReferenceNumberOutcome::Registered),
        Outcome::Conflict | Outcome::MyNumberOfAnother { .. } | Outcome::NothingToEnd => None,
    })
}

/// A change's id from the caller's: short enough, and another one after another revision.
fn change_id(institution: &str, id: &str, revision: i64) -> String {
    let digest = Sha256::digest(format!("{institution}:{id}:{revision}").as_bytes());
    crate::hex(&digest[..30])
}
