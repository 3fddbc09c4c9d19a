//! Requests, from XML or JSON.

use eligibility::{
    InsurerNumber, InsurerNumberError,
    number::fold::{fold_branch, fold_symbol},
};
use jiff::{Timestamp, civil::Date};

use super::{MessageKind, Unanswerable, Unreadable, Verbatim, charset, json, tree::Node, xml};
use crate::confirmation::{Question, ReferenceNumberRegistration};

/// A request in one of the messages this program answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `OQSsiquc01req`.
    Confirm(ConfirmRequest),
    /// `OQSmuquc01req`.
    ConfirmMany(ConfirmManyRequest),
    /// `OQSmuquc02req`.
    DownloadMany(DownloadManyRequest),
    /// `OQSsiimm01req`.
    RegisterReferenceNumber(RegisterReferenceNumberRequest),
}

/// Eligibility of one person (資格確認要求).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmRequest {
    /// What holds for the message.
    pub header: RequestHeader,
    /// Who is asked for.
    pub search: SearchInfo,
}

/// Eligibility of many people (資格確認一括照会要求).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmManyRequest {
    /// What holds for the message.
    pub header: RequestHeader,
    /// Who is asked for, in the order of the message; at least one.
    pub searches: Vec<SearchInfo>,
}

/// The answers to a bulk request (資格確認一括照会ダウンロード要求).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DownloadManyRequest {
    /// 医療機関コード.
    pub institution: String,
    /// 受付番号 of the bulk request; compare it [`Verbatim::trimmed`].
    pub reception_number: Verbatim,
}

/// A patient number for one person (照会番号登録要求).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterReferenceNumberRequest {
    /// 医療機関コード.
    pub institution: String,
    /// 任意のファイル識別子.
    pub file_tag: Option<Verbatim>,
    /// The number and the person.
    pub registration: RegistrationInfo,
}

/// What holds for a whole question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestHeader {
    /// The day for which eligibility is asked (資格確認日).
    pub on: Date,
    /// 医療機関コード, 10 digits.
    pub institution: String,
    /// 任意のファイル識別子, repeated in the answer.
    pub file_tag: Option<Verbatim>,
}

/// Who is asked for (資格確認照会用情報), every text as it came, for the echo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchInfo {
    /// 保険者番号 with its padding.
    pub insurer_number: Option<Verbatim>,
    /// 記号.
    pub symbol: Option<Verbatim>,
    /// 番号.
    pub number: Option<Verbatim>,
    /// 枝番.
    pub branch: Option<Verbatim>,
    /// 生年月日, yyyyMMdd.
    pub born_on: Option<Verbatim>,
    /// Consent to cap information (限度額適用認定証提供同意フラグ), 0 or 1.
    pub limit_consent: Option<Verbatim>,
    /// 任意の識別子; vendors put a patient's id here.
    pub tag: Option<Verbatim>,
}

/// A patient number and whose it is (照会番号登録情報), every text as it came, for the echo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistrationInfo {
    /// 照会番号.
    pub reference_number: Option<Verbatim>,
    /// 保険者番号 with its padding.
    pub insurer_number: Option<Verbatim>,
    /// 記号.
    pub symbol: Option<Verbatim>,
    /// 番号.
    pub number: Option<Verbatim>,
    /// 枝番.
    pub branch: Option<Verbatim>,
}

impl Request {
    /// Reads an XML request: UTF-8, or `Shift_JIS` where declared. `kind` is from the file name.
    ///
    /// # Errors
    ///
    /// When the message as a whole cannot be read.
    pub fn read(kind: MessageKind, bytes: &[u8]) -> Result<Self, Unreadable> {
        Self::of_tree(kind, &xml::parse(&charset::decode(bytes)?)?)
    }

    /// Reads the JSON form of the same tree, with or without the `XmlMsg` around it.
    ///
    /// # Errors
    ///
    /// When the message as a whole cannot be read.
    pub fn read_json(kind: MessageKind, bytes: &[u8]) -> Result<Self, Unreadable> {
        Self::of_tree(kind, &json::parse(bytes)?)
    }

    fn of_tree(kind: MessageKind, root: &Node<'_>) -> Result<Self, Unreadable> {
        let (header, body) = root.header_and_body()?;
        check_body(kind, body)?;
        Ok(match kind {
            MessageKind::Confirm => Self::Confirm(ConfirmRequest {
                header: RequestHeader::of(header)?,
                search: SearchInfo::of(body.required(SEARCH)?)?,
            }),
            MessageKind::ConfirmMany => Self::ConfirmMany(ConfirmManyRequest {
                header: RequestHeader::of(header)?,
                searches: body.all(SEARCH).map(SearchInfo::of).collect::<Result<_, _>>()?,
            }),
            MessageKind::DownloadMany => Self::DownloadMany(DownloadManyRequest {
                institution: institution(header)?,
                reception_number: verbatim(body, RECEPTION)?
                    .ok_or(Unreadable::Missing(RECEPTION))?,
            }),
            MessageKind::RegisterReferenceNumber => {
                Self::RegisterReferenceNumber(RegisterReferenceNumberRequest {
                    institution: institution(header)?,
                    file_tag: verbatim(header, "ArbitraryFileIdentifier")?,
                    registration: RegistrationInfo::of(body.required(REGISTRATION)?)?,
                })
            }
        })
    }
}

const SEARCH: &str = "QualificationConfirmSearchInfo";
const RECEPTION: &str = "ReceptionNumber";
const REGISTRATION: &str = "ReferenceNumberRegistrationInfo";

/// The most characters of a symbol and of a number.
const IDENTIFIER_MAX: usize = 20;

/// The most characters of a patient number.
const REFERENCE_NUMBER_MAX: usize = 50;

/// Refuses a body that is of another kind than the file name says.
fn check_body(kind: MessageKind, body: &Node<'_>) -> Result<(), Unreadable> {
    let own = match kind {
        MessageKind::Confirm | MessageKind::ConfirmMany => SEARCH,
        MessageKind::DownloadMany => RECEPTION,
        MessageKind::RegisterReferenceNumber => REGISTRATION,
    };
    let has = |name: &'static str| body.all(name).next().is_some();
    if has(own) {
        return Ok(());
    }
    match [SEARCH, RECEPTION, REGISTRATION].into_iter().find(|it| has(it)) {
        Some(found) => Err(Unreadable::OtherMessage { named: kind.prefix(), found }),
        None => Err(Unreadable::Missing(own)),
    }
}

impl RequestHeader {
    fn of(header: &Node<'_>) -> Result<Self, Unreadable> {
        const ON: &str = "QualificationConfirmationDate";
        let text = header.leaf(ON)?.ok_or(Unreadable::Missing(ON))?.text.trim();
        let wanted = "a day as yyyyMMdd";
        let on = digits8(text).and_then(day).ok_or(Unreadable::Value { element: ON, wanted })?;
        Ok(Self {
            on,
            institution: institution(header)?,
            file_tag: verbatim(header, "ArbitraryFileIdentifier")?,
        })
    }
}

impl SearchInfo {
    pub(super) fn of(node: &Node<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            insurer_number: verbatim(node, "InsurerNumber")?,
            symbol: verbatim(node, "InsuredCardSymbol")?,
            number: verbatim(node, "InsuredIdentificationNumber")?,
            branch: verbatim(node, "InsuredBranchNumber")?,
            born_on: verbatim(node, "Birthdate")?,
            limit_consent: verbatim(node, "LimitApplicationCertificateRelatedConsFlg")?,
            tag: verbatim(node, "ArbitraryIdentifier")?,
        })
    }

    /// The question this is, for a day.
    ///
    /// `id` and `asked_at` are the caller's, kept for retries.
    ///
    /// # Errors
    ///
    /// When this person's question cannot be asked; the error is the answer to it.
    pub fn to_question(
        &self,
        on: Date,
        id: String,
        asked_at: Timestamp,
    ) -> Result<Question, Unanswerable> {
        let insurer = insurer_number(self.insurer_number.as_ref());
        if let Err(error @ (Unanswerable::InsurerNumberMissing | Unanswerable::InsurerNumberForm)) =
            insurer
        {
            return Err(error);
        }
        let (symbol, number) = symbol_and_number(self.symbol.as_ref(), self.number.as_ref())?;
        let branch = branch(self.branch.as_ref())?;
        let born_on = present(self.born_on.as_ref()).ok_or(Unanswerable::BirthDateMissing)?;
        let born_on = digits8(born_on).ok_or(Unanswerable::BirthDateForm)?;
        let born_on = day(born_on).ok_or(Unanswerable::BirthDateNotADay)?;
        if !matches!(present(self.limit_consent.as_ref()), None | Some("0" | "1")) {
            return Err(Unanswerable::ConsentForm);
        }
        // Last, because it is an answer: nobody is insured under such a number.
        let insurer_number = insurer?.to_string();
        Ok(Question { id, asked_at, on, insurer_number, symbol, number, branch, born_on })
    }
}

impl RegistrationInfo {
    pub(super) fn of(node: &Node<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            reference_number: verbatim(node, "ReferenceNumber")?,
            insurer_number: verbatim(node, "InsurerNumber")?,
            symbol: verbatim(node, "InsuredCardSymbol")?,
            number: verbatim(node, "InsuredIdentificationNumber")?,
            branch: verbatim(node, "InsuredBranchNumber")?,
        })
    }

    /// What is to be registered.
    ///
    /// # Errors
    ///
    /// When it cannot be; the error is the answer to it.
    pub fn to_registration(&self) -> Result<ReferenceNumberRegistration, Unanswerable> {
        let reference_number =
            present(self.reference_number.as_ref()).ok_or(Unanswerable::ReferenceNumberMissing)?;
        if reference_number.chars().count() > REFERENCE_NUMBER_MAX {
            return Err(Unanswerable::ReferenceNumberLength);
        }
        let insurer_number = insurer_number(self.insurer_number.as_ref())?.to_string();
        let (symbol, number) = symbol_and_number(self.symbol.as_ref(), self.number.as_ref())?;
        let branch = branch(self.branch.as_ref())?;
        let reference_number = reference_number.to_owned();
        Ok(ReferenceNumberRegistration { reference_number, insurer_number, symbol, number, branch })
    }
}

fn verbatim(node: &Node<'_>, name: &'static str) -> Result<Option<Verbatim>, Unreadable> {
    Ok(node.leaf(name)?.and_then(Verbatim::of))
}

fn institution(header: &Node<'_>) -> Result<String, Unreadable> {
    const INSTITUTION: &str = "MedicalInstitutionCode";
    let code = header.leaf(INSTITUTION)?.ok_or(Unreadable::Missing(INSTITUTION))?.text.trim();
    if code.len() == 10 && code.bytes().all(|it| it.is_ascii_digit()) {
        Ok(code.to_owned())
    } else {
        Err(Unreadable::Value { element: INSTITUTION, wanted: "10 digits" })
    }
}

/// A text that is more than white space, without that around it.
fn present(text: Option<&Verbatim>) -> Option<&str> {
    text.map(Verbatim::trimmed).filter(|it| !it.is_empty())
}

fn insurer_number(text: Option<&Verbatim>) -> Result<InsurerNumber, Unanswerable> {
    let text = present(text).ok_or(Unanswerable::InsurerNumberMissing)?;
    fold_symbol(text).parse().map_err(|error| match error {
        InsurerNumberError::NotDigit | InsurerNumberError::Length => {
            Unanswerable::InsurerNumberForm
        }
        InsurerNumberError::CheckDigit { .. } => Unanswerable::InsurerNumberCheckDigit,
    })
}

fn symbol_and_number(
    symbol: Option<&Verbatim>,
    number: Option<&Verbatim>,
) -> Result<(Option<String>, String), Unanswerable> {
    let is_long = |text: &str| text.chars().count() > IDENTIFIER_MAX;
    let symbol = present(symbol);
    if symbol.is_some_and(is_long) {
        return Err(Unanswerable::SymbolLength);
    }
    let number = present(number).ok_or(Unanswerable::NumberMissing)?;
    if is_long(number) {
        return Err(Unanswerable::NumberLength);
    }
    Ok((symbol.map(str::to_owned), number.to_owned()))
}

fn branch(text: Option<&Verbatim>) -> Result<Option<String>, Unanswerable> {
    let Some(text) = present(text) else { return Ok(None) };
    let branch = fold_branch(text).map_err(|_| Unanswerable::BranchForm)?;
    Ok(branch.map(|it| it.to_string()))
}

/// Year, month and day of eight digits.
fn digits8(text: &str) -> Option<(i16, i8, i8)> {
    if text.len() != 8 || !text.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    Some((text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?))
}

fn day((year, month, day): (i16, i8, i8)) -> Option<Date> {
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(table: &str) {
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let cells: Vec<&str> = row.split('|').map(str::trim_end).collect();
            let cell = |at: usize| match cells[at].trim_start() {
                "-" => None,
                // A leading dot keeps white space.
                text => Some(Verbatim::from(text.strip_prefix('.').unwrap_or(text))),
            };
            let search = SearchInfo {
                insurer_number: cell(0),
                symbol: cell(1),
                number: cell(2),
                branch: cell(3),
                born_on: cell(4),
                limit_consent: cell(5),
                tag: None,
            };
            let on = Date::constant(2026, 4, 1);
            let found = match search.to_question(on, "id".into(), Timestamp::UNIX_EPOCH) {
                Err(error) => format!("{error:?}"),
                Ok(it) => {
                    let (symbol, branch) =
                        (it.symbol.unwrap_or_default(), it.branch.unwrap_or_default());
                    format!("{} {symbol} {} {branch} {}", it.insurer_number, it.number, it.born_on)
                }
            };
            assert_eq!(found, cells[6].trim(), "{row}");
        }
    }

    #[test]
    fn a_question_or_why_not_in_the_order_checked() {
        check(
            "
            113019    |12-34 |4260 |01 |20010327 |0 |113019 12-34 4260 01 2001-03-27
            .  113019 |-     |4260 |-  |20010327 |- |113019  4260  2001-03-27
            00113019  |-     |4260 |1  |20010327 |1 |113019  4260 01 2001-03-27
            １１３０１９|.　  |.４２６０　|０１|20010327 |1 |113019  ４２６０ 01 2001-03-27
            39130000  |-     |1    |-  |19400101 |0 |39130000  1  1940-01-01
            -         |-     |-    |-  |-        |- |InsurerNumberMissing
            .         |-     |-    |-  |-        |- |InsurerNumberMissing
            11301A    |-     |-    |-  |-        |- |InsurerNumberForm
            1130190   |-     |-    |-  |-        |- |InsurerNumberForm
            001130190 |-     |-    |-  |-        |- |InsurerNumberForm
            113019    |123456789012345678901 |-  |-  |- |- |SymbolLength
            113019    |12345678901234567890  |-  |-  |- |- |NumberMissing
            113019    |-     |123456789012345678901 |- |- |- |NumberLength
            113019    |-     |1    |A  |-        |- |BranchForm
            113019    |-     |1    |001|-        |- |BranchForm
            113019    |-     |1    |01 |-        |- |BirthDateMissing
            113019    |-     |1    |01 |2001032  |- |BirthDateForm
            113019    |-     |1    |01 |H130327  |- |BirthDateForm
            113019    |-     |1    |01 |20010229 |- |BirthDateNotADay
            113019    |-     |1    |01 |20000229 |2 |ConsentForm
            113018    |-     |1    |01 |20010229 |0 |BirthDateNotADay
            113018    |-     |1    |01 |20000229 |0 |InsurerNumberCheckDigit
        ",
        );
    }
}
