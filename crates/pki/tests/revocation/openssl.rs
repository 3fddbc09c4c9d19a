//! openssl in a folder of its own.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

use tempfile::TempDir;

pub(crate) struct Openssl {
    folder: TempDir,
}

/// What openssl said, and whether it was content.
pub(crate) struct Said {
    pub(crate) content: bool,
    /// Both streams.
    pub(crate) text: String,
}

impl Openssl {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn take(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// Writes certificates (`x509`) or lists (`crl`) as the text that openssl wants of some.
    pub(crate) fn put_text(&self, name: &str, kind: &str, ders: &[&[u8]]) {
        let mut text = Vec::new();
        for der in ders {
            self.put("der", der);
            self.run(&format!("{kind} -inform DER -in der -out one.pem")).ok(&[]);
            text.extend(self.take("one.pem"));
        }
        self.put(name, &text);
    }

    /// Runs it with these words, of which none holds a space.
    pub(crate) fn run(&self, words: &str) -> Said {
        let Output { status, stdout, stderr } = Command::new("openssl")
            .args(words.split_whitespace())
            .current_dir(self.folder.path())
            .env_remove("http_proxy")
            .env_remove("HTTP_PROXY")
            .output()
            .unwrap();
        let text = [stdout, stderr].concat();
        Said { content: status.success(), text: String::from_utf8_lossy(&text).into_owned() }
    }
}

impl Said {
    /// Asserts that it was content and said all of this.
    #[track_caller]
    pub(crate) fn ok(&self, wanted: &[&str]) {
        assert!(self.content, "{}", self.text);
        self.says(wanted);
    }

    /// Asserts that it was not content, for this reason.
    #[track_caller]
    pub(crate) fn refused(&self, reason: &str) {
        assert!(!self.content, "{}", self.text);
        self.says(&[reason]);
    }

    #[track_caller]
    pub(crate) fn says(&self, wanted: &[&str]) {
        for it in wanted {
            assert!(self.text.contains(it), "{it:?} is not in:\n{}", self.text);
        }
    }
}
