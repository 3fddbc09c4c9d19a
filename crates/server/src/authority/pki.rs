//! What anybody may read: issuers' certificates, revocation lists, OCSP answers.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use pki::Purpose;

use super::Authority;
use crate::work::card::{Generation, Municipality, RevocationListMade, StatusesError};

type Office = State<Arc<Authority>>;

const CERTIFICATE: HeaderValue = HeaderValue::from_static("application/pkix-cert");
const LIST: HeaderValue = HeaderValue::from_static("application/pkix-crl");
const OCSP_ANSWER: HeaderValue = HeaderValue::from_static("application/ocsp-response");

/// `GET /pki/{purpose}/{generation}.cer` and `GET /pki/{purpose}/{generation}.crl`.
pub(super) async fn issuer_file(
    State(authority): Office,
    Path((purpose, file)): Path<(String, String)>,
) -> Response {
    let Some((number, form)) = file.rsplit_once('.') else { return not_found() };
    let Some(generation) = generation(&authority, &purpose, number) else { return not_found() };
    match form {
        "cer" => {
            let der = generation.issuer.certificate_der().to_vec();
            bytes(CERTIFICATE, der, HeaderValue::from_static("public, max-age=86400"))
        }
        "crl" => list(&authority, &generation, None),
        _ => not_found(),
    }
}

/// `GET /pki/{purpose}/{generation}/{municipality}.crl`.
pub(super) async fn municipality_list(
    State(authority): Office,
    Path((purpose, number, file)): Path<(String, String, String)>,
) -> Response {
    let municipality =
        file.strip_suffix(".crl").and_then(|code| authority.office().municipalities().of(code));
    match (generation(&authority, &purpose, &number), municipality) {
        (Some(generation), Some(it)) => list(&authority, &generation, Some(it)),
        (None, _) | (_, None) => not_found(),
    }
}

/// `POST /pki/ocsp`.
pub(super) async fn ocsp(State(authority): Office, body: Bytes) -> Response {
    ocsp_answer(&authority, &body).await
}

/// `GET /pki/ocsp/{request}`. The address is read as it came: what is in it may hold slashes.
pub(super) async fn ocsp_in_path(State(authority): Office, uri: Uri) -> Response {
    let path = uri.path().strip_prefix("/pki/ocsp").unwrap_or_default();
    // What is no request gets the answer a malformed one gets.
    let request = pki::request_in_path(path).unwrap_or_default();
    ocsp_answer(&authority, &request).await
}

async fn ocsp_answer(authority: &Authority, request: &[u8]) -> Response {
    let answer = authority.office().statuses().ocsp(request, authority.now()).await;
    // A stop counts at once, so nothing on the way may give an older answer.
    bytes(OCSP_ANSWER, answer, HeaderValue::from_static("no-store"))
}

fn list(
    authority: &Authority,
    generation: &Generation,
    municipality: Option<&Municipality>,
) -> Response {
    let now: Timestamp = authority.now();
    let made: Result<Arc<RevocationListMade>, StatusesError> =
        authority.office().statuses().list(generation, municipality, now);
    match made {
        Ok(list) => bytes(LIST, list.der.clone(), HeaderValue::from_static("no-cache")),
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, "a revocation list could not be made");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// A generation by the words of an address.
fn generation(authority: &Authority, purpose: &str, number: &str) -> Option<Arc<Generation>> {
    let purpose = match purpose {
        "user-authentication" => Purpose::UserAuthentication,
        "digital-signature" => Purpose::DigitalSignature,
        _ => return None,
    };
    // One address for each: no sign, no zero before.
    let generation = number.parse().ok().filter(|it: &u32| it.to_string() == number)?;
    authority.office().generations().of(purpose, generation)
}

fn bytes(kind: HeaderValue, body: Vec<u8>, caching: HeaderValue) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching)];
    (headers, body).into_response()
}

fn not_found() -> Response {
    StatusCode::NOT_FOUND.into_response()
}
