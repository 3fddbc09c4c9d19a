//! What the authority has registered: the hub's look-up, lists at the edges of days, joins, the
//! check, staff.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use common::{
    House, at,
    authority::{
        DIGITAL_SIGNATURE, NOW, USER_AUTHENTICATION, act, card, carry_out, certificate, done,
        found, issuer, order, registered,
    },
    change, day, differences, enrol, existing, house, identity, insurer, record, run,
};
use jiff::Timestamp;
use store::{
    Act, ActOutcome, ActStep, CertificateIssuer, CertificatePurpose, Error, Join, Outcome,
    PersonKey, REASON_HOLD, RegisteredCertificate, Staff, StoppedCertificate, What,
};

const LATER: &str = "2026-05-01T00:00:00Z";

fn office() -> House {
    let house = house();
    found(&house.store);
    house
}

fn somebody(house: &House, id: &str) -> PersonKey {
    enrol(&house.store, id, NOW, vec![identity("甲", "1990-01-01")])
}

/// Carries out steps that words do not say.
fn did(house: &House, id: &str, key: PersonKey, steps: Vec<ActStep>) {
    let outcome = carry_out(&house.store, Act { steps, ..act(id, key, "-") }).unwrap();
    assert_eq!(outcome, ActOutcome::Recorded { revision: None }, "{id}");
}

#[test]
fn whose_a_certificate_is_and_whether_it_counts() {
    let house = office();
    let key = somebody(&house, "a");
    done(&house.store, "setup", key, "card c, auth 7 c, sign 8 c");
    let holder = |serial| house.store.certificate_holder(USER_AUTHENTICATION, serial).unwrap();
    let shown = |serial| {
        let it = holder(serial).unwrap();
        (it.held_since.is_some(), it.revoked_at.is_some(), it.revocation_reason)
    };
    let it = holder(7).unwrap();
    assert_eq!((it.person_key, &*it.card_number, it.last_day), (key, "c", day("2031-05-01")));
    assert_eq!(it.face_key_hash, Some([0xFA; 32]));
    assert_eq!(it.current.person().unwrap().identity.unwrap().name, "甲");
    for (id, steps, expected) in [
        ("1", "-", (false, false, None)),
        ("2", "hold 7", (true, false, None)),
        ("3", "release 7", (false, false, None)),
        ("4", "hold 7", (true, false, None)),
        ("5", "revoke 7 1", (false, true, Some(1))),
    ] {
        done(&house.store, id, key, steps);
        assert_eq!(shown(7), expected, "{id}");
    }
    // The person is as `find` gives them: at their newest revision.
    record(&house.store, change("n", existing(key, 1), LATER, vec![identity("乙", "1990-01-01")]));
    let current = holder(7).unwrap().current;
    assert_eq!((current.revision, current.changed_at), (2, at(LATER)));
    assert_eq!(current.person().unwrap().identity.unwrap().name, "乙");
    // Of one number the other purpose's key has its own.
    assert_eq!(holder(8), None);
    assert!(house.store.certificate_holder(DIGITAL_SIGNATURE, 8).unwrap().is_some());
    assert_eq!(house.store.certificate_holder(DIGITAL_SIGNATURE, u64::MAX).unwrap(), None);
    assert_eq!(house.store.certificate(DIGITAL_SIGNATURE, u64::MAX).unwrap(), None);
    assert_eq!(house.store.certificate_holder([0; 20], 7).unwrap(), None);
}

#[test]
fn a_revocation_list_is_of_what_had_not_ended() {
    let house = office();
    let key = somebody(&house, "a");
    done(&house.store, "setup", key, "card c, sign 1 c");
    for (serial, last_day, municipality) in [
        (1, "2031-05-01", "13101"),
        (2, "2031-05-02", "13101"),
        (3, "2031-05-02", "13102"),
        (4, "2031-05-03", "13102"),
        (5, "2031-05-03", "13101"),
    ] {
        let it = RegisteredCertificate {
            last_day: day(last_day),
            municipality: municipality.to_owned(),
            ..certificate(key, serial, "c")
        };
        did(&house, &format!("add:{serial}"), key, vec![ActStep::AddCertificate(it)]);
    }
    done(&house.store, "stop", key, "revoke 1 4, revoke 2 0, hold 3, hold 4, revoke 4 1, hold 5");
    done(&house.store, "free", key, "release 5");
    let listed = |municipality, valid_on: &str| -> String {
        let list =
            house.store.stopped_certificates(USER_AUTHENTICATION, municipality, day(valid_on));
        let shown = |it: StoppedCertificate| format!("{}:{}", it.serial, it.reason);
        list.unwrap().into_iter().map(shown).collect::<Vec<_>>().join(" ")
    };
    for (municipality, valid_on, expected) in [
        (None, "2031-05-01", "1:4 2:0 3:6 4:1"),
        (None, "2031-05-02", "2:0 3:6 4:1"),
        (None, "2031-05-03", "4:1"),
        (None, "2031-05-04", ""),
        (Some("13101"), "2031-05-01", "1:4 2:0"),
        (Some("13101"), "2031-05-02", "2:0"),
        (Some("13101"), "2031-05-03", ""),
        (Some("13102"), "2031-05-02", "3:6 4:1"),
        (Some("13102"), "2031-05-03", "4:1"),
        (Some("13103"), "2031-05-01", ""),
    ] {
        assert_eq!(listed(municipality, valid_on), expected, "{municipality:?} {valid_on}");
    }
    let since = ActStep::Hold { issuer_key_id: USER_AUTHENTICATION, serial: 5, at: at(LATER) };
    did(&house, "since", key, vec![since]);
    let list = house.store.stopped_certificates(USER_AUTHENTICATION, None, day("2031-05-03"));
    let expected = StoppedCertificate { serial: 5, at: at(LATER), reason: REASON_HOLD };
    assert_eq!(list.unwrap().last(), Some(&expected));
    let none = house.store.stopped_certificates(DIGITAL_SIGNATURE, None, day("2031-05-01"));
    assert_eq!(none.unwrap(), []);
}

#[test]
fn certificates_that_end_from_a_day_to_a_day_page_by_page() {
    let house = office();
    let key = somebody(&house, "a");
    done(&house.store, "setup", key, "card c, sign 9 c");
    for (serial, last_day) in [
        (5, "2031-05-01"),
        (4, "2031-05-02"),
        (3, "2031-05-02"),
        (2, "2031-05-03"),
        (6, "2031-05-03"),
        (1, "2031-05-04"),
    ] {
        let it = RegisteredCertificate { last_day: day(last_day), ..certificate(key, serial, "c") };
        did(&house, &format!("add:{serial}"), key, vec![ActStep::AddCertificate(it)]);
    }
    done(&house.store, "stop", key, "revoke 6, hold 4");
    let pages = |from: &str, to: &str, limit: usize| -> String {
        let mut after = None;
        let mut pages = Vec::new();
        loop {
            let page = house.store.certificates_ending(
                CertificatePurpose::UserAuthentication,
                day(from),
                day(to),
                after,
                limit,
            );
            let page = page.unwrap();
            let Some(last) = page.last() else { return pages.join(" | ") };
            after = Some(last.place());
            let serials = page.iter().map(|it| it.serial.to_string());
            pages.push(serials.collect::<Vec<_>>().join(" "));
        }
    };
    for (from, to, limit, expected) in [
        ("2031-05-01", "2031-05-01", 9, "5"),
        ("2031-05-02", "2031-05-03", 9, "3 4 2"),
        ("2031-05-02", "2031-05-03", 2, "3 4 | 2"),
        ("2031-05-02", "2031-05-03", 1, "3 | 4 | 2"),
        ("2031-05-01", "2031-05-04", 3, "5 3 4 | 2 1"),
        ("2031-04-01", "2031-04-30", 9, ""),
        ("2031-05-05", "2031-06-30", 9, ""),
        ("2031-05-03", "2031-05-02", 9, ""),
    ] {
        assert_eq!(pages(from, to, limit), expected, "{from} {to} {limit}");
    }
}

#[test]
fn orders_that_wait_the_oldest_first() {
    let house = office();
    for (id, municipality, received_at) in [
        ("o1", "13101", "2026-04-03T00:00:00Z"),
        ("o2", "13102", "2026-04-02T00:00:00Z"),
        ("o3", "13101", "2026-04-01T00:00:00Z"),
        ("o4", "13101", "2026-04-01T00:00:00Z"),
    ] {
        let key = somebody(&house, &format!("for:{id}"));
        let mut it = order(key, id, at(received_at));
        municipality.clone_into(&mut it.municipality);
        did(&house, id, key, vec![ActStep::OpenOrder(it)]);
        if id == "o4" {
            done(&house.store, "gone", key, "withdraw o4");
        }
    }
    let open = |municipality, limit| -> Vec<String> {
        let orders = house.store.open_card_orders(municipality, limit).unwrap();
        orders.into_iter().map(|it| it.order_id).collect()
    };
    assert_eq!(open(None, 9), ["o3", "o2", "o1"]);
    assert_eq!(open(None, 2), ["o3", "o2"]);
    assert_eq!(open(Some("13101"), 9), ["o3", "o1"]);
    assert_eq!(open(Some("13103"), 9), [""; 0]);
}

#[test]
fn cards_certificates_orders_and_acts_go_with_a_join() {
    let house = office();
    let (first, second) = (somebody(&house, "a"), somebody(&house, "b"));
    done(&house.store, "theirs", first, "open o1, card c1 o1, auth 1 c1");
    done(&house.store, "other", second, "open o2, card c2 o2, make o2 c2, auth 2 c2, sign 2 c2");
    let join = Join {
        id: "join".to_owned(),
        first: (first, 1),
        second: (second, 1),
        recorded_by: "clerk".to_owned(),
        reason: "one person".to_owned(),
        recorded_at: at(LATER),
    };
    let outcome = run(house.store.join(join)).unwrap();
    assert_eq!(outcome, Outcome::Recorded { person_key: first, revision: 2 });
    assert_eq!(registered(&house.store, second), (vec![], vec![], vec![], vec![]));
    let (orders, cards, certificates, acts) = registered(&house.store, first);
    assert_eq!((orders.len(), cards.len(), certificates.len(), acts.len()), (2, 2, 3, 2));
    assert!(certificates.iter().all(|it| it.person_key == first));
    let holder = house.store.certificate_holder(USER_AUTHENTICATION, 2).unwrap().unwrap();
    assert_eq!((holder.person_key, holder.current.revision), (first, 2));
    assert_eq!(differences(&house.store, "2026-05-01"), []);
    // What was the second's is moved under the first's name, and an earlier act stays known.
    let late = act("late", second, "hold 2");
    assert_eq!(carry_out(&house.store, late).unwrap(), ActOutcome::PersonChanged);
    done(&house.store, "after", first, "hand o2, hold 2");
    let again = act("other", second, "open o2, card c2 o2, make o2 c2, auth 2 c2, sign 2 c2");
    assert_eq!(carry_out(&house.store, again).unwrap(), ActOutcome::Already);
}

#[test]
fn a_check_finds_what_does_not_agree_in_the_register() {
    for (sql, what) in [
        ("DELETE FROM card", What::Certificate),
        ("DELETE FROM certificate_der", What::Certificate),
        ("DELETE FROM certificate_issuer", What::Certificate),
        ("UPDATE certificate_issuer SET next_serial = 1", What::Certificate),
        ("UPDATE certificate SET purpose = 'digital_signature'", What::Certificate),
        ("UPDATE certificate SET held_since = 5, revoked_at = 5", What::Certificate),
        ("UPDATE certificate SET revoked_at = 5", What::Certificate),
        ("UPDATE certificate SET revocation_reason = 4", What::Certificate),
        ("UPDATE certificate SET revoked_at = 5, revocation_reason = 6", What::Certificate),
        ("UPDATE card SET ended_at = 5, ended_why = 'lost'", What::Certificate),
        ("UPDATE card SET ended_at = 5", What::Card),
        ("UPDATE card SET order_id = 'p'", What::Card),
        ("UPDATE card_order SET card_number = 'd'", What::Card),
        ("UPDATE card_order SET card_number = 'd'", What::CardOrder),
        ("UPDATE card SET order_id = NULL", What::CardOrder),
        ("UPDATE card_order SET made_at = NULL", What::CardOrder),
        ("UPDATE card_order SET withdrawn_at = 5, handed_over_at = 5", What::CardOrder),
        ("UPDATE card SET person_key = 5", What::Lookup),
        ("UPDATE certificate SET person_key = 5", What::Lookup),
        ("UPDATE card_order SET person_key = 5", What::Lookup),
        ("UPDATE authority_act SET person_key = 5", What::Lookup),
    ] {
        let house = office();
        let key = somebody(&house, "a");
        done(&house.store, "b", key, "open o, card c o, make o c, auth 1 c");
        assert_eq!(differences(&house.store, "2026-04-01"), []);
        let ledger = rusqlite::Connection::open(house.directory.path().join("ledger.db")).unwrap();
        // The tables themselves refuse some of these.
        let loosely = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;";
        ledger.execute_batch(&format!("{loosely} {sql}")).unwrap();
        let found: Vec<What> =
            differences(&house.store, "2026-04-01").iter().map(|it| it.what).collect();
        assert!(found.contains(&what), "{sql}: {found:?}");
    }
}

/// A certificate whose last day was over when its card ended needs no revocation: days in Japan.
#[test]
fn a_certificate_may_end_before_its_card_and_not_after() {
    for (ended_at, clean) in [("2031-05-01T14:59:59Z", false), ("2031-05-01T15:00:00Z", true)] {
        let house = office();
        let key = somebody(&house, "a");
        done(&house.store, "b", key, "card c, auth 1 c");
        let why = "returned".to_owned();
        let end = ActStep::EndCard { card_number: "c".to_owned(), at: at(ended_at), why };
        did(&house, "end", key, vec![end]);
        assert_eq!(differences(&house.store, "2031-05-01").is_empty(), clean, "{ended_at}");
        done(&house.store, "revoke", key, "revoke 1");
        assert_eq!(differences(&house.store, "2031-05-01"), []);
    }
}

#[test]
fn an_issuer_is_registered_once() {
    let house = office();
    let put = |it: CertificateIssuer| run(house.store.put_certificate_issuer(it));
    let first = issuer(USER_AUTHENTICATION, 1);
    put(CertificateIssuer { added_at: at(LATER), ..first.clone() }).unwrap();
    for other in [
        CertificateIssuer { generation: 2, ..first.clone() },
        CertificateIssuer { purpose: CertificatePurpose::DigitalSignature, ..first.clone() },
        CertificateIssuer { certificate: b"another".to_vec(), ..first.clone() },
        CertificateIssuer { issuer_key_id: [2; 20], ..first.clone() },
    ] {
        assert!(matches!(put(other), Err(Error::AnotherIssuer)));
    }
    let second = CertificateIssuer { issuer_key_id: [2; 20], ..issuer(USER_AUTHENTICATION, 2) };
    put(second.clone()).unwrap();
    let all = [first, second, issuer(DIGITAL_SIGNATURE, 1)];
    assert_eq!(house.store.certificate_issuers().unwrap(), all);
}

#[test]
fn what_is_shown_of_a_card_and_of_staff_has_no_secret() {
    let key = PersonKey::of(1).unwrap();
    let shown = format!("{:?} {:?}", card(key, "c", None), staff("s", NOW, None));
    for secret in ["1234", "見本", "170", "250"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

fn staff(id: &str, added_at: &str, revoked_at: Option<Timestamp>) -> Staff {
    Staff {
        staff_id: id.to_owned(),
        insurer: (id == "s").then(insurer),
        municipality: (id != "s").then(|| "13101".to_owned()),
        name: "見本".to_owned(),
        role: "counter".to_owned(),
        key_hash: vec![170; 32],
        added_at: at(added_at),
        revoked_at,
    }
}

#[test]
fn staff_are_added_and_revoked_once() {
    let house = house();
    for it in [staff("t", NOW, None), staff("s", NOW, None), staff("s", LATER, None)] {
        run(house.store.put_staff(it)).unwrap();
    }
    assert_eq!(house.store.all_staff().unwrap(), [staff("s", NOW, None), staff("t", NOW, None)]);
    let revoke = |id: &str, on: &str| run(house.store.revoke_staff(id, at(on))).unwrap();
    for (id, on, revoked) in [("s", LATER, true), ("s", NOW, false), ("u", NOW, false)] {
        assert_eq!(revoke(id, on), revoked, "{id} {on}");
    }
    assert_eq!(house.store.staff("s").unwrap(), Some(staff("s", NOW, Some(at(LATER)))));
    assert_eq!(house.store.staff("u").unwrap(), None);
}
