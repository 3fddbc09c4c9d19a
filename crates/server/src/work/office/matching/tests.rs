use interchange::bank::Credit;
use jiff::civil::Date;
use record::{ApplicationReason, DocumentKind};
use store::{OfficeApplication, PersonKey};

use super::{OpenInvoice, PaymentMatch, compared, matched};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// An application invoiced on 2026-06-01 over 1,000 yen.
fn application(id: &str, number: &str, changes: &str) -> OfficeApplication {
    let at = "2026-06-01T00:00:00Z".parse().unwrap();
    let mut it = OfficeApplication {
        application_id: id.to_owned(),
        insurer: "06130090".parse().unwrap(),
        person_key: PersonKey::of(7).unwrap(),
        document: DocumentKind::EligibilityCertificate,
        reason: ApplicationReason::LostDocument,
        received_on: day("2026-06-01"),
        applicant: "self".to_owned(),
        applicant_name: None,
        channel: "direct".to_owned(),
        note: String::new(),
        received_at: at,
        decided_at: Some(at),
        decided_by: Some("test".to_owned()),
        approved: Some(true),
        refusal: None,
        fee_yen: Some(1_000),
        invoice_number: Some(number.to_owned()),
        invoiced_at: Some(at),
        paid_on: None,
        payment_id: None,
        document_id: None,
        made_at: None,
        sent_at: None,
        withdrawn_at: None,
    };
    match changes {
        "paid" => it.paid_on = Some(day("2026-06-03")),
        "withdrawn" => it.withdrawn_at = Some(at),
        _ => {}
    }
    it
}

/// Five invoices: three open, of which two have one name; one paid, one withdrawn.
const INVOICES: [(&str, &str, &str, &str); 5] = [
    ("one", "1234567897", "ヤマダ　ハナコ", ""),
    ("two", "2234567895", "サトウ　ジュン", ""),
    ("three", "3234567893", "サトウ　シユン", ""),
    ("paid", "4234567891", "タナカ　イチロウ", "paid"),
    ("gone", "5234567898", "スズキ　ジロウ", "withdrawn"),
];

/// Rows of payments: reference, payer, yen and day, and what each is found to be.
#[track_caller]
fn check(table: &str) {
    let all = INVOICES.map(|(id, number, _, changes)| application(id, number, changes));
    let mut open: Vec<OpenInvoice> = Vec::new();
    for (application, (_, _, kana, changes)) in all.iter().zip(INVOICES) {
        if changes.is_empty() {
            let payers = vec![compared(kana)];
            open.push(OpenInvoice { application: application.clone(), payers });
        }
    }
    for row in table.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let columns: Vec<&str> = row.split('|').map(str::trim).collect();
        let credit = Credit {
            line: 1,
            paid_on: day(columns[3]),
            yen: columns[2].parse().unwrap(),
            payer: columns[1].to_owned(),
            reference: columns[0].to_owned(),
            is_taken_back: columns[4] == "taken back",
        };
        let by_number = |number: &str| {
            let found = all.iter().find(|it| it.invoice_number.as_deref() == Some(number));
            Ok::<_, std::convert::Infallible>(found.cloned())
        };
        let found = match matched(&credit, &open, by_number).unwrap() {
            PaymentMatch::Paid { application_id } => format!("pays {application_id}"),
            PaymentMatch::TooLittle { application_id, short_yen } => {
                format!("{application_id} lacks {short_yen}")
            }
            PaymentMatch::TooMuch { application_id, over_yen } => {
                format!("{application_id} over {over_yen}")
            }
            PaymentMatch::PaidTwice { application_id } => format!("{application_id} again"),
            PaymentMatch::Withdrawn { application_id } => format!("{application_id} withdrawn"),
            PaymentMatch::Several { count } => format!("{count} fit"),
            PaymentMatch::TakenBack => "taken back".to_owned(),
            PaymentMatch::Unknown => "unknown".to_owned(),
        };
        assert_eq!(found, columns[4], "{row}");
    }
}

#[test]
fn an_invoice_s_number_goes_first() {
    check(
        "
        1234567897          | ﾔﾏﾀﾞ ﾊﾅｺ           | 1000 | 2026-06-05 | pays one
        1234567897          | ﾎｶﾉ ﾋﾄ             | 1000 | 2026-06-05 | pays one
        No.1234567897 ｻｲｺｳﾌ | ｻﾄｳ ｼﾞﾕﾝ           | 1000 | 2026-06-05 | pays one
                            | 1234567897ﾔﾏﾀﾞﾊﾅｺ  | 1000 | 2026-06-05 | pays one
        １２３４５６７８９７ | ﾎｶﾉ ﾋﾄ             | 1000 | 2026-06-05 | pays one
        1234567898          | ﾎｶﾉ ﾋﾄ             | 1000 | 2026-06-05 | unknown
        1234567897          | ﾔﾏﾀﾞ ﾊﾅｺ           | 999  | 2026-06-05 | one lacks 1
        1234567897          | ﾔﾏﾀﾞ ﾊﾅｺ           | 1001 | 2026-06-05 | one over 1
        4234567891          | ﾀﾅｶ                | 1000 | 2026-06-05 | paid again
        4234567891          | ﾀﾅｶ                | 10   | 2026-06-05 | paid again
        5234567898          | ｽｽﾞｷ               | 1000 | 2026-06-05 | gone withdrawn
        1234567897 2234567895 | ﾔﾏﾀﾞ             | 2000 | 2026-06-05 | 2 fit
        1234567897 1234567897 | ﾔﾏﾀﾞ             | 1000 | 2026-06-05 | pays one
        1234567897          | ﾔﾏﾀﾞ ﾊﾅｺ           | 1000 | 2026-05-31 | unknown
        1234567897          | ﾔﾏﾀﾞ ﾊﾅｺ           | 1000 | 2026-06-01 | pays one
        1234567897          | ﾔﾏﾀﾞ ﾊﾅｺ           | 1000 | 2026-06-05 | taken back
        ",
    );
}

#[test]
fn else_the_amount_and_the_payer_where_exactly_one_fits() {
    check(
        "
        ﾌﾘｺﾐ | ﾔﾏﾀﾞ ﾊﾅｺ   | 1000 | 2026-06-05 | pays one
        ﾌﾘｺﾐ | ﾔﾏﾀﾞﾊﾅｺ    | 1000 | 2026-06-05 | pays one
        ﾌﾘｺﾐ | やまだ はなこ | 1000 | 2026-06-05 | pays one
        ﾌﾘｺﾐ | ﾔﾏﾀﾞ ﾊﾅｺ   | 1001 | 2026-06-05 | unknown
        ﾌﾘｺﾐ | ﾔﾏﾀ ﾊﾅｺ    | 1000 | 2026-06-05 | unknown
        ﾌﾘｺﾐ | ﾔﾏﾀﾞ ﾊﾅｺ   | 1000 | 2026-05-31 | unknown
        ﾌﾘｺﾐ | ｻﾄｳ ｼﾞﾕﾝ   | 1000 | 2026-06-05 | pays two
        ﾌﾘｺﾐ | ｻﾄｳ ｼﾕﾝ    | 1000 | 2026-06-05 | pays three
        ﾌﾘｺﾐ | ﾀﾅｶ ｲﾁﾛｳ   | 1000 | 2026-06-05 | unknown
        ﾌﾘｺﾐ |            | 1000 | 2026-06-05 | unknown
        ",
    );
}

#[test]
fn two_of_one_name_and_amount_are_left_to_a_clerk() {
    let one = |id| OpenInvoice {
        application: application(id, "1234567897", ""),
        payers: vec![compared("ヤマダ　ハナコ")],
    };
    let credit = Credit {
        line: 1,
        paid_on: day("2026-06-05"),
        yen: 1_000,
        payer: "ﾔﾏﾀﾞ ﾊﾅｺ".to_owned(),
        reference: String::new(),
        is_taken_back: false,
    };
    let nobody = |_: &str| Ok::<_, std::convert::Infallible>(None);
    let found = matched(&credit, &[one("one"), one("other")], nobody).unwrap();
    assert_eq!(found, PaymentMatch::Several { count: 2 });
    let found = matched(&credit, &[one("one")], nobody).unwrap();
    assert_eq!(found, PaymentMatch::Paid { application_id: "one".to_owned() });
}
