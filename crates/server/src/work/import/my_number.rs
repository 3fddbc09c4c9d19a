//! The keyed hash of a My Number (個人番号), and its key in a file of its own.

use std::{
    fmt,
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use eligibility::MyNumber;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use store::Store;
use subtle::ConstantTimeEq as _;

use super::hexadecimal;

/// The key under which My Numbers are hashed. Its `Debug` says nothing.
#[derive(Clone)]
pub struct MyNumberKey(Hmac<Sha256>);

/// Why there is no key. The file's content is never shown.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It could not be read or made.
    #[error("the file of the My Number key could not be read or made")]
    Io(#[source] io::Error),
    /// The system gave no randomness for a new one.
    #[error("the system gave no randomness for a My Number key")]
    Randomness,
    /// The file holds something else.
    #[error("the file of the My Number key holds no key, want 64 hexadecimal digits")]
    Form,
    /// Another key than the ledger's hashes were made with.
    #[error("the My Number key is not the one the ledger's hashes were made with")]
    Another,
    /// The ledger has hashes and their key is gone.
    #[error("the file of the My Number key is missing, and the ledger has hashes made with it")]
    Gone,
    /// The database failed.
    #[error("the ledger could not be read or written")]
    Store(#[from] store::Error),
}

const KEY_BYTES: usize = 32;
/// The job whose state proves which key the ledger's hashes were made with.
const PROOF: &str = "my-number-key";

impl MyNumberKey {
    /// The key in a file, made where there is none, and proved to be the ledger's.
    ///
    /// # Errors
    ///
    /// As [`KeyError`] lists.
    pub async fn of(path: &Path, store: &Store, now: Timestamp) -> Result<Self, KeyError> {
        let proof = store.job(PROOF)?.map(|it| it.state);
        let key = match read(path)? {
            Some(key) => key,
            None if proof.is_some() => return Err(KeyError::Gone),
            None => make(path)?,
        };
        if let Some(proof) = proof {
            key.is_proved_by(&proof)?;
        } else {
            store.start_job(PROOF, "key", now).await?;
            store.finish_job(PROOF, key.proof(), now).await?;
        }
        Ok(key)
    }

    /// The same where nothing may be written: a key of the moment where there is none.
    ///
    /// # Errors
    ///
    /// As [`KeyError`] lists.
    pub fn of_dry_run(path: &Path, store: &Store) -> Result<Self, KeyError> {
        let proof = store.job(PROOF)?.map(|it| it.state);
        match (read(path)?, proof) {
            (Some(key), Some(proof)) => key.is_proved_by(&proof).map(|()| key),
            (Some(key), None) => Ok(key),
            (None, Some(_)) => Err(KeyError::Gone),
            (None, None) => Self::of_bytes(&random()?),
        }
    }

    /// The hash of a My Number.
    #[must_use]
    pub fn hash(&self, number: &MyNumber) -> [u8; 32] {
        self.mac(number.as_bytes())
    }

    fn of_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        Hmac::new_from_slice(bytes).map(Self).map_err(|_| KeyError::Form)
    }

    fn mac(&self, bytes: &[u8]) -> [u8; 32] {
        self.0.clone().chain_update(bytes).finalize().into_bytes().into()
    }

    /// What only this key makes of a text that is no My Number.
    fn proof(&self) -> String {
        format!("\"{}\"", hexadecimal(&self.mac(b"the key of this ledger")))
    }

    fn is_proved_by(&self, proof: &str) -> Result<(), KeyError> {
        let same: bool = self.proof().as_bytes().ct_eq(proof.as_bytes()).into();
        if same { Ok(()) } else { Err(KeyError::Another) }
    }
}

/// The key in a file; `None` without a file.
fn read(path: &Path) -> Result<Option<MyNumberKey>, KeyError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(KeyError::Form),
        Err(error) => return Err(KeyError::Io(error)),
    };
    let digits = text.trim().as_bytes();
    if digits.len() != 2 * KEY_BYTES {
        return Err(KeyError::Form);
    }
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    };
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    MyNumberKey::of_bytes(&bytes.ok_or(KeyError::Form)?).map(Some)
}

/// A new key, in a file only its owner reads.
fn make(path: &Path) -> Result<MyNumberKey, KeyError> {
    let bytes = random()?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = |mut file: File| {
        writeln!(file, "{}", hexadecimal(&bytes))?;
        file.sync_all()
    };
    options.open(path).and_then(write).map_err(KeyError::Io)?;
    MyNumberKey::of_bytes(&bytes)
}

fn random() -> Result<[u8; KEY_BYTES], KeyError> {
    let mut bytes = [0; KEY_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| KeyError::Randomness)?;
    Ok(bytes)
}

impl fmt::Debug for MyNumberKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MyNumberKey(..)")
    }
}
