//! What the public rules leave to the insurer, with the values `decide` assumes.

use jiff::civil::{Date, date};

/// An insurer's settings. The default is that of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Last day of the insurer's former certificates; never after the legal end.
    pub former_certificate_end: Date,
    /// Where the share of the elderly stands (D-14, F-43).
    pub share: SharePlace,
    /// Who writes the address (D-15).
    pub address: AddressPlace,
    /// How long a 資格確認書 is made valid (F-39, F-40).
    pub certificate_validity: CertificateValidity,
    /// The fee for issuing a lost paper again, in yen; none where 0 (R-118, F-53).
    pub reissue_fee_yen: u32,
    /// Days within which papers come back after the coverage is lost (R-113, D-16, D-36).
    pub return_within_days: u16,
    /// Whether an expired paper comes back too, or is destroyed by the person (R-115, D-16).
    pub expired_papers: ExpiredPapers,
    /// Months by which the monthly list is ahead of the last usable month (F-51).
    pub list_lead_months: u8,
    /// Months before the former certificate's end from which the bulk issue is due.
    pub bulk_issue_lead_months: u8,
    /// Whether deadlines of the municipality move past closed days (F-37).
    pub closed_days: ClosedDays,
    /// Leaflet 004's stricter reading: no use between 転出予定日 and 転入届 (D-23).
    pub no_use_between_moves: bool,
    /// Whether a card renewed in its last three months keeps the birthday (F-24).
    pub renewed_card_keeps_birthday: bool,
    /// Whether a new digital certificate counts from the day after its issue (F-14).
    pub certificate_counts_next_day: bool,
}

/// Where the share of the elderly stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharePlace {
    /// On the 資格確認書.
    Printed,
    /// On a 高齢受給者証 of its own.
    Separate,
}

/// Who writes the address on the 資格確認書.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressPlace {
    /// The insurer prints it.
    Printed,
    /// The person writes it by hand.
    Handwritten,
}

/// How long a 資格確認書 is made valid; never longer than five years (F-39).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateValidity {
    /// So many years from the issue.
    Years(u8),
    /// To the next such day of a year, month and day (市町村国保・後期: 31 July).
    YearlyTo(u8, u8),
    /// To one day for everybody.
    To(Date),
}

/// What happens to an expired paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiredPapers {
    /// The person destroys it.
    Destroyed,
    /// It comes back.
    Returned,
}

/// Which days a municipality's deadlines step over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClosedDays {
    /// None: deadlines stand.
    Ignored,
    /// Saturdays, Sundays and these days.
    Weekends(Vec<Date>),
}

impl Settings {
    /// The settings the contract assumes.
    pub const CONTRACT: Self = Self {
        former_certificate_end: FORMER_CERTIFICATES_END,
        share: SharePlace::Printed,
        address: AddressPlace::Printed,
        certificate_validity: CertificateValidity::Years(5),
        reissue_fee_yen: 0,
        return_within_days: 5,
        expired_papers: ExpiredPapers::Destroyed,
        list_lead_months: 0,
        bulk_issue_lead_months: 2,
        closed_days: ClosedDays::Ignored,
        no_use_between_moves: false,
        renewed_card_keeps_birthday: false,
        certificate_counts_next_day: false,
    };
}

impl Default for Settings {
    fn default() -> Self {
        Self::CONTRACT
    }
}

/// The last day a former certificate can be valid.
///
/// Source: 行政手続における特定の個人を識別するための番号の利用等に関する法律等の一部を改正する法律(令和5年法律第48号)附則
pub const FORMER_CERTIFICATES_END: Date = date(2025, 12, 1);

/// The first day of the new system.
pub const NEW_SYSTEM_FROM: Date = date(2024, 12, 2);

/// Applications from this day on meet the age border 18, earlier ones 20 (F-21).
pub const ADULT_AT_18_FROM: Date = date(2022, 4, 1);

/// The first day for which continued use abroad can be asked (F-38).
pub const CONTINUED_USE_ABROAD_FROM: Date = date(2024, 5, 27);

/// The last day on which every member of the late-stage elderly system gets a 資格確認書 (F-48).
pub const LATE_STAGE_FOR_ALL_TO: Date = date(2026, 7, 31);

/// Who is born by this day is 85 on 2026-08-01, and goes on getting one (F-48).
pub const LATE_STAGE_85_BORN_TO: Date = date(1941, 8, 1);

/// The last day on which a former certificate past its end, or a notice alone, is enough where the
/// number proves covered (F-67).
///
/// Source: 令和7年11月12日事務連絡(暫定的な取扱い)
pub const NUMBER_ALONE_TO: Date = date(2026, 3, 31);
