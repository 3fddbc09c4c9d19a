//! Insurer numbers in JSON: the text of 6 or 8 digits.

use eligibility::InsurerNumber;
use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

/// Writes the number.
///
/// # Errors
///
/// When the serializer does.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde calls")]
pub(crate) fn serialize<S: Serializer>(number: &InsurerNumber, s: S) -> Result<S::Ok, S::Error> {
    s.collect_str(number)
}

/// Reads the number.
///
/// # Errors
///
/// When the text is not an insurer number.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<InsurerNumber, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
    text.parse().map_err(|error| D::Error::custom(format_args!("expected {error}")))
}

/// The same for a number that may be absent.
pub(crate) mod optional {
    use super::{Deserialize, Deserializer, InsurerNumber, Serializer};

    /// Writes the number, or null.
    #[expect(
        clippy::ref_option,
        clippy::trivially_copy_pass_by_ref,
        reason = "the signature serde calls"
    )]
    pub(crate) fn serialize<S: Serializer>(
        it: &Option<InsurerNumber>,
        s: S,
    ) -> Result<S::Ok, S::Error> {
        match it {
            Some(number) => s.serialize_some(&format_args!("{number}")),
            None => s.serialize_none(),
        }
    }

    /// Reads the number, or null.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        d: D,
    ) -> Result<Option<InsurerNumber>, D::Error> {
        #[derive(Deserialize)]
        struct Number(#[serde(with = "super")] InsurerNumber);
        Ok(Option::<Number>::deserialize(d)?.map(|it| it.0))
    }
}
