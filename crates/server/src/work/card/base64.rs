//! Bytes in JSON, as base64.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
    STANDARD.decode(&*text).map_err(|_| D::Error::custom("not base64, expected base64"))
}

pub(crate) mod optional {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

    #[expect(clippy::ref_option, reason = "the signature serde calls")]
    pub(crate) fn serialize<S: Serializer>(
        bytes: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        bytes.as_ref().map(|it| STANDARD.encode(it)).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let decode = |text: String| STANDARD.decode(text);
        text.map(decode).transpose().map_err(|_| D::Error::custom("not base64, expected base64"))
    }
}

pub(crate) mod three {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(
        groups: &[Vec<u8>; 3],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        groups.each_ref().map(|it| STANDARD.encode(it)).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[Vec<u8>; 3], D::Error> {
        let [one, two, three] = <[String; 3]>::deserialize(deserializer)?;
        let decode = |text: String| {
            STANDARD.decode(text).map_err(|_| D::Error::custom("not base64, expected base64"))
        };
        Ok([decode(one)?, decode(two)?, decode(three)?])
    }
}
