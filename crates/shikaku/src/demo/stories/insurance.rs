//! Stories of insurers: ages, jobs, and the papers of before.

use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use record::{DocumentKind, Sex};

use super::{
    Story, Told,
    card::ordinary_card,
    sketch::{Number, Sketch},
};

pub(super) fn turning_seventy(told: &Told) -> Story {
    // On the 14th 70 is attained, whatever the month.
    let birthday = told.on.first_of_month().saturating_add(14.days());
    let from = told.on.last_of_month().saturating_add(1.day());
    let person =
        Sketch::of("古希 松子", "コキ マツコ", Sex::Female, birthday.saturating_sub(70.years()))
            .card(told.days(-400), told.days(-350))
            .covered(told.city, &Number(Some("8"), "1007", Some("01")), told.years(-2))
            .notice()
            .done();
    let text = format!(
        "今月70歳になります。きょうの負担は3割で、{}から2割になることが理由と次に変わる日に出ます。",
        told.said(from),
    );
    Story::about("turning_seventy", "今月70歳になる", text, person)
}

pub(super) fn between_jobs(told: &Told) -> Story {
    let lost_on = told.days(-9);
    let person = ordinary_card(told, ("転職 翔", "テンショク ショウ", Sex::Male), 35)
        .covered(told.society, &Number(Some("2040"), "1008", Some("00")), told.years(-4))
        .notice()
        .with(|it| it.dossier.coverages[0].lost_on = Some(lost_on))
        .done();
    let text = format!(
        "{}に前の保険の資格を失い、新しい保険がまだ登録されていません。「切り替え中」の答えと、待つあいだの受付のしかたを見てください。",
        told.said(lost_on),
    );
    Story::about("between_jobs", "転職のすきま", text, person)
}

pub(super) fn new_job(told: &Told) -> Story {
    let changed_on = told.days(-40);
    let person = ordinary_card(told, ("転入 葵", "テンニュウ アオイ", Sex::Female), 28)
        .covered_since(told.society, &Number(Some("2040"), "1009", Some("00")), told.years(-4))
        .with(|it| it.dossier.coverages[0].lost_on = Some(changed_on))
        .covered_since(told.association, &Number(Some("58"), "2009", Some("00")), changed_on)
        .notice()
        .done();
    let text = format!(
        "{}から新しい保険に入っているのに、前の保険の番号を見せた人です。前の番号では「新しい保険に変わっています」と答えます。",
        told.said(changed_on),
    );
    Story::about("new_job", "転職して、前の番号を見せた", text, person)
}

pub(super) fn late_stage(told: &Told) -> Story {
    let born_on = told.years(-87).saturating_sub(40.days());
    let in_july = told.on.month() == 7;
    let before = if told.on.month() >= 8 { told.on.year() } else { told.on.year() - 1 };
    let issued_on = july(before, 10);
    let mut sketch = Sketch::of("後期 千代", "コウキ チヨ", Sex::Female, born_on)
        .covered_since(
            told.late_stage,
            &Number(None, "90001013", None),
            born_on.saturating_add(75.years()),
        )
        .certificate(issued_on, issued_on.saturating_add(22.days()), july(before + 1, 31))
        .with(|it| it.dossier.smartphone = false);
    if in_july {
        // The next year's paper comes in July.
        let issued_on = july(before + 1, 1);
        sketch = sketch.certificate(
            issued_on,
            issued_on.saturating_add(31.days()),
            july(before + 2, 31),
        );
    }
    let valid_to = if in_july { july(before + 2, 31) } else { july(before + 1, 31) };
    let text = format!(
        "87歳で、マイナンバーカードを持っていません。{}までの資格確認書があり、後期高齢者医療の1割です。",
        told.said(valid_to),
    );
    Story::about("late_stage", "後期高齢者", text, sketch.done())
}

pub(super) fn voluntary_continuation(told: &Told) -> Story {
    let ends_after = told.days(13);
    let acquired_on = ends_after.saturating_sub(2.years());
    let last_day = acquired_on.saturating_add(2.years()).saturating_sub(1.day());
    let person = ordinary_card(told, ("任継 進", "ニンケイ ススム", Sex::Male), 61)
        .covered_since(told.society, &Number(Some("9900"), "1017", Some("00")), acquired_on)
        .notice()
        .with(|it| it.dossier.coverages[0].voluntary_continuation = true)
        .done();
    let text = format!(
        "退職後も任意継続で前の組合に入っていて、その2年が{}に終わります。きょうは使えますが、次に変わる日が近いことを見てください。",
        told.said(last_day),
    );
    Story::about("voluntary_continuation", "任意継続が終わる", text, person)
}

pub(super) fn former_certificate(told: &Told) -> Story {
    // Before the legal end an insurer's own end may have come.
    let valid_to = date(2025, 12, 1).min(told.days(-1));
    let acquired_on = told.years(-15);
    let issued_on = acquired_on.saturating_add(10.days());
    let person = Sketch::of("旧証 守", "キュウショウ マモル", Sex::Male, told.years(-58))
        .covered_since(told.society, &Number(Some("12"), "1018", Some("00")), acquired_on)
        .paper(DocumentKind::FormerInsuranceCertificate, issued_on, issued_on, Some(valid_to))
        .done();
    let text = format!(
        "{}で終わった従来の健康保険証を、まだ持ってくる人です。資格はありますが証では受診できず、届いているはずの資格確認書がまだ送られていません。",
        told.said(valid_to),
    );
    Story::about("former_certificate", "古い保険証を持ってきた", text, person)
}

fn july(year: i16, day: i8) -> Date {
    Date::new(year, 7, day).unwrap_or(Date::MAX)
}
