//! Some of a batch's papers to be looked at before it is released. Nothing is recorded, and each
//! says 見本 where its sheet number would stand.

use print::Paper;
use store::BatchItem;

use super::{
    IssueError, Issuing, Refusal, content,
    deciding::{Decision, Work},
    meter::Meter,
    run::stationery,
};
use crate::work::plan::Deliver;

/// Items looked at for samples.
const ITEMS_LOOKED_AT: usize = 1_000;

/// Samples of a batch's papers: of each kind one, then others from the first on. A paper that goes
/// to somebody alone is no sample: whoever looks needs not know of it (F-49).
///
/// # Errors
///
/// As [`IssueError`] lists.
pub fn samples(issuing: &Issuing, batch_id: &str, most: usize) -> Result<Vec<Paper>, IssueError> {
    let store = issuing.ledger.store();
    let batch = store.batch(batch_id)?.ok_or(Refusal::NoBatch)?;
    let stationery = stationery(issuing, &batch)?;
    let work = Work { issuing: issuing.clone(), batch, stationery, meter: Meter::default() };
    let mut items = store.batch_items(batch_id, 0, ITEMS_LOOKED_AT)?;
    items.retain(|it| it.deliver != Deliver::Withheld.name());
    let mut papers = Vec::new();
    for item in chosen(&items) {
        if papers.len() == most {
            break;
        }
        papers.extend(work.sample(item)?);
    }
    Ok(papers)
}

/// The first of each kind, then the others.
fn chosen(items: &[BatchItem]) -> impl Iterator<Item = &BatchItem> {
    let is_first = |item: &BatchItem| {
        items.iter().find(|it| it.kind == item.kind).is_some_and(|it| it.place == item.place)
    };
    let (first, others): (Vec<_>, Vec<_>) = items.iter().partition(|it| is_first(it));
    first.into_iter().chain(others)
}

impl Work {
    /// An item's paper as it was made or would be made now; none where it would not.
    fn sample(&self, item: &BatchItem) -> Result<Option<Paper>, IssueError> {
        let content = match &item.document_id {
            Some(id) => self.issuing.ledger.store().original(id)?.map(|it| it.content),
            None => match self.decide(item)? {
                Decision::Make(make) => Some(make.content),
                Decision::Settle(..) => None,
            },
        };
        let unreadable = |_| IssueError::Content { document_id: self.document_id(item.place) };
        let paper = content.map(|it| serde_json::from_str(&it).map_err(unreadable)).transpose()?;
        Ok(paper.map(|it| content::on_sheet(it, "見本".to_owned())))
    }
}
