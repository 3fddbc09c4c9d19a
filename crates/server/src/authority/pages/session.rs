//! Who is signed in on which browser, and what the opaque ids in its addresses stand for.
//!
//! A session is in memory only: a restart signs everybody out. An address holds no number of a
//! person or card, but an id that means something in this session alone.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use store::{CertificatePlace, PersonKey};

/// Seconds without a request after which a session ends.
const IDLE_SECONDS: i64 = 30 * 60;
/// Sessions at the most; beyond, whoever was idle longest is signed out.
const SESSIONS_MAX: usize = 1_000;
/// Ids of one session at the most; beyond, the oldest mean nothing any more.
const IDS_MAX: usize = 2_000;
/// Signed answers kept for one session: each is some ten thousand bytes.
const ANSWERS_MAX: usize = 20;

/// Every session, by the token in its cookie.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<String, (i64, Arc<Session>)>>);

/// Somebody signed in on one browser.
pub(super) struct Session {
    pub(super) staff_id: String,
    /// The hash of the key they signed in with: another key ends the session.
    pub(super) key_hash: Vec<u8>,
    meanings: Mutex<Meanings>,
}

/// What an id stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A person.
    Person(PersonKey),
    /// A page of letters, which begins after a certificate.
    Letters(CertificatePlace),
    /// What the authority signed for a card, to be taken to its maker.
    Answer(Arc<SignedAnswer>),
}

/// What the authority signed, as a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SignedAnswer {
    pub(super) of: PersonKey,
    pub(super) file_name: &'static str,
    pub(super) json: String,
}

#[derive(Default)]
struct Meanings {
    of: HashMap<String, Meaning>,
    people: HashMap<PersonKey, String>,
    order: VecDeque<String>,
    answers: VecDeque<String>,
}

impl Sessions {
    /// Begins a session and gives its token; none when the system has no randomness.
    pub(super) fn begin(
        &self,
        staff_id: &str,
        key_hash: Vec<u8>,
        now: Timestamp,
    ) -> Option<String> {
        let token = random::<32>()?;
        let session =
            Session { staff_id: staff_id.to_owned(), key_hash, meanings: Mutex::default() };
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
    pub(super) fn of(&self, token: &str, now: Timestamp) -> Option<Arc<Session>> {
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
    pub(super) fn end(&self, token: &str) {
        self.sessions().remove(token);
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<String, (i64, Arc<Session>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// The id of a person: the same as long as it means something.
    pub(super) fn person_id(&self, key: PersonKey) -> Option<String> {
        let mut meanings = self.meanings();
        if let Some(id) = meanings.people.get(&key) {
            return Some(id.clone());
        }
        let id = meanings.add(Meaning::Person(key))?;
        meanings.people.insert(key, id.clone());
        Some(id)
    }

    /// The id of a page of letters.
    pub(super) fn letters_id(&self, after: CertificatePlace) -> Option<String> {
        self.meanings().add(Meaning::Letters(after))
    }

    /// The id of a signed answer.
    pub(super) fn answer_id(&self, answer: SignedAnswer) -> Option<String> {
        let mut meanings = self.meanings();
        let id = meanings.add(Meaning::Answer(Arc::new(answer)))?;
        meanings.answers.push_back(id.clone());
        if meanings.answers.len() > ANSWERS_MAX
            && let Some(oldest) = meanings.answers.pop_front()
        {
            meanings.of.remove(&oldest);
        }
        Some(id)
    }

    /// What an id stands for.
    pub(super) fn meaning(&self, id: &str) -> Option<Meaning> {
        self.meanings().of.get(id).cloned()
    }

    fn meanings(&self) -> MutexGuard<'_, Meanings> {
        self.meanings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Meanings {
    fn add(&mut self, meaning: Meaning) -> Option<String> {
        let id = random::<12>()?;
        while self.order.len() >= IDS_MAX {
            let oldest = self.order.pop_front()?;
            if let Some(Meaning::Person(key)) = self.of.remove(&oldest) {
                self.people.remove(&key);
            }
        }
        self.order.push_back(id.clone());
        self.of.insert(id.clone(), meaning);
        Some(id)
    }
}

/// Random bytes as text, for tokens, ids of pages and ids of acts.
pub(super) fn random<const BYTES: usize>() -> Option<String> {
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

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_session_ends_after_half_an_hour_without_a_request() {
        let sessions = Sessions::default();
        let token = sessions.begin("clerk", Vec::new(), at(0)).unwrap();
        assert!(sessions.of(&token, at(1_799)).is_some(), "seen again");
        assert!(sessions.of(&token, at(1_799 + 1_799)).is_some());
        assert!(sessions.of(&token, at(1_799 + 1_799 + 1_800)).is_none());
        assert!(sessions.of(&token, at(0)).is_none(), "over is over");
    }

    #[test]
    fn beyond_the_bound_whoever_was_idle_longest_goes() {
        let sessions = Sessions::default();
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
        let sessions = Sessions::default();
        let token = sessions.begin("clerk", Vec::new(), at(0)).unwrap();
        let session = sessions.of(&token, at(0)).unwrap();
        let key = |number| PersonKey::of(number).unwrap();
        let first = session.person_id(key(0)).unwrap();
        assert_eq!(session.person_id(key(0)).unwrap(), first, "the same person, the same id");
        for number in 1..2_000 {
            session.person_id(key(number)).unwrap();
        }
        assert_eq!(session.meaning(&first), Some(Meaning::Person(key(0))));
        session.person_id(key(2_000)).unwrap();
        assert_eq!(session.meaning(&first), None);
        assert_ne!(session.person_id(key(0)).unwrap(), first);
    }
}
