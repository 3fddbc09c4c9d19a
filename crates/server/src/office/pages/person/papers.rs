//! The person's papers with their sheets, and the applications for them.

use eligibility::InsurerNumber;
use jiff::civil::Date;
use record::{Document, DocumentKind, Person};
use store::{OfficeApplication, Original, Sheet};

use crate::{
    office::pages::{BASE, Pages, Signed, labels},
    pages::{
        message::Trouble,
        view::{Chip, Day, Tone},
    },
    work::office::ApplicationState,
};

/// A paper: what the facts say of it, and where it was printed.
pub(super) struct PaperRow {
    pub(super) name: &'static str,
    pub(super) issued: Day,
    pub(super) valid_to: Option<Day>,
    pub(super) chip: Chip,
    pub(super) sheets: Vec<SheetRow>,
}

/// A sheet of paper it was printed on.
pub(super) struct SheetRow {
    pub(super) number: String,
    /// Why it is void, where it is.
    pub(super) void: Option<String>,
}

/// An application of the person's.
pub(super) struct ApplicationRow {
    pub(super) path: String,
    pub(super) received: Day,
    pub(super) document: &'static str,
    pub(super) reason: &'static str,
    pub(super) from: String,
    pub(super) chip: Chip,
}

/// The papers of the insurer, the newest first.
pub(super) fn rows(
    pages: &Pages,
    (person, originals): (&Person, &[Original]),
    insurer: InsurerNumber,
    on: Date,
) -> Result<Vec<PaperRow>, Trouble> {
    let is_ours = |it: &&Document| it.insurer_number.is_none_or(|of| of == insurer);
    let mut papers: Vec<&Document> = person.dossier.documents.iter().filter(is_ours).collect();
    papers.sort_by_key(|it| std::cmp::Reverse((it.issued_on, it.valid_from)));
    let mut rows = Vec::with_capacity(papers.len());
    for paper in papers {
        let mut sheets = Vec::new();
        let printed = |it: &&Original| {
            it.kind == paper.kind && it.issued_on == paper.issued_on && it.insurer == insurer
        };
        for original in originals.iter().filter(printed) {
            let them = pages.office.store().sheets_of_original(&original.document_id)?;
            sheets.extend(them.iter().map(SheetRow::of));
        }
        rows.push(PaperRow {
            name: labels::document(paper.kind),
            issued: Day::of(paper.issued_on),
            valid_to: paper.valid_to.map(Day::of),
            chip: state(paper, on),
            sheets,
        });
    }
    Ok(rows)
}

impl SheetRow {
    fn of(it: &Sheet) -> Self {
        let why = || it.void_reason.clone().unwrap_or_default();
        Self { number: format!("{}-{:05}", it.batch_id, it.sheet), void: it.void_at.map(|_| why()) }
    }
}

fn state(it: &Document, on: Date) -> Chip {
    if it.returned_on.is_some_and(|returned_on| returned_on <= on) {
        Chip::new(Tone::None, "返却ずみ")
    } else if it.lost_on.is_some_and(|lost_on| lost_on <= on) {
        Chip::new(Tone::Stop, "なくした")
    } else if it.issued_on > on || it.valid_from > on {
        Chip::new(Tone::Soon, "これから有効")
    } else if last_day(it).is_some_and(|last| last < on) {
        Chip::new(Tone::None, "期限で終わり")
    } else {
        Chip::new(Tone::Ok, "有効")
    }
}

/// The last day of a paper; no former certificate is valid after the day that ended them all.
fn last_day(it: &Document) -> Option<Date> {
    let end = eligibility::FORMER_CERTIFICATES_END;
    match it.kind {
        DocumentKind::FormerInsuranceCertificate => Some(it.valid_to.map_or(end, |to| to.min(end))),
        DocumentKind::EligibilityCertificate
        | DocumentKind::EligibilityNotice
        | DocumentKind::ElderlyRecipientCertificate => it.valid_to,
    }
}

/// The applications to this insurer, the newest first.
pub(super) fn applications(
    signed: &Signed,
    applications: &[OfficeApplication],
) -> Result<Vec<ApplicationRow>, Trouble> {
    let ours = applications.iter().rev().filter(|it| it.insurer == signed.insurer);
    ours.map(|it| {
        Ok(ApplicationRow {
            path: path(signed, it)?,
            received: Day::of(it.received_on),
            document: labels::document(it.document),
            reason: labels::reason(it.reason),
            from: format!("{}、{}", labels::applicant(&it.applicant), labels::channel(&it.channel)),
            chip: application_chip(ApplicationState::of(it)),
        })
    })
    .collect()
}

/// The path of an application's page in this session.
pub(super) fn path(signed: &Signed, it: &OfficeApplication) -> Result<String, Trouble> {
    let id = signed.id_of("application", &it.application_id)?;
    Ok(format!("{BASE}/applications/{id}"))
}

const fn application_chip(it: ApplicationState) -> Chip {
    match it {
        ApplicationState::Received => Chip::new(Tone::Soon, "審査待ち"),
        ApplicationState::ToInvoice => Chip::new(Tone::Soon, "請求待ち"),
        ApplicationState::Invoiced => Chip::new(Tone::Move, "入金待ち"),
        ApplicationState::ToPrint => Chip::new(Tone::Soon, "印刷待ち"),
        ApplicationState::Made => Chip::new(Tone::Move, "送付待ち"),
        ApplicationState::Sent => Chip::new(Tone::Ok, "送付ずみ"),
        ApplicationState::Refused => Chip::new(Tone::Stop, "交付しない"),
        ApplicationState::Withdrawn => Chip::new(Tone::None, "取下げ"),
    }
}
