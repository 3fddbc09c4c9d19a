//! Challenges: made without being kept, known again by their seal.
//!
//! A challenge is 16 random bytes, the instant of its end in microseconds, and the first half of
//! HMAC-SHA-256 over these and the institution (RFC 2104 section 5 allows the half). That it is
//! used once is the log's doing: its row has the challenge as key.

use hmac::{Hmac, KeyInit as _, Mac as _};
use interchange::confirmation::{CardRefusal, Challenge};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

/// How long a challenge is good: long enough for a PIN typed slowly.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(2);

const RANDOM_BYTES: usize = 16;
const SEALED_BYTES: usize = RANDOM_BYTES + 8;
const SEAL_BYTES: usize = 16;
const BYTES: usize = SEALED_BYTES + SEAL_BYTES;

/// When a challenge was given, as it says itself: the instant under which the log keeps the answer
/// it got. `None` where it is none.
#[must_use]
pub fn challenge_made_at(challenge: &str) -> Option<Timestamp> {
    made_at(&bytes(challenge)?)
}

/// What gives challenges and knows them again.
#[derive(Default)]
pub(in super::super) struct Challenges(Option<Hmac<Sha256>>);

/// What a challenge that came back is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// Given to this institution, and soon enough.
    Fresh {
        /// When it was given.
        made_at: Timestamp,
    },
    /// Too late, or not sealed by this hub for this institution; but an answer it got before is
    /// found under that instant.
    Stale {
        /// When it says that it was given.
        made_at: Timestamp,
        /// Why it is not taken.
        why: CardRefusal,
    },
    /// Not of the form.
    Unreadable,
}

impl Challenges {
    /// Challenges under a key.
    pub(in super::super) fn under(key: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(key).ok())
    }

    /// Challenges under a key made now; without randomness none is ever given.
    pub(in super::super) fn under_new_key() -> Self {
        let mut key = [0_u8; 32];
        match getrandom::fill(&mut key) {
            Ok(()) => Self::under(&key),
            Err(error) => {
                tracing::error!(%error, "no randomness: no challenge can be given");
                Self(None)
            }
        }
    }

    /// A challenge for an institution.
    pub(super) fn give(&self, institution: &str, now: Timestamp) -> Option<Challenge> {
        let expires_at = Timestamp::from_microsecond((now + GOOD_FOR).as_microsecond()).ok()?;
        let mut bytes = [0_u8; BYTES];
        let (sealed, seal) = bytes.split_at_mut(SEALED_BYTES);
        getrandom::fill(&mut sealed[..RANDOM_BYTES]).ok()?;
        sealed[RANDOM_BYTES..].copy_from_slice(&expires_at.as_microsecond().to_be_bytes());
        let whole = self.seal(institution, sealed)?.finalize().into_bytes();
        seal.copy_from_slice(&whole[..SEAL_BYTES]);
        Some(Challenge { challenge: crate::hex(&bytes), expires_at })
    }

    /// What a challenge is worth to an institution. The last instant is still good.
    pub(super) fn take(&self, institution: &str, challenge: &str, now: Timestamp) -> Taken {
        let Some(bytes) = bytes(challenge) else { return Taken::Unreadable };
        let Some(made_at) = made_at(&bytes) else { return Taken::Unreadable };
        let (sealed, seal) = bytes.split_at(SEALED_BYTES);
        let is_ours =
            self.seal(institution, sealed).is_some_and(|it| it.verify_truncated_left(seal).is_ok());
        if !is_ours {
            Taken::Stale { made_at, why: CardRefusal::ChallengeUnknown }
        } else if now > made_at + GOOD_FOR {
            Taken::Stale { made_at, why: CardRefusal::ChallengeExpired }
        } else {
            Taken::Fresh { made_at }
        }
    }

    fn seal(&self, institution: &str, sealed: &[u8]) -> Option<Hmac<Sha256>> {
        let mut seal = self.0.clone()?;
        seal.update(sealed);
        seal.update(institution.as_bytes());
        Some(seal)
    }
}

impl Taken {
    /// When a challenge that is still good was given.
    pub(super) const fn fresh_since(self) -> Option<Timestamp> {
        match self {
            Self::Fresh { made_at } => Some(made_at),
            Self::Stale { .. } | Self::Unreadable => None,
        }
    }
}

/// The bytes of a challenge in the one spelling it was given in, so that it has one row.
fn bytes(challenge: &str) -> Option<[u8; BYTES]> {
    let digits = challenge.as_bytes();
    if digits.len() != 2 * BYTES {
        return None;
    }
    let mut bytes = [0; BYTES];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

const fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

fn made_at(bytes: &[u8; BYTES]) -> Option<Timestamp> {
    let microseconds: [u8; 8] = bytes[RANDOM_BYTES..SEALED_BYTES].try_into().ok()?;
    let expires_at = Timestamp::from_microsecond(i64::from_be_bytes(microseconds)).ok()?;
    expires_at.checked_sub(GOOD_FOR).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLINIC: &str = "1311111114";

    #[test]
    fn a_challenge_is_good_for_two_minutes_to_its_institution_only() {
        let challenges = Challenges::under(&[1; 32]);
        let noon: Timestamp = "2026-04-01T03:00:00Z".parse().unwrap();
        let given = challenges.give(CLINIC, noon).unwrap();
        assert_eq!(given.expires_at, noon + GOOD_FOR);
        assert_eq!(challenge_made_at(&given.challenge), Some(noon));
        let (fresh, expired) = (
            Taken::Fresh { made_at: noon },
            Taken::Stale { made_at: noon, why: CardRefusal::ChallengeExpired },
        );
        let unknown = Taken::Stale { made_at: noon, why: CardRefusal::ChallengeUnknown };
        for (institution, seconds, taken) in [
            (CLINIC, 0, fresh),
            (CLINIC, 120, fresh),
            (CLINIC, 121, expired),
            ("0110113719", 0, unknown),
            ("0110113719", 121, unknown),
        ] {
            let now = noon + SignedDuration::from_secs(seconds);
            let found = challenges.take(institution, &given.challenge, now);
            assert_eq!(found, taken, "{institution} after {seconds}");
        }
        let other = Challenges::under(&[2; 32]);
        assert_eq!(other.take(CLINIC, &given.challenge, noon), unknown, "another hub's");
        assert_ne!(challenges.give(CLINIC, noon).unwrap().challenge, given.challenge);
    }

    #[test]
    fn any_changed_character_unmakes_a_challenge() {
        let challenges = Challenges::under(&[1; 32]);
        let noon: Timestamp = "2026-04-01T03:00:00Z".parse().unwrap();
        let given = challenges.give(CLINIC, noon).unwrap().challenge;
        for place in 0..given.len() {
            for with in ["0", "f", "A", "x", "", "00", "é"] {
                let mut changed = given.clone();
                changed.replace_range(place..=place, with);
                let taken = challenges.take(CLINIC, &changed, noon);
                assert!(changed == given || taken.fresh_since().is_none(), "{with} at {place}");
            }
        }
    }
}
