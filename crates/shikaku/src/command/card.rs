//! `shikaku card`: a virtual card, made, shown, and served to other people's programs.

mod ordered;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Context as _;
use card::{
    Reader as _,
    layout::Layout,
    reading::{MyNumberCard, PinKind},
    tray::Tray,
    virtual_card::{CardFile, CardFileError, Pins, VirtualCard, made_up},
    vpcd,
};
use eligibility::{Settings, card_valid_to, certificates_valid_to};
use jiff::civil::Date;
use record::law::Facts;
use serde::Serialize;
use serde_json::json;
use zeroize::Zeroizing;

use self::ordered::Order;
use crate::{Ended, clock, maker::ChosenPins, serve};

/// A virtual card: a file that answers as the chip of a My Number Card does.
///
/// Its certificates are those of a made-up authority and worth nothing elsewhere.
#[derive(clap::Args)]
#[command(
    after_help = "Example: shikaku card new --out card.json --pin 1234 --password ABC123\n         \
                        shikaku card serve --card card.json --vpcd 127.0.0.1:35963"
)]
pub(crate) struct CardCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Make a card with its keys and certificates; an existing file is not overwritten.
    New {
        /// Where to write it. It holds private keys: only its owner may read it.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The PIN (利用者証明用), four digits; the other four-digit PINs are the same.
        #[arg(long, value_name = "DIGITS")]
        pin: String,
        /// The password (署名用), 6 to 16 capital letters and digits.
        #[arg(long, value_name = "TEXT")]
        password: String,
        /// A dossier as `decide` takes it: the card gets its birth date and the days of the newest
        /// card and certificate in it.
        #[arg(long, value_name = "FILE", conflicts_with = "authority")]
        dossier: Option<PathBuf>,
        /// Make the card for an order of this authority, which issues its certificates.
        #[arg(long, value_name = "URL", requires_all = ["order", "staff", "staff_key"])]
        authority: Option<String>,
        /// The order's id.
        #[arg(long, value_name = "ID")]
        order: Option<String>,
        /// The id of the member of staff who takes the order.
        #[arg(long, value_name = "ID")]
        staff: Option<String>,
        /// The file with their key.
        #[arg(long, value_name = "FILE")]
        staff_key: Option<PathBuf>,
    },
    /// Show what anybody can read off a card, and how many tries its PINs have left.
    Show {
        /// The card.
        #[arg(long, value_name = "FILE")]
        card: PathBuf,
        /// As one JSON document.
        #[arg(long, conflicts_with = "pem")]
        json: bool,
        /// The certificate for user authentication and that of its issuer, as PEM, for other
        /// programs.
        #[arg(long)]
        pem: bool,
    },
    /// Lay a card on a virtual PC/SC reader (vsmartcard-vpcd) until stopped.
    Serve {
        /// The card.
        #[arg(long, value_name = "FILE")]
        card: PathBuf,
        /// Where the virtual reader listens.
        #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:35963")]
        vpcd: String,
    },
}

impl CardCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        match self.act {
            Act::New { out, pin, password, dossier, authority, order, staff, staff_key } => {
                let pins = ChosenPins { pin: &pin, password: &password };
                match (&authority, &order, &staff, &staff_key) {
                    (Some(authority), Some(id), Some(staff), Some(staff_key)) => {
                        let order = Order { authority, id, staff, staff_key };
                        let card = serve::runtime()?.block_on(ordered::make(&order, &pins))?;
                        keep(&out, card)
                    }
                    _ => new(&out, &pins, dossier.as_deref()),
                }
            }
            Act::Show { card, json, pem } => show(&card, json, pem),
            Act::Serve { card, vpcd } => lay(&card, &vpcd),
        }
    }
}

/// The days a card is made with.
struct Days {
    birth: Date,
    made_on: Date,
    last_day: Date,
    certificates_last_day: Date,
}

fn new(out: &Path, pins: &ChosenPins<'_>, dossier: Option<&Path>) -> anyhow::Result<Ended> {
    let mut person = made_up::person();
    let (name, line) = match dossier {
        Some(path) => (path.display().to_string(), first_line(path)?),
        None => ("the made-up person".to_owned(), made_today(person.birth)),
    };
    let days = match days_of(&line) {
        Ok(days) => days,
        Err(why) => {
            eprintln!("shikaku: {name}, line 1: {why}");
            return Ok(Ended::Refused);
        }
    };
    (person.birth, person.last_day) = (days.birth, days.last_day);
    let four = || Zeroizing::new(pins.pin.to_owned());
    let may_sign = days.made_on >= eligibility::signs_from(days.birth);
    person.pins = Pins {
        user_authentication: four(),
        digital_signature: may_sign.then(|| Zeroizing::new(pins.password.to_owned())),
        text: four(),
        residence: four(),
    };
    let authority = made_up::Authority::establish(days.made_on).context("making the authority")?;
    let made = authority.make(&person, days.made_on, days.certificates_last_day);
    let card = match made {
        Ok(card) => card,
        Err(made_up::MakeError::Personalisation(error)) => {
            eprintln!("shikaku: {error}");
            return Ok(Ended::Refused);
        }
        Err(error) => return Err(error).context("making the card"),
    };
    keep(out, card)
}

/// Writes a new card.
fn keep(out: &Path, card: VirtualCard) -> anyhow::Result<Ended> {
    match CardFile::create(out, card) {
        Ok(card) => {
            eprintln!("{}: card {}", out.display(), card.card_number());
            Ok(Ended::Done)
        }
        Err(error @ CardFileError::Exists) => {
            eprintln!("shikaku: {}: {error}; want a new name", out.display());
            Ok(Ended::Refused)
        }
        Err(error) => Err(error).with_context(|| format!("writing {}", out.display())),
    }
}

fn first_line(path: &Path) -> anyhow::Result<Vec<u8>> {
    let text = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(text.split(|it| *it == b'\n').next().unwrap_or_default().to_vec())
}

/// The dossier of somebody who got a card today.
fn made_today(birth: Date) -> Vec<u8> {
    let today = clock::today();
    let card = json!({"application_received_on": today, "issued_on": today});
    let certificate = json!({"issued_on": today});
    json!({"born_on": birth, "cards": [card], "digital_certificates": [certificate]})
        .to_string()
        .into_bytes()
}

/// The days of the newest card and certificate of a dossier, by the law.
fn days_of(line: &[u8]) -> Result<Days, String> {
    let mut facts = Facts::empty();
    record::read_line(line, &mut facts)
        .map_err(|error| format!("{}: want {}", error.field, error.wanted))?;
    let law = facts.dossier();
    let card = law.cards.last().ok_or("found no card, want one")?;
    let valid_to = certificates_valid_to(&law, &Settings::CONTRACT);
    let newest = law.digital_certificates.last().zip(valid_to.last());
    let (certificate, &valid_to) = newest.ok_or("found no digital certificate, want one")?;
    let last_day = card_valid_to(&law, &Settings::CONTRACT, card);
    Ok(Days {
        birth: law.born_on,
        made_on: certificate.issued_on,
        last_day,
        certificates_last_day: valid_to.min(last_day),
    })
}

/// What anybody can read off a card.
#[derive(Serialize)]
struct Shown {
    card_number: String,
    municipality: String,
    valid_to: Date,
    certificate_issued_on: Date,
    certificate_valid_to: Date,
    pin_tries: u8,
    password_tries: u8,
}

fn show(path: &Path, json: bool, pem: bool) -> anyhow::Result<Ended> {
    let card = match open(path)? {
        Ok(card) => card,
        Err(ended) => return Ok(ended),
    };
    if pem {
        let certificates = certificates(card).context("reading the card")?;
        return say(&certificates.map(|der| pki::certificate_pem(&der)).concat());
    }
    let shown = read(card).context("reading the card")?;
    if json {
        return say(&(serde_json::to_string_pretty(&shown)? + "\n"));
    }
    let lines = [
        ("製造番号", shown.card_number),
        ("市区町村コード", shown.municipality),
        ("カードの有効期限", shown.valid_to.to_string()),
        ("利用者証明用電子証明書の発行日", shown.certificate_issued_on.to_string()),
        ("利用者証明用電子証明書の有効期限", shown.certificate_valid_to.to_string()),
        ("暗証番号の残り回数", shown.pin_tries.to_string()),
        ("署名用パスワードの残り回数", shown.password_tries.to_string()),
    ];
    say(&lines.map(|(name, value)| format!("{name}: {value}\n")).concat())
}

/// Writes on standard output; whoever reads it may have read enough.
fn say(text: &str) -> anyhow::Result<Ended> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("writing the answer")
        }
        _ => Ok(Ended::Done),
    }
}

/// A card as any reader has it: through its commands.
fn reading(card: VirtualCard) -> anyhow::Result<MyNumberCard<'static>> {
    let tray = Tray::new();
    drop(tray.lay(card));
    let channel = tray.reader().connect()?.context("no card on the tray")?;
    Ok(MyNumberCard::open(channel, Layout::FIRST)?)
}

/// The certificate for user authentication, and its issuer's.
fn certificates(card: VirtualCard) -> anyhow::Result<[Vec<u8>; 2]> {
    let mut card = reading(card)?;
    let own = card.jpki().certificate(PinKind::UserAuthentication)?;
    let issuers = card.jpki().ca_certificate(PinKind::UserAuthentication)?;
    Ok([own, issuers])
}

fn read(card: VirtualCard) -> anyhow::Result<Shown> {
    let mut card = reading(card)?;
    let certificate = card.jpki().certificate(PinKind::UserAuthentication)?;
    let pin_tries = card.jpki().tries_left(PinKind::UserAuthentication)?;
    let password_tries = card.jpki().tries_left(PinKind::DigitalSignature)?;
    let number = card.common().card_number()?;
    let (issued_on, last_day) =
        card::reading::certificate_days(&certificate).context("an unreadable certificate")?;
    Ok(Shown {
        card_number: number.number,
        municipality: number.municipality,
        valid_to: number.expires_on,
        certificate_issued_on: issued_on,
        certificate_valid_to: last_day,
        pin_tries,
        password_tries,
    })
}

fn lay(path: &Path, address: &str) -> anyhow::Result<Ended> {
    serve::start_logs();
    let mut card = match open(path)? {
        Ok(card) => card,
        Err(ended) => return Ok(ended),
    };
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let address = address.to_owned();
    eprintln!("card {} lies on {address}; Ctrl-C takes it off", card.card_number());
    let served = serve::runtime()?.block_on(async move {
        let mut serving =
            tokio::task::spawn_blocking(move || vpcd::serve(&mut card, &*address, &stopped));
        tokio::select! {
            // By itself it ends only where the address cannot be understood.
            served = &mut serving => served,
            () = serve::asked_to_stop() => {
                stop.store(true, Ordering::Relaxed);
                serving.await
            }
        }
    });
    match served.context("serving the card")? {
        Ok(()) => Ok(Ended::Done),
        Err(error) => Ok(Ended::Usage(format!("--vpcd: {error}, want HOST:PORT"))),
    }
}

/// The card in a file; one that cannot be served says why.
fn open(path: &Path) -> anyhow::Result<Result<VirtualCard, Ended>> {
    match CardFile::open(path) {
        Ok(card) => Ok(Ok(card)),
        Err(
            error @ (CardFileError::Missing
            | CardFileError::InUse
            | CardFileError::Malformed { .. }
            | CardFileError::Version(_)),
        ) => {
            eprintln!("shikaku: {}: {error}", path.display());
            Ok(Err(Ended::Refused))
        }
        Err(error) => Err(error).with_context(|| format!("opening {}", path.display())),
    }
}
