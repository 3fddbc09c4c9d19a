//! pkilint, and what it may find with a reason: `deviations.txt`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

const DEVIATIONS: &str = include_str!("deviations.txt");

/// The folder of its programs: where `SHIKAKU_PYTHON_TOOLS` says, or on the path. Where it is not
/// installed, this is said; in CI it must be.
pub(crate) fn programs() -> Option<PathBuf> {
    let named = std::env::var_os("SHIKAKU_PYTHON_TOOLS").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = named.into_iter().chain(std::env::split_paths(&path));
    let found = folders.find(|folder| folder.join("lint_pkix_cert").exists());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "pkilint is missing");
        eprintln!("not run: pkilint is missing, and SHIKAKU_PYTHON_TOOLS does not say where it is");
    }
    found
}

/// The codes of what a program finds in a file, from a notice up.
pub(crate) fn findings(programs: &Path, program: &str, words: &[&str], file: &Path) -> Vec<String> {
    let output = Command::new(programs.join(program))
        .args(["lint", "-s", "NOTICE", "-f", "CSV", "--document-format", "DER"])
        .args(words)
        .arg(file)
        .output()
        .unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    let mut rows = table.lines();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(rows.next().is_some_and(|head| head.starts_with("node_path,")), "{complaint}");
    // Place, validator, severity, code, message.
    rows.filter_map(|row| row.split(',').nth(3).map(str::to_owned))
        .filter(|code| !code.is_empty())
        .collect()
}

/// Those of the findings for which no reason is written.
pub(crate) fn unexplained(program: &str, mut findings: Vec<String>) -> Vec<String> {
    let explained: Vec<&str> = DEVIATIONS
        .lines()
        .filter_map(|line| line.strip_prefix(program)?.split_whitespace().next())
        .collect();
    findings.retain(|code| !explained.contains(&code.as_str()));
    findings
}
