//! Stories of people: who they are decides what the desk meets.

use jiff::ToSpan as _;
use record::{Address, Application, ApplicationReason, DocumentKind, SelfInformationBlock, Sex};

use super::{
    Story, Told,
    card::ordinary_card,
    sketch::{Number, Sketch},
};

pub(super) fn needs_assistance(told: &Told) -> Story {
    let issued_on = told.months(-5);
    let valid_to = told.months(7).last_of_month();
    let person = ordinary_card(told, ("要配 ふみ", "ヨウハイ フミ", Sex::Female), 66)
        .covered(told.city, &Number(Some("8"), "1010", Some("01")), told.years(-2))
        .certificate(issued_on, issued_on, valid_to)
        .with(|it| {
            it.dossier.needs_assistance = true;
            it.dossier.smartphone = false;
            it.dossier.applications.push(Application {
                document: DocumentKind::EligibilityCertificate,
                received_on: issued_on.saturating_sub(7.days()),
                reason: ApplicationReason::NeedsAssistance,
                fee_paid_on: None,
            });
        })
        .done();
    let text = format!(
        "介助が要るため、申請して{}までの資格確認書も持っています。カードでも資格確認書でも受け付けられることを確かめてください。",
        told.said(valid_to),
    );
    Story::about("needs_assistance", "要配慮者", text, person)
}

pub(super) fn blocked(told: &Told) -> Story {
    let blocked_from = told.months(-5);
    let valid_to = told.months(7).last_of_month();
    let sent_on = blocked_from.saturating_add(9.days());
    let person = ordinary_card(told, ("非開 あおい", "ヒカイ アオイ", Sex::Female), 33)
        .covered_since(
            told.city,
            &Number(Some("8"), "1011", Some("01")),
            blocked_from.saturating_sub(20.days()),
        )
        .certificate(sent_on, sent_on, valid_to)
        .with(|it| {
            it.dossier.self_information_blocks =
                vec![SelfInformationBlock { from: blocked_from, to: None }];
            if let Some(address) = &mut it.address {
                address.withheld = true;
            }
        })
        .done();
    let text = format!(
        "DVから逃れた人で、自己情報を見せない設定をしています。住所がどこにも出ないことと、{}までの資格確認書で受け付けることを確かめてください。",
        told.said(valid_to),
    );
    Story::about("blocked", "住所を出さない(DV)", text, person)
}

pub(super) fn rare_kanji(told: &Told) -> Story {
    let person = ordinary_card(told, ("𠮷髙 葛󠄀子", "ヨシタカ カツコ", Sex::Female), 50)
        .covered(told.physicians, &Number(Some("101"), "1014", Some("01")), told.years(-3))
        .notice()
        .with(|it| {
            it.address = Some(Address {
                postcode: Some("000-0014".to_owned()),
                text: "見本県みほん市髙﨑町4-5-6 𡈽屋荘101".to_owned(),
                withheld: false,
            });
        })
        .done();
    let text = "氏名と住所に、めずらしい漢字(𠮷、髙、葛󠄀、𡈽)があります。\
        画面では受け取ったとおりに、Shift_JISの答えでは●とカナで出るのを見てください。"
        .to_owned();
    Story::about("rare_kanji", "めずらしい漢字", text, person)
}

pub(super) fn preschool(told: &Told) -> Story {
    let born_on = told.years(-4).saturating_sub(30.days());
    let person = Sketch::of("未就 ひなた", "ミシュウ ヒナタ", Sex::Female, born_on)
        .covered(told.society, &Number(Some("305"), "1015", Some("02")), born_on)
        .dependent_of("未就 一郎")
        .card(told.years(-1), told.days(-350))
        .notice()
        .with(|it| it.dossier.smartphone = false)
        .done();
    let last_day = eligibility::Ages::of(born_on).preschool_to;
    let text = format!(
        "4歳の家族で、{}までは2割です。枝番02で、本人ではなく子どもの答えが出ることを確かめてください。",
        told.said(last_day),
    );
    Story::about("preschool", "小学校に入る前", text, person)
}

pub(super) fn twins(told: &Told) -> Story {
    let born_on = told.years(-9).saturating_sub(120.days());
    let twin = |name: &str, kana: &str, branch: &'static str| {
        Sketch::of(name, kana, Sex::Female, born_on)
            .covered(told.society, &Number(Some("305"), "1016", Some(branch)), told.years(-2))
            .dependent_of("双葉 二郎")
            .card(told.days(-300), told.days(-280))
            .notice()
            .with(|it| it.dossier.smartphone = false)
            .done()
    };
    let first = twin("双葉 さくら", "フタバ サクラ", "02");
    let text = "生年月日も番号も同じふたごです。枝番なしで調べると選ばずに聞き返すので、\
        02(さくらさん)か03(かえでさん)を入れてください。"
        .to_owned();
    let mut story = Story::about("twins", "ふたご", text, first);
    story.others = vec![twin("双葉 かえで", "フタバ カエデ", "03")];
    story.asked.branch = None;
    story
}

pub(super) fn newborn(told: &Told) -> Story {
    let born_on = told.days(-12);
    let person = Sketch::of("新生 ひかり", "シンセイ ヒカリ", Sex::Female, born_on)
        .covered_since(told.association, &Number(Some("58"), "1019", Some("03")), born_on)
        .dependent_of("新生 大地")
        .with(|it| it.dossier.smartphone = false)
        .done();
    let text = format!(
        "{}に生まれた赤ちゃんで、カードも資格確認書もまだ手もとにありません。番号がわかれば、生まれた日からの資格と2割を答えます。",
        told.said(born_on),
    );
    Story::about("newborn", "生まれたばかり", text, person)
}
