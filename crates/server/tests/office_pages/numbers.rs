//! The numbers of an office, counted from people written in a table.

use std::{sync::Arc, time::Duration};

use server::{
    ledger::{Ledger, open},
    work::figures::{CardPhase, FigureShelf, Figures, PAPERS, Shown, count},
};

use crate::{
    members::{INSURER, Line, day, instant, record},
    stage::{MINORU, TODAY},
};

/// Counts the people of a table; `-` is none.
async fn counted(on: &str, table: &str) -> Figures {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open(&format!("sqlite:{}", dir.path().join("test.sqlite").display())).unwrap();
    for (place, row) in table.trim().lines().skip(1).enumerate() {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let cell = |place: usize| Some(cells[place]).filter(|it| *it != "-");
        let line = Line {
            name: "見本　花子",
            kana: "ミホン　ハナコ",
            born_on: cells[0],
            number: &place.to_string(),
            acquired_on: cells[1],
            lost_on: cell(2),
            card: cell(3),
            registered: cell(4),
            paper: cell(5),
        };
        record(&ledger, &line).await;
    }
    count(&ledger, INSURER.parse().unwrap(), day(on), &mut |_, _| {}).unwrap()
}

#[tokio::test]
async fn everybody_is_in_one_phase() {
    // The certificate of 2021-02-14 ends on 2026-02-14, its grace on 2026-05-31.
    let table = "
        born        acquired    lost        card        registered  paper
        1985-02-14  2023-04-01  -           2021-02-14  2021-04-05  -
        1985-02-14  2023-04-01  -           2024-05-20  2024-06-01  -
        1985-02-14  2023-04-01  -           2024-05-20  -           2025-12-02
        1985-02-14  2023-04-01  -           -           -           2025-12-02
        1985-02-14  2023-04-01  2026-03-01  -           -           2025-12-02
    ";
    let phases = [
        CardPhase::Usable,
        CardPhase::ExpiresSoon,
        CardPhase::EligibilityOnly,
        CardPhase::Stopped,
        CardPhase::NotRegistered,
        CardPhase::NoCard,
    ];
    for (on, wanted) in [
        ("2025-11-13", [2, 0, 0, 0, 1, 2]),
        ("2025-11-14", [1, 1, 0, 0, 1, 2]),
        ("2026-02-14", [1, 1, 0, 0, 1, 2]),
        ("2026-02-15", [1, 0, 1, 0, 1, 2]),
        ("2026-02-28", [1, 0, 1, 0, 1, 2]),
        ("2026-03-01", [1, 0, 1, 0, 1, 1]),
        ("2026-05-31", [1, 0, 1, 0, 1, 1]),
        ("2026-06-01", [1, 0, 0, 1, 1, 1]),
    ] {
        let figures = counted(on, table).await;
        assert_eq!(phases.map(|it| figures.phases.of(it)), wanted, "{on}");
        assert_eq!(figures.members, wanted.iter().sum::<u64>(), "{on}");
        assert_eq!(figures.phases.total(), figures.members, "{on}");
    }
}

#[tokio::test]
async fn a_past_month_is_counted_at_its_end() {
    let table = "
        born        acquired    lost        card        registered  paper
        1985-02-14  2023-04-01  -           2021-02-14  2021-04-05  -
        1985-02-14  2025-06-30  2025-08-31  -           -           -
    ";
    let figures = counted("2026-03-10", table).await;
    let ends: Vec<(String, u64)> =
        figures.past.iter().map(|it| (it.on.to_string(), it.phases.total())).collect();
    assert_eq!(ends.len(), 12);
    assert_eq!(ends[0], ("2025-03-31".to_owned(), 1));
    assert_eq!(ends[2], ("2025-05-31".to_owned(), 1), "acquired in June");
    assert_eq!(ends[3], ("2025-06-30".to_owned(), 2));
    assert_eq!(ends[4], ("2025-07-31".to_owned(), 2));
    assert_eq!(ends[5], ("2025-08-31".to_owned(), 1), "no longer covered on the last day");
    assert_eq!(ends[11], ("2026-02-28".to_owned(), 1));
    let at_end = |place: usize, phase| figures.past[place].phases.of(phase);
    assert_eq!(at_end(7, CardPhase::Usable), 1, "the end of October");
    assert_eq!(at_end(8, CardPhase::ExpiresSoon), 1, "the end of November");
    assert_eq!(at_end(11, CardPhase::EligibilityOnly), 1, "the end of February");
}

#[tokio::test]
async fn certificates_and_papers_are_counted_in_their_months() {
    let table = "
        born        acquired    lost        card        registered  paper
        1985-02-14  2023-04-01  -           2021-03-01  2021-04-05  -
        1985-02-14  2023-04-01  -           2021-03-31  2021-04-05  -
        1985-02-14  2023-04-01  -           2021-04-01  2021-04-05  -
        1985-02-14  2023-04-01  -           2023-02-28  2023-04-05  -
        1985-02-14  2023-04-01  -           2023-03-01  2023-04-05  -
        1985-02-14  2023-04-01  -           -           -           -
        1985-02-14  2023-04-01  -           -           -           2025-12-02
        1985-02-14  2023-04-01  2026-03-01  -           -           2025-12-02
    ";
    let figures = counted("2026-03-10", table).await;
    let ending: Vec<u64> = figures.months.iter().map(|it| it.certificates_ending).collect();
    assert_eq!(ending.len(), 24);
    assert_eq!((ending[0], ending[1], ending[23]), (2, 1, 1));
    assert_eq!(ending.iter().sum::<u64>(), 4, "the last ends in the month after");
    assert_eq!(figures.months[0].first, day("2026-03-01"));
    assert_eq!(figures.months[23].first, day("2028-02-01"));
    let [certificates, notices, _] = figures.months[0].papers;
    assert_eq!(certificates, 1, "who has neither card nor paper");
    assert_eq!(notices, 5, "everybody with a registered card and without a notice");
    assert_eq!(figures.papers.map(|it| it.kind), PAPERS);
    assert_eq!(figures.papers.map(|it| it.valid), [1, 0, 0]);
    assert_eq!(figures.papers.map(|it| it.to_give_back), [1, 0, 0]);
}

#[tokio::test]
async fn numbers_are_kept_until_the_ledger_or_the_day_is_another() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open(&format!("sqlite:{}", dir.path().join("test.sqlite").display())).unwrap();
    let shelf = Arc::new(FigureShelf::default());
    let none = figures(&shelf, &ledger, TODAY).await;
    assert_eq!(none.members, 0);
    assert!(Arc::ptr_eq(&none, &figures(&shelf, &ledger, TODAY).await), "counted once");
    record(&ledger, &MINORU).await;
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    while figures(&shelf, &ledger, TODAY).await.members == 0 {
        assert!(tokio::time::Instant::now() < deadline, "never counted again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let tomorrow = figures(&shelf, &ledger, "2026-03-11").await;
    assert_eq!((tomorrow.on, tomorrow.members), (day("2026-03-11"), 1));
}

async fn figures(shelf: &Arc<FigureShelf>, ledger: &Arc<Ledger>, on: &str) -> Arc<Figures> {
    let when = (day(on), instant(on, "10:00"));
    match shelf.of(ledger, INSURER.parse().unwrap(), when).await.unwrap() {
        Shown::Counted(figures, _) => figures,
        other @ (Shown::Counting(_) | Shown::Failed) => panic!("{other:?}"),
    }
}
