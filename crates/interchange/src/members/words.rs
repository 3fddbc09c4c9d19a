//! Coded and worded values: sex, role, income tier, yes and no, postcodes, names, numbers.

use std::borrow::Cow;

use eligibility::{InsurerNumber, MyNumber, MyNumberError, number::fold::fold_symbol};
use record::{IncomeTier, Role, Sex};

use super::Fault;

/// Marks that stand where a character was lost: by a program that had no glyph, by a conversion
/// between encodings, or by a printer's foundry.
const LOST: [char; 7] = ['\u{FFFD}', '●', '〓', '■', '□', '?', '？'];

/// What a spreadsheet shows in the place of a value it could not compute.
const SPREADSHEET_ERRORS: [&str; 7] =
    ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"];

/// The most a symbol or number may take, a full-width character counting two (F-83).
const NUMBER_WIDTH: usize = 38;

/// A name, character for character, or none where it is blank.
pub(super) fn name(text: &str) -> Result<Option<String>, Fault> {
    let received = self::text(text)?;
    // An encoder for web pages writes a character it lacks as `&#134071;`.
    if received.is_some() && (text.contains(LOST) || text.contains("&#")) {
        return Err(Fault::LostCharacter);
    }
    Ok(received)
}

/// Any other text, character for character, or none where it is blank.
pub(super) fn text(text: &str) -> Result<Option<String>, Fault> {
    let written = text.trim();
    if written.is_empty() {
        return Ok(None);
    }
    if written.starts_with('#') && SPREADSHEET_ERRORS.contains(&written) {
        return Err(Fault::SpreadsheetError);
    }
    if text.contains(|it: char| it.is_control() || matches!(it, '\u{2028}' | '\u{2029}')) {
        return Err(Fault::ControlCharacter);
    }
    if text.contains('\u{FFFD}') {
        return Err(Fault::LostCharacter);
    }
    Ok(Some(text.to_owned()))
}

/// A symbol or number as received, save spaces at the ends.
pub(super) fn symbol(text: &str) -> Result<Option<String>, Fault> {
    let Some(text) = self::name(text.trim())? else { return Ok(None) };
    let folded = fold_symbol(&text);
    let width: usize = folded.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum();
    let is_rounded = folded.contains("E+");
    if width > NUMBER_WIDTH || is_rounded { Err(Fault::NumberForm) } else { Ok(Some(text)) }
}

/// Whether a row names the insurer whose list it is in. Zeros a spreadsheet took do not count.
pub(super) fn insurer(text: &str, wanted: InsurerNumber) -> Result<(), Fault> {
    let folded = fold_symbol(text);
    let digits = !folded.is_empty() && folded.bytes().all(|it| it.is_ascii_digit());
    if digits && folded.parse() == Ok(wanted.get()) {
        Ok(())
    } else {
        Err(Fault::WrongInsurer { wanted })
    }
}

/// Sex by code, word or letter.
pub(super) fn sex(text: &str) -> Result<Sex, Fault> {
    match &*plain(text) {
        "1" | "男" | "男性" | "M" | "MALE" | "オトコ" => Ok(Sex::Male),
        "2" | "女" | "女性" | "F" | "FEMALE" | "オンナ" => Ok(Sex::Female),
        "3" | "未設定" => Ok(Sex::Unset),
        _ => Err(Fault::BadSex),
    }
}

/// Insured or dependent, by code or word; none where it is blank.
pub(super) fn role(text: &str) -> Result<Option<Role>, Fault> {
    match &*plain(text) {
        "" => Ok(None),
        "1" | "本人" | "被保険者" | "被保険者本人" | "組合員" | "世帯主" => {
            Ok(Some(Role::Insured))
        }
        "2" | "家族" | "被扶養者" | "扶養" | "扶養家族" | "世帯員" => {
            Ok(Some(Role::Dependent))
        }
        _ => Err(Fault::BadRole),
    }
}

/// Income tier by word, or by the code of the interface (F-74); ordinary where it is blank.
///
/// 一定以上 is of the late-stage elderly alone. For other insurers it was once the name of what is
/// now 現役並み, so there it is refused, not guessed.
pub(super) fn income_tier(text: &str, insurer: InsurerNumber) -> Result<IncomeTier, Fault> {
    match &*plain(text) {
        "" | "一般" | "一般所得" | "一般所得者" | "一般1" | "低所得" | "低所得者" | "低所得1"
        | "低所得2" | "住民税非課税" | "B04" | "B05" | "B06" | "B07" | "B08" | "B10" => {
            Ok(IncomeTier::Ordinary)
        }
        "一定以上" | "一定以上所得" | "一定以上所得者" | "一般2" | "B09"
            if insurer.is_late_stage() =>
        {
            Ok(IncomeTier::CertainLevel)
        }
        "現役並み"
        | "現役並"
        | "現役並み所得"
        | "現役並み所得者"
        | "現役並所得"
        | "現役並所得者"
        | "現役並み1"
        | "現役並み2"
        | "現役並み3"
        | "現役並1"
        | "現役並2"
        | "現役並3"
        | "B01"
        | "B02"
        | "B03" => Ok(IncomeTier::ActiveLevel),
        _ => Err(Fault::BadIncomeTier),
    }
}

/// Yes or no, where `own` is a column's own word for yes; no where it is blank.
pub(super) fn flag(text: &str, own: &[&str]) -> Result<bool, Fault> {
    let plain = plain(text);
    match &*plain {
        "" | "0" | "無" | "無し" | "ナシ" | "なし" | "非該当" | "いいえ" | "×" | "NO" | "N"
        | "FALSE" => Ok(false),
        "1" | "有" | "有り" | "あり" | "アリ" | "該当" | "はい" | "○" | "〇" | "◯" | "YES"
        | "Y" | "TRUE" => Ok(true),
        word if own.contains(&word) => Ok(true),
        _ => Err(Fault::BadFlag),
    }
}

/// A postcode as `123-4567`, from seven digits; one zero a spreadsheet took is put back.
pub(super) fn postcode(text: &str) -> Result<Option<String>, Fault> {
    let folded = plain(text);
    let digits = folded.strip_prefix('〒').unwrap_or(&folded);
    let (area, town) = match digits.split_once('-') {
        Some(halves) => halves,
        None if digits.is_empty() => return Ok(None),
        None if digits.is_ascii() && digits.len() >= 4 => digits.split_at(digits.len() - 4),
        None => return Err(Fault::BadPostcode),
    };
    let lengths = matches!((area.len(), town.len()), (2 | 3, 4))
        && !(area.len() == 2 && digits.contains('-'));
    if lengths && area.bytes().chain(town.bytes()).all(|it| it.is_ascii_digit()) {
        Ok(Some(format!("{area:0>3}-{town}")))
    } else {
        Err(Fault::BadPostcode)
    }
}

/// A My Number, with or without spaces and hyphens between its digits; none where it is blank.
pub(super) fn my_number(text: &str) -> Result<Option<MyNumber>, Fault> {
    let digits = plain(text).replace('-', "");
    if digits.is_empty() {
        return Ok(None);
    }
    // A number whose leading zeros a spreadsheet took is as short as a wrong one: it is refused.
    digits.parse().map(Some).map_err(|error: MyNumberError| Fault::BadMyNumber(error))
}

/// A short value without what its writers vary: width, case, spaces, brackets, Roman numerals.
fn plain(text: &str) -> Cow<'_, str> {
    let is_filler = |it: char| it.is_whitespace() || matches!(it, '(' | ')');
    let plain = |it: char| match it {
        'Ⅰ' => '1',
        'Ⅱ' => '2',
        'Ⅲ' => '3',
        other => other.to_ascii_uppercase(),
    };
    let folded = fold_symbol(text);
    if folded.chars().all(|it| !is_filler(it) && plain(it) == it) {
        return folded;
    }
    Cow::Owned(folded.chars().filter(|it| !is_filler(*it)).map(plain).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of a value, spaces in it written `_`, and what is read.
    #[track_caller]
    fn check<T: std::fmt::Debug>(read: impl Fn(&str) -> Result<T, Fault>, table: &str) {
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let (text, wanted) = row.split_once(' ').unwrap();
            let text = if text == "-" { String::new() } else { text.replace('_', " ") };
            let read = match read(&text) {
                Ok(value) => format!("{value:?}"),
                Err(fault) => fault.code().to_owned(),
            };
            assert_eq!(read, wanted.trim(), "{row}");
        }
    }

    #[test]
    fn sex_in_code_word_and_letter() {
        check(
            sex,
            "
            男      Male
            女      Female
            男性    Male
            女性    Female
            1       Male
            2       Female
            ２      Female
            3       Unset
            _女_    Female
            m       Male
            Ｆ      Female
            Male    Male
            未設定  Unset
            その他  bad_sex
            0       bad_sex
            9       bad_sex
            -       bad_sex
        ",
        );
    }

    #[test]
    fn role_in_code_and_word() {
        check(
            role,
            "
            本人      Some(Insured)
            家族      Some(Dependent)
            被保険者  Some(Insured)
            被扶養者  Some(Dependent)
            １        Some(Insured)
            2         Some(Dependent)
            世帯主    Some(Insured)
            -         None
            3         bad_role
            妻        bad_role
        ",
        );
    }

    #[test]
    fn income_tiers_of_an_insurer() {
        let society = "06130090".parse().unwrap();
        let late_stage = "39130000".parse().unwrap();
        let table = "
            -               Ordinary
            一般            Ordinary
            一般Ⅰ          Ordinary
            低所得Ⅱ        Ordinary
            現役並み        ActiveLevel
            現役並          ActiveLevel
            現役並みⅢ      ActiveLevel
            現役並み(３)    ActiveLevel
            現役並み所得者  ActiveLevel
            b01             ActiveLevel
            B04             Ordinary
            高い            bad_income_tier
            ア              bad_income_tier
        ";
        check(|text| income_tier(text, society), table);
        check(|text| income_tier(text, late_stage), table);
        for text in ["一定以上", "一定以上所得", "一般Ⅱ", "B09"] {
            assert_eq!(income_tier(text, late_stage), Ok(IncomeTier::CertainLevel), "{text}");
            assert_eq!(income_tier(text, society), Err(Fault::BadIncomeTier), "{text}");
        }
    }

    #[test]
    fn yes_and_no() {
        check(
            |text| flag(text, &["不開示"]),
            "
            -       false
            0       false
            なし    false
            ×       false
            FALSE   false
            1       true
            １      true
            ○       true
            〇      true
            有      true
            true    true
            不開示  true
            不      bad_flag
            2       bad_flag
        ",
        );
    }

    #[test]
    fn postcodes_of_seven_digits() {
        check(
            postcode,
            r#"
            330-0063    Some("330-0063")
            3300063     Some("330-0063")
            ３３０－００６３ Some("330-0063")
            〒330-0063  Some("330-0063")
            600001      Some("060-0001")
            -           None
            10010       bad_postcode
            60-0001     bad_postcode
            330-006     bad_postcode
            330-00633   bad_postcode
            33000630    bad_postcode
            330-OO63    bad_postcode
            埼玉県      bad_postcode
        "#,
        );
    }

    #[test]
    fn names_stay_as_received_or_are_refused() {
        for kept in [
            "山﨑　一二三",
            "髙橋",
            "𠮷野　健",
            "葛\u{E0100}城",
            "\u{FA19}",
            " 田中 ",
            "SMITH",
            "佐々木",
        ] {
            assert_eq!(name(kept), Ok(Some(kept.to_owned())));
        }
        for blank in ["", " ", "\u{3000}"] {
            assert_eq!(name(blank), Ok(None));
        }
        for lost in ["●野", "〓野", "\u{FFFD}野", "?野", "？野", "&#134071;野", "■", "□"]
        {
            assert_eq!(name(lost), Err(Fault::LostCharacter), "{lost}");
        }
        for control in ["田\n中", "田\t中", "田\u{7F}", "田\u{80}", "田\u{2028}中"] {
            assert_eq!(name(control), Err(Fault::ControlCharacter), "{control:?}");
        }
        assert_eq!(name("#N/A"), Err(Fault::SpreadsheetError));
        assert_eq!(text("●●マンション"), Ok(Some("●●マンション".to_owned())), "no name");
        assert_eq!(text("\u{FFFD}町"), Err(Fault::LostCharacter));
    }

    #[test]
    fn numbers_have_a_length_and_are_not_rounded() {
        let wide = "埼".repeat(19);
        assert_eq!(symbol(&wide), Ok(Some(wide.clone())));
        assert_eq!(symbol(&(wide + "1")), Err(Fault::NumberForm));
        assert_eq!(symbol(" １０１ "), Ok(Some("１０１".to_owned())));
        assert_eq!(symbol("1.23457E+11"), Err(Fault::NumberForm));
        assert_eq!(symbol("\u{3000}"), Ok(None));
    }

    #[test]
    fn insurer_numbers_compare_as_numbers() {
        let (nhi, society) = ("113019".parse().unwrap(), "06130090".parse().unwrap());
        for (text, wanted) in [
            ("113019", nhi),
            ("00113019", nhi),
            ("  113019", nhi),
            ("１１３０１９", nhi),
            ("06130090", society),
            ("6130090", society),
        ] {
            assert_eq!(insurer(text, wanted), Ok(()), "{text}");
        }
        for text in ["", "113018", "113019.0", "06130090", "+113019"] {
            assert_eq!(insurer(text, nhi), Err(Fault::WrongInsurer { wanted: nhi }), "{text}");
        }
    }

    #[test]
    fn my_numbers_with_their_check_digit() {
        for text in ["123456789018", "1234 5678 9018", "1234-5678-9018", "１２３４５６７８９０１８"]
        {
            assert_eq!(my_number(text).unwrap().unwrap().as_bytes(), b"123456789018");
        }
        assert_eq!(my_number(" "), Ok(None));
        let refused = |text| my_number(text).unwrap_err();
        assert_eq!(refused("123456789019"), Fault::BadMyNumber(MyNumberError::CheckDigit));
        assert_eq!(refused("23456789018"), Fault::BadMyNumber(MyNumberError::Length));
        assert_eq!(refused("1.23457E+11"), Fault::BadMyNumber(MyNumberError::NotDigit));
    }
}
