//! The days the rules give a member: what ends, what must be sent, what changes.
//!
//! The law is asked on each day on which an answer changes; what is first said on a day later than
//! the one asked from is a coming day.

use std::collections::BTreeSet;

use eligibility::{
    CoverageStanding, DocumentKind, GiveBackTo, InsurerNumber, Judgement, RegistrationState, Rule,
    Standing, give_back_to, judge,
};
use jiff::{ToSpan as _, civil::Date};
use record::law::Facts;

use super::{Event, EventTone};
use crate::work::office::{
    InsurerOffice, carrying::Member, reminding::record_kind, words::document_name,
};

/// Years looked ahead.
const YEARS: i16 = 10;

/// Days on which the law is asked at most.
const MOST_DAYS: usize = 60;

/// The days to come after a day, and those of the certificate in use that are over.
pub(super) fn events(
    office: &InsurerOffice,
    insurer: InsurerNumber,
    member: &Member,
    on: Date,
) -> Vec<Event> {
    let settings = office.ledger().settings_for(insurer, on);
    let facts = Facts::of(&member.person.dossier);
    let dossier = facts.dossier();
    let last = on.saturating_add(YEARS.years());
    let mut said = Said { on, last, days: BTreeSet::new(), events: Vec::new(), due: Vec::new() };
    let now = judge(&dossier, &settings, on);
    said.certificate(&now.standing);
    said.ends(&now.standing);
    said.papers(member);
    said.applications(office, member);
    for (_, paper) in give_back_to(&dossier, &settings, on) {
        if let (Some(by), true) = (paper.by, paper.to != GiveBackTo::Nobody) {
            let name = document_name(record_kind(paper.document));
            said.add(by, format!("{name}を返す期限"), &[Rule::R113]);
        }
    }
    said.due(&now, on);
    let mut before = now;
    for _ in 0..MOST_DAYS {
        let Some(day) = before.next_change_on(&dossier, &settings).filter(|it| *it <= last) else {
            break;
        };
        let after = judge(&dossier, &settings, day);
        said.certificate(&after.standing);
        said.due(&after, day);
        said.changes(&before.standing, &after.standing, day);
        before = after;
    }
    said.events
}

/// What was said so far, so that each day is said once.
struct Said {
    on: Date,
    last: Date,
    days: BTreeSet<(Date, String)>,
    events: Vec<Event>,
    /// The papers due on the day asked last.
    due: Vec<DocumentKind>,
}

impl Said {
    /// Adds a day; one that is over is kept where the rules, not a clerk, gave it.
    fn add(&mut self, on: Date, title: impl Into<String>, rules: &[Rule]) {
        let title = title.into();
        let is_new = self.days.insert((on, title.clone()));
        if !is_new || on > self.last {
            return;
        }
        let tone = if on > self.on { EventTone::Coming } else { EventTone::Passed };
        let mut event = Event::new(on, title, tone);
        event.rules = rules.to_vec();
        self.events.push(event);
    }

    /// Adds a day that is only told while it is to come.
    fn add_coming(&mut self, on: Date, title: impl Into<String>, rules: &[Rule]) {
        if on > self.on {
            self.add(on, title, rules);
        }
    }

    /// The phases of the digital certificate.
    fn certificate(&mut self, standing: &Standing) {
        let Some(it) = standing.digital_certificate else { return };
        self.add_coming(it.notice_from, "電子証明書の期限が3か月以内に", &[Rule::R066]);
        self.add(it.valid_to, "電子証明書の期限", &[Rule::R052]);
        if standing.registration.state == RegistrationState::Registered
            && standing.registration.last_day.is_none_or(|last| last >= it.usable_to)
        {
            let title = "マイナ保険証で受診できる最後の日";
            self.add_coming(it.usable_to, title, &[Rule::R081, Rule::F12]);
            let next = it.usable_to.saturating_add(1.day());
            self.add_coming(next, "利用登録が外れる", &[Rule::R082, Rule::F12]);
        }
    }

    /// The ends known on the day: of the card, of a cancelled registration, of ages and moves.
    fn ends(&mut self, standing: &Standing) {
        if let Some(on) = standing.card.valid_to {
            self.add_coming(on, "マイナンバーカードの期限", &[Rule::R054]);
        }
        if let (RegistrationState::Registered, Some(on)) =
            (standing.registration.state, standing.registration.last_day)
            && standing.digital_certificate.is_none_or(|it| it.usable_to > on)
        {
            self.add_coming(on, "利用登録の解除。マイナ保険証を使える最後の日", &[Rule::F66]);
        }
        if let Some(moving) = standing.relocation {
            self.add_coming(moving.report_by, "転入届の期限", &[Rule::R172]);
            if let Some(by) = moving.continue_by {
                self.add_coming(by, "カードの継続利用の期限", &[Rule::R171]);
            }
        }
        if let CoverageStanding::Covered { insurer, .. } = standing.coverage
            && !insurer.is_late_stage()
        {
            let from = standing.ages.late_stage_from;
            self.add_coming(from, "75歳。後期高齢者医療に移る", &[Rule::F73]);
        }
    }

    /// The last days of the papers in hand, and of the stay.
    fn papers(&mut self, member: &Member) {
        let dossier = &member.person.dossier;
        for paper in dossier.documents.iter().filter(|it| it.returned_on.is_none()) {
            let to = paper.valid_to.filter(|_| paper.lost_on.is_none());
            if let Some(to) = to {
                let name = document_name(paper.kind);
                self.add_coming(to, format!("{name}の有効期限"), &[Rule::F41]);
            }
        }
        if let Some(to) = dossier.stay_until {
            self.add_coming(to, "在留期間の満了日", &[Rule::F41]);
        }
        for coverage in &dossier.coverages {
            if let Some(on) = coverage.lost_on {
                self.add_coming(on, "資格を喪失", &[Rule::F94]);
            }
        }
    }

    /// The last days to pay.
    fn applications(&mut self, office: &InsurerOffice, member: &Member) {
        let unpaid = member.applications.iter().filter(|it| it.paid_on.is_none());
        for application in unpaid.filter(|it| it.withdrawn_at.is_none()) {
            if let Some(by) = office.pay_by(application) {
                self.add_coming(by, "再交付の手数料の支払期限", &[Rule::R118]);
            }
        }
    }

    /// The papers that are due on a day and were not on the one asked before: nothing is issued
    /// meanwhile, so that one stays due and is said once.
    fn due(&mut self, judgement: &Judgement, day: Date) {
        let listed = &judgement.standing.due;
        let before = std::mem::take(&mut self.due);
        for due in listed.iter().filter(|it| !before.contains(&it.document)) {
            let name = document_name(record_kind(due.document));
            if let Some(from) = due.issue_from {
                let title = format!("一覧に載り、{name}の交付へ");
                self.add_coming(from.max(day), title, &due.because);
            }
            if let Some(by) = due.in_hand_by {
                let title = format!("{name}を手元に届ける最後の日");
                self.add_coming(by, title, &due.because);
            }
        }
        self.due = listed.iter().map(|it| it.document).collect();
    }

    /// What is another from a day on: coverage and share.
    fn changes(&mut self, before: &Standing, after: &Standing, day: Date) {
        match (before.coverage, after.coverage) {
            (
                CoverageStanding::Covered { share_tenths: old, .. },
                CoverageStanding::Covered { share_tenths: new, .. },
            ) if old != new => {
                self.add(day, format!("負担割合が{new}割になる"), &[Rule::F69]);
            }
            (CoverageStanding::Covered { .. }, CoverageStanding::Lost | CoverageStanding::None) => {
                self.add(day, "資格がなくなる", &[Rule::F94]);
            }
            (CoverageStanding::Lost | CoverageStanding::None, CoverageStanding::Covered { .. }) => {
                self.add(day, "資格を取得", &[Rule::F94]);
            }
            (_, _) => {}
        }
    }
}
