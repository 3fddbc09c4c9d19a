//! The tree of a message, the same from XML and from JSON.

use std::borrow::Cow;

use super::Unreadable;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Node<'a> {
    /// Its name without prefix.
    pub(super) name: Cow<'a, str>,
    /// Its text with references resolved; of no meaning where there are children.
    pub(super) text: Cow<'a, str>,
    /// Its text as it stood in the XML, where that is plain text and references.
    pub(super) source: Option<&'a str>,
    /// The elements in it.
    pub(super) children: Vec<Self>,
}

impl Node<'_> {
    /// The elements of a name.
    pub(super) fn all<'n>(&'n self, name: &'static str) -> impl Iterator<Item = &'n Self> {
        self.children.iter().filter(move |it| it.name == name)
    }

    /// The one element of a name, where there is one.
    pub(super) fn optional(&self, name: &'static str) -> Result<Option<&Self>, Unreadable> {
        let mut all = self.all(name);
        let first = all.next();
        if all.next().is_some() { Err(Unreadable::Repeated(name)) } else { Ok(first) }
    }

    /// The one element of a name.
    pub(super) fn required(&self, name: &'static str) -> Result<&Self, Unreadable> {
        self.optional(name)?.ok_or(Unreadable::Missing(name))
    }

    /// The one element of a name that holds text and is not empty. Some vendors send an empty
    /// element for an absent one.
    pub(super) fn leaf(&self, name: &'static str) -> Result<Option<&Self>, Unreadable> {
        match self.optional(name)? {
            Some(leaf) if !leaf.children.is_empty() => Err(Unreadable::NotText(name)),
            Some(leaf) if leaf.text.is_empty() => Ok(None),
            leaf => Ok(leaf),
        }
    }

    /// The text of an element, where there is one.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, Unreadable> {
        Ok(self.leaf(name)?.map(|it| it.text.clone().into_owned()))
    }

    /// The header and the body of a message, from its root.
    pub(super) fn header_and_body(&self) -> Result<(&Self, &Self), Unreadable> {
        if self.name != "XmlMsg" {
            return Err(Unreadable::Missing("XmlMsg"));
        }
        Ok((self.required("MessageHeader")?, self.required("MessageBody")?))
    }
}
