use encoding_rs::SHIFT_JIS;
use jiff::civil::{Date, date};

use super::{BankFile, BankFileError, BankFileKind, read};

const ON: Date = date(2026, 6, 10);

/// A record's bytes: fields with their lengths; digits are filled on the left, texts on the right.
fn record(fields: &[(&str, usize)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (text, length) in fields {
        let text = SHIFT_JIS.encode(text).0.into_owned();
        let is_number = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
        let fill = vec![if is_number { b'0' } else { b' ' }; length - text.len()];
        bytes.extend(if is_number { [fill, text].concat() } else { [text, fill].concat() });
    }
    assert_eq!(bytes.len(), 200, "a record has 200 bytes");
    bytes
}

fn notice_header() -> Vec<u8> {
    record(&[
        ("1", 1),
        ("01", 2),
        ("0", 1),
        ("080609", 6),
        ("080608", 6),
        ("080609", 6),
        ("0009", 4),
        ("ﾐﾎﾝｷﾞﾝｺｳ", 15),
        ("001", 3),
        ("ﾎﾝﾃﾝ", 15),
        ("1", 1),
        ("1234567", 7),
        ("ﾐﾎﾝｹﾝｺｳﾎｹﾝｸﾐｱｲ", 40),
        ("", 93),
    ])
}

/// A record of form A: day, yen, payer, code, taken back, EDI.
fn notice(day: &str, yen: &str, payer: &str, [code, back, edi]: [&str; 3]) -> Vec<u8> {
    record(&[
        ("2", 1),
        ("7", 6),
        (day, 6),
        (day, 6),
        (yen, 10),
        ("0", 10),
        (code, 10),
        (payer, 48),
        ("ﾍﾞﾂﾉｷﾞﾝｺｳ", 15),
        ("ｴｷﾏｴ", 15),
        (back, 1),
        (edi, 20),
        ("", 52),
    ])
}

fn notice_trailer(paid: [&str; 2], back: [&str; 2]) -> Vec<u8> {
    record(&[("8", 1), (paid[0], 6), (paid[1], 12), (back[0], 6), (back[1], 12), ("", 163)])
}

fn end(records: &str, accounts: &str) -> Vec<u8> {
    record(&[("9", 1), (records, 10), (accounts, 5), ("", 184)])
}

fn statement(in_out: &str, kind: &str, yen: &str, payer: &str) -> Vec<u8> {
    record(&[
        ("2", 1),
        ("12", 8),
        ("080609", 6),
        ("080609", 6),
        (in_out, 1),
        (kind, 2),
        (yen, 12),
        ("0", 12),
        ("", 6),
        ("", 6),
        ("", 1),
        ("", 7),
        ("", 3),
        ("0", 10),
        (payer, 48),
        ("", 15),
        ("", 15),
        ("ﾌﾘｺﾐ", 20),
        ("1234567897 ", 20),
        ("", 1),
    ])
}

fn statement_file(trailer: &[(&str, usize)]) -> Vec<u8> {
    let header = record(&[
        ("1", 1),
        ("03", 2),
        ("0", 1),
        ("080609", 6),
        ("080609", 6),
        ("080609", 6),
        ("0009", 4),
        ("ﾐﾎﾝ", 15),
        ("001", 3),
        ("ﾎﾝﾃﾝ", 15),
        ("000", 3),
        ("1", 1),
        ("0001234567", 10),
        ("ｸﾐｱｲ", 40),
        ("1", 1),
        ("1", 1),
        ("100000", 14),
        ("", 71),
    ]);
    let records = [
        header,
        statement("1", "11", "1000", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        statement("2", "14", "500", ""),
        statement("1", "19", "300", "ﾃｲｾｲ"),
        record(trailer),
        end("6", "1"),
    ];
    records.join(&b"\r\n"[..])
}

/// A notice of two payments, one of which is taken back.
fn good() -> Vec<Vec<u8>> {
    vec![
        notice_header(),
        notice("080608", "1000", "ﾔﾏﾀﾞ ﾊﾅｺ", ["0", " ", "1234567897 "]),
        notice("080609", "1000", "ｻﾄｳ", ["42", "1", ""]),
        notice_trailer(["1", "1000"], ["1", "1000"]),
        end("5", "1"),
    ]
}

#[test]
fn a_notice_is_read_with_line_breaks_and_without() {
    for (name, bytes) in [
        ("without", good().concat()),
        ("crlf", good().join(&b"\r\n"[..])),
        ("crlf at the end", [good().join(&b"\r\n"[..]), b"\r\n\x1A".to_vec()].concat()),
        ("lf", good().join(&b"\n"[..])),
        ("line break at the very end", [good().concat(), b"\r\n".to_vec()].concat()),
    ] {
        let file = read(&bytes, ON).unwrap();
        assert_eq!(file.kind, BankFileKind::PaymentNotice, "{name}");
        let lines: Vec<_> = file.credits.iter().map(summary).collect();
        let back = "3 2026-06-09 1000 ｻﾄｳ|0000000042 taken back";
        assert_eq!(lines, ["2 2026-06-08 1000 ﾔﾏﾀﾞ ﾊﾅｺ|1234567897", back], "{name}");
    }
}

fn summary(it: &super::Credit) -> String {
    let back = if it.is_taken_back { " taken back" } else { "" };
    format!("{} {} {} {}|{}{back}", it.line, it.paid_on, it.yen, it.payer, it.reference)
}

#[test]
fn form_b_has_its_amount_and_edi_elsewhere() {
    let data = record(&[
        ("2", 1),
        ("1", 6),
        ("080608", 6),
        ("080608", 6),
        ("0", 10),
        ("0", 10),
        ("0", 10),
        ("ﾀﾞｲｷｷﾞﾖｳ", 48),
        ("", 15),
        ("", 15),
        ("0", 1),
        ("10000000001", 12),
        ("0", 12),
        ("EDI-7", 20),
        ("", 28),
    ]);
    let trailer = notice_trailer(["1", "10000000001"], ["0", "0"]);
    let bytes = [notice_header(), data, trailer, end("4", "1")].concat();
    let file = read(&bytes, ON).unwrap();
    assert_eq!(summary(&file.credits[0]), "2 2026-06-08 10000000001 ﾀﾞｲｷｷﾞﾖｳ|EDI-7");
}

#[test]
fn a_statement_passes_over_what_was_paid_out() {
    let trailer = [
        ("8", 1),
        ("2", 6),
        ("1300", 13),
        ("1", 6),
        ("500", 13),
        ("1", 1),
        ("100800", 14),
        ("3", 7),
        ("", 139),
    ];
    let BankFile { kind, credits, debits } = read(&statement_file(&trailer), ON).unwrap();
    assert_eq!((kind, debits), (BankFileKind::Statement, 1));
    let lines: Vec<_> = credits.iter().map(summary).collect();
    assert_eq!(
        lines,
        [
            "2 2026-06-09 1000 ﾔﾏﾀﾞ ﾀﾛｳ|ﾌﾘｺﾐ 1234567897",
            "4 2026-06-09 300 ﾃｲｾｲ|ﾌﾘｺﾐ 1234567897 taken back"
        ]
    );
    let mut wrong = trailer;
    wrong[4] = ("501", 13);
    assert_eq!(refusal(&statement_file(&wrong)), "record 5, 出金額合計: found 501, want 500");
}

#[test]
fn a_refusal_names_record_field_found_and_wanted() {
    let other_day = || notice("080640", "1000", "ﾔﾏﾀﾞ", ["0", "0", ""]);
    let letters = || notice("080608", "10O0", "ﾔﾏﾀﾞ", ["0", "0", ""]);
    #[rustfmt::skip]
    let cases: [(usize, Option<Vec<u8>>, &str); 10] = [
        (1, Some(other_day()), "record 2, 勘定日: found 080640, want a day (YYMMDD) to 2026-06-10"),
        (1, Some(letters()), "record 2, 金額: found 10O0, want 10 digits"),
        (1, Some(vec![b'2'; 199]), "record 2, レコード長: found 199 bytes, want 200 bytes"),
        (3, Some(notice_trailer(["2", "1000"], ["1", "1000"])),
            "record 4, 振込合計件数: found 2, want 1"),
        (3, Some(notice_trailer(["1", "999"], ["1", "1000"])),
            "record 4, 振込合計金額: found 999, want 1000"),
        (3, Some(notice_trailer(["1", "1000"], ["0", "1000"])),
            "record 4, 取消合計件数: found 0, want 1"),
        (4, Some(end("9", "1")), "record 5, レコード総件数: found 9, want 5"),
        (4, Some(end("5", "2")), "record 5, 口座数: found 2, want 1"),
        (4, None, "record 5, データ区分: found the end of the file, want an end record (9)"),
        (3, None, "record 4, データ区分: found 9, want 2 or 8"),
    ];
    for (place, replacement, wanted) in cases {
        let mut records = good();
        match replacement {
            Some(bytes) => records[place] = bytes,
            None => drop(records.remove(place)),
        }
        assert_eq!(refusal(&records.join(&b"\r\n"[..])), wanted);
    }
    let twice = [good(), vec![end("5", "1")]].concat().concat();
    assert_eq!(
        refusal(&twice),
        "record 6, データ区分: found a record, want nothing after the end record"
    );
}

#[test]
fn the_end_may_leave_its_counts_out_or_not_count_itself() {
    for (counted, is_read) in [("0", true), ("5", true), ("4", true), ("3", false), ("6", false)] {
        let mut records = good();
        records[4] = end(counted, "0");
        assert_eq!(read(&records.concat(), ON).is_ok(), is_read, "{counted}");
    }
}

#[test]
fn a_year_is_the_latest_that_is_not_after_the_day_of_taking() {
    for (written, on, wanted) in [
        ("080608", "2026-06-10", "2026-06-08"), // 令和8年
        ("080610", "2026-06-10", "2026-06-10"),
        ("080611", "2026-06-10", "2008-06-11"), // not yet in 令和8年
        ("260608", "2026-06-10", "2026-06-08"), // the century's year
        ("380608", "2026-06-10", "2026-06-08"), // 平成 counted on
        ("310430", "2019-05-10", "2019-04-30"), // 平成31年
        ("010501", "2019-05-10", "2019-05-01"), // 令和1年
    ] {
        let mut header = notice_header();
        header[4..10].copy_from_slice(b"010501");
        let records = [
            header,
            notice(written, "1", "ﾔﾏﾀﾞ", ["0", "0", ""]),
            notice_trailer(["1", "1"], ["0", "0"]),
            end("4", "1"),
        ];
        let file = read(&records.concat(), on.parse().unwrap()).unwrap();
        assert_eq!(file.credits[0].paid_on.to_string(), wanted, "{written} on {on}");
    }
}

#[test]
fn other_files_are_told_apart() {
    let mut transfers = good().concat();
    transfers[1..3].copy_from_slice(b"21");
    let said = "the file is of kind 21, want 01 (振込入金通知) or 03 (入出金取引明細)";
    assert_eq!(refusal(&transfers), said);
    let mut ebcdic = good().concat();
    ebcdic[3] = b'1';
    assert_eq!(refusal(&ebcdic), "record 1, コード区分: found 1, want 0");
    assert_eq!(read(b" \r\n", ON), Err(BankFileError::Empty));
    for unknown in [&b"hello"[..], b"a,b\r\n1,2\r\n", b"\xFF\xFE\xFF\xFE"] {
        assert_eq!(read(unknown, ON), Err(BankFileError::UnknownForm));
    }
    let hidden = refusal(&good()[..2].concat());
    assert!(!hidden.contains("ﾔﾏﾀﾞ"), "no refusal names a payer");
}

#[test]
fn a_bank_s_own_csv_is_read_by_the_names_of_its_columns() {
    let text = "口座番号,1234567\r\n期間,2026年6月\r\n\
        お取引日,お引出し金額(円),お預入れ金額（円）,お預入金額,お取引内容,メモ\r\n\
        2026/06/08,,,\"1,000\",ヤマダ　ハナコ,1234567897\r\n\
        令和8年6月9日,\"5,000\",,,テスウリヨウ,\r\n\
        R8.6.9,,,￥２００円,ｻﾄｳ,\r\n\r\n";
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        SHIFT_JIS.encode(text).0.into_owned(),
    ] {
        let file = read(&bytes, ON).unwrap();
        assert_eq!((file.kind, file.debits), (BankFileKind::Csv, 1));
        let lines: Vec<_> = file.credits.iter().map(summary).collect();
        assert_eq!(lines, ["4 2026-06-08 1000 ヤマダ　ハナコ|1234567897", "6 2026-06-09 200 ｻﾄｳ|"]);
    }
    for (row, wanted) in [
        ("2026/06/11,100,ﾔﾏﾀﾞ", "record 2, 日付: found 2026/06/11, want a day to 2026-06-10"),
        (",100,ﾔﾏﾀﾞ", "record 2, 日付: found nothing, want a day to 2026-06-10"),
        ("2026/06/10,1.5,ﾔﾏﾀﾞ", "record 2, 金額: found 1.5, want an amount in yen"),
        ("2026/06/10,-100,ﾔﾏﾀﾞ", "record 2, 金額: found -100, want an amount in yen"),
    ] {
        assert_eq!(refusal(format!("日付,入金額,振込依頼人名\r\n{row}\r\n").as_bytes()), wanted);
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let good = good().concat();
    bolero::check!().with_type::<(Vec<u8>, u16)>().for_each(|(bytes, place)| {
        let _ = read(bytes, ON);
        let mut file = good.clone();
        let start = usize::from(*place) % file.len();
        let room = file.len() - start;
        for (old, new) in file[start..].iter_mut().zip(bytes.iter().take(room)) {
            *old = *new;
        }
        let _ = read(&file, ON);
    });
}

#[track_caller]
fn refusal(bytes: &[u8]) -> String {
    read(bytes, ON).unwrap_err().to_string()
}
