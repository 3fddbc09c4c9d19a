//! Acts of the authority: every guard on both sides, all or nothing, once.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use common::{
    House, at,
    authority::{NOW, act, card, carry_out, certificate, done, found, order, registered, step},
    change, coverage, differences, enrol, existing, house, identity, insurer, law, person, url,
};
use store::{
    Act, ActError, ActOutcome, ActStep, CertificatePurpose, Change, Error, PersonKey,
    RegisteredCertificate, Store, Whose,
};

fn office() -> House {
    let house = house();
    found(&house.store);
    house
}

fn somebody(house: &House, id: &str) -> PersonKey {
    enrol(&house.store, id, NOW, vec![identity("甲", "1990-01-01")])
}

/// A row is: what was done before, the step, whether its guard lets it pass. Each row is about a
/// person of its own, whose orders, cards and serials begin with the row's number.
#[track_caller]
fn check(table: &str) {
    let house = office();
    let rows = table.lines().map(str::trim).filter(|it| !it.is_empty());
    for (number, row) in (10..).zip(rows) {
        let [before, tried, expected] = row.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("{row}");
        };
        let key = somebody(&house, &format!("row:{number}"));
        let own = |steps: &str| {
            let word = |it: &str| match it.chars().next() {
                // A reason stays as it is.
                Some('r') if it.len() == 2 => it[1..].to_owned(),
                Some('o' | 'c') if it.len() == 2 => format!("{it}-{number}"),
                Some('0'..='9') => format!("{number}{it}"),
                _ => it.to_owned(),
            };
            let step = |it: &str| it.split_whitespace().map(word).collect::<Vec<_>>().join(" ");
            steps.split(',').map(step).collect::<Vec<_>>().join(", ")
        };
        done(&house.store, &format!("before:{number}"), key, &own(before));
        let state = registered(&house.store, key);
        let act = act(&format!("tried:{number}"), key, &own(tried));
        let outcome = carry_out(&house.store, act.clone()).unwrap();
        let after = registered(&house.store, key);
        if expected == "moved" {
            assert_eq!(outcome, ActOutcome::Recorded { revision: None }, "{row}");
            assert_ne!((&after.0, &after.1, &after.2), (&state.0, &state.1, &state.2), "{row}");
            // The same again changes nothing, even where the step could be done again.
            assert_eq!(carry_out(&house.store, act).unwrap(), ActOutcome::Already, "{row}");
            assert_eq!(registered(&house.store, key), after, "{row}");
        } else {
            assert_eq!((expected, outcome), ("refused", ActOutcome::Refused { step: 0 }), "{row}");
            assert_eq!(after, state, "{row}");
        }
    }
}

#[test]
fn the_life_of_an_order() {
    check(
        "
        -                                                       | open o1      | moved
        open o1                                                 | open o1      | refused
        open o1                                                 | open o2      | refused
        open o1, withdraw o1                                    | open o1      | refused
        open o1, withdraw o1                                    | open o2      | moved
        open o1, card c1 o1, make o1 c1                         | open o2      | refused
        open o1, card c1 o1, make o1 c1, hand o1                | open o2      | moved
        -                                                       | make o1 c1   | refused
        open o1                                                 | make o1 c1   | refused
        open o1, card c1                                        | make o1 c1   | refused
        open o1, card c1 o1                                     | make o1 c2   | refused
        open o1, card c1 o1                                     | make o1 c1   | moved
        open o1, card c1 o1, end c1                             | make o1 c1   | refused
        open o1, card c1 o1, withdraw o1                        | make o1 c1   | refused
        open o1, card c1 o1, make o1 c1                         | make o1 c1   | refused
        -                                                       | hand o1      | refused
        open o1                                                 | hand o1      | refused
        open o1, card c1 o1                                     | hand o1      | refused
        open o1, card c1 o1, make o1 c1                         | hand o1      | moved
        open o1, card c1 o1, make o1 c1, stop c1                | hand o1      | moved
        open o1, card c1 o1, make o1 c1, end c1                 | hand o1      | refused
        open o1, card c1 o1, make o1 c1, withdraw o1            | hand o1      | refused
        open o1, card c1 o1, make o1 c1, hand o1                | hand o1      | refused
        -                                                       | withdraw o1  | refused
        open o1                                                 | withdraw o1  | moved
        open o1, withdraw o1                                    | withdraw o1  | refused
        open o1, card c1 o1, make o1 c1                         | withdraw o1  | moved
        open o1, card c1 o1, make o1 c1, hand o1                | withdraw o1  | refused
    ",
    );
}

#[test]
fn the_life_of_a_card() {
    check(
        "
        -                                                       | card c1      | moved
        card c1                                                 | card c1      | refused
        card c1                                                 | card c2      | moved
        card c1, end c1                                         | card c1      | refused
        -                                                       | card c1 o1   | refused
        open o1                                                 | card c1 o1   | moved
        open o1, card c1 o1                                     | card c2 o1   | refused
        open o1, card c1 o1, make o1 c1                         | card c2 o1   | refused
        open o1, withdraw o1                                    | card c1 o1   | refused
        -                                                       | stop c1      | refused
        card c1                                                 | stop c1      | moved
        card c1, stop c1                                        | stop c1      | refused
        card c1, stop c1, free c1                               | stop c1      | moved
        card c1, end c1                                         | stop c1      | refused
        -                                                       | free c1      | refused
        card c1                                                 | free c1      | refused
        card c1, stop c1                                        | free c1      | moved
        card c1, stop c1, free c1                               | free c1      | refused
        card c1, stop c1, end c1                                | free c1      | refused
        -                                                       | end c1       | refused
        card c1                                                 | end c1       | moved
        card c1, stop c1                                        | end c1       | moved
        card c1, end c1                                         | end c1       | refused
    ",
    );
}

#[test]
fn the_life_of_a_certificate() {
    check(
        "
        -                                                       | auth 1 c1    | refused
        card c1                                                 | auth 1 c1    | moved
        card c1                                                 | sign 1 c1    | moved
        card c1, stop c1                                        | auth 1 c1    | moved
        card c1, end c1                                         | auth 1 c1    | refused
        card c1, auth 1 c1                                      | auth 1 c1    | refused
        card c1, auth 1 c1                                      | auth 2 c1    | moved
        card c1, auth 1 c1                                      | sign 1 c1    | moved
        -                                                       | hold 1       | refused
        card c1, auth 1 c1                                      | hold 1       | moved
        card c1, auth 1 c1                                      | hold 2       | refused
        card c1, auth 1 c1, hold 1                              | hold 1       | refused
        card c1, auth 1 c1, hold 1, release 1                   | hold 1       | moved
        card c1, auth 1 c1, revoke 1                            | hold 1       | refused
        -                                                       | release 1    | refused
        card c1, auth 1 c1                                      | release 1    | refused
        card c1, auth 1 c1, hold 1                              | release 1    | moved
        card c1, auth 1 c1, hold 1, release 1                   | release 1    | refused
        card c1, auth 1 c1, hold 1, revoke 1                    | release 1    | refused
        -                                                       | revoke 1     | refused
        card c1, auth 1 c1                                      | revoke 1     | moved
        card c1, auth 1 c1                                      | revoke 1 r1  | moved
        card c1, auth 1 c1, hold 1                              | revoke 1     | moved
        card c1, auth 1 c1, revoke 1                            | revoke 1     | refused
        card c1, auth 1 c1, revoke 1                            | revoke 1 r1  | refused
    ",
    );
}

#[test]
fn what_is_another_persons_is_not_moved() {
    let house = office();
    let (one, other) = (somebody(&house, "one"), somebody(&house, "other"));
    done(&house.store, "theirs", one, "open o, card c o, auth 1 c, card stopped, stop stopped");
    done(&house.store, "held", one, "auth 2 c, hold 2");
    let state = registered(&house.store, one);
    for steps in [
        "make o c",
        "hand o",
        "withdraw o",
        "card d o",
        "stop c",
        "free stopped",
        "end c",
        "auth 3 c",
        "hold 1",
        "release 2",
        "revoke 1",
    ] {
        let outcome = carry_out(&house.store, act("mine", other, steps)).unwrap();
        assert_eq!(outcome, ActOutcome::Refused { step: 0 }, "{steps}");
    }
    assert_eq!(registered(&house.store, one), state);
    assert_eq!(differences(&house.store, "2026-04-01"), []);
}

#[test]
fn an_issuer_signs_for_its_purpose_only() {
    let house = office();
    let key = somebody(&house, "a");
    done(&house.store, "b", key, "card c");
    let added = |purpose, issuer_key_id| {
        let it = RegisteredCertificate { purpose, issuer_key_id, ..certificate(key, 1, "c") };
        let steps = vec![ActStep::AddCertificate(it)];
        carry_out(&house.store, Act { steps, ..act("d", key, "-") }).unwrap()
    };
    let refused = ActOutcome::Refused { step: 0 };
    let (authentication, signature) =
        (CertificatePurpose::UserAuthentication, CertificatePurpose::DigitalSignature);
    assert_eq!(added(authentication, common::authority::DIGITAL_SIGNATURE), refused);
    assert_eq!(added(signature, common::authority::USER_AUTHENTICATION), refused);
    assert_eq!(added(authentication, [0; 20]), refused);
    let recorded = ActOutcome::Recorded { revision: None };
    assert_eq!(added(signature, common::authority::DIGITAL_SIGNATURE), recorded);
}

#[test]
fn a_whole_act_or_nothing() {
    let house = office();
    let key = somebody(&house, "a");
    let covered = vec![coverage(insurer(), "1", "2026-04-01", None)];
    let with_change = |id: &str, steps: &str, revision| Act {
        change: Some(change(id, existing(key, revision), NOW, covered.clone())),
        ..act(id, key, steps)
    };
    let before = (registered(&house.store, key), house.store.person(key).unwrap());
    // The third step finds nothing: neither the first two nor the change stay.
    let refused = with_change("b", "open o, card c o, hand o, make o c", 1);
    assert_eq!(carry_out(&house.store, refused).unwrap(), ActOutcome::Refused { step: 2 });
    // Somebody else changed the person: no step is tried.
    let late = with_change("b", "open o", 2);
    assert_eq!(carry_out(&house.store, late).unwrap(), ActOutcome::PersonChanged);
    assert_eq!((registered(&house.store, key), house.store.person(key).unwrap()), before);
    assert_eq!(house.store.facts(key).unwrap().len(), 1);
    let whole = with_change("b", "open o, card c o, make o c, hand o, auth 1 c", 1);
    let recorded = ActOutcome::Recorded { revision: Some(2) };
    assert_eq!(carry_out(&house.store, whole.clone()).unwrap(), recorded);
    assert_eq!(person(&house.store, key).dossier.coverages.len(), 1);
    let row = house.store.authority_act("b").unwrap().unwrap();
    assert_eq!((row.revision, row.steps.len(), &*row.steps[0]), (Some(2), 5, "open order o"));
    assert_eq!(house.store.acts_of(key).unwrap(), [row]);
    let issued = house.store.certificate(common::authority::USER_AUTHENTICATION, 1).unwrap();
    assert_eq!(issued, Some(certificate(key, 1, "c")));
    assert_eq!(carry_out(&house.store, whole).unwrap(), ActOutcome::Already);
    assert_eq!(house.store.person(key).unwrap().unwrap().revision, 2);
    assert_eq!(differences(&house.store, "2026-04-01"), []);
}

#[test]
fn a_person_who_is_new_comes_with_the_act_or_not_at_all() {
    let house = office();
    let of = |id: &str, steps: &str, hash: Option<u8>| {
        let key = house.store.new_person_key(at(NOW));
        let mut change = change(id, Whose::New(key), NOW, vec![identity("甲", "1990-01-01")]);
        change.my_number_hash = hash.map(|it| [it; 32]);
        (key, Act { change: Some(change), ..act(id, key, steps) })
    };
    let outcome = |act| carry_out(&house.store, act).unwrap();
    let (key, refused) = of("a", "hand o", Some(1));
    assert_eq!(outcome(refused), ActOutcome::Refused { step: 0 });
    assert_eq!(house.store.person(key).unwrap(), None);
    let (key, first) = of("a", "open o", Some(1));
    assert_eq!(outcome(first), ActOutcome::Recorded { revision: Some(1) });
    assert_eq!(house.store.card_order("o").unwrap(), Some(order(key, "o", at(NOW))));
    // Their number is another's, and nobody has another's key.
    assert_eq!(outcome(of("b", "open p", Some(1)).1), ActOutcome::PersonChanged);
    let (_, taken) = of("c", "open q", None);
    let taken = Act {
        person_key: key,
        change: taken.change.map(|it| Change { whose: Whose::New(key), ..it }),
        steps: vec![step(key, "open q")],
        ..taken
    };
    assert_eq!(outcome(taken), ActOutcome::PersonChanged);
    let nobody = PersonKey::of(5).unwrap();
    assert_eq!(outcome(act("d", nobody, "-")), ActOutcome::PersonChanged);
    assert_eq!(house.store.count().unwrap(), 1);
    assert_eq!(differences(&house.store, "2026-04-01"), []);
}

#[test]
fn the_same_id_with_another_content_is_an_error() {
    let house = office();
    let key = somebody(&house, "a");
    done(&house.store, "setup", key, "card c, auth 1 c, auth 2 c");
    let first = act("b", key, "hold 1");
    carry_out(&house.store, first.clone()).unwrap();
    let state = registered(&house.store, key);
    let other = somebody(&house, "other");
    let text = |it: &str| it.to_owned();
    let named = change("n", existing(key, 1), NOW, vec![identity("乙", "1990-01-01")]);
    for another in [
        Act { kind: text("other"), ..first.clone() },
        Act { note: text("{\"a\": 1}"), ..first.clone() },
        Act { recorded_by: text("another"), ..first.clone() },
        Act { reason: text("another"), ..first.clone() },
        Act { order_id: Some(text("o")), ..first.clone() },
        Act { card_number: Some(text("c")), ..first.clone() },
        Act { change: Some(named), ..first.clone() },
        act("b", key, "hold 2"),
        act("b", key, "hold 1, hold 2"),
        act("b", key, "release 1"),
        act("b", key, "-"),
        act("b", other, "hold 1"),
    ] {
        let refused = carry_out(&house.store, another.clone());
        assert!(matches!(refused, Err(Error::AnotherAct)), "{another:?}: {refused:?}");
    }
    // A retry may come later.
    let mut later = Act { recorded_at: at("2026-04-02T00:00:00Z"), ..first };
    if let ActStep::Hold { at: since, .. } = &mut later.steps[0] {
        *since = at("2026-04-02T00:00:00Z");
    }
    assert_eq!(carry_out(&house.store, later).unwrap(), ActOutcome::Already);
    assert_eq!(registered(&house.store, key), state);
}

#[test]
fn an_act_without_a_step_is_still_told() {
    let house = office();
    let key = somebody(&house, "a");
    done(&house.store, "b", key, "-");
    assert_eq!(house.store.acts_of(key).unwrap()[0].steps, [""; 0]);
}

#[test]
fn acts_that_cannot_be_recorded() {
    let house = office();
    let (key, other) = (somebody(&house, "a"), somebody(&house, "b"));
    let refusal = |act: Act| match carry_out(&house.store, act) {
        Err(Error::Act(error)) => error,
        outcome => panic!("{outcome:?}"),
    };
    let of = |steps: Vec<ActStep>| Act { steps, ..act("x", key, "-") };
    assert_eq!(refusal(act("", key, "-")), ActError::Id);
    assert_eq!(refusal(Act { order_id: Some("a b".to_owned()), ..of(vec![]) }), ActError::Id);
    assert_eq!(refusal(act("x", key, "open o/1")), ActError::Id);
    assert_eq!(refusal(act("x", key, "card c o/1")), ActError::Id);
    assert_eq!(refusal(of(vec![step(other, "open o")])), ActError::Whose);
    let theirs = change("y", existing(other, 1), NOW, vec![identity("甲", "1990-01-01")]);
    assert_eq!(refusal(Act { change: Some(theirs), ..of(vec![]) }), ActError::Whose);
    let (now, not_new) = (Some(at(NOW)), ActError::NotNew { step: 0 });
    let moved = store::CardOrder { withdrawn_at: now, ..order(key, "o", at(NOW)) };
    assert_eq!(refusal(of(vec![ActStep::OpenOrder(moved)])), not_new);
    let moved = store::RegisteredCard { stopped_since: now, ..card(key, "c", None) };
    assert_eq!(refusal(of(vec![ActStep::AddCard(moved)])), not_new);
    let moved = RegisteredCertificate { held_since: now, ..certificate(key, 1, "c") };
    assert_eq!(refusal(of(vec![ActStep::AddCertificate(moved)])), not_new);
    for (serial, fits) in [(i64::MAX.unsigned_abs(), true), (i64::MAX.unsigned_abs() + 1, false)] {
        let outcome = carry_out(&house.store, act("x", key, &format!("hold {serial}")));
        assert_eq!(outcome.is_ok(), fits, "{serial}: {outcome:?}");
    }
    for reason in 0..=11 {
        let outcome = carry_out(&house.store, act("x", key, &format!("revoke 1 {reason}")));
        assert_eq!(outcome.is_err(), [6, 7, 8, 11].contains(&reason), "{reason}: {outcome:?}");
    }
    assert_eq!(
        refusal(act("x", key, "-, hold 1, revoke 1 6")),
        ActError::Reason { step: 1, reason: 6 }
    );
}

#[test]
fn of_two_offices_that_act_at_once_one_moves() {
    let house = office();
    let key = somebody(&house, "a");
    done(&house.store, "setup", key, "card c, auth 1 c");
    let open = || Store::open(&url(house.directory.path()), law()).unwrap();
    let offices = [open(), open()];
    // Two different acts: one is refused. One act from two sides: one is told it was done.
    for (ids, expected) in [
        (["one:", "two:"], ActOutcome::Refused { step: 0 }),
        (["both:", "both:"], ActOutcome::Already),
    ] {
        for round in 0..20 {
            let step = if round % 2 == 0 { "hold 1" } else { "release 1" };
            let outcomes: Vec<ActOutcome> = std::thread::scope(|threads| {
                let race = |(office, id)| {
                    let act = act(&format!("{id}{round}"), key, step);
                    threads.spawn(move || carry_out(office, act).unwrap())
                };
                let racing: Vec<_> = offices.iter().zip(ids).map(race).collect();
                racing.into_iter().map(|it| it.join().unwrap()).collect()
            });
            let recorded = ActOutcome::Recorded { revision: None };
            assert!(outcomes.contains(&recorded), "{outcomes:?}");
            assert!(outcomes.contains(&expected), "{outcomes:?}");
        }
    }
    assert_eq!(house.store.acts_of(key).unwrap().len(), 41);
}

#[test]
fn serial_numbers_are_given_once() {
    let house = office();
    let key = somebody(&house, "a");
    let issuer = common::authority::USER_AUTHENTICATION;
    let open = || Store::open(&url(house.directory.path()), law()).unwrap();
    let offices = [open(), open()];
    let mut given: Vec<u64> = std::thread::scope(|threads| {
        let take = |office| {
            threads.spawn(move || {
                let first = (0..50).map(|_| common::run(store_serials(office, issuer)));
                first.flat_map(|first| first..first + 3).collect::<Vec<_>>()
            })
        };
        let taking: Vec<_> = offices.iter().map(take).collect();
        taking.into_iter().flat_map(|it| it.join().unwrap()).collect()
    });
    given.sort_unstable();
    assert_eq!(given, (1..=300).collect::<Vec<_>>());
    // One registered without being reserved is left out; the last fits.
    done(&house.store, "b", key, "card c, auth 400 c");
    assert_eq!(common::run(store_serials(&house.store, issuer)), 401);
    done(&house.store, "d", key, &format!("auth {} c", i64::MAX));
    let none = common::run(house.store.reserve_serials(issuer, 1));
    assert!(matches!(none, Err(Error::Serials)), "{none:?}");
    let nobody = common::run(house.store.reserve_serials([0; 20], 1));
    assert!(matches!(nobody, Err(Error::Serials)), "{nobody:?}");
    assert_eq!(differences(&house.store, "2026-04-01"), []);
}

async fn store_serials(store: &Store, issuer: [u8; 20]) -> u64 {
    store.reserve_serials(issuer, 3).await.unwrap()
}
