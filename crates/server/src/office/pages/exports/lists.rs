//! What each list has in its columns.

use interchange::table::{Cell, Table};

use super::super::{
    Shared, Signed,
    applications::person_name,
    labels,
    mail::{addressee, back_why},
    quarantine,
};
use crate::{
    day_in_japan, office::OfficeRole, pages::message::Trouble, work::office::ApplicationState,
};

/// Rows of a file at the most.
const ROWS_MAX: usize = 100_000;
/// Rows read at a time.
const CHUNK: usize = 1_000;

macro_rules! lists {
    ($($list:ident $word:literal $title:literal $personal:literal $says:literal)+) => {
        /// A list that can be taken along (一覧).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in super::super) enum List { $($list),+ }

        impl List {
            /// Every list.
            pub(in super::super) const ALL: &'static [Self] = &[$(Self::$list),+];

            /// The word in addresses.
            pub(in super::super) const fn word(self) -> &'static str {
                match self { $(Self::$list => $word),+ }
            }

            /// The name of the list.
            pub(in super::super) const fn title(self) -> &'static str {
                match self { $(Self::$list => $title),+ }
            }

            /// What it lists.
            pub(in super::super) const fn says(self) -> &'static str {
                match self { $(Self::$list => $says),+ }
            }

            /// Whether it names people.
            pub(in super::super) const fn is_personal(self) -> bool {
                match self { $(Self::$list => $personal),+ }
            }
        }
    };
}

#[rustfmt::skip]
lists! {
    Batches      "batches"      "交付の束"             false "束の名前、枚数、いつ何をしたか"
    Applications "applications" "進んでいる申請"       true  "申請の中身と、どこまで進んだか"
    Payments     "payments"     "申請に合わない入金"   true  "銀行のファイルにあって、まだ片づかない入金"
    Mailings     "mailings"     "送った郵便"           true  "だれに、何を、いつ送ったか"
    Undelivered  "undelivered"  "もどってきた郵便"     true  "届かず、まだ片づかない郵便"
    Returns      "returns"      "返却を待つ書類"       true  "返す期限と、知らせを送った日"
    Quarantine   "quarantine"   "取り込みの保留"       true  "人が決めるまで記録に入らない行"
    Employers    "employers"    "事業所"               false "番号、名前、住所"
    Acts         "acts"         "処理の記録"           true  "だれが、いつ、何をしたか"
    Staff        "staff"        "職員"                 false "職員の番号、名前、役割"
}

impl List {
    /// The list of a word.
    pub(in super::super) fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.word() == word)
    }

    /// The list as it is now.
    pub(super) fn table(self, pages: &Shared, signed: &Signed) -> Result<Table, Trouble> {
        match self {
            Self::Batches => batches(pages, signed),
            Self::Applications => applications(pages, signed),
            Self::Payments => payments(pages, signed),
            Self::Mailings => mailings(pages, signed),
            Self::Undelivered => undelivered(pages, signed),
            Self::Returns => returns(pages, signed),
            Self::Quarantine => quarantined(pages, signed),
            Self::Employers => employers(pages, signed),
            Self::Acts => acts(pages, signed),
            Self::Staff => staff(pages, signed),
        }
    }
}

fn batches(pages: &Shared, signed: &Signed) -> Result<Table, Trouble> {
    let columns =
        ["番号", "名前", "基準日", "枚数", "作った人", "許可した人", "許可日", "印刷日", "発送日"];
    let mut table = Table::new(List::Batches.title(), &columns);
    let mut before = None;
    while table.rows.len() < ROWS_MAX {
        let page = pages.office.store().batches(signed.insurer, before, CHUNK)?;
        let Some(last) = page.last() else { break };
        before = Some((last.made_at, last.batch_id.clone()));
        table.rows.extend(page.into_iter().map(|it| {
            vec![
                it.batch_id.into(),
                it.name.into(),
                it.on.into(),
                Cell::Count(it.items.into()),
                it.made_by.into(),
                it.released_by.into(),
                it.released_at.map(day_in_japan).into(),
                it.printed_at.map(day_in_japan).into(),
                it.sent_at.map(day_in_japan).into(),
            ]
        }));
    }
    Ok(table)
}

fn applications(pages: &Shared, signed: &Signed) -> Result<Table, Trouble> {
    let columns = [
        "受けた日",
        "氏名",
        "書類",
        "理由",
        "申請した人",
        "届いた道",
        "ようす",
        "手数料",
        "請求番号",
        "支払日",
    ];
    let mut table = Table::new(List::Applications.title(), &columns);
    let mut after = None;
    while table.rows.len() < ROWS_MAX {
        let page = pages.office.store().open_applications(signed.insurer, after, CHUNK)?;
        let Some(last) = page.last() else { break };
        after = Some((last.received_on, last.application_id.clone()));
        for it in page {
            table.rows.push(vec![
                it.received_on.into(),
                person_name(pages, it.person_key)?.into(),
                labels::document(it.document).into(),
                labels::reason(it.reason).into(),
                labels::applicant(&it.applicant).into(),
                labels::channel(&it.channel).into(),
                ApplicationState::of(&it).name().into(),
                it.fee_yen.map_or(Cell::Empty, |yen| Cell::Yen(yen.into())),
                it.invoice_number.into(),
                it.paid_on.into(),
            ]);
        }
    }
    Ok(table)
}

fn payments(pages: &Shared, signed: &Signed) -> Result<Table, Trouble> {
    let columns = ["入金日", "金額", "振込人", "そのほか", "ファイル", "行"];
    let mut table = Table::new(List::Payments.title(), &columns);
    let mut after = None;
    while table.rows.len() < ROWS_MAX {
        let page = pages.office.store().open_payments(signed.insurer, after, CHUNK)?;
        let Some(last) = page.last() else { break };
        after = Some((last.paid_on, last.payment_id.clone()));
        table.rows.extend(page.into_iter().map(|it| {
            vec![
                it.paid_on.into(),
                Cell::Yen(i64::try_from(it.yen).unwrap_or(i64::MAX)),
                it.payer.into(),
                it.reference.into(),
                it.file.into(),
                Cell::Count(it.line.into()),
            ]
        }));
    }
    Ok(table)
}

const MAIL: [&str; 7] = ["送った日", "あて先", "中身", "送り方", "もどった日", "わけ", "片づけ方"];

fn mail_row(pages: &Shared, it: &store::Mailing) -> Result<Vec<Cell>, Trouble> {
    let to = addressee(pages, it)?;
    let why = back_why(it);
    Ok(vec![
        it.sent_on.into(),
        to.into(),
        labels::mailed(&it.what).into(),
        labels::posted(&it.how).into(),
        it.undelivered_on.into(),
        why.into(),
        it.settled_how.as_deref().map(labels::why).into(),
    ])
}

fn mailings(pages: &Shared, signed: &Signed) -> Result<Table, Trouble> {
    let mut table = Table::new(List::Mailings.title(), &MAIL);
    let mut before = None;
    while table.rows.len() < ROWS_MAX {
        let page = pages.office.store().mailings(signed.insurer, before, CHUNK)?;
        let Some(last) = page.last() else { break };
        before = Some((last.sent_on, last.mailing_id.clone()));
        for it in page {
            table.rows.push(mail_row(pages, &it)?);
        }
    }
    Ok(table)
}

fn undelivered(pages: &Shared, signed: &Signed) -> Result<Table, Trouble> {
    let mut table = Table::new(List::Undelivered.title(), &MAIL);
    for it in pages.office.store().undelivered(signed.insurer, None, ROWS_MAX)? {
        table.rows.push(mail_row(pages, &it)?);
    }
    Ok(table)
}

fn returns(pages: &Shared, signed: &Signed) -> Result<Table, Trouble> {
    let columns = ["返す最後の日", "氏名", "書類", "おくれた日数", "事業所番号", "知らせた日"];
    let mut table = Table::new(List::Returns.title(), &columns);
    let today = pages.office.day();
    for it in pages.office.work().returns_outstanding(signed.insurer, today)? {
        table.rows.push(vec![
            it.by.into(),
            it.name.into(),
            labels::document(it.document).into(),
            Cell::Count(u64::try_from(it.overdue_days).unwrap_or_default()),
            it.employer.into(),
            it.reminded_on.into(),
        ]);
    }
    Ok(table)
}

fn quarantined(pages: &Shared, signed: &Signed) -> Result<Table, Trouble> {
    let mut table = Table::new(List::Quarantine.title(), &["取り込んだ日", "行", "氏名", "わけ"]);
    for it in pages.office.store().quarantined(Some(signed.insurer), ROWS_MAX)? {
        table.rows.push(vec![
            day_in_japan(it.added_at).into(),
            Cell::Count(u64::try_from(it.line).unwrap_or_default()),
            quarantine::listed_name(pages, &it)?.into(),
            quarantine::why(&it.why).0.into(),
        ]);
    }
    Ok(table)
}

fn employers(pages: &Shared, signed: &Signed) -> Result<Table, Trouble> {
    let mut table = Table::new(List::Employers.title(), &["事業所番号", "事業所名", "所在地"]);
    let all = pages.office.store().employers(signed.insurer)?;
    let rows = all.into_iter().map(|it| vec![it.code.into(), it.name.into(), it.address.into()]);
    table.rows.extend(rows);
    Ok(table)
}

fn acts(pages: &Shared, signed: &Signed) -> Result<Table, Trouble> {
    let columns = ["日", "時刻", "処理", "氏名", "どれの", "わけ", "した人", "中身"];
    let mut table = Table::new(List::Acts.title(), &columns);
    let mut before = None;
    while table.rows.len() < ROWS_MAX {
        let page = pages.office.store().office_acts(signed.insurer, before, CHUNK)?;
        let Some(last) = page.last() else { break };
        before = Some((last.recorded_at, last.id.clone()));
        for it in page {
            let name = it.person_key.map(|key| person_name(pages, key)).transpose()?;
            table.rows.push(vec![
                day_in_japan(it.recorded_at).into(),
                crate::pages::view::time(it.recorded_at).into(),
                labels::act(&it.kind).into(),
                name.into(),
                it.about.into(),
                labels::why(&it.reason).into(),
                it.recorded_by.into(),
                it.steps.join("、").into(),
            ]);
        }
    }
    Ok(table)
}

fn staff(pages: &Shared, signed: &Signed) -> Result<Table, Trouble> {
    let columns = ["職員番号", "名前", "役割", "登録日", "終わりの日"];
    let mut table = Table::new(List::Staff.title(), &columns);
    let all = pages.office.store().all_staff()?;
    for it in all.into_iter().filter(|it| it.insurer == Some(signed.insurer)) {
        let role = OfficeRole::of(&it.role).map_or("", OfficeRole::text);
        table.rows.push(vec![
            it.staff_id.into(),
            it.name.into(),
            role.into(),
            day_in_japan(it.added_at).into(),
            it.revoked_at.map(day_in_japan).into(),
        ]);
    }
    Ok(table)
}
