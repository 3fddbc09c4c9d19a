//! Why an item was held: a code in the register, a sentence for people.
//!
//! A code names fields and code points and never what stands in a field.

use print::Undrawable;

/// No paper can be valid on any day: the period of stay or the coverage is over before it.
pub(super) const NO_DAY: &str = "no_day";
/// It goes by post and there is no address.
pub(super) const NO_ADDRESS: &str = "no_address";
/// Another way than planned: through another employer, directly, or not through anybody.
pub(super) const OTHER_WAY: &str = "other_way";
/// The person is changed again and again while the run goes on.
pub(super) const CHANGING: &str = "changing";
/// One with the same days was issued that day, and counters could not tell the two apart.
pub(super) const SAME_DAY: &str = "same_day";
/// The person was found to be another.
pub(super) const JOINED: &str = "joined";
/// The law asks for it no longer.
pub(super) const NOT_DUE: &str = "not_due";

/// The code of what cannot be drawn.
pub(super) fn undrawable(why: &Undrawable) -> String {
    match why {
        Undrawable::Character { field, character } => format!("character {field} {character}"),
        Undrawable::TooLong { field, limit } => format!("too_long {field} {limit}"),
        Undrawable::Font => "font".to_owned(),
    }
}

/// Why an item was held or not made, as people read it; the code itself where it is not one of
/// ours.
#[must_use]
pub fn explained(why: &str) -> String {
    let (code, rest) = why.split_once(' ').unwrap_or((why, ""));
    let (field, value) = rest.split_once(' ').unwrap_or((rest, ""));
    match code {
        "character" => format!(
            "{}の文字({value})を印字できる書体がありません。外字の対応を確かめてください。",
            field_name(field)
        ),
        "too_long" => format!(
            "{}が長く、最も小さい文字でも入りません(全角で{value}文字まで)。",
            field_name(field)
        ),
        "font" => "書体のファイルが壊れています。".to_owned(),
        NO_DAY => {
            "有効にできる日がありません。在留期間や資格の終わりを確かめてください。".to_owned()
        }
        NO_ADDRESS => "郵送しますが、住所がありません。".to_owned(),
        OTHER_WAY => "計画のあとで届け方が変わりました。次の束で交付します。".to_owned(),
        CHANGING => "処理の間に内容が変わり続けました。次の束で交付します。".to_owned(),
        SAME_DAY => {
            "この日に交付した同じ書類があります。窓口で見分けられるよう、あすの束で交付します。"
                .to_owned()
        }
        JOINED => "同じ人の別の記録にまとめられました。".to_owned(),
        NOT_DUE => "計画のあとの変更で、交付が要らなくなりました。".to_owned(),
        _ => why.to_owned(),
    }
}

/// A field of a paper as people call it.
fn field_name(field: &str) -> &str {
    match field {
        "name" => "氏名",
        "kana" => "氏名カナ",
        "address" | "recipient" => "住所",
        "insured_name" => "組合員・被保険者・世帯主の氏名",
        "symbol" => "記号",
        "number" => "番号",
        "branch" => "枝番",
        "insurer" => "保険者の名称か所在地",
        _ => field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_a_sentence() {
        for (code, sentence) in [
            (
                "character name U+845B U+E0102",
                "氏名の文字(U+845B U+E0102)を印字できる書体がありません。\
                 外字の対応を確かめてください。",
            ),
            ("too_long address 40", "住所が長く、最も小さい文字でも入りません(全角で40文字まで)。"),
            ("no_address", "郵送しますが、住所がありません。"),
            ("something else", "something else"),
        ] {
            assert_eq!(explained(code), sentence);
        }
        for code in [NO_DAY, NO_ADDRESS, OTHER_WAY, CHANGING, SAME_DAY, JOINED, NOT_DUE] {
            assert_ne!(explained(code), code);
        }
        let field = "address";
        for undrawn in [
            Undrawable::Character { field, character: "U+3402".to_owned() },
            Undrawable::TooLong { field, limit: 12 },
        ] {
            assert!(explained(&undrawable(&undrawn)).starts_with("住所"));
        }
    }
}
