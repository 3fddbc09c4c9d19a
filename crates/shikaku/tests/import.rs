//! `shikaku import` and its neighbors as an operator runs them.
#![cfg(test)]

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use record::Person;
use serde_json::{Value, json};
use server::ledger::open;
use store::{Confirmation, Held, Store};

const INSURER: &str = "06130090";
const HEADER: &str = "記号,番号,枝番,氏名,カナ,性別,生年月日,住所,本人家族,取得日,喪失日";
const TARO: &str = "浦,7,00,山田　太郎,ヤマダ　タロウ,男,1980-05-05,さいたま市１,本人,2020-04-01,";

/// A directory with a database and a list.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.path("db").display())
    }

    fn list(&self, rows: &[&str]) -> PathBuf {
        let path = self.path("list.csv");
        fs::write(&path, format!("{HEADER}\n{}\n", rows.join("\n"))).unwrap();
        path
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shikaku"));
        let split = words.iter().position(|it| *it == "--db").unwrap_or(words.len());
        command.args(&words[..split]);
        if split < words.len() {
            command.args(["--db", &self.url()]).args(&words[split + 1..]);
        }
        command.current_dir(self.0.path());
        command
    }

    /// Runs a command in which `--db` names this place's database; the status and the outputs.
    fn run(&self, words: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = self.command(words).output().unwrap();
        let text = |it| String::from_utf8(it).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    fn import(&self, words: &[&str], file: &Path) -> (i32, String, String) {
        let file = file.to_str().unwrap();
        let words = [&["import", "--db", "--insurer", INSURER], words, &[file]].concat();
        self.run(&words)
    }

    fn json(&self, words: &[&str], file: &Path) -> (i32, Value) {
        let (status, out, _) = self.import(&[&["--json"], words].concat(), file);
        (status, serde_json::from_str(&out).unwrap())
    }
}

#[test]
fn the_document_is_that_of_the_contract() {
    let place = Place::new();
    let wrong = TARO.replace(",7,", ",8,").replace("1980-05-05", "1980-02-30");
    let list = place.list(&[TARO, &wrong]);
    let (status, mut told) = place.json(&[], &list);
    assert_eq!(status, 1);
    assert!(told["seconds"].take().as_f64().unwrap() > 0.0);
    assert_eq!(
        told,
        json!({
            "rows": 2, "new": 1, "changed": 0, "unchanged": 0, "lost": 0, "missing": 0,
            "refused": [{
                "line": 3, "column": "生年月日", "found": "1980-02-30", "wanted": "暦にある日",
            }],
            "quarantined": [], "changes": [], "ignored_columns": [], "seconds": null,
        })
    );
    assert!(place.path("list.refused.csv").exists());

    let moved = TARO.replace("さいたま市１", "川口市２");
    let other = TARO.replace("1980", "1981");
    let list = place.list(&[&moved, &other]);
    for (words, status) in [(&["--dry-run"][..], 0), (&[], 0)] {
        let (found, told) = place.json(words, &list);
        assert_eq!(found, status);
        assert_eq!(told["changed"], 1);
        let fields = json!([{ "column": "住所", "old": "さいたま市１", "new": "川口市２" }]);
        assert_eq!(told["changes"], json!([{ "line": 2, "what": "changed", "fields": fields }]));
        assert_eq!(told["quarantined"], json!([{ "line": 3, "why": "other_birth_date" }]));
    }
}

#[test]
fn the_exit_status_says_what_kind_of_end_it_was() {
    let place = Place::new();
    let list = place.list(&[TARO]);
    let (status, out, told) = place.import(&[], &list);
    assert_eq!((status, &*out), (0, ""));
    assert!(told.contains("1 rows in") && told.contains("1 new"), "{told}");

    let no_list = place.path("no.csv");
    fs::write(&no_list, "番号,氏名\n7,山田　太郎\n").unwrap();
    let (status, _, told) = place.import(&[], &no_list);
    assert_eq!(status, 1);
    assert!(told.contains("no.csv") && told.contains("生年月日"), "{told}");
    assert!(!told.contains("山田"), "{told}");

    let refused = place.list(&[&TARO.replace("男", "x")]);
    let (status, _, told) = place.import(&[], &refused);
    assert_eq!(status, 1);
    assert!(told.contains("line 2") && told.contains("「x」"), "{told}");

    let file = list.to_str().unwrap();
    let postgres = ["import", "--db=postgres://localhost/x", "--insurer", INSURER, file];
    let (status, _, told) = place.run(&postgres);
    assert_eq!((status, told.lines().count()), (2, 1), "{told}");
    assert_eq!(place.run(&["import", "--db", "--insurer", "06130091", file]).0, 2);
    assert_eq!(place.run(&["import", "--db", file]).0, 2);
    assert_eq!(place.import(&[], &place.path("none.csv")).0, 3);
}

#[test]
fn a_row_put_aside_is_listed_and_settled() {
    let place = Place::new();
    let other = TARO.replace("1980", "1981");
    let (status, _, told) = place.import(&[], &place.list(&[TARO, &other]));
    assert_eq!(status, 0);
    assert!(told.contains("line 3 put aside") && told.contains("***"), "{told}");

    let (_, listed, _) = place.run(&["quarantine", "list", "--db"]);
    let row: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(row["why"], "other_birth_date");
    assert_eq!(row["row"]["identity"]["born_on"], "1981-05-05");
    let (id, person) = (row["id"].as_str().unwrap(), row["row"]["people"][0].to_string());

    let settle = |decision: &[&str]| {
        let words = ["quarantine", "settle", "--db", "--by", "yamamoto", id];
        place.run(&[&words[..], decision].concat()).0
    };
    assert_eq!(settle(&[]), 2);
    assert_eq!(settle(&["--lost-on", "2026-01-01"]), 1);
    assert_eq!(settle(&["--join", &person]), 0);
    assert_eq!(settle(&["--drop"]), 1);
    assert_eq!(place.run(&["quarantine", "list", "--db"]).1, "");
    assert_eq!(place.run(&["store", "check", "--db"]).0, 0);
}

#[test]
fn a_night_is_done_once_and_an_answer_is_explained() {
    let place = Place::new();
    place.import(&[], &place.list(&[TARO]));
    let (status, _, told) = place.run(&["night", "--db", "--on", "2099-01-01"]);
    assert_eq!(status, 0);
    assert!(told.starts_with("1 people judged"), "{told}");
    let (_, _, told) = place.run(&["night", "--db", "--on", "2099-01-01"]);
    assert!(told.starts_with("0 people judged"), "{told}");

    let asked_at = "2026-06-01T00:00:00Z";
    confirm(&place, asked_at);
    place.import(&[], &place.list(&[&TARO.replace("さいたま市１", "川口市２")]));
    let explain = |id| {
        let asked = ["--institution", "1311111114", "--id", id, "--asked-at", asked_at];
        place.run(&[&["store", "explain", "--db"], &asked[..]].concat())
    };
    let (status, told, _) = explain("q1");
    assert_eq!(status, 0);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["answered"]["answer"]["validity"], "valid");
    assert_eq!(told["known_then"].as_array().unwrap().len(), 3);
    assert!(told["known_then"].to_string().contains("さいたま市１"));
    assert!(!told.to_string().contains("川口市２"), "known only later");
    assert_eq!(told["todays_rules"]["coverage"]["state"], "covered");
    assert_eq!(explain("q2").0, 1);
}

/// Writes down an answer about the one person, as known now.
fn confirm(place: &Place, asked_at: &str) {
    let ledger = open(&place.url()).unwrap();
    let member = ledger.store().members(None, 1).unwrap().remove(0);
    let known = ledger.store().person(member.person_key).unwrap().unwrap();
    let row = Confirmation {
        asked_at: asked_at.parse().unwrap(),
        confirmation_id: "1311111114:q1".to_owned(),
        person_key: Some(member.person_key),
        institution: "1311111114".to_owned(),
        how: "number".to_owned(),
        on: "2026-06-01".parse().unwrap(),
        question: b"{}".to_vec(),
        answer: br#"{"validity":"valid"}"#.to_vec(),
        rules: "F-94".to_owned(),
        known_at: known.changed_at,
        settings_revision: 0,
        program: "test".to_owned(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(ledger.store().confirm(row)).unwrap();
}

const ROWS: u64 = 20_000;

#[test]
fn an_import_killed_in_its_midst_goes_on_to_the_same_end() {
    let (place, undisturbed) = (Place::new(), Place::new());
    let list = long_list(&place.path("long.csv"));
    let (status, whole) = undisturbed.json(&[], &list);
    assert_eq!((status, &whole["new"]), (0, &json!(ROWS)));

    let mut before = 0;
    for goal in [1, 9_000] {
        let child =
            place.command(&["import", "--db", "--insurer", INSURER]).arg(&list).spawn_quietly();
        before = kill_at(child, &place, goal);
        assert!((goal..ROWS).contains(&before), "killed after {before} people");
        assert_eq!(place.run(&["store", "check", "--db"]).0, 0);
    }
    let (status, rest) = place.json(&[], &list);
    assert_eq!((status, &rest["rows"], &rest["quarantined"]), (0, &json!(ROWS), &json!([])));
    let (new, unchanged) = (rest["new"].as_u64().unwrap(), rest["unchanged"].as_u64().unwrap());
    assert_eq!((new, unchanged), (ROWS - before, before));
    assert_eq!(place.run(&["store", "check", "--db"]).0, 0);
    assert!(people(&place) == people(&undisturbed));
}

/// Kills a child with SIGKILL once so many people are recorded; how many are when it is dead.
fn kill_at(mut child: Child, place: &Place, goal: u64) -> u64 {
    let watched = loop {
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(child.try_wait().unwrap(), None, "it ended before it was killed");
        // Until the child has made the database there is nothing to watch.
        if place.path("db").exists()
            && let Ok(ledger) = open(&place.url())
        {
            break ledger;
        }
    };
    while watched.store().count().unwrap() < goal {
        assert_eq!(child.try_wait().unwrap(), None, "it ended before it was killed");
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    watched.store().count().unwrap()
}

/// Everybody, whatever their keys, in order of number.
fn people(place: &Place) -> Vec<Person> {
    let ledger = open(&place.url()).unwrap();
    let store: &Store = ledger.store();
    let members = store.members(None, usize::MAX).unwrap();
    let mut people: Vec<Person> = members
        .into_iter()
        .map(|it| match store.person(it.person_key).unwrap().unwrap().held {
            Held::Person(person) => *person,
            Held::JoinedInto(other) => panic!("joined into {other}"),
        })
        .collect();
    people.sort_by_key(|it| it.dossier.coverages[0].number.clone());
    people
}

/// A list of made-up people, one to a number.
fn long_list(path: &Path) -> PathBuf {
    let mut text = format!("{HEADER}\n");
    for person in 0..ROWS {
        let (month, day) = (1 + person % 12, 1 + person % 28);
        writeln!(
            text,
            "浦,{},00,森　一{person},モリ　ハジメ,男,{}-{month:02}-{day:02},川口市{person},本人,2020-04-01,",
            100_000 + person,
            1950 + person % 50,
        )
        .unwrap();
    }
    fs::write(path, text).unwrap();
    path.to_owned()
}

/// A child whose outputs nobody reads.
trait Quietly {
    fn spawn_quietly(&mut self) -> Child;
}

impl Quietly for Command {
    fn spawn_quietly(&mut self) -> Child {
        self.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }
}
