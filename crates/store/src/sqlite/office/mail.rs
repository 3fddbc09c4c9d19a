//! Payments and mailings: reads.

use eligibility::InsurerNumber;
use jiff::civil::Date;
use rusqlite::{CachedStatement, OptionalExtension, Params, Row, params};

use super::{
    super::{
        Sqlite, columns,
        columns::{
            read_day, read_day_or_none, read_instant, read_instant_or_none, read_insurer,
            read_serial,
        },
        read::limit_of,
    },
    applications::oldest_first,
};
use crate::{Error, Mailing, Payment, PersonKey};

impl Sqlite {
    pub(crate) fn payment(&self, id: &str) -> Result<Option<Payment>, Error> {
        self.readers
            .read(|on| Ok(on.prepare_cached(PAYMENT)?.query_row([id], payment).optional()?))
    }

    pub(crate) fn open_payments(
        &self,
        insurer: InsurerNumber,
        after: Option<(Date, String)>,
        limit: usize,
    ) -> Result<Vec<Payment>, Error> {
        let (day, id) = oldest_first(after);
        self.readers.read(|on| {
            let mut list = on.prepare_cached(OPEN_PAYMENTS)?;
            let values = params![insurer.get(), columns::day(day), id, limit_of(limit)];
            Ok(list.query_map(values, payment)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) fn mailing(&self, id: &str) -> Result<Option<Mailing>, Error> {
        self.readers
            .read(|on| Ok(on.prepare_cached(MAILING)?.query_row([id], mailing).optional()?))
    }

    pub(crate) fn mailings(
        &self,
        insurer: InsurerNumber,
        before: Option<(Date, String)>,
        limit: usize,
    ) -> Result<Vec<Mailing>, Error> {
        let (day, id) = before.unwrap_or((Date::MAX, String::new()));
        self.readers.read(|on| {
            let values = params![insurer.get(), columns::day(day), id, limit_of(limit)];
            mailings(on.prepare_cached(PAGE)?, values)
        })
    }

    pub(crate) fn mailings_of(&self, key: PersonKey) -> Result<Vec<Mailing>, Error> {
        self.readers.read(|on| mailings(on.prepare_cached(OF_PERSON)?, [key.get()]))
    }

    pub(crate) fn mailing_about(
        &self,
        insurer: InsurerNumber,
        what: &str,
        about: &str,
        person_key: Option<PersonKey>,
    ) -> Result<Vec<Mailing>, Error> {
        self.readers.read(|on| match person_key {
            None => mailings(on.prepare_cached(ABOUT)?, params![insurer.get(), what, about]),
            Some(key) => {
                let values = params![insurer.get(), what, about, key.get()];
                mailings(on.prepare_cached(ABOUT_TO)?, values)
            }
        })
    }

    pub(crate) fn undelivered(
        &self,
        insurer: InsurerNumber,
        after: Option<(Date, String)>,
        limit: usize,
    ) -> Result<Vec<Mailing>, Error> {
        let (day, id) = oldest_first(after);
        self.readers.read(|on| {
            let values = params![insurer.get(), columns::day(day), id, limit_of(limit)];
            mailings(on.prepare_cached(UNDELIVERED)?, values)
        })
    }
}

pub(super) const PAYMENT: &str =
    "SELECT payment_id, insurer, paid_on, yen, payer, reference, file, line, added_at,
        application_id, settled_at, settled_by, settled_how
 FROM payment WHERE payment_id = $1";

pub(super) const OPEN_PAYMENTS: &str =
    "SELECT payment_id, insurer, paid_on, yen, payer, reference, file, line, added_at,
        application_id, settled_at, settled_by, settled_how
 FROM payment
 WHERE insurer = $1 AND (paid_on, payment_id) > ($2, $3) AND settled_at IS NULL
 ORDER BY paid_on, payment_id LIMIT $4";

pub(super) const MAILING: &str =
    "SELECT mailing_id, insurer, person_key, employer, what, about, how, sent_on, undelivered_on,
        undelivered_why, settled_at, settled_how
 FROM mailing WHERE mailing_id = $1";

pub(super) const PAGE: &str =
    "SELECT mailing_id, insurer, person_key, employer, what, about, how, sent_on, undelivered_on,
        undelivered_why, settled_at, settled_how
 FROM mailing WHERE insurer = $1 AND (sent_on, mailing_id) < ($2, $3)
 ORDER BY sent_on DESC, mailing_id DESC LIMIT $4";

pub(super) const OF_PERSON: &str =
    "SELECT mailing_id, insurer, person_key, employer, what, about, how, sent_on, undelivered_on,
        undelivered_why, settled_at, settled_how
 FROM mailing WHERE person_key = $1 ORDER BY sent_on, mailing_id";

pub(super) const ABOUT: &str =
    "SELECT mailing_id, insurer, person_key, employer, what, about, how, sent_on, undelivered_on,
        undelivered_why, settled_at, settled_how
 FROM mailing WHERE insurer = $1 AND what = $2 AND about = $3 ORDER BY sent_on, mailing_id";

pub(super) const ABOUT_TO: &str =
    "SELECT mailing_id, insurer, person_key, employer, what, about, how, sent_on, undelivered_on,
        undelivered_why, settled_at, settled_how
 FROM mailing WHERE insurer = $1 AND what = $2 AND about = $3 AND person_key = $4
 ORDER BY sent_on, mailing_id";

pub(super) const UNDELIVERED: &str =
    "SELECT mailing_id, insurer, person_key, employer, what, about, how, sent_on, undelivered_on,
        undelivered_why, settled_at, settled_how
 FROM mailing
 WHERE insurer = $1 AND (undelivered_on, mailing_id) > ($2, $3) AND undelivered_on IS NOT NULL
   AND settled_at IS NULL
 ORDER BY undelivered_on, mailing_id LIMIT $4";

fn mailings(
    mut statement: CachedStatement<'_>,
    values: impl Params,
) -> Result<Vec<Mailing>, Error> {
    Ok(statement.query_map(values, mailing)?.collect::<Result<_, _>>()?)
}

fn payment(row: &Row<'_>) -> rusqlite::Result<Payment> {
    Ok(Payment {
        payment_id: row.get(0)?,
        insurer: read_insurer(row, 1)?,
        paid_on: read_day(row, 2)?,
        yen: read_serial(row, 3)?,
        payer: row.get(4)?,
        reference: row.get(5)?,
        file: row.get(6)?,
        line: row.get(7)?,
        added_at: read_instant(row, 8)?,
        application_id: row.get(9)?,
        settled_at: read_instant_or_none(row, 10)?,
        settled_by: row.get(11)?,
        settled_how: row.get(12)?,
    })
}

fn mailing(row: &Row<'_>) -> rusqlite::Result<Mailing> {
    Ok(Mailing {
        mailing_id: row.get(0)?,
        insurer: read_insurer(row, 1)?,
        person_key: row.get::<_, Option<i64>>(2)?.map(PersonKey),
        employer: row.get(3)?,
        what: row.get(4)?,
        about: row.get(5)?,
        how: row.get(6)?,
        sent_on: read_day(row, 7)?,
        undelivered_on: read_day_or_none(row, 8)?,
        undelivered_why: row.get(9)?,
        settled_at: read_instant_or_none(row, 10)?,
        settled_how: row.get(11)?,
    })
}
