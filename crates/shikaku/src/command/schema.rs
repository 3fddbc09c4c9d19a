//! `shikaku schema`: the JSON Schema of dossier, standing and settings.

use std::io::Write as _;

use record::{Dossier, Settings, Standing};

use crate::Ended;

/// Print the JSON Schema of the dossier, the standing and the settings.
///
/// Example: shikaku schema > schema.json
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku schema > schema.json")]
pub(crate) struct Schema {}

impl Schema {
    #[expect(clippy::unused_self, reason = "the commands are called alike")]
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        let document = serde_json::json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "dossier": schemars::schema_for!(Dossier),
            "standing": schemars::schema_for!(Standing<'_>),
            "settings": schemars::schema_for!(Settings),
        });
        writeln!(std::io::stdout(), "{document:#}")?;
        Ok(Ended::Done)
    }
}
