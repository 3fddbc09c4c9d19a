//! Making a batch of a day's plan.

use axum::{
    Form,
    extract::State,
    response::{IntoResponse as _, Redirect},
};
use jiff::civil::Date;

use super::{
    super::{BASE, Shared, Signed, labels},
    acting::to,
    plan::planned,
};
use crate::{
    office::OfficeRole,
    pages::{Page, fields::Sent, message::Trouble},
    work::issue::make_batch,
};

/// How many batches a day may have.
const BATCHES_A_DAY_MAX: u32 = 1_000;

/// Makes a batch of what is due on a day. The same form again leads to the same batch.
pub(super) async fn make(
    State(pages): State<Shared>,
    signed: Signed,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let sent = Sent(sent);
    let on: Date = sent.text("on").parse().map_err(|_| Trouble::NothingHere)?;
    let act_id = sent.text("act_id").to_owned();
    let memory = pages.office.runs();
    if let Some(id) = memory.made_by(&act_id) {
        return Ok(to(&id, "made"));
    }
    let kinds = sent.any("kinds", labels::document_of);
    let ledger = pages.office.ledger();
    let mut plan = planned(ledger, signed.insurer, on).await?;
    plan.items.retain(|it| kinds.iter().any(|kind| it.document == labels::law_kind(*kind)));
    if plan.items.is_empty() {
        return Ok(Redirect::to(&format!("{BASE}/batches?done=nothing")).into_response());
    }
    let name = sent.optional("name").unwrap_or_else(|| "書類の交付".to_owned());
    let id = free_id(&pages, &signed, on)?;
    let at = pages.office.now();
    let batch = make_batch(ledger, &plan, &id, &name, signed.by(), at)
        .await
        .map_err(|it| Trouble::Failed(Box::new(it)))?;
    memory.made(&act_id, &batch.batch_id);
    Ok(to(&batch.batch_id, "made"))
}

/// The first id of a day and insurer that no batch has.
fn free_id(pages: &Shared, signed: &Signed, on: Date) -> Result<String, Trouble> {
    for number in 1..=BATCHES_A_DAY_MAX {
        let id = if number == 1 {
            format!("{}-{on}", signed.insurer)
        } else {
            format!("{}-{on}-{number}", signed.insurer)
        };
        if pages.office.store().batch(&id)?.is_none() {
            return Ok(id);
        }
    }
    Err(Trouble::NothingHere)
}
