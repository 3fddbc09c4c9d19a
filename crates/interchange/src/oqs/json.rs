//! The JSON form of the tree, and the login before it.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, SeqAccess, Visitor},
};

use super::{
    Unreadable,
    charset::is_xml,
    tree::Node,
    unreadable::{DEPTH_MAX, ELEMENTS_MAX, SIZE_MAX},
};

/// The answer to a login: the tokens a caller then shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// How it went. The real values are not public; ours is the HTTP status as text.
    pub status: String,
    /// What went wrong, else empty.
    pub msg: String,
    /// The tokens; none when it did not work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<LoginResult>,
}

/// The tokens of a login.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoginResult {
    /// アクセストークン.
    pub access_token: String,
    /// リフレッシュトークン.
    pub refresh_token: String,
    /// The token of the `Authorization` header, without `Bearer`.
    pub id_token: String,
    /// 連携システムコード.
    pub link_sys_char_cd: String,
}

impl fmt::Debug for LoginResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Tokens stay out of logs.
        f.debug_struct("LoginResult").finish_non_exhaustive()
    }
}

/// The tree of a JSON text. The `XmlMsg` around header and body may be missing.
pub(super) fn parse(bytes: &[u8]) -> Result<Node<'static>, Unreadable> {
    if bytes.len() > SIZE_MAX {
        return Err(Unreadable::Size(bytes.len()));
    }
    let root: Tree =
        serde_json::from_slice(bytes).map_err(|error| Unreadable::IllFormed(error.line()))?;
    let mut children = Vec::new();
    push("", root, &mut children);
    let mut root = children.pop().unwrap_or_default();
    let mut elements = 0;
    check(&root, 0, &mut elements)?;
    if let Some(at) = root.children.iter().position(|it| it.name == "XmlMsg") {
        if root.children.iter().filter(|it| it.name == "XmlMsg").count() > 1 {
            return Err(Unreadable::Repeated("XmlMsg"));
        }
        return Ok(root.children.swap_remove(at));
    }
    root.name = Cow::Borrowed("XmlMsg");
    Ok(root)
}

/// A JSON value that a message may hold: objects, arrays, texts, null.
enum Tree {
    Absent,
    Text(String),
    Elements(Vec<(String, Tree)>),
    Several(Vec<Tree>),
}

/// Adds the elements a named value stands for: an array is that element several times.
fn push(name: &str, tree: Tree, into: &mut Vec<Node<'static>>) {
    let name_owned = || Cow::Owned(name.to_owned());
    match tree {
        Tree::Absent => {}
        Tree::Text(text) => {
            into.push(Node { name: name_owned(), text: Cow::Owned(text), ..Node::default() });
        }
        Tree::Several(items) => items.into_iter().for_each(|it| push(name, it, into)),
        Tree::Elements(elements) => {
            let mut children = Vec::with_capacity(elements.len());
            for (name, element) in elements {
                push(&name, element, &mut children);
            }
            into.push(Node { name: name_owned(), children, ..Node::default() });
        }
    }
}

/// The same limits as for XML.
fn check(node: &Node<'_>, depth: usize, elements: &mut usize) -> Result<(), Unreadable> {
    *elements += node.children.len();
    if *elements > ELEMENTS_MAX {
        return Err(Unreadable::Elements);
    }
    if depth > DEPTH_MAX {
        return Err(Unreadable::Depth(1));
    }
    if !node.text.chars().all(is_xml) {
        return Err(Unreadable::Character(1));
    }
    node.children.iter().try_for_each(|it| check(it, depth + 1, elements))
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TreeVisitor;
        impl<'de> Visitor<'de> for TreeVisitor {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object, an array, a text or null")
            }

            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree::Absent)
            }

            fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
                Ok(Tree::Text(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
                let mut elements = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    elements.push(entry);
                }
                Ok(Tree::Elements(elements))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
                let mut several = Vec::new();
                while let Some(item) = items.next_element()? {
                    several.push(item);
                }
                Ok(Tree::Several(several))
            }
        }
        deserializer.deserialize_any(TreeVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals() {
        use Unreadable as U;
        let refusal = |text: &str| parse(text.as_bytes()).map(|_| ()).unwrap_err();
        let deep = |depth: usize| "{\"a\":".repeat(depth) + "\"\"" + &"}".repeat(depth);
        assert!(parse(deep(DEPTH_MAX).as_bytes()).is_ok());
        assert_eq!(refusal(&deep(DEPTH_MAX + 1)), U::Depth(1));
        assert_eq!(refusal(&deep(10_000)), U::IllFormed(1));
        assert_eq!(refusal("{\n\"a\": 1}"), U::IllFormed(2));
        assert_eq!(refusal("{} x"), U::IllFormed(1));
        assert_eq!(refusal(""), U::IllFormed(1));
        assert_eq!(refusal(r#"{"a": "\u0000"}"#), U::Character(1));
        assert_eq!(refusal(r#"{"XmlMsg": {}, "XmlMsg": {}}"#), U::Repeated("XmlMsg"));
    }

    #[test]
    fn a_login_has_the_names_of_the_wire() {
        let tokens = ["a", "r", "i", "l"].map(str::to_owned);
        let [access_token, refresh_token, id_token, link_sys_char_cd] = tokens;
        let result = LoginResult { access_token, refresh_token, id_token, link_sys_char_cd };
        let login = Login { status: "200".into(), msg: String::new(), result: Some(result) };
        let text = serde_json::to_string(&login).unwrap();
        let wanted = concat!(
            r#"{"status":"200","msg":"","result":{"accessToken":"a","refreshToken":"r","#,
            r#""idToken":"i","linkSysCharCd":"l"}}"#
        );
        assert_eq!(text, wanted);
        assert_eq!(serde_json::from_str::<Login>(&text).unwrap(), login);
    }
}
