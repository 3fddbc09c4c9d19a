//! What the kiosk's pages show.

use askama::Template;
use eligibility::written;
use jiff::civil::Date;

use super::{
    ending::{Ending, Kind},
    photo::Photo,
    texts::{Language, Texts},
    visit::{FaceProblem, Laid, Remark, Stage, Typed},
};

/// What every page has.
pub(super) struct Frame {
    pub(super) base: String,
    pub(super) institution: String,
    pub(super) language: Language,
    pub(super) texts: &'static Texts,
    /// What was on the screen: a press on an older one does nothing.
    pub(super) seen: u64,
    /// Which of the steps is the present one.
    pub(super) step: usize,
}

/// One of the steps at the head of the page.
pub(super) struct Step {
    name: &'static str,
    past: bool,
    current: bool,
}

impl Frame {
    fn steps(&self) -> Vec<Step> {
        let step = |(place, name): (usize, &&'static str)| Step {
            name,
            past: place < self.step,
            current: place == self.step,
        };
        self.texts.step_names.iter().enumerate().map(step).collect()
    }

    /// The language the foot of the page offers.
    const fn other(&self) -> Language {
        match self.language {
            Language::Japanese | Language::Easy => Language::English,
            Language::English => Language::Japanese,
        }
    }
}

#[derive(Template)]
#[template(path = "kiosk/welcome.html")]
pub(super) struct WelcomePage {
    frame: Frame,
    title: &'static str,
    remark: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "kiosk/notice.html")]
pub(super) struct NoticePage {
    frame: Frame,
    title: String,
    tone: &'static str,
    heading: Vec<String>,
    second: Option<String>,
    ends: Vec<End>,
}

/// A day that counts, with its name.
struct End {
    name: &'static str,
    day: Date,
    written: String,
    after: &'static str,
}

#[derive(Template)]
#[template(path = "kiosk/pin.html")]
pub(super) struct PinPage {
    frame: Frame,
    title: &'static str,
    held: usize,
    left: u8,
}

#[derive(Template)]
#[template(path = "kiosk/face.html")]
pub(super) struct FacePage {
    frame: Frame,
    title: &'static str,
    photo: Option<Photo>,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "kiosk/finished.html")]
pub(super) struct FinishedPage {
    frame: Frame,
    title: String,
    chip: Option<Chip>,
    name: Option<String>,
    before: Vec<String>,
    after: Vec<String>,
    /// The reader's own last sentence, in Japanese as they all are.
    last: Option<String>,
    code: Option<&'static str>,
}

struct Chip {
    tone: &'static str,
    text: &'static str,
}

/// The page of a stage.
pub(super) fn render(frame: Frame, stage: &Stage) -> askama::Result<String> {
    match stage {
        Stage::Waiting(remark) => welcome(frame, *remark).render(),
        Stage::Notice(laid) => notice(frame, laid).render(),
        Stage::Pin(laid, digits, typed) => {
            let frame = Frame { step: 1, ..frame };
            let title = match (laid.left, typed) {
                (0, _) => frame.texts.pin_blocked,
                (_, Typed::Nothing) => frame.texts.enter_pin,
                (_, Typed::Wrong) => frame.texts.wrong_pin,
            };
            PinPage { frame, title, held: digits.len(), left: laid.left }.render()
        }
        Stage::FaceNumber(_, problem) => {
            let problem = problem.map(face_problem);
            let title = "受付の人が、カードの表の番号を入れてください";
            FacePage { frame: Frame { step: 1, ..frame }, title, photo: None, problem }.render()
        }
        Stage::FacePhoto(_, photo) => {
            let title = "写真と本人を見くらべてください";
            let photo = Some(photo.clone());
            FacePage { frame: Frame { step: 1, ..frame }, title, photo, problem: None }.render()
        }
        Stage::Ended(ending) => finished(frame, ending).render(),
    }
}

fn welcome(frame: Frame, remark: Option<Remark>) -> WelcomePage {
    let remark = remark.map(|it| match it {
        Remark::TakenAway => frame.texts.taken_away,
        Remark::NoReader => frame.texts.no_reader,
    });
    let title = frame.texts.place;
    WelcomePage { frame, title, remark }
}

/// Phase 1 or 2 of the reader, in the leaflet's words and with the days they stand for.
fn notice(frame: Frame, laid: &Laid) -> NoticePage {
    let texts = laid.reader.texts();
    let heading = texts.first().map_or_else(Vec::new, |text| pieces(text));
    let second = texts.get(1).map(|it| (*it).to_owned());
    let soon = laid.reader.phase == 1;
    let end = |name, day: Date, after| End { name, day, written: written(day), after };
    let ends = laid.days.iter().flat_map(|days| {
        let valid_to = end(frame.texts.valid_to, days.valid_to, "");
        let other = if soon {
            end(frame.texts.renewable_from, days.renewable_from, frame.texts.from)
        } else {
            end(frame.texts.usable_to, days.usable_to, "")
        };
        [valid_to, other]
    });
    let ends = ends.collect();
    let title = heading.concat();
    let tone = if soon { "soon" } else { "part" };
    NoticePage { frame, title, tone, heading, second, ends }
}

/// A text of the reader in the pieces in which it is easily read; together it is the same text.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(place) = rest.find(['。', '、']) {
        let (piece, after) = rest.split_at(place + '。'.len_utf8());
        pieces.push(piece.to_owned());
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(rest.to_owned());
    }
    pieces
}

fn face_problem(problem: FaceProblem) -> String {
    match problem {
        FaceProblem::Form => {
            "番号の形が違います。生年月日6けた、年4けた、コード4けたを入れてください。".to_owned()
        }
        FaceProblem::Wrong(left) => format!(
            "カードの番号と合いません。あと{left}回ためせます。カードの表をもう一度見てください。"
        ),
        FaceProblem::Blocked => {
            "このカードの写真は、もう開けません。暗証番号か、ほかの方法で確認してください。"
                .to_owned()
        }
    }
}

fn finished(frame: Frame, ending: &Ending) -> FinishedPage {
    let kind = ending.kind();
    let words = kind.words(frame.language);
    let after = words.lines.iter().map(|it| (*it).to_owned()).collect();
    let (mut title, mut before, mut last) = (words.title.to_owned(), Vec::new(), None);
    if kind == Kind::CertificateStopped
        && let [stopped, out, renew] = ending.reader_texts().as_slice()
    {
        before.push(stopped.clone());
        last = Some(renew.clone());
        if frame.language == Language::Japanese {
            title.clone_from(out);
        }
    }
    let name = ending
        .answer()
        .filter(|_| kind == Kind::Done)
        .and_then(|it| it.result.as_ref())
        .map(|it| it.name.clone());
    let step = if kind == Kind::Done { 2 } else { usize::from(ending.answer().is_some()) };
    FinishedPage {
        title,
        chip: chip(&frame, words.tone),
        frame: Frame { step, ..frame },
        name,
        before,
        after,
        last,
        code: words.code,
    }
}

fn chip(frame: &Frame, tone: Option<&'static str>) -> Option<Chip> {
    let text = |tone| match tone {
        "unknown" => frame.texts.cannot_tell,
        _ => frame.texts.not_usable,
    };
    tone.map(|tone| Chip { tone, text: text(tone) })
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_text_of_the_reader_stays_letter_for_letter() {
        let text = "電子証明書の有効期限が切れているため、資格情報のみ当機関に提供します。";
        assert_eq!(pieces(text).len(), 2);
        assert_eq!(pieces(text).concat(), text);
        assert_eq!(pieces("短い").concat(), "短い");
        assert!(pieces("").is_empty());
    }
}
