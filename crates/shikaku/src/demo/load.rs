//! Writes the made-up people into a ledger, fast, and only what is not there yet.

use std::{mem, sync::Arc};

use anyhow::{Context as _, bail};
use indicatif::ProgressBar;
use jiff::{Timestamp, civil::Date};
use record::{Fact, Person};
use server::ledger::Ledger;
use store::{
    Change, End, InsuredId, Insurer, Job, Member, Outcome, Prepared, Progress, Step, Store, Task,
    Whose,
};
use tokio::sync::mpsc;

use super::{insurers, people::People, stories::Story};

/// The kinds of the two jobs, which are also the beginnings of their ids.
const PEOPLE: &str = "demo-people";
const STORIES: &str = "demo-stories";

/// People prepared on one thread while those before are written by another.
const BATCH: usize = 2_000;
/// Batches that may wait for the writer.
const WAITING: usize = 2;

/// What the ledger is to hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// Which population.
    pub(crate) seed: u64,
    /// How many people, besides those of the stories.
    pub(crate) people: u32,
    /// The day the demo starts.
    pub(crate) on: Date,
    /// The instant.
    pub(crate) now: Timestamp,
}

/// Makes a ledger hold the insurers, the people and the stories of the day.
///
/// Who is there stays: a ledger with as many people or more is used as it is, one with fewer gets
/// the rest. The stories are told anew on each day. Stopped anywhere, it goes on from there.
pub(crate) async fn load(
    ledger: &Arc<Ledger>,
    wanted: &Wanted,
    stories: &[Story],
    progress: &ProgressBar,
) -> anyhow::Result<()> {
    record_insurers(ledger.store()).await?;
    record_people(ledger, wanted, progress).await?;
    tell(ledger.store(), wanted, stories).await
}

async fn record_insurers(store: &Store) -> anyhow::Result<()> {
    let recorded = store.insurers().context("reading the insurers")?;
    for it in insurers::all()? {
        let insurer = Insurer {
            number: it.number,
            name: it.name.to_owned(),
            address: "見本県みほん市見本町9-9-9".to_owned(),
            phone: "000-000-0000".to_owned(),
        };
        if !recorded.contains(&insurer) {
            store.put_insurer(insurer).await.context("recording an insurer")?;
        }
    }
    Ok(())
}

async fn record_people(
    ledger: &Arc<Ledger>,
    wanted: &Wanted,
    progress: &ProgressBar,
) -> anyhow::Result<()> {
    let store = ledger.store();
    let (job, as_on) = population(store, wanted).await?;
    let last = i64::from(wanted.people);
    if job.position >= last {
        return Ok(());
    }
    progress.set_length(u64::from(wanted.people));
    let (batches, mut prepared) = mpsc::channel(WAITING);
    let (theirs, wanted, first) = (Arc::clone(ledger), *wanted, job.position);
    let preparing = tokio::task::spawn_blocking(move || {
        prepare(theirs.store(), &wanted, as_on, first, &batches)
    });
    let mut after = first;
    while let Some(steps) = prepared.recv().await {
        let reached = steps.last().map_or(after, |it: &Step| it.position);
        let position = Progress { job_id: job.job_id.clone(), after, state: None };
        store.carry_out(position, steps).await.context("recording the people")?;
        after = reached;
        progress.set_position(u64::try_from(after).unwrap_or(0));
    }
    preparing.await.context("preparing the people")??;
    store.finish_job(&job.job_id, "{}".to_owned(), wanted.now).await?;
    Ok(())
}

/// The job of the population that is there, and the day as on which it was made; else a new one.
async fn population(store: &Store, wanted: &Wanted) -> anyhow::Result<(Job, Date)> {
    let begins = format!("{PEOPLE}:{}:", wanted.seed);
    let jobs = store.jobs(PEOPLE).context("reading the jobs")?;
    for job in jobs {
        if let Some(on) = job.job_id.strip_prefix(&begins).and_then(|it| it.parse().ok()) {
            return Ok((job, on));
        }
    }
    let id = format!("{begins}{}", wanted.on);
    let job = store.start_job(&id, PEOPLE, wanted.now).await.context("starting the job")?;
    Ok((job, wanted.on))
}

/// Draws the people after a place and computes all that needs no database, batch after batch.
fn prepare(
    store: &Store,
    wanted: &Wanted,
    as_on: Date,
    first: i64,
    batches: &mpsc::Sender<Vec<Step>>,
) -> anyhow::Result<()> {
    let missing = usize::try_from(i64::from(wanted.people) - first).unwrap_or(0);
    let there = usize::try_from(first).unwrap_or(0);
    let people = People::new(wanted.seed, as_on)?.skip(there).take(missing);
    let mut steps = Vec::with_capacity(BATCH);
    for (position, person) in (first + 1..).zip(people) {
        let id = format!("demo-{}-{position}", wanted.seed);
        let whose = Whose::New(store.new_person_key(wanted.now));
        let change = change(id, whose, person.facts(), Vec::new(), wanted.now);
        let prepared = store.prepare(change).context("preparing a person")?;
        steps.push(Step { position, task: Task::Record(Box::new(prepared)) });
        if steps.len() == BATCH {
            let full = mem::replace(&mut steps, Vec::with_capacity(BATCH));
            if batches.blocking_send(full).is_err() {
                // The writer has failed, and says so.
                return Ok(());
            }
        }
    }
    // As above.
    let _ = batches.blocking_send(steps);
    Ok(())
}

/// Tells the stories of a day: who is new is recorded, who was told on another day is changed.
async fn tell(store: &Store, wanted: &Wanted, stories: &[Story]) -> anyhow::Result<()> {
    let id = format!("{STORIES}:{}", wanted.on);
    let job = store.start_job(&id, STORIES, wanted.now).await.context("starting the job")?;
    if job.finished_at.is_some() {
        return Ok(());
    }
    let people = stories.iter().flat_map(Story::people);
    let mut steps = Vec::new();
    for (position, person) in (1..).zip(people).filter(|(position, _)| *position > job.position) {
        let task = match told(store, wanted, position, person)? {
            Some(prepared) => Task::Record(Box::new(prepared)),
            None => Task::Pass,
        };
        steps.push(Step { position, task });
    }
    let progress = Progress { job_id: id.clone(), after: job.position, state: None };
    let outcomes = store.carry_out(progress, steps).await.context("recording the stories")?;
    for outcome in outcomes.into_iter().flatten() {
        match outcome {
            Outcome::Recorded { .. } => {}
            Outcome::Conflict | Outcome::NothingToEnd | Outcome::MyNumberOfAnother { .. } => {
                bail!("somebody else changed the people of the stories; start again")
            }
        }
    }
    store.finish_job(&id, "{}".to_owned(), wanted.now).await.context("finishing the stories")
}

/// The change that makes a person that of today's story; none where they are.
fn told(
    store: &Store,
    wanted: &Wanted,
    position: i64,
    person: &Person,
) -> anyhow::Result<Option<Prepared>> {
    let Some(id) = person.dossier.coverages.first().map(InsuredId::of) else { return Ok(None) };
    let found = store.find_all(id.insurer, &id.symbol, &id.number, &id.branch)?;
    let (whose, facts, end) = match found.first() {
        None => (Whose::New(store.new_person_key(wanted.now)), person.facts(), Vec::new()),
        Some(member) => {
            let Member { person_key, revision, person: before } = member;
            let (facts, end) = difference(before, person);
            if facts.is_empty() && end.is_empty() {
                return Ok(None);
            }
            (Whose::Existing { person_key: *person_key, revision: *revision }, facts, end)
        }
    };
    let id = format!("demo-story-{position}-{}", wanted.on);
    let change = change(id, whose, facts, end, wanted.now);
    store.prepare(change).map(Some).context("preparing a story")
}

/// What must be recorded and what must end for one person to become another.
fn difference(before: &Person, after: &Person) -> (Vec<Fact>, Vec<End>) {
    let (old, new) = (before.facts(), after.facts());
    let same =
        |one: &Fact, other: &Fact| one.kind() == other.kind() && one.subject() == other.subject();
    let end = old
        .iter()
        .filter(|it| !new.iter().any(|other| same(it, other)))
        .map(|it| End { kind: it.kind(), subject: it.subject() })
        .collect();
    let facts = new.into_iter().filter(|it| !old.contains(it)).collect();
    (facts, end)
}

fn change(id: String, whose: Whose, facts: Vec<Fact>, end: Vec<End>, now: Timestamp) -> Change {
    Change {
        id,
        whose,
        facts,
        end,
        my_number_hash: None,
        recorded_by: "見本の用意".to_owned(),
        reason: "見本として作った人".to_owned(),
        recorded_at: now,
    }
}

#[cfg(test)]
mod tests {
    use eligibility::Settings;
    use jiff::{SignedDuration, civil::date};
    use record::law::Facts;

    use super::*;
    use crate::demo::stories;

    #[tokio::test(flavor = "multi_thread")]
    async fn people_are_written_once_and_more_are_added() {
        let directory = tempfile::tempdir().unwrap();
        let ledger = open(directory.path());
        let others = stories::all(date(2026, 3, 10)).unwrap();
        let told: u64 = others.iter().map(|it| u64::try_from(it.people().count()).unwrap()).sum();
        for (people, there) in [(300, 300), (300, 300), (2_500, 2_500), (300, 2_500)] {
            start(&ledger, people, date(2026, 3, 10)).await;
            assert_eq!(ledger.store().count().unwrap(), there + told, "{people} wanted");
        }
        let expected: Vec<Person> =
            People::new(1, date(2026, 3, 10)).unwrap().take(2_500).collect();
        let members = ledger.store().members(None, 2_500).unwrap();
        // The stories were told after the first 300.
        let people: Vec<Person> = members.into_iter().map(|it| it.person).collect();
        assert_eq!(people[..300], expected[..300]);
        let last = InsuredId::of(&expected[2_499].dossier.coverages[0]);
        let found = ledger
            .store()
            .find_all(last.insurer, &last.symbol, &last.number, &last.branch)
            .unwrap();
        assert_eq!(found[0].person, expected[2_499]);
        let checked = ledger.store().check(date(2026, 3, 10), &mut |it| panic!("{it:?}")).unwrap();
        assert_eq!(checked.differences, 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn stories_are_told_anew_on_each_day() {
        let directory = tempfile::tempdir().unwrap();
        let days = [date(2028, 2, 28), date(2028, 2, 29), date(2028, 7, 31), date(2028, 8, 1)];
        for on in days {
            // Each day another process.
            let ledger = open(directory.path());
            start(&ledger, 10, on).await;
            let stories = stories::all(on).unwrap();
            let people = stories.iter().flat_map(Story::people);
            let mut count = 10;
            for person in people {
                count += 1;
                let id = InsuredId::of(&person.dossier.coverages[0]);
                let found = ledger
                    .store()
                    .find_all(id.insurer, &id.symbol, &id.number, &id.branch)
                    .unwrap();
                assert_eq!(found.len(), 1);
                assert_eq!(judged(&found[0].person, on), judged(person, on), "{on}");
            }
            assert_eq!(ledger.store().count().unwrap(), count, "nobody twice on {on}");
        }
    }

    fn judged(person: &Person, on: Date) -> eligibility::Standing {
        eligibility::judge(&Facts::of(&person.dossier).dossier(), &Settings::CONTRACT, on).standing
    }

    fn open(directory: &std::path::Path) -> Arc<Ledger> {
        let path = directory.join("ledger.sqlite");
        server::ledger::open(&format!("sqlite:{}", path.display())).unwrap()
    }

    async fn start(ledger: &Arc<Ledger>, people: u32, on: Date) {
        let now = jiff::tz::offset(9).to_timestamp(on.at(9, 0, 0, 0)).unwrap();
        let now = now.checked_add(SignedDuration::from_secs(i64::from(people))).unwrap();
        let wanted = Wanted { seed: 1, people, on, now };
        let stories = stories::all(on).unwrap();
        load(ledger, &wanted, &stories, &ProgressBar::hidden()).await.unwrap();
    }
}
