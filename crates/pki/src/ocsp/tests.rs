use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp, civil::date};

use super::{
    CertIdHash, OcspDelegate, OcspDelegateOrder, OcspRefusal, OcspResponder, OcspSetting,
    SourceError, StatusSource, request_in_path,
};
use crate::{Issuer, IssuerSetting, KeyAlgorithm, Purpose, Revocation, SigningKey};

#[test]
fn what_is_well_formed_is_answered_and_what_is_not_is_refused() {
    // NAME and KEY are the issuer's hashes, ID is a whole CertID, ASK a list with one question.
    check(
        "
        answered      30{30{ASK}}
        answered      30{30{a003020100 ASK}}
        malformed     30{30{a003020101 ASK}}
        malformed     30{30{a0020500 ASK}}
        answered      30{30{a106 8204 78797a7a ASK}}
        answered      30{30{30{30{ID} 30{ID}}}}
        malformed     30{30{30{}}}
        malformed     30{30{}}
        malformed     30{}
        malformed     00
        malformed     30{30{ASK}} 00
        malformed     30{30{ASK 0500}}
        malformed     30{30{ASK} 0500}
        malformed     30{31{ASK}}
        answered      30{30{ASK} a0{30{30{0603550403} 030200ff}}}
        answered      30{30{ASK} a0{30{30{0603550403} 030200ff a0{30{}}}}}
        malformed     30{30{ASK} a0{30{30{0603550403} 0402 00ff}}}
        malformed     30{30{ASK} a0{30{30{0603550403}}}}
        # parameters of the hash: NULL, none, something else, a NULL that holds something
        answered      30{30{30{30{30{30{SHA1 0500} 04{NAME} 04{KEY} 020105}}}}}
        answered      30{30{30{30{30{30{SHA1} 04{NAME} 04{KEY} 020105}}}}}
        unauthorized  30{30{30{30{30{30{SHA1 020100} 04{NAME} 04{KEY} 020105}}}}}
        malformed     30{30{30{30{30{30{SHA1 050100} 04{NAME} 04{KEY} 020105}}}}}
        malformed     30{30{30{30{30{30{SHA1 0500 0500} 04{NAME} 04{KEY} 020105}}}}}
        # MD5; the hashes of the other algorithm; the name alone; the key alone
        unauthorized  30{30{30{30{30{30{06082a864886f70d0205 0500} 04{NAME} 04{KEY} 020105}}}}}
        unauthorized  30{30{30{30{30{30{0609608648016503040201} 04{NAME} 04{KEY} 020105}}}}}
        unauthorized  30{30{30{30{30{30{SHA1} 04{NAME} 04{NAME} 020105}}}}}
        unauthorized  30{30{30{30{30{30{SHA1} 04{KEY} 04{KEY} 020105}}}}}
        # one of ours and one of another issuer
        unauthorized  30{30{30{30{ID} 30{30{30{SHA1} 0400 0400 020105}}}}}
        # numbers
        answered      30{30{30{30{30{30{SHA1} 04{NAME} 04{KEY} 020100}}}}}
        answered      30{30{30{30{30{30{SHA1} 04{NAME} 04{KEY} 0201ff}}}}}
        answered      30{30{30{30{30{30{SHA1} 04{NAME} 04{KEY} 020900ffffffffffffffff}}}}}
        answered      30{30{30{30{30{30{SHA1} 04{NAME} 04{KEY} 0209 7fffffffffffffffff}}}}}
        malformed     30{30{30{30{30{30{SHA1} 04{NAME} 04{KEY} 0200}}}}}
        malformed     30{30{30{30{30{30{SHA1} 04{NAME} 04{KEY} 0202007f}}}}}
        malformed     30{30{30{30{30{30{SHA1} 04{NAME} 04{KEY} 0202ff80}}}}}
        malformed     30{30{30{30{30{30{SHA1} 04{NAME} 04{KEY} 020105 0500}}}}}
        ",
    );
}

#[test]
fn extensions_are_ignored_unless_they_are_critical_and_unknown() {
    check(
        "
        answered      30{30{ASK a2{30{30{06032a0304 0400}}}}}
        answered      30{30{ASK a2{30{30{06032a0304 010100 0400}}}}}
        unauthorized  30{30{ASK a2{30{30{06032a0304 0101ff 0400}}}}}
        malformed     30{30{ASK a2{30{30{06032a0304 010101 0400}}}}}
        malformed     30{30{ASK a2{30{}}}}
        malformed     30{30{ASK a2{30{30{06032a0304}}}}}
        answered      30{30{30{30{ID a0{30{30{06032a0304 0400}}}}}}}
        unauthorized  30{30{30{30{ID a0{30{30{06032a0304 0101ff 0400}}}}}}}
        malformed     30{30{30{30{ID a0{30{30{NONCE 04{0401aa}}}}}}}}
        # acceptable responses: the basic one, another, both, none
        answered      30{30{ASK a2{30{30{ACCEPTABLE 0101ff 04{30{BASIC}}}}}}}
        unauthorized  30{30{ASK a2{30{30{ACCEPTABLE 04{30{06032a0304}}}}}}}
        answered      30{30{ASK a2{30{30{ACCEPTABLE 04{30{06032a0304 BASIC}}}}}}}
        unauthorized  30{30{ASK a2{30{30{ACCEPTABLE 04{30{}}}}}}}
        # nonces: critical, twice, empty, not an octet string, with something behind it
        answered      30{30{ASK a2{30{30{NONCE 04{0401aa}}}}}}
        answered      30{30{ASK a2{30{30{NONCE 0101ff 04{0401aa}}}}}}
        malformed     30{30{ASK a2{30{30{NONCE 04{0401aa}} 30{NONCE 04{0401aa}}}}}}
        malformed     30{30{ASK a2{30{30{NONCE 0400}}}}}
        malformed     30{30{ASK a2{30{30{NONCE 04{0400}}}}}}
        malformed     30{30{ASK a2{30{30{NONCE 04{aabbccdd}}}}}}
        malformed     30{30{ASK a2{30{30{NONCE 04{0401aa00}}}}}}
        ",
    );
}

#[test]
fn a_nonce_of_1_to_128_bytes_comes_back() {
    let desk = Desk::new(0, |_| Ok(Revocation::Good));
    for length in [0, 1, 15, 16, 32, 33, 127, 128, 129, 200] {
        let nonce = "ab".repeat(length);
        let extension = format!("a2{{30{{30{{NONCE 04{{04{{{nonce}}}}}}}}}}}");
        let answer = desk.ask(&format!("30{{30{{ASK {extension}}}}}"));
        if (1..=128).contains(&length) {
            let wanted = desk.request(&format!("NONCE 04{{04{{{nonce}}}}}"));
            assert!(answer.windows(wanted.len()).any(|it| it == wanted), "{length}");
        } else {
            assert_eq!(status(&answer), "malformed", "{length}");
        }
    }
}

#[test]
fn at_most_16_questions_and_16384_bytes() {
    let desk = Desk::new(0, |_| Ok(Revocation::Good));
    let ask = |count: usize| desk.ask(&format!("30{{30{{30{{{}}}}}}}", "30{ID}".repeat(count)));
    assert_eq!(status(&ask(16)), "answered");
    assert_eq!(status(&ask(17)), "unauthorized");
    let padded = |bytes: usize| {
        let mut request =
            format!("30{{30{{ASK a2{{30{{30{{06032a0304 04{{{}}}}}}}}}}}}}", "00".repeat(bytes));
        desk.fill(&mut request);
        der(&request)
    };
    let at = (16_000..17_000).find(|it| padded(*it).len() == 16_384).unwrap();
    assert_eq!(status(&desk.responder.answer(&padded(at), desk.now)), "answered");
    assert_eq!(status(&desk.responder.answer(&padded(at + 1), desk.now)), "malformed");
}

#[test]
fn a_register_that_does_not_say_is_told_of() {
    for (error, wanted) in
        [(SourceError::Busy, "try later"), (SourceError::Failed, "internal error")]
    {
        let desk = Desk::new(100, move |_| Err(error));
        assert_eq!(status(&desk.ask("30{30{ASK}}")), wanted);
        assert_eq!(desk.responder.answers_kept(), 0);
        let request = desk.request("30{30{ASK}}");
        let refusal = desk.responder.answer_or_refuse(&request, desk.now).unwrap_err();
        assert!(matches!(refusal, OcspRefusal::Source(it) if it == error));
    }
}

#[test]
fn the_responder_s_own_certificate_bounds_its_answers() {
    let desk = Desk::new(100, |_| Ok(Revocation::Good));
    let request = desk.request("30{30{ASK}}");
    // Valid for 30 days from an hour ago, answers for two hours.
    for (minutes, wanted) in [
        (-61, "internal error"),
        (-60, "answered"),
        (60 * 24 * 30 - 60, "answered"),
        (60 * 24 * 30 - 59, "internal error"),
    ] {
        let now = desk.now + SignedDuration::from_mins(minutes);
        assert_eq!(status(&desk.responder.answer(&request, now)), wanted, "{minutes}");
    }
    let last = desk.now + SignedDuration::from_mins(60 * 24 * 30 - 90);
    let answer = desk.responder.answer(&request, last);
    let ends = b"20260331230000Z";
    assert!(answer.windows(15).any(|it| it == ends), "it must not say more than it can");
}

#[test]
fn an_answer_is_kept_for_half_its_time() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let desk = Desk::new(100, move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok(Revocation::Good)
    });
    let request = desk.request("30{30{ASK}}");
    // The answers are for two hours.
    for (minutes, wanted) in [(0, 1), (1, 1), (59, 1), (60, 2), (61, 2), (-1, 3), (0, 3)] {
        let now = desk.now + SignedDuration::from_mins(minutes);
        assert_eq!(status(&desk.responder.answer(&request, now)), "answered");
        assert_eq!(asked.load(Ordering::SeqCst), wanted, "{minutes}");
    }
    // One with a nonce, with two questions, or with a number that nobody has, is not kept.
    for request in [
        "30{30{ASK a2{30{30{NONCE 04{0401aa}}}}}}",
        "30{30{30{30{ID} 30{ID}}}}",
        "30{30{30{30{30{30{SHA1} 04{NAME} 04{KEY} 020100}}}}}",
    ] {
        assert_eq!(desk.ask(request), desk.ask(request).clone(), "signed alike by RSA");
        assert_eq!(desk.responder.answers_kept(), 1);
    }
}

#[test]
fn what_changes_while_an_answer_is_signed_is_not_hidden_by_it() {
    let responder: Arc<OnceLock<Arc<OcspResponder>>> = Arc::default();
    let status = Arc::new(Mutex::new(Revocation::Good));
    let (of_source, changed) = (Arc::clone(&responder), Arc::clone(&status));
    let revoked = Revocation::OnHold { since: "2026-03-01T00:00:00Z".parse().unwrap() };
    let desk = Desk::new(100, move |(issuer, serial)| {
        // The register is read, then changed, before the answer is signed.
        let read = *changed.lock().unwrap();
        if read == Revocation::Good {
            *changed.lock().unwrap() = revoked;
            of_source.get().unwrap().forget(issuer, serial);
        }
        Ok(read)
    });
    assert!(responder.set(Arc::clone(&desk.responder)).is_ok());
    let good = desk.ask("30{30{ASK}}");
    assert_eq!(desk.responder.answers_kept(), 0);
    assert_ne!(desk.ask("30{30{ASK}}"), good);
    assert_eq!(desk.responder.answers_kept(), 1);
}

#[test]
fn what_is_kept_stays_within_its_bound() {
    let desk = Desk::new(320, |_| Ok(Revocation::Good));
    let issuer = desk.delegate_issuer;
    let presign = |serials| desk.responder.presign(issuer, serials, CertIdHash::Sha1, desk.now);
    assert_eq!(presign(1..2_000).unwrap(), 1_999);
    let kept = desk.responder.answers_kept();
    assert!((200..=320).contains(&kept), "{kept}");
    for serial in 1..2_000 {
        desk.responder.forget(issuer, serial);
    }
    assert_eq!(desk.responder.answers_kept(), 0);

    let none = Desk::new(0, |_| Ok(Revocation::Good));
    assert_eq!(status(&none.ask("30{30{ASK}}")), "answered");
    assert_eq!(none.responder.answers_kept(), 0);
}

#[test]
fn any_bytes_are_a_request_or_refused() {
    let desk = Desk::new(16, |_| Ok(Revocation::Unknown));
    let answer = AssertUnwindSafe(|bytes: &[u8]| desk.responder.answer(bytes, desk.now));
    bolero::check!().for_each(|bytes: &[u8]| {
        assert!(["answered", "malformed", "unauthorized"].contains(&status(&answer(bytes))));
    });
}

#[test]
fn a_request_with_any_bytes_changed_is_read_or_refused() {
    let desk = Desk::new(16, |_| Ok(Revocation::Unknown));
    let whole = desk.request(
        "30{30{a003020100 ASK a2{30{30{NONCE 04{0404aabbccdd}} \
         30{ACCEPTABLE 04{30{BASIC}}}}}} \
         a0{30{30{0603550403} 030200ff a0{30{}}}}}",
    );
    let answer = AssertUnwindSafe(|bytes: &[u8]| desk.responder.answer(bytes, desk.now));
    bolero::check!().with_type::<Vec<(u8, u8)>>().for_each(|changes: &Vec<(u8, u8)>| {
        let mut request = whole.clone();
        for (place, byte) in changes {
            let place = usize::from(*place) % request.len();
            request[place] = *byte;
        }
        assert!(["answered", "malformed", "unauthorized"].contains(&status(&answer(&request))));
    });
}

#[test]
fn any_path_is_a_request_or_refused() {
    bolero::check!().with_type::<String>().for_each(|path: &String| {
        if let Ok(bytes) = request_in_path(path) {
            assert!(bytes.len() <= path.len());
        }
        // As base64 that it might have been.
        let plain: String =
            path.chars().map(|it| if it.is_alphanumeric() { it } else { '/' }).collect();
        drop(request_in_path(&plain));
    });
}

/// Each row: what becomes of a request, and the request.
#[track_caller]
fn check(table: &str) {
    let desk = Desk::new(0, |_| Ok(Revocation::Good));
    let rows = table.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#'));
    for row in rows {
        let (wanted, request) = row.split_once("  ").unwrap();
        assert_eq!(status(&desk.ask(request)), wanted, "{row}");
    }
}

/// A responder with an issuer and a time.
struct Desk {
    responder: Arc<OcspResponder>,
    delegate_issuer: [u8; 20],
    now: Timestamp,
    /// What stands for the words in a request.
    words: [(&'static str, String); 8],
}

struct Source<F>(F);

impl<F> StatusSource for Source<F>
where
    F: Fn(([u8; 20], u64)) -> Result<Revocation, SourceError> + Send + Sync,
{
    fn status(&self, issuer_key_id: [u8; 20], serial: u64) -> Result<Revocation, SourceError> {
        (self.0)((issuer_key_id, serial))
    }
}

impl Desk {
    fn new(
        answers_kept_max: usize,
        source: impl Fn(([u8; 20], u64)) -> Result<Revocation, SourceError> + Send + Sync + 'static,
    ) -> Self {
        let now: Timestamp = "2026-03-02T00:00:00Z".parse().unwrap();
        let key = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let (from, to) = (date(2026, 1, 1), date(2035, 12, 31));
        let setting = IssuerSetting::emulator("http://127.0.0.1");
        let issuer =
            Issuer::establish(Purpose::UserAuthentication, key, setting, from, to, 1).unwrap();
        // RSA signs the same alike, so that answers can be compared.
        let key = SigningKey::generate(KeyAlgorithm::Rsa2048).unwrap();
        let order = OcspDelegateOrder {
            serial: 2,
            public_key_der: key.public_key_der(),
            valid_from: now - SignedDuration::from_hours(1),
            valid_to: now + SignedDuration::from_hours(24 * 30 - 1),
        };
        let delegate = OcspDelegate {
            issuer_certificate: issuer.certificate_der().to_vec(),
            certificate: issuer.issue_ocsp_delegate(&order).unwrap(),
            key,
        };
        let setting = OcspSetting { validity: SignedDuration::from_hours(2), answers_kept_max };
        let responder = OcspResponder::new(setting, [delegate], Source(source)).unwrap();
        let id = responder.delegates[0].certificate_id(CertIdHash::Sha1, 5);
        let hash = |start: usize| hex(&id[start..start + 20]);
        let words = [
            ("ASK", format!("30{{30{{{}}}}}", hex(&id))),
            ("ID", hex(&id)),
            ("NAME", hash(id.len() - 3 - 22 - 20)),
            ("KEY", hash(id.len() - 3 - 20)),
            ("SHA1", "06052b0e03021a".to_owned()),
            ("BASIC", "06092b0601050507300101".to_owned()),
            ("NONCE", "06092b0601050507300102".to_owned()),
            ("ACCEPTABLE", "06092b0601050507300104".to_owned()),
        ];
        Self { responder: Arc::new(responder), delegate_issuer: issuer.key_id(), now, words }
    }

    fn ask(&self, request: &str) -> Vec<u8> {
        self.responder.answer(&self.request(request), self.now)
    }

    fn request(&self, text: &str) -> Vec<u8> {
        let mut text = text.to_owned();
        self.fill(&mut text);
        der(&text)
    }

    fn fill(&self, text: &mut String) {
        for (word, hex) in &self.words {
            *text = text.replace(word, hex);
        }
    }
}

/// What an answer's first bytes say.
fn status(answer: &[u8]) -> &'static str {
    match answer {
        [0x30, 0x82, _, _, 0x0A, 1, 0, ..] => "answered",
        [0x30, 3, 0x0A, 1, 1] => "malformed",
        [0x30, 3, 0x0A, 1, 2] => "internal error",
        [0x30, 3, 0x0A, 1, 3] => "try later",
        [0x30, 3, 0x0A, 1, 6] => "unauthorized",
        _ => "no answer",
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |it, byte| it + &format!("{byte:02x}"))
}

/// The bytes of hexadecimal digits, where `{…}` stands for a length and what it counts.
fn der(text: &str) -> Vec<u8> {
    let mut open: Vec<Vec<u8>> = vec![Vec::new()];
    let mut digits = text.chars().filter(|it| !it.is_whitespace());
    while let Some(first) = digits.next() {
        match first {
            '{' => open.push(Vec::new()),
            '}' => {
                let content = open.pop().unwrap();
                let outer = open.last_mut().unwrap();
                let tag = outer.pop().unwrap();
                crate::der_writer::value(outer, tag, &content);
            }
            digit => {
                let byte: String = [digit, digits.next().unwrap()].iter().collect();
                open.last_mut().unwrap().push(u8::from_str_radix(&byte, 16).unwrap());
            }
        }
    }
    assert_eq!(open.len(), 1, "{text}");
    open.remove(0)
}
