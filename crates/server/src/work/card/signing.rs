//! Requests checked and certificates signed.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use pki::{
    CertificateOrder, CertificateRequest, Holder, Purpose, digital_signature_name,
    user_authentication_name,
};
use record::Sex;
use serde::{Deserialize, Serialize};
use store::{ActStep, CertificatePurpose, RegisteredCertificate};

use super::{
    file::PersonFile,
    generations::{Generation, of_store},
    municipality::Municipality,
    office::CardOffice,
    refusal::Refusal,
};
use crate::day_in_japan;

/// What a card asks for: a request (PKCS#10, DER) for each certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRequests {
    /// For the certificate to prove who is here (利用者証明用).
    #[serde(with = "super::base64")]
    pub user_authentication: Vec<u8>,
    /// For the certificate to sign (署名用); none where the person has or wants none.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::base64::optional")]
    pub digital_signature: Option<Vec<u8>>,
}

/// Certificates issued for a card, with those of their issuers; all in DER.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuedCertificates {
    /// To prove who is here.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::base64::optional")]
    pub user_authentication: Option<Vec<u8>>,
    /// Of its issuer.
    #[serde(with = "super::base64")]
    pub user_authentication_issuer: Vec<u8>,
    /// To sign.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::base64::optional")]
    pub digital_signature: Option<Vec<u8>>,
    /// Of its issuer; of the newest one where there is no certificate to sign.
    #[serde(with = "super::base64")]
    pub digital_signature_issuer: Vec<u8>,
}

/// A request that was checked, with what it needs to be signed.
pub(super) struct Asking {
    pub(super) purpose: Purpose,
    pub(super) request: CertificateRequest,
    pub(super) generation: Arc<Generation>,
    pub(super) serial: u64,
}

/// For whom, on which card, until when.
pub(super) struct For<'a> {
    pub(super) file: &'a PersonFile,
    pub(super) card_number: &'a str,
    pub(super) municipality: &'a Municipality,
    pub(super) issued_at: Timestamp,
    pub(super) last_day: Date,
}

/// Checks requests and reserves a serial number for each: once for all tries of an act.
///
/// The generation is the newest of the day: it is valid for as long as any certificate can be.
pub(super) async fn asking(
    office: &CardOffice,
    requests: &[(Purpose, &[u8])],
    issued_at: Timestamp,
) -> Result<Vec<Asking>, Refusal> {
    office.generations().follow(office.store(), issued_at).await?;
    let mut asking: Vec<Asking> = Vec::with_capacity(requests.len());
    for (purpose, request) in requests {
        let request = CertificateRequest::parse(request)?;
        if asking.iter().any(|it| it.request.public_key_der() == request.public_key_der()) {
            return Err(Refusal::KeyTwice);
        }
        let generation = office.generations().signing(*purpose, day_in_japan(issued_at))?;
        let serial = generation.reserve(office.store(), 1).await?;
        asking.push(Asking { purpose: *purpose, request, generation, serial });
    }
    Ok(asking)
}

/// Signs what is asked for, as rows of the register.
pub(super) fn sign(asking: &Asking, holder: &For<'_>) -> Result<RegisteredCertificate, Refusal> {
    let municipality = holder.municipality.in_certificates();
    let identity = holder.file.identity()?;
    let address = holder.file.person.address.as_ref();
    // A digit for each character: none of ours stands for another.
    let substitutes = |text: &str| "0".repeat(text.chars().count());
    let (name, address) = (&identity.name, address.map_or("", |it| it.text.as_str()));
    let (name_substitutes, address_substitutes) = (substitutes(name), substitutes(address));
    let common_name = match asking.purpose {
        Purpose::UserAuthentication => user_authentication_name(&municipality),
        Purpose::DigitalSignature => digital_signature_name(holder.issued_at, &municipality),
    }
    .map_err(pki::IssueError::from)?;
    let order = CertificateOrder {
        serial: asking.serial,
        public_key_der: asking.request.public_key_der(),
        issued_at: holder.issued_at,
        last_day: holder.last_day,
        holder: match asking.purpose {
            Purpose::UserAuthentication => Holder::UserAuthentication {
                common_name: &common_name,
                municipality: &municipality,
            },
            Purpose::DigitalSignature => Holder::DigitalSignature {
                common_name: &common_name,
                municipality: &municipality,
                name,
                birth: identity.born_on,
                sex: sex(identity.sex),
                address,
                name_substitutes: &name_substitutes,
                address_substitutes: &address_substitutes,
            },
        },
    };
    Ok(RegisteredCertificate {
        issuer_key_id: asking.generation.issuer.key_id(),
        serial: asking.serial,
        purpose: of_store(asking.purpose),
        person_key: holder.file.person_key,
        card_number: holder.card_number.to_owned(),
        municipality: holder.municipality.code.clone(),
        issued_at: holder.issued_at,
        last_day: holder.last_day,
        certificate: asking.generation.issuer.issue(&order)?,
        held_since: None,
        revoked_at: None,
        revocation_reason: None,
    })
}

/// The certificates an act put on a card, read back from the register: the answer of a first try
/// and of every retry.
pub(super) fn issued(
    office: &CardOffice,
    card_number: &str,
    issued_at: Timestamp,
) -> Result<IssuedCertificates, Refusal> {
    let certificates = office.store().certificates_of_card(card_number)?;
    let newest = |purpose: CertificatePurpose| {
        let of_act = certificates.iter().rev();
        of_act
            .into_iter()
            .find(|it| it.purpose == purpose && it.issued_at == issued_at)
            .map(|it| (it.certificate.clone(), it.issuer_key_id))
    };
    let with_issuer = |purpose: Purpose| -> Result<(Option<Vec<u8>>, Vec<u8>), Refusal> {
        let found = newest(of_store(purpose));
        let generation = match found.as_ref().and_then(|it| office.generations().of_key(it.1)) {
            Some(generation) => generation,
            None => office.generations().signing(purpose, day_in_japan(issued_at))?,
        };
        Ok((found.map(|it| it.0), generation.issuer.certificate_der().to_vec()))
    };
    let (user_authentication, user_authentication_issuer) =
        with_issuer(Purpose::UserAuthentication)?;
    let (digital_signature, digital_signature_issuer) = with_issuer(Purpose::DigitalSignature)?;
    Ok(IssuedCertificates {
        user_authentication,
        user_authentication_issuer,
        digital_signature,
        digital_signature_issuer,
    })
}

/// Rows as steps.
pub(super) fn added(certificates: Vec<RegisteredCertificate>) -> impl Iterator<Item = ActStep> {
    certificates.into_iter().map(ActStep::AddCertificate)
}

/// The sex as certificates write it (JIS X 0303).
const fn sex(sex: Sex) -> char {
    match sex {
        Sex::Male => '1',
        Sex::Female => '2',
        Sex::Unset => '9',
    }
}
