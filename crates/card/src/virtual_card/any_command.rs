//! Whatever is sent, the card answers with a status word, and no secret gains a try but by being
//! given.

use bolero::TypeGenerator;

use super::contents::{Body, Contents};
use super::session::Session;
use super::{VirtualCard, made_up};

/// A step of a session: any bytes, or something a program might send.
#[derive(Debug, TypeGenerator)]
enum Step {
    Bytes(Vec<u8>),
    Command { header: [u8; 4], data: Vec<u8>, le: Option<u8> },
    Known { command: u8, p1: u8, p2: u8, data: Vec<u8>, le: Option<u8> },
    Select { application: u8, file: u8 },
    Guess { secret: u8, with: Vec<u8> },
    Give { secret: u8 },
    PowerOff,
    Reset,
}

/// The commands there are.
const COMMANDS: [[u8; 2]; 11] = [
    [0x00, 0x20],
    [0x00, 0x24],
    [0x80, 0x2A],
    [0x80, 0x32],
    [0x00, 0x84],
    [0x00, 0x88],
    [0x00, 0xA4],
    [0x00, 0xB0],
    [0x00, 0xB2],
    [0x00, 0xCA],
    [0x80, 0xA2],
];

#[test]
fn any_commands_get_a_status_word_and_no_try_for_nothing() {
    // Made once and copied for each input, as making keys takes a while.
    let made = serde_json::to_vec(&VirtualCard::made_up().unwrap().contents).unwrap();
    bolero::check!().with_type::<Vec<Step>>().for_each(|steps| {
        let contents = serde_json::from_slice(&made).unwrap();
        let mut card = VirtualCard { contents, session: Session::default(), file: None };
        for step in steps {
            take(&mut card, step);
        }
    });
}

fn take(card: &mut VirtualCard, step: &Step) {
    match step {
        Step::PowerOff => card.power_off(),
        Step::Reset => card.reset(),
        Step::Bytes(bytes) => send(card, bytes),
        Step::Command { header, data, le } => send(card, &command(*header, data, *le)),
        Step::Known { command: which, p1, p2, data, le } => {
            let [class, instruction] = COMMANDS[usize::from(*which) % COMMANDS.len()];
            send(card, &command([class, instruction, *p1, *p2], data, *le));
        }
        Step::Select { application, file } => {
            let applications = &card.contents.applications;
            let name = applications[usize::from(*application) % applications.len()].name.to_vec();
            send(card, &command([0x00, 0xA4, 0x04, 0x0C], &name, None));
            send(card, &command([0x00, 0xA4, 0x02, 0x0C], &[0, file % 0x1F], None));
        }
        Step::Guess { secret, with } => try_secret(card, *secret, Some(with)),
        Step::Give { secret } => try_secret(card, *secret, None),
    }
}

/// Selects the application of a secret and gives a guess, or the right one.
fn try_secret(card: &mut VirtualCard, number: u8, guess: Option<&Vec<u8>>) {
    let secrets = secrets(&card.contents);
    let secret = &secrets[usize::from(number) % secrets.len()];
    let name = card.contents.applications[secret.application].name.to_vec();
    let with = guess.map_or(secret.value.as_slice(), Vec::as_slice);
    let verify = [0x00, 0x20, 0x00, 0x80 | u8::try_from(secret.id).unwrap()];
    send(card, &command([0x00, 0xA4, 0x04, 0x0C], &name, None));
    send(card, &command(verify, &with[..with.len().min(16)], None));
}

/// Sends a command, and holds the answer and the counters against the rules.
fn send(card: &mut VirtualCard, command: &[u8]) {
    let before = secrets(&card.contents);
    let answer = card.transmit(command);
    let status = answer.len().checked_sub(2).map(|at| &answer[at..]);
    assert!(matches!(status, Some([0x63..=0x6E | 0x90, _])), "{command:02X?}: {status:02X?}");
    for (before, after) in before.iter().zip(secrets(&card.contents)) {
        let given =
            matches!(command, [0x00, 0x20, 0x00, _, _, given @ ..] if *given == before.value);
        if after.tries_left > before.tries_left {
            assert!(given && after.tries_left == before.tries, "{command:02X?}");
            assert!(before.tries_left > 0, "a blocked secret came back: {command:02X?}");
        }
        if after.tries_left < before.tries_left {
            assert_eq!(before.tries_left - after.tries_left, 1, "{command:02X?}");
        }
        if after.value != before.value {
            assert!(matches!(command, [0x00, 0x24, ..] | [0x80, 0x32, ..]), "{command:02X?}");
            assert_eq!(answer, [0x90, 0x00]);
        }
    }
}

/// A command of the short form, as far as its data fit.
fn command(header: [u8; 4], data: &[u8], le: Option<u8>) -> Vec<u8> {
    let mut command = header.to_vec();
    if let Some(length) = u8::try_from(data.len()).ok().filter(|&length| length > 0) {
        command.push(length);
        command.extend(data);
    }
    command.extend(le);
    command
}

/// A secret of the card as it is now.
struct Secret {
    application: usize,
    id: u16,
    value: Vec<u8>,
    tries_left: u8,
    tries: u8,
}

fn secrets(contents: &Contents) -> Vec<Secret> {
    let applications = contents.applications.iter().enumerate();
    let files = applications
        .flat_map(|(place, application)| application.files.iter().map(move |file| (place, file)));
    files
        .filter_map(|(application, file)| match &file.body {
            Body::Secret(secret) => Some(Secret {
                application,
                id: file.id,
                value: secret.value.to_vec(),
                tries_left: secret.tries_left,
                tries: secret.tries,
            }),
            Body::Transparent { .. } | Body::Records(_) | Body::Key { .. } => None,
        })
        .collect()
}

#[test]
fn the_card_has_every_secret_of_the_layout() {
    let contents = VirtualCard::made_up().unwrap().contents;
    let tries: Vec<u8> = secrets(&contents).iter().map(|secret| secret.tries_left).collect();
    assert_eq!(tries, [3, 5, 10, 10, 10, 3, 0, 10, 10, 3, 3]);
    assert_eq!(contents.card_number, made_up::person().card_number);
}
