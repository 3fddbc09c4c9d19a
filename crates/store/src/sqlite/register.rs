//! What must hold between the tables beside the facts: each names somebody who is there, and cards,
//! certificates and orders agree with one another.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::columns::read_key;
use crate::{Error, PersonKey, What};

/// Tables with a person in each row.
const NAMING: [&str; 7] =
    ["insured_id", "my_number", "document", "card_order", "card", "certificate", "authority_act"];

/// A made order's card is there, the person's, and made for it.
const ORDERS: &str = "SELECT person_key FROM card_order AS it
 WHERE (made_at IS NULL) <> (card_number IS NULL)
    OR (handed_over_at IS NOT NULL AND (made_at IS NULL OR withdrawn_at IS NOT NULL))
    OR (card_number IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM card
           WHERE card.card_number = it.card_number AND card.person_key = it.person_key
             AND card.order_id = it.order_id))";

/// A card's order is there, the person's, and for no other card.
const CARDS: &str = "SELECT person_key FROM card AS it
 WHERE (ended_at IS NULL) <> (ended_why IS NULL)
    OR (order_id IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM card_order
           WHERE card_order.order_id = it.order_id AND card_order.person_key = it.person_key
             AND coalesce(card_order.card_number, it.card_number) = it.card_number))";

/// A certificate's card is there and the person's, its issuer has its purpose and will not give its
/// number again, its DER is there, it is held or revoked and not both. Where its card has ended it
/// was revoked or was over by that day in Japan.
const CERTIFICATES: &str = "SELECT person_key FROM certificate AS it
 WHERE (held_since IS NOT NULL AND revoked_at IS NOT NULL)
    OR (revoked_at IS NULL) <> (revocation_reason IS NULL)
    OR coalesce(revocation_reason, 0) NOT IN (0, 1, 2, 3, 4, 5, 9, 10)
    OR NOT EXISTS (
           SELECT 1 FROM card
           WHERE card.card_number = it.card_number AND card.person_key = it.person_key
             AND (ended_at IS NULL OR it.revoked_at IS NOT NULL
                  OR it.last_day < date(ended_at / 1000000 + 32400, 'unixepoch')))
    OR NOT EXISTS (
           SELECT 1 FROM certificate_issuer
           WHERE certificate_issuer.issuer_key_id = it.issuer_key_id
             AND certificate_issuer.purpose = it.purpose
             AND next_serial > min(it.serial, 9223372036854775806))
    OR NOT EXISTS (
           SELECT 1 FROM certificate_der
           WHERE certificate_der.issuer_key_id = it.issuer_key_id
             AND certificate_der.serial = it.serial)";

/// Everybody concerned by what does not hold, each once for each kind of it.
pub(super) fn differences(on: &Connection) -> Result<BTreeSet<(PersonKey, What)>, Error> {
    // One picture of all tables: somebody may be writing.
    let on = on.unchecked_transaction()?;
    let mut found = BTreeSet::new();
    for table in NAMING {
        let sql = format!(
            "SELECT DISTINCT person_key FROM {table} AS it WHERE NOT EXISTS (
                 SELECT 1 FROM person
                 WHERE person.person_key = it.person_key AND joined_into IS NULL)"
        );
        collect(&on, &sql, What::Lookup, &mut found)?;
    }
    for (sql, what) in
        [(ORDERS, What::CardOrder), (CARDS, What::Card), (CERTIFICATES, What::Certificate)]
    {
        collect(&on, sql, what, &mut found)?;
    }
    Ok(found)
}

fn collect(
    on: &Connection,
    sql: &str,
    what: What,
    found: &mut BTreeSet<(PersonKey, What)>,
) -> Result<(), Error> {
    let mut statement = on.prepare(sql)?;
    for key in statement.query_map([], |row| read_key(row, 0))? {
        found.insert((key?, what));
    }
    Ok(())
}
