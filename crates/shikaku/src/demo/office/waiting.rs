//! Made-up work that waits in the demo's office, recorded once as a clerk would have recorded it.
//!
//! Each act has a fixed id: a second start finds what is there, and one that was stopped goes on.

mod cases;

use std::sync::Arc;

use anyhow::Context as _;
use eligibility::InsurerNumber;
use jiff::{ToSpan as _, civil::Date, tz};
use record::{ApplicationReason, Coverage, DocumentKind, Fact, Person};
use server::{
    ledger::Ledger,
    work::{
        card::Occasion,
        office::{
            Correction, FeeDecision, InsurerOffice, NewApplication, OfficeRefusal, UndeliveredWhy,
            WhoApplied,
        },
    },
};
use store::{InsuredId, Member, PersonKey};

use self::cases::{After, CASES, Case};
use crate::{clock, demo::stories::Story};

/// Whoever records what came in, and whoever decides it.
const CLERK: &str = "tanto";
/// Members looked at: enough to find everybody, few enough that the start does not wait.
const LOOKED_AT: usize = 300;
/// The last act: where it is recorded, all are.
const LAST: &str = "demo-return";

const WHY_REFUSED: &str = "更新の手続きをしているカードの電子証明書がまだ有効で、\
                           マイナ保険証で受診できるため";
const WHY_LOST: &str = "資格喪失届を受け付けたため";

/// Records the work that waits, as far as there are members for it who are in no story.
pub(super) async fn record(
    ledger: &Arc<Ledger>,
    insurer: InsurerNumber,
    stories: &[Story],
    on: Date,
) -> anyhow::Result<()> {
    if ledger.store().recorded_office_act(LAST).context("reading the work")?.is_some() {
        return Ok(());
    }
    let told: Vec<InsuredId> = stories
        .iter()
        .flat_map(Story::people)
        .filter_map(|it| it.dossier.coverages.first().map(InsuredId::of))
        .collect();
    let mut members = ledger.store().members_of(insurer, None, LOOKED_AT)?;
    members.retain(|it| {
        it.person.dossier.coverages.first().is_some_and(|it| {
            it.lost_on.is_none()
                && it.insurer_number == insurer
                && !told.contains(&InsuredId::of(it))
        })
    });
    let office = InsurerOffice::new(Arc::clone(ledger), Arc::new(clock::now));
    let mut desk = Desk { office, insurer, on, members };
    for case in &CASES {
        if let Some((person, application)) = desk.receive(case).await? {
            desk.follow(case, person, &application).await?;
        }
    }
    desk.lose().await
}

/// The office, its day, and the members about whom nothing waits yet.
struct Desk {
    office: InsurerOffice,
    insurer: InsurerNumber,
    on: Date,
    members: Vec<Member>,
}

impl Desk {
    /// Receives an application from the first member it fits; gives whose and its id.
    async fn receive(&mut self, case: &Case) -> anyhow::Result<Option<(PersonKey, String)>> {
        let recorded = self.office.ledger().store().recorded_office_act(case.id)?;
        if let Some(act) = recorded {
            self.members.retain(|it| Some(it.person_key) != act.person_key);
            return Ok(act.person_key.zip(act.about));
        }
        let is_reissue = case.reason == ApplicationReason::LostDocument;
        for place in 0..self.members.len() {
            let Member { person_key, person, .. } = &self.members[place];
            let age = years_of(person, self.on);
            let fits = (case.ages.0..=case.ages.1).contains(&age)
                && has_certificate(person, self.on) == is_reissue;
            if !fits {
                continue;
            }
            let key = *person_key;
            let new = self.application(case, person);
            let occasion = self.occasion(case.id, case.days_ago);
            match self.office.apply(&occasion, self.insurer, key, &new).await {
                Ok(applied) => {
                    self.members.remove(place);
                    return Ok(Some((key, applied.application_id)));
                }
                // The rules do not give this member the paper; another may have it.
                Err(OfficeRefusal::Application(_)) => {}
                Err(refusal) => return Err(refusal).context("receiving an application"),
            }
        }
        Ok(None)
    }

    fn application(&self, case: &Case, person: &Person) -> NewApplication {
        let received_on = self.on.saturating_sub(case.days_ago.days());
        let is_reissue = case.reason == ApplicationReason::LostDocument;
        let name = person.identity.as_ref().and_then(|it| it.insured_name.clone());
        let is_other = case.applicant != WhoApplied::Person;
        NewApplication {
            document: DocumentKind::EligibilityCertificate,
            reason: case.reason,
            received_on,
            applicant: case.applicant,
            applicant_name: is_other.then(|| name.unwrap_or_else(|| "見本 保子".to_owned())),
            route: case.route,
            note: String::new(),
            lost_on: is_reissue.then(|| received_on.saturating_sub(1.day())),
        }
    }

    /// What became of an application since.
    async fn follow(
        &self,
        case: &Case,
        person: PersonKey,
        application: &str,
    ) -> anyhow::Result<()> {
        let (office, insurer) = (&self.office, self.insurer);
        for (step, later) in case.then.steps() {
            let id = format!("{}-{}", case.id, step.word());
            if office.ledger().store().recorded_office_act(&id)?.is_some() {
                continue;
            }
            let now = self.occasion(&id, case.days_ago - later);
            let done = match step {
                After::Approve => {
                    let approved = office.approve(&now, insurer, application, &FeeDecision::AsSet);
                    approved.await.map(|_| ())
                }
                After::Invoice => office.invoice(&now, insurer, application).await.map(|_| ()),
                After::Pay => {
                    office.pay_at_counter(&now, insurer, application, now.on).await.map(|_| ())
                }
                After::Refuse => {
                    office.refuse(&now, insurer, application, WHY_REFUSED).await.map(|_| ())
                }
                After::ComeBack => {
                    let store = office.ledger().store();
                    let sent =
                        store.mailing_about(insurer, "refusal", application, Some(person))?;
                    let letter = &sent.first().context("no letter of the refusal")?.mailing_id;
                    let moved = (now.on, UndeliveredWhy::Moved);
                    office.mark_undelivered(&now, insurer, letter, moved).await.map(|_| ())
                }
            };
            done.context("following an application up")?;
        }
        Ok(())
    }

    /// Somebody with a certificate leaves, and has not given it back.
    async fn lose(&self) -> anyhow::Result<()> {
        let leaving = self.members.iter().find(|it| {
            (20..=64).contains(&years_of(&it.person, self.on))
                && has_certificate(&it.person, self.on)
        });
        let Some(member) = leaving else { return Ok(()) };
        let coverage = member.person.dossier.coverages.first().context("a coverage")?;
        let lost_on = Some(self.on.saturating_sub(15.days()));
        let left = Coverage { lost_on, ..coverage.clone() };
        let correction = Correction {
            facts: vec![Fact::Coverage(left)],
            end: Vec::new(),
            why: WHY_LOST.to_owned(),
        };
        let occasion = self.occasion(LAST, 13);
        let key = member.person_key;
        self.office.correct(&occasion, self.insurer, key, &correction).await?;
        Ok(())
    }

    /// Ten in the morning some days ago; now, where that has not come.
    fn occasion(&self, id: &str, days_ago: i32) -> Occasion {
        let day = self.on.saturating_sub(days_ago.days());
        let at = tz::offset(9).to_timestamp(day.at(10, 0, 0, 0)).unwrap_or_else(|_| clock::now());
        Occasion::now(id, CLERK, at.min(clock::now()))
    }
}

/// Full years of age.
fn years_of(person: &Person, on: Date) -> i16 {
    let born_on = person.dossier.born_on;
    let had_birthday = (on.month(), on.day()) >= (born_on.month(), born_on.day());
    on.year() - born_on.year() - i16::from(!had_birthday)
}

/// Whether a certificate of eligibility is in hand that lasts for a while yet, so that it is
/// neither due for renewal nor back already.
fn has_certificate(person: &Person, on: Date) -> bool {
    let until = on.saturating_add(4.months());
    person.dossier.documents.iter().any(|it| {
        it.kind == DocumentKind::EligibilityCertificate
            && it.returned_on.is_none()
            && it.lost_on.is_none()
            && it.valid_to.is_none_or(|to| to > until)
            && it.issued_on < on.saturating_sub(1.month())
    })
}

#[cfg(test)]
mod tests {
    use indicatif::ProgressBar;
    use server::work::office::ApplicationState;

    use super::*;
    use crate::demo::{
        insurers,
        load::{Wanted, load},
        stories,
    };

    #[tokio::test(flavor = "multi_thread")]
    async fn the_work_is_recorded_once() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ledger.sqlite");
        let ledger = server::ledger::open(&format!("sqlite:{}", path.display())).unwrap();
        let on = clock::today();
        let stories = stories::all(on).unwrap();
        let wanted = Wanted { seed: 1, people: 10_000, on, now: clock::now() };
        load(&ledger, &wanted, &stories, &ProgressBar::hidden()).await.unwrap();
        let insurer = insurers::PHYSICIANS.parse().unwrap();
        super::super::prepare(&ledger, insurer, on).await.unwrap();
        let office = InsurerOffice::new(Arc::clone(&ledger), Arc::new(clock::now));
        for time in ["first", "second"] {
            record(&ledger, insurer, &stories, on).await.unwrap();
            let queue = office.queue(insurer).unwrap();
            let states =
                [ApplicationState::Received, ApplicationState::Invoiced, ApplicationState::ToPrint]
                    .map(|it| queue.count(it));
            assert_eq!(states, [3, 1, 1], "{time}");
            assert_eq!(office.undelivered(insurer).unwrap().len(), 1, "{time}");
            assert_eq!(office.returns_outstanding(insurer, on).unwrap().len(), 1, "{time}");
            let acts = ledger.store().office_acts(insurer, None, 100).unwrap();
            assert_eq!(acts.len(), 14, "{time}");
        }
    }
}
