//! XML to the tree: strict about form, so that nothing half-read is ever answered.

use std::borrow::Cow;

use quick_xml::{
    Reader,
    escape::unescape,
    events::{BytesRef, BytesStart, Event},
};

use super::{
    Unreadable,
    charset::is_xml,
    tree::Node,
    unreadable::{DEPTH_MAX, ELEMENTS_MAX},
};

/// The tree of an XML text.
pub(super) fn parse(text: &str) -> Result<Node<'_>, Unreadable> {
    let mut builder = Builder { text, at: 0, open: Vec::new(), root: None, elements: 0 };
    if let Some(at) = text.find(|it| !is_xml(it)) {
        builder.at = at;
        return Err(Unreadable::Character(builder.line()));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    loop {
        builder.at = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        let event = reader.read_event().map_err(|_| Unreadable::IllFormed(builder.line()))?;
        let after = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        match event {
            Event::Start(start) => builder.start(&start, after)?,
            Event::Empty(start) => {
                builder.start(&start, after)?;
                builder.end(after);
            }
            Event::End(_) => builder.end(builder.at),
            Event::Text(part) => {
                let raw = part.into_inner();
                if raw.contains("]]>") {
                    return Err(Unreadable::IllFormed(builder.line()));
                }
                builder.push(normalized(raw))?;
            }
            Event::GeneralRef(reference) => {
                let character = resolve(&reference).ok_or(Unreadable::Entity(builder.line()))?;
                builder.push(Cow::Owned(character.to_string()))?;
            }
            Event::CData(part) => {
                builder.not_plain();
                builder.push(normalized(part.into_inner()))?;
            }
            Event::Comment(_) | Event::PI(_) => builder.not_plain(),
            Event::Decl(_) if builder.at == 0 => {}
            Event::Decl(_) => return Err(Unreadable::IllFormed(builder.line())),
            Event::DocType(_) => return Err(Unreadable::DocumentType(builder.line())),
            Event::Eof => break,
        }
    }
    match builder.root {
        Some(root) if builder.open.is_empty() => Ok(root),
        Some(_) | None => Err(Unreadable::IllFormed(builder.line())),
    }
}

/// The tree so far.
struct Builder<'a> {
    text: &'a str,
    /// Where the event at hand begins.
    at: usize,
    open: Vec<Open<'a>>,
    root: Option<Node<'a>>,
    elements: usize,
}

/// An element whose end has not come.
struct Open<'a> {
    node: Node<'a>,
    /// Where its content begins.
    from: usize,
    /// Whether its content is text and references only.
    is_plain: bool,
}

impl<'a> Builder<'a> {
    /// The line of the event at hand, from 1.
    fn line(&self) -> usize {
        1 + self.text.get(..self.at).unwrap_or_default().matches('\n').count()
    }

    fn start(&mut self, start: &BytesStart<'a>, after: usize) -> Result<(), Unreadable> {
        if self.root.is_some() {
            return Err(Unreadable::Trailing(self.line()));
        }
        if self.open.len() == DEPTH_MAX {
            return Err(Unreadable::Depth(self.line()));
        }
        self.elements += 1;
        if self.elements > ELEMENTS_MAX {
            return Err(Unreadable::Elements);
        }
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| Unreadable::IllFormed(self.line()))?;
            unescape(&attribute.value).map_err(|_| Unreadable::Entity(self.line()))?;
        }
        self.not_plain();
        // Cut from the text, which outlives the event.
        let length = start.name().as_ref().len();
        let name = self.text.get(self.at + 1..self.at + 1 + length).unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or(name);
        let node = Node { name: Cow::Borrowed(local), ..Node::default() };
        self.open.push(Open { node, from: after, is_plain: true });
        Ok(())
    }

    fn end(&mut self, content_end: usize) {
        let Some(mut closed) = self.open.pop() else { return };
        if closed.is_plain {
            closed.node.source = self.text.get(closed.from..content_end);
        }
        match self.open.last_mut() {
            Some(parent) => parent.node.children.push(closed.node),
            None => self.root = Some(closed.node),
        }
    }

    fn push(&mut self, text: Cow<'a, str>) -> Result<(), Unreadable> {
        match self.open.last_mut() {
            // White space between elements, and stray text there, carry nothing.
            Some(open) if !open.node.children.is_empty() => {}
            Some(open) if open.node.text.is_empty() => open.node.text = text,
            Some(open) => open.node.text.to_mut().push_str(&text),
            None if text.trim_ascii().is_empty() => {}
            None if self.root.is_some() => return Err(Unreadable::Trailing(self.line())),
            None => return Err(Unreadable::IllFormed(self.line())),
        }
        Ok(())
    }

    fn not_plain(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.is_plain = false;
        }
    }
}

/// Line ends as XML reads them.
fn normalized(raw: Cow<'_, str>) -> Cow<'_, str> {
    if raw.contains('\r') { Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n")) } else { raw }
}

/// The character of a reference.
fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    match reference.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten().filter(|it| is_xml(*it)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals() {
        use Unreadable as U;

        let deep = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        let refusal = |text: &str| parse(text).map(|_| ()).unwrap_err();
        assert!(parse(&deep(DEPTH_MAX)).is_ok());
        assert_eq!(refusal(&deep(DEPTH_MAX + 1)), U::Depth(1));
        let many = |count: usize| format!("<a>{}</a>", "<b/>".repeat(count - 1));
        assert!(parse(&many(ELEMENTS_MAX)).is_ok());
        assert_eq!(refusal(&many(ELEMENTS_MAX + 1)), U::Elements);
        for (text, wanted) in [
            ("<a>\n\u{1}</a>", U::Character(2)),
            ("\n<!DOCTYPE a><a/>", U::DocumentType(2)),
            ("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", U::DocumentType(1)),
            ("<a>&nbsp;</a>", U::Entity(1)),
            ("<a>&#0;</a>", U::Entity(1)),
            ("<a>&#xFFFE;</a>", U::Entity(1)),
            ("<a b='&c;'/>", U::Entity(1)),
            ("<a/>\n<b/>", U::Trailing(2)),
            ("<a/>b", U::Trailing(1)),
            ("", U::IllFormed(1)),
            ("a<a/>", U::IllFormed(1)),
            ("<a><b></a></b>", U::IllFormed(1)),
            ("<a>", U::IllFormed(1)),
            ("</a>", U::IllFormed(1)),
            ("<a>\n&amp</a>", U::IllFormed(2)),
            ("<a>]]></a>", U::IllFormed(1)),
            ("<a b b='c'/>", U::IllFormed(1)),
            ("<a/><?xml version='1.0'?>", U::IllFormed(1)),
        ] {
            assert_eq!(refusal(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_leaf_keeps_its_value_and_its_source() {
        for (xml, text, source) in [
            ("<p:a x='1'>b</p:a>", "b", Some("b")),
            ("<a> &amp;&#x41;&#66;\r\n</a >", " &AB\n", Some(" &amp;&#x41;&#66;\r\n")),
            ("<a>b<!-- c -->d</a>", "bd", None),
            ("<a><![CDATA[b&c]]></a>", "b&c", None),
            ("<?xml version='1.0'?>\n<!-- c --><a/><!-- d -->\n", "", Some("")),
        ] {
            let node = parse(xml).unwrap();
            assert_eq!((&*node.name, &*node.text, node.source), ("a", text, source), "{xml}");
        }
    }
}
