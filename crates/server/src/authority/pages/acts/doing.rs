//! Doing an act with what was written into its form.

use record::{Address, Identity};
use serde::Deserialize;

use super::{
    super::{
        fields::{Sent, Wrong, wrong},
        session::SignedAnswer,
        sign_in::Signed,
    },
    kind::NextAct,
};
use crate::work::card::{
    self, ApplicationChannel, CardApplication, CardOffice, CardReason, Done, HandOver,
    IdentityCheck, IdentityProof, IssuedCertificates, KeyRequests, MovingIn, Occasion, Particulars,
    PersonFile, PinKind, Refusal, RenewedCertificates, StopChannel, StopReason, WhoCame,
};

/// What an act needs beside its form.
pub(super) struct Doing<'a> {
    pub(super) office: &'a CardOffice,
    pub(super) signed: &'a Signed,
    pub(super) occasion: &'a Occasion,
    pub(super) file: &'a PersonFile,
    pub(super) sent: &'a Sent,
}

/// Why an act was not done.
pub(super) enum NotDone {
    /// A field cannot be taken.
    Wrong(Wrong),
    /// The law or the state of things does not allow it, or it failed.
    Refused(Refusal),
}

type Did = Result<Option<SignedAnswer>, NotDone>;

/// A request for a certificate to sign alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureRequest {
    #[serde(with = "crate::work::card::base64")]
    digital_signature: Vec<u8>,
}

impl From<Wrong> for NotDone {
    fn from(it: Wrong) -> Self {
        Self::Wrong(it)
    }
}

impl From<Refusal> for NotDone {
    fn from(it: Refusal) -> Self {
        Self::Refused(it)
    }
}

/// Does an act; gives what was signed, where it signs.
pub(super) async fn act(it: &Doing<'_>, act: NextAct) -> Did {
    let (office, occasion, key) = (it.office, it.occasion, it.file.person_key);
    let done = match act {
        NextAct::Apply => card::apply(office, occasion, key, &application(it)?).await?,
        NextAct::Withdraw => card::withdraw(office, occasion, order(it)?).await?,
        NextAct::HandOver => hand_over(it).await?,
        NextAct::Pins => pins(it).await?,
        NextAct::Unlock => {
            let (check, pin) = (check(it)?, it.sent.one("pin", PinKind::of)?);
            card::unlock_pin(office, occasion, card_number(it)?, (&check, pin)).await?
        }
        NextAct::Renew | NextAct::Sign => return renew(it, act).await,
        NextAct::Stop => {
            let how = it.sent.one("channel", StopChannel::of);
            let (why, how) = (it.sent.one("reason", StopReason::of)?, how?);
            card::stop_card(office, occasion, card_number(it)?, (how, why)).await?
        }
        NextAct::Release => {
            card::release_card(office, occasion, card_number(it)?, &check(it)?).await?
        }
        NextAct::Return => {
            card::return_card(office, occasion, card_number(it)?, &check(it)?).await?
        }
        NextAct::Death => card::report_death(office, occasion, key).await?,
        NextAct::MoveOut => {
            card::report_moving_out(office, occasion, key, it.sent.day("planned")?).await?
        }
        NextAct::MoveIn => card::report_moving_in(office, occasion, key, &moving_in(it)?).await?,
        NextAct::ContinueUse => {
            let (check, number) = (check(it)?, card_number(it)?);
            card::continue_use(office, occasion, number, (&check, None)).await?.done
        }
        NextAct::Depart => {
            card::report_departure_abroad(office, occasion, key, it.sent.day("planned")?).await?
        }
        NextAct::ContinueAbroad => {
            card::continue_abroad(office, occasion, card_number(it)?, &check(it)?).await?
        }
        NextAct::Particulars => {
            let (now, check) = (particulars(it)?, check(it)?);
            let asked = (&now, &check);
            card::change_particulars(office, occasion, key, asked, None).await?.done
        }
        NextAct::Make => return Err(Refusal::NoOrder.into()),
    };
    tracing::info!(kind = act.word(), again = done.again, "an act was done on a page");
    Ok(None)
}

async fn pins(it: &Doing<'_>) -> Result<Done, NotDone> {
    let (check, pins) = (check(it)?, it.sent.any("pins", PinKind::of));
    if pins.is_empty() {
        return Err(wrong("pins", "1つ以上選んでください。").into());
    }
    Ok(card::choose_pins(it.office, it.occasion, card_number(it)?, (&check, &pins)).await?)
}

async fn hand_over(it: &Doing<'_>) -> Result<Done, NotDone> {
    let how = HandOver {
        check: check(it)?,
        pins_set: it.sent.any("pins", PinKind::of),
        pinless: it.sent.is_ticked("pinless"),
    };
    Ok(card::hand_over(it.office, it.occasion, order(it)?, &how).await?)
}

async fn renew(it: &Doing<'_>, act: NextAct) -> Did {
    let check = check(it)?;
    let text = it.sent.needed("request")?;
    let malformed = wrong("request", "カードの作り手が出したJSONを、そのまま入れてください。");
    let number = card_number(it)?;
    let RenewedCertificates { certificates, .. } = if act == NextAct::Sign {
        let keys: SignatureRequest = serde_json::from_str(&text).map_err(|_| malformed)?;
        let asked = (&check, keys.digital_signature.as_slice());
        card::renew_digital_signature(it.office, it.occasion, number, asked).await?
    } else {
        let keys: KeyRequests = serde_json::from_str(&text).map_err(|_| malformed)?;
        card::renew_certificates(it.office, it.occasion, number, (&check, &keys)).await?
    };
    Ok(Some(SignedAnswer {
        of: it.file.person_key,
        file_name: "certificates.json",
        json: json_of(&certificates),
    }))
}

fn json_of(certificates: &IssuedCertificates) -> String {
    serde_json::to_string_pretty(certificates).unwrap_or_default()
}

fn application(it: &Doing<'_>) -> Result<CardApplication, Wrong> {
    let municipality = match &it.signed.staff.municipality {
        Some(own) => own.clone(),
        None => it.sent.one("municipality", |code| {
            it.office.municipalities().of(code).map(|it| it.code.clone())
        })?,
    };
    Ok(CardApplication {
        reason: it.sent.one("reason", CardReason::of)?,
        channel: it.sent.one("channel", ApplicationChannel::of)?,
        who_applied: it.sent.one("who_applied", WhoCame::of)?,
        received_on: it.sent.day("received")?,
        municipality,
    })
}

fn check(it: &Doing<'_>) -> Result<IdentityCheck, Wrong> {
    Ok(IdentityCheck {
        who_came: it.sent.one("who_came", WhoCame::of)?,
        proof: it.sent.one("proof", IdentityProof::of)?,
    })
}

fn moving_in(it: &Doing<'_>) -> Result<MovingIn, Wrong> {
    Ok(MovingIn { moved_in_on: it.sent.day("moved_in")?, address: address(it)?, check: check(it)? })
}

/// Name or address, where the form has another than the ledger.
fn particulars(it: &Doing<'_>) -> Result<Particulars, NotDone> {
    let before = it.file.person.identity.as_ref().ok_or(Refusal::NoPerson)?;
    let (name, kana) = (it.sent.needed("name")?, it.sent.optional("kana"));
    let identity = Identity { name, kana, ..before.clone() };
    let address = address(it)?;
    Ok(Particulars {
        identity: (identity != *before).then_some(identity),
        address: (it.file.person.address.as_ref() != Some(&address)).then_some(address),
    })
}

fn address(it: &Doing<'_>) -> Result<Address, Wrong> {
    Ok(Address {
        postcode: it.sent.optional("postcode"),
        text: it.sent.needed("address")?,
        withheld: it.file.person.address.as_ref().is_some_and(|it| it.withheld),
    })
}

/// The card the page was about, which must be the person's.
fn card_number<'a>(it: &'a Doing<'_>) -> Result<&'a str, Refusal> {
    let number = it.sent.text("about");
    let is_theirs = it.file.cards.iter().any(|it| it.card_number == number);
    if is_theirs { Ok(number) } else { Err(Refusal::NoCard) }
}

/// The order the page was about, which must be the person's.
fn order<'a>(it: &'a Doing<'_>) -> Result<&'a str, Refusal> {
    let id = it.sent.text("about");
    let is_theirs = it.file.orders.iter().any(|it| it.order_id == id);
    if is_theirs { Ok(id) } else { Err(Refusal::NoOrder) }
}
