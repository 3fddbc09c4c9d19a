//! Processes of this program, and what they cost.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::SocketAddr,
    process::{Child, ChildStdin, Command, Stdio},
};

use crate::{
    Failure,
    load::{Plan, Report},
};

/// A server that runs until this is dropped.
pub(crate) struct Server {
    child: Child,
    /// Its end is the server's.
    input: Option<ChildStdin>,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts a server of this program with arguments and a first line of input.
    pub(crate) fn start(arguments: &[&str], line: &[u8]) -> Result<Self, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut input = child.stdin.take().ok_or("no input")?;
        input.write_all(line)?;
        input.write_all(b"\n")?;
        let mut said = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut said)?;
        let address = said.trim().parse().map_err(|_| "a server did not start")?;
        Ok(Self { child, input: Some(input), address })
    }

    /// User and system time so far, in seconds.
    pub(crate) fn cpu_seconds(&self) -> Result<f64, Failure> {
        /// What `/proc` counts in, whatever the kernel's own timer does.
        const TICKS_PER_SECOND: f64 = 100.0;
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name before may hold anything, spaces and parentheses too.
        let (_, rest) = text.rsplit_once(')').ok_or("unreadable stat")?;
        let mut fields = rest.split_whitespace().skip(11);
        let mut ticks = || fields.next().and_then(|it| it.parse::<f64>().ok()).ok_or("short stat");
        Ok((ticks()? + ticks()?) / TICKS_PER_SECOND)
    }

    /// The most memory it ever held, in megabytes.
    pub(crate) fn peak_megabytes(&self) -> Result<f64, Failure> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let peak = text.lines().find_map(|it| it.strip_prefix("VmHWM:")).ok_or("no peak")?;
        let kilobytes: f64 = peak.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes * 1_024.0 / 1e6)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.wait();
    }
}

/// Loads a server as a process of its own.
pub(crate) fn load(plan: &Plan) -> Result<Report, Failure> {
    let output = Command::new(std::env::current_exe()?)
        .args(["load", &serde_json::to_string(plan)?])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("the load failed".into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
