//! Reference tables.

use eligibility::InsurerNumber;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::{
    Sqlite,
    columns::{self, read_day, read_instant, read_instant_or_none, read_insurer},
    write::settings_revision,
};
use crate::{Employer, Error, Institution, Insurer, NewSetting, Setting};

impl Sqlite {
    pub(crate) async fn put_insurer(&self, it: Insurer) -> Result<(), Error> {
        self.ledger
            .write(move |on| {
                on.prepare_cached(
                    "INSERT INTO insurer (insurer_number, name, address, phone)
                     VALUES ($1, $2, $3, $4)
                     ON CONFLICT (insurer_number) DO UPDATE SET name = excluded.name,
                        address = excluded.address, phone = excluded.phone",
                )?
                .execute(params![
                    it.number.get(),
                    it.name,
                    it.address,
                    it.phone
                ])?;
                Ok(())
            })
            .await
    }

    pub(crate) fn insurer(&self, number: InsurerNumber) -> Result<Option<Insurer>, Error> {
        self.readers.read(|on| {
            let mut find = on.prepare_cached(
                "SELECT insurer_number, name, address, phone FROM insurer
                 WHERE insurer_number = $1",
            )?;
            Ok(find.query_row([number.get()], insurer).optional()?)
        })
    }

    pub(crate) fn insurers(&self) -> Result<Vec<Insurer>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(
                "SELECT insurer_number, name, address, phone FROM insurer ORDER BY insurer_number",
            )?;
            Ok(list.query_map([], insurer)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) async fn put_employer(&self, it: Employer) -> Result<(), Error> {
        self.ledger
            .write(move |on| {
                on.prepare_cached(
                    "INSERT INTO employer (insurer_number, employer_code, name, address)
                     VALUES ($1, $2, $3, $4)
                     ON CONFLICT (insurer_number, employer_code)
                     DO UPDATE SET name = excluded.name, address = excluded.address",
                )?
                .execute(params![
                    it.insurer.get(),
                    it.code,
                    it.name,
                    it.address
                ])?;
                Ok(())
            })
            .await
    }

    pub(crate) fn employer(
        &self,
        insurer: InsurerNumber,
        code: &str,
    ) -> Result<Option<Employer>, Error> {
        self.readers.read(|on| {
            let mut find = on.prepare_cached(
                "SELECT insurer_number, employer_code, name, address FROM employer
                 WHERE insurer_number = $1 AND employer_code = $2",
            )?;
            Ok(find.query_row(params![insurer.get(), code], employer).optional()?)
        })
    }

    pub(crate) fn employers(&self, insurer: InsurerNumber) -> Result<Vec<Employer>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(
                "SELECT insurer_number, employer_code, name, address FROM employer
                 WHERE insurer_number = $1 ORDER BY employer_code",
            )?;
            Ok(list.query_map([insurer.get()], employer)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) async fn put_institution(&self, it: Institution) -> Result<(), Error> {
        self.ledger
            .write(move |on| {
                on.prepare_cached(
                    "INSERT INTO institution (institution_code, name, key_hash, added_at,
                                              revoked_at)
                     VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (institution_code) DO UPDATE SET name = excluded.name,
                        key_hash = excluded.key_hash, revoked_at = excluded.revoked_at",
                )?
                .execute(params![
                    it.code,
                    it.name,
                    it.key_hash,
                    it.added_at.as_microsecond(),
                    it.revoked_at.map(Timestamp::as_microsecond)
                ])?;
                Ok(())
            })
            .await
    }

    pub(crate) fn institution(&self, code: &str) -> Result<Option<Institution>, Error> {
        self.readers.read(|on| {
            let mut find = on.prepare_cached(
                "SELECT institution_code, name, key_hash, added_at, revoked_at FROM institution
                 WHERE institution_code = $1",
            )?;
            Ok(find.query_row([code], institution).optional()?)
        })
    }

    pub(crate) fn institutions(&self) -> Result<Vec<Institution>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(
                "SELECT institution_code, name, key_hash, added_at, revoked_at FROM institution
                 ORDER BY institution_code",
            )?;
            Ok(list.query_map([], institution)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) async fn append_setting(&self, it: NewSetting) -> Result<i64, Error> {
        self.ledger
            .write(move |on| {
                let revision = settings_revision(on)? + 1;
                on.prepare_cached(
                    "INSERT INTO setting (revision, insurer_number, in_force_from, body,
                                          recorded_at, recorded_by)
                     VALUES ($1, $2, $3, $4, $5, $6)",
                )?
                .execute(params![
                    revision,
                    it.insurer.map_or(0, InsurerNumber::get),
                    columns::day(it.from),
                    it.body,
                    it.recorded_at.as_microsecond(),
                    it.recorded_by
                ])?;
                on.prepare_cached("INSERT INTO setting_unwoken (revision) VALUES ($1)")?
                    .execute([revision])?;
                Ok(revision)
            })
            .await
    }

    pub(crate) fn settings(&self) -> Result<Vec<Setting>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(
                "SELECT revision, insurer_number, in_force_from, body, recorded_at, recorded_by
                 FROM setting ORDER BY revision",
            )?;
            Ok(list.query_map([], setting)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) fn settings_revision(&self) -> Result<i64, Error> {
        self.readers.read(settings_revision)
    }
}

fn insurer(row: &Row<'_>) -> rusqlite::Result<Insurer> {
    Ok(Insurer {
        number: read_insurer(row, 0)?,
        name: row.get(1)?,
        address: row.get(2)?,
        phone: row.get(3)?,
    })
}

fn employer(row: &Row<'_>) -> rusqlite::Result<Employer> {
    Ok(Employer {
        insurer: read_insurer(row, 0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        address: row.get(3)?,
    })
}

fn institution(row: &Row<'_>) -> rusqlite::Result<Institution> {
    Ok(Institution {
        code: row.get(0)?,
        name: row.get(1)?,
        key_hash: row.get(2)?,
        added_at: read_instant(row, 3)?,
        revoked_at: read_instant_or_none(row, 4)?,
    })
}

fn setting(row: &Row<'_>) -> rusqlite::Result<Setting> {
    let insurer = match row.get::<_, u32>(1)? {
        0 => None,
        _ => Some(read_insurer(row, 1)?),
    };
    Ok(Setting {
        revision: row.get(0)?,
        setting: NewSetting {
            insurer,
            from: read_day(row, 2)?,
            body: row.get(3)?,
            recorded_at: read_instant(row, 4)?,
            recorded_by: row.get(5)?,
        },
    })
}
