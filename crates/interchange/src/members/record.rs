//! The fields of one row as text, in one buffer that is used again for the next row.

/// One row, split into fields.
#[derive(Default)]
pub(super) struct Record {
    /// The fields' text, one after another, with or without what stood between them.
    text: String,
    /// Where each field begins and ends in `text`.
    fields: Vec<(usize, usize)>,
}

impl Record {
    /// A field, blank where the row has none at the place.
    pub(super) fn field(&self, place: usize) -> &str {
        self.fields.get(place).map_or("", |&(start, end)| &self.text[start..end])
    }

    /// Every field.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|&(start, end)| &self.text[start..end])
    }

    /// How many fields there are.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether nothing is written in any field. Old programs end a file with the character SUB.
    pub(super) fn is_blank(&self) -> bool {
        self.fields().all(|field| field.trim().trim_matches('\u{1A}').is_empty())
    }

    /// Empties the row.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.fields.clear();
    }

    /// Adds a field at the end.
    pub(super) fn push(&mut self, field: &str) {
        let start = self.text.len();
        self.text.push_str(field);
        self.fields.push((start, self.text.len()));
    }

    /// Makes this the row that a line of comma-separated text is.
    ///
    /// A field in quotation marks may hold commas, line breaks and doubled quotation marks. A mark
    /// within a field that does not begin with one is a character like any other.
    pub(super) fn split(&mut self, line: &str) {
        self.clear();
        if line.contains('"') {
            self.split_quoted(line);
            return;
        }
        self.text.push_str(line);
        let mut start = 0;
        for (comma, _) in line.bytes().enumerate().filter(|(_, byte)| *byte == b',') {
            self.fields.push((start, comma));
            start = comma + 1;
        }
        self.fields.push((start, line.len()));
    }

    fn split_quoted(&mut self, line: &str) {
        let mut rest = Some(line);
        while let Some(text) = rest {
            let start = self.text.len();
            let mut plain = text;
            // What is in quotation marks is taken piece by piece, each piece up to a mark.
            if let Some(mut quoted) = text.strip_prefix('"') {
                loop {
                    let (piece, after) = quoted.split_once('"').unwrap_or((quoted, ""));
                    self.text.push_str(piece);
                    plain = after;
                    let Some(more) = after.strip_prefix('"') else { break };
                    self.text.push('"');
                    quoted = more;
                }
            }
            let end = plain.find(',');
            self.text.push_str(&plain[..end.unwrap_or(plain.len())]);
            rest = end.map(|comma| &plain[comma + 1..]);
            self.fields.push((start, self.text.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_at_commas_outside_quotation_marks() {
        let table = r#"
            a,b,c           a|b|c
            a,,c            a||c
            ,               |
            "a",b           a|b
            "a,b",c         a,b|c
            "a""b",c        a"b|c
            """a""",c       "a"|c
            "",c            |c
            """",c          "|c
            a"b,c           a"b|c
            a"b,"c,d"       a"b|c,d
            "a"b,c          ab|c
            "a,b            a,b
        "#;
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let (line, fields) = row.split_once(' ').unwrap();
            let mut record = Record::default();
            record.split(line);
            assert_eq!(record.fields().collect::<Vec<_>>().join("|"), fields.trim(), "{row}");
        }
        let mut record = Record::default();
        record.split("");
        assert!(record.len() == 1 && record.is_blank());
        record.split("\"a\nb\",\"c\"");
        assert_eq!(record.fields().collect::<Vec<_>>(), ["a\nb", "c"]);
        assert_eq!(record.field(2), "");
    }
}
