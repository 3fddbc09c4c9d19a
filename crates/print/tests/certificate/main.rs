//! The eligibility certificate, as qpdf, poppler, mupdf, zbar and a validator read it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod certificates;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use certificates::{FORMS, NAMES, SYSTEM, all, late_stage, leaflet, named, plain};
use print::{CertificateForm, EligibilityCertificate, Paper, Press, Undrawable};

/// Whether programs of the system are there; in CI they must be.
fn has(programs: &[&str]) -> bool {
    let missing = |it: &&&str| Command::new(it).arg("--version").output().is_err();
    let missing: Vec<_> = programs.iter().filter(missing).collect();
    assert!(missing.is_empty() || std::env::var_os("CI").is_none(), "{missing:?} missing");
    if !missing.is_empty() {
        eprintln!("not run: {missing:?} missing");
    }
    missing.is_empty()
}

/// What a program of the system says; it must not complain.
fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {errors}");
    assert_eq!(errors.trim(), "", "{program}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A file in a folder that goes with it.
struct Printed {
    folder: tempfile::TempDir,
}

impl Printed {
    fn of(papers: &[Paper]) -> Self {
        let bytes = Press::bundled().unwrap().pdf("資格確認書", papers).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("it.pdf"), bytes).unwrap();
        Self { folder }
    }

    fn one(certificate: EligibilityCertificate) -> Self {
        Self::of(&[Paper::Certificate(Box::new(certificate))])
    }

    fn path(&self) -> String {
        self.folder.path().join("it.pdf").to_str().unwrap().to_owned()
    }

    fn asked(&self, program: &str, options: &[&str], after: &[&str]) -> String {
        run(program, &[options, &[&self.path()], after].concat())
    }

    fn text(&self) -> String {
        self.asked("pdftotext", &["-raw"], &["-"])
    }
}

fn papers_of_the_program() -> impl Iterator<Item = (String, Paper)> {
    all().into_iter().filter(|(name, _)| !SYSTEM.contains(&name.as_str()))
}

#[test]
fn every_name_is_in_the_file_as_it_is_registered() {
    if !has(&["pdftotext"]) {
        return;
    }
    for (size, form) in FORMS {
        for name in NAMES {
            let text = Printed::one(named(form, name)).text();
            let lines = |it: &str| it.replace('\n', "");
            // A name may take two lines; between its words there is a space or a line's end.
            let found =
                lines(&text).contains(name) || lines(&text.replace('\n', " ")).contains(name);
            assert!(found, "{size} {name}: {text}");
        }
    }
}

#[test]
fn what_no_face_shows_stops_the_paper_with_its_code_points() {
    let press = Press::bundled().unwrap();
    let table = [
        ("辻\u{E0102}", Some("U+8FBB U+E0102")),
        ("\u{E000}", Some("U+E000")),
        ("\u{10FFFF}", Some("U+10FFFF")),
        ("e\u{301}", Some("U+0065 U+0301")),
        ("な\u{309A}", Some("U+306A U+309A")),
        ("\u{200B}太郎", Some("U+200B")),
        ("太\t郎", Some("U+0009")),
        ("葛\u{E0100}", None),
        ("𠮷", None),
        ("ｶﾞ", None),
        ("は\u{309A}", None),
    ];
    for (name, code_points) in table {
        let paper = Paper::Certificate(Box::new(named(CertificateForm::Card, name)));
        let want = match code_points {
            None => Ok(()),
            Some(it) => Err(Undrawable::Character { field: "name", character: it.to_owned() }),
        };
        assert_eq!(press.check(&paper), want, "{name}");
        assert_eq!(press.pdf("", &[paper]).map(|_| ()), want.map_err(|it| (0, it)), "{name}");
        assert_eq!(press.check_text(name).is_ok(), code_points.is_none(), "{name}");
    }
    assert_eq!(press.check_text("太郎辻\u{E0102}"), Err(2));
}

#[test]
fn the_face_of_the_system_shows_what_the_others_do_not() {
    if !has(&["pdftotext", "pdffonts"]) {
        return;
    }
    let installed = ["/usr/share/fonts/truetype/ipamj/ipamjm.ttf"];
    if !installed.iter().any(|it| Path::new(it).exists()) {
        assert!(std::env::var_os("CI").is_none(), "Debian's fonts-ipamj-mincho is missing");
        eprintln!("not run: Debian's fonts-ipamj-mincho is missing");
        return;
    }
    let press = Press::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it.pdf");
    for (name, paper) in all().into_iter().filter(|(name, _)| SYSTEM.contains(&name.as_str())) {
        std::fs::write(&path, press.pdf("", &[paper]).unwrap()).unwrap();
        let path = path.to_str().unwrap();
        assert!(run("pdftotext", &["-raw", path, "-"]).contains("辻\u{E0102} 太郎"), "{name}");
        let fonts = run("pdffonts", &[path]);
        assert!(fonts.contains("IPAmjMincho"), "{name}: {fonts}");
    }
}

#[test]
fn a_text_that_is_too_long_is_refused_and_never_cut() {
    if !has(&["pdftotext"]) {
        return;
    }
    let table = "
        card      name     42
        card      kana     84
        card      symbol   12
        card      branch   4
        card      insured  48
        card      address  48
        postcard  name     68
        postcard  address  104
        a4        name     156
    ";
    let press = Press::bundled().unwrap();
    for row in table.trim().lines() {
        let [size, field, most] = row.split_whitespace().collect::<Vec<_>>()[..] else { panic!() };
        let form = FORMS.iter().find(|it| it.0 == size).unwrap().1;
        let most: usize = most.parse().unwrap();
        let with = |length: usize| {
            let text = "鷗".repeat(length);
            let mut it = leaflet(form);
            match field {
                "name" => it.name = text,
                "kana" => it.kana = Some(text),
                "insured" => it.insured_name = Some(text),
                "symbol" => it.symbol = Some(text),
                "branch" => it.branch = Some(text),
                _ => it.address = print::AddressOnPaper::Printed(text),
            }
            Paper::Certificate(Box::new(it))
        };
        assert_eq!(press.check(&with(most)), Ok(()), "{row}");
        let refused = press.check(&with(most + 1));
        let is_told =
            matches!(&refused, Err(Undrawable::TooLong { field: it, .. }) if it.starts_with(field));
        assert!(is_told, "{row}: {refused:?}");
        let printed = Printed::of(&[with(most)]);
        assert_eq!(printed.text().matches('鷗').count(), most, "{row}");
    }
}

#[test]
fn what_is_for_the_elderly_is_on_theirs_alone() {
    if !has(&["pdftotext"]) {
        return;
    }
    for (size, form) in FORMS {
        let elderly = Printed::one(leaflet(form)).text();
        let other = Printed::one(plain(form)).text();
        for label in ["発効期日", "負担割合"] {
            assert!(elderly.contains(label), "{size} {label}");
            assert!(!other.contains(label), "{size} {label}");
        }
        let applied = Printed::one(late_stage(form)).text();
        for text in
            ["現役並みⅡ(発効期日 令和7年8月1日)", "令和7年10月10日", "A(発効期日 令和7年12月10日)"]
        {
            assert!(applied.contains(text), "{size} {text}: {applied}");
        }
    }
}

#[test]
fn the_insured_person_is_called_as_the_insurer_does() {
    if !has(&["pdftotext"]) {
        return;
    }
    let table = "
        113019    組合員氏名
        110015    世帯主氏名
        06139992  被保険者氏名
    ";
    for row in table.trim().lines() {
        let (number, label) = row.trim().split_once("  ").unwrap();
        let mut it = leaflet(CertificateForm::Card);
        it.insurer.number = number.into();
        assert!(Printed::one(it).text().contains(label.trim()), "{row}");
    }
}

#[test]
fn sizes_are_real_and_letters_stay_inside() {
    if !has(&["pdfinfo", "pdftotext"]) {
        return;
    }
    let points = |millimeters: f32| millimeters / 25.4 * 72.0;
    for (name, paper) in papers_of_the_program() {
        let Paper::Certificate(it) = &paper else { continue };
        let (width, height) = match it.form {
            CertificateForm::Card => (85.60, 53.98),
            CertificateForm::Postcard => (100.0, 148.0),
            CertificateForm::A4 => (210.0, 297.0),
        };
        let margin = if it.crop_marks { 12.0 } else { 0.0 };
        let printed = Printed::of(std::slice::from_ref(&paper));
        let boxes = printed.asked("pdfinfo", &["-box"], &[]);
        let expected = |name: &str, out: f32| {
            let line = boxes.lines().find(|it| it.starts_with(name)).unwrap();
            let found: Vec<f32> =
                line.split_whitespace().skip(1).map(|it| it.parse().unwrap()).collect();
            let (from, to) = (margin - out, margin + out);
            for (found, want) in found.iter().zip([from, from, to + width, to + height]) {
                assert!((found - points(want)).abs() < 0.02, "{name}: {line}");
            }
        };
        expected("MediaBox:", margin);
        expected("TrimBox:", 0.0);
        expected("BleedBox:", if it.crop_marks { 3.0 } else { 0.0 });
        let words = printed.asked("pdftotext", &["-bbox"], &["-"]);
        let inside = |line: &str, name: &str, least: f32, most: f32| {
            let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
            let at: f32 = rest.split('"').next().unwrap().parse().unwrap();
            assert!(at >= points(least) && at <= points(most), "{line}");
        };
        let (least, most_x, most_y) = (margin + 1.0, margin + width - 1.0, margin + height - 0.2);
        for line in words.lines().filter(|it| it.contains("<word")) {
            let line = format!("{name}: {line}");
            for (edge, most) in
                [("xMin", most_x), ("xMax", most_x), ("yMin", most_y), ("yMax", most_y)]
            {
                inside(&line, edge, least, most);
            }
        }
    }
}

#[test]
fn fonts_are_embedded_in_part_and_say_what_they_mean() {
    if !has(&["pdffonts"]) {
        return;
    }
    let papers: Vec<Paper> = papers_of_the_program().map(|it| it.1).collect();
    let fonts = Printed::of(&papers).asked("pdffonts", &[], &[]);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(rows.len() >= 2, "{fonts}");
    for row in rows {
        assert!(row.contains("Identity-H       yes yes yes"), "{row}");
    }
    assert!(fonts.contains("+BIZUDGothic") && fonts.contains("+NotoSansJP"), "{fonts}");
}

#[test]
fn it_is_read_in_the_order_of_the_form() {
    if !has(&["pdfinfo", "qpdf"]) {
        return;
    }
    let printed = Printed::one(leaflet(CertificateForm::Card));
    let read = printed.asked("pdfinfo", &["-struct-text"], &[]);
    let spoken: String = read
        .lines()
        .filter_map(|it| it.trim().strip_prefix('"')?.strip_suffix('"'))
        .collect::<Vec<_>>()
        .join("|");
    assert_eq!(
        spoken,
        "国民健康保険資格確認書|組合員|有効期限|令和11年11月30日|発効期日|令和6年12月1日|記号|101|\
         番号|12345678|(枝番)|01|氏名|国保 太郎|コクホ タロウ|性別|男|生年月日|昭和25年4月1日|\
         負担割合|3割|資格取得年月日|平成5年4月1日|組合員氏名|国保 太郎|住所|\
         〇〇市〇〇区〇〇町1-1-1 マンション101|保険者番号113019|\
         保険者名称見本県医師国民健康保険組合|\
         保険者所在地さいたま市見本区仲町3-5-1  電話 048-000-0000|交付年月日|令和6年12月2日||\
         2026-03-A-00120"
    );
    let alt = run("qpdf", &["--qdf", "--object-streams=disable", &printed.path(), "-"]);
    assert!(alt.contains("/Figure"), "the code is a figure");
    let facts = printed.asked("pdfinfo", &[], &[]);
    for fact in ["Tagged:          yes", "Title:           資格確認書", "PDF version:     1.7"]
    {
        assert!(facts.contains(fact), "{facts}");
    }
    assert!(!facts.contains("Date:"), "{facts}");
}

#[test]
fn the_code_reads_in_every_size() {
    if !has(&["pdftoppm", "zbarimg"]) {
        return;
    }
    for (size, form) in FORMS {
        for code in ["113019:101:12345678:01", &"長い内容".repeat(12)] {
            let mut it = leaflet(form);
            it.code = Some(code.to_owned());
            let printed = Printed::one(it);
            let picture = printed.folder.path().join("picture");
            let picture = picture.to_str().unwrap();
            printed.asked("pdftoppm", &["-r", "300", "-png", "-singlefile"], &[picture]);
            let picture = format!("{picture}.png");
            let read = Command::new("zbarimg")
                .args(["--raw", "--quiet", &picture])
                .stderr(Stdio::null())
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(read.stdout).unwrap().trim(), code, "{size}");
        }
    }
}

#[test]
fn every_file_is_whole_for_qpdf_and_mupdf() {
    if !has(&["qpdf", "mutool"]) {
        return;
    }
    let papers: Vec<Paper> = papers_of_the_program().map(|it| it.1).collect();
    // More pages than hang on one branch of their tree.
    let many: Vec<Paper> = papers.iter().cycle().take(200).cloned().collect();
    for papers in [&papers[..1], &papers, &many] {
        let printed = Printed::of(papers);
        let said = printed.asked("qpdf", &["--check"], &[]);
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
        assert_eq!(printed.asked("qpdf", &["--show-npages"], &[]).trim(), papers.len().to_string());
        let drawn = Command::new("mutool")
            .args(["draw", "-q", "-F", "txt", "-o", "-", &printed.path()])
            .output()
            .unwrap();
        let errors =
            String::from_utf8_lossy(&drawn.stderr).replace("ICC support is not available", "");
        assert!(drawn.status.success() && !errors.contains("error"), "{errors}");
        // It spells selectors as halves of UTF-16, which are no letters.
        let sheets = String::from_utf8_lossy(&drawn.stdout);
        assert_eq!(sheets.matches("2026-03-A-00120").count(), papers.len());
    }
}

#[test]
fn a_paper_again_is_the_same_file_and_another_is_not() {
    let press = Press::bundled().unwrap();
    let papers: Vec<Paper> = papers_of_the_program().map(|it| it.1).collect();
    let once = press.pdf("資格確認書", &papers).unwrap();
    let mut writer = Press::bundled().unwrap().pdf("資格確認書", &papers).unwrap();
    assert_eq!(once, writer);
    let identity = |file: &[u8]| {
        let at = file.windows(4).rposition(|it| it == b"/ID[").unwrap();
        file[at..at + 40].to_vec()
    };
    writer = press.pdf("資格確認書", &papers[1..]).unwrap();
    assert_ne!(identity(&once), identity(&writer));
    assert_ne!(identity(&once), identity(&press.pdf("別の題", &papers).unwrap()));
}

#[test]
fn a_paper_that_cannot_be_drawn_leaves_the_file_whole() {
    let press = Press::bundled().unwrap();
    let good = Paper::Certificate(Box::new(leaflet(CertificateForm::Card)));
    let bad = Paper::Certificate(Box::new(named(CertificateForm::Card, "\u{E000}")));
    let mut writer = press.writer(Vec::new(), "資格確認書").unwrap();
    writer.add(&good).unwrap();
    assert!(writer.add(&bad).is_err());
    writer.add(&good).unwrap();
    assert_eq!(writer.pages(), 2);
    let twice = [good.clone(), good];
    assert_eq!(writer.finish().unwrap(), press.pdf("資格確認書", &twice).unwrap());
    let papers = [twice[0].clone(), bad];
    let Err((1, Undrawable::Character { field: "name", .. })) = press.pdf("", &papers) else {
        panic!("the second paper is refused");
    };
}

/// The folder of `page-validation`'s Python: where `SHIKAKU_PYTHON_TOOLS` says. Where it is not
/// installed, this is said; in CI it must be.
fn validator() -> Option<PathBuf> {
    let python = PathBuf::from(std::env::var_os("SHIKAKU_PYTHON_TOOLS")?).join("python");
    let has = Command::new(&python).args(["-c", "import page"]).output().ok()?.status.success();
    has.then_some(python)
}

#[test]
fn a_validator_finds_nothing_against_the_archive_and_the_accessibility_standard() {
    const ASK: &str = "
import page, sys
for name in ('PDF_A_2A', 'PDF_UA_1'):
    report = page.validate_pdf(sys.argv[1], profile=getattr(page.ValidationProfile, name))
    for failure in report.failures:
        print(name, failure.rule_id, failure.message)
";
    let Some(python) = validator() else {
        assert!(std::env::var_os("CI").is_none(), "page-validation is missing");
        eprintln!(
            "not run: page-validation is missing, or SHIKAKU_PYTHON_TOOLS does not say where"
        );
        return;
    };
    for (name, paper) in papers_of_the_program() {
        let printed = Printed::of(&[paper]);
        assert_eq!(run(python.to_str().unwrap(), &["-c", ASK, &printed.path()]), "", "{name}");
    }
    let papers: Vec<Paper> = papers_of_the_program().map(|it| it.1).collect();
    let many: Vec<Paper> = papers.iter().cycle().take(300).cloned().collect();
    let printed = Printed::of(&many);
    assert_eq!(run(python.to_str().unwrap(), &["-c", ASK, &printed.path()]), "");
    // It does look: a file that is no longer what it says is found.
    let broken = std::fs::read(printed.path()).unwrap();
    let at = broken.windows(9).position(|it| it == b"/Type/Obj").unwrap_or_default();
    assert!(at > 0);
    let text = b"<pdfaid:part>2</pdfaid:part>";
    let at = broken.windows(text.len()).position(|it| it == text).unwrap();
    let mut broken = broken;
    broken[at + 13] = b'3';
    std::fs::write(printed.path(), broken).unwrap();
    assert_ne!(run(python.to_str().unwrap(), &["-c", ASK, &printed.path()]), "");
}
