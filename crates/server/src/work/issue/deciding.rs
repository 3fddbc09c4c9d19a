//! What becomes of an item: judged again on the person as they are now.

use eligibility::{
    CoverageOn, CoverageStanding, DocumentKind, How, coverage_on, judge, paper_validity,
};
use jiff::civil::Date;
use print::Paper;
use record::{Document, Fact, Person, law::Facts};
use store::{Batch, BatchItem, Change, Current, Held, ItemOutcome, PersonKey, Prepared, Whose};

use super::{
    IssueError, Issuing,
    content::{self, Holder, Stationery},
    held, letters,
    meter::Meter,
};
use crate::work::plan::{Deliver, deliver, must_not_be_found};

/// A batch being run, with what its papers are made on.
pub(super) struct Work {
    pub(super) issuing: Issuing,
    pub(super) batch: Batch,
    pub(super) stationery: Stationery,
    pub(super) meter: Meter,
}

/// What becomes of an item.
pub(super) enum Decision {
    /// An original.
    Make(Box<Make>),
    /// Nothing is made.
    Settle(ItemOutcome, String),
}

/// An original about to be made.
pub(super) struct Make {
    /// What is printed on it, as JSON.
    pub(super) content: String,
    /// The fact of it, ready for the writer, under the revision it was decided on.
    pub(super) prepared: Prepared,
    /// The applications it answers.
    pub(super) application_ids: Vec<String>,
}

impl Work {
    /// Decides an item.
    pub(super) fn decide(&self, item: &BatchItem) -> Result<Decision, IssueError> {
        let not_due = |why: &str| Ok(Decision::Settle(ItemOutcome::NotDue, why.to_owned()));
        let Some(current) = self.issuing.ledger.store().person(item.person_key)? else {
            return not_due(held::NOT_DUE);
        };
        let person = match &current.held {
            Held::Person(person) => person,
            Held::JoinedInto(_) => return not_due(held::JOINED),
        };
        let Some(place) = self.due(person, item) else { return not_due(held::NOT_DUE) };
        let drawn = match self.paper(person, place, item) {
            Ok(drawn) => drawn,
            Err(why) => return Ok(Decision::Settle(ItemOutcome::Held, why)),
        };
        let (paper, document) = drawn;
        let content = serde_json::to_string(&paper)
            .map_err(|_| IssueError::Content { document_id: self.document_id(item.place) })?;
        let application_ids = self.applications(item.person_key, item.kind, person)?;
        let prepared = self.change(&current, document, item.place)?;
        Ok(Decision::Make(Box::new(Make { content, prepared, application_ids })))
    }

    /// The change of a person who gets a paper.
    fn change(
        &self,
        current: &Current,
        document: Document,
        place: u32,
    ) -> Result<Prepared, IssueError> {
        let Self { issuing, batch, .. } = self;
        let Current { person_key, revision, .. } = *current;
        let change = Change {
            id: format!("issue:{}:{place}", batch.batch_id),
            whose: Whose::Existing { person_key, revision },
            facts: vec![Fact::Document(document)],
            end: Vec::new(),
            my_number_hash: None,
            recorded_by: issuing.by.clone(),
            reason: format!("issued in batch {}", batch.batch_id),
            recorded_at: (issuing.clock)(),
        };
        issuing.ledger.store().prepare_for(change, current).map_err(|error| {
            if let store::Error::Change(source) = error {
                IssueError::Change { place, source }
            } else {
                IssueError::Store(error)
            }
        })
    }

    /// The place of the coverage under which the paper is still due.
    fn due(&self, person: &Person, item: &BatchItem) -> Option<usize> {
        let Stationery { number, law, on, .. } = &self.stationery;
        let facts = Facts::of(&person.dossier);
        let dossier = facts.dossier();
        let standing = judge(&dossier, law, *on).standing;
        let CoverageStanding::Covered { insurer, .. } = standing.coverage else { return None };
        if insurer != *number {
            return None;
        }
        let kind = DocumentKind::from(item.kind);
        let due = standing.due.iter().find(|it| it.document == kind)?;
        if due.how == How::OnApplication && due.issue_from.is_none() {
            // It waits for its fee.
            return None;
        }
        // One of the kind was made today, in another batch: the one after it comes another day.
        let can_wait = due.in_hand_by.is_some_and(|by| by > *on);
        if can_wait && issued_on(person, item.kind, *on).next().is_some() {
            return None;
        }
        let in_force = |place: &usize| {
            matches!(coverage_on(&dossier, law, *place, *on), Some(CoverageOn::InForce { .. }))
        };
        let places = 0..dossier.coverages.len();
        places.filter(in_force).max_by_key(|it| dossier.coverages[*it].acquired_on)
    }

    /// The paper and its fact, or the code of why it is held.
    fn paper(
        &self,
        person: &Person,
        place: usize,
        item: &BatchItem,
    ) -> Result<(Paper, Document), String> {
        let Stationery { number, law, on, .. } = &self.stationery;
        let coverage = &person.dossier.coverages[place];
        self.check_way(person, coverage, item)?;
        let kind = DocumentKind::from(item.kind);
        let facts = Facts::of(&person.dossier);
        let validity = paper_validity(&facts.dossier(), law, kind, *on).ok_or(held::NO_DAY)?;
        let holder = Holder { person, place, coverage, validity: &validity };
        if issued_on(person, item.kind, *on).any(|it| it.valid_from == validity.valid_from) {
            return Err(held::SAME_DAY.to_owned());
        }
        let paper = self.stationery.paper(kind, &holder).ok_or(held::NO_DAY)?;
        let press = &self.issuing.press;
        let drawable = |it: &Paper| press.check(it).map_err(|why| held::undrawable(&why));
        let paper = content::on_sheet(paper, self.sheet_text(item.place));
        drawable(&paper)?;
        if item.deliver != "employer" && item.kind != record::DocumentKind::EligibilityNotice {
            let name = content::name_on(&paper);
            let letter = letters::alone(&self.stationery, content::recipient(person, name), item);
            drawable(&Paper::Letter(Box::new(letter)))?;
        }
        let document = Document {
            kind: item.kind,
            issued_on: *on,
            valid_from: validity.valid_from,
            valid_to: validity.valid_to,
            insurer_number: Some(*number),
            lost_on: None,
            returned_on: None,
        };
        Ok((content::on_sheet(paper, String::new()), document))
    }

    /// Whether the paper still goes the way of its bundle: nothing for whom it must not goes
    /// through an employer or a household, also where that was said after the day of the batch.
    fn check_way(
        &self,
        person: &Person,
        coverage: &record::Coverage,
        item: &BatchItem,
    ) -> Result<(), String> {
        let (mut way, employer) = deliver(person, coverage, self.stationery.on);
        if must_not_be_found(person, self.stationery.today) {
            way = Deliver::Withheld;
        }
        let employer = employer.filter(|_| way == Deliver::Employer);
        let planned = item.employer.as_ref().filter(|_| item.deliver == "employer");
        if way.name() != item.deliver || employer.as_ref() != planned {
            return Err(held::OTHER_WAY.to_owned());
        }
        let has_address = person.address.as_ref().is_some_and(|it| !it.text.trim().is_empty());
        if way == Deliver::Employer || has_address {
            Ok(())
        } else {
            Err(held::NO_ADDRESS.to_owned())
        }
    }

    /// The applications of the office that this paper answers.
    fn applications(
        &self,
        key: PersonKey,
        kind: record::DocumentKind,
        person: &Person,
    ) -> Result<Vec<String>, store::Error> {
        if person.dossier.applications.is_empty() {
            return Ok(Vec::new());
        }
        let open = self.issuing.ledger.store().applications_of(key)?.into_iter().filter(|it| {
            it.insurer == self.stationery.number
                && it.document == kind
                && it.received_on <= self.stationery.on
                && it.approved == Some(true)
                && (it.fee_yen.is_none() || it.paid_on.is_some())
                && it.made_at.or(it.withdrawn_at).is_none()
        });
        Ok(open.map(|it| it.application_id).collect())
    }

    /// The id of an item's original.
    pub(super) fn document_id(&self, place: u32) -> String {
        super::document_id(&self.batch.batch_id, place)
    }

    /// What stands small on a sheet.
    pub(super) fn sheet_text(&self, sheet: u32) -> String {
        format!("{}-{sheet:05}", self.batch.batch_id)
    }
}

/// The papers of a kind that a person was issued on a day. Counters tell one from another by that
/// day, and so does its fact.
fn issued_on(
    person: &Person,
    kind: record::DocumentKind,
    on: Date,
) -> impl Iterator<Item = &Document> {
    person.dossier.documents.iter().filter(move |it| it.kind == kind && it.issued_on == on)
}
