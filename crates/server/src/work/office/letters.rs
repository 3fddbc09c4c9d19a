//! The letters of the office's acts, as papers to be printed.

use std::collections::BTreeMap;

use eligibility::{InsurerNumber, written};
use print::{ExpiryNotice, Invoice, Letter, Paper, PaperInsurer, Recipient};
use record::{LetterKind, LetterText, Person};
use store::{Mailing, OfficeApplication};

use super::{
    InsurerOffice,
    refusal::{ApplicationRefusal, MailRefusal, OfficeRefusal},
    reminding::{name_of, read_reminder},
    words::document_name,
};
use crate::{agenda::expires_soon, work::plan::must_not_be_found};

impl InsurerOffice {
    /// The letter of a mailing, as it was sent: an invoice, a refusal, a reminder or a warning.
    /// None for what has its own papers, as a batch has.
    ///
    /// # Errors
    ///
    /// When there is no such mailing, or what it was about is not there any more; when the database
    /// fails.
    pub fn paper_of(
        &self,
        insurer: InsurerNumber,
        mailing_id: &str,
    ) -> Result<Option<Paper>, OfficeRefusal> {
        let mailing = self.mailing(insurer, mailing_id)?;
        let person = match mailing.person_key {
            Some(key) => self.person_of_key(key)?.ok_or(OfficeRefusal::NoPerson)?,
            None => return Ok(None),
        };
        Ok(match &*mailing.what {
            "invoice" => {
                let application = self.application(insurer, &mailing.about)?;
                Some(Paper::Invoice(Box::new(self.invoice_of(&mailing, &person, &application)?)))
            }
            "refusal" => {
                let application = self.application(insurer, &mailing.about)?;
                Some(Paper::Letter(Box::new(self.refusal_of(&mailing, &person, &application)?)))
            }
            "reminder" => Some(Paper::Letter(Box::new(self.reminder_of(&mailing, &person)?))),
            "expiry_warning" => {
                self.warning_of(&mailing, &person)?.map(|it| Paper::ExpiryNotice(Box::new(it)))
            }
            _ => None,
        })
    }

    fn invoice_of(
        &self,
        mailing: &Mailing,
        person: &Person,
        application: &OfficeApplication,
    ) -> Result<Invoice, OfficeRefusal> {
        let number = application.invoice_number.clone().ok_or(ApplicationRefusal::NoFee)?;
        let yen = application.fee_yen.ok_or(ApplicationRefusal::NoFee)?;
        let due_on = self.pay_by(application).unwrap_or(mailing.sent_on);
        let settings = self.settings(mailing.insurer, mailing.sent_on);
        let document = document_name(application.document);
        let values = BTreeMap::from([
            ("氏名", name_of(person)),
            ("書類", document.to_owned()),
            ("金額", yen.to_string()),
            ("請求番号", number.clone()),
            ("支払期限", written(due_on)),
            ("振込先", settings.bank_account.clone()),
        ]);
        let (title, paragraphs) = self.filled(mailing, LetterKind::Invoice, &values);
        Ok(Invoice {
            insurer: self.paper_insurer(mailing.insurer)?,
            recipient: self.recipient(mailing, person)?,
            number,
            day: mailing.sent_on,
            title,
            paragraphs,
            what: format!("{document}の再交付手数料"),
            name: name_of(person),
            yen,
            due_on,
            account: settings.bank_account.clone(),
        })
    }

    /// Why an application was refused, and where to object, which the law wants on the letter
    /// whatever the insurer's own text says.
    fn refusal_of(
        &self,
        mailing: &Mailing,
        person: &Person,
        application: &OfficeApplication,
    ) -> Result<Letter, OfficeRefusal> {
        let values = BTreeMap::from([
            ("氏名", name_of(person)),
            ("書類", document_name(application.document).to_owned()),
            ("理由", application.refusal.clone().unwrap_or_default()),
        ]);
        let mut letter = self.letter(mailing, person, LetterKind::Refusal, &values)?;
        letter.paragraphs.push(how_to_object(mailing.insurer));
        Ok(letter)
    }

    fn reminder_of(&self, mailing: &Mailing, person: &Person) -> Result<Letter, OfficeRefusal> {
        let (kind, by) = read_reminder(&mailing.about).ok_or(MailRefusal::NoMailing)?;
        let place = if self.employer_of_mailing(mailing, person).is_some() {
            "事業所"
        } else {
            "当方"
        };
        let values = BTreeMap::from([
            ("氏名", name_of(person)),
            ("書類", document_name(kind).to_owned()),
            ("返却の期限", by.map_or_else(|| "すみやか".to_owned(), written)),
            ("返却先", place.to_owned()),
        ]);
        self.letter(mailing, person, LetterKind::ReturnReminder, &values)
    }

    /// The warning that a digital certificate ends, by what is so on the day it was sent.
    fn warning_of(
        &self,
        mailing: &Mailing,
        person: &Person,
    ) -> Result<Option<ExpiryNotice>, OfficeRefusal> {
        let judgement = self.judged(mailing.insurer, person, mailing.sent_on);
        let certificate = judgement.standing.digital_certificate;
        let (Some((valid_to, usable_to, _)), Some(certificate)) =
            (expires_soon(&judgement), certificate)
        else {
            return Ok(None);
        };
        let renew_from = certificate.renewable_from;
        let values = BTreeMap::from([
            ("氏名", name_of(person)),
            ("有効期限", written(valid_to)),
            ("使える最後の日", written(usable_to)),
            ("更新できる日", written(renew_from)),
        ]);
        let (title, paragraphs) = self.filled(mailing, LetterKind::ExpiryWarning, &values);
        Ok(Some(ExpiryNotice {
            insurer: self.paper_insurer(mailing.insurer)?,
            recipient: self.recipient(mailing, person)?,
            number: None,
            day: mailing.sent_on,
            title,
            paragraphs,
            renew_from,
            valid_to,
            usable_to,
        }))
    }

    fn letter(
        &self,
        mailing: &Mailing,
        person: &Person,
        kind: LetterKind,
        values: &BTreeMap<&str, String>,
    ) -> Result<Letter, OfficeRefusal> {
        let (title, paragraphs) = self.filled(mailing, kind, values);
        Ok(Letter {
            insurer: self.paper_insurer(mailing.insurer)?,
            recipient: self.recipient(mailing, person)?,
            number: None,
            day: mailing.sent_on,
            title,
            paragraphs,
            enclosures: Vec::new(),
        })
    }

    /// The insurer's own text, or the one there is without.
    fn filled(
        &self,
        mailing: &Mailing,
        kind: LetterKind,
        values: &BTreeMap<&str, String>,
    ) -> (String, Vec<String>) {
        let settings = self.settings(mailing.insurer, mailing.sent_on);
        let own = settings.letters.get(&kind).cloned();
        own.unwrap_or_else(|| LetterText::default_of(kind)).filled(values)
    }

    fn paper_insurer(&self, insurer: InsurerNumber) -> Result<PaperInsurer, OfficeRefusal> {
        let known = self.store().insurer(insurer)?;
        let (name, address, phone) =
            known.map_or_else(Default::default, |it| (it.name, it.address, it.phone));
        Ok(PaperInsurer { number: insurer.to_string(), name, address, phone })
    }

    /// Through which employer a mailing goes; through none where the person must not be found by
    /// now, also if it was noted before (F-49).
    fn employer_of_mailing<'a>(&self, mailing: &'a Mailing, person: &Person) -> Option<&'a str> {
        let code = mailing.employer.as_deref();
        code.filter(|_| !must_not_be_found(person, self.day()))
    }

    /// Where a mailing goes: to the employer, or to the person's registered address.
    fn recipient(&self, mailing: &Mailing, person: &Person) -> Result<Recipient, OfficeRefusal> {
        if let Some(code) = self.employer_of_mailing(mailing, person)
            && let Some(employer) = self.store().employer(mailing.insurer, code)?
        {
            let (name, address) = (employer.name, employer.address);
            return Ok(Recipient { postcode: None, address, name, is_body: true });
        }
        let address = person.address.as_ref();
        Ok(Recipient {
            postcode: address.and_then(|it| it.postcode.clone()),
            address: address.map(|it| it.text.clone()).unwrap_or_default(),
            name: name_of(person),
            is_body: false,
        })
    }
}

/// Where to object to a refusal, and until when (審査請求).
///
/// Source: 健康保険法(大正11年法律第70号)第189条、国民健康保険法(昭和33年法律第192号)第91条、
/// 高齢者の医療の確保に関する法律(昭和57年法律第80号)第128条
fn how_to_object(insurer: InsurerNumber) -> String {
    let body = if insurer.is_late_stage() {
        "後期高齢者医療審査会"
    } else if insurer.to_string().len() == 6 {
        "国民健康保険審査会"
    } else {
        "社会保険審査官(地方厚生局)"
    };
    format!(
        "この決定に不服があるときは、この通知を受け取った日の翌日から3か月以内に、\
         文書または口頭で、{body}に審査請求をすることができます。"
    )
}
