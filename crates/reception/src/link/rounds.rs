//! The rounds of the link: look, handle what has settled, try again what must wait.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use tokio::{
    task::{Id, JoinError, JoinSet},
    time::{self, Instant},
};

use super::{
    Inner, blocking,
    folder::{self, Stamp},
    handle::{Failure, Handled, handle},
    looks::{Looks, SETTLED_AFTER, Settled},
    put, requests,
    status::Trouble,
};

/// How often a quiet folder is looked at.
const LOOK_QUIET: Duration = Duration::from_millis(300);

/// How often it is looked at while files come.
const LOOK_BUSY: Duration = Duration::from_millis(100);

/// How long the link waits after a folder could not be read.
const LOOK_TROUBLED: Duration = Duration::from_secs(2);

/// How many requests are handled at once.
const HANDLED_AT_ONCE: usize = 8;

/// The first and the last pause before a request is tried again.
const AGAIN: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(5));

/// The same when the hub was too slow: asking it often would keep it so.
const SLOW: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(1));

/// What the link remembers between looks. The journal keeps what must outlive it.
pub(super) struct Rounds {
    link: Arc<Inner>,
    looks: Looks,
    queue: VecDeque<Settled>,
    handling: HashMap<Id, Settled>,
    waiting: HashMap<String, Waiting>,
    tasks: JoinSet<Result<Handled, Failure>>,
    look_at: Instant,
}

/// A request that could not be answered yet.
struct Waiting {
    stamp: Stamp,
    attempts: u32,
    until: Until,
    /// Whether the status counts it; what may be half written is no matter for people.
    is_late: bool,
}

/// What a request waits for.
#[derive(Clone, Copy)]
enum Until {
    Time(Instant),
    HubIsHeard,
}

impl Rounds {
    pub(super) fn new(link: Arc<Inner>) -> Self {
        Self {
            link,
            looks: Looks::default(),
            queue: VecDeque::new(),
            handling: HashMap::new(),
            waiting: HashMap::new(),
            tasks: JoinSet::new(),
            look_at: Instant::now(),
        }
    }

    /// Goes round until `stop` is ready, then ends what is being handled.
    pub(super) async fn run(mut self, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        loop {
            let recovered = recover(&self.link).await;
            let Err(failure) = recovered else { break };
            self.link.board.begin_trouble(failure.trouble(), &failure);
            tokio::select! {
                () = time::sleep(LOOK_TROUBLED) => {}
                () = &mut stop => return,
            }
        }
        loop {
            tokio::select! {
                () = &mut stop => break,
                Some(ended) = self.tasks.join_next_with_id() => self.ended(ended),
                () = time::sleep_until(self.look_at) => self.look().await,
            }
            self.start();
        }
        while self.tasks.join_next().await.is_some() {}
    }

    /// Looks at the folder and queues what can be handled now.
    async fn look(&mut self) {
        let began = Instant::now();
        let link = Arc::clone(&self.link);
        let listed = blocking(move || folder::list(&link.folders.req, link.settings.others)).await;
        let listing = match listed {
            Ok(listing) => listing,
            Err(error) => {
                self.link.board.begin_trouble(Trouble::RequestFolder, &error);
                self.look_at = Instant::now() + LOOK_TROUBLED;
                return;
            }
        };
        self.link.board.end_trouble(Trouble::RequestFolder);
        let now = Instant::now();
        let (settled, unsettled) = self.looks.note(listing, now);
        self.queue = settled.into_iter().filter(|it| self.may_start(it, now)).collect();
        self.forget_withdrawn().await;
        let late = self.waiting.values().filter(|it| it.is_late).count();
        self.link.board.waiting_are(late);
        let busy = unsettled || !self.queue.is_empty() || !self.handling.is_empty();
        // A share that lists slowly is looked at less often.
        let pause = if busy { LOOK_BUSY } else { LOOK_QUIET };
        self.look_at = now + pause.max((now - began) * 2);
    }

    /// Whether a settled file is to be handled now.
    fn may_start(&self, settled: &Settled, now: Instant) -> bool {
        let file = &settled.file;
        if self.handling.values().any(|it| it.file.name == file.name) {
            return false;
        }
        match self.waiting.get(&file.name) {
            Some(waiting) if waiting.stamp == file.stamp => match waiting.until {
                Until::Time(at) => at <= now,
                Until::HubIsHeard => self.link.board.hub().silent_since().is_none(),
            },
            Some(_) | None => true,
        }
    }

    /// Forgets requests that the receipt computer took back.
    async fn forget_withdrawn(&mut self) {
        let gone: Vec<String> =
            self.waiting.keys().filter(|it| !self.looks.has(it)).cloned().collect();
        for name in gone {
            self.waiting.remove(&name);
            if self.handling.values().any(|it| it.file.name == name) {
                continue;
            }
            let now = self.link.now();
            if let Err(error) = requests::withdrawn(&self.link.journal, name, now).await {
                self.link.board.begin_trouble(Trouble::Journal, &error);
            }
        }
    }

    /// Starts to handle queued files, as many as may be at once.
    fn start(&mut self) {
        while self.handling.len() < HANDLED_AT_ONCE {
            let Some(settled) = self.queue.pop_front() else { return };
            let (link, of_task) = (Arc::clone(&self.link), settled.clone());
            let task = self.tasks.spawn(async move { handle(&link, &of_task).await });
            self.handling.insert(task.id(), settled);
        }
    }

    /// Notes what came of a file.
    fn ended(&mut self, ended: Result<(Id, Result<Handled, Failure>), JoinError>) {
        let (id, handled) = match ended {
            Ok((id, handled)) => (id, Some(handled)),
            Err(error) => (error.id(), None),
        };
        let Some(settled) = self.handling.remove(&id) else { return };
        let name = settled.file.name;
        let attempts = self
            .waiting
            .get(&name)
            .filter(|it| it.stamp == settled.file.stamp)
            .map_or(0, |it| it.attempts);
        let after = |pause| Until::Time(Instant::now() + pause);
        let until = match &handled {
            Some(Ok(Handled::Done)) => {
                self.waiting.remove(&name);
                self.link.board.end_trouble(Trouble::RequestFile);
                self.link.board.end_trouble(Trouble::AnswerFolder);
                self.link.board.end_trouble(Trouble::Journal);
                self.link.bulk_received.notify_one();
                return;
            }
            Some(Ok(Handled::LookAgain)) => after(SETTLED_AFTER),
            Some(Ok(Handled::HubSilent)) => Until::HubIsHeard,
            Some(Ok(Handled::Again)) => after(pause(AGAIN, attempts)),
            Some(Ok(Handled::HubSlow)) => after(pause(SLOW, attempts)),
            Some(Ok(Handled::Wait(wait))) => after(*wait),
            Some(Err(failure)) => {
                self.link.board.begin_trouble(failure.trouble(), failure);
                after(pause(AGAIN, attempts))
            }
            None => {
                tracing::error!("a request was not handled to its end");
                after(pause(AGAIN, attempts))
            }
        };
        let is_late = !matches!(handled, Some(Ok(Handled::LookAgain)));
        let waiting = Waiting { stamp: settled.file.stamp, attempts: attempts + 1, until, is_late };
        self.waiting.insert(name, waiting);
    }
}

/// Doubles from the first to the last.
fn pause((first, last): (Duration, Duration), attempts: u32) -> Duration {
    first.saturating_mul(1 << attempts.min(16)).min(last)
}

/// Goes on where a crash left off: answers that are durable are put, requests that are gone are
/// done, and temporary files nobody needs are removed.
async fn recover(link: &Arc<Inner>) -> Result<(), Failure> {
    let unfinished = requests::unfinished(&link.journal).await?;
    let mut needed = Vec::new();
    for request in unfinished {
        let folders = link.folders.clone();
        let name = request.name;
        let gone = blocking(move || Ok(!folders.req.join(name).try_exists()?));
        let gone = gone.await.map_err(Failure::RequestFile)?;
        match request.files {
            Some(files) if gone => {
                let inner = Arc::clone(link);
                let placed = blocking(move || put::place(&inner.folders.res, &files));
                placed.await.map_err(Failure::AnswerFolder)?;
                requests::done(&link.journal, request.sequence, link.now()).await?;
            }
            // The request is still there: whoever handles it finds the answer ready.
            Some(files) => needed.extend(files),
            None if gone => {
                requests::done(&link.journal, request.sequence, link.now()).await?;
            }
            None => {}
        }
    }
    let inner = Arc::clone(link);
    let removed =
        blocking(move || put::remove_others(&inner.folders.res, &inner.institution, &needed));
    removed.await.map_err(Failure::AnswerFolder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_the_last() {
        let pauses: Vec<u128> = (0..6).map(|attempts| pause(AGAIN, attempts).as_millis()).collect();
        assert_eq!(pauses, [500, 1000, 2000, 4000, 5000, 5000]);
        assert_eq!(pause(SLOW, 40), SLOW.1);
    }
}
