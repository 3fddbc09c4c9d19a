//! A person's dossier: dated facts, and nothing that names the person.
//!
//! Names, symbols, numbers and addresses are not here, so they cannot reach a
//! log by way of the law. An event dated after the day asked has not happened
//! yet; known beforehand are only `planned_departure_on`, `planned_on`,
//! `stay_until` and a document's validity.

use jiff::civil::Date;

use crate::InsurerNumber;

/// All facts about one person, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dossier<'a> {
    /// Day of birth (生年月日).
    pub born_on: Date,
    /// Last day of a foreign resident's period of stay (在留期間の満了日).
    pub stay_until: Option<Date>,
    /// Whether the person has a smartphone to carry the downloaded proof on.
    pub smartphone: bool,
    /// A person needing assistance (要配慮者).
    pub needs_assistance: bool,
    /// Blocks on the person's own information (自己情報提供不可フラグ).
    pub blocks: &'a [SelfInformationBlock],
    /// Coverages (医療保険の資格), in the order received.
    pub coverages: &'a [Coverage],
    /// Income tiers of all coverages; each coverage names its range.
    pub income_tiers: &'a [DatedIncomeTier],
    /// My Number Cards, in the order received.
    pub cards: &'a [MyNumberCard],
    /// Digital certificates for authentication, in order of issue.
    pub digital_certificates: &'a [DigitalCertificate],
    /// Registrations for health insurance use (利用登録).
    pub registrations: &'a [Registration],
    /// Moves within the country.
    pub relocations: &'a [Relocation],
    /// Moves abroad.
    pub departures_abroad: &'a [DepartureAbroad],
    /// Papers issued to the person.
    pub documents: &'a [Document],
    /// Applications for papers.
    pub applications: &'a [Application],
}

/// A time in which institutions and Mynaportal may not see the person's information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelfInformationBlock {
    /// First day; always so far where none.
    pub from: Option<Date>,
    /// Last day; open where none.
    pub to: Option<Date>,
}

/// One insurer's coverage of the person, from `acquired_on` until the day before `lost_on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The insurer (保険者).
    pub insurer: InsurerNumber,
    /// Insured or dependent (本人・家族).
    pub role: Role,
    /// First day covered (資格取得年月日).
    pub acquired_on: Date,
    /// First day not covered any more (資格喪失年月日).
    pub lost_on: Option<Date>,
    /// Voluntary continuation (任意継続): ends by law after two years.
    pub voluntary_continuation: bool,
    /// The tier where no dated row of `income_tiers` has come.
    pub income_tier: IncomeTier,
    /// Where this coverage's dated tiers stand in [`Dossier::income_tiers`]: start and length.
    pub income_tiers: (u16, u16),
}

/// Insured or dependent (本人・家族).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// 被保険者、組合員、世帯主.
    Insured,
    /// 被扶養者、家族.
    Dependent,
}

/// Income tier (所得区分), as far as it decides the share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncomeTier {
    /// 一般.
    Ordinary,
    /// 一定以上所得, of the late-stage elderly only.
    CertainLevel,
    /// 現役並み所得.
    ActiveLevel,
}

/// An income tier from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedIncomeTier {
    /// First day.
    pub from: Date,
    /// The tier.
    pub tier: IncomeTier,
}

/// A My Number Card (マイナンバーカード) and what happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MyNumberCard {
    /// The day the application was received; it decides the age border (F-21).
    pub application_received_on: Date,
    /// The day the card was made.
    pub issued_on: Date,
    /// The day it was handed over; until then the older card is in use.
    pub handed_over_on: Date,
    /// Last day of validity as printed; overrides the computed one.
    pub valid_to: Option<Date>,
    /// A card without PIN (顔認証マイナンバーカード).
    pub pinless: bool,
    /// Reported lost.
    pub lost_on: Option<Date>,
    /// Temporarily stopped (一時停止).
    pub suspended_on: Option<Date>,
    /// Found, or the stop lifted.
    pub released_on: Option<Date>,
    /// Given back (返納).
    pub returned_on: Option<Date>,
    /// Revoked (廃止).
    pub revoked_on: Option<Date>,
}

/// A digital certificate for authentication (利用者証明用電子証明書).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigitalCertificate {
    /// The day of issue (発行日).
    pub issued_on: Date,
    /// Last day of validity as read from the certificate; overrides the computed one.
    pub valid_to: Option<Date>,
    /// Revoked (失効).
    pub revoked_on: Option<Date>,
}

/// A registration of the card for health insurance use (利用登録).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The day registered.
    pub registered_on: Date,
    /// The day its cancellation (利用登録の解除) was requested.
    pub cancel_requested_on: Option<Date>,
}

/// A move within the country (転出・転入).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relocation {
    /// The planned day of moving out (転出予定日).
    pub planned_departure_on: Date,
    /// The day of moving in.
    pub moved_in_on: Option<Date>,
    /// The day the moving-in notification (転入届) was made.
    pub reported_on: Option<Date>,
    /// The day the card's continued use (継続利用) was done.
    pub continued_use_on: Option<Date>,
}

/// A move abroad (国外転出).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepartureAbroad {
    /// The planned day of departure.
    pub planned_on: Date,
    /// The day continued use abroad (国外継続利用) was done.
    pub continued_use_on: Option<Date>,
}

/// A paper issued to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which paper.
    pub kind: DocumentKind,
    /// The day of issue (交付年月日).
    pub issued_on: Date,
    /// First day of validity; may precede the issue (D-30).
    pub valid_from: Date,
    /// Last day of validity (有効期限).
    pub valid_to: Option<Date>,
    /// The insurer it was issued by, where known.
    pub insurer: Option<InsurerNumber>,
    /// Reported lost (滅失・紛失).
    pub lost_on: Option<Date>,
    /// Given back (返納).
    pub returned_on: Option<Date>,
}

/// The papers the law knows here, in the order in which due ones are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentKind {
    /// 資格確認書.
    EligibilityCertificate,
    /// 資格情報のお知らせ(法令では資格情報通知書).
    EligibilityNotice,
    /// 高齢受給者証.
    ElderlyRecipientCertificate,
    /// 従来の健康保険証.
    FormerInsuranceCertificate,
}

/// An application for a paper (交付申請).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Application {
    /// The paper asked for.
    pub document: DocumentKind,
    /// The day received.
    pub received_on: Date,
    /// Why.
    pub reason: ApplicationReason,
    /// The day the fee was paid, where there is one.
    pub fee_paid_on: Option<Date>,
}

/// Why a paper is applied for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationReason {
    /// The My Number Card is lost.
    LostCard,
    /// The My Number Card is being renewed.
    RenewingCard,
    /// Reception by card is difficult (要配慮者).
    NeedsAssistance,
    /// The My Number Card was given back.
    ReturnedCard,
    /// The paper is lost or damaged.
    LostDocument,
    /// Anything else; a clerk decides.
    Other,
}
