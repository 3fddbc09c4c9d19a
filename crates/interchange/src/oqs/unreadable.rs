//! Why a whole message cannot be read.

/// The largest message, in bytes.
pub(super) const SIZE_MAX: usize = 4 << 20;

/// The deepest nesting of elements. Answers of the real system reach 6.
pub(super) const DEPTH_MAX: usize = 16;

/// The most elements in one message: about twice what [`SIZE_MAX`] holds of real ones, so that tiny
/// elements cannot fill the memory.
pub(super) const ELEMENTS_MAX: usize = 200_000;

/// Why a whole message cannot be read, in the order checked.
///
/// It names lines, elements and what was wanted, never what was found: that may be of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More bytes than a message may have.
    #[error("message has {0} bytes, want at most {SIZE_MAX}")]
    Size(usize),
    /// Neither of the two encodings.
    #[error("message is in or declares another encoding, want UTF-8 or Shift_JIS")]
    Encoding,
    /// The bytes are not of the encoding declared.
    #[error("message is not in {0}, the encoding it declares or has without declaration")]
    NotInEncoding(&'static str),
    /// A control character or the like.
    #[error("line {0} has a character that XML does not allow")]
    Character(usize),
    /// A document type declaration, which could define entities.
    #[error("line {0} has a document type declaration, want none")]
    DocumentType(usize),
    /// An entity other than the five of XML and numbered characters.
    #[error("line {0} has an entity other than amp, lt, gt, quot, apos and numbered characters")]
    Entity(usize),
    /// Elements nested too deep.
    #[error("line {0} nests elements deeper than {DEPTH_MAX}")]
    Depth(usize),
    /// Too many elements.
    #[error("message has more than {ELEMENTS_MAX} elements")]
    Elements,
    /// Something after the root's end tag.
    #[error("line {0} goes on after the end of the message")]
    Trailing(usize),
    /// Not well-formed.
    #[error("line {0} is not well-formed")]
    IllFormed(usize),
    /// An element is not there.
    #[error("element {0} is missing")]
    Missing(&'static str),
    /// An element that may come once comes again.
    #[error("element {0} comes more than once")]
    Repeated(&'static str),
    /// An element that holds text has elements in it.
    #[error("element {0} has elements in it, want text")]
    NotText(&'static str),
    /// An element's text is of another form.
    #[error("element {element} wants {wanted}")]
    Value {
        /// The element.
        element: &'static str,
        /// What it should hold.
        wanted: &'static str,
    },
    /// The file name and the body do not agree.
    #[error("file name says {named}, body has element {found}")]
    OtherMessage {
        /// The prefix of the file name.
        named: &'static str,
        /// The element that belongs to another message.
        found: &'static str,
    },
}

impl Unreadable {
    /// The same for the people at the counter: the text of an `.err` file.
    #[must_use]
    pub fn explanation(self) -> String {
        match self {
            Self::Size(_) => {
                format!("ファイルが大きすぎます。{}MiB以下にしてください。", SIZE_MAX >> 20)
            }
            Self::Encoding => "文字コードはUTF-8かShift_JISにしてください。".into(),
            Self::NotInEncoding(declared) => {
                format!("文字コードの宣言({declared})と中身が合いません。")
            }
            Self::Character(line) => format!("{line}行目にXMLで使えない文字があります。"),
            Self::DocumentType(line) => format!("{line}行目のDOCTYPE宣言は使えません。"),
            Self::Entity(line) => format!("{line}行目の実体参照は使えません。"),
            Self::Depth(line) => format!("{line}行目の要素の入れ子が深すぎます。"),
            Self::Elements => "要素の数が多すぎます。ファイルを分けてください。".into(),
            Self::Trailing(line) => format!("{line}行目に、電文の終わりより後の内容があります。"),
            Self::IllFormed(line) => format!("{line}行目の形式が正しくありません。"),
            Self::Missing(element) => format!("要素{element}がありません。"),
            Self::Repeated(element) => format!("要素{element}が重複しています。"),
            Self::NotText(element) => format!("要素{element}の中に別の要素があります。"),
            Self::Value { element, wanted } => {
                format!("要素{element}の値の形式が違います({wanted})。")
            }
            Self::OtherMessage { named, found } => {
                format!("ファイル名は{named}ですが、中身に要素{found}があります。")
            }
        }
    }
}
