//! The letters that tell of a certificate's end (有効期限通知書): who gets one on a day.

use std::fmt::Write as _;

use eligibility::renewable_from;
use jiff::civil::Date;
use store::{CertificatePlace, CertificatePurpose, PersonKey, RegisteredCertificate};

use super::{file::PersonFile, office::CardOffice, refusal::Refusal};

/// A letter that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpiryLetter {
    /// To whom.
    pub person_key: PersonKey,
    /// The name.
    pub name: String,
    /// The postcode.
    pub postcode: Option<String>,
    /// The address.
    pub address: String,
    /// On which card the certificate is.
    pub card_number: String,
    /// The last day of the certificate.
    pub last_day: Date,
    /// The first day it can be renewed.
    pub renewable_from: Date,
    /// The last day of the card: where it is the same day, a new card is needed too.
    pub card_last_day: Date,
}

/// A page of letters, by last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LettersPage {
    /// The letters.
    pub letters: Vec<ExpiryLetter>,
    /// Where the next page begins; none where this is the last.
    pub next: Option<CertificatePlace>,
}

/// The letters due on a day, so many certificates looked at for a page.
///
/// Foreigners with a period of stay get none (F-25), nor does anybody whose card has ended or is
/// not the one in use.
///
/// # Errors
///
/// When the database fails.
pub fn expiry_letters(
    office: &CardOffice,
    on: Date,
    after: Option<CertificatePlace>,
    limit: usize,
) -> Result<LettersPage, Refusal> {
    let (from, to) = office.settings().letters.last_days(on);
    let purpose = CertificatePurpose::UserAuthentication;
    let rows = office.store().certificates_ending(purpose, from, to, after, limit)?;
    let next = rows.last().filter(|_| rows.len() == limit).map(RegisteredCertificate::place);
    let mut letters = Vec::new();
    for row in &rows {
        letters.extend(letter(office, row)?);
    }
    Ok(LettersPage { letters, next })
}

/// All letters due on a day, as CSV for whoever prints them: UTF-8, a heading, one line each.
///
/// # Errors
///
/// When the database fails.
pub fn letters_csv(office: &CardOffice, on: Date) -> Result<String, Refusal> {
    let mut csv = String::from(HEADING);
    let mut after = None;
    loop {
        let page = expiry_letters(office, on, after, PAGE)?;
        for it in &page.letters {
            let text = |text: &str| quoted(text);
            let postcode = it.postcode.as_deref().unwrap_or_default();
            let _ = writeln!(
                csv,
                "{},{},{},{},{},{}\r",
                text(&it.name),
                text(postcode),
                text(&it.address),
                it.last_day,
                it.renewable_from,
                it.card_last_day,
            );
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(csv),
        }
    }
}

const HEADING: &str = "氏名,郵便番号,住所,電子証明書の有効期限,更新できる日,カードの有効期限\r\n";

/// Certificates read at a time.
const PAGE: usize = 1_000;

fn letter(
    office: &CardOffice,
    row: &RegisteredCertificate,
) -> Result<Option<ExpiryLetter>, Refusal> {
    let file = PersonFile::read(office, row.person_key)?;
    let foreigner = file.person.dossier.stay_until.is_some();
    let in_use =
        file.card_in_use().filter(|it| it.card_number == row.card_number && it.ended_at.is_none());
    let (Some(card), false) = (in_use, foreigner) else { return Ok(None) };
    let address = file.person.address.as_ref();
    Ok(Some(ExpiryLetter {
        person_key: file.person_key,
        name: file.identity()?.name.clone(),
        postcode: address.and_then(|it| it.postcode.clone()),
        address: address.map_or_else(String::new, |it| it.text.clone()),
        card_number: card.card_number.clone(),
        last_day: row.last_day,
        renewable_from: renewable_from(row.last_day),
        card_last_day: card.last_day,
    }))
}

/// A cell: in quotes always, and never a formula to a spreadsheet.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
