//! The house rules that no lint knows, as an ordinary test.
//!
//! What a reviewer says twice becomes a check here: one function with one table, which returns the
//! faults it finds as sentences. The tables are the rules; STYLE.md gives the reasons.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod layout;
mod pages;
mod rooms;
mod tree;
mod words;

use tree::File;

/// A check: the faults in these files.
type Check = fn(&[File]) -> Vec<String>;

#[test]
fn rooms_use_only_the_rooms_below_them() {
    assert_clean(&rooms::edges(&rooms::packages(&["--no-deps"])));
}

#[test]
fn every_dependency_has_an_allowed_license() {
    let platform = ["--filter-platform", "x86_64-unknown-linux-gnu"];
    assert_clean(&rooms::licenses(&rooms::packages(&platform), &tree::read("deny.toml")));
}

#[test]
fn files_and_lines_are_short() {
    assert_clean(&layout::lengths(&tree::files()));
}

#[test]
fn words_are_those_of_the_house() {
    assert_clean(&words::banned(&tree::files()));
}

#[test]
fn only_the_clock_reads_the_time() {
    assert_clean(&words::clock(&tree::files()));
}

#[test]
fn each_vocabulary_stays_in_its_room() {
    assert_clean(&words::foreign(&tree::files()));
}

#[test]
fn public_types_stand_in_the_glossary() {
    assert_clean(&pages::glossary(&tree::files()));
    assert_clean(&pages::unused_terms(&tree::files()));
}

#[test]
fn the_architecture_page_names_what_exists() {
    assert_clean(&pages::architecture(&tree::files()));
    assert_clean(&pages::undescribed_rooms(&tree::files()));
}

#[test]
fn pages_have_one_title_and_links_that_lead_somewhere() {
    assert_clean(&pages::titles(&tree::files()));
    assert_clean(&pages::links(&tree::files()));
}

#[test]
fn every_decision_is_listed() {
    assert_clean(&pages::decisions(&tree::files()));
}

#[test]
fn every_template_is_used() {
    assert_clean(&layout::templates(&tree::files()));
}

/// The checks judge made-up files too, so that none of them is blind.
#[test]
fn each_check_finds_its_fault_and_only_that() {
    let long = "x".repeat(101);
    let table: &[(Check, &str, &str, usize)] = &[
        (layout::lengths, "crates/a/src/b.rs", &"\n".repeat(501), 1),
        (layout::lengths, "crates/a/src/b.rs", &long, 1),
        (layout::lengths, "crates/a/tests/b.rs", &long, 0),
        (layout::lengths, "crates/a/tests/b.rs", &format!("// {long}"), 1),
        (layout::lengths, "crates/a/src/b.rs", &format!("{long}資格"), 0),
        (layout::templates, "crates/a/templates/b.html", "", 1),
        (words::banned, "crates/a/src/b.rs", "mod string_utils;", 1),
        (words::banned, "crates/a/src/b.rs", "struct LeaseManager;", 1),
        (words::banned, "crates/a/src/b.rs", "let todo = Vec::new();", 0),
        (words::banned, "crates/a/src/b.rs", "// No package manager is needed.", 0),
        (words::banned, "docs/b.md", concat!("see /ho", "me/someone"), 1),
        (words::banned, "docs/b.md", concat!("see src/ho", "me/page.rs"), 0),
        (words::clock, "crates/a/src/b.rs", "let now = Timestamp::now();", 1),
        (words::clock, "crates/a/src/b.rs", "#[cfg(test)]\nmod t { Zoned::now() }", 0),
        (words::clock, "crates/shikaku/src/clock.rs", "Timestamp::now()", 0),
        (words::foreign, "crates/server/src/b.rs", "\"SELECT 1\"", 1),
        (words::foreign, "crates/server/src/b.rs", "\"UPDATE person SET a = 1\"", 1),
        (words::foreign, "crates/store/src/b.rs", "\"SELECT 1\"", 0),
        (words::foreign, "crates/server/src/b.rs", "<InsuredCardSymbol>", 1),
        (words::foreign, "crates/interchange/src/b.rs", "InsuredCardSymbol", 0),
        (pages::glossary, "crates/a/src/b.rs", "pub(crate) struct Hidden;", 0),
        (pages::glossary, "crates/a/src/b.rs", "pub enum OddThing {}", 1),
        (pages::glossary, "crates/a/src/b.rs", "pub enum OddError {}", 0),
        (pages::architecture, "ARCHITECTURE.md", "`crates/nowhere/src`", 1),
        (pages::architecture, "ARCHITECTURE.md", "`reader phase`", 0),
        (pages::titles, "docs/b.md", "# One\n```\n# not a title\n```\n", 0),
        (pages::titles, "docs/b.md", "# One\n\n# Two\n", 1),
        (pages::links, "docs/b.md", "[a](nowhere.md)", 1),
        (pages::links, "docs/b.md", "[a](../Cargo.toml#top)", 0),
        (pages::decisions, "docs/decisions/9999-odd.md", "# Odd\n", 1),
    ];
    for (check, path, text, faults) in table {
        let found = check(&[File::made_up(path, text)]);
        assert_eq!(found.len(), *faults, "{path}: {text:.60}: {found:?}");
    }
}

#[track_caller]
fn assert_clean(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
