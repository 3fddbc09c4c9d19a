//! A made-up insurer's office for tests: steps written as words, and what it has registered.

use record::{ApplicationReason, Document, DocumentKind, Fact};
use store::{
    ActOutcome, Batch, BatchFile, BatchItem, Held, IssueStep, ItemOutcome, Mailing, OfficeAct,
    OfficeApplication, OfficeStep, Original, Outcome, Payment, PersonKey, Progress, SettleItem,
    Sheet, Step, Store, Task,
};

use super::{House, at, change, day, enrol, existing, house, identity, insurer, run};

pub(crate) const NOW: &str = "2026-04-01T00:00:00Z";
pub(crate) const KINDS: [DocumentKind; 3] = [
    DocumentKind::EligibilityCertificate,
    DocumentKind::EligibilityNotice,
    DocumentKind::ElderlyRecipientCertificate,
];

/// An office's act of some steps.
pub(crate) fn act(id: &str, person_key: Option<PersonKey>, steps: Vec<OfficeStep>) -> OfficeAct {
    OfficeAct {
        id: id.to_owned(),
        insurer: insurer(),
        kind: "test".to_owned(),
        person_key,
        about: Some("about".to_owned()),
        note: "{}".to_owned(),
        recorded_by: "clerk".to_owned(),
        reason: "asked for".to_owned(),
        recorded_at: at(NOW),
        change: None,
        steps,
    }
}

/// Carries an act out that must be recorded.
pub(crate) fn done(store: &Store, id: &str, person_key: Option<PersonKey>, steps: Vec<OfficeStep>) {
    let outcome = run(store.office_act(act(id, person_key, steps))).unwrap();
    assert_eq!(outcome, ActOutcome::Recorded { revision: None }, "{id}");
}

/// What a row of a table does: a step of an act, or something a run does.
pub(crate) enum Doing {
    Act(Box<OfficeStep>),
    Start(String),
    Printed(String),
    Task(Box<Task>),
    File(BatchFile),
}

/// Does it, and says whether its guard let it pass.
pub(crate) fn carry_out(store: &Store, id: &str, key: PersonKey, doing: Doing) -> bool {
    match doing {
        Doing::Act(step) => {
            let outcome = run(store.office_act(act(id, Some(key), vec![*step]))).unwrap();
            let refused = outcome == ActOutcome::Refused { step: 0 };
            assert!(refused || outcome == ActOutcome::Recorded { revision: None }, "{id}");
            !refused
        }
        Doing::Start(batch_id) => run(store.start_batch(&batch_id, at(NOW))).unwrap(),
        Doing::Printed(batch_id) => run(store.finish_batch_printing(&batch_id, at(NOW))).unwrap(),
        Doing::Task(task) => {
            let outcome = one(store, id, *task);
            let refused = outcome == Some(Outcome::Conflict);
            let done = matches!(outcome, None | Some(Outcome::Recorded { .. }));
            assert!(refused || done, "{id}: {outcome:?}");
            !refused
        }
        Doing::File(file) => run(store.put_batch_file(file)).unwrap(),
    }
}

/// Does again what was done under the id: it changes nothing and says it is done.
pub(crate) fn again(store: &Store, id: &str, key: PersonKey, doing: Doing) {
    if let Doing::Act(step) = doing {
        let outcome = run(store.office_act(act(id, Some(key), vec![*step]))).unwrap();
        assert_eq!(outcome, ActOutcome::Already, "{id}");
    } else {
        assert!(carry_out(store, id, key, doing), "{id}");
    }
}

/// Carries one task out as a job of its own.
pub(crate) fn one(store: &Store, job_id: &str, task: Task) -> Option<Outcome> {
    let after = run(store.start_job(job_id, "issue", at(NOW))).unwrap().position;
    let progress = Progress { job_id: job_id.to_owned(), after, state: None };
    let steps = vec![Step { position: after + 1, task }];
    run(store.carry_out(progress, steps)).unwrap()[0]
}

/// What a row says, with ids of its own: a step of [`Words`], or of a run: `start b`, `printed b`,
/// `issue b 1` or `issue b 1 a`, `held b 1`, `notdue b 1`, `sheet b 2 1`, `file b f 1`.
pub(crate) fn doing(store: &Store, key: PersonKey, row: usize, words: &str) -> Doing {
    let words: Vec<&str> = words.split_whitespace().collect();
    let ids: Vec<String> = words.iter().map(|it| format!("{it}-{row}")).collect();
    let said = Words { all: &words, ids: &ids, key };
    let step = said.of_applications().or_else(|| said.of_batches()).or_else(|| said.of_mail());
    match step {
        Some(step) => Doing::Act(Box::new(step)),
        None => running(store, key, &words, &ids),
    }
}

/// Steps of an act in words: `apply a`, `approve a` or `approve a 1000`, `refuse a`, `invoice a n`,
/// `pay a` or `pay a p`, `sent a`, `withdraw a`; `batch b` or `batch b 3`, `release b` or
/// `release b 2 maker`, `return b`, `drop b`, `pause b`, `resume b`, `count b`, `send b`,
/// `void b 1 2`, `end b 1`; `payment p 1000`, `settle p` or `settle p a`, `mail m`, `back m`,
/// `settled m`.
struct Words<'a> {
    all: &'a [&'a str],
    ids: &'a [String],
    key: PersonKey,
}

impl Words<'_> {
    fn id(&self, place: usize) -> String {
        self.ids[place].clone()
    }

    fn number(&self, place: usize) -> Option<u32> {
        self.all.get(place).map(|it| it.parse().unwrap())
    }

    fn of_applications(&self) -> Option<OfficeStep> {
        let (at, by) = (at(NOW), "approver".to_owned());
        let application_id = self.id(1);
        Some(match self.all[0] {
            "apply" => OfficeStep::OpenApplication(application(self.key, &application_id)),
            "approve" => {
                let fee_yen = self.number(2);
                OfficeStep::ApproveApplication { application_id, by, at, fee_yen }
            }
            "refuse" => {
                let why = "not covered".to_owned();
                OfficeStep::RefuseApplication { application_id, by, at, why }
            }
            "invoice" => {
                let invoice_number = self.id(2);
                OfficeStep::InvoiceApplication { application_id, invoice_number, at }
            }
            "pay" => {
                let (paid_on, payment_id) = (day("2026-04-02"), self.ids.get(2).cloned());
                OfficeStep::PayApplication { application_id, paid_on, payment_id }
            }
            "sent" => OfficeStep::MarkApplicationSent { application_id, at },
            "withdraw" => OfficeStep::WithdrawApplication { application_id, at },
            _ => return None,
        })
    }

    fn of_batches(&self) -> Option<OfficeStep> {
        let (at, batch_id) = (at(NOW), self.id(1));
        Some(match self.all[0] {
            "batch" => {
                let items = usize::try_from(self.number(2).unwrap_or(1)).unwrap();
                let (batch, items) = batch(&batch_id, &vec![self.key; items]);
                OfficeStep::AddBatch { batch, items }
            }
            "release" => {
                let by = (*self.all.get(3).unwrap_or(&"maker")).to_owned();
                OfficeStep::ReleaseBatch { batch_id, by, at, two_above: self.number(2) }
            }
            "return" => OfficeStep::ReturnBatch { batch_id, why: "wrong".to_owned(), at },
            "drop" => OfficeStep::WithdrawBatch { batch_id, at },
            "pause" => OfficeStep::PauseBatch { batch_id, at },
            "resume" => OfficeStep::ResumeBatch { batch_id },
            "count" => OfficeStep::CountBatch { batch_id, at },
            "send" => OfficeStep::SendBatch { batch_id, at },
            "void" => {
                let (first, last) = (self.number(2).unwrap(), self.number(3).unwrap());
                OfficeStep::VoidSheets { batch_id, first, last, at, why: "jam".to_owned() }
            }
            "end" => {
                let document_id = document_id(&batch_id, self.number(2).unwrap());
                OfficeStep::EndOriginal { document_id, at, why: "lost".to_owned() }
            }
            _ => return None,
        })
    }

    fn of_mail(&self) -> Option<OfficeStep> {
        let (at, id) = (at(NOW), self.id(1));
        Some(match self.all[0] {
            "payment" => OfficeStep::AddPayment(payment(&id, self.number(2).unwrap().into())),
            "settle" => OfficeStep::SettlePayment {
                payment_id: id,
                application_id: self.ids.get(2).cloned(),
                by: "clerk".to_owned(),
                at,
                how: "matched".to_owned(),
            },
            "mail" => OfficeStep::AddMailing(mailing(Some(self.key), &id)),
            "back" => OfficeStep::MarkUndelivered {
                mailing_id: id,
                on: day("2026-04-09"),
                why: "unknown".to_owned(),
            },
            "settled" => {
                OfficeStep::SettleMailing { mailing_id: id, at, how: "sent again".to_owned() }
            }
            _ => return None,
        })
    }
}

/// What a run does.
fn running(store: &Store, key: PersonKey, words: &[&str], ids: &[String]) -> Doing {
    let number = |place: usize| words[place].parse::<u32>().unwrap();
    let batch_id = || ids[1].clone();
    let settle = |outcome, why: &str| {
        let (batch_id, place, why) = (batch_id(), number(2), why.to_owned());
        Task::SettleItem(Box::new(SettleItem { batch_id, place, outcome, why }))
    };
    Doing::Task(Box::new(match words[0] {
        "start" => return Doing::Start(batch_id()),
        "printed" => return Doing::Printed(batch_id()),
        "file" => return Doing::File(file(&ids[1], words[2], u8::try_from(number(3)).unwrap())),
        "issue" => {
            let applications = ids.get(3..).unwrap_or_default().to_vec();
            let step = issue(store, key, &ids[1], number(2));
            Task::Issue(Box::new(IssueStep { application_ids: applications, ..step }))
        }
        "held" => settle(ItemOutcome::Held, "cannot be drawn"),
        "notdue" => settle(ItemOutcome::NotDue, "left"),
        "sheet" => Task::Sheet(Box::new(sheet(&ids[1], number(2), number(3)))),
        other => panic!("no step {other}"),
    }))
}

pub(crate) fn document_id(batch_id: &str, place: u32) -> String {
    format!("{batch_id}:{place}")
}

/// A batch of an item for each person, of the kinds in turn where it is one person's.
pub(crate) fn batch(batch_id: &str, people: &[PersonKey]) -> (Batch, Vec<BatchItem>) {
    let item = |(place, person_key): (u32, &PersonKey)| BatchItem {
        place,
        person_key: *person_key,
        kind: if people[0] == *person_key { kind(place) } else { KINDS[0] },
        how: "ex_officio".to_owned(),
        issue_from: Some(day("2026-04-01")),
        in_hand_by: None,
        because: "R-098 R-108".to_owned(),
        deliver: "employer".to_owned(),
        employer: Some("0001".to_owned()),
        bundle: "employer 0001".to_owned(),
        outcome: None,
        why: None,
        document_id: None,
    };
    let items: Vec<BatchItem> = (1..).zip(people).map(item).collect();
    let batch = Batch {
        batch_id: batch_id.to_owned(),
        insurer: insurer(),
        on: day("2026-04-01"),
        name: "April".to_owned(),
        made_by: "maker".to_owned(),
        made_at: at(NOW),
        items: u32::try_from(items.len()).unwrap(),
        settings_revision: 0,
        released_by: None,
        released_at: None,
        started_at: None,
        paused_at: None,
        printed_at: None,
        counted_at: None,
        sent_at: None,
        withdrawn_at: None,
        returned_at: None,
        returned_why: None,
    };
    (batch, items)
}

/// The kind of the item at a place of one person's batch.
pub(crate) fn kind(place: u32) -> DocumentKind {
    KINDS[(usize::try_from(place).unwrap() - 1) % KINDS.len()]
}

/// The issue of an item of one person's batch on the sheet of its number, decided now.
pub(crate) fn issue(store: &Store, key: PersonKey, batch_id: &str, place: u32) -> IssueStep {
    issue_of(store, key, batch_id, (place, kind(place)))
}

/// The issue of an item of a kind, decided now.
pub(crate) fn issue_of(
    store: &Store,
    person_key: PersonKey,
    batch_id: &str,
    (place, kind): (u32, DocumentKind),
) -> IssueStep {
    let current = store.person(person_key).unwrap().unwrap();
    assert!(matches!(current.held, Held::Person(_)));
    let fact = Fact::Document(Document {
        kind,
        issued_on: day("2026-04-01"),
        valid_from: day("2026-04-01"),
        valid_to: Some(day("2027-03-31")),
        insurer_number: Some(insurer()),
        lost_on: None,
        returned_on: None,
    });
    let id = format!("issue:{batch_id}:{place}");
    let change = change(&id, existing(person_key, current.revision), NOW, vec![fact]);
    IssueStep {
        prepared: store.prepare(change).unwrap(),
        original: Original {
            document_id: document_id(batch_id, place),
            person_key,
            kind,
            insurer: insurer(),
            batch_id: batch_id.to_owned(),
            place,
            content: "{\"paper\": \"certificate\", \"name\": \"見本\"}".to_owned(),
            issued_on: day("2026-04-01"),
            made_at: at(NOW),
            ended_at: None,
            end_reason: None,
        },
        sheet: sheet(batch_id, place, place),
        application_ids: Vec::new(),
    }
}

/// A sheet of the original of a place.
pub(crate) fn sheet(batch_id: &str, sheet: u32, place: u32) -> Sheet {
    Sheet {
        batch_id: batch_id.to_owned(),
        sheet,
        document_id: document_id(batch_id, place),
        file: format!("{:04}.pdf", sheet.div_ceil(1_000)),
        page: (sheet - 1) % 1_000 + 1,
        made_at: at(NOW),
        void_at: None,
        void_reason: None,
    }
}

fn file(batch_id: &str, name: &str, content: u8) -> BatchFile {
    BatchFile {
        batch_id: batch_id.to_owned(),
        name: name.to_owned(),
        kind: "cards".to_owned(),
        first_sheet: Some(1),
        last_sheet: Some(9),
        bytes: 1 << 40,
        sha256: [content; 32],
        written_at: at(NOW),
    }
}

pub(crate) fn application(person_key: PersonKey, id: &str) -> OfficeApplication {
    OfficeApplication {
        application_id: id.to_owned(),
        insurer: insurer(),
        person_key,
        document: KINDS[0],
        reason: ApplicationReason::LostDocument,
        received_on: day("2026-03-30"),
        applicant: "caregiver".to_owned(),
        applicant_name: Some("見本　花子".to_owned()),
        channel: "counter".to_owned(),
        note: "by telephone".to_owned(),
        received_at: at(NOW),
        decided_at: None,
        decided_by: None,
        approved: None,
        refusal: None,
        fee_yen: None,
        invoice_number: None,
        invoiced_at: None,
        paid_on: None,
        payment_id: None,
        document_id: None,
        made_at: None,
        sent_at: None,
        withdrawn_at: None,
    }
}

pub(crate) fn payment(id: &str, yen: u64) -> Payment {
    Payment {
        payment_id: id.to_owned(),
        insurer: insurer(),
        paid_on: day("2026-04-02"),
        yen,
        payer: "ﾐﾎﾝ ﾊﾅｺ".to_owned(),
        reference: String::new(),
        file: "2026-04.txt".to_owned(),
        line: 7,
        added_at: at(NOW),
        application_id: None,
        settled_at: None,
        settled_by: None,
        settled_how: None,
    }
}

pub(crate) fn mailing(person_key: Option<PersonKey>, id: &str) -> Mailing {
    Mailing {
        mailing_id: id.to_owned(),
        insurer: insurer(),
        person_key,
        employer: None,
        what: "invoice".to_owned(),
        about: "a".to_owned(),
        how: "simple_registered".to_owned(),
        sent_on: day("2026-04-03"),
        undelivered_on: None,
        undelivered_why: None,
        settled_at: None,
        settled_how: None,
    }
}

/// Everything the register holds of a row of a table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Registered {
    pub(crate) applications: Vec<OfficeApplication>,
    pub(crate) originals: Vec<Original>,
    pub(crate) mailings: Vec<Mailing>,
    pub(crate) payments: Vec<Payment>,
    pub(crate) batches: Vec<Whole>,
    pub(crate) revision: i64,
}

/// A batch with everything in it.
pub(crate) type Whole = (Batch, Vec<BatchItem>, Vec<Sheet>, Vec<BatchFile>);

pub(crate) fn registered(store: &Store, key: PersonKey, row: usize) -> Registered {
    let payments = ["p1", "p2"].map(|it| store.payment(&format!("{it}-{row}")).unwrap());
    let batches = ["b1", "b2"].map(|it| store.batch(&format!("{it}-{row}")).unwrap());
    let whole = |it: Batch| {
        let items = store.batch_items(&it.batch_id, 0, 100).unwrap();
        let sheets = store.sheets(&it.batch_id, 0, 100).unwrap();
        let files = store.batch_files(&it.batch_id).unwrap();
        (it, items, sheets, files)
    };
    Registered {
        applications: store.applications_of(key).unwrap(),
        originals: store.originals_of(key).unwrap(),
        mailings: store.mailings_of(key).unwrap(),
        payments: payments.into_iter().flatten().collect(),
        batches: batches.into_iter().flatten().map(whole).collect(),
        revision: store.person(key).unwrap().unwrap().revision,
    }
}

/// An office that carries out words, about one person.
pub(crate) struct Desk {
    pub(crate) house: House,
    pub(crate) key: PersonKey,
    acts: std::cell::Cell<usize>,
}

impl Desk {
    pub(crate) fn open() -> Self {
        let house = house();
        let key = enrol(&house.store, "a", NOW, vec![identity("甲", "1990-01-01")]);
        Self { house, key, acts: std::cell::Cell::new(0) }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.house.store
    }

    /// Does each of some words parted by commas, all of which must pass.
    #[track_caller]
    pub(crate) fn does(&self, words: &str) {
        for it in words.split(',') {
            self.acts.set(self.acts.get() + 1);
            let id = format!("does:{}", self.acts.get());
            assert!(
                carry_out(self.store(), &id, self.key, doing(self.store(), self.key, 1, it)),
                "{it}"
            );
        }
    }

    pub(crate) fn step(&self, words: &str) -> OfficeStep {
        let Doing::Act(step) = doing(self.store(), self.key, 1, words) else {
            panic!("{words} is no step of an act");
        };
        *step
    }

    #[track_caller]
    pub(crate) fn outcome(&self, act: OfficeAct) -> ActOutcome {
        run(self.store().office_act(act)).unwrap()
    }
}
