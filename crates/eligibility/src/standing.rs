//! A person's standing on a day: every answer of the law at once.

use arrayvec::ArrayVec;
use jiff::civil::Date;

use crate::{age::Ages, dossier::DocumentKind, number::InsurerNumber, rule::Rule};

/// What holds for a person on a day. Two days with equal standings look the same to everyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The My Number Card in use.
    pub card: CardStanding,
    /// Its digital certificate; none where the card has none.
    pub digital_certificate: Option<CertificateStanding>,
    /// The registration for insurance use.
    pub registration: RegistrationStanding,
    /// What the card proves at a reader.
    pub card_use: CardUse,
    /// Whether covered, by whom, at what share.
    pub coverage: CoverageStanding,
    /// The days of the person's ages.
    pub ages: Ages,
    /// What a reader shows when the card is laid on it.
    pub reader: ReaderStanding,
    /// What proves eligibility, best first.
    pub means: ArrayVec<Means, 3>,
    /// What proves it when reading fails.
    pub fallback: ArrayVec<Fallback, 4>,
    /// Papers due, at most one of a kind.
    pub due: ArrayVec<Due, 3>,
    /// The switch-over checklist, in the order of doing.
    pub todo: ArrayVec<ToDo, 2>,
    /// Advice where no paper is due and nothing can be shown.
    pub advice: ArrayVec<Advice, 1>,
    /// Papers to give back or destroy, at most one of a kind.
    pub give_back: ArrayVec<GiveBack, 3>,
    /// What to carry for the day reading fails.
    pub carry: Carry,
    /// The deadlines of the newest relocation.
    pub relocation: Option<RelocationDeadlines>,
}

/// The rules each answer rests on, most telling first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Because {
    /// Of the card.
    pub card: Rules,
    /// Of the digital certificate.
    pub digital_certificate: Rules,
    /// Of the registration.
    pub registration: Rules,
    /// Of the card's use.
    pub card_use: Rules,
    /// Of the coverage.
    pub coverage: Rules,
    /// Of the reader.
    pub reader: Rules,
    /// Of the means.
    pub means: Rules,
    /// Of the fallbacks.
    pub fallback: Rules,
    /// Of the checklist.
    pub todo: Rules,
    /// Of the advice.
    pub advice: Rules,
    /// Of what to give back.
    pub give_back: Rules,
    /// Of what to carry.
    pub carry: Rules,
    /// Of the relocation's deadlines.
    pub relocation: Rules,
}

/// A short list of rules without repetition.
pub type Rules = ArrayVec<Rule, 16>;

/// The card in use, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardStanding {
    /// Its state.
    pub state: CardState,
    /// Its last day; none without a card.
    pub valid_to: Option<Date>,
}

/// The state of the card in use, in the order in which the first that holds is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardState {
    /// No card handed over.
    None,
    /// Given back (返納).
    Returned,
    /// Revoked (廃止).
    Revoked,
    /// Lapsed by a move abroad without continued use.
    LapsedAbroad,
    /// Lapsed by a move not reported or without continued use.
    LapsedByRelocation,
    /// Lost.
    Lost,
    /// Temporarily stopped.
    Suspended,
    /// Past its last day.
    Expired,
    /// None of these.
    Usable,
}

/// A digital certificate on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateStanding {
    /// The phase.
    pub phase: Phase,
    /// Last day of validity.
    pub valid_to: Date,
    /// First day of the notice at readers.
    pub notice_from: Date,
    /// First day on which it can be renewed.
    pub renewable_from: Date,
    /// Last day of the grace, in which it proves eligibility only.
    pub usable_to: Date,
}

/// The phase of a digital certificate, by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing to say.
    Quiet,
    /// Usable, with a notice.
    ExpiresSoon,
    /// Expired, in the grace: eligibility only.
    EligibilityOnly,
    /// The grace is over.
    Stopped,
    /// Revoked.
    Revoked,
}

/// The registration for insurance use on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistrationStanding {
    /// Its state.
    pub state: RegistrationState,
    /// Its last day, where an end is known or near.
    pub last_day: Option<Date>,
}

/// The state of a registration (利用登録).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationState {
    /// Never registered.
    None,
    /// Registered.
    Registered,
    /// Cancelled on request (解除).
    Cancelled,
    /// Lapsed with the grace of its digital certificate.
    Lapsed,
}

/// What the card proves at a reader on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardUse {
    /// Eligibility, and medical information by consent.
    Everything,
    /// Eligibility only.
    EligibilityOnly,
    /// Nothing.
    Nothing,
}

/// Whether a person is covered on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverageStanding {
    /// By this insurer, at this share.
    Covered {
        /// The insurer.
        insurer: InsurerNumber,
        /// The share in tenths of the cost.
        share_tenths: u8,
    },
    /// Not any more.
    Lost,
    /// Not ever, as far as known.
    None,
}

/// What a reader shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReaderStanding {
    /// 0 quiet, 1 expires soon, 2 eligibility only, 3 stopped.
    pub phase: u8,
    /// Whether the screen has a way forward.
    pub may_continue: bool,
}

/// What a counter must accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Means {
    /// マイナ保険証.
    MyNumberCard,
    /// 資格確認書.
    EligibilityCertificate,
    /// 従来の健康保険証.
    FormerInsuranceCertificate,
}

/// What proves eligibility when reading fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fallback {
    /// The card and the Mynaportal screen or its PDF.
    CardAndPortalScreen,
    /// The card and the 資格情報のお知らせ.
    CardAndNotice,
    /// The card and a 被保険者資格申立書 written at the counter.
    CardAndStatement,
    /// A 資格確認書.
    EligibilityCertificate,
}

/// A paper that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Which paper.
    pub document: DocumentKind,
    /// First day on which to issue it.
    pub issue_from: Option<Date>,
    /// Last day by which it must be in hand.
    pub in_hand_by: Option<Date>,
    /// On what ground.
    pub how: How,
    /// Why.
    pub because: Rules,
}

/// On what ground a paper is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Without application (職権交付).
    ExOfficio,
    /// On application (申請による交付).
    OnApplication,
    /// With the enrolment (加入時).
    OnEnrolment,
}

/// A step of the switch-over checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToDo {
    /// Get a card.
    GetCard,
    /// Renew the digital certificate.
    RenewDigitalCertificate,
    /// Register the card for insurance use.
    Register,
}

/// Advice to a person with nothing to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Apply for a 資格確認書.
    ApplyForEligibilityCertificate,
}

/// A paper to give back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GiveBack {
    /// Which paper.
    pub document: DocumentKind,
    /// Last day, where there is one.
    pub by: Option<Date>,
    /// To whom.
    pub to: GiveBackTo,
}

/// To whom a paper goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GiveBackTo {
    /// Through the employer (事業主).
    Employer,
    /// Directly to the insurer.
    Insurer,
    /// To nobody: the person destroys it.
    Nobody,
}

/// What to carry for the day reading fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    /// The downloaded 医療保険の資格情報.
    DownloadToSmartphone,
    /// The cut-out of the notice.
    CarryNotice,
    /// Register first.
    RegisterFirst,
    /// Nothing.
    None,
}

/// The deadlines of a relocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelocationDeadlines {
    /// Last day for the moving-in notification.
    pub report_by: Date,
    /// Last day for continued use, once the move is reported.
    pub continue_by: Option<Date>,
}
