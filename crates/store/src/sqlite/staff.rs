//! People who sign in.

use eligibility::InsurerNumber;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::{
    Sqlite,
    columns::{read_instant, read_instant_or_none, read_insurer},
};
use crate::{Error, Staff};

impl Sqlite {
    pub(crate) async fn put_staff(&self, it: Staff) -> Result<(), Error> {
        self.ledger
            .write(move |on| {
                on.prepare_cached(
                    "INSERT INTO staff (staff_id, insurer_number, municipality, name, role,
                                        key_hash, added_at, revoked_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                     ON CONFLICT (staff_id) DO UPDATE SET
                        insurer_number = excluded.insurer_number,
                        municipality = excluded.municipality, name = excluded.name,
                        role = excluded.role, key_hash = excluded.key_hash,
                        revoked_at = excluded.revoked_at",
                )?
                .execute(params![
                    it.staff_id,
                    it.insurer.map(InsurerNumber::get),
                    it.municipality,
                    it.name,
                    it.role,
                    it.key_hash,
                    it.added_at.as_microsecond(),
                    it.revoked_at.map(Timestamp::as_microsecond)
                ])?;
                Ok(())
            })
            .await
    }

    pub(crate) fn staff(&self, staff_id: &str) -> Result<Option<Staff>, Error> {
        self.readers.read(|on| {
            let mut find = on.prepare_cached(
                "SELECT staff_id, insurer_number, municipality, name, role, key_hash, added_at,
                        revoked_at
                 FROM staff WHERE staff_id = $1",
            )?;
            Ok(find.query_row([staff_id], staff).optional()?)
        })
    }

    pub(crate) fn all_staff(&self) -> Result<Vec<Staff>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(
                "SELECT staff_id, insurer_number, municipality, name, role, key_hash, added_at,
                        revoked_at
                 FROM staff ORDER BY staff_id",
            )?;
            Ok(list.query_map([], staff)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) async fn revoke_staff(
        &self,
        staff_id: String,
        at: Timestamp,
    ) -> Result<bool, Error> {
        self.ledger
            .write(move |on| {
                let revoked = on
                    .prepare_cached(
                        "UPDATE staff SET revoked_at = $1
                         WHERE staff_id = $2 AND revoked_at IS NULL",
                    )?
                    .execute(params![at.as_microsecond(), staff_id])?;
                Ok(revoked == 1)
            })
            .await
    }
}

fn staff(row: &Row<'_>) -> rusqlite::Result<Staff> {
    let insurer = match row.get::<_, Option<u32>>(1)? {
        None => None,
        Some(_) => Some(read_insurer(row, 1)?),
    };
    Ok(Staff {
        staff_id: row.get(0)?,
        insurer,
        municipality: row.get(2)?,
        name: row.get(3)?,
        role: row.get(4)?,
        key_hash: row.get(5)?,
        added_at: read_instant(row, 6)?,
        revoked_at: read_instant_or_none(row, 7)?,
    })
}
