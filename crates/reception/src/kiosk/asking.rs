//! The hub is asked for a challenge, the card signs it, the hub answers about its holder.

use std::sync::Arc;

use interchange::confirmation::{
    Answer, CardAnswer, CardQuestion, Cause, Challenge, CheckedBy, Question, Validity,
    signed_message,
};
use tokio::sync::OwnedMutexGuard;

use super::{
    Kiosk,
    ending::Ending,
    visit::{Counter, Signed, Signer},
};
use crate::{CardOutcome, ChallengeOutcome, JournalError, Outcome, desk, japan_day};

impl Kiosk {
    /// Works with the card, away from the threads that serve; others wait their turn.
    pub(super) async fn with_card<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Counter) -> T + Send + 'static,
    ) -> Option<T> {
        let guard = Arc::clone(&self.counter).lock_owned().await;
        held(guard, work).await.map(|(_, value)| value)
    }

    /// Does what a press means, where it was made on the screen that still shows. The counter stays
    /// held for whatever follows.
    pub(super) async fn press<T: Send + 'static>(
        &self,
        seen: u64,
        work: impl FnOnce(&mut Counter) -> T + Send + 'static,
    ) -> Option<(OwnedMutexGuard<Counter>, T)> {
        let guard = Arc::clone(&self.counter).lock_owned().await;
        if guard.seen == seen { held(guard, work).await } else { None }
    }

    /// Has the card prove that it is here, and ends the visit with the hub's answer.
    ///
    /// The counter stays held, so that nobody does anything else with the card meanwhile.
    pub(super) async fn confirm(&self, guard: OwnedMutexGuard<Counter>, signer: Signer) {
        let ending = match self.hub.challenge().await {
            ChallengeOutcome::Given(challenge) => {
                let message = signed_message(&challenge.challenge);
                let now = self.now();
                let signing = held(guard, move |counter| counter.sign(signer, &message, now));
                let Some((guard, Some(proof))) = signing.await else { return };
                let ending = self.ask(signer, &challenge, proof).await;
                return self.end(guard, ending);
            }
            ChallengeOutcome::Refused(_) | ChallengeOutcome::Undetermined(_) => Ending::NotHeard,
        };
        self.end(guard, ending);
    }

    fn end(&self, mut guard: OwnedMutexGuard<Counter>, ending: Ending) {
        guard.end(ending, self.now());
    }

    /// Asks once, and once more under the same challenge where nothing was heard: the hub gives a
    /// question it has answered the same answer.
    async fn ask(&self, signer: Signer, challenge: &Challenge, proof: Signed) -> Ending {
        let now = self.now();
        let question = CardQuestion {
            challenge: challenge.challenge.clone(),
            asked_at: now,
            on: japan_day(now),
            certificate: proof.certificate,
            check: match signer {
                Signer::Pin => CheckedBy::Pin,
                Signer::Face => CheckedBy::Staff,
            },
            signature: proof.signature,
            face_key: proof.face_key,
        };
        let mut outcome = self.hub.confirm_card(&question, now).await;
        if matches!(&outcome, CardOutcome::Answered(it) if it.cause == Some(Cause::Unreachable)) {
            outcome = self.hub.confirm_card(&question, self.now()).await;
        }
        if let CardOutcome::Answered(answer) = &outcome
            && let Err(error) = self.tell_the_desk(answer).await
        {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "whom the kiosk received does not stand in the desk's list"
            );
        }
        ending(outcome)
    }

    /// Puts whom the hub named into the desk's list, as if staff had typed the number.
    async fn tell_the_desk(&self, answer: &CardAnswer) -> Result<(), JournalError> {
        let (Some(result), Some(validity)) = (&answer.result, answer.validity) else {
            return Ok(());
        };
        if validity == Validity::Undetermined {
            return Ok(());
        }
        let question = Question {
            id: desk::random_id()?,
            asked_at: answer.confirmed_at,
            on: answer.on,
            insurer_number: result.insurer_number.clone(),
            symbol: result.symbol.clone(),
            number: result.number.clone(),
            branch: result.branch.clone(),
            born_on: result.born_on,
        };
        let known = Answer {
            id: question.id.clone(),
            confirmed_at: answer.confirmed_at,
            on: answer.on,
            validity,
            result: answer.result.clone(),
            not_covered: answer.not_covered.clone(),
            cause: None,
            because: answer.because.clone(),
        };
        let outcome = Outcome::Answered(Box::new(known));
        desk::received_by_card(&self.journal, question, outcome, self.now()).await
    }
}

fn ending(outcome: CardOutcome) -> Ending {
    match outcome {
        CardOutcome::Answered(answer) => Ending::Answered(answer),
        CardOutcome::NotProven(refusal) => Ending::Refused(refusal),
        CardOutcome::Refused(_) => Ending::NotHeard,
    }
}

/// Runs work on a counter that is held; none where it was stopped half-way.
async fn held<T: Send + 'static>(
    mut guard: OwnedMutexGuard<Counter>,
    work: impl FnOnce(&mut Counter) -> T + Send + 'static,
) -> Option<(OwnedMutexGuard<Counter>, T)> {
    let worked = tokio::task::spawn_blocking(move || {
        let value = work(&mut guard);
        (guard, value)
    });
    worked.await.ok()
}
