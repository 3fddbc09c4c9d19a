//! What issuing and checking cost beside the signatures in them:
//! `cargo run --release -p pki --example pki_speed`.
//!
//! Each figure is CPU time where Linux tells it, and the median of many short rounds in which all
//! kinds of work take turns: another program on the machine slows none of them alone.

mod crl;
mod ocsp;

use std::{
    error::Error,
    fs,
    hint::black_box,
    io, thread,
    time::{Duration, Instant},
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, ParsedPublicKey,
        RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
        VerificationAlgorithm,
    },
};
use jiff::{Timestamp, civil::date};
use pki::{
    CertificateOrder, DigitalCertificate, Holder, Issuer, IssuerSetting, KeyAlgorithm,
    Municipality, PublicKey, Purpose, Revocation, SigningKey, Status, TrustAnchors,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let holder = SigningKey::generate(KeyAlgorithm::Rsa2048)?;
    for algorithm in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::Rsa2048] {
        let key = SigningKey::generate(algorithm)?;
        let raw = RawKey::of(&key)?;
        let setting = IssuerSetting::emulator("http://127.0.0.1");
        let (from, to) = (date(2025, 4, 1), date(2035, 3, 31));
        let issuer = Issuer::establish(Purpose::UserAuthentication, key, setting, from, to, 1)?;
        issuing(&mut out, algorithm, &raw, &issuer, &holder)?;
        checking(&mut out, algorithm, &issuer, &holder)?;
    }
    ocsp::report(&mut out)
}

/// Raw signing of as many bytes as a certificate has to be signed, beside issuing it.
fn issuing(
    out: &mut impl io::Write,
    algorithm: KeyAlgorithm,
    raw: &RawKey,
    issuer: &Issuer,
    holder: &SigningKey,
) -> Result<(), Box<dyn Error>> {
    let municipality = municipality();
    let order = order(holder, &municipality)?;
    let message = issuer.issue(&order)?;
    let [signing, issuing] = medians([&mut || raw.sign(black_box(&message)).is_ok(), &mut || {
        issuer.issue(black_box(&order)).is_ok()
    }])?;
    writeln!(
        out,
        "{algorithm:?} issuer: raw signing {}, issuing {}: {:.3} of it; encoding {:.2} us",
        rate(signing),
        rate(issuing),
        signing.as_secs_f64() / issuing.as_secs_f64(),
        (issuing.as_secs_f64() - signing.as_secs_f64()) * 1e6,
    )?;
    Ok(())
}

/// The two signature checks of a confirmation by card beside all that is checked.
fn checking(
    out: &mut impl io::Write,
    algorithm: KeyAlgorithm,
    issuer: &Issuer,
    holder: &SigningKey,
) -> Result<(), Box<dyn Error>> {
    let municipality = municipality();
    let der = issuer.issue(&order(holder, &municipality)?)?;
    let anchors = TrustAnchors::new([issuer.certificate_der().to_vec()])?;
    let challenge = [7; 64];
    let signature = holder.sign(&challenge)?;
    let on = date(2027, 4, 1);

    let whole = || {
        let certificate = DigitalCertificate::parse(black_box(&der)).ok()?;
        let status = anchors.check(&certificate, on, |last_day| last_day, Revocation::Good).ok()?;
        let is_here = certificate.verify_signature_over(&challenge, &signature);
        (status == Status::Good && is_here).then_some(())
    };

    let (to_be_signed, of_issuer) = parts(&der)?;
    let holder_key = PublicKey::parse(holder.public_key_der())?;
    let issuer_key = PublicKey::parse(issuer.certificate().public_key_der())?;
    let issuer_key = ParsedPublicKey::new(verification(algorithm), issuer_key.bits())
        .map_err(|_| "the issuer's key is not read")?;
    // A card's key is new each time, so reading it is part of checking with it.
    let holder_key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, holder_key.bits());
    let raw = || {
        issuer_key.verify_sig(black_box(to_be_signed), of_issuer).is_ok()
            && holder_key.verify(&challenge, &signature).is_ok()
    };
    let [raw, whole] = medians([&mut || raw(), &mut || whole().is_some()])?;
    writeln!(
        out,
        "{algorithm:?} issuer: two signature checks {:.1} us, whole check {:.1} us: {:.3} times",
        raw.as_secs_f64() * 1e6,
        whole.as_secs_f64() * 1e6,
        whole.as_secs_f64() / raw.as_secs_f64(),
    )?;
    Ok(())
}

/// The median time of one run of each, over rounds in which they take turns.
///
/// The median and not the best: a virtual machine's account of CPU time now and then lacks some of
/// a turn, so that the best of many is a turn that did not happen so.
pub(crate) fn medians<const KINDS: usize>(
    mut works: [&mut dyn FnMut() -> bool; KINDS],
) -> Result<[Duration; KINDS], Box<dyn Error>> {
    const ROUNDS: usize = 101;
    const TURN: Duration = Duration::from_millis(20);
    let mut times = [const { Vec::new() }; KINDS];
    let start = Instant::now();
    for _ in 0..ROUNDS {
        for (work, times) in works.iter_mut().zip(&mut times) {
            // The turn starts after the sleep in `spent`, and has a run whatever comes between.
            let (from, turn, mut runs) = (spent(start), Instant::now(), 0);
            loop {
                for _ in 0..8 {
                    if !black_box(work()) {
                        return Err("what is measured failed".into());
                    }
                }
                runs += 8;
                if turn.elapsed() >= TURN {
                    break;
                }
            }
            times.push(spent(start).saturating_sub(from) / runs);
        }
    }
    Ok(times.map(|mut it| {
        it.sort_unstable();
        it[ROUNDS / 2]
    }))
}

/// The CPU time of this thread, or where it is not told, the time since the start.
fn spent(start: Instant) -> Duration {
    // Linux brings the figure up to date when the thread leaves the CPU.
    thread::sleep(Duration::from_micros(1));
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.as_deref().and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// Runs in a second.
pub(crate) fn rate(time: Duration) -> String {
    format!("{:.0}/s", 1.0 / time.as_secs_f64())
}

/// The library's own key, without what is ours around it.
pub(crate) enum RawKey {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
}

impl RawKey {
    pub(crate) fn of(key: &SigningKey) -> Result<Self, Box<dyn Error>> {
        let der = key.to_pkcs8_der()?;
        Ok(match key.algorithm() {
            KeyAlgorithm::Rsa2048 => Self::Rsa(RsaKeyPair::from_pkcs8(&der)?),
            KeyAlgorithm::EcdsaP256 => {
                Self::Ecdsa(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &der)?)
            }
            KeyAlgorithm::EcdsaP384 => return Err("not measured".into()),
        })
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<(), aws_lc_rs::error::Unspecified> {
        match self {
            Self::Rsa(key) => {
                let mut signature = [0; 256];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)?;
                black_box(signature);
            }
            Self::Ecdsa(key) => {
                black_box(key.sign(&SystemRandom::new(), message)?);
            }
        }
        Ok(())
    }
}

fn verification(algorithm: KeyAlgorithm) -> &'static dyn VerificationAlgorithm {
    match algorithm {
        KeyAlgorithm::Rsa2048 => &RSA_PKCS1_2048_8192_SHA256,
        KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 => &ECDSA_P256_SHA256_ASN1,
    }
}

/// What of a certificate is signed, and the signature.
fn parts(der: &[u8]) -> Result<(&[u8], &[u8]), x509_cert::der::Error> {
    use x509_cert::der::{Reader as _, SliceReader, asn1::AnyRef};
    let mut outer = SliceReader::new(der)?;
    let mut inside = SliceReader::new(outer.decode::<AnyRef<'_>>()?.value())?;
    let to_be_signed = inside.tlv_bytes()?;
    inside.tlv_bytes()?;
    let bits: AnyRef<'_> = inside.decode()?;
    // The first byte of a bit string counts the bits not used: none.
    Ok((to_be_signed, bits.value().split_at(1).1))
}

pub(crate) fn municipality() -> Municipality {
    Municipality {
        code: "99999".to_owned(),
        prefecture: "Mihon-ken".to_owned(),
        city: "Mihon-shi".to_owned(),
    }
}

pub(crate) fn order<'a>(
    holder: &'a SigningKey,
    municipality: &'a Municipality,
) -> Result<CertificateOrder<'a>, Box<dyn Error>> {
    Ok(CertificateOrder {
        serial: 0x22_7B13,
        public_key_der: holder.public_key_der(),
        issued_at: "2026-04-01T03:00:00Z".parse::<Timestamp>()?,
        last_day: date(2030, 4, 1),
        holder: Holder::UserAuthentication { common_name: "0123456789ABCD99999003A", municipality },
    })
}
