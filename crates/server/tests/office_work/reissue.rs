//! A lost paper to its successor in the person's hand: fee, payment, batch, mail.

use std::sync::{Arc, atomic::Ordering};

use eligibility::Means;
use jiff::Timestamp;
use print::Press;
use server::work::{
    issue::{Issuing, issue},
    office::{ApplicationState, PaperAt, UndeliveredWhy},
};
use store::{Insurer, OfficeAct, OfficeStep};

use crate::world::{World, code, day, insurer, run, world};

/// Prints what is due on a day and counts it; the batch.
fn print_and_count(world: &World, on: &str) -> String {
    let now = Arc::clone(&world.now);
    let clock =
        move || Timestamp::from_microsecond(now.fetch_add(100_000, Ordering::Relaxed)).unwrap();
    let issuing = Issuing {
        ledger: Arc::clone(&world.ledger),
        press: Arc::new(Press::bundled().unwrap()),
        out: world.directory.path().join("papers"),
        clock: Arc::new(clock),
        by: "印刷".to_owned(),
    };
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let report = threads.block_on(issue(&issuing, insurer(), day(on), |_| {})).unwrap();
    assert_eq!((report.made, report.held), (1, 0));
    let batch = report.batch.unwrap();
    let occasion = world.act();
    let act = OfficeAct {
        id: occasion.id,
        insurer: insurer(),
        kind: "count".to_owned(),
        person_key: None,
        about: Some(batch.clone()),
        note: "{}".to_owned(),
        recorded_by: occasion.by,
        reason: "counted".to_owned(),
        recorded_at: occasion.at,
        change: None,
        steps: vec![OfficeStep::CountBatch { batch_id: batch.clone(), at: occasion.at }],
    };
    run(world.ledger.store().office_act(act)).unwrap();
    batch
}

#[test]
fn the_new_one_counts_and_the_lost_one_stays_void() {
    let world = world("2026-06-01");
    world.fee(1_000);
    let society = Insurer {
        number: insurer(),
        name: "見本健康保険組合".to_owned(),
        address: "みほん市本町1-1".to_owned(),
        phone: "000-000-0000".to_owned(),
    };
    run(world.ledger.store().put_insurer(society)).unwrap();
    let key = world.member();
    let old = PaperAt::of(&world.read(key).dossier.documents[0]);
    let lost = (old, day("2026-06-01"));
    run(world.office.report_loss(&world.act(), insurer(), key, lost)).unwrap();
    let (id, number) = world.invoiced(key);
    let state = || ApplicationState::of(&world.office.application(insurer(), &id).unwrap());

    world.on("2026-06-10");
    world.pay(&format!("2026-06-09,1000,ﾔﾏﾀﾞ ﾊﾅｺ,{number}"));
    let batch = print_and_count(&world, "2026-06-10");
    assert_eq!(state(), ApplicationState::Made);
    let withdraw = run(world.office.withdraw_application(&world.act(), insurer(), &id));
    assert_eq!(code(withdraw), "application_state");
    let papers = world.read(key).dossier.documents;
    assert_eq!(
        papers.iter().map(|it| it.lost_on).collect::<Vec<_>>(),
        [Some(day("2026-06-01")), None]
    );
    assert_eq!(world.means(key, "2026-06-10"), [Means::EligibilityCertificate]);

    // Sent by registered mail, once, and the application with it.
    let act = world.act();
    let send = || run(world.office.mark_sent(&act, insurer(), &batch));
    assert!(!send().unwrap().again);
    assert!(send().unwrap().again);
    assert_eq!(
        code(run(world.office.mark_sent(&world.act(), insurer(), &batch))),
        "batch_not_ready"
    );
    assert_eq!(code(run(world.office.mark_sent(&world.act(), insurer(), "none"))), "no_batch");
    assert_eq!(state(), ApplicationState::Sent);
    assert!(world.office.queue(insurer()).unwrap().applications.is_empty());
    let mailings = world.ledger.store().mailings_of(key).unwrap();
    let posted: Vec<_> = mailings.iter().filter(|it| it.what == "batch").collect();
    assert_eq!(posted.iter().map(|it| &*it.how).collect::<Vec<_>>(), ["simple_registered"]);

    // It comes back, and is given back: it proves nothing, and its original has ended.
    world.on("2026-06-20");
    let back = (day("2026-06-20"), UndeliveredWhy::NotCollected);
    let mailing = posted[0].mailing_id.clone();
    run(world.office.mark_undelivered(&world.act(), insurer(), &mailing, back)).unwrap();
    assert_eq!(world.office.undelivered(insurer()).unwrap().len(), 1);
    let new = PaperAt::of(&papers[1]);
    let returned = (new, day("2026-06-20"), server::work::office::ReturnedHow::Directly);
    run(world.office.report_return(&world.act(), insurer(), key, returned)).unwrap();
    let original = world.ledger.store().originals_of(key).unwrap().remove(0);
    assert_eq!(original.end_reason.as_deref(), Some("returned"));
    assert_eq!(world.means(key, "2026-06-20"), []);
}
