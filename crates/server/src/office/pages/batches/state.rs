//! Where a batch is in its life, for pages.

use store::{Batch, ItemCounts};

use crate::{
    office::runs::{Run, RunState},
    pages::view::{Chip, Tone},
};

/// Where a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BatchState {
    /// Nobody has released it.
    Waits,
    /// It was returned to who planned it.
    Returned,
    /// It was withdrawn.
    Withdrawn,
    /// It may be printed.
    Released,
    /// It is being printed.
    Running,
    /// Its run is paused.
    Paused,
    /// Its run ended before its end.
    Stopped,
    /// Its sheets are to be counted.
    Printed,
    /// It is to be sent.
    Counted,
    /// It was sent.
    Sent,
}

/// The steps of every batch.
pub(super) const STEPS: [&str; 5] = ["計画", "許可", "印刷", "枚数の確認", "発送"];

impl BatchState {
    /// Where a batch is, with its run in this process.
    pub(super) fn of(it: &Batch, run: Option<&Run>) -> Self {
        let is_running = run.is_some_and(|it| it.state == RunState::Running);
        if it.withdrawn_at.is_some() {
            Self::Withdrawn
        } else if it.sent_at.is_some() {
            Self::Sent
        } else if it.counted_at.is_some() {
            Self::Counted
        } else if it.printed_at.is_some() {
            Self::Printed
        } else if is_running && it.paused_at.is_none() {
            Self::Running
        } else if it.paused_at.is_some() {
            Self::Paused
        } else if it.started_at.is_some() {
            Self::Stopped
        } else if it.released_at.is_some() {
            Self::Released
        } else if it.returned_at.is_some() {
            Self::Returned
        } else {
            Self::Waits
        }
    }

    /// How many of the steps are done.
    pub(super) const fn steps_done(self) -> usize {
        match self {
            Self::Withdrawn | Self::Returned => 0,
            Self::Waits => 1,
            Self::Released | Self::Running | Self::Paused | Self::Stopped => 2,
            Self::Printed => 3,
            Self::Counted => 4,
            Self::Sent => 5,
        }
    }

    /// A word with its tone for lists.
    pub(super) const fn chip(self) -> Chip {
        match self {
            Self::Waits => Chip::new(Tone::Soon, "許可待ち"),
            Self::Returned => Chip::new(Tone::Part, "戻された"),
            Self::Withdrawn => Chip::new(Tone::None, "取りやめ"),
            Self::Released => Chip::new(Tone::Soon, "印刷待ち"),
            Self::Running => Chip::new(Tone::Move, "印刷中"),
            Self::Paused => Chip::new(Tone::Part, "止めている"),
            Self::Stopped => Chip::new(Tone::Stop, "途中で止まった"),
            Self::Printed => Chip::new(Tone::Soon, "枚数の確認待ち"),
            Self::Counted => Chip::new(Tone::Soon, "発送待ち"),
            Self::Sent => Chip::new(Tone::Ok, "発送ずみ"),
        }
    }

    /// Whether a sheet may still be told spoiled.
    pub(super) const fn takes_spoiled(self) -> bool {
        match self {
            Self::Printed | Self::Counted => true,
            Self::Waits
            | Self::Returned
            | Self::Withdrawn
            | Self::Released
            | Self::Running
            | Self::Paused
            | Self::Stopped
            | Self::Sent => false,
        }
    }

    /// Whether it can be withdrawn: before anything is made.
    pub(super) const fn may_withdraw(self, counts: &ItemCounts) -> bool {
        match self {
            Self::Waits | Self::Returned | Self::Released | Self::Paused => counts.made == 0,
            Self::Withdrawn
            | Self::Running
            | Self::Stopped
            | Self::Printed
            | Self::Counted
            | Self::Sent => false,
        }
    }

    /// The tone, the picture, and the heading.
    pub(super) const fn heading(self) -> (Tone, &'static str, &'static str) {
        match self {
            Self::Waits => (Tone::Soon, "soon", "許可を待っています"),
            Self::Returned => (Tone::Part, "part", "計画した人に戻されました"),
            Self::Withdrawn => (Tone::None, "none", "取りやめました"),
            Self::Released => (Tone::Soon, "print", "印刷を始められます"),
            Self::Running => (Tone::Move, "print", "印刷しています"),
            Self::Paused => (Tone::Part, "pause", "いったん止めています"),
            Self::Stopped => (Tone::Stop, "stop", "途中で止まりました"),
            Self::Printed => (Tone::Soon, "doc", "印刷が終わりました"),
            Self::Counted => (Tone::Soon, "post", "枚数がそろいました"),
            Self::Sent => (Tone::Ok, "ok", "発送しました"),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_batch_is_where_its_last_mark_says() {
        for (marks, runs, wanted) in [
            ("", false, BatchState::Waits),
            ("returned", false, BatchState::Returned),
            ("released", false, BatchState::Released),
            ("released started", true, BatchState::Running),
            ("released started", false, BatchState::Stopped),
            ("released started paused", true, BatchState::Paused),
            ("released started paused", false, BatchState::Paused),
            ("released started printed", false, BatchState::Printed),
            ("released started printed", true, BatchState::Printed),
            ("released started printed counted", false, BatchState::Counted),
            ("released started printed counted sent", false, BatchState::Sent),
            ("released withdrawn", false, BatchState::Withdrawn),
        ] {
            let mark = |name| marks.contains(name).then_some(Timestamp::UNIX_EPOCH);
            let batch = Batch {
                batch_id: "one".to_owned(),
                insurer: "113019".parse().unwrap(),
                on: "2026-03-10".parse().unwrap(),
                name: String::new(),
                made_by: "clerk-1".to_owned(),
                made_at: Timestamp::UNIX_EPOCH,
                items: 1,
                settings_revision: 0,
                released_by: None,
                released_at: mark("released"),
                started_at: mark("started"),
                paused_at: mark("paused"),
                printed_at: mark("printed"),
                counted_at: mark("counted"),
                sent_at: mark("sent"),
                withdrawn_at: mark("withdrawn"),
                returned_at: mark("returned"),
                returned_why: None,
            };
            let (since, state) = (Timestamp::UNIX_EPOCH, RunState::Running);
            let run = runs.then_some(Run { since, first: None, progress: None, state });
            assert_eq!(BatchState::of(&batch, run.as_ref()), wanted, "{marks}");
        }
    }
}
