//! A letter with a title, paragraphs and enclosures.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Recipient;
use super::story::{BODY, Head, Story};
use crate::{Layout, PaperInsurer, Stocks, Undrawable};

/// A letter (送付状, お知らせ) whose title and paragraphs are data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Who writes it.
    pub insurer: PaperInsurer,
    /// To whom.
    pub recipient: Recipient,
    /// The letter's number (文書番号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The day on the letter.
    pub day: Date,
    /// The title.
    pub title: String,
    /// The paragraphs; a line break inside one is kept.
    pub paragraphs: Vec<String>,
    /// What is enclosed (同封物), one line each; no list where there is none.
    #[serde(default)]
    pub enclosures: Vec<String>,
}

impl Letter {
    /// The pages of it.
    pub(crate) fn layouts<'a>(
        &self,
        stocks: &mut Stocks<'a>,
    ) -> Result<Vec<Layout<'a>>, Undrawable> {
        let mut story = Story::new(stocks.faces(), &self.title);
        story.head(&Head {
            insurer: &self.insurer,
            recipient: &self.recipient,
            number: self.number.as_deref(),
            day: self.day,
            title: &self.title,
        })?;
        for paragraph in &self.paragraphs {
            story.paragraph(paragraph)?;
        }
        if !self.enclosures.is_empty() {
            story.heading("同封したもの", 8.0)?;
            let items = self.enclosures.iter().enumerate();
            story.list(&BODY, items.map(|(place, it)| (format!("{}", place + 1), it.as_str())))?;
        }
        story.finish()
    }
}
