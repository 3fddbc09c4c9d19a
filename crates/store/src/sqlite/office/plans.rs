//! How SQLite carries the office's statements out: each by an index.

use super::{
    super::{
        join,
        plans::{ledger, plan},
    },
    acts, application_steps, applications, batch_steps, batches, issue, mail, mail_steps,
    original_steps, originals,
};

const READS: [&str; 29] = [
    acts::ACT,
    acts::OF_PERSON,
    acts::ABOUT,
    acts::PAGE,
    batches::BATCH,
    batches::PAGE,
    batches::ITEMS,
    batches::COUNTS,
    batches::HELD,
    batches::FILES,
    batches::RUNS,
    batches::PRINTED,
    batches::SAME_FILE,
    originals::ORIGINAL,
    originals::OF_PERSON,
    originals::IN_FORCE,
    originals::SHEETS,
    originals::SHEET,
    originals::LAST,
    originals::SPOILED,
    originals::OF_ORIGINAL,
    applications::APPLICATION,
    applications::OPEN,
    applications::OF_PERSON,
    applications::OF_INVOICE,
    applications::TO_SEND,
    mail::PAYMENT,
    mail::OPEN_PAYMENTS,
    mail::MAILING,
];

const MORE_READS: [&str; 10] = [
    mail::PAGE,
    mail::OF_PERSON,
    mail::ABOUT,
    mail::ABOUT_TO,
    mail::UNDELIVERED,
    issue::ISSUED,
    issue::OPEN,
    issue::PAID_FOR,
    issue::SETTLED,
    issue::SAME_SHEET,
];

const GUARDS: [&str; 35] = [
    application_steps::OPEN,
    application_steps::APPROVE,
    application_steps::REFUSE,
    application_steps::INVOICE,
    application_steps::PAY,
    application_steps::SEND,
    application_steps::WITHDRAW,
    batch_steps::ADD,
    batch_steps::ADD_ITEM,
    batch_steps::RELEASE,
    batch_steps::GIVE_BACK,
    batch_steps::WITHDRAW,
    batch_steps::PAUSE,
    batch_steps::RESUME,
    batch_steps::COUNT,
    batch_steps::SEND,
    batches::START,
    batches::FINISH,
    batches::PUT_FILE,
    original_steps::VOID,
    original_steps::COUNT_AGAIN,
    original_steps::END,
    mail_steps::ADD_PAYMENT,
    mail_steps::SETTLE_PAYMENT,
    mail_steps::ADD,
    mail_steps::RETURNED,
    mail_steps::SETTLE,
    issue::SUCCEED,
    issue::ENTER,
    issue::ENTER_SHEET,
    issue::MAKE,
    issue::ANSWER,
    issue::SETTLE,
    issue::PUT_SHEET,
    // What a join does to papers.
    join::PAPERS[1],
];

#[test]
fn no_statement_of_the_office_scans_a_table() {
    let on = ledger();
    let statements = READS.into_iter().chain(MORE_READS).chain(GUARDS).chain(join::PAPERS);
    for sql in statements {
        let steps = plan(&on, sql);
        // A row of values has no plan.
        assert!(!steps.is_empty() || sql.contains(" VALUES "), "{sql}");
        let scans = |it: &String| it.starts_with("SCAN") && it != "SCAN CONSTANT ROW";
        assert!(!steps.iter().any(scans), "{sql}: {steps:?}");
    }
}

#[test]
fn a_page_begins_where_its_index_does() {
    let on = ledger();
    for (sql, expected) in [
        (acts::PAGE, "office_act_by_insurer (insurer=? AND (recorded_at,act_id)<(?,?))"),
        (acts::OF_PERSON, "office_act_by_person (person_key=?)"),
        (acts::ABOUT, "office_act_by_about (insurer=? AND about=?)"),
        (batches::PAGE, "batch_by_insurer (insurer=? AND (made_at,batch_id)<(?,?))"),
        (batches::ITEMS, "PRIMARY KEY (batch_id=? AND place>?)"),
        (originals::SHEETS, "PRIMARY KEY (batch_id=? AND sheet>?)"),
        (originals::OF_PERSON, "document_by_person (person_key=?)"),
        (originals::IN_FORCE, "COVERING INDEX document_counted (insurer=?)"),
        (originals::LAST, "PRIMARY KEY (batch_id=?)"),
        (applications::OPEN, "application_open (insurer=? AND (received_on,application_id)>(?,?))"),
        (applications::OF_PERSON, "application_by_person (person_key=?)"),
        (mail::OPEN_PAYMENTS, "payment_open (insurer=? AND (paid_on,payment_id)>(?,?))"),
        (mail::PAGE, "mailing_by_insurer (insurer=? AND (sent_on,mailing_id)<(?,?))"),
        (
            mail::UNDELIVERED,
            "mailing_undelivered (insurer=? AND (undelivered_on,mailing_id)>(?,?))",
        ),
    ] {
        let steps = plan(&on, sql);
        assert!(steps[0].ends_with(expected), "{sql}: {steps:?}");
        // What is of one person is few; a list of an insurer is not sorted first.
        let sorts = steps.iter().any(|it| it.contains("TEMP B-TREE"));
        assert!(!sorts || !sql.contains("LIMIT"), "{sql}: {steps:?}");
    }
}

/// Whoever looks for originals to make again reads the void sheets, not the batch.
#[test]
fn spoiled_sheets_are_found_by_what_is_void() {
    let on = ledger();
    for (sql, expected) in [
        (originals::SPOILED, "SEARCH it USING INDEX sheet_void (batch_id=?)"),
        (
            originals::SPOILED,
            "later USING INDEX sheet_void (batch_id=? AND document_id=? AND sheet>?)",
        ),
        (originals::OF_ORIGINAL, "it USING INDEX sheet_void (batch_id=? AND document_id=?)"),
        (batch_steps::COUNT, "SEARCH spoiled USING INDEX sheet_void (batch_id=?)"),
        (batch_steps::SEND, "SEARCH spoiled USING INDEX sheet_void (batch_id=?)"),
        (batches::FINISH, "SEARCH spoiled USING INDEX sheet_void (batch_id=?)"),
    ] {
        let steps = plan(&on, sql);
        assert!(steps.iter().any(|it| it.contains(expected)), "{sql}: {steps:?}");
    }
}

/// `$1` and `$2` are names to SQLite, numbered by where each stands first.
#[test]
fn a_parameters_number_is_its_place() {
    let on = ledger();
    for sql in READS.into_iter().chain(MORE_READS).chain(GUARDS).chain(join::PAPERS) {
        let statement = on.prepare(sql).unwrap();
        for place in 1..=statement.parameter_count() {
            assert_eq!(statement.parameter_name(place), Some(&*format!("${place}")), "{sql}");
        }
    }
}
