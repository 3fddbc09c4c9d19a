//! The issuers: their generations and addresses, and the register of stopped certificates.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use pki::Purpose;
use serde::Deserialize;
use store::{REASON_HOLD, StoppedCertificate};

use super::{
    Page, Shared,
    message::shown,
    sign_in::Signed,
    view::{Chip, Day, Frame, Section, Tone, time},
    words,
};
use crate::{
    day_in_japan,
    work::card::{Generation, Municipality},
};

/// Rows of stopped certificates on a page.
const PAGE: usize = 50;

struct IssuerRow {
    purpose: &'static str,
    number: u32,
    from: Day,
    to: Day,
    chip: Chip,
    key_id: String,
    /// The address without the ending `.cer` or `.crl`.
    path: String,
}

#[derive(Template)]
#[template(path = "authority/issuers.html")]
struct IssuersPage {
    frame: Frame,
    issuers: Vec<IssuerRow>,
    ocsp: String,
    address: String,
    crl_hours: u16,
    ocsp_minutes: u16,
    municipalities: Vec<Municipality>,
}

struct StoppedRow {
    issuer: String,
    serial: u64,
    day: Day,
    time: String,
    chip: Chip,
    why: &'static str,
}

/// A generation to choose.
struct Choice {
    value: String,
    text: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "authority/stopped.html")]
struct StoppedPage {
    frame: Frame,
    issuers: Vec<Choice>,
    held: usize,
    revoked: usize,
    rows: Vec<StoppedRow>,
    issuer: String,
    page: usize,
    pages: usize,
    /// The address of the revocation list, where one generation is chosen.
    list: Option<String>,
}

/// Which generation's, and which page of them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    issuer: String,
    page: usize,
}

/// The generations of both purposes.
pub(super) async fn page(State(pages): State<Shared>, signed: Signed) -> Page {
    let office = pages.authority.office();
    let (settings, now) = (office.settings(), pages.authority.now());
    let today = day_in_japan(now);
    let newest = |it: &Generation| {
        let signing = office.generations().signing(it.purpose, today);
        signing.is_ok_and(|signing| signing.number == it.number)
    };
    let row = |it: &Arc<Generation>| {
        let root = it.issuer.certificate();
        let chip = if root.valid_to() < now {
            Chip::new(Tone::None, "終わり")
        } else if newest(it) {
            Chip::new(Tone::Ok, "発行中")
        } else {
            Chip::new(Tone::None, "確かめるだけ")
        };
        IssuerRow {
            purpose: purpose(it.purpose),
            number: it.number,
            from: Day::at(root.valid_from()),
            to: Day::of(root.last_day()),
            chip,
            key_id: crate::hex(&it.issuer.key_id()),
            path: format!("/pki/{}", place(it)),
        }
    };
    shown(&IssuersPage {
        frame: Frame::of(&pages, &signed, Section::Issuers),
        issuers: office.generations().all().iter().map(row).collect(),
        ocsp: format!("{}/pki/ocsp", settings.address.trim_end_matches('/')),
        address: settings.address.trim_end_matches('/').to_owned(),
        crl_hours: settings.crl_hours,
        ocsp_minutes: settings.ocsp_minutes,
        municipalities: office.municipalities().iter().cloned().collect(),
    })
}

/// The certificates stopped or revoked that have not ended, of all generations or one.
pub(super) async fn stopped(
    State(pages): State<Shared>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Page {
    let office = pages.authority.office();
    let today = day_in_japan(pages.authority.now());
    let own = signed.staff.municipality.as_deref();
    let generations = office.generations().all();
    let chosen = |it: &&Arc<Generation>| asked.issuer.is_empty() || place(it) == asked.issuer;
    let mut stopped = Vec::new();
    for it in generations.iter().filter(chosen) {
        let key_id = it.issuer.key_id();
        let its = office.ledger().store().stopped_certificates(key_id, own, today)?;
        stopped.extend(its.into_iter().map(|row| (Arc::clone(it), row)));
    }
    stopped.sort_by_key(|(_, it)| std::cmp::Reverse(it.at));
    let held = stopped.iter().filter(|(_, it)| it.reason == REASON_HOLD).count();
    let page_count = stopped.len().div_ceil(PAGE).max(1);
    let page = asked.page.clamp(1, page_count);
    let part = own.map_or_else(String::new, |code| format!("/{code}"));
    let is_one = generations.iter().any(|it| place(it) == asked.issuer);
    let list = is_one.then(|| format!("/pki/{}{part}.crl", asked.issuer));
    let choice = |it: &Arc<Generation>| Choice {
        value: place(it),
        text: named(it),
        is_chosen: place(it) == asked.issuer,
    };
    shown(&StoppedPage {
        frame: Frame::of(&pages, &signed, Section::Stopped),
        issuers: generations.iter().map(choice).collect(),
        held,
        revoked: stopped.len() - held,
        rows: stopped.iter().skip((page - 1) * PAGE).take(PAGE).map(stopped_row).collect(),
        list,
        issuer: asked.issuer,
        page,
        pages: page_count,
    })
}

fn stopped_row((issuer, it): &(Arc<Generation>, StoppedCertificate)) -> StoppedRow {
    StoppedRow {
        issuer: named(issuer),
        serial: it.serial,
        day: Day::at(it.at),
        time: time(it.at),
        chip: match it.reason {
            REASON_HOLD => Chip::new(Tone::Part, "一時停止中"),
            _ => Chip::new(Tone::Stop, "失効"),
        },
        why: words::revocation(it.reason),
    }
}

/// A generation as staff name it.
fn named(it: &Generation) -> String {
    format!("{} 第{}世代", purpose(it.purpose), it.number)
}

/// The place of a generation in addresses: `user-authentication/1`.
fn place(it: &Generation) -> String {
    let word = match it.purpose {
        Purpose::UserAuthentication => "user-authentication",
        Purpose::DigitalSignature => "digital-signature",
    };
    format!("{word}/{}", it.number)
}

const fn purpose(it: Purpose) -> &'static str {
    match it {
        Purpose::UserAuthentication => "利用者証明用",
        Purpose::DigitalSignature => "署名用",
    }
}
