//! Where a message is written to: XML or JSON, element by element.

use std::borrow::Cow;

use encoding_rs::SHIFT_JIS;
use serde_json::{Map, Value};

use super::{Charset, Verbatim, charset::is_xml};

/// A message being written.
pub(super) trait Sink {
    /// The encoding it will be in.
    fn charset(&self) -> Charset;
    /// Begins an element that holds elements.
    fn open(&mut self, name: &'static str);
    /// Ends it.
    fn close(&mut self, name: &'static str);
    /// An element that holds text.
    fn text(&mut self, name: &'static str, text: &str);
    /// An element of the request, repeated exactly.
    fn echo(&mut self, name: &'static str, text: &Verbatim);

    /// The same where there is one.
    fn echo_some(&mut self, name: &'static str, text: Option<&Verbatim>) {
        if let Some(text) = text {
            self.echo(name, text);
        }
    }

    /// The same where there is one.
    fn text_some(&mut self, name: &'static str, text: Option<&str>) {
        if let Some(text) = text.filter(|it| !it.is_empty()) {
            self.text(name, text);
        }
    }
}

/// An XML file, without indentation, as the real system's.
pub(super) struct XmlSink {
    output: String,
    charset: Charset,
}

impl XmlSink {
    pub(super) fn new(charset: Charset) -> Self {
        let mut output = String::with_capacity(4096);
        output.push_str("<?xml version=\"1.0\" encoding=\"");
        output.push_str(charset.name());
        output.push_str("\" standalone=\"no\"?>\n");
        Self { output, charset }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        match self.charset {
            Charset::Utf8 => self.output.into_bytes(),
            // Whatever it lacks has become ● or a numbered character before.
            Charset::ShiftJis => SHIFT_JIS.encode(&self.output).0.into_owned(),
        }
    }

    fn element(&mut self, name: &'static str, content: &str) {
        self.open(name);
        self.output.push_str(content);
        self.close(name);
    }
}

impl Sink for XmlSink {
    fn charset(&self) -> Charset {
        self.charset
    }

    fn open(&mut self, name: &'static str) {
        self.output.push('<');
        self.output.push_str(name);
        self.output.push('>');
    }

    fn close(&mut self, name: &'static str) {
        self.output.push_str("</");
        self.output.push_str(name);
        self.output.push('>');
    }

    fn text(&mut self, name: &'static str, text: &str) {
        let shown = self.charset.show(text).text;
        self.element(name, &escape(&shown));
    }

    fn echo(&mut self, name: &'static str, text: &Verbatim) {
        let source = text.source();
        if self.charset == Charset::Utf8 || source.is_ascii() {
            return self.element(name, &source);
        }
        // A numbered character is the same character to whoever reads the file, so what Shift_JIS
        // lacks still matches.
        let mut content = String::with_capacity(source.len());
        for character in source.chars() {
            if self.charset.has(character) {
                content.push(character);
            } else {
                let number = u32::from(character).to_string();
                content.extend(["&#", &number, ";"]);
            }
        }
        self.element(name, &content);
    }
}

/// The JSON form of the same tree. All values are texts; `ResultList` is an array.
#[derive(Default)]
pub(super) struct JsonSink {
    open: Vec<Map<String, Value>>,
    root: Map<String, Value>,
}

/// The elements that are arrays in JSON, whatever their length.
const ARRAYS: [&str; 2] = ["ResultList", "BulkConfirmUnit"];

impl JsonSink {
    pub(super) fn finish(self) -> Value {
        Value::Object(self.root)
    }

    fn insert(&mut self, name: &'static str, value: Value) {
        let parent = self.open.last_mut().unwrap_or(&mut self.root);
        match parent.get_mut(name) {
            Some(Value::Array(items)) => items.push(value),
            Some(_) | None if ARRAYS.contains(&name) => {
                parent.insert(name.to_owned(), Value::Array(vec![value]));
            }
            Some(_) | None => {
                parent.insert(name.to_owned(), value);
            }
        }
    }
}

impl Sink for JsonSink {
    fn charset(&self) -> Charset {
        Charset::Utf8
    }

    fn open(&mut self, _: &'static str) {
        self.open.push(Map::new());
    }

    fn close(&mut self, name: &'static str) {
        let closed = self.open.pop().unwrap_or_default();
        self.insert(name, Value::Object(closed));
    }

    fn text(&mut self, name: &'static str, text: &str) {
        let shown = Charset::Utf8.show(text).text.into_owned();
        self.insert(name, Value::String(shown));
    }

    fn echo(&mut self, name: &'static str, text: &Verbatim) {
        self.insert(name, Value::String(text.as_str().to_owned()));
    }
}

/// A text as XML content. Characters XML forbids do not get out even here.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    let is_plain = |it: char| !matches!(it, '&' | '<' | '>' | '\r') && is_xml(it);
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut output = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => output.push_str("&amp;"),
            '<' => output.push_str("&lt;"),
            '>' => output.push_str("&gt;"),
            // A bare one would be read as a line feed.
            '\r' => output.push_str("&#13;"),
            other => output.push(if is_xml(other) { other } else { '●' }),
        }
    }
    Cow::Owned(output)
}
