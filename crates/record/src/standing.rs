//! A standing as JSON: what `shikaku decide` writes. Absent values are left out, never null.

use std::collections::BTreeMap;

use arrayvec::ArrayVec;
use eligibility as law;
use jiff::civil::Date;
use law::{Judgement, Rule, Rules};
use schemars::JsonSchema;
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use crate::DocumentKind;

/// What holds for a person on a day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Standing<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    on: Date,
    card: Card,
    digital_certificate: DigitalCertificate,
    registration: Registration,
    card_use: CardUse,
    coverage: Coverage,
    elderly_from: Date,
    late_stage_from: Date,
    preschool_to: Date,
    reader: Reader,
    means: ArrayVec<Means, 3>,
    fallback: ArrayVec<Fallback, 4>,
    due: ArrayVec<Due, 3>,
    todo: ArrayVec<ToDo, 2>,
    advice: ArrayVec<Advice, 1>,
    give_back: ArrayVec<GiveBack, 3>,
    carry: Carry,
    #[serde(skip_serializing_if = "Option::is_none")]
    relocation: Option<Relocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_change_on: Option<Date>,
    because: Because,
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<BTreeMap<&'static str, Source>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Card {
    state: CardState,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<Date>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DigitalCertificate {
    phase: Phase,
    #[serde(flatten)]
    days: Option<CertificateDays>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CertificateDays {
    valid_to: Date,
    notice_from: Date,
    renewable_from: Date,
    usable_to: Date,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Registration {
    state: RegistrationState,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<Date>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Coverage {
    state: CoverageState,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text")]
    #[schemars(with = "Option<String>")]
    insurer_number: Option<law::InsurerNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share_tenths: Option<u8>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Reader {
    phase: u8,
    texts: &'static [&'static str],
    may_continue: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Due {
    document: DocumentKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue_from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_hand_by: Option<Date>,
    how: How,
    #[serde(serialize_with = "ids")]
    #[schemars(with = "Vec<String>")]
    because: Rules,
}

#[derive(Debug, Serialize, JsonSchema)]
struct GiveBack {
    document: DocumentKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Date>,
    to: GiveBackTo,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Relocation {
    report_by: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    continue_by: Option<Date>,
}

/// A rule's sentence and where it stands.
#[derive(Debug, Serialize, JsonSchema)]
struct Source {
    says: &'static str,
    act: &'static str,
    clause: &'static str,
}

/// Field to rule ids; fields without are left out.
#[derive(Debug, JsonSchema)]
#[schemars(with = "BTreeMap<String, Vec<String>>")]
struct Because(law::Because);

/// Enums of the law under the contract's names.
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        enum $name { $($variant),+ }

        impl From<law::$name> for $name {
            fn from(it: law::$name) -> Self {
                match it { $(law::$name::$variant => Self::$variant),+ }
            }
        }
    )+};
}

names! {
    CardState {
        None, Usable, Expired, Lost, Suspended, Returned, Revoked, LapsedByRelocation, LapsedAbroad,
    }
    RegistrationState { None, Registered, Cancelled, Lapsed }
    CardUse { Everything, EligibilityOnly, Nothing }
    Means { MyNumberCard, EligibilityCertificate, FormerInsuranceCertificate }
    Fallback { CardAndPortalScreen, CardAndNotice, CardAndStatement, EligibilityCertificate }
    How { ExOfficio, OnApplication, OnEnrolment }
    ToDo { GetCard, RenewDigitalCertificate, Register }
    Advice { ApplyForEligibilityCertificate }
    GiveBackTo { Employer, Insurer, Nobody }
    #[expect(clippy::enum_variant_names, reason = "the names of the contract")]
    Carry { DownloadToSmartphone, CarryNotice, RegisterFirst, None }
}

#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Phase {
    None,
    Quiet,
    ExpiresSoon,
    EligibilityOnly,
    Stopped,
    Revoked,
}

#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum CoverageState {
    Covered,
    Lost,
    None,
}

impl<'a> Standing<'a> {
    /// The standing of a judgement, with the sources of its rules where asked.
    #[must_use]
    pub fn of(
        id: Option<&'a str>,
        on: Date,
        judgement: &Judgement,
        next_change_on: Option<Date>,
        with_sources: bool,
    ) -> Self {
        let law::Standing { ages, card_use, carry, means, fallback, todo, advice, .. } =
            &judgement.standing;
        let standing = &judgement.standing;
        let due: ArrayVec<Due, 3> = standing.due.iter().map(Due::of).collect();
        Self {
            id,
            on,
            card: Card { state: standing.card.state.into(), valid_to: standing.card.valid_to },
            digital_certificate: DigitalCertificate::of(standing.digital_certificate),
            registration: Registration {
                state: standing.registration.state.into(),
                last_day: standing.registration.last_day,
            },
            card_use: (*card_use).into(),
            coverage: Coverage::of(standing.coverage),
            elderly_from: ages.elderly_from,
            late_stage_from: ages.late_stage_from,
            preschool_to: ages.preschool_to,
            reader: Reader {
                phase: standing.reader.phase,
                texts: standing.reader.texts(),
                may_continue: standing.reader.may_continue,
            },
            means: means.iter().map(|it| (*it).into()).collect(),
            fallback: fallback.iter().map(|it| (*it).into()).collect(),
            todo: todo.iter().map(|it| (*it).into()).collect(),
            advice: advice.iter().map(|it| (*it).into()).collect(),
            give_back: standing.give_back.iter().copied().map(GiveBack::of).collect(),
            carry: (*carry).into(),
            relocation: standing
                .relocation
                .map(|it| Relocation { report_by: it.report_by, continue_by: it.continue_by }),
            next_change_on,
            sources: with_sources.then(|| sources(&judgement.because, &due)),
            due,
            because: Because(judgement.because.clone()),
        }
    }
}

impl DigitalCertificate {
    fn of(standing: Option<law::CertificateStanding>) -> Self {
        let Some(it) = standing else { return Self { phase: Phase::None, days: None } };
        let phase = match it.phase {
            law::Phase::Quiet => Phase::Quiet,
            law::Phase::ExpiresSoon => Phase::ExpiresSoon,
            law::Phase::EligibilityOnly => Phase::EligibilityOnly,
            law::Phase::Stopped => Phase::Stopped,
            law::Phase::Revoked => Phase::Revoked,
        };
        let days = CertificateDays {
            valid_to: it.valid_to,
            notice_from: it.notice_from,
            renewable_from: it.renewable_from,
            usable_to: it.usable_to,
        };
        Self { phase, days: Some(days) }
    }
}

impl Coverage {
    fn of(standing: law::CoverageStanding) -> Self {
        let state = |state| Self { state, insurer_number: None, share_tenths: None };
        match standing {
            law::CoverageStanding::Covered { insurer, share_tenths } => Self {
                state: CoverageState::Covered,
                insurer_number: Some(insurer),
                share_tenths: Some(share_tenths),
            },
            law::CoverageStanding::Lost => state(CoverageState::Lost),
            law::CoverageStanding::None => state(CoverageState::None),
        }
    }
}

impl Due {
    fn of(due: &law::Due) -> Self {
        Self {
            document: due.document.into(),
            issue_from: due.issue_from,
            in_hand_by: due.in_hand_by,
            how: due.how.into(),
            because: due.because.clone(),
        }
    }
}

impl GiveBack {
    fn of(it: law::GiveBack) -> Self {
        Self { document: it.document.into(), by: it.by, to: it.to.into() }
    }
}

impl Because {
    /// The fields of the contract with their rules.
    const fn fields(because: &law::Because) -> [(&'static str, &Rules); 13] {
        [
            ("card", &because.card),
            ("digital_certificate", &because.digital_certificate),
            ("registration", &because.registration),
            ("card_use", &because.card_use),
            ("coverage", &because.coverage),
            ("reader", &because.reader),
            ("means", &because.means),
            ("fallback", &because.fallback),
            ("todo", &because.todo),
            ("advice", &because.advice),
            ("give_back", &because.give_back),
            ("carry", &because.carry),
            ("relocation", &because.relocation),
        ]
    }
}

impl Serialize for Because {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (field, rules) in Self::fields(&self.0) {
            if !rules.is_empty() {
                map.serialize_entry(field, &Ids(rules))?;
            }
        }
        map.end()
    }
}

/// Rules as their ids.
struct Ids<'a>(&'a [Rule]);

impl Serialize for Ids<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|it| it.id()))
    }
}

fn ids<S: Serializer>(rules: &Rules, serializer: S) -> Result<S::Ok, S::Error> {
    Ids(rules).serialize(serializer)
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde calls"
)]
fn text<S: Serializer>(it: &Option<law::InsurerNumber>, s: S) -> Result<S::Ok, S::Error> {
    match it {
        Some(number) => s.collect_str(number),
        None => s.serialize_none(),
    }
}

/// The texts of every rule named.
fn sources(because: &law::Because, due: &[Due]) -> BTreeMap<&'static str, Source> {
    let fields = Because::fields(because);
    let of_fields = fields.iter().flat_map(|(_, rules)| rules.iter());
    of_fields
        .chain(due.iter().flat_map(|it| it.because.iter()))
        .map(|rule| {
            let law::Source { act, clause } = rule.source();
            (rule.id(), Source { says: rule.says(), act, clause })
        })
        .collect()
}
