//! How long things may be, and that nothing lies about unused.

use super::tree::File;

/// Lines a Rust file may have.
const FILE_LINES_MAX: usize = 500;
/// Columns a Rust line may have. What rustfmt can break it breaks; here are the comments and what
/// ships. A line with Japanese text is free, and so are the tables of tests: a row is one line.
const LINE_COLUMNS_MAX: usize = 100;

/// Files and lines that are too long. Functions are clippy's.
pub(crate) fn lengths(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|it| it.is("rs")) {
        let lines = file.lines().count();
        if lines > FILE_LINES_MAX {
            faults
                .push(file.fault(lines, &format!("{lines} lines, want {FILE_LINES_MAX} at most")));
        }
        let shipped: Vec<usize> = file.shipped().map(|(number, _)| number).collect();
        for (number, line) in file.lines() {
            let columns = line.chars().count();
            let is_japanese = line.chars().any(|it| it >= '\u{3000}');
            let is_held = line.trim_start().starts_with("//") || shipped.contains(&number);
            if columns > LINE_COLUMNS_MAX && is_held && !is_japanese {
                let what = format!("{columns} columns, want {LINE_COLUMNS_MAX} at most");
                faults.push(file.fault(number, &what));
            }
        }
    }
    faults
}

/// Templates that no Rust file and no other template names.
pub(crate) fn templates(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let Some((_, name)) = file.path.split_once("/templates/") else { continue };
        let quoted = format!("\"{name}\"");
        let mut others = files.iter().filter(|it| it.path != file.path);
        if !others.any(|it| it.lines().any(|(_, line)| line.contains(&quoted))) {
            faults.push(format!("{}: named nowhere; use it or remove it", file.path));
        }
    }
    faults
}
