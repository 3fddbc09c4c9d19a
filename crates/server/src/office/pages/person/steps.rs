//! What to do next about a person, and everything else that can be recorded of them.

use eligibility::{CoverageStanding, Judgement};
use store::OfficeApplication;

use super::papers::path;
use crate::{
    office::pages::{BASE, Signed, acts::PersonAct, labels},
    pages::message::Trouble,
    work::{figures::CardPhase, office::ApplicationState},
};

/// What to do next: a sentence, and where it leads.
pub(super) struct Steps {
    pub(super) heading: String,
    pub(super) text: String,
    /// The next action: its path and what it is called.
    pub(super) first: Option<(String, &'static str)>,
    /// What staff may record; nothing for an auditor.
    pub(super) acts: &'static [PersonAct],
}

impl Steps {
    pub(super) fn of(
        signed: &Signed,
        judgement: &Judgement,
        applications: &[OfficeApplication],
    ) -> Result<Self, Trouble> {
        let acts = if signed.role.may_record() { PersonAct::ALL } else { &[] };
        let mut waiting = applications.iter().filter(|it| {
            it.insurer == signed.insurer && ApplicationState::of(it) < ApplicationState::Sent
        });
        if let Some(application) = waiting.next() {
            let what = labels::document(application.document);
            return Ok(Self {
                heading: format!("{what}の申請が進んでいます"),
                text: labels::reason(application.reason).to_owned(),
                first: Some((path(signed, application)?, "申請を開く")),
                acts,
            });
        }
        let (heading, text, first) = by_law(judgement);
        let first = first.map(|(path, text)| (format!("{BASE}{path}"), text));
        Ok(Self { heading, text, first, acts })
    }
}

/// What the law says is next: the nearest paper, or nothing.
fn by_law(it: &Judgement) -> (String, String, Option<(&'static str, &'static str)>) {
    let standing = &it.standing;
    let by = |day| format!("{}までに手元へ届けます。", eligibility::written(day));
    let due = standing.due.iter().filter(|it| it.issue_from.is_some());
    if let Some(due) = due.min_by_key(|it| (it.in_hand_by.is_none(), it.in_hand_by)) {
        let what = labels::document(due.document.into());
        return (
            format!("{what}の交付に入っています"),
            due.in_hand_by.map(by).unwrap_or_default(),
            Some(("/plan", "交付の計画を見る")),
        );
    }
    if matches!(standing.coverage, CoverageStanding::Covered { .. })
        && CardPhase::of(standing) == CardPhase::ExpiresSoon
    {
        let text = "手続きがなければ、期限のあとで資格確認書の交付に入ります。".to_owned();
        return ("本人が電子証明書を更新する時期です".to_owned(), text, None);
    }
    ("保険者がすることは、いまはありません".to_owned(), String::new(), None)
}

/// What was just done, by its word in the address.
pub(super) fn done(word: &str) -> Option<&'static str> {
    PersonAct::of(word).map(PersonAct::title)
}
