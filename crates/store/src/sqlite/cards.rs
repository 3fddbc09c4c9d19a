//! Cards and orders of cards: reads.

use rusqlite::{CachedStatement, OptionalExtension, Params, Row, params};

use super::{
    Sqlite,
    columns::{read_day, read_instant, read_instant_or_none, read_key},
    read::limit_of,
};
use crate::{CardOrder, Error, PersonKey, RegisteredCard};

impl Sqlite {
    pub(crate) fn card(&self, card_number: &str) -> Result<Option<RegisteredCard>, Error> {
        self.readers.read(|on| {
            let mut find = on.prepare_cached(
                "SELECT card_number, person_key, order_id, municipality, made_at, last_day,
                        security_code, face_key_hash, stopped_since, ended_at, ended_why
                 FROM card WHERE card_number = $1",
            )?;
            Ok(find.query_row([card_number], card).optional()?)
        })
    }

    pub(crate) fn cards_of(&self, key: PersonKey) -> Result<Vec<RegisteredCard>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(
                "SELECT card_number, person_key, order_id, municipality, made_at, last_day,
                        security_code, face_key_hash, stopped_since, ended_at, ended_why
                 FROM card WHERE person_key = $1 ORDER BY made_at, card_number",
            )?;
            Ok(list.query_map([key.get()], card)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) fn card_order(&self, order_id: &str) -> Result<Option<CardOrder>, Error> {
        self.readers.read(|on| {
            let mut find = on.prepare_cached(
                "SELECT order_id, person_key, municipality, channel, reason, received_at, made_at,
                        handed_over_at, withdrawn_at, card_number
                 FROM card_order WHERE order_id = $1",
            )?;
            Ok(find.query_row([order_id], order).optional()?)
        })
    }

    pub(crate) fn card_orders_of(&self, key: PersonKey) -> Result<Vec<CardOrder>, Error> {
        self.readers.read(|on| {
            let list = on.prepare_cached(
                "SELECT order_id, person_key, municipality, channel, reason, received_at, made_at,
                        handed_over_at, withdrawn_at, card_number
                 FROM card_order WHERE person_key = $1 ORDER BY received_at, order_id",
            )?;
            Ok(orders(list, [key.get()])?)
        })
    }

    pub(crate) fn open_card_orders(
        &self,
        municipality: Option<&str>,
        limit: usize,
    ) -> Result<Vec<CardOrder>, Error> {
        self.readers.read(|on| {
            let limit = limit_of(limit);
            let orders = match municipality {
                None => orders(on.prepare_cached(OPEN)?, [limit]),
                Some(it) => orders(on.prepare_cached(OPEN_IN)?, params![it, limit]),
            };
            Ok(orders?)
        })
    }
}

pub(super) const OPEN: &str =
    "SELECT order_id, person_key, municipality, channel, reason, received_at,
        made_at, handed_over_at, withdrawn_at, card_number
 FROM card_order WHERE handed_over_at IS NULL AND withdrawn_at IS NULL
 ORDER BY received_at, order_id LIMIT $1";

pub(super) const OPEN_IN: &str =
    "SELECT order_id, person_key, municipality, channel, reason, received_at,
        made_at, handed_over_at, withdrawn_at, card_number
 FROM card_order
 WHERE municipality = $1 AND handed_over_at IS NULL AND withdrawn_at IS NULL
 ORDER BY received_at, order_id LIMIT $2";

fn card(row: &Row<'_>) -> rusqlite::Result<RegisteredCard> {
    Ok(RegisteredCard {
        card_number: row.get(0)?,
        person_key: read_key(row, 1)?,
        order_id: row.get(2)?,
        municipality: row.get(3)?,
        made_at: read_instant(row, 4)?,
        last_day: read_day(row, 5)?,
        security_code: row.get(6)?,
        face_key_hash: row.get(7)?,
        stopped_since: read_instant_or_none(row, 8)?,
        ended_at: read_instant_or_none(row, 9)?,
        ended_why: row.get(10)?,
    })
}

fn orders(
    mut statement: CachedStatement<'_>,
    values: impl Params,
) -> rusqlite::Result<Vec<CardOrder>> {
    statement.query_map(values, order)?.collect()
}

fn order(row: &Row<'_>) -> rusqlite::Result<CardOrder> {
    Ok(CardOrder {
        order_id: row.get(0)?,
        person_key: read_key(row, 1)?,
        municipality: row.get(2)?,
        channel: row.get(3)?,
        reason: row.get(4)?,
        received_at: read_instant(row, 5)?,
        made_at: read_instant_or_none(row, 6)?,
        handed_over_at: read_instant_or_none(row, 7)?,
        withdrawn_at: read_instant_or_none(row, 8)?,
        card_number: row.get(9)?,
    })
}
