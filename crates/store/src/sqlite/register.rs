//! What must hold between the tables beside the facts: each names somebody who is there, and cards,
//! certificates and orders agree with one another, and so do batches, originals and applications.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::columns::read_key;
use crate::{Error, PersonKey, What};

/// Tables with a person in each row.
const NAMING: [&str; 11] = [
    "insured_id",
    "my_number",
    "card_order",
    "card",
    "certificate",
    "authority_act",
    "batch_item",
    "document",
    "application",
    "mailing",
    "office_act",
];

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

/// An original's item names it, is for its paper and its batch is the insurer's; it has a valid
/// sheet unless every one was spoiled, and its sheets are of its batch. It ended with a reason, or
/// the person has no other of its kind in force.
const ORIGINALS: &str = "SELECT person_key FROM document AS it
 WHERE (ended_at IS NULL) <> (end_reason IS NULL)
    OR NOT EXISTS (
           SELECT 1 FROM batch_item JOIN batch ON batch.batch_id = batch_item.batch_id
           WHERE batch_item.batch_id = it.batch_id AND batch_item.place = it.place
             AND batch_item.document_id = it.document_id AND batch_item.kind = it.kind
             AND batch_item.person_key = it.person_key AND batch.insurer = it.insurer
             AND batch.started_at IS NOT NULL AND batch.withdrawn_at IS NULL)
    OR NOT EXISTS (
           SELECT 1 FROM sheet
           WHERE sheet.document_id = it.document_id AND sheet.void_at IS NULL
             AND sheet.batch_id = it.batch_id
           UNION ALL
           SELECT 1 FROM sheet
           WHERE sheet.batch_id = it.batch_id AND sheet.document_id = it.document_id
             AND sheet.void_at IS NOT NULL)
    OR (ended_at IS NULL AND EXISTS (
           SELECT 1 FROM document AS other
           WHERE other.person_key = it.person_key AND other.kind = it.kind
             AND other.ended_at IS NULL AND other.document_id <> it.document_id))";

/// An item settled as made has its original.
const ITEMS: &str = "SELECT person_key FROM batch_item AS it
 WHERE (document_id IS NULL) <> (outcome IS NULL OR outcome <> 'made')
    OR (document_id IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM document
           WHERE document.document_id = it.document_id AND document.batch_id = it.batch_id
             AND document.place = it.place))";

/// What an application was answered with is the person's and the paper asked for, made once
/// approved and, where there is a fee, paid; its payment is its insurer's.
const APPLICATIONS: &str = "SELECT person_key FROM application AS it
 WHERE (document_id IS NOT NULL AND (
           approved IS NOT 1 OR withdrawn_at IS NOT NULL
           OR (coalesce(fee_yen, 0) > 0 AND paid_on IS NULL)
           OR NOT EXISTS (
                  SELECT 1 FROM document
                  WHERE document.document_id = it.document_id
                    AND document.person_key = it.person_key AND document.kind = it.document)))
    OR (payment_id IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM payment
           WHERE payment.payment_id = it.payment_id AND payment.insurer = it.insurer
             AND payment.yen >= (SELECT sum(fee_yen) FROM application AS paid
                                 WHERE paid.payment_id = it.payment_id)))";

/// Everybody concerned by what does not hold, each once for each kind of it.
pub(super) fn differences(on: &Connection) -> Result<BTreeSet<(PersonKey, What)>, Error> {
    // One picture of all tables: somebody may be writing.
    let on = on.unchecked_transaction()?;
    let mut found = BTreeSet::new();
    for table in NAMING {
        let sql = format!(
            "SELECT DISTINCT person_key FROM {table} AS it WHERE NOT EXISTS (
                 SELECT 1 FROM person
                 WHERE person.person_key = it.person_key AND joined_into IS NULL)
               AND person_key IS NOT NULL"
        );
        collect(&on, &sql, What::Lookup, &mut found)?;
    }
    for (sql, what) in [
        (ORDERS, What::CardOrder),
        (CARDS, What::Card),
        (CERTIFICATES, What::Certificate),
        (ORIGINALS, What::Original),
        (ITEMS, What::Original),
        (APPLICATIONS, What::Application),
    ] {
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
