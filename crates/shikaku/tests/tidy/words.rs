//! Words that do not belong, here or anywhere.

use super::tree::File;

/// Parts of Rust names that say nothing, or say it in romaji, and what to write.
const NAME_PARTS: &[(&str, &str)] = &[
    ("util", "the noun of what is inside"),
    ("utils", "the noun of what is inside"),
    ("helper", "the noun of what it is"),
    ("helpers", "the noun of what is inside"),
    ("manager", "what it does: store, queue, lease"),
    ("misc", "one file for each purpose"),
    ("hokensha", "insurer"),
    ("hihokensha", "insured"),
    ("kakunin", "confirmation"),
    ("kakuninsho", "eligibility_certificate"),
    ("kigou", "symbol"),
    ("bangou", "number"),
    ("edaban", "branch"),
    ("shimei", "name"),
    ("seinengappi", "born_on"),
    ("todokede", "report"),
    ("colour", "color"),
    ("behaviour", "behavior"),
    ("serialise", "serialize"),
    ("normalise", "normalize"),
    ("recognise", "recognize"),
    ("initialise", "initialize"),
];

/// Rust that is unfinished, hushed or against the naming rules, and what to write.
const RUST: &[(&str, &str)] = &[
    ("todo!(", "the code, or nothing"),
    ("unimplemented!(", "the code, or nothing"),
    ("dbg!(", "tracing, or nothing"),
    ("#[ignore", "a test that runs, or none"),
    ("[allow(", "#[expect(.., reason = \"..\")]"),
    ("fn get_", "the noun alone"),
    ("fn set_", "a public field or a constructor"),
    ("struct Certificate ", "EligibilityCertificate or DigitalCertificate"),
    ("enum Certificate ", "EligibilityCertificate or DigitalCertificate"),
];

/// What no file may hold: promises, machines, people, tools. In two parts, so that this table does
/// not find itself.
const TEXTS: &[(&str, &str)] = &[
    (concat!("FIX", "ME"), "the fix, or an issue"),
    (concat!("TO", "DO:"), "the code, or an issue"),
    (concat!("XX", "X:"), "the reason"),
    (concat!("/wo", "rk/"), "a path from the root of the project"),
    (concat!("/ro", "ot/"), "a path from the root of the project"),
    (concat!("/ho", "me/"), "a path from the root of the project"),
    (concat!("/Us", "ers/"), "a path from the root of the project"),
    (concat!("registry.np", "mjs.org"), "the package's name"),
    (concat!("static.cra", "tes.io"), "the package's name"),
    (concat!("index.cra", "tes.io"), "the package's name"),
    (concat!("pypi", ".org"), "the package's name"),
    (concat!("deb.deb", "ian.org"), "the package's name"),
    (concat!("cla", "ude"), "what is built, not with what"),
    (concat!("chatg", "pt"), "what is built, not with what"),
    (concat!("g", "pt"), "what is built, not with what"),
    (concat!("l", "lm"), "what is built, not with what"),
    (concat!("cop", "ilot"), "what is built, not with what"),
    (concat!("coding ag", "ent"), "what is built, not with what"),
    (concat!("ai ag", "ent"), "what is built, not with what"),
];

/// Reading the time, or inventing a day.
const CLOCKS: &[&str] = &[
    "Timestamp::now",
    "Zoned::now",
    "SystemTime::now",
    "DateTime::now",
    "Utc::now",
    "Local::now",
    "fn today(",
];
/// The one place that may.
const CLOCK: &str = "crates/shikaku/src/clock.rs";

/// A vocabulary, and the rooms in which it may be spoken.
struct Vocabulary {
    what: &'static str,
    words: &'static [&'static str],
    rooms: &'static [&'static str],
}

const VOCABULARIES: &[Vocabulary] = &[
    Vocabulary {
        what: "SQL",
        words: &["SELECT ", "INSERT INTO ", "DELETE FROM ", "UPDATE … SET ", "CREATE TABLE "],
        rooms: &[
            "crates/store/",
            "crates/reception/src/journal",
            "crates/reception/src/link",
            // The desk's part of the journal.
            "crates/reception/src/desk/entries",
        ],
    },
    Vocabulary {
        what: "a wire name",
        words: &[
            "OQSsi",
            "OQSmu",
            "MessageHeader",
            "MessageBody",
            "QualificationConfirm",
            "QualificationValidity",
            "QualificationDate",
            "InsuredCard",
            "InsuredBranchNumber",
            "InsuredIdentificationNumber",
            "InsuredPartialContributionRatio",
            "ArbitraryFileIdentifier",
            "MedicalInstitutionCode",
            "CharacterCodeIdentifier",
            "ProcessExecutionTime",
            "ProcessingResult",
            "SegmentOfResult",
            "PersonalFamilyClassification",
            "PreschoolClassification",
            "ElderlyRecipientCertificateInfo",
            "LimitApplicationCertificateRelated",
        ],
        rooms: &["crates/interchange/"],
    },
];

/// Words with a better one.
pub(crate) fn banned(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        if file.is("rs") {
            for (line, code) in file.code() {
                // Every other piece is a string, which names nothing.
                let code: String = code.split('"').step_by(2).collect();
                // What is only used got its name elsewhere.
                let named = if code.trim_start().starts_with("use ") { "" } else { &code };
                let parts = name_parts(named);
                let part = NAME_PARTS.iter().filter(|(part, _)| parts.iter().any(|it| it == part));
                let rust = RUST.iter().filter(|(text, _)| code.contains(text));
                faults.extend(part.chain(rust).map(|it| instead(file, line, it)));
            }
        }
        for (line, text) in file.lines() {
            let texts = TEXTS.iter().filter(|(it, _)| stands_alone(text, it));
            faults.extend(texts.map(|it| instead(file, line, it)));
        }
    }
    faults
}

/// Places other than the clock that know what time it is.
pub(crate) fn clock(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|it| it.path != CLOCK) {
        for (line, code) in file.shipped() {
            if let Some(found) = CLOCKS.iter().find(|it| code.contains(**it)) {
                faults
                    .push(file.fault(line, &format!("{found}: take the day or the clock instead")));
            }
        }
    }
    faults
}

/// Words of one room spoken in another.
pub(crate) fn foreign(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for Vocabulary { what, words, rooms } in VOCABULARIES {
        let elsewhere = |file: &&File| !rooms.iter().any(|it| file.path.starts_with(it));
        for file in files.iter().filter(elsewhere) {
            for (line, code) in file.shipped() {
                if let Some(word) = words.iter().find(|it| speaks(code, it)) {
                    let what = format!("{what} ({word}): it belongs in {}", rooms.join(", "));
                    faults.push(file.fault(line, &what));
                }
            }
        }
    }
    faults
}

fn instead(file: &File, line: usize, (found, want): &(&str, &str)) -> String {
    file.fault(line, &format!("{found}: write {want}"))
}

/// Whether a line holds a word, whose parts may stand apart (`…`).
fn speaks(line: &str, word: &str) -> bool {
    let mut rest = line;
    word.split('…').all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

/// Whether a text stands in a line on its own, not as a piece of a longer word or path. A text in
/// lower case stands for any case.
fn stands_alone(line: &str, text: &str) -> bool {
    let is_lower = text.chars().all(|it| !it.is_uppercase());
    let line = if is_lower { line.to_lowercase() } else { line.to_owned() };
    let joins = |it: char| it.is_ascii_alphanumeric() || "_-.".contains(it);
    line.match_indices(text).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + text.len()..]);
        let open = text.ends_with(['/', ':']);
        !before.ends_with(joins) && (open || !after.starts_with(|it| joins(it) && it != '.'))
    })
}

/// The parts of the names in a line of code, lower case: `LeaseManager` and `lease_manager` both
/// have `lease` and `manager`.
fn name_parts(code: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_lower = false;
    for letter in code.chars() {
        if !letter.is_ascii_alphanumeric() || (was_lower && letter.is_ascii_uppercase()) {
            parts.push(String::new());
        }
        if letter.is_ascii_alphanumeric()
            && let Some(part) = parts.last_mut()
        {
            part.push(letter.to_ascii_lowercase());
        }
        was_lower = letter.is_ascii_lowercase();
    }
    parts
}
