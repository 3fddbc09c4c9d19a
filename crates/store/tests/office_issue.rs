//! Originals: issued once, succeeded, printed again, joined, raced for.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use common::{
    at, change, differences, enrol, existing, identity, insurer, law,
    office::{
        Desk, KINDS, NOW, act, application, batch, done, issue, issue_of, mailing, one, registered,
        sheet,
    },
    other_insurer, person, run, url,
};
use store::{
    ActOutcome, Error, IssueStep, ItemCounts, ItemOutcome, Join, OfficeActError, OfficeStep,
    Original, Outcome, PersonKey, Progress, SettleItem, Sheet, Step, Store, Task, What, Whose,
};

const LATER: &str = "2026-04-02T00:00:00Z";

fn somebody(store: &Store, id: &str) -> PersonKey {
    enrol(store, id, NOW, vec![identity("乙", "1990-01-01")])
}

fn issued(step: IssueStep) -> Task {
    Task::Issue(Box::new(step))
}

/// A batch of one item for each person, released and started.
fn started(store: &Store, batch_id: &str, people: &[PersonKey]) {
    let (batch, items) = batch(batch_id, people);
    let (by, two_above) = ("approver".to_owned(), Some(0));
    let release =
        OfficeStep::ReleaseBatch { batch_id: batch_id.to_owned(), by, at: at(NOW), two_above };
    let add = OfficeStep::AddBatch { batch, items };
    done(store, &format!("make:{batch_id}"), None, vec![add, release]);
    assert!(run(store.start_batch(batch_id, at(NOW))).unwrap());
}

#[test]
fn an_issue_records_all_of_an_original() {
    let desk = Desk::open();
    let (store, key) = (desk.store(), desk.key);
    desk.does("batch b1 3, release b1, start b1, apply a1, approve a1 9, pay a1");
    let step = issue(store, key, "b1-1", 1);
    let step = IssueStep { application_ids: vec!["a1-1".to_owned()], ..step };
    let recorded = Some(Outcome::Recorded { person_key: key, revision: 2 });
    assert_eq!(one(store, "job", issued(step.clone())), recorded);
    let documents = person(store, key).dossier.documents;
    assert_eq!((documents.len(), documents[0].kind), (1, KINDS[0]));
    let original = store.original("b1-1:1").unwrap().unwrap();
    assert_eq!(original, step.original);
    assert_eq!(store.originals_of(key).unwrap(), [original]);
    assert_eq!(store.sheet("b1-1", 1).unwrap(), Some(step.sheet.clone()));
    assert_eq!(store.sheets_of_original("b1-1:1").unwrap(), std::slice::from_ref(&step.sheet));
    assert_eq!(store.last_sheet("b1-1").unwrap(), 1);
    let items = store.batch_items("b1-1", 0, 9).unwrap();
    let made = (Some(ItemOutcome::Made), Some("b1-1:1"));
    assert_eq!((items[0].outcome, items[0].document_id.as_deref()), made);
    assert_eq!(store.batch_items("b1-1", 1, 1).unwrap()[0], items[1]);
    let answered = store.application("a1-1").unwrap().unwrap();
    assert_eq!(
        (answered.document_id.as_deref(), answered.made_at),
        (Some("b1-1:1"), Some(at(NOW)))
    );
    assert_eq!(store.applications_to_send("b1-1").unwrap(), [answered]);
    desk.does("held b1 2, sent a1");
    assert_eq!(store.applications_to_send("b1-1").unwrap(), []);
    let counts = ItemCounts { open: 1, made: 1, held: 1, not_due: 0 };
    assert_eq!(store.batch_item_counts("b1-1").unwrap(), counts);
    // The same step again, decided before or after, is what it was.
    assert_eq!(one(store, "job", issued(step)), recorded);
    assert_eq!(one(store, "job", issued(issue(store, key, "b1-1", 1))), recorded);
    assert_eq!(store.originals_of(key).unwrap().len(), 1);
    assert_eq!(differences(store, "2026-04-01"), []);
}

#[test]
fn a_successor_ends_its_predecessor() {
    let desk = Desk::open();
    let store = desk.store();
    desk.does("batch b1 2, release b1, start b1, issue b1 1, issue b1 2");
    desk.does("batch b2 1, release b2, start b2, issue b2 1");
    let originals = store.originals_of(desk.key).unwrap();
    let ends: Vec<_> =
        originals.iter().map(|it| (&*it.document_id, it.end_reason.as_deref())).collect();
    assert_eq!(ends, [("b1-1:1", Some("succeeded")), ("b1-1:2", None), ("b2-1:1", None)]);
    assert_eq!(originals[0].ended_at, Some(at(NOW)));
    let in_force = |insurer| {
        let mut counts = store.originals_in_force(insurer).unwrap();
        counts.sort_by_key(|it| KINDS.iter().position(|kind| *kind == it.0));
        counts
    };
    assert_eq!(in_force(insurer()), [(KINDS[0], 1), (KINDS[1], 1)]);
    assert_eq!(in_force(other_insurer()), []);
    desk.does("end b2 1");
    assert_eq!(in_force(insurer()), [(KINDS[1], 1)]);
    assert_eq!(differences(store, "2026-04-01"), []);
}

#[test]
fn spoiled_sheets_are_made_again_as_the_same_originals() {
    let desk = Desk::open();
    let store = desk.store();
    desk.does("batch b1 3, release b1, start b1, issue b1 1, issue b1 2, issue b1 3, printed b1");
    let spoiled = |after| {
        let page = store.spoiled("b1-1", after, 2).unwrap();
        page.into_iter().map(|it| it.sheet).collect::<Vec<_>>()
    };
    assert_eq!(spoiled(0), [0; 0]);
    desk.does("count b1, void b1 1 3");
    assert_eq!(store.batch("b1-1").unwrap().unwrap().counted_at, None);
    assert_eq!(spoiled(0), [1, 2]);
    assert_eq!(spoiled(2), [3]);
    desk.does("sheet b1 4 1, end b1 2, void b1 4 4");
    // The first original's last void sheet; the second has ended and needs none.
    assert_eq!(spoiled(0), [3, 4]);
    desk.does("sheet b1 5 1, sheet b1 6 3");
    assert_eq!(spoiled(0), [0; 0]);
    let sheets = store.sheets_of_original("b1-1:1").unwrap();
    let void: Vec<_> = sheets.iter().map(|it| (it.sheet, it.void_reason.as_deref())).collect();
    assert_eq!(void, [(1, Some("jam")), (4, Some("jam")), (5, None)]);
    assert_eq!(store.last_sheet("b1-1").unwrap(), 6);
    let sheets = store.sheets("b1-1", 2, 3).unwrap();
    assert_eq!(sheets.iter().map(|it| it.sheet).collect::<Vec<_>>(), [3, 4, 5]);
    let content = |place: u32| store.original(&format!("b1-1:{place}")).unwrap().unwrap().content;
    assert_eq!(content(1), content(3));
    desk.does("count b1, send b1");
    assert_eq!(differences(store, "2026-04-01"), []);
}

#[test]
fn a_conflict_records_nothing_and_the_next_step_is_done() {
    let desk = Desk::open();
    let (store, key) = (desk.store(), desk.key);
    let other = somebody(store, "other");
    started(store, "b1-1", &[key, other]);
    let early = issue(store, key, "b1-1", 1);
    let theirs = issue_of(store, other, "b1-1", (2, KINDS[0]));
    let moved = change("move", existing(key, 1), LATER, vec![identity("甲乙", "1990-01-01")]);
    run(store.record(store.prepare(moved).unwrap())).unwrap();
    let state = registered(store, key, 1);
    run(store.start_job("job", "issue", at(NOW))).unwrap();
    let progress = Progress { job_id: "job".to_owned(), after: 0, state: None };
    let steps =
        vec![Step { position: 1, task: issued(early) }, Step { position: 2, task: issued(theirs) }];
    let outcomes = run(store.carry_out(progress, steps)).unwrap();
    let recorded = Outcome::Recorded { person_key: other, revision: 2 };
    assert_eq!(outcomes, [Some(Outcome::Conflict), Some(recorded)]);
    let after = registered(store, key, 1);
    assert_eq!((after.originals, after.revision), (state.originals, state.revision));
    assert_eq!(store.batch_items("b1-1", 0, 1).unwrap()[0].outcome, None);
    assert_eq!(store.sheet("b1-1", 1).unwrap(), None);
    // An original of another's item, paper, insurer, or a number taken.
    let step = issue(store, key, "b1-1", 1);
    let with = |change: &dyn Fn(&mut Original, &mut Sheet)| {
        let mut step = step.clone();
        change(&mut step.original, &mut step.sheet);
        one(store, "job", issued(step))
    };
    let refused = Some(Outcome::Conflict);
    assert_eq!(with(&|it, _| it.place = 2), refused);
    assert_eq!(with(&|it, _| it.place = 3), refused);
    assert_eq!(with(&|it, _| it.kind = KINDS[1]), refused);
    assert_eq!(with(&|it, _| it.insurer = other_insurer()), refused);
    assert_eq!(with(&|_, it| it.sheet = 2), refused);
    let taken = |it: &mut Original, sheet: &mut Sheet| {
        it.document_id = "b1-1:2".to_owned();
        sheet.document_id = "b1-1:2".to_owned();
    };
    assert_eq!(with(&taken), refused);
    assert_eq!(store.originals_of(key).unwrap(), []);
    let recorded = Some(Outcome::Recorded { person_key: key, revision: 3 });
    assert_eq!(with(&|_, _| ()), recorded);
    assert_eq!(differences(store, "2026-04-01"), []);
}

#[test]
fn steps_that_cannot_be_recorded_are_refused_before_any_is_carried_out() {
    let desk = Desk::open();
    let (store, key) = (desk.store(), desk.key);
    let other = somebody(store, "other");
    started(store, "b1-1", &[key]);
    let step = issue(store, key, "b1-1", 1);
    let refusal = |task: Task| {
        run(store.start_job("job", "issue", at(NOW))).unwrap();
        let progress = Progress { job_id: "job".to_owned(), after: 0, state: None };
        let held = SettleItem {
            batch_id: "b1-1".to_owned(),
            place: 1,
            outcome: ItemOutcome::Held,
            why: "x".to_owned(),
        };
        let first = Step { position: 1, task: Task::SettleItem(Box::new(held)) };
        run(store.carry_out(progress, vec![first, Step { position: 2, task }])).unwrap_err()
    };
    let with = |change: &dyn Fn(&mut IssueStep)| {
        let mut step = step.clone();
        change(&mut step);
        let error = refusal(issued(step));
        let Error::OfficeAct(error) = error else { panic!("{error:?}") };
        error
    };
    let text = |it: &str| it.to_owned();
    assert_eq!(with(&|it| it.original.document_id = text("a b")), OfficeActError::Id);
    assert_eq!(with(&|it| it.application_ids = vec![text("a"), text("a")]), OfficeActError::Id);
    assert_eq!(with(&|it| it.original.person_key = other), OfficeActError::Whose);
    assert_eq!(with(&|it| it.sheet.document_id = text("x")), OfficeActError::Whose);
    assert_eq!(with(&|it| it.sheet.batch_id = text("x")), OfficeActError::Whose);
    let not_new = OfficeActError::NotNew { step: 0 };
    assert_eq!(with(&|it| it.original.ended_at = Some(at(NOW))), not_new);
    assert_eq!(with(&|it| it.sheet.void_reason = Some(text("x"))), not_new);
    let sheets = OfficeActError::Sheets { step: 0, first: 0, last: 0 };
    assert_eq!(with(&|it| it.sheet.sheet = 0), sheets);
    let new = change(
        "new",
        Whose::New(store.new_person_key(at(NOW))),
        NOW,
        vec![identity("丙", "1990-01-01")],
    );
    let new = store.prepare(new).unwrap();
    assert_eq!(with(&|it| it.prepared = new.clone()), OfficeActError::Whose);
    let made =
        SettleItem { batch_id: text("b1-1"), place: 1, outcome: ItemOutcome::Made, why: text("x") };
    assert!(matches!(refusal(Task::SettleItem(Box::new(made))), Error::MadeItem));
    let void = Sheet { void_at: Some(at(NOW)), ..sheet("b1-1", 2, 1) };
    let refused = refusal(Task::Sheet(Box::new(void)));
    assert!(matches!(refused, Error::OfficeAct(OfficeActError::NotNew { step: 0 })));
    assert_eq!(store.batch_items("b1-1", 0, 9).unwrap()[0].outcome, None);
    assert_eq!(store.job("job").unwrap().unwrap().position, 0);
}

/// Two people with a certificate each, joined into the first; the second had a notice, an
/// application, mail and an open item.
fn joined(desk: &Desk) -> (PersonKey, PersonKey) {
    let (store, first) = (desk.store(), desk.key);
    let second = somebody(store, "b");
    desk.does("batch b1 1, release b1, start b1, issue b1 1");
    started(store, "b2", &[second, second, second]);
    for place in [1, 2] {
        one(store, "job", issued(issue(store, second, "b2", place))).unwrap();
    }
    let steps = vec![
        OfficeStep::OpenApplication(application(second, "a")),
        OfficeStep::AddMailing(mailing(Some(second), "m")),
    ];
    done(store, "theirs", Some(second), steps);
    let revision = |key| store.person(key).unwrap().unwrap().revision;
    let join = Join {
        id: "join".to_owned(),
        first: (first, revision(first)),
        second: (second, revision(second)),
        recorded_by: "clerk".to_owned(),
        reason: "one person".to_owned(),
        recorded_at: at(LATER),
    };
    let outcome = run(store.join(join)).unwrap();
    assert!(matches!(outcome, Outcome::Recorded { .. }), "{outcome:?}");
    (first, second)
}

#[test]
fn what_the_office_holds_goes_with_a_join() {
    let desk = Desk::open();
    let (first, second) = joined(&desk);
    let store = desk.store();
    // Of the two certificates the first's stays; of the notice there is one.
    let ends = |key| {
        let originals = store.originals_of(key).unwrap().into_iter();
        originals.map(|it| (it.document_id, it.end_reason)).collect::<Vec<_>>()
    };
    let end = |id: &str, why: Option<&str>| (id.to_owned(), why.map(str::to_owned));
    let expected = [end("b1-1:1", None), end("b2:1", Some("joined")), end("b2:2", None)];
    assert_eq!(ends(first), expected);
    assert_eq!(ends(second), []);
    let ended_at = store.original("b2:1").unwrap().unwrap().ended_at.unwrap();
    assert!(ended_at >= at(LATER), "{ended_at}");
    let whose = |key| {
        let items = store.batch_items("b2", 0, 9).unwrap();
        [
            items.iter().filter(|it| it.person_key == key).count(),
            store.applications_of(key).unwrap().len(),
            store.mailings_of(key).unwrap().len(),
            store.office_acts_of(key).unwrap().iter().filter(|it| it.id == "theirs").count(),
        ]
    };
    assert_eq!((whose(first), whose(second)), ([3, 1, 1, 1], [0, 0, 0, 0]));
    assert_eq!(differences(store, "2026-04-01"), []);
}

#[test]
fn what_was_decided_before_a_join_is_read_again() {
    let desk = Desk::open();
    let (first, second) = joined(&desk);
    let store = desk.store();
    // What was done stays done.
    let done = store.office_acts_of(first).unwrap().into_iter().find(|it| it.id == "theirs");
    assert_eq!(done.unwrap().steps.len(), 2);
    let third = issue(store, first, "b2", 3);
    let theirs = IssueStep {
        original: Original { person_key: second, ..third.original.clone() },
        prepared: store
            .prepare(change(
                "issue:b2:3",
                existing(second, 3),
                NOW,
                vec![identity("丙", "1990-01-01")],
            ))
            .unwrap(),
        ..third.clone()
    };
    assert_eq!(one(store, "job", issued(theirs)), Some(Outcome::Conflict));
    assert!(matches!(one(store, "job", issued(third)), Some(Outcome::Recorded { .. })));
    let late = act("late", Some(second), vec![]);
    assert_eq!(run(store.office_act(late)).unwrap(), ActOutcome::PersonChanged);
    let (batch, items) = batch("b3", &[second]);
    let nobodys = act("nobodys", None, vec![OfficeStep::AddBatch { batch, items }]);
    assert_eq!(run(store.office_act(nobodys)).unwrap(), ActOutcome::Refused { step: 0 });
    assert_eq!(differences(store, "2026-04-01"), []);
}

#[test]
fn of_two_runs_that_issue_one_persons_original_one_does() {
    let desk = Desk::open();
    let key = desk.key;
    let open = || Store::open(&url(desk.house.directory.path()), law()).unwrap();
    let offices = [open(), open()];
    for round in 0..20 {
        let batches = [0, 1].map(|it| format!("b{round}-{it}"));
        for it in &batches {
            started(desk.store(), it, &[key]);
        }
        // Two batches with the same paper, decided on one revision: one is to read again. One step
        // from two sides: both are told that it is recorded.
        let same = round % 2 == 0;
        let steps: Vec<IssueStep> = offices
            .iter()
            .zip(&batches)
            .map(|(office, own)| issue(office, key, if same { &batches[0] } else { own }, 1))
            .collect();
        let outcomes: Vec<Option<Outcome>> = std::thread::scope(|threads| {
            let race = |(side, (office, step)): (usize, (_, &IssueStep))| {
                let (job, task) = (format!("job:{round}:{side}"), issued(step.clone()));
                threads.spawn(move || one(office, &job, task))
            };
            let racing: Vec<_> = offices.iter().zip(&steps).enumerate().map(race).collect();
            racing.into_iter().map(|it| it.join().unwrap()).collect()
        });
        let revision = i64::from(round) + 2;
        let recorded = Some(Outcome::Recorded { person_key: key, revision });
        let told = outcomes.iter().filter(|it| **it == recorded).count();
        let refused = outcomes.iter().filter(|it| **it == Some(Outcome::Conflict)).count();
        assert_eq!((told, refused), if same { (2, 0) } else { (1, 1) }, "{outcomes:?}");
        let originals = desk.store().originals_of(key).unwrap();
        let in_force = originals.iter().filter(|it| it.ended_at.is_none()).count();
        assert_eq!((originals.len(), in_force), (usize::try_from(round).unwrap() + 1, 1));
    }
    assert_eq!(differences(desk.store(), "2026-04-01"), []);
}

#[test]
fn a_check_finds_what_does_not_agree_in_the_office() {
    for (sql, what) in [
        ("DELETE FROM sheet", What::Original),
        ("DELETE FROM document", What::Original),
        ("DELETE FROM batch_item", What::Original),
        ("UPDATE document SET ended_at = 5", What::Original),
        ("UPDATE document SET insurer = 130070", What::Original),
        ("UPDATE document SET kind = 'eligibility_notice'", What::Original),
        ("UPDATE batch_item SET document_id = 'x'", What::Original),
        ("UPDATE batch_item SET outcome = NULL", What::Original),
        ("UPDATE batch SET started_at = NULL", What::Original),
        ("UPDATE sheet SET batch_id = 'x'", What::Original),
        (
            "DROP INDEX document_in_force;
          INSERT INTO document SELECT 'x', person_key, kind, insurer, batch_id, place, issued_on,
                                      made_at, NULL, NULL, content FROM document",
            What::Original,
        ),
        ("UPDATE application SET paid_on = NULL", What::Application),
        ("UPDATE application SET approved = 0", What::Application),
        ("UPDATE application SET withdrawn_at = 5", What::Application),
        ("UPDATE application SET document = 'eligibility_notice'", What::Application),
        ("UPDATE payment SET yen = 8", What::Application),
        ("DELETE FROM payment", What::Application),
        ("UPDATE document SET person_key = 5", What::Lookup),
        ("UPDATE batch_item SET person_key = 5", What::Lookup),
        ("UPDATE application SET person_key = 5", What::Lookup),
        ("UPDATE mailing SET person_key = 5", What::Lookup),
        ("UPDATE office_act SET person_key = 5", What::Lookup),
    ] {
        let desk = Desk::open();
        desk.does(
            "batch b1, release b1, start b1, apply a1, approve a1 9, payment p1 9, pay a1 p1",
        );
        desk.does("issue b1 1 a1, mail m1");
        assert_eq!(differences(desk.store(), "2026-04-01"), []);
        let path = desk.house.directory.path().join("ledger.db");
        let ledger = rusqlite::Connection::open(path).unwrap();
        // The tables themselves refuse some of these.
        let loosely = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;";
        ledger.execute_batch(&format!("{loosely} {sql}")).unwrap();
        let found: Vec<What> =
            differences(desk.store(), "2026-04-01").iter().map(|it| it.what).collect();
        assert!(found.contains(&what), "{sql}: {found:?}");
    }
}
