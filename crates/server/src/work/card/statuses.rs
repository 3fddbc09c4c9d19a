//! What became of a certificate, for whoever asks: revocation lists and OCSP answers.
//!
//! Both are kept for a while and made anew when an act stops, releases or revokes. The register is
//! the truth; what another process writes into it shows when the time of what is kept is over.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use pki::{
    CrlEntry, KeyAlgorithm, OcspDelegate, OcspDelegateOrder, OcspResponder, OcspSetting,
    Revocation, RevocationReason, SigningKey, SourceError, StatusSource,
};
use store::REASON_HOLD;

use super::{
    generations::{Generation, Generations},
    municipality::Municipality,
    office::OfficeSettings,
};
use crate::{day_in_japan, ledger::Ledger};

/// Revocation lists and OCSP answers of every generation.
pub struct Statuses {
    ledger: Arc<Ledger>,
    generations: Arc<Generations>,
    responder: RwLock<Arc<Responder>>,
    ocsp: OcspSetting,
    crl_period: SignedDuration,
    lists: Mutex<HashMap<ListKey, Arc<RevocationListMade>>>,
    /// Grows with every act that changes a status: a list made before is not given any more.
    changes: AtomicU64,
    /// The number of the newest list; numbers grow also over restarts.
    newest_list: AtomicI64,
}

/// A revocation list as made.
#[derive(Debug)]
pub struct RevocationListMade {
    /// DER.
    pub der: Vec<u8>,
    /// Until when it is the newest, unless something is stopped before.
    pub next_update: Timestamp,
    changes: u64,
}

/// Why nobody can be told of a status.
#[derive(Debug, thiserror::Error)]
pub enum StatusesError {
    /// A responder's key could not be made.
    #[error("a key for OCSP answers could not be made")]
    Key(#[from] pki::KeyError),
    /// A responder's certificate could not be issued.
    #[error("a certificate for OCSP answers could not be issued")]
    Issue(#[from] pki::IssueError),
    /// A responder's certificate is not what its issuer must have made.
    #[error("a certificate for OCSP answers is not one")]
    Delegate(#[from] pki::DelegateError),
    /// The register could not be read or written.
    #[error("the register could not be read or written")]
    Store(#[from] store::Error),
}

struct Responder {
    answers: OcspResponder,
    /// When its keys are to be made anew.
    until: Timestamp,
    /// For how many generations it answers.
    generations: usize,
}

/// Of which key, and of which municipality or all.
type ListKey = ([u8; 20], Option<String>);

/// How long a key for OCSP answers is used; nobody asks whether it was revoked.
const RESPONDER_DAYS: i64 = 30;
/// Answers kept at the most: about 50 MB.
const ANSWERS_KEPT_MAX: usize = 100_000;
/// Lists kept at the most: far more than one of each municipality of Japan for every key.
const LISTS_KEPT_MAX: usize = 20_000;

impl Statuses {
    pub(super) async fn open(
        ledger: Arc<Ledger>,
        generations: Arc<Generations>,
        settings: &OfficeSettings,
        at: Timestamp,
    ) -> Result<Self, StatusesError> {
        let ocsp = OcspSetting {
            validity: SignedDuration::from_mins(settings.ocsp_minutes.into()),
            answers_kept_max: ANSWERS_KEPT_MAX,
        };
        let responder = responder(&ledger, &generations, ocsp, at).await?;
        Ok(Self {
            ledger,
            generations,
            responder: RwLock::new(Arc::new(responder)),
            ocsp,
            crl_period: SignedDuration::from_hours(settings.crl_hours.into()),
            lists: Mutex::default(),
            changes: AtomicU64::new(0),
            newest_list: AtomicI64::new(0),
        })
    }

    /// The answer to an OCSP request, in DER. There always is one.
    pub async fn ocsp(&self, request: &[u8], now: Timestamp) -> Vec<u8> {
        let mut responder = self.responder();
        if now >= responder.until || responder.generations != self.generations.all().len() {
            match self::responder(&self.ledger, &self.generations, self.ocsp, now).await {
                Ok(fresh) => {
                    responder = Arc::new(fresh);
                    let mut place = self.responder.write().unwrap_or_else(PoisonError::into_inner);
                    *place = Arc::clone(&responder);
                }
                Err(error) => tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the keys for OCSP answers could not be made anew"
                ),
            }
        }
        responder.answers.answer(request, now)
    }

    /// The newest revocation list of a generation: of one municipality, or whole.
    ///
    /// # Errors
    ///
    /// When the register cannot be read or the key does not sign.
    pub fn list(
        &self,
        generation: &Generation,
        municipality: Option<&Municipality>,
        now: Timestamp,
    ) -> Result<Arc<RevocationListMade>, StatusesError> {
        let key = (generation.issuer.key_id(), municipality.map(|it| it.code.clone()));
        // Read before the register: what is stopped meanwhile makes the list an old one.
        let changes = self.changes.load(Ordering::Acquire);
        let kept = self.lists().get(&key).cloned();
        if let Some(list) = kept.filter(|it| it.changes == changes && now < it.next_update) {
            return Ok(list);
        }
        let list = Arc::new(self.make_list(generation, municipality, now, changes)?);
        let mut lists = self.lists();
        if lists.len() >= LISTS_KEPT_MAX {
            lists.clear();
        }
        lists.insert(key, Arc::clone(&list));
        Ok(list)
    }

    /// Forgets what was kept about certificates whose status an act changed.
    pub(super) fn forget(&self, certificates: Vec<([u8; 20], u64)>) {
        if certificates.is_empty() {
            return;
        }
        self.changes.fetch_add(1, Ordering::AcqRel);
        let responder = self.responder();
        for (issuer_key_id, serial) in certificates {
            responder.answers.forget(issuer_key_id, serial);
        }
    }

    fn make_list(
        &self,
        generation: &Generation,
        municipality: Option<&Municipality>,
        now: Timestamp,
        changes: u64,
    ) -> Result<RevocationListMade, StatusesError> {
        let issuer = &generation.issuer;
        let code = municipality.map(|it| it.code.as_str());
        let stopped =
            self.ledger.store().stopped_certificates(issuer.key_id(), code, day_in_japan(now))?;
        let entries = stopped.into_iter().map(|it| CrlEntry {
            serial: it.serial,
            at: it.at,
            reason: reason(it.reason),
        });
        let next_update = now.saturating_add(self.crl_period).unwrap_or(now);
        let number = self.next_number(now);
        let der = match municipality {
            Some(it) => {
                let it = it.in_certificates();
                issuer.municipality_crl(&it, entries, number, now, next_update)?
            }
            None => issuer.full_crl(entries, number, now, next_update)?,
        };
        Ok(RevocationListMade { der, next_update, changes })
    }

    /// A number greater than every one before: the millisecond, or one more than the last.
    fn next_number(&self, now: Timestamp) -> u64 {
        let next = |last: i64| now.as_millisecond().max(last.saturating_add(1));
        let (order, newest) = (Ordering::AcqRel, &self.newest_list);
        let last = match newest.fetch_update(order, Ordering::Acquire, |last| Some(next(last))) {
            Ok(last) | Err(last) => last,
        };
        u64::try_from(next(last)).unwrap_or_default()
    }

    fn responder(&self) -> Arc<Responder> {
        Arc::clone(&self.responder.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn lists(&self) -> std::sync::MutexGuard<'_, HashMap<ListKey, Arc<RevocationListMade>>> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A responder with a new key for every generation that is valid.
async fn responder(
    ledger: &Arc<Ledger>,
    generations: &Generations,
    setting: OcspSetting,
    now: Timestamp,
) -> Result<Responder, StatusesError> {
    let hours = |hours: i64| SignedDuration::from_hours(hours);
    let mut until = now.saturating_add(hours(24 * (RESPONDER_DAYS - 1))).unwrap_or(now);
    let mut delegates = Vec::new();
    let begun = generations.all();
    for generation in &begun {
        let root = generation.issuer.certificate();
        // An hour back, so that a client whose clock is slow believes the answer.
        let valid_from = now.saturating_sub(hours(1)).unwrap_or(now).max(root.valid_from());
        let valid_to =
            now.saturating_add(hours(24 * RESPONDER_DAYS)).unwrap_or(now).min(root.valid_to());
        if valid_to <= now {
            continue;
        }
        let key = SigningKey::generate(KeyAlgorithm::EcdsaP256)?;
        let serial = generation.reserve(ledger.store(), 1).await?;
        let order = OcspDelegateOrder {
            serial,
            public_key_der: key.public_key_der(),
            valid_from,
            valid_to,
        };
        let certificate = generation.issuer.issue_ocsp_delegate(&order)?;
        let issuer_certificate = generation.issuer.certificate_der().to_vec();
        delegates.push(OcspDelegate { issuer_certificate, certificate, key });
        until = until.min(valid_to);
    }
    let answers = OcspResponder::new(setting, delegates, Register(Arc::clone(ledger)))?;
    Ok(Responder { answers, until, generations: begun.len() })
}

/// The register, as the responder asks it.
struct Register(Arc<Ledger>);

impl StatusSource for Register {
    fn status(&self, issuer_key_id: [u8; 20], serial: u64) -> Result<Revocation, SourceError> {
        match self.0.store().certificate(issuer_key_id, serial) {
            Ok(None) => Ok(Revocation::Unknown),
            Ok(Some(it)) => Ok(match (it.revoked_at, it.held_since) {
                (Some(at), _) => {
                    Revocation::Revoked { at, reason: reason(it.revocation_reason.unwrap_or(0)) }
                }
                (None, Some(since)) => Revocation::OnHold { since },
                (None, None) => Revocation::Good,
            }),
            Err(store::Error::Busy) => Err(SourceError::Busy),
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the register of certificates cannot be read"
                );
                Err(SourceError::Failed)
            }
        }
    }
}

/// The reason of a code in the register.
fn reason(code: u8) -> RevocationReason {
    match code {
        1 => RevocationReason::KeyCompromise,
        3 => RevocationReason::AffiliationChanged,
        4 => RevocationReason::Superseded,
        5 => RevocationReason::CessationOfOperation,
        REASON_HOLD => RevocationReason::Hold,
        _ => RevocationReason::Unspecified,
    }
}
