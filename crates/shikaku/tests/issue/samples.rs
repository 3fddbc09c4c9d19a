//! The sample list: everybody gets what the law says, and every paper can be opened and read.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use eligibility::{How, judge};
use record::law::Facts;
use serde_json::Value;

use crate::place::{BATCH, INSURER, NAME, ON, Place};

const LIST: &str = "../interchange/tests/members/members_utf8.csv";

/// Whether programs of the system are there; in CI they must be.
fn has(programs: &[&str]) -> bool {
    let missing = |it: &&&str| Command::new(it).arg("--version").output().is_err();
    let missing: Vec<_> = programs.iter().filter(missing).collect();
    assert!(missing.is_empty() || std::env::var_os("CI").is_none(), "{missing:?} missing");
    if !missing.is_empty() {
        eprintln!("not run: {missing:?} missing");
    }
    missing.is_empty()
}

fn output(program: &str, words: &[&str], file: &Path) -> String {
    let run = Command::new(program).args(words).arg(file).output();
    let run = run.unwrap_or_else(|_| panic!("{program} is installed"));
    assert!(run.status.success(), "{program} {}", file.display());
    String::from_utf8_lossy(&run.stdout).into_owned()
}

/// What is due to whom on the day, by the law alone: key and paper.
fn due(place: &Place) -> BTreeSet<(String, String)> {
    let ledger = place.ledger();
    let on = ON.parse().unwrap();
    let law = ledger.settings_for(INSURER.parse().unwrap(), on);
    let mut due = BTreeSet::new();
    for member in ledger.store().members(None, 100_000).unwrap() {
        let facts = Facts::of(&member.person.dossier);
        for it in judge(&facts.dossier(), &law, on).standing.due {
            if it.how != How::OnApplication || it.issue_from.is_some() {
                let document = server::work::plan::document_name(it.document).to_owned();
                due.insert((member.person_key.to_string(), document));
            }
        }
    }
    due
}

#[test]
fn everybody_of_the_sample_list_gets_what_the_law_says() {
    if !has(&["qpdf", "pdfinfo", "mutool", "pdftotext"]) {
        return;
    }
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join(LIST);
    let place = Place::new();
    assert_eq!(place.import(&list, &["--insurer-name", NAME]), 1, "some rows are refused");
    let due = due(&place);
    assert!(due.len() > 1_000);
    let plan = ["plan", "--db", "sqlite:db", "--insurer", INSURER, "--on", ON, "--json"];
    let (status, plan, _) = place.run(&plan);
    assert_eq!(status, 0);
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let text = |it: &Value, name: &str| it[name].as_str().unwrap().to_owned();
    let items = plan["items"].as_array().unwrap().iter();
    let planned: BTreeSet<_> = items.map(|it| (text(it, "person"), text(it, "document"))).collect();
    assert_eq!(planned, due);

    let report = place.issue();
    let ledger = place.ledger();
    let mut made = BTreeSet::new();
    let mut sheets: BTreeMap<String, Vec<(u32, String)>> = BTreeMap::new();
    for item in ledger.store().batch_items(BATCH, 0, 100_000).unwrap() {
        let document = server::work::plan::document_name(item.kind.into()).to_owned();
        made.insert((item.person_key.to_string(), document));
        let sheet = ledger.store().sheet(BATCH, item.place).unwrap().unwrap();
        let key = ledger.store().person(item.person_key).unwrap().unwrap();
        let store::Held::Person(person) = key.held else { panic!("joined") };
        let name = person.identity.unwrap().name;
        sheets.entry(sheet.file).or_default().push((sheet.page, name));
    }
    assert_eq!(made, due, "everybody is in the batch");
    assert_eq!(report["held"], 0);
    for (name, pages) in &sheets {
        names_are_as_registered(&place.path("papers").join(BATCH).join(name), pages);
    }
    for (name, _) in place.files().iter().filter(|it| it.1.starts_with(b"%PDF")) {
        can_be_opened(&place.path("papers").join(name));
    }
    assert_eq!(place.issue()["made"], 0);
}

fn can_be_opened(file: &Path) {
    output("qpdf", &["--check"], file);
    let told = output("pdfinfo", &[], file);
    assert!(told.contains("Tagged:          yes"), "{told}");
    let pages = told.lines().find_map(|it| it.strip_prefix("Pages:")).unwrap().trim();
    let drawn = output("mutool", &["info", "-X"], file);
    assert!(drawn.contains(&format!("Pages: {pages}")), "{drawn}");
}

/// Each page has its person's name, character for character; ideographic spaces poppler takes for
/// gaps between words.
fn names_are_as_registered(file: &Path, pages: &[(u32, String)]) {
    let run = Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(file).arg("-").output();
    let text = String::from_utf8(run.unwrap().stdout).unwrap();
    let bare = |it: &str| it.chars().filter(|it| !it.is_whitespace()).collect::<String>();
    let texts: Vec<String> = text.split('\u{c}').map(bare).collect();
    assert_eq!(texts.len(), pages.len() + 1, "{} has a page a sheet", file.display());
    for (page, name) in pages {
        let text = &texts[*page as usize - 1];
        assert!(text.contains(&bare(name)), "page {page} of {}", file.display());
    }
}
