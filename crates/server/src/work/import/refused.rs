//! The file of refused rows, made at the first one and put in place when the list is read.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use interchange::members::{CorrectionFile, MemberList, Refusal};

/// Refused rows on their way to a file.
pub(super) struct RefusedRows {
    path: Option<PathBuf>,
    file: Option<CorrectionFile<BufWriter<File>>>,
}

impl RefusedRows {
    /// For a file, or for nowhere.
    pub(super) const fn to(path: Option<PathBuf>) -> Self {
        Self { path, file: None }
    }

    /// Adds the row the list has just read.
    pub(super) fn add(&mut self, list: &MemberList, refusal: &Refusal) -> io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let mut options = OpenOptions::new();
                options.write(true).create(true).truncate(true);
                // The rows are people.
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let writer = BufWriter::new(options.open(unfinished(path))?);
                none.insert(CorrectionFile::create(writer, list.header())?)
            }
        };
        file.add(list.fields(), refusal)
    }

    /// Puts the file in place. One that is there, and may have been corrected by hand meanwhile,
    /// is kept beside it.
    pub(super) fn finish(self) -> io::Result<()> {
        let (Some(path), Some(file)) = (self.path, self.file) else { return Ok(()) };
        let mut writer = file.finish()?;
        writer.flush()?;
        writer.get_ref().sync_all()?;
        let new = unfinished(&path);
        if path.exists() && std::fs::read(&path)? != std::fs::read(&new)? {
            std::fs::rename(&path, beside(&path, "before"))?;
        }
        std::fs::rename(new, path)
    }
}

fn unfinished(path: &Path) -> PathBuf {
    beside(path, "unfinished")
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}
