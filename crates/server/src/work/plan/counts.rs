//! A plan in numbers.

use std::collections::BTreeMap;

use eligibility::{DocumentKind, How, Rule};

use super::{Deliver, Plan};

/// How many papers a plan has, by everything an office asks (件数).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Papers.
    pub items: u64,
    /// People they are for.
    pub people: u64,
    /// Warnings of digital certificates that expire soon.
    pub warnings: u64,
    /// Papers by kind, in the order of kinds, those without any left out.
    pub documents: Vec<(DocumentKind, u64)>,
    /// Papers by the ground they are issued on, likewise.
    pub how: Vec<(How, u64)>,
    /// Papers by kind and reason, likewise.
    pub reasons: Vec<ReasonCount>,
    /// Papers by way, likewise.
    pub deliver: Vec<(Deliver, u64)>,
    /// Papers by employer's code.
    pub employers: BTreeMap<String, u64>,
}

/// How many papers of a kind have one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonCount {
    /// The kind of paper.
    pub document: DocumentKind,
    /// The reason.
    pub rule: Rule,
    /// How many.
    pub count: u64,
}

impl Plan {
    /// The plan in numbers.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut documents = BTreeMap::new();
        let mut how = [(How::ExOfficio, 0), (How::OnApplication, 0), (How::OnEnrolment, 0)];
        let mut reasons = BTreeMap::new();
        let mut deliver = BTreeMap::new();
        let mut employers: BTreeMap<&str, u64> = BTreeMap::new();
        for item in &self.items {
            *documents.entry(item.document).or_default() += 1;
            *reasons.entry((item.document, item.ground())).or_default() += 1;
            *deliver.entry(item.deliver).or_default() += 1;
            how.iter_mut().filter(|it| it.0 == item.how).for_each(|it| it.1 += 1);
            if let Some(code) = &item.employer {
                *employers.entry(code).or_default() += 1;
            }
        }
        let mut people: Vec<_> = self.items.iter().map(|it| it.person).collect();
        people.sort_unstable();
        people.dedup();
        let of = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let reason = |((document, rule), count)| ReasonCount { document, rule, count };
        Counts {
            items: of(self.items.len()),
            people: of(people.len()),
            warnings: of(self.warnings.len()),
            documents: documents.into_iter().collect(),
            how: how.into_iter().filter(|it| it.1 > 0).collect(),
            reasons: reasons.into_iter().map(reason).collect(),
            deliver: deliver.into_iter().collect(),
            employers: employers.into_iter().map(|(code, it)| (code.to_owned(), it)).collect(),
        }
    }
}
