//! A question, checked at the door: every value can be, and the texts are folded for look-up.

use eligibility::{
    BranchNumber, InsurerNumber, InsurerNumberError,
    number::fold::{fold_branch, fold_symbol},
};
use interchange::confirmation::Question;
use jiff::{SignedDuration, Timestamp, civil::Date};

/// A question that can be answered.
pub(super) struct Asked {
    pub(super) insurer: InsurerNumber,
    /// Folded; `""` where absent.
    pub(super) symbol: String,
    /// Folded.
    pub(super) number: String,
    pub(super) branch: Option<BranchNumber>,
    pub(super) born_on: Date,
    pub(super) on: Date,
}

/// A value that was refused: which field, and what was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) field: &'static str,
    pub(super) wanted: String,
    /// Of the right form, but it cannot be, as a wrong check digit.
    pub(super) impossible: bool,
}

/// How far ahead of the hub's clock a caller's instant may be.
const AHEAD_MAX: SignedDuration = SignedDuration::from_mins(2);

/// How far behind a caller's instant may be: as long as a link may keep a question.
const BEHIND_MAX: SignedDuration = SignedDuration::from_hours(31 * 24);

impl Asked {
    /// Checks a question at an instant.
    pub(super) fn of(question: &Question, now: Timestamp) -> Result<Self, Refused> {
        let malformed =
            |field, wanted: &str| Refused { field, wanted: wanted.to_owned(), impossible: false };
        if !is_id(&question.id) {
            return Err(malformed("id", "1 to 64 letters, digits, '-', '_' or '.'"));
        }
        if question.asked_at > now + AHEAD_MAX {
            return Err(malformed("asked_at", "an instant at most 2 minutes ahead"));
        }
        if question.asked_at < now - BEHIND_MAX {
            return Err(malformed("asked_at", "an instant at most 31 days behind"));
        }
        let number = fold_symbol(&question.number).into_owned();
        let branch = fold_branch(question.branch.as_deref().unwrap_or_default())
            .map_err(|_| malformed("branch", "a branch number of one or two digits"))?;
        let insurer = fold_digits(&question.insurer_number).parse().map_err(|error| Refused {
            field: "insurer_number",
            wanted: InsurerNumberError::to_string(&error),
            impossible: matches!(error, InsurerNumberError::CheckDigit { .. }),
        })?;
        if number.is_empty() {
            return Err(malformed("number", "a number"));
        }
        Ok(Self {
            insurer,
            symbol: fold_symbol(question.symbol.as_deref().unwrap_or_default()).into_owned(),
            number,
            branch,
            born_on: question.born_on,
            on: question.on,
        })
    }
}

/// Whether a text can be a caller's id.
pub(super) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'))
}

/// Full-width digits as half-width; the padding with spaces stays for the number to judge.
pub(super) fn fold_digits(text: &str) -> String {
    text.chars()
        .map(|it| match it {
            '０'..='９' => char::from_digit(u32::from(it) - u32::from('０'), 10).unwrap_or(it),
            '\u{3000}' => ' ',
            _ => it,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_on_both_sides() {
        let now: Timestamp = "2026-04-01T00:00:00Z".parse().unwrap();
        let question = |id: &str, at: &str, insurer: &str, number: &str, branch: &str| Question {
            id: id.to_owned(),
            asked_at: at.parse().unwrap(),
            on: jiff::civil::date(2026, 4, 1),
            insurer_number: insurer.to_owned(),
            symbol: Some("１０１".to_owned()),
            number: number.to_owned(),
            branch: Some(branch.to_owned()),
            born_on: jiff::civil::date(1985, 2, 14),
        };
        let at = "2026-04-01T00:00:00Z";
        for (asked, refused) in [
            (question("a", at, "113019", "1", "1"), None),
            (question("a", at, "  113019", "1", ""), None),
            (question("a", at, "00113019", "1", "01"), None),
            (question("a", at, "１１３０１９", "1", "01"), None),
            (question("", at, "113019", "1", "01"), Some("id")),
            (question("a b", at, "113019", "1", "01"), Some("id")),
            (question(&"x".repeat(64), at, "113019", "1", "01"), None),
            (question(&"x".repeat(65), at, "113019", "1", "01"), Some("id")),
            (question("a", "2026-04-01T00:02:00Z", "113019", "1", "01"), None),
            (question("a", "2026-04-01T00:02:01Z", "113019", "1", "01"), Some("asked_at")),
            (question("a", "2026-03-01T00:00:00Z", "113019", "1", "01"), None),
            (question("a", "2026-02-28T23:59:59Z", "113019", "1", "01"), Some("asked_at")),
            (question("a", at, "113018", "1", "01"), Some("insurer_number")),
            (question("a", at, "11301", "1", "01"), Some("insurer_number")),
            (question("a", at, "113019", "　", "01"), Some("number")),
            (question("a", at, "113019", "1", "A"), Some("branch")),
        ] {
            assert_eq!(Asked::of(&asked, now).err().map(|it| it.field), refused, "{asked:?}");
        }
    }
}
