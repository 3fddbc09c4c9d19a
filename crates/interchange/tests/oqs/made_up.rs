//! Made-up people, and what the hub says of them.

use interchange::{
    confirmation::{
        Answer, Cause, CertificateDays, Eligibility, NotCovered, Validity, WhyNotCovered,
    },
    oqs::{Charset, ConfirmRequest, RequestHeader, SearchInfo},
};
use jiff::civil::{Date, date};
use record::{Role, Sex};

pub(crate) fn on() -> Date {
    date(2026, 4, 1)
}

pub(crate) fn request() -> ConfirmRequest {
    ConfirmRequest {
        header: RequestHeader {
            on: on(),
            institution: "1311111111".into(),
            file_tag: Some("20260401-0001".into()),
        },
        search: SearchInfo {
            insurer_number: Some("  113019".into()),
            symbol: Some("12-34".into()),
            number: Some("4260".into()),
            branch: Some("01".into()),
            born_on: Some("20010327".into()),
            limit_consent: Some("0".into()),
            tag: Some("P0001".into()),
        },
    }
}

pub(crate) fn valid() -> Answer {
    Answer {
        id: "1".into(),
        confirmed_at: "2026-04-01T00:00:00Z".parse().unwrap(),
        on: on(),
        validity: Validity::Valid,
        result: Some(Eligibility {
            insurer_number: "113019".into(),
            insurer_name: Some("試験市".into()),
            symbol: Some("12-34".into()),
            number: "4260".into(),
            branch: Some("01".into()),
            name: "試験　太郎".into(),
            kana: Some("シケン　タロウ".into()),
            insured_name: Some("試験　一郎".into()),
            sex: Sex::Male,
            born_on: date(2001, 3, 27),
            postcode: Some("123-4567".into()),
            address: Some("試験県試験市１－２－３".into()),
            role: Role::Dependent,
            acquired_on: date(2020, 4, 1),
            lost_on: None,
            share_tenths: Some(3),
            preschool: false,
            elderly_from: None,
            certificate: None,
            void_certificates: Vec::new(),
            reference_number: Some("24434".into()),
        }),
        not_covered: None,
        cause: None,
        because: Vec::new(),
    }
}

fn without_result(validity: Validity) -> Answer {
    Answer { validity, result: None, ..valid() }
}

pub(crate) fn undetermined(cause: Option<Cause>) -> Answer {
    Answer { cause, ..without_result(Validity::Undetermined) }
}

fn valid_but(change: impl FnOnce(&mut Eligibility)) -> Answer {
    let mut answer = valid();
    change(answer.result.as_mut().unwrap());
    answer
}

fn ended(validity: Validity, why: WhyNotCovered, newer_known: bool) -> Answer {
    let begins = why == WhyNotCovered::NotBegun;
    let from = if begins { date(2026, 5, 1) } else { date(2026, 3, 31) };
    let mut answer = valid_but(|it| {
        it.share_tenths = None;
        if begins {
            it.acquired_on = from;
        } else {
            it.lost_on = Some(from);
        }
    });
    answer.validity = validity;
    answer.not_covered = Some(NotCovered { why, from, recorded_on: None, newer_known });
    answer
}

/// Each with the name of its file, its encoding, and segment, status, validity and code.
pub(crate) fn answers() -> Vec<(&'static str, Answer, Charset, &'static str)> {
    use Charset::{ShiftJis, Utf8};
    use Validity::{Invalid, InvalidNewerKnown, NoMatch, Several};
    use WhyNotCovered::{Lost, NotBegun, TurnedSeventyFive, VoluntaryContinuationOver};

    let mut answers = vec![
        ("valid", valid(), Utf8, "1 1 1 -"),
        ("valid_shift_jis", valid(), ShiftJis, "1 1 1 -"),
        ("lost", ended(Invalid, Lost, false), Utf8, "1 1 2 SK221"),
        ("lost_newer_known", ended(InvalidNewerKnown, Lost, true), Utf8, "1 1 3 SK222"),
        (
            "seventy_five",
            ended(InvalidNewerKnown, TurnedSeventyFive, true),
            ShiftJis,
            "1 1 3 SK223",
        ),
        ("voluntary_over", ended(Invalid, VoluntaryContinuationOver, false), Utf8, "1 1 2 SK224"),
        ("not_begun", ended(Invalid, NotBegun, false), Utf8, "1 1 2 SK225"),
        ("no_match", without_result(NoMatch), Utf8, "1 1 4 SK212"),
        ("several", without_result(Several), Utf8, "1 1 5 SK213"),
        ("undetermined", undetermined(Some(Cause::Unreachable)), Utf8, "9 2 - SK001"),
    ];
    answers.extend(ages());
    answers.extend(rare_kanji());
    answers
}

fn ages() -> [(&'static str, Answer, Charset, &'static str); 4] {
    let elderly = valid_but(|it| {
        it.born_on = date(1954, 6, 2);
        it.share_tenths = Some(2);
        it.elderly_from = Some(date(2024, 7, 1));
    });
    let late_stage = valid_but(|it| {
        it.insurer_number = "39130000".into();
        (it.symbol, it.branch, it.insured_name) = (None, None, None);
        it.role = Role::Insured;
        it.born_on = date(1940, 1, 1);
        it.share_tenths = Some(1);
        it.certificate = Some(CertificateDays {
            issued_on: date(2025, 7, 15),
            valid_from: date(2025, 8, 1),
            valid_to: Some(date(2026, 7, 31)),
        });
    });
    let preschool = valid_but(|it| {
        it.born_on = date(2021, 5, 5);
        it.share_tenths = Some(2);
        it.preschool = true;
        it.sex = Sex::Female;
    });
    let withheld = valid_but(|it| (it.address, it.postcode) = (None, None));
    [
        ("elderly", elderly, Charset::Utf8, "1 1 1 -"),
        ("late_stage", late_stage, Charset::Utf8, "1 1 1 -"),
        ("preschool", preschool, Charset::Utf8, "1 1 1 -"),
        ("address_withheld", withheld, Charset::Utf8, "1 1 1 -"),
    ]
}

fn rare_kanji() -> [(&'static str, Answer, Charset, &'static str); 7] {
    use Charset::{ShiftJis, Utf8};

    let rare = || valid_but(|it| it.name = "𠮷田　太郎".into());
    let without_kana = valid_but(|it| {
        it.name = "𠮷田　太郎".into();
        it.kana = None;
    });
    let in_both = valid_but(|it| {
        it.name = "𠮷田　太郎".into();
        it.kana = Some("𠮷ダ　タロウ".into());
    });
    let elsewhere = valid_but(|it| it.address = Some("試験県𠮷町１〜２".into()));
    let variant = valid_but(|it| it.name = "葛\u{E0100}城　太郎".into());
    let mut lost = ended(Validity::InvalidNewerKnown, WhyNotCovered::Lost, true);
    lost.result.iter_mut().for_each(|it| it.name = "𠮷田　太郎".into());
    [
        ("rare_kanji", rare(), Utf8, "1 1 1 -"),
        ("rare_kanji_shift_jis", rare(), ShiftJis, "1 1 1 SK301"),
        ("rare_kanji_without_kana_shift_jis", without_kana, ShiftJis, "1 1 1 SK302"),
        ("rare_kanji_in_kana_shift_jis", in_both, ShiftJis, "1 1 1 SK303"),
        ("rare_kanji_in_address_shift_jis", elsewhere, ShiftJis, "1 1 1 SK303"),
        ("variant_shift_jis", variant, ShiftJis, "1 1 1 SK304"),
        ("rare_kanji_lost_shift_jis", lost, ShiftJis, "1 1 3 SK222"),
    ]
}
