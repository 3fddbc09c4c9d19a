//! A directory with a database, a list and the papers made of it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use server::ledger::{Ledger, open};

pub(crate) const INSURER: &str = "113019";
pub(crate) const ON: &str = "2025-12-02";
pub(crate) const BATCH: &str = "113019-2025-12-02";
pub(crate) const NAME: &str = "埼玉県見本国民健康保険組合";
const HEADER: &str = "記号,番号,枝番,氏名,カナ,性別,生年月日,郵便番号,住所,本人家族,取得日,喪失日,\
                      事業所番号,事業所名";

pub(crate) struct Place(pub(crate) tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shikaku"));
        command.args(words).current_dir(self.0.path());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = self.command(words).output().unwrap();
        let text = |it| String::from_utf8(it).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    pub(crate) fn import(&self, list: &Path, more: &[&str]) -> i32 {
        let list = list.to_str().unwrap();
        let words = ["import", "--db", "sqlite:db", "--insurer", INSURER, "--refused", "refused"];
        self.run(&[&words, more, &[list]].concat()).0
    }

    /// So many members, every ninth of whom no employer is known.
    pub(crate) fn members(&self, count: usize) {
        let row = |number: usize| {
            let employer = format!("{:04},医院{}", number % 40, number % 40);
            let employer = if number.is_multiple_of(9) { ",".to_owned() } else { employer };
            format!(
                "浦,{number},00,山田　太郎,ヤマダ　タロウ,男,1980-05-05,330-0061,さいたま市１,本人,\
                 2020-04-01,,{employer}\n"
            )
        };
        let rows: String = (1..=count).map(row).collect();
        fs::write(self.path("list.csv"), format!("{HEADER}\n{rows}")).unwrap();
        assert_eq!(self.import(&self.path("list.csv"), &["--insurer-name", NAME]), 0);
    }

    pub(crate) const ISSUE: [&str; 9] =
        ["issue", "--db", "sqlite:db", "--insurer", INSURER, "--on", ON, "--out", "papers"];

    pub(crate) fn issue(&self) -> Value {
        let (status, out, error) = self.run(&[&Self::ISSUE[..], &["--json"]].concat());
        assert_eq!(status, 0, "{error}");
        serde_json::from_str(&out).unwrap()
    }

    pub(crate) fn ledger(&self) -> std::sync::Arc<Ledger> {
        open(&format!("sqlite:{}", self.path("db").display())).unwrap()
    }

    /// Every file written, with its bytes.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for batch in fs::read_dir(self.path("papers")).into_iter().flatten() {
            for file in fs::read_dir(batch.unwrap().path()).unwrap() {
                let file = file.unwrap().path();
                let name = file.strip_prefix(self.path("papers")).unwrap();
                files.insert(name.to_str().unwrap().to_owned(), fs::read(&file).unwrap());
            }
        }
        files
    }

    /// What the register says of the batches, instants apart.
    pub(crate) fn register(&self) -> Vec<String> {
        let ledger = self.ledger();
        let store = ledger.store();
        let mut said = Vec::new();
        let insurer = INSURER.parse().unwrap();
        for batch in store.batches(insurer, None, 100).unwrap() {
            let id = batch.batch_id.as_str();
            said.push(format!("{id} {} {}", batch.items, batch.printed_at.is_some()));
            for it in store.batch_items(id, 0, 100_000).unwrap() {
                said.push(format!("{it:?}"));
                if let Some(document_id) = it.document_id {
                    let original = store.original(&document_id).unwrap().unwrap();
                    said.push(format!("{} {:?}", original.content, original.end_reason));
                }
            }
            for it in store.sheets(id, 0, 100_000).unwrap() {
                let (sheet, file, page) = (it.sheet, it.file, it.page);
                said.push(format!("{sheet} {} {file} {page} {:?}", it.document_id, it.void_reason));
            }
            for it in store.batch_files(id).unwrap() {
                said.push(format!("{} {} {:?}", it.name, it.bytes, it.sha256));
            }
        }
        for member in store.members(None, 100_000).unwrap() {
            let originals = store.originals_of(member.person_key).unwrap();
            let in_force = originals.iter().filter(|it| it.ended_at.is_none()).count();
            said.push(format!("{} {in_force}", member.person_key));
            said.push(format!("{:?}", member.person.dossier.documents));
        }
        let checked = store.check(ON.parse().unwrap(), &mut |it| panic!("{it:?}")).unwrap();
        assert_eq!(checked.differences, 0);
        said
    }
}
