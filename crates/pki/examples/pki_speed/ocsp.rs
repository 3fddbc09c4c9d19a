//! Answers of the OCSP responder beside raw signing with the same key, and beside certomancer, if
//! Python has it (`SHIKAKU_PYTHON_TOOLS` names the folder of another than the first on the path).

use std::{error::Error, fs, hint::black_box, io, path::Path, process::Command, time::Duration};

use jiff::{SignedDuration, Timestamp, civil::date};
use pki::{
    CertIdHash, Issuer, IssuerSetting, KeyAlgorithm, OcspDelegate, OcspDelegateOrder,
    OcspResponder, OcspSetting, Purpose, Revocation, SigningKey, SourceError, StatusSource,
};

use crate::{RawKey, crl, medians, rate};

pub(crate) const NOW: &str = "2026-04-01T03:00:00Z";

/// The certificate asked about, and how many others have an answer kept beside its.
const SERIAL: u64 = 0x22_7B13;
const KEPT: u64 = 2_000;

/// A register that knows every certificate and takes no time, so that the answers alone are
/// measured.
struct AllGood;

impl StatusSource for AllGood {
    fn status(&self, _: [u8; 20], _: u64) -> Result<Revocation, SourceError> {
        Ok(Revocation::Good)
    }
}

pub(crate) fn report(out: &mut impl io::Write) -> Result<(), Box<dyn Error>> {
    for algorithm in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::Rsa2048] {
        let desk = Desk::open(algorithm)?;
        let [raw, fresh, kept] = desk.times()?;
        writeln!(
            out,
            "{algorithm:?} responder: raw signing {}, fresh answers {}: {:.3} of it; kept answers \
             {}: {:.1} times the fresh",
            rate(raw),
            rate(fresh),
            raw.as_secs_f64() / fresh.as_secs_f64(),
            rate(kept),
            fresh.as_secs_f64() / kept.as_secs_f64(),
        )?;
        match desk.certomancer()? {
            None => writeln!(out, "certomancer is not installed, so it is not measured")?,
            Some(theirs) => writeln!(
                out,
                "{algorithm:?} responder: certomancer {}; fresh answers are {:.1} times as many, \
                 kept ones {:.0} times",
                rate(theirs),
                theirs.as_secs_f64() / fresh.as_secs_f64(),
                theirs.as_secs_f64() / kept.as_secs_f64(),
            )?,
        }
    }
    crl::report(out)
}

/// A responder, and all that another one needs to answer the same question with the same key.
struct Desk {
    responder: OcspResponder,
    raw: RawKey,
    issuer: Vec<u8>,
    certificate: Vec<u8>,
    key: Vec<u8>,
    /// Without a nonce, and with one.
    plain: Vec<u8>,
    with_nonce: Vec<u8>,
    now: Timestamp,
}

impl Desk {
    fn open(algorithm: KeyAlgorithm) -> Result<Self, Box<dyn Error>> {
        let now: Timestamp = NOW.parse()?;
        let (from, to) = (date(2025, 4, 1), date(2035, 3, 31));
        let setting = IssuerSetting::emulator("http://127.0.0.1");
        let own = SigningKey::generate(algorithm)?;
        let issuer = Issuer::establish(Purpose::UserAuthentication, own, setting, from, to, 1)?;
        let key = SigningKey::generate(algorithm)?;
        let certificate = issuer.issue_ocsp_delegate(&OcspDelegateOrder {
            serial: 2,
            public_key_der: key.public_key_der(),
            valid_from: now,
            valid_to: now + SignedDuration::from_hours(24),
        })?;
        let (raw, pkcs8) = (RawKey::of(&key)?, key.to_pkcs8_der()?.to_vec());
        let delegate = OcspDelegate {
            issuer_certificate: issuer.certificate_der().to_vec(),
            certificate: certificate.clone(),
            key,
        };
        let setting =
            OcspSetting { validity: SignedDuration::from_hours(1), answers_kept_max: 100_000 };
        let responder = OcspResponder::new(setting, [delegate], AllGood)?;
        let serials = SERIAL..SERIAL + KEPT;
        responder.presign(issuer.key_id(), serials, CertIdHash::Sha1, now)?;
        Ok(Self {
            responder,
            raw,
            issuer: issuer.certificate_der().to_vec(),
            certificate,
            key: pkcs8,
            plain: request(&issuer, None)?,
            with_nonce: request(&issuer, Some([0xA5; 32]))?,
            now,
        })
    }

    /// Raw signing of as many bytes as an answer has, a fresh answer, and one that was kept.
    fn times(&self) -> Result<[Duration; 3], Box<dyn Error>> {
        let message = vec![7; 300];
        // Unauthorized and the like take five bytes.
        let answers = |request| self.responder.answer(black_box(request), self.now).len() > 100;
        medians([
            &mut || self.raw.sign(black_box(&message)).is_ok(),
            &mut || answers(&self.with_nonce),
            &mut || answers(&self.plain),
        ])
    }

    /// The time certomancer takes for one answer, unless it is not there.
    fn certomancer(&self) -> Result<Option<Duration>, Box<dyn Error>> {
        const NOT_INSTALLED: i32 = 3;
        let folder = tempfile::tempdir()?;
        for (name, bytes) in [
            ("issuer.der", &self.issuer),
            ("responder.der", &self.certificate),
            ("key.der", &self.key),
            ("request.der", &self.with_nonce),
        ] {
            fs::write(folder.path().join(name), bytes)?;
        }
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pki_speed/certomancer.py");
        let tools = std::env::var_os("SHIKAKU_PYTHON_TOOLS").unwrap_or_default();
        let python = Path::new(&tools).join("python3");
        let done = Command::new(python).arg(script).arg(folder.path()).arg(NOW).output()?;
        if done.status.code() == Some(NOT_INSTALLED) {
            return Ok(None);
        }
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into());
        }
        let seconds: f64 = String::from_utf8(done.stdout)?.trim().parse()?;
        Ok(Some(Duration::from_secs_f64(seconds)))
    }
}

/// A request as openssl makes it: SHA-1 with a NULL.
fn request(issuer: &Issuer, nonce: Option<[u8; 32]>) -> Result<Vec<u8>, Box<dyn Error>> {
    use x509_cert::{
        der::{
            Any, Encode as _,
            asn1::{Null, OctetString},
        },
        ext::Extension,
        serial_number::SerialNumber,
        spki::AlgorithmIdentifier,
    };
    use x509_ocsp::{CertId, OcspRequest, Request, TbsRequest};

    let name_hash = sha1(issuer.certificate().subject_der());
    let req_cert = CertId {
        hash_algorithm: AlgorithmIdentifier {
            oid: pki::ObjectIdentifier::new("1.3.14.3.2.26")?,
            parameters: Some(Any::from(Null)),
        },
        issuer_name_hash: OctetString::new(name_hash)?,
        issuer_key_hash: OctetString::new(issuer.key_id())?,
        serial_number: SerialNumber::new(&SERIAL.to_be_bytes())?,
    };
    let extension = |nonce: [u8; 32]| -> Result<_, Box<dyn Error>> {
        Ok(vec![Extension {
            extn_id: pki::ObjectIdentifier::new("1.3.6.1.5.5.7.48.1.2")?,
            critical: false,
            extn_value: OctetString::new(OctetString::new(nonce)?.to_der()?)?,
        }])
    };
    let tbs_request = TbsRequest {
        request_list: vec![Request { req_cert, single_request_extensions: None }],
        request_extensions: nonce.map(extension).transpose()?,
        ..TbsRequest::default()
    };
    Ok(OcspRequest { tbs_request, optional_signature: None }.to_der()?)
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
    digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}
