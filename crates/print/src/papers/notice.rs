//! 資格情報のお知らせ: a letter with a card to cut out.

mod parts;

use eligibility::written;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Recipient;
use super::card::{CARD, CARD_LEAST, CARD_VALUE, CardFace, EDGE, fill_name, insured_label};
use super::story::{
    LEFT, NOTE, PAGE, RIGHT, WIDTH, folds, postcode_written, sender, share_written, window_slots,
    with_honorific,
};
use crate::layout::Point;
use crate::{Faces, Ink, Layout, PaperInsurer, Role, Rule, Stocks, Style, Tag, Undrawable};
use parts::{Item, card_foot, heading, item, purpose, scissors, step_title};

/// The notice of eligibility information (資格情報のお知らせ), an A4 letter with the cut-out card.
///
/// The share and the two days stand on it from 70 only (leaflet 002, the gray items).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Who issues it.
    pub insurer: PaperInsurer,
    /// The insurance: 健康保険, 国民健康保険, 後期高齢者医療.
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
    /// The day from which the eligibility applies (適用開始年月日).
    pub start_on: Date,
    /// The insured person's name (組合員氏名, 被保険者氏名).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insured_name: Option<String>,
    /// The share in tenths (負担割合), from 70.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_tenths: Option<u8>,
    /// The first day of that share (発効期日), from 70.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// The last day of that share (有効期限), from 70.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// The day of issue.
    pub issued_on: Date,
    /// What the QR code says: the portal's address.
    pub portal_address: String,
    /// To whom the letter goes.
    pub recipient: Recipient,
}

/// Where the card to cut out begins: at the lower right, 14 mm from the edges of the page.
const CORNER: Point = (PAGE.0 - 14.0 - CARD.0, PAGE.1 - 14.0 - CARD.1);

impl Notice {
    /// The pages of it.
    pub(crate) fn layouts<'a>(
        &self,
        stocks: &mut Stocks<'a>,
    ) -> Result<Vec<Layout<'a>>, Undrawable> {
        let stock = stocks.of(&self.stock_name(), |faces| self.stock(faces))?;
        let mut page = Layout::over(&stock);
        page.fill("day", &written(self.issued_on))?;
        let to = &self.recipient;
        if let Some(postcode) = &to.postcode {
            page.fill("recipient postcode", &postcode_written(postcode))?;
        }
        if !to.address.is_empty() {
            page.fill("recipient address", &to.address)?;
        }
        page.fill("recipient name", &with_honorific(to))?;
        self.fill_table(&mut page)?;
        self.fill_card(&mut page)?;
        Ok(vec![page])
    }

    /// What of the paper is the same on other sheets.
    fn stock_name(&self) -> String {
        let insurer = &self.insurer;
        [
            "notice",
            &insurer.number,
            &insurer.name,
            &insurer.address,
            &insurer.phone,
            &self.heading,
            &self.member,
            &self.portal_address,
            if self.is_elderly() { "elderly" } else { "" },
            if self.insured_name.is_some() { "insured" } else { "" },
        ]
        .join("\n")
    }

    /// Whether the items for 70 and over stand on it.
    fn is_elderly(&self) -> bool {
        self.share_tenths.is_some() || self.valid_from.is_some() || self.valid_to.is_some()
    }

    fn fill_table(&self, page: &mut Layout<'_>) -> Result<(), Undrawable> {
        page.fill("symbol", self.symbol.as_deref().unwrap_or("なし"))?;
        page.fill("number", &self.number)?;
        page.fill("branch", self.branch.as_deref().unwrap_or("なし"))?;
        fill_name(page, "name in short", "name", &self.name)?;
        page.fill("kana", self.kana.as_deref().unwrap_or_default())?;
        page.fill("start day", &written(self.start_on))?;
        let insured = self.insured_name.as_deref().unwrap_or_default();
        fill_name(page, "insured name in short", "insured name", insured)?;
        page.fill("share", &self.share_tenths.map(share_written).unwrap_or_default())?;
        page.fill("first day", &self.valid_from.map(written).unwrap_or_default())?;
        page.fill("last day", &self.valid_to.map(written).unwrap_or_default())
    }

    fn fill_card(&self, page: &mut Layout<'_>) -> Result<(), Undrawable> {
        page.fill("card day", &format!("{}発行", written(self.issued_on)))?;
        page.fill("card symbol", self.symbol.as_deref().unwrap_or_default())?;
        page.fill("card number", &self.number)?;
        page.fill("card branch", self.branch.as_deref().unwrap_or_default())?;
        fill_name(page, "card name in short", "card name", &self.name)?;
        page.fill("card start day", &written(self.start_on))?;
        let insured = self.insured_name.as_deref().unwrap_or_default();
        fill_name(page, "card insured name in short", "card insured name", insured)?;
        page.fill("card share", &self.share_tenths.map(share_written).unwrap_or_default())?;
        page.fill("card first day", &self.valid_from.map(written).unwrap_or_default())?;
        page.fill("card last day", &self.valid_to.map(written).unwrap_or_default())?;
        page.fill("sheet", &self.sheet)
    }

    /// The letter as it is printed before anybody's name stands on it.
    fn stock<'a>(&self, faces: &'a Faces) -> Result<Layout<'a>, Undrawable> {
        let mut page = Layout::new(faces, PAGE.0, PAGE.1);
        folds(&mut page);
        let day = page.element(Role::Paragraph);
        let style = Style::new(9.5).ending();
        page.slot("day", (RIGHT, 24.0), 60.0, &style, day);
        window_slots(&mut page);
        sender(&mut page, &self.insurer, 42.0)?;
        let style = Style::new(16.0).bold().centred();
        page.text((PAGE.0 / 2.0, 75.0), &style, "資格情報のお知らせ", Tag::H1)?;
        let lead = "あなたの医療保険の資格情報をお知らせします。\
                    内容を確かめて、大切に保管してください。";
        let at = (LEFT, 84.0);
        page.wrapped(at, WIDTH, &Style::new(10.0), "lead", lead, Tag::P)?;
        self.table(&mut page, 88.0)?;
        purpose(&mut page, 131.0)?;
        self.steps(&mut page, 163.0)?;
        self.lower_left(&mut page)?;
        self.card(&mut page)?;
        Ok(page)
    }

    /// The person's items in the letter itself, which stays when the card is cut out.
    fn table(&self, page: &mut Layout<'_>, top: f32) -> Result<(), Undrawable> {
        let mut y = top;
        let mut row = |page: &mut Layout<'_>, height: f32, cells: &[Item]| {
            let mut x = LEFT;
            for (label, field, width) in cells {
                item(page, (x, y), (*width, height), label, field)?;
                x += width;
            }
            page.rectangle((LEFT, y), (WIDTH, height), None, Some(Rule::new(0.3)));
            y += height;
            Ok::<(), Undrawable>(())
        };
        let third = WIDTH / 3.0;
        let cells =
            [("記号", "symbol", third), ("番号", "number", third), ("枝番", "branch", third)];
        row(page, 7.0, &cells)?;
        row(page, 6.6, &[("フリガナ", "kana", WIDTH)])?;
        row(page, 9.6, &[("氏名", "name", WIDTH)])?;
        let insured = insured_label(&self.insurer, &self.heading);
        match self.insured_name {
            Some(_) => {
                let cells =
                    [("適用開始年月日", "start day", 66.0), (insured, "insured name", 94.0)];
                row(page, 9.6, &cells)?;
            }
            None => row(page, 7.0, &[("適用開始年月日", "start day", WIDTH)])?,
        }
        if self.is_elderly() {
            let cells = [
                ("負担割合", "share", third),
                ("発効期日", "first day", third),
                ("有効期限", "last day", third),
            ];
            row(page, 7.0, &cells)?;
        }
        Ok(())
    }

    /// The two ways to be ready when reading fails.
    fn steps(&self, page: &mut Layout<'_>, top: f32) -> Result<(), Undrawable> {
        heading(page, top, "カードの読み取りができないときに備えて")?;
        let (top, tall, width) = (top + 7.5, 49.0, 78.5);
        let right = RIGHT - width;
        for x in [LEFT, right] {
            page.rectangle((x, top), (width, tall), None, Some(Rule::new(0.25)));
            page.rectangle((x, top), (width, 11.5), Some(Ink::WASH), Some(Rule::new(0.25)));
        }
        step_title(
            page,
            (LEFT, top),
            "ステップ1",
            "マイナンバーカードとスマートフォンを持っている人",
        )?;
        let style = Style::new(8.5).leading(12.5);
        let text = "資格情報の画面を端末に保存してください。";
        let at = (LEFT + 2.0, top + 15.8);
        page.wrapped(at, width - 4.0, &style, "step", text, Tag::P)?;
        self.code(page, (LEFT + 1.0, top + 18.4))?;
        let steps = [
            "マイナポータルにログイン",
            "「健康保険証」を選ぶ",
            "「端末に保存」を押す",
            "「医療保険の資格情報」をダウンロード",
        ];
        let list = page.element(Role::List);
        let x = LEFT + 29.0;
        let mut y = top + 22.5;
        for (place, text) in steps.into_iter().enumerate() {
            let item = Tag::In(page.child(list, Role::Item));
            page.text((x, y), &style, &format!("{}", place + 1), item)?;
            y = page.wrapped((x + 3.6, y), width - 34.0, &style, "step", text, item)? + 0.9;
        }
        let note = "先にマイナ保険証の利用登録が必要です。";
        page.wrapped((LEFT + 2.0, top + 46.8), width - 4.0, &NOTE, "step", note, Tag::P)?;
        step_title(
            page,
            (right, top),
            "ステップ2",
            "マイナンバーカードを持ち、スマートフォンのない人",
        )?;
        let text = "このお知らせの右下のカードを切り取り、マイナンバーカードと一緒に\
                    持ち歩いてください。";
        let at = (right + 2.0, top + 15.8);
        page.wrapped(at, width - 4.0, &style, "step", text, Tag::P)?;
        let text = "利用登録がまだの人も、登録が済むまでは切り取ったカードを持ち歩いてください。";
        let at = (right + 2.0, top + 28.0);
        page.wrapped(at, width - 4.0, &style, "step", text, Tag::P).map(|_| ())
    }

    /// The portal's address as a QR code.
    fn code(&self, page: &mut Layout<'_>, corner: Point) -> Result<(), Undrawable> {
        let alt = "マイナポータルを開くQRコード";
        page.qr(corner, 26.0, "portal address", &self.portal_address, alt)
    }

    /// What to do when the card that was cut out is lost, and whom to ask.
    fn lower_left(&self, page: &mut Layout<'_>) -> Result<(), Undrawable> {
        let (x, width) = (LEFT, CORNER.0 - LEFT - 9.0);
        let style = Style::new(8.5).leading(13.0).down_to(6.0);
        page.text((x, 234.0), &Style::new(9.5).bold(), "カードをなくした、傷めた", Tag::H2)?;
        let text =
            "「資格情報のお知らせ交付申請書」を下記へ出してください。新しいものをお送りします。";
        let y = page.wrapped((x, 240.0), width, &style, "note", text, Tag::P)?;
        page.text((x, y + 4.5), &Style::new(9.5).bold(), "お問い合わせ", Tag::H2)?;
        let element = Tag::In(page.element(Role::Paragraph));
        let y = page.wrapped(
            (x, y + 10.5),
            width,
            &style,
            "insurer name",
            &self.insurer.name,
            element,
        )?;
        let phone = format!("電話 {}", self.insurer.phone);
        page.fitted((x, y), width, &style, "insurer phone", &phone, element)
    }

    /// The card, by the form of leaflet 002.
    fn card(&self, page: &mut Layout<'_>) -> Result<(), Undrawable> {
        let (x, y) = CORNER;
        page.rectangle(CORNER, CARD, None, Some(Rule::new(0.2).dashed()));
        scissors(page, (x - 3.4, y));
        let style = Style::new(6.5).ink(Ink::QUIET);
        page.text((x, y - 1.6), &style, "点線で切り取ってください", Tag::P)?;
        let mut card = CardFace { page, corner: CORNER, y: 0.0 };
        self.card_head(&mut card)?;
        let row = 4.7;
        let (value, to) = (23.0, CARD.0 - EDGE);
        let name = card.label("交付保険者", EDGE, row)?;
        let at = (x + value, card.base(row));
        card.page.fitted(
            at,
            to - value,
            &CARD_VALUE,
            "insurer name",
            &self.insurer.name,
            Tag::In(name),
        )?;
        card.end(row);
        let number = card.label("保険者番号", EDGE, row)?;
        let at = (x + value, card.base(row));
        card.page.fitted(
            at,
            to - value,
            &CARD_VALUE,
            "insurer number",
            &self.insurer.number,
            Tag::In(number),
        )?;
        card.end(row);
        card.field("記号", "card symbol", (EDGE, 9.0, 29.0), row)?;
        card.field("番号", "card number", (30.5, 36.0, 66.0), row)?;
        card.field("(枝番)", "card branch", (67.5, 75.0, to), row)?;
        card.end(row);
        card.lines("氏名", ("card name in short", "card name"), (value, to), (6.2, 9.5))?;
        card.field("適用開始年月日", "card start day", (EDGE, value, to), row)?;
        card.end(row);
        if self.insured_name.is_some() {
            let label = insured_label(&self.insurer, &self.heading);
            let fields = ("card insured name in short", "card insured name");
            card.lines(label, fields, (value, to), (5.4, 8.0))?;
        }
        if self.is_elderly() {
            card.field("負担割合", "card share", (EDGE, 13.0, 21.0), row)?;
            card.field("発効期日", "card first day", (22.0, 31.5, 52.0), row)?;
            card.field("有効期限", "card last day", (53.0, 62.5, to), row)?;
            card.end(row);
        }
        card_foot(&mut card)
    }

    fn card_head(&self, card: &mut CardFace<'_, '_>) -> Result<(), Undrawable> {
        let (x, y) = card.corner;
        let style = Style::new(6.5).centred().down_to(CARD_LEAST);
        card.page.rectangle((x + EDGE, y + 2.2), (14.0, 4.6), None, Some(Rule::new(0.2)));
        let at = (x + EDGE + 7.0, y + 5.3);
        card.page.fitted(at, 13.0, &style, "member", &self.member, Tag::P)?;
        let style = Style::new(9.5).bold();
        card.page.text((x + 20.0, y + 5.8), &style, "資格情報のお知らせ", Tag::H2)?;
        let day = card.page.element(Role::Paragraph);
        let style = Style::new(6.5).ending().down_to(CARD_LEAST);
        card.page.slot("card day", (x + CARD.0 - EDGE, y + 5.6), 29.0, &style, day);
        card.end(8.2);
        Ok(())
    }
}
