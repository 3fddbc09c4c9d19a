//! Doing an act with what was written into its form.

use jiff::civil::Date;
use record::{Coverage, Fact, Identity, Person};
use store::{End, PersonKey};

use super::{
    super::{Shared, Signed},
    kind::PersonAct,
    questions::{held, newest, paper_word},
};
use crate::{
    pages::fields::{Sent, Wrong, wrong},
    work::office::{Correction, OfficeRefusal, PaperAt, ReturnedHow},
};

/// What an act needs beside its form.
pub(super) struct Doing<'a> {
    pub(super) pages: &'a Shared,
    pub(super) signed: &'a Signed,
    pub(super) key: PersonKey,
    pub(super) person: &'a Person,
    pub(super) sent: &'a Sent,
}

/// Why an act was not done.
pub(super) enum NotDone {
    /// A field cannot be taken.
    Wrong(Wrong),
    /// The rules or the state of things do not allow it, or it failed.
    Refused(OfficeRefusal),
}

impl From<Wrong> for NotDone {
    fn from(it: Wrong) -> Self {
        Self::Wrong(it)
    }
}

impl From<OfficeRefusal> for NotDone {
    fn from(it: OfficeRefusal) -> Self {
        Self::Refused(it)
    }
}

impl Doing<'_> {
    /// Does an act.
    pub(super) async fn act(&self, act: PersonAct) -> Result<(), NotDone> {
        let (work, insurer, key) = (self.pages.office.work(), self.signed.insurer, self.key);
        let sent = self.sent;
        let mut at = work.occasion(sent.text("act_id"), self.signed.by());
        match act {
            PersonAct::Loss => {
                let lost = (self.paper()?, sent.day("day")?);
                work.report_loss(&at, insurer, key, lost).await?;
            }
            PersonAct::Return => {
                let how = sent.one("how", ReturnedHow::of)?;
                let returned = (self.paper()?, sent.day("day")?, how);
                work.report_return(&at, insurer, key, returned).await?;
            }
            PersonAct::CancelRegistration => {
                at.on = self.day_until_today("day", at.on)?;
                work.cancel_registration(&at, insurer, key).await?;
            }
            PersonAct::Block => {
                let (from, why) = (sent.day("day")?, sent.needed("why")?);
                work.block_information(&at, insurer, key, (from, &why)).await?;
            }
            PersonAct::Unblock => {
                let (last, why) = (sent.day("day")?, sent.needed("why")?);
                work.unblock_information(&at, insurer, key, (last, &why)).await?;
            }
            PersonAct::Assistance => {
                let (needs, why) = (sent.one("needs", yes)?, sent.needed("why")?);
                work.note_assistance(&at, insurer, key, (needs, &why)).await?;
            }
            PersonAct::Address => {
                let (text, why) = (sent.needed("address")?, sent.needed("why")?);
                let postcode = sent.optional("postcode");
                let now = (postcode.as_deref(), text.as_str(), why.as_str());
                work.change_address(&at, insurer, key, now).await?;
            }
            PersonAct::Withhold => {
                let (withheld, why) = (sent.one("withheld", yes)?, sent.needed("why")?);
                work.withhold_address(&at, insurer, key, (withheld, &why)).await?;
            }
            PersonAct::CorrectIdentity => {
                work.correct(&at, insurer, key, &self.identity()?).await?;
            }
            PersonAct::CorrectCoverage => {
                work.correct(&at, insurer, key, &self.coverage()?).await?;
            }
        }
        tracing::info!(kind = act.word(), "an act about a person was carried out on a page");
        Ok(())
    }

    /// A day that has come.
    fn day_until_today(&self, name: &'static str, today: Date) -> Result<Date, Wrong> {
        let day = self.sent.day(name)?;
        if day <= today {
            Ok(day)
        } else {
            Err(wrong(name, "きょうまでの日を入れてください。"))
        }
    }

    /// The paper chosen, which must be with the person.
    fn paper(&self) -> Result<PaperAt, Wrong> {
        let word = self.sent.text("paper");
        let paper = held(self.person, self.signed.insurer).find(|it| paper_word(it) == word);
        paper.map(PaperAt::of).ok_or_else(|| wrong("paper", "1つ選んでください。"))
    }

    fn identity(&self) -> Result<Correction, NotDone> {
        let before = self.person.identity.as_ref().ok_or(OfficeRefusal::NoPerson)?;
        let identity = Identity {
            name: self.sent.needed("name")?,
            kana: self.sent.optional("kana"),
            born_on: self.sent.day("born")?,
            insured_name: self.sent.optional("insured_name"),
            ..before.clone()
        };
        let why = self.sent.needed("why")?;
        Ok(Correction { facts: vec![Fact::Identity(identity)], end: Vec::new(), why })
    }

    /// The coverage corrected. One of another first day takes the place of that which it was.
    fn coverage(&self) -> Result<Correction, NotDone> {
        let before = newest(self.person, self.signed.insurer).ok_or(OfficeRefusal::NoPerson)?;
        let coverage = Coverage {
            symbol: self.sent.optional("symbol"),
            number: self.sent.needed("number")?,
            branch: self.sent.optional("branch"),
            acquired_on: self.sent.day("acquired")?,
            lost_on: self.sent.day_where("lost")?,
            ..before.clone()
        };
        if coverage.lost_on.is_some_and(|it| it < coverage.acquired_on) {
            return Err(wrong("lost", "資格取得年月日より前の日です。").into());
        }
        let (was, now) = (Fact::Coverage(before.clone()), Fact::Coverage(coverage));
        let end = End { kind: was.kind(), subject: was.subject() };
        let moves = was.subject() != now.subject();
        Ok(Correction {
            facts: vec![now],
            end: moves.then_some(end).into_iter().collect(),
            why: self.sent.needed("why")?,
        })
    }
}

fn yes(word: &str) -> Option<bool> {
    match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}
