//! Payments: a bank's file taken in, and what of it belongs to no application.

use askama::Template;
use axum::{
    Form, Router,
    extract::{Multipart, Path, State, multipart::MultipartError},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
    routing::{get, post},
};
use store::{OfficeApplication, Payment};

use super::{
    BASE, Frame, Section, Shared, Signed,
    applications::{path_of, person_name},
    telling::{Refusal, Told, counted},
};
use crate::{
    office::OfficeRole,
    pages::{
        Page,
        fields::{Choice, Sent},
        message::{Trouble, shown_with},
        session::random,
        view::Day,
    },
    work::office::{
        ApplicationState, OfficeRefusal, PaymentEnd, PaymentsReport, TakePaymentsError,
    },
};

/// Payments shown at the most.
const SHOWN_MAX: usize = 200;
/// Applications read for those that wait for a payment.
const APPLICATIONS_READ_MAX: usize = 10_000;
/// What an id of a payment is in a session.
const KIND: &str = "payment";

/// The pages of payments.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/payments", get(page).post(take))
        .route("/payments/{id}/match", post(settle))
}

/// What became of a file.
struct ReportView {
    file: String,
    read: usize,
    matched: usize,
    again: usize,
    open: usize,
    debits: u32,
}

struct PaymentRow {
    id: String,
    act_id: String,
    paid: Day,
    yen: String,
    payer: String,
    reference: String,
    file: String,
    line: u32,
    choices: Vec<Choice>,
}

struct WaitingRow {
    invoice: String,
    path: String,
    name: String,
    yen: String,
}

#[derive(Template)]
#[template(path = "office/payments.html")]
struct PaymentsPage {
    frame: Frame,
    notice: Option<Told>,
    refused: Option<Refusal>,
    report: Option<ReportView>,
    payments: Vec<PaymentRow>,
    waiting: Vec<WaitingRow>,
    act_id: String,
    may_change: bool,
}

/// What the page says beside the lists.
#[derive(Default)]
struct Saying {
    notice: Option<Told>,
    refused: Option<Refusal>,
    report: Option<ReportView>,
}

async fn page(State(pages): State<Shared>, signed: Signed) -> Page {
    draw(&pages, &signed, StatusCode::OK, Saying::default())
}

/// Takes a bank's file in.
async fn take(State(pages): State<Shared>, signed: Signed, form: Multipart) -> Page {
    signed.need(OfficeRole::may_record)?;
    let Ok(upload) = Upload::of(form).await else {
        let refused = Refusal::new(
            "ファイルが届きませんでした",
            "ファイルを選んで、もう一度読み取ってください(8 MBまで)",
            "upload",
        );
        let saying = Saying { refused: Some(refused), ..Saying::default() };
        return draw(&pages, &signed, StatusCode::UNPROCESSABLE_ENTITY, saying);
    };
    let work = pages.office.work();
    let occasion = work.occasion(&upload.act_id, signed.by());
    let taken = work.take_payments(&occasion, signed.insurer, &upload.name, &upload.bytes).await;
    match taken {
        Ok(report) => {
            let report = Some(ReportView::of(&upload.name, &report));
            draw(&pages, &signed, StatusCode::OK, Saying { report, ..Saying::default() })
        }
        Err(TakePaymentsError::File(error)) => {
            let refused = Refusal::new(
                "銀行のファイルとして読めません",
                "銀行から受け取ったままのファイルを選んでください。1件も記録していません",
                &error.to_string(),
            );
            let saying = Saying { refused: Some(refused), ..Saying::default() };
            draw(&pages, &signed, StatusCode::UNPROCESSABLE_ENTITY, saying)
        }
        Err(TakePaymentsError::Refused(refusal)) => refuse(&pages, &signed, refusal),
    }
}

/// Settles a payment by hand: for an application, or as none of ours.
async fn settle(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let sent = Sent(sent);
    let payment_id = signed.session.text_of(KIND, &id).ok_or(Trouble::Gone)?;
    let (work, insurer) = (pages.office.work(), signed.insurer);
    let occasion = work.occasion(sent.text("act_id"), signed.by());
    let to = sent.text("to");
    let done = if let Some(end) = PaymentEnd::of(to) {
        work.settle_payment(&occasion, insurer, &payment_id, (end, end.name())).await
    } else {
        let application = signed.session.text_of(super::applications::KIND, to);
        let application = application.ok_or(Trouble::Gone)?;
        work.match_payment(&occasion, insurer, &payment_id, &application).await
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{BASE}/payments")).into_response()),
        Err(refusal) => refuse(&pages, &signed, refusal),
    }
}

fn refuse(pages: &Shared, signed: &Signed, refusal: OfficeRefusal) -> Page {
    let refused = Refusal::of(&refusal).ok_or_else(|| Trouble::Failed(Box::new(refusal)))?;
    let saying = Saying { refused: Some(refused), ..Saying::default() };
    draw(pages, signed, StatusCode::CONFLICT, saying)
}

fn draw(pages: &Shared, signed: &Signed, status: StatusCode, saying: Saying) -> Page {
    let store = pages.office.store();
    let open = store.open_payments(signed.insurer, None, SHOWN_MAX)?;
    let applications = store.open_applications(signed.insurer, None, APPLICATIONS_READ_MAX)?;
    let waiting: Vec<&OfficeApplication> = applications
        .iter()
        .filter(|it| ApplicationState::of(it) == ApplicationState::Invoiced)
        .collect();
    let mut payments = Vec::with_capacity(open.len());
    for payment in open {
        payments.push(row(pages, signed, payment, &waiting)?);
    }
    let mut rows = Vec::with_capacity(waiting.len());
    for it in waiting.into_iter().take(SHOWN_MAX) {
        rows.push(WaitingRow {
            invoice: it.invoice_number.clone().unwrap_or_default(),
            path: path_of(signed, &it.application_id)?,
            name: person_name(pages, it.person_key)?,
            yen: counted(it.fee_yen.unwrap_or_default().into()),
        });
    }
    shown_with(
        status,
        &PaymentsPage {
            frame: Frame::of(pages, signed, Section::Applications)?,
            notice: saying.notice,
            refused: saying.refused,
            report: saying.report,
            payments,
            waiting: rows,
            act_id: random::<16>().ok_or(Trouble::Randomness)?,
            may_change: signed.role.may_record(),
        },
    )
}

/// A payment, with the applications it may be for: those of the same yen first.
fn row(
    pages: &Shared,
    signed: &Signed,
    it: Payment,
    waiting: &[&OfficeApplication],
) -> Result<PaymentRow, Trouble> {
    let mut fitting: Vec<&&OfficeApplication> = waiting.iter().collect();
    fitting.sort_by_key(|of| u64::from(of.fee_yen.unwrap_or_default()) != it.yen);
    let mut choices = Vec::new();
    for of in fitting.into_iter().take(50) {
        let (number, yen) = (of.invoice_number.as_deref(), of.fee_yen.unwrap_or_default());
        let name = person_name(pages, of.person_key)?;
        choices.push(Choice {
            value: signed.id_of(super::applications::KIND, &of.application_id)?,
            text: format!("{} {name} {}円", number.unwrap_or_default(), counted(yen.into())),
            is_chosen: choices.is_empty(),
        });
    }
    choices.extend(PaymentEnd::ALL.into_iter().map(|it| Choice {
        value: it.word().to_owned(),
        text: it.name().to_owned(),
        is_chosen: false,
    }));
    Ok(PaymentRow {
        id: signed.id_of(KIND, &it.payment_id)?,
        act_id: random::<16>().ok_or(Trouble::Randomness)?,
        paid: Day::of(it.paid_on),
        yen: counted(it.yen),
        payer: it.payer,
        reference: it.reference,
        file: it.file,
        line: it.line,
        choices,
    })
}

impl ReportView {
    fn of(file: &str, report: &PaymentsReport) -> Self {
        Self {
            file: file.to_owned(),
            read: report.payments.len(),
            matched: report.paid(),
            again: report.again(),
            open: report.left(),
            debits: report.debits,
        }
    }
}

/// A form with a file.
struct Upload {
    act_id: String,
    name: String,
    bytes: Vec<u8>,
}

impl Upload {
    /// Reads a form; without a file it is none.
    async fn of(mut form: Multipart) -> Result<Self, Option<MultipartError>> {
        let mut upload = Self { act_id: String::new(), name: String::new(), bytes: Vec::new() };
        while let Some(field) = form.next_field().await.map_err(Some)? {
            match field.name() {
                Some("act_id") => upload.act_id = field.text().await.map_err(Some)?,
                Some("file") => {
                    upload.name = file_name(field.file_name().unwrap_or_default());
                    upload.bytes = field.bytes().await.map_err(Some)?.to_vec();
                }
                Some(_) | None => {}
            }
        }
        if upload.bytes.is_empty() { Err(None) } else { Ok(upload) }
    }
}

/// The last part of a file's name: where it lay on somebody's machine is nobody's business.
fn file_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_file_only_its_name_is_kept() {
        for (sent, kept) in [
            ("bank.txt", "bank.txt"),
            ("C:\\Users\\someone\\bank.txt", "bank.txt"),
            ("/srv/someone/bank.txt", "bank.txt"),
            ("", ""),
        ] {
            assert_eq!(file_name(sent), kept);
        }
        assert_eq!(file_name(&"あ".repeat(100)).chars().count(), 80);
    }
}
