//! What staff do with a batch: release it or give it back, run it, pause it, tell of spoiled
//! sheets, count it and record that it was sent.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect},
};
use eligibility::number::fold::fold_symbol;
use store::{ActOutcome, Batch, OfficeAct, OfficeStep, Store};

use super::{
    super::{BASE, Shared, Signed, telling::Refusal},
    drawing::SPOILED_WHY,
    page::{Again, again, batch_of},
};
use crate::{
    office::{OfficeRole, runs},
    pages::{
        Page,
        fields::{Sent, Wrong, wrong},
        message::Trouble,
    },
    work::issue::{IssueError, Refusal as NotRun},
};

/// Sheets read at a time.
const SHEETS_READ: usize = 5_000;

type Fields = Form<Vec<(String, String)>>;

/// Releases a batch, or gives it back to who made it.
pub(super) async fn release(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Fields,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let (batch, sent) = (batch_of(&pages, &signed, &id)?, Sent(sent));
    let at = pages.office.now();
    if sent.is_ticked("back") {
        let why = sent.optional("back_why").unwrap_or_else(|| "わけの記入なし".to_owned());
        let step = OfficeStep::ReturnBatch { batch_id: id.clone(), why, at };
        return acted(&pages, &signed, &batch, &sent, ("return_batch", step, "returned")).await;
    }
    let settings = pages.office.ledger().insurer_settings(batch.insurer, batch.on);
    let two_above = settings.release_by_two_above;
    if two_above.is_some_and(|it| batch.items > it) {
        signed.need(OfficeRole::may_release)?;
    }
    if !sent.is_ticked("seen") {
        let again_with = Again { is_unseen: true, sent, ..Again::default() };
        return again(&pages, &signed, &id, again_with);
    }
    let by = signed.by().to_owned();
    let step = OfficeStep::ReleaseBatch { batch_id: id.clone(), by, at, two_above };
    let done = act(&pages, &signed, &batch, &sent, ("release_batch", step)).await?;
    if let Err(refusal) = done {
        return refused(&pages, &signed, &id, sent, refusal);
    }
    runs::run(&pages.office, &id, signed.by());
    Ok(to(&id, "released"))
}

/// Begins the printing, or goes on with it.
pub(super) async fn start(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Fields,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let (batch, sent) = (batch_of(&pages, &signed, &id)?, Sent(sent));
    if batch.released_at.is_none() || batch.withdrawn_at.is_some() {
        let refusal = Refusal::new(
            "この束は、まだ印刷できません",
            "許可を受けてから、始めてください",
            "batch_not_released",
        );
        return refused(&pages, &signed, &id, sent, refusal);
    }
    if batch.paused_at.is_some() {
        let step = OfficeStep::ResumeBatch { batch_id: id.clone() };
        let done = act(&pages, &signed, &batch, &sent, ("resume_batch", step)).await?;
        if let Err(refusal) = done {
            return refused(&pages, &signed, &id, sent, refusal);
        }
    }
    runs::run(&pages.office, &id, signed.by());
    Ok(to(&id, "started"))
}

/// Pauses the run after what it is at.
pub(super) async fn pause(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Fields,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let (batch, sent) = (batch_of(&pages, &signed, &id)?, Sent(sent));
    let step = OfficeStep::PauseBatch { batch_id: id.clone(), at: pages.office.now() };
    acted(&pages, &signed, &batch, &sent, ("pause_batch", step, "paused")).await
}

/// Gives a batch up before anything is made.
pub(super) async fn withdraw(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Fields,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let (batch, sent) = (batch_of(&pages, &signed, &id)?, Sent(sent));
    let step = OfficeStep::WithdrawBatch { batch_id: id.clone(), at: pages.office.now() };
    acted(&pages, &signed, &batch, &sent, ("withdraw_batch", step, "withdrawn")).await
}

/// Makes spoiled sheets void and makes them again.
pub(super) async fn spoil(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Fields,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let (batch, sent) = (batch_of(&pages, &signed, &id)?, Sent(sent));
    let sheets = match sheets(&sent) {
        Ok(sheets) => sheets,
        Err(wrong) => {
            return again(
                &pages,
                &signed,
                &id,
                Again { sent, wrong: Some(wrong), ..Again::default() },
            );
        }
    };
    let why = SPOILED_WHY.iter().find(|it| it.0 == sent.text("why")).map_or("other", |it| it.0);
    let act_id = sent.text("act_id").to_owned();
    match runs::make_again(&pages.office, &batch, signed.by(), (sheets, why, &act_id)).await {
        Ok(()) => Ok(to(&id, "spoiled")),
        Err(IssueError::Refused(refusal)) => {
            let refusal = not_run(&refusal);
            refused(&pages, &signed, &id, sent, refusal)
        }
        Err(error) => Err(Trouble::Failed(Box::new(error))),
    }
}

/// Records that a counted batch was handed to the post.
pub(super) async fn send(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Fields,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let (batch, sent) = (batch_of(&pages, &signed, &id)?, Sent(sent));
    let work = pages.office.work();
    let occasion = work.occasion(sent.text("act_id"), signed.by());
    match work.mark_sent(&occasion, batch.insurer, &id).await {
        Ok(_) => Ok(to(&id, "sent")),
        Err(refusal) => {
            let refusal =
                Refusal::of(&refusal).ok_or_else(|| Trouble::Failed(Box::new(refusal)))?;
            refused(&pages, &signed, &id, sent, refusal)
        }
    }
}

/// Why sheets are not made again.
fn not_run(it: &NotRun) -> Refusal {
    let (heading, step) = match it {
        NotRun::Sheets { .. } => (
            "この番号のシートは、そろって有効ではありません",
            "シートの番号を確かめてください。もう届けた番号や、この束にない番号があります",
        ),
        NotRun::Paused(_) => {
            ("いまは止めているので、作り直せません", "続きから始めて、終わってから届けてください")
        }
        NotRun::Running(_) => {
            ("いま印刷しているので、作り直せません", "印刷が終わってから、もう一度届けてください")
        }
        NotRun::UnknownInsurer(_)
        | NotRun::NothingDue
        | NotRun::NoBatch
        | NotRun::NotReleased { .. }
        | NotRun::Returned(_)
        | NotRun::Withdrawn(_) => ("この束では、作り直せません", "束のようすを確かめてください"),
    };
    Refusal::new(heading, step, "spoil")
}

/// Records that as many sheets are there as were made.
pub(super) async fn count(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Fields,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let (batch, sent) = (batch_of(&pages, &signed, &id)?, Sent(sent));
    let valid = valid_sheets(pages.office.store(), &id)?;
    let wrong = match number(&sent, "counted") {
        Ok(counted) if u64::from(counted) == valid => None,
        Ok(_) => Some(wrong(
            "counted",
            "有効なシートの枚数と合いません。もう一度数えて、足りないものは刷り損じとして届けてください。",
        )),
        Err(wrong) => Some(wrong),
    };
    if wrong.is_some() {
        return again(&pages, &signed, &id, Again { sent, wrong, ..Again::default() });
    }
    let step = OfficeStep::CountBatch { batch_id: id.clone(), at: pages.office.now() };
    acted(&pages, &signed, &batch, &sent, ("count_batch", step, "counted")).await
}

/// How many sheets of a batch are valid: one of every original, but for those taken out.
pub(super) fn valid_sheets(store: &Store, batch_id: &str) -> Result<u64, store::Error> {
    let (mut valid, mut after) = (0, 0);
    loop {
        let sheets = store.sheets(batch_id, after, SHEETS_READ)?;
        let Some(last) = sheets.last() else { return Ok(valid) };
        after = last.sheet;
        valid += sheets.iter().filter(|it| it.void_at.is_none()).count() as u64;
    }
}

/// The numbers of the first and the last sheet told.
fn sheets(sent: &Sent) -> Result<(u32, u32), Wrong> {
    let first = number(sent, "first")?;
    let last = number(sent, "last")?;
    if first > last {
        return Err(wrong("last", "最後の番号が、最初の番号より前です。"));
    }
    Ok((first, last))
}

/// A number of digits in either width, from 1.
fn number(sent: &Sent, name: &'static str) -> Result<u32, Wrong> {
    let text: String = fold_symbol(sent.text(name)).replace(',', "");
    let number = text.parse::<u32>().ok().filter(|it| *it > 0);
    number.ok_or_else(|| wrong(name, "1からの数字で入れてください。"))
}

/// Carries an act out and shows the batch again.
async fn acted(
    pages: &Shared,
    signed: &Signed,
    batch: &Batch,
    sent: &Sent,
    (kind, step, done): (&str, OfficeStep, &str),
) -> Page {
    match act(pages, signed, batch, sent, (kind, step)).await? {
        Ok(()) => Ok(to(&batch.batch_id, done)),
        Err(refusal) => refused(pages, signed, &batch.batch_id, sent.clone(), refusal),
    }
}

/// Carries an act out; again with the same id does nothing.
async fn act(
    pages: &Shared,
    signed: &Signed,
    batch: &Batch,
    sent: &Sent,
    (kind, step): (&str, OfficeStep),
) -> Result<Result<(), Refusal>, Trouble> {
    let act = OfficeAct {
        id: sent.text("act_id").to_owned(),
        insurer: batch.insurer,
        kind: kind.to_owned(),
        person_key: None,
        about: Some(batch.batch_id.clone()),
        note: "{}".to_owned(),
        recorded_by: signed.by().to_owned(),
        reason: "交付の束の処理".to_owned(),
        recorded_at: pages.office.now(),
        change: None,
        steps: vec![step],
    };
    let outcome = match pages.office.store().office_act(act).await {
        // A page kept open and sent again with something else.
        Err(store::Error::AnotherAct) => return Ok(Err(moved_on("another_act"))),
        outcome => outcome?,
    };
    tracing::info!(kind, batch = batch.batch_id, "an act about a batch was carried out");
    Ok(match outcome {
        ActOutcome::Recorded { .. } | ActOutcome::Already => Ok(()),
        ActOutcome::PersonChanged | ActOutcome::Refused { .. } => Err(moved_on(kind)),
    })
}

/// The batch is not where the act needs it.
fn moved_on(kind: &str) -> Refusal {
    match kind {
        "release_batch" => Refusal::new(
            "この束は、許可できません",
            "ほかの人が先に決めたか、計画した人の許可です。いまのようすを確かめてください",
            kind,
        ),
        "count_batch" => Refusal::new(
            "まだ数え終わりにできません",
            "刷り損じを作り直してから、もう一度数えてください",
            kind,
        ),
        _ => Refusal::new(
            "束のようすが、変わっています",
            "ほかの人が先に進めたようです。いまのようすを確かめてください",
            kind,
        ),
    }
}

fn refused(pages: &Shared, signed: &Signed, id: &str, sent: Sent, refusal: Refusal) -> Page {
    again(pages, signed, id, Again { sent, refused: Some(refusal), ..Again::default() })
}

/// The page of a batch, with what was done.
pub(super) fn to(id: &str, done: &str) -> axum::response::Response {
    Redirect::to(&format!("{BASE}/batches/{id}?done={done}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheets_of_a_jam_are_read_in_either_width() {
        for (first, last, wanted) in [
            ("120", "134", Ok((120, 134))),
            ("１２０", "１３４", Ok((120, 134))),
            ("0120", "0120", Ok((120, 120))),
            ("1,120", "1,134", Ok((1_120, 1_134))),
            ("134", "120", Err("last")),
            ("0", "3", Err("first")),
            ("", "3", Err("first")),
            ("3", "", Err("last")),
            ("-3", "4", Err("first")),
            ("3", "4294967296", Err("last")),
        ] {
            let field = |name: &str, text: &str| (name.to_owned(), text.to_owned());
            let sent = Sent(vec![field("first", first), field("last", last)]);
            assert_eq!(sheets(&sent).map_err(|it| it.name), wanted, "{first} to {last}");
        }
    }
}
