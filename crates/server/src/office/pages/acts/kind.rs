//! The acts on a person, and what each says before it is done.

use crate::pages::view::Tone;

macro_rules! acts {
    ($($act:ident $word:literal $title:literal $button:literal
        $tone:ident $will:literal $follows:literal)+) => {
        /// What staff can do about a person.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in super::super) enum PersonAct { $($act),+ }

        impl PersonAct {
            /// Every one, in the order in which a page lists them.
            pub(in super::super) const ALL: &'static [Self] = &[$(Self::$act),+];

            /// The word in addresses.
            pub(in super::super) const fn word(self) -> &'static str {
                match self { $(Self::$act => $word),+ }
            }

            /// What the page is called.
            pub(in super::super) const fn title(self) -> &'static str {
                match self { $(Self::$act => $title),+ }
            }

            /// What the button says.
            pub(in super::super) const fn button(self) -> &'static str {
                match self { $(Self::$act => $button),+ }
            }

            /// What it will do, and what follows from it.
            pub(super) const fn will(self) -> (Tone, &'static str, &'static str) {
                match self { $(Self::$act => (Tone::$tone, $will, $follows)),+ }
            }
        }
    };
}

#[rustfmt::skip]
acts! {
    Loss               "loss"                "書類の紛失を届ける"           "紛失を記録する"   Stop "この書類は、その日から使えなくなります"   "再交付には、このあと申請を受けてください。"
    Return             "return"              "書類の返却を記録する"         "返却を記録する"   Move "書類が返ったと記録します"                 "返却を待つ一覧から、なくなります。"
    CancelRegistration "cancel-registration" "利用登録の解除を受ける"       "解除を受け付ける" Part "マイナ保険証は、申請の翌月末で使えなくなります" "資格確認書の交付の計画に、ひとりでに入ります。"
    Block              "block"               "自己情報の提供を止める"       "止める"           Stop "カードでの受診と、情報の閲覧ができなくなります" "資格確認書を、本人が指定した先へ交付します。"
    Unblock            "unblock"             "自己情報の提供を再開する"     "再開する"         Part "カードでの受診と、情報の閲覧ができるようになります" "本人の意思を、必ず確かめてください。"
    Assistance         "assistance"          "要配慮者の記録を変える"       "記録する"         Move "要配慮者かどうかを記録します"             "要配慮者には、更新のとき申請がなくても交付します。"
    Address            "address"             "住所を変える"                 "変更を記録する"   Move "このあとの郵便は、新しい住所へ送ります"   "印刷する書類の住所も、新しくなります。"
    Withhold           "withhold"            "住所を出さない扱いを変える"   "記録する"         Stop "住所を、事業所や世帯に知らせない扱いです" "書類は、事業所を通さず、本人が指定した先へ送ります。"
    CorrectIdentity    "correct-identity"    "氏名などを訂正する"           "訂正を記録する"   Part "前の記録は、訂正されたものとして残ります" "だれが、なぜ訂正したかも残ります。"
    CorrectCoverage    "correct-coverage"    "資格の記録を訂正する"         "訂正を記録する"   Part "前の記録は、訂正されたものとして残ります" "だれが、なぜ訂正したかも残ります。"
}

impl PersonAct {
    /// The act of a word.
    pub(in super::super) fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.word() == word)
    }
}
