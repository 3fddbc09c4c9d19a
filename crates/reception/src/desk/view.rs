//! What the pages show, ready to be written: no decision is left to a template.

use askama::Template;
use eligibility::written;
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};

use super::look_up::LookUpForm;
use crate::japan;

/// A piece of a sentence.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(String),
    Strong(String),
    Soft(String),
    Number(String),
    Day(DayView),
    Iso(String),
}

/// A day in both writings.
#[derive(Clone, Debug)]
pub(crate) struct DayView {
    pub iso: String,
    pub text: String,
}

/// A sentence with days, numbers and stress in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(pub Vec<Piece>);

impl Line {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self::default().text(text)
    }

    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Text(text.into()));
        self
    }

    pub(crate) fn strong(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Strong(text.into()));
        self
    }

    pub(crate) fn soft(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Soft(text.into()));
        self
    }

    pub(crate) fn number(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Number(text.into()));
        self
    }

    /// A day as people read it.
    pub(crate) fn day(mut self, day: Date) -> Self {
        self.0.push(Piece::Day(DayView::of(day)));
        self
    }

    /// The same day as staff compare it.
    pub(crate) fn iso(mut self, day: Date) -> Self {
        self.0.push(Piece::Iso(day.to_string()));
        self
    }

    /// A moment to the second.
    pub(crate) fn moment(self, at: Timestamp) -> Self {
        let at = japan(at);
        let time = format!(" {}時{:02}分{:02}秒", at.hour(), at.minute(), at.second());
        self.day(at.date()).text(time)
    }
}

impl DayView {
    pub(crate) fn of(day: Date) -> Self {
        Self { iso: day.to_string(), text: written(day) }
    }
}

/// A tone and the picture that says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Ok,
    Soon,
    Part,
    Stop,
    Move,
    Unknown,
}

impl Tone {
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Soon => "soon",
            Self::Part => "part",
            Self::Stop => "stop",
            Self::Move => "move",
            Self::Unknown => "unknown",
        }
    }
}

/// A word with tone and picture.
#[derive(Clone, Debug)]
pub(crate) struct Chip {
    pub tone: Tone,
    pub text: String,
}

impl Chip {
    pub(crate) fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }
}

/// The frame of every page.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub base: String,
    pub brand: String,
    pub institution: String,
    pub hub: Chip,
    pub today: DayView,
}

/// The look-up form as it shows.
#[derive(Clone, Debug)]
pub(crate) struct FormView {
    pub form: LookUpForm,
    pub errors: Vec<FieldError>,
    /// The name of the field that has the keyboard; none when the answer has it.
    pub focus: Option<&'static str>,
    /// Whether asking is the next thing to do.
    pub first: bool,
}

/// The sentence beside a refused field.
#[derive(Clone, Debug)]
pub(crate) struct FieldError {
    /// The name of the field; `born_on` for the three of the birth date.
    pub field: &'static str,
    pub text: String,
}

impl Frame {
    /// The address of the form.
    pub(crate) fn home(&self) -> &str {
        if self.base.is_empty() { "/" } else { &self.base }
    }
}

impl AnswerView {
    /// Whether anything stands below what to do.
    pub(crate) fn has_more(&self) -> bool {
        !(self.facts.is_empty()
            && self.person.is_none()
            && self.coverages.is_empty()
            && self.compare.is_empty()
            && self.ways.is_empty()
            && self.reasons.is_empty()
            && self.notes.is_empty()
            && self.technical.is_none())
    }
}

impl FormView {
    pub(crate) fn is_refused(&self, field: &str) -> bool {
        self.errors.iter().any(|it| it.field == field)
    }

    /// Whether a field takes the keyboard.
    pub(crate) fn has_focus(&self, field: &str) -> bool {
        self.focus == Some(field)
    }

    /// The eras to choose from, the newest first, and which is chosen.
    pub(crate) fn eras(&self) -> [(&'static str, bool); 5] {
        let chosen = if self.form.era.is_empty() { "昭和" } else { self.form.era.as_str() };
        ["令和", "平成", "昭和", "大正", super::look_up::GREGORIAN].map(|it| (it, it == chosen))
    }
}

/// The day's list.
#[derive(Clone, Debug)]
pub(crate) struct ListView {
    pub base: String,
    pub show: Show,
    /// The page to filter from: the address of the form.
    pub here: String,
    pub current: String,
    /// What was shown, so that an unchanged list is not sent again.
    pub seen: String,
    pub people: usize,
    pub rows: Vec<RowView>,
    /// Watched answers that turned good and wait for staff.
    pub told: Vec<RowView>,
}

/// Which rows of the list show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Show {
    #[default]
    All,
    NeedsAction,
    Watched,
}

impl Show {
    pub(crate) const ALL: [Self; 3] = [Self::All, Self::NeedsAction, Self::Watched];

    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NeedsAction => "action",
            Self::Watched => "watched",
        }
    }

    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::All => "すべて",
            Self::NeedsAction => "要対応だけ",
            Self::Watched => "見守り中",
        }
    }

    pub(crate) fn of(id: &str) -> Self {
        Self::ALL.into_iter().find(|it| it.id() == id).unwrap_or_default()
    }
}

/// A row of the list.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own in the row")]
pub(crate) struct RowView {
    pub id: String,
    pub time: String,
    /// The day, for a row of an earlier one.
    pub day: Option<DayView>,
    pub name: String,
    pub chip: Chip,
    pub received: bool,
    pub by_card: bool,
    pub watched: bool,
    pub current: bool,
}

/// `9:12`, as the list shows times.
pub(crate) fn clock_time(at: DateTime) -> String {
    format!("{}:{:02}", at.hour(), at.minute())
}

/// An answer, ready to be written.
#[derive(Clone, Debug)]
pub(crate) struct AnswerView {
    pub base: String,
    pub id: String,
    pub revision: i64,
    /// Whether the page should look again by itself.
    pub live: bool,
    /// Whether the heading takes the keyboard; never when the page only looked again.
    pub has_focus: bool,
    pub tone: Tone,
    pub heading: String,
    pub lead: Option<Line>,
    /// A share and the word before it.
    pub share: Option<(&'static str, String)>,
    /// What to do now.
    pub step: String,
    pub step_lines: Vec<Line>,
    pub actions: Vec<Action>,
    pub waiting: Option<String>,
    /// Whether the patient is watched; none where watching makes no sense.
    pub watched: Option<bool>,
    pub person: Option<Line>,
    pub facts: Vec<Fact>,
    pub coverages: Vec<CoverageView>,
    pub compare: Vec<(&'static str, String, &'static str)>,
    pub ways: Vec<WayView>,
    pub reasons: Vec<Reason>,
    pub notes: Vec<Line>,
    pub technical: Option<Line>,
}

/// Something to press; the first is the largest.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Receives the patient on the answer.
    Receive,
    /// Makes a statement.
    Statement,
    /// Asks again.
    Check,
    /// Leads to a field of the form.
    Field { id: &'static str, text: String },
    /// Prints the page.
    Print,
}

/// A fact of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub label: &'static str,
    pub wide: bool,
    pub value: Line,
}

/// A coverage in the table of a change of insurers.
#[derive(Clone, Debug)]
pub(crate) struct CoverageView {
    pub insurer: Line,
    pub from: Line,
    pub to: Line,
    pub chip: Chip,
}

/// A lawful way on.
#[derive(Clone, Debug)]
pub(crate) struct WayView {
    pub id: &'static str,
    pub text: &'static str,
    pub rule: &'static str,
}

/// A reason with its rule.
#[derive(Clone, Debug)]
pub(crate) struct Reason {
    pub line: Line,
    pub rule: String,
}

/// The desk: the form, the answer where there is one, and the list.
#[derive(Debug, Template)]
#[template(path = "desk/desk.html")]
pub(crate) struct DeskPage {
    pub frame: Frame,
    pub title: String,
    pub look_up: FormView,
    pub answer: Option<AnswerView>,
    pub list: ListView,
}

/// The list alone, for a page that looks again.
#[derive(Debug, Template)]
#[template(path = "desk/list.html")]
pub(crate) struct ListPart {
    pub list: ListView,
}

/// The answer alone, for a page that looks again.
#[derive(Debug, Template)]
#[template(path = "desk/answer.html")]
pub(crate) struct AnswerPart {
    pub answer: AnswerView,
}

/// The statement of eligibility, to be printed.
#[derive(Debug, Template)]
#[template(path = "desk/statement.html")]
pub(crate) struct StatementPage {
    pub frame: Frame,
    pub title: String,
    pub entry: String,
    pub made_on: DayView,
    pub born_on: DayView,
    pub age: i16,
    pub name: String,
    pub kana: String,
    pub sex: &'static str,
    pub address: String,
    pub former_insurer: String,
    /// 1割, 2割 and 3割, and which is ticked.
    pub shares: [(&'static str, bool); 3],
    pub share_note: &'static str,
}

/// A page that says one thing.
#[derive(Debug, Template)]
#[template(path = "desk/message.html")]
pub(crate) struct MessagePage {
    pub frame: Frame,
    pub title: &'static str,
    pub tone: Tone,
    pub meaning: &'static str,
    pub step: &'static str,
    pub code: &'static str,
}
