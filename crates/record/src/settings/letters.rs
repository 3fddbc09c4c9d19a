//! The texts of an insurer's letters: templates with named places, filled when a letter is made.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which letter (文書の種類).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// On a parcel of papers to an employer (事業所への送付状).
    CoverEmployer,
    /// On papers to a person (本人への送付状).
    CoverPerson,
    /// That the digital certificate ends soon (有効期限のお知らせ).
    ExpiryWarning,
    /// With an invoice of the fee (手数料の請求).
    Invoice,
    /// That a paper is to come back (返却のお願い).
    ReturnReminder,
    /// That an application is refused (不交付の通知).
    Refusal,
}

/// A letter's title and paragraphs, with places such as `{{枚数}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LetterText {
    /// The title, one line.
    pub title: String,
    /// The text; an empty line begins a paragraph.
    pub body: String,
}

/// A place in a template that this letter does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the letter {kind} has no place {{{{{found}}}}}, want one of {wanted}")]
pub struct UnknownPlace {
    /// The letter's word.
    pub kind: &'static str,
    /// The name between the braces.
    pub found: String,
    /// Those there are.
    pub wanted: String,
}

impl LetterKind {
    /// Every letter.
    pub const ALL: [Self; 6] = [
        Self::CoverEmployer,
        Self::CoverPerson,
        Self::ExpiryWarning,
        Self::Invoice,
        Self::ReturnReminder,
        Self::Refusal,
    ];

    /// The word in settings.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::CoverEmployer => "cover_employer",
            Self::CoverPerson => "cover_person",
            Self::ExpiryWarning => "expiry_warning",
            Self::Invoice => "invoice",
            Self::ReturnReminder => "return_reminder",
            Self::Refusal => "refusal",
        }
    }

    /// The name on pages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CoverEmployer => "事業所への送付状",
            Self::CoverPerson => "本人への送付状",
            Self::ExpiryWarning => "電子証明書の有効期限のお知らせ",
            Self::Invoice => "手数料の請求",
            Self::ReturnReminder => "返却のお願い",
            Self::Refusal => "交付しないことのお知らせ",
        }
    }

    /// The places its template may have, without the braces.
    #[must_use]
    pub const fn places(self) -> &'static [&'static str] {
        match self {
            Self::CoverEmployer => &["事業所名", "枚数", "内訳", "手元に届ける日"],
            Self::CoverPerson => &["氏名", "書類"],
            Self::ExpiryWarning => &["氏名", "有効期限", "使える最後の日", "更新できる日"],
            Self::Invoice => &["氏名", "書類", "金額", "請求番号", "支払期限", "振込先"],
            Self::ReturnReminder => &["氏名", "書類", "返却の期限", "返却先"],
            Self::Refusal => &["氏名", "書類", "理由"],
        }
    }
}

impl LetterText {
    /// The text a letter has where the insurer has set none.
    #[must_use]
    pub fn default_of(kind: LetterKind) -> Self {
        let (title, body) = match kind {
            LetterKind::CoverEmployer => (
                "資格確認書等の送付について",
                "{{事業所名}}の加入者の書類、合わせて{{枚数}}枚({{内訳}})をお送りします。\n\n\
                 枚数票と見比べて、数がそろっていることを確かめてください。\
                 そのうえで、{{手元に届ける日}}までに一人ひとりに手渡してください。\n\n\
                 届いた書類に記載の誤りがあるとき、またはすでに資格を失った人の書類があるときは、\
                 開封せずに当方までお返しください。",
            ),
            LetterKind::CoverPerson => (
                "書類の送付について",
                "{{氏名}}様の{{書類}}をお送りします。\n\n\
                 記載に誤りがないことを確かめて、大切に保管してください。",
            ),
            LetterKind::ExpiryWarning => (
                "マイナンバーカードの電子証明書の有効期限について",
                "{{氏名}}様のマイナンバーカードの電子証明書は、{{有効期限}}に有効期限を迎えます。\
                 {{更新できる日}}から、お住まいの市区町村の窓口で更新できます。手数料はかかりません。\n\n\
                 更新しないままでも{{使える最後の日}}までは受診できますが、\
                 医療機関に伝わるのは資格の情報だけになります。",
            ),
            LetterKind::Invoice => (
                "再交付の手数料について",
                "{{氏名}}様の{{書類}}の再交付には、手数料{{金額}}円がかかります。\n\n\
                 {{支払期限}}までに、請求番号{{請求番号}}を添えて、次の口座へお振り込みください。\
                 {{振込先}}\n\n\
                 入金を確かめてから、書類をお送りします。",
            ),
            LetterKind::ReturnReminder => (
                "書類の返却のお願い",
                "{{氏名}}様の{{書類}}は、資格を失ったため使えません。\
                 {{返却の期限}}までに{{返却先}}へお返しください。\n\n\
                 すでにお返しになったときは、行き違いをお許しください。",
            ),
            LetterKind::Refusal => (
                "申請の結果について",
                "{{氏名}}様から申請のあった{{書類}}は、次の理由により交付しないことになりました。\n\n\
                 {{理由}}\n\n\
                 この決定に納得できないときは、この通知を受け取った日の翌日から3か月以内に、\
                 審査請求をすることができます。まずは下記までお問い合わせください。",
            ),
        };
        Self { title: title.to_owned(), body: body.to_owned() }
    }

    /// The title and the paragraphs with every place filled. A place without a value stays as it
    /// is, to be seen in a preview.
    #[must_use]
    pub fn filled(&self, values: &BTreeMap<&str, String>) -> (String, Vec<String>) {
        let fill = |text: &str| {
            values.iter().fold(text.to_owned(), |text, (place, value)| {
                text.replace(&format!("{{{{{place}}}}}"), value)
            })
        };
        let paragraphs = self.body.split("\n\n").map(str::trim).filter(|it| !it.is_empty());
        (fill(&self.title), paragraphs.map(fill).collect())
    }

    /// Refuses a template with a place the letter does not have.
    ///
    /// # Errors
    ///
    /// As [`UnknownPlace`] says.
    pub fn check(&self, kind: LetterKind) -> Result<(), UnknownPlace> {
        let unknown = [&self.title, &self.body]
            .into_iter()
            .flat_map(|text| text.split("{{").skip(1))
            .map(|rest| rest.split_once("}}").map_or(rest, |(place, _)| place))
            .find(|place| !kind.places().contains(place));
        match unknown {
            None => Ok(()),
            Some(found) => Err(UnknownPlace {
                kind: kind.word(),
                found: found.chars().take(20).collect(),
                wanted: kind.places().join("、"),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_s_own_text_fits_its_places() {
        for kind in LetterKind::ALL {
            let text = LetterText::default_of(kind);
            assert_eq!(text.check(kind), Ok(()), "{}", kind.word());
            let values = kind.places().iter().map(|it| (*it, "値".to_owned())).collect();
            let (title, paragraphs) = text.filled(&values);
            assert!(!title.contains("{{") && !paragraphs.concat().contains("{{"));
            for place in kind.places() {
                assert!(text.body.contains(&format!("{{{{{place}}}}}")), "{place} is used");
            }
        }
    }

    #[test]
    fn a_place_that_is_not_is_refused_by_name() {
        for (body, found) in [
            ("{{氏名}}様", None),
            ("{{氏 名}}様", Some("氏 名")),
            ("{{枚数}}", Some("枚数")),
            ("{{氏名", None),
            ("{{", Some("")),
        ] {
            let text = LetterText { title: "題".to_owned(), body: body.to_owned() };
            let refused = text.check(LetterKind::Invoice).err().map(|it| it.found);
            assert_eq!(refused.as_deref(), found, "{body}");
        }
    }

    #[test]
    fn an_empty_line_begins_a_paragraph() {
        let text =
            LetterText { title: "{{金額}}円".to_owned(), body: "一\n\n\n二\n三".to_owned() };
        let (title, paragraphs) = text.filled(&BTreeMap::from([("金額", "1,000".to_owned())]));
        assert_eq!((&*title, paragraphs), ("1,000円", vec!["一".to_owned(), "二\n三".to_owned()]));
    }
}
