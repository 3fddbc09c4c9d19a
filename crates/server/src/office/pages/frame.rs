//! The frame of every page: the sections, and who is signed in for which insurer.

use super::{BASE, Pages, Signed};
use crate::pages::{message::Trouble, view::Day};

/// Which part of the office a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Home,
    People,
    Applications,
    Batches,
    Calendar,
    Settings,
}

impl Section {
    pub(crate) const ALL: [Self; 6] = [
        Self::Home,
        Self::People,
        Self::Applications,
        Self::Batches,
        Self::Calendar,
        Self::Settings,
    ];

    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Home => "概況",
            Self::People => "人を探す",
            Self::Applications => "申請",
            Self::Batches => "交付",
            Self::Calendar => "年間予定",
            Self::Settings => "設定",
        }
    }

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Home => "",
            Self::People => "/find",
            Self::Applications => "/applications",
            Self::Batches => "/batches",
            Self::Calendar => "/calendar",
            Self::Settings => "/settings",
        }
    }
}

/// The frame of a page for somebody signed in.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) base: &'static str,
    pub(crate) section: Section,
    pub(crate) staff: String,
    pub(crate) role: &'static str,
    /// Whether whoever is signed in may record anything: else a page offers no act.
    pub(crate) may_record: bool,
    pub(crate) insurer_name: String,
    pub(crate) insurer_number: String,
    pub(crate) today: Day,
}

impl Frame {
    pub(crate) fn of(pages: &Pages, signed: &Signed, section: Section) -> Result<Self, Trouble> {
        let insurer = pages.office.store().insurer(signed.insurer)?;
        Ok(Self {
            base: BASE,
            section,
            staff: signed.staff.name.clone(),
            role: signed.role.text(),
            may_record: signed.role.may_record(),
            insurer_name: insurer.map(|it| it.name).unwrap_or_default(),
            insurer_number: signed.insurer.to_string(),
            today: Day::of(pages.office.day()),
        })
    }

    /// Whether the frame's page belongs to a section.
    pub(crate) fn is_in(&self, section: Section) -> bool {
        self.section == section
    }
}
