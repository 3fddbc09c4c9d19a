//! The receipt computer's folder, with a hub that answers from a table.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod bulk;
mod hub;
mod killed;
mod messages;
mod place;

use std::{fs, time::Duration};

use interchange::oqs::{Charset, read_answer};
use reception::link::{Folders, HubState, Link, LinkError, Others, Settings, Trouble};

use self::{
    hub::{Hub, Mode},
    messages::{INSTITUTION, confirm, register},
    place::Place,
};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../interchange/tests/oqs/samples");

/// The institution of the samples.
const SAMPLES_INSTITUTION: &str = "1311111111";

#[tokio::test]
async fn every_sample_is_answered_or_goes_back() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let running = place.start_as(&hub, SAMPLES_INSTITUTION, Settings::default()).await;
    let mut requests = Vec::new();
    for entry in fs::read_dir(SAMPLES).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        fs::copy(&path, place.req().join(&name)).unwrap();
        requests.push(name);
    }
    for row in "
        OQSsiquc01req_utf8.xml  OQSsiquc01res_utf8.xml  1  4
        OQSmuquc01req.xml       OQSmuquc01res.xml       -  -
        OQSmuquc02req.xml       OQSmuquc02res.xml       9  -
        OQSsiimm01req_sjis.xml  OQSsiimm01res_sjis.xml  1  -
    "
    .lines()
    .map(str::trim)
    .filter(|row| !row.is_empty())
    {
        let [request, answer, segment, validity] = *row.split_whitespace().collect::<Vec<_>>()
        else {
            panic!("{row}")
        };
        let reply = read_answer(&place.wait_for(answer).await).unwrap();
        assert_eq!(reply.header.segment.as_deref().unwrap_or("-"), segment, "{row}");
        let found = reply.people.first().and_then(|it| it.outcome.validity.as_deref());
        assert_eq!(found.unwrap_or("-"), validity, "{row}");
        assert!(!place.has_request(request), "{row}");
    }
    for base in [
        "OQSmutic01req_sjis",
        "OQSmuhvq01req_sjis",
        "OQSmuonq01req_sjis",
        "TKKsiquc01req_sjis",
        "YZKsiquc01req_sjis",
    ] {
        let text = place.wait_for(&format!("{base}.err")).await;
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("扱っていません"), "{base}");
        assert!(text.ends_with("\r\n"), "{base}");
        let returned = place.wait_for(&format!("{base}.xml")).await;
        assert_eq!(returned, fs::read(format!("{SAMPLES}/{base}.xml")).unwrap(), "{base}");
    }
    // Answers and face files among the samples are no requests, and stay.
    place.wait_until(|| place.requests().len() == 4).await;
    assert!(place.requests().iter().all(|it| !it.contains("req")));
    assert!(place.face().is_dir());
    running.stop().await;
    assert!(place.temporaries().is_empty());
}

#[tokio::test]
async fn an_answer_echoes_its_request_and_comes_once() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let running = place.start(&hub).await;
    place.put("OQSsiquc01req_202604010001.xml", confirm("tag-&amp;-1", "4260").as_bytes());
    let bytes = place.wait_for("OQSsiquc01res_202604010001.xml").await;
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains("<ArbitraryFileIdentifier>tag-&amp;-1</ArbitraryFileIdentifier>"));
    let reply = read_answer(&bytes).unwrap();
    assert_eq!(reply.people[0].outcome.validity.as_deref(), Some("1"));
    place.wait_until(|| place.requests().is_empty()).await;
    assert_eq!(hub.asked().len(), 1);

    // The same file again is asked anew: staff check again under the same name.
    place.take("OQSsiquc01res_202604010001.xml");
    place.put("OQSsiquc01req_202604010001.xml", confirm("tag-&amp;-1", "4260").as_bytes());
    place.wait_for("OQSsiquc01res_202604010001.xml").await;
    let asked = hub.asked();
    assert_eq!(asked.len(), 2);
    assert_ne!(asked[0].id, asked[1].id);

    // Another question under a name used before, its first answer not yet taken.
    place.put("OQSsiquc01req_202604010001.xml", confirm("tag-2", "0001").as_bytes());
    place
        .wait_until(|| {
            let bytes = place.read("OQSsiquc01res_202604010001.xml").unwrap_or_default();
            String::from_utf8_lossy(&bytes).contains("tag-2")
        })
        .await;
    running.stop().await;
}

#[tokio::test]
async fn a_half_written_file_is_waited_for() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let running = place.start(&hub).await;
    let whole = confirm("slow", "4260");
    let (first, second) = whole.split_at(whole.len() / 2);
    let path = place.req().join("OQSsiquc01req_1.xml");
    fs::write(&path, "").unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    fs::write(&path, first).unwrap();
    // Longer than two looks: what cannot be read yet gets more time.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(place.answers().is_empty());
    assert!(place.has_request("OQSsiquc01req_1.xml"));
    fs::write(&path, format!("{first}{second}")).unwrap();
    let reply = read_answer(&place.wait_for("OQSsiquc01res_1.xml").await).unwrap();
    assert_eq!(reply.header.file_tag.as_deref(), Some("slow"));
    running.stop().await;
}

#[tokio::test]
async fn what_cannot_be_read_goes_back_with_a_reason() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let shift_jis = Settings { charset: Charset::ShiftJis, ..Settings::default() };
    let running = place.start_with(&hub, shift_jis).await;
    let large = vec![b' '; (4 << 20) + 1];
    let files: [(&str, &[u8], &str); 4] = [
        ("OQSsiquc01req_bad.xml", b"<XmlMsg><MessageHeader>", "形式が正しくありません"),
        ("OQSsiquc01req_zip.zip", b"PK\x03\x04", "暗号化しない設定"),
        ("OQSsiquc01req_large.xml", &large, "4MiB以下"),
        ("EPSsiPIR01req_1.xml", b"<XmlMsg/>", "電子処方箋"),
    ];
    for (name, bytes, _) in files {
        place.put(name, bytes);
    }
    place.put("OQSsiquc01req_1.xml.tmp", b"half");
    place.put("Thumbs.db", b"x");
    for (name, bytes, wanted) in files {
        let base = name.rsplit_once('.').unwrap().0;
        let text = place.wait_for(&format!("{base}.err")).await;
        let text = encoding_of_windows(&text);
        assert!(text.contains(wanted), "{name}: {text}");
        assert!(text.ends_with("\r\n"), "{name}");
        assert_eq!(place.wait_for(name).await, bytes, "{name}");
    }
    place.wait_until(|| place.requests() == ["OQSsiquc01req_1.xml.tmp", "Thumbs.db"]).await;
    assert!(hub.asked().is_empty());
    running.stop().await;
}

#[tokio::test]
async fn a_folder_shared_with_another_program_keeps_what_is_not_ours() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let settings = Settings { others: Others::Leave, ..Settings::default() };
    let running = place.start_with(&hub, settings).await;
    place.put("EPSsiPIR01req_1.xml", b"<XmlMsg/>");
    place.put("OQSsiquc01req_1.xml", confirm("1", "4260").as_bytes());
    place.wait_for("OQSsiquc01res_1.xml").await;
    place.wait_until(|| place.requests() == ["EPSsiPIR01req_1.xml"]).await;
    running.stop().await;
}

#[tokio::test]
async fn another_institution_is_told_so_and_the_hub_is_not_asked() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let running = place.start(&hub).await;
    let other = |text: String| text.replace(INSTITUTION, "0110113719");
    place.put("OQSsiquc01req_1.xml", other(confirm("1", "4260")).as_bytes());
    place.put("OQSsiimm01req_1.xml", other(register("1", "4260", "P1")).as_bytes());
    place.put("OQSmuquc01req_1.xml", other(messages::bulk("1", &["4260"])).as_bytes());
    place.put("OQSmuquc02req_1.xml", other(messages::download("1")).as_bytes());
    for name in ["OQSsiquc01res_1.xml", "OQSsiimm01res_1.xml", "OQSmuquc02res_1.xml"] {
        let header = read_answer(&place.wait_for(name).await).unwrap().header;
        assert_eq!(header.segment.as_deref(), Some("9"), "{name}");
        assert_eq!(header.error_code.as_deref(), Some("SK100"), "{name}");
        assert!(header.error_message.unwrap().contains("医療機関コード"), "{name}");
    }
    let text = String::from_utf8(place.wait_for("OQSmuquc01req_1.err").await).unwrap();
    assert!(text.contains("医療機関コード"));
    assert!(hub.asked().is_empty());
    running.stop().await;
}

#[tokio::test]
async fn a_hub_that_is_down_leaves_the_request_in_place_and_says_so() {
    let hub = Hub::serve().await;
    hub.stop().await;
    let place = Place::new();
    let settings = Settings { away_after: Duration::from_secs(2), ..Settings::default() };
    let running = place.start_with(&hub, settings).await;
    place.put("OQSsiquc01req_1.xml", confirm("1", "4260").as_bytes());
    place.put("OQSsiimm01req_1.xml", register("1", "4260", "P1").as_bytes());
    let mut status = running.status();
    let silent =
        |it: &reception::link::Status| matches!(it.hub, HubState::Silent { .. }) && it.waiting == 2;
    status.wait_for(silent).await.unwrap();
    status.wait_for(|it| matches!(it.hub, HubState::Away { .. })).await.unwrap();
    assert!(place.answers().is_empty());
    assert_eq!(place.requests(), ["OQSsiimm01req_1.xml", "OQSsiquc01req_1.xml"]);
    place.wait_until(|| place.status_file().contains("\"away\"")).await;

    hub.start().await;
    place.wait_for("OQSsiquc01res_1.xml").await;
    place.wait_for("OQSsiimm01res_1.xml").await;
    status.wait_for(|it| it.hub == HubState::Heard && it.waiting == 0).await.unwrap();
    assert!(place.requests().is_empty());
    running.stop().await;
}

#[tokio::test]
async fn a_request_taken_back_is_not_answered() {
    let hub = Hub::serve().await;
    hub.stop().await;
    let place = Place::new();
    let running = place.start(&hub).await;
    place.put("OQSsiquc01req_1.xml", confirm("1", "4260").as_bytes());
    running.status().wait_for(|it| it.waiting == 1).await.unwrap();
    fs::remove_file(place.req().join("OQSsiquc01req_1.xml")).unwrap();
    running.status().wait_for(|it| it.waiting == 0).await.unwrap();
    hub.start().await;
    running.status().wait_for(|it| it.hub == HubState::Heard).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(place.answers().is_empty());
    running.stop().await;
}

#[tokio::test]
async fn a_hub_that_cannot_tell_is_asked_again_and_given_up_at_last() {
    let hub = Hub::serve().await;
    hub.set(Mode::CannotTell);
    let place = Place::new();
    let settings = Settings { give_up_after: Duration::from_secs(3), ..Settings::default() };
    let running = place.start_with(&hub, settings).await;
    place.put("OQSsiquc01req_1.xml", confirm("1", "4260").as_bytes());
    place.put("OQSsiimm01req_1.xml", register("1", "4260", "P1").as_bytes());
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(place.answers().is_empty());
    let reply = read_answer(&place.wait_for("OQSsiquc01res_1.xml").await).unwrap();
    assert_eq!(reply.header.segment.as_deref(), Some("9"));
    assert!(reply.header.error_message.unwrap().contains("無効という意味ではありません"));
    assert_eq!(reply.people[0].outcome.validity, None);
    let asked = hub.asked();
    assert!(asked.len() > 1, "asked again");
    assert!(asked.iter().all(|it| it == &asked[0]), "the same question");
    let reply = read_answer(&place.wait_for("OQSsiimm01res_1.xml").await).unwrap();
    assert_eq!(reply.header.segment.as_deref(), Some("9"));

    // One that can tell in time is answered.
    place.put("OQSsiquc01req_2.xml", confirm("2", "4260").as_bytes());
    tokio::time::sleep(Duration::from_secs(1)).await;
    hub.set(Mode::Up);
    let reply = read_answer(&place.wait_for("OQSsiquc01res_2.xml").await).unwrap();
    assert_eq!(reply.people[0].outcome.validity.as_deref(), Some("1"));
    running.stop().await;
}

#[tokio::test]
async fn a_time_the_hub_does_not_take_is_asked_under_the_time_first_seen() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let running = place.start(&hub).await;
    let old = place.put_at("OQSsiquc01req_1.xml", &confirm("1", "4260"), -40 * 24 * 3600);
    place.wait_for("OQSsiquc01res_1.xml").await;
    let recent = place.put_at("OQSsiquc01req_2.xml", &confirm("2", "4260"), -24 * 3600);
    place.wait_for("OQSsiquc01res_2.xml").await;
    let asked = hub.asked();
    assert!(asked[0].asked_at > old);
    assert_eq!(asked[1].asked_at.as_second(), recent.as_second(), "the file's own time");

    // The hub's clock is behind: what it refuses is asked again, once, under this clock's time.
    hub.refuse_times_before(place::now());
    place.put_at("OQSsiquc01req_3.xml", &confirm("3", "4260"), -3600);
    place.wait_for("OQSsiquc01res_3.xml").await;
    let asked = hub.asked();
    assert_eq!(asked.len(), 4);
    assert_ne!(asked[2].id, asked[3].id);
    running.stop().await;
}

#[tokio::test]
async fn a_slow_hub_is_told_from_a_silent_one() {
    let hub = Hub::serve().await;
    hub.set(Mode::Slow);
    let place = Place::new();
    let running = place.start(&hub).await;
    place.put("OQSsiquc01req_1.xml", confirm("1", "4260").as_bytes());
    running.status().wait_for(|it| it.hub == HubState::Slow).await.unwrap();
    hub.set(Mode::Up);
    place.wait_for("OQSsiquc01res_1.xml").await;
    hub.set(Mode::NotIdentified);
    place.put("OQSsiquc01req_2.xml", confirm("2", "4260").as_bytes());
    running.status().wait_for(|it| it.hub == HubState::NotIdentified).await.unwrap();
    assert!(place.has_request("OQSsiquc01req_2.xml"));
    hub.set(Mode::Up);
    place.wait_for("OQSsiquc01res_2.xml").await;
    running.stop().await;
}

#[tokio::test]
async fn a_registered_number_comes_back_in_later_answers() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let running = place.start(&hub).await;
    place.put("OQSsiimm01req_1.xml", register("1", "4260", "P-0001").as_bytes());
    place.put("OQSsiimm01req_2.xml", register("2", "0001", "P-0002").as_bytes());
    let reply = read_answer(&place.wait_for("OQSsiimm01res_1.xml").await).unwrap();
    assert_eq!(reply.people[0].outcome.status.as_deref(), Some("1"));
    let reply = read_answer(&place.wait_for("OQSsiimm01res_2.xml").await).unwrap();
    assert_eq!(reply.people[0].outcome.code.as_deref(), Some("SK214"));
    place.put("OQSsiquc01req_1.xml", confirm("1", "4260").as_bytes());
    let reply = read_answer(&place.wait_for("OQSsiquc01res_1.xml").await).unwrap();
    let result = &reply.people[0].results[0].eligibility;
    assert_eq!(result.reference_number.as_deref(), Some("P-0001"));
    running.stop().await;
}

#[tokio::test]
async fn shift_jis_both_ways_with_a_rare_kanji() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let settings = Settings { charset: Charset::ShiftJis, ..Settings::default() };
    let running = place.start_with(&hub, settings).await;
    let request = confirm("受付1", "7777").replace("UTF-8", "Shift_JIS").replace('\n', "\r\n");
    place.put("OQSsiquc01req_1.xml", &Charset::ShiftJis.encode(&request));
    let bytes = place.wait_for("OQSsiquc01res_1.xml").await;
    assert!(std::str::from_utf8(&bytes).is_err(), "the answer is in Shift_JIS");
    let reply = read_answer(&bytes).unwrap();
    assert_eq!(reply.header.charset.as_deref(), Some("1"));
    assert_eq!(reply.header.file_tag.as_deref(), Some("受付1"));
    let person = &reply.people[0];
    let result = &person.results[0].eligibility;
    assert_eq!(result.name.as_deref(), Some("●野　花子"));
    assert_eq!(result.kana.as_deref(), Some("ﾖｼﾉ ﾊﾅｺ"));
    assert!(person.outcome.message.as_ref().unwrap().contains("氏名の●は表示できない字"));
    running.stop().await;
}

#[tokio::test]
async fn folders_are_separate_and_a_second_link_is_refused() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let folders = Folders {
        req: elsewhere.path().join("in"),
        res: place.res(),
        face: elsewhere.path().join("face"),
    };
    let open = || {
        let (hub, clock) = (hub.client(INSTITUTION), place::clock());
        let (folders, dir) = (folders.clone(), place.dir());
        async move {
            let settings = Settings::default();
            Link::open(folders, &dir, hub, INSTITUTION.to_owned(), settings, clock).await
        }
    };
    let first = open().await.unwrap();
    assert!(matches!(open().await.unwrap_err(), LinkError::Running));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let task = tokio::spawn(first.run(async move { stopped.await.unwrap_or_default() }));
    fs::write(folders.req.join("OQSsiquc01req_1.xml"), confirm("1", "4260")).unwrap();
    place.wait_for("OQSsiquc01res_1.xml").await;
    stop.send(()).unwrap();
    task.await.unwrap();
    open().await.unwrap();
}

#[tokio::test]
async fn a_share_that_goes_away_is_waited_for() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let running = place.start(&hub).await;
    place.put("OQSsiquc01req_1.xml", confirm("1", "4260").as_bytes());
    place.wait_for("OQSsiquc01res_1.xml").await;
    let away = place.res().with_extension("away");
    fs::rename(place.res(), &away).unwrap();
    place.put("OQSsiquc01req_2.xml", confirm("2", "4260").as_bytes());
    let mut status = running.status();
    status.wait_for(|it| it.trouble == Some(Trouble::AnswerFolder)).await.unwrap();
    assert!(place.has_request("OQSsiquc01req_2.xml"));
    fs::rename(&away, place.res()).unwrap();
    place.wait_for("OQSsiquc01res_2.xml").await;
    status.wait_for(|it| it.trouble.is_none()).await.unwrap();
    running.stop().await;
}

/// A text of Windows, read through a message that declares it.
fn encoding_of_windows(bytes: &[u8]) -> String {
    let begin = b"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><XmlMsg><MessageHeader>\
        <ErrorMessage>";
    let end = b"</ErrorMessage></MessageHeader><MessageBody/></XmlMsg>";
    let message = [begin.as_slice(), bytes, end.as_slice()].concat();
    let text = read_answer(&message).unwrap().header.error_message.unwrap();
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}
