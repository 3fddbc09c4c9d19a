//! Stories of the card and its digital certificate.

use jiff::{ToSpan as _, civil::Date};
use record::{Application, ApplicationReason, DocumentKind, Person, Relocation, Sex};

use super::{
    Story, Told,
    sketch::{Number, Sketch},
};

/// A person whose digital certificate ends on a day, the birthday in that year: made in the fifth
/// year before, as was the card.
fn with_certificate_to(
    told: &Told,
    (name, kana, sex): (&str, &str, Sex),
    valid_to: Date,
    age: i16,
) -> Sketch {
    let issued_on = valid_to.saturating_sub(5.years()).saturating_add(70.days());
    Sketch::of(name, kana, sex, valid_to.saturating_sub(age.years()))
        .card(issued_on, issued_on.saturating_add(300.days()).min(told.on))
}

pub(super) fn quiet(told: &Told) -> Story {
    let valid_to = told.birthday_near(830);
    let person = with_certificate_to(told, ("国保 太郎", "コクホ タロウ", Sex::Male), valid_to, 52)
        .covered(told.physicians, &Number(Some("101"), "1001", Some("01")), told.years(-3))
        .notice()
        .done();
    let text = format!(
        "困りごとのない人です。電子証明書も{}まで使えるので、「資格があります 3割」と出るのを見てください。",
        told.said(valid_to),
    );
    Story::about("quiet", "何ごともない", text, person)
}

pub(super) fn expires_soon(told: &Told) -> Story {
    let valid_to = told.birthday_near(40);
    let person =
        with_certificate_to(told, ("健保 花子", "ケンポ ハナコ", Sex::Female), valid_to, 36)
            .covered(told.society, &Number(Some("210"), "1002", Some("00")), told.years(-2))
            .notice()
            .done();
    let text = format!(
        "電子証明書が{}で切れます。もう市区町村の窓口で更新でき、それまでも受診は変わらないことを確かめてください。",
        told.said(valid_to),
    );
    Story::about("expires_soon", "期限が近い", text, person)
}

pub(super) fn eligibility_only(told: &Told) -> Story {
    let valid_to = told.birthday_near(-20);
    let person = with_certificate_to(told, ("猶予 実", "ユウヨ ミノル", Sex::Male), valid_to, 41)
        .covered(told.society, &Number(Some("210"), "1003", Some("00")), told.years(-2))
        .notice()
        .done();
    let grace_to = grace_to(valid_to);
    let text = format!(
        "電子証明書が{}に切れ、{}までは資格だけを示せます。受付では「資格あり」のままで、薬や診療の情報だけが見られません。",
        told.said(valid_to),
        told.said(grace_to),
    );
    Story::about("eligibility_only", "資格だけ示せる", text, person)
}

pub(super) fn stopped(told: &Told) -> Story {
    let valid_to = told.birthday_near(-200);
    let grace_to = grace_to(valid_to);
    let sent_on = grace_to.first_of_month().saturating_add(4.days());
    let person = with_certificate_to(told, ("失効 勇", "シッコウ イサム", Sex::Male), valid_to, 47)
        .covered(told.association, &Number(Some("32"), "1004", Some("00")), told.years(-3))
        .certificate(sent_on, sent_on, told.months(13).last_of_month())
        .done();
    let text = format!(
        "電子証明書が切れて3か月の猶予も{}に終わり、カードは使えません。{}に届いた資格確認書の番号で調べてください。",
        told.said(grace_to),
        told.said(sent_on),
    );
    Story::about("stopped", "カードが使えない", text, person)
}

pub(super) fn lost(told: &Told) -> Story {
    let lost_on = told.days(-2);
    let person = ordinary_card(told, ("紛失 みどり", "フンシツ ミドリ", Sex::Female), 44)
        .covered(told.society, &Number(Some("305"), "1005", Some("00")), told.years(-2))
        .notice()
        .with(|it| {
            for card in &mut it.dossier.cards {
                card.lost_on = Some(lost_on);
            }
            it.dossier.applications.push(Application {
                document: DocumentKind::EligibilityCertificate,
                received_on: lost_on.saturating_add(1.day()),
                reason: ApplicationReason::LostCard,
                fee_paid_on: None,
            });
        })
        .done();
    let text = format!(
        "{}にカードをなくして止め、資格確認書を申請中です。見せるものがなくても、番号がわかれば資格は確かめられます。",
        told.said(lost_on),
    );
    Story::about("lost", "カードをなくした", text, person)
}

pub(super) fn moved(told: &Told) -> Story {
    let moved_in_on = told.days(-10);
    let report_by = told.days(4);
    let person = ordinary_card(told, ("引越 元気", "ヒッコシ ゲンキ", Sex::Male), 29)
        .covered(told.association, &Number(Some("77"), "1006", Some("00")), told.years(-1))
        .notice()
        .with(|it: &mut Person| {
            it.dossier.relocations.push(Relocation {
                planned_departure_on: moved_in_on.saturating_sub(1.day()),
                moved_in_on: Some(moved_in_on),
                reported_on: None,
                continued_use_on: None,
            });
        })
        .done();
    let text = format!(
        "{}に引っ越して、転入届がまだです。{}までに届けないとカードが失効しますが、きょうはまだ使えます。",
        told.said(moved_in_on),
        told.said(report_by),
    );
    Story::about("moved", "引っ越して届けていない", text, person)
}

pub(super) fn period_of_stay(told: &Told) -> Story {
    let stay_until = told.days(200);
    let issued_on = told.days(-100);
    let person = Sketch::of("SAMPLE MARIA", "サンプル マリア", Sex::Female, told.years(-31))
        .card(issued_on, issued_on.saturating_add(3.days()))
        .covered(told.society, &Number(Some("305"), "1012", Some("00")), told.days(-110))
        .notice()
        .with(|it| it.dossier.stay_until = Some(stay_until))
        .done();
    let text = format!(
        "在留期間が{}までの人です。カードも電子証明書もその日で切れ、在留期間が延びても自動では延びません。",
        told.said(stay_until),
    );
    Story::about("period_of_stay", "在留期間のある外国人", text, person)
}

/// Somebody of an age with a card that is good for years.
pub(super) fn ordinary_card(told: &Told, (name, kana, sex): (&str, &str, Sex), age: i16) -> Sketch {
    let born_on = told.years(-age).saturating_sub(77.days());
    Sketch::of(name, kana, sex, born_on).card(told.days(-500), told.days(-420))
}

/// The end of the month three months after a digital certificate's last day (F-07).
fn grace_to(valid_to: Date) -> Date {
    valid_to.first_of_month().saturating_add(3.months()).last_of_month()
}
