//! Every paper, with ordinary and with hard names, as qpdf, poppler and zbar read it.
//!
//! The text of each paper is a file in this folder, to be read by who signs it. After a wanted
//! change they are written anew by running the tests with `PAPERS_WRITE=1`.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod hard;
mod outside;
mod samples;

use std::path::Path;

use hard::HARD;
use outside::{Printed, Word, has, without_spaces};
use print::{Paper, Press, Undrawable};
use samples::{Cast, ORDINARY, all, blank};
use serde_json::Value;

#[test]
fn every_paper_says_what_its_file_says() {
    if !has(&["pdftotext"]) {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/papers");
    let wants_new = std::env::var("PAPERS_WRITE").is_ok();
    let mut differing = Vec::new();
    for (name, paper) in all(ORDINARY).into_iter().chain(blank()) {
        let printed = Printed::of(&name, &paper);
        let text = printed.text();
        let file = folder.join(format!("{name}.txt"));
        if wants_new {
            std::fs::write(&file, &text).unwrap();
        }
        if std::fs::read_to_string(&file).ok().as_deref() != Some(&text) {
            differing.push(format!("{name}:\n{text}"));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

#[test]
fn every_file_is_whole_and_every_letter_on_its_page() {
    if !has(&["qpdf", "pdftotext"]) {
        return;
    }
    for (place, cast) in std::iter::once(ORDINARY).chain(HARD).enumerate() {
        for (name, paper) in all(cast).into_iter().chain(blank()) {
            let name = format!("{name}_of_cast_{place}");
            let printed = Printed::of(&name, &paper);
            printed.check();
            let (pages, words) = printed.words();
            if !name.starts_with("count_slip") && !name.starts_with("post_list") {
                assert_eq!(pages.len(), 1, "{name} is on one sheet");
            }
            assert!(!words.is_empty(), "{name}");
            for word in &words {
                let (width, height) = pages[word.page];
                let is_card = width < 300.0;
                let margin = if is_card { 3.0 } else { 14.0 };
                let is_inside = word.left >= margin
                    && word.top >= margin
                    && word.right <= width - margin
                    && word.bottom <= height - margin;
                assert!(is_inside, "{name} {}: {word:?} on {width} x {height}", cast.name);
            }
            apart(&name, &words);
        }
    }
}

/// No word stands on another. The middle of the letters counts: lines may be tight.
#[track_caller]
fn apart(name: &str, words: &[Word]) {
    for (place, one) in words.iter().enumerate() {
        for other in words[place + 1..].iter().filter(|it| it.page == one.page) {
            let beside = one.right.min(other.right) - one.left.max(other.left);
            let middle = |it: &Word| f32::midpoint(it.top, it.bottom);
            let size = (one.bottom - one.top).min(other.bottom - other.top);
            let is_apart = beside < 0.5 || (middle(one) - middle(other)).abs() > 0.55 * size;
            assert!(is_apart, "{name}: {one:?} and {other:?}");
        }
    }
}

#[test]
fn nothing_that_is_registered_is_cut_or_changed() {
    if !has(&["pdftotext"]) {
        return;
    }
    for cast in std::iter::once(ORDINARY).chain(HARD) {
        for (name, paper) in all(cast) {
            let letters = Printed::of(&name, &paper).letters();
            let mut texts = Vec::new();
            collect(&serde_json::to_value(&paper).unwrap(), &mut texts);
            assert!(texts.len() > 6, "{name}");
            for text in texts {
                assert!(letters.contains(&without_spaces(&text)), "{name}: {text}\n{letters}");
            }
        }
    }
}

/// The texts of a paper that stand on it letter for letter.
fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|it| collect(it, texts)),
        Value::Object(entries) => {
            for (key, value) in
                entries.iter().filter(|(key, _)| !NOT_PRINTED.contains(&key.as_str()))
            {
                collect(value, texts);
                assert!(!key.is_empty());
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What is written in another way, or is no text of the paper: days in the Japanese era (the
/// files beside this one show them), choices as ticks, the QR code, the hyphen of a postcode.
const NOT_PRINTED: [&str; 21] = [
    "paper",
    "kind",
    "postcode",
    "portal_address",
    "start_on",
    "issued_on",
    "valid_from",
    "valid_to",
    "born_on",
    "day",
    "renew_from",
    "usable_to",
    "due_on",
    "applied_on",
    "happened_on",
    "stated_on",
    "reason",
    "applicant",
    "scheme",
    "share_tenths",
    "wants_again",
];

#[test]
fn the_code_of_the_notice_leads_to_the_portal() {
    if !has(&["pdftoppm", "zbarimg"]) {
        return;
    }
    for cast in std::iter::once(ORDINARY).chain(HARD) {
        let printed = Printed::of("notice", &Paper::Notice(Box::new(samples::notice(cast))));
        assert_eq!(printed.codes(), "https://myna.go.jp/");
    }
}

/// Millimeters as points.
fn points(millimeters: f32) -> f32 {
    millimeters * 72.0 / 25.4
}

#[test]
fn the_addressee_is_in_the_window_of_the_envelope() {
    if !has(&["pdftotext"]) {
        return;
    }
    let written_to = ["notice", "expiry_notice", "letter_person", "letter_employer", "invoice"];
    for cast in std::iter::once(ORDINARY).chain(HARD) {
        for (name, paper) in all(cast) {
            if !written_to.contains(&name.as_str()) {
                continue;
            }
            let (_, words) = Printed::of(&name, &paper).words();
            let upper = |it: &&Word| it.bottom < points(70.0) && it.left < points(115.0);
            let window: Vec<_> = words.iter().filter(upper).collect();
            assert!(window.len() >= 3, "{name}");
            for word in window {
                let is_inside = word.left >= points(22.5)
                    && word.top >= points(19.0)
                    && word.right <= points(108.0)
                    && word.bottom <= points(60.0);
                assert!(is_inside, "{name}: {word:?}");
            }
        }
    }
}

#[test]
fn what_is_cut_out_of_the_notice_is_whole() {
    if !has(&["pdftotext"]) {
        return;
    }
    // 14 mm from the right and the lower edge, of the size of a card.
    let (left, top) = (points(110.4), points(229.02));
    let (right, bottom) = (points(196.0), points(283.0));
    for cast in std::iter::once(ORDINARY).chain(HARD) {
        for (name, paper) in all(cast).into_iter().filter(|(name, _)| name.starts_with("notice")) {
            let (_, words) = Printed::of(&name, &paper).words();
            let card = words.iter().filter(|it| it.right > left && it.bottom > top);
            let mut text = String::new();
            for word in card {
                let is_inside = word.left > left
                    && word.top > top
                    && word.right < right
                    && word.bottom < bottom;
                assert!(is_inside, "{name}: {word:?}");
                text.push_str(&word.text);
            }
            assert!(text.contains("受診の際にはマイナ保険証があわせて必要です"), "{text}");
            assert_eq!(text.contains("負担割合2割"), name == "notice_elderly", "{text}");
        }
    }
}

#[test]
fn readers_hear_a_paper_from_its_title_to_its_foot() {
    if !has(&["pdfinfo"]) {
        return;
    }
    let table = "
        notice          国保太郎様 資格情報のお知らせ 記号101 ステップ1 ステップ2 点線 交付保険者
        elderly         高齢受給者証 記号1234 氏名 生年月日 一部負担金の割合2割 保険者番号
        expiry_notice   国保太郎様 見本健康保険組合 有効期限について いつまで使えるか 更新しなかった
        letter_person   国保太郎様 返却のお願い 資格を失った 行き違い 同封したもの 返信用封筒
        count_slip      株式会社見本商事御中 送付枚数票 合計60枚 受領欄 書類の一覧 120資格確認書
        post_list       差出票 差出人見本健康保険組合 合計50通 受取人の氏名 国保太郎 引受通数
        invoice         国保太郎様 再交付の手数料 請求金額1,000円 支払期限 振込先 入金を確かめてから
        statement       被保険者資格申立書 氏名国保太郎 医療保険の種類 一部負担金の割合 本人の署名
        form_reissue    滅失届 記号1234 氏名国保太郎 書類✓資格確認書 代理人の氏名 事業所番号 備考
    ";
    let papers = all(ORDINARY);
    for row in table.trim().lines() {
        let mut words = row.split_whitespace();
        let name = words.next().unwrap();
        let (_, paper) = papers.iter().find(|(it, _)| it == name).unwrap();
        let (outline, heard) = Printed::of(name, paper).heard();
        assert_eq!(outline.matches("H1").count(), 1, "{name}: {outline}");
        let mut from = 0;
        for word in words {
            let at = heard[from..].find(word);
            from += at.unwrap_or_else(|| panic!("{name}: {word} in {heard}"));
        }
    }
}

#[test]
fn what_cannot_be_shown_is_refused_and_not_told() {
    let press = Press::bundled().unwrap();
    // A character that belongs to nobody, and a name that no paper has room for.
    for (family, wanted) in [("\u{E000}", "U+E000"), ("\u{845B}\u{E01EF}", "U+845B U+E01EF")] {
        let name: &'static str = Box::leak(format!("国保 {family}").into_boxed_str());
        for (paper_name, paper) in all(Cast { name, ..ORDINARY }).into_iter().filter(has_name) {
            let refused = press.check(&paper).unwrap_err();
            let Undrawable::Character { character, .. } = &refused else {
                panic!("{paper_name}: {refused:?}")
            };
            assert_eq!(character, wanted, "{paper_name}");
            assert!(!refused.to_string().contains("国保"), "{refused}");
        }
    }
    let name: &'static str = Box::leak("髙".repeat(400).into_boxed_str());
    let long = all(Cast { name, ..ORDINARY }).into_iter().filter(has_name);
    for (paper_name, paper) in long.filter(|(it, _)| it != "count_slip" && it != "post_list") {
        let refused = press.check(&paper).unwrap_err();
        assert!(matches!(refused, Undrawable::TooLong { .. }), "{paper_name}: {refused:?}");
    }
}

/// Whether a person's name stands on the paper.
fn has_name((paper, _): &(String, Paper)) -> bool {
    paper != "letter_employer"
}

#[test]
fn the_same_paper_is_the_same_file_and_reads_back_from_its_record() {
    let press = Press::bundled().unwrap();
    for (name, paper) in all(HARD[0]).into_iter().chain(blank()) {
        let record = serde_json::to_string(&paper).unwrap();
        let back: Paper = serde_json::from_str(&record).unwrap();
        assert_eq!(back, paper, "{name}");
        let first = press.pdf(&name, &[paper]).unwrap();
        assert_eq!(first, press.pdf(&name, &[back]).unwrap(), "{name}");
    }
}

#[test]
fn a_printer_gets_marks_where_to_cut() {
    if !has(&["pdftotext"]) {
        return;
    }
    let Some(Paper::Elderly(card)) = all(ORDINARY).into_iter().map(|it| it.1).nth(2) else {
        panic!("the third sample is the card")
    };
    let size = |crop_marks: bool| {
        let paper =
            Paper::Elderly(Box::new(print::ElderlyCertificate { crop_marks, ..(*card).clone() }));
        Printed::of("elderly_cut", &paper).words().0[0]
    };
    let (width, height) = size(false);
    assert!((width - points(85.6)).abs() < 0.1 && (height - points(53.98)).abs() < 0.1);
    let (wider, higher) = size(true);
    assert!(wider > width + points(15.0) && higher > height + points(15.0));
}

#[test]
fn lists_go_on_over_pages_and_lose_no_row() {
    if !has(&["pdftotext"]) {
        return;
    }
    for rows in [0, 1, 9, 10, 11, 30, 200] {
        let slip = Paper::CountSlip(Box::new(samples::count_slip(ORDINARY, rows)));
        let text = Printed::of("count_slip_long", &slip).text();
        assert!(without_spaces(&text).contains(&format!("合計{rows}枚")), "{rows}");
        // The boxes to check off are one for each row.
        assert_eq!(text.matches('□').count(), rows as usize, "{rows}");
        for sheet in 120..120 + rows {
            let numbers = text.lines().filter_map(|it| it.split_whitespace().next());
            assert_eq!(numbers.filter(|it| *it == sheet.to_string()).count(), 1, "{sheet}");
        }
        let list = Paper::PostList(Box::new(samples::post_list(ORDINARY, rows)));
        let printed = Printed::of("post_list_long", &list);
        let pages = printed.words().0.len();
        let letters = printed.letters();
        assert!(letters.contains(&format!("合計{rows}通")), "{rows}");
        assert_eq!(letters.matches("国保太郎").count(), rows as usize, "{rows}");
        let withheld = (0..rows).filter(|it| it % 7 == 3).count();
        // The note below names the words once more.
        let noted = usize::from(withheld > 0);
        assert_eq!(letters.matches("別に記載").count(), withheld + noted, "{rows}");
        assert_eq!(letters.contains(&format!("{pages}/{pages}ページ")), pages > 1, "{rows}");
    }
}

#[test]
fn a_long_letter_goes_on_over_pages() {
    if !has(&["pdftotext", "qpdf"]) {
        return;
    }
    let Some(Paper::Letter(letter)) = all(ORDINARY).into_iter().map(|it| it.1).nth(4) else {
        panic!("the fifth sample is the letter")
    };
    let with = |paragraphs: Vec<String>| {
        Paper::Letter(Box::new(print::Letter { paragraphs, ..(*letter).clone() }))
    };
    let paragraphs = (0..60).map(|it| format!("第{it}の段落です。{}", "あ".repeat(90)));
    let printed = Printed::of("letter_long", &with(paragraphs.collect()));
    printed.check();
    let (pages, letters) = (printed.words().0.len(), printed.letters());
    assert!(pages > 3, "{pages}");
    for place in 0..60 {
        assert_eq!(letters.matches(&format!("第{place}の段落です。")).count(), 1, "{place}");
    }
    // A paragraph longer than a page is refused, not cut.
    let refused = Press::bundled().unwrap().check(&with(vec!["あ".repeat(9000)])).unwrap_err();
    assert!(matches!(refused, Undrawable::TooLong { field: "paragraph", .. }), "{refused:?}");
}
