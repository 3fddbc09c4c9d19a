//! Letters noted as sent, come back, and sent again; warnings sent once.

use jiff::civil::Date;
use print::Paper;
use record::{DigitalCertificate, Fact};
use server::work::office::{MailEnd, UndeliveredWhy};
use store::Mailing;

use crate::{
    people::registered,
    world::{World, code, covered, day, insurer, run, world},
};

/// A world with one invoice sent on 2026-06-01.
fn sent() -> (World, Mailing) {
    let world = world("2026-06-01");
    world.fee(1_000);
    let key = world.member();
    world.invoiced(key);
    let mailing = world.ledger.store().mailings_of(key).unwrap().remove(0);
    (world, mailing)
}

#[test]
fn what_came_back_is_listed_until_it_is_sent_again_or_settled() {
    let (world, mailing) = sent();
    let office = &world.office;
    let id = &*mailing.mailing_id;
    let back = |id: &str, on: &str| {
        let it = (day(on), UndeliveredWhy::Unknown);
        run(office.mark_undelivered(&world.act(), insurer(), id, it))
    };
    let listed = || office.undelivered(insurer()).unwrap();
    let resend = |id: &str| run(office.resend(&world.act(), insurer(), id));
    assert_eq!(code(resend(id)), "not_undelivered");
    world.on("2026-06-08");
    assert_eq!(code(back(id, "2026-06-09")), "day_to_come");
    assert_eq!(code(back(id, "2026-05-31")), "day_too_early");
    assert_eq!(code(back("nothing", "2026-06-08")), "no_mailing");
    back(id, "2026-06-08").unwrap();
    assert_eq!(code(back(id, "2026-06-08")), "already_undelivered");
    assert_eq!(listed().iter().map(|it| &*it.name).collect::<Vec<_>>(), ["山田　花子"]);
    world.on("2026-06-10");
    resend(id).unwrap();
    assert_eq!(code(resend(id)), "not_undelivered");
    assert!(listed().is_empty());
    let all = world.ledger.store().mailings_of(mailing.person_key.unwrap()).unwrap();
    let sent: Vec<Date> = all.iter().map(|it| it.sent_on).collect();
    assert_eq!(sent, [day("2026-06-01"), day("2026-06-10")]);
    let second = &*all[1].mailing_id;
    back(second, "2026-06-10").unwrap();
    run(office.settle_mail(&world.act(), insurer(), second, MailEnd::HandedOver)).unwrap();
    assert!(listed().is_empty());
}

#[test]
fn an_invoice_is_a_paper_with_number_fee_and_last_day() {
    let (world, mailing) = sent();
    let paper = world.office.paper_of(insurer(), &mailing.mailing_id).unwrap().unwrap();
    let Paper::Invoice(invoice) = paper else { panic!("an invoice") };
    assert_eq!((invoice.yen, invoice.due_on), (1_000, day("2026-07-01")));
    assert_eq!(invoice.recipient.address, "みほん市本町1-2-3");
    let said = invoice.paragraphs.concat();
    assert!(said.contains(&invoice.number) && said.contains("山田　花子") && !said.contains("{{"));
}

#[test]
fn a_refusal_says_why_and_where_to_object() {
    let world = world("2026-06-01");
    let key = world.member();
    let id = world.apply(key, &world.lost_one()).unwrap().application_id;
    run(world.office.refuse(&world.act(), insurer(), &id, "本人の確認ができないため")).unwrap();
    let mailing = world.ledger.store().mailings_of(key).unwrap().remove(0);
    let paper = world.office.paper_of(insurer(), &mailing.mailing_id).unwrap().unwrap();
    let Paper::Letter(letter) = paper else { panic!("a letter") };
    let said = letter.paragraphs.concat();
    for words in ["本人の確認ができないため", "社会保険審査官", "3か月以内", "審査請求"]
    {
        assert!(said.contains(words), "{words}");
    }
}

#[test]
fn who_is_covered_is_warned_once_of_each_last_day() {
    let world = world("2026-01-10");
    let certificate = Fact::DigitalCertificate(DigitalCertificate {
        issued_on: day("2021-02-20"),
        valid_to: Some(day("2026-02-14")),
        revoked_on: None,
    });
    let mut facts = [vec![covered("2023-04-01", None)], registered()].concat();
    facts[2] = certificate;
    let key = world.person("山田　花子", "ヤマダ　ハナコ", facts);
    let warn = || run(world.office.send_expiry_warnings(&world.act(), insurer())).unwrap();
    let first = warn().mailings;
    assert_eq!(first.len(), 1);
    assert!(warn().mailings.is_empty());
    world.on("2026-02-01");
    assert!(warn().mailings.is_empty());
    let paper = world.office.paper_of(insurer(), &first[0]).unwrap().unwrap();
    let Paper::ExpiryNotice(notice) = paper else { panic!("a notice") };
    assert_eq!((notice.valid_to, notice.usable_to), (day("2026-02-14"), day("2026-05-31")));
    let mailing = world.ledger.store().mailings_of(key).unwrap().remove(0);
    assert_eq!((&*mailing.what, &*mailing.about), ("expiry_warning", "2026-02-14"));
}
