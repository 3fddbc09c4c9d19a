//! A machine of its own for each test: private mounts, network and processes, and in them a
//! pcscd with a virtual reader.
//!
//! The test program starts itself again inside. There is no shell between, and whatever happens,
//! nothing outlives the test: the namespace of processes ends with the first of them.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use card::virtual_card::VirtualCard;
use card::vpcd;
use tempfile::TempDir;

/// Set in the inner of the two runs of a test.
const INSIDE: &str = "CARD_READERS_INSIDE";

/// The driver of vpcd, as Debian installs it.
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

/// Runs the body of a test inside, beside a reader without a card.
///
/// Outside of CI a machine that lacks a tool does not run it, and says so.
#[track_caller]
pub(crate) fn beside_a_reader(test: &str, tools: &[&str], body: impl FnOnce(&mut Desk)) {
    if std::env::var_os(INSIDE).is_some() {
        return body(&mut Desk::laid_out());
    }
    if let Some(reason) = missing(tools) {
        assert!(std::env::var_os("CI").is_none(), "{reason}");
        println!("not run: {reason}");
        return;
    }
    let inside = unshare()
        .arg(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let told =
        [inside.stdout, inside.stderr].map(|told| String::from_utf8_lossy(&told).into_owned());
    // A test by another name would run nothing and succeed.
    let passed = inside.status.success() && told[0].contains("1 passed");
    assert!(passed, "{}\n{}", told[0], told[1]);
}

/// Why the tests cannot run on this machine, if they cannot.
fn missing(tools: &[&str]) -> Option<String> {
    let always = ["timeout", "unshare", "mount", "ip", "pcscd"];
    let lacking: Vec<_> = always.iter().chain(tools).filter(|tool| !is_there(tool)).collect();
    if !lacking.is_empty() {
        return Some(format!("{lacking:?} not found"));
    }
    if !Path::new(DRIVER).exists() {
        return Some(format!("{DRIVER} not found (Debian's vsmartcard-vpcd)"));
    }
    let may = unshare().arg("true").output().is_ok_and(|output| output.status.success());
    (!may).then(|| "this machine gives no namespaces".to_owned())
}

fn is_there(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(tool).exists())
}

/// A program in namespaces of its own, for five minutes at most: a tool that waits for ever must
/// not take the tests with it.
fn unshare() -> Command {
    let mut command = Command::new("timeout");
    command.args(["300", "unshare"]);
    command.args(["--mount", "--net", "--pid", "--mount-proc", "--fork", "--kill-child"]);
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        command.arg("--map-root-user");
    }
    command
}

/// A reader, and the card that lies on it.
pub(crate) struct Desk {
    pcscd: Child,
    folder: TempDir,
    card: Option<LaidCard>,
}

struct LaidCard {
    stop: Arc<AtomicBool>,
    server: JoinHandle<VirtualCard>,
}

impl Desk {
    fn laid_out() -> Self {
        run("mount", &["-t", "tmpfs", "tmpfs", "/run"]);
        run("ip", &["link", "set", "lo", "up"]);
        // The driver sends the length of a message and then the message. Without this the second
        // waits 40 milliseconds for the first to be acknowledged, at every command.
        let route = ["local", "127.0.0.1", "dev", "lo", "table", "local", "quickack", "1"];
        run("ip", &[&["route", "replace"], &route[..]].concat());
        fs::create_dir("/run/pcscd").unwrap();
        let folder = TempDir::new().unwrap();
        let readers = folder.path().join("readers");
        fs::create_dir(&readers).unwrap();
        let reader = format!(
            "FRIENDLYNAME \"Counter\"\nDEVICENAME /dev/null:{port:#X}\nLIBPATH {DRIVER}\n\
             CHANNELID {port:#X}\n",
            port = vpcd::PORT
        );
        fs::write(readers.join("vpcd"), reader).unwrap();
        let log = fs::File::create(folder.path().join("pcscd.log")).unwrap();
        let pcscd = Command::new("pcscd")
            .args(["--foreground", "--config"])
            .arg(&readers)
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let desk = Self { pcscd, folder, card: None };
        desk.wait("pcscd", || Path::new("/run/pcscd/pcscd.comm").exists());
        desk
    }

    /// Lays a card down. It is there a moment later, as with a hand.
    pub(crate) fn lay(&mut self, mut card: VirtualCard) {
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let server = std::thread::spawn(move || {
            vpcd::serve(&mut card, ("127.0.0.1", vpcd::PORT), &told).unwrap();
            card
        });
        self.card = Some(LaidCard { stop, server });
    }

    /// Takes the card away.
    #[cfg(feature = "pcsc")]
    pub(crate) fn take(&mut self) -> VirtualCard {
        let card = self.card.take().unwrap();
        card.stop.store(true, Ordering::Relaxed);
        card.server.join().unwrap()
    }

    /// Ends the service behind the reader.
    #[cfg(feature = "pcsc")]
    pub(crate) fn close(&mut self) {
        self.pcscd.kill().unwrap();
        self.pcscd.wait().unwrap();
    }

    /// A file for a tool to write.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Waits for what takes a moment.
    pub(crate) fn wait(&self, what: &str, is_so: impl Fn() -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !is_so() {
            let log = || fs::read_to_string(self.file("pcscd.log")).unwrap_or_default();
            assert!(Instant::now() < end, "{what} does not come\n{}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(card) = self.card.take() {
            card.stop.store(true, Ordering::Relaxed);
            let _ = card.server.join();
        }
        let _ = self.pcscd.kill();
        let _ = self.pcscd.wait();
    }
}

/// What a tool did.
pub(crate) struct Ran {
    /// Whether it says that it succeeded.
    pub(crate) succeeded: bool,
    /// All it said, to either side.
    pub(crate) said: String,
}

impl Ran {
    /// That it succeeded, and said all of this.
    #[track_caller]
    pub(crate) fn says(&self, wanted: &[&str]) {
        assert!(self.succeeded, "{}", self.said);
        for line in wanted {
            assert!(self.said.contains(line), "{line:?} is not in\n{}", self.said);
        }
    }

    /// That it failed, and said all of this.
    #[track_caller]
    pub(crate) fn refuses(&self, wanted: &[&str]) {
        assert!(!self.succeeded, "{}", self.said);
        for line in wanted {
            assert!(self.said.contains(line), "{line:?} is not in\n{}", self.said);
        }
    }
}

/// Runs a tool in English.
pub(crate) fn tool(name: &str, arguments: &[&str]) -> Ran {
    let output = Command::new(name)
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    Ran { succeeded: output.status.success(), said: said.concat() }
}

#[track_caller]
fn run(name: &str, arguments: &[&str]) {
    tool(name, arguments).says(&[]);
}
