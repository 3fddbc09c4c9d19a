//! The folder of requests: what lies in it, and one file of it.

use std::{
    fmt::Write as _,
    fs::{self, File, Metadata},
    io::{self, Read as _},
    path::Path,
};

use interchange::oqs::{FileKind, MessageKind};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::Others;

/// The largest request that is read, as in `interchange`.
const SIZE_MAX: u64 = 4 << 20;

/// What tells two versions of a file apart without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) size: u64,
    pub(super) modified: Option<Timestamp>,
}

/// A request file in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) kind: FileKind,
    pub(super) stamp: Stamp,
}

/// The content of a request file.
pub(super) struct Taken {
    /// None where it is too large to be read.
    pub(super) bytes: Option<Vec<u8>>,
    pub(super) digest: String,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok().and_then(|it| Timestamp::try_from(it).ok());
        Self { size: metadata.len(), modified }
    }
}

/// The requests in a folder. Whatever else lies there is left alone.
pub(super) fn list(folder: &Path, others: Others) -> io::Result<Vec<Listed>> {
    let mut listed = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let Some(kind) = MessageKind::of_file_name(&name) else { continue };
        if others == Others::Leave && matches!(kind, FileKind::NotHandled { .. }) {
            continue;
        }
        // A file that vanishes meanwhile was withdrawn; a link to one elsewhere is never followed.
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_file() {
            listed.push(Listed { name, kind, stamp: Stamp::of(&metadata) });
        }
    }
    Ok(listed)
}

/// Whether a file still is what it was when it was listed.
pub(super) fn is_still(folder: &Path, file: &Listed) -> io::Result<bool> {
    match fs::symlink_metadata(folder.join(&file.name)) {
        Ok(metadata) => Ok(metadata.is_file() && Stamp::of(&metadata) == file.stamp),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Reads a file; none where it is no longer what it was when it was listed.
pub(super) fn take(folder: &Path, file: &Listed) -> io::Result<Option<Taken>> {
    if !is_still(folder, file)? {
        return Ok(None);
    }
    let is_large = file.stamp.size > SIZE_MAX;
    let taken = if is_large {
        // Its size and time have to tell it apart.
        Taken { bytes: None, digest: format!("{} bytes", file.stamp.size) }
    } else {
        let mut bytes = Vec::new();
        File::open(folder.join(&file.name))?.take(SIZE_MAX + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != file.stamp.size {
            return Ok(None);
        }
        let digest = hex(&Sha256::digest(&bytes));
        Taken { bytes: Some(bytes), digest }
    };
    Ok(is_still(folder, file)?.then_some(taken))
}

/// An id of 64 letters and digits, made from parts.
pub(super) fn id_of(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        // The length keeps ("a", "bc") and ("ab", "c") apart.
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_listed_and_the_rest_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for name in [
            "OQSsiquc01req_1.xml",
            "TKKsiquc01req_1.xml",
            "OQSsiquc01req_2.xml.tmp",
            "OQSsiquc01res_1.xml",
            "Thumbs.db",
        ] {
            fs::write(folder.join(name), "x").unwrap();
        }
        fs::create_dir(folder.join("OQSsiquc01req_3.xml")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/hostname", folder.join("OQSsiquc01req_4.xml")).unwrap();
        let names = |others| {
            let mut names: Vec<String> =
                list(folder, others).unwrap().into_iter().map(|it| it.name).collect();
            names.sort();
            names
        };
        assert_eq!(names(Others::Return), ["OQSsiquc01req_1.xml", "TKKsiquc01req_1.xml"]);
        assert_eq!(names(Others::Leave), ["OQSsiquc01req_1.xml"]);
    }

    #[test]
    fn a_file_that_changed_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let path = folder.join("OQSsiquc01req_1.xml");
        fs::write(&path, "abc").unwrap();
        let listed = list(folder, Others::Return).unwrap().remove(0);
        let taken = take(folder, &listed).unwrap().unwrap();
        assert_eq!(taken.bytes.as_deref(), Some(b"abc".as_slice()));
        assert!(taken.digest.starts_with("ba7816bf"), "SHA-256");
        fs::write(&path, "abcd").unwrap();
        assert!(take(folder, &listed).unwrap().is_none());
        fs::remove_file(&path).unwrap();
        assert!(take(folder, &listed).unwrap().is_none());
    }

    #[test]
    fn ids_tell_their_parts_apart() {
        assert_eq!(id_of(&["a", "bc"]), id_of(&["a", "bc"]));
        assert_ne!(id_of(&["a", "bc"]), id_of(&["ab", "c"]));
        assert_eq!(id_of(&[]).len(), 64);
    }
}
