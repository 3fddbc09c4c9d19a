//! A card made for an order of the authority: keys here, certificates from there.

use std::path::Path;

use anyhow::{Context as _, bail};
use card::virtual_card::VirtualCard;
use reqwest::{Client, Url};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;
use server::work::card::{IssuedCertificates, PersonalisationOrder, SignedFace};

use crate::maker::{ChosenPins, Unsigned};

/// An order, and who may take it.
pub(super) struct Order<'a> {
    pub(super) authority: &'a str,
    pub(super) id: &'a str,
    pub(super) staff: &'a str,
    pub(super) staff_key: &'a Path,
}

/// What the authority signed.
#[derive(Deserialize)]
struct Made {
    certificates: IssuedCertificates,
    face: SignedFace,
}

/// What the authority says when it does not.
#[derive(Deserialize)]
struct Refused {
    error: serde_json::Value,
}

/// Takes the order, makes keys and pictures, has them signed, and puts the card together.
///
/// # Errors
///
/// When the authority is not reached or refuses, or what it signed is not of this card.
pub(super) async fn make(order: &Order<'_>, pins: &ChosenPins<'_>) -> anyhow::Result<VirtualCard> {
    let authority = Authority::of(order)?;
    let ordered: PersonalisationOrder = authority
        .post("orders/personalisation", &json!({"order_id": order.id}))
        .await
        .context("taking the order")?;
    let unsigned = Unsigned::of(&ordered, pins)?;
    let act = json!({"order_id": order.id, "request": unsigned.request()?});
    // The order is made once: the same id again, by another maker, is refused.
    let id = format!("make-{}", order.id);
    let made: Made = authority
        .post("cards", &json!({"id": id, "act": act}))
        .await
        .context("having the card signed")?;
    unsigned.finish(made.certificates, made.face)
}

struct Authority {
    client: Client,
    base: Url,
    key: String,
}

impl Authority {
    fn of(order: &Order<'_>) -> anyhow::Result<Self> {
        let base = format!("{}/authority/v1/", order.authority.trim_end_matches('/'));
        let base = Url::parse(&base).context("--authority")?;
        let key = std::fs::read_to_string(order.staff_key)
            .with_context(|| format!("reading {}", order.staff_key.display()))?;
        // An order names a person: it goes to the authority itself, through no proxy.
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .context("setting the client up")?;
        Ok(Self { client, base, key: format!("{}.{}", order.staff, key.trim()) })
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<T> {
        let request = self.client.post(self.base.join(path)?).bearer_auth(&self.key).json(body);
        let response = request.send().await.context("reaching the authority")?;
        let status = response.status();
        if status.is_success() {
            return response.json().await.context("reading the authority's answer");
        }
        let why = response
            .json::<Refused>()
            .await
            .map_or_else(|_| format!("status {}", status.as_u16()), |it| it.error.to_string());
        bail!("the authority refused: {why}")
    }
}
