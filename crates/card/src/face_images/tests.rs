use jiff::civil::date;

use super::*;
use crate::portrait::{Portrait, Sex};

/// A picture as rows of black and white, read by the decoder.
fn rows(png: &[u8]) -> Vec<Vec<bool>> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(info.color_type, png::ColorType::Grayscale);
    pixels.chunks(info.line_size).map(|row| row.iter().map(|it| *it == 0).collect()).collect()
}

fn name(text: &str) -> Result<Vec<u8>, PrintError> {
    picture::png(text, &NAME)
}

/// The texts of somebody, to look at and to measure.
const SOMEBODY: FaceTexts<'_> = FaceTexts {
    name: "見本　花子",
    address: "見本県見本市中央一丁目２番３号　見本ハイツ４０５号室",
    security_code: "4821",
    my_number: "123456789018",
};

#[test]
fn the_pictures_of_a_card_are_small_black_and_white() {
    let images = FaceImages::print(&SOMEBODY).unwrap();
    let table = [
        (&images.name, 432, 26),
        (&images.address, 576, 52),
        (&images.security_code, 48, 26),
        (&images.my_number, 144, 26),
    ];
    for (png, width, height) in table {
        let rows = rows(png);
        assert_eq!((rows[0].len(), rows.len()), (width, height));
        let black = rows.iter().flatten().filter(|it| **it).count();
        assert!(black * 20 > width * height && black * 3 < width * height, "{black} pixels");
        assert!(png.len() < 1_500, "{} bytes", png.len());
    }
}

#[test]
fn long_texts_become_smaller_and_take_two_lines_and_are_then_refused() {
    // Letters, and the height of the picture: one or two lines of 24, 20 or 16, with their margins.
    let table = [
        (18, Ok(26)),
        (19, Ok(52)),
        (36, Ok(52)),
        (37, Ok(44)),
        (42, Ok(44)),
        (43, Ok(36)),
        (54, Ok(36)),
        (55, Err(PrintError::TooLong)),
    ];
    for (letters, height) in table {
        let printed = name(&"見".repeat(letters)).map(|png| rows(&png).len());
        assert_eq!(printed, height, "{letters} letters");
    }
    assert_eq!(name("").map(|png| rows(&png).len()), Ok(26));
}

/// The lines of a text in the name's place.
fn lines(text: &str) -> Vec<String> {
    let letters = font::letters(text);
    let lines = NAME.set(&letters).unwrap().lines;
    lines.iter().map(|line| line.iter().map(|it| it.character).collect()).collect()
}

#[test]
fn a_line_ends_between_words_and_begins_with_no_long_vowel() {
    let check = |text: &str, want: &[&str]| assert_eq!(lines(text), want, "{text}");
    check("見本　花子", &["見本　花子"]);
    check(
        "見本県見本市中央一丁目　見本ハイツ四〇五号室",
        &["見本県見本市中央一丁目", "見本ハイツ四〇五号室"],
    );
    check(
        "MIHON ALEXANDRA CATHERINA ELISABETH VICTORIA",
        &["MIHON ALEXANDRA CATHERINA ELISABETH", "VICTORIA"],
    );
    check(
        "見本県見本市見本町大字見本字見本タワー棟",
        &["見本県見本市見本町大字見本字見本タ", "ワー棟"],
    );
    check(
        "見本県見本市見本町大字見本字見見本ターミナル",
        &["見本県見本市見本町大字見本字見見本", "ターミナル"],
    );
    check(
        "見本県見本市見本町大字見本字見１２３４番地",
        &["見本県見本市見本町大字見本字見", "１２３４番地"],
    );
}

#[test]
fn every_letter_is_printed_where_it_stands() {
    // Each letter's square of the picture is what it is alone.
    let whole = rows(&name("見本花子").unwrap());
    for (at, letter) in ["見", "本", "花", "子"].iter().enumerate() {
        let alone = rows(&name(letter).unwrap());
        for (row, wanted) in whole.iter().zip(&alone) {
            assert_eq!(row[24 * at..24 * (at + 1)], wanted[..24], "{letter}");
        }
    }
}

#[test]
fn the_selector_decides_the_shape() {
    let shape = |text| name(text).unwrap();
    // 葛 in two shapes, and as it is without a choice; 辻 with one dot and two.
    assert_ne!(shape("葛\u{E0100}"), shape("葛\u{E0101}"));
    assert_eq!(shape("葛"), shape("葛\u{E0101}"));
    assert_ne!(shape("辻\u{E0100}"), shape("辻\u{E0101}"));
    // The first font lacks the pair and has the character; the second has both.
    assert_ne!(shape("邉\u{E010E}"), shape("邉"));
}

#[test]
fn what_no_font_shows_is_named() {
    let refused = |text: &str| name(text).unwrap_err().to_string();
    let table = [
        ("見\u{1F600}", "no font shows U+1F600"),
        ("見\u{E000}", "no font shows U+E000"),
        ("見\n本", "no font shows U+000A"),
        ("見\u{200B}本", "no font shows U+200B"),
        ("か\u{309A}", "no font shows U+309A"),
        ("見\u{E01EF}", "no font shows U+898B U+E01EF"),
        ("\u{E0100}見", "no font shows U+E0100"),
    ];
    for (text, error) in table {
        assert_eq!(refused(text), error);
    }
}

#[test]
fn any_text_is_printed_or_refused() {
    bolero::check!().with_type::<String>().for_each(|text| {
        if let Ok(png) = name(text) {
            assert_eq!(rows(&png)[0].len(), 432);
        }
    });
}

fn card(name: &str, address: &str, portrait: &Portrait) -> String {
    card_face_svg(&CardFace {
        name,
        address,
        birth: date(1995, 4, 2),
        sex: Sex::Female,
        last_day: date(2035, 4, 2),
        security_code: "4821",
        portrait,
    })
}

/// What a reader of XML finds in the picture.
fn texts(svg: &str) -> Vec<String> {
    let document = resvg::usvg::roxmltree::Document::parse(svg).unwrap();
    let texts = document.descendants().filter(resvg::usvg::roxmltree::Node::is_text);
    texts.filter_map(|it| it.text().map(str::to_owned)).collect()
}

#[test]
fn a_card_on_the_screen_says_what_is_printed_and_that_it_is_a_specimen() {
    let portrait = Portrait::of(b"somebody", Sex::Female, 31);
    let svg = card("見本　花子", "見本県見本市中央一丁目２番３号", portrait);
    let texts = texts(&svg);
    for wanted in [
        "見本　花子さんのカード(見本)。平成7年4月2日生まれ、有効期限 令和17年4月2日",
        "見本",
        "見本　花子",
        "見本県見本市中央一丁目２番３号",
        "平成7年4月2日",
        "女",
        "令和17年4月2日(2035年)まで",
        "4821",
    ] {
        assert!(texts.iter().any(|it| it == wanted), "{wanted}");
    }
    assert!(svg.contains(&portrait.data_uri()));
}

#[test]
fn any_text_on_a_screen_is_whole_and_no_markup() {
    let portrait = Portrait::of(b"somebody", Sex::Male, 50);
    let svg = card("<b>'\"&amp;]]></b>", "見本\u{0}県", portrait);
    assert!(texts(&svg).iter().any(|it| it == "<b>'\"&amp;]]></b>"));
    // Longer than any setting has room for.
    let long = "見".repeat(20_000);
    let svg = card(&long, &long, portrait);
    assert_eq!(texts(&svg).iter().filter(|it| **it == long).count(), 2);
    assert_eq!(svg.matches("textLength").count(), 2);
    bolero::check!().with_type::<(String, String)>().for_each(|(name, address)| {
        texts(&card(name, address, portrait));
    });
}
