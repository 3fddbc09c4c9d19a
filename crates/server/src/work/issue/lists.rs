//! Lists as files: rows of cells, as spreadsheets read them.

use std::io::Write;

/// A row of cells. Cells with separators, quotes or line breaks are quoted, and a cell that a
/// spreadsheet would take for a formula begins with an apostrophe.
pub(super) fn row(out: &mut impl Write, cells: &[&str]) -> std::io::Result<()> {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        if cell.contains([',', '"', '\n', '\r']) {
            write!(out, "\"{guard}{}\"", cell.replace('"', "\"\""))?;
        } else {
            write!(out, "{guard}{cell}")?;
        }
    }
    out.write_all(b"\r\n")
}

/// The mark by which spreadsheets know UTF-8.
pub(super) const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_would_not_read_back_are_quoted() {
        for (cells, wanted) in [
            (&["1", "山﨑　一二三"][..], "1,山﨑　一二三\r\n"),
            (&["a,b", "c\"d", "e\nf"], "\"a,b\",\"c\"\"d\",\"e\nf\"\r\n"),
            (&["=1+1", "-", ""], "'=1+1,'-,\r\n"),
        ] {
            let mut out = Vec::new();
            row(&mut out, cells).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), wanted);
        }
    }
}
