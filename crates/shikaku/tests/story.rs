//! A story over the whole service: a list goes in, a receipt computer's question is answered
//! through its folder, the desk shows the same, and a killed hub loses nothing.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

const CLINIC: &str = "1311111114";

/// A process that ends with the test.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    /// Starts a role and waits for the line with its address.
    fn start(arguments: &[&str]) -> Self {
        let mut child = shikaku().args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().trim_end_matches('/');
        Self { child, address: address.to_owned() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn shikaku() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shikaku"));
    command.env("RUST_LOG", "warn");
    command
}

struct World {
    dir: tempfile::TempDir,
    db: String,
    key: PathBuf,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let db = format!("sqlite:{}", dir.path().join("story.sqlite").display());
        let key = dir.path().join("clinic.key");
        let added = shikaku()
            .args(["institution", "add", "--db", &db, "--code", CLINIC, "--name", "みほん医院"])
            .args(["--key-file", key.to_str().unwrap()])
            .status()
            .unwrap();
        assert!(added.success());
        Self { dir, db, key }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Imports the sample list of interchange's tests.
    fn import(&self) {
        let list = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../interchange/tests/members/members_utf8.csv");
        let refused = self.path("refused.csv");
        let output = shikaku()
            .args(["import", "--db", &self.db, "--insurer", "113019", "--json", "--refused"])
            .arg(refused)
            .arg(list)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "some rows are refused");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["refused"].as_array().unwrap().len(), 52, "{report}");
        // The list's own faults but no other keep rows out; who must be settled waits.
        let waiting = report["quarantined"].as_array().unwrap().len();
        let went_in = report["new"].as_u64().unwrap() + report["changed"].as_u64().unwrap();
        assert_eq!(usize::try_from(went_in).unwrap() + waiting, 1948, "{report}");
    }

    fn hub(&self, listen: &str) -> Running {
        Running::start(&["hub", "--db", &self.db, "--listen", listen])
    }

    fn link(&self, hub: &str) -> Child {
        shikaku()
            .args(["link", "--hub", hub, "--institution", CLINIC, "--key"])
            .arg(&self.key)
            .arg("--root")
            .arg(self.path("oqs"))
            .arg("--dir")
            .arg(self.path("link"))
            .spawn()
            .unwrap()
    }

    /// Drops a request as receipt computers do: written elsewhere, then moved in.
    fn request(&self, name: &str, number: &str, born_on: &str) {
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\r\n<XmlMsg><MessageHeader>\
             <QualificationConfirmationDate>20260401</QualificationConfirmationDate>\
             <MedicalInstitutionCode>{CLINIC}</MedicalInstitutionCode>\
             <ArbitraryFileIdentifier>{name}</ArbitraryFileIdentifier></MessageHeader><MessageBody>\
             <QualificationConfirmSearchInfo><InsurerNumber>  113019</InsurerNumber>\
             <InsuredCardSymbol>101</InsuredCardSymbol>\
             <InsuredIdentificationNumber>{number}</InsuredIdentificationNumber>\
             <Birthdate>{born_on}</Birthdate>\
             <LimitApplicationCertificateRelatedConsFlg>0</LimitApplicationCertificateRelatedConsFlg>\
             </QualificationConfirmSearchInfo></MessageBody></XmlMsg>"
        );
        fs::create_dir_all(self.path("oqs/req")).unwrap();
        let elsewhere = self.path(name);
        fs::write(&elsewhere, text).unwrap();
        fs::rename(elsewhere, self.path("oqs/req").join(format!("OQSsiquc01req_{name}.xml")))
            .unwrap();
    }

    /// Waits for the answer to a request.
    fn answer(&self, name: &str) -> String {
        let path = self.path("oqs/res").join(format!("OQSsiquc01res_{name}.xml"));
        let until = Instant::now() + Duration::from_mins(1);
        while !path.exists() {
            assert!(Instant::now() < until, "no answer {name}");
            sleep(Duration::from_millis(50));
        }
        fs::read_to_string(path).unwrap()
    }
}

#[test]
fn a_list_goes_in_and_both_the_folder_and_the_desk_know_the_person() {
    let world = World::new();
    world.import();
    let hub = world.hub("127.0.0.1:0");
    let address = format!("http://{}", hub.address);
    let mut link = world.link(&address);
    world.request("202604010001", "12340005", "19960714");
    let answer = world.answer("202604010001");
    let _ = link.kill();
    let _ = link.wait();
    for wanted in [
        "<QualificationValidity>1</QualificationValidity>",
        "<Name>德永　樹里</Name>",
        "<InsuredBranchNumber>01</InsuredBranchNumber>",
        "<ArbitraryFileIdentifier>202604010001</ArbitraryFileIdentifier>",
    ] {
        assert!(answer.contains(wanted), "{wanted} in {answer}");
    }

    let key = world.key.to_str().unwrap();
    let dir = world.path("desk");
    let desk = Running::start(&[
        "desk",
        "--hub",
        &address,
        "--listen",
        "127.0.0.1:0",
        "--dir",
        dir.to_str().unwrap(),
        "--institution",
        CLINIC,
        "--key",
        key,
    ]);
    let form = "insurer_number=113019&symbol=101&number=12340005&branch=01&era=%E8%A5%BF%E6%9A%A6\
                &year=1996&month=7&day=14";
    let page = post_and_follow(&desk.address, "/look-ups", form);
    for wanted in ["資格があります", "德永　樹里", "3割", "F-69"] {
        assert!(page.contains(wanted), "{wanted} in {page}");
    }
}

#[test]
fn a_killed_hub_loses_no_request_and_answers_each_once() {
    let world = World::new();
    world.import();
    let hub = world.hub("127.0.0.1:0");
    let address = hub.address.clone();
    let mut link = world.link(&format!("http://{address}"));
    for place in 0..20 {
        world.request(&format!("2026040101{place:02}"), "12340005", "19960714");
    }
    // A kill, not a stop: nothing is said goodbye to.
    drop(hub);
    for place in 20..30 {
        world.request(&format!("2026040101{place:02}"), "12340005", "19960714");
    }
    let hub = world.hub(&address);
    for place in 0..30 {
        let answer = world.answer(&format!("2026040101{place:02}"));
        assert!(answer.contains("<QualificationValidity>1</QualificationValidity>"), "{answer}");
    }
    let until = Instant::now() + Duration::from_secs(30);
    while fs::read_dir(world.path("oqs/req")).unwrap().next().is_some() {
        assert!(Instant::now() < until, "every request is taken away once answered");
        sleep(Duration::from_millis(50));
    }
    let _ = link.kill();
    let _ = link.wait();
    drop(hub);
    let check = shikaku().args(["store", "check", "--db", &world.db]).status().unwrap();
    assert!(check.success());
}

/// A form posted as a browser does, and the page it leads to.
fn post_and_follow(address: &str, path: &str, form: &str) -> String {
    let answer = http(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
             Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{form}",
            form.len()
        ),
    );
    let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
    let location = location.unwrap_or_else(|| panic!("a way on in {answer}")).trim();
    http(
        address,
        &format!("GET {location} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"),
    )
}

fn http(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
