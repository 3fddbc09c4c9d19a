//! `shikaku openapi`: the hub's HTTP interface as a file.

use std::io::Write as _;

use crate::Ended;

/// Print the hub's HTTP interface as an OpenAPI 3.1 document.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku openapi > openapi.json")]
pub(crate) struct OpenApi {}

impl OpenApi {
    #[expect(clippy::unused_self, reason = "the commands are called alike")]
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        writeln!(std::io::stdout(), "{:#}", server::openapi::document())?;
        Ok(Ended::Done)
    }
}
