//! Insurers that do not exist: numbers with fitting check digits, names plainly made up.

use eligibility::{InsurerNumber, InsurerNumberError};

/// A made-up insurer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MadeUp {
    pub(crate) number: InsurerNumber,
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Of a thousand households so many are its.
    pub(crate) households: u32,
}

/// What kind of insurer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Like the Japan Health Insurance Association (協会けんぽ).
    Association,
    /// A health insurance society (健康保険組合).
    Society,
    /// A mutual aid association (共済組合).
    MutualAid,
    /// A National Health Insurance society (国民健康保険組合).
    NationalHealthSociety,
    /// Municipal National Health Insurance (市町村国保).
    Municipal,
    /// Late-stage elderly (後期高齢者医療).
    LateStage,
}

/// The insurer of the first story.
pub(crate) const PHYSICIANS: &str = "133991";
pub(crate) const SOCIETY: &str = "06139992";
pub(crate) const ASSOCIATION: &str = "01139914";
pub(crate) const CITY: &str = "139915";
pub(crate) const LATE_STAGE: &str = "39139993";

/// Number, name, kind, households of a thousand.
const TABLE: [(&str, &str, Kind, u32); 13] = [
    (ASSOCIATION, "みほん健康保険協会 東見本支部", Kind::Association, 170),
    ("01279918", "みほん健康保険協会 西見本支部", Kind::Association, 110),
    (SOCIETY, "みほん製作所健康保険組合", Kind::Society, 70),
    ("06139919", "みほん電機健康保険組合", Kind::Society, 55),
    ("06279913", "みほん運輸健康保険組合", Kind::Society, 40),
    ("06149918", "みほん流通健康保険組合", Kind::Society, 35),
    ("32139917", "みほん職員共済組合", Kind::MutualAid, 70),
    (PHYSICIANS, "みほん国民健康保険組合", Kind::NationalHealthSociety, 20),
    ("273995", "みほん建設国民健康保険組合", Kind::NationalHealthSociety, 20),
    (CITY, "みほん市国民健康保険", Kind::Municipal, 130),
    ("279927", "れいじ町国民健康保険", Kind::Municipal, 60),
    (LATE_STAGE, "みほん県後期高齢者医療広域連合", Kind::LateStage, 150),
    ("39279997", "れいじ県後期高齢者医療広域連合", Kind::LateStage, 70),
];

impl Kind {
    /// Whether members come through a workplace.
    pub(crate) const fn has_workplaces(self) -> bool {
        match self {
            Self::Association | Self::Society | Self::MutualAid | Self::NationalHealthSociety => {
                true
            }
            Self::Municipal | Self::LateStage => false,
        }
    }

    /// Whether papers end on 31 July, as those of municipalities and the late-stage elderly do.
    pub(crate) const fn ends_in_july(self) -> bool {
        match self {
            Self::Municipal | Self::LateStage => true,
            Self::Association | Self::Society | Self::MutualAid | Self::NationalHealthSociety => {
                false
            }
        }
    }
}

/// All of them.
///
/// # Errors
///
/// When a number of the table is none, which a test excludes.
pub(crate) fn all() -> Result<Vec<MadeUp>, InsurerNumberError> {
    let made_up = |&(number, name, kind, households): &(&str, &'static str, Kind, u32)| {
        Ok(MadeUp { number: number.parse()?, name, kind, households })
    };
    TABLE.iter().map(made_up).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_of_its_kind_and_every_name_made_up() {
        let insurers = all().unwrap();
        assert_eq!(insurers.iter().map(|it| it.households).sum::<u32>(), 1000);
        for it in insurers {
            assert_eq!(it.number.is_late_stage(), it.kind == Kind::LateStage, "{}", it.name);
            assert_eq!(it.number.has_workplaces(), it.kind.has_workplaces(), "{}", it.name);
            assert!(it.name.starts_with("みほん") || it.name.starts_with("れいじ"));
        }
    }
}
