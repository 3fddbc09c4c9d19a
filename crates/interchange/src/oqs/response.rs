//! Answers, as XML or JSON.

use jiff::{Timestamp, tz::Offset};
use serde_json::Value;

use super::{
    Charset, ConfirmManyRequest, ConfirmRequest, DownloadManyRequest, Outcome,
    RegisterReferenceNumberRequest, RegistrationInfo, RequestHeader, ResultCode, SearchInfo,
    Unanswerable, Verbatim,
    person::{Place, yyyymmdd},
    sink::{JsonSink, Sink, XmlSink},
};
use crate::confirmation::ReferenceNumberOutcome;

/// An answer to a request, in one of the messages of the interface.
#[derive(Clone, Copy, Debug)]
pub enum Response<'a> {
    /// `OQSsiquc01res`.
    Confirmed(Confirmed<'a>),
    /// `OQSmuquc01res`.
    Received(Received<'a>),
    /// `OQSmuquc02res`.
    Bulk(Bulk<'a>),
    /// `OQSsiimm01res`.
    Registered(Registered<'a>),
}

/// The answer to one person's question (資格確認結果).
#[derive(Clone, Copy, Debug)]
pub struct Confirmed<'a> {
    /// The request.
    pub request: &'a ConfirmRequest,
    /// What came of it.
    pub outcome: Outcome<'a>,
    /// 処理実行日時; an answer's `confirmed_at`, so that a retry gives the same bytes.
    pub executed_at: Timestamp,
}

/// The receipt for a bulk request (一括照会アップロード結果).
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// The request.
    pub request: &'a ConfirmManyRequest,
    /// 受付番号, made by the caller; it comes back in the request for the answers.
    pub reception_number: &'a str,
    /// 受付日時.
    pub received_at: Timestamp,
}

/// The answers to a bulk request (一括照会結果).
#[derive(Clone, Copy, Debug)]
pub struct Bulk<'a> {
    /// The request for the answers.
    pub request: &'a DownloadManyRequest,
    /// How far they are.
    pub progress: BulkProgress<'a>,
    /// 処理実行日時.
    pub executed_at: Timestamp,
}

/// How far the answers to a bulk request are.
#[derive(Clone, Copy, Debug)]
pub enum BulkProgress<'a> {
    /// Still running (処理中): ask again.
    Running {
        /// The header of the bulk request.
        asked: &'a RequestHeader,
    },
    /// All are there.
    Done {
        /// The header of the bulk request.
        asked: &'a RequestHeader,
        /// The answers, in the order of the request.
        units: &'a [BulkUnit<'a>],
    },
    /// There are none (異常終了).
    Failed {
        /// The header of the bulk request, where there was one.
        asked: Option<&'a RequestHeader>,
        /// Why.
        why: ResultCode,
    },
}

/// One person of a bulk request.
#[derive(Clone, Copy, Debug)]
pub struct BulkUnit<'a> {
    /// Who was asked for.
    pub search: &'a SearchInfo,
    /// What came of it.
    pub outcome: Outcome<'a>,
}

/// The answer to a patient number (照会番号登録結果).
#[derive(Clone, Copy, Debug)]
pub struct Registered<'a> {
    /// The request.
    pub request: &'a RegisterReferenceNumberRequest,
    /// What came of it.
    pub result: RegistrationResult,
    /// 処理実行日時.
    pub executed_at: Timestamp,
}

/// What came of a patient number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationResult {
    /// The hub answered.
    Answered(ReferenceNumberOutcome),
    /// It did not reach the hub: it cannot be registered as it stands.
    Unanswerable(Unanswerable),
    /// The message is of an institution this program does not answer for; the hub was not asked.
    OtherInstitution,
}

impl Response<'_> {
    /// The bytes of the answer file.
    #[must_use]
    pub fn xml(&self, charset: Charset) -> Vec<u8> {
        let mut sink = XmlSink::new(charset);
        self.write(&mut sink);
        sink.finish()
    }

    /// The JSON form of the same tree.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut sink = JsonSink::default();
        self.write(&mut sink);
        sink.finish()
    }

    fn write(&self, sink: &mut impl Sink) {
        sink.open("XmlMsg");
        match self {
            Self::Confirmed(it) => it.write(sink),
            Self::Received(it) => it.write(sink),
            Self::Bulk(it) => it.write(sink),
            Self::Registered(it) => it.write(sink),
        }
        sink.close("XmlMsg");
    }
}

impl Confirmed<'_> {
    fn write(&self, sink: &mut impl Sink) {
        let header = &self.request.header;
        sink.open("MessageHeader");
        sink.text("ProcessExecutionTime", &japan_time(self.executed_at));
        sink.text("QualificationConfirmationDate", &yyyymmdd(header.on));
        institution_and_tag(&header.institution, header.file_tag.as_ref(), sink);
        // By what stands on a paper, not by the card.
        sink.text("ReferenceClassification", "2");
        segment(self.outcome.failure(), sink);
        sink.text("CharacterCodeIdentifier", sink.charset().identifier());
        sink.close("MessageHeader");
        sink.open("MessageBody");
        self.outcome.write(Place::Single, &self.request.search, sink);
        sink.close("MessageBody");
    }
}

impl Received<'_> {
    fn write(&self, sink: &mut impl Sink) {
        let header = &self.request.header;
        sink.open("MessageHeader");
        sink.text("ProcessExecutionTime", &japan_time(self.received_at));
        institution_and_tag(&header.institution, header.file_tag.as_ref(), sink);
        sink.text("CharacterCodeIdentifier", sink.charset().identifier());
        sink.close("MessageHeader");
        sink.open("MessageBody");
        sink.text("ReceptionNumber", self.reception_number);
        sink.text("ReceptionDateTime", &japan_time(self.received_at));
        sink.close("MessageBody");
    }
}

impl Bulk<'_> {
    fn write(&self, sink: &mut impl Sink) {
        let asked = match self.progress {
            BulkProgress::Running { asked } | BulkProgress::Done { asked, .. } => Some(asked),
            BulkProgress::Failed { asked, .. } => asked,
        };
        sink.open("MessageHeader");
        sink.text("ProcessExecutionTime", &japan_time(self.executed_at));
        if let Some(asked) = asked {
            sink.text("QualificationConfirmationDate", &yyyymmdd(asked.on));
        }
        let file_tag = asked.and_then(|it| it.file_tag.as_ref());
        institution_and_tag(&self.request.institution, file_tag, sink);
        sink.echo("ReceptionNumber", &self.request.reception_number);
        let units = match self.progress {
            BulkProgress::Running { .. } => {
                sink.text("SegmentOfResult", "2");
                &[]
            }
            BulkProgress::Failed { why, .. } => {
                segment(Some(why), sink);
                &[]
            }
            BulkProgress::Done { units, .. } => {
                segment(None, sink);
                counts(units, sink);
                units
            }
        };
        sink.text("CharacterCodeIdentifier", sink.charset().identifier());
        sink.close("MessageHeader");
        sink.open("MessageBody");
        for unit in units {
            sink.open("BulkConfirmUnit");
            unit.outcome.write(Place::Bulk, unit.search, sink);
            sink.close("BulkConfirmUnit");
        }
        sink.close("MessageBody");
    }
}

impl Registered<'_> {
    fn write(&self, sink: &mut impl Sink) {
        let (failure, error) = match self.result {
            RegistrationResult::Unanswerable(reason) => (None, Some(reason.result_code())),
            RegistrationResult::OtherInstitution => {
                (Some(ResultCode::OtherInstitution), Some(ResultCode::OtherInstitution))
            }
            RegistrationResult::Answered(outcome) => match outcome {
                ReferenceNumberOutcome::Registered => (None, None),
                ReferenceNumberOutcome::NoMatch => (None, Some(ResultCode::NoMatchToRegister)),
                ReferenceNumberOutcome::Several => (None, Some(ResultCode::Several)),
                ReferenceNumberOutcome::Undetermined { .. } => {
                    (Some(ResultCode::NotRegistered), Some(ResultCode::NotRegistered))
                }
            },
        };
        sink.open("MessageHeader");
        sink.text("ProcessExecutionTime", &japan_time(self.executed_at));
        sink.text("CharacterCodeIdentifier", sink.charset().identifier());
        segment(failure, sink);
        institution_and_tag(&self.request.institution, self.request.file_tag.as_ref(), sink);
        sink.close("MessageHeader");
        sink.open("MessageBody");
        self.request.registration.write(sink);
        sink.text("ProcessingResultStatus", if error.is_some() { "2" } else { "1" });
        if let Some(code) = error {
            sink.text("ProcessingResultCode", code.code());
            sink.text("ProcessingResultMessage", code.message());
        }
        sink.close("MessageBody");
    }
}

impl RegistrationInfo {
    fn write(&self, sink: &mut impl Sink) {
        sink.open("ReferenceNumberRegistrationInfo");
        sink.echo_some("ReferenceNumber", self.reference_number.as_ref());
        sink.echo_some("InsurerNumber", self.insurer_number.as_ref());
        sink.echo_some("InsuredCardSymbol", self.symbol.as_ref());
        sink.echo_some("InsuredIdentificationNumber", self.number.as_ref());
        sink.echo_some("InsuredBranchNumber", self.branch.as_ref());
        sink.close("ReferenceNumberRegistrationInfo");
    }
}

fn institution_and_tag(institution: &str, file_tag: Option<&Verbatim>, sink: &mut impl Sink) {
    sink.text("MedicalInstitutionCode", institution);
    sink.echo_some("ArbitraryFileIdentifier", file_tag);
}

/// 正常終了, or 異常終了 with why.
fn segment(failure: Option<ResultCode>, sink: &mut impl Sink) {
    sink.text("SegmentOfResult", if failure.is_some() { "9" } else { "1" });
    if let Some(code) = failure {
        sink.text("ErrorCode", code.code());
        sink.text("ErrorMessage", code.message());
    }
}

fn counts(units: &[BulkUnit<'_>], sink: &mut impl Sink) {
    let normal = units.iter().filter(|it| it.outcome.validity().is_some()).count();
    sink.text("NumberOfProcessingResult", &units.len().to_string());
    sink.text("NumberOfNormalProcessing", &normal.to_string());
    sink.text("NumberOfError", &(units.len() - normal).to_string());
}

/// A time of Japan as yyyyMMddHHmmss.
fn japan_time(at: Timestamp) -> String {
    let time = Offset::constant(9).to_datetime(at);
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    format!("{}{hour:02}{minute:02}{second:02}", yyyymmdd(time.date()))
}
