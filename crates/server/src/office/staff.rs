//! Who works in an insurer's office, and what their role allows.

use eligibility::InsurerNumber;
use jiff::Timestamp;
use store::{Staff, Store};

use crate::{hub::key_hash, staff::StaffKey};

/// What staff of an insurer may do (役割).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeRole {
    /// The daily work (担当).
    Clerk,
    /// Also releases what is above the size one person may release (承認者).
    Approver,
    /// Reads everything and changes nothing (監査).
    Auditor,
    /// The daily work, the settings and the staff (管理者).
    Administrator,
}

impl OfficeRole {
    /// Every role.
    pub const ALL: &'static [Self] =
        &[Self::Clerk, Self::Approver, Self::Auditor, Self::Administrator];

    /// The word in the ledger.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Approver => "approver",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.word() == word)
    }

    /// The role of somebody in an insurer's office. Staff of the authority are in the same table.
    pub(crate) fn of_staff(staff: &Staff) -> Option<(Self, InsurerNumber)> {
        Self::of(&staff.role).zip(staff.insurer)
    }

    /// What it is called on a page.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Clerk => "担当",
            Self::Approver => "承認者",
            Self::Auditor => "監査",
            Self::Administrator => "管理者",
        }
    }

    /// Whether it may record anything at all.
    pub(crate) const fn may_record(self) -> bool {
        match self {
            Self::Clerk | Self::Approver | Self::Administrator => true,
            Self::Auditor => false,
        }
    }

    /// Whether it may release a batch above the size that one person may release.
    pub(crate) const fn may_release(self) -> bool {
        match self {
            Self::Approver => true,
            Self::Clerk | Self::Auditor | Self::Administrator => false,
        }
    }

    /// Whether it may change settings and staff.
    pub(crate) const fn may_administer(self) -> bool {
        match self {
            Self::Administrator => true,
            Self::Clerk | Self::Approver | Self::Auditor => false,
        }
    }
}

/// Admits a member of an insurer's staff with a key, in place of the one of their id.
///
/// # Errors
///
/// When the database fails.
pub async fn admit(
    store: &Store,
    insurer: InsurerNumber,
    (staff_id, name): (&str, &str),
    role: OfficeRole,
    key: &StaffKey,
    at: Timestamp,
) -> Result<(), store::Error> {
    let staff = Staff {
        staff_id: staff_id.to_owned(),
        insurer: Some(insurer),
        municipality: None,
        name: name.to_owned(),
        role: role.word().to_owned(),
        key_hash: key_hash(key.as_str()),
        added_at: at,
        revoked_at: None,
    };
    store.put_staff(staff).await
}
