//! What other programs find in our files.

use std::path::PathBuf;
use std::process::Command;

use print::{Paper, Press};

/// A file of one paper, as others read it.
pub(crate) struct Printed {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

/// A word and its box, in points from the upper left corner of its page.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) page: usize,
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
    pub(crate) text: String,
}

/// Whether programs of the system are there; in CI they must be.
pub(crate) fn has(programs: &[&str]) -> bool {
    let missing = |it: &&&str| Command::new(it).arg("--version").output().is_err();
    let missing: Vec<_> = programs.iter().filter(missing).collect();
    assert!(missing.is_empty() || std::env::var_os("CI").is_none(), "{missing:?} missing");
    if !missing.is_empty() {
        eprintln!("not run: {missing:?} missing");
    }
    missing.is_empty()
}

impl Printed {
    pub(crate) fn of(name: &str, paper: &Paper) -> Self {
        let press = Press::bundled().unwrap();
        let bytes = press.pdf("試験", std::slice::from_ref(paper));
        let bytes = bytes.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paper.pdf");
        std::fs::write(&path, bytes).unwrap();
        if let Ok(keep) = std::env::var("PAPERS_TO") {
            std::fs::create_dir_all(&keep).unwrap();
            std::fs::copy(&path, PathBuf::from(keep).join(format!("{name}.pdf"))).unwrap();
        }
        Self { _folder: folder, path }
    }

    /// What a program of the system says of the file.
    fn run(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let output = Command::new(program).args(before).arg(&self.path).args(after).output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
        let said = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}: {said} {errors}");
        assert_eq!(errors.trim(), "", "{program}");
        said
    }

    /// The file is whole.
    pub(crate) fn check(&self) {
        let said = self.run("qpdf", &["--check"], &[]);
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
    }

    /// The text as it stands on the page, without what only fills lines.
    pub(crate) fn text(&self) -> String {
        let text = self.run("pdftotext", &["-layout"], &["-"]);
        let lines = text.lines().map(str::trim_end);
        let mut kept = String::new();
        for line in lines.skip_while(|it| it.is_empty()) {
            if !(line.is_empty() && kept.ends_with("\n\n")) {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        kept.replace('\u{c}', "---- 次のページ ----\n")
            .trim_end_matches("---- 次のページ ----\n")
            .trim_end()
            .to_owned()
            + "\n"
    }

    /// The text in the order of the drawing, without spaces.
    pub(crate) fn letters(&self) -> String {
        let text = self.run("pdftotext", &["-raw"], &["-"]);
        without_spaces(&text)
    }

    /// The elements of the file, and what a reader hears, without spaces.
    pub(crate) fn heard(&self) -> (String, String) {
        let outline = self.run("pdfinfo", &["-struct"], &[]);
        let text = self.run("pdfinfo", &["-struct-text"], &[]);
        let said = text.split('"').skip(1).step_by(2).collect::<String>();
        (outline, without_spaces(&said))
    }

    /// Every word with its box, and the size of the pages.
    pub(crate) fn words(&self) -> (Vec<(f32, f32)>, Vec<Word>) {
        let said = self.run("pdftotext", &["-bbox"], &["-"]);
        let (mut pages, mut words) = (Vec::new(), Vec::new());
        for line in said.lines().map(str::trim) {
            let number = |name: &str| -> f32 {
                let from = line.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
                line[from..].split('"').next().unwrap().parse().unwrap()
            };
            if line.starts_with("<page") {
                pages.push((number("width"), number("height")));
            } else if line.starts_with("<word") {
                let text = line.split('>').nth(1).unwrap().split('<').next().unwrap();
                words.push(Word {
                    page: pages.len() - 1,
                    left: number("xMin"),
                    top: number("yMin"),
                    right: number("xMax"),
                    bottom: number("yMax"),
                    text: text.to_owned(),
                });
            }
        }
        (pages, words)
    }

    /// What the QR codes of the first page say.
    pub(crate) fn codes(&self) -> String {
        let picture = self.path.with_extension("");
        let picture = picture.to_str().unwrap();
        self.run("pdftoppm", &["-r", "200", "-png", "-singlefile"], &[picture]);
        let output = Command::new("zbarimg")
            .args(["--raw", "--quiet", &format!("{picture}.png")])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

/// Only the letters.
pub(crate) fn without_spaces(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).collect()
}
