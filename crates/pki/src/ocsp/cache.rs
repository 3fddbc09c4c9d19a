//! Signed answers kept for the next who asks, within a bound, and forgotten when they turn wrong.
//!
//! Each shard keeps two halves. New answers go into the younger; when that is full it becomes the
//! older, and the older before it is let go. So an answer that nobody asks for leaves after at
//! most two fillings, and neither a list in order of use nor a sweep is needed.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use super::request::CertIdForm;

/// What an answer without a nonce depends on, beside the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// Which issuer, by its place among the responder's.
    pub(super) issuer: usize,
    pub(super) serial: u64,
    pub(super) form: CertIdForm,
}

/// Signed answers by what they depend on.
pub(super) struct Cache {
    shards: [Mutex<Shard>; SHARDS],
    /// Keyed anew in every process, so that nobody can choose numbers that meet in one shard.
    hasher: RandomState,
    /// How many answers half a shard holds.
    half: usize,
}

const SHARDS: usize = 16;

#[derive(Default)]
struct Shard {
    younger: HashMap<Key, Kept>,
    older: HashMap<Key, Kept>,
    /// How often something here was forgotten.
    forgotten: u64,
}

#[derive(Clone)]
struct Kept {
    signed: Arc<[u8]>,
    from: Timestamp,
    until: Timestamp,
}

/// What a look into the cache gives.
pub(super) enum Looked {
    /// The answer kept.
    Kept(Arc<[u8]>),
    /// None. What is signed now may be kept with this.
    Missing(Permit),
}

/// Leave to keep an answer that rests on a status read after this was given.
///
/// A status may change while its answer is being signed. Who changed it says so to
/// [`Cache::forget`], which makes the permits given before worthless.
pub(super) struct Permit {
    key: Key,
    forgotten: u64,
}

impl Cache {
    /// A cache for about so many answers, and never more.
    pub(super) fn of(answers_max: usize) -> Self {
        Self {
            shards: Default::default(),
            hasher: RandomState::new(),
            half: answers_max / SHARDS / 2,
        }
    }

    /// The answer kept for this, unless it is time to sign it anew.
    pub(super) fn look(&self, key: Key, now: Timestamp) -> Looked {
        let shard = self.shard(key);
        match shard.younger.get(&key).or_else(|| shard.older.get(&key)) {
            // A clock that was set back must not hand out what is dated in its future.
            Some(kept) if (kept.from..kept.until).contains(&now) => {
                Looked::Kept(Arc::clone(&kept.signed))
            }
            Some(_) | None => Looked::Missing(Permit { key, forgotten: shard.forgotten }),
        }
    }

    /// Leave to keep an answer, whether or not one is kept already.
    pub(super) fn permit(&self, key: Key) -> Permit {
        Permit { key, forgotten: self.shard(key).forgotten }
    }

    /// Keeps a signed answer from an instant until another.
    pub(super) fn keep(
        &self,
        permit: &Permit,
        signed: Arc<[u8]>,
        from: Timestamp,
        until: Timestamp,
    ) {
        let mut shard = self.shard(permit.key);
        if shard.forgotten != permit.forgotten || self.half == 0 {
            return;
        }
        if shard.younger.len() >= self.half && !shard.younger.contains_key(&permit.key) {
            shard.older = std::mem::take(&mut shard.younger);
        }
        shard.older.remove(&permit.key);
        shard.younger.insert(permit.key, Kept { signed, from, until });
    }

    /// Lets go of what is kept for a certificate, and of what is just being signed.
    pub(super) fn forget(&self, issuer: usize, serial: u64) {
        let keys = CertIdForm::ALL.map(|form| Key { issuer, serial, form });
        // All forms of a certificate's identifier lie in one shard.
        let mut shard = self.shard(keys[0]);
        for key in keys {
            shard.younger.remove(&key);
            shard.older.remove(&key);
        }
        shard.forgotten += 1;
    }

    /// How many answers are kept.
    pub(super) fn len(&self) -> usize {
        self.shards.iter().map(lock).map(|it| it.younger.len() + it.older.len()).sum()
    }

    fn shard(&self, key: Key) -> MutexGuard<'_, Shard> {
        let hash = self.hasher.hash_one((key.issuer, key.serial));
        // The remainder is below SHARDS, whatever of the hash the conversion drops.
        let place = usize::try_from(hash % SHARDS as u64).unwrap_or_default();
        lock(&self.shards[place])
    }
}

/// A thread that panicked left a shard as it was between two whole steps, so it can be used on.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
