//! Recording a part: each item becomes an original with its sheet, is held, or is not due.

use std::collections::BTreeSet;

use print::Paper;
use record::DocumentKind;
use store::{
    BatchItem, IssueStep, ItemOutcome, Job, Original, Outcome, Progress, SettleItem, Sheet, Step,
    Task,
};

use super::{
    IssueError, Refusal,
    deciding::{Decision, Make, Work},
    held,
};

/// The most sheets of a file, so that memory does not grow with a batch and a printer takes it.
pub(super) const SHEETS_A_FILE: usize = 1_000;
/// How often an item is decided anew when somebody else keeps changing the person.
const ATTEMPTS: usize = 8;

/// Items that are one file: of one kind of paper and one way, in their order.
pub(super) struct Part {
    /// From 1.
    pub(super) number: u32,
    pub(super) kind: DocumentKind,
    /// The way, as the register names it.
    pub(super) deliver: String,
    /// The first place.
    pub(super) first: u32,
    /// The last place.
    pub(super) last: u32,
    /// Items without an outcome, with what becomes of them.
    open: Vec<(BatchItem, Decision)>,
    /// Pages of the file that are taken.
    pages: Pages,
}

/// The pages of a file: taken in order, those left free by a stop first.
#[derive(Default)]
struct Pages {
    taken: BTreeSet<u32>,
}

impl Pages {
    fn take(&mut self) -> u32 {
        let free = self.taken.iter().zip(1..).find(|(taken, page)| **taken != *page);
        let next = free.map_or_else(|| self.taken.last().map_or(1, |it| it + 1), |(_, page)| page);
        self.taken.insert(next);
        next
    }
}

impl Part {
    /// Reads and decides the part after a place; none where there are no more items.
    pub(super) fn decide(work: &Work, after: u32, number: u32) -> Result<Option<Self>, IssueError> {
        let store = work.issuing.ledger.store();
        let batch_id = &work.batch.batch_id;
        let mut items = store.batch_items(batch_id, after, SHEETS_A_FILE)?;
        let Some(head) = items.first() else { return Ok(None) };
        let (kind, deliver, first) = (head.kind, head.deliver.clone(), head.place);
        let length = items.iter().take_while(|it| it.kind == kind && it.deliver == deliver).count();
        items.truncate(length);
        let last = items.last().map_or(first, |it| it.place);
        let mut part =
            Self { number, kind, deliver, first, last, open: Vec::new(), pages: Pages::default() };
        if items.iter().any(|it| it.outcome == Some(ItemOutcome::Made)) {
            part.pages.taken = part.sheets(work)?.into_iter().map(|it| it.page).collect();
        }
        for item in items.into_iter().filter(|it| it.outcome.is_none()) {
            let decision = work.decide(&item)?;
            part.open.push((item, decision));
        }
        Ok(Some(part))
    }

    /// The name of its file.
    pub(super) fn name(&self) -> String {
        format!("{:04}-{}.pdf", self.number, stock(self.kind, &self.deliver))
    }

    /// The sheets of its file, in the order of their pages. A sheet has its item's number unless
    /// another before it was spoiled.
    pub(super) fn sheets(&self, work: &Work) -> Result<Vec<Sheet>, store::Error> {
        let name = self.name();
        let most = usize::try_from(self.last - self.first + 1).unwrap_or(SHEETS_A_FILE);
        let store = work.issuing.ledger.store();
        let mut sheets = store.sheets(&work.batch.batch_id, self.first - 1, most)?;
        sheets.retain(|it| it.file == name && it.sheet <= self.last);
        sheets.sort_unstable_by_key(|it| it.page);
        Ok(sheets)
    }
}

/// What a printer loads and where its sheets go, in words for the name of a file.
pub(super) fn stock(kind: DocumentKind, deliver: &str) -> String {
    let kind = match kind {
        DocumentKind::EligibilityCertificate => "certificates",
        DocumentKind::EligibilityNotice => "notices",
        DocumentKind::ElderlyRecipientCertificate => "elderly",
        DocumentKind::FormerInsuranceCertificate => "former",
    };
    format!("{kind}-{deliver}")
}

/// A job being carried out.
pub(super) struct Recording<'a> {
    pub(super) work: &'a Work,
    pub(super) job: Job,
    /// Originals made.
    pub(super) made: u64,
}

impl Recording<'_> {
    /// Records what becomes of each open item of a part.
    pub(super) async fn part(&mut self, part: &mut Part) -> Result<(), IssueError> {
        let mut steps = Vec::with_capacity(part.open.len());
        let mut asked = Vec::with_capacity(part.open.len());
        let name = part.name();
        for (item, decision) in std::mem::take(&mut part.open) {
            let page = matches!(decision, Decision::Make(_)).then(|| part.pages.take());
            steps.push(self.task(&item, decision, (&name, page)));
            asked.push((item, page));
        }
        let outcomes = self.steps(steps).await?;
        for ((item, page), outcome) in asked.into_iter().zip(outcomes) {
            if is_recorded(outcome.as_ref()) {
                self.made += u64::from(page.is_some());
            } else {
                self.again(part, item, page).await?;
            }
        }
        Ok(())
    }

    /// Decides an item anew, on what somebody else has made of the person meanwhile.
    async fn again(
        &mut self,
        part: &mut Part,
        item: BatchItem,
        page: Option<u32>,
    ) -> Result<(), IssueError> {
        let (store, batch_id) = (self.work.issuing.ledger.store(), &self.work.batch.batch_id);
        let mut page = page;
        for attempt in 0..ATTEMPTS {
            let items = store.batch_items(batch_id, item.place - 1, 1)?;
            let open = items.into_iter().find(|it| it.place == item.place && it.outcome.is_none());
            let Some(item) = open else { break };
            let decision = if attempt + 1 < ATTEMPTS {
                self.work.decide(&item)?
            } else {
                Decision::Settle(ItemOutcome::Held, held::CHANGING.to_owned())
            };
            let is_made = matches!(decision, Decision::Make(_));
            if is_made && page.is_none() {
                page = Some(part.pages.take());
            }
            let name = part.name();
            let task = self.task(&item, decision, (&name, page.filter(|_| is_made)));
            let outcomes = self.steps(vec![task]).await?;
            if is_recorded(outcomes.first().and_then(Option::as_ref)) {
                self.made += u64::from(is_made);
                if let Some(page) = page.filter(|_| !is_made) {
                    part.pages.taken.remove(&page);
                }
                return Ok(());
            }
            let batch = store.batch(batch_id)?.ok_or(Refusal::NoBatch)?;
            if batch.withdrawn_at.is_some() {
                return Err(Refusal::Withdrawn(batch_id.clone()).into());
            }
        }
        // Settled by another run meanwhile, which has its own page for it.
        if let Some(page) = page {
            part.pages.taken.remove(&page);
        }
        Ok(())
    }

    /// Carries tasks out and waits until they are durable.
    pub(super) async fn steps(
        &mut self,
        tasks: Vec<Task>,
    ) -> Result<Vec<Option<Outcome>>, IssueError> {
        if tasks.is_empty() {
            return Ok(Vec::new());
        }
        let after = self.job.position;
        let steps: Vec<Step> = tasks
            .into_iter()
            .zip(after + 1..)
            .map(|(task, position)| Step { position, task })
            .collect();
        let last = steps.last().map_or(after, |it| it.position);
        let progress = Progress { job_id: self.job.job_id.clone(), after, state: None };
        let turn = self.work.meter.write();
        let outcomes = self.work.issuing.ledger.store().carry_out(progress, steps).await;
        drop(turn);
        self.job.position = last;
        match outcomes {
            Err(store::Error::JobMoved) => {
                Err(Refusal::Running(self.work.batch.batch_id.clone()).into())
            }
            outcomes => Ok(outcomes?),
        }
    }

    fn task(
        &self,
        item: &BatchItem,
        decision: Decision,
        (file, page): (&str, Option<u32>),
    ) -> Task {
        match decision {
            Decision::Settle(outcome, why) => Task::SettleItem(Box::new(SettleItem {
                batch_id: self.work.batch.batch_id.clone(),
                place: item.place,
                outcome,
                why,
            })),
            Decision::Make(make) => self.issue(item, *make, (file, page.unwrap_or(1))),
        }
    }

    fn issue(&self, item: &BatchItem, make: Make, (file, page): (&str, u32)) -> Task {
        let Work { issuing, batch, .. } = self.work;
        let now = (issuing.clock)();
        let (batch_id, place) = (batch.batch_id.clone(), item.place);
        let Make { content, prepared, application_ids } = make;
        let document_id = self.work.document_id(place);
        let original = Original {
            document_id: document_id.clone(),
            person_key: item.person_key,
            kind: item.kind,
            insurer: batch.insurer,
            batch_id: batch_id.clone(),
            place,
            content,
            issued_on: batch.on,
            made_at: now,
            ended_at: None,
            end_reason: None,
        };
        let sheet = Sheet {
            batch_id,
            sheet: place,
            document_id,
            file: file.to_owned(),
            page,
            made_at: now,
            void_at: None,
            void_reason: None,
        };
        Task::Issue(Box::new(IssueStep { prepared, original, sheet, application_ids }))
    }
}

fn is_recorded(outcome: Option<&Outcome>) -> bool {
    match outcome {
        Some(Outcome::Recorded { .. }) | None => true,
        Some(Outcome::Conflict | Outcome::MyNumberOfAnother { .. } | Outcome::NothingToEnd) => {
            false
        }
    }
}

/// What an original says, from the register.
pub(super) fn content(work: &Work, document_id: &str) -> Result<Paper, IssueError> {
    let unreadable = || IssueError::Content { document_id: document_id.to_owned() };
    let original = work.issuing.ledger.store().original(document_id)?.ok_or_else(unreadable)?;
    serde_json::from_str(&original.content).map_err(|_| unreadable())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_left_free_are_taken_first() {
        let mut pages = Pages::default();
        assert_eq!([pages.take(), pages.take(), pages.take(), pages.take()], [1, 2, 3, 4]);
        pages.taken.remove(&2);
        pages.taken.remove(&3);
        assert_eq!([pages.take(), pages.take(), pages.take()], [2, 3, 5]);
        let mut pages = Pages { taken: [2, 3].into() };
        assert_eq!([pages.take(), pages.take()], [1, 4]);
    }
}
