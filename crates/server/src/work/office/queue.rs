//! The lists an office works through: applications, and mail that came back.

use eligibility::InsurerNumber;
use jiff::civil::Date;
use record::Person;
use store::{Held, Mailing, OfficeApplication, PersonKey};

use super::{InsurerOffice, refusal::OfficeRefusal, reminding::name_of, words::ApplicationState};

/// The applications that somebody still has to do something about (申請の一覧).
#[derive(Clone, PartialEq, Eq)]
pub struct Queue {
    /// The oldest first.
    pub applications: Vec<Queued>,
}

/// An application in the queue.
#[derive(Clone, PartialEq, Eq)]
pub struct Queued {
    /// The application.
    pub application: OfficeApplication,
    /// Where it stands.
    pub state: ApplicationState,
    /// The person's name as registered.
    pub name: String,
    /// Days since it was received.
    pub days: i32,
    /// The last day to pay, once invoiced.
    pub pay_by: Option<Date>,
    /// Whether that day is over and the fee not paid.
    pub is_overdue: bool,
}

/// Mail that came back and nobody has dealt with.
#[derive(Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// The mailing.
    pub mailing: Mailing,
    /// To whom: the person's name as registered, or the employer's.
    pub name: String,
}

/// Rows read at a time.
const AT_ONCE: usize = 500;

impl Queue {
    /// How many stand in a state.
    #[must_use]
    pub fn count(&self, state: ApplicationState) -> usize {
        self.applications.iter().filter(|it| it.state == state).count()
    }

    /// Those in a state, the oldest first.
    pub fn of(&self, state: ApplicationState) -> impl Iterator<Item = &Queued> {
        self.applications.iter().filter(move |it| it.state == state)
    }
}

impl InsurerOffice {
    /// The applications neither sent, refused nor withdrawn.
    ///
    /// # Errors
    ///
    /// When the database fails or a person is damaged.
    pub fn queue(&self, insurer: InsurerNumber) -> Result<Queue, OfficeRefusal> {
        let today = self.day();
        let mut applications = Vec::new();
        for application in self.every_open_application(insurer)? {
            let state = ApplicationState::of(&application);
            let pay_by = self.pay_by(&application);
            let is_unpaid = state == ApplicationState::Invoiced;
            applications.push(Queued {
                state,
                name: self.name_of_key(application.person_key)?,
                days: (today - application.received_on).get_days(),
                pay_by,
                is_overdue: is_unpaid && pay_by.is_some_and(|by| by < today),
                application,
            });
        }
        Ok(Queue { applications })
    }

    /// The mail that came back and nobody has dealt with, the oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails or a person is damaged.
    pub fn undelivered(&self, insurer: InsurerNumber) -> Result<Vec<Undelivered>, OfficeRefusal> {
        let mut undelivered = Vec::new();
        let mut after = None;
        loop {
            let page = self.store().undelivered(insurer, after, AT_ONCE)?;
            let Some(last) = page.last() else { return Ok(undelivered) };
            after = last.undelivered_on.map(|on| (on, last.mailing_id.clone()));
            if after.is_none() {
                return Ok(undelivered);
            }
            for mailing in page {
                let name = self.addressee(&mailing)?;
                undelivered.push(Undelivered { mailing, name });
            }
        }
    }

    /// Every application neither sent, refused nor withdrawn, the oldest first.
    pub(super) fn every_open_application(
        &self,
        insurer: InsurerNumber,
    ) -> Result<Vec<OfficeApplication>, OfficeRefusal> {
        let mut all: Vec<OfficeApplication> = Vec::new();
        loop {
            let after = all.last().map(|it| (it.received_on, it.application_id.clone()));
            let page = self.store().open_applications(insurer, after, AT_ONCE)?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page);
        }
    }

    /// To whom a mailing went.
    fn addressee(&self, mailing: &Mailing) -> Result<String, OfficeRefusal> {
        if let Some(code) = &mailing.employer {
            let employer = self.store().employer(mailing.insurer, code)?;
            return Ok(employer.map_or_else(|| code.clone(), |it| it.name));
        }
        mailing.person_key.map_or_else(|| Ok(String::new()), |key| self.name_of_key(key))
    }

    fn name_of_key(&self, person_key: PersonKey) -> Result<String, OfficeRefusal> {
        Ok(self.person_of_key(person_key)?.as_ref().map(name_of).unwrap_or_default())
    }

    /// The person of a key; none where they were joined into another.
    pub(super) fn person_of_key(
        &self,
        person_key: PersonKey,
    ) -> Result<Option<Person>, OfficeRefusal> {
        let held = self.store().person(person_key)?.map(|it| it.held);
        Ok(match held {
            Some(Held::Person(person)) => Some(*person),
            Some(Held::JoinedInto(_)) | None => None,
        })
    }
}
