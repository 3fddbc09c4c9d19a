//! What lies where on the chip: applications, files, secrets and algorithms, as data.
//!
//! [`Layout::FIRST`] is the card handed out since 2016. The next card has other applications,
//! two secrets in place of four, and P-384 in place of RSA; it will be one more constant here.
//!
//! Source: 公開された実装と試験カードの読み取り (`card-jpki.c`, `myna`, `myna-card`). The chip's
//! own specifications are not public.

/// Everything a reader or a virtual card must know of one generation of the chip.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// Which generation of the card, from 1.
    pub generation: u8,
    /// The issuer domain, selected when the card gets power.
    pub issuer_domain: Aid,
    /// The certificates and their keys.
    pub jpki: JpkiLayout,
    /// What is printed on the card, as images.
    pub face: FaceLayout,
    /// What is printed on the card, as text.
    pub text: TextLayout,
    /// The card's own number and expiry.
    pub common: CommonLayout,
    /// The resident register's application.
    pub residence: ResidenceLayout,
    /// How every key of the card signs.
    pub signing: SigningAlgorithm,
}

impl Layout {
    /// The card handed out since 2016.
    pub const FIRST: &'static Self = &first::LAYOUT;
}

/// The name of an application.
pub type Aid = &'static [u8];

/// An elementary file (EF) in its application: a file, a key or a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

impl FileId {
    /// The short identifier of five bits, which every file of the first generation has.
    #[must_use]
    pub const fn short(self) -> Option<u8> {
        match self.0 {
            0x01..=0x1E => Some(self.0.to_be_bytes()[1]),
            _ => None,
        }
    }
}

/// A secret the card compares, and counts the failures of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The file that stands for it.
    pub file: FileId,
    /// Tries before it blocks.
    pub tries: u8,
    /// Fewest characters.
    pub shortest: usize,
    /// Most characters.
    pub longest: usize,
    /// Which characters.
    pub characters: Characters,
}

impl Secret {
    /// Whether the card could know this secret at all.
    #[must_use]
    pub fn admits(&self, secret: &[u8]) -> bool {
        (self.shortest..=self.longest).contains(&secret.len())
            && secret.iter().all(|&byte| match self.characters {
                Characters::Digits => byte.is_ascii_digit(),
                Characters::DigitsAndCapitals => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            })
    }
}

/// Of what a secret is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters {
    /// 0 to 9.
    Digits,
    /// 0 to 9 and A to Z.
    DigitsAndCapitals,
}

/// How a key of the card signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningAlgorithm {
    /// What the reader hashes the message with.
    pub digest: Digest,
    /// What stands before the hash in the command; the card pads both as they are.
    pub digest_info: &'static [u8],
    /// Bytes of a signature.
    pub signature_length: u32,
}

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
}

/// The public-key application (公的個人認証AP).
#[derive(Debug, PartialEq, Eq)]
pub struct JpkiLayout {
    /// Its name.
    pub aid: Aid,
    /// What kind of token this is (`CK_TOKEN_INFO`), free to read.
    pub token: FileId,
    /// Bytes of it.
    pub token_length: u32,
    /// Which certificates are there: `8F 8F 00`, signature first; free to read.
    pub availability: FileId,
    /// The CA key a terminal's certificate is checked by.
    pub terminal_ca: FileId,
    /// For user authentication (利用者証明用).
    pub user_authentication: CredentialLayout,
    /// For digital signatures (署名用).
    pub digital_signature: CredentialLayout,
}

/// One certificate of the card, its key and its secret.
#[derive(Debug, PartialEq, Eq)]
pub struct CredentialLayout {
    /// The certificate.
    pub certificate: FileId,
    /// Whether the certificate itself is read only after the secret.
    pub certificate_behind_pin: bool,
    /// The certificate of the CA above it, free to read.
    pub ca_certificate: FileId,
    /// The private key.
    pub key: FileId,
    /// The secret before the key.
    pub pin: Secret,
}

/// The card-face application (券面事項確認AP).
#[derive(Debug, PartialEq, Eq)]
pub struct FaceLayout {
    /// Its name.
    pub aid: Aid,
    /// Birth date with the card's key, behind the birth date.
    pub birth: FileId,
    /// The face of the card, behind number A or B.
    pub face: FileId,
    /// What the application says of itself, free to read.
    pub information: FileId,
    /// The card-verifiable certificate whose key signed the records, free to read.
    pub certificate: FileId,
    /// My Number as an image, behind number A.
    pub my_number: FileId,
    /// Birth date (生年月日): six digits, with the year of the Japanese era.
    pub birth_secret: Secret,
    /// Number B (照合番号B): birth date, expiry year and security code, 14 digits.
    pub number_b: Secret,
    /// Number A (照合番号A): My Number, 12 digits.
    pub number_a: Secret,
    /// The card's own key, which signs without a secret.
    pub key: FileId,
}

/// The text application (券面事項入力補助AP).
#[derive(Debug, PartialEq, Eq)]
pub struct TextLayout {
    /// Its name.
    pub aid: Aid,
    /// My Number, behind the PIN or number A.
    pub my_number: FileId,
    /// Bytes of it to read; filler follows.
    pub my_number_length: u32,
    /// Name, address, birth date and sex (基本4情報), behind the PIN or number B.
    pub attributes: FileId,
    /// Digests of the two, signed, behind any secret.
    pub integrity: FileId,
    /// The card-verifiable certificate whose key signed the records, free to read.
    pub certificate: FileId,
    /// What the application says of itself, free to read.
    pub information: FileId,
    /// The key a session key is encrypted to, behind any secret.
    pub session_key: FileId,
    /// The application's own public key, signed, behind any secret.
    pub public_key: FileId,
    /// The application's own key, which signs without a secret.
    pub key: FileId,
    /// The PIN of four digits.
    pub pin: Secret,
    /// A secret that leaves the maker blocked.
    pub never_open: FileId,
    /// Number A (照合番号A).
    pub number_a: Secret,
    /// Number B (照合番号B).
    pub number_b: Secret,
}

/// The common application (共通カードAP).
#[derive(Debug, PartialEq, Eq)]
pub struct CommonLayout {
    /// Its name.
    pub aid: Aid,
    /// Card number, municipality and expiry: record 1, free to read.
    pub card: FileId,
    /// A reference to a key whose purpose is not known.
    pub key_reference: FileId,
    /// The key that answers INTERNAL AUTHENTICATE.
    pub key: FileId,
    /// The PIN of four digits.
    pub pin: Secret,
}

/// The resident register's application (住基AP).
#[derive(Debug, PartialEq, Eq)]
pub struct ResidenceLayout {
    /// Its name.
    pub aid: Aid,
    /// A reference to a key whose purpose is not known.
    pub key_reference: FileId,
    /// The PIN of four digits.
    pub pin: Secret,
}

mod first;
