//! An insurer's year, of every made-up insurer at once: life happens, nights pass, the offices plan
//! and issue, and on every day everybody is looked at.
//!
//! `SHIKAKU_YEAR_PEOPLE` says how many people; the ordinary test lives a year with few.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use eligibility::{Advice, CoverageStanding, DocumentKind, Judgement, Settings, impossible, judge};
use jiff::{Timestamp, ToSpan as _, Unit, civil::Date};
use print::Press;
use record::{
    Application, ApplicationReason, Coverage, DigitalCertificate, Fact, Person, Registration,
    law::Facts,
};
use server::{
    Clock,
    ledger::Ledger,
    work::{
        issue::{Issuing, make_batch, run_batch},
        night::night,
        plan::plan,
    },
};
use store::{Change, Member, Outcome, PersonKey, Progress, Step, Task, Whose};

use super::{People, draw::Draw};
use crate::demo::insurers::{self, Kind};

const FEW: usize = 300;
/// After F-48's first date: before it, whoever is 84 and late-stage elderly is listed too late by
/// the contract's order of grounds.
const FIRST: Date = jiff::civil::date(2026, 8, 1);
const LAST: Date = jiff::civil::date(2027, 7, 31);
/// The offices work every so many days.
const OFFICE_EVERY: i64 = 5;

/// The house of the year: its ledger, and a clock that is moved by hand.
struct Year {
    ledger: Arc<Ledger>,
    now: Arc<Mutex<Timestamp>>,
    draw: Draw,
    changes: u64,
    told: Told,
}

/// What the year was like.
#[derive(Debug, Default)]
struct Told {
    papers: u64,
    batches: u64,
    covered_days: u64,
    /// Days on which somebody covered had nothing to show, by what stood against it.
    without: BTreeMap<&'static str, u64>,
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_is_due_waits_longer_than_to_the_next_office_day() {
    let people = std::env::var("SHIKAKU_YEAR_PEOPLE").ok().and_then(|it| it.parse().ok());
    let people = people.unwrap_or(FEW);
    let began = Instant::now();
    let directory = tempfile::tempdir().unwrap();
    let mut year = Year::begin(directory.path(), people).await;
    let issuing = year.issuing(directory.path());
    let mut on = FIRST;
    while on <= LAST {
        year.dawn(on);
        night(&year.ledger, on).await.unwrap();
        year.live(people / 150 + 1, on).await;
        if i64::from(on.since((Unit::Day, FIRST)).unwrap().get_days()) % OFFICE_EVERY == 0 {
            year.office_day(&issuing, on).await;
        }
        year.look_at_everybody(on);
        on = on.tomorrow().unwrap();
    }
    let checked = year.ledger.store().check(LAST, &mut |it| panic!("{it:?}")).unwrap();
    assert_eq!(checked.differences, 0);
    let Told { papers, batches, covered_days, without } = &year.told;
    assert!(*papers > u64::try_from(people).unwrap() / 3, "{papers} papers");
    assert!(*covered_days > u64::try_from(people).unwrap() * 300);
    eprintln!(
        "{people} people, a year: {papers} papers in {batches} batches, {covered_days} covered \
         days, without proof {without:?}, {} changes, {:.1} s",
        year.changes,
        began.elapsed().as_secs_f64()
    );
}

impl Year {
    async fn begin(directory: &Path, people: usize) -> Self {
        let url = format!("sqlite:{}", directory.join("ledger.sqlite").display());
        let ledger = server::ledger::open(&url).unwrap();
        let now = Arc::new(Mutex::new(instant(FIRST.yesterday().unwrap())));
        let mut year =
            Self { ledger, now, draw: Draw::of(7, 0), changes: 0, told: Told::default() };
        for it in insurers::all().unwrap() {
            let insurer = store::Insurer {
                number: it.number,
                name: it.name.to_owned(),
                address: "見本県みほん市見本町9-9-9".to_owned(),
                phone: "000-000-0000".to_owned(),
            };
            year.ledger.store().put_insurer(insurer).await.unwrap();
        }
        let store = year.ledger.store();
        let job = store.start_job("year", "year", year.instant()).await.unwrap();
        let mut steps = Vec::new();
        for (position, mut person) in
            (1..).zip(People::new(7, FIRST.yesterday().unwrap()).unwrap().take(people))
        {
            // Whose stay is over gets no paper until somebody records its extension (F-25): here
            // everybody's is extended in time.
            person.dossier.stay_until =
                person.dossier.stay_until.map(|_| LAST.saturating_add(2.years()));
            let whose = Whose::New(store.new_person_key(year.instant()));
            let change = change(format!("year-{position}"), whose, person.facts(), year.instant());
            let prepared = Box::new(store.prepare(change).unwrap());
            steps.push(Step { position, task: Task::Record(prepared) });
        }
        let progress = Progress { job_id: job.job_id, after: 0, state: None };
        store.carry_out(progress, steps).await.unwrap();
        year.changes = u64::try_from(people).unwrap();
        year
    }

    fn issuing(&self, directory: &Path) -> Issuing {
        let now = Arc::clone(&self.now);
        let clock: Clock = Arc::new(move || *now.lock().unwrap_or_else(PoisonError::into_inner));
        Issuing {
            ledger: Arc::clone(&self.ledger),
            press: Arc::new(Press::new().unwrap()),
            out: directory.join("papers"),
            clock,
            by: "year".to_owned(),
        }
    }

    fn dawn(&self, on: Date) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = instant(on);
    }

    fn instant(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// So many things happen on a day, to whomever.
    async fn live(&mut self, times: usize, on: Date) {
        let keys: Vec<PersonKey> = self.members().iter().map(|it| it.person_key).collect();
        let count = u32::try_from(keys.len()).unwrap();
        for _ in 0..times {
            let place = usize::try_from(self.draw.below(count)).unwrap();
            let current = self.ledger.store().person(keys[place]).unwrap().unwrap();
            let store::Held::Person(person) = current.held else { continue };
            let facts = self.happens(&person, on);
            let mut after = (*person).clone();
            facts.iter().cloned().for_each(|it| after.record(it));
            if facts.is_empty() || impossible(&Facts::of(&after.dossier).dossier()).is_some() {
                continue;
            }
            let whose = Whose::Existing { person_key: keys[place], revision: current.revision };
            self.changes += 1;
            let id = format!("life-{}", self.changes);
            let change = change(id, whose, facts, self.instant());
            let prepared = self.ledger.store().prepare(change).unwrap();
            let outcome = self.ledger.store().record(prepared).await.unwrap();
            assert!(matches!(outcome, Outcome::Recorded { .. }));
        }
    }

    /// Something of what happens to people.
    fn happens(&mut self, person: &Person, on: Date) -> Vec<Fact> {
        let dossier = &person.dossier;
        let coverage = dossier.coverages.iter().rfind(|it| it.lost_on.is_none());
        let card = dossier.cards.last();
        match self.draw.below(9) {
            0 => coverage.map(|it| self.another_employer(it, on)).unwrap_or_default(),
            1 => card
                .map(|it| {
                    vec![Fact::Card(record::MyNumberCard { lost_on: Some(on), ..it.clone() })]
                })
                .unwrap_or_default(),
            2 => card
                .map(|it| {
                    vec![Fact::Card(record::MyNumberCard { returned_on: Some(on), ..it.clone() })]
                })
                .unwrap_or_default(),
            3 | 4 => card
                .map(|_| {
                    vec![Fact::DigitalCertificate(DigitalCertificate {
                        issued_on: on,
                        valid_to: None,
                        revoked_on: None,
                    })]
                })
                .unwrap_or_default(),
            5 => vec![Fact::Registration(Registration {
                registered_on: on,
                cancel_requested_on: None,
            })],
            6 => dossier
                .registrations
                .last()
                .map(|it| {
                    let cancel_requested_on = Some(on);
                    vec![Fact::Registration(Registration { cancel_requested_on, ..it.clone() })]
                })
                .unwrap_or_default(),
            7 => lost_paper(person, on),
            _ => vec![Fact::Application(Application {
                document: record::DocumentKind::EligibilityCertificate,
                received_on: on,
                reason: ApplicationReason::LostCard,
                fee_paid_on: None,
            })],
        }
    }

    /// The coverage ends, and that of another insurer begins the same day or is not known yet.
    fn another_employer(&mut self, coverage: &Coverage, on: Date) -> Vec<Fact> {
        if coverage.insurer_number.is_late_stage() || coverage.acquired_on >= on {
            return Vec::new();
        }
        let lost = Coverage { lost_on: Some(on), ..coverage.clone() };
        let others: Vec<_> = insurers::all()
            .unwrap()
            .into_iter()
            .filter(|it| it.kind != Kind::LateStage && it.number != coverage.insurer_number)
            .collect();
        let place = self.draw.below(u32::try_from(others.len()).unwrap());
        let other = others[usize::try_from(place).unwrap()];
        let new = Coverage {
            insurer_number: other.number,
            number: (9_000_000 + self.changes).to_string(),
            acquired_on: on,
            lost_on: None,
            ..coverage.clone()
        };
        let known = !self.draw.chance(100);
        std::iter::once(Fact::Coverage(lost)).chain(known.then_some(Fact::Coverage(new))).collect()
    }

    /// Every office issues what is due, and then nothing is due any more.
    async fn office_day(&mut self, issuing: &Issuing, on: Date) {
        for it in insurers::all().unwrap() {
            let due = plan(&self.ledger, it.number, on, &mut |_, _| {}).unwrap();
            if due.items.is_empty() {
                continue;
            }
            let id = format!("{}-{on}", it.number);
            make_batch(&self.ledger, &due, &id, &id, "year", instant(on)).await.unwrap();
            let report = run_batch(issuing, &id, |_| {}).await.unwrap();
            let wanted = u64::try_from(due.items.len()).unwrap();
            let store = self.ledger.store();
            let items = store.batch_items(&id, 0, usize::MAX >> 1).unwrap();
            let held: Vec<_> = items.into_iter().filter_map(|it| it.why).collect();
            assert_eq!((report.made, report.not_due), (wanted, 0), "{id}: {held:?}");
            assert_eq!(report.sheets, wanted, "{id}");
            self.told.papers += report.made;
            self.told.batches += 1;
            // Whose paper ends this month is due the next one at once: the next run makes it.
            let left = plan(&self.ledger, it.number, on, &mut |_, _| {}).unwrap().items;
            let waits = left.iter().find(|it| !it.is_renewal);
            assert_eq!(waits, None, "{id}: due after all was made");
        }
    }

    /// Whoever is covered has something to show, or the law says for what they wait.
    fn look_at_everybody(&mut self, on: Date) {
        for member in self.members() {
            let facts = Facts::of(&member.person.dossier);
            let Judgement { standing, .. } = judge(&facts.dossier(), &Settings::CONTRACT, on);
            if !matches!(standing.coverage, CoverageStanding::Covered { .. }) {
                continue;
            }
            self.told.covered_days += 1;
            // A notice proves nothing alone; another paper's end may make it due late.
            let certificate = DocumentKind::EligibilityCertificate;
            for due in standing.due.iter().filter(|it| it.document == certificate) {
                let since = due.issue_from.unwrap_or(on).max(FIRST);
                let waits = on.since((Unit::Day, since)).unwrap().get_days();
                assert!(
                    i64::from(waits) < 2 * OFFICE_EVERY,
                    "{:?} waits for {due:?} since {since} on {on}",
                    member.person_key
                );
            }
            if !standing.means.is_empty() {
                continue;
            }
            let is_due =
                standing.due.iter().any(|it| it.document == DocumentKind::EligibilityCertificate);
            let why = if is_due {
                "made on the next office day"
            } else if standing.advice.contains(&Advice::ApplyForEligibilityCertificate) {
                "to be applied for, or on the next list"
            } else {
                panic!("{:?} has nothing on {on}, and nobody says why", member.person_key)
            };
            *self.told.without.entry(why).or_default() += 1;
        }
    }

    fn members(&self) -> Vec<Member> {
        self.ledger.store().members(None, usize::MAX >> 1).unwrap()
    }
}

/// A paper in hand is lost, which is reported, and asked for again.
fn lost_paper(person: &Person, on: Date) -> Vec<Fact> {
    let kind = record::DocumentKind::EligibilityCertificate;
    let paper = person.dossier.documents.iter().rfind(|it| it.kind == kind);
    let Some(paper) = paper.filter(|it| it.lost_on.is_none() && it.issued_on < on) else {
        return Vec::new();
    };
    vec![
        Fact::Document(record::Document { lost_on: Some(on), ..paper.clone() }),
        Fact::Application(Application {
            document: kind,
            received_on: on,
            reason: ApplicationReason::LostDocument,
            fee_paid_on: None,
        }),
    ]
}

fn change(id: String, whose: Whose, facts: Vec<Fact>, at: Timestamp) -> Change {
    Change {
        id,
        whose,
        facts,
        end: Vec::new(),
        my_number_hash: None,
        recorded_by: "year".to_owned(),
        reason: "life".to_owned(),
        recorded_at: at,
    }
}

/// Nine in the morning.
fn instant(on: Date) -> Timestamp {
    jiff::tz::offset(9).to_timestamp(on.at(9, 0, 0, 0)).unwrap()
}
