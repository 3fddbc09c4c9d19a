//! Which column of a list is what, by its header.

use std::fmt;

use eligibility::{InsurerNumber, number::fold::fold_symbol};

/// A column of a member list that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    InsurerNumber,
    Symbol,
    Number,
    Branch,
    Name,
    Kana,
    Sex,
    BornOn,
    Postcode,
    Address,
    Withheld,
    Role,
    AcquiredOn,
    LostOn,
    EmployerCode,
    EmployerName,
    IncomeTier,
    VoluntaryContinuation,
    InsuredName,
    MyNumber,
    /// A column that [`super::CorrectionFile`] has added.
    Correction,
}

/// The names the correction file adds, in its order.
pub(super) const CORRECTION: [&str; 4] = ["行", "列", "見つかった値", "必要な値"];

/// Each column with the names lists give it, our own first. Widths, spaces, brackets and middle
/// dots do not count.
#[rustfmt::skip]
const NAMES: [(Column, &[&str]); 21] = [
    (Column::InsurerNumber, &["保険者番号"]),
    (Column::Symbol, &["記号", "被保険者記号", "被保険者証記号", "被保険者証等記号", "保険証記号"]),
    (Column::Number, &["番号", "被保険者番号", "被保険者証番号", "被保険者証等番号", "保険証番号"]),
    (Column::Branch, &["枝番", "枝番号", "被保険者証枝番"]),
    (Column::Name, &["氏名", "氏名漢字", "漢字氏名", "加入者氏名", "名前"]),
    (Column::Kana, &["氏名カナ", "カナ氏名", "カナ", "フリガナ", "ふりがな", "氏名フリガナ", "氏名ふりがな"]),
    (Column::Sex, &["性別", "性別コード", "性別区分"]),
    (Column::BornOn, &["生年月日", "生年月日和暦", "生年月日西暦"]),
    (Column::Postcode, &["郵便番号", "〒"]),
    (Column::Address, &["住所", "現住所"]),
    (Column::Withheld, &["不開示", "不開示区分", "不開示フラグ"]),
    (Column::Role, &["本人家族", "本人家族区分", "続柄区分"]),
    (Column::AcquiredOn, &["資格取得年月日", "資格取得日", "取得年月日", "取得日"]),
    (Column::LostOn, &["資格喪失年月日", "資格喪失日", "喪失年月日", "喪失日"]),
    (Column::EmployerCode, &["事業所番号", "事業所コード"]),
    (Column::EmployerName, &["事業所名", "事業所名称"]),
    (Column::IncomeTier, &["所得区分"]),
    (Column::VoluntaryContinuation, &["任意継続", "任意継続区分", "任継"]),
    (Column::InsuredName, &["被保険者氏名", "組合員氏名", "世帯主氏名"]),
    (Column::MyNumber, &["個人番号", "マイナンバー"]),
    (Column::Correction, &CORRECTION),
];

/// Where each column of a list stands.
#[derive(Debug)]
pub(super) struct Columns {
    /// The columns read, from left to right, with their places.
    pub(super) read: Vec<(usize, Column)>,
    /// The header as it stands.
    pub(super) header: Vec<String>,
}

/// The header lacks columns that are needed, or has one twice.
///
/// Only names of columns we know are shown in its text: where a list has no header, its first line
/// is a person.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub struct HeaderError {
    /// The columns needed that are missing.
    pub missing: Vec<&'static str>,
    /// The columns that stand there more than once.
    pub twice: Vec<&'static str>,
    /// The columns recognized.
    pub known: Vec<&'static str>,
    /// The header as found, for whoever supplied the list.
    pub found: Vec<String>,
}

impl Column {
    /// The column a header names, if any.
    pub(super) fn of(header: &str) -> Option<Self> {
        let header = plain(header);
        NAMES
            .iter()
            .find(|(_, names)| names.iter().any(|name| plain(name) == header))
            .map(|(column, _)| *column)
    }

    /// Our own name of the column.
    fn name(self) -> &'static str {
        NAMES.iter().find(|(column, _)| *column == self).map_or("", |(_, names)| names[0])
    }
}

impl Columns {
    /// The columns of a header.
    ///
    /// 本人家族 is needed where members come with a workplace, themselves or as its member's family:
    /// municipal insurance (市町村国保) and 後期高齢者医療 make no such difference.
    pub(super) fn of(header: Vec<String>, insurer: InsurerNumber) -> Result<Self, HeaderError> {
        let read: Vec<(usize, Column)> = header
            .iter()
            .enumerate()
            .filter_map(|(place, name)| Some((place, Column::of(name)?)))
            .filter(|(_, column)| *column != Column::Correction)
            .collect();
        let count = |column| read.iter().filter(|(_, it)| *it == column).count();

        let mut needed =
            vec![Column::Number, Column::Name, Column::Sex, Column::BornOn, Column::AcquiredOn];
        if insurer.has_workplaces() {
            needed.push(Column::Role);
        }
        let missing: Vec<_> =
            needed.into_iter().filter(|it| count(*it) == 0).map(Column::name).collect();
        let twice: Vec<_> =
            NAMES.iter().filter(|(it, _)| count(*it) > 1).map(|(it, _)| it.name()).collect();
        if missing.is_empty() && twice.is_empty() {
            Ok(Self { read, header })
        } else {
            let known = read.iter().map(|(_, column)| column.name()).collect();
            Err(HeaderError { missing, twice, known, found: header })
        }
    }

    /// The names of columns that are not read and not blank.
    pub(super) fn ignored(&self) -> impl Iterator<Item = &str> {
        let names = self.header.iter().map(|name| name.trim());
        names.filter(|name| !name.is_empty() && Column::of(name).is_none())
    }
}

/// A column's name without what writers of headers vary.
fn plain(name: &str) -> String {
    let filler = |it: char| it.is_whitespace() || "()[]【】「」・･_-*※".contains(it);
    fold_symbol(name).chars().filter(|it| !filler(*it)).collect()
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (what, columns) in [("missing", &self.missing), ("twice", &self.twice)] {
            if !columns.is_empty() {
                write!(f, "{separator}columns {what}: {}", columns.join(", "))?;
                separator = "; ";
            }
        }
        let others = self.found.len() - self.known.len();
        write!(f, "; recognized in line 1: {}", self.known.join(", "))?;
        write!(f, " and {others} not known")
    }
}

impl fmt::Debug for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HeaderError({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str, insurer: &str) -> Result<Columns, HeaderError> {
        Columns::of(header.split(',').map(str::to_owned).collect(), insurer.parse().unwrap())
    }

    #[test]
    fn a_column_is_known_by_its_usual_names() {
        let table = "
            氏名              Name
            氏名（漢字）      Name
            氏名(カナ)        Kana
            氏名（カナ）      Kana
            ｶﾅ氏名            Kana
            ﾌﾘｶﾞﾅ             Kana
            ふりがな          Kana
            本人・家族        Role
            本人･家族区分     Role
            続柄区分          Role
            取得日            AcquiredOn
            資格取得日        AcquiredOn
            喪失日            LostOn
            マイナンバー      MyNumber
            ﾏｲﾅﾝﾊﾞｰ           MyNumber
            世帯主氏名        InsuredName
            組合員氏名        InsuredName
            事業所コード      EmployerCode
            性別※            Sex
            見つかった値      Correction
            備考              -
            氏                -
        ";
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let words: Vec<&str> = row.split_whitespace().collect();
            let found = Column::of(words[0]).map_or("-".to_owned(), |it| format!("{it:?}"));
            assert_eq!(found, words[1], "{row}");
        }
        assert_eq!(Column::of(" 生 年 月\u{3000}日 "), Some(Column::BornOn));
    }

    #[test]
    fn no_name_belongs_to_two_columns() {
        let names: Vec<String> = NAMES.iter().flat_map(|it| it.1).map(|it| plain(it)).collect();
        for name in &names {
            assert_eq!(names.iter().filter(|it| *it == name).count(), 1, "{name}");
        }
    }

    #[test]
    fn one_error_says_all_that_is_wrong_with_a_header() {
        let error = columns("記号,番号,番号,枝番,鈴木", "01130012").unwrap_err();
        assert_eq!(
            error.to_string(),
            "columns missing: 氏名, 性別, 生年月日, 資格取得年月日, 本人家族; columns twice: 番号; \
             recognized in line 1: 記号, 番号, 番号, 枝番 and 1 not known"
        );
        assert!(!format!("{error:?}").contains("鈴木"));
    }

    #[test]
    fn only_insurers_of_workplaces_need_to_say_who_is_family() {
        let header = "番号,氏名,性別,生年月日,取得日";
        assert_eq!(columns(header, "01130012").unwrap_err().missing, ["本人家族"]);
        assert_eq!(columns(header, "06130090").unwrap_err().missing, ["本人家族"]);
        assert_eq!(columns(header, "113019").unwrap_err().missing, ["本人家族"], "国保組合");
        assert!(columns(header, "130070").is_ok(), "市町村国保");
        assert!(columns(header, "39130000").is_ok());
    }

    #[test]
    fn columns_not_read_are_reported_save_blank_ones_and_our_own() {
        let header = "番号,備考,氏名,性別,生年月日,取得日,,行,列,見つかった値,必要な値,行";
        let columns = columns(header, "130070").unwrap();
        assert_eq!(columns.ignored().collect::<Vec<_>>(), ["備考"]);
    }
}
