//! Texts that go back exactly as they came.

use super::{sink::escape, tree::Node};

/// A text of a request that the answer repeats exactly as it stood there.
///
/// A receipt computer may look for the literal element of its request inside an answer, so the
/// spelling of escapes is kept along with the value where it is not the one we would write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verbatim {
    text: String,
    source: Option<String>,
}

impl Verbatim {
    /// The value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value without the white space around it.
    #[must_use]
    pub fn trimmed(&self) -> &str {
        self.text.trim()
    }

    /// The text as XML content: as it stood in the request, or escaped.
    pub(super) fn source(&self) -> std::borrow::Cow<'_, str> {
        match &self.source {
            Some(source) => source.into(),
            None => escape(&self.text),
        }
    }

    /// The text of an element; `None` for an empty one.
    pub(super) fn of(node: &Node<'_>) -> Option<Self> {
        if node.text.is_empty() {
            return None;
        }
        let source = node.source.filter(|source| *source != escape(&node.text));
        Some(Self { text: node.text.clone().into_owned(), source: source.map(str::to_owned) })
    }
}

impl From<&str> for Verbatim {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), source: None }
    }
}
