//! The line of a person's days, as in the drawing of the person's page.

use record::{DigitalCertificate, Fact};
use server::work::office::EventTone;

use crate::{
    people::registered,
    world::{covered, day, insurer, run, world},
};

#[test]
fn it_tells_what_was_recorded_and_what_the_rules_give() {
    let world = world("2026-03-10");
    let mut facts = [vec![covered("2023-04-01", None)], registered()].concat();
    facts[2] = Fact::DigitalCertificate(DigitalCertificate {
        issued_on: day("2021-02-20"),
        valid_to: Some(day("2026-02-14")),
        revoked_on: None,
    });
    let key = world.person("山田　花子", "ヤマダ　ハナコ", facts);
    let events = world.office.timeline(insurer(), key, day("2026-03-10")).unwrap();
    let lines: Vec<String> = events
        .iter()
        .map(|it| {
            let mark = match it.tone {
                EventTone::Recorded => "●",
                EventTone::Passed => "・",
                EventTone::Coming => "○",
            };
            let by = it.by.as_deref().unwrap_or_default();
            let notes = it.notes.join("、");
            format!("{mark} {} {} {by}{notes}", it.on, it.title).trim_end().to_owned()
        })
        .collect();
    assert_eq!(
        lines,
        [
            "● 2021-02-20 マイナンバーカードを発行 一覧",
            "● 2021-02-20 電子証明書を発行 一覧",
            "● 2021-04-05 保険証の利用登録 一覧",
            "● 2023-04-01 資格を取得 一覧",
            "・ 2026-02-14 電子証明書の期限",
            "○ 2026-05-01 一覧に載り、資格確認書の交付へ",
            "○ 2026-05-31 マイナ保険証で受診できる最後の日 資格確認書を手元に届ける最後の日",
            "○ 2026-06-01 利用登録が外れる",
            "○ 2031-02-14 マイナンバーカードの期限",
        ]
    );
    let coming = events.iter().filter(|it| it.tone == EventTone::Coming);
    assert!(coming.into_iter().all(|it| !it.rules.is_empty()), "every coming day has its rule");
}

#[test]
fn an_application_s_life_and_a_correction_stand_in_it() {
    let world = world("2026-06-01");
    world.fee(1_000);
    let key = world.member();
    let (id, number) = world.invoiced(key);
    world.on("2026-06-09");
    let before = world.office.timeline(insurer(), key, day("2026-06-09")).unwrap();
    let coming: Vec<_> = before.iter().filter(|it| it.tone == EventTone::Coming).collect();
    assert_eq!(coming[0].title, "再交付の手数料の支払期限");
    assert_eq!(coming[0].on, day("2026-07-01"));
    world.pay(&format!("2026-06-08,1000,ﾔﾏﾀﾞ ﾊﾅｺ,{number}"));
    let why = (true, "本人の申出");
    run(world.office.note_assistance(&world.act(), insurer(), key, why)).unwrap();
    let events = world.office.timeline(insurer(), key, day("2026-06-09")).unwrap();
    let of_june: Vec<_> = events
        .iter()
        .filter(|it| it.on >= day("2026-06-01") && it.tone == EventTone::Recorded)
        .map(|it| format!("{} {}", it.on, it.title))
        .collect();
    assert_eq!(
        of_june,
        [
            "2026-06-01 資格確認書の申請を受け付け",
            "2026-06-01 資格確認書の申請を承認",
            "2026-06-01 再交付の手数料1000円を請求",
            "2026-06-01 請求書を発送",
            "2026-06-08 再交付の手数料1000円の入金",
            "2026-06-09 要配慮者の記録を変更",
        ]
    );
    assert!(!events.iter().any(|it| it.title.contains("支払期限")), "it is paid: {id}");
}
