//! A life as a table: a day, an act, and what is refused or holds afterwards.
//!
//! ```text
//! day         act        card and its end   certificate and its end  use      in the register
//! 2026-03-20  hand_over  Usable 2036-05-10  Quiet 2031-05-10         nothing  good/good
//! 2026-03-21  renew      ! too_early  2031-02-11 or later (F-04, R-061)
//! ```

use std::fmt::Write as _;

use eligibility::CardUse;
use jiff::civil::Date;
use server::work::card::{
    ApplicationChannel, CardApplication, CardReason, Done, HandOver, IdentityCheck, IdentityProof,
    MovingIn, Occasion, Particulars, PinKind, Refusal, StopChannel, StopReason, WhoCame, apply,
    change_particulars, choose_pins, continue_abroad, continue_use, hand_over, lapse, make_card,
    personalisation_order, release_card, renew_certificates, renew_digital_signature, report_death,
    report_departure_abroad, report_moving_in, report_moving_out, return_card, stop_card,
    unlock_pin, withdraw,
};
use store::{CertificatePurpose, PersonKey};

use crate::{
    keys::keys,
    world::{World, address, day, identity, instant},
};

/// Lives a table through for a new resident: `born=1990-05-10`, `stay=2027-08-01` where there is a
/// period of stay, and `card=2026-03-05` where a card was made and handed over on a day.
pub(crate) async fn live(world: &World, who: &str, table: &str) {
    let said = |name: &str| {
        who.split(' ').find_map(|it| it.split_once('=').filter(|it| it.0 == name).map(|it| it.1))
    };
    let key = world.resident(said("born").unwrap(), said("stay")).await;
    let mut life = Life { world, key, order: String::new(), card: String::new() };
    if let Some(on) = said("card") {
        life.with_card(on, said("by").unwrap_or("person")).await;
    }
    let mut lived = String::new();
    let mut differs = false;
    for row in table.lines().filter(|it| !it.trim().is_empty()) {
        let (row, remark) = row.split_once("  # ").unwrap_or((row, ""));
        let mut cells = row.split("  ").map(str::trim).filter(|it| !it.is_empty());
        let (when, act) = (cells.next().unwrap(), cells.next().unwrap());
        let wanted = cells.collect::<Vec<_>>().join("  ");
        let found = life.act(when, act).await;
        differs |= found != wanted;
        let mark = if found == wanted { ' ' } else { '>' };
        let remark = if remark.is_empty() { String::new() } else { format!("  # {remark}") };
        let _ = writeln!(lived, "{mark} {when}  {act}  {found}{remark}");
    }
    assert!(!differs, "this was found, where it differs with >:\n{lived}");
}

/// A life being lived.
pub(crate) struct Life<'a> {
    pub(crate) world: &'a World,
    pub(crate) key: PersonKey,
    /// The newest order.
    pub(crate) order: String,
    /// The newest card.
    pub(crate) card: String,
}

impl Life<'_> {
    /// Gets a card and registers it, all on one day.
    pub(crate) async fn with_card(&mut self, on: &str, who: &str) {
        for act in ["apply first", "make", "hand_over", "register"] {
            let signs = if act == "make" && who != "person" { " no_signature" } else { "" };
            let found = self.act(on, &format!("{act} {who}{signs}")).await;
            assert!(!found.starts_with('!'), "{act}: {found}");
        }
    }

    /// Does an act of a row; what holds afterwards, or what was refused.
    pub(crate) async fn act(&mut self, when: &str, act: &str) -> String {
        let (on, time) = when.split_once('@').unwrap_or((when, "10:00"));
        let occasion = Occasion::now(&self.world.id("row"), "clerk-1", instant(on, time));
        match self.done(&occasion, act).await {
            Ok(()) => self.standing(day(on)),
            Err(Refusal::NotAllowed(it)) => {
                let text = it.to_string();
                let (why, rest) = text.split_once(": found ").unwrap();
                let (_, wanted) = rest.split_once(", want ").unwrap();
                format!("! {why}  {wanted}")
            }
            Err(other) => format!("! {other}"),
        }
    }

    async fn done(&mut self, occasion: &Occasion, act: &str) -> Result<(), Refusal> {
        let office = &self.world.office;
        let words: Vec<&str> = act.split(' ').collect();
        let word = |place: usize| words.get(place).copied().unwrap_or_default();
        let has = |word: &str| words.contains(&word);
        let check = check(&words);
        let card = self.card.clone();
        match words[0] {
            "look" => Ok(()),
            "register" => {
                self.world.register(self.key, &occasion.on.to_string()).await;
                Ok(())
            }
            "apply" => self.apply(occasion, &words, &check).await,
            "withdraw" => withdraw(office, occasion, &self.order).await.map(drop),
            "make" => self.make(occasion, !has("no_signature")).await,
            "hand_over" => {
                let how = HandOver { check, pins_set: Vec::new(), pinless: has("pinless") };
                hand_over(office, occasion, &self.order, &how).await.map(drop)
            }
            "pins" => {
                let pins = [PinKind::UserAuthentication, PinKind::InputHelp];
                choose_pins(office, occasion, &card, (&check, &pins)).await.map(drop)
            }
            "unlock" => {
                let pin = PinKind::of(word(1)).unwrap();
                unlock_pin(office, occasion, &card, (&check, pin)).await.map(drop)
            }
            "renew" => {
                let requests = keys().requests(!has("no_signature"));
                renew_certificates(office, occasion, &card, (&check, &requests)).await.map(drop)
            }
            "sign" => {
                let request = &*keys().digital_signature;
                renew_digital_signature(office, occasion, &card, (&check, request)).await.map(drop)
            }
            "stop" => {
                let reason = StopReason::of(word(1)).unwrap();
                let channel = StopChannel::of(word(2)).unwrap_or(StopChannel::Telephone);
                stop_card(office, occasion, &card, (channel, reason)).await.map(drop)
            }
            "release" => release_card(office, occasion, &card, &check).await.map(drop),
            "return" => return_card(office, occasion, &card, &check).await.map(drop),
            "death" => report_death(office, occasion, self.key).await.map(drop),
            _ => self.moved(occasion, &words, &check).await,
        }
    }

    async fn apply(
        &mut self,
        occasion: &Occasion,
        words: &[&str],
        check: &IdentityCheck,
    ) -> Result<(), Refusal> {
        let received = words.iter().find_map(|it| it.strip_prefix("received="));
        let application = CardApplication {
            municipality: "99201".to_owned(),
            channel: ApplicationChannel::Counter,
            reason: CardReason::of(words[1]).unwrap(),
            received_on: received.map_or(occasion.on, day),
            who_applied: check.who_came,
        };
        let Done { order_id, .. } =
            apply(&self.world.office, occasion, self.key, &application).await?;
        self.order = order_id.unwrap();
        Ok(())
    }

    async fn make(&mut self, occasion: &Occasion, signs: bool) -> Result<(), Refusal> {
        let office = &self.world.office;
        let order = personalisation_order(office, &self.order, None, occasion.on)?;
        let request = keys().card_request(&order.card_number, signs);
        let made = make_card(office, occasion, &self.order, &request).await?;
        self.card = made.done.card_number.unwrap();
        assert_eq!(self.card, order.card_number);
        Ok(())
    }

    async fn moved(
        &self,
        occasion: &Occasion,
        words: &[&str],
        check: &IdentityCheck,
    ) -> Result<(), Refusal> {
        let office = &self.world.office;
        let date = |place: usize| -> Date { day(words[place]) };
        match words[0] {
            "out" => report_moving_out(office, occasion, self.key, date(1)).await.map(drop),
            "in" => {
                let moving_in = MovingIn {
                    moved_in_on: date(1),
                    address: address("見本県例市二丁目2番2号"),
                    check: *check,
                };
                report_moving_in(office, occasion, self.key, &moving_in).await.map(drop)
            }
            "continue" => {
                let request = words.contains(&"sign").then(|| &*keys().digital_signature);
                continue_use(office, occasion, &self.card, (check, request)).await.map(drop)
            }
            "abroad" => {
                report_departure_abroad(office, occasion, self.key, date(1)).await.map(drop)
            }
            "continue_abroad" => {
                continue_abroad(office, occasion, &self.card, check).await.map(drop)
            }
            "lapse" => lapse(office, occasion, self.key).await.map(drop),
            "rename" | "readdress" => {
                let born_on = self.world.file(self.key).person.dossier.born_on.to_string();
                let renamed = words[0] == "rename";
                let particulars = Particulars {
                    identity: renamed.then(|| identity("例　花子", &born_on)),
                    address: (!renamed).then(|| address("見本県みほん市三丁目")),
                };
                let request = words.contains(&"sign").then(|| &*keys().digital_signature);
                let signature = request.map(|it| (self.card.as_str(), it));
                let change = (&particulars, check);
                change_particulars(office, occasion, self.key, change, signature).await.map(drop)
            }
            other => panic!("no act is called {other}"),
        }
    }

    /// What holds on a day, by the law and in the register.
    fn standing(&self, on: Date) -> String {
        let file = self.world.file(self.key);
        let standing = file.judgement(&self.world.office, on).standing;
        let card_to = standing.card.valid_to.map_or("-".to_owned(), |it| it.to_string());
        let certificate = standing
            .digital_certificate
            .map_or("-".to_owned(), |it| format!("{:?} {}", it.phase, it.valid_to));
        let card_use = match standing.card_use {
            CardUse::Everything => "everything",
            CardUse::EligibilityOnly => "eligibility",
            CardUse::Nothing => "nothing",
        };
        let register = |purpose| self.newest(purpose);
        format!(
            "{:?} {card_to}  {certificate}  {card_use}  {}/{}",
            standing.card.state,
            register(CertificatePurpose::UserAuthentication),
            register(CertificatePurpose::DigitalSignature),
        )
    }

    /// The newest certificate of a purpose in the register.
    fn newest(&self, purpose: CertificatePurpose) -> String {
        let file = self.world.file(self.key);
        let newest = file
            .certificates
            .iter()
            .filter(|it| it.purpose == purpose)
            .max_by_key(|it| (it.issued_at, it.serial));
        match newest {
            None => "-".to_owned(),
            Some(it) if it.revoked_at.is_some() => {
                format!("revoked {}", it.revocation_reason.unwrap())
            }
            Some(it) if it.held_since.is_some() => "held".to_owned(),
            Some(_) => "good".to_owned(),
        }
    }
}

/// Who came, as a word of the row says; the person where none does.
pub(crate) fn check(words: &[&str]) -> IdentityCheck {
    let who_came = words.iter().skip(1).find_map(|it| WhoCame::of(it)).unwrap_or(WhoCame::Person);
    IdentityCheck { who_came, proof: IdentityProof::OnePaper }
}
