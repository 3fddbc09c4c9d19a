//! The files of the project, as text.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Not ours to judge: built, fetched, or other people's.
const SKIPPED: &[&str] = &[
    ".git",
    "target",
    "demo-data",
    "Cargo.lock",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "crates/reception/assets/htmx.min.js",
    "crates/reception/assets/licences",
    "crates/reception/assets/tokens.css",
    "crates/reception/tests/assets",
];

/// One text file.
pub(crate) struct File {
    /// From the root, with `/`.
    pub(crate) path: String,
    text: String,
}

impl File {
    pub(crate) fn made_up(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub(crate) fn is(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|it| it == extension)
    }

    /// Numbered lines, from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// The code that ships: no test file, no test module (it stands last), no comment.
    pub(crate) fn shipped(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_shipped =
            self.is("rs") && self.path.contains("/src/") && !self.path.ends_with("tests.rs");
        let tests_from = self
            .lines()
            .zip(self.lines().skip(1))
            .find(|((_, line), (_, next))| {
                line.trim() == "#[cfg(test)]" && next.contains("mod ") && next.contains('{')
            })
            .map_or(usize::MAX, |((number, _), _)| number);
        self.code().filter(move |(number, _)| is_shipped && *number < tests_from)
    }

    /// The lines of Rust without their comments.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().filter_map(|(number, line)| {
            let code = line.split(" // ").next()?;
            (!code.trim_start().starts_with("//")).then_some((number, code))
        })
    }

    /// What to say of a line.
    pub(crate) fn fault(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

/// The root of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The text of one file that must be there.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every text file that is ours. What is not UTF-8 is data.
pub(crate) fn files() -> Vec<File> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}{}", entry.file_name().into_string().unwrap());
            if SKIPPED.contains(&path.as_str()) {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                folders.push(format!("{path}/"));
            } else if let Ok(text) = fs::read_to_string(entry.path()) {
                files.push(File { path, text });
            }
        }
    }
    files
}
