//! What an answer says of one person.

use eligibility::number::fold::half_width_kana;
use jiff::civil::Date;
use record::{Role, Sex};

use super::{Charset, ResultCode, SearchInfo, Unanswerable, Verbatim, charset::Shown, sink::Sink};
use crate::confirmation::{Answer, Cause, Eligibility, NotCovered, Validity, WhyNotCovered};

/// What came of one person's question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// The hub answered.
    Answered(&'a Answer),
    /// The question did not reach the hub: it cannot be answered as it stands.
    Unanswerable(Unanswerable),
    /// The message is of an institution this program does not answer for; the hub was not asked.
    OtherInstitution,
}

/// Which message the person is in; the two differ in small things.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `OQSsiquc01res`.
    Single,
    /// A unit of `OQSmuquc02res`.
    Bulk,
}

impl Outcome<'_> {
    /// The code of 資格有効性; none where nothing can be said.
    pub(super) const fn validity(self) -> Option<&'static str> {
        match self {
            Self::Answered(answer) => match answer.validity {
                Validity::Valid => Some("1"),
                Validity::Invalid => Some("2"),
                Validity::InvalidNewerKnown => Some("3"),
                Validity::NoMatch => Some("4"),
                Validity::Several => Some("5"),
                // Never "2": that would turn a covered person away for a failure of ours.
                Validity::Undetermined => None,
            },
            Self::Unanswerable(reason) if reason.is_no_match() => Some("4"),
            Self::Unanswerable(_) | Self::OtherInstitution => None,
        }
    }

    /// The code of the failure, where nothing could be told.
    pub(super) const fn failure(self) -> Option<ResultCode> {
        match self {
            Self::Answered(Answer { validity: Validity::Undetermined, cause, .. }) => {
                Some(undetermined(*cause))
            }
            Self::OtherInstitution => Some(ResultCode::OtherInstitution),
            Self::Answered(_) | Self::Unanswerable(_) => None,
        }
    }

    /// Writes the elements of this person, without the one around them.
    pub(super) fn write(self, place: Place, search: &SearchInfo, sink: &mut impl Sink) {
        let result = match self {
            Self::Answered(answer) => ShownEligibility::of(answer, sink.charset()),
            Self::Unanswerable(_) | Self::OtherInstitution => None,
        };
        if place == Place::Bulk {
            search.write(sink);
        }
        sink.text("ProcessingResultStatus", if self.validity().is_some() { "1" } else { "2" });
        let remarks = self.remarks(result.as_ref());
        if let Some((code, message)) = remarks {
            sink.text("ProcessingResultCode", code.code());
            sink.text("ProcessingResultMessage", &message);
        }
        sink.text_some("QualificationValidity", self.validity());
        if place == Place::Single {
            search.write(sink);
        }
        let Some(result) = result else { return };
        match place {
            Place::Single => {
                sink.open("ResultList");
                result.write(place, search, sink);
                sink.close("ResultList");
            }
            Place::Bulk => {
                result.write(place, search, sink);
                result.write_reference_number(sink);
            }
        }
    }

    /// The first code and all messages: what the validity means, then what could not be shown.
    fn remarks(self, result: Option<&ShownEligibility<'_>>) -> Option<(ResultCode, String)> {
        let mut remarks = Vec::new();
        match self {
            Self::Unanswerable(reason) => {
                let code = reason.result_code();
                remarks.push((code, code.message().to_owned()));
            }
            Self::OtherInstitution => {
                let code = ResultCode::OtherInstitution;
                remarks.push((code, code.message().to_owned()));
            }
            Self::Answered(answer) => remarks.extend(validity_remark(answer)),
        }
        if let Some(result) = result {
            result.losses(&mut remarks);
        }
        let code = remarks.first()?.0;
        Some((code, remarks.into_iter().map(|(_, message)| message).collect()))
    }
}

/// The code for a hub that cannot tell.
const fn undetermined(cause: Option<Cause>) -> ResultCode {
    match cause {
        Some(Cause::Unreachable) => ResultCode::Unreachable,
        Some(Cause::NotRecorded) => ResultCode::NotRecorded,
        Some(Cause::Busy) => ResultCode::Busy,
        Some(Cause::Failed) => ResultCode::Failed,
        None => ResultCode::Undetermined,
    }
}

/// What the receptionist should know of the validity, and do.
fn validity_remark(answer: &Answer) -> Option<(ResultCode, String)> {
    let newer_known = answer.validity == Validity::InvalidNewerKnown;
    let code = match answer.validity {
        Validity::Valid => return None,
        Validity::NoMatch => ResultCode::NoMatch,
        Validity::Several => ResultCode::Several,
        Validity::Undetermined => undetermined(answer.cause),
        Validity::Invalid | Validity::InvalidNewerKnown => match &answer.not_covered {
            Some(NotCovered { why, newer_known: newer, .. }) => match why {
                WhyNotCovered::Lost if newer_known || *newer => ResultCode::LostNewerKnown,
                WhyNotCovered::Lost => ResultCode::Lost,
                WhyNotCovered::TurnedSeventyFive => ResultCode::TurnedSeventyFive,
                WhyNotCovered::VoluntaryContinuationOver => ResultCode::VoluntaryContinuationOver,
                WhyNotCovered::NotBegun => ResultCode::NotBegun,
            },
            None => ResultCode::NotCovered,
        },
    };
    let from = answer.not_covered.as_ref().map(|it| it.from);
    let day = from.map(|it| format!("{}年{}月{}日", it.year(), it.month(), it.day()));
    Some((code, code.message().replace("{day}", &day.unwrap_or_default())))
}

/// A coverage with the texts an encoding may not be able to show.
struct ShownEligibility<'a> {
    of: &'a Eligibility,
    not_covered: Option<&'a NotCovered>,
    name: Shown<'a>,
    kana: Option<Shown<'a>>,
    insured_name: Option<Shown<'a>>,
    address: Option<Shown<'a>>,
    postcode: Option<Shown<'a>>,
    insurer_name: Option<Shown<'a>>,
    symbol: Option<Shown<'a>>,
    number: Shown<'a>,
}

impl<'a> ShownEligibility<'a> {
    /// The coverage an answer names, where it names one.
    fn of(answer: &'a Answer, charset: Charset) -> Option<Self> {
        let of = answer.result.as_ref()?;
        let some = |text: &'a Option<String>| text.as_deref().map(|it| charset.show(it));
        let kana = of.kana.as_deref().filter(|it| !it.trim().is_empty()).map(half_width_kana);
        Some(Self {
            of,
            not_covered: answer.not_covered.as_ref(),
            name: charset.show(&of.name),
            kana: kana.map(|it| charset.show(&it).into_owned()),
            insured_name: some(&of.insured_name),
            address: some(&of.address),
            postcode: some(&of.postcode),
            insurer_name: some(&of.insurer_name),
            symbol: some(&of.symbol),
            number: charset.show(&of.number),
        })
    }

    /// What could not be shown, and where the right value is.
    fn losses(&self, remarks: &mut Vec<(ResultCode, String)>) {
        let texts = [
            ("氏名", Some(&self.name)),
            ("カナ", self.kana.as_ref()),
            ("被保険者名", self.insured_name.as_ref()),
            ("住所", self.address.as_ref()),
            ("郵便番号", self.postcode.as_ref()),
            ("保険者名", self.insurer_name.as_ref()),
            ("記号", self.symbol.as_ref()),
            ("番号", Some(&self.number)),
        ];
        let fields = |lost: fn(&Shown<'_>) -> bool| {
            let names = texts.iter().filter(|(_, text)| text.is_some_and(lost));
            names.map(|(name, _)| *name).collect::<Vec<_>>().join("・")
        };
        let replaced = fields(|it| it.replaced);
        if !replaced.is_empty() {
            let code = match &self.kana {
                None if self.name.replaced => ResultCode::ReplacedWithoutKana,
                Some(kana) if self.name.replaced && !kana.replaced => ResultCode::Replaced,
                None | Some(_) => ResultCode::ReplacedElsewhere,
            };
            remarks.push((code, code.message().replace("{fields}", &replaced)));
        }
        let dropped = fields(|it| it.selector_dropped);
        if !dropped.is_empty() {
            let code = ResultCode::VariantDropped;
            remarks.push((code, code.message().replace("{fields}", &dropped)));
        }
    }

    fn write(&self, place: Place, search: &SearchInfo, sink: &mut impl Sink) {
        let of = self.of;
        sink.open("ResultOfQualificationConfirmation");
        sink.text("InsuredCardClassification", "01");
        sink.text("InsurerNumber", &format!("{:>8}", of.insurer_number.trim()));
        sink.text_some("InsuredCardSymbol", self.symbol.as_ref().map(|it| &*it.text));
        sink.text("InsuredIdentificationNumber", &self.number.text);
        sink.text_some("InsuredBranchNumber", of.branch.as_deref());
        sink.text("PersonalFamilyClassification", role(of.role));
        sink.text_some("InsuredName", self.insured_name.as_ref().map(|it| &*it.text));
        sink.text("Name", &self.name.text);
        sink.text_some("NameKana", self.kana.as_ref().map(|it| &*it.text));
        sink.text("Sex1", sex(of.sex));
        sink.text("Birthdate", &yyyymmdd(of.born_on));
        sink.text_some("Address", self.address.as_ref().map(|it| &*it.text));
        sink.text_some("PostNumber", self.postcode.as_ref().map(|it| &*it.text));
        self.write_days(sink);
        if let Some(tenths) = of.share_tenths.filter(|_| is_late_stage(&of.insurer_number)) {
            sink.text("InsuredPartialContributionRatio", &percent(tenths));
        }
        if of.preschool {
            sink.text("PreschoolClassification", "1");
        }
        sink.text_some("ReasonOfLoss", self.not_covered.and_then(reason_of_loss));
        sink.text_some("InsurerName", self.insurer_name.as_ref().map(|it| &*it.text));
        self.write_elderly(sink);
        let consent = search.limit_consent.as_ref().map_or("0", |it| it.trimmed());
        sink.text("LimitApplicationCertificateRelatedConsFlg", consent);
        match place {
            Place::Single => self.write_reference_number(sink),
            Place::Bulk => sink.text("LimitApplicationCertificateChanged", "0"),
        }
        sink.close("ResultOfQualificationConfirmation");
    }

    /// The institution's own number, exact in any encoding: it compares it with its records.
    fn write_reference_number(&self, sink: &mut impl Sink) {
        let number = self.of.reference_number.as_deref().filter(|it| !it.is_empty());
        sink.echo_some("ReferenceNumber", number.map(Verbatim::from).as_ref());
    }

    fn write_days(&self, sink: &mut impl Sink) {
        sink.text("QualificationDate", &yyyymmdd(self.of.acquired_on));
        if let Some(lost_on) = self.of.lost_on {
            sink.text("DisqualificationDate", &yyyymmdd(lost_on));
        }
        if let Some(certificate) = &self.of.certificate {
            sink.text("InsuredCertificateIssuanceDate", &yyyymmdd(certificate.issued_on));
            sink.text("InsuredCardValidDate", &yyyymmdd(certificate.valid_from));
            if let Some(valid_to) = certificate.valid_to {
                sink.text("InsuredCardExpirationDate", &yyyymmdd(valid_to));
            }
        }
    }

    /// From 70 to 74 the share stands here, and the late-stage elderly have theirs above.
    fn write_elderly(&self, sink: &mut impl Sink) {
        let (Some(from), Some(tenths)) = (self.of.elderly_from, self.of.share_tenths) else {
            return;
        };
        if is_late_stage(&self.of.insurer_number) {
            return;
        }
        sink.open("ElderlyRecipientCertificateInfo");
        sink.text("ElderlyRecipientValidStartDate", &yyyymmdd(from));
        sink.text("ElderlyRecipientContributionRatio", &percent(tenths));
        sink.close("ElderlyRecipientCertificateInfo");
    }
}

/// The code of 資格喪失理由, where the coverage ended.
const fn reason_of_loss(not_covered: &NotCovered) -> Option<&'static str> {
    match not_covered.why {
        WhyNotCovered::TurnedSeventyFive => Some("03"),
        WhyNotCovered::Lost | WhyNotCovered::VoluntaryContinuationOver
            if not_covered.newer_known =>
        {
            Some("03")
        }
        WhyNotCovered::Lost | WhyNotCovered::VoluntaryContinuationOver => Some("99"),
        WhyNotCovered::NotBegun => None,
    }
}

impl SearchInfo {
    fn write(&self, sink: &mut impl Sink) {
        sink.open("QualificationConfirmSearchInfo");
        sink.echo_some("InsurerNumber", self.insurer_number.as_ref());
        sink.echo_some("InsuredCardSymbol", self.symbol.as_ref());
        sink.echo_some("InsuredIdentificationNumber", self.number.as_ref());
        sink.echo_some("InsuredBranchNumber", self.branch.as_ref());
        sink.echo_some("Birthdate", self.born_on.as_ref());
        sink.echo_some("LimitApplicationCertificateRelatedConsFlg", self.limit_consent.as_ref());
        sink.echo_some("ArbitraryIdentifier", self.tag.as_ref());
        sink.close("QualificationConfirmSearchInfo");
    }
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::Insured => "1",
        Role::Dependent => "2",
    }
}

const fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "1",
        Sex::Female => "2",
        Sex::Unset => "3",
    }
}

/// Whether the insurer is of 後期高齢者医療: 法別番号 39 of eight digits.
fn is_late_stage(insurer_number: &str) -> bool {
    insurer_number.trim().parse().is_ok_and(eligibility::InsurerNumber::is_late_stage)
}

fn percent(tenths: u8) -> String {
    format!("{:03}", u16::from(tenths) * 10)
}

pub(super) fn yyyymmdd(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}
