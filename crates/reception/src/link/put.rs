//! Putting an answer where the receipt computer looks, whole or not at all.
//!
//! It is written under a temporary name first, made durable, and renamed. Who finds the temporary
//! name gone after it was made durable knows that the answer was put, whether or not the receipt
//! computer has taken it since.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

/// A file of an answer, under its two names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Put {
    /// What nobody looks for.
    temporary: String,
    /// What the receipt computer looks for.
    name: String,
}

/// What a file of an answer holds.
pub(super) enum Content {
    Bytes(Vec<u8>),
    /// What stands in a request, which goes back as it is.
    SameAs(std::path::PathBuf),
}

/// How temporary names end.
const TEMPORARY_END: &str = ".part";

/// How the temporary names of an institution's link begin.
fn temporary_begin(institution: &str) -> String {
    format!("~link-{institution}-")
}

impl Put {
    /// A file of the answer to a request; `place` tells the files of one answer apart.
    pub(super) fn new(institution: &str, sequence: i64, place: usize, name: String) -> Self {
        let begin = temporary_begin(institution);
        Self { temporary: format!("{begin}{sequence}-{place}{TEMPORARY_END}"), name }
    }

    /// Makes the content durable under the temporary name.
    pub(super) fn write(&self, folder: &Path, content: &Content) -> io::Result<()> {
        let mut file = File::create(folder.join(&self.temporary))?;
        match content {
            Content::Bytes(bytes) => file.write_all(bytes)?,
            Content::SameAs(path) => {
                io::copy(&mut File::open(path)?, &mut file)?;
            }
        }
        file.sync_all()
    }

    /// Removes the temporary name of an answer that is not to be given.
    pub(super) fn discard(&self, folder: &Path) -> io::Result<()> {
        gone_is_fine(fs::remove_file(folder.join(&self.temporary)))
    }
}

/// Gives files their final names, in order; those that have them already are left.
pub(super) fn place(folder: &Path, files: &[Put]) -> io::Result<()> {
    // A share that went away must not look like an answer that was taken.
    fs::read_dir(folder)?;
    for file in files {
        gone_is_fine(fs::rename(folder.join(&file.temporary), folder.join(&file.name)))?;
    }
    sync_folder(folder)
}

/// Removes a file, for good.
pub(super) fn remove(folder: &Path, name: &str) -> io::Result<()> {
    gone_is_fine(fs::remove_file(folder.join(name)))?;
    sync_folder(folder)
}

/// Removes temporary files that no answer needs: left by a crash before the journal knew of them.
pub(super) fn remove_others(folder: &Path, institution: &str, needed: &[Put]) -> io::Result<()> {
    let begin = temporary_begin(institution);
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let Some(name) = name.to_str() else { continue };
        let ours = name.starts_with(&begin) && name.ends_with(TEMPORARY_END);
        if ours && !needed.iter().any(|it| it.temporary == name) {
            gone_is_fine(fs::remove_file(folder.join(name)))?;
        }
    }
    Ok(())
}

/// Makes the names in a folder durable, where the system offers that.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        // Some network shares have no such operation; their server decides.
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        synced => synced,
    }
}

fn gone_is_fine(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_answer_is_put_once_even_when_it_was_taken() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let put = Put::new("1311111114", 7, 0, "OQSsiquc01res_1.xml".to_owned());
        put.write(folder, &Content::Bytes(b"answer".to_vec())).unwrap();
        assert_eq!(names(folder), ["~link-1311111114-7-0.part"]);
        place(folder, std::slice::from_ref(&put)).unwrap();
        assert_eq!(names(folder), ["OQSsiquc01res_1.xml"]);
        fs::remove_file(folder.join("OQSsiquc01res_1.xml")).unwrap();
        place(folder, &[put]).unwrap();
        assert!(names(folder).is_empty());
    }

    #[test]
    fn a_folder_that_is_away_is_no_answer_that_was_taken() {
        let folder = tempfile::tempdir().unwrap();
        let put = Put::new("1311111114", 7, 0, "OQSsiquc01res_1.xml".to_owned());
        assert!(place(&folder.path().join("away"), &[put]).is_err());
    }

    #[test]
    fn only_our_own_temporary_files_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for name in
            ["~link-1311111114-1-0.part", "~link-1311111114-2-0.part", "~link-9-1-0.part", "a.part"]
        {
            fs::write(folder.join(name), "").unwrap();
        }
        let needed = Put::new("1311111114", 2, 0, "b.xml".to_owned());
        remove_others(folder, "1311111114", &[needed]).unwrap();
        assert_eq!(names(folder), ["a.part", "~link-1311111114-2-0.part", "~link-9-1-0.part"]);
    }
}
