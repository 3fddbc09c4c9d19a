//! The law's part in the agenda: the insurers' settings, what a person waits for under them, and
//! the next day on which an answer about them changes.

use std::sync::{Arc, PoisonError, RwLock};

use eligibility::{
    CoverageStanding, DocumentKind, Due, How, InsurerNumber, Judgement, Phase, Rules, judge,
};
use jiff::civil::Date;
use record::{Dossier, Person, law::Facts};
use store::{Awaited, NewSetting, Setting, Wait, WaitsFor, Wake};

/// The settings of every insurer, as last read from the ledger.
pub struct InsurerSettings {
    table: RwLock<Arc<SettingsTable>>,
}

/// The settings of one revision.
pub(crate) struct SettingsTable {
    revision: i64,
    /// In the order recorded.
    rows: Vec<Row>,
    /// Where no row holds.
    contract: Stored,
}

#[derive(Clone)]
struct Row {
    insurer: Option<InsurerNumber>,
    from: Date,
    settings: Stored,
}

/// Settings as stored, and the law's part of them.
#[derive(Clone)]
struct Stored {
    law: Arc<eligibility::Settings>,
    all: Arc<record::Settings>,
}

/// A stored setting that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored setting {revision} cannot be read")]
pub struct UnreadableSetting {
    /// Which one.
    pub revision: i64,
}

impl InsurerSettings {
    /// Those of the contract for everybody.
    #[must_use]
    pub fn contract() -> Self {
        let contract = Stored {
            law: Arc::new(eligibility::Settings::CONTRACT),
            all: Arc::new(record::Settings::default()),
        };
        Self {
            table: RwLock::new(Arc::new(SettingsTable { revision: 0, rows: Vec::new(), contract })),
        }
    }

    /// Takes the stored settings in place of those before, all or none.
    ///
    /// # Errors
    ///
    /// When one of them cannot be read.
    pub fn take(&self, stored: &[Setting]) -> Result<(), UnreadableSetting> {
        let rows = stored.iter().map(Row::of).collect::<Result<Vec<_>, _>>()?;
        let revision = stored.iter().map(|it| it.revision).max().unwrap_or(0);
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        *table = Arc::new(SettingsTable { revision, rows, contract: table.contract.clone() });
        Ok(())
    }

    /// The revision taken last; 0 without any.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.table().revision
    }

    /// An insurer's settings in force on a day: its own, else everybody's, else the contract's.
    #[must_use]
    pub fn of(&self, insurer: InsurerNumber, on: Date) -> Arc<eligibility::Settings> {
        self.table().of(Some(insurer), on)
    }

    /// All of the settings of [`Self::of`], with what only papers and letters ask for.
    #[must_use]
    pub fn all_of(&self, insurer: InsurerNumber, on: Date) -> Arc<record::Settings> {
        Arc::clone(&self.table().row(Some(insurer), on).all)
    }

    pub(crate) fn table(&self) -> Arc<SettingsTable> {
        Arc::clone(&self.table.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Row {
    fn of(stored: &Setting) -> Result<Self, UnreadableSetting> {
        let unreadable = UnreadableSetting { revision: stored.revision };
        let all = serde_json::from_str::<record::Settings>(&stored.setting.body);
        let all = all.map_err(|_| unreadable)?;
        let law = Arc::new(all.to_law().map_err(|_| unreadable)?);
        let NewSetting { insurer, from, .. } = stored.setting;
        Ok(Self { insurer, from, settings: Stored { law, all: Arc::new(all) } })
    }
}

impl SettingsTable {
    /// The revision.
    pub(crate) const fn revision(&self) -> i64 {
        self.revision
    }

    /// The same with settings of an insurer that nobody has recorded, as for a preview.
    pub(crate) fn with_row(
        &self,
        insurer: InsurerNumber,
        from: Date,
        all: &record::Settings,
    ) -> Result<Self, record::SettingsError> {
        let settings = Stored { law: Arc::new(all.to_law()?), all: Arc::new(all.clone()) };
        let mut rows = self.rows.clone();
        // It holds from its day on, whatever was recorded before.
        rows.retain(|it| it.insurer != Some(insurer) || it.from < from);
        rows.push(Row { insurer: Some(insurer), from, settings });
        Ok(Self { revision: self.revision, rows, contract: self.contract.clone() })
    }

    /// Whose settings a person is judged by on a day: those of the insurer of the newest coverage.
    pub(crate) fn of_person(&self, dossier: &Dossier, on: Date) -> &eligibility::Settings {
        &self.row(newest_insurer_of(dossier, on), on).law
    }

    fn of(&self, insurer: Option<InsurerNumber>, on: Date) -> Arc<eligibility::Settings> {
        Arc::clone(&self.row(insurer, on).law)
    }

    fn row(&self, insurer: Option<InsurerNumber>, on: Date) -> &Stored {
        let newest = |of: Option<InsurerNumber>| {
            // Of equal days the last is taken, which is the one recorded last.
            self.rows.iter().filter(|it| it.insurer == of && it.from <= on).max_by_key(|it| it.from)
        };
        let row = insurer.and_then(|it| newest(Some(it))).or_else(|| newest(None));
        row.map_or(&self.contract, |it| &it.settings)
    }

    /// The first day after a day on which other settings come into force for an insurer's people.
    fn next_from(&self, insurer: Option<InsurerNumber>, after: Date) -> Option<Date> {
        let concerned = self.rows.iter().filter(|it| it.insurer.is_none() || it.insurer == insurer);
        concerned.map(|it| it.from).filter(|from| *from > after).min()
    }
}

/// The law's part of the agenda, under settings that may be taken anew later.
///
/// A person is judged by the settings of the insurer of their newest coverage.
pub fn wake(settings: Arc<InsurerSettings>) -> Wake {
    Arc::new(move |person, after| awaited(&settings.table(), person, after))
}

fn awaited(table: &SettingsTable, person: &Person, on: Date) -> Awaited {
    let settings = table.of_person(&person.dossier, on);
    let facts = Facts::of(&person.dossier);
    let dossier = facts.dossier();
    let judgement = judge(&dossier, settings, on);
    let mut waits = waits(&judgement);
    let mut wake_on = turns_on(table, &person.dossier, &dossier, &judgement, on);
    if !judgement.standing.give_back.is_empty() {
        let papers = eligibility::give_back_to(&dossier, settings, on).into_iter();
        waits.extend(papers.map(|(insurer, paper)| Wait {
            insurer,
            what: WaitsFor::GiveBack,
            by: paper.by,
        }));
        let turns_on = eligibility::give_back_turns_on(&dossier, settings, on);
        wake_on = wake_on.into_iter().chain(turns_on).min();
    }
    Awaited { wake_on, waits }
}

/// The first day after a day on which an answer about a person may be another: by the law, or as
/// other settings or another insurer's are in force.
pub(crate) fn turns_on(
    table: &SettingsTable,
    dossier: &Dossier,
    law: &eligibility::Dossier<'_>,
    judgement: &Judgement,
    on: Date,
) -> Option<Date> {
    let settings = table.of_person(dossier, on);
    let by_law = judgement.next_change_on(law, settings);
    let by_settings = table.next_from(newest_insurer_of(dossier, on), on);
    // A coverage that is never in force still says whose settings hold.
    let by_coverage = dossier.coverages.iter().map(|it| it.acquired_on).filter(|day| *day > on);
    by_law.into_iter().chain(by_settings).chain(by_coverage).min()
}

/// What a person waits for from the insurer that covers them.
fn waits(judgement: &Judgement) -> Vec<Wait> {
    let CoverageStanding::Covered { insurer, .. } = judgement.standing.coverage else {
        return Vec::new();
    };
    let due = judgement.standing.due.iter().filter(|it| can_be_issued(it));
    let papers = due.map(|it| (of_document(it.document), it.in_hand_by));
    let warning = expires_soon(judgement).map(|(by, ..)| (WaitsFor::ExpiryWarning, Some(by)));
    papers.chain(warning).map(|(what, by)| Wait { insurer, what, by }).collect()
}

/// Whether a paper due can be issued: not while its application waits for the fee, which
/// alone has no day to issue it from.
pub(crate) fn can_be_issued(due: &Due) -> bool {
    due.issue_from.is_some() || due.how != How::OnApplication
}

/// The last day of a digital certificate that expires soon, the last of its grace, and why.
pub(crate) fn expires_soon(judgement: &Judgement) -> Option<(Date, Date, Rules)> {
    let certificate = judgement.standing.digital_certificate?;
    let because = || judgement.because.digital_certificate.clone();
    (certificate.phase == Phase::ExpiresSoon)
        .then(|| (certificate.valid_to, certificate.usable_to, because()))
}

const fn of_document(document: DocumentKind) -> WaitsFor {
    match document {
        // Nothing makes a former certificate due.
        DocumentKind::EligibilityCertificate | DocumentKind::FormerInsuranceCertificate => {
            WaitsFor::EligibilityCertificate
        }
        DocumentKind::EligibilityNotice => WaitsFor::EligibilityNotice,
        DocumentKind::ElderlyRecipientCertificate => WaitsFor::ElderlyRecipientCertificate,
    }
}

/// The insurer of the newest coverage acquired by a day; of the first one where none is.
#[must_use]
pub fn newest_insurer(person: &Person, on: Date) -> Option<InsurerNumber> {
    newest_insurer_of(&person.dossier, on)
}

fn newest_insurer_of(dossier: &Dossier, on: Date) -> Option<InsurerNumber> {
    let coverages = &dossier.coverages;
    let acquired = coverages.iter().filter(|it| it.acquired_on <= on);
    acquired
        .max_by_key(|it| it.acquired_on)
        .or_else(|| coverages.iter().min_by_key(|it| it.acquired_on))
        .map(|it| it.insurer_number)
}

#[cfg(test)]
mod tests {
    use record::{Coverage, Fact, Identity, IncomeTier, Role, Sex};

    use super::*;

    const INSURER: &str = "06130090";
    const OTHER: &str = "113019";

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn setting(revision: i64, insurer: Option<&str>, from: &str, fee: u32) -> Setting {
        Setting {
            revision,
            setting: NewSetting {
                insurer: insurer.map(|it| it.parse().unwrap()),
                from: day(from),
                body: format!("{{\"reissue_fee_yen\": {fee}}}"),
                recorded_at: "2026-01-01T00:00:00Z".parse().unwrap(),
                recorded_by: "test".to_owned(),
            },
        }
    }

    fn some() -> InsurerSettings {
        let settings = InsurerSettings::contract();
        let rows = [
            setting(1, None, "2026-04-01", 100),
            setting(2, Some(INSURER), "2026-06-01", 200),
            setting(3, Some(INSURER), "2026-06-01", 300),
            setting(4, Some(INSURER), "2026-05-01", 400),
        ];
        settings.take(&rows).unwrap();
        settings
    }

    #[test]
    fn an_insurer_s_own_settings_hold_then_everybody_s_then_the_contract_s() {
        let settings = some();
        for (insurer, on, fee) in [
            (INSURER, "2026-03-31", 0),
            (INSURER, "2026-04-01", 100),
            (INSURER, "2026-04-30", 100),
            (INSURER, "2026-05-01", 400),
            (INSURER, "2026-05-31", 400),
            (INSURER, "2026-06-01", 300),
            (OTHER, "2026-03-31", 0),
            (OTHER, "2026-06-01", 100),
        ] {
            let found = settings.of(insurer.parse().unwrap(), day(on)).reissue_fee_yen;
            assert_eq!(found, fee, "{insurer} {on}");
        }
        assert_eq!(settings.revision(), 4);
    }

    #[test]
    fn a_setting_that_cannot_be_read_leaves_those_before() {
        let settings = some();
        let mut wrong = setting(5, None, "2026-07-01", 0);
        wrong.setting.body = "{\"fee\": 1}".to_owned();
        assert_eq!(settings.take(&[wrong]), Err(UnreadableSetting { revision: 5 }));
        assert_eq!(settings.revision(), 4);
    }

    #[test]
    fn a_person_wakes_when_the_law_or_the_settings_change() {
        let person = person(&[(INSURER, "2020-04-01"), (OTHER, "2026-06-15")]);
        let law = wake(Arc::new(InsurerSettings::contract()));
        assert_eq!(
            law(&person, day("2026-03-01")).wake_on,
            Some(day("2026-06-15")),
            "another coverage"
        );
        let law = wake(Arc::new(some()));
        for (after, next) in [
            ("2026-03-31", "2026-04-01"),
            ("2026-04-01", "2026-05-01"),
            ("2026-05-01", "2026-06-01"),
            ("2026-06-01", "2026-06-15"),
        ] {
            assert_eq!(law(&person, day(after)).wake_on, Some(day(next)), "after {after}");
        }
        assert!(law(&person, day("2026-06-15")).wake_on > Some(day("2027-01-01")));
    }

    #[test]
    fn the_newest_coverage_says_whose_settings_hold() {
        let it = person(&[(OTHER, "2026-06-15"), (INSURER, "2020-04-01")]);
        for (on, insurer) in
            [("2019-01-01", INSURER), ("2026-06-14", INSURER), ("2026-06-15", OTHER)]
        {
            assert_eq!(newest_insurer(&it, day(on)), insurer.parse().ok(), "{on}");
        }
        assert_eq!(newest_insurer(&person(&[]), day("2026-01-01")), None);
    }

    #[test]
    fn a_coverage_never_in_force_still_says_whose_settings_hold() {
        let mut it = person(&[(INSURER, "2020-04-01"), (OTHER, "2026-02-01")]);
        it.dossier.coverages[1].lost_on = Some(day("2026-02-01"));
        let law = wake(Arc::new(InsurerSettings::contract()));
        let judged = |on: &str| law(&it, day(on));
        assert_eq!(judged("2026-01-31").wake_on, Some(day("2026-02-01")));
        assert_eq!(judged("2026-01-31").waits, judged("2026-02-01").waits);
    }

    #[test]
    fn what_a_person_waits_for_and_until_when() {
        let law = wake(Arc::new(InsurerSettings::contract()));
        let insurer: InsurerNumber = INSURER.parse().unwrap();
        let mut it = person(&[(INSURER, "2025-04-01")]);
        let shown = |it: &Person, on: &str| -> Vec<(WaitsFor, Option<Date>)> {
            let waits = law(it, day(on)).waits;
            assert!(waits.iter().all(|it| it.insurer == insurer));
            waits.iter().map(|it| (it.what, it.by)).collect()
        };
        let enrolled = (WaitsFor::EligibilityCertificate, Some(day("2025-04-01")));
        assert_eq!(shown(&it, "2025-03-31"), []);
        assert_eq!(shown(&it, "2025-04-01"), [enrolled]);
        it.record(Fact::Document(record::Document {
            kind: record::DocumentKind::EligibilityCertificate,
            issued_on: day("2025-04-01"),
            valid_from: day("2025-04-01"),
            valid_to: Some(day("2029-11-30")),
            insurer_number: Some(insurer),
            lost_on: None,
            returned_on: None,
        }));
        assert_eq!(shown(&it, "2025-04-01"), []);
        it.dossier.coverages[0].lost_on = Some(day("2026-04-01"));
        assert_eq!(shown(&it, "2026-03-31"), []);
        assert_eq!(shown(&it, "2026-04-01"), [(WaitsFor::GiveBack, Some(day("2026-04-06")))]);
        // With another insurer by then, it is still the first that waits.
        it.dossier.coverages.push(Coverage {
            insurer_number: OTHER.parse().unwrap(),
            acquired_on: day("2026-04-01"),
            lost_on: None,
            ..it.dossier.coverages[0].clone()
        });
        let waits = law(&it, day("2026-04-01")).waits;
        let back = waits.iter().find(|it| it.what == WaitsFor::GiveBack).unwrap();
        assert_eq!(back.insurer, insurer);
        assert_eq!(waits.len(), 2);
    }

    fn person(coverages: &[(&str, &str)]) -> Person {
        let identity = Fact::Identity(Identity {
            name: "山田　太郎".to_owned(),
            kana: None,
            sex: Sex::Male,
            born_on: day("1980-05-05"),
            insured_name: None,
        });
        let coverages = coverages.iter().map(|(insurer, from)| {
            Fact::Coverage(Coverage {
                insurer_number: insurer.parse().unwrap(),
                symbol: None,
                number: "7".to_owned(),
                branch: None,
                role: Role::Insured,
                acquired_on: day(from),
                lost_on: None,
                income_tier: IncomeTier::Ordinary,
                income_tiers: Vec::new(),
                voluntary_continuation: false,
            })
        });
        Person::from_facts(std::iter::once(identity).chain(coverages)).unwrap()
    }
}
