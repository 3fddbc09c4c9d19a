//! What a card that is here proves, by its certificate, its holder's facts, and the day.

use interchange::confirmation::{CardUse, Instead, NotUsable, Validity};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::world::{CLINIC, World, member};

/// Lays one card on the reader at noon of each row's day, asking for that day.
async fn check(facts: &Value, issued: &str, last: &str, table: &str) {
    let mut world = World::at("2019-01-01T00:00:00Z").await;
    let person = world.enrol(facts).await;
    let card = world.card(person, issued.parse().unwrap(), last.parse().unwrap()).await;
    for row in table.trim().lines().skip(1) {
        let row = row.split('#').next().unwrap_or_default();
        let cells: Vec<&str> = row.split_whitespace().collect();
        let [day, card_use, phase, texts, continues, said] = *cells else { panic!("{row}") };
        world.is(&format!("{day}T12:00:00+09:00"));
        let heard = world.ask(&world.question(&card, day).await).await;
        assert_eq!(heard.word(), said, "{row}");
        let answer = heard.answer();
        let found = serde_json::to_value(answer.card_use).unwrap();
        assert_eq!(found, card_use, "{row}");
        let reader = answer.reader.unwrap();
        let shown = (reader.phase.to_string(), reader.texts.len().to_string());
        assert_eq!(shown, (phase.to_owned(), texts.to_owned()), "{row}");
        assert_eq!(reader.may_continue, continues == "yes", "{row}");
        let nothing = answer.card_use == Some(CardUse::Nothing);
        assert_eq!(answer.not_usable.is_some(), nothing, "{row}");
        assert_eq!(answer.result.is_none(), nothing || said == "no_match", "{row}");
        assert_eq!(answer.certificate.unwrap().valid_to.to_string(), last, "{row}");
        assert!(!answer.because.is_empty() && answer.cause.is_none(), "{row}");
    }
}

#[tokio::test]
async fn each_phase_from_its_first_day_to_its_last() {
    check(
        &member("1985-02-14", "2021-03-01"),
        "2021-03-01",
        "2026-02-14",
        "
        on          use               phase  texts  continue  word
        2025-11-13  everything        0      0      yes       valid
        2025-11-14  everything        1      1      yes       valid
        2026-02-14  everything        1      1      yes       valid
        2026-02-15  eligibility_only  2      2      yes       valid
        2026-05-31  eligibility_only  2      2      yes       valid
        2026-06-01  nothing           3      3      no        certificate_expired
        ",
    )
    .await;
}

#[tokio::test]
async fn who_is_born_on_29_february_has_28_february_and_the_grace_counts_from_there() {
    check(
        &member("1984-02-29", "2019-03-01"),
        "2019-03-01",
        "2024-02-28",
        "
        on          use               phase  texts  continue  word
        2024-02-28  everything        1      1      yes       valid
        2024-02-29  eligibility_only  2      2      yes       valid
        2024-05-31  eligibility_only  2      2      yes       valid
        2024-06-01  nothing           3      3      no        certificate_expired
        ",
    )
    .await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one table of every reason")]
async fn the_holders_facts_decide_what_a_good_certificate_opens() {
    let with = |change: fn(&mut Value)| {
        let mut facts = member("1985-02-14", "2021-03-01");
        change(&mut facts);
        facts
    };
    for (facts, table) in [
        (
            with(|it| it["self_information_blocks"] = json!([{"from": "2025-01-10"}])),
            "
            on          use         phase  texts  continue  word
            2025-01-09  everything  0      0      yes       valid
            2025-01-10  nothing     0      0      no        blocked
            ",
        ),
        (
            with(|it| it["cards"][0]["lost_on"] = json!("2025-01-10")),
            "
            on          use         phase  texts  continue  word
            2025-01-09  everything  0      0      yes       valid
            2025-01-10  nothing     0      0      no        card_lost
            ",
        ),
        (
            with(|it| it["cards"][0]["suspended_on"] = json!("2025-01-10")),
            "
            on          use         phase  texts  continue  word
            2025-01-10  nothing     3      3      no        card_suspended
            ",
        ),
        (
            with(|it| it["departures_abroad"] = json!([{"planned_on": "2025-01-10"}])),
            "
            on          use         phase  texts  continue  word
            2025-01-09  everything  0      0      yes       valid
            2025-01-10  nothing     3      3      no        card_ended
            ",
        ),
        (
            with(|it| {
                it["cards"][0]["valid_to"] = json!("2024-09-30");
                it["digital_certificates"][0]["valid_to"] = json!("2026-02-14");
            }),
            "
            on          use               phase  texts  continue  word
            2024-09-30  everything        0      0      yes       valid
            2024-10-01  eligibility_only  2      2      yes       valid
            2024-12-31  eligibility_only  2      2      yes       valid
            2025-01-01  nothing           3      3      no        card_expired
            ",
        ),
        (
            with(|it| it["cards"][0]["handed_over_on"] = json!("2024-10-01")),
            "
            on          use         phase  texts  continue  word
            2024-09-30  nothing     0      0      no        card_not_in_use
            ",
        ),
        (
            with(|it| it["registrations"] = json!([{"registered_on": "2024-10-01"}])),
            "
            on          use         phase  texts  continue  word
            2024-09-30  nothing     0      0      yes       not_registered
            2024-10-01  everything  0      0      yes       valid
            ",
        ),
        (
            with(|it| it["registrations"][0]["cancel_requested_on"] = json!("2024-10-01")),
            "
            on          use         phase  texts  continue  word
            2024-11-30  everything  0      0      yes       valid
            2024-12-01  nothing     0      0      yes       not_registered
            ",
        ),
        (
            with(|it| it["coverages"][0]["lost_on"] = json!("2024-10-01")),
            "
            on          use         phase  texts  continue  word
            2024-09-30  everything  0      0      yes       valid
            2024-10-01  everything  0      0      yes       invalid
            ",
        ),
        (
            with(|it| it["coverages"] = json!([])),
            "
            on          use         phase  texts  continue  word
            2024-10-01  everything  0      0      yes       no_match
            ",
        ),
    ] {
        check(&facts, "2021-03-01", "2026-02-14", table).await;
    }
}

#[tokio::test]
async fn a_card_that_proves_nothing_says_nothing_of_coverage_or_registration() {
    let mut world = World::at("2025-06-01T03:00:00Z").await;
    let mut facts = member("1985-02-14", "2021-03-01");
    facts["self_information_blocks"] = json!([{"from": "2025-01-10"}]);
    let person = world.enrol(&facts).await;
    let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
    let answer = world.lay(&card, "2025-06-01").await;
    assert_eq!((answer.validity, &answer.registration), (None, &None));
    let text = serde_json::to_string(&answer).unwrap();
    assert!(!text.contains("見本") && !text.contains("113019"), "{text}");
}

#[tokio::test]
async fn the_card_is_judged_today_and_the_coverage_on_the_day_asked_for() {
    let mut world = World::at("2025-06-01T03:00:00Z").await;
    let mut facts = member("1985-02-14", "2021-03-01");
    facts["coverages"] = json!([
        { "insurer_number": "113019", "number": "1", "role": "insured",
          "acquired_on": "2023-04-01", "lost_on": "2025-04-01" },
        { "insurer_number": "06130090", "number": "2", "role": "insured",
          "acquired_on": "2025-04-01" },
    ]);
    let person = world.enrol(&facts).await;
    let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
    for (on, validity, number) in [
        ("2025-03-31", Validity::Valid, "1"),
        ("2025-04-01", Validity::Valid, "2"),
        ("2023-03-31", Validity::Invalid, "1"),
    ] {
        let answer = world.lay(&card, on).await;
        let result = answer.result.unwrap();
        assert_eq!((answer.validity, &*result.number), (Some(validity), number), "{on}");
    }
    world.is("2026-06-01T03:00:00Z");
    let stopped = world.lay(&card, "2025-06-01").await;
    assert_eq!(stopped.not_usable, Some(NotUsable::CertificateExpired), "a good day is no way in");
}

#[tokio::test]
async fn a_member_not_covered_gets_the_answer_that_the_number_gets() {
    let mut world = World::at("2025-06-01T03:00:00Z").await;
    let mut facts = member("1985-02-14", "2021-03-01");
    facts["coverages"][0]["lost_on"] = json!("2025-04-01");
    let person = world.enrol(&facts).await;
    let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
    let by_card = serde_json::to_value(world.lay(&card, "2025-06-01").await).unwrap();
    let question = json!({
        "id": "q", "asked_at": "2025-06-01T03:00:00Z", "on": "2025-06-01", "symbol": "101",
        "insurer_number": "113019", "number": "123", "branch": "01", "born_on": "1985-02-14",
    });
    let (_, by_number) =
        world.post(CLINIC, "/v1/confirmations", question.to_string().into_bytes()).await;
    for field in ["validity", "result", "not_covered"] {
        assert_eq!(by_card[field], by_number[field], "{field}");
    }
    assert_eq!(by_card["not_covered"]["why"], "lost");
}

#[tokio::test]
async fn a_delay_makes_a_certificate_count_only_after_its_hours() {
    for (hours, now, word) in [
        (0, "2025-06-01T12:00:00+09:00", "valid"),
        (24, "2025-06-02T11:59:59+09:00", "certificate_too_new"),
        (24, "2025-06-02T12:00:00+09:00", "valid"),
    ] {
        let mut world = World::with(now, |hub| hub.with_certificate_delay(hours)).await;
        let person = world.enrol(&member("1985-02-14", "2025-06-01")).await;
        let card = world.card(person, date(2025, 6, 1), date(2030, 2, 14)).await;
        let said = world.ask(&world.question(&card, "2025-06-02").await).await;
        assert_eq!(said.word(), word, "{now}");
        let answer = said.answer();
        if word == "certificate_too_new" {
            assert_eq!(answer.validity, Some(Validity::Undetermined), "never 無効");
            assert!(answer.instead.contains(&Instead::CardAndStatement), "{answer:?}");
            assert!(answer.because.contains(&"R-091".to_owned()) && answer.result.is_none());
        }
    }
}
