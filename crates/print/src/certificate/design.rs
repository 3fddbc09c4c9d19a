//! Where things stand on a 資格確認書.
//!
//! The three sizes are one design: the same rows in the order of the form (leaflet 002, page 2),
//! by different measures. Rows that a person does not have leave their room to the others.

use std::fmt::Write;

use eligibility::InsurerNumber;

use super::measures::{Design, Kinds, LEAST};
use super::{AddressOnPaper, CertificateForm, EligibilityCertificate};
use crate::faces::Faces;
use crate::layout::{Element, Ink, Layout, POINTS, Role, Rule, Style, Tag, Undrawable};

/// The color of the bar and of the title.
const BLUE: Ink = Ink(0x15, 0x4C, 0x79);
/// The lines between rows.
const HAIR: Rule = Rule::new(0.1).ink(Ink::FAINT);

/// A row of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Validity,
    From,
    Number,
    Name,
    Birth,
    Acquired,
    Insured,
    Address,
    Limit,
    LongStay,
    Disease,
}

impl Row {
    const ALL: [Self; 11] = [
        Self::Validity,
        Self::From,
        Self::Number,
        Self::Name,
        Self::Birth,
        Self::Acquired,
        Self::Insured,
        Self::Address,
        Self::Limit,
        Self::LongStay,
        Self::Disease,
    ];

    /// On a card, in millimeters.
    const fn height(self) -> f32 {
        match self {
            Self::Validity => 4.8,
            Self::Number => 5.2,
            Self::Name => 9.2,
            Self::From | Self::Birth | Self::Acquired => 3.8,
            Self::Insured => 4.4,
            Self::Address => 7.0,
            Self::Limit | Self::LongStay | Self::Disease => 3.2,
        }
    }

    fn is_on(self, of: &EligibilityCertificate) -> bool {
        match self {
            Self::Validity => {
                of.valid_to.is_some() || of.valid_from.is_some() && !of.form.design().is_tall
            }
            Self::From => of.valid_from.is_some() && of.form.design().is_tall,
            Self::Number | Self::Name | Self::Birth | Self::Acquired => true,
            Self::Insured => of.insured_name.is_some(),
            Self::Address => of.address != AddressOnPaper::Omitted,
            Self::Limit => of.optional.limit_class.is_some(),
            Self::LongStay => of.optional.long_stay_on.is_some(),
            Self::Disease => of.optional.special_disease.is_some(),
        }
    }
}

/// The name of the stock: all that its drawing depends on.
pub(super) fn name(of: &EligibilityCertificate) -> String {
    let mut name = String::with_capacity(200);
    let insurer = &of.insurer;
    for text in
        [&of.heading, &of.member, &insurer.number, &insurer.name, &insurer.address, &insurer.phone]
    {
        name.push_str(text);
        name.push('\n');
    }
    let is = [
        of.valid_to.is_some(),
        of.valid_from.is_some(),
        of.symbol.is_some(),
        of.branch.is_some(),
        of.sex.is_some(),
        of.kana.is_some(),
        of.share_tenths.is_some(),
        of.code.is_some(),
        of.crop_marks,
        of.address == AddressOnPaper::Blank,
    ];
    let rows = Row::ALL.map(|it| it.is_on(of));
    name.extend(is.into_iter().chain(rows).map(|it| if it { '1' } else { '0' }));
    name.push(match of.form {
        CertificateForm::Card => 'c',
        CertificateForm::Postcard => 'p',
        CertificateForm::A4 => 'a',
    });
    name
}

/// What is the same on all of a kind, with slots for the rest.
pub(super) fn stock<'a>(
    of: &EligibilityCertificate,
    faces: &'a Faces,
) -> Result<Layout<'a>, Undrawable> {
    let design = of.form.design();
    let layout = Layout::new(faces, design.size.0, design.size.1).with_crop_marks(of.crop_marks);
    let mut sheet = Sheet { layout, design, of };
    sheet.title()?;
    sheet.rows()?;
    sheet.insurer()?;
    Ok(sheet.layout)
}

struct Sheet<'a, 'c> {
    layout: Layout<'a>,
    design: &'static Design,
    of: &'c EligibilityCertificate,
}

impl Sheet<'_, '_> {
    fn title(&mut self) -> Result<(), Undrawable> {
        let design = self.design;
        let (y, small, large) = design.title;
        // Color goes over the edge, so that none of it is white where the cut is not quite true.
        let bar = (design.size.0 + 6.0, design.bar + 3.0);
        self.layout.rectangle((-3.0, -3.0), bar, Some(BLUE), None);
        let title = self.layout.element(Role::Heading(1));
        let room = design.size.0 * 0.3;
        let insurance = Style::new(small).down_to(LEAST).ink(BLUE).bold();
        let heading = self.of.heading.as_str();
        let width = self.layout.width_of(&insurance, heading)?.min(room);
        let at = (design.left, y);
        self.layout.fitted(at, room, &insurance, "heading", heading, Tag::In(title))?;
        let style = Style::new(large).ink(BLUE).bold();
        let x = design.left + width + if width > 0.0 { small / POINTS * 0.6 } else { 0.0 };
        self.layout.text((x, y), &style, "資格確認書", Tag::In(title))?;
        let end = x + self.layout.width_of(&style, "資格確認書")?;
        self.member(end, y)
    }

    /// What the person is to the insurer, in a frame.
    fn member(&mut self, from: f32, y: f32) -> Result<(), Undrawable> {
        let design = self.design;
        let style = Style { size: design.kinds.value.size, ..Style::new(LEAST).centred() };
        let padding = style.size / POINTS * 0.6;
        let room = design.right - from - 3.0 * padding;
        let member = self.of.member.as_str();
        let width = self.layout.width_of(&style, member)?.min(room);
        if width == 0.0 {
            return Ok(());
        }
        let high = style.size / POINTS;
        let corner = (design.right - width - 2.0 * padding, y - 0.88 * high - 0.3 * padding);
        let size = (width + 2.0 * padding, high + 0.6 * padding);
        let frame = Rule::new(0.2).ink(BLUE);
        self.layout.rectangle(corner, size, None, Some(frame));
        let middle = (corner.0 + size.0 / 2.0, y);
        self.layout.fitted(middle, room, &style, "member", member, Tag::P)
    }

    fn rows(&mut self) -> Result<(), Undrawable> {
        let design = self.design;
        let of = self.of;
        let rows: Vec<Row> = Row::ALL.into_iter().filter(|it| it.is_on(of)).collect();
        let wanted: f32 = rows.iter().map(|it| it.height() * design.height).sum();
        let (start, end) = design.rows;
        let stretch = ((end - start) / wanted).min(1.3);
        let mut top = start;
        self.hair(top, design.right);
        for row in rows {
            let height = row.height() * design.height * stretch;
            self.row(row, top, height)?;
            top += height;
            self.hair(top, self.limit(top));
        }
        Ok(())
    }

    fn hair(&mut self, y: f32, right: f32) {
        self.layout.line((self.design.left, y), (right, y), HAIR);
    }

    /// How far a row may go to the right whose lower edge is there: to the edge, or to the code.
    fn limit(&self, bottom: f32) -> f32 {
        let (size, lower) = self.design.code;
        let is_beside = self.of.code.is_some() && bottom > lower - size;
        if is_beside { self.design.right - size } else { self.design.right }
    }

    fn row(&mut self, row: Row, top: f32, height: f32) -> Result<(), Undrawable> {
        let value = self.design.kinds.value;
        let y = base(top, height, &value);
        let left = |sheet: &mut Self, label, field| {
            sheet.pair(label, field, (sheet.design.left, sheet.design.columns[0]), y, &value)
        };
        // What was applied for comes to the rest, and is set smaller.
        let small = Style { size: (value.size * 0.87).max(value.least), ..value };
        let extra = |sheet: &mut Self, label, field| {
            let y = base(top, height, &small);
            sheet.pair(label, field, (sheet.design.left, sheet.design.columns[0]), y, &small)
        };
        let of = self.of;
        match row {
            Row::Validity => self.validity(top, height),
            Row::From => left(self, "発効期日", "valid_from"),
            Row::Number => self.number(top, height),
            Row::Name => self.name(top, height),
            Row::Birth => {
                left(self, "生年月日", "born_on")?;
                if of.share_tenths.is_some() {
                    self.right("負担割合", "share", y)
                } else {
                    Ok(())
                }
            }
            Row::Acquired => left(self, "資格取得年月日", "acquired_on"),
            Row::Insured => self.insured(top, height),
            Row::Address => self.address(top, height),
            Row::Limit => extra(self, "限度区分", "limit_class"),
            Row::LongStay => extra(self, "長期入院該当日", "long_stay_on"),
            Row::Disease => extra(self, "特定疾病区分", "special_disease"),
        }
    }

    /// A label, and the slot of its value up to the right edge or the code.
    fn pair(
        &mut self,
        label: &str,
        field: &'static str,
        (x, value_x): (f32, f32),
        y: f32,
        style: &Style,
    ) -> Result<(), Undrawable> {
        let element = self.label(label, x, y)?;
        let end = if value_x < self.design.columns[1] && self.has_right(field) {
            self.design.columns[1] - 1.0
        } else {
            self.limit(y)
        };
        self.layout.slot(field, (value_x, y), end - value_x, style, element);
        Ok(())
    }

    /// Whether something stands at the right of a value.
    fn has_right(&self, field: &str) -> bool {
        match field {
            "valid_to" => self.of.valid_from.is_some() && !self.design.is_tall,
            "born_on" => self.of.share_tenths.is_some(),
            _ => false,
        }
    }

    /// A label and its slot in the right column.
    fn right(&mut self, label: &str, field: &'static str, y: f32) -> Result<(), Undrawable> {
        let [_, x, value_x] = self.design.columns;
        self.pair(label, field, (x, value_x), y, &self.design.kinds.value)
    }

    fn label(&mut self, label: &str, x: f32, y: f32) -> Result<Element, Undrawable> {
        let element = self.layout.element(Role::Paragraph);
        self.layout.text((x, y), &self.design.kinds.label, label, Tag::In(element))?;
        Ok(element)
    }

    fn validity(&mut self, top: f32, height: f32) -> Result<(), Undrawable> {
        let design = self.design;
        let inset = 0.6 * design.height.sqrt();
        let size = (design.right - design.left + 2.0 * inset, height);
        self.layout.rectangle((design.left - inset, top), size, Some(Ink::WASH), None);
        let y = base(top, height, &design.kinds.end);
        if self.of.valid_to.is_some() {
            let places = (design.left, design.columns[0]);
            self.pair("有効期限", "valid_to", places, y, &design.kinds.end)?;
        }
        let is_beside = self.of.valid_from.is_some() && !design.is_tall;
        if is_beside { self.right("発効期日", "valid_from", y) } else { Ok(()) }
    }

    fn number(&mut self, top: f32, height: f32) -> Result<(), Undrawable> {
        let style = self.design.kinds.number;
        let y = base(top, height, &style);
        let [symbol, symbol_value, number, number_value, branch, branch_value] =
            self.design.numbers;
        let gap = self.design.kinds.label.size / POINTS * 0.5;
        let of = self.of;
        // Without a symbol the number is the first.
        let first =
            if of.symbol.is_some() { (number, number_value) } else { (symbol, symbol_value) };
        let parts = [
            (of.symbol.is_some(), "記号", "symbol", (symbol, symbol_value), number),
            (true, "番号", "number", first, branch),
            (
                of.branch.is_some(),
                "(枝番)",
                "branch",
                (branch, branch_value),
                self.design.right + gap,
            ),
        ];
        for (is_on, label, field, (x, value_x), end) in parts {
            if is_on {
                let element = self.label(label, x, y)?;
                self.layout.slot(field, (value_x, y), end - gap - value_x, &style, element);
            }
        }
        Ok(())
    }

    /// The name with its kana above, and the sex.
    fn name(&mut self, top: f32, height: f32) -> Result<(), Undrawable> {
        let design = self.design;
        let Kinds { kana, name, value, .. } = design.kinds;
        let x = design.columns[0];
        // The sex stands below the branch.
        let [.., second, second_value] = design.numbers;
        let (size, kana_size) = (name.size / POINTS, kana.size / POINTS);
        // The kana has two lines of its least size, the name two of its own.
        let kana_room = 0.36 * height;
        let kana_y = top + 0.05 * height + kana_room - 0.12 * kana_size;
        let bottom = top + 0.95 * height;
        let y = bottom - 0.12 * size;
        let element = self.label("氏名", design.left, y)?;
        let end =
            if self.of.sex.is_some() { second - 1.4 * design.height.sqrt() } else { design.right };
        let room = (end - x, bottom - top - 0.05 * height - kana_room);
        self.layout.rising_slot("name", (x, y), room, &name, element);
        if self.of.kana.is_some() {
            let element = self.layout.element(Role::Paragraph);
            let room = (design.right - x, kana_room);
            self.layout.rising_slot("kana", (x, kana_y), room, &kana, element);
        }
        // The letters of the sex stand at the middle of those of the name.
        let sex = base(y - size, size * 1.1, &value);
        if self.of.sex.is_some() {
            self.pair("性別", "sex", (second, second_value), sex, &value)?;
        }
        Ok(())
    }

    /// The insured person's name: on two lines where one is not enough.
    fn insured(&mut self, top: f32, height: f32) -> Result<(), Undrawable> {
        let design = self.design;
        let value = design.kinds.value;
        let style = Style { leading: value.size * 1.06, ..value };
        let x = design.columns[0];
        let y = base(top, height, &style);
        let label = insured_label(&self.of.insurer.number);
        let element = self.label(label, design.left, y)?;
        let room = (self.limit(top + height) - x, 1.02 * height);
        self.layout.middle_slot("insured_name", (x, y), room, &style, element);
        Ok(())
    }

    fn address(&mut self, top: f32, height: f32) -> Result<(), Undrawable> {
        let design = self.design;
        let value = design.kinds.value;
        let x = design.columns[0];
        let line = value.size / POINTS;
        let end = self.limit(top + height);
        let y = top + 0.1 * height + 0.88 * line;
        let element = self.label("住所", design.left, y)?;
        if self.of.address == AddressOnPaper::Blank {
            let rule = Rule::new(0.12).ink(Ink::QUIET).dashed();
            for part in [0.46, 0.88] {
                let y = top + part * height;
                self.layout.line((x, y), (end, y), rule);
            }
        } else {
            self.layout.tall_slot("address", (x, y), (end - x, 0.86 * height), &value, element);
        }
        Ok(())
    }

    fn insurer(&mut self) -> Result<(), Undrawable> {
        let design = self.design;
        let insurer = &self.of.insurer;
        let small = design.kinds.small;
        let (first, distance, height) = design.insurer;
        let x = design.columns[0];
        // The sheet's number has the end of the last line.
        let number = self.layout.width_of(&design.kinds.sheet, "2026-03-31-2-A-00000")?;
        let is_beside = !design.is_tall;
        let end = if is_beside { design.right - number } else { design.right };
        let end = self.limit(first + 2.0 * distance).min(end) - 0.5;
        let element = self.label("保険者番号", design.left, first)?;
        let room = design.columns[1] - 14.0 - x;
        let tag = Tag::In(element);
        self.layout.fitted((x, first), room, &small, "insurer", &insurer.number, tag)?;
        let y = first + distance;
        let tag = Tag::In(self.label("保険者名称", design.left, y)?);
        let room = (end - x, distance);
        self.layout.middle_block((x, y), room, &small, "insurer", &insurer.name, tag)?;
        let y = y + distance;
        let tag = Tag::In(self.label("保険者所在地", design.left, y)?);
        let mut place = insurer.address.clone();
        if !insurer.phone.is_empty() {
            let space = match (place.is_empty(), design.is_tall) {
                (true, _) => "",
                (false, true) => "\n",
                (false, false) => "  ",
            };
            // A String takes whatever is written to it.
            let _ = write!(place, "{space}電話 {}", insurer.phone);
        }
        let room = (end - x, height);
        self.layout.block((x, y), room, &small, "insurer", &place, tag)?;
        self.issued(first)?;
        if self.of.code.is_some() {
            let (size, lower) = design.code;
            // The white around it goes over the edge.
            let corner = (design.right - 0.9 * size, lower - size);
            self.layout.code_slot("code", corner, size, "この資格確認書の内容を表す二次元コード");
        }
        let element = self.layout.element(Role::Paragraph);
        let at = (design.right, design.sheet);
        let style = design.kinds.sheet.ending();
        self.layout.slot("sheet", at, design.right - x, &style, element);
        Ok(())
    }

    /// The day of issue, at the end of the insurer's first line.
    fn issued(&mut self, y: f32) -> Result<(), Undrawable> {
        let design = self.design;
        let label = "交付年月日";
        let width = self.layout.width_of(&design.kinds.label, label)?;
        let day = self.layout.width_of(&design.kinds.small, "令和10年10月10日")?;
        let end = self.limit(y) - 0.5;
        let element = self.label(label, end - day - width - 1.5, y)?;
        self.layout.slot("issued_on", (end - day, y), day, &design.kinds.small, element);
        Ok(())
    }
}

/// The base line of type in the middle of a row.
fn base(top: f32, height: f32, style: &Style) -> f32 {
    top + height / 2.0 + 0.36 * style.size / POINTS
}

/// What the insurer calls the person through whom a member is insured.
fn insured_label(insurer: &str) -> &'static str {
    match insurer.parse::<InsurerNumber>() {
        Ok(number) if number.get() < 1_000_000 && number.has_workplaces() => "組合員氏名",
        Ok(number) if number.get() < 1_000_000 => "世帯主氏名",
        Ok(_) | Err(_) => "被保険者氏名",
    }
}
