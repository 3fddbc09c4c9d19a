//! Which invoice a payment is for: by the invoice's number, else by amount and payer.

use eligibility::number::fold::{fold_kana, fold_symbol};
use interchange::bank::Credit;
use store::OfficeApplication;

use super::{fee::invoice_numbers, words::ApplicationState};

/// What a payment was found to be (入金の突き合わせ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentMatch {
    /// It pays this application's fee exactly.
    Paid {
        /// Which.
        application_id: String,
    },
    /// It names this application's invoice and is too little.
    TooLittle {
        /// Which.
        application_id: String,
        /// What is missing.
        short_yen: u64,
    },
    /// It names this application's invoice and is too much.
    TooMuch {
        /// Which.
        application_id: String,
        /// What is over.
        over_yen: u64,
    },
    /// It names an invoice that was paid before.
    PaidTwice {
        /// Whose.
        application_id: String,
    },
    /// It names an invoice of an application that was withdrawn.
    Withdrawn {
        /// Which.
        application_id: String,
    },
    /// Several invoices fit: a clerk decides.
    Several {
        /// How many.
        count: usize,
    },
    /// The bank takes an earlier payment back: a clerk decides.
    TakenBack,
    /// No invoice fits: a clerk decides.
    Unknown,
}

/// An open invoice to match with.
pub(super) struct OpenInvoice {
    pub(super) application: OfficeApplication,
    /// The names in kana a payer may have, folded and without spaces.
    pub(super) payers: Vec<String>,
}

/// Finds what a payment is for. `by_number` finds an application by its invoice's number, open or
/// not.
pub(super) fn matched<E>(
    credit: &Credit,
    open: &[OpenInvoice],
    by_number: impl Fn(&str) -> Result<Option<OfficeApplication>, E>,
) -> Result<PaymentMatch, E> {
    if credit.is_taken_back {
        return Ok(PaymentMatch::TakenBack);
    }
    let mut named = Vec::new();
    let said = format!("{} {}", credit.reference, credit.payer);
    for number in invoice_numbers(&fold_symbol(&said)) {
        named.extend(by_number(&number)?);
    }
    named.dedup_by(|one, other| one.application_id == other.application_id);
    Ok(match &*named {
        [] => by_payer(credit, open),
        [one] => by_invoice(credit, one),
        several => PaymentMatch::Several { count: several.len() },
    })
}

/// A payment that names one invoice.
fn by_invoice(credit: &Credit, application: &OfficeApplication) -> PaymentMatch {
    let application_id = application.application_id.clone();
    if application.paid_on.is_some() {
        return PaymentMatch::PaidTwice { application_id };
    }
    if ApplicationState::of(application) == ApplicationState::Withdrawn {
        return PaymentMatch::Withdrawn { application_id };
    }
    let Some(fee) = application.fee_yen.map(u64::from) else { return PaymentMatch::Unknown };
    if credit.paid_on < application.received_on {
        return PaymentMatch::Unknown;
    }
    match credit.yen {
        yen if yen < fee => PaymentMatch::TooLittle { application_id, short_yen: fee - yen },
        yen if yen > fee => PaymentMatch::TooMuch { application_id, over_yen: yen - fee },
        _ => PaymentMatch::Paid { application_id },
    }
}

/// A payment that names none: exactly one open invoice of this amount and payer.
fn by_payer(credit: &Credit, open: &[OpenInvoice]) -> PaymentMatch {
    let payer = compared(&credit.payer);
    if payer.is_empty() {
        return PaymentMatch::Unknown;
    }
    let fits = |it: &&OpenInvoice| {
        it.application.fee_yen.map(u64::from) == Some(credit.yen)
            && it.application.received_on <= credit.paid_on
            && it.payers.contains(&payer)
    };
    let fitting: Vec<&OpenInvoice> = open.iter().filter(fits).collect();
    match &*fitting {
        [] => PaymentMatch::Unknown,
        [one] => PaymentMatch::Paid { application_id: one.application.application_id.clone() },
        several => PaymentMatch::Several { count: several.len() },
    }
}

/// A name in kana as payers are compared: folded, without spaces, digits and signs around it.
pub(super) fn compared(name: &str) -> String {
    let folded = fold_kana(name);
    let kept = folded.chars().filter(|it| !it.is_whitespace() && !it.is_ascii_digit());
    kept.collect::<String>().trim_matches(['-', '.', ',', '(', ')', '/']).to_owned()
}

#[cfg(test)]
mod tests;
