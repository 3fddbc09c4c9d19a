//! The fee of a paper made again: invoiced, and paid at the counter (R-118, F-53).

use eligibility::InsurerNumber;
use jiff::{ToSpan as _, civil::Date};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::OfficeStep;

use super::{
    InsurerOffice,
    application::{fact, find},
    carrying::{Asked, Carried, Decided, check_day},
    mail::letter,
    refusal::{ApplicationRefusal, OfficeRefusal},
    words::ApplicationState,
};
use crate::work::card::Occasion;

/// A fee invoiced (請求).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoiced {
    /// The act.
    pub carried: Carried,
    /// The number to be quoted with the payment.
    pub invoice_number: String,
    /// The fee.
    pub fee_yen: u32,
    /// The last day to pay.
    pub due_on: Date,
}

/// Numbers tried before the register's other invoices are blamed on somebody else.
const NUMBERS: u8 = 8;

impl InsurerOffice {
    /// Invoices the fee of an approved application, and notes the letter.
    ///
    /// # Errors
    ///
    /// When there is no fee, or it was invoiced, paid or withdrawn; as [`OfficeRefusal`] lists.
    pub async fn invoice(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        application_id: &str,
    ) -> Result<Invoiced, OfficeRefusal> {
        let person_key = self.applicant_of(insurer, application_id)?;
        let asked = Asked { kind: "invoice", insurer, said: application_id.to_owned() };
        let carried = self
            .carry_out(occasion, &asked, person_key, |member| {
                find(member, application_id, &[ApplicationState::ToInvoice])?;
                let invoice_number = self.new_invoice_number(insurer, application_id)?;
                Ok(Decided {
                    reason: "invoiced".to_owned(),
                    about: Some(application_id.to_owned()),
                    note: json!({"invoice_number": invoice_number}),
                    steps: vec![
                        OfficeStep::InvoiceApplication {
                            application_id: application_id.to_owned(),
                            invoice_number,
                            at: occasion.at,
                        },
                        letter(occasion, insurer, member.person_key, ("invoice", application_id)),
                    ],
                    ..Decided::default()
                })
            })
            .await?;
        let application = self.application(insurer, application_id)?;
        let due_on = self.pay_by(&application).unwrap_or(occasion.on);
        let invoice_number = application.invoice_number.ok_or(ApplicationRefusal::NoFee)?;
        let fee_yen = application.fee_yen.ok_or(ApplicationRefusal::NoFee)?;
        Ok(Invoiced { carried, invoice_number, fee_yen, due_on })
    }

    /// Records a fee paid at the counter, or otherwise seen by the clerk to be paid.
    ///
    /// # Errors
    ///
    /// When there is no fee to pay, or the day has not come or is before the application; as
    /// [`OfficeRefusal`] lists.
    pub async fn pay_at_counter(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        application_id: &str,
        paid_on: Date,
    ) -> Result<Carried, OfficeRefusal> {
        let person_key = self.applicant_of(insurer, application_id)?;
        let said = format!("{application_id}\0{paid_on}");
        let asked = Asked { kind: "pay_at_counter", insurer, said };
        self.carry_out(occasion, &asked, person_key, |member| {
            check_day(paid_on, occasion.on)?;
            let application = find(member, application_id, &UNPAID)?;
            Ok(Decided {
                reason: "paid_at_counter".to_owned(),
                about: Some(application_id.to_owned()),
                note: json!({"paid_on": paid_on}),
                facts: vec![fact(application, Some(paid_on))],
                steps: vec![OfficeStep::PayApplication {
                    application_id: application_id.to_owned(),
                    paid_on,
                    payment_id: None,
                }],
                ..Decided::default()
            })
        })
        .await
    }

    /// The last day to pay an application's invoice.
    #[must_use]
    pub fn pay_by(&self, application: &store::OfficeApplication) -> Option<Date> {
        let invoiced_on = crate::day_in_japan(application.invoiced_at?);
        let days = i64::from(self.settings(application.insurer, invoiced_on).invoice_days);
        Some(invoiced_on.saturating_add(days.days()))
    }

    /// A number no invoice of the insurer has: ten digits, the last of them a check digit.
    fn new_invoice_number(
        &self,
        insurer: InsurerNumber,
        application_id: &str,
    ) -> Result<String, OfficeRefusal> {
        for salt in 0..NUMBERS {
            let number = invoice_number(&format!("{insurer}\0{application_id}\0{salt}"));
            if self.store().application_of_invoice(insurer, &number)?.is_none() {
                return Ok(number);
            }
        }
        Err(OfficeRefusal::Busy)
    }
}

/// The states in which a fee is owed.
pub(super) const UNPAID: [ApplicationState; 2] =
    [ApplicationState::ToInvoice, ApplicationState::Invoiced];

/// A number that follows from a text.
fn invoice_number(text: &str) -> String {
    let digest = Sha256::digest(text);
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    // Never a leading zero, which spreadsheets drop.
    let body = 100_000_000 + u64::from_be_bytes(first) % 900_000_000;
    let body = body.to_string();
    format!("{body}{}", check_digit(&body))
}

/// The check digit of nine digits: every second one doubled from the right, modulo ten. It finds
/// every single digit mistyped.
///
/// Source: ISO/IEC 7812-1 附属書B
fn check_digit(body: &str) -> u32 {
    let digits = body.chars().rev().filter_map(|it| it.to_digit(10));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
        .sum();
    (10 - sum % 10) % 10
}

/// Every number in a text that could be an invoice's, each once: ten digits that fit their check
/// digit, also where others stand beside them.
pub(super) fn invoice_numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for run in text.split(|it: char| !it.is_ascii_digit()).filter(|it| it.len() >= 10) {
        for start in 0..=run.len() - 10 {
            let number = &run[start..start + 10];
            let (body, check) = number.split_at(9);
            if !body.starts_with('0') && check == check_digit(body).to_string() {
                found.push(number.to_owned());
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_by_its_check_digit_wherever_it_stands() {
        let number = invoice_number("one");
        assert_eq!(number.len(), 10);
        let other = invoice_number("another");
        assert_ne!(number, other);
        for text in [
            number.clone(),
            format!("ﾔﾏﾀﾞ{number}"),
            format!("No.{number} ﾔﾏﾀﾞ"),
            format!("2026{number}"),
        ] {
            assert!(invoice_numbers(&text).contains(&number), "{text}");
        }
        assert_eq!(invoice_numbers(&number[..9]), Vec::<String>::new());
        assert_eq!(invoice_numbers(""), Vec::<String>::new());
    }

    #[test]
    fn one_digit_mistyped_is_found_out() {
        let number = invoice_number("one");
        for place in 0..10 {
            let mut digits: Vec<u32> = number.chars().filter_map(|it| it.to_digit(10)).collect();
            digits[place] = (digits[place] + 1) % 10;
            let wrong: String = digits.iter().map(ToString::to_string).collect();
            assert!(!invoice_numbers(&wrong).contains(&wrong), "{wrong}");
        }
    }
}
