//! Answering bulk requests beside the single ones, a few people at a time.

use std::{sync::Arc, time::Duration};

use interchange::{confirmation::Cause, oqs::ConfirmManyRequest};
use jiff::{SignedDuration, Timestamp};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{self, Instant},
};

use super::{
    Inner,
    bulks::{self, Asked, Due, Person},
    hub::{Heard, cannot_tell},
    status::Trouble,
    told_to_stop,
};
use crate::JournalError;

/// How many people are asked about between two writings to the journal.
const BATCH: u32 = 32;

/// How often the journal is looked at when nothing is due.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long a person waits whom the hub could not tell of.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_secs(5);

/// How long all wait after the hub was too slow; so it can catch up with the counters' questions.
const SLOW_PAUSE: Duration = Duration::from_secs(20);

/// How often what is old is removed.
const REMOVE_EVERY: Duration = Duration::from_hours(1);

/// Answers bulk requests until told to stop.
pub(super) async fn work(link: Arc<Inner>, mut stopped: watch::Receiver<bool>) {
    let mut opened: Option<(i64, Arc<ConfirmManyRequest>)> = None;
    let mut remove_at = Instant::now();
    loop {
        let pause = match round(&link, &mut opened, &mut remove_at).await {
            Ok(pause) => {
                link.board.end_trouble(Trouble::Journal);
                pause
            }
            Err(error) => {
                link.board.begin_trouble(Trouble::Journal, &error);
                LOOK_EVERY
            }
        };
        tokio::select! {
            () = time::sleep(pause) => {}
            // A new bulk request ends an idle pause, not one the hub asked for.
            () = link.bulk_received.notified(), if pause == LOOK_EVERY => {}
            () = told_to_stop(&mut stopped) => return,
        }
        if *stopped.borrow() {
            return;
        }
    }
}

/// Asks about the people due; gives how long to wait then.
async fn round(
    link: &Arc<Inner>,
    opened: &mut Option<(i64, Arc<ConfirmManyRequest>)>,
    remove_at: &mut Instant,
) -> Result<Duration, JournalError> {
    if Instant::now() >= *remove_at {
        let now = link.now();
        bulks::remove_old(&link.journal, now, link.settings.bulk_kept_for).await?;
        super::requests::forget(&link.journal, now).await?;
        *remove_at = Instant::now() + REMOVE_EVERY;
    }
    link.board.bulks_running_are(bulks::running(&link.journal).await?);
    if link.board.hub().silent_since().is_some() {
        return Ok(LOOK_EVERY);
    }
    let Some(due) = bulks::due(&link.journal, link.now(), BATCH).await? else {
        return Ok(LOOK_EVERY);
    };
    let request = match opened {
        Some((bulk, request)) if *bulk == due.bulk => Arc::clone(request),
        Some(_) | None => {
            let message = bulks::message(&link.journal, due.bulk).await?;
            let Some(request) = bulks::read(&message) else {
                return Err(JournalError::Row(serde::de::Error::custom("a bulk request")));
            };
            let request = Arc::new(request);
            *opened = Some((due.bulk, Arc::clone(&request)));
            request
        }
    };
    ask(link, due, &request).await
}

/// Asks about people and notes what came of them; gives how long to wait then.
async fn ask(
    link: &Arc<Inner>,
    due: Due,
    request: &Arc<ConfirmManyRequest>,
) -> Result<Duration, JournalError> {
    let Due { bulk, question_id, asked_at, redated, people } = due;
    let mut people = people.into_iter();
    let mut asking = JoinSet::new();
    let mut asked = Vec::new();
    let mut pause = Duration::ZERO;
    let mut must_redate = false;
    loop {
        // After the first sign that the hub wants less, no further question is started.
        while pause.is_zero() && asking.len() < link.settings.bulk_questions_max.max(1) {
            let Some(person) = people.next() else { break };
            let id = bulks::question_id(&question_id, asked_at, person.place);
            let (link, request) = (Arc::clone(link), Arc::clone(request));
            asking.spawn(async move { one(&link, &request, person, id, asked_at).await });
        }
        let Some(joined) = asking.join_next().await else { break };
        let Ok(Some((person, heard))) = joined else { continue };
        let now = link.now();
        let since = person.unanswered_since;
        let outcome = match heard {
            Heard::Told(answer) => Asked::Answer(answer),
            Heard::CannotTell(cause) => after_cause(link, request, &person, cause, now),
            Heard::Wait(wait) => {
                pause = pause.max(wait);
                Asked::Again { at: now, unanswered_since: since }
            }
            Heard::Slow => {
                pause = pause.max(SLOW_PAUSE);
                Asked::Again { at: now, unanswered_since: since }
            }
            Heard::Silent => {
                pause = pause.max(LOOK_EVERY);
                Asked::Again { at: now, unanswered_since: since }
            }
            Heard::Undatable if !redated => {
                must_redate = true;
                Asked::Again { at: now, unanswered_since: since }
            }
            Heard::Undatable => after_cause(link, request, &person, Cause::Failed, now),
        };
        asked.push((person.place, outcome));
    }
    bulks::note(&link.journal, bulk, asked, link.now()).await?;
    if must_redate {
        bulks::redate(&link.journal, bulk, link.now()).await?;
    }
    Ok(pause)
}

async fn one(
    link: &Inner,
    request: &ConfirmManyRequest,
    person: Person,
    id: String,
    asked_at: Timestamp,
) -> Option<(Person, Heard<Box<interchange::confirmation::Answer>>)> {
    let search = request.searches.get(usize::try_from(person.place).ok()?)?;
    let question = search.to_question(request.header.on, id, asked_at).ok()?;
    let heard = link.hub.confirm(&question).await;
    Some((person, heard))
}

/// Asks again later, or gives up on this person and says so.
fn after_cause(
    link: &Inner,
    request: &ConfirmManyRequest,
    person: &Person,
    cause: Cause,
    now: Timestamp,
) -> Asked {
    let since = person.unanswered_since.unwrap_or(now);
    let waited = Duration::try_from(now.duration_since(since)).unwrap_or_default();
    if waited < link.settings.give_up_after {
        let at = now.saturating_add(AGAIN_AFTER).unwrap_or(now);
        return Asked::Again { at, unanswered_since: Some(since) };
    }
    Asked::Answer(Box::new(cannot_tell("", request.header.on, cause, now)))
}
