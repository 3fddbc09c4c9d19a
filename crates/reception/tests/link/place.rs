//! The folders of a receipt computer, as it and the tests see them.

use std::{
    fs,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use reception::{
    Clock,
    link::{Folders, Link, Settings, Status},
};
use tempfile::TempDir;
use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
};

use crate::{hub::Hub, messages::INSTITUTION};

/// How long anything is waited for. The machine may be busy.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Place(TempDir);

/// A link at work.
pub(crate) struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
    status: watch::Receiver<Status>,
}

impl Running {
    pub(crate) fn status(&self) -> watch::Receiver<Status> {
        self.status.clone()
    }

    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "files bear the time of this machine")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

pub(crate) fn clock() -> Clock {
    Arc::new(now)
}

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        for folder in [place.req(), place.res()] {
            fs::create_dir_all(folder).unwrap();
        }
        place
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.0.path().join("OqsRoot")
    }

    pub(crate) fn req(&self) -> PathBuf {
        self.root().join("req")
    }

    pub(crate) fn res(&self) -> PathBuf {
        self.root().join("res")
    }

    pub(crate) fn face(&self) -> PathBuf {
        self.root().join("face")
    }

    /// The link's own data.
    pub(crate) fn dir(&self) -> PathBuf {
        self.0.path().join("link")
    }

    pub(crate) async fn start(&self, hub: &Hub) -> Running {
        self.start_with(hub, Settings::default()).await
    }

    pub(crate) async fn start_with(&self, hub: &Hub, settings: Settings) -> Running {
        self.start_as(hub, INSTITUTION, settings).await
    }

    pub(crate) async fn start_as(
        &self,
        hub: &Hub,
        institution: &str,
        settings: Settings,
    ) -> Running {
        let (client, code) = (hub.client(institution), institution.to_owned());
        let folders = Folders::under(&self.root());
        let link = Link::open(folders, &self.dir(), client, code, settings, clock()).await.unwrap();
        let status = link.status();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(link.run(async move { stopped.await.unwrap_or_default() }));
        Running { stop, task, status }
    }

    /// Puts a file as vendors do: written elsewhere, then moved.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        let elsewhere = self.root().join(format!("{name}.elsewhere"));
        fs::write(&elsewhere, bytes).unwrap();
        fs::rename(elsewhere, self.req().join(name)).unwrap();
    }

    /// The same with a time of so many seconds from now.
    pub(crate) fn put_at(&self, name: &str, text: &str, seconds: i64) -> Timestamp {
        let at = now() + SignedDuration::from_secs(seconds);
        let elsewhere = self.root().join(format!("{name}.elsewhere"));
        fs::write(&elsewhere, text).unwrap();
        let file = fs::File::options().append(true).open(&elsewhere).unwrap();
        file.set_modified(at.into()).unwrap();
        fs::rename(elsewhere, self.req().join(name)).unwrap();
        at
    }

    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.res().join(name)).ok()
    }

    /// Takes an answer away, as a receipt computer does.
    pub(crate) fn take(&self, name: &str) -> Vec<u8> {
        let bytes = self.read(name).unwrap();
        fs::remove_file(self.res().join(name)).unwrap();
        bytes
    }

    pub(crate) async fn wait_for(&self, name: &str) -> Vec<u8> {
        let began = Instant::now();
        loop {
            if let Some(bytes) = self.read(name) {
                return bytes;
            }
            let (answers, requests) = (self.answers(), self.requests());
            assert!(began.elapsed() < PATIENCE, "no {name}; {answers:?}, waiting {requests:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn wait_until(&self, condition: impl Fn() -> bool) {
        let began = Instant::now();
        while !condition() {
            let (answers, requests) = (self.answers(), self.requests());
            assert!(began.elapsed() < PATIENCE, "{answers:?}, waiting {requests:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) fn has_request(&self, name: &str) -> bool {
        self.requests().iter().any(|it| it == name)
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        names(self.req())
    }

    /// What a receipt computer sees in the answer folder.
    pub(crate) fn answers(&self) -> Vec<String> {
        names(self.res()).into_iter().filter(|it| !it.starts_with('~')).collect()
    }

    /// What it does not look for.
    pub(crate) fn temporaries(&self) -> Vec<String> {
        names(self.res()).into_iter().filter(|it| it.starts_with('~')).collect()
    }

    pub(crate) fn status_file(&self) -> String {
        fs::read_to_string(self.dir().join("status.json")).unwrap_or_default()
    }
}

fn names(folder: PathBuf) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
