//! What was recorded of a person, by whom and why, and who asked about them.

use std::collections::HashMap;

use eligibility::InsurerNumber;
use interchange::confirmation::Validity;
use jiff::Timestamp;
use serde::Deserialize;
use store::{Confirmation, Entry, PersonKey, Store, StoredFact};

use crate::{
    office::pages::{Pages, labels},
    pages::{
        message::Trouble,
        view::{Chip, Day, Tone, time},
    },
};

/// Confirmations shown at the most, the newest first.
const ASKED_MAX: usize = 20;
/// Records shown at the most, the newest first.
const RECORDS_MAX: usize = 100;

/// A confirmation.
pub(super) struct AskedRow {
    pub(super) day: Day,
    pub(super) time: String,
    pub(super) institution: String,
    pub(super) how: &'static str,
    pub(super) chip: Chip,
}

/// Something recorded: a fact, or an act of the office.
pub(super) struct RecordRow {
    pub(super) day: Day,
    pub(super) time: String,
    pub(super) what: String,
    pub(super) by: String,
    pub(super) why: String,
    /// Whether something newer took its place.
    pub(super) is_superseded: bool,
}

/// The names of those who recorded something, each read once.
#[derive(Default)]
pub(super) struct StaffNames(HashMap<String, String>);

/// What is read of an answer given: the rest is not the office's.
#[derive(Deserialize)]
struct Told {
    validity: Option<Validity>,
    result: Option<ToldOf>,
}

#[derive(Deserialize)]
struct ToldOf {
    insurer_number: String,
}

impl StaffNames {
    /// The name of a member of staff; the id itself where it is a program's.
    pub(super) fn of(&mut self, store: &Store, staff_id: &str) -> Result<String, store::Error> {
        if let Some(name) = self.0.get(staff_id) {
            return Ok(name.clone());
        }
        let name = match store.staff(staff_id)? {
            Some(staff) => staff.name,
            None if staff_id == "import" => "加入者リスト".to_owned(),
            None => staff_id.to_owned(),
        };
        self.0.insert(staff_id.to_owned(), name.clone());
        Ok(name)
    }
}

/// Who asked about the person and was told of a coverage of this insurer, the newest first.
pub(super) fn asked(
    pages: &Pages,
    key: PersonKey,
    insurer: InsurerNumber,
) -> Result<Vec<AskedRow>, Trouble> {
    let store = pages.office.store();
    let mut names: HashMap<String, String> = HashMap::new();
    let mut rows = Vec::new();
    for it in store.confirmations_of(key, ASKED_MAX)? {
        let Some(chip) = told(&it, insurer) else { continue };
        if !names.contains_key(&it.institution) {
            let found = store.institution(&it.institution)?.map(|it| it.name);
            let name = found.filter(|it| !it.is_empty()).unwrap_or_else(|| it.institution.clone());
            names.insert(it.institution.clone(), name);
        }
        rows.push(AskedRow {
            day: Day::at(it.asked_at),
            time: time(it.asked_at),
            institution: names.get(&it.institution).cloned().unwrap_or_default(),
            how: how(&it.how),
            chip,
        });
    }
    Ok(rows)
}

/// The answer, where it told of a coverage of this insurer.
fn told(it: &Confirmation, insurer: InsurerNumber) -> Option<Chip> {
    let told: Told = serde_json::from_slice(&it.answer).ok()?;
    told.result.filter(|it| it.insurer_number == insurer.to_string())?;
    Some(match told.validity? {
        Validity::Valid => Chip::new(Tone::Ok, "有効"),
        Validity::Invalid | Validity::InvalidNewerKnown => Chip::new(Tone::Stop, "無効"),
        Validity::NoMatch | Validity::Several => Chip::new(Tone::None, "該当なし"),
        Validity::Undetermined => Chip::new(Tone::None, "確かめられず"),
    })
}

fn how(word: &str) -> &'static str {
    match word {
        "number" => "記号・番号",
        "card, PIN" => "カードと暗証番号",
        "card, staff" => "カードと目視",
        "card, face engine" => "カードと顔認証",
        _ => "そのほか",
    }
}

/// Every fact as recorded and every act of the insurer's office, the newest first.
pub(super) fn records(
    pages: &Pages,
    key: PersonKey,
    insurer: InsurerNumber,
) -> Result<Vec<RecordRow>, Trouble> {
    let (store, mut names) = (pages.office.store(), StaffNames::default());
    let mut rows = Vec::new();
    let mut known: HashMap<(String, String), Entry> = HashMap::new();
    for it in store.facts(key)? {
        let about = (it.kind.clone(), it.subject.clone());
        // An act that changes no fact writes one anew, so that nobody else moves the person
        // meanwhile; that is nothing to tell.
        if matches!(it.entry, Entry::Fact(_)) && known.get(&about) == Some(&it.entry) {
            continue;
        }
        let by = names.of(store, &it.recorded_by)?;
        let is_superseded = it.superseded_at.is_some() && matches!(it.entry, Entry::Fact(_));
        rows.push((it.recorded_at, RecordRow::new(it.recorded_at, what(&it), by, why(&it.reason))));
        if let Some((_, row)) = rows.last_mut() {
            row.is_superseded = is_superseded;
        }
        known.insert(about, it.entry);
    }
    for it in store.office_acts_of(key)?.into_iter().filter(|it| it.insurer == insurer) {
        let by = names.of(store, &it.recorded_by)?;
        let what = labels::act(&it.kind).to_owned();
        rows.push((it.recorded_at, RecordRow::new(it.recorded_at, what, by, why(&it.reason))));
    }
    // A sort that keeps order: of one instant the later recorded comes first.
    rows.reverse();
    rows.sort_by_key(|it| std::cmp::Reverse(it.0));
    Ok(rows.into_iter().map(|it| it.1).take(RECORDS_MAX).collect())
}

impl RecordRow {
    fn new(at: Timestamp, what: String, by: String, why: String) -> Self {
        Self { day: Day::at(at), time: time(at), what, by, why, is_superseded: false }
    }
}

/// Why something was recorded: the clerk's words, or those for a word of the office.
fn why(reason: &str) -> String {
    let text = match reason {
        "received" => "受け付けた",
        "withdrawn" => "取り下げられた",
        "invoiced" => "請求した",
        "paid_at_counter" => "窓口で払われた",
        "sent" => "送った",
        "sent_again" => "送りなおした",
        "lost" => "なくした",
        "requested" => "本人が求めた",
        "matched" | "matched_by_clerk" => "入金が合った",
        "not_matched" => "合う申請がない",
        "due" => "期限が来た",
        other => other,
    };
    text.to_owned()
}

/// The kind of a fact, and what became of it.
fn what(it: &StoredFact) -> String {
    let kind = match it.kind.as_str() {
        "identity" => "氏名など",
        "address" => "住所",
        "delivery" => "事業所",
        "coverage" => "資格",
        "card" => "マイナンバーカード",
        "digital_certificate" => "電子証明書",
        "registration" => "利用登録",
        "relocation" => "転出・転入",
        "departure_abroad" => "国外転出",
        "document" => "書類",
        "application" => "申請",
        "block" => "自己情報の不開示",
        "assistance" => "要配慮など",
        "reference_number" => "照会番号",
        _ => "そのほか",
    };
    match it.entry {
        Entry::Fact(_) => kind.to_owned(),
        Entry::Ended => format!("{kind}を取り消し"),
        Entry::MyNumberLinked => "個人番号を結びつけ".to_owned(),
        Entry::JoinedInto(_) => "ほかの記録と1つに".to_owned(),
    }
}
