//! The answers to "is this certificate still good" (オンライン証明書状態プロトコル).
//!
//! One [`OcspResponder`] answers for several issuers: both purposes, and generations that bear one
//! and the same name, told apart by the hash of their keys. For each it has a key and a certificate
//! of its own ([`OcspDelegate`]), so that an issuer's key need not be where questions come in.
//!
//! What is said rests on the caller's register ([`StatusSource`]). An answer with a nonce is signed
//! for the one who asks; one without is kept and given again until half its time is over, unless
//! the caller says that something changed.
//!
//! Source: RFC 6960; RFC 9654 (nonce); RFC 9919 (answers signed beforehand)

mod answer;
mod cache;
mod delegate;
mod path;
mod refusal;
mod request;
#[cfg(test)]
mod tests;
mod time;

use jiff::{SignedDuration, Timestamp};

use crate::Revocation;
use answer::Statement;
use cache::{Cache, Key, Looked};
use delegate::Delegate;
pub use delegate::{DelegateError, OcspDelegate, OcspDelegateOrder};
pub use path::{PathError, request_in_path};
pub use refusal::OcspRefusal;
use request::{CertIdForm, Question, Request};
pub use request::{CertIdHash, NONCE_BYTES_MAX, QUESTIONS_MAX, REQUEST_BYTES_MAX};

/// Answers OCSP requests (OCSPレスポンダ).
pub struct OcspResponder {
    delegates: Vec<Delegate>,
    source: Box<dyn StatusSource>,
    validity: SignedDuration,
    cache: Cache,
}

/// The register that knows what became of a certificate.
pub trait StatusSource: Send + Sync {
    /// The status of a certificate by its issuer's key and its number. [`Revocation::Unknown`]
    /// where none was issued.
    ///
    /// # Errors
    ///
    /// When the register cannot say at the moment, or not at all.
    fn status(&self, issuer_key_id: [u8; 20], serial: u64) -> Result<Revocation, SourceError>;
}

/// Why the register does not say what became of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// It is busy; whoever asks is told to try later.
    #[error("the register is busy")]
    Busy,
    /// It cannot be read; whoever asks is told of an internal error.
    #[error("the register cannot be read")]
    Failed,
}

/// How a responder answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OcspSetting {
    /// From `thisUpdate` to `nextUpdate`. An answer is kept for half of it.
    pub validity: SignedDuration,
    /// How many signed answers are kept at most. One takes about 600 bytes with an RSA key, 400
    /// with ECDSA. 0 keeps none.
    pub answers_kept_max: usize,
}

impl OcspResponder {
    /// A responder for the issuers of these delegates.
    ///
    /// # Errors
    ///
    /// When a delegate's certificate is not what its issuer must have made of it: see
    /// [`DelegateError`].
    pub fn new(
        setting: OcspSetting,
        delegates: impl IntoIterator<Item = OcspDelegate>,
        source: impl StatusSource + 'static,
    ) -> Result<Self, DelegateError> {
        Ok(Self {
            delegates: delegates.into_iter().map(Delegate::new).collect::<Result<_, _>>()?,
            source: Box::new(source),
            validity: setting.validity,
            cache: Cache::of(setting.answers_kept_max),
        })
    }

    /// The answer to a request, in DER. There always is one.
    #[must_use]
    pub fn answer(&self, request: &[u8], now: Timestamp) -> Vec<u8> {
        self.answer_or_refuse(request, now).unwrap_or_else(|refusal| refusal.response())
    }

    /// The answer to a request, or why there is none, so that an operator can be told of an
    /// internal failure. [`OcspRefusal::response`] is what the one who asks gets then.
    ///
    /// A message that asks about certificates of different issuers is refused as unauthorized: an
    /// answer bears one signature, and a delegate signs for its own issuer only (RFC 6960 section
    /// 4.2.2.2).
    ///
    /// # Errors
    ///
    /// In the order of [`OcspRefusal`].
    pub fn answer_or_refuse(&self, request: &[u8], now: Timestamp) -> Result<Vec<u8>, OcspRefusal> {
        let request = Request::read(request)?;
        let (issuer, delegate) = self.delegate_for(&request.questions)?;
        let [question] = *request.questions else {
            return self.sign(delegate, &request, now).map(|it| delegate.whole(&it));
        };
        let (None, Some(form), Some(serial)) = (request.nonce, question.form, question.serial)
        else {
            return self.sign(delegate, &request, now).map(|it| delegate.whole(&it));
        };
        match self.cache.look(Key { issuer, serial, form }, now) {
            Looked::Kept(signed) => Ok(delegate.whole(&signed)),
            Looked::Missing(permit) => {
                let signed = self.sign(delegate, &request, now)?;
                let answer = delegate.whole(&signed);
                self.cache.keep(&permit, signed.into(), now, self.kept_until(delegate, now));
                Ok(answer)
            }
        }
    }

    /// Signs answers beforehand, so that whoever asks first need not wait either. Gives how many.
    ///
    /// They are for requests that name the issuer by this hash, with a NULL after it, as nearly
    /// every client does. More than the cache holds push each other out.
    ///
    /// # Errors
    ///
    /// At the first that cannot be signed; those before it stay. [`OcspRefusal::Unauthorized`]
    /// when there is no delegate for this issuer.
    pub fn presign(
        &self,
        issuer_key_id: [u8; 20],
        serials: impl IntoIterator<Item = u64>,
        hash: CertIdHash,
        now: Timestamp,
    ) -> Result<usize, OcspRefusal> {
        let (issuer, delegate) = self
            .delegates
            .iter()
            .enumerate()
            .find(|(_, it)| it.issuer_key_id() == issuer_key_id)
            .ok_or(OcspRefusal::Unauthorized)?;
        let form = CertIdForm { hash, null: true };
        let mut count = 0;
        for serial in serials {
            let id = delegate.certificate_id(hash, serial);
            let request = Request::about(&id)?;
            let permit = self.cache.permit(Key { issuer, serial, form });
            let signed = self.sign(delegate, &request, now)?;
            self.cache.keep(&permit, signed.into(), now, self.kept_until(delegate, now));
            count += 1;
        }
        Ok(count)
    }

    /// Lets go of the answers kept for a certificate. Call it after the register was changed: an
    /// answer being signed meanwhile is then not kept either.
    pub fn forget(&self, issuer_key_id: [u8; 20], serial: u64) {
        for (issuer, delegate) in self.delegates.iter().enumerate() {
            if delegate.issuer_key_id() == issuer_key_id {
                self.cache.forget(issuer, serial);
            }
        }
    }

    /// How many signed answers are kept.
    #[must_use]
    pub fn answers_kept(&self) -> usize {
        self.cache.len()
    }

    /// The delegate of the one issuer that all questions name.
    fn delegate_for(&self, questions: &[Question<'_>]) -> Result<(usize, &Delegate), OcspRefusal> {
        self.delegates
            .iter()
            .enumerate()
            .find(|(_, delegate)| questions.iter().all(|it| delegate.answers(it)))
            .ok_or(OcspRefusal::Unauthorized)
    }

    /// Asks the register about each certificate and signs what it says.
    fn sign(
        &self,
        delegate: &Delegate,
        request: &Request<'_>,
        now: Timestamp,
    ) -> Result<Vec<u8>, OcspRefusal> {
        if !delegate.is_valid_at(now) {
            return Err(OcspRefusal::Expired);
        }
        let mut statuses = Vec::with_capacity(request.questions.len());
        for question in &request.questions {
            let status = match question.serial {
                Some(serial) => self.source.status(delegate.issuer_key_id(), serial)?,
                None => Revocation::Unknown,
            };
            statuses.push((*question, status));
        }
        let statement = Statement {
            responder_key_id: delegate.responder_key_id(),
            this_update: now,
            // No answer is worth more than the certificate it was signed under.
            next_update: now.saturating_add(self.validity).unwrap_or(now).min(delegate.valid_to()),
            statuses: &statuses,
            nonce: request.nonce,
        };
        Ok(statement.sign(delegate.key())?)
    }

    /// Half of its time is for whoever else keeps the answer: who asked, a cache on the way.
    fn kept_until(&self, delegate: &Delegate, now: Timestamp) -> Timestamp {
        now.saturating_add(self.validity / 2).unwrap_or(now).min(delegate.valid_to())
    }
}
