//! The reading thread: rows in, steps for the ledger out.

use std::sync::Arc;

use interchange::members::{ListError, MemberList, MemberRow, Refusal};
use record::Person;
use store::{Employer, Member, Step};
use tokio::sync::{mpsc, oneshot};

use super::{
    Import, ImportError, MyNumberKey, News, Report, Row, Says, Watch, What,
    employers::Employers,
    people::People,
    plan::{Heading, Plan, quarantine_id},
    refused::RefusedRows,
    seen::{Again, Seen},
};
use crate::{Clock, ledger::Ledger};

/// Steps that are handed over at once.
const STEPS: usize = 500;
/// Rows after which whoever watches is told.
const ROWS_A_LOOK: u64 = 256;

/// Rows decided and not yet written.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) items: Vec<Item>,
    pub(super) employers: Vec<Employer>,
    /// Rows that write nothing.
    pub(super) unchanged: u64,
    /// Told once everything before is in the ledger.
    pub(super) settled: Option<oneshot::Sender<()>>,
}

/// A row that writes something.
pub(super) struct Item {
    pub(super) step: Step,
    pub(super) line: u32,
    pub(super) what: What,
    /// The row, where somebody else may change the person it is about meanwhile.
    pub(super) row: Option<Box<Row>>,
}

/// What has been read.
pub(super) struct Read {
    /// Complete for a dry run; otherwise without what the writing counts.
    pub(super) report: Report,
    pub(super) seen: Seen,
}

/// A list on its way into the ledger.
pub(super) struct Reading {
    pub(super) ledger: Arc<Ledger>,
    pub(super) clock: Clock,
    pub(super) request: Import,
    pub(super) key: Option<MyNumberKey>,
    /// What the change ids of this run begin with.
    pub(super) run: String,
    /// Where the job is: steps never move it back.
    pub(super) position: i64,
    /// To the writing; in a dry run there is none.
    pub(super) batches: Option<mpsc::Sender<Batch>>,
}

impl Reading {
    /// Reads a list to its end.
    pub(super) fn all(self, list: MemberList, watch: impl Watch) -> Result<Read, ImportError> {
        let twice = match &self.batches {
            Some(_) => Seen::nobody(),
            None => self.named_twice()?,
        };
        let ledger = Arc::clone(&self.ledger);
        let says = Says::of(&list);
        let refused = self.request.refused.clone().filter(|_| self.batches.is_some());
        let pass = Pass {
            people: People::of(ledger.store()),
            says,
            twice,
            empty: ledger.store().members(None, 1)?.is_empty(),
            employers: Employers::default(),
            batch: Batch::default(),
            unsettled: false,
            read: Read { report: Report::default(), seen: Seen::nobody() },
            watch,
            reading: self,
        };
        pass.all(list, RefusedRows::to(refused))
    }

    fn row(&self, member: MemberRow, says: Says) -> Row {
        let hash = match (&self.key, &member.my_number) {
            (Some(key), Some(number)) => Some(key.hash(number)),
            (Some(_) | None, _) => None,
        };
        Row::new(member, hash, says)
    }

    /// Whom a list names more than once, so that a dry run need remember nobody else.
    fn named_twice(&self) -> Result<Seen, ListError> {
        let mut list = MemberList::open(&self.request.file, self.request.insurer)?;
        let says = Says::of(&list);
        let (mut seen, mut twice) = (Seen::nobody(), Seen::nobody());
        while let Some(row) = list.next_row()? {
            let Ok(member) = row else { continue };
            let row = self.row(member, says);
            if seen.row(&row) != Again::No {
                twice.row(&row);
            }
        }
        Ok(twice)
    }
}

/// One pass over a list.
struct Pass<'a, W> {
    reading: Reading,
    people: People<'a>,
    says: Says,
    twice: Seen,
    /// Whether the ledger held nobody when the list was begun.
    empty: bool,
    employers: Employers,
    batch: Batch,
    /// Whether anything was handed over that may not be in the ledger yet.
    unsettled: bool,
    read: Read,
    watch: W,
}

impl<W: Watch> Pass<'_, W> {
    fn all(mut self, mut list: MemberList, mut refused: RefusedRows) -> Result<Read, ImportError> {
        self.read.report.ignored_columns = list.ignored_columns().map(str::to_owned).collect();
        while let Some(row) = list.next_row()? {
            self.read.report.rows += 1;
            match row {
                Ok(member) => self.member(member)?,
                Err(refusal) => self.refuse(&list, refusal, &mut refused)?,
            }
            if self.read.report.rows.is_multiple_of(ROWS_A_LOOK) {
                let (read, of) = list.progress();
                self.watch.progress(read, of, self.read.report.rows);
            }
        }
        self.hand_over(None)?;
        refused.finish().map_err(ImportError::Refused)?;
        let (read, of) = list.progress();
        self.watch.progress(read, of, self.read.report.rows);
        Ok(self.read)
    }

    fn refuse(
        &mut self,
        list: &MemberList,
        refusal: Refusal,
        refused: &mut RefusedRows,
    ) -> Result<(), ImportError> {
        refused.add(list, &refusal).map_err(ImportError::Refused)?;
        self.read.report.refused.push(refusal);
        Ok(())
    }

    /// Decides on a good row. A row of somebody the list has named before is decided once
    /// everything before it is in the ledger.
    fn member(&mut self, member: MemberRow) -> Result<(), ImportError> {
        let row = self.reading.row(member, self.says);
        let again = self.read.seen.row(&row);
        if again != Again::No {
            self.settle()?;
        }
        // An empty ledger need not be asked for somebody the list has not named.
        let mut plan = if self.empty && again == Again::No {
            Plan::New
        } else {
            Plan::of(&self.people, &row)?
        };
        let known = plan.person().is_some_and(|key| self.read.seen.person(key));
        if known && again == Again::No {
            self.settle()?;
            plan = Plan::of(&self.people, &row)?;
        }
        if known || again == Again::SamePerson {
            plan = plan.said_before();
        }
        let what = self.what(&row, &plan)?;
        self.watch.news(&News { row: &row.member, what, differences: plan.differences() });
        if self.reading.batches.is_none() {
            self.read.report.count(row.member.line, what);
            self.pretend(row, plan);
            return Ok(());
        }
        let employer = self.employers.first_named(row.member.delivery.as_ref());
        self.batch.employers.extend(employer);
        if what == What::Unchanged {
            self.batch.unchanged += 1;
            return Ok(());
        }
        self.push(row, plan, what)
    }

    /// What a plan does: nothing where a person has settled the same row before.
    fn what(&self, row: &Row, plan: &Plan) -> Result<What, store::Error> {
        let what = plan.what();
        if let What::PutAside(why) = what {
            let store = self.reading.ledger.store();
            let before = store.quarantined_row(&quarantine_id(row, why))?;
            if before.is_some_and(|it| it.settled.is_some()) {
                return Ok(What::Unchanged);
            }
        }
        Ok(what)
    }

    fn push(&mut self, row: Row, plan: Plan, what: What) -> Result<(), ImportError> {
        let line = row.member.line;
        // A new person without a My Number is nobody else's to change.
        let contested = plan.person().is_some() || (what == What::New && row.hash.is_some());
        let kept = contested.then(|| Box::new(row.clone()));
        let heading = Heading {
            change_id: format!("{}:{line}", self.reading.run),
            recorded_by: &self.reading.request.recorded_by,
            recorded_at: (self.reading.clock)(),
        };
        let task = plan.task(self.reading.ledger.store(), row, heading)?;
        let step = Step { position: i64::from(line).max(self.reading.position), task };
        self.batch.items.push(Item { step, line, what, row: kept });
        if self.batch.items.len() >= STEPS { self.hand_over(None) } else { Ok(()) }
    }

    /// Waits until everything handed over is in the ledger.
    fn settle(&mut self) -> Result<(), ImportError> {
        if self.reading.batches.is_none() || (!self.unsettled && self.batch.items.is_empty()) {
            return Ok(());
        }
        let (settled, wait) = oneshot::channel();
        self.hand_over(Some(settled))?;
        wait.blocking_recv().map_err(|_| ImportError::Stopped)?;
        self.unsettled = false;
        Ok(())
    }

    fn hand_over(&mut self, settled: Option<oneshot::Sender<()>>) -> Result<(), ImportError> {
        let Some(batches) = &self.reading.batches else { return Ok(()) };
        let next = Batch { items: Vec::with_capacity(STEPS), ..Batch::default() };
        let batch = Batch { settled, ..std::mem::replace(&mut self.batch, next) };
        self.unsettled = true;
        batches.blocking_send(batch).map_err(|_| ImportError::Stopped)
    }

    /// Has the rest of a dry run find somebody named twice as an import would have left them.
    fn pretend(&mut self, row: Row, plan: Plan) {
        if !self.twice.touches(&row) {
            return;
        }
        let store = self.reading.ledger.store();
        let hash = row.hash;
        let member = match plan {
            Plan::Aside(..) => return,
            Plan::New => {
                let person_key = store.new_person_key((self.reading.clock)());
                let Some(person) = Person::from_facts(row.facts()) else { return };
                Member { person_key, revision: 1, person }
            }
            Plan::Known { mut member, changes, .. } => {
                let ended = |it: &record::Fact| {
                    let same =
                        |end: &store::End| end.kind == it.kind() && end.subject == it.subject();
                    changes.end.iter().any(same)
                };
                let left = member.person.facts().into_iter().filter(|it| !ended(it));
                let facts: Vec<_> = left.chain(changes.facts.iter().cloned()).collect();
                let Some(person) = Person::from_facts(facts) else { return };
                member.person = person;
                *member
            }
        };
        self.people.pretend(member, hash);
    }
}
