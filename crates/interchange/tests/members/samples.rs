//! The samples, in their three formats.

use interchange::members::{CorrectionFile, Refusal};

use super::{SHIFT_JIS, SOCIETY, UTF8, XLSX, expected, faults, open, read};

#[test]
fn the_text_and_the_workbook_give_exactly_the_known_faults() {
    let (members, refusals) = read(UTF8);
    assert_eq!(members.len(), 1948);
    assert_eq!(faults(&refusals), expected());

    let (from_workbook, refused_in_workbook) = read(XLSX);
    assert!(from_workbook == members);
    assert!(refused_in_workbook == refusals);
}

#[test]
fn the_shift_jis_file_gives_the_same_of_the_rows_it_has() {
    let utf8 = std::str::from_utf8(UTF8).unwrap().trim_start_matches('\u{FEFF}');
    let decoded = encoding_rs::SHIFT_JIS.decode(SHIFT_JIS).0;
    // The file is the other one with some rows left out, so each line is found in order.
    let mut others = (1..).zip(utf8.lines());
    let place = |line: &str| others.find(|(_, other)| *other == line).unwrap().0;
    let places: Vec<u32> = decoded.lines().map(place).collect();
    let place = |line: u32| places[line as usize - 1];

    let (members, refusals) = read(SHIFT_JIS);
    assert_eq!(places.len(), 1960);
    assert_eq!(members.len() + refusals.len(), 1959);
    let (whole, _) = read(UTF8);
    for mut member in members {
        member.line = place(member.line);
        assert!(whole.contains(&member), "line {}", member.line);
    }
    let refused: Vec<(u32, String)> =
        faults(&refusals).into_iter().map(|(line, fault)| (place(line), fault)).collect();
    let kept = expected().into_iter().filter(|(line, _)| places.contains(line));
    assert_eq!(refused, kept.collect::<Vec<_>>());
}

#[test]
fn names_are_as_received() {
    let (members, _) = read(UTF8);
    let names: Vec<&str> = members.iter().map(|it| it.identity.name.as_str()).collect();
    for name in ["山﨑　一二三", "髙橋　花子", "𠮷野　健"] {
        assert!(names.contains(&name), "{name}");
    }
    assert!(names.iter().any(|it| it.starts_with("葛\u{E0100}城")));
    assert_eq!(members[1].identity.kana.as_deref(), Some("ﾜﾀﾅﾍﾞ ﾀﾛｳ"));
}

#[test]
fn one_row_in_full() {
    let member = read(UTF8).0.remove(0);
    let shown = format!(
        "{} {:?} {:?} {:?} {:?}",
        member.line, member.identity, member.address, member.delivery, member.coverage
    );
    assert_eq!(
        shown.replace("\\u{3000}", "\u{3000}"),
        "2 Identity { name: \"山﨑\u{3000}一二三\", kana: Some(\"ヤマザキ\u{3000}ヒフミ\"), \
         sex: Female, born_on: 2010-05-25, insured_name: None } \
         Some(Address { postcode: Some(\"356-1144\"), \
         text: \"埼玉県さいたま市浦和区仲町３－５－１\", withheld: false }) \
         Some(Delivery { insurer_number: InsurerNumber(113019), employer_code: \"0036\", \
         employer_name: Some(\"浦和医院\") }) \
         Coverage { insurer_number: InsurerNumber(113019), symbol: Some(\"埼医\"), \
         number: \"１２３４０００２\", branch: Some(\"00\"), role: Insured, \
         acquired_on: 2014-04-14, lost_on: None, income_tier: Ordinary, income_tiers: [], \
         voluntary_continuation: false }"
    );
}

#[test]
fn refused_rows_can_be_corrected_and_read_again() {
    let mut list = open(UTF8, SOCIETY).unwrap();
    let mut file = CorrectionFile::create(Vec::new(), list.header()).unwrap();
    let mut refused = Vec::new();
    while let Some(row) = list.next_row().unwrap() {
        if let Err(refusal) = row {
            file.add(list.fields(), &refusal).unwrap();
            refused.push(refusal);
        }
    }
    let written = file.finish().unwrap();

    // Uncorrected, the same rows are refused for the same reasons, and a correction file of the
    // correction file is no wider.
    let mut list = open(written.clone(), SOCIETY).unwrap();
    assert_eq!(list.ignored_columns().count(), 0);
    let mut file = CorrectionFile::create(Vec::new(), list.header()).unwrap();
    let mut again = Vec::new();
    while let Some(row) = list.next_row().unwrap() {
        let refusal = row.unwrap_err();
        file.add(list.fields(), &refusal).unwrap();
        again.push(refusal);
    }
    let reasons = |refusals: &[Refusal]| -> Vec<_> {
        let reason = |it: &Refusal| (it.column.clone(), it.found.clone(), it.fault);
        refusals.iter().map(reason).collect()
    };
    assert_eq!(reasons(&again), reasons(&refused));
    let twice = String::from_utf8(file.finish().unwrap()).unwrap();
    let width = |text: &str| text.lines().next().unwrap().split(',').count();
    assert_eq!(width(&twice), 15 + 4);

    let corrected = String::from_utf8(written).unwrap();
    let corrected: String = corrected
        .lines()
        .map(|line| {
            let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
            let field = &fields[16].clone();
            let right = match field.as_str() {
                "氏名" => Some((3, "田中　花子")),
                "性別" => Some((5, "1")),
                "生年月日" => Some((6, "1980-01-01")),
                "枝番" => Some((2, "01")),
                "資格取得年月日" => Some((10, "2020-06-01")),
                "資格喪失年月日" => Some((11, "")),
                _ => None,
            };
            if let Some((place, text)) = right {
                text.clone_into(&mut fields[place]);
            }
            fields.join(",") + "\r\n"
        })
        .collect();
    let (members, refusals) = read(corrected);
    assert_eq!((members.len(), refusals.len()), (52, 0));
}
