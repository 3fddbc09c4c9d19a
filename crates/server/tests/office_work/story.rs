//! From a lost 資格確認書 to the next one.

use eligibility::Means;
use record::DocumentKind;
use server::work::office::{ApplicationState, PaperAt, PaymentMatch};

use crate::world::{code, day, insurer, run, world};

#[test]
fn a_lost_paper_is_void_at_once_and_the_next_is_planned_only_when_the_fee_is_paid() {
    let world = world("2026-06-01");
    world.fee(1_000);
    let key = world.member();
    assert_eq!(world.means(key, "2026-06-01"), [Means::EligibilityCertificate]);

    // The loss: nothing proves the coverage any more, and nothing is planned by itself.
    let paper = PaperAt::of(&world.read(key).dossier.documents[0]);
    let lost = (paper, day("2026-06-01"));
    run(world.office.report_loss(&world.act(), insurer(), key, lost)).unwrap();
    assert_eq!(world.means(key, "2026-06-01"), []);
    assert_eq!(world.planned(key, "2026-06-02"), []);
    let again = run(world.office.report_loss(&world.act(), insurer(), key, lost));
    assert_eq!(code(again), "already_lost");

    // Received, and not planned; decided, and not planned; invoiced, and not planned.
    world.on("2026-06-02");
    let id = world.apply(key, &world.lost_one()).unwrap().application_id;
    assert_eq!(state(&world, &id), ApplicationState::Received);
    assert_eq!(world.planned(key, "2026-06-02"), []);
    assert_eq!(world.approve(&id).unwrap().fee_yen, Some(1_000));
    assert_eq!(state(&world, &id), ApplicationState::ToInvoice);
    assert_eq!(world.planned(key, "2026-06-02"), []);
    let invoiced = run(world.office.invoice(&world.act(), insurer(), &id)).unwrap();
    assert_eq!((invoiced.fee_yen, invoiced.due_on), (1_000, day("2026-07-02")));
    assert_eq!(world.planned(key, "2026-06-10"), []);

    // Paid on the 9th: from then on, and not before, it is planned.
    world.on("2026-06-10");
    let line = format!("2026-06-09,1000,ﾎｶﾉ ﾋﾄ,{}", invoiced.invoice_number);
    let report = world.pay(&line);
    assert_eq!(report.paid(), 1);
    assert_eq!(state(&world, &id), ApplicationState::ToPrint);
    assert_eq!(world.planned(key, "2026-06-08"), []);
    assert_eq!(world.planned(key, "2026-06-10"), [DocumentKind::EligibilityCertificate]);
    let fact = &world.read(key).dossier.applications[0];
    assert_eq!((fact.received_on, fact.fee_paid_on), (day("2026-06-02"), Some(day("2026-06-09"))));

    // The same file again changes nothing.
    let report = world.pay(&line);
    assert_eq!((report.paid(), report.again(), report.left()), (0, 1, 0));

    // Withdrawn: nothing is planned, and the money is to be given back.
    world.on("2026-06-11");
    let withdrawn = run(world.office.withdraw_application(&world.act(), insurer(), &id)).unwrap();
    assert_eq!(withdrawn.refund_yen, Some(1_000));
    assert_eq!(state(&world, &id), ApplicationState::Withdrawn);
    assert_eq!(world.planned(key, "2026-06-11"), []);
    assert!(world.read(key).dossier.applications.is_empty());

    // Found and given back: it may not be lost again.
    let back = (paper, day("2026-06-11"), server::work::office::ReturnedHow::Directly);
    run(world.office.report_return(&world.act(), insurer(), key, back)).unwrap();
    let again = run(world.office.report_loss(&world.act(), insurer(), key, lost));
    assert_eq!(code(again), "already_returned");
}

#[test]
fn without_a_fee_it_is_planned_from_its_approval_on() {
    let world = world("2026-06-01");
    let key = world.member();
    let mut new = world.lost_one();
    new.lost_on = Some(day("2026-05-30"));
    let applied = world.apply(key, &new).unwrap();
    assert_eq!(world.means(key, "2026-06-01"), [], "the same form reports the loss");
    assert_eq!(world.planned(key, "2026-06-01"), []);
    assert_eq!(world.approve(&applied.application_id).unwrap().fee_yen, None);
    assert_eq!(state(&world, &applied.application_id), ApplicationState::ToPrint);
    assert_eq!(world.planned(key, "2026-06-01"), [DocumentKind::EligibilityCertificate]);
    let invoice = run(world.office.invoice(&world.act(), insurer(), &applied.application_id));
    assert_eq!(code(invoice), "application_state");
}

#[test]
fn a_payment_of_two_invoices_one_after_the_other_pays_each_once() {
    let world = world("2026-06-01");
    world.fee(1_000);
    let key = world.member();
    let (id, number) = world.invoiced(key);
    let lines = format!("2026-06-01,1000,ﾔﾏﾀﾞ ﾊﾅｺ,{number}\n2026-06-01,1000,ﾔﾏﾀﾞ ﾊﾅｺ,{number}");
    let report = world.pay(&lines);
    let found: Vec<_> = report.payments.iter().map(|it| it.matched.clone().unwrap()).collect();
    let application_id = id;
    assert_eq!(
        found,
        [
            PaymentMatch::Paid { application_id: application_id.clone() },
            PaymentMatch::PaidTwice { application_id }
        ]
    );
    assert_eq!(world.ledger.store().open_payments(insurer(), None, 10).unwrap().len(), 1);
}

fn state(world: &crate::world::World, id: &str) -> ApplicationState {
    ApplicationState::of(&world.office.application(insurer(), id).unwrap())
}
