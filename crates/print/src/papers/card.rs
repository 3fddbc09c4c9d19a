//! What is the same on cards: small labels before values, thin lines, the name over its row.

use crate::layout::Point;
use crate::{Element, Ink, Layout, PaperInsurer, Role, Rule, Style, Tag, Undrawable};

/// The size of a card (ID-1), in millimeters.
pub(super) const CARD: Point = (85.60, 53.98);
/// The smallest type of a card.
pub(super) const CARD_LEAST: f32 = 5.5;
/// Values of a card.
pub(super) const CARD_VALUE: Style = Style::new(8.0).leading(7.0).down_to(CARD_LEAST);
/// Where labels begin, from the left edge of the card.
pub(super) const EDGE: f32 = 3.4;

const LABEL: Style = Style::new(5.5).ink(Ink::QUIET);
const LINE: Rule = Rule::new(0.1).ink(Ink::FAINT);

/// A card on a page: its upper left corner, and the upper edge of the next row in it.
pub(super) struct CardFace<'p, 'a> {
    pub(super) page: &'p mut Layout<'a>,
    pub(super) corner: Point,
    pub(super) y: f32,
}

impl CardFace<'_, '_> {
    /// A label and the place of its value, at that distance from the left edge of the card.
    pub(super) fn field(
        &mut self,
        label: &str,
        field: &'static str,
        (from, value, to): (f32, f32, f32),
        height: f32,
    ) -> Result<(), Undrawable> {
        let element = self.label(label, from, height)?;
        let at = (self.corner.0 + value, self.base(height));
        self.page.slot(field, at, to - value, &CARD_VALUE, element);
        Ok(())
    }

    /// A label in the middle of a row.
    pub(super) fn label(
        &mut self,
        label: &str,
        from: f32,
        height: f32,
    ) -> Result<Element, Undrawable> {
        let element = self.page.element(Role::Paragraph);
        let at = (self.corner.0 + from, self.base(height) - 0.25);
        self.page.text(at, &LABEL, label, Tag::In(element))?;
        Ok(element)
    }

    /// A row for a name with its kana above.
    pub(super) fn name(
        &mut self,
        label: &str,
        (value, to): (f32, f32),
        height: f32,
    ) -> Result<(), Undrawable> {
        let element = self.page.element(Role::Paragraph);
        let (x, y) = (self.corner.0 + value, self.corner.1 + self.y);
        let at = (self.corner.0 + EDGE, y + 6.2);
        self.page.text(at, &LABEL, label, Tag::In(element))?;
        let kana = Style::new(5.5);
        self.page.slot("kana in short", (x, y + 2.4), to - value, &kana, element);
        // A long one begins above the label and ends above what stands beside the name.
        let at = (self.corner.0 + EDGE, y + 2.4);
        self.page.slot("kana", at, CARD.0 - 2.0 * EDGE, &kana, element);
        let style = Style::new(10.0).down_to(7.5);
        self.page.slot("name in short", (x, y + 6.7), to - value, &style, element);
        let style = Style::new(7.0).leading(7.4).down_to(CARD_LEAST);
        self.page.tall_slot("name", (x, y + 5.0), (to - value, 5.2), &style, element);
        self.end(height);
        Ok(())
    }

    /// A row for what is on one line if it can, else on two; its height and its type.
    pub(super) fn lines(
        &mut self,
        label: &str,
        (short, field): (&'static str, &'static str),
        (value, to): (f32, f32),
        (height, size): (f32, f32),
    ) -> Result<(), Undrawable> {
        let element = self.label(label, EDGE, height)?;
        let x = self.corner.0 + value;
        let style = Style::new(size).down_to(6.5);
        self.page.slot(short, (x, self.base(height)), to - value, &style, element);
        let style = Style::new(6.5).leading(6.8).down_to(CARD_LEAST);
        let at = (x, self.corner.1 + self.y + 2.5);
        self.page.tall_slot(field, at, (to - value, 4.9), &style, element);
        self.end(height);
        Ok(())
    }

    /// Ends a row.
    pub(super) fn end(&mut self, height: f32) {
        self.y += height;
        self.rule();
    }

    fn rule(&mut self) {
        let (x, y) = (self.corner.0, self.corner.1 + self.y);
        self.page.line((x + EDGE, y), (x + CARD.0 - EDGE, y), LINE);
    }

    /// The base line in the middle of a row.
    pub(super) fn base(&self, height: f32) -> f32 {
        self.corner.1 + self.y + height / 2.0 + 1.0
    }
}

/// What the insured person is called on papers of an insurer (F-79: the third digit of a national
/// health insurance society's number is 3).
pub(super) fn insured_label(insurer: &PaperInsurer, heading: &str) -> &'static str {
    let number = insurer.number.as_bytes();
    match (heading.contains("国民健康保険"), number.len(), number.get(2)) {
        (true, 6, Some(b'3')) => "組合員氏名",
        (true, _, _) => "世帯主氏名",
        (false, _, _) => "被保険者氏名",
    }
}

/// Puts a text on one line, or on two smaller ones where it is too long for that.
pub(super) fn fill_name(
    page: &mut Layout<'_>,
    short: &'static str,
    long: &'static str,
    text: &str,
) -> Result<(), Undrawable> {
    match page.fill(short, text) {
        Err(Undrawable::TooLong { .. }) => page.fill(long, text),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_insured_person_is_called_by_each_insurer() {
        let table = "
            113019    国民健康保険    組合員氏名    # a national health insurance society
            112010    国民健康保険    世帯主氏名    # a municipality
            06139992  健康保険        被保険者氏名
            39139999  後期高齢者医療  被保険者氏名
        ";
        for row in table.trim().lines() {
            let mut cells = row.split_whitespace();
            let mut next = || cells.next().unwrap().to_owned();
            let (number, heading) = (next(), next());
            let [name, address, phone] = [const { String::new() }; 3];
            let insurer = PaperInsurer { number, name, address, phone };
            assert_eq!(insured_label(&insurer, &heading), next(), "{row}");
        }
    }
}
