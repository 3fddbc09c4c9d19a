//! A new resident, and a change of name or address.

use jiff::civil::Date;
use pki::Purpose;
use record::{Address, Fact, Identity};
use serde::Deserialize;
use serde_json::json;
use store::{Act, ActOutcome, Change, PersonKey, Whose};

use super::{
    carrying::{Asked, Done, Plan, carry_out, change_id, done_before, mark},
    file::reason,
    occasion::Occasion,
    office::CardOffice,
    refusal::{Detail, NotAllowed, Refusal, Why},
    renewal::{RenewedCertificates, new_signature, renewed},
    signing::{IssuedCertificates, asking, issued},
    words::IdentityCheck,
};

/// A new resident (住民登録): who has no insurance recorded yet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewResident {
    /// Who.
    pub identity: Identity,
    /// Where.
    pub address: Address,
    /// Last day of a foreign resident's period of stay (在留期間の満了日).
    #[serde(default)]
    pub stay_until: Option<Date>,
    /// The My Number (個人番号), of which only the hash is kept.
    #[serde(default)]
    pub my_number: Option<String>,
}

/// Name or address as they are now.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Particulars {
    /// The identity, where it is another.
    #[serde(default)]
    pub identity: Option<Identity>,
    /// The address, where it is another.
    #[serde(default)]
    pub address: Option<Address>,
}

/// Records a new resident.
///
/// # Errors
///
/// When the My Number is malformed or somebody else's; as [`Refusal`] lists.
pub async fn record_resident(
    office: &CardOffice,
    occasion: &Occasion,
    resident: &NewResident,
) -> Result<Done, Refusal> {
    occasion.check()?;
    let store = office.store();
    let person_key = store.new_person_key(occasion.at);
    // The key is another on each try, so it is no part of what was asked.
    let nobody = PersonKey::of(0).unwrap_or(person_key);
    let asked = Asked { kind: "record_resident", person_key: nobody, said: resident };
    let mark = mark(office, &asked);
    if let Some(done) = done_before(office, &occasion.id, &mark)? {
        return Ok(done);
    }
    let my_number_hash = match &resident.my_number {
        Some(number) => {
            let number: eligibility::MyNumber = number.parse().map_err(|_| Refusal::MyNumber)?;
            Some(office.my_number_key()?.hash(&number))
        }
        None => None,
    };
    let change = Change {
        id: change_id(&occasion.id),
        whose: Whose::New(person_key),
        facts: facts(resident),
        end: Vec::new(),
        my_number_hash,
        recorded_by: occasion.by.clone(),
        reason: asked.kind.to_owned(),
        recorded_at: occasion.at,
    };
    let act = Act {
        id: occasion.id.clone(),
        kind: asked.kind.to_owned(),
        person_key,
        order_id: None,
        card_number: None,
        note: json!({"asked": mark, "on": occasion.on}).to_string(),
        recorded_by: occasion.by.clone(),
        reason: "resident".to_owned(),
        recorded_at: occasion.at,
        change: Some(change),
        steps: Vec::new(),
    };
    match store.act(act).await? {
        ActOutcome::Recorded { .. } => Ok(Done {
            act_id: occasion.id.clone(),
            person_key,
            order_id: None,
            card_number: None,
            again: false,
        }),
        ActOutcome::Already => done_before(office, &occasion.id, &mark)?.ok_or(Refusal::Busy),
        // Of somebody new, only the My Number can be taken.
        ActOutcome::PersonChanged if my_number_hash.is_some() => Err(Refusal::MyNumber),
        ActOutcome::PersonChanged | ActOutcome::Refused { .. } => Err(Refusal::Busy),
    }
}

/// Changes name or address (氏名・住所の変更): the certificate to sign says both and is revoked; the
/// one to prove who is here is not (F-16). A new one to sign is issued where it is asked for.
///
/// # Errors
///
/// When nothing changes; as [`Refusal`] lists.
pub async fn change_particulars(
    office: &CardOffice,
    occasion: &Occasion,
    person_key: PersonKey,
    (particulars, check): (&Particulars, &IdentityCheck),
    signature: Option<(&str, &[u8])>,
) -> Result<RenewedCertificates, Refusal> {
    occasion.check_today()?;
    let requests: Vec<_> =
        signature.iter().map(|(_, request)| (Purpose::DigitalSignature, *request)).collect();
    let asking = asking(office, &requests, occasion.at).await?;
    let said = (particulars, check, signature);
    let asked = Asked { kind: "change_particulars", person_key, said: &said };
    let done = carry_out(office, occasion, asked, |file| {
        file.check_alive(occasion.on)?;
        file.check_who_came(occasion.on, check.who_came)?;
        let mut after = file.clone();
        if let Some(identity) = &particulars.identity {
            after.person.record(Fact::Identity(identity.clone()));
        }
        if let Some(address) = &particulars.address {
            after.person.record(Fact::Address(address.clone()));
        }
        if after.person == file.person {
            let found = Detail::Words("the same name and address");
            let wanted = Detail::Words("others");
            return Err(NotAllowed::of(Why::Already, found, wanted, &[]).into());
        }
        let mut steps = file.revoke_signatures(occasion, reason::AFFILIATION_CHANGED);
        if let Some((card_number, _)) = signature {
            let card = (card_number, asking.as_slice());
            steps.extend(new_signature(office, file, occasion, card, &after)?);
        }
        Ok(Plan {
            reason: "particulars",
            card_number: signature.map(|(card_number, _)| card_number.to_owned()),
            note: json!({
                "check": check,
                "identity": particulars.identity.is_some(),
                "address": particulars.address.is_some(),
            }),
            person: Some(after.person),
            steps,
            ..Plan::default()
        })
    })
    .await?;
    match done.card_number.clone() {
        Some(card_number) => renewed(office, done, &card_number),
        None => Ok(RenewedCertificates { done, certificates: nothing(office, occasion)? }),
    }
}

/// No certificates, but those of the issuers.
fn nothing(office: &CardOffice, occasion: &Occasion) -> Result<IssuedCertificates, Refusal> {
    issued(office, "", occasion.at)
}

fn facts(resident: &NewResident) -> Vec<Fact> {
    let mut dossier = record::Dossier::born_on(resident.identity.born_on);
    dossier.stay_until = resident.stay_until;
    let person = record::Person {
        dossier,
        identity: Some(resident.identity.clone()),
        address: Some(resident.address.clone()),
        delivery: None,
        reference_numbers: Vec::new(),
    };
    person.facts()
}
