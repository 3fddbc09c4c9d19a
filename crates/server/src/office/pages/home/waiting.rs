//! The work that waits for somebody of the office, with how long.

use eligibility::InsurerNumber;
use jiff::civil::Date;
use store::{Batch, HeldItem, OfficeApplication, Store};

use crate::{
    day_in_japan,
    office::pages::{BASE, Pages, Signed},
    pages::{message::Trouble, view::Day},
    work::office::ApplicationState,
};

/// Rows read at a time.
const AT_ONCE: usize = 500;
/// Rows counted of one kind of work at the most.
const COUNTED_MAX: usize = 10_000;
/// Batches looked at: those that wait are among the newest.
const BATCHES_MAX: usize = 200;

/// The work that waits.
pub(super) struct Waiting {
    pub(super) rows: Vec<WaitingRow>,
    pub(super) total: usize,
    /// The next action: its path and what it is called.
    pub(super) first: Option<(String, &'static str)>,
    /// Envelopes that came back and nobody has dealt with.
    pub(super) undelivered: usize,
}

/// A kind of work that waits.
pub(super) struct WaitingRow {
    pub(super) path: String,
    pub(super) text: &'static str,
    pub(super) count: usize,
    pub(super) oldest: Option<(Day, String)>,
    pub(super) next: &'static str,
}

/// Kinds of work: where they are done, what they are called, what to do.
#[rustfmt::skip]
mod kind {
    pub(super) type Kind = (&'static str, &'static str, &'static str);

    pub(super) const DECIDE: Kind = ("/applications?show=received", "申請の審査", "決定する");
    pub(super) const INVOICE: Kind = ("/applications?show=to-invoice", "手数料の請求", "請求書を送る");
    pub(super) const PRINT: Kind = ("/applications?show=to-print", "決定ずみ、未印刷の申請", "計画に入れて印刷する");
    pub(super) const SEND: Kind = ("/applications?show=made", "印刷ずみ、未送付の申請", "送る");
    pub(super) const RELEASE: Kind = ("/batches", "発行の許可", "内容を見て許可する");
    pub(super) const RUN: Kind = ("/batches", "印刷の途中の束", "印刷を終える");
    pub(super) const HELD: Kind = ("/batches", "束で保留した人", "わけを直して、次の束に入れる");
    pub(super) const POST: Kind = ("/batches", "印刷ずみの束", "枚数を確かめて発送する");
    pub(super) const MATCH: Kind = ("/payments", "入金の照合", "どの申請の入金かを決める");
    pub(super) const SETTLE: Kind = ("/quarantine", "取り込みの保留", "同じ人かを決める");
    pub(super) const RESEND: Kind = ("/mail", "宛先不明で戻った郵便", "宛先を確かめて送りなおす");
}

impl Waiting {
    pub(super) fn of(pages: &Pages, signed: &Signed) -> Result<Self, Trouble> {
        let (store, insurer, today) = (pages.office.store(), signed.insurer, pages.office.day());
        let applications = open_applications(store, insurer)?;
        let batches = store.batches(insurer, None, BATCHES_MAX)?;
        let of_state = |state: ApplicationState| {
            let its = applications.iter().filter(move |it| ApplicationState::of(it) == state);
            its.map(|it| it.received_on).collect::<Vec<Date>>()
        };
        let of_batches = |is_meant: fn(&Batch) -> bool| {
            let its = batches.iter().filter(|it| is_meant(it));
            its.map(|it| day_in_japan(it.made_at)).collect::<Vec<Date>>()
        };
        let payments = store.open_payments(insurer, None, COUNTED_MAX)?;
        let aside = store.quarantined(Some(insurer), COUNTED_MAX)?;
        let returned = store.undelivered(insurer, None, COUNTED_MAX)?;
        let undelivered = returned.len();
        let days = [
            (kind::DECIDE, of_state(ApplicationState::Received)),
            (kind::INVOICE, of_state(ApplicationState::ToInvoice)),
            (kind::PRINT, of_state(ApplicationState::ToPrint)),
            (kind::SEND, of_state(ApplicationState::Made)),
            (kind::RELEASE, of_batches(awaits_release)),
            (kind::RUN, of_batches(is_being_printed)),
            (kind::POST, of_batches(awaits_post)),
            (kind::MATCH, payments.iter().map(|it| it.paid_on).collect()),
            (kind::SETTLE, aside.iter().map(|it| day_in_japan(it.added_at)).collect()),
            (kind::RESEND, returned.iter().filter_map(|it| it.undelivered_on).collect()),
        ];
        let rows = days.into_iter().filter(|it| !it.1.is_empty());
        let rows = rows.map(|(kind, days)| WaitingRow::of(kind, &days, today));
        // Who is held may reach a day with nothing to show, so nothing stands above them.
        let rows: Vec<WaitingRow> =
            WaitingRow::held(&store.held_items(insurer)?, today).into_iter().chain(rows).collect();
        let total = rows.iter().map(|it| it.count).sum();
        Ok(Self { rows, total, first: first(signed, &applications, &batches)?, undelivered })
    }
}

impl WaitingRow {
    fn of((path, text, next): kind::Kind, days: &[Date], today: Date) -> Self {
        let oldest = days.iter().min().map(|it| (Day::of(*it), ago(*it, today)));
        Self { path: path.to_owned(), text, count: days.len(), oldest, next }
    }

    /// Those held in batches, by the day on which the first of them must have the paper in hand.
    fn held(held: &[HeldItem], today: Date) -> Option<Self> {
        let first = held.first()?;
        let (path, text, next) = kind::HELD;
        let path = format!("{path}/{}", first.batch_id);
        let oldest = first.by.map(|by| (Day::of(by), left(by, today)));
        Some(Self { path, text, count: held.len(), oldest, next })
    }
}

fn ago(day: Date, today: Date) -> String {
    match (today - day).get_days() {
        days if days > 0 => format!("{days}日前"),
        _ => "きょう".to_owned(),
    }
}

/// How long it is until a paper must be in hand.
fn left(by: Date, today: Date) -> String {
    match (by - today).get_days() {
        days if days > 0 => format!("までに手元へ、あと{days}日"),
        0 => "きょうまでに手元へ".to_owned(),
        days => format!("までに手元へ、{}日すぎました", -days),
    }
}

/// The next action: the oldest application, else the oldest batch to release.
fn first(
    signed: &Signed,
    applications: &[OfficeApplication],
    batches: &[Batch],
) -> Result<Option<(String, &'static str)>, Trouble> {
    let undecided =
        |it: &&OfficeApplication| ApplicationState::of(it) == ApplicationState::Received;
    if let Some(oldest) = applications.iter().find(undecided) {
        let id = signed.id_of("application", &oldest.application_id)?;
        return Ok(Some((format!("{BASE}/applications/{id}"), "いちばん古い申請を開く")));
    }
    let waiting = batches.iter().any(awaits_release);
    Ok(waiting.then(|| (format!("{BASE}/batches"), "許可を待つ束を見る")))
}

/// Applications neither sent, refused nor withdrawn, the oldest first.
fn open_applications(
    store: &Store,
    insurer: InsurerNumber,
) -> Result<Vec<OfficeApplication>, store::Error> {
    let mut all: Vec<OfficeApplication> = Vec::new();
    while all.len() < COUNTED_MAX {
        let after = all.last().map(|it| (it.received_on, it.application_id.clone()));
        let page = store.open_applications(insurer, after, AT_ONCE)?;
        let is_last = page.len() < AT_ONCE;
        all.extend(page);
        if is_last {
            break;
        }
    }
    Ok(all)
}

const fn is_over(it: &Batch) -> bool {
    it.withdrawn_at.is_some() || it.returned_at.is_some()
}

const fn awaits_release(it: &Batch) -> bool {
    !is_over(it) && it.released_at.is_none()
}

const fn is_being_printed(it: &Batch) -> bool {
    !is_over(it) && it.released_at.is_some() && it.printed_at.is_none()
}

const fn awaits_post(it: &Batch) -> bool {
    it.printed_at.is_some() && it.sent_at.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_held_says_how_many_days_are_left() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (by, wanted) in [
            ("2026-03-31", "までに手元へ、あと21日"),
            ("2026-03-11", "までに手元へ、あと1日"),
            ("2026-03-10", "きょうまでに手元へ"),
            ("2026-03-09", "までに手元へ、1日すぎました"),
        ] {
            assert_eq!(left(day(by), day("2026-03-10")), wanted, "{by}");
        }
        assert!(WaitingRow::held(&[], day("2026-03-10")).is_none());
    }
}
