//! Payments: taken in from a bank's file, matched with invoices, settled by a clerk.

use eligibility::InsurerNumber;
use interchange::bank::{self, BankFileError, BankFileKind, Credit};
use jiff::civil::Date;
use serde_json::json;
use store::{Held, OfficeApplication, OfficeStep, Payment, PersonKey};

use super::{
    InsurerOffice,
    application::{fact, find},
    carrying::{Asked, Carried, Decided, derived_id},
    fee::UNPAID,
    matching::{OpenInvoice, PaymentMatch, compared, matched},
    refusal::{ApplicationRefusal, OfficeRefusal},
    words::ApplicationState,
};
use crate::work::card::Occasion;

/// What was taken in from a bank's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentsReport {
    /// Which kind of file.
    pub kind: BankFileKind,
    /// Each payment, in the order of the file.
    pub payments: Vec<TakenPayment>,
    /// Records of money paid out, which are passed over.
    pub debits: u32,
}

/// One payment of a bank's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenPayment {
    /// Its id.
    pub payment_id: String,
    /// The record or line in the file.
    pub line: u32,
    /// The day booked.
    pub paid_on: Date,
    /// How much.
    pub yen: u64,
    /// What it was found to be; none where an earlier try had taken it in.
    pub matched: Option<PaymentMatch>,
}

/// How a clerk settles a payment that pays no fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentEnd {
    /// Given back to the payer.
    Returned,
    /// Not a fee: it goes to another account of the insurer.
    NotAFee,
    /// The bank took it back.
    TakenBack,
}

/// Why a bank's file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum TakePaymentsError {
    /// The file is not one.
    #[error(transparent)]
    File(#[from] BankFileError),
    /// A payment could not be recorded. Those before it were: the same file again goes on.
    #[error(transparent)]
    Refused(#[from] OfficeRefusal),
}

impl PaymentEnd {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Returned, Self::NotAFee, Self::TakenBack];

    /// The word in the register.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::NotAFee => "not_a_fee",
            Self::TakenBack => "taken_back",
        }
    }

    /// Of a word of the register.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// The name on pages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Returned => "返金した",
            Self::NotAFee => "手数料ではない入金",
            Self::TakenBack => "銀行が取り消した",
        }
    }
}

impl PaymentsReport {
    /// How many were found to pay a fee now.
    #[must_use]
    pub fn paid(&self) -> usize {
        let is_paid = |it: &&TakenPayment| matches!(it.matched, Some(PaymentMatch::Paid { .. }));
        self.payments.iter().filter(is_paid).count()
    }

    /// How many an earlier try had taken in.
    #[must_use]
    pub fn again(&self) -> usize {
        self.payments.iter().filter(|it| it.matched.is_none()).count()
    }

    /// How many are left to a clerk.
    #[must_use]
    pub fn left(&self) -> usize {
        self.payments.len() - self.paid() - self.again()
    }
}

/// A payment's file and whose office takes it in.
struct Taking<'a> {
    occasion: &'a Occasion,
    insurer: InsurerNumber,
    name: &'a str,
    /// The file's hash: its payments are known by it and their line.
    hash: String,
}

impl InsurerOffice {
    /// Takes a bank's file in. A payment is known by the file's content and its line, so the same
    /// file again changes nothing, and one half taken in goes on.
    ///
    /// # Errors
    ///
    /// When the file is not one: then nothing is taken in. When a payment could not be recorded.
    pub async fn take_payments(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        name: &str,
        bytes: &[u8],
    ) -> Result<PaymentsReport, TakePaymentsError> {
        let file = bank::read(bytes, occasion.on)?;
        let hash = crate::hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes)[..16]);
        let taking = Taking { occasion, insurer, name, hash };
        let mut open = self.open_invoices(insurer)?;
        let mut payments = Vec::with_capacity(file.credits.len());
        for credit in &file.credits {
            let taken = self.take(&taking, credit, &open).await?;
            if let Some(PaymentMatch::Paid { application_id }) = &taken.matched {
                open.retain(|it| it.application.application_id != *application_id);
            }
            payments.push(taken);
        }
        Ok(PaymentsReport { kind: file.kind, payments, debits: file.debits })
    }

    /// Takes one payment in, and pays the fee it is for.
    async fn take(
        &self,
        taking: &Taking<'_>,
        credit: &Credit,
        open: &[OpenInvoice],
    ) -> Result<TakenPayment, OfficeRefusal> {
        let insurer = taking.insurer;
        let line = credit.line.to_string();
        let payment_id = derived_id(&[&insurer.to_string(), &taking.hash, &line]);
        let payment_id = format!("payment:{payment_id}");
        let (line, paid_on, yen) = (credit.line, credit.paid_on, credit.yen);
        let taken =
            |matched| TakenPayment { payment_id: payment_id.clone(), line, paid_on, yen, matched };
        if self.store().payment(&payment_id)?.is_some() {
            return Ok(taken(None));
        }
        let payment = taking.payment(&payment_id, credit);
        let by_number = |number: &str| self.store().application_of_invoice(insurer, number);
        let found = matched(credit, open, by_number).map_err(OfficeRefusal::from)?;
        if let PaymentMatch::Paid { application_id } = &found {
            match self.pay(taking, &payment, application_id).await {
                Ok(_) => return Ok(taken(Some(found))),
                // Another clerk was faster: what is paid is paid, and this one is left open.
                Err(OfficeRefusal::Application(_) | OfficeRefusal::Entry(_)) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        let decided = Decided {
            reason: "not_matched".to_owned(),
            about: Some(payment_id.clone()),
            note: json!({"line": line}),
            steps: vec![OfficeStep::AddPayment(payment)],
            ..Decided::default()
        };
        let occasion = Occasion { id: payment_id.clone(), ..taking.occasion.clone() };
        let asked = Asked { kind: "take_payment", insurer, said: String::new() };
        self.carry_out_apart(&occasion, &asked, decided).await?;
        let found = match found {
            PaymentMatch::Paid { application_id } => PaymentMatch::PaidTwice { application_id },
            other @ (PaymentMatch::TooLittle { .. }
            | PaymentMatch::TooMuch { .. }
            | PaymentMatch::PaidTwice { .. }
            | PaymentMatch::Withdrawn { .. }
            | PaymentMatch::Several { .. }
            | PaymentMatch::TakenBack
            | PaymentMatch::Unknown) => other,
        };
        Ok(taken(Some(found)))
    }

    /// Adds a payment, pays the fee with it and settles it, in one act.
    async fn pay(
        &self,
        taking: &Taking<'_>,
        payment: &Payment,
        application_id: &str,
    ) -> Result<Carried, OfficeRefusal> {
        let insurer = taking.insurer;
        let person_key = self.applicant_of(insurer, application_id)?;
        let occasion = Occasion { id: payment.payment_id.clone(), ..taking.occasion.clone() };
        let asked = Asked { kind: "take_payment", insurer, said: application_id.to_owned() };
        self.carry_out(&occasion, &asked, person_key, |member| {
            let application = find(member, application_id, &[ApplicationState::Invoiced])?;
            let mut steps = vec![OfficeStep::AddPayment(payment.clone())];
            steps.extend(pays(&occasion, application, payment, "matched"));
            Ok(Decided {
                reason: "matched".to_owned(),
                about: Some(payment.payment_id.clone()),
                note: json!({"line": payment.line, "application": application_id}),
                facts: vec![fact(application, Some(payment.paid_on))],
                steps,
                ..Decided::default()
            })
        })
        .await
    }

    /// Pays an application's fee with an open payment a clerk has found to be for it. What is over
    /// is to be given back.
    ///
    /// # Errors
    ///
    /// When the payment was settled or is too little, or the fee is not owed; as [`OfficeRefusal`]
    /// lists.
    pub async fn match_payment(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        payment_id: &str,
        application_id: &str,
    ) -> Result<Carried, OfficeRefusal> {
        let person_key = self.applicant_of(insurer, application_id)?;
        let said = format!("{payment_id}\0{application_id}");
        let asked = Asked { kind: "match_payment", insurer, said };
        self.carry_out(occasion, &asked, person_key, |member| {
            let payment = self.open_payment(insurer, payment_id)?;
            let application = find(member, application_id, &UNPAID)?;
            let fee = application.fee_yen.map(u64::from).ok_or(ApplicationRefusal::NoFee)?;
            if payment.yen < fee {
                let refusal = ApplicationRefusal::TooLittle { paid: payment.yen, wanted: fee };
                return Err(refusal.into());
            }
            Ok(Decided {
                reason: "matched_by_clerk".to_owned(),
                about: Some(payment_id.to_owned()),
                note: json!({"application": application_id, "over_yen": payment.yen - fee}),
                facts: vec![fact(application, Some(payment.paid_on))],
                steps: pays(occasion, application, &payment, "matched_by_clerk").into(),
                ..Decided::default()
            })
        })
        .await
    }

    /// Settles an open payment that pays no fee.
    ///
    /// # Errors
    ///
    /// Without a reason, or when it was settled; as [`OfficeRefusal`] lists.
    pub async fn settle_payment(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        payment_id: &str,
        (end, why): (PaymentEnd, &str),
    ) -> Result<Carried, OfficeRefusal> {
        let why = super::application::reason_given(why)?;
        let said = format!("{payment_id}\0{}\0{why}", end.word());
        let asked = Asked { kind: "settle_payment", insurer, said };
        if self.store().recorded_office_act(&occasion.id)?.is_none() {
            self.open_payment(insurer, payment_id)?;
        }
        let step = OfficeStep::SettlePayment {
            payment_id: payment_id.to_owned(),
            application_id: None,
            by: occasion.by.clone(),
            at: occasion.at,
            how: end.word().to_owned(),
        };
        let decided = Decided {
            reason: why.to_owned(),
            about: Some(payment_id.to_owned()),
            note: json!({"how": end.word()}),
            steps: vec![step],
            ..Decided::default()
        };
        self.carry_out_apart(occasion, &asked, decided).await
    }

    /// What an open payment seems to be for: the applications a clerk may match it with, the
    /// likeliest first.
    ///
    /// # Errors
    ///
    /// When there is no such open payment; when the database fails.
    pub fn likely_applications(
        &self,
        insurer: InsurerNumber,
        payment_id: &str,
    ) -> Result<Vec<OfficeApplication>, OfficeRefusal> {
        let payment = self.open_payment(insurer, payment_id)?;
        let payer = compared(&payment.payer);
        let said = format!("{} {}", payment.reference, payment.payer);
        let numbers = super::fee::invoice_numbers(&said);
        let mut open = self.open_invoices(insurer)?;
        open.sort_by_key(|it| {
            let fee = it.application.fee_yen.map_or(0, u64::from);
            let named = it.application.invoice_number.as_ref().is_some_and(|n| numbers.contains(n));
            (!named, !it.payers.contains(&payer), fee.abs_diff(payment.yen))
        });
        Ok(open.into_iter().map(|it| it.application).collect())
    }

    /// A payment nobody has settled.
    fn open_payment(
        &self,
        insurer: InsurerNumber,
        payment_id: &str,
    ) -> Result<Payment, OfficeRefusal> {
        let payment = self.store().payment(payment_id)?.filter(|it| it.insurer == insurer);
        let payment = payment.ok_or(ApplicationRefusal::NoPayment)?;
        if payment.settled_at.is_some() {
            return Err(ApplicationRefusal::PaymentSettled.into());
        }
        Ok(payment)
    }

    /// Every invoice that is not paid, with the names its payer may have.
    fn open_invoices(&self, insurer: InsurerNumber) -> Result<Vec<OpenInvoice>, OfficeRefusal> {
        let mut open = Vec::new();
        for application in self.every_open_application(insurer)? {
            if ApplicationState::of(&application) != ApplicationState::Invoiced {
                continue;
            }
            let mut payers = self.kana_of(application.person_key)?;
            payers.extend(application.applicant_name.as_deref().map(compared));
            payers.retain(|it| !it.is_empty());
            open.push(OpenInvoice { application, payers });
        }
        Ok(open)
    }

    fn kana_of(&self, person_key: PersonKey) -> Result<Vec<String>, OfficeRefusal> {
        let Some(current) = self.store().person(person_key)? else { return Ok(Vec::new()) };
        let Held::Person(person) = current.held else { return Ok(Vec::new()) };
        let kana = person.identity.and_then(|it| it.kana);
        Ok(kana.as_deref().map(compared).into_iter().collect())
    }
}

/// The steps by which a payment pays a fee.
fn pays(
    occasion: &Occasion,
    application: &OfficeApplication,
    payment: &Payment,
    how: &str,
) -> [OfficeStep; 2] {
    let application_id = application.application_id.clone();
    [
        OfficeStep::PayApplication {
            application_id: application_id.clone(),
            paid_on: payment.paid_on,
            payment_id: Some(payment.payment_id.clone()),
        },
        OfficeStep::SettlePayment {
            payment_id: payment.payment_id.clone(),
            application_id: Some(application_id),
            by: occasion.by.clone(),
            at: occasion.at,
            how: how.to_owned(),
        },
    ]
}

impl Taking<'_> {
    fn payment(&self, payment_id: &str, credit: &Credit) -> Payment {
        Payment {
            payment_id: payment_id.to_owned(),
            insurer: self.insurer,
            paid_on: credit.paid_on,
            yen: credit.yen,
            payer: credit.payer.clone(),
            reference: credit.reference.clone(),
            file: self.name.to_owned(),
            line: credit.line,
            added_at: self.occasion.at,
            application_id: None,
            settled_at: None,
            settled_by: None,
            settled_how: None,
        }
    }
}
