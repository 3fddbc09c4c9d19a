//! Reading answers back: for tests, for the link's checks, and for files of the real system.
//!
//! Everything is optional and every code an open set, because servers omit, reorder and add.

use super::{RegistrationInfo, SearchInfo, Unreadable, charset, json, tree::Node, xml};

/// An answer, whichever message it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// What holds for the message.
    pub header: ReplyHeader,
    /// 受付番号, of the two bulk messages.
    pub reception_number: Option<String>,
    /// 受付日時, of the receipt for a bulk request.
    pub received_at: Option<String>,
    /// The people: one, or as many as a bulk answer has.
    pub people: Vec<PersonReply>,
}

/// What an answer says of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonReply {
    /// Who was asked for.
    pub search: Option<SearchInfo>,
    /// The patient number that was to be registered.
    pub registration: Option<RegistrationInfo>,
    /// 処理結果.
    pub outcome: OutcomeReply,
    /// The coverages; more than one is possible, and none is to be picked.
    pub results: Vec<ResultReply>,
    /// 照会番号 of a bulk unit, by position of the coverages.
    pub reference_numbers: Vec<String>,
}

/// A coverage in an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultReply {
    /// What stands on its own.
    pub eligibility: EligibilityReply,
    /// 高齢受給者証情報.
    pub elderly: Option<ElderlyReply>,
}

/// Reads an answer file.
///
/// # Errors
///
/// When it cannot be read as a message.
pub fn read_answer(bytes: &[u8]) -> Result<Reply, Unreadable> {
    Reply::of(&xml::parse(&charset::decode(bytes)?)?)
}

/// Reads the JSON form of an answer.
///
/// # Errors
///
/// When it cannot be read as a message.
pub fn read_answer_json(bytes: &[u8]) -> Result<Reply, Unreadable> {
    Reply::of(&json::parse(bytes)?)
}

impl Reply {
    fn of(root: &Node<'_>) -> Result<Self, Unreadable> {
        let (header, body) = root.header_and_body()?;
        let mut people = Vec::new();
        if body.optional("ProcessingResultStatus")?.is_some() {
            people.push(PersonReply::of(body)?);
        }
        for unit in body.all("BulkConfirmUnit") {
            people.push(PersonReply::of(unit)?);
        }
        let in_header = header.text("ReceptionNumber")?;
        Ok(Self {
            header: ReplyHeader::of(header)?,
            reception_number: in_header
                .map_or_else(|| body.text("ReceptionNumber"), |it| Ok(Some(it)))?,
            received_at: body.text("ReceptionDateTime")?,
            people,
        })
    }
}

impl PersonReply {
    fn of(node: &Node<'_>) -> Result<Self, Unreadable> {
        const RESULT: &str = "ResultOfQualificationConfirmation";
        let search = node.optional("QualificationConfirmSearchInfo")?;
        let registration = node.optional("ReferenceNumberRegistrationInfo")?;
        // XML has one list of several results, JSON several entries of one.
        let listed = node.all("ResultList").flat_map(|it| it.all(RESULT));
        let results = listed.chain(node.all(RESULT)).map(ResultReply::of);
        let reference_numbers = node.all("ReferenceNumber").map(|it| it.text.clone().into_owned());
        Ok(Self {
            search: search.map(SearchInfo::of).transpose()?,
            registration: registration.map(RegistrationInfo::of).transpose()?,
            outcome: OutcomeReply::of(node)?,
            results: results.collect::<Result<_, _>>()?,
            reference_numbers: reference_numbers.collect(),
        })
    }
}

impl ResultReply {
    fn of(node: &Node<'_>) -> Result<Self, Unreadable> {
        let elderly = node.optional("ElderlyRecipientCertificateInfo")?;
        Ok(Self {
            eligibility: EligibilityReply::of(node)?,
            elderly: elderly.map(ElderlyReply::of).transpose()?,
        })
    }
}

/// A struct of optional texts, each with its element.
macro_rules! texts {
    ($(#[$of:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $element:literal,)* }) => {
        $(#[$of])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$doc])* pub $field: Option<String>,)*
        }

        impl $name {
            fn of(node: &Node<'_>) -> Result<Self, Unreadable> {
                Ok(Self { $($field: node.text($element)?,)* })
            }
        }
    };
}

texts! {
    /// The header of an answer.
    ReplyHeader {
        /// 処理実行日時, yyyyMMddHHmmss.
        executed_at: "ProcessExecutionTime",
        /// 資格確認日, yyyyMMdd.
        on: "QualificationConfirmationDate",
        /// 医療機関コード.
        institution: "MedicalInstitutionCode",
        /// 任意のファイル識別子.
        file_tag: "ArbitraryFileIdentifier",
        /// 照会区分: 1 by card, 2 by numbers.
        reference_classification: "ReferenceClassification",
        /// 処理結果区分: 1 done, 2 still running, 9 failed.
        segment: "SegmentOfResult",
        /// エラーコード.
        error_code: "ErrorCode",
        /// エラーメッセージ.
        error_message: "ErrorMessage",
        /// How many people were answered.
        count: "NumberOfProcessingResult",
        /// How many of them without error.
        count_normal: "NumberOfNormalProcessing",
        /// How many of them with an error.
        count_error: "NumberOfError",
        /// 文字コード識別: 0 UTF-8, 1 `Shift_JIS`.
        charset: "CharacterCodeIdentifier",
    }
}

texts! {
    /// What came of one person's question.
    OutcomeReply {
        /// 処理結果状況: 1 done, 2 error.
        status: "ProcessingResultStatus",
        /// 処理結果コード.
        code: "ProcessingResultCode",
        /// 処理結果メッセージ, to be shown as it is.
        message: "ProcessingResultMessage",
        /// 資格有効性, 1 to 6.
        validity: "QualificationValidity",
    }
}

texts! {
    /// 高齢受給者証情報.
    ElderlyReply {
        /// 交付年月日.
        issued_on: "ElderlyRecipientCertificateDate",
        /// 有効開始年月日.
        valid_from: "ElderlyRecipientValidStartDate",
        /// 有効終了年月日.
        valid_to: "ElderlyRecipientValidEndDate",
        /// 一部負担金割合, three digits of percent.
        share: "ElderlyRecipientContributionRatio",
    }
}

texts! {
    /// A coverage in an answer, as its texts stand there.
    EligibilityReply {
        /// 被保険者証区分.
        card_classification: "InsuredCardClassification",
        /// 保険者番号 with its padding.
        insurer_number: "InsurerNumber",
        /// 記号.
        symbol: "InsuredCardSymbol",
        /// 番号.
        number: "InsuredIdentificationNumber",
        /// 枝番.
        branch: "InsuredBranchNumber",
        /// 本人・家族の別: 1 or 2.
        role: "PersonalFamilyClassification",
        /// 被保険者氏名・世帯主氏名.
        insured_name: "InsuredName",
        /// 氏名.
        name: "Name",
        /// 氏名(その他).
        other_name: "NameOfOther",
        /// 氏名カナ, half-width.
        kana: "NameKana",
        /// 氏名カナ(その他).
        other_kana: "NameOfOtherKana",
        /// 性別1.
        sex: "Sex1",
        /// 性別2.
        other_sex: "Sex2",
        /// 生年月日.
        born_on: "Birthdate",
        /// 住所.
        address: "Address",
        /// 郵便番号.
        postcode: "PostNumber",
        /// 資格取得年月日.
        acquired_on: "QualificationDate",
        /// 資格喪失年月日.
        lost_on: "DisqualificationDate",
        /// 交付年月日.
        issued_on: "InsuredCertificateIssuanceDate",
        /// 有効開始年月日.
        valid_from: "InsuredCardValidDate",
        /// 有効終了年月日.
        valid_to: "InsuredCardExpirationDate",
        /// 一部負担金割合 of 後期高齢者, three digits of percent.
        share: "InsuredPartialContributionRatio",
        /// 未就学区分.
        preschool: "PreschoolClassification",
        /// 資格喪失事由.
        reason_of_loss: "ReasonOfLoss",
        /// 保険者名称.
        insurer_name: "InsurerName",
        /// 限度額適用認定証提供同意フラグ.
        limit_consent: "LimitApplicationCertificateRelatedConsFlg",
        /// 限度額適用認定証の変更有無, of bulk answers.
        limit_changed: "LimitApplicationCertificateChanged",
        /// 照会番号.
        reference_number: "ReferenceNumber",
    }
}
