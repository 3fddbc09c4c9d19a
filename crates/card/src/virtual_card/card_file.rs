//! A virtual card on disk.
//!
//! The file holds private keys, PINs and the tries left of each, so it is for its owner alone
//! (mode 0600), is replaced whole and never half, and is served by one process at a time: two
//! would each grant the tries of one card.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::VirtualCard;
use super::contents::Contents;
use super::session::Session;

/// The version of the file's form.
const VERSION: u32 = 1;

/// Larger than any card: the photo is two kilobytes, a certificate under two.
const FILE_MAX: u64 = 4 << 20;

/// Where a virtual card is kept, for this process alone.
pub struct CardFile {
    path: PathBuf,
    /// Held while the card is served. The system lets go of it when the process ends, however it
    /// ends; the lock lies beside the card, because the card's own file is replaced.
    _lock: File,
}

#[derive(Deserialize)]
struct Read {
    version: u32,
    card: Contents,
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    card: &'a Contents,
}

impl CardFile {
    /// Puts a card of this process's memory on disk, and keeps it there from now on.
    ///
    /// # Errors
    ///
    /// There is such a file already, another process serves it, or the disk refuses.
    pub fn create(path: &Path, mut card: VirtualCard) -> Result<VirtualCard, CardFileError> {
        let lock = lock(path)?;
        if path.try_exists()? {
            return Err(CardFileError::Exists);
        }
        let file = Self { path: path.to_owned(), _lock: lock };
        file.write(&card.contents)?;
        card.file = Some(file);
        Ok(card)
    }

    /// The card on disk, for this process alone until it is dropped.
    ///
    /// # Errors
    ///
    /// There is no such file, another process serves it, or it is not a card of ours.
    pub fn open(path: &Path) -> Result<VirtualCard, CardFileError> {
        // Looked for first, so that a mistyped name leaves no lock behind.
        if !path.try_exists()? {
            return Err(CardFileError::Missing);
        }
        let lock = lock(path)?;
        let bytes = read(path)?;
        let read: Read = serde_json::from_slice(&bytes)
            .map_err(|error| CardFileError::Malformed { line: error.line() })?;
        if read.version != VERSION {
            return Err(CardFileError::Version(read.version));
        }
        let file = Self { path: path.to_owned(), _lock: lock };
        Ok(VirtualCard { contents: read.card, session: Session::default(), file: Some(file) })
    }

    /// Replaces the file by the card as it is now, and waits until the disk has it: the new file
    /// under another name first, then the name.
    pub(super) fn write(&self, contents: &Contents) -> Result<(), CardFileError> {
        // Room for any card, so that no half-grown copy of its secrets stays behind in memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(256 << 10));
        serde_json::to_writer_pretty(&mut *bytes, &Written { version: VERSION, card: contents })
            .map_err(io::Error::from)?;
        let new = beside(&self.path, "new");
        // Nobody else writes here while the lock is held: what is there was left by a crash.
        match fs::remove_file(&new) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        let mut file = private().create_new(true).open(&new)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&new, &self.path)?;
        // A new name is on disk when its directory is.
        let parent = self.path.parent().filter(|parent| !parent.as_os_str().is_empty());
        Ok(File::open(parent.unwrap_or(Path::new(".")))?.sync_all()?)
    }
}

/// How every file of a card is made.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn lock(path: &Path) -> Result<File, CardFileError> {
    let lock = private().create(true).truncate(false).open(beside(path, "lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(CardFileError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// `card.json.lock` of `card.json`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, CardFileError> {
    use io::Read as _;
    let file = File::open(path)?;
    let length = file.metadata()?.len().min(FILE_MAX);
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1));
    file.take(FILE_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Why a virtual card is not read or written, in the order checked.
#[derive(Debug, thiserror::Error)]
pub enum CardFileError {
    /// No card has this name.
    #[error("there is no card file of this name")]
    Missing,
    /// The card lies in another process's reader.
    #[error("another process is serving this card")]
    InUse,
    /// A card is not overwritten.
    #[error("there is a card file of this name already")]
    Exists,
    /// Not a card, or a damaged one.
    #[error("line {line} of the card file is not as this program writes it")]
    Malformed {
        /// Where reading stopped.
        line: usize,
    },
    /// Of another version of this program.
    #[error("card file has version {0}, want 1")]
    Version(u32),
    /// The disk refused.
    #[error("the card file cannot be read or written")]
    Disk(#[from] io::Error),
}
