//! One line of dossiers: read, checked, and refused with what was found and wanted.

use serde::Serialize;
use serde_json::Value;

use crate::{Dossier, law::Facts};

/// Why a line was refused. Shown only to whoever supplied it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineRefusal {
    /// The dossier's id, where it could be read.
    #[serde(skip)]
    pub id: Option<String>,
    /// The field, as `coverages[0].acquired_on`.
    pub field: String,
    /// What stood there.
    pub found: String,
    /// What was wanted.
    pub wanted: String,
}

/// Reads a line and fills `facts` with it.
///
/// # Errors
///
/// When the line is not one dossier, or says what cannot be true.
pub fn read_line(line: &[u8], facts: &mut Facts) -> Result<Dossier, LineRefusal> {
    let dossier: Dossier = match serde_json::from_slice(line) {
        Ok(dossier) => dossier,
        Err(_) => return Err(unreadable(line)),
    };
    facts.fill(&dossier);
    match eligibility::impossible(&facts.dossier()) {
        None => Ok(dossier),
        Some(it) => Err(LineRefusal {
            id: dossier.id,
            field: it.to_string(),
            found: it.found.to_string(),
            wanted: it.wanted.to_string(),
        }),
    }
}

impl LineRefusal {
    fn of_line(id: Option<String>, found: &str) -> Self {
        let wanted = "one JSON object a line".to_owned();
        Self { id, field: "line".to_owned(), found: found.to_owned(), wanted }
    }
}

/// Reads again, slowly, to say where and why. Only refused lines pay for it.
fn unreadable(line: &[u8]) -> LineRefusal {
    let Ok(value @ Value::Object(_)) = serde_json::from_slice::<Value>(line) else {
        let utf8 = std::str::from_utf8(line).is_ok();
        let found = if utf8 { "another text" } else { "bytes that are not UTF-8" };
        return LineRefusal::of_line(None, found);
    };
    let id = value.get("id").and_then(Value::as_str).map(str::to_owned);
    let Err(error) = serde_path_to_error::deserialize::<_, Dossier>(
        &mut serde_json::Deserializer::from_slice(line),
    ) else {
        // Readable after all, but for what follows the object.
        return LineRefusal::of_line(id, "more after the object");
    };
    let path = error.path().to_string();
    let message = error.inner().to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(text, _)| text);
    if let Some(name) = message.strip_prefix("missing field `").and_then(|it| it.strip_suffix('`'))
    {
        let field = if path == "." { name.to_owned() } else { format!("{path}.{name}") };
        return LineRefusal {
            id,
            field,
            found: "nothing".to_owned(),
            wanted: "a value".to_owned(),
        };
    }
    let wanted = message.split_once("expected ").map_or(message, |(_, wanted)| wanted).to_owned();
    let found = if message.starts_with("unknown field") {
        "an unknown field".to_owned()
    } else {
        at(&value, &path).map_or_else(|| "another value".to_owned(), shown)
    };
    LineRefusal { id, field: path, found, wanted }
}

/// The value at a path as `coverages[0].number`.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split(['.', '[']).filter(|it| !it.is_empty()).try_fold(value, |value, step| {
        match step.strip_suffix(']') {
            Some(place) => value.get(place.parse::<usize>().ok()?),
            None => value.get(step),
        }
    })
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_where_what_and_what_instead() {
        let day = "a day as YYYY-MM-DD";
        for (line, field, found, wanted) in [
            ("", "line", "another text", "one JSON object a line"),
            ("[]", "line", "another text", "one JSON object a line"),
            ("{}", "born_on", "nothing", "a value"),
            (r#"{"born_on":"2025-02-29"}"#, "born_on", "2025-02-29", day),
            (r#"{"born_on":"20250228"}"#, "born_on", "20250228", day),
            (r#"{"born_on":3}"#, "born_on", "3", day),
            (r#"{"born_on":"2000-01-01","colour":1}"#, "colour", "an unknown field", "one of"),
            (
                r#"{"born_on":"2000-01-01","coverages":[{"insurer_number":"113018","number":"1","role":"insured","acquired_on":"2020-01-01"}]}"#,
                "coverages[0].insurer_number",
                "113018",
                "an insurer number ending in check digit 9",
            ),
            (
                r#"{"born_on":"2000-01-01","cards":[{"application_received_on":"2020-02-01","issued_on":"2020-01-31"}]}"#,
                "cards[0].issued_on",
                "2020-01-31",
                "a day on or after application_received_on 2020-02-01",
            ),
        ] {
            let refusal = read_line(line.as_bytes(), &mut Facts::empty()).unwrap_err();
            assert_eq!((refusal.field.as_str(), refusal.found.as_str()), (field, found), "{line}");
            assert!(refusal.wanted.starts_with(wanted), "{line}: {}", refusal.wanted);
        }
    }

    #[test]
    fn any_bytes_are_a_dossier_or_refused() {
        let mut facts = Facts::empty();
        bolero::check!().for_each(|bytes: &[u8]| drop(read_line(bytes, &mut facts.clone())));
        facts.fill(&Dossier::born_on(jiff::civil::date(2000, 1, 1)));
    }
}
