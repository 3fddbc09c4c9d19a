//! What staff do with an application: decide it, invoice and take its fee, withdraw it.

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
};

use super::{
    super::{BASE, Shared, Signed, telling::Refusal},
    page::{self, application_of},
};
use crate::{
    office::OfficeRole,
    pages::{
        Page,
        fields::{Sent, Wrong},
        message::Trouble,
    },
    work::office::{FeeDecision, OfficeRefusal},
};

/// Why an act was not done.
enum NotDone {
    /// A field cannot be taken.
    Wrong(Wrong),
    /// The rules or the state of things do not allow it, or it failed.
    Refused(OfficeRefusal),
}

impl From<Wrong> for NotDone {
    fn from(it: Wrong) -> Self {
        Self::Wrong(it)
    }
}

impl From<OfficeRefusal> for NotDone {
    fn from(it: OfficeRefusal) -> Self {
        Self::Refused(it)
    }
}

/// Does an act and shows the application again.
pub(super) async fn act(
    State(pages): State<Shared>,
    signed: Signed,
    Path((id, act)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let application = application_of(&pages, &signed, &id)?;
    let sent = Sent(sent);
    match done(&pages, &signed, &application.application_id, (&act, &sent)).await {
        Ok(()) => Ok(Redirect::to(&format!("{BASE}/applications/{id}?done={act}")).into_response()),
        Err(NotDone::Wrong(wrong)) => {
            let how = (StatusCode::UNPROCESSABLE_ENTITY, &sent, Some(wrong), None);
            page::draw(&pages, &signed, &id, "", how)
        }
        Err(NotDone::Refused(refusal)) => {
            let refused =
                Refusal::of(&refusal).ok_or_else(|| Trouble::Failed(Box::new(refusal)))?;
            let how = (StatusCode::CONFLICT, &sent, None, Some(refused));
            page::draw(&pages, &signed, &id, "", how)
        }
    }
}

async fn done(
    pages: &Shared,
    signed: &Signed,
    application_id: &str,
    (act, sent): (&str, &Sent),
) -> Result<(), NotDone> {
    let (work, insurer) = (pages.office.work(), signed.insurer);
    let occasion = work.occasion(sent.text("act_id"), signed.by());
    match act {
        "approve" => {
            let fee = match (sent.is_ticked("waive"), sent.optional("waive_why")) {
                (false, _) => FeeDecision::AsSet,
                (true, Some(why)) => FeeDecision::Waived { why },
                (true, None) => {
                    let text = "免除するわけを入れてください。";
                    return Err(Wrong { name: "waive_why", text }.into());
                }
            };
            work.approve(&occasion, insurer, application_id, &fee).await?;
        }
        "refuse" => {
            let why = sent.needed("why")?;
            work.refuse(&occasion, insurer, application_id, &why).await?;
        }
        "invoice" => {
            work.invoice(&occasion, insurer, application_id).await?;
        }
        "pay" => {
            let paid_on = sent.day("paid")?;
            work.pay_at_counter(&occasion, insurer, application_id, paid_on).await?;
        }
        "withdraw" => {
            work.withdraw_application(&occasion, insurer, application_id).await?;
        }
        _ => {
            return Err(OfficeRefusal::from(
                crate::work::office::ApplicationRefusal::NoApplication,
            )
            .into());
        }
    }
    tracing::info!(act, "an act about an application was carried out");
    Ok(())
}
