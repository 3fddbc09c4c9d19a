//! Any text, any bytes: nothing is lost unsaid, and nothing panics.

use interchange::{
    confirmation::Answer,
    oqs::{
        Charset, Confirmed, MessageKind, Outcome, Request, Response, Verbatim, read_answer,
        read_answer_json,
    },
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::{made_up, sample};

/// Texts of any characters, those with a story more often.
fn text() -> impl Strategy<Value = String> {
    let stories: Vec<char> =
        "𠮷〜−‖—¢¥‾髙﨑●<>&\"'\r\n\t ]ｱア　\u{80}\u{0}\u{FFFE}\u{FE00}\u{E0100}葛"
            .chars()
            .collect();
    let character = prop_oneof![any::<char>(), select(stories)];
    vec(character, 1..24).prop_map(String::from_iter)
}

fn is_xml(it: char) -> bool {
    matches!(it, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

fn answered(name: &str, address: &str) -> Answer {
    let mut answer = made_up::valid();
    let result = answer.result.as_mut().unwrap();
    name.clone_into(&mut result.name);
    result.address = Some(address.to_owned());
    answer
}

proptest! {
    #[test]
    fn any_text_reads_back_as_written(name in text(), address in text()) {
        let (request, answer) = (made_up::request(), answered(&name, &address));
        let outcome = Outcome::Answered(&answer);
        let confirmed = Confirmed { request: &request, outcome, executed_at: answer.confirmed_at };
        let response = Response::Confirmed(confirmed);
        let reply = read_answer(&response.xml(Charset::Utf8)).unwrap();
        let found = &reply.people[0].results[0].eligibility;
        let shown = |it: char| if is_xml(it) { it } else { '●' };
        let wanted = |text: &str| text.chars().map(shown).collect();
        prop_assert_eq!(found.name.clone(), Some(wanted(&name)));
        prop_assert_eq!(found.address.clone(), Some(wanted(&address)));
        let message = reply.people[0].outcome.message.clone().unwrap_or_default();
        prop_assert_eq!(message.contains("氏名"), !name.chars().all(is_xml));
        let json = serde_json::to_vec(&response.json()).unwrap();
        prop_assert_eq!(read_answer_json(&json).unwrap(), reply);
    }

    #[test]
    fn shift_jis_says_what_it_cannot_show(name in text()) {
        let (request, answer) = (made_up::request(), answered(&name, "試験県"));
        let outcome = Outcome::Answered(&answer);
        let confirmed = Confirmed { request: &request, outcome, executed_at: answer.confirmed_at };
        let bytes = Response::Confirmed(confirmed).xml(Charset::ShiftJis);
        // Nothing became a numbered character behind our back.
        let text = encoding_rs::SHIFT_JIS.decode_without_bom_handling(&bytes).0;
        let text = text.replace("&#13;", "");
        prop_assert!(!text.contains("&#"));
        let reply = read_answer(&bytes).unwrap();
        let found = reply.people[0].results[0].eligibility.name.clone().unwrap_or_default();
        let count = |text: &str| text.chars().filter(|it| *it == '●').count();
        let message = reply.people[0].outcome.message.clone().unwrap_or_default();
        prop_assert_eq!(message.contains("氏名の●"), count(&found) > count(&name));
        if found.chars().count() != name.chars().count() {
            prop_assert!(message.contains("異体字") || message.contains('●'));
        }
    }

    #[test]
    fn an_echo_is_exact_in_both_encodings(tag in text(), symbol in text()) {
        let keep = |text: &str| text.chars().filter(|it| is_xml(*it)).collect::<String>() + "x";
        let (tag, symbol) = (keep(&tag), keep(&symbol));
        let mut request = made_up::request();
        request.header.file_tag = Some(Verbatim::from(&*tag));
        request.search.symbol = Some(Verbatim::from(&*symbol));
        let answer = made_up::valid();
        let outcome = Outcome::Answered(&answer);
        let confirmed = Confirmed { request: &request, outcome, executed_at: answer.confirmed_at };
        for charset in [Charset::Utf8, Charset::ShiftJis] {
            let reply = read_answer(&Response::Confirmed(confirmed).xml(charset)).unwrap();
            prop_assert_eq!(reply.header.file_tag.as_ref(), Some(&tag));
            let found = reply.people[0].search.as_ref().unwrap().symbol.as_ref().unwrap();
            prop_assert_eq!(found.as_str(), &*symbol);
        }
    }
}

#[test]
fn an_echo_stands_as_it_stood() {
    let text = String::from_utf8(sample("OQSsiquc01req_utf8.xml")).unwrap();
    for tag in ["a\"&gt;>&#x41;&apos;", " a\r\n\tb ", "<!-- c -->d", "e"] {
        let text = text.replace(">20260401-0001<", &format!(" x='1'>{tag}<"));
        let text = text.replace("ArbitraryFileIdentifier", "p:ArbitraryFileIdentifier");
        let Request::Confirm(request) =
            Request::read(MessageKind::Confirm, text.as_bytes()).unwrap()
        else {
            panic!()
        };
        let answer = made_up::valid();
        let outcome = Outcome::Answered(&answer);
        let confirmed = Confirmed { request: &request, outcome, executed_at: answer.confirmed_at };
        let bytes = Response::Confirmed(confirmed).xml(Charset::Utf8);
        // A comment is no part of the value, and does not come back.
        let tag = tag.replace("<!-- c -->", "");
        let wanted = format!("<ArbitraryFileIdentifier>{tag}</ArbitraryFileIdentifier>");
        assert!(String::from_utf8(bytes).unwrap().contains(&wanted), "{wanted}");
    }
}

#[test]
fn refusals_of_whole_messages() {
    let text = String::from_utf8(sample("OQSsiquc01req_utf8.xml")).unwrap();
    let date = "<QualificationConfirmationDate>20260401</QualificationConfirmationDate>";
    for (kind, found, replaced, wanted) in [
        (MessageKind::Confirm, "XmlMsg", "Message", "element XmlMsg is missing"),
        (MessageKind::Confirm, "MessageBody", "Body", "element MessageBody is missing"),
        (MessageKind::Confirm, date, "", "element QualificationConfirmationDate is missing"),
        (
            MessageKind::Confirm,
            ">20260401<",
            ">20260431<",
            "element QualificationConfirmationDate wants a day as yyyyMMdd",
        ),
        (
            MessageKind::Confirm,
            ">1311111111<",
            ">131111111<",
            "element MedicalInstitutionCode wants 10 digits",
        ),
        (
            MessageKind::Confirm,
            "InsuredBranchNumber",
            "Birthdate",
            "element Birthdate comes more than once",
        ),
        (
            MessageKind::Confirm,
            ">4260<",
            "><b>4260</b><",
            "element InsuredIdentificationNumber has elements in it, want text",
        ),
        (
            MessageKind::DownloadMany,
            "",
            "",
            "file name says OQSmuquc02req, body has element QualificationConfirmSearchInfo",
        ),
        (
            MessageKind::Confirm,
            "QualificationConfirmSearchInfo",
            "Other",
            "element QualificationConfirmSearchInfo is missing",
        ),
    ] {
        let text = text.replace(found, replaced);
        let refusal = Request::read(kind, text.as_bytes()).unwrap_err();
        assert_eq!(refusal.to_string(), wanted);
        assert!(!refusal.explanation().is_empty());
    }
    let size = Request::read(MessageKind::Confirm, &vec![b' '; (4 << 20) + 1]).unwrap_err();
    assert_eq!(size.to_string(), "message has 4194305 bytes, want at most 4194304");
}

fn read_all(bytes: &[u8]) {
    for kind in MessageKind::ALL {
        drop(Request::read(kind, bytes));
        drop(Request::read_json(kind, bytes));
    }
    drop(read_answer(bytes));
    drop(read_answer_json(bytes));
}

#[test]
fn arbitrary_bytes_do_not_panic() {
    bolero::check!().for_each(read_all);
}

/// Samples with some bytes changed reach further into the reader than bytes of chance.
#[test]
fn changed_samples_do_not_panic() {
    let samples = [
        "OQSsiquc01req_utf8.xml",
        "OQSmuquc01req.xml",
        "OQSsiimm01req_sjis.xml",
        "OQSmuquc02res.xml",
        "face_minimal_sjis.xml",
    ]
    .map(sample);
    bolero::check!().with_type::<(u8, Vec<(u16, u8)>)>().for_each(|(which, changes)| {
        let mut bytes = samples[usize::from(*which) % samples.len()].clone();
        for (at, byte) in changes {
            let at = usize::from(*at) % bytes.len();
            bytes[at] = *byte;
        }
        read_all(&bytes);
    });
}
