//! Registration, flags, returns and corrections.

use eligibility::{GiveBackTo, Means};
use record::{DigitalCertificate, DocumentKind, Fact, MyNumberCard, Registration};
use server::work::office::{Correction, PaperAt, ReturnedHow};
use store::End;

use crate::world::{certificate, code, covered, day, insurer, run, world};

/// A card and its certificate since 2021, registered.
pub(crate) fn registered() -> Vec<Fact> {
    vec![
        Fact::Card(MyNumberCard {
            application_received_on: day("2021-02-01"),
            issued_on: day("2021-02-20"),
            handed_over_on: None,
            valid_to: None,
            pinless: false,
            lost_on: None,
            suspended_on: None,
            released_on: None,
            returned_on: None,
            revoked_on: None,
        }),
        Fact::DigitalCertificate(DigitalCertificate {
            issued_on: day("2021-02-20"),
            valid_to: None,
            revoked_on: None,
        }),
        Fact::Registration(Registration {
            registered_on: day("2021-04-05"),
            cancel_requested_on: None,
        }),
    ]
}

#[test]
fn a_cancellation_counts_to_the_end_of_the_following_month_and_the_paper_is_due_at_once() {
    let world = world("2026-01-10");
    let facts = [vec![covered("2025-04-01", None)], registered()].concat();
    let key = world.person("山田　花子", "ヤマダ　ハナコ", facts);
    assert_eq!(world.planned(key, "2026-01-10"), [DocumentKind::EligibilityNotice]);
    let cancel = || run(world.office.cancel_registration(&world.act(), insurer(), key));
    let cancelled = cancel().unwrap();
    assert_eq!(cancelled.last_day, Some(day("2026-02-28")));
    let due = cancelled.due.unwrap();
    assert_eq!((due.issue_from, due.in_hand_by), (Some(day("2026-01-10")), cancelled.last_day));
    assert_eq!(world.planned(key, "2026-01-10"), [DocumentKind::EligibilityCertificate]);
    assert_eq!(world.means(key, "2026-02-28"), [Means::MyNumberCard]);
    assert_eq!(world.means(key, "2026-03-01"), []);
    assert_eq!(code(cancel()), "already_cancelled");
    let other = world.member();
    let cancel = run(world.office.cancel_registration(&world.act(), insurer(), other));
    assert_eq!(code(cancel), "not_registered");
}

#[test]
fn flags_and_address_are_recorded_once_and_for_a_reason() {
    let world = world("2026-06-01");
    let key = world.member();
    let office = &world.office;
    let block =
        |on: &str, why| run(office.block_information(&world.act(), insurer(), key, (day(on), why)));
    let lift = |on: &str| {
        run(office.unblock_information(&world.act(), insurer(), key, (day(on), "解除の申出")))
    };
    assert_eq!(code(lift("2026-06-01")), "not_blocked");
    assert_eq!(code(block("2026-05-01", "")), "no_reason");
    assert_eq!(code(block("2026-06-02", "申出")), "day_to_come");
    block("2026-05-01", "申出").unwrap();
    assert_eq!(code(block("2026-06-01", "申出")), "already_blocked");
    lift("2026-05-31").unwrap();
    assert_eq!(code(lift("2026-05-31")), "not_blocked");
    block("2026-06-01", "再び申出").unwrap();

    let withhold = |it| run(office.withhold_address(&world.act(), insurer(), key, (it, "申出")));
    assert_eq!(code(withhold(false)), "nothing_changes");
    withhold(true).unwrap();
    let moved = run(office.change_address(
        &world.act(),
        insurer(),
        key,
        (Some("330-0001"), "みほん市北町4", "転居の届"),
    ));
    moved.unwrap();
    let address = world.read(key).address.unwrap();
    assert!(address.withheld, "a move discloses nothing");
    assert_eq!(address.text, "みほん市北町4");

    let assist = |it| run(office.note_assistance(&world.act(), insurer(), key, (it, "申出")));
    assist(true).unwrap();
    assert_eq!(code(assist(true)), "nothing_changes");
    assist(false).unwrap();
}

#[test]
fn a_paper_of_a_lost_coverage_comes_back_and_is_reminded_of_every_thirty_days() {
    let world = world("2026-04-02");
    let facts =
        vec![covered("2025-04-01", Some("2026-04-01")), certificate("2025-04-10", "2029-11-30")];
    let key = world.person("山田　花子", "ヤマダ　ハナコ", facts);
    let outstanding = |on: &str| {
        let all = world.office.returns_outstanding(insurer(), day(on)).unwrap();
        all.iter().map(|it| (it.by, it.to, it.overdue_days)).collect::<Vec<_>>()
    };
    let by = Some(day("2026-04-06"));
    assert_eq!(outstanding("2026-04-06"), [(by, GiveBackTo::Employer, 0)]);
    assert_eq!(outstanding("2026-04-07"), [(by, GiveBackTo::Employer, 1)]);

    let remind =
        || run(world.office.remind_returns(&world.act(), insurer())).unwrap().mailings.len();
    for (on, reminded) in [
        ("2026-04-06", 0),
        ("2026-04-07", 1),
        ("2026-04-07", 0),
        ("2026-05-06", 0),
        ("2026-05-07", 1),
        ("2026-05-08", 0),
    ] {
        world.on(on);
        assert_eq!(remind(), reminded, "{on}");
    }
    let paper = PaperAt::of(&world.read(key).dossier.documents[0]);
    let give_back = |how| {
        let it = (paper, day("2026-05-08"), how);
        run(world.office.report_return(&world.act(), insurer(), key, it))
    };
    assert_eq!(code(give_back(ReturnedHow::Destroyed)), "must_come_back");
    give_back(ReturnedHow::ThroughEmployer).unwrap();
    assert_eq!(code(give_back(ReturnedHow::Directly)), "already_returned");
    assert_eq!(outstanding("2026-05-08"), []);
    let nobody = PaperAt { issued_on: day("2025-04-11"), ..paper };
    let it = (nobody, day("2026-05-08"), ReturnedHow::Directly);
    let returned = run(world.office.report_return(&world.act(), insurer(), key, it));
    assert_eq!(code(returned), "no_paper");
}

#[test]
fn an_expired_paper_may_be_destroyed_by_the_person() {
    let world = world("2026-06-01");
    let facts = vec![covered("2025-04-01", None), certificate("2025-04-10", "2026-05-31")];
    let key = world.person("山田　花子", "ヤマダ　ハナコ", facts);
    let paper = PaperAt::of(&world.read(key).dossier.documents[0]);
    let it = (paper, day("2026-06-01"), ReturnedHow::Destroyed);
    run(world.office.report_return(&world.act(), insurer(), key, it)).unwrap();
}

#[test]
fn a_correction_shows_before_and_after_and_refuses_what_cannot_be_true() {
    let world = world("2026-06-01");
    let key = world.member();
    let correction =
        |facts: Vec<Fact>, end: Vec<End>, why: &str| Correction { facts, end, why: why.to_owned() };
    let correct = |it: &Correction| run(world.office.correct(&world.act(), insurer(), key, it));
    let ended = covered("2025-04-01", Some("2026-05-01"));
    let wrong = covered("2025-04-01", Some("2025-03-31"));
    let paper = certificate("2025-04-10", "2029-11-30");
    let end = vec![End { kind: "document", subject: paper.subject() }];
    let nothing = vec![End { kind: "card", subject: "2020-01-01".to_owned() }];
    for (it, wanted) in [
        (correction(vec![ended.clone()], vec![], " "), "no_reason"),
        (correction(vec![wrong], vec![], "誤り"), "impossible"),
        (correction(vec![paper], vec![], "誤り"), "nothing_changes"),
        (correction(vec![], nothing, "誤り"), "nothing_to_end"),
        (correction(vec![], vec![], "誤り"), "nothing_changes"),
    ] {
        assert_eq!(code(correct(&it)), wanted);
    }
    let it = correction(vec![ended.clone()], end, "届の写し間違い");
    let shown = world.office.preview(insurer(), key, &it).unwrap();
    let shown: Vec<_> = shown.iter().map(|it| (it.before.is_some(), it.after.clone())).collect();
    assert_eq!(shown, [(true, Some(ended)), (true, None)]);
    let before = world.ledger.store().facts(key).unwrap().len();
    correct(&it).unwrap();
    let person = world.read(key);
    assert_eq!(person.dossier.coverages[0].lost_on, Some(day("2026-05-01")));
    assert!(person.dossier.documents.is_empty());
    let facts = world.ledger.store().facts(key).unwrap();
    assert!(facts.len() > before, "what was stays readable");
    assert!(facts.iter().any(|it| it.reason == "届の写し間違い" && it.recorded_by == "事務"));
}

#[test]
fn a_person_of_another_insurer_is_nobody_here() {
    let world = world("2026-06-01");
    let key = world.member();
    let other = "113019".parse().unwrap();
    let act = world.act();
    let refused = run(world.office.note_assistance(&act, other, key, (true, "申出")));
    assert_eq!(code(refused), "no_person");
    let (id, _) = {
        world.fee(1_000);
        world.invoiced(key)
    };
    let refused = run(world.office.withdraw_application(&world.act(), other, &id));
    assert_eq!(code(refused), "no_application");
}
