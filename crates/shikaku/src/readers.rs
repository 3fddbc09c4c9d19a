//! Where the kiosk's cards lie: a PC/SC reader, or a virtual card from a file.

use std::path::Path;

use anyhow::Context as _;
use card::{Reader, tray::Tray, virtual_card::CardFile};

/// A PC/SC reader by name, or whichever is plugged in where the name is empty.
///
/// # Errors
///
/// When this program was built without PC/SC.
#[cfg(feature = "pcsc")]
#[expect(clippy::unnecessary_wraps, reason = "without PC/SC there is none")]
pub(crate) fn pcsc(name: &str) -> Result<Box<dyn Reader>, String> {
    use card::pcsc::PcscReader;
    Ok(Box::new(if name.is_empty() { PcscReader::any() } else { PcscReader::named(name) }))
}

/// As with PC/SC; without it there is no such reader.
#[cfg(not(feature = "pcsc"))]
pub(crate) fn pcsc(_name: &str) -> Result<Box<dyn Reader>, String> {
    Err("this program was built without PC/SC; want one built with `cargo build --release \
         --features pcsc`, which needs libpcsclite-dev and pkg-config"
        .to_owned())
}

/// A virtual card that lies on a reader of its own all the time.
pub(crate) fn card_in(path: &Path) -> anyhow::Result<Box<dyn Reader>> {
    let card = CardFile::open(path)
        .with_context(|| format!("reading the virtual card {}", path.display()))?;
    let tray = Tray::new();
    let reader = tray.reader();
    drop(tray.lay(card));
    Ok(Box::new(reader))
}
