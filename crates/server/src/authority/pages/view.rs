//! What all of these pages show alike: the sections, and the frame around each page.

pub(super) use crate::pages::view::{Chip, Day, RuleView, Tone, time};

use super::{Pages, sign_in::Signed};

/// Which part of the pages a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    People,
    Resident,
    Letters,
    Stopped,
    Issuers,
}

impl Section {
    pub(super) const ALL: [Self; 5] =
        [Self::People, Self::Resident, Self::Letters, Self::Stopped, Self::Issuers];

    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::People => "人を探す",
            Self::Resident => "新しい住民",
            Self::Letters => "有効期限通知書",
            Self::Stopped => "止めた証明書",
            Self::Issuers => "認証局",
        }
    }

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::People => "",
            Self::Resident => "/residents/new",
            Self::Letters => "/letters",
            Self::Stopped => "/stopped",
            Self::Issuers => "/issuers",
        }
    }
}

/// The frame of a page for somebody signed in.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) base: &'static str,
    pub(super) section: Section,
    pub(super) staff: String,
    pub(super) place: String,
    pub(super) today: Day,
}

impl Frame {
    pub(super) fn of(pages: &Pages, signed: &Signed, section: Section) -> Self {
        let municipalities = pages.authority.office().municipalities();
        let code = signed.staff.municipality.as_deref();
        let place = match code.map(|code| (code, municipalities.of(code))) {
            Some((_, Some(it))) => it.name.clone(),
            Some((code, None)) => code.to_owned(),
            None => "J-LIS".to_owned(),
        };
        Self {
            base: super::BASE,
            section,
            staff: signed.staff.name.clone(),
            place,
            today: Day::at(pages.authority.now()),
        }
    }

    /// Whether the frame's page belongs to a section.
    pub(super) fn is_in(&self, section: Section) -> bool {
        self.section == section
    }
}
