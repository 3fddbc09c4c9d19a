//! Our result codes and their messages.
//!
//! The interface's own table (別紙6-1) is not public, so ours are a set apart: `SK` and three
//! digits. The set is open; a reader shows an unknown code's message as it is. A message has at
//! most 60 characters, so that receipt computers show all of it, and says what to do next.

/// Why one person's question cannot be answered, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unanswerable {
    /// No 照会番号.
    ReferenceNumberMissing,
    /// A 照会番号 of more than 50 characters.
    ReferenceNumberLength,
    /// No 保険者番号.
    InsurerNumberMissing,
    /// A 保険者番号 of other than 6 or 8 digits.
    InsurerNumberForm,
    /// A 記号 of more than 20 characters.
    SymbolLength,
    /// No 番号.
    NumberMissing,
    /// A 番号 of more than 20 characters.
    NumberLength,
    /// A 枝番 of other than two digits.
    BranchForm,
    /// No 生年月日.
    BirthDateMissing,
    /// A 生年月日 of other than 8 digits.
    BirthDateForm,
    /// A 生年月日 that no calendar has.
    BirthDateNotADay,
    /// A consent flag other than 0 and 1.
    ConsentForm,
    /// A 保険者番号 whose check digit does not fit. No insurer has it, so the answer is
    /// 該当資格なし, not an error.
    InsurerNumberCheckDigit,
}

/// A result code of ours (処理結果コード).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResultCode {
    /// The hub is not reached.
    Unreachable,
    /// The answer could not be written down.
    NotRecorded,
    /// The hub has too many questions.
    Busy,
    /// Something failed at the hub.
    Failed,
    /// The hub cannot tell, for no known cause.
    Undetermined,
    /// The hub could not register a patient number.
    NotRegistered,
    /// The message is of an institution this program does not answer for.
    OtherInstitution,
    /// One person's question cannot be answered.
    Unanswerable(Unanswerable),
    /// No bulk request has this 受付番号.
    ReceptionUnknown,
    /// No person has these numbers.
    NoMatch,
    /// No person has these numbers, asked without a birth date.
    NoMatchToRegister,
    /// Several people have these numbers.
    Several,
    /// The coverage was lost.
    Lost,
    /// The coverage was lost, and a newer one is known.
    LostNewerKnown,
    /// The person turned 75.
    TurnedSeventyFive,
    /// Two years of voluntary continuation are over.
    VoluntaryContinuationOver,
    /// The coverage begins later.
    NotBegun,
    /// The coverage is not in force, for no known cause.
    NotCovered,
    /// ● stands for a character, and the kana are right.
    Replaced,
    /// ● stands for a character of the name, and there are no kana to tell it.
    ReplacedWithoutKana,
    /// ● stands for a character elsewhere than in the name, or in name and kana both.
    ReplacedElsewhere,
    /// A variant of a character is not told apart.
    VariantDropped,
}

/// A message of a hub that cannot tell, with what to do meanwhile.
macro_rules! cannot_tell {
    ($next:literal) => {
        concat!("確認できません(無効という意味ではありません)。", $next)
    };
}

impl ResultCode {
    /// The code on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.row().0
    }

    /// The message, with `{day}` and `{fields}` where those go.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.row().1
    }

    #[rustfmt::skip]
    const fn row(self) -> (&'static str, &'static str) {
        use ResultCode::Unanswerable as Refuse;
        use Unanswerable as U;

        match self {
            // The hub cannot tell. Never to be read as "not covered".
            Self::Unreachable => ("SK001", cannot_tell!("接続できません。再照会するか資格申立書で受付してください。")),
            Self::NotRecorded => ("SK002", cannot_tell!("記録できません。再照会するか資格申立書で受付してください。")),
            Self::Busy => ("SK003", cannot_tell!("混み合っています。少し待って再照会してください。")),
            Self::Failed => ("SK004", cannot_tell!("障害です。再照会するか資格申立書で受付してください。")),
            Self::Undetermined => ("SK005", cannot_tell!("再照会するか資格申立書で受付してください。")),
            Self::NotRegistered => ("SK006", "登録できませんでした。時間をおいて、もう一度登録してください。"),

            // The question cannot be answered as it stands.
            Self::OtherInstitution => ("SK100", "医療機関コードがこの施設のものと違います。設定を直して再送信してください。"),
            Refuse(U::ReferenceNumberMissing) => ("SK101", "照会番号がありません。入力してください。"),
            Refuse(U::ReferenceNumberLength) => ("SK102", "照会番号は50文字以内で入力してください。"),
            Refuse(U::InsurerNumberMissing) => ("SK111", "保険者番号がありません。入力してください。"),
            Refuse(U::InsurerNumberForm) => ("SK112", "保険者番号は6桁か8桁の数字で入力してください。"),
            Refuse(U::SymbolLength) => ("SK121", "記号は20文字以内で入力してください。"),
            Refuse(U::NumberMissing) => ("SK131", "番号がありません。入力してください。"),
            Refuse(U::NumberLength) => ("SK132", "番号は20文字以内で入力してください。"),
            Refuse(U::BranchForm) => ("SK141", "枝番は2桁の数字で入力するか、空けてください。"),
            Refuse(U::BirthDateMissing) => ("SK151", "生年月日がありません。入力してください。"),
            Refuse(U::BirthDateForm) => ("SK152", "生年月日は西暦8桁(例 19800401)で入力してください。"),
            Refuse(U::BirthDateNotADay) => ("SK153", "生年月日が暦にない日です。確認して入力し直してください。"),
            Refuse(U::ConsentForm) => ("SK161", "限度額情報の同意は0(未同意)か1(同意)で入力してください。"),
            Refuse(U::InsurerNumberCheckDigit) => ("SK211", "該当資格なし。保険者番号の検証番号が合いません。番号を確認してください。"),

            // Answers that need a word.
            Self::ReceptionUnknown => ("SK201", "この受付番号の一括照会はありません。もう一度照会を送信してください。"),
            Self::NoMatch => ("SK212", "該当資格なし。保険者番号、記号、番号、枝番、生年月日を確認してください。"),
            Self::NoMatchToRegister => ("SK214", "該当資格なし。保険者番号、記号、番号、枝番を確認してください。"),
            Self::Several => ("SK213", "複数の方が該当します。枝番を確認して入力し、再照会してください。"),
            Self::Lost => ("SK221", "{day}資格喪失。新しい資格を本人に確認してください。"),
            Self::LostNewerKnown => ("SK222", "{day}資格喪失。新しい資格あり。本人に確認してください。"),
            Self::TurnedSeventyFive => ("SK223", "{day}から後期高齢者医療。その資格を確認してください。"),
            Self::VoluntaryContinuationOver => ("SK224", "{day}任意継続終了。新しい資格を本人に確認してください。"),
            Self::NotBegun => ("SK225", "資格は{day}から。それまでの資格を確認してください。"),
            Self::NotCovered => ("SK226", "資格がありません。新しい資格を本人に確認してください。"),

            // What the answer could not show.
            Self::Replaced => ("SK301", "{fields}の●は表示できない字。カナは正しい値です。"),
            Self::ReplacedWithoutKana => ("SK302", "{fields}の●は表示できない字。カナの登録もありません。"),
            Self::ReplacedElsewhere => ("SK303", "{fields}の●は表示できない字です。"),
            Self::VariantDropped => ("SK304", "{fields}は異体字を区別せず表示しています。"),
        }
    }
}

impl Unanswerable {
    /// Its code.
    #[must_use]
    pub const fn result_code(self) -> ResultCode {
        ResultCode::Unanswerable(self)
    }

    /// Whether it is answered as 該当資格なし rather than as an error.
    #[must_use]
    pub const fn is_no_match(self) -> bool {
        matches!(self, Self::InsurerNumberCheckDigit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_and_messages_are_short() {
        use ResultCode as R;
        use Unanswerable as U;
        let all = [
            R::Unreachable,
            R::NotRecorded,
            R::Busy,
            R::Failed,
            R::Undetermined,
            R::NotRegistered,
            R::OtherInstitution,
            R::Unanswerable(U::ReferenceNumberMissing),
            R::Unanswerable(U::ReferenceNumberLength),
            R::Unanswerable(U::InsurerNumberMissing),
            R::Unanswerable(U::InsurerNumberForm),
            R::Unanswerable(U::SymbolLength),
            R::Unanswerable(U::NumberMissing),
            R::Unanswerable(U::NumberLength),
            R::Unanswerable(U::BranchForm),
            R::Unanswerable(U::BirthDateMissing),
            R::Unanswerable(U::BirthDateForm),
            R::Unanswerable(U::BirthDateNotADay),
            R::Unanswerable(U::ConsentForm),
            R::Unanswerable(U::InsurerNumberCheckDigit),
            R::ReceptionUnknown,
            R::NoMatch,
            R::NoMatchToRegister,
            R::Several,
            R::Lost,
            R::LostNewerKnown,
            R::TurnedSeventyFive,
            R::VoluntaryContinuationOver,
            R::NotBegun,
            R::NotCovered,
            R::Replaced,
            R::ReplacedWithoutKana,
            R::ReplacedElsewhere,
            R::VariantDropped,
        ];
        let mut codes: Vec<&str> = all.iter().map(|it| it.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all.len());
        for it in all {
            let message =
                it.message().replace("{day}", "2026年12月31日").replace("{fields}", "氏名・住所");
            assert!(message.chars().count() <= 60, "{it:?} {}", message.chars().count());
        }
    }

    #[test]
    fn a_coverage_not_in_force_and_a_rare_character_fit_one_message() {
        use ResultCode as R;
        let longest =
            |it: R| it.message().replace("{day}", "2026年12月31日").replace("{fields}", "氏名");
        for it in [
            R::Lost,
            R::LostNewerKnown,
            R::TurnedSeventyFive,
            R::VoluntaryContinuationOver,
            R::NotBegun,
        ] {
            let both = longest(it) + &longest(R::Replaced);
            assert!(both.chars().count() <= 60, "{both} {}", both.chars().count());
        }
    }
}
