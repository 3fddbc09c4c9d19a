//! A whole card as a picture for screens.
//!
//! It is laid out anew and says 見本 in large letters: nobody shall take it for a card.

use jiff::civil::{Date, date};

use super::font::letters;
use super::lines::Frame;
use crate::portrait::{Portrait, Sex};

/// What the picture of a whole card shows.
pub struct CardFace<'a> {
    /// The name.
    pub name: &'a str,
    /// The address.
    pub address: &'a str,
    /// The birth date.
    pub birth: Date,
    /// The sex.
    pub sex: Sex,
    /// The card's last day.
    pub last_day: Date,
    /// The four digits that number B ends in.
    pub security_code: &'a str,
    /// The portrait.
    pub portrait: &'a Portrait,
}

/// The face of a card as an SVG picture, in the proportions of a card (85.6 x 54 mm).
#[must_use]
pub fn card_face_svg(face: &CardFace<'_>) -> String {
    let (birth, last_day) = (written(face.birth), written(face.last_day));
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 856 540"
  role="img" lang="ja" font-family="{FONTS}">
<title>{name}さんのカード(見本)。{birth}生まれ、有効期限 {last_day}</title>
{GROUND}
<image x="44" y="116" width="240" height="300" preserveAspectRatio="xMidYMid slice"
  href="{portrait}"/>
<rect x="44" y="116" width="240" height="300" rx="4"
  fill="none" stroke="{INK_SOFT}" stroke-width="2"/>
"#,
        name = escaped(face.name),
        portrait = face.portrait.data_uri(),
    );
    let year = face.last_day.year();
    let sex = match face.sex {
        Sex::Male => "男",
        Sex::Female => "女",
        Sex::NotApplicable => "—",
    };
    let last_day = format!("{last_day}({year}年)まで");
    svg.push_str(&field(316, 124, "氏名", face.name, &NAME));
    svg.push_str(&field(316, 244, "住所", face.address, &ADDRESS));
    svg.push_str(&field(316, 376, "生年月日", &birth, &SHORT));
    svg.push_str(&field(690, 376, "性別", sex, &SHORT));
    svg.push_str(&field(316, 454, "有効期限", &last_day, &SHORT));
    svg.push_str(&field(44, 454, "セキュリティコード", face.security_code, &SHORT));
    svg.push_str("</svg>");
    svg
}

// Rather letters smaller than the labels than a letter lost.
const NAME: Frame = Frame { width: 500, lines: 2, sizes: &[36, 30, 24, 16, 8] };
const ADDRESS: Frame = Frame { width: 500, lines: 3, sizes: &[28, 24, 20, 16, 8] };
const SHORT: Frame = Frame { width: 500, lines: 1, sizes: &[30, 24, 18] };

const FONTS: &str = "'BIZ UDGothic', 'Noto Sans JP', 'Noto Sans CJK JP', sans-serif";
const INK: &str = "#1a1a1a";
const INK_SOFT: &str = "#5c5c5c";
const GROUND: &str = r##"<rect width="856" height="540" rx="32" fill="#f5f8fe"/>
<path d="M0 82V32A32 32 0 0 1 32 0H824A32 32 0 0 1 856 32V82Z" fill="#00118f"/>
<text x="44" y="54" font-size="34" font-weight="700" fill="#fff">見本カード</text>
<text x="812" y="52" font-size="22" text-anchor="end" fill="#fff">架空の人です。本物のカードではありません</text>
<text x="600" y="420" font-size="230" font-weight="700" text-anchor="middle"
  fill="#00118f" fill-opacity=".07" transform="rotate(-16 600 340)">見本</text>
<rect x="1.5" y="1.5" width="853" height="537" rx="30.5"
  fill="none" stroke="#00118f" stroke-width="3"/>"##;

/// A label and, below it, a text on the lines it needs.
fn field(x: u16, y: u16, label: &str, text: &str, frame: &Frame) -> String {
    let letters = letters(text);
    // What no setting has room for is squeezed into its line: hard to read, and whole.
    let (size, lines, squeezed) = match frame.set(&letters) {
        Some(setting) => (setting.size, setting.lines, String::new()),
        None => (frame.smallest(), vec![&letters[..]], squeezed(frame.width)),
    };
    let label = text_at(x, y, 20, INK_SOFT, "", label);
    let lines = (0..).zip(lines).map(|(row, line)| {
        let baseline = y + 8 + size + row * (size + size / 5);
        let characters = line.iter().flat_map(|it| [Some(it.character), it.selector]);
        text_at(x, baseline, size, INK, &squeezed, &characters.flatten().collect::<String>())
    });
    std::iter::once(label).chain(lines).collect()
}

fn squeezed(width: u16) -> String {
    format!(r#" textLength="{width}" lengthAdjust="spacingAndGlyphs""#)
}

fn text_at(x: u16, y: u16, size: u16, color: &str, squeezed: &str, text: &str) -> String {
    let text = escaped(text);
    format!(
        r#"<text x="{x}" y="{y}" font-size="{size}" fill="{color}"{squeezed}>{text}</text>
"#
    )
}

/// A text as the content of an element.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // XML has no way to write these.
            '\0'..='\x1f' | '\u{FFFE}' | '\u{FFFF}' => escaped.push(char::REPLACEMENT_CHARACTER),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// A day as people read it (和暦): 令和8年3月10日, 令和元年5月1日.
fn written(day: Date) -> String {
    let era = ERAS.iter().find(|(first, _)| *first <= day);
    let (name, year) =
        era.map_or(("", day.year()), |(first, name)| (*name, day.year() - first.year() + 1));
    let year = if year == 1 { "元".to_owned() } else { year.to_string() };
    format!("{name}{year}年{}月{}日", day.month(), day.day())
}

/// The first day of each era, newest first.
const ERAS: [(Date, &str); 5] = [
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1868, 1, 25), "明治"),
];
