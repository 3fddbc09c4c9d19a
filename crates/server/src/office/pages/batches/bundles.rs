//! A batch's items as its page shows them: by destination, by reason, and who is held.

use std::collections::BTreeMap;

use eligibility::Rule;
use jiff::civil::Date;
use store::{Batch, BatchItem, ItemOutcome, Sheet, Store};

use super::{
    super::{labels, telling::counted},
    state::BatchState,
};
use crate::pages::view::{Chip, Tone};

/// Items read from the register at a time.
const CHUNK: usize = 5_000;

/// A destination.
#[derive(Clone, Debug)]
pub(super) struct BundleRow {
    pub(super) to: String,
    pub(super) how: &'static str,
    pub(super) sheets: String,
    pub(super) count: String,
    pub(super) chip: Chip,
    pub(super) state: BundleState,
}

/// How a destination's sheets stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BundleState {
    /// None is printed, or not all.
    Waits,
    /// Somebody's sheet is missing: held, or spoiled and not made again.
    Short,
    /// All are there.
    Complete,
}

/// A reason and how many.
#[derive(Clone, Debug)]
pub(super) struct GroundRow {
    pub(super) text: String,
    pub(super) rule: &'static str,
    pub(super) count: String,
}

/// What the page shows of a batch's items.
#[derive(Debug, Default)]
pub(super) struct Overview {
    pub(super) bundles: Vec<BundleRow>,
    pub(super) grounds: Vec<GroundRow>,
    pub(super) held: Vec<BatchItem>,
    pub(super) in_hand_by: Option<Date>,
}

/// What is added up for one destination.
#[derive(Default)]
struct Sum {
    deliver: String,
    employer: Option<String>,
    items: u64,
    open: u64,
    held: u64,
    sheets: Option<(u32, u32)>,
    made: u64,
    valid: u64,
}

impl Overview {
    /// Reads a batch's items and sheets once.
    pub(super) fn of(store: &Store, it: &Batch, state: BatchState) -> Result<Self, store::Error> {
        let names: BTreeMap<String, String> =
            store.employers(it.insurer)?.into_iter().map(|it| (it.code, it.name)).collect();
        let sheets = sheet_of_documents(store, &it.batch_id)?;
        let mut sums: BTreeMap<(u8, String), Sum> = BTreeMap::new();
        let mut grounds: BTreeMap<&'static str, (Option<Rule>, u64)> = BTreeMap::new();
        let mut overview = Self::default();
        let mut after = 0;
        loop {
            let items = store.batch_items(&it.batch_id, after, CHUNK)?;
            let Some(last) = items.last() else { break };
            after = last.place;
            for item in items {
                let key = destination(&item);
                sums.entry(key).or_default().add(&item, &sheets);
                let rule = labels::ground_of(&item.because);
                let text = rule.map_or("理由の記録なし", labels::ground);
                let ground = grounds.entry(text).or_insert((rule, 0));
                ground.1 += 1;
                overview.in_hand_by =
                    [overview.in_hand_by, item.in_hand_by].into_iter().flatten().min();
                if item.outcome == Some(ItemOutcome::Held) {
                    overview.held.push(item);
                }
            }
        }
        overview.bundles = sums.into_values().map(|it| it.row(&names, state)).collect();
        let mut grounds: Vec<_> = grounds.into_iter().collect();
        grounds.sort_by_key(|(_, (_, count))| std::cmp::Reverse(*count));
        overview.grounds = grounds
            .into_iter()
            .map(|(text, (rule, count))| GroundRow {
                text: text.to_owned(),
                rule: rule.map_or("", Rule::id),
                count: counted(count),
            })
            .collect();
        Ok(overview)
    }
}

/// Employers each, then whoever gets it directly, then whose address is withheld.
fn destination(item: &BatchItem) -> (u8, String) {
    match item.deliver.as_str() {
        "employer" => (0, item.employer.clone().unwrap_or_default()),
        "withheld" => (2, String::new()),
        _ => (1, String::new()),
    }
}

/// The valid sheet of each original of a batch.
fn sheet_of_documents(
    store: &Store,
    batch_id: &str,
) -> Result<BTreeMap<String, u32>, store::Error> {
    let mut of = BTreeMap::new();
    let mut after = 0;
    loop {
        let sheets = store.sheets(batch_id, after, CHUNK)?;
        let Some(last) = sheets.last() else { return Ok(of) };
        after = last.sheet;
        for Sheet { document_id, sheet, void_at, .. } in sheets {
            if void_at.is_none() {
                of.insert(document_id, sheet);
            }
        }
    }
}

impl Sum {
    fn add(&mut self, item: &BatchItem, sheets: &BTreeMap<String, u32>) {
        if self.items == 0 {
            self.deliver.clone_from(&item.deliver);
            self.employer.clone_from(&item.employer);
        }
        self.items += 1;
        match item.outcome {
            None => self.open += 1,
            Some(ItemOutcome::Held) => self.held += 1,
            Some(ItemOutcome::NotDue) => self.items -= 1,
            Some(ItemOutcome::Made) => {
                self.made += 1;
                let sheet = item.document_id.as_ref().and_then(|it| sheets.get(it)).copied();
                if let Some(sheet) = sheet {
                    self.valid += 1;
                    let (first, last) = self.sheets.unwrap_or((sheet, sheet));
                    self.sheets = Some((first.min(sheet), last.max(sheet)));
                }
            }
        }
    }

    fn row(self, names: &BTreeMap<String, String>, state: BatchState) -> BundleRow {
        let to = match (self.deliver.as_str(), &self.employer) {
            ("employer", Some(code)) => names.get(code).unwrap_or(code).clone(),
            ("withheld", _) => "住所を出さない人".to_owned(),
            _ => "本人に直接送る人".to_owned(),
        };
        let stands = self.stands(state);
        let chip = match stands {
            BundleState::Waits => Chip::new(Tone::None, "印刷待ち"),
            BundleState::Short => Chip::new(Tone::Part, "足りない"),
            BundleState::Complete => Chip::new(Tone::Ok, "そろった"),
        };
        let sheets = self
            .sheets
            .map_or_else(|| "まだ".to_owned(), |(first, last)| super::why::sheets(first, last));
        let how = labels::sent_to(&self.deliver);
        BundleRow { to, how, sheets, count: counted(self.items), chip, state: stands }
    }

    const fn stands(&self, state: BatchState) -> BundleState {
        let is_printed =
            matches!(state, BatchState::Printed | BatchState::Counted | BatchState::Sent);
        if self.held > 0 || self.valid < self.made {
            BundleState::Short
        } else if self.open == 0 && is_printed {
            BundleState::Complete
        } else {
            BundleState::Waits
        }
    }
}
