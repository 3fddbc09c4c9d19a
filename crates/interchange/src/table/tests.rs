use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use encoding_rs::SHIFT_JIS;
use jiff::civil::date;

use super::{Cell, CsvEncoding, Table, Unwritable};

fn of(cells: &[&str]) -> Table {
    let mut table = Table::new("一覧", &["氏名", "備考"]);
    table.rows = cells.iter().map(|it| vec![Cell::text("山田"), Cell::text(it)]).collect();
    table
}

#[test]
fn text_that_looks_like_a_formula_stays_text_in_both() {
    for (text, csv) in [
        ("=1+1", "'=1+1"),
        ("+81", "'+81"),
        ("-3", "'-3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "\"' =1\""),
        ("\t=1", "'\t=1"),
        ("＝１", "'＝１"),
        ("1=1", "1=1"),
        ("ー", "ー"),
        ("'=", "'="),
    ] {
        let table = of(&[text]);
        let bytes = table.to_csv(CsvEncoding::Utf8).unwrap();
        let written = String::from_utf8(bytes).unwrap();
        let line = written.lines().nth(1).unwrap();
        let field = line.strip_prefix("山田,").unwrap();
        assert_eq!(field.trim_matches('"'), csv.trim_matches('"'), "{text:?}");
        let mut book = Xlsx::new(Cursor::new(table.to_xlsx(date(2026, 3, 10)).unwrap())).unwrap();
        let sheet = book.worksheet_range("一覧").unwrap();
        assert_eq!(sheet.get_value((1, 1)), Some(&Data::String(text.to_owned())), "{text:?}");
        let formulas = book.worksheet_formula("一覧").unwrap();
        assert!(formulas.is_empty(), "{text:?} is no formula");
    }
}

#[test]
fn csv_quotes_what_must_be_quoted_and_keeps_every_character() {
    for (text, field) in [
        ("普通", "普通"),
        ("一,二", "\"一,二\""),
        ("「\"」", "\"「\"\"」\""),
        ("一\n二", "\"一\n二\""),
        ("", ""),
        ("00123", "00123"),
        ("葛\u{E0100}城", "葛\u{E0100}城"),
    ] {
        let csv = of(&[text]).to_csv(CsvEncoding::Utf8).unwrap();
        assert_eq!(&csv[..3], b"\xEF\xBB\xBF");
        let csv = String::from_utf8(csv[3..].to_vec()).unwrap();
        assert_eq!(csv, format!("氏名,備考\r\n山田,{field}\r\n"), "{text:?}");
    }
}

#[test]
fn shift_jis_refuses_what_it_does_not_have_by_its_place() {
    let bytes = of(&["髙橋 ①"]).to_csv(CsvEncoding::ShiftJis).unwrap();
    assert_eq!(SHIFT_JIS.decode(&bytes).0, "氏名,備考\r\n山田,髙橋 ①\r\n");
    let refused = of(&["普通", "𠮷田"]).to_csv(CsvEncoding::ShiftJis);
    assert_eq!(refused, Err(Unwritable { row: 3, column: 2, found: '𠮷' }));
    let said = refused.unwrap_err().to_string();
    assert_eq!(said, "row 3, column 2: found U+20BB7, want a character of Shift_JIS");
}

#[test]
fn a_workbook_holds_typed_cells_and_is_the_same_each_time() {
    let mut table = Table::new("返却: 2026/03", &["番号", "人数", "金額", "期限", "空"]);
    table.rows = vec![
        vec!["0012".into(), Cell::Count(3), Cell::Yen(-1_000), date(2026, 3, 10).into()],
        vec![Cell::Empty, Cell::Count(u64::MAX), Cell::Yen(0), date(1868, 9, 8).into()],
    ];
    let bytes = table.to_xlsx(date(2026, 3, 10)).unwrap();
    assert_eq!(bytes, table.to_xlsx(date(2026, 3, 10)).unwrap(), "no clock is in it");
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("返却 202603").unwrap();
    let text = |row, column| sheet.get_value((row, column)).unwrap().to_string();
    assert_eq!(text(1, 0), "0012");
    assert_eq!(sheet.get_value((1, 1)), Some(&Data::Float(3.0)));
    assert_eq!(sheet.get_value((1, 2)), Some(&Data::Float(-1_000.0)));
    assert!(matches!(sheet.get_value((1, 3)), Some(Data::DateTime(_))));
    assert_eq!(text(2, 1), "18446744073709551615");
    assert_eq!(text(2, 3), "1868-09-08");
}

#[test]
fn a_short_row_ends_in_empty_cells() {
    let mut table = Table::new("一覧", &["一", "二", "三"]);
    table.rows = vec![vec!["甲".into()], vec![]];
    let csv = table.to_csv(CsvEncoding::Utf8).unwrap();
    assert_eq!(&csv[3..], "一,二,三\r\n甲,,\r\n,,\r\n".as_bytes());
    assert!(!table.to_xlsx(date(2026, 3, 10)).unwrap().is_empty());
}
