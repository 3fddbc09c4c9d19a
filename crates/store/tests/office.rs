//! The office's register: every guard on both sides, all or nothing, once.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use common::{
    House, differences, enrol, house, identity,
    office::{self, NOW, carry_out, doing, registered},
};
use store::PersonKey;

fn somebody(house: &House, id: &str) -> PersonKey {
    enrol(&house.store, id, NOW, vec![identity("甲", "1990-01-01")])
}

/// A row is: what was done before, the step, whether its guard lets it pass. Each row is about a
/// person of its own, whose applications, batches, payments and mail have ids of the row.
#[track_caller]
fn check(table: &str) {
    let house = house();
    let rows = table.lines().map(str::trim).filter(|it| !it.is_empty());
    for (number, row) in (10..).zip(rows) {
        let [before, tried, expected] = row.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("{row}");
        };
        let key = somebody(&house, &format!("row:{number}"));
        let own = |words: &str| doing(&house.store, key, number, words);
        for (place, words) in before.split(',').enumerate().filter(|(_, it)| *it != "-") {
            let id = format!("before:{number}:{place}");
            assert!(carry_out(&house.store, &id, key, own(words)), "{row}: {words}");
        }
        let state = registered(&house.store, key, number);
        let id = format!("tried:{number}");
        let passed = carry_out(&house.store, &id, key, own(tried));
        let after = registered(&house.store, key, number);
        match (expected, passed) {
            ("moved", true) => {
                assert_ne!(after, state, "{row}");
                office::again(&house.store, &id, key, own(tried));
                assert_eq!(registered(&house.store, key, number), after, "{row}");
            }
            // A run that is told to go on may, and nothing is another for it.
            ("again", true) | ("refused", false) => assert_eq!(after, state, "{row}"),
            other => panic!("{row}: {other:?}"),
        }
        assert_eq!(differences(&house.store, "2026-04-01"), [], "{row}");
    }
}

#[test]
fn the_life_of_an_application() {
    check(
        "
        -                                                                | apply a1         | moved
        apply a1                                                         | apply a1         | refused
        apply a1                                                         | apply a2         | moved
        -                                                                | approve a1       | refused
        apply a1                                                         | approve a1       | moved
        apply a1                                                         | approve a1 1000  | moved
        apply a1, approve a1                                             | approve a1       | refused
        apply a1, refuse a1                                              | approve a1       | refused
        apply a1, withdraw a1                                            | approve a1       | refused
        -                                                                | refuse a1        | refused
        apply a1                                                         | refuse a1        | moved
        apply a1, approve a1                                             | refuse a1        | refused
        apply a1, refuse a1                                              | refuse a1        | refused
        apply a1, withdraw a1                                            | refuse a1        | refused
        -                                                                | invoice a1 n     | refused
        apply a1                                                         | invoice a1 n     | refused
        apply a1, approve a1                                             | invoice a1 n     | refused
        apply a1, approve a1 0                                           | invoice a1 n     | refused
        apply a1, approve a1 1                                           | invoice a1 n     | moved
        apply a1, approve a1 1000                                        | invoice a1 n     | moved
        apply a1, approve a1 1000, withdraw a1                           | invoice a1 n     | refused
        apply a1, approve a1 1000, pay a1                                | invoice a1 n     | refused
        apply a1, approve a1 1000, invoice a1 n                          | invoice a1 m     | refused
        apply a1, approve a1 1, invoice a1 n, apply a2, approve a2 1     | invoice a2 n     | refused
        apply a1, approve a1 1, invoice a1 n, apply a2, approve a2 1     | invoice a2 m     | moved
        apply a1, refuse a1                                              | invoice a1 n     | refused
        -                                                                | withdraw a1      | refused
        apply a1                                                         | withdraw a1      | moved
        apply a1, approve a1 1000, invoice a1 n, pay a1                  | withdraw a1      | moved
        apply a1, refuse a1                                              | withdraw a1      | refused
        apply a1, withdraw a1                                            | withdraw a1      | refused
        batch b1, release b1, start b1, apply a1, approve a1, issue b1 1 a1 | withdraw a1   | refused
        -                                                                | sent a1          | refused
        apply a1, approve a1                                             | sent a1          | refused
        batch b1, release b1, start b1, apply a1, approve a1, issue b1 1 a1 | sent a1       | moved
        batch b1, release b1, start b1, apply a1, approve a1, issue b1 1 a1, sent a1 | sent a1 | refused
    ",
    );
}

#[test]
fn the_life_of_a_payment() {
    check(
        "
        -                                                                | pay a1           | refused
        apply a1                                                         | pay a1           | refused
        apply a1, approve a1                                             | pay a1           | refused
        apply a1, approve a1 0                                           | pay a1           | refused
        apply a1, approve a1 1                                           | pay a1           | moved
        apply a1, approve a1 1000, withdraw a1                           | pay a1           | refused
        apply a1, approve a1 1000, pay a1                                | pay a1           | refused
        apply a1, approve a1 1000                                        | pay a1 p1        | refused
        apply a1, approve a1 1000, payment p1 999                        | pay a1 p1        | refused
        apply a1, approve a1 1000, payment p1 1000                       | pay a1 p1        | moved
        apply a1, approve a1 1000, payment p1 1001                       | pay a1 p1        | moved
        apply a1, approve a1 1000, payment p1 1000, settle p1            | pay a1 p1        | refused
        apply a1, approve a1 1000, invoice a1 n, payment p1 1000         | pay a1 p1        | moved
        apply a1, approve a1 9, apply a2, approve a2 8, payment p1 17, pay a1 p1 | pay a2 p1 | moved
        apply a1, approve a1 9, apply a2, approve a2 8, payment p1 16, pay a1 p1 | pay a2 p1 | refused
        apply a1, approve a1 9, apply a2, approve a2 8, payment p1 16, pay a1    | pay a2 p1 | moved
        -                                                                | payment p1 0     | moved
        payment p1 1000                                                  | payment p1 1000  | refused
        payment p1 1000                                                  | payment p2 1000  | moved
        -                                                                | settle p1        | refused
        payment p1 1000                                                  | settle p1        | moved
        payment p1 1000                                                  | settle p1 a1     | refused
        payment p1 1000, apply a1                                        | settle p1 a1     | moved
        payment p1 1000, settle p1                                       | settle p1        | refused
        payment p1 1000, apply a1, settle p1                             | settle p1 a1     | refused
    ",
    );
}

#[test]
fn the_life_of_a_mailing() {
    check(
        "
        -                          | mail m1     | moved
        mail m1                    | mail m1     | refused
        mail m1                    | mail m2     | moved
        -                          | back m1     | refused
        mail m1                    | back m1     | moved
        mail m1, back m1           | back m1     | refused
        -                          | settled m1  | refused
        mail m1                    | settled m1  | refused
        mail m1, back m1           | settled m1  | moved
        mail m1, back m1, settled m1 | settled m1 | refused
        mail m1, back m1, settled m1 | back m1   | refused
    ",
    );
}

#[test]
fn the_life_of_a_batch() {
    check(
        "
        -                                                     | batch b1           | moved
        batch b1                                              | batch b1           | refused
        batch b1                                              | batch b2           | moved
        -                                                     | release b1         | refused
        batch b1                                              | release b1         | moved
        batch b1 2                                            | release b1 2 maker | moved
        batch b1 3                                            | release b1 2 maker | refused
        batch b1 3                                            | release b1 2 other | moved
        batch b1                                              | release b1 0 maker | refused
        batch b1, release b1                                  | release b1         | refused
        batch b1, return b1                                   | release b1         | refused
        batch b1, drop b1                                     | release b1         | refused
        -                                                     | return b1          | refused
        batch b1                                              | return b1          | moved
        batch b1, release b1                                  | return b1          | refused
        batch b1, return b1                                   | return b1          | refused
        batch b1, drop b1                                     | return b1          | refused
        -                                                     | drop b1            | refused
        batch b1                                              | drop b1            | moved
        batch b1, return b1                                   | drop b1            | moved
        batch b1, release b1, start b1                        | drop b1            | moved
        batch b1, release b1, start b1, pause b1              | drop b1            | moved
        batch b1, release b1, start b1, held b1 1             | drop b1            | moved
        batch b1, release b1, start b1, issue b1 1            | drop b1            | refused
        batch b1, release b1, start b1, issue b1 1, void b1 1 1 | drop b1          | refused
        batch b1, drop b1                                     | drop b1            | refused
        -                                                     | start b1           | refused
        batch b1                                              | start b1           | refused
        batch b1, release b1                                  | start b1           | moved
        batch b1, release b1, drop b1                         | start b1           | refused
        batch b1, release b1, start b1                        | start b1           | again
        batch b1, release b1, start b1, pause b1              | start b1           | refused
        batch b1, release b1, start b1, drop b1               | start b1           | refused
        -                                                     | pause b1           | refused
        batch b1, release b1                                  | pause b1           | refused
        batch b1, release b1, start b1                        | pause b1           | moved
        batch b1, release b1, start b1, pause b1              | pause b1           | refused
        batch b1, release b1, start b1, pause b1, resume b1   | pause b1           | moved
        batch b1, release b1, start b1, drop b1               | pause b1           | refused
        batch b1, release b1, start b1, held b1 1, printed b1 | pause b1           | refused
        batch b1, release b1, start b1                        | resume b1          | refused
        batch b1, release b1, start b1, pause b1              | resume b1          | moved
        batch b1, release b1, start b1, pause b1, drop b1     | resume b1          | refused
        -                                                     | file b1 f 1        | refused
        batch b1                                              | file b1 f 1        | moved
        batch b1, file b1 f 1                                 | file b1 f 1        | again
        batch b1, file b1 f 1                                 | file b1 f 2        | refused
        batch b1, file b1 f 1                                 | file b1 g 2        | moved
    ",
    );
}

#[test]
fn the_end_of_a_batch() {
    let run = "batch b1 2, release b1, start b1, issue b1 1, notdue b1 2";
    let table = "
        batch b1                        | printed b1 | refused
        batch b1, release b1            | printed b1 | refused
        batch b1, release b1, start b1  | printed b1 | refused
        batch b1, release b1, start b1, held b1 1 | printed b1 | moved
        RUN                             | printed b1 | moved
        RUN, pause b1                   | printed b1 | refused
        RUN, void b1 1 1                | printed b1 | refused
        RUN, void b1 1 1, end b1 1      | printed b1 | moved
        RUN, void b1 1 1, sheet b1 2 1  | printed b1 | moved
        RUN, printed b1                 | printed b1 | again
        RUN                             | count b1   | refused
        RUN, printed b1                 | count b1   | moved
        RUN, printed b1, void b1 1 1    | count b1   | refused
        RUN, printed b1, void b1 1 1, end b1 1     | count b1 | moved
        RUN, printed b1, void b1 1 1, sheet b1 2 1 | count b1 | moved
        RUN, printed b1, count b1       | count b1   | refused
        RUN, printed b1, count b1, void b1 1 1, sheet b1 2 1 | count b1 | moved
        RUN, printed b1                 | send b1    | refused
        RUN, printed b1, count b1       | send b1    | moved
        RUN, printed b1, count b1, void b1 1 1 | send b1 | refused
        RUN, printed b1, count b1, void b1 1 1, sheet b1 2 1 | send b1 | refused
        RUN, printed b1, count b1, void b1 1 1, sheet b1 2 1, count b1 | send b1 | moved
        RUN, printed b1, count b1, send b1 | send b1 | refused
        RUN, printed b1, count b1, send b1 | count b1 | refused
        RUN, printed b1, count b1       | drop b1    | refused
        batch b1, release b1, start b1, held b1 1, printed b1 | drop b1 | moved
        batch b1, release b1, start b1, held b1 1, printed b1, count b1 | drop b1 | refused
    ";
    check(&table.replace("RUN", run));
}

#[test]
fn an_item_is_made_or_settled_once() {
    check(&issued(
        "
        -                                        | issue b1 1  | refused
        batch b1                                 | issue b1 1  | refused
        batch b1, release b1                     | issue b1 1  | refused
        batch b1, release b1, start b1           | issue b1 1  | moved
        batch b1, release b1, start b1           | issue b1 2  | refused
        batch b1, release b1, start b1, pause b1 | issue b1 1  | moved
        batch b1, release b1, start b1, drop b1  | issue b1 1  | refused
        batch b1, release b1, start b1, held b1 1 | issue b1 1 | refused
        ONE                                      | issue b1 1  | again
        ONE, end b1 1                            | issue b1 1  | again
        TWO                                      | issue b1 3  | moved
        TWO, issue b1 3                          | issue b1 4  | moved
        ONE, batch b2, release b2, start b2      | issue b2 1  | moved
        batch b1, release b1, start b1                             | issue b1 1 a1 | refused
        batch b1, release b1, start b1, apply a1                   | issue b1 1 a1 | refused
        batch b1, release b1, start b1, apply a1, refuse a1        | issue b1 1 a1 | refused
        batch b1, release b1, start b1, apply a1, approve a1       | issue b1 1 a1 | moved
        batch b1, release b1, start b1, apply a1, approve a1 0     | issue b1 1 a1 | moved
        batch b1, release b1, start b1, apply a1, approve a1, withdraw a1 | issue b1 1 a1 | refused
        batch b1, release b1, start b1, apply a1, approve a1 1000  | issue b1 1 a1 | refused
        batch b1, release b1, start b1, apply a1, approve a1 1000, pay a1 | issue b1 1 a1 | moved
        batch b1 2, release b1, start b1, apply a1, approve a1     | issue b1 2 a1 | refused
        batch b1 4, release b1, start b1, apply a1, approve a1, issue b1 1 a1 | issue b1 4 a1 | refused
        batch b1, release b1, start b1, apply a1, approve a1, apply a2, approve a2 | issue b1 1 a1 a2 | moved
        batch b1, release b1, start b1, apply a1, approve a1, apply a2 | issue b1 1 a1 a2 | refused
        -                                        | held b1 1   | refused
        batch b1                                 | held b1 1   | refused
        batch b1, release b1, start b1           | held b1 1   | moved
        batch b1, release b1, start b1           | held b1 2   | refused
        batch b1, release b1, start b1           | notdue b1 1 | moved
        batch b1, release b1, start b1, held b1 1 | held b1 1  | again
        batch b1, release b1, start b1, held b1 1 | notdue b1 1 | refused
        batch b1, release b1, start b1, drop b1  | held b1 1   | refused
        ONE                                      | held b1 1   | refused
    ",
    ));
}

#[test]
fn the_life_of_an_original_and_its_sheets() {
    check(&issued(
        "
        -                                        | end b1 1    | refused
        ONE                                      | end b1 1    | moved
        ONE, end b1 1                            | end b1 1    | refused
        ONE, batch b2, release b2, start b2, issue b2 1 | end b1 1 | refused
        ONE, batch b2, release b2, start b2, issue b2 1 | end b2 1 | moved
        -                                        | void b1 1 1 | refused
        TWO                                      | void b1 1 1 | moved
        TWO                                      | void b1 2 2 | moved
        TWO                                      | void b1 1 2 | moved
        TWO                                      | void b1 1 3 | refused
        TWO                                      | void b1 3 3 | refused
        TWO, void b1 1 1                         | void b1 1 2 | refused
        TWO, void b1 1 1                         | void b1 2 2 | moved
        TWO, void b1 1 1, sheet b1 3 1           | void b1 3 3 | moved
        ONE, printed b1, count b1                | void b1 1 1 | moved
        ONE, printed b1, count b1, send b1       | void b1 1 1 | refused
        ONE                                      | sheet b1 2 1 | refused
        ONE, void b1 1 1                         | sheet b1 2 1 | moved
        ONE, void b1 1 1                         | sheet b1 1 1 | refused
        ONE, void b1 1 1                         | sheet b1 2 2 | refused
        ONE, void b1 1 1, end b1 1               | sheet b1 2 1 | refused
        ONE, void b1 1 1, sheet b1 2 1           | sheet b1 2 1 | again
        ONE, void b1 1 1, sheet b1 2 1           | sheet b1 3 1 | refused
        TWO, void b1 1 2, sheet b1 3 1           | sheet b1 3 2 | refused
        TWO, void b1 1 2, sheet b1 3 1           | sheet b1 4 2 | moved
        ONE, printed b1, count b1, void b1 1 1   | sheet b1 2 1 | moved
    ",
    ));
}

/// A table with what comes before most of its rows in short.
fn issued(table: &str) -> String {
    let one = "batch b1, release b1, start b1, issue b1 1";
    let two = "batch b1 4, release b1, start b1, issue b1 1, issue b1 2";
    table.replace("ONE", one).replace("TWO", two)
}
