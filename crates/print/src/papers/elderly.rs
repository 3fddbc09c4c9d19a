//! 高齢受給者証: a card that says the share from 70.

use eligibility::written;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::card::{CARD, CARD_LEAST, CARD_VALUE, CardFace, EDGE, fill_name, insured_label};
use super::story::share_written;
use crate::{
    AddressOnPaper, Faces, Ink, Layout, PaperInsurer, Role, Stocks, Style, Tag, Undrawable,
};

/// The elderly recipient certificate (高齢受給者証), a card of the size of the eligibility
/// certificate, for insurers that do not print the share on the latter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElderlyCertificate {
    /// Whether the printer wants crop marks.
    #[serde(default)]
    pub crop_marks: bool,
    /// Who issues it.
    pub insurer: PaperInsurer,
    /// The insurance: 健康保険, 国民健康保険.
    pub heading: String,
    /// What the person is to the insurer: 組合員, 被保険者, 被扶養者.
    pub member: String,
    /// The sheet's number in its batch, printed small.
    pub sheet: String,
    /// The symbol (記号), where the insurer has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The number (番号).
    pub number: String,
    /// The branch (枝番).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The name as registered.
    pub name: String,
    /// The kana.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kana: Option<String>,
    /// The sex as printed, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// The birth date.
    pub born_on: Date,
    /// The insured person's name (組合員氏名, 被保険者氏名).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insured_name: Option<String>,
    /// The address.
    pub address: AddressOnPaper,
    /// The share in tenths (一部負担金の割合).
    pub share_tenths: u8,
    /// The first day of that share (発効期日).
    pub valid_from: Date,
    /// The last day it is valid (有効期限).
    pub valid_to: Date,
    /// The day of issue (交付年月日).
    pub issued_on: Date,
}

impl ElderlyCertificate {
    /// The page of it.
    pub(crate) fn layouts<'a>(
        &self,
        stocks: &mut Stocks<'a>,
    ) -> Result<Vec<Layout<'a>>, Undrawable> {
        let stock = stocks.of(&self.stock_name(), |faces| self.stock(faces))?;
        let mut page = Layout::over(&stock);
        page.fill("symbol", self.symbol.as_deref().unwrap_or_default())?;
        page.fill("number", &self.number)?;
        page.fill("branch", self.branch.as_deref().unwrap_or_default())?;
        let kana = self.kana.as_deref().unwrap_or_default();
        fill_name(&mut page, "kana in short", "kana", kana)?;
        fill_name(&mut page, "name in short", "name", &self.name)?;
        page.fill("sex", self.sex.as_deref().unwrap_or_default())?;
        page.fill("birth day", &written(self.born_on))?;
        let insured = self.insured_name.as_deref().unwrap_or_default();
        fill_name(&mut page, "insured name in short", "insured name", insured)?;
        if let AddressOnPaper::Printed(address) = &self.address {
            fill_name(&mut page, "address in short", "address", address)?;
        }
        page.fill("share", &share_written(self.share_tenths))?;
        page.fill("first day", &written(self.valid_from))?;
        page.fill("last day", &written(self.valid_to))?;
        page.fill("issue day", &written(self.issued_on))?;
        page.fill("sheet", &self.sheet)?;
        Ok(vec![page])
    }

    /// What of the paper is the same on other sheets.
    fn stock_name(&self) -> String {
        let insurer = &self.insurer;
        [
            "elderly",
            &insurer.number,
            &insurer.name,
            &insurer.address,
            &insurer.phone,
            &self.heading,
            &self.member,
            if self.crop_marks { "cropped" } else { "" },
            if self.insured_name.is_some() { "insured" } else { "" },
            if self.sex.is_some() { "sex" } else { "" },
            match self.address {
                AddressOnPaper::Printed(_) => "printed",
                AddressOnPaper::Blank => "blank",
                AddressOnPaper::Omitted => "omitted",
            },
        ]
        .join("\n")
    }

    /// The card as it is printed before anybody's name stands on it.
    fn stock<'a>(&self, faces: &'a Faces) -> Result<Layout<'a>, Undrawable> {
        let mut page = Layout::new(faces, CARD.0, CARD.1).with_crop_marks(self.crop_marks);
        let mut card = CardFace { page: &mut page, corner: (0.0, 0.0), y: 0.0 };
        self.head(&mut card)?;
        let (row, to) = (4.4, CARD.0 - EDGE);
        card.field("記号", "symbol", (EDGE, 9.0, 29.0), row)?;
        card.field("番号", "number", (30.5, 36.0, 66.0), row)?;
        card.field("(枝番)", "branch", (67.5, 75.0, to), row)?;
        card.end(row);
        let value = 20.0;
        if self.sex.is_some() {
            // On the base line of the name, which stands below its kana.
            card.y += 3.5;
            card.field("性別", "sex", (71.5, 77.5, to), row)?;
            card.y -= 3.5;
        }
        let end = if self.sex.is_some() { 70.0 } else { to };
        card.name("氏名", (value, end), 8.4)?;
        card.field("生年月日", "birth day", (EDGE, value, to), row)?;
        card.end(row);
        if self.insured_name.is_some() {
            let label = insured_label(&self.insurer, &self.heading);
            let fields = ("insured name in short", "insured name");
            card.lines(label, fields, (value, to), (5.3, 8.0))?;
        }
        self.address(&mut card, (value, to))?;
        let share = card.label("一部負担金の割合", EDGE, 5.4)?;
        let style = Style::new(10.5).bold();
        let at = (value + 1.0, card.base(5.4) + 0.3);
        card.page.slot("share", at, 12.0, &style, share);
        card.field("発効期日", "first day", (42.0, 53.0, to), 5.4)?;
        card.end(5.4);
        let member = Tag::In(card.label("区分", EDGE, row)?);
        let at = (value, card.base(row));
        card.page.fitted(at, 20.0, &CARD_VALUE, "member", &self.member, member)?;
        card.field("交付年月日", "issue day", (42.0, 53.0, to), row)?;
        card.end(row);
        self.foot(&mut card)?;
        Ok(page)
    }

    /// The title, and until when it is valid.
    fn head(&self, card: &mut CardFace<'_, '_>) -> Result<(), Undrawable> {
        let to = CARD.0 - EDGE;
        let title = format!("{}　高齢受給者証", self.heading);
        let style = Style::new(8.5).bold().down_to(CARD_LEAST);
        card.page.fitted((EDGE, 5.6), 46.0, &style, "heading", &title, Tag::H1)?;
        card.y = 2.2;
        card.field("有効期限", "last day", (51.5, 60.5, to), 4.6)?;
        card.y = 0.0;
        card.end(7.4);
        Ok(())
    }

    /// The address, or room to write it.
    fn address(
        &self,
        card: &mut CardFace<'_, '_>,
        (value, to): (f32, f32),
    ) -> Result<(), Undrawable> {
        let height = 5.6;
        match self.address {
            AddressOnPaper::Omitted => return Ok(()),
            AddressOnPaper::Blank => card.label("住所", EDGE, height).map(|_| ())?,
            AddressOnPaper::Printed(_) => {
                let fields = ("address in short", "address");
                return card.lines("住所", fields, (value, to), (height, 7.5));
            }
        }
        card.end(height);
        Ok(())
    }

    /// Who issues it, at the bottom.
    fn foot(&self, card: &mut CardFace<'_, '_>) -> Result<(), Undrawable> {
        let insurer = &self.insurer;
        let element = Tag::In(card.page.element(Role::Paragraph));
        let small = Style::new(5.5).down_to(4.0);
        let y = CARD.1 - 4.3;
        let room = 58.0;
        let style = CARD_VALUE.down_to(CARD_LEAST);
        let text = format!("保険者番号 {}　{}", insurer.number, insurer.name);
        card.page.fitted((EDGE, y), CARD.0 - 2.0 * EDGE, &style, "insurer name", &text, element)?;
        let text = format!("{}　電話 {}", insurer.address, insurer.phone);
        card.page.fitted((EDGE, y + 2.7), room, &small, "insurer address", &text, element)?;
        let sheet = card.page.element(Role::Paragraph);
        let style = Style::new(4.5).ink(Ink::QUIET).ending().down_to(3.5);
        card.page.slot("sheet", (CARD.0 - 2.0, y + 2.9), 20.0, &style, sheet);
        Ok(())
    }
}
