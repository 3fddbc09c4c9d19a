//! The login of the JSON tree: a token instead of the key, for an hour.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

/// How long a token is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(1);

/// Tokens kept at the most; the ones that end first go first.
const KEPT_MAX: usize = 100_000;

/// The tokens in use, by their hash. A restart forgets them: clients log in again.
#[derive(Default)]
pub(super) struct Tokens(Mutex<HashMap<[u8; 32], Token>>);

struct Token {
    institution: String,
    until: Timestamp,
}

impl Tokens {
    /// A new token for an institution; `None` where the system gives no randomness.
    pub(super) fn issue(&self, institution: &str, now: Timestamp) -> Option<String> {
        let mut random = [0_u8; 32];
        getrandom::fill(&mut random).ok()?;
        let token = crate::hex(&random);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT_MAX {
            all.retain(|_, it| it.until > now);
        }
        if all.len() >= KEPT_MAX {
            all.clear();
        }
        let until = now + GOOD_FOR;
        all.insert(hash(&token), Token { institution: institution.to_owned(), until });
        Some(token)
    }

    /// The institution of a token that is still good.
    pub(super) fn institution(&self, token: &str, now: Timestamp) -> Option<String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&hash(token)).filter(|it| it.until > now).map(|it| it.institution.clone())
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_an_hour() {
        let tokens = Tokens::default();
        let noon: Timestamp = "2026-04-01T03:00:00Z".parse().unwrap();
        let token = tokens.issue("1311111114", noon).unwrap();
        let at = |seconds| tokens.institution(&token, noon + SignedDuration::from_secs(seconds));
        assert_eq!(at(3_599).as_deref(), Some("1311111114"));
        assert_eq!(at(3_600), None);
        assert_eq!(tokens.institution("another", noon), None);
    }
}
