//! Pages that must stay true to the code.

use super::tree::{self, File};

/// The rooms that are planned; ARCHITECTURE.md may name one as code only once it is built.
const PLANNED: &[&str] = &["simulation"];

/// Public types that the glossary does not explain.
///
/// Types that end in `Error` need no line: each says of itself what was wrong.
pub(crate) fn glossary(files: &[File]) -> Vec<String> {
    let page = tree::read("GLOSSARY.md");
    let known: Vec<&str> = quoted(&page).flat_map(words).collect();
    let mut faults = Vec::new();
    for file in files.iter().filter(|it| it.path.contains("/src/")) {
        for (line, code) in file.shipped() {
            let Some(name) = public_type(code) else { continue };
            if !name.ends_with("Error") && !known.contains(&name) {
                faults.push(file.fault(line, &format!("{name} is missing from GLOSSARY.md")));
            }
        }
    }
    faults
}

/// Terms in the first column of the glossary's rooms that no code uses any more.
pub(crate) fn unused_terms(files: &[File]) -> Vec<String> {
    let page = tree::read("GLOSSARY.md");
    let rooms = page.split("\n## ").skip(1).filter(|it| it.starts_with("crates/"));
    let terms = rooms.flat_map(str::lines).filter(|it| it.starts_with("| `"));
    let first = terms.filter_map(|it| it.split('|').nth(1)).flat_map(quoted).flat_map(words);
    let code: Vec<&str> = files
        .iter()
        .filter(|it| it.is("rs"))
        .flat_map(|it| it.code().flat_map(|(_, code)| words(code)))
        .collect();
    first
        .filter(|term| !code.contains(term))
        .map(|term| format!("GLOSSARY.md: {term} is nowhere in the code"))
        .collect()
}

/// Paths and rooms named in ARCHITECTURE.md that do not exist.
pub(crate) fn architecture(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|it| it.path == "ARCHITECTURE.md") {
        for (line, text) in file.lines() {
            for name in quoted(text) {
                let is_file = [".rs", ".md", ".toml"].iter().any(|it| name.ends_with(it));
                let is_path = is_file || name.contains('/') && !name.starts_with('/');
                let path = match PLANNED.contains(&name) {
                    true => format!("crates/{name}"),
                    false if is_path && !name.contains([' ', ':', '<']) => name.to_owned(),
                    false => continue,
                };
                if !tree::root().join(&path).exists() {
                    faults.push(file.fault(line, &format!("{path} does not exist")));
                }
            }
        }
    }
    faults
}

/// Rooms that ARCHITECTURE.md does not describe.
pub(crate) fn undescribed_rooms(files: &[File]) -> Vec<String> {
    let page = tree::read("ARCHITECTURE.md");
    let manifests = files.iter().filter_map(|it| it.path.strip_suffix("/Cargo.toml"));
    manifests
        .filter(|room| !page.contains(&format!("`{room}`")))
        .map(|room| format!("{room} is missing from ARCHITECTURE.md"))
        .collect()
}

/// Pages without exactly one title.
pub(crate) fn titles(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|it| it.is("md")) {
        let titles = prose(file).filter(|(_, line)| line.starts_with("# ")).count();
        if titles != 1 {
            faults
                .push(file.fault(1, &format!("{titles} titles, want one line that starts with #")));
        }
    }
    faults
}

/// Links to files that are not there.
pub(crate) fn links(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|it| it.is("md")) {
        let folder = tree::root().join(&file.path);
        for (line, text) in prose(file) {
            for link in text.split("](").skip(1).filter_map(|it| it.split(')').next()) {
                let path = link.split('#').next().unwrap_or_default();
                let is_local = !path.is_empty() && !path.contains(':');
                if is_local && !folder.parent().is_some_and(|it| it.join(path).exists()) {
                    faults.push(file.fault(line, &format!("{link} leads nowhere")));
                }
            }
        }
    }
    faults
}

/// Decisions that their list leaves out.
pub(crate) fn decisions(files: &[File]) -> Vec<String> {
    let list = tree::read("docs/decisions/README.md");
    files
        .iter()
        .filter_map(|it| it.path.strip_prefix("docs/decisions/"))
        .filter(|name| *name != "README.md" && !list.contains(&format!("]({name})")))
        .map(|name| format!("docs/decisions/README.md does not link {name}"))
        .collect()
}

/// The lines outside code blocks.
fn prose(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    file.lines().filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        !in_code && !is_fence
    })
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').filter(|it| !it.is_empty())
}

/// The type that a line makes public.
fn public_type(code: &str) -> Option<&str> {
    let rest = code.trim_start().strip_prefix("pub ")?;
    let (kind, rest) = rest.split_once(' ')?;
    if !["struct", "enum", "trait", "type", "union"].contains(&kind) || rest.starts_with('$') {
        return None;
    }
    words(rest).next()
}
