//! What recording an original costs: the person's facts, the original with what is printed on it,
//! its sheet, the end of the one before and what became of the item, in the register of a batch.
//!
//! ```text
//! cargo run --release -p store --example issue_speed -- [PEOPLE]
//! ```
//!
//! Everybody gets a certificate in a first batch and its successor in a second. CPU is that of the
//! process, with the write-ahead log synced as always; the law's part in the agenda is left out, as
//! it is measured with the law.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program that only measures")]

use std::{fs, sync::Arc, time::Instant};

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use record::{Coverage, Document, DocumentKind, Fact, Identity, IncomeTier, Role, Sex};
use store::{
    Awaited, Batch, BatchItem, Change, IssueStep, OfficeAct, OfficeStep, Original, Outcome,
    PersonKey, Progress, Sheet, Step, Store, Task, Whose,
};

const KIND: DocumentKind = DocumentKind::EligibilityCertificate;

fn main() {
    let people = std::env::args().nth(1).map_or(20_000, |it| it.parse().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("ledger.db").display());
    let store = Store::open(&url, Arc::new(|_, _| Awaited::default())).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(enrol(&store, people));
    println!("| {people} originals | µs of CPU each | µs each |\n|---|---|---|");
    for (number, batch_id) in [(1_i8, "first"), (2, "second")] {
        let made = Cost::of(people, || runtime.block_on(make(&store, batch_id, people)));
        let day = Date::constant(2026, 3, number);
        let mut steps = Vec::new();
        let ready = Cost::of(people, || {
            steps = (1..=people).map(|place| step(&store, batch_id, place, day)).collect();
        });
        let recorded = Cost::of(people, || {
            let progress = Progress { job_id: batch_id.to_owned(), after: 0, state: None };
            let outcomes = runtime.block_on(store.carry_out(progress, steps)).unwrap();
            let whole = |it: &Option<Outcome>| matches!(it, Some(Outcome::Recorded { .. }));
            assert!(outcomes.iter().all(whole));
        });
        made.print(&format!("{batch_id} batch: add, release and start"));
        ready.print(&format!("{batch_id} batch: read the person and prepare"));
        recorded.print(&format!("{batch_id} batch: record"));
    }
    let bytes = fs::metadata(directory.path().join("ledger.db")).unwrap().len();
    println!("| the ledger | {} bytes a person | |", bytes / u64::from(people));
}

/// Microseconds for each of the people.
struct Cost {
    cpu: f64,
    wall: f64,
}

impl Cost {
    fn of(people: u32, work: impl FnOnce()) -> Self {
        let (before, start) = (cpu_micros(), Instant::now());
        work();
        let people = f64::from(people);
        let wall = start.elapsed().as_secs_f64() * 1e6 / people;
        Self { cpu: (cpu_micros() - before) / people, wall }
    }

    fn print(&self, what: &str) {
        println!("| {what} | {:.1} | {:.1} |", self.cpu, self.wall);
    }
}

/// CPU time of the process so far; the system counts it in hundredths of a second.
fn cpu_micros() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    // The name before the last parenthesis may hold anything.
    let fields = stat.rsplit_once(')').unwrap().1.split_whitespace();
    let ticks = fields.skip(11).take(2).map(|it| it.parse::<f64>().unwrap());
    ticks.sum::<f64>() * 1e4
}

fn key(place: u32) -> PersonKey {
    PersonKey::of(i64::from(place) << 32).unwrap()
}

fn insurer() -> InsurerNumber {
    "06130090".parse().unwrap()
}

fn now() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

fn change(id: String, whose: Whose, facts: Vec<Fact>) -> Change {
    let (recorded_by, reason) = ("office".to_owned(), "issue".to_owned());
    Change {
        id,
        whose,
        facts,
        end: Vec::new(),
        my_number_hash: None,
        recorded_by,
        reason,
        recorded_at: now(),
    }
}

async fn enrol(store: &Store, people: u32) {
    let step = |place: u32| {
        let identity = Identity {
            name: "見本　花子".to_owned(),
            kana: Some("ミホン　ハナコ".to_owned()),
            sex: Sex::Female,
            born_on: Date::constant(1980, 5, 17),
            insured_name: None,
        };
        let coverage = Coverage {
            insurer_number: insurer(),
            symbol: Some("1001".to_owned()),
            number: place.to_string(),
            branch: Some("00".to_owned()),
            role: Role::Insured,
            acquired_on: Date::constant(2020, 4, 1),
            lost_on: None,
            income_tier: IncomeTier::Ordinary,
            income_tiers: Vec::new(),
            voluntary_continuation: false,
        };
        let facts = vec![Fact::Identity(identity), Fact::Coverage(coverage)];
        let change = change(format!("list:{place}"), Whose::New(key(place)), facts);
        let task = Task::Record(Box::new(store.prepare(change).unwrap()));
        Step { position: i64::from(place), task }
    };
    store.start_job("list", "import", now()).await.unwrap();
    let progress = Progress { job_id: "list".to_owned(), after: 0, state: None };
    store.carry_out(progress, (1..=people).map(step).collect()).await.unwrap();
}

async fn make(store: &Store, batch_id: &str, people: u32) {
    let item = |place: u32| BatchItem {
        place,
        person_key: key(place),
        kind: KIND,
        how: "ex_officio".to_owned(),
        issue_from: Some(Date::constant(2026, 3, 1)),
        in_hand_by: Some(Date::constant(2026, 3, 31)),
        because: "R-098 R-108".to_owned(),
        deliver: "employer".to_owned(),
        employer: Some(format!("{:04}", place / 200)),
        bundle: format!("employer {:04}", place / 200),
        outcome: None,
        why: None,
        document_id: None,
    };
    let batch = Batch {
        batch_id: batch_id.to_owned(),
        insurer: insurer(),
        on: Date::constant(2026, 3, 1),
        name: batch_id.to_owned(),
        made_by: "maker".to_owned(),
        made_at: now(),
        items: people,
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
    let (id, by) = (batch_id.to_owned(), "approver".to_owned());
    let release = OfficeStep::ReleaseBatch { batch_id: id, by, at: now(), two_above: Some(100) };
    let items = (1..=people).map(item).collect();
    let act = OfficeAct {
        id: format!("batch:{batch_id}"),
        insurer: insurer(),
        kind: "batch".to_owned(),
        person_key: None,
        about: Some(batch_id.to_owned()),
        note: "{}".to_owned(),
        recorded_by: "maker".to_owned(),
        reason: "plan".to_owned(),
        recorded_at: now(),
        change: None,
        steps: vec![OfficeStep::AddBatch { batch, items }, release],
    };
    store.office_act(act).await.unwrap();
    assert!(store.start_batch(batch_id, now()).await.unwrap());
    store.start_job(batch_id, "issue", now()).await.unwrap();
}

fn step(store: &Store, batch_id: &str, place: u32, issued_on: Date) -> Step {
    let person_key = key(place);
    let current = store.person(person_key).unwrap().unwrap();
    let document = Document {
        kind: KIND,
        issued_on,
        valid_from: issued_on,
        valid_to: Some(Date::constant(2030, 11, 30)),
        insurer_number: Some(insurer()),
        lost_on: None,
        returned_on: None,
    };
    let whose = Whose::Existing { person_key, revision: current.revision };
    let change = change(format!("issue:{batch_id}:{place}"), whose, vec![Fact::Document(document)]);
    let document_id = format!("{batch_id}-{place:06}");
    let original = Original {
        document_id: document_id.clone(),
        person_key,
        kind: KIND,
        insurer: insurer(),
        batch_id: batch_id.to_owned(),
        place,
        // As long as a certificate's items are as JSON.
        content: format!("{{\"paper\": \"certificate\", \"name\": \"{}\"}}", "見本".repeat(150)),
        issued_on,
        made_at: now(),
        ended_at: None,
        end_reason: None,
    };
    let sheet = Sheet {
        batch_id: batch_id.to_owned(),
        sheet: place,
        document_id,
        file: format!("{:04}-employer.pdf", place / 1_000 + 1),
        page: (place - 1) % 1_000 + 1,
        made_at: now(),
        void_at: None,
        void_reason: None,
    };
    let prepared = store.prepare_for(change, &current).unwrap();
    let issue = IssueStep { prepared, original, sheet, application_ids: Vec::new() };
    Step { position: i64::from(place), task: Task::Issue(Box::new(issue)) }
}
