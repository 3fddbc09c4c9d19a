//! Every paper with made-up people on it.

use jiff::civil::date;
use print::{
    AddressOnPaper, Applicant, CountSlip, ElderlyCertificate, ExpiryNotice, FilledForm,
    FormEmployer, FormFields, FormKind, FormPaper, FormReason, InsuranceScheme, Invoice, KindCount,
    Letter, Notice, Paper, PaperInsurer, PostList, PostRow, Proxy, Recipient, SheetRow,
    StatementForm,
};

/// Who stands on the papers.
#[derive(Clone, Copy)]
pub(crate) struct Cast {
    pub(crate) name: &'static str,
    pub(crate) kana: &'static str,
    pub(crate) address: &'static str,
}

/// A name as most are.
pub(crate) const ORDINARY: Cast = Cast {
    name: "国保 太郎",
    kana: "コクホ タロウ",
    address: "埼玉県さいたま市浦和区仲町9-9-9 マンション101",
};

pub(crate) fn insurer() -> PaperInsurer {
    PaperInsurer {
        number: "113019".to_owned(),
        name: "見本県医師国民健康保険組合".to_owned(),
        address: "見本県さいたま市浦和区仲町3-5-1".to_owned(),
        phone: "048-000-0000".to_owned(),
    }
}

pub(crate) fn society() -> PaperInsurer {
    PaperInsurer {
        number: "06139992".to_owned(),
        name: "見本健康保険組合".to_owned(),
        address: "東京都千代田区見本町1-2-3 見本ビル8階".to_owned(),
        phone: "03-0000-0000".to_owned(),
    }
}

fn person(cast: Cast) -> Recipient {
    Recipient {
        postcode: Some("3300062".to_owned()),
        address: cast.address.to_owned(),
        name: cast.name.to_owned(),
        is_body: false,
    }
}

fn workplace() -> Recipient {
    Recipient {
        postcode: Some("100-0001".to_owned()),
        address: "東京都千代田区千代田9-9-9 見本ビル3階".to_owned(),
        name: "株式会社見本商事".to_owned(),
        is_body: true,
    }
}

/// The file name of each paper, and the paper.
pub(crate) fn all(cast: Cast) -> Vec<(String, Paper)> {
    let mut papers = vec![
        ("notice".to_owned(), Paper::Notice(Box::new(notice(cast)))),
        ("notice_elderly".to_owned(), Paper::Notice(Box::new(notice_elderly(cast)))),
        ("elderly".to_owned(), Paper::Elderly(Box::new(elderly(cast)))),
        ("expiry_notice".to_owned(), Paper::ExpiryNotice(Box::new(expiry(cast)))),
        ("letter_person".to_owned(), Paper::Letter(Box::new(letter_person(cast)))),
        ("letter_employer".to_owned(), Paper::Letter(Box::new(letter_employer()))),
        ("count_slip".to_owned(), Paper::CountSlip(Box::new(count_slip(cast, 60)))),
        ("post_list".to_owned(), Paper::PostList(Box::new(post_list(cast, 50)))),
        ("invoice".to_owned(), Paper::Invoice(Box::new(invoice(cast)))),
        ("statement".to_owned(), Paper::Statement(Box::new(statement(cast)))),
    ];
    for (kind, word) in FORMS {
        let form = FilledForm { kind, insurer: society(), fields: fields(kind, cast) };
        papers.push((format!("form_{word}"), Paper::Form(Box::new(form))));
    }
    papers
}

/// Every form, empty.
pub(crate) fn blank() -> Vec<(String, Paper)> {
    let forms = FORMS
        .into_iter()
        .map(|(kind, word)| (format!("form_{word}_blank"), Paper::blank_form(kind, insurer())));
    let statement = Paper::Statement(Box::default());
    forms.chain([("statement_blank".to_owned(), statement)]).collect()
}

pub(crate) const FORMS: [(FormKind, &str); 7] = [
    (FormKind::CertificateApplication, "certificate"),
    (FormKind::CertificateApplicationVoluntary, "certificate_voluntary"),
    (FormKind::Reissue, "reissue"),
    (FormKind::ReissueVoluntary, "reissue_voluntary"),
    (FormKind::NoticeApplication, "notice"),
    (FormKind::RegistrationCancellation, "cancellation"),
    (FormKind::OverseasContinuation, "overseas"),
];

pub(crate) fn notice(cast: Cast) -> Notice {
    Notice {
        insurer: insurer(),
        heading: "国民健康保険".to_owned(),
        member: "組合員".to_owned(),
        sheet: "2024-12-A-00120".to_owned(),
        symbol: Some("101".to_owned()),
        number: "12345678".to_owned(),
        branch: Some("01".to_owned()),
        name: cast.name.to_owned(),
        kana: Some(cast.kana.to_owned()),
        start_on: date(2023, 4, 1),
        insured_name: Some(cast.name.to_owned()),
        share_tenths: None,
        valid_from: None,
        valid_to: None,
        issued_on: date(2024, 12, 2),
        portal_address: "https://myna.go.jp/".to_owned(),
        recipient: person(cast),
    }
}

fn notice_elderly(cast: Cast) -> Notice {
    Notice {
        share_tenths: Some(2),
        valid_from: Some(date(2024, 12, 1)),
        valid_to: Some(date(2025, 7, 31)),
        ..notice(cast)
    }
}

fn elderly(cast: Cast) -> ElderlyCertificate {
    ElderlyCertificate {
        crop_marks: false,
        insurer: society(),
        heading: "健康保険".to_owned(),
        member: "被保険者".to_owned(),
        sheet: "2025-11-A-00003".to_owned(),
        symbol: Some("1234".to_owned()),
        number: "567".to_owned(),
        branch: Some("00".to_owned()),
        name: cast.name.to_owned(),
        kana: Some(cast.kana.to_owned()),
        sex: Some("男".to_owned()),
        born_on: date(1955, 11, 15),
        insured_name: Some(cast.name.to_owned()),
        address: AddressOnPaper::Printed(cast.address.to_owned()),
        share_tenths: 2,
        valid_from: date(2025, 12, 1),
        valid_to: date(2026, 7, 31),
        issued_on: date(2025, 11, 20),
    }
}

fn expiry(cast: Cast) -> ExpiryNotice {
    ExpiryNotice {
        insurer: society(),
        recipient: person(cast),
        number: Some("見健発第123号".to_owned()),
        day: date(2025, 12, 1),
        title: "マイナンバーカードの電子証明書の有効期限について".to_owned(),
        paragraphs: vec![format!(
            "{}様のマイナンバーカードの電子証明書は、令和8年2月14日に有効期限を迎えます。\
             令和7年11月15日から、お住まいの市区町村の窓口で更新できます。手数料はかかりません。",
            cast.name
        )],
        renew_from: date(2025, 11, 15),
        valid_to: date(2026, 2, 14),
        usable_to: date(2026, 5, 31),
    }
}

fn letter_person(cast: Cast) -> Letter {
    Letter {
        insurer: society(),
        recipient: person(cast),
        number: Some("見健発第124号".to_owned()),
        day: date(2026, 3, 10),
        title: "書類の返却のお願い".to_owned(),
        paragraphs: vec![
            format!("{}様の資格確認書は、資格を失ったため使えません。", cast.name),
            "令和8年4月6日までに見本健康保険組合へお返しください。".to_owned(),
            "すでにお返しになったときは、行き違いをお許しください。".to_owned(),
        ],
        enclosures: vec!["返信用封筒　1通".to_owned()],
    }
}

fn letter_employer() -> Letter {
    Letter {
        insurer: society(),
        recipient: workplace(),
        number: None,
        day: date(2025, 11, 20),
        title: "資格確認書等の送付について".to_owned(),
        paragraphs: vec![
            "株式会社見本商事の加入者の書類、合わせて60枚(資格確認書20枚、\
             資格情報のお知らせ40枚)をお送りします。"
                .to_owned(),
            "枚数票と見比べて、数がそろっていることを確かめてください。\
             そのうえで、令和7年12月1日までに一人ひとりに手渡してください。"
                .to_owned(),
        ],
        enclosures: vec!["資格確認書　20枚".to_owned(), "資格情報のお知らせ　40枚".to_owned()],
    }
}

pub(crate) fn count_slip(cast: Cast, rows: u32) -> CountSlip {
    let kind =
        |place| if place % 3 == 0 { "資格確認書" } else { "資格情報のお知らせ" };
    let count = |wanted: &str| KindCount {
        kind: wanted.to_owned(),
        sheets: (0..rows).map(kind).filter(|it| *it == wanted).map(|_| 1).sum(),
    };
    CountSlip {
        insurer: society(),
        employer: workplace(),
        employer_code: "00042".to_owned(),
        batch: "06139992-2025-12-02".to_owned(),
        day: date(2025, 11, 20),
        counts: vec![count("資格確認書"), count("資格情報のお知らせ")],
        rows: (0..rows)
            .map(|place| SheetRow {
                sheet: 120 + place,
                kind: kind(place).to_owned(),
                name: cast.name.to_owned(),
            })
            .collect(),
    }
}

pub(crate) fn post_list(cast: Cast, rows: u32) -> PostList {
    PostList {
        insurer: society(),
        batch: "06139992-2025-12-02".to_owned(),
        day: date(2025, 11, 21),
        rows: (0..rows)
            .map(|place| PostRow {
                number: place + 1,
                name: cast.name.to_owned(),
                postcode: Some("3300062".to_owned()),
                address: (place % 7 != 3).then(|| cast.address.to_owned()),
                class: if place % 5 == 0 { "特定記録" } else { "簡易書留" }.to_owned(),
                remarks: if place == 1 { "再送" } else { "" }.to_owned(),
            })
            .collect(),
    }
}

fn invoice(cast: Cast) -> Invoice {
    Invoice {
        insurer: society(),
        recipient: person(cast),
        number: "A2026-00017".to_owned(),
        day: date(2026, 3, 10),
        title: "再交付の手数料について".to_owned(),
        paragraphs: vec![format!(
            "{}様の資格確認書の再交付には、手数料1,000円がかかります。\
             下記のとおりお支払いください。",
            cast.name
        )],
        what: "資格確認書の再交付手数料".to_owned(),
        name: cast.name.to_owned(),
        yen: 1000,
        due_on: date(2026, 4, 9),
        account: "見本銀行 本店営業部 普通 0000000\nミホンケンコウホケンクミアイ".to_owned(),
    }
}

fn statement(cast: Cast) -> StatementForm {
    StatementForm {
        institution: Some("見本クリニック".to_owned()),
        stated_on: Some(date(2026, 3, 10)),
        name: Some(cast.name.to_owned()),
        kana: Some(cast.kana.to_owned()),
        born_on: Some(date(1990, 5, 10)),
        sex: Some("女".to_owned()),
        address: Some(cast.address.to_owned()),
        phone: Some("090-0000-0000".to_owned()),
        scheme: Some(InsuranceScheme::Employees),
        insurer_name: Some("見本健康保険組合".to_owned()),
        workplace: Some("株式会社見本商事".to_owned()),
        share_tenths: Some(3),
        written_by: None,
    }
}

fn fields(kind: FormKind, cast: Cast) -> FormFields {
    let is_report = matches!(kind, FormKind::Reissue | FormKind::ReissueVoluntary);
    let is_overseas = kind == FormKind::OverseasContinuation;
    let is_cancellation = kind == FormKind::RegistrationCancellation;
    let by_employer = matches!(
        kind,
        FormKind::CertificateApplication | FormKind::Reissue | FormKind::NoticeApplication
    );
    let asked = |is_asked: bool, text: &str| is_asked.then(|| text.to_owned());
    FormFields {
        applied_on: Some(date(2026, 3, 10)),
        symbol: asked(!is_overseas, "1234"),
        number: asked(!is_overseas, "567"),
        branch: asked(!is_overseas, "00"),
        insured_name: asked(!is_overseas, cast.name),
        name: Some(cast.name.to_owned()),
        kana: Some(cast.kana.to_owned()),
        sex: Some("男".to_owned()),
        born_on: Some(date(1985, 2, 14)),
        postcode: Some("3300062".to_owned()),
        address: Some(cast.address.to_owned()),
        phone: Some("090-0000-0000".to_owned()),
        paper: is_report.then_some(FormPaper::EligibilityCertificate),
        wants_again: is_report.then_some(true),
        reason: Some(if is_report { FormReason::Lost } else { FormReason::Other }),
        reason_note: asked(!is_overseas && !is_cancellation, "外出先でかばんごとなくしました。"),
        happened_on: Some(date(2026, 3, if is_overseas { 31 } else { 8 })),
        place: asked(
            is_overseas || is_report,
            if is_overseas { "シンガポール" } else { "電車の中" },
        ),
        applicant: Some(Applicant::LegalRepresentative),
        proxy: Some(Proxy {
            name: Some(cast.name.to_owned()),
            relation: Some("母".to_owned()),
            address: Some(cast.address.to_owned()),
            phone: Some("090-1111-1111".to_owned()),
        }),
        employer: by_employer.then(|| FormEmployer {
            code: Some("00042".to_owned()),
            name: Some("株式会社見本商事".to_owned()),
            address: Some("東京都千代田区千代田9-9-9 見本ビル3階".to_owned()),
            owner: Some("見本 社長".to_owned()),
            phone: Some("03-1111-1111".to_owned()),
        }),
    }
}
