//! How the link is, for people and pages.

use std::{fs, path::PathBuf, time::Duration};

use jiff::Timestamp;
use serde::Serialize;
use tokio::{sync::watch, time};

use super::{blocking, told_to_stop};

/// How the link is. It holds nothing about any person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// How the hub is.
    pub hub: HubState,
    /// What keeps the link from working, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
    /// How many requests stay in the folder because they cannot be answered yet.
    pub waiting: usize,
    /// How many bulk requests are being answered.
    pub bulks_running: u32,
}

/// How the hub is, as far as the link has asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum HubState {
    /// Not asked yet.
    #[default]
    NotAsked,
    /// It answers.
    Heard,
    /// It is there, and does not answer in time.
    Slow,
    /// It does not know this institution or its key.
    NotIdentified,
    /// It is not reached.
    Silent {
        /// Since when.
        #[serde(serialize_with = "as_text")]
        since: Timestamp,
    },
    /// It is not reached for longer than a setting says.
    Away {
        /// Since when.
        #[serde(serialize_with = "as_text")]
        since: Timestamp,
    },
}

/// What keeps the link from working.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The folder of requests cannot be read.
    RequestFolder,
    /// A request cannot be read or removed.
    RequestFile,
    /// An answer cannot be written.
    AnswerFolder,
    /// The link's journal failed.
    Journal,
}

fn as_text<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

impl HubState {
    /// Since when the hub is not reached, if so.
    #[must_use]
    pub const fn silent_since(self) -> Option<Timestamp> {
        match self {
            Self::Silent { since } | Self::Away { since } => Some(since),
            Self::NotAsked | Self::Heard | Self::Slow | Self::NotIdentified => None,
        }
    }
}

/// Where the parts of the link write how they are. Each change is logged once.
pub(super) struct Board(watch::Sender<Status>);

impl Board {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(Status::default()))
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Status> {
        self.0.subscribe()
    }

    pub(super) fn hub(&self) -> HubState {
        self.0.borrow().hub
    }

    pub(super) fn hub_is(&self, hub: HubState) {
        let before = self.hub();
        let changed = self.set(|it| &mut it.hub, hub);
        if !changed {
            return;
        }
        match hub {
            HubState::NotAsked => {}
            // A hub that slows some questions down changes between the two all the time.
            HubState::Heard if before == HubState::Slow => {}
            HubState::Slow => tracing::debug!("the hub does not answer in time"),
            HubState::Heard => tracing::info!("the hub answers"),
            HubState::NotIdentified => {
                tracing::error!("the hub does not know this institution or its key");
            }
            HubState::Silent { .. } => {
                tracing::warn!("the hub is not reached; requests stay in their folder");
            }
            HubState::Away { since } => {
                tracing::error!(%since, "the hub is away; requests stay in their folder");
            }
        }
    }

    pub(super) fn begin_trouble(
        &self,
        trouble: Trouble,
        error: &(dyn std::error::Error + 'static),
    ) {
        if self.set(|it| &mut it.trouble, Some(trouble)) {
            tracing::error!(?trouble, error, "the link cannot work; it tries again");
        }
    }

    pub(super) fn end_trouble(&self, trouble: Trouble) {
        let ended = self.0.borrow().trouble == Some(trouble);
        if ended && self.set(|it| &mut it.trouble, None) {
            tracing::info!(?trouble, "the trouble is over");
        }
    }

    pub(super) fn waiting_are(&self, waiting: usize) {
        self.set(|it| &mut it.waiting, waiting);
    }

    pub(super) fn bulks_running_are(&self, bulks_running: u32) {
        self.set(|it| &mut it.bulks_running, bulks_running);
    }

    fn set<T: PartialEq>(&self, field: impl FnOnce(&mut Status) -> &mut T, value: T) -> bool {
        self.0.send_if_modified(|status| {
            let field = field(status);
            let changed = *field != value;
            *field = value;
            changed
        })
    }
}

/// The shortest time between two writings of the status.
const WRITE_EVERY: Duration = Duration::from_secs(1);

/// Keeps `status.json` in the link's own directory, never where a receipt computer looks.
pub(super) async fn keep_file(
    mut status: watch::Receiver<Status>,
    dir: PathBuf,
    mut stopped: watch::Receiver<bool>,
) {
    status.mark_changed();
    loop {
        tokio::select! {
            changed = status.changed() => if changed.is_err() { return },
            () = told_to_stop(&mut stopped) => return,
        }
        let now = status.borrow_and_update().clone();
        let dir = dir.clone();
        let written = blocking(move || {
            let mut text = serde_json::to_vec_pretty(&now)?;
            text.push(b'\n');
            fs::write(dir.join("status.json.part"), text)?;
            fs::rename(dir.join("status.json.part"), dir.join("status.json"))
        });
        if let Err(error) = written.await {
            tracing::warn!(%error, "the status could not be written");
        }
        tokio::select! {
            () = time::sleep(WRITE_EVERY) => {}
            () = told_to_stop(&mut stopped) => return,
        }
    }
}
