//! The keys that sign certificates, generation after generation, for both purposes.
//!
//! A key's certificate is in the register; the key itself in a file under a passphrase, or in a
//! PKCS#11 token. A new generation begins every few years, long before the one before it ends, so
//! that every certificate it issues ends within its own time.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, date},
};
use pki::{Issuer, IssuerSetting, KeyAlgorithm, Purpose, SigningKey, Token};
use store::{CertificateIssuer, CertificatePurpose, Store};
use tokio::sync::Mutex;

use crate::day_in_japan;

/// Where the keys are.
#[derive(Clone)]
pub struct KeyPlace {
    /// The directory of the key files, made where absent. With a token, only the key of the cards'
    /// faces is there.
    pub directory: PathBuf,
    /// The passphrase of the files.
    pub passphrase: Vec<u8>,
    /// The token of the issuers' keys, where they are in one.
    pub token: Option<TokenPlace>,
}

/// A PKCS#11 token.
#[derive(Clone)]
pub struct TokenPlace {
    /// The module that speaks to it.
    pub module: PathBuf,
    /// Its label.
    pub label: String,
    /// Its PIN.
    pub pin: String,
}

/// How generations of keys follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerationsSetting {
    /// The kind of the keys.
    pub algorithm: KeyAlgorithm,
    /// The day the first generation begins.
    pub first_on: Date,
    /// Years from the beginning of one generation to that of the next.
    pub years_between: i16,
    /// Years a generation is valid: those between and the longest of a certificate.
    pub years_valid: i16,
}

/// One key and its certificate.
#[derive(Debug)]
pub struct Generation {
    /// What its certificates are for.
    pub purpose: Purpose,
    /// Its place, from 1.
    pub number: u32,
    /// What issues.
    pub issuer: Issuer,
}

/// Every generation of both purposes that has begun.
pub struct Generations {
    place: KeyPlace,
    setting: GenerationsSetting,
    issuers: IssuerSetting,
    begun: RwLock<Vec<Arc<Generation>>>,
    /// One at a time makes what has begun since.
    opening: Mutex<()>,
}

/// Why there are no keys to sign with.
#[derive(Debug, thiserror::Error)]
pub enum GenerationsError {
    /// A key's file could not be read or written.
    #[error("a key's file could not be read or written")]
    File(#[source] io::Error),
    /// A key could not be had.
    #[error("a key of the issuers could not be had")]
    Key(#[from] pki::KeyError),
    /// A key is not that of its registered certificate, or none could be made.
    #[error("an issuer could not be opened")]
    Issuer(#[from] pki::IssueError),
    /// No generation is valid on a day.
    #[error("no generation of keys signs on {on}")]
    NoneFor {
        /// The day.
        on: Date,
    },
    /// The register could not be read or written.
    #[error("the register of issuers could not be read or written")]
    Store(#[from] store::Error),
}

impl Default for GenerationsSetting {
    /// As those of the cards in use: since their beginning, four years apart, ten years each.
    fn default() -> Self {
        Self {
            algorithm: KeyAlgorithm::Rsa2048,
            first_on: date(2015, 9, 29),
            years_between: 4,
            years_valid: 10,
        }
    }
}

impl Generations {
    /// Opens every generation that has begun by an instant; makes those not registered yet.
    ///
    /// # Errors
    ///
    /// As [`GenerationsError`] lists. What was made stays: opening again goes on.
    pub async fn open(
        place: KeyPlace,
        setting: GenerationsSetting,
        issuers: IssuerSetting,
        store: &Store,
        at: Timestamp,
    ) -> Result<Self, GenerationsError> {
        let (begun, opening) = (RwLock::default(), Mutex::default());
        let generations = Self { place, setting, issuers, begun, opening };
        generations.follow(store, at).await?;
        Ok(generations)
    }

    /// Opens what has begun since. A process that runs for years signs with the newest keys.
    ///
    /// # Errors
    ///
    /// As [`GenerationsError`] lists.
    pub async fn follow(&self, store: &Store, at: Timestamp) -> Result<(), GenerationsError> {
        let _one = self.opening.lock().await;
        if self.next(PURPOSES[0]).1 > day_in_japan(at) {
            return Ok(());
        }
        let keys = Keys::of(&self.place, self.setting.algorithm)?;
        let registered = store.certificate_issuers()?;
        for purpose in PURPOSES {
            loop {
                let (number, from) = self.next(purpose);
                if from > day_in_japan(at) {
                    break;
                }
                let key = keys.key(purpose, number)?;
                let known = registered
                    .iter()
                    .find(|it| it.purpose == of_store(purpose) && it.generation == number);
                let issuer = match known {
                    Some(it) => Issuer::open(purpose, key, &it.certificate, self.issuers.clone())?,
                    None => self.establish(purpose, key, (number, from))?,
                };
                if known.is_none() {
                    store.put_certificate_issuer(registration(&issuer, number, at)).await?;
                }
                let mut begun = self.begun.write().unwrap_or_else(PoisonError::into_inner);
                begun.push(Arc::new(Generation { purpose, number, issuer }));
            }
        }
        Ok(())
    }

    /// The newest generation of a purpose that signs on a day.
    ///
    /// # Errors
    ///
    /// [`GenerationsError::NoneFor`].
    pub fn signing(&self, purpose: Purpose, on: Date) -> Result<Arc<Generation>, GenerationsError> {
        let signs = |it: &Arc<Generation>| {
            let root = it.issuer.certificate();
            it.purpose == purpose && day_in_japan(root.valid_from()) <= on && on <= root.last_day()
        };
        let newest = self.all().into_iter().filter(signs).max_by_key(|it| it.number);
        newest.ok_or(GenerationsError::NoneFor { on })
    }

    /// A generation by purpose and number.
    #[must_use]
    pub fn of(&self, purpose: Purpose, number: u32) -> Option<Arc<Generation>> {
        self.all().into_iter().find(|it| it.purpose == purpose && it.number == number)
    }

    /// The generation of a key.
    #[must_use]
    pub fn of_key(&self, issuer_key_id: [u8; 20]) -> Option<Arc<Generation>> {
        self.all().into_iter().find(|it| it.issuer.key_id() == issuer_key_id)
    }

    /// Every generation, of each purpose in order.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Generation>> {
        self.begun.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The number of the next generation of a purpose, and the day it begins.
    fn next(&self, purpose: Purpose) -> (u32, Date) {
        let begun = self.all().iter().filter(|it| it.purpose == purpose).map(|it| it.number).max();
        let number = begun.unwrap_or(0) + 1;
        let years = i64::from(number - 1) * i64::from(self.setting.years_between);
        // The step before the last possible year keeps this within the calendar.
        let from = self.setting.first_on.saturating_add(years.min(9_000).years());
        (number, from)
    }

    fn establish(
        &self,
        purpose: Purpose,
        key: SigningKey,
        (number, from): (u32, Date),
    ) -> Result<Issuer, GenerationsError> {
        let to = from.saturating_add(self.setting.years_valid.years()).saturating_sub(1.day());
        let serial = u64::from(number);
        Ok(Issuer::establish(purpose, key, self.issuers.clone(), from, to, serial)?)
    }
}

impl Generation {
    /// Reserves serial numbers, never that of the root itself.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(super) async fn reserve(&self, store: &Store, count: u32) -> Result<u64, store::Error> {
        let root = self.issuer.certificate().serial();
        loop {
            let first = store.reserve_serials(self.issuer.key_id(), count).await?;
            if !(first..first + u64::from(count)).contains(&root) {
                return Ok(first);
            }
        }
    }
}

/// Both purposes, the one every card has first.
pub(super) const PURPOSES: [Purpose; 2] = [Purpose::UserAuthentication, Purpose::DigitalSignature];

/// The purpose as the register has it.
pub(crate) const fn of_store(purpose: Purpose) -> CertificatePurpose {
    match purpose {
        Purpose::UserAuthentication => CertificatePurpose::UserAuthentication,
        Purpose::DigitalSignature => CertificatePurpose::DigitalSignature,
    }
}

/// The word of a purpose in file names and addresses.
pub(crate) const fn word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::UserAuthentication => "user-authentication",
        Purpose::DigitalSignature => "digital-signature",
    }
}

fn registration(issuer: &Issuer, generation: u32, added_at: Timestamp) -> CertificateIssuer {
    CertificateIssuer {
        issuer_key_id: issuer.key_id(),
        purpose: of_store(issuer.purpose()),
        generation,
        certificate: issuer.certificate_der().to_vec(),
        added_at,
    }
}

/// Where keys come from.
struct Keys<'a> {
    place: &'a KeyPlace,
    algorithm: KeyAlgorithm,
    token: Option<Token>,
}

impl<'a> Keys<'a> {
    fn of(place: &'a KeyPlace, algorithm: KeyAlgorithm) -> Result<Self, GenerationsError> {
        let token = match &place.token {
            Some(it) => Some(Token::open(&it.module, &it.label, &it.pin)?),
            None => None,
        };
        Ok(Self { place, algorithm, token })
    }

    /// The key of a generation, made where there is none yet.
    fn key(&self, purpose: Purpose, number: u32) -> Result<SigningKey, GenerationsError> {
        let label = format!("{}-{number}", word(purpose));
        match &self.token {
            Some(token) => Ok(token.find_or_generate(self.algorithm, &label)?),
            None => key_in_file(self.place, &label, self.algorithm),
        }
    }
}

/// The key in a file, made where there is none.
pub(super) fn key_in_file(
    place: &KeyPlace,
    label: &str,
    algorithm: KeyAlgorithm,
) -> Result<SigningKey, GenerationsError> {
    let path = place.directory.join(format!("{label}.key.pem"));
    let read = || fs::read_to_string(&path);
    let pem = match read() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(&place.directory).map_err(GenerationsError::File)?;
            let key = SigningKey::generate(algorithm)?;
            match write_new(&path, key.to_encrypted_pem(&place.passphrase)?.as_bytes()) {
                // Another process was faster: its key counts.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(),
                Err(error) => return Err(GenerationsError::File(error)),
                Ok(()) => return Ok(key),
            }
        }
        read => read,
    };
    let pem = pem.map_err(GenerationsError::File)?;
    Ok(SigningKey::from_encrypted_pem(&pem, &place.passphrase)?)
}

/// Writes a file that only its owner reads, whole or not at all.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension(format!("{}.unfinished", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // A link, unlike a rename, does not take the place of a key another process has just made.
    let linked = fs::hard_link(&unfinished, path);
    fs::remove_file(&unfinished)?;
    linked
}
