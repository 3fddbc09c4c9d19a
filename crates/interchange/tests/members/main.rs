//! Member lists as real ones come: the samples in three formats, and what else files do.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod corrections;
mod robustness;
mod samples;
mod text_files;
mod workbooks;

use std::io::Cursor;

use interchange::members::{ListError, MemberList, MemberRow, Refusal};

const UTF8: &[u8] = include_bytes!("members_utf8.csv");
const SHIFT_JIS: &[u8] = include_bytes!("members_sjis.csv");
const XLSX: &[u8] = include_bytes!("members.xlsx");
const EXPECTED: &str = include_str!("expected.json");

const SOCIETY: &str = "113019";
const HEADER: &str = "記号,番号,枝番,氏名,性別,生年月日,本人家族,資格取得年月日";
const ROW: &str = "101,12345678,01,田中　花子,女,H8.7.14,本人,2014-04-14";

fn open(bytes: impl Into<Vec<u8>>, insurer: &str) -> Result<MemberList, ListError> {
    MemberList::read(Cursor::new(bytes.into()), insurer.parse().unwrap())
}

fn rows(mut list: MemberList) -> (Vec<MemberRow>, Vec<Refusal>) {
    let (mut members, mut refusals) = (Vec::new(), Vec::new());
    while let Some(row) = list.next_row().unwrap() {
        match row {
            Ok(member) => members.push(member),
            Err(refusal) => refusals.push(refusal),
        }
    }
    let (done, total) = list.progress();
    assert_eq!(done, total);
    (members, refusals)
}

fn read(bytes: impl Into<Vec<u8>>) -> (Vec<MemberRow>, Vec<Refusal>) {
    rows(open(bytes, SOCIETY).unwrap())
}

/// Accepted lines, then refused lines with column and fault, of a text list.
fn outline(bytes: impl Into<Vec<u8>>) -> String {
    let (members, refusals) = read(bytes);
    let accepted = members.iter().map(|it| it.line.to_string());
    let refused =
        refusals.iter().map(|it| format!("{} {} {}", it.line, it.column, it.fault.code()));
    accepted.chain(refused).collect::<Vec<_>>().join("; ")
}

fn expected() -> Vec<(u32, String)> {
    let expected: serde_json::Value = serde_json::from_str(EXPECTED).unwrap();
    let refused = expected["refused"].as_array().unwrap().iter();
    let pair = |it: &serde_json::Value| {
        (it["line"].as_u64().unwrap().try_into().unwrap(), it["fault"].as_str().unwrap().to_owned())
    };
    refused.map(pair).collect()
}

fn faults(refusals: &[Refusal]) -> Vec<(u32, String)> {
    refusals.iter().map(|it| (it.line, it.fault.code().to_owned())).collect()
}
