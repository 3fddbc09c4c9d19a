//! One visit: from laying the card down to taking it away, as stages.
//!
//! Everything here talks to the card and so may wait for it; it runs away from the threads that
//! serve. Whatever stage it is, a card that is taken away ends the visit, and dropping the card
//! takes the power from it and with it the verified PIN.

use std::time::Duration;

use card::{
    Channel, ChannelError, MyNumberCard, Reader, ReaderError,
    layout::Layout,
    reading::{CardError, LastTry, NumberB, PinError, PinKind},
};
use eligibility::{CertificateStanding, Dossier, ReaderStanding, Settings, judge};
use jiff::{SignedDuration, Timestamp, civil::Date};
use zeroize::Zeroizing;

use super::{ending::Ending, photo::Photo, texts::Language};
use crate::japan_day;

/// For how long nobody may press anything before a visit ends.
const PATIENCE: SignedDuration = SignedDuration::from_secs(120);
/// How many digits the PIN has.
const PIN_LENGTH: usize = 4;

/// The reader and the visit at it.
pub(super) struct Counter {
    reader: Box<dyn Reader>,
    pub(super) stage: Stage,
    pub(super) language: Language,
    /// Counts what has changed on the screen.
    pub(super) seen: u64,
    touched_at: Timestamp,
}

/// Where a visit is.
pub(super) enum Stage {
    /// No card lies there.
    Waiting(Option<Remark>),
    /// The card says that its certificate ends soon, or that it proves eligibility only.
    Notice(Box<Laid>),
    /// The person types the PIN.
    Pin(Box<Laid>, Zeroizing<String>, Typed),
    /// Staff type what is printed on the card, to open its photo.
    FaceNumber(Box<Laid>, Option<FaceProblem>),
    /// Staff compare the photo with the person.
    FacePhoto(Box<Laid>, Photo),
    /// It is over, and the card still lies there, without power.
    Ended(Box<Ending>),
}

/// What the first page says besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remark {
    /// The card was taken away before it was done.
    TakenAway,
    /// The reader cannot be asked.
    NoReader,
}

/// What became of the digits typed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// None were.
    Nothing,
    /// They were not the PIN.
    Wrong,
}

/// Why the photo was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FaceProblem {
    /// What was typed cannot be.
    Form,
    /// It is not what is printed on this card; so many tries are left.
    Wrong(u8),
    /// No more tries.
    Blocked,
}

/// A card that lies there and was read.
pub(super) struct Laid {
    card: MyNumberCard<'static>,
    /// 利用者証明用電子証明書, DER.
    pub(super) certificate: Vec<u8>,
    /// The days of the certificate; none where the law knows none.
    pub(super) days: Option<CertificateStanding>,
    /// What a reader shows of this card, as far as the card itself tells.
    pub(super) reader: ReaderStanding,
    /// Tries left for the PIN.
    pub(super) left: u8,
    /// The public half of the card's own key, once its face was opened.
    pub(super) face_key: Option<Vec<u8>>,
}

/// What signs a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signer {
    /// The key behind the PIN, which was verified.
    Pin,
    /// The card's own key, after the photo was compared.
    Face,
}

impl Counter {
    pub(super) fn beside(reader: Box<dyn Reader>, now: Timestamp) -> Self {
        let language = Language::default();
        Self { reader, stage: Stage::Waiting(None), language, seen: 0, touched_at: now }
    }

    /// Looks whether a card came or went; called again and again.
    pub(super) fn look(&mut self, now: Timestamp) {
        if let Stage::Waiting(remark) = self.stage {
            match self.reader.connect() {
                Ok(Some(channel)) => self.begin(channel, now),
                Ok(None) => {
                    if remark == Some(Remark::NoReader) || self.is_forsaken(remark, now) {
                        self.welcome(now);
                    }
                }
                Err(ReaderError::Unresponsive) => {
                    self.enter(Stage::Ended(Box::new(Ending::OtherCard)), now);
                }
                Err(error) => self.no_reader(remark, &error, now),
            }
            return;
        }
        match self.reader.wait_for_removal(Duration::ZERO) {
            Ok(false) => {
                let ended = matches!(self.stage, Stage::Ended(_));
                if !ended && now.duration_since(self.touched_at) > PATIENCE {
                    self.end(Ending::TooLong, now);
                }
            }
            Ok(true) => self.leave(now),
            Err(error) => self.no_reader(None, &error, now),
        }
    }

    /// Goes on from what the card said.
    pub(super) fn next(&mut self, now: Timestamp) {
        self.change(now, |stage| {
            if let Stage::Notice(laid) | Stage::FaceNumber(laid, _) = stage {
                return Stage::pin(laid, Typed::Nothing);
            }
            stage
        });
    }

    /// Holds one more digit. The fourth is the PIN's last: `true` when the card took it.
    pub(super) fn digit(&mut self, digit: char, now: Timestamp) -> bool {
        let mut verified = false;
        self.change(now, |stage| {
            let Stage::Pin(laid, mut digits, typed) = stage else { return stage };
            if laid.left == 0 {
                return Stage::Pin(laid, digits, typed);
            }
            digits.push(digit);
            if digits.len() < PIN_LENGTH {
                return Stage::Pin(laid, digits, typed);
            }
            let (stage, is_verified) = verify(laid, &digits);
            verified = is_verified;
            stage
        });
        verified
    }

    /// Forgets the last digit, or all.
    pub(super) fn erase(&mut self, all: bool, now: Timestamp) {
        self.change(now, |stage| {
            let Stage::Pin(laid, mut digits, typed) = stage else { return stage };
            digits.pop();
            if all {
                digits.clear();
            }
            Stage::Pin(laid, digits, typed)
        });
    }

    /// Leaves the PIN aside: staff compare the face.
    pub(super) fn face(&mut self, now: Timestamp) {
        self.change(now, |stage| {
            let Stage::Pin(laid, ..) = stage else { return stage };
            Stage::FaceNumber(laid, None)
        });
    }

    /// Opens the photo by what is printed on the card.
    pub(super) fn face_number(&mut self, typed: &str, now: Timestamp) {
        self.change(now, |stage| {
            let Stage::FaceNumber(laid, _) = stage else { return stage };
            open_face(laid, typed)
        });
    }

    /// Staff could not make sure that it is the holder.
    pub(super) fn not_same_person(&mut self, now: Timestamp) {
        if matches!(self.stage, Stage::FacePhoto(..)) {
            self.end(Ending::NotSamePerson, now);
        }
    }

    /// Has the card sign a message; the signature and what goes with it.
    pub(super) fn sign(
        &mut self,
        signer: Signer,
        message: &[u8],
        now: Timestamp,
    ) -> Option<Signed> {
        let (Stage::Pin(laid, ..) | Stage::FacePhoto(laid, _)) = &mut self.stage else {
            return None;
        };
        let signature = match signer {
            Signer::Pin => laid.card.jpki().sign(PinKind::UserAuthentication, message),
            Signer::Face => laid.card.face().prove(message),
        };
        match signature {
            Ok(signature) => Some(Signed {
                certificate: laid.certificate.clone(),
                signature,
                face_key: laid.face_key.clone().filter(|_| signer == Signer::Face),
            }),
            Err(error) => {
                self.stage = after(&error);
                self.touch(now);
                None
            }
        }
    }

    /// Ends the visit. The card loses its power at once.
    pub(super) fn end(&mut self, ending: Ending, now: Timestamp) {
        self.enter(Stage::Ended(Box::new(ending)), now);
    }

    pub(super) fn speak(&mut self, language: Language, now: Timestamp) {
        self.language = language;
        self.touch(now);
    }

    fn begin(&mut self, channel: Box<dyn Channel>, now: Timestamp) {
        let stage = match Laid::read(channel, japan_day(now)) {
            Ok(laid) => Stage::first(Box::new(laid)),
            Err(error) => after(&error),
        };
        self.enter(stage, now);
    }

    /// The card is gone. Whoever took it away too early will lay it down again.
    fn leave(&mut self, now: Timestamp) {
        if matches!(self.stage, Stage::Ended(_)) {
            self.welcome(now);
        } else {
            self.enter(Stage::Waiting(Some(Remark::TakenAway)), now);
        }
    }

    /// Whether the first page still is as somebody left it who has not come back.
    fn is_forsaken(&self, remark: Option<Remark>, now: Timestamp) -> bool {
        let is_theirs = remark.is_some() || self.language != Language::default();
        is_theirs && now.duration_since(self.touched_at) > PATIENCE
    }

    /// Ready for the next person, who starts in Japanese.
    fn welcome(&mut self, now: Timestamp) {
        self.language = Language::default();
        self.enter(Stage::Waiting(None), now);
    }

    fn no_reader(&mut self, remark: Option<Remark>, error: &ReaderError, now: Timestamp) {
        if remark != Some(Remark::NoReader) {
            tracing::error!(%error, "the card reader cannot be used");
            self.enter(Stage::Waiting(Some(Remark::NoReader)), now);
        }
    }

    fn change(&mut self, now: Timestamp, change: impl FnOnce(Stage) -> Stage) {
        let stage = std::mem::replace(&mut self.stage, Stage::Waiting(None));
        self.enter(change(stage), now);
    }

    fn enter(&mut self, stage: Stage, now: Timestamp) {
        self.stage = stage;
        self.touch(now);
    }

    fn touch(&mut self, now: Timestamp) {
        self.seen += 1;
        self.touched_at = now;
    }
}

/// What a card gave for a challenge.
pub(super) struct Signed {
    pub(super) certificate: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) face_key: Option<Vec<u8>>,
}

impl Stage {
    /// Where a visit begins: a certificate that has stopped is said at once, one that ends soon
    /// before the PIN.
    fn first(laid: Box<Laid>) -> Self {
        match (laid.reader.phase, laid.reader.may_continue) {
            (_, false) => Self::Ended(Box::new(Ending::Phase(laid.reader))),
            (0, true) => Self::pin(laid, Typed::Nothing),
            (_, true) => Self::Notice(laid),
        }
    }

    fn pin(laid: Box<Laid>, typed: Typed) -> Self {
        Self::Pin(laid, Zeroizing::new(String::with_capacity(PIN_LENGTH)), typed)
    }
}

impl Laid {
    /// Reads what is free to read.
    fn read(channel: Box<dyn Channel>, on: Date) -> Result<Self, CardError> {
        let mut card = MyNumberCard::open(channel, Layout::FIRST)?;
        let expires_on = card.common().card_number()?.expires_on;
        let mut jpki = card.jpki();
        jpki.require_card()?;
        let certificate = jpki.certificate(PinKind::UserAuthentication)?;
        let left = jpki.tries_left(PinKind::UserAuthentication)?;
        let (issued_on, last_day) = card::reading::certificate_days(&certificate)
            .ok_or(CardError::Malformed("certificate"))?;
        let (reader, days) = standing(issued_on, last_day, expires_on, on);
        Ok(Self { card, certificate, days, reader, left, face_key: None })
    }
}

/// What the law says of a card by its own dates alone.
fn standing(
    issued_on: Date,
    valid_to: Date,
    card_valid_to: Date,
    on: Date,
) -> (ReaderStanding, Option<CertificateStanding>) {
    let card = eligibility::MyNumberCard {
        application_received_on: issued_on,
        issued_on,
        handed_over_on: issued_on,
        valid_to: Some(card_valid_to),
        pinless: false,
        lost_on: None,
        suspended_on: None,
        released_on: None,
        returned_on: None,
        revoked_on: None,
    };
    let certificate =
        eligibility::DigitalCertificate { issued_on, valid_to: Some(valid_to), revoked_on: None };
    let dossier = Dossier {
        born_on: issued_on,
        stay_until: None,
        smartphone: true,
        needs_assistance: false,
        blocks: &[],
        coverages: &[],
        income_tiers: &[],
        cards: &[card],
        digital_certificates: &[certificate],
        registrations: &[],
        relocations: &[],
        departures_abroad: &[],
        documents: &[],
        applications: &[],
    };
    let standing = judge(&dossier, &Settings::CONTRACT, on).standing;
    (standing.reader, standing.digital_certificate)
}

/// Where a visit is after its card was no use.
fn after(error: &CardError) -> Stage {
    match error {
        CardError::Channel(ChannelError::Removed) => Stage::Waiting(Some(Remark::TakenAway)),
        CardError::NotMyNumberCard | CardError::OtherToken(_) | CardError::NoFile(_) => {
            Stage::Ended(Box::new(Ending::OtherCard))
        }
        CardError::Channel(ChannelError::Reader(_))
        | CardError::PinFirst
        | CardError::Refused(_)
        | CardError::Malformed(_) => {
            tracing::warn!(%error, "a card could not be read");
            Stage::Ended(Box::new(Ending::Fault))
        }
    }
}

/// Asks the card for the PIN once. The page has warned whoever spends the last try.
fn verify(mut laid: Box<Laid>, digits: &str) -> (Stage, bool) {
    let pin = digits.as_bytes();
    let kind = PinKind::UserAuthentication;
    let left = match laid.card.jpki().verify_with(kind, pin, LastTry::Spend) {
        Ok(()) => return (Stage::pin(laid, Typed::Nothing), true),
        Err(PinError::Wrong { left }) => left,
        Err(PinError::Blocked) => 0,
        Err(PinError::Form | PinError::LastTry) => laid.left,
        Err(PinError::Card(error)) => return (after(&error), false),
    };
    laid.left = left;
    (Stage::pin(laid, Typed::Wrong), false)
}

fn open_face(mut laid: Box<Laid>, typed: &str) -> Stage {
    let Ok(number) = NumberB::parse(typed) else {
        return Stage::FaceNumber(laid, Some(FaceProblem::Form));
    };
    let problem = match laid.card.face().open_with(&number) {
        Ok(()) => return show_photo(laid),
        Err(PinError::Form) => FaceProblem::Form,
        Err(PinError::Wrong { left }) => FaceProblem::Wrong(left),
        Err(PinError::Blocked | PinError::LastTry) => FaceProblem::Blocked,
        Err(PinError::Card(error)) => return after(&error),
    };
    Stage::FaceNumber(laid, Some(problem))
}

fn show_photo(mut laid: Box<Laid>) -> Stage {
    match laid.card.face().record() {
        Ok(record) => match (Photo::of(&record), record.public_key_info()) {
            (Some(photo), Some(key)) => {
                laid.face_key = Some(key);
                Stage::FacePhoto(laid, photo)
            }
            _ => after(&CardError::Malformed("face")),
        },
        Err(error) => after(&error),
    }
}
