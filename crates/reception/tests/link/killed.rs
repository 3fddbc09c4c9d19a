//! The link killed again and again while files keep coming: every request has exactly one answer.

use std::{
    collections::{BTreeMap, HashMap},
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use interchange::oqs::read_answer;
use reception::{
    HubClient,
    link::{Folders, Link, Settings},
};

use crate::{
    bulk::fetch_when_done,
    hub::Hub,
    messages::{INSTITUTION, bulk, confirm, register},
    place::{Place, clock},
};

/// Where the child works: its root, its own directory, its hub.
const CHILD: &str = "SHIKAKU_TEST_LINK_CHILD";

const KILLS: usize = 40;

/// The child process; nothing where no parent asks for one.
#[tokio::test]
async fn a_link_to_be_killed() {
    let Ok(places) = env::var(CHILD) else { return };
    let [root, dir, hub] = *places.split('\n').collect::<Vec<_>>() else { panic!("{places}") };
    let hub = HubClient::new(hub, INSTITUTION, "key").unwrap();
    let folders = Folders::under(Path::new(root));
    let (code, settings) = (INSTITUTION.to_owned(), Settings::default());
    let link = Link::open(folders, Path::new(dir), hub, code, settings, clock()).await.unwrap();
    link.run(std::future::pending()).await;
}

/// A child that does not outlive its test.
struct Victim(Child);

impl Victim {
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        // One that is dead already cannot be killed again, which is fine.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(place: &Place, hub: &Hub) -> Victim {
    let places = [place.root(), place.dir()].map(|it| it.to_str().unwrap().to_owned());
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "killed::a_link_to_be_killed", "--nocapture"])
        .env(CHILD, format!("{}\n{}\n{}", places[0], places[1], hub.url()))
        .stdout(Stdio::null())
        .spawn();
    Victim(child.unwrap())
}

fn random(below: u64) -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_le_bytes(bytes) % below
}

/// What is found after a crash at each point, made by hand: the journal's row, the temporary file,
/// the request; and whether the answer is put when the link starts again.
#[tokio::test]
async fn each_point_of_a_crash() {
    for (ready, temporary, request, is_put) in [
        // Before the journal knows of the temporary file: asked again, under the same id.
        (false, true, true, true),
        // Durable, not renamed.
        (true, true, true, true),
        (true, true, false, true),
        // Renamed, and taken by the receipt computer since; the request not removed.
        (true, false, true, false),
        // The request removed, and that not written down.
        (true, false, false, false),
    ] {
        let case = format!("{ready} {temporary} {request}");
        let hub = Hub::serve().await;
        let place = Place::new();
        let running = place.start(&hub).await;
        let name = "OQSsiquc01req_1.xml";
        place.put(name, confirm("1", "4260").as_bytes());
        let copy = place.root().join("copy");
        fs::hard_link(place.req().join(name), &copy).unwrap();
        place.wait_for("OQSsiquc01res_1.xml").await;
        place.wait_until(|| !place.has_request(name)).await;
        running.stop().await;

        let answer = place.take("OQSsiquc01res_1.xml");
        let journal = rusqlite::Connection::open(place.dir().join("journal.sqlite")).unwrap();
        let files: String = journal
            .query_row("UPDATE link_request SET done_at = NULL RETURNING files", [], |row| {
                row.get(0)
            })
            .unwrap();
        if !ready {
            journal.execute("UPDATE link_request SET files = NULL", []).unwrap();
        }
        drop(journal);
        let files: serde_json::Value = serde_json::from_str(&files).unwrap();
        if temporary {
            let name = files[0]["temporary"].as_str().unwrap();
            fs::write(place.res().join(name), &answer).unwrap();
        }
        if request {
            fs::rename(copy, place.req().join(name)).unwrap();
        }

        let running = place.start(&hub).await;
        if is_put {
            assert_eq!(place.wait_for("OQSsiquc01res_1.xml").await, answer, "{case}");
        }
        place.wait_until(|| !place.has_request(name)).await;
        // A marker that passes through shows that the link has had its time.
        place.put("OQSsiquc01req_2.xml", confirm("2", "0001").as_bytes());
        place.wait_for("OQSsiquc01res_2.xml").await;
        assert_eq!(place.read("OQSsiquc01res_1.xml").is_some(), is_put, "{case}");
        running.stop().await;
        assert!(place.temporaries().is_empty(), "{case}");
        assert_eq!(hub.answered(), 2, "{case}: one id for each request");
    }
}

/// A receipt computer that takes every answer as soon as it is there, and counts.
struct ReceiptComputer {
    taken: Arc<Mutex<BTreeMap<String, Vec<Vec<u8>>>>>,
    over: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<()>,
}

impl ReceiptComputer {
    fn start(res: PathBuf) -> Self {
        let taken = Arc::new(Mutex::new(BTreeMap::<String, Vec<Vec<u8>>>::new()));
        let over = Arc::new(AtomicBool::new(false));
        let (shelf, end) = (Arc::clone(&taken), Arc::clone(&over));
        let thread = std::thread::spawn(move || {
            while !end.load(Ordering::Relaxed) {
                for entry in fs::read_dir(&res).unwrap() {
                    let name = entry.unwrap().file_name().into_string().unwrap();
                    // What the downloads answer is left for those who wait for it.
                    if name.starts_with('~') || name.starts_with("OQSmuquc02") {
                        continue;
                    }
                    let bytes = fs::read(res.join(&name)).unwrap();
                    fs::remove_file(res.join(&name)).unwrap();
                    shelf.lock().unwrap().entry(name).or_default().push(bytes);
                }
                std::thread::sleep(Duration::from_micros(500));
            }
        });
        Self { taken, over, thread }
    }

    fn count(&self) -> usize {
        self.taken.lock().unwrap().len()
    }

    fn end(self) -> BTreeMap<String, Vec<Vec<u8>>> {
        self.over.store(true, Ordering::Relaxed);
        self.thread.join().unwrap();
        Arc::into_inner(self.taken).unwrap().into_inner().unwrap()
    }
}

/// Puts one request, of a kind by its place, and notes what its answer is called.
fn put(place: &Place, at: usize, awaited: &mut HashMap<String, String>) {
    let tag = format!("tag-{at}");
    let (stem, text) = match at % 10 {
        0 => ("OQSsiimm01", register(&tag, "4260", &format!("P-{at}"))),
        1 => ("OQSmuquc01", bulk(&tag, &["4260", "0001", "4261"])),
        2 => ("TKKsiquc01", "<XmlMsg/>".to_owned()),
        _ => ("OQSsiquc01", confirm(&tag, &format!("{}", 5000 + at))),
    };
    place.put(&format!("{stem}req_{at}.xml"), text.as_bytes());
    if stem == "TKKsiquc01" {
        awaited.insert(format!("{stem}req_{at}.err"), String::new());
        awaited.insert(format!("{stem}req_{at}.xml"), String::new());
    } else {
        awaited.insert(format!("{stem}res_{at}.xml"), tag);
    }
}

/// Waits for the moment to kill: when an answer is being written, when it is put, when its request
/// is removed, or any time. Each is a few milliseconds before the journal knows of it.
fn aim(place: &Place, receipt_computer: &ReceiptComputer, at: usize) {
    let (answers, requests) = (receipt_computer.count(), place.requests().len());
    let began = Instant::now();
    let is_moment = || match at {
        0 => !place.temporaries().is_empty(),
        1 => receipt_computer.count() > answers,
        2 => place.requests().len() < requests,
        _ => true,
    };
    while !is_moment() && began.elapsed() < Duration::from_secs(2) {
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(Duration::from_micros(random(2000)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_has_exactly_one_answer() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let receipt_computer = ReceiptComputer::start(place.res());
    let mut awaited = HashMap::new();
    let mut at = 0;
    for kill in 0..KILLS {
        let mut child = start(&place, &hub);
        if kill % 6 == 5 {
            hub.stop().await;
        }
        // From before the link has opened its journal to long after its first answers.
        for _ in 0..random(40) {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if random(3) == 0 {
                put(&place, at, &mut awaited);
                at += 1;
            }
        }
        for _ in 0..3 {
            put(&place, at, &mut awaited);
            at += 1;
        }
        aim(&place, &receipt_computer, kill % 4);
        child.kill();
        if kill % 6 == 5 {
            hub.start().await;
        }
    }
    let before_the_last = receipt_computer.count();
    let mut child = start(&place, &hub);
    place.wait_until(|| place.requests().is_empty()).await;
    place.wait_until(|| receipt_computer.count() == awaited.len()).await;
    assert!(before_the_last > 0, "some were answered between the kills");

    let taken = receipt_computer.end();
    for (name, answers) in &taken {
        assert_eq!(answers.len(), 1, "{name} was put {} times", answers.len());
        let tag = &awaited[name];
        if tag.is_empty() {
            continue;
        }
        let reply = read_answer(&answers[0]).unwrap();
        assert_eq!(reply.header.file_tag.as_ref(), Some(tag), "{name}");
        if let Some(number) = reply.reception_number {
            let bulk = fetch_when_done(&place, &number, tag).await;
            assert_eq!(bulk.header.count_normal.as_deref(), Some("3"), "{name}");
        } else {
            assert_eq!(reply.header.segment.as_deref(), Some("1"), "{name}");
        }
    }
    assert_eq!(taken.len(), awaited.len());
    assert_eq!(hub.conflicts(), 0, "an id came with one question only");
    place.wait_until(|| place.requests().is_empty()).await;
    child.kill();
    assert!(place.temporaries().is_empty());
}
