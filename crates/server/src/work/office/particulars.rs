//! What is recorded of a member's circumstances: registration, flags, address (F-49, F-66, R-104).

use eligibility::{Due, InsurerNumber, RegistrationState};
use jiff::civil::Date;
use record::{Address, Assistance, DocumentKind, Fact, SelfInformationBlock};
use serde_json::json;
use store::PersonKey;

use super::{
    InsurerOffice,
    application::law_kind,
    carrying::{Asked, Carried, Decided, Member, check_day},
    refusal::{EntryRefusal, MemberRefusal, OfficeRefusal},
};
use crate::work::card::Occasion;

/// A registration whose cancellation was requested (利用登録の解除).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelledRegistration {
    /// The act.
    pub carried: Carried,
    /// The last day the card proves eligibility: the end of the following month (F-66).
    pub last_day: Option<Date>,
    /// The 資格確認書 due because of it, from the day of the request (G-47).
    pub due: Option<Due>,
}

impl InsurerOffice {
    /// Records the request to cancel the registration of the card, on the day of the occasion.
    ///
    /// # Errors
    ///
    /// When the card is not registered, or a cancellation was requested before; as
    /// [`OfficeRefusal`] lists.
    pub async fn cancel_registration(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        person_key: PersonKey,
    ) -> Result<CancelledRegistration, OfficeRefusal> {
        let said = occasion.on.to_string();
        let asked = Asked { kind: "cancel_registration", insurer, said };
        let carried = self
            .carry_out(occasion, &asked, person_key, |member| {
                self.check_covered(insurer, &member.person, occasion.on)?;
                let registrations = member.person.dossier.registrations.iter();
                let registration = registrations
                    .filter(|it| it.registered_on <= occasion.on)
                    .max_by_key(|it| it.registered_on)
                    .ok_or(MemberRefusal::NotRegistered)?;
                if let Some(on) = registration.cancel_requested_on {
                    return Err(MemberRefusal::AlreadyCancelled(on).into());
                }
                let judged = self.judged(insurer, &member.person, occasion.on);
                if judged.standing.registration.state != RegistrationState::Registered {
                    return Err(MemberRefusal::NotRegistered.into());
                }
                let mut cancelled = registration.clone();
                cancelled.cancel_requested_on = Some(occasion.on);
                Ok(Decided {
                    reason: "requested".to_owned(),
                    note: json!({}),
                    facts: vec![Fact::Registration(cancelled)],
                    ..Decided::default()
                })
            })
            .await?;
        let member = self.member(insurer, person_key)?;
        let standing = self.judged(insurer, &member.person, occasion.on).standing;
        let certificate = law_kind(DocumentKind::EligibilityCertificate);
        let due = standing.due.into_iter().find(|it| it.document == certificate);
        Ok(CancelledRegistration { carried, last_day: standing.registration.last_day, due })
    }

    /// Records that the own information is blocked from a day (自己情報提供不可).
    ///
    /// # Errors
    ///
    /// Without a reason, or when it is blocked on that day; as [`OfficeRefusal`] lists.
    pub async fn block_information(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        person_key: PersonKey,
        (from, why): (Date, &str),
    ) -> Result<Carried, OfficeRefusal> {
        let said = from.to_string();
        self.note_person(occasion, ("block_information", said), (insurer, person_key), why, |it| {
            check_day(from, occasion.on)?;
            if let Some(block) = blocked_on(it, from) {
                return Err(MemberRefusal::AlreadyBlocked(block.from).into());
            }
            Ok(Fact::Block(SelfInformationBlock { from, to: None }))
        })
        .await
    }

    /// Records the last day of the block on the own information.
    ///
    /// # Errors
    ///
    /// Without a reason, or when it is not blocked on that day; as [`OfficeRefusal`] lists.
    pub async fn unblock_information(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        person_key: PersonKey,
        (last_day, why): (Date, &str),
    ) -> Result<Carried, OfficeRefusal> {
        let said = last_day.to_string();
        let act = ("unblock_information", said);
        self.note_person(occasion, act, (insurer, person_key), why, |it| {
            check_day(last_day, occasion.on)?;
            let block = blocked_on(it, last_day).filter(|it| it.to.is_none());
            let block = block.ok_or(MemberRefusal::NotBlocked)?;
            Ok(Fact::Block(SelfInformationBlock { from: block.from, to: Some(last_day) }))
        })
        .await
    }

    /// Records whether the person needs assistance (要配慮者).
    ///
    /// # Errors
    ///
    /// Without a reason, or when it is recorded so; as [`OfficeRefusal`] lists.
    pub async fn note_assistance(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        person_key: PersonKey,
        (needs_assistance, why): (bool, &str),
    ) -> Result<Carried, OfficeRefusal> {
        let act = ("note_assistance", needs_assistance.to_string());
        self.note_person(occasion, act, (insurer, person_key), why, |it| {
            let dossier = &it.person.dossier;
            if dossier.needs_assistance == needs_assistance {
                return Err(EntryRefusal::NothingChanges.into());
            }
            Ok(Fact::Assistance(Assistance {
                needs_assistance,
                smartphone: dossier.smartphone,
                stay_until: dossier.stay_until,
            }))
        })
        .await
    }

    /// Records another address. Whether it is withheld stays.
    ///
    /// # Errors
    ///
    /// Without a reason, or when it is recorded so; as [`OfficeRefusal`] lists.
    pub async fn change_address(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        person_key: PersonKey,
        (postcode, text, why): (Option<&str>, &str, &str),
    ) -> Result<Carried, OfficeRefusal> {
        let said = format!("{}\0{text}", postcode.unwrap_or_default());
        let act = ("change_address", said);
        self.note_person(occasion, act, (insurer, person_key), why, |it| {
            let old = it.person.address.as_ref();
            let text = text.trim().to_owned();
            if text.is_empty() {
                return Err(MemberRefusal::NoAddress.into());
            }
            let postcode = postcode.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
            let withheld = old.is_some_and(|it| it.withheld);
            let address = Address { postcode, text, withheld };
            if old == Some(&address) {
                return Err(EntryRefusal::NothingChanges.into());
            }
            Ok(Fact::Address(address))
        })
        .await
    }

    /// Records whether the address is withheld (不開示): then papers go to the person alone, never
    /// through an employer or a household.
    ///
    /// # Errors
    ///
    /// Without a reason or an address, or when it is recorded so; as [`OfficeRefusal`] lists.
    pub async fn withhold_address(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        person_key: PersonKey,
        (withheld, why): (bool, &str),
    ) -> Result<Carried, OfficeRefusal> {
        let act = ("withhold_address", withheld.to_string());
        self.note_person(occasion, act, (insurer, person_key), why, |it| {
            let old = it.person.address.clone().ok_or(MemberRefusal::NoAddress)?;
            if old.withheld == withheld {
                return Err(EntryRefusal::NothingChanges.into());
            }
            Ok(Fact::Address(Address { withheld, ..old }))
        })
        .await
    }

    /// Records one fact of a member, for a reason.
    async fn note_person(
        &self,
        occasion: &Occasion,
        (kind, said): (&'static str, String),
        (insurer, person_key): (InsurerNumber, PersonKey),
        why: &str,
        decide: impl Fn(&Member) -> Result<Fact, OfficeRefusal>,
    ) -> Result<Carried, OfficeRefusal> {
        let why = super::application::reason_given(why)?;
        let asked = Asked { kind, insurer, said: format!("{said}\0{why}") };
        self.carry_out(occasion, &asked, person_key, |member| {
            Ok(Decided {
                reason: why.to_owned(),
                note: json!({}),
                facts: vec![decide(member)?],
                ..Decided::default()
            })
        })
        .await
    }
}

/// The block on a member's own information in force on a day.
fn blocked_on(member: &Member, on: Date) -> Option<&SelfInformationBlock> {
    let blocks = &member.person.dossier.self_information_blocks;
    blocks.iter().find(|it| it.from <= on && it.to.is_none_or(|to| on <= to))
}
