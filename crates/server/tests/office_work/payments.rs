//! Payments a clerk settles.

use server::work::office::{PaymentEnd, PaymentMatch};

use crate::world::{code, day, insurer, run, world};

#[test]
fn too_little_too_much_and_unknown_are_left_open_and_told_apart() {
    let world = world("2026-06-01");
    world.fee(1_000);
    let (id, number) = world.invoiced(world.member());
    let report = world.pay(&format!(
        "2026-06-01,900,ﾔﾏﾀﾞ ﾊﾅｺ,{number}\n2026-06-01,1500,ﾔﾏﾀﾞ ﾊﾅｺ,{number}\n\
         2026-06-01,1000,ﾍﾞﾂ ﾉ ﾋﾄ,"
    ));
    let found: Vec<_> = report.payments.iter().map(|it| it.matched.clone().unwrap()).collect();
    let application_id = id.clone();
    assert_eq!(
        found,
        [
            PaymentMatch::TooLittle { application_id: id.clone(), short_yen: 100 },
            PaymentMatch::TooMuch { application_id, over_yen: 500 },
            PaymentMatch::Unknown
        ]
    );
    assert_eq!((report.paid(), report.again(), report.left()), (0, 0, 3));
    let [little, much, other] = [0, 1, 2].map(|it| report.payments[it].payment_id.clone());

    // A clerk cannot make too little enough, and can take what is over.
    let match_one =
        |payment: &str| run(world.office.match_payment(&world.act(), insurer(), payment, &id));
    assert_eq!(code(match_one(&little)), "too_little");
    let likely = world.office.likely_applications(insurer(), &little).unwrap();
    assert_eq!(likely[0].application_id, id);
    match_one(&much).unwrap();
    assert_eq!(code(match_one(&much)), "payment_settled");
    assert_eq!(code(match_one(&other)), "application_state");
    let row = world.office.application(insurer(), &id).unwrap();
    assert_eq!((row.paid_on, row.payment_id), (Some(day("2026-06-01")), Some(much)));

    let settle = |payment: &str, why: &str| {
        let how = (PaymentEnd::Returned, why);
        run(world.office.settle_payment(&world.act(), insurer(), payment, how))
    };
    assert_eq!(code(settle(&little, "")), "no_reason");
    settle(&little, "不足のため返金").unwrap();
    assert_eq!(code(settle(&little, "もう一度")), "payment_settled");
    let open = world.ledger.store().open_payments(insurer(), None, 10).unwrap();
    assert_eq!(open.iter().map(|it| &it.payment_id).collect::<Vec<_>>(), [&other]);
    assert_eq!(code(settle("nothing", "理由")), "no_payment");
}

#[test]
fn a_payer_is_known_by_kana_where_no_number_is_given() {
    let world = world("2026-06-01");
    world.fee(1_000);
    let (id, _) = world.invoiced(world.member());
    let report = world.pay("2026-06-01,1000,ﾔﾏﾀﾞﾊﾅｺ,");
    let found = report.payments[0].matched.clone();
    assert_eq!(found, Some(PaymentMatch::Paid { application_id: id }));
}

#[test]
fn one_paid_at_the_counter_is_not_paid_again_by_the_bank() {
    let world = world("2026-06-01");
    world.fee(1_000);
    let (id, number) = world.invoiced(world.member());
    let at_counter =
        |on: &str| run(world.office.pay_at_counter(&world.act(), insurer(), &id, day(on)));
    assert_eq!(code(at_counter("2026-06-02")), "day_to_come");
    assert_eq!(code(at_counter("2026-05-31")), "impossible");
    at_counter("2026-06-01").unwrap();
    assert_eq!(code(at_counter("2026-06-01")), "application_state");
    let report = world.pay(&format!("2026-06-01,1000,ﾔﾏﾀﾞ ﾊﾅｺ,{number}"));
    let found = report.payments[0].matched.clone();
    assert_eq!(found, Some(PaymentMatch::PaidTwice { application_id: id }));
}

#[test]
fn a_file_that_is_none_takes_nothing_in() {
    let world = world("2026-06-01");
    let act = world.act();
    let taken = run(world.office.take_payments(&act, insurer(), "a.csv", b"a,b\n1,2\n"));
    assert!(taken.unwrap_err().to_string().starts_with("expected a 振込入金通知"));
    assert!(world.ledger.store().open_payments(insurer(), None, 10).unwrap().is_empty());
}
