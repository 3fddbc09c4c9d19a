//! Files of a batch: each is whole and synced before it has its name.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use store::BatchFile;

use super::IssueError;

/// What a file that is being written is called behind its name.
const PART: &str = ".part";

/// The directory of a batch.
#[derive(Clone, Debug)]
pub(super) struct Output {
    directory: PathBuf,
    batch_id: String,
}

/// A file that has its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) bytes: u64,
    pub(super) sha256: [u8; 32],
}

/// Counts and hashes what goes through.
pub(super) struct Hashing {
    out: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Output {
    /// Makes the directory where there is none, for its owner alone, and takes away what a run that
    /// was stopped had not finished writing.
    pub(super) fn open(out: &Path, batch_id: &str) -> Result<Self, IssueError> {
        let it = Self { directory: out.join(batch_id), batch_id: batch_id.to_owned() };
        it.make().map_err(|source| IssueError::Output { file: batch_id.to_owned(), source })?;
        Ok(it)
    }

    fn make(&self) -> io::Result<()> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.directory)?;
        for entry in fs::read_dir(&self.directory)? {
            let path = entry?.path();
            if path.extension().is_some_and(|it| it == "part") {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Whether a registered file is there.
    pub(super) fn has(&self, file: &BatchFile) -> bool {
        fs::metadata(self.directory.join(&file.name)).is_ok_and(|it| it.len() == file.bytes)
    }

    /// The name of a file as reports give it.
    pub(super) fn shown(&self, name: &str) -> String {
        format!("{}/{name}", self.batch_id)
    }

    /// Writes a file. Where that fails nothing of it is left, so that the room it took is free.
    pub(super) fn write(
        &self,
        name: &str,
        content: impl FnOnce(&mut Hashing) -> Result<(), IssueError>,
    ) -> Result<Written, IssueError> {
        let part = self.directory.join(format!("{name}{PART}"));
        let written = self.write_part(name, &part, content);
        if written.is_err() {
            // What matters is why the writing failed.
            let _ = fs::remove_file(&part);
        }
        written
    }

    fn write_part(
        &self,
        name: &str,
        part: &Path,
        content: impl FnOnce(&mut Hashing) -> Result<(), IssueError>,
    ) -> Result<Written, IssueError> {
        let failed = |source| self.failed(name, source);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(part).map_err(failed)?;
        let mut out = Hashing { out: BufWriter::new(file), hash: Sha256::new(), bytes: 0 };
        content(&mut out)?;
        let Hashing { out, hash, bytes } = out;
        let file = out.into_inner().map_err(|it| failed(it.into_error()))?;
        file.sync_all().map_err(failed)?;
        fs::rename(part, self.directory.join(name)).map_err(failed)?;
        File::open(&self.directory).and_then(|it| it.sync_all()).map_err(failed)?;
        Ok(Written { bytes, sha256: hash.finalize().into() })
    }

    /// That a file could not be written.
    pub(super) fn failed(&self, name: &str, source: io::Error) -> IssueError {
        IssueError::Output { file: self.shown(name), source }
    }
}

impl Write for Hashing {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let taken = self.out.write(buffer)?;
        self.hash.update(&buffer[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_name_only_when_it_is_whole() {
        let directory = tempfile::tempdir().unwrap();
        let output = Output::open(directory.path(), "113019-2025-12-02").unwrap();
        let written = output
            .write("a.csv", |out| out.write_all(b"abc").map_err(|it| output.failed("a.csv", it)))
            .unwrap();
        let hash: [u8; 32] = Sha256::digest(b"abc").into();
        assert_eq!(written, Written { bytes: 3, sha256: hash });
        let failed = output.write("b.csv", |out| {
            out.write_all(b"abc").unwrap();
            Err(output.failed("b.csv", io::Error::other("no room")))
        });
        assert!(failed.unwrap_err().to_string().contains("b.csv could not be written"));
        let names = |it: &Path| -> Vec<String> {
            fs::read_dir(it)
                .unwrap()
                .map(|it| it.unwrap().file_name().into_string().unwrap())
                .collect()
        };
        let batch = directory.path().join("113019-2025-12-02");
        assert_eq!(names(&batch), ["a.csv"]);
        fs::write(batch.join("c.pdf.part"), b"half").unwrap();
        Output::open(directory.path(), "113019-2025-12-02").unwrap();
        assert_eq!(names(&batch), ["a.csv"], "what a stopped run left is gone");
    }

    #[cfg(unix)]
    #[test]
    fn files_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let output = Output::open(directory.path(), "b").unwrap();
        output.write("a.csv", |_| Ok(())).unwrap();
        let mode = |it: &str| {
            fs::metadata(directory.path().join(it)).unwrap().permissions().mode() & 0o777
        };
        assert_eq!((mode("b"), mode("b/a.csv")), (0o700, 0o600));
    }
}
