//! Certificates and who signs them.

use jiff::civil::Date;
use rusqlite::{CachedStatement, OptionalExtension, Params, Row, params, types::Type};

use super::{
    Sqlite,
    columns::{self, read_day, read_instant, read_instant_or_none, read_key, read_serial},
    read::limit_of,
};
use crate::{
    CertificateHolder, CertificateIssuer, CertificatePlace, CertificatePurpose, Error, Matched,
    RegisteredCertificate, StoppedCertificate,
};

/// The hub's question. A person joined into another has no certificates, so their row is there.
pub(super) const HOLDER: &str =
    "SELECT it.person_key, it.card_number, last_day, held_since, revoked_at,
        revocation_reason,
        (SELECT face_key_hash FROM card WHERE card.card_number = it.card_number),
        revision, changed_at, dossier
 FROM certificate AS it CROSS JOIN person
 WHERE issuer_key_id = $1 AND serial = $2
   AND person.person_key = it.person_key AND joined_into IS NULL";

pub(super) const CERTIFICATE: &str = "SELECT issuer_key_id, serial, purpose, person_key,
        card_number, municipality, issued_at, last_day, der, held_since, revoked_at,
        revocation_reason
 FROM certificate JOIN certificate_der USING (issuer_key_id, serial)
 WHERE issuer_key_id = $1 AND serial = $2";

pub(super) const OF_CARD: &str = "SELECT issuer_key_id, serial, purpose, person_key, card_number,
        municipality, issued_at, last_day, der, held_since, revoked_at, revocation_reason
 FROM certificate JOIN certificate_der USING (issuer_key_id, serial)
 WHERE card_number = $1 ORDER BY issued_at, issuer_key_id, serial";

pub(super) const STOPPED: &str = "SELECT serial, coalesce(revoked_at, held_since),
        CASE WHEN revoked_at IS NULL THEN 6 ELSE revocation_reason END
 FROM certificate
 WHERE issuer_key_id = $1 AND last_day >= $2
   AND (held_since IS NOT NULL OR revoked_at IS NOT NULL)
 ORDER BY serial";

pub(super) const STOPPED_IN: &str = "SELECT serial, coalesce(revoked_at, held_since),
        CASE WHEN revoked_at IS NULL THEN 6 ELSE revocation_reason END
 FROM certificate
 WHERE issuer_key_id = $1 AND municipality = $2 AND last_day >= $3
   AND (held_since IS NOT NULL OR revoked_at IS NOT NULL)
 ORDER BY serial";

/// The row value is the place after which the page begins: before everything where there is none.
pub(super) const ENDING: &str =
    "SELECT issuer_key_id, serial, purpose, person_key, card_number, municipality,
        issued_at, last_day, der, held_since, revoked_at, revocation_reason
 FROM certificate JOIN certificate_der USING (issuer_key_id, serial)
 WHERE purpose = $1 AND revoked_at IS NULL AND last_day <= $2
   AND (last_day, issuer_key_id, serial) > ($3, $4, $5)
 ORDER BY last_day, issuer_key_id, serial LIMIT $6";

impl Sqlite {
    /// The hub's question in one statement.
    pub(crate) fn certificate_holder(
        &self,
        issuer_key_id: [u8; 20],
        serial: u64,
    ) -> Result<Option<CertificateHolder>, Error> {
        // No register has a serial number above 63 bits.
        let Ok(serial) = i64::try_from(serial) else { return Ok(None) };
        self.readers.read(|on| {
            let mut find = on.prepare_cached(HOLDER)?;
            Ok(find.query_row(params![&issuer_key_id[..], serial], holder).optional()?)
        })
    }

    pub(crate) fn certificate(
        &self,
        issuer_key_id: [u8; 20],
        serial: u64,
    ) -> Result<Option<RegisteredCertificate>, Error> {
        let Ok(serial) = i64::try_from(serial) else { return Ok(None) };
        self.readers.read(|on| {
            let mut find = on.prepare_cached(CERTIFICATE)?;
            Ok(find.query_row(params![&issuer_key_id[..], serial], certificate).optional()?)
        })
    }

    pub(crate) fn certificates_of_card(
        &self,
        card_number: &str,
    ) -> Result<Vec<RegisteredCertificate>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(OF_CARD)?;
            Ok(list.query_map([card_number], certificate)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) fn stopped_certificates(
        &self,
        issuer_key_id: [u8; 20],
        municipality: Option<&str>,
        valid_on: Date,
    ) -> Result<Vec<StoppedCertificate>, Error> {
        let (issuer, day) = (&issuer_key_id[..], columns::day(valid_on));
        self.readers.read(|on| match municipality {
            None => list_stopped(on.prepare_cached(STOPPED)?, params![issuer, day]),
            Some(it) => list_stopped(on.prepare_cached(STOPPED_IN)?, params![issuer, it, day]),
        })
    }

    pub(crate) fn certificates_ending(
        &self,
        purpose: CertificatePurpose,
        (from, to): (Date, Date),
        after: Option<CertificatePlace>,
        limit: usize,
    ) -> Result<Vec<RegisteredCertificate>, Error> {
        // No serial number is below zero, so before the first day's first issuer's first.
        let first = (from, [0; 20], -1);
        let after = after.map_or(first, |it| {
            let serial = i64::try_from(it.serial).unwrap_or(i64::MAX);
            first.max((it.last_day, it.issuer_key_id, serial))
        });
        self.readers.read(|on| {
            let mut list = on.prepare_cached(ENDING)?;
            let rows = list.query_map(
                params![
                    purpose.name(),
                    columns::day(to),
                    columns::day(after.0),
                    &after.1[..],
                    after.2,
                    limit_of(limit)
                ],
                certificate,
            )?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) async fn put_certificate_issuer(&self, it: CertificateIssuer) -> Result<(), Error> {
        self.ledger
            .write(move |on| {
                let added = on
                    .prepare_cached(
                        "INSERT INTO certificate_issuer (issuer_key_id, purpose, generation,
                                                         certificate, added_at, next_serial)
                         VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT DO NOTHING",
                    )?
                    .execute(params![
                        &it.issuer_key_id[..],
                        it.purpose.name(),
                        it.generation,
                        it.certificate,
                        it.added_at.as_microsecond()
                    ])?;
                let same = on
                    .prepare_cached(
                        "SELECT 1 FROM certificate_issuer
                         WHERE issuer_key_id = $1 AND purpose = $2 AND generation = $3
                           AND certificate = $4",
                    )?
                    .exists(params![
                        &it.issuer_key_id[..],
                        it.purpose.name(),
                        it.generation,
                        it.certificate
                    ])?;
                if added == 1 || same { Ok(()) } else { Err(Error::AnotherIssuer) }
            })
            .await
    }

    pub(crate) fn certificate_issuers(&self) -> Result<Vec<CertificateIssuer>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(
                "SELECT issuer_key_id, purpose, generation, certificate, added_at
                 FROM certificate_issuer ORDER BY purpose DESC, generation",
            )?;
            let rows = list.query_map([], |row| {
                Ok(CertificateIssuer {
                    issuer_key_id: row.get(0)?,
                    purpose: read_purpose(row, 1)?,
                    generation: row.get(2)?,
                    certificate: row.get(3)?,
                    added_at: read_instant(row, 4)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// One statement moves the counter on, so that two processes never have the same numbers.
    pub(crate) async fn reserve_serials(
        &self,
        issuer_key_id: [u8; 20],
        count: u32,
    ) -> Result<u64, Error> {
        self.ledger
            .write(move |on| {
                let first = on
                    .prepare_cached(
                        "UPDATE certificate_issuer SET next_serial = next_serial + $1
                         WHERE issuer_key_id = $2 AND $1 > 0 AND next_serial <= $3 - $1
                         RETURNING next_serial - $1",
                    )?
                    .query_row(params![count, &issuer_key_id[..], i64::MAX], |row| {
                        read_serial(row, 0)
                    })
                    .optional()?;
                first.ok_or(Error::Serials)
            })
            .await
    }
}

fn holder(row: &Row<'_>) -> rusqlite::Result<CertificateHolder> {
    Ok(CertificateHolder {
        person_key: read_key(row, 0)?,
        card_number: row.get(1)?,
        last_day: read_day(row, 2)?,
        held_since: read_instant_or_none(row, 3)?,
        revoked_at: read_instant_or_none(row, 4)?,
        revocation_reason: row.get(5)?,
        face_key_hash: row.get(6)?,
        current: Matched {
            revision: row.get(7)?,
            changed_at: read_instant(row, 8)?,
            document: row.get(9)?,
        },
    })
}

fn certificate(row: &Row<'_>) -> rusqlite::Result<RegisteredCertificate> {
    Ok(RegisteredCertificate {
        issuer_key_id: row.get(0)?,
        serial: read_serial(row, 1)?,
        purpose: read_purpose(row, 2)?,
        person_key: read_key(row, 3)?,
        card_number: row.get(4)?,
        municipality: row.get(5)?,
        issued_at: read_instant(row, 6)?,
        last_day: read_day(row, 7)?,
        certificate: row.get(8)?,
        held_since: read_instant_or_none(row, 9)?,
        revoked_at: read_instant_or_none(row, 10)?,
        revocation_reason: row.get(11)?,
    })
}

fn list_stopped(
    mut statement: CachedStatement<'_>,
    values: impl Params,
) -> Result<Vec<StoppedCertificate>, Error> {
    let rows = statement.query_map(values, |row| {
        Ok(StoppedCertificate {
            serial: read_serial(row, 0)?,
            at: read_instant(row, 1)?,
            reason: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_purpose(row: &Row<'_>, column: usize) -> rusqlite::Result<CertificatePurpose> {
    let name = row.get_ref(column)?.as_str()?;
    CertificatePurpose::of(name).ok_or_else(|| columns::unreadable(column, Type::Text))
}
