//! The correction file, and what a refusal shows.

use interchange::members::CorrectionFile;

use super::{HEADER, ROW, SOCIETY, open, outline, read};

#[test]
fn a_correction_file_is_what_a_spreadsheet_opens_safely() {
    let list = format!("{HEADER},個人番号\n{},123456789018\n", ROW.replace("女", "=1+1"));
    let mut list = open(list, SOCIETY).unwrap();
    let refusal = list.next_row().unwrap().unwrap().unwrap_err();
    let mut file = CorrectionFile::create(Vec::new(), list.header()).unwrap();
    file.add(list.fields(), &refusal).unwrap();
    assert_eq!(
        String::from_utf8(file.finish().unwrap()).unwrap(),
        "\u{FEFF}記号,番号,枝番,氏名,性別,生年月日,本人家族,資格取得年月日,個人番号,\
         行,列,見つかった値,必要な値\r\n\
         101,12345678,01,田中　花子,=1+1,H8.7.14,本人,2014-04-14,,\
         2,性別,'=1+1,男か女(1か2、未設定は3)\r\n"
    );
}

#[test]
fn fields_beyond_the_header_stay_beyond_it() {
    let list = format!("{HEADER}\n{ROW},あふれ\n101\n");
    let mut list = open(list, SOCIETY).unwrap();
    let mut file = CorrectionFile::create(Vec::new(), list.header()).unwrap();
    for _ in 0..2 {
        let refusal = list.next_row().unwrap().unwrap().unwrap_err();
        file.add(list.fields(), &refusal).unwrap();
    }
    let written = String::from_utf8(file.finish().unwrap()).unwrap();
    let mut lines = written.lines().skip(1);
    assert_eq!(lines.next().unwrap(), format!("{ROW},2,行,9,見出し行と同じ8列,あふれ"));
    assert_eq!(lines.next().unwrap(), "101,,,,,,,,3,行,1,見出し行と同じ8列");
    assert_eq!(outline(written), "2 行 field_count; 3 番号 no_number");
}

#[test]
fn a_refusal_does_not_show_what_it_found() {
    let (_, refusals) = read(format!("{HEADER}\n{}", ROW.replace("女", "田中")));
    let refusal = &refusals[0];
    assert_eq!(refusal.found, "田中");
    for shown in [format!("{refusal:?}"), refusal.to_string()] {
        assert!(!shown.contains("田中"), "{shown}");
        assert!(shown.contains("性別"), "{shown}");
    }
    let (members, _) = read(format!("{HEADER}\n{ROW}"));
    assert_eq!(format!("{:?}", members[0]), "MemberRow { line: 2, .. }");
}

#[test]
fn a_wrong_my_number_is_not_shown_either() {
    let (_, refusals) = read(format!("{HEADER},個人番号\n{ROW},123456789019\n"));
    assert_eq!(refusals[0].found, "12字");
}
