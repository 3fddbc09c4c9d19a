//! Asking the hub for an entry: written before it is asked, written again before it is shown.

use interchange::confirmation::{Question, Validity};
use jiff::{SignedDuration, Timestamp};

use super::{
    Desk,
    answer::Ended,
    entries::{self, Asked, Entry, Recorded},
    look_up::LookUp,
};
use crate::{JournalError, Outcome, Refusal, japan_day};

/// How long after it was written a question is asked by the background work, if whoever wrote it
/// did not: longer than the patience of a page with the hub.
const LEFT_BEHIND: SignedDuration = SignedDuration::from_secs(10);
/// The wait after a first silence; it doubles with each further one.
const WAIT_FIRST: SignedDuration = SignedDuration::from_secs(15);
/// The longest wait.
const WAIT_MAX: SignedDuration = SignedDuration::from_mins(5);
/// How long a watch waits between two questions.
pub(crate) const WATCH_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Looks a patient up and gives the entry's id.
pub(crate) async fn look_up(
    desk: &Desk,
    form_id: &str,
    look_up: LookUp,
) -> Result<String, JournalError> {
    let now = desk.now();
    let question = question(desk, form_id.to_owned(), look_up, now).await?;
    let (entry_id, to_ask) = entries::open(
        &desk.journal,
        super::random_id()?,
        question,
        japan_day(now),
        later(now, LEFT_BEHIND),
    )
    .await?;
    if let Some(question) = to_ask {
        ask(desk, &question, 0).await?;
    }
    Ok(entry_id)
}

/// Asks again for an entry: the same question while it is unsettled, a fresh one after.
pub(crate) async fn check(desk: &Desk, entry: &Entry) -> Result<(), JournalError> {
    let Asked { question, outcome, attempts, .. } = &entry.asked;
    if outcome.as_ref().is_none_or(|it| !it.settles()) {
        ask(desk, question, *attempts).await?;
        return Ok(());
    }
    ask_fresh(desk, &entry.id, question, false).await
}

/// Asks a fresh question of the day about the same patient.
pub(crate) async fn ask_fresh(
    desk: &Desk,
    entry_id: &str,
    like: &Question,
    by_watch: bool,
) -> Result<(), JournalError> {
    let now = desk.now();
    let question =
        Question { id: super::random_id()?, asked_at: now, on: japan_day(now), ..like.clone() };
    let left_behind = later(now, LEFT_BEHIND);
    entries::ask_more(&desk.journal, entry_id.to_owned(), question.clone(), by_watch, left_behind)
        .await?;
    ask(desk, &question, 0).await?;
    Ok(())
}

/// Asks a question that is written down, and writes down what comes of it.
pub(crate) async fn ask(
    desk: &Desk,
    question: &Question,
    attempts: u32,
) -> Result<Recorded, JournalError> {
    let outcome = desk.hub.ask(question, desk.now()).await;
    desk.heard(outcome.was_heard());
    let now = desk.now();
    let next_at = next_at(&outcome, attempts + 1, now);
    entries::record(&desk.journal, question.id.clone(), outcome, now, next_at).await
}

/// Whether an outcome is what a watch waits for: valid, or a newer coverage known.
pub(crate) fn is_awaited(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Answered(answer) => match answer.validity {
            Validity::Valid => true,
            Validity::Invalid | Validity::InvalidNewerKnown => {
                Ended::of(answer) == Ended::NewerKnown
            }
            Validity::NoMatch | Validity::Several | Validity::Undetermined => false,
        },
        Outcome::Refused(_) => false,
    }
}

/// When an unsettled question is asked again by itself.
fn next_at(outcome: &Outcome, attempts: u32, now: Timestamp) -> Option<Timestamp> {
    if outcome.settles() {
        return None;
    }
    let wait = match outcome {
        Outcome::Refused(Refusal::TooManyWrongBirthDates { wait_seconds }) => {
            SignedDuration::from_secs(i64::from(*wait_seconds))
        }
        Outcome::Refused(
            Refusal::Malformed(_)
            | Refusal::NotIdentified
            | Refusal::Conflict
            | Refusal::Impossible(_),
        )
        | Outcome::Answered(_) => WAIT_FIRST
            .checked_mul(1 << attempts.saturating_sub(1).min(10))
            .map_or(WAIT_MAX, |it| it.min(WAIT_MAX)),
    };
    Some(later(now, wait))
}

/// The question of a form. Its id comes with the form, so that sending it twice asks once; a form
/// that was changed and sent again is another question and gets an id of its own.
async fn question(
    desk: &Desk,
    form_id: String,
    look_up: LookUp,
    now: Timestamp,
) -> Result<Question, JournalError> {
    let known = entries::question(&desk.journal, form_id.clone()).await?;
    let usable = is_id(&form_id) && known.is_none_or(|it| look_up.is_asked_by(&it));
    Ok(Question {
        id: if usable { form_id } else { super::random_id()? },
        asked_at: now,
        on: japan_day(now),
        insurer_number: look_up.insurer_number,
        symbol: look_up.symbol,
        number: look_up.number,
        branch: look_up.branch,
        born_on: look_up.born_on,
    })
}

/// Whether a text has the form of an id this desk makes.
fn is_id(text: &str) -> bool {
    text.len() == super::ID_LENGTH
        && text.bytes().all(|it| it == b'-' || it.is_ascii_digit() || it.is_ascii_uppercase())
}

pub(crate) fn later(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub_client::Detail;

    #[test]
    fn silences_are_waited_out_longer_each_time() {
        let now = Timestamp::UNIX_EPOCH;
        let waits: Vec<i64> = [1, 2, 3, 4, 5, 6, 100]
            .into_iter()
            .map(|attempts| next_at(&Outcome::Refused(Refusal::NotIdentified), attempts, now))
            .map(|it| it.unwrap().as_second())
            .collect();
        assert_eq!(waits, [15, 30, 60, 120, 240, 300, 300]);
        let slowed = Outcome::Refused(Refusal::TooManyWrongBirthDates { wait_seconds: 90 });
        assert_eq!(next_at(&slowed, 1, now).unwrap().as_second(), 90);
        let settled = Outcome::Refused(Refusal::Impossible(Detail::default()));
        assert_eq!(next_at(&settled, 1, now), None);
    }
}
