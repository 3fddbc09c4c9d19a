//! Letters from the top down: the window of the envelope, the sender, the title, what is said.

use eligibility::written;
use jiff::civil::Date;

use super::Recipient;
use crate::layout::{POINTS, Point};
use crate::{Faces, Ink, Layout, PaperInsurer, Role, Rule, Style, Tag, Undrawable};

/// The size of a page (A4), in millimeters.
pub(super) const PAGE: Point = (210.0, 297.0);
/// Where lines begin.
pub(super) const LEFT: f32 = 25.0;
/// How long lines are.
pub(super) const WIDTH: f32 = 160.0;
/// Where lines end.
pub(super) const RIGHT: f32 = LEFT + WIDTH;
/// The smallest type of a letter.
pub(super) const LEAST: f32 = 8.0;
/// Running text.
pub(super) const BODY: Style = Style::new(10.5).leading(17.5);
/// Notes below.
pub(super) const NOTE: Style = Style::new(8.5).leading(13.0);
/// Headings within a letter.
pub(super) const HEADING: Style = Style::new(11.5).bold();

/// Where the pages end, above their numbers.
pub(super) const BOTTOM: f32 = 281.0;
/// Where a page after the first begins.
const TOP: f32 = 24.0;

/// The base line of a text whose upper edge is there.
pub(super) fn base(top: f32, style: &Style) -> f32 {
    top + 0.88 * style.size / POINTS
}

/// The height of so many lines.
#[expect(clippy::cast_precision_loss, reason = "a letter has few lines")]
pub(super) fn height(lines: usize, style: &Style) -> f32 {
    lines as f32 * style.leading / POINTS
}

/// The pages of a letter, and where on the last the next thing begins.
pub(super) struct Story<'a> {
    faces: &'a Faces,
    done: Vec<Layout<'a>>,
    pub(super) page: Layout<'a>,
    pub(super) y: f32,
    /// How much taller than least the fields of a form are, so that it fills its page.
    pub(super) stretch: f32,
    /// What stands at the head of the pages after the first.
    running: String,
}

impl<'a> Story<'a> {
    pub(super) fn new(faces: &'a Faces, running: &str) -> Self {
        let page = Layout::new(faces, PAGE.0, PAGE.1);
        Self { faces, done: Vec::new(), page, y: TOP, stretch: 1.0, running: running.to_owned() }
    }

    /// Number, day, addressee and sender, with the marks where to fold; then the title.
    pub(super) fn head(&mut self, head: &Head<'_>) -> Result<(), Undrawable> {
        head.draw(&mut self.page)?;
        let style = Style::new(15.0).bold().centred().down_to(10.0);
        let middle = LEFT + WIDTH / 2.0;
        self.page.fitted((middle, 83.0), WIDTH, &style, "title", head.title, Tag::H1)?;
        self.y = 92.0;
        Ok(())
    }

    /// Begins a new page where less than that is left.
    pub(super) fn keep(&mut self, height: f32) -> Result<(), Undrawable> {
        if self.y + height <= BOTTOM {
            return Ok(());
        }
        let next = Layout::new(self.faces, PAGE.0, PAGE.1);
        self.done.push(std::mem::replace(&mut self.page, next));
        let style = Style::new(8.5).ink(Ink::QUIET).down_to(LEAST);
        let at = (LEFT, 16.0);
        self.page.fitted(at, WIDTH, &style, "title", &self.running, Tag::Artifact)?;
        self.page.line((LEFT, 18.5), (RIGHT, 18.5), Rule::new(0.15).ink(Ink::FAINT));
        self.y = TOP;
        Ok(())
    }

    /// A paragraph, indented as letters are.
    pub(super) fn paragraph(&mut self, text: &str) -> Result<(), Undrawable> {
        self.text(&BODY, &format!("　　{text}"), Tag::P)?;
        self.y += 1.6;
        Ok(())
    }

    /// Lines in a style, all on one page.
    pub(super) fn text(&mut self, style: &Style, text: &str, tag: Tag) -> Result<(), Undrawable> {
        let tall = height(self.page.lines_of(WIDTH, style, text), style);
        if tall > BOTTOM - TOP {
            let limit = (WIDTH * POINTS / style.size) * ((BOTTOM - TOP) * POINTS / style.leading);
            return Err(Undrawable::TooLong { field: "paragraph", limit: whole(limit) });
        }
        self.keep(tall)?;
        let at = (LEFT, base(self.y, style));
        self.page.wrapped(at, WIDTH, style, "paragraph", text, tag)?;
        self.y += tall;
        Ok(())
    }

    /// A heading that stays with what follows.
    pub(super) fn heading(&mut self, text: &str, follows: f32) -> Result<(), Undrawable> {
        self.y += 2.5;
        self.keep(8.0 + follows)?;
        self.page.rectangle((LEFT, self.y + 0.3), (1.2, 4.6), Some(Ink::BLACK), None);
        let at = (LEFT + 3.2, base(self.y + 0.4, &HEADING));
        self.page.fitted(at, WIDTH - 4.0, &HEADING.down_to(LEAST), "title", text, Tag::H2)?;
        self.y += 7.6;
        Ok(())
    }

    /// A list with a mark before each item.
    pub(super) fn list<'t>(
        &mut self,
        style: &Style,
        items: impl IntoIterator<Item = (String, &'t str)>,
    ) -> Result<(), Undrawable> {
        let indent = 5.6;
        let mut list = None;
        for (mark, text) in items {
            let room = WIDTH - indent;
            let tall = height(self.page.lines_of(room, style, text), style);
            let pages = self.done.len();
            self.keep(tall)?;
            if pages != self.done.len() {
                list = None;
            }
            let within = *list.get_or_insert_with(|| self.page.element(Role::List));
            let item = Tag::In(self.page.child(within, Role::Item));
            let y = base(self.y, style);
            self.page.text((LEFT + 0.6, y), style, &mark, item)?;
            self.page.wrapped((LEFT + indent, y), room, style, "paragraph", text, item)?;
            self.y += tall + 0.7;
        }
        Ok(())
    }

    /// The pages, numbered where there are several.
    pub(super) fn finish(self) -> Result<Vec<Layout<'a>>, Undrawable> {
        let mut pages = self.done;
        pages.push(self.page);
        let count = pages.len();
        let style = Style::new(8.5).centred();
        for (place, page) in pages.iter_mut().enumerate().filter(|_| count > 1) {
            let text = format!("{} / {count} ページ", place + 1);
            page.text((PAGE.0 / 2.0, 287.0), &style, &text, Tag::Artifact)?;
        }
        Ok(pages)
    }
}

/// What stands above every letter.
pub(super) struct Head<'t> {
    pub(super) insurer: &'t PaperInsurer,
    pub(super) recipient: &'t Recipient,
    pub(super) number: Option<&'t str>,
    pub(super) day: Date,
    pub(super) title: &'t str,
}

impl Head<'_> {
    fn draw(&self, page: &mut Layout<'_>) -> Result<(), Undrawable> {
        folds(page);
        let style = Style::new(9.5).ending().down_to(LEAST);
        if let Some(number) = self.number {
            let at = (RIGHT, 23.0);
            page.fitted(at, 60.0, &style, "letter number", number, Tag::P)?;
        }
        page.text((RIGHT, 28.5), &style, &written(self.day), Tag::P)?;
        window(page, self.recipient)?;
        sender(page, self.insurer, 52.0)
    }
}

/// The marks where the letter is folded in three for the envelope.
pub(super) fn folds(page: &mut Layout<'_>) {
    for y in [99.0, 198.0] {
        page.line((5.0, y), (9.0, y), Rule::new(0.1).ink(Ink::QUIET));
    }
}

/// The addressee where the window of the envelope (長形3号) shows it, from 23 x 20 mm.
pub(super) fn window(page: &mut Layout<'_>, to: &Recipient) -> Result<(), Undrawable> {
    window_slots(page);
    if let Some(postcode) = &to.postcode {
        page.fill("recipient postcode", &postcode_written(postcode))?;
    }
    if !to.address.is_empty() {
        page.fill("recipient address", &to.address)?;
    }
    page.fill("recipient name", &with_honorific(to))
}

/// The places of the addressee in the window.
pub(super) fn window_slots(page: &mut Layout<'_>) {
    let (x, room) = (23.0, 84.0);
    let address = page.element(Role::Paragraph);
    let style = Style::new(10.5).leading(14.5).down_to(LEAST);
    page.slot("recipient postcode", (x, 24.0), room, &style, address);
    page.tall_slot("recipient address", (x, 30.0), (room, 14.2), &style, address);
    let name = page.element(Role::Paragraph);
    let style = Style::new(12.5).leading(16.0).down_to(LEAST);
    page.tall_slot("recipient name", (x, 50.0), (room, 11.0), &style, name);
}

/// The addressee's name as it is written to: a person with 様, a workplace with 御中.
pub(super) fn with_honorific(to: &Recipient) -> String {
    format!("{}　{}", to.name, if to.is_body { "御中" } else { "様" })
}

/// Who writes, at the right.
pub(super) fn sender(
    page: &mut Layout<'_>,
    insurer: &PaperInsurer,
    y: f32,
) -> Result<(), Undrawable> {
    let (x, room) = (122.0, RIGHT - 122.0);
    let style = Style::new(10.5).bold().leading(14.0).down_to(LEAST);
    page.block((x, y), (room, 9.5), &style, "insurer name", &insurer.name, Tag::P)?;
    let two = page.lines_of(room, &style, &insurer.name) > 1;
    let mut y = if two { y + 10.0 } else { y + 5.2 };
    let small = Style::new(8.5).leading(11.5).down_to(6.0);
    if !insurer.address.is_empty() {
        page.block((x, y), (room, 7.2), &small, "insurer address", &insurer.address, Tag::P)?;
        let two = page.lines_of(room, &small, &insurer.address) > 1;
        y += if two { 8.4 } else { 4.4 };
    }
    let phone = if insurer.phone.is_empty() {
        String::new()
    } else {
        format!("電話 {}　", insurer.phone)
    };
    let text = format!("{phone}保険者番号 {}", insurer.number);
    page.fitted((x, y), room, &small, "insurer phone", &text, Tag::P)
}

/// A postcode as it is written: 〒330-0062.
pub(super) fn postcode_written(postcode: &str) -> String {
    let digits: String = postcode.chars().filter(char::is_ascii_digit).collect();
    match digits.split_at_checked(3) {
        Some((area, town)) if digits.len() == 7 => format!("〒{area}-{town}"),
        Some(_) | None => format!("〒{postcode}"),
    }
}

/// A share of so many tenths: 2割.
pub(super) fn share_written(tenths: u8) -> String {
    format!("{tenths}割")
}

/// An amount: 1,000.
pub(super) fn yen_written(yen: u32) -> String {
    let digits = yen.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The whole part of what fits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a page has fewer places than a u32 counts, and never less than none"
)]
fn whole(fit: f32) -> u32 {
    fit.max(0.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_postcodes_as_they_are_written() {
        for (yen, written) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (12_345, "12,345"),
            (999_999, "999,999"),
            (1_000_000, "1,000,000"),
            (u32::MAX, "4,294,967,295"),
        ] {
            assert_eq!(yen_written(yen), written);
        }
        for (postcode, written) in [
            ("3300062", "〒330-0062"),
            ("330-0062", "〒330-0062"),
            ("〒330-0062", "〒330-0062"),
            ("330006", "〒330006"),
            ("33000625", "〒33000625"),
        ] {
            assert_eq!(postcode_written(postcode), written);
        }
    }
}
