//! Tables of people for the tests: facts in, columns of a standing out.
//!
//! A person is a line of facts between semicolons. A fact is a word, its day, and what else is
//! known of it as `name=day`:
//!
//! ```text
//! born 1985-02-14; card 2021-03-01 received=2021-02-20; certificate 2021-03-01;
//! registered 2021-11-01 cancel=2026-01-10; coverage 2025-04-01 lost=2026-04-01;
//! issued EligibilityNotice 2025-04-10 from=2025-04-01; asked EligibilityCertificate 2026-05-01
//! ```
//!
//! Cells of a table stand two or more spaces apart; `-` is nothing, `#` begins a remark.

use std::fmt::Debug;

use jiff::civil::{Date, date};

use crate::{
    Application, ApplicationReason, Coverage, CoverageStanding, DatedIncomeTier, DepartureAbroad,
    DigitalCertificate, Document, DocumentKind, Dossier, IncomeTier, MyNumberCard, Registration,
    Relocation, Role, Rules, SelfInformationBlock, Settings, Standing, judge,
};

/// A made-up person's facts.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    born_on: Date,
    stay_until: Option<Date>,
    smartphone: bool,
    needs_assistance: bool,
    blocks: Vec<SelfInformationBlock>,
    coverages: Vec<Coverage>,
    income_tiers: Vec<DatedIncomeTier>,
    cards: Vec<MyNumberCard>,
    digital_certificates: Vec<DigitalCertificate>,
    registrations: Vec<Registration>,
    relocations: Vec<Relocation>,
    departures_abroad: Vec<DepartureAbroad>,
    documents: Vec<Document>,
    applications: Vec<Application>,
}

/// Compares every row of a table under the settings of the contract.
#[track_caller]
pub(crate) fn check(facts: &str, table: &str) {
    check_with(&Settings::CONTRACT, facts, table);
}

/// Compares every row on its day: the facts for all, those in its own column, and those of the
/// heading above it, a line that ends in `:`.
#[track_caller]
pub(crate) fn check_with(settings: &Settings, facts: &str, table: &str) {
    let mut lines = table.lines().map(|it| it.split('#').next().unwrap().trim());
    let mut lines = lines.by_ref().filter(|it| !it.is_empty());
    let columns = cells(lines.next().expect("a table with columns"));
    let mut heading = "";
    let mut rows = 0;
    for line in lines {
        if let Some(facts) = line.strip_suffix(':') {
            heading = if facts == NOTHING { "" } else { facts };
            continue;
        }
        let cells = cells(line);
        assert_eq!(cells.len(), columns.len(), "as many cells as columns: {line}");
        let cell = |name: &str| columns.iter().position(|it| *it == name).map(|at| cells[at]);
        let own = cell("facts").filter(|it| *it != "-").unwrap_or("");
        let person = Person::of(&format!("{facts}; {heading}; {own}"));
        let on = cell("on").expect("a column `on`").parse().unwrap();
        let standing = judge(&person.dossier(), settings, on).standing;
        for (column, wanted) in columns.iter().zip(&cells) {
            if !["facts", "on"].contains(column) {
                assert_eq!(answer(&standing, column), *wanted, "{column} of: {heading} {line}");
            }
        }
        rows += 1;
    }
    assert!(rows > 0, "a table with rows");
}

/// The heading of rows with the facts for all and no other.
const NOTHING: &str = "nothing else";

fn cells(row: &str) -> Vec<&str> {
    row.split("  ").map(str::trim).filter(|it| !it.is_empty()).collect()
}

/// A column of a standing as text.
fn answer(standing: &Standing, column: &str) -> String {
    let certificate = standing.digital_certificate;
    let covered = match standing.coverage {
        CoverageStanding::Covered { insurer, share_tenths } => Some((insurer, share_tenths)),
        CoverageStanding::Lost | CoverageStanding::None => None,
    };
    match column {
        "card" => format!("{:?}", standing.card.state),
        "card_to" => shown(standing.card.valid_to),
        "phase" => certificate.map_or("-".to_owned(), |it| format!("{:?}", it.phase)),
        "valid_to" => shown(certificate.map(|it| it.valid_to)),
        "notice_from" => shown(certificate.map(|it| it.notice_from)),
        "renewable_from" => shown(certificate.map(|it| it.renewable_from)),
        "usable_to" => shown(certificate.map(|it| it.usable_to)),
        "registration" => format!("{:?}", standing.registration.state),
        "last_day" => shown(standing.registration.last_day),
        "use" => format!("{:?}", standing.card_use),
        "coverage" => match standing.coverage {
            CoverageStanding::Covered { .. } => "Covered".to_owned(),
            CoverageStanding::Lost => "Lost".to_owned(),
            CoverageStanding::None => "None".to_owned(),
        },
        "insurer" => shown(covered.map(|it| it.0)),
        "share" => shown(covered.map(|it| it.1)),
        "reader" => standing.reader.phase.to_string(),
        "continue" => (if standing.reader.may_continue { "yes" } else { "no" }).to_owned(),
        "means" => listed(&standing.means),
        "fallback" => listed(&standing.fallback),
        "todo" => listed(&standing.todo),
        "advice" => listed(&standing.advice),
        "carry" => format!("{:?}", standing.carry),
        "give_back" => joined(
            standing
                .give_back
                .iter()
                .map(|it| format!("{:?} {} {:?}", it.document, shown(it.by), it.to)),
        ),
        "report_by" => shown(standing.relocation.map(|it| it.report_by)),
        "continue_by" => shown(standing.relocation.and_then(|it| it.continue_by)),
        "certificate_due" => due(standing, DocumentKind::EligibilityCertificate),
        "certificate_because" => because(standing, DocumentKind::EligibilityCertificate),
        "notice_due" => due(standing, DocumentKind::EligibilityNotice),
        "notice_because" => because(standing, DocumentKind::EligibilityNotice),
        "elderly_due" => due(standing, DocumentKind::ElderlyRecipientCertificate),
        "elderly_because" => because(standing, DocumentKind::ElderlyRecipientCertificate),
        _ => panic!("no column {column}"),
    }
}

fn shown(value: Option<impl ToString>) -> String {
    value.map_or("-".to_owned(), |it| it.to_string())
}

fn joined(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() { "-".to_owned() } else { items.join(", ") }
}

fn listed(items: &[impl Debug]) -> String {
    joined(items.iter().map(|it| format!("{it:?}")))
}

/// First day of issue, last day to be in hand, and on what ground.
fn due(standing: &Standing, kind: DocumentKind) -> String {
    joined(
        standing
            .due
            .iter()
            .filter(|it| it.document == kind)
            .map(|it| format!("{} {} {:?}", shown(it.issue_from), shown(it.in_hand_by), it.how)),
    )
}

fn because(standing: &Standing, kind: DocumentKind) -> String {
    let entries = standing.due.iter().filter(|it| it.document == kind);
    let ids = |rules: &Rules| rules.iter().map(|it| it.id()).collect::<Vec<_>>().join(" ");
    joined(entries.map(|it| ids(&it.because)))
}

impl Person {
    /// The person of some facts; the facts are wrong where this stops.
    #[track_caller]
    pub(crate) fn of(facts: &str) -> Self {
        let mut person = Self::nobody();
        for fact in facts.split(';').map(str::trim).filter(|it| !it.is_empty()) {
            let mut words = Words { fact, words: fact.split_whitespace().collect() };
            person.learn(&mut words);
            assert!(words.words.is_empty(), "not understood: {:?} in {fact:?}", words.words);
        }
        person
    }

    /// The dossier the law judges.
    pub(crate) fn dossier(&self) -> Dossier<'_> {
        Dossier {
            born_on: self.born_on,
            stay_until: self.stay_until,
            smartphone: self.smartphone,
            needs_assistance: self.needs_assistance,
            blocks: &self.blocks,
            coverages: &self.coverages,
            income_tiers: &self.income_tiers,
            cards: &self.cards,
            digital_certificates: &self.digital_certificates,
            registrations: &self.registrations,
            relocations: &self.relocations,
            departures_abroad: &self.departures_abroad,
            documents: &self.documents,
            applications: &self.applications,
        }
    }

    fn nobody() -> Self {
        Self {
            born_on: date(1985, 2, 14),
            stay_until: None,
            smartphone: true,
            needs_assistance: false,
            blocks: Vec::new(),
            coverages: Vec::new(),
            income_tiers: Vec::new(),
            cards: Vec::new(),
            digital_certificates: Vec::new(),
            registrations: Vec::new(),
            relocations: Vec::new(),
            departures_abroad: Vec::new(),
            documents: Vec::new(),
            applications: Vec::new(),
        }
    }

    fn learn(&mut self, words: &mut Words<'_>) {
        match words.first() {
            "born" => self.born_on = words.day(),
            "stay" => self.stay_until = Some(words.day()),
            "no_smartphone" => self.smartphone = false,
            "needs_assistance" => self.needs_assistance = true,
            "blocked" => self.blocks.push(words.block()),
            "coverage" => {
                let coverage = words.coverage(&mut self.income_tiers);
                self.coverages.push(coverage);
            }
            "card" => self.cards.push(words.card()),
            "certificate" => self.digital_certificates.push(DigitalCertificate {
                issued_on: words.day(),
                valid_to: words.named("to"),
                revoked_on: words.named("revoked"),
            }),
            "registered" => self.registrations.push(Registration {
                registered_on: words.day(),
                cancel_requested_on: words.named("cancel"),
            }),
            "moves" => self.relocations.push(Relocation {
                planned_departure_on: words.day(),
                moved_in_on: words.named("in"),
                reported_on: words.named("reported"),
                continued_use_on: words.named("continued"),
            }),
            "abroad" => self.departures_abroad.push(DepartureAbroad {
                planned_on: words.day(),
                continued_use_on: words.named("continued"),
            }),
            "issued" => self.documents.push(words.document()),
            "asked" => self.applications.push(words.application()),
            _ => panic!("no such fact: {}", words.fact),
        }
    }
}

/// What is left to read of a fact.
struct Words<'a> {
    fact: &'a str,
    words: Vec<&'a str>,
}

impl<'a> Words<'a> {
    fn first(&mut self) -> &'a str {
        assert!(!self.words.is_empty(), "a word is missing: {}", self.fact);
        self.words.remove(0)
    }

    fn day(&mut self) -> Date {
        self.first().parse().unwrap_or_else(|_| panic!("want a day: {}", self.fact))
    }

    fn named<T: std::str::FromStr>(&mut self, name: &str) -> Option<T> {
        let at = self.words.iter().position(|it| it.split('=').next() == Some(name))?;
        let (_, value) = self.words.remove(at).split_once('=')?;
        Some(value.parse().unwrap_or_else(|_| panic!("{name} of: {}", self.fact)))
    }

    fn is(&mut self, word: &str) -> bool {
        let at = self.words.iter().position(|it| *it == word);
        at.map(|it| self.words.remove(it)).is_some()
    }

    /// The value that shows itself as the next word.
    fn one_of<T: Copy + Debug>(&mut self, values: &[T]) -> T {
        let word = self.first();
        *values
            .iter()
            .find(|it| format!("{it:?}") == word)
            .unwrap_or_else(|| panic!("{word:?} in: {}", self.fact))
    }

    fn block(&mut self) -> SelfInformationBlock {
        SelfInformationBlock { from: self.named("from"), to: self.named("to") }
    }

    /// `coverage DAY insurer=.. lost=.. voluntary tier=NAME tier=DAY/NAME`.
    fn coverage(&mut self, tiers: &mut Vec<DatedIncomeTier>) -> Coverage {
        let start = tiers.len();
        let mut undated = IncomeTier::Ordinary;
        let acquired_on = self.day();
        while let Some(tier) = self.named::<String>("tier") {
            let (from, name) = tier.split_once('/').unwrap_or(("", &tier));
            let tier = match name {
                "CertainLevel" => IncomeTier::CertainLevel,
                "ActiveLevel" => IncomeTier::ActiveLevel,
                _ => IncomeTier::Ordinary,
            };
            match from.parse() {
                Ok(from) => tiers.push(DatedIncomeTier { from, tier }),
                Err(_) => undated = tier,
            }
        }
        let place = |it: usize| u16::try_from(it).unwrap();
        Coverage {
            insurer: self.named("insurer").unwrap_or("113019".parse().unwrap()),
            role: if self.is("dependent") { Role::Dependent } else { Role::Insured },
            acquired_on,
            lost_on: self.named("lost"),
            voluntary_continuation: self.is("voluntary"),
            income_tier: undated,
            income_tiers: (place(start), place(tiers.len() - start)),
        }
    }

    fn card(&mut self) -> MyNumberCard {
        let issued_on = self.day();
        MyNumberCard {
            application_received_on: self.named("received").unwrap_or(issued_on),
            issued_on,
            handed_over_on: self.named("handed").unwrap_or(issued_on),
            valid_to: self.named("to"),
            pinless: self.is("pinless"),
            lost_on: self.named("lost"),
            suspended_on: self.named("suspended"),
            released_on: self.named("released"),
            returned_on: self.named("returned"),
            revoked_on: self.named("revoked"),
        }
    }

    fn document(&mut self) -> Document {
        let kind = self.kind();
        let issued_on = self.day();
        Document {
            kind,
            issued_on,
            valid_from: self.named("from").unwrap_or(issued_on),
            valid_to: self.named("to"),
            insurer: self.named("insurer"),
            lost_on: self.named("lost"),
            returned_on: self.named("returned"),
        }
    }

    fn application(&mut self) -> Application {
        let document = self.kind();
        let received_on = self.day();
        let fee_paid_on = self.named("paid");
        let reasons = [
            ApplicationReason::LostCard,
            ApplicationReason::RenewingCard,
            ApplicationReason::NeedsAssistance,
            ApplicationReason::ReturnedCard,
            ApplicationReason::LostDocument,
            ApplicationReason::Other,
        ];
        Application { document, received_on, reason: self.one_of(&reasons), fee_paid_on }
    }

    fn kind(&mut self) -> DocumentKind {
        self.one_of(&[
            DocumentKind::EligibilityCertificate,
            DocumentKind::EligibilityNotice,
            DocumentKind::ElderlyRecipientCertificate,
            DocumentKind::FormerInsuranceCertificate,
        ])
    }
}
