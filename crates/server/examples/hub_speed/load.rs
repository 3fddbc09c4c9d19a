//! The load: connections kept alive that ask about people drawn at random.

use std::{
    io::Write as _,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use interchange::confirmation::Question;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tokio::{net::TcpStream, sync::Semaphore, task::JoinSet};

use crate::{
    Failure,
    people::{INSTITUTION, key, mixed, paper},
    serve::now,
};

/// What to ask, of whom and how fast.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) address: SocketAddr,
    pub(crate) people: u32,
    pub(crate) today: Date,
    pub(crate) connections: u32,
    pub(crate) seconds: u32,
    /// Questions a second on a schedule; as many as are answered where absent.
    pub(crate) rate: Option<f64>,
    /// Whether each answer must be to its question. The floor's are all the same.
    pub(crate) own_answers: bool,
}

/// What came of it; times are from when a question was due to its whole answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) answers: u64,
    pub(crate) errors: u64,
    pub(crate) seconds: f64,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) max: f64,
}

/// Asks as a plan says, and says the report.
pub(crate) fn run(plan: &str) -> Result<(), Failure> {
    let plan: Plan = serde_json::from_str(plan)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report = runtime.block_on(ask_all(Arc::new(plan)))?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&report)?)?;
    Ok(())
}

/// One question; its answer.
pub(crate) fn ask_once(plan: &Plan) -> Result<Vec<u8>, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut line = Line::connect(plan, 0).await?;
        line.ask(plan).await?;
        Ok(line.body().ok_or("no answer")?.to_vec())
    })
}

async fn ask_all(plan: Arc<Plan>) -> Result<Report, Failure> {
    let mut lines = Vec::new();
    for place in 0..plan.connections {
        lines.push(Line::connect(&plan, place).await?);
    }
    let pace = Arc::new(Pace::start(&plan)?);
    let mut tasks = JoinSet::new();
    for line in lines {
        tasks.spawn(ask_on(line, Arc::clone(&plan), Arc::clone(&pace)));
    }
    let (mut times, mut errors) = (Vec::new(), 0);
    while let Some(done) = tasks.join_next().await {
        let (of_line, wrong) = done??;
        times.extend(of_line);
        errors += wrong;
    }
    let seconds = pace.start.elapsed().as_secs_f64();
    times.sort_unstable();
    let part = |of_thousand: usize| {
        let rank = (times.len() * of_thousand / 1_000).min(times.len().saturating_sub(1));
        times.get(rank).map_or(0.0, |it: &Duration| it.as_secs_f64() * 1e3)
    };
    let answers = u64::try_from(times.len())?;
    Ok(Report { answers, errors, seconds, p50: part(500), p99: part(990), max: part(1_000) })
}

/// Asks on one connection until the time is over.
async fn ask_on(
    mut line: Line,
    plan: Arc<Plan>,
    pace: Arc<Pace>,
) -> Result<(Vec<Duration>, u64), Failure> {
    let (mut times, mut errors) = (Vec::new(), 0);
    while let Some(due) = pace.next(&plan).await? {
        let right = line.ask(&plan).await?;
        times.push(due.elapsed());
        errors += u64::from(!right);
    }
    Ok((times, errors))
}

/// When questions are due.
struct Pace {
    start: Instant,
    /// One for each question that has come due and is not yet asked.
    due: Arc<Semaphore>,
    taken: AtomicU64,
    /// Questions on the schedule.
    all: u64,
}

impl Pace {
    /// Starts the time, and where there is a rate a thread that counts what is due: the timers of
    /// the runtime are no finer than a millisecond.
    fn start(plan: &Plan) -> Result<Self, Failure> {
        let due = Arc::new(Semaphore::new(0));
        let start = Instant::now();
        let all = plan.rate.map_or(0, |rate| whole(rate * f64::from(plan.seconds)));
        if let Some(rate) = plan.rate {
            let (due, connections) = (Arc::clone(&due), u64::from(plan.connections));
            std::thread::Builder::new().spawn(move || {
                let mut released = 0;
                while released < all {
                    let come = whole(start.elapsed().as_secs_f64() * rate).min(all);
                    due.add_permits(usize::try_from(come - released).unwrap_or(0));
                    released = come;
                    std::thread::sleep(Duration::from_micros(100));
                }
                // One more for each connection, on which it sees that nothing is left.
                due.add_permits(usize::try_from(connections).unwrap_or(0));
            })?;
        }
        Ok(Self { start, due, taken: AtomicU64::new(0), all })
    }

    /// Waits for the next question to be due, and gives its instant; `None` after the last.
    async fn next(&self, plan: &Plan) -> Result<Option<Instant>, Failure> {
        let Some(rate) = plan.rate else {
            let over = self.start.elapsed() >= Duration::from_secs(u64::from(plan.seconds));
            return Ok((!over).then(Instant::now));
        };
        self.due.acquire().await?.forget();
        let place = self.taken.fetch_add(1, Ordering::Relaxed);
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
        let after = Duration::from_secs_f64(place as f64 / rate);
        Ok((place < self.all).then(|| self.start + after))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
const fn whole(number: f64) -> u64 {
    number as u64
}

/// One connection kept alive.
struct Line {
    stream: TcpStream,
    authorization: String,
    /// What is drawn and what is asked are different on every connection and in every run.
    run: String,
    drawn: u64,
    asked: u64,
    received: Vec<u8>,
}

impl Line {
    async fn connect(plan: &Plan, place: u32) -> Result<Self, Failure> {
        let stream = TcpStream::connect(plan.address).await?;
        stream.set_nodelay(true)?;
        let started = now().as_microsecond();
        Ok(Self {
            stream,
            authorization: format!("Bearer {INSTITUTION}.{}", key().as_str()),
            run: format!("{started}-{place}"),
            drawn: mixed(started.unsigned_abs() ^ u64::from(place)),
            asked: 0,
            received: Vec::with_capacity(8 << 10),
        })
    }

    /// Asks about somebody and reads the answer: whether it is `valid` and to this question.
    async fn ask(&mut self, plan: &Plan) -> Result<bool, Failure> {
        self.drawn = mixed(self.drawn);
        self.asked += 1;
        let id = format!("{}-{}", self.run, self.asked);
        let place = u32::try_from(self.drawn % u64::from(plan.people))?;
        let paper = paper(place, plan.people, plan.today);
        let question = Question {
            id,
            asked_at: now(),
            on: plan.today,
            insurer_number: paper.insurer.to_owned(),
            symbol: Some(paper.symbol),
            number: paper.number,
            branch: Some(paper.branch),
            born_on: paper.born_on,
        };
        let body = serde_json::to_string(&question)?;
        let request = format!(
            "POST /v1/confirmations HTTP/1.1\r\nHost: hub\r\nAuthorization: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.authorization,
            body.len(),
        );
        self.send(request.as_bytes()).await?;
        let whole = self.receive().await?;
        let right = self.body().is_some_and(|answer| {
            let own = format!("{{\"id\":\"{}\",", question.id);
            (!plan.own_answers || answer.starts_with(own.as_bytes()))
                && contains(answer, b"\"validity\":\"valid\"")
        });
        Ok(right && whole == self.received.len() && self.received.starts_with(b"HTTP/1.1 200 "))
    }

    async fn send(&self, mut bytes: &[u8]) -> Result<(), Failure> {
        while !bytes.is_empty() {
            match self.stream.try_write(bytes) {
                Ok(sent) => bytes = &bytes[sent..],
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    self.stream.writable().await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Reads one response and gives its length.
    async fn receive(&mut self) -> Result<usize, Failure> {
        self.received.clear();
        let mut part = [0; 4 << 10];
        loop {
            self.stream.readable().await?;
            match self.stream.try_read(&mut part) {
                Ok(0) => return Err("the server hung up".into()),
                Ok(read) => self.received.extend_from_slice(&part[..read]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error.into()),
            }
            if let Some(whole) = self.head().map(|(head, body)| head + body)
                && whole <= self.received.len()
            {
                return Ok(whole);
            }
        }
    }

    /// The lengths of the head and of the body it announces, once the head is there.
    fn head(&self) -> Option<(usize, usize)> {
        let end = self.received.windows(4).position(|it| it == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&self.received[..end]).ok()?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
        Some((end + 4, length.parse().ok()?))
    }

    fn body(&self) -> Option<&[u8]> {
        let (head, body) = self.head()?;
        self.received.get(head..head + body)
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|it| it == part)
}
