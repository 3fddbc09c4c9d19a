//! Acts of the office: its own only, all or nothing, once.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use common::{
    at, change, coverage, day, differences, enrol, existing, identity, insurer,
    office::{Desk, KINDS, NOW, act, application, batch, mailing, payment, registered},
    other_insurer, person, run,
};
use store::{
    ActOutcome, Batch, BatchItem, Change, Error, Mailing, OfficeAct, OfficeActError,
    OfficeApplication, OfficeStep, Payment, PersonKey,
};

fn somebody(desk: &Desk, id: &str) -> PersonKey {
    enrol(desk.store(), id, NOW, vec![identity("乙", "1990-01-01")])
}

#[test]
fn what_is_another_insurers_or_another_persons_is_not_moved() {
    let desk = Desk::open();
    let other = somebody(&desk, "other");
    desk.does("apply a1, apply a2, approve a2 9, apply a3, approve a3 9, pay a3");
    desk.does("batch b1 2, batch b2, release b2, start b2, batch b3, release b3, start b3");
    desk.does("apply a4, approve a4, issue b2 1 a4, pause b3, batch b4, release b4, start b4");
    desk.does("held b4 1, printed b4, batch b5, release b5, start b5, held b5 1, printed b5");
    desk.does("count b5, payment p1 9, payment p2 9, mail m1, mail m2, back m2");
    let state = registered(desk.store(), desk.key, 1);
    let persons = [
        "approve a1",
        "refuse a1",
        "invoice a2 n",
        "pay a2",
        "pay a2 p1",
        "sent a4",
        "withdraw a1",
        "end b2 1",
    ];
    let insurers = [
        "release b1",
        "return b1",
        "drop b1",
        "pause b2",
        "resume b3",
        "count b4",
        "send b5",
        "void b2 1 1",
        "settle p1",
        "back m1",
        "settled m2",
    ];
    for words in persons.into_iter().chain(insurers) {
        let tried = act(&words.replace(' ', "-"), None, vec![desk.step(words)]);
        let theirs = OfficeAct { insurer: other_insurer(), ..tried.clone() };
        assert_eq!(desk.outcome(theirs), ActOutcome::Refused { step: 0 }, "{words}");
        assert_eq!(registered(desk.store(), desk.key, 1), state, "{words}");
    }
    for words in persons {
        let tried = act(&words.replace(' ', "-"), Some(other), vec![desk.step(words)]);
        assert_eq!(desk.outcome(tried), ActOutcome::Refused { step: 0 }, "{words}");
        assert_eq!(registered(desk.store(), desk.key, 1), state, "{words}");
    }
    // The office itself moves each: it was the guard that refused. What one moves, another could
    // not, so each row is undone by being only the first step of an act that fails.
    for words in persons.into_iter().chain(insurers) {
        let steps = vec![desk.step(words), desk.step("settled m9")];
        let tried = act(&words.replace(' ', "-"), None, steps);
        assert_eq!(desk.outcome(tried), ActOutcome::Refused { step: 1 }, "{words}");
    }
    assert_eq!(registered(desk.store(), desk.key, 1), state);
    // A payment of another insurer pays nothing here, and an application there is not settled for.
    let theirs = Payment { insurer: other_insurer(), ..payment("p9-1", 9) };
    let steps = vec![OfficeStep::AddPayment(theirs)];
    let taken = OfficeAct { insurer: other_insurer(), ..act("theirs", None, steps) };
    assert_eq!(desk.outcome(taken), ActOutcome::Recorded { revision: None });
    let tried = act("pay", None, vec![desk.step("pay a2 p9")]);
    assert_eq!(desk.outcome(tried), ActOutcome::Refused { step: 0 });
    let steps = vec![desk.step("settle p9 a2")];
    let tried = OfficeAct { insurer: other_insurer(), ..act("settle", None, steps) };
    assert_eq!(desk.outcome(tried), ActOutcome::Refused { step: 0 });
    assert_eq!(differences(desk.store(), "2026-04-01"), []);
}

#[test]
fn a_whole_act_or_nothing() {
    let desk = Desk::open();
    let key = desk.key;
    let with_change = |id: &str, words: &str, revision| {
        let covered = vec![coverage(insurer(), "1", "2026-04-01", None)];
        let steps = words.split(',').map(|it| desk.step(it)).collect();
        let change: Change = change(id, existing(key, revision), NOW, covered);
        OfficeAct { change: Some(change), ..act(id, Some(key), steps) }
    };
    let before = (registered(desk.store(), key, 1), desk.store().person(key).unwrap());
    let refused = with_change("b", "apply a1, approve a1, sent a1, batch b1", 1);
    assert_eq!(desk.outcome(refused), ActOutcome::Refused { step: 2 });
    let late = with_change("b", "apply a1", 2);
    assert_eq!(desk.outcome(late), ActOutcome::PersonChanged);
    assert_eq!((registered(desk.store(), key, 1), desk.store().person(key).unwrap()), before);
    assert_eq!(desk.store().recorded_office_act("b").unwrap(), None);
    let whole = with_change("b", "apply a1, approve a1 1000, invoice a1 n", 1);
    assert_eq!(desk.outcome(whole.clone()), ActOutcome::Recorded { revision: Some(2) });
    assert_eq!(person(desk.store(), key).dossier.coverages.len(), 1);
    let row = desk.store().recorded_office_act("b").unwrap().unwrap();
    assert_eq!((row.revision, row.insurer, &*row.reason), (Some(2), insurer(), "asked for"));
    let told = ["open application a1-1", "approve application a1-1"];
    assert_eq!(row.steps[..2], told);
    assert_eq!(row.steps[2], "invoice application a1-1 as n-1");
    let rows = std::slice::from_ref(&row);
    assert_eq!(desk.store().office_acts_of(key).unwrap(), rows);
    assert_eq!(desk.store().office_acts_about(insurer(), "about").unwrap(), rows);
    assert_eq!(desk.store().office_acts_about(other_insurer(), "about").unwrap(), []);
    assert_eq!(desk.store().office_acts(insurer(), None, 9).unwrap(), rows);
    // Decided anew on what it made itself, it is still the same act.
    let read_anew = with_change("b", "apply a1, approve a1 1000, invoice a1 n", 2);
    assert_eq!(desk.outcome(read_anew), ActOutcome::Already);
    assert_eq!(desk.store().person(key).unwrap().unwrap().revision, 2);
    // Nobody has this key, and a key is needed for a change only.
    let nobody = PersonKey::of(5).unwrap();
    assert_eq!(desk.outcome(act("c", Some(nobody), vec![])), ActOutcome::PersonChanged);
    assert_eq!(desk.outcome(act("c", None, vec![])), ActOutcome::Recorded { revision: None });
    assert_eq!(differences(desk.store(), "2026-04-01"), []);
}

#[test]
fn the_same_id_with_another_content_is_an_error() {
    let desk = Desk::open();
    let text = |it: &str| it.to_owned();
    desk.does("payment p7 9, apply a7, approve a7 9");
    let words = "apply a1, approve a1 9, batch b1 2, release b1 5 maker, payment p1 9, \
                 settle p1 a1, mail m1, back m1, settled m1, pay a7 p7";
    let words: Vec<&str> = words.split(',').collect();
    let steps: Vec<OfficeStep> = words.iter().map(|it| desk.step(it)).collect();
    let first = act("x", Some(desk.key), steps.clone());
    assert_eq!(desk.outcome(first.clone()), ActOutcome::Recorded { revision: None });
    // Each step said otherwise is another act; one that is not in the first is too.
    let changed: Vec<(usize, OfficeStep)> = otherwise(&desk, &steps);
    for (place, step) in changed {
        let mut steps = steps.clone();
        assert_ne!(steps[place], step, "{step}");
        steps[place] = step.clone();
        let refused = run(desk.store().office_act(OfficeAct { steps, ..first.clone() }));
        assert!(matches!(refused, Err(Error::AnotherAct)), "{step:?}: {refused:?}");
    }
    for another in [
        OfficeAct { kind: text("other"), ..first.clone() },
        OfficeAct { note: text("{\"a\": 1}"), ..first.clone() },
        OfficeAct { recorded_by: text("another"), ..first.clone() },
        OfficeAct { reason: text("another"), ..first.clone() },
        OfficeAct { about: None, ..first.clone() },
        OfficeAct { steps: steps[..9].to_vec(), ..first.clone() },
        OfficeAct { insurer: other_insurer(), steps: vec![], ..first.clone() },
        OfficeAct { person_key: None, steps: steps[1..2].to_vec(), ..first.clone() },
    ] {
        let refused = run(desk.store().office_act(another));
        assert!(matches!(refused, Err(Error::AnotherAct)), "{refused:?}");
    }
    // A retry may come later.
    let mut later = OfficeAct { recorded_at: at("2026-04-02T00:00:00Z"), ..first };
    if let OfficeStep::ApproveApplication { at: when, .. } = &mut later.steps[1] {
        *when = at("2026-04-02T00:00:00Z");
    }
    assert_eq!(desk.outcome(later), ActOutcome::Already);
}

/// Steps that say one thing otherwise than the test's, with the place of each.
fn otherwise(desk: &Desk, steps: &[OfficeStep]) -> Vec<(usize, OfficeStep)> {
    let said = [
        (1, "approve a1 8"),
        (1, "approve a1"),
        (3, "release b1 6 maker"),
        (3, "release b1"),
        (3, "release b1 5 other"),
        (4, "payment p1 10"),
        (5, "settle p1"),
        (9, "pay a7"),
        (9, "pay a7 p8"),
    ];
    let mut changed: Vec<_> = said.map(|(place, words)| (place, desk.step(words))).into();
    for (place, step) in steps.iter().enumerate() {
        let mut others = Vec::new();
        if let OfficeStep::OpenApplication(it) = step {
            others = applications(it);
        } else if let OfficeStep::AddBatch { batch, items } = step {
            others = batches(batch, items);
        } else if let OfficeStep::AddPayment(it) = step {
            others = payments(it);
        } else if let OfficeStep::AddMailing(it) = step {
            others = mailings(it);
        } else if let OfficeStep::MarkUndelivered { mailing_id, on, why } = step {
            let other = |on, why| {
                let mailing_id = mailing_id.clone();
                OfficeStep::MarkUndelivered { mailing_id, on, why }
            };
            others = vec![other(day("2026-04-10"), why.clone()), other(*on, "moved".to_owned())];
        }
        changed.extend(others.into_iter().map(|step| (place, step)));
    }
    assert_eq!(changed.len(), 9 + 6 + 9 + 4 + 4 + 2);
    changed
}

/// Something with each of some changes.
fn each<T: Clone>(it: &T, changes: &[fn(&mut T)]) -> Vec<T> {
    let with = |change: &fn(&mut T)| {
        let mut it = it.clone();
        change(&mut it);
        it
    };
    changes.iter().map(with).collect()
}

fn applications(it: &OfficeApplication) -> Vec<OfficeStep> {
    let changes: [fn(&mut OfficeApplication); 6] = [
        |it| it.note.clear(),
        |it| it.applicant = "self".to_owned(),
        |it| it.applicant_name = None,
        |it| it.channel = "direct".to_owned(),
        |it| it.document = KINDS[1],
        |it| it.received_on = day("2026-03-31"),
    ];
    each(it, &changes).into_iter().map(OfficeStep::OpenApplication).collect()
}

type Whole = (Batch, Vec<BatchItem>);

fn batches(batch: &Batch, items: &[BatchItem]) -> Vec<OfficeStep> {
    let changes: [fn(&mut Whole); 9] = [
        |it| it.0.name.clear(),
        |it| it.0.on = day("2026-04-02"),
        |it| it.0.made_by.clear(),
        |it| it.0.settings_revision = 9,
        |it| it.1[1].kind = KINDS[2],
        |it| it.1[1].bundle.clear(),
        |it| it.1[1].employer = None,
        |it| it.1[1].issue_from = None,
        |it| it.1[1].because.clear(),
    ];
    let others = each(&(batch.clone(), items.to_vec()), &changes);
    others.into_iter().map(|(batch, items)| OfficeStep::AddBatch { batch, items }).collect()
}

fn payments(it: &Payment) -> Vec<OfficeStep> {
    let changes: [fn(&mut Payment); 4] = [
        |it| it.payer.clear(),
        |it| it.reference.push('1'),
        |it| it.file.clear(),
        |it| it.line += 1,
    ];
    each(it, &changes).into_iter().map(OfficeStep::AddPayment).collect()
}

fn mailings(it: &Mailing) -> Vec<OfficeStep> {
    let changes: [fn(&mut Mailing); 4] = [
        |it| it.about.clear(),
        |it| it.employer = Some(String::new()),
        |it| it.how = "parcel".to_owned(),
        |it| it.sent_on = day("2026-04-04"),
    ];
    each(it, &changes).into_iter().map(OfficeStep::AddMailing).collect()
}

/// Why an act cannot be recorded.
#[track_caller]
fn refusal(desk: &Desk, act: OfficeAct) -> OfficeActError {
    match run(desk.store().office_act(act)) {
        Err(Error::OfficeAct(error)) => error,
        outcome => panic!("{outcome:?}"),
    }
}

/// Why a step about the desk's person cannot.
#[track_caller]
fn refused(desk: &Desk, step: OfficeStep) -> OfficeActError {
    refusal(desk, act("x", Some(desk.key), vec![step]))
}

#[test]
fn an_id_is_of_its_form_and_an_act_about_one_person() {
    let desk = Desk::open();
    let other = somebody(&desk, "other");
    assert_eq!(refusal(&desk, act("", None, vec![])), OfficeActError::Id);
    let resume = OfficeStep::ResumeBatch { batch_id: "a b".to_owned() };
    assert_eq!(refused(&desk, resume), OfficeActError::Id);
    for (length, fits) in [(48, true), (49, false)] {
        let (batch, items) = batch(&"b".repeat(length), &[desk.key]);
        let long = act("long", None, vec![OfficeStep::AddBatch { batch, items }]);
        let outcome = run(desk.store().office_act(long));
        assert_eq!(outcome.is_ok(), fits, "{length}: {outcome:?}");
    }
    let theirs = change("y", existing(other, 1), NOW, vec![identity("甲", "1990-01-01")]);
    let changed = OfficeAct { change: Some(theirs), ..act("x", Some(desk.key), vec![]) };
    let nobodys = OfficeAct { person_key: None, ..changed.clone() };
    let open = OfficeStep::OpenApplication(application(other, "a"));
    let whose = OfficeActError::Whose;
    assert_eq!([refusal(&desk, nobodys), refusal(&desk, changed)], [whose.clone(), whose.clone()]);
    assert_eq!(refused(&desk, open.clone()), whose);
    assert_eq!(refusal(&desk, act("x", None, vec![open])), whose);
    assert_eq!(refused(&desk, OfficeStep::AddMailing(mailing(Some(other), "m"))), whose);
    assert_eq!(registered(desk.store(), desk.key, 1).revision, 1);
}

#[test]
fn what_is_new_is_the_offices_own_and_at_its_beginning() {
    let desk = Desk::open();
    let (whole, items) = batch("b", &[desk.key, desk.key]);
    let added = |change: &dyn Fn(&mut Batch, &mut Vec<BatchItem>)| {
        let (mut batch, mut items) = (whole.clone(), items.clone());
        change(&mut batch, &mut items);
        refused(&desk, OfficeStep::AddBatch { batch, items })
    };
    let (places, not_new) =
        (OfficeActError::Places { step: 0 }, OfficeActError::NotNew { step: 0 });
    let word = |column| OfficeActError::Word { step: 0, column };
    assert_eq!(added(&|it, _| it.insurer = other_insurer()), OfficeActError::Insurer { step: 0 });
    assert_eq!(added(&|it, _| it.items = 3), places);
    assert_eq!(added(&|it, items| (it.items, *items) = (0, vec![])), places);
    assert_eq!(added(&|_, items| items[1].place = 3), places);
    assert_eq!(added(&|_, items| items.swap(0, 1)), places);
    assert_eq!(added(&|it, _| it.started_at = Some(at(NOW))), not_new);
    assert_eq!(added(&|it, _| it.returned_why = Some(String::new())), not_new);
    assert_eq!(added(&|_, items| items[1].document_id = Some(String::new())), not_new);
    assert_eq!(added(&|_, items| items[1].how = "lottery".to_owned()), word("how"));
    assert_eq!(added(&|_, items| items[1].deliver = "pigeon".to_owned()), word("deliver"));
    let applied = |change: &dyn Fn(&mut OfficeApplication)| {
        let mut it = application(desk.key, "a");
        change(&mut it);
        refused(&desk, OfficeStep::OpenApplication(it))
    };
    assert_eq!(applied(&|it| it.approved = Some(true)), not_new);
    assert_eq!(applied(&|it| it.paid_on = Some(day("2026-04-01"))), not_new);
    assert_eq!(applied(&|it| it.withdrawn_at = Some(at(NOW))), not_new);
    assert_eq!(applied(&|it| it.applicant = "friend".to_owned()), word("applicant"));
    assert_eq!(applied(&|it| it.channel = "fax".to_owned()), word("channel"));
    let paid = Payment { settled_how: Some(String::new()), ..payment("p", 1) };
    assert_eq!(refused(&desk, OfficeStep::AddPayment(paid)), not_new);
    let mailed = Mailing { what: "parcel".to_owned(), ..mailing(None, "m") };
    assert_eq!(refused(&desk, OfficeStep::AddMailing(mailed)), word("what"));
}

#[test]
fn sheets_and_yen_are_in_bounds() {
    let desk = Desk::open();
    let step = 0;
    for (first, last) in [(0, 1), (2, 1)] {
        let (batch_id, why) = ("b".to_owned(), "jam".to_owned());
        let void = OfficeStep::VoidSheets { batch_id, first, last, at: at(NOW), why };
        assert_eq!(refused(&desk, void), OfficeActError::Sheets { step, first, last });
    }
    let much = OfficeStep::AddPayment(payment("p", (1 << 53) + 1));
    assert_eq!(refused(&desk, much), OfficeActError::Yen { step });
    let most = act("most", None, vec![OfficeStep::AddPayment(payment("p", 1 << 53))]);
    assert_eq!(desk.outcome(most), ActOutcome::Recorded { revision: None });
    assert_eq!(desk.store().payment("p").unwrap().unwrap().yen, 1 << 53);
}

#[test]
fn lists_are_read_in_pages() {
    let desk = Desk::open();
    desk.does("apply a3, apply a1, apply a2, apply a4, refuse a4, apply a5, withdraw a5");
    desk.does("payment p2 1, payment p1 1, payment p3 1, settle p3");
    desk.does("mail m2, mail m1, mail m3, back m1, back m2, back m3, settled m3");
    desk.does("batch b2, batch b1, batch b3");
    let (store, at) =
        (desk.store(), |day: &str, id: &str| Some((day.parse().unwrap(), id.to_owned())));
    let applications = |after| {
        let page = store.open_applications(insurer(), after, 2).unwrap();
        page.into_iter().map(|it| it.application_id).collect::<Vec<_>>()
    };
    assert_eq!(applications(None), ["a1-1", "a2-1"]);
    assert_eq!(applications(at("2026-03-30", "a2-1")), ["a3-1"]);
    assert_eq!(applications(at("2026-03-29", "z")), ["a1-1", "a2-1"]);
    assert_eq!(applications(at("2026-03-31", "")), [""; 0]);
    let payments = |after| {
        let page = store.open_payments(insurer(), after, 1).unwrap();
        page.into_iter().map(|it| it.payment_id).collect::<Vec<_>>()
    };
    assert_eq!(payments(None), ["p1-1"]);
    assert_eq!(payments(at("2026-04-02", "p1-1")), ["p2-1"]);
    assert_eq!(payments(at("2026-04-02", "p2-1")), [""; 0]);
    let undelivered = |after| {
        let page = store.undelivered(insurer(), after, 1).unwrap();
        page.into_iter().map(|it| it.mailing_id).collect::<Vec<_>>()
    };
    assert_eq!(undelivered(None), ["m1-1"]);
    assert_eq!(undelivered(at("2026-04-09", "m1-1")), ["m2-1"]);
    assert_eq!(undelivered(at("2026-04-09", "m2-1")), [""; 0]);
    let mailed = |before| {
        let page = store.mailings(insurer(), before, 2).unwrap();
        page.into_iter().map(|it| it.mailing_id).collect::<Vec<_>>()
    };
    assert_eq!(mailed(None), ["m3-1", "m2-1"]);
    assert_eq!(mailed(at("2026-04-03", "m2-1")), ["m1-1"]);
    let moment = |id: &str| Some((common::at(NOW), id.to_owned()));
    let batches = |before| {
        let page = store.batches(insurer(), before, 2).unwrap();
        page.into_iter().map(|it| it.batch_id).collect::<Vec<_>>()
    };
    assert_eq!(batches(None), ["b3-1", "b2-1"]);
    assert_eq!(batches(moment("b2-1")), ["b1-1"]);
    let acts = |before| store.office_acts(insurer(), before, 3).unwrap();
    let page = acts(None);
    assert_eq!(page.len(), 3);
    let next = acts(Some((page[2].recorded_at, page[2].id.clone())));
    assert!(next.iter().all(|it| it.id < page[2].id), "{next:?}");
    let about = |key| store.mailing_about(insurer(), "invoice", "a", key).unwrap().len();
    assert_eq!((about(None), about(Some(desk.key)), about(PersonKey::of(5))), (3, 3, 0));
    let of_invoice = |number| store.application_of_invoice(insurer(), number).unwrap();
    desk.does("approve a2 9, invoice a2 n");
    assert_eq!(of_invoice("n-1").unwrap().application_id, "a2-1");
    assert_eq!(of_invoice("n"), None);
    assert_eq!(store.application_of_invoice(other_insurer(), "n-1").unwrap(), None);
}
