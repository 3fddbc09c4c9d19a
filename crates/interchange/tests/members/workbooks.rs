//! Excel workbooks.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::{HEADER, ROW, SOCIETY, open, read};

#[test]
fn dates_and_numbers_are_cells_of_their_own_kind() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in (0..).zip(HEADER.split(',')) {
        sheet.write(0, column, name).unwrap();
    }
    let day = |year, month, day| ExcelDateTime::from_ymd(year, month, day).unwrap();
    for (row, format) in
        [(1, "yyyy/m/d"), (3, "[$-411]ggge\"年\"m\"月\"d\"日\""), (4, "[$-411]ge.m.d")]
    {
        sheet.write(row, 0, 101).unwrap();
        sheet.write(row, 1, 12_345_678).unwrap();
        sheet.write(row, 2, 1).unwrap();
        sheet.write(row, 3, "葛\u{E0100}城　花子").unwrap();
        sheet.write(row, 4, 2).unwrap();
        let format = Format::new().set_num_format(format);
        sheet.write_with_format(row, 5, day(1996, 7, 14), &format).unwrap();
        sheet.write(row, 6, "本人").unwrap();
        sheet.write(row, 7, 20_140_414).unwrap();
    }
    sheet.write(5, 3, " ").unwrap();
    for (column, text) in (0..).zip(ROW.split(',')) {
        sheet.write(6, column, text).unwrap();
        sheet.write(7, column, text).unwrap();
    }
    sheet.write(6, 9, "beyond the header").unwrap();
    sheet.write(7, 3, Formula::new("=NA()").set_result("#N/A")).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();

    let (members, refusals) = read(bytes);
    assert_eq!(members.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 4, 5]);
    for member in members {
        let coverage = member.coverage;
        assert_eq!(coverage.symbol.as_deref(), Some("101"));
        assert_eq!(coverage.number, "12345678");
        assert_eq!(coverage.branch.as_deref(), Some("01"));
        assert_eq!(member.identity.name, "葛\u{E0100}城　花子");
        assert_eq!(member.identity.born_on.to_string(), "1996-07-14");
        assert_eq!(coverage.acquired_on.to_string(), "2014-04-14");
    }
    let refused = refusals.iter().map(|it| format!("{} {}", it.line, it.fault.code()));
    assert_eq!(refused.collect::<Vec<_>>(), ["7 field_count", "8 spreadsheet_error"]);
}

#[test]
fn a_workbook_without_a_header_in_its_first_row_is_refused() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(1, 0, "番号").unwrap();
    let error = open(workbook.save_to_buffer().unwrap(), SOCIETY).unwrap_err();
    assert_eq!(error.to_string(), "member list has no header in line 1");
    let mut workbook = Workbook::new();
    workbook.add_worksheet();
    let error = open(workbook.save_to_buffer().unwrap(), SOCIETY).unwrap_err();
    assert_eq!(error.to_string(), "member list has no header in line 1");
}
