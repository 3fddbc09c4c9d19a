//! What is received, what is refused, and with which words.

use record::{ApplicationReason, DocumentKind, Fact};
use server::work::office::{ApplicationRoute, FeeDecision, WhoApplied};

use crate::world::{certificate, code, covered, day, insurer, run, world};

#[test]
fn what_the_rules_do_not_give_is_refused() {
    use ApplicationReason::{LostDocument, NeedsAssistance, Other};
    use DocumentKind::{
        ElderlyRecipientCertificate, EligibilityCertificate, EligibilityNotice,
        FormerInsuranceCertificate,
    };
    let held = || vec![covered("2025-04-01", None), certificate("2025-04-10", "2029-11-30")];
    let lost = vec![covered("2025-04-01", Some("2026-06-01"))];
    #[rustfmt::skip]
    let cases: [(Vec<Fact>, DocumentKind, ApplicationReason, &str, &str); 10] = [
        (held(), EligibilityCertificate, LostDocument, "2026-06-01", "received"),
        (held(), EligibilityCertificate, NeedsAssistance, "2026-06-01", "received"),
        (held(), EligibilityCertificate, Other, "2026-06-02", "day_to_come"),
        (held(), EligibilityCertificate, Other, "2025-03-31", "not_covered"),
        (lost.clone(), EligibilityCertificate, Other, "2026-05-31", "not_covered"),
        (vec![covered("2025-04-01", None)], EligibilityCertificate, LostDocument, "2026-06-01",
            "nothing_to_replace"),
        (held(), FormerInsuranceCertificate, Other, "2026-06-01", "not_issued_any_more"),
        (held(), EligibilityNotice, Other, "2026-06-01", "not_given"),
        (held(), ElderlyRecipientCertificate, Other, "2026-06-01", "not_elderly"),
        (lost, EligibilityCertificate, LostDocument, "2026-06-01", "not_covered"),
    ];
    for (facts, document, reason, received_on, wanted) in cases {
        let world = world("2026-06-01");
        let key = world.person("山田　花子", "ヤマダ　ハナコ", facts);
        let mut new = world.lost_one();
        (new.document, new.reason, new.received_on) = (document, reason, day(received_on));
        match world.apply(key, &new) {
            Ok(_) => assert_eq!(wanted, "received", "{document:?} {reason:?}"),
            refused @ Err(_) => assert_eq!(code(refused), wanted, "{document:?} {reason:?}"),
        }
    }
}

#[test]
fn who_applies_for_another_is_named() {
    let world = world("2026-06-01");
    let key = world.member();
    let mut new = world.lost_one();
    new.applicant = WhoApplied::Caregiver;
    new.route = ApplicationRoute::Counter;
    assert_eq!(code(world.apply(key, &new)), "no_applicant_name");
    new.applicant_name = Some(" ".to_owned());
    assert_eq!(code(world.apply(key, &new)), "no_applicant_name");
    new.applicant_name = Some("佐藤　次郎".to_owned());
    let id = world.apply(key, &new).unwrap().application_id;
    let row = world.office.application(insurer(), &id).unwrap();
    assert_eq!((&*row.applicant, &*row.channel), ("caregiver", "counter"));
    assert!(!format!("{row:?}").contains("佐藤"));
}

#[test]
fn a_second_one_is_refused_until_the_first_is_over() {
    let world = world("2026-06-01");
    let key = world.member();
    let first = world.apply(key, &world.lost_one()).unwrap().application_id;
    world.on("2026-06-02");
    assert_eq!(code(world.apply(key, &world.lost_one())), "already_applied");
    world.approve(&first).unwrap();
    assert_eq!(code(world.apply(key, &world.lost_one())), "already_applied");
    assert_eq!(code(world.approve(&first)), "application_state");
    run(world.office.withdraw_application(&world.act(), insurer(), &first)).unwrap();
    assert_eq!(code(world.approve(&first)), "application_state");
    let second = world.apply(key, &world.lost_one()).unwrap().application_id;
    let refuse = |why| run(world.office.refuse(&world.act(), insurer(), &second, why));
    assert_eq!(code(refuse(" ")), "no_reason");
    refuse("申請の理由が確かめられないため").unwrap();
    assert_eq!(code(refuse("ほかの理由")), "application_state");
    world.apply(key, &world.lost_one()).unwrap();
}

#[test]
fn a_doubled_click_is_one_act_and_another_form_under_its_id_is_refused() {
    let world = world("2026-06-01");
    let key = world.member();
    let act = world.act();
    let new = world.lost_one();
    let apply = |new| run(world.office.apply(&act, insurer(), key, new));
    let first = apply(&new).unwrap();
    let second = apply(&new).unwrap();
    assert_eq!((first.carried.again, second.carried.again), (false, true));
    assert_eq!(first.application_id, second.application_id);
    let mut other = new.clone();
    other.note = "別の内容".to_owned();
    assert_eq!(code(apply(&other)), "other_act");
    assert_eq!(world.office.queue(insurer()).unwrap().applications.len(), 1);
}

#[test]
fn a_paper_due_anyway_is_joined_and_costs_nothing() {
    let world = world("2026-06-01");
    world.fee(1_000);
    let facts = vec![covered("2025-04-01", None), certificate("2025-04-10", "2026-06-30")];
    let key = world.person("山田　花子", "ヤマダ　ハナコ", facts);
    let applied = world.apply(key, &world.lost_one()).unwrap();
    let joined = applied.joined.unwrap();
    assert_eq!(joined.in_hand_by, Some(day("2026-06-30")));
    assert_eq!(world.approve(&applied.application_id).unwrap().fee_yen, None);
    assert_eq!(world.planned(key, "2026-06-01"), [DocumentKind::EligibilityCertificate]);
    let alone = world.member();
    assert_eq!(world.apply(alone, &world.lost_one()).unwrap().joined, None);
}

#[test]
fn a_fee_is_waived_for_a_reason_that_is_kept() {
    let world = world("2026-06-01");
    world.fee(1_000);
    let key = world.member();
    let id = world.apply(key, &world.lost_one()).unwrap().application_id;
    let waive = |why: &str| {
        let fee = FeeDecision::Waived { why: why.to_owned() };
        run(world.office.approve(&world.act(), insurer(), &id, &fee))
    };
    assert_eq!(code(waive("")), "no_reason");
    let approved = waive("災害で焼失したため").unwrap();
    assert_eq!(approved.fee_yen, None);
    let act = world.ledger.store().recorded_office_act(&approved.carried.act_id).unwrap().unwrap();
    assert_eq!(act.reason, "災害で焼失したため");
    assert_eq!(world.planned(key, "2026-06-01"), [DocumentKind::EligibilityCertificate]);
    let free = crate::world::world("2026-06-01");
    let key = free.member();
    let id = free.apply(key, &free.lost_one()).unwrap().application_id;
    let waived = FeeDecision::Waived { why: "理由".to_owned() };
    assert_eq!(code(run(free.office.approve(&free.act(), insurer(), &id, &waived))), "no_fee");
}

#[test]
fn who_is_granted_one_for_assistance_needs_assistance_from_then_on() {
    let world = world("2026-06-01");
    let key = world.member();
    let mut new = world.lost_one();
    new.reason = ApplicationReason::NeedsAssistance;
    let id = world.apply(key, &new).unwrap().application_id;
    assert!(!world.read(key).dossier.needs_assistance);
    world.approve(&id).unwrap();
    assert!(world.read(key).dossier.needs_assistance);
}

#[test]
fn a_paper_issued_since_fulfils_the_application() {
    let world = world("2026-06-01");
    let key = world.member();
    let id = world.apply(key, &world.lost_one()).unwrap().application_id;
    let issued = server::work::office::Correction {
        facts: vec![certificate("2026-06-01", "2029-11-30")],
        end: Vec::new(),
        why: "窓口で交付ずみ".to_owned(),
    };
    run(world.office.correct(&world.act(), insurer(), key, &issued)).unwrap();
    assert_eq!(code(world.approve(&id)), "already_issued");
}
