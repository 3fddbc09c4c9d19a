//! What is chosen from short lists: channels, reasons, who came and how they were known.
//!
//! Each word is also the one in the register, in the notes of acts and in the JSON of the API.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$its:meta])* $variant:ident $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $($(#[$its])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every one, in the order in which forms list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one of a word.
            #[must_use]
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.word() == word)
            }
        }
    };
}

words! {
    /// How an application for a card comes in (申請の方法, R-015).
    ApplicationChannel {
        /// By computer or smartphone (オンライン).
        Online "online",
        /// By post (郵送).
        Post "post",
        /// From a photo booth (まちなかの証明写真機).
        PhotoBooth "photo_booth",
        /// At the municipality's counter (窓口).
        Counter "counter",
    }
}

words! {
    /// Why a card is applied for (申請の理由).
    CardReason {
        /// The person has no card (初めて).
        First "first",
        /// The card ends soon or has ended (有効期限).
        Expiring "expiring",
        /// The card is lost (紛失).
        Lost "lost",
        /// The card or its chip is damaged (破損).
        Damaged "damaged",
        /// The name printed is another now (氏名の変更).
        NameChange "name_change",
        /// The space for changes is used up (追記欄の余白なし).
        FieldsFull "fields_full",
        /// The card was given back or lapsed (返納・失効のあと).
        Ended "ended",
    }
}

words! {
    /// Who came to the counter (来庁者).
    WhoCame {
        /// The person (本人).
        Person "person",
        /// The legal representative (法定代理人).
        LegalRepresentative "legal_representative",
        /// Another agent (任意の代理人, R-056).
        Agent "agent",
    }
}

words! {
    /// By what whoever came was known (本人確認の方法).
    IdentityProof {
        /// One paper with a photograph (顔写真つき1点).
        OnePaper "one_paper",
        /// Two papers without (2点).
        TwoPapers "two_papers",
        /// The letter of inquiry, filled in (照会書兼回答書).
        InquiryLetter "inquiry_letter",
        /// The My Number Card itself, by its PIN or its photograph.
        MyNumberCard "my_number_card",
    }
}

words! {
    /// How a stop is asked for, at any hour (F-31).
    StopChannel {
        /// By telephone (電話).
        Telephone "telephone",
        /// Online.
        Online "online",
        /// At the counter (窓口).
        Counter "counter",
    }
}

words! {
    /// Why a card is stopped (一時停止の理由).
    StopReason {
        /// It is lost or stolen (紛失・盗難).
        Lost "lost",
        /// Anything else (その他).
        Other "other",
    }
}

words! {
    /// One of a card's secrets (暗証番号).
    PinKind {
        /// Of the user authentication certificate: 4 digits (利用者証明用).
        UserAuthentication "user_authentication",
        /// Of the digital signature certificate: 6 to 16 letters and digits (署名用).
        DigitalSignature "digital_signature",
        /// For help with input: 4 digits (券面事項入力補助用).
        InputHelp "input_help",
        /// Of the resident register: 4 digits (住民基本台帳用).
        ResidentRegister "resident_register",
    }
}

/// Who came, and how they were known (本人確認).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityCheck {
    /// Who came.
    pub who_came: WhoCame,
    /// By what they were known.
    pub proof: IdentityProof,
}
