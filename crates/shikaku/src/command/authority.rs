//! `shikaku authority`: cards and their certificates, issued, renewed, stopped.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use axum::{response::Redirect, routing::get};
use server::{
    authority::{Authority, Nights, router},
    work::card::{CardOffice, KeyPlace, Municipalities, OfficeParts, OfficeSettings, TokenPlace},
    work::import::MyNumberKey,
};

use super::{import, institution, open_ledger};
use crate::{Ended, clock, serve};

/// Serve the municipal counter and the issuer of certificates (市区町村窓口, J-LIS).
///
/// Staff sign in with a key; `shikaku staff add` makes one. Certificates are those of an emulator
/// and are worth nothing elsewhere. CRLs, OCSP answers and the issuers' certificates are under
/// /pki, for everybody.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku authority --db sqlite:shikaku.sqlite \
                        --listen 127.0.0.1:8083 --keys authority")]
pub(crate) struct AuthorityCommand {
    /// The database, as sqlite:PATH; made where absent.
    #[arg(long, value_name = "URL")]
    db: String,
    /// The address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8083")]
    listen: SocketAddr,
    /// The directory of the issuers' keys, made at the first start.
    #[arg(long, value_name = "DIR", default_value = "shikaku-authority")]
    keys: PathBuf,
    /// The file with the passphrase of the keys; by default `passphrase` beside them, made at the
    /// first start.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// A PKCS#11 module, for issuers' keys in a token instead of files.
    #[arg(long, value_name = "FILE", requires_all = ["token_label", "token_pin_file"])]
    pkcs11: Option<PathBuf>,
    /// The token's label.
    #[arg(long, value_name = "TEXT")]
    token_label: Option<String>,
    /// The file with the token's PIN.
    #[arg(long, value_name = "FILE")]
    token_pin_file: Option<PathBuf>,
    /// The address others reach this one by, as it stands in certificates.
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Municipalities, one a line: 99201,見本県,みほん市,Mihon-ken,Mihon-shi.
    #[arg(long, value_name = "FILE")]
    municipalities: Option<PathBuf>,
    /// The file with the key under which My Numbers are hashed, as `import` has it; by default
    /// PATH.my-number-key.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl AuthorityCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        serve::start_logs();
        let ledger = match open_ledger(&self.db)? {
            Ok(ledger) => ledger,
            Err(ended) => return Ok(ended),
        };
        let municipalities = match self.municipalities() {
            Ok(municipalities) => municipalities,
            Err(why) => {
                eprintln!("shikaku: --municipalities: {why:#}");
                return Ok(Ended::Refused);
            }
        };
        let address = self.address.clone().unwrap_or_else(|| format!("http://{}", self.listen));
        let keys = self.key_place()?;
        let key_file = self.key_file.clone().unwrap_or_else(|| import::key_file(&self.db));
        serve::runtime()?.block_on(async {
            let my_number_key = MyNumberKey::of(&key_file, ledger.store(), clock::now())
                .await
                .with_context(|| format!("opening {}", key_file.display()))?;
            let parts = OfficeParts {
                ledger,
                keys,
                municipalities,
                settings: OfficeSettings { address, ..OfficeSettings::default() },
                my_number_key: Some(my_number_key),
            };
            let office =
                CardOffice::open(parts, clock::now()).await.context("opening the authority")?;
            let authority = Arc::new(Authority::new(Arc::new(office), Arc::new(clock::now)));
            let router = router(Arc::clone(&authority))
                .route("/", get(async || Redirect::to("/authority")))
                .route("/healthz", get(async || "ok\n"));
            let nights = Nights::start(authority);
            let served = serve::serve("authority", self.listen, router).await;
            nights.stop().await;
            served
        })?;
        Ok(Ended::Done)
    }

    fn key_place(&self) -> anyhow::Result<KeyPlace> {
        std::fs::create_dir_all(&self.keys)
            .with_context(|| format!("making {}", self.keys.display()))?;
        let passphrase = passphrase(&self.keys, self.passphrase_file.as_deref())?;
        let token = match (&self.pkcs11, &self.token_label, &self.token_pin_file) {
            (Some(module), Some(label), Some(pin)) => {
                let pin = std::fs::read_to_string(pin)
                    .with_context(|| format!("reading {}", pin.display()))?;
                let pin = pin.trim().to_owned();
                Some(TokenPlace { module: module.clone(), label: label.clone(), pin })
            }
            _ => None,
        };
        Ok(KeyPlace { directory: self.keys.clone(), passphrase, token })
    }

    fn municipalities(&self) -> anyhow::Result<Municipalities> {
        let Some(path) = &self.municipalities else { return Ok(Municipalities::default()) };
        let table =
            std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        Municipalities::read(&table).with_context(|| path.display().to_string())
    }
}

/// The passphrase of the keys in a directory: of a file, by default one beside them, which is made
/// where it is not there.
pub(crate) fn passphrase(keys: &Path, file: Option<&Path>) -> anyhow::Result<Vec<u8>> {
    let beside = keys.join("passphrase");
    let path = file.unwrap_or(&beside);
    if file.is_none() && !path.exists() {
        institution::write_key(path, institution::new_key()?.as_str())?;
    }
    let text = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(text.trim_ascii().to_vec())
}
