//! What was recorded of a member: facts by their own days, and what the office did.

use std::collections::HashMap;

use eligibility::InsurerNumber;
use jiff::civil::Date;
use record::{
    Coverage, DigitalCertificate, Document, Fact, MyNumberCard, Registration, Relocation,
    SelfInformationBlock,
};
use store::{Entry, Mailing, OfficeApplication, RecordedAct};

use super::{Event, EventTone};
use crate::{
    day_in_japan,
    work::office::{
        InsurerOffice,
        carrying::Member,
        mail::UndeliveredWhy,
        refusal::OfficeRefusal,
        words::{ApplicationRoute, WhoApplied, document_name, reason_name},
    },
};

/// The events of all that is recorded of a member.
pub(super) fn events(
    office: &InsurerOffice,
    insurer: InsurerNumber,
    member: &Member,
) -> Result<Vec<Event>, OfficeRefusal> {
    let store = office.store();
    let mut recorders = HashMap::new();
    for stored in store.facts(member.person_key)? {
        if stored.superseded_at.is_none() && matches!(stored.entry, Entry::Fact(_)) {
            recorders.insert((stored.kind, stored.subject), stored.recorded_by);
        }
    }
    let mut events = Vec::new();
    for fact in member.person.facts() {
        let by = recorders.get(&(fact.kind().to_owned(), fact.subject())).cloned();
        let days = of_fact(&fact).into_iter().filter_map(|(on, title)| Some((on?, title)));
        events.extend(days.map(|(on, title)| Event { by: by.clone(), ..recorded(on, title) }));
    }
    events.extend(member.applications.iter().flat_map(of_application));
    let mailings = store.mailings_of(member.person_key)?;
    events.extend(mailings.iter().filter(|it| it.insurer == insurer).flat_map(of_mailing));
    let acts = store.office_acts_of(member.person_key)?;
    events.extend(acts.iter().filter(|it| it.insurer == insurer).filter_map(of_act));
    Ok(events)
}

fn recorded(on: Date, title: impl Into<String>) -> Event {
    Event::new(on, title, EventTone::Recorded)
}

/// A day, where there is one, and what happened on it.
type Dated = (Option<Date>, String);

fn of_fact(fact: &Fact) -> Vec<Dated> {
    match fact {
        Fact::Coverage(it) => of_coverage(it),
        Fact::Card(it) => of_card(it),
        Fact::DigitalCertificate(it) => of_certificate(it),
        Fact::Registration(it) => of_registration(it),
        Fact::Relocation(it) => of_relocation(it),
        Fact::DepartureAbroad(it) => vec![
            (Some(it.planned_on), "国外への転出".to_owned()),
            (it.continued_use_on, "カードの国外継続利用の手続き".to_owned()),
        ],
        Fact::Document(it) => of_document(it),
        Fact::Block(it) => of_block(it),
        // Of these a register row tells more, or they have no day of their own.
        Fact::Application(_)
        | Fact::Identity(_)
        | Fact::Address(_)
        | Fact::Delivery(_)
        | Fact::Assistance(_)
        | Fact::ReferenceNumber(_) => Vec::new(),
    }
}

fn of_coverage(it: &Coverage) -> Vec<Dated> {
    let name = if it.voluntary_continuation { "資格(任意継続)" } else { "資格" };
    let mut days = vec![
        (Some(it.acquired_on), format!("{name}を取得")),
        (it.lost_on, format!("{name}を喪失")),
    ];
    days.extend(it.income_tiers.iter().map(|it| (Some(it.from), "所得区分が変わる".to_owned())));
    days
}

fn of_card(it: &MyNumberCard) -> Vec<Dated> {
    let handed = it.handed_over_on.filter(|on| *on != it.issued_on);
    vec![
        (Some(it.issued_on), "マイナンバーカードを発行".to_owned()),
        (handed, "マイナンバーカードを受け取り".to_owned()),
        (it.suspended_on, "マイナンバーカードを一時停止".to_owned()),
        (it.lost_on, "マイナンバーカードの紛失を届け出".to_owned()),
        (it.released_on, "マイナンバーカードの一時停止を解除".to_owned()),
        (it.returned_on, "マイナンバーカードを返納".to_owned()),
        (it.revoked_on, "マイナンバーカードが廃止".to_owned()),
    ]
}

fn of_certificate(it: &DigitalCertificate) -> Vec<Dated> {
    vec![
        (Some(it.issued_on), "電子証明書を発行".to_owned()),
        (it.revoked_on, "電子証明書が失効".to_owned()),
    ]
}

fn of_registration(it: &Registration) -> Vec<Dated> {
    vec![
        (Some(it.registered_on), "保険証の利用登録".to_owned()),
        (it.cancel_requested_on, "利用登録の解除を申請".to_owned()),
    ]
}

fn of_relocation(it: &Relocation) -> Vec<Dated> {
    vec![
        (Some(it.planned_departure_on), "転出の予定".to_owned()),
        (it.moved_in_on, "転入".to_owned()),
        (it.continued_use_on, "カードの継続利用の手続き".to_owned()),
    ]
}

fn of_document(it: &Document) -> Vec<Dated> {
    let name = document_name(it.kind);
    vec![
        (Some(it.issued_on), format!("{name}を交付")),
        (it.lost_on, format!("{name}の紛失を届け出。この日から使えない")),
        (it.returned_on, format!("{name}を返却")),
    ]
}

fn of_block(it: &SelfInformationBlock) -> Vec<Dated> {
    vec![
        (Some(it.from), "自己情報の提供を止める".to_owned()),
        (it.to, "自己情報の提供を止める最後の日".to_owned()),
    ]
}

/// The life of an application.
fn of_application(it: &OfficeApplication) -> Vec<Event> {
    let name = document_name(it.document);
    let who = WhoApplied::of(&it.applicant).map_or("", WhoApplied::name);
    let route = ApplicationRoute::of(&it.channel).map_or("", ApplicationRoute::name);
    let mut received = recorded(it.received_on, format!("{name}の申請を受け付け"));
    received.notes = vec![reason_name(it.reason).to_owned(), format!("{who}、{route}")];
    let mut events = vec![received];
    let day = |at: Option<jiff::Timestamp>| at.map(day_in_japan);
    if let Some(on) = day(it.decided_at) {
        let is_approved = it.approved == Some(true);
        let what = if is_approved { "を承認" } else { "は不交付と決定" };
        let mut decided = recorded(on, format!("{name}の申請{what}"));
        decided.by.clone_from(&it.decided_by);
        decided.notes.extend(it.refusal.clone());
        events.push(decided);
    }
    let fee = it.fee_yen.map(|yen| format!("{yen}円")).unwrap_or_default();
    let rest = [
        (day(it.invoiced_at), format!("再交付の手数料{fee}を請求")),
        (it.paid_on, format!("再交付の手数料{fee}の入金")),
        (day(it.withdrawn_at), format!("{name}の申請を取下げ")),
    ];
    events.extend(rest.into_iter().filter_map(|(on, title)| Some(recorded(on?, title))));
    events
}

/// A mailing sent, and come back.
fn of_mailing(it: &Mailing) -> Vec<Event> {
    let name = match &*it.what {
        "batch" => "書類",
        "invoice" => "請求書",
        "refusal" => "不交付の通知",
        "reminder" => "返却のお願い",
        "expiry_warning" => "電子証明書の有効期限のお知らせ",
        _ => "手紙",
    };
    let mut events = vec![recorded(it.sent_on, format!("{name}を発送"))];
    if let Some(on) = it.undelivered_on {
        let mut back = recorded(on, format!("{name}が戻る"));
        let why = it.undelivered_why.as_deref().and_then(UndeliveredWhy::of);
        back.notes.extend(why.map(|it| it.name().to_owned()));
        events.push(back);
    }
    events
}

/// What only its act tells: corrections and flags, by the day recorded.
fn of_act(it: &RecordedAct) -> Option<Event> {
    let title = match &*it.kind {
        "correct" => "記録を訂正",
        "note_assistance" => "要配慮者の記録を変更",
        "change_address" => "住所を変更",
        "withhold_address" => "住所の不開示を変更",
        _ => return None,
    };
    let mut event = recorded(day_in_japan(it.recorded_at), title);
    event.by = Some(it.recorded_by.clone());
    event.notes.push(it.reason.clone());
    Some(event)
}
