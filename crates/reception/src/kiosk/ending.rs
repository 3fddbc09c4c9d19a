//! How a visit ends, in words: what happened, what it means, what to do now.

use eligibility::ReaderStanding;
use interchange::confirmation::{CardAnswer, CardRefusal, CardUse, NotUsable, Validity};

use super::texts::Language;

/// How a visit ended.
#[derive(Clone, Debug)]
pub(super) enum Ending {
    /// The hub answered about the holder, or could not tell.
    Answered(Box<CardAnswer>),
    /// The card's own dates leave it no use at a reader.
    Phase(ReaderStanding),
    /// The card's presence was not proven.
    Refused(CardRefusal),
    /// The hub does not know this institution, or did not understand.
    NotHeard,
    /// What lies there is no My Number Card, or not one that can be read.
    OtherCard,
    /// The card stopped answering although it lies there.
    Fault,
    /// Staff could not make sure that it is the holder.
    NotSamePerson,
    /// Nobody pressed anything for a while.
    TooLong,
}

/// What a page says of an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// The one sentence that stands largest.
    pub(super) title: &'static str,
    /// What it means, and what to do.
    pub(super) lines: &'static [&'static str],
    /// The tone of the chip; none where there is none.
    pub(super) tone: Option<&'static str>,
    /// For staff.
    pub(super) code: Option<&'static str>,
}

/// What an ending is, apart from whom it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Done,
    ToCounter,
    CertificateStopped,
    Stopped,
    NotRegistered,
    TooNew,
    Undetermined,
    Again,
    UseThePin,
    OtherCard,
    NotSamePerson,
    TooLong,
}

impl Ending {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Answered(answer) => kind_of(answer),
            Self::Phase(_) => Kind::CertificateStopped,
            Self::Refused(CardRefusal::FaceKeyUnknown) => Kind::UseThePin,
            Self::Refused(CardRefusal::CertificateUnknown) | Self::OtherCard => Kind::OtherCard,
            Self::Refused(
                CardRefusal::ChallengeUnknown
                | CardRefusal::ChallengeUsed
                | CardRefusal::ChallengeExpired
                | CardRefusal::SignatureWrong,
            )
            | Self::Fault => Kind::Again,
            Self::NotHeard => Kind::Undetermined,
            Self::NotSamePerson => Kind::NotSamePerson,
            Self::TooLong => Kind::TooLong,
        }
    }

    /// The reader's own texts, where it has come to a stop.
    pub(super) fn reader_texts(&self) -> Vec<String> {
        match self {
            Self::Answered(answer) => answer
                .reader
                .as_ref()
                .filter(|it| it.phase == 3)
                .map_or_else(Vec::new, |it| it.texts.clone()),
            Self::Phase(reader) => reader.texts().iter().map(|it| (*it).to_owned()).collect(),
            Self::Refused(_)
            | Self::NotHeard
            | Self::OtherCard
            | Self::Fault
            | Self::NotSamePerson
            | Self::TooLong => Vec::new(),
        }
    }

    /// The answer, where there is one.
    pub(super) fn answer(&self) -> Option<&CardAnswer> {
        match self {
            Self::Answered(answer) => Some(answer),
            Self::Phase(_)
            | Self::Refused(_)
            | Self::NotHeard
            | Self::OtherCard
            | Self::Fault
            | Self::NotSamePerson
            | Self::TooLong => None,
        }
    }
}

/// A person who is covered is done; whoever is not is sent to the counter, where staff see why.
fn kind_of(answer: &CardAnswer) -> Kind {
    if answer.validity == Some(Validity::Undetermined) {
        let too_new = answer.not_usable == Some(NotUsable::CertificateTooNew);
        return if too_new { Kind::TooNew } else { Kind::Undetermined };
    }
    match (answer.card_use, answer.not_usable) {
        (Some(CardUse::Everything | CardUse::EligibilityOnly), _) => match answer.validity {
            Some(Validity::Valid) => Kind::Done,
            Some(
                Validity::Invalid
                | Validity::InvalidNewerKnown
                | Validity::NoMatch
                | Validity::Several
                | Validity::Undetermined,
            )
            | None => Kind::ToCounter,
        },
        (_, Some(NotUsable::CertificateRevoked | NotUsable::CertificateExpired)) => {
            Kind::CertificateStopped
        }
        (_, Some(NotUsable::NotRegistered)) => Kind::NotRegistered,
        (_, Some(NotUsable::CertificateTooNew)) => Kind::TooNew,
        (_, Some(NotUsable::CertificateNotRecorded)) => Kind::Undetermined,
        (
            _,
            Some(
                NotUsable::CertificateOnHold
                | NotUsable::CardLost
                | NotUsable::CardSuspended
                | NotUsable::CardEnded
                | NotUsable::CardExpired
                | NotUsable::CardNotInUse,
            ),
        ) => Kind::Stopped,
        (_, Some(NotUsable::Blocked) | None) => Kind::ToCounter,
    }
}

impl Kind {
    /// Every kind.
    #[cfg(test)]
    pub(super) const ALL: [Self; 12] = [
        Self::Done,
        Self::ToCounter,
        Self::CertificateStopped,
        Self::Stopped,
        Self::NotRegistered,
        Self::TooNew,
        Self::Undetermined,
        Self::Again,
        Self::UseThePin,
        Self::OtherCard,
        Self::NotSamePerson,
        Self::TooLong,
    ];

    /// What the page says.
    pub(super) const fn words(self, language: Language) -> Words {
        let (tone, code) = self.mark();
        let (title, lines) = match language {
            Language::Japanese => self.japanese(),
            Language::Easy => self.easy(),
            Language::English => self.english(),
        };
        Words { title, lines, tone, code }
    }

    const fn mark(self) -> (Option<&'static str>, Option<&'static str>) {
        match self {
            Self::Done | Self::TooLong => (None, None),
            Self::ToCounter => (None, Some("コード CARD-COVERAGE。受付の画面に理由があります")),
            Self::CertificateStopped => (Some("stop"), Some("コード CARD-CERTIFICATE")),
            Self::Stopped => (Some("stop"), Some("コード CARD-STOPPED")),
            Self::NotRegistered => (Some("none"), Some("コード CARD-NOT-REGISTERED")),
            Self::TooNew => (Some("unknown"), Some("コード CARD-TOO-NEW")),
            Self::Undetermined => (Some("unknown"), Some("コード CARD-UNDETERMINED")),
            Self::Again => (None, Some("コード CARD-AGAIN")),
            Self::UseThePin => (None, Some("コード CARD-FACE-KEY")),
            Self::OtherCard => (None, Some("コード CARD-OTHER")),
            Self::NotSamePerson => (None, Some("コード CARD-NOT-CHECKED")),
        }
    }

    #[expect(clippy::too_many_lines, reason = "a table of texts")]
    const fn japanese(self) -> (&'static str, &'static [&'static str]) {
        const OUT_AND_TO_COUNTER: &str =
            "マイナンバーカードを取り出し、受付窓口までお越しください。";
        match self {
            Self::Done => (
                "確認が完了しました。",
                &["終了する場合は、マイナンバーカードを取り出してください。"],
            ),
            Self::ToCounter => {
                ("本人の確認ができました。続きは受付の人が確認します。", &[OUT_AND_TO_COUNTER])
            }
            Self::CertificateStopped => (OUT_AND_TO_COUNTER, &[]),
            Self::Stopped => (
                OUT_AND_TO_COUNTER,
                &[
                    "このカードは、使用が止められています。",
                    "資格がないという意味ではありません。資格確認書など、ほかの方法で受診できます。",
                ],
            ),
            Self::NotRegistered => (
                OUT_AND_TO_COUNTER,
                &[
                    "このカードは、健康保険証としての利用登録がまだです。",
                    "資格がないという意味ではありません。登録のしかたは受付の人がお伝えします。",
                ],
            ),
            Self::TooNew => (
                OUT_AND_TO_COUNTER,
                &[
                    "新しい電子証明書は、発行から24時間ほどで使えるようになります。",
                    "資格がないという意味ではありません。きょうは受付の人がほかの方法で確認します。",
                ],
            ),
            Self::Undetermined => (
                OUT_AND_TO_COUNTER,
                &[
                    "いまは、この機械では確認ができません。",
                    "資格がないという意味ではありません。受付の人がほかの方法で確認します。",
                ],
            ),
            Self::Again => (
                "カードを取り出し、もう一度置いてください。",
                &["うまく読み取れませんでした。暗証番号の回数は、カードが数えたぶんだけです。"],
            ),
            Self::UseThePin => (
                "カードを取り出し、もう一度置いてください。",
                &["このカードは顔で確認できません。暗証番号で確認してください。"],
            ),
            Self::OtherCard => (
                "カードを取り出してください。",
                &[
                    "マイナンバーカードとして読み取れませんでした。マイナンバーカードを置いてください。",
                ],
            ),
            Self::NotSamePerson => (
                OUT_AND_TO_COUNTER,
                &["顔での確認ができませんでした。受付の人がほかの方法で確認します。"],
            ),
            Self::TooLong => (
                "カードを取り出してください。",
                &["しばらく操作がなかったので、終わりにしました。もう一度置くと始められます。"],
            ),
        }
    }

    const fn easy(self) -> (&'static str, &'static [&'static str]) {
        const OUT_AND_TO_COUNTER: &str = "カードを とって、うけつけに きてください。";
        match self {
            Self::Done => ("おわりました。", &["カードを とってください。"]),
            Self::ToCounter => (
                "あなたの カードだと わかりました。つぎは うけつけの 人が しらべます。",
                &[OUT_AND_TO_COUNTER],
            ),
            Self::CertificateStopped => (OUT_AND_TO_COUNTER, &[]),
            Self::Stopped => (
                OUT_AND_TO_COUNTER,
                &[
                    "この カードは いま とめられています。",
                    "ほけんが ないという いみでは ありません。ほかの やりかたが あります。",
                ],
            ),
            Self::NotRegistered => (
                OUT_AND_TO_COUNTER,
                &[
                    "この カードは まだ 保険証として 登録（とうろく）されていません。",
                    "ほけんが ないという いみでは ありません。うけつけの 人に きいてください。",
                ],
            ),
            Self::TooNew => (
                OUT_AND_TO_COUNTER,
                &[
                    "あたらしい 証明書は 1日くらいで つかえるように なります。",
                    "ほけんが ないという いみでは ありません。",
                ],
            ),
            Self::Undetermined => (
                OUT_AND_TO_COUNTER,
                &[
                    "いま この きかいでは わかりません。",
                    "ほけんが ないという いみでは ありません。うけつけの 人が しらべます。",
                ],
            ),
            Self::Again => {
                ("カードを とって、もういちど おいてください。", &["うまく よめませんでした。"])
            }
            Self::UseThePin => (
                "カードを とって、もういちど おいてください。",
                &["かおでは しらべられない カードです。4つの すうじを いれてください。"],
            ),
            Self::OtherCard => (
                "カードを とってください。",
                &["マイナンバーカードでは ないようです。マイナンバーカードを おいてください。"],
            ),
            Self::NotSamePerson => (
                OUT_AND_TO_COUNTER,
                &["かおで しらべられませんでした。うけつけの 人が ほかの やりかたで しらべます。"],
            ),
            Self::TooLong => (
                "カードを とってください。",
                &["ながい 時間 ボタンを おさなかったので、おわりました。"],
            ),
        }
    }

    const fn english(self) -> (&'static str, &'static [&'static str]) {
        const OUT_AND_TO_COUNTER: &str =
            "Please take your My Number Card and come to the reception desk.";
        match self {
            Self::Done => ("Your check-in is complete.", &["Please take your My Number Card."]),
            Self::ToCounter => {
                ("We know it is you. The staff will check the rest.", &[OUT_AND_TO_COUNTER])
            }
            Self::CertificateStopped => (
                OUT_AND_TO_COUNTER,
                &["The certificate in your card no longer works. Your city office renews it."],
            ),
            Self::Stopped => (
                OUT_AND_TO_COUNTER,
                &[
                    "This card has been stopped.",
                    "This does not mean that you are not insured. There are other ways to be seen.",
                ],
            ),
            Self::NotRegistered => (
                OUT_AND_TO_COUNTER,
                &[
                    "This card is not registered as a health insurance card yet.",
                    "This does not mean that you are not insured. The staff tell you how.",
                ],
            ),
            Self::TooNew => (
                OUT_AND_TO_COUNTER,
                &[
                    "A new certificate works about 24 hours after it was issued.",
                    "This does not mean that you are not insured. The staff check another way.",
                ],
            ),
            Self::Undetermined => (
                OUT_AND_TO_COUNTER,
                &[
                    "This machine cannot check right now.",
                    "This does not mean that you are not insured. The staff check another way.",
                ],
            ),
            Self::Again => {
                ("Please take your card and place it again.", &["It could not be read properly."])
            }
            Self::UseThePin => (
                "Please take your card and place it again.",
                &["This card cannot be checked by face. Please use the PIN."],
            ),
            Self::OtherCard => (
                "Please take the card.",
                &["It could not be read as a My Number Card. Please place a My Number Card."],
            ),
            Self::NotSamePerson => (
                OUT_AND_TO_COUNTER,
                &["Your face could not be checked. The staff check another way."],
            ),
            Self::TooLong => (
                "Please take the card.",
                &["Nothing was pressed for a while. Place the card again to start over."],
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_ending_calls_anybody_not_insured() {
        for kind in Kind::ALL {
            for language in Language::ALL {
                let words = kind.words(language);
                let all = format!("{} {}", words.title, words.lines.join(" "));
                for never in ["無効", "資格がありません", "not insured.", "むこう"] {
                    let told = all.replace("does not mean that you are not insured.", "");
                    assert!(!told.contains(never), "{kind:?} {language:?}: {all}");
                }
            }
        }
    }

    #[test]
    fn whoever_is_stopped_hears_what_it_does_not_mean() {
        for kind in [Kind::Stopped, Kind::NotRegistered, Kind::TooNew, Kind::Undetermined] {
            assert!(
                kind.words(Language::Japanese).lines[1].starts_with("資格がないという意味では")
            );
            assert!(kind.words(Language::Easy).lines[1].contains("いみでは ありません"));
            assert!(kind.words(Language::English).lines[1].contains("does not mean"));
        }
    }
}
