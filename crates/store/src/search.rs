//! Finding people, and the words they are found by.

use std::collections::BTreeSet;

use eligibility::{
    InsurerNumber,
    number::fold::{fold_kana, fold_symbol},
};
use jiff::civil::Date;
use record::Person;

use crate::InsuredId;

/// What somebody looks for a person by (人を探す).
#[derive(Clone, PartialEq, Eq)]
pub enum Search {
    /// The beginning of the name or its kana, or of the given name, however wide and spaced.
    Words(String),
    /// Symbol and number (記号・番号); any symbol where absent.
    Number {
        /// The symbol; `""` for those without one.
        symbol: Option<String>,
        /// The number.
        number: String,
    },
    /// The day of birth.
    BornOn(Date),
    /// The employer's code (事業所番号).
    Employer(String),
}

/// The kinds of term, each the first character of its terms.
const WORD: char = 'w';
const NUMBER: char = 'n';
const BORN_ON: char = 'b';
const EMPLOYER: char = 'e';

/// Variants of kanji in names, each before the one it is looked up by. Only look-ups are folded;
/// what was received is what is shown.
const VARIANTS: [(char, char); 24] = [
    ('髙', '高'),
    ('﨑', '崎'),
    ('𠮷', '吉'),
    ('濵', '浜'),
    ('濱', '浜'),
    ('邉', '辺'),
    ('邊', '辺'),
    ('齋', '斉'),
    ('齊', '斉'),
    ('斎', '斉'),
    ('德', '徳'),
    ('栁', '柳'),
    ('冨', '富'),
    ('嶋', '島'),
    ('嶌', '島'),
    ('澤', '沢'),
    ('廣', '広'),
    ('國', '国'),
    ('眞', '真'),
    ('惠', '恵'),
    ('瀨', '瀬'),
    ('彌', '弥'),
    ('曾', '曽'),
    ('渕', '淵'),
];

impl std::fmt::Debug for Search {
    /// What was looked for is somebody's data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Words(_) => "Words",
            Self::Number { .. } => "Number",
            Self::BornOn(_) => "BornOn",
            Self::Employer(_) => "Employer",
        })
    }
}

/// A search as the ledger looks it up: one term, or all that begin with it.
pub(crate) struct Wanted {
    /// The term, or its beginning.
    pub(crate) term: String,
    /// Whether longer terms fit too.
    pub(crate) prefix: bool,
    /// The symbol that must stand with the number.
    symbol: Option<String>,
}

impl Wanted {
    /// What a search wants; `None` where it names nothing.
    pub(crate) fn of(search: &Search) -> Option<Self> {
        let mut symbol = None;
        let (kind, rest) = match search {
            Search::Words(words) => (WORD, folded(words)),
            Search::Number { symbol: of, number } => {
                symbol = of.as_deref().map(|it| fold_symbol(it).into_owned());
                (NUMBER, fold_symbol(number).into_owned())
            }
            Search::BornOn(day) => (BORN_ON, day.to_string()),
            Search::Employer(code) => (EMPLOYER, fold_symbol(code).into_owned()),
        };
        let term = format!("{kind}{rest}");
        (!rest.is_empty()).then_some(Self { term, prefix: kind == WORD, symbol })
    }

    /// Whether a person fits, at an insurer where one is named.
    pub(crate) fn fits(&self, person: &Person, insurer: Option<InsurerNumber>) -> bool {
        let symbol = |it: &InsuredId| self.symbol.as_ref().is_none_or(|of| *of == it.symbol);
        terms(person, symbol).iter().any(|(of, term)| {
            insurer.is_none_or(|insurer| insurer.get() == *of)
                && if self.prefix { term.starts_with(&self.term) } else { *term == self.term }
        })
    }
}

/// Everything a person is found by, under each insurer.
pub(crate) fn all_terms(person: &Person) -> BTreeSet<(u32, String)> {
    terms(person, |_| true)
}

/// As [`all_terms`], of the insured ids that pass.
fn terms(person: &Person, among: impl Fn(&InsuredId) -> bool) -> BTreeSet<(u32, String)> {
    let words = words(person);
    let born_on = format!("{BORN_ON}{}", person.dossier.born_on);
    let mut terms = BTreeSet::new();
    let mut under = |insurer: u32| {
        terms.extend(words.iter().map(|it| (insurer, it.clone())));
        terms.insert((insurer, born_on.clone()));
    };
    let ids = InsuredId::all(person);
    for id in &ids {
        under(id.insurer.get());
    }
    if ids.is_empty() {
        under(0);
    }
    for id in ids.iter().filter(|it| among(it)) {
        terms.insert((id.insurer.get(), format!("{NUMBER}{}", id.number)));
    }
    if let Some(delivery) = &person.delivery {
        let code = fold_symbol(&delivery.employer_code);
        terms.insert((delivery.insurer_number.get(), format!("{EMPLOYER}{code}")));
    }
    terms
}

/// The name and its kana as one word each, and again from each part on, so that a given name is
/// found.
fn words(person: &Person) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let Some(identity) = &person.identity else { return words };
    for text in [Some(&identity.name), identity.kana.as_ref()].into_iter().flatten() {
        let parts: Vec<String> =
            text.split(char::is_whitespace).map(folded).filter(|it| !it.is_empty()).collect();
        words.extend((0..parts.len()).map(|from| format!("{WORD}{}", parts[from..].concat())));
    }
    words
}

/// A text as names are compared: one kind of kana, letters half-width and small, variants of kanji
/// as one, no spaces, long marks or variation selectors.
fn folded(text: &str) -> String {
    fold_kana(text)
        .chars()
        .filter(|it| !matches!(it, ' ' | '-' | 'ー' | '・') && !is_selector(*it))
        .map(|it| VARIANTS.iter().find(|pair| pair.0 == it).map_or(it, |pair| pair.1))
        .flat_map(char::to_lowercase)
        .collect()
}

const fn is_selector(it: char) -> bool {
    matches!(it, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}
