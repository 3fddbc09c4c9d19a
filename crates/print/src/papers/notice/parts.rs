//! What stands on every notice, whoever sends it.

use crate::layout::Point;
use crate::papers::card::{CARD, CardFace, EDGE};
use crate::papers::story::{LEAST, LEFT, RIGHT, WIDTH};
use crate::{Ink, Layout, Role, Rule, Style, Tag, Undrawable};

/// A label, the slot of its value, and the width of both.
pub(super) type Item = (&'static str, &'static str, f32);

/// A field of the table in the letter.
pub(super) fn item(
    page: &mut Layout<'_>,
    (x, y): Point,
    (width, height): Point,
    label: &str,
    field: &'static str,
) -> Result<(), Undrawable> {
    let label_width = if label.chars().count() > 4 || width > 100.0 { 27.0 } else { 17.0 };
    page.rectangle((x, y), (label_width, height), Some(Ink::WASH), Some(Rule::new(0.15)));
    page.rectangle((x, y), (width, height), None, Some(Rule::new(0.15)));
    let element = page.element(Role::Paragraph);
    let style = Style::new(8.5).down_to(6.5);
    let at = (x + 1.5, y + height / 2.0 + 1.1);
    page.fitted(at, label_width - 3.0, &style, "label", label, Tag::In(element))?;
    let at = (x + label_width + 1.5, y + height / 2.0 + 1.35);
    let room = width - label_width - 3.0;
    let style = Style::new(10.5).down_to(LEAST);
    let short = match field {
        "name" => "name in short",
        "insured name" => "insured name in short",
        _ => {
            page.slot(field, at, room, &style.down_to(6.0), element);
            return Ok(());
        }
    };
    let style = if field == "name" { Style::new(12.0).down_to(9.0) } else { style };
    page.slot(short, at, room, &style, element);
    let style = Style::new(9.0).leading(10.0).down_to(LEAST);
    page.tall_slot(field, (at.0, y + 4.0), (room, 7.2), &style, element);
    Ok(())
}

/// What the notice is for.
pub(super) fn purpose(page: &mut Layout<'_>, top: f32) -> Result<(), Undrawable> {
    heading(page, top, "このお知らせについて")?;
    let style = Style::new(9.0).leading(13.6);
    let items = [
        "保険給付を申請するときなどに書く「記号・番号・枝番」をお知らせするものです。",
        "このお知らせだけでは、医療機関や薬局で保険診療を受けられません。マイナ保険証で受付をしてください。",
        "カードリーダーの故障などでマイナ保険証を読み取れないときは、マイナンバーカードと一緒に\
         このお知らせを見せると、保険診療を受けられます。",
    ];
    let list = page.element(Role::List);
    let mut y = top + 10.5;
    for text in items {
        let item = Tag::In(page.child(list, Role::Item));
        page.text((LEFT, y), &style, "・", item)?;
        y = page.wrapped((LEFT + 3.6, y), WIDTH - 3.6, &style, "purpose", text, item)? + 0.6;
    }
    Ok(())
}

/// A heading of the letter.
pub(super) fn heading(page: &mut Layout<'_>, top: f32, text: &str) -> Result<(), Undrawable> {
    page.rectangle((LEFT, top + 0.4), (1.2, 4.4), Some(Ink::BLACK), None);
    page.text((LEFT + 3.0, top + 4.1), &Style::new(11.0).bold(), text, Tag::H2)?;
    page.line((LEFT, top + 5.9), (RIGHT, top + 5.9), Rule::new(0.15).ink(Ink::FAINT));
    Ok(())
}

/// The head of a step.
pub(super) fn step_title(
    page: &mut Layout<'_>,
    (x, y): Point,
    step: &str,
    text: &str,
) -> Result<(), Undrawable> {
    let element = page.element(Role::Heading(3));
    let small = Style::new(8.0).ink(Ink::QUIET);
    page.text((x + 2.0, y + 4.2), &small, step, Tag::In(element))?;
    let style = Style::new(9.0).bold().down_to(LEAST);
    page.fitted((x + 2.0, y + 9.0), 74.5, &style, "step", text, Tag::In(element))
}

/// The foot of the card: its text by the form, and the sheet's number.
pub(super) fn card_foot(card: &mut CardFace<'_, '_>) -> Result<(), Undrawable> {
    let (x, y) = card.corner;
    let text = "受診の際にはマイナ保険証があわせて必要です";
    let style = Style::new(7.5).bold();
    card.page.text((x + EDGE, y + CARD.1 - 2.6), &style, text, Tag::P)?;
    let sheet = card.page.element(Role::Paragraph);
    let style = Style::new(4.5).ink(Ink::QUIET).ending().down_to(3.5);
    let at = (x + CARD.0 - 2.0, y + CARD.1 - 1.2);
    card.page.slot("sheet", at, 22.0, &style, sheet);
    Ok(())
}

/// Scissors that cut to the right along a line, drawn as lines.
pub(super) fn scissors(page: &mut Layout<'_>, (x, y): Point) {
    let rule = Rule::new(0.28);
    page.line((x - 1.0, y + 0.9), (x + 3.0, y - 0.7), rule);
    page.line((x - 1.0, y - 0.9), (x + 3.0, y + 0.7), rule);
    for middle in [y + 1.35, y - 1.35] {
        ring(page, (x - 1.8, middle), 0.85, rule);
    }
}

/// A ring of twelve short lines.
fn ring(page: &mut Layout<'_>, (x, y): Point, radius: f32, rule: Rule) {
    let at = |place: u8| {
        let turn = f32::from(place) * std::f32::consts::TAU / 12.0;
        (x + radius * turn.cos(), y + radius * turn.sin())
    };
    for place in 0..12 {
        page.line(at(place), at(place + 1), rule);
    }
}
