//! Comma-separated text: rows, encodings, columns and values.

use super::{HEADER, ROW, SOCIETY, XLSX, open, outline, read, rows};

#[test]
fn lines_are_counted_as_a_spreadsheet_shows_them() {
    let bad = ROW.replace("女", "その他");
    let quoted = ROW.replace("101", "\"101\"").replace("01,田", "\"0\"\"1\",田");
    let broken = ROW.replace("田中　花子", "\"田中\r\n　花子\"");
    for (what, rows, wanted) in [
        ("plain", format!("{ROW}\r\n{bad}\r\n"), "2; 3 性別 bad_sex"),
        ("no last line end", format!("{ROW}\r\n{bad}"), "2; 3 性別 bad_sex"),
        ("line feeds", format!("{ROW}\n{bad}\n"), "2; 3 性別 bad_sex"),
        ("an empty line", format!("\r\n{ROW}\r\n\r\n{bad}\r\n\r\n"), "3; 5 性別 bad_sex"),
        ("a row of commas", format!(",,,,,,,\r\n{bad}\r\n"), "3 性別 bad_sex"),
        ("an old end of file", format!("{ROW}\r\n\u{1A}"), "2"),
        ("a doubled mark", format!("{quoted}\r\n"), "2 枝番 branch_not_digits"),
        (
            "a line break in a field",
            format!("{broken}\r\n{bad}\r\n"),
            "2 氏名 control_character; 3 性別 bad_sex",
        ),
        ("commas at the end", format!("{ROW},,\r\n{ROW},,x\r\n"), "2; 3 行 field_count"),
        ("a field missing", "101,12345678\r\n".to_owned(), "2 行 field_count"),
    ] {
        assert_eq!(outline(format!("{HEADER}\r\n{rows}")), wanted, "{what}");
    }
    assert_eq!(outline(format!("{HEADER}\r{ROW}\r{bad}\r")), "2; 3 性別 bad_sex");
}

#[test]
fn a_mark_never_closed_spoils_its_own_line_only() {
    for open in ["\"田中　花子", "\"田中\"　花子"] {
        let open = ROW.replace("田中　花子", open);
        let closed = ROW.replace("田中　花子", "\"田中　花子\"");
        for rest in [ROW, &closed] {
            let list = format!("{HEADER}\r\n{open}\r\n{rest}\r\n\r\n{ROW}\r\n{ROW}");
            assert_eq!(outline(list), "3; 5; 6; 2 行 quotes");
        }
        let many = format!("{ROW}\r\n").repeat(2000);
        let (members, refusals) = read(format!("{HEADER}\r\n{open}\r\n{many}"));
        assert_eq!((members.len(), refusals.len()), (2000, 1));
        assert_eq!(members[1999].line, 2002);
    }
    let inch = ROW.replace("田中", "田\"中");
    assert_eq!(outline(format!("{HEADER}\r\n{inch}\r\n")), "2");
}

#[test]
fn a_line_too_long_spoils_itself_only() {
    let long = "x".repeat(40_000);
    assert_eq!(
        outline(format!("{HEADER}\r\n{ROW}\r\n{long}\r\n{ROW}\r\n\"{long}\r\n{ROW}")),
        "2; 4; 6; 3 行 too_long; 5 行 too_long"
    );
    let exact =
        ROW.replace("田中　花子", &"x".repeat(32 * 1024 - ROW.len() + "田中　花子".len() - 2));
    assert_eq!(outline(format!("{HEADER}\r\n{exact}\r\n{ROW}")), "2; 3");
    assert_eq!(outline(format!("{HEADER}\r\nx{exact}\r\n{ROW}")), "3; 2 行 too_long");
}

#[test]
fn bytes_that_are_no_character_spoil_their_own_row() {
    let row = ROW.as_bytes();
    let mut list = format!("{HEADER}\r\n").into_bytes();
    list.extend(b"101,12345678,01,\xE7\x94,\xE5\xA5\xB3,H8.7.14,,\r\n");
    list.extend(row);
    assert_eq!(outline(list.clone()), "3; 2 氏名 undecodable");

    let encode = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let mut list = encode(&format!("{HEADER}\r\n"));
    // A first half of a character does not take the comma behind it.
    list.extend(b"101,12345678,01,\x93,\x8F\x97,H8.7.14,,\r\n");
    list.extend(encode(ROW));
    assert_eq!(outline(list), "3; 2 氏名 undecodable");
    assert_eq!(
        outline(encode(&format!("{HEADER}\r\n{}", ROW.replace("田中", "髙﨑①Ⅲ")))),
        "2",
        "what Windows added to Shift_JIS"
    );
}

#[test]
fn a_file_that_is_no_list_is_refused_as_a_whole() {
    let refused = |bytes: &[u8]| open(bytes, SOCIETY).unwrap_err().to_string();
    for (bytes, wanted) in [
        (&b""[..], "member list is empty, want a header in line 1"),
        (b"\xEF\xBB\xBF", "member list is empty, want a header in line 1"),
        (b"\xFF\xFE\x18", "member list is text in UTF-16, want UTF-8 or Shift_JIS"),
        (b"\xFE\xFF\x18", "member list is text in UTF-16, want UTF-8 or Shift_JIS"),
        (b"PK\x03\x04\0\0\0\0", "member list is not a whole Excel workbook"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0",
            "member list is an old Excel workbook or locked by a password, want .xlsx or .csv",
        ),
        (b"\"a", "member list has no header in line 1"),
        (b"\xFF\xFF,a\n", "member list has no header in line 1"),
    ] {
        assert_eq!(refused(bytes), wanted);
    }
    assert_eq!(
        refused(ROW.as_bytes()),
        "columns missing: 番号, 氏名, 性別, 生年月日, 資格取得年月日, 本人家族; \
         recognized in line 1:  and 8 not known"
    );
    let workbook = &XLSX[..XLSX.len() / 2];
    assert_eq!(refused(workbook), "member list is not a whole Excel workbook");
}

#[test]
fn columns_come_in_any_order_under_their_usual_names() {
    let list = "備考,取得日,本人・家族,誕生日,性 別,氏名（カナ）,氏名（漢字）,番　号,喪失日\n\
                x,R1.5.1,2,a,F,ｶﾅ,神,1,";
    let list = list.replace("誕生日", "生年月日（和暦）").replace(",a,", ",4150510,");
    let list = open(list, SOCIETY).unwrap();
    assert_eq!(list.ignored_columns().collect::<Vec<_>>(), ["備考"]);
    let member = rows(list).0.remove(0);
    assert_eq!(member.identity.name, "神");
    assert_eq!(member.identity.born_on.to_string(), "2003-05-10");
    assert_eq!(member.coverage.acquired_on.to_string(), "2019-05-01");
    assert_eq!(member.coverage.symbol, None);
    assert!(member.address.is_none() && member.delivery.is_none());
}

#[test]
fn the_first_fault_of_a_row_from_left_to_right() {
    let header = "保険者番号,番号,枝番,氏名,性別,生年月日,郵便番号,不開示,本人家族,取得日,喪失日,\
                  所得区分,任意継続,被保険者氏名,個人番号";
    let row = "113019,1,1,田中,女,H8.7.14,,,本人,H8.7.14,H8.7.14,,,,";
    for (old, new, wanted) in [
        ("113019", "00113019", "2"),
        ("113019", "06130090", "2 保険者番号 wrong_insurer"),
        ("113019", "", "2 保険者番号 wrong_insurer"),
        (",1,1,", ",,1,", "2 番号 no_number"),
        (",1,1,", ",1,,", "2"),
        (",1,1,", ",1,100,", "2 枝番 branch_not_digits"),
        ("田中", "", "2 氏名 no_name"),
        ("田中", "　", "2 氏名 no_name"),
        ("田中", "●中", "2 氏名 lost_character"),
        ("女", "", "2 性別 bad_sex"),
        ("女,H8.7.14", "女,", "2 生年月日 no_day"),
        ("女,H8.7.14", "女,H8.7.13", "2"),
        ("女,H8.7.14", "女,H8.7.15", "2 取得日 born_after_acquired"),
        ("本人,H8.7.14", "本人,", "2 取得日 no_day"),
        ("H8.7.14,H8.7.14", "H8.7.14,H8.7.13", "2 喪失日 lost_before_acquired"),
        ("H8.7.14,H8.7.14", "H8.7.14,9999/12/31", "2"),
        ("本人", "", "2 本人家族 bad_role"),
        ("女,H8.7.14,,", "女,H8.7.14,1234,", "2 郵便番号 bad_postcode"),
        (",,本人", ",不明,本人", "2 不開示 bad_flag"),
        ("H8.7.14,,,,", "H8.7.14,一定以上,,,", "2 所得区分 bad_income_tier"),
        ("H8.7.14,,,,", "H8.7.14,,任意,,", "2 任意継続 bad_flag"),
        ("H8.7.14,,,,", "H8.7.14,,,〓,", "2 被保険者氏名 lost_character"),
        ("H8.7.14,,,,", "H8.7.14,,,,123456789018", "2"),
        ("H8.7.14,,,,", "H8.7.14,,,,123456789019", "2 個人番号 bad_my_number"),
        ("1,1,田中,女", "1,A,,x", "2 枝番 branch_not_digits"),
    ] {
        // The last occurrence, so that a change can name the end of the row.
        let (before, after) = row.rsplit_once(old).unwrap();
        assert_eq!(outline(format!("{header}\n{before}{new}{after}")), wanted, "{new}");
    }
}

#[test]
fn what_a_row_says_beside_the_rule() {
    let list = "番号,氏名,性別,生年月日,取得日,不開示,任継,事業所番号,事業所名,世帯主氏名,個人番号\n\
                1,田中,3,S25.4.1,R1.5.1,1,○,００１２,浦和医院,田中　一,1234-5678-9018\n\
                2,田中,3,S25.4.1,R1.5.1,,,,浦和医院,,\n";
    let members = rows(open(list, "130070").unwrap()).0;
    let address = members[0].address.as_ref().unwrap();
    assert!(address.withheld && address.text.is_empty(), "the wish stays without an address");
    assert!(members[0].coverage.voluntary_continuation);
    assert_eq!(members[0].coverage.role, record::Role::Insured);
    assert_eq!(members[0].delivery.as_ref().unwrap().employer_code, "0012");
    assert_eq!(members[0].identity.insured_name.as_deref(), Some("田中　一"));
    assert_eq!(members[0].my_number.as_ref().unwrap().as_bytes(), b"123456789018");
    assert!(members[1].address.is_none() && members[1].delivery.is_none());
}
