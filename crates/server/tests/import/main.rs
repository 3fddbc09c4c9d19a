//! Member lists into a ledger: what goes in, what is refused, what is left to a person.
#![cfg(test)]

mod changes;
mod my_numbers;
mod quarantine;
mod samples;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::Timestamp;
use server::{
    Clock,
    ledger::{Ledger, open},
    work::import::{Import, ImportError, News, Report, Watch, What, import},
};
use store::{Member, PersonKey};

/// Of a society, whose members have workplaces.
const SOCIETY: &str = "113019";
const OTHER_SOCIETY: &str = "06130090";
const CITY: &str = "130070";

const HEADER: &str = "記号,番号,枝番,氏名,カナ,性別,生年月日,住所,本人家族,取得日,喪失日";
const TARO: &str = "浦,7,00,山田　太郎,ヤマダ　タロウ,男,1980-05-05,さいたま市１,本人,2020-04-01,";

/// A ledger in a directory of its own, and a clock that goes on by itself.
struct House {
    directory: tempfile::TempDir,
    ledger: Arc<Ledger>,
    clock: Clock,
}

fn house() -> House {
    let directory = tempfile::tempdir().unwrap();
    let ledger = open(&format!("sqlite:{}", directory.path().join("db").display())).unwrap();
    let start: Timestamp = "2026-06-01T03:00:00Z".parse().unwrap();
    let instant = AtomicI64::new(start.as_microsecond());
    let clock =
        move || Timestamp::from_microsecond(instant.fetch_add(1, Ordering::Relaxed)).unwrap();
    House { directory, ledger, clock: Arc::new(clock) }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Writes down what each row did.
#[derive(Clone, Default)]
struct Diary(Arc<std::sync::Mutex<Vec<String>>>);

impl Watch for Diary {
    fn news(&mut self, news: &News<'_>) {
        let fields =
            news.differences.iter().map(|it| format!("{}:{}→{}", it.column, it.old, it.new));
        let fields = fields.collect::<Vec<_>>().join(" ");
        let what = match news.what {
            What::New => "new".to_owned(),
            What::Changed => format!("changed {fields}"),
            What::Lost => format!("lost {fields}"),
            What::Unchanged => "unchanged".to_owned(),
            What::PutAside(why) => format!("aside {}", why.code()),
        };
        self.0.lock().unwrap().push(what);
    }
}

impl House {
    fn request(&self, insurer: &str, file: &Path) -> Import {
        Import {
            insurer: insurer.parse().unwrap(),
            insurer_name: None,
            file: file.to_owned(),
            key_file: self.directory.path().join("key"),
            refused: Some(self.path("refused.csv")),
            complete: false,
            dry_run: false,
            recorded_by: "test".to_owned(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Imports, and says what each good row did.
    fn try_import(&self, request: Import) -> Result<(Report, Vec<String>), ImportError> {
        let diary = Diary::default();
        let report = run(import(&self.ledger, &self.clock, request, diary.clone()))?;
        Ok((report, std::mem::take(&mut *diary.0.lock().unwrap())))
    }

    fn import(&self, request: Import) -> (Report, Vec<String>) {
        self.try_import(request).unwrap()
    }

    /// Writes a list.
    fn list(&self, header: &str, rows: &[&str]) -> PathBuf {
        let path = self.path("list.csv");
        fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
        path
    }

    /// Imports rows under the usual header, and says what each did.
    fn rows(&self, insurer: &str, rows: &[&str]) -> Vec<String> {
        self.import(self.request(insurer, &self.list(HEADER, rows))).1
    }

    /// Everybody, in the order recorded.
    fn people(&self) -> Vec<Member> {
        self.ledger.store().members(None, 100_000).unwrap()
    }

    fn only(&self) -> Member {
        let mut people = self.people();
        assert_eq!(people.len(), 1);
        people.remove(0)
    }

    fn key(&self, place: usize) -> PersonKey {
        self.people()[place].person_key
    }

    /// Nothing derived differs from the facts.
    fn is_sound(&self) {
        let on = "2026-06-01".parse().unwrap();
        let checked = self.ledger.store().check(on, &mut |it| panic!("{it:?}")).unwrap();
        assert_eq!(checked.differences, 0);
    }
}

/// A row with one field in the place of another.
fn with(row: &str, old: &str, new: &str) -> String {
    assert_eq!(row.matches(old).count(), 1, "{old} in {row}");
    row.replace(old, new)
}
