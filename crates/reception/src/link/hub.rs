//! The hub as the link hears it, and the watch over a silent one.

use std::{sync::Arc, time::Duration};

use interchange::confirmation::{
    Answer, Cause, Question, ReferenceNumberOutcome, ReferenceNumberRequest, Validity,
};
use jiff::{Timestamp, civil::Date};
use tokio::{sync::watch, time};

use super::{
    Inner,
    status::{Board, HubState},
    told_to_stop,
};
use crate::{Clock, HubClient, Outcome, Refusal};

/// What an attempt at the hub came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard<T> {
    /// It told, for good.
    Told(T),
    /// It was heard and could not tell.
    CannotTell(Cause),
    /// It asks to wait.
    Wait(Duration),
    /// It is there and did not answer in time: too many questions, or too many without a match,
    /// which it slows down.
    Slow,
    /// It is not reached.
    Silent,
    /// It does not take the time the question bears.
    Undatable,
}

/// The hub of a link.
pub(super) struct Hub {
    client: HubClient,
    clock: Clock,
    board: Arc<Board>,
    away_after: Duration,
}

/// The answer that says that nothing can be told, and why.
pub(super) fn cannot_tell(id: &str, on: Date, cause: Cause, now: Timestamp) -> Answer {
    Answer {
        id: id.to_owned(),
        confirmed_at: now,
        on,
        validity: Validity::Undetermined,
        result: None,
        not_covered: None,
        cause: Some(cause),
        because: Vec::new(),
    }
}

impl Hub {
    pub(super) fn new(
        client: HubClient,
        clock: Clock,
        board: Arc<Board>,
        away_after: Duration,
    ) -> Self {
        Self { client, clock, board, away_after }
    }

    /// Asks about one person.
    pub(super) async fn confirm(&self, question: &Question) -> Heard<Box<Answer>> {
        let now = (self.clock)();
        match self.client.ask(question, now).await {
            Outcome::Answered(answer) => match (answer.validity, answer.cause) {
                (Validity::Undetermined, Some(Cause::Unreachable)) => self.unheard().await,
                (Validity::Undetermined, cause) => {
                    self.board.hub_is(HubState::Heard);
                    Heard::CannotTell(cause.unwrap_or(Cause::Failed))
                }
                (
                    Validity::Valid
                    | Validity::Invalid
                    | Validity::InvalidNewerKnown
                    | Validity::NoMatch
                    | Validity::Several,
                    _,
                ) => {
                    self.board.hub_is(HubState::Heard);
                    Heard::Told(answer)
                }
            },
            Outcome::Refused(refusal) => self.refused(&refusal, || {
                Box::new(cannot_tell(&question.id, question.on, Cause::Failed, now))
            }),
        }
    }

    /// Registers a patient number.
    pub(super) async fn register(
        &self,
        request: &ReferenceNumberRequest,
    ) -> Heard<ReferenceNumberOutcome> {
        match self.client.register(request).await {
            Ok(ReferenceNumberOutcome::Undetermined { cause: Cause::Unreachable }) => {
                self.unheard().await
            }
            Ok(ReferenceNumberOutcome::Undetermined { cause }) => {
                self.board.hub_is(HubState::Heard);
                Heard::CannotTell(cause)
            }
            Ok(
                outcome @ (ReferenceNumberOutcome::Registered
                | ReferenceNumberOutcome::NoMatch
                | ReferenceNumberOutcome::Several),
            ) => {
                self.board.hub_is(HubState::Heard);
                Heard::Told(outcome)
            }
            Err(refusal) => self.refused(&refusal, || ReferenceNumberOutcome::Undetermined {
                cause: Cause::Failed,
            }),
        }
    }

    /// Tells a hub that is too slow from one that is not there.
    async fn unheard<T>(&self) -> Heard<T> {
        if self.client.is_ready().await {
            self.board.hub_is(HubState::Slow);
            Heard::Slow
        } else {
            self.note_silence();
            Heard::Silent
        }
    }

    fn refused<T>(&self, refusal: &Refusal, failed: impl FnOnce() -> T) -> Heard<T> {
        let identified = *refusal != Refusal::NotIdentified;
        self.board.hub_is(if identified { HubState::Heard } else { HubState::NotIdentified });
        match refusal {
            Refusal::Malformed(detail) if detail.field == "asked_at" => Heard::Undatable,
            // Asking again would be refused again.
            Refusal::Malformed(_) | Refusal::Conflict | Refusal::Impossible(_) => {
                Heard::Told(failed())
            }
            Refusal::NotIdentified => Heard::CannotTell(Cause::Failed),
            Refusal::TooManyWrongBirthDates { wait_seconds } => {
                Heard::Wait(Duration::from_secs(u64::from(*wait_seconds)))
            }
        }
    }

    fn note_silence(&self) {
        let now = (self.clock)();
        let since = self.board.hub().silent_since().unwrap_or(now);
        let silent_for = Duration::try_from(now.duration_since(since)).unwrap_or_default();
        let away = silent_for >= self.away_after;
        self.board.hub_is(if away { HubState::Away { since } } else { HubState::Silent { since } });
    }
}

/// The first pause between two looks at a silent hub, and the longest.
const LOOK_FIRST: Duration = Duration::from_millis(500);
const LOOK_LAST: Duration = Duration::from_secs(5);

/// Looks at a silent hub until it is there again. Requests need not be asked meanwhile.
pub(super) async fn watch(link: Arc<Inner>, mut stopped: watch::Receiver<bool>) {
    let mut status = link.board.subscribe();
    let hub = &link.hub;
    let mut pause = LOOK_FIRST;
    // So that the status says early whether the hub is there, before anybody needs it.
    if hub.client.is_ready().await {
        link.board.hub_is(HubState::Heard);
    } else {
        hub.note_silence();
    }
    loop {
        let silent = status.wait_for(|it| it.hub.silent_since().is_some());
        tokio::select! {
            silent = silent => if silent.is_err() { return },
            () = told_to_stop(&mut stopped) => return,
        }
        tokio::select! {
            () = time::sleep(pause) => {}
            () = told_to_stop(&mut stopped) => return,
        }
        if hub.client.is_ready().await {
            link.board.hub_is(HubState::Heard);
            pause = LOOK_FIRST;
        } else {
            hub.note_silence();
            pause = (pause * 2).min(LOOK_LAST);
        }
    }
}
