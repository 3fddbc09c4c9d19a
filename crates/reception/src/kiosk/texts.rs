//! What the kiosk says, in three languages. A key missing in one does not compile.
//!
//! The reader's own texts are not here: they come from the law, letter for letter,
//! and stand in Japanese in every language. R-077 alone, which says what to do, is also said in the
//! language chosen.

/// A language of the kiosk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Language {
    /// 日本語.
    #[default]
    Japanese,
    /// やさしい日本語.
    Easy,
    /// English.
    English,
}

impl Language {
    /// All, in the order offered.
    pub(super) const ALL: [Self; 3] = [Self::Japanese, Self::Easy, Self::English];

    /// Its word in forms.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::Easy => "easy",
            Self::English => "en",
        }
    }

    /// The language of a form's word.
    pub(super) fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.id() == id)
    }

    /// Its tag in HTML.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Japanese | Self::Easy => "ja",
            Self::English => "en",
        }
    }

    /// Its own name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Japanese => "日本語",
            Self::Easy => "やさしい日本語",
            Self::English => "English",
        }
    }

    pub(super) const fn texts(self) -> &'static Texts {
        match self {
            Self::Japanese => &JAPANESE,
            Self::Easy => &EASY,
            Self::English => &ENGLISH,
        }
    }
}

/// Every text of the kiosk.
pub(super) struct Texts {
    pub(super) skip: &'static str,
    pub(super) reception: &'static str,
    pub(super) steps: &'static str,
    pub(super) step_names: [&'static str; 3],
    pub(super) languages: &'static str,
    pub(super) trouble: &'static str,
    pub(super) figure_in: &'static str,
    pub(super) figure_out: &'static str,
    pub(super) place: &'static str,
    pub(super) place_then: &'static str,
    pub(super) next: &'static str,
    pub(super) usable: &'static str,
    pub(super) not_usable: &'static str,
    pub(super) today: &'static str,
    pub(super) may_be_seen: &'static str,
    pub(super) valid_to: &'static str,
    pub(super) renewable_from: &'static str,
    pub(super) from: &'static str,
    pub(super) usable_to: &'static str,
    pub(super) enter_pin: &'static str,
    pub(super) wrong_pin: &'static str,
    /// What a screen reader says of the digits held: before the number, after it.
    pub(super) digits_held: (&'static str, &'static str),
    /// Before the number of tries left, after it.
    pub(super) tries: (&'static str, &'static str),
    pub(super) tries_meaning: &'static str,
    pub(super) two_tries: &'static str,
    pub(super) last_try: &'static str,
    pub(super) pin_blocked: &'static str,
    pub(super) keypad: &'static str,
    pub(super) clear_all: &'static str,
    pub(super) clear_one: &'static str,
    pub(super) without_pin: &'static str,
    pub(super) cannot_tell: &'static str,
    pub(super) taken_away: &'static str,
    pub(super) no_reader: &'static str,
}

const JAPANESE: Texts = Texts {
    skip: "本文へ進む",
    reception: "マイナ受付",
    steps: "受付の流れ",
    step_names: ["カード読み取り", "本人確認", "完了"],
    languages: "ことば Language",
    trouble: "こまったときは、受付の人に声をかけてください。",
    figure_in: "カードをリーダーに置く図",
    figure_out: "カードをリーダーから取り出す図",
    place: "マイナンバーカードを置いてください",
    place_then: "置くと受付が始まります。",
    next: "次に進む",
    usable: "マイナ保険証 使える",
    not_usable: "マイナ保険証 使えない",
    today: "きょう",
    may_be_seen: "受診できます",
    valid_to: "証明書の有効期限",
    renewable_from: "更新できる日",
    from: "から",
    usable_to: "このカードで受診できる最後の日",
    enter_pin: "4けたの暗証番号を入れてください",
    wrong_pin: "暗証番号がちがいます。もう一度入れてください",
    digits_held: ("4けたのうち", "けた入力しました"),
    tries: ("あと", "回ためせます"),
    tries_meaning: "続けて3回まちがえると、暗証番号は使えなくなります。",
    two_tries: "あと2回まちがえると使えなくなります。そのときは受付の人が顔で確認します。",
    last_try: "次にまちがえると、暗証番号は使えなくなります。自信がないときは、受付の人が顔で確認します。",
    pin_blocked: "暗証番号は使えなくなっています。受付の人が顔で確認します",
    keypad: "数字のボタン",
    clear_all: "全部消す",
    clear_one: "1つ消す",
    without_pin: "暗証番号を使わず、受付の人が顔で確認する",
    cannot_tell: "いまは確認できません",
    taken_away: "カードが途中で離れました。もう一度置いてください。",
    no_reader: "カードリーダーにつながっていません。受付の人に声をかけてください。",
};

const EASY: Texts = Texts {
    skip: "本文へ すすむ",
    reception: "マイナ受付",
    steps: "うけつけの ながれ",
    step_names: ["カードを よむ", "本人か しらべる", "おわり"],
    languages: "ことば Language",
    trouble: "わからないときは うけつけの 人に きいてください。",
    figure_in: "カードを きかいに おく え",
    figure_out: "カードを きかいから とる え",
    place: "マイナンバーカードを きかいに おいてください",
    place_then: "カードを おくと はじまります。",
    next: "つぎへ",
    usable: "カードを つかえます",
    not_usable: "カードを つかえません",
    today: "きょう",
    may_be_seen: "お医者さんに みてもらえます",
    valid_to: "証明書が つかえる さいごの 日",
    renewable_from: "あたらしく できる 日",
    from: "から",
    usable_to: "この カードで みてもらえる さいごの 日",
    enter_pin: "4つの すうじ（暗証番号）を いれてください",
    wrong_pin: "すうじが ちがいます。もういちど いれてください",
    digits_held: ("4つの うち", "つ いれました"),
    tries: ("あと", "かい できます"),
    tries_meaning: "3かい つづけて まちがえると、つかえなく なります。",
    two_tries: "あと2かい まちがえると つかえなく なります。そのときは うけつけの 人が かおで しらべます。",
    last_try: "つぎに まちがえると、つかえなく なります。わからないときは、うけつけの 人が かおで しらべます。",
    pin_blocked: "すうじ（暗証番号）は つかえません。うけつけの 人が かおで しらべます",
    keypad: "すうじの ボタン",
    clear_all: "ぜんぶ けす",
    clear_one: "1つ けす",
    without_pin: "すうじを つかわない。うけつけの 人が かおで しらべる",
    cannot_tell: "いまは わかりません",
    taken_away: "カードが はなれました。もういちど おいてください。",
    no_reader: "きかいが うごきません。うけつけの 人に きいてください。",
};

const ENGLISH: Texts = Texts {
    skip: "Skip to the main part",
    reception: "Reception",
    steps: "Steps",
    step_names: ["Read card", "Identity", "Done"],
    languages: "ことば Language",
    trouble: "Need help? Please speak to the reception staff.",
    figure_in: "A card being placed on the reader",
    figure_out: "A card being taken from the reader",
    place: "Place your My Number Card on the reader",
    place_then: "Reception starts when the card is in place.",
    next: "Continue",
    usable: "Your card can be used",
    not_usable: "Your card cannot be used",
    today: "Today",
    may_be_seen: "You can be seen",
    valid_to: "Certificate valid until",
    renewable_from: "Renewal possible from",
    from: "",
    usable_to: "Last day this card proves your insurance",
    enter_pin: "Enter your 4-digit PIN",
    wrong_pin: "That PIN is not right. Please enter it again",
    digits_held: ("", " of 4 digits entered"),
    tries: ("Tries left: ", ""),
    tries_meaning: "After three wrong tries in a row the PIN is blocked.",
    two_tries: "Two more wrong tries block the PIN. The staff can check your face instead.",
    last_try: "One more wrong try blocks the PIN. Not sure? The staff can check your face.",
    pin_blocked: "The PIN is blocked. The staff check your face instead",
    keypad: "Number keys",
    clear_all: "Clear",
    clear_one: "Back",
    without_pin: "No PIN: the staff check your face",
    cannot_tell: "Cannot be checked right now",
    taken_away: "The card was taken away too early. Please place it again.",
    no_reader: "The card reader is not connected. Please speak to the staff.",
};
