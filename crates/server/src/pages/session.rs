//! Who is signed in on which browser, and what the opaque ids in its addresses stand for.
//!
//! A session is in memory only: a restart signs everybody out. An address holds no number of a
//! person or thing, but an id that means something in this session alone.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

/// Seconds without a request after which a session ends.
const IDLE_SECONDS: i64 = 30 * 60;
/// Sessions at the most; beyond, whoever was idle longest is signed out.
const SESSIONS_MAX: usize = 1_000;
/// Ids of one session at the most; beyond, the oldest mean nothing any more.
const IDS_MAX: usize = 2_000;
/// Bulky meanings kept for one session: each is some ten thousand bytes.
const BULKY_MAX: usize = 20;

/// What an id can stand for on some pages.
pub(crate) trait Meaning: Clone + Eq + Hash {
    /// Whether it holds so much that a session keeps only the newest few.
    fn is_bulky(&self) -> bool;
}

/// Every session, by the token in its cookie.
pub(crate) struct Sessions<M>(Mutex<ByToken<M>>);

/// A session and the second it was last seen, by the token.
type ByToken<M> = HashMap<String, (i64, Arc<Session<M>>)>;

/// Somebody signed in on one browser.
pub(crate) struct Session<M> {
    pub(crate) staff_id: String,
    /// The hash of the key they signed in with: another key ends the session.
    pub(crate) key_hash: Vec<u8>,
    meanings: Mutex<Meanings<M>>,
}

struct Meanings<M> {
    of: HashMap<String, M>,
    ids: HashMap<M, String>,
    order: VecDeque<String>,
    bulky: VecDeque<String>,
}

impl<M> Default for Sessions<M> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<M: Meaning> Sessions<M> {
    /// Begins a session and gives its token; none when the system has no randomness.
    pub(crate) fn begin(
        &self,
        staff_id: &str,
        key_hash: Vec<u8>,
        now: Timestamp,
    ) -> Option<String> {
        let token = random::<32>()?;
        let meanings = Mutex::new(Meanings::new());
        let session = Session { staff_id: staff_id.to_owned(), key_hash, meanings };
        let mut sessions = self.sessions();
        if sessions.len() >= SESSIONS_MAX {
            sessions.retain(|_, (seen, _)| is_there(*seen, now));
            let idle = sessions.iter().min_by_key(|(_, (seen, _))| *seen).map(|it| it.0.clone());
            if let Some(idle) = idle.filter(|_| sessions.len() >= SESSIONS_MAX) {
                sessions.remove(&idle);
            }
        }
        sessions.insert(token.clone(), (now.as_second(), Arc::new(session)));
        Some(token)
    }

    /// The session of a token, which lasts from now again.
    pub(crate) fn of(&self, token: &str, now: Timestamp) -> Option<Arc<Session<M>>> {
        let mut sessions = self.sessions();
        let (seen, session) = sessions.get_mut(token)?;
        if is_there(*seen, now) {
            *seen = now.as_second();
            return Some(Arc::clone(session));
        }
        sessions.remove(token);
        None
    }

    /// Ends a session.
    pub(crate) fn end(&self, token: &str) {
        self.sessions().remove(token);
    }

    fn sessions(&self) -> MutexGuard<'_, ByToken<M>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M: Meaning> Session<M> {
    /// The id of a meaning: the same as long as it means something. None when the system has no
    /// randomness.
    pub(crate) fn id_for(&self, meaning: M) -> Option<String> {
        self.meanings().id_for(meaning)
    }

    /// What an id stands for.
    pub(crate) fn meaning(&self, id: &str) -> Option<M> {
        self.meanings().of.get(id).cloned()
    }

    fn meanings(&self) -> MutexGuard<'_, Meanings<M>> {
        self.meanings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M: Meaning> Meanings<M> {
    fn new() -> Self {
        Self {
            of: HashMap::new(),
            ids: HashMap::new(),
            order: VecDeque::new(),
            bulky: VecDeque::new(),
        }
    }

    fn id_for(&mut self, meaning: M) -> Option<String> {
        if let Some(id) = self.ids.get(&meaning) {
            return Some(id.clone());
        }
        let id = random::<12>()?;
        while self.order.len() >= IDS_MAX {
            let oldest = self.order.pop_front()?;
            self.forget(&oldest);
        }
        if meaning.is_bulky() {
            self.bulky.push_back(id.clone());
            if self.bulky.len() > BULKY_MAX
                && let Some(oldest) = self.bulky.pop_front()
            {
                self.forget(&oldest);
            }
        }
        self.order.push_back(id.clone());
        self.ids.insert(meaning.clone(), id.clone());
        self.of.insert(id.clone(), meaning);
        Some(id)
    }

    fn forget(&mut self, id: &str) {
        if let Some(meaning) = self.of.remove(id) {
            self.ids.remove(&meaning);
        }
    }
}

/// Random bytes as text, for tokens, ids of pages and ids of acts.
pub(crate) fn random<const BYTES: usize>() -> Option<String> {
    let mut bytes = [0_u8; BYTES];
    getrandom::fill(&mut bytes).ok()?;
    Some(crate::hex(&bytes))
}

fn is_there(seen: i64, now: Timestamp) -> bool {
    now.as_second() - seen < IDLE_SECONDS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number; those from a thousand million on are bulky.
    impl Meaning for u64 {
        fn is_bulky(&self) -> bool {
            *self >= 1_000_000_000
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn session() -> Arc<Session<u64>> {
        let sessions = Sessions::default();
        let token = sessions.begin("clerk", Vec::new(), at(0)).unwrap();
        sessions.of(&token, at(0)).unwrap()
    }

    #[test]
    fn a_session_ends_after_half_an_hour_without_a_request() {
        let sessions = Sessions::<u64>::default();
        let token = sessions.begin("clerk", Vec::new(), at(0)).unwrap();
        assert!(sessions.of(&token, at(1_799)).is_some(), "seen again");
        assert!(sessions.of(&token, at(1_799 + 1_799)).is_some());
        assert!(sessions.of(&token, at(1_799 + 1_799 + 1_800)).is_none());
        assert!(sessions.of(&token, at(0)).is_none(), "over is over");
    }

    #[test]
    fn beyond_the_bound_whoever_was_idle_longest_goes() {
        let sessions = Sessions::<u64>::default();
        let first = sessions.begin("clerk", Vec::new(), at(0)).unwrap();
        for second in 1..1_000 {
            sessions.begin("clerk", Vec::new(), at(second)).unwrap();
        }
        assert!(sessions.of(&first, at(1_000)).is_some());
        let newest = sessions.begin("clerk", Vec::new(), at(1_001)).unwrap();
        assert!(sessions.of(&first, at(1_001)).is_some(), "seen a second ago");
        assert!(sessions.of(&newest, at(1_001)).is_some());
        assert_eq!(sessions.sessions().len(), 1_000);
    }

    #[test]
    fn ids_mean_something_only_while_they_are_among_the_newest() {
        let session = session();
        let first = session.id_for(0).unwrap();
        assert_eq!(session.id_for(0).unwrap(), first, "the same meaning, the same id");
        for number in 1..2_000 {
            session.id_for(number).unwrap();
        }
        assert_eq!(session.meaning(&first), Some(0));
        session.id_for(2_000).unwrap();
        assert_eq!(session.meaning(&first), None);
        assert_ne!(session.id_for(0).unwrap(), first);
    }

    #[test]
    fn only_the_newest_bulky_meanings_stay() {
        let session = session();
        let slim = session.id_for(1).unwrap();
        let first = session.id_for(1_000_000_000).unwrap();
        for number in 1..20 {
            session.id_for(1_000_000_000 + number).unwrap();
        }
        assert_eq!(session.meaning(&first), Some(1_000_000_000), "one of twenty");
        session.id_for(1_000_000_020).unwrap();
        assert_eq!(session.meaning(&first), None);
        assert_eq!(session.meaning(&slim), Some(1));
    }
}
