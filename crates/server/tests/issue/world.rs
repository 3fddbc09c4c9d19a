//! An insurer with members, and what can be said of its register and files from outside.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
};

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use print::Press;
use record::{Fact, Person};
use server::{
    Clock,
    ledger::{Ledger, open},
    work::{
        import::{Import, import},
        issue::{IssueError, Issuing, Report, issue},
    },
};
use store::{
    BatchItem, Change, Held, NewSetting, Original, Outcome, PersonKey, Sheet, Store, Whose,
};

/// A society, whose members have workplaces.
pub(crate) const SOCIETY: &str = "113019";
pub(crate) const ON: &str = "2025-12-02";
pub(crate) const BATCH: &str = "113019-2025-12-02";

const HEADER: &str = "記号,番号,枝番,氏名,カナ,性別,生年月日,郵便番号,住所,本人家族,取得日,喪失日,\
                      事業所番号,事業所名";

/// Without a card, so that a 資格確認書 is due from the bulk issue on; of employer 0100.
pub(crate) const TARO: &str = "浦,7,00,山田　太郎,ヤマダ　タロウ,男,1980-05-05,330-0061,\
                               さいたま市１,本人,2020-04-01,,0100,浦和医院";

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A row with some fields in the place of others.
pub(crate) fn with(row: &str, changes: &[(&str, &str)]) -> String {
    let mut row = row.to_owned();
    for (old, new) in changes {
        assert_eq!(row.matches(old).count(), 1, "{old} in {row}");
        row = row.replace(old, new);
    }
    row
}

/// So many members like 太郎, of several employers, each with a number and a name of their own.
pub(crate) fn members(count: usize) -> Vec<String> {
    let member = |number: usize| {
        format!(
            "浦,{number},00,山田　{}郎,ヤマダ　ロウ,男,1980-05-05,330-0061,さいたま市１,本人,\
             2020-04-01,,{:04},医院{}",
            kanji(number),
            number % 7,
            number % 7
        )
    };
    (1..=count).map(member).collect()
}

fn kanji(number: usize) -> String {
    let digit = |it: char| "〇一二三四五六七八九".chars().nth(it.to_digit(10).unwrap() as usize);
    number.to_string().chars().filter_map(digit).collect()
}

pub(crate) struct World {
    pub(crate) directory: tempfile::TempDir,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) clock: Clock,
    insurer: InsurerNumber,
}

/// The faces are read once for all tests.
fn press() -> Arc<Press> {
    static PRESS: OnceLock<Arc<Press>> = OnceLock::new();
    Arc::clone(PRESS.get_or_init(|| Arc::new(Press::bundled().unwrap())))
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

impl World {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let ledger = open(&format!("sqlite:{}", directory.path().join("db").display())).unwrap();
        let start: Timestamp = "2025-12-02T03:00:00Z".parse().unwrap();
        let instant = AtomicI64::new(start.as_microsecond());
        // A tenth of a second a look: a claim of a run that was given up is soon over.
        let clock = move || {
            Timestamp::from_microsecond(instant.fetch_add(100_000, Ordering::Relaxed)).unwrap()
        };
        Self { directory, ledger, clock: Arc::new(clock), insurer: SOCIETY.parse().unwrap() }
    }

    /// With members of the society, which has a name.
    pub(crate) fn of(rows: &[impl AsRef<str>]) -> Self {
        let world = Self::new();
        world.import(Some("埼玉県見本国民健康保険組合"), rows);
        world
    }

    pub(crate) fn import(&self, name: Option<&str>, rows: &[impl AsRef<str>]) {
        let file = self.directory.path().join("list.csv");
        let rows: Vec<&str> = rows.iter().map(AsRef::as_ref).collect();
        fs::write(&file, format!("{HEADER}\n{}\n", rows.join("\n"))).unwrap();
        let request = Import {
            insurer: self.insurer(),
            insurer_name: name.map(str::to_owned),
            file,
            key_file: self.directory.path().join("key"),
            refused: None,
            complete: false,
            dry_run: false,
            recorded_by: "test".to_owned(),
        };
        let report = run(import(&self.ledger, &self.clock, request, ())).unwrap();
        assert_eq!(report.refused.len(), 0);
    }

    pub(crate) fn insurer(&self) -> InsurerNumber {
        self.insurer
    }

    pub(crate) fn store(&self) -> &Store {
        self.ledger.store()
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.directory.path().join("papers")
    }

    pub(crate) fn issuing(&self) -> Issuing {
        Issuing {
            ledger: Arc::clone(&self.ledger),
            press: press(),
            out: self.out(),
            clock: Arc::clone(&self.clock),
            by: "test".to_owned(),
        }
    }

    pub(crate) fn try_issue(&self, on: &str) -> Result<Report, IssueError> {
        run(issue(&self.issuing(), self.insurer(), day(on), |_| {}))
    }

    pub(crate) fn issue(&self) -> Report {
        self.try_issue(ON).unwrap()
    }

    pub(crate) fn settings(&self, body: &str) {
        let setting = NewSetting {
            insurer: Some(self.insurer()),
            from: day("2024-12-02"),
            body: body.to_owned(),
            recorded_at: (self.clock)(),
            recorded_by: "test".to_owned(),
        };
        run(self.ledger.append_setting(setting, day(ON))).unwrap();
    }

    /// Everybody's keys, in the order recorded.
    pub(crate) fn keys(&self) -> Vec<PersonKey> {
        self.store().members(None, 100_000).unwrap().into_iter().map(|it| it.person_key).collect()
    }

    pub(crate) fn person(&self, key: PersonKey) -> Person {
        match self.store().person(key).unwrap().unwrap().held {
            Held::Person(person) => *person,
            Held::JoinedInto(_) => panic!("joined"),
        }
    }

    pub(crate) fn record(&self, key: PersonKey, facts: Vec<Fact>) {
        let at = (self.clock)();
        let revision = self.store().person(key).unwrap().unwrap().revision;
        let change = Change {
            id: format!("test:{}", at.as_microsecond()),
            whose: Whose::Existing { person_key: key, revision },
            facts,
            end: Vec::new(),
            my_number_hash: None,
            recorded_by: "test".to_owned(),
            reason: "test".to_owned(),
            recorded_at: at,
        };
        let prepared = self.store().prepare(change).unwrap();
        assert!(matches!(run(self.store().record(prepared)).unwrap(), Outcome::Recorded { .. }));
    }

    pub(crate) fn items(&self, batch: &str) -> Vec<BatchItem> {
        self.store().batch_items(batch, 0, 100_000).unwrap()
    }

    pub(crate) fn sheets(&self, batch: &str) -> Vec<Sheet> {
        self.store().sheets(batch, 0, 100_000).unwrap()
    }

    pub(crate) fn in_force(&self, key: PersonKey) -> Vec<Original> {
        let mut originals = self.store().originals_of(key).unwrap();
        originals.retain(|it| it.ended_at.is_none());
        originals
    }

    /// Every file written, with its bytes.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for batch in fs::read_dir(self.out()).into_iter().flatten() {
            let batch = batch.unwrap().path();
            for file in fs::read_dir(&batch).unwrap() {
                let file = file.unwrap().path();
                let name = file.strip_prefix(self.out()).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(&file).unwrap());
            }
        }
        files
    }

    pub(crate) fn text(&self, name: &str) -> String {
        pages(&self.out().join(name)).concat()
    }

    /// What must be true of a batch that was run to its end, whatever stopped it meanwhile.
    pub(crate) fn is_sound(&self, batch: &str) {
        let checked = self.store().check(day(ON), &mut |it| panic!("{it:?}")).unwrap();
        assert_eq!(checked.differences, 0);
        for key in self.keys() {
            let kinds: Vec<_> = self.in_force(key).iter().map(|it| it.kind).collect();
            let mut once = kinds.clone();
            once.sort_unstable_by_key(|it| format!("{it:?}"));
            once.dedup();
            assert_eq!(kinds.len(), once.len(), "one original of a kind in force");
        }
        let sheets = self.sheets(batch);
        let mut valid = BTreeSet::new();
        for it in sheets.iter().filter(|it| it.void_at.is_none()) {
            assert!(valid.insert(it.document_id.clone()), "one valid sheet of an original");
        }
        for item in self.items(batch) {
            assert!(item.outcome.is_some(), "item {} has an outcome", item.place);
            if let Some(document_id) = &item.document_id {
                let original = self.store().original(document_id).unwrap().unwrap();
                assert_eq!(original.place, item.place);
                assert!(original.ended_at.is_some() || valid.contains(document_id));
            }
        }
        self.sheets_are_those_printed(batch, &sheets);
        let part = |it: &String| Path::new(it).extension().is_some_and(|it| it == "part");
        assert!(!self.files().keys().any(part));
    }

    /// Every sheet stands on its page, and every number on a page stands in the register.
    fn sheets_are_those_printed(&self, batch: &str, sheets: &[Sheet]) {
        if !has_poppler() {
            return;
        }
        let mut registered = BTreeSet::new();
        for it in sheets {
            registered.insert((it.file.clone(), it.page as usize, it.sheet));
        }
        let mut printed = BTreeSet::new();
        let files: BTreeSet<&String> = sheets.iter().map(|it| &it.file).collect();
        for name in files {
            let path = self.out().join(batch).join(name);
            for (page, text) in (1..).zip(pages(&path)) {
                for number in numbers(&text, batch) {
                    printed.insert((name.clone(), page, number));
                }
            }
        }
        assert_eq!(printed, registered);
    }
}

/// A text without any space.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).collect()
}

/// The numbers of sheets of a batch in a text: `BATCH-00012`.
fn numbers(text: &str, batch: &str) -> Vec<u32> {
    let before = format!("{batch}-");
    let found = text.match_indices(&before).filter_map(|(at, it)| {
        let digits = text.get(at + it.len()..at + it.len() + 5)?;
        digits.parse().ok()
    });
    found.collect()
}

/// Whether poppler is there; in CI it must be.
pub(crate) fn has_poppler() -> bool {
    let there = Command::new("pdftotext").arg("-v").output().is_ok();
    assert!(there || std::env::var_os("CI").is_none(), "poppler-utils is missing");
    if !there {
        eprintln!("not run: poppler-utils is missing");
    }
    there
}

/// The text of each page of a file, by poppler, without any space: it takes ideographic spaces for
/// gaps between words.
pub(crate) fn pages(path: &Path) -> Vec<String> {
    let mut read = Command::new("pdftotext");
    let read = read.args(["-layout", "-enc", "UTF-8"]).arg(path).arg("-").output();
    let read = read.expect("poppler-utils is installed");
    assert!(read.status.success(), "{}", path.display());
    let text = String::from_utf8(read.stdout).unwrap();
    text.strip_suffix('\u{c}').unwrap_or(&text).split('\u{c}').map(bare).collect()
}
