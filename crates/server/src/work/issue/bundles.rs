//! Bundles: what goes into one envelope or parcel, its letters and slips, the list for the post
//! office, and the list of who is held.

use std::{collections::HashSet, io::Write as _, sync::Arc};

use print::{CountSlip, Paper, PostList, PostRow, Recipient};
use record::DocumentKind;
use store::{BatchItem, Employer, Held, ItemOutcome, PersonKey, Sheet};
use tokio::task::spawn_blocking;

use super::{
    IssueError, content,
    content::kind_name,
    deciding::Work,
    drawing::{self, Files, Label},
    held,
    letters::{self, Enclosed},
    lists, recording,
};

/// Items read at once.
const ITEMS_READ: usize = 1_000;
/// Bundles whose letters are one file, and rows of one list for the post office.
const BUNDLES_A_FILE: usize = 500;
/// Papers without a place on a list say so.
const UNSHOWN: &str = "(印字できません)";

/// Sheets by bundle. A sheet is two numbers, so that a batch of a million is a few megabytes.
pub(super) struct Index {
    /// The bundle's number within its way, then the item's place.
    employers: Vec<(u32, u32)>,
    direct: Vec<(u32, u32)>,
    withheld: Vec<(u32, u32)>,
}

/// The files of all bundles of a batch.
pub(super) async fn all(work: &Arc<Work>, files: &mut Files) -> Result<(), IssueError> {
    let index = aside(work, Index::of).await?;
    for (number, bundles) in (1..).zip(chunks(&index.employers)) {
        let name = format!("employer-letters-{number:04}.pdf");
        if !files.has(&name) {
            let (output, file) = (files.output.clone(), name.clone());
            let written = aside(work, move |work| {
                drawing::papers(work, &output, &file, &parcels(work, &bundles)?)
            });
            let written = written.await?;
            files.put(work, Label::of(name, "letters"), written).await?;
        }
    }
    let mut posted = Posted::default();
    for (way, sheets) in [("direct", &index.direct), ("withheld", &index.withheld)] {
        for (number, bundles) in (1..).zip(chunks(sheets)) {
            let name = format!("{way}-letters-{number:04}.pdf");
            let envelopes = aside(work, move |work| {
                bundles.iter().map(|it| envelope(work, it, way == "withheld")).collect()
            });
            let envelopes: Vec<Envelope> = envelopes.await?;
            let (letters, rows): (Vec<_>, Vec<_>) =
                envelopes.into_iter().map(|it| (it.letter, it.row)).unzip();
            let letters: Vec<Paper> = letters.into_iter().flatten().collect();
            if !letters.is_empty() && !files.has(&name) {
                let (output, file) = (files.output.clone(), name.clone());
                let written =
                    aside(work, move |work| drawing::papers(work, &output, &file, &letters));
                let written = written.await?;
                files.put(work, Label::of(name, "letters"), written).await?;
            }
            posted.take(work, files, rows).await?;
        }
    }
    posted.finish(work, files).await?;
    held_list(work, files).await
}

/// Does something long beside the run, so that other work goes on.
async fn aside<T: Send + 'static>(
    work: &Arc<Work>,
    of: impl FnOnce(&Work) -> Result<T, IssueError> + Send + 'static,
) -> Result<T, IssueError> {
    let work = Arc::clone(work);
    spawn_blocking(move || of(&work)).await.map_err(|_| IssueError::Stopped)?
}

impl Index {
    fn of(work: &Work) -> Result<Self, IssueError> {
        let mut index = Self { employers: Vec::new(), direct: Vec::new(), withheld: Vec::new() };
        let mut after = 0;
        loop {
            let store = work.issuing.ledger.store();
            let items = store.batch_items(&work.batch.batch_id, after, ITEMS_READ)?;
            let Some(last) = items.last() else { break };
            after = last.place;
            for item in items.iter().filter(|it| it.outcome == Some(ItemOutcome::Made)) {
                let number = item.bundle.get(1..).and_then(|it| it.parse().ok()).unwrap_or(0);
                let to = match item.bundle.as_bytes().first() {
                    Some(b'E') => &mut index.employers,
                    Some(b'W') => &mut index.withheld,
                    Some(_) | None => &mut index.direct,
                };
                to.push((number, item.place));
            }
        }
        for sheets in [&mut index.employers, &mut index.direct, &mut index.withheld] {
            sheets.sort_unstable();
        }
        Ok(index)
    }
}

/// Bundles in order, so many at once; a bundle is never parted.
fn chunks(sheets: &[(u32, u32)]) -> impl Iterator<Item = Vec<Vec<(u32, u32)>>> {
    let mut bundles = sheets.chunk_by(|one, other| one.0 == other.0).map(<[_]>::to_vec);
    std::iter::from_fn(move || {
        let chunk: Vec<_> = bundles.by_ref().take(BUNDLES_A_FILE).collect();
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// The papers of parcels to employers: of each the cover letter, then the count slip.
fn parcels(work: &Work, bundles: &[Vec<(u32, u32)>]) -> Result<Vec<Paper>, IssueError> {
    let mut papers = Vec::with_capacity(2 * bundles.len());
    for bundle in bundles {
        let Some(parcel) = Parcel::of(work, bundle)? else { continue };
        let Parcel { employer, enclosed, number } = parcel;
        let press = &work.issuing.press;
        let to = |it: &Employer| {
            let letter = letters::to_employer(&work.stationery, it, &enclosed, &number);
            Paper::Letter(Box::new(letter))
        };
        // A name that cannot be drawn must not stop the people of the parcel.
        let shown = if press.check(&to(&employer)).is_ok() {
            employer
        } else {
            Employer { name: String::new(), address: String::new(), ..employer }
        };
        papers.push(to(&shown));
        papers.push(slip(work, &shown, &enclosed));
    }
    Ok(papers)
}

/// The papers of the parcels that any of some items go into.
pub(super) fn parcels_with(work: &Work, places: &HashSet<u32>) -> Result<Vec<Paper>, IssueError> {
    let index = Index::of(work)?;
    let bundles = index.employers.chunk_by(|one, other| one.0 == other.0);
    let concerned = bundles.filter(|it| it.iter().any(|it| places.contains(&it.1)));
    parcels(work, &concerned.map(<[_]>::to_vec).collect::<Vec<_>>())
}

/// A count slip whose rows can all be drawn: a name that fits a card may be too long for a row.
fn slip(work: &Work, employer: &Employer, enclosed: &[Enclosed]) -> Paper {
    let slip = letters::slip(&work.stationery, employer, enclosed, &work.batch.name);
    let paper = Paper::CountSlip(Box::new(slip.clone()));
    if work.issuing.press.check(&paper).is_ok() {
        return paper;
    }
    let fits = |row: &print::SheetRow| {
        let alone = CountSlip { rows: vec![row.clone()], ..slip.clone() };
        work.issuing.press.check(&Paper::CountSlip(Box::new(alone))).is_ok()
    };
    let rows = slip.rows.iter().map(|row| {
        let name = if fits(row) { row.name.clone() } else { UNSHOWN.to_owned() };
        print::SheetRow { name, ..row.clone() }
    });
    Paper::CountSlip(Box::new(CountSlip { rows: rows.collect(), ..slip.clone() }))
}

/// A parcel to an employer.
struct Parcel {
    employer: Employer,
    enclosed: Vec<Enclosed>,
    number: String,
}

impl Parcel {
    fn of(work: &Work, bundle: &[(u32, u32)]) -> Result<Option<Self>, IssueError> {
        let items = items(work, bundle)?;
        let Some(first) = items.first() else { return Ok(None) };
        let code = first.employer.clone().unwrap_or_default();
        let insurer = work.stationery.number;
        let known = work.issuing.ledger.store().employer(insurer, &code)?;
        let unknown = || Employer { insurer, code, name: String::new(), address: String::new() };
        let number = format!("{}-{}", work.batch.batch_id, first.bundle);
        let mut enclosed = Vec::with_capacity(items.len());
        for item in &items {
            enclosed.extend(self::enclosed(work, item)?.map(|(it, _)| it));
        }
        Ok(Some(Self { employer: known.unwrap_or_else(unknown), enclosed, number }))
    }
}

/// An envelope to a person or a household.
struct Envelope {
    /// The cover letter; none where the papers are letters themselves.
    letter: Option<Paper>,
    /// Its row for the post office; none for ordinary mail.
    row: Option<PostRow>,
}

fn envelope(work: &Work, bundle: &[(u32, u32)], is_withheld: bool) -> Result<Envelope, IssueError> {
    let items = items(work, bundle)?;
    let mut all = Vec::with_capacity(items.len());
    for item in &items {
        all.extend(enclosed(work, item)?.map(|(it, paper)| (it, paper, item.person_key)));
    }
    // A notice is a letter with its own address, and goes by ordinary mail (F-50).
    let has_card = all.iter().any(|it| it.0.kind != DocumentKind::EligibilityNotice);
    let Some((first, paper, key)) = all.first().filter(|_| has_card) else {
        return Ok(Envelope { letter: None, row: None });
    };
    let head = content::insured_name_on(paper).filter(|_| !is_withheld);
    let name = head.unwrap_or(&first.name).to_owned();
    let recipient = recipient(work, *key, &name)?;
    let number = format!(
        "{}-{}",
        work.batch.batch_id,
        items.first().map(|it| it.bundle.as_str()).unwrap_or_default()
    );
    let row = PostRow {
        number: 0,
        name: recipient.name.clone(),
        postcode: recipient.postcode.clone().filter(|_| !is_withheld),
        address: Some(recipient.address.clone()).filter(|_| !is_withheld),
        class: "簡易書留".to_owned(),
        remarks: items.first().map(|it| it.bundle.clone()).unwrap_or_default(),
    };
    let enclosed: Vec<Enclosed> = all.into_iter().map(|it| it.0).collect();
    let letter = letters::to_person(&work.stationery, recipient, &enclosed, &number);
    Ok(Envelope { letter: Some(Paper::Letter(Box::new(letter))), row: Some(row) })
}

/// Where the person lives now: the address is no part of an original.
fn recipient(work: &Work, key: PersonKey, name: &str) -> Result<Recipient, IssueError> {
    let current = work.issuing.ledger.store().person(key)?;
    let person = current.and_then(|it| match it.held {
        Held::Person(person) => Some(person),
        Held::JoinedInto(_) => None,
    });
    Ok(person.map_or_else(
        || Recipient {
            postcode: None,
            address: String::new(),
            name: name.to_owned(),
            is_body: false,
        },
        |it| content::recipient(&it, name),
    ))
}

fn items(work: &Work, bundle: &[(u32, u32)]) -> Result<Vec<BatchItem>, IssueError> {
    let store = work.issuing.ledger.store();
    let mut items = Vec::with_capacity(bundle.len());
    // Places of a bundle mostly follow each other.
    for run in bundle.chunk_by(|one, other| one.1 + 1 == other.1) {
        let Some((_, first)) = run.first() else { continue };
        items.extend(store.batch_items(&work.batch.batch_id, first - 1, run.len())?);
    }
    Ok(items)
}

/// A paper of a bundle with its valid sheet; none where the original has ended meanwhile.
fn enclosed(work: &Work, item: &BatchItem) -> Result<Option<(Enclosed, Paper)>, IssueError> {
    let document_id = work.document_id(item.place);
    let sheets = work.issuing.ledger.store().sheets_of_original(&document_id)?;
    let valid = sheets.iter().rev().find(|it: &&Sheet| it.void_at.is_none());
    let Some(sheet) = valid.map(|it| it.sheet) else { return Ok(None) };
    let paper = recording::content(work, &document_id)?;
    let name = content::name_on(&paper).to_owned();
    let (kind, in_hand_by) = (item.kind, item.in_hand_by);
    Ok(Some((Enclosed { sheet, kind, name, in_hand_by }, paper)))
}

/// The list for the post office, file after file.
#[derive(Default)]
struct Posted {
    rows: Vec<PostRow>,
    numbered: u32,
    files: u32,
}

impl Posted {
    async fn take(
        &mut self,
        work: &Arc<Work>,
        files: &mut Files,
        rows: Vec<Option<PostRow>>,
    ) -> Result<(), IssueError> {
        for mut row in rows.into_iter().flatten() {
            self.numbered += 1;
            row.number = self.numbered;
            self.rows.push(row);
        }
        if self.rows.len() >= BUNDLES_A_FILE { self.finish(work, files).await } else { Ok(()) }
    }

    async fn finish(&mut self, work: &Arc<Work>, files: &mut Files) -> Result<(), IssueError> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        self.files += 1;
        let csv = format!("post-list-{:04}.csv", self.files);
        if !files.has(&csv) {
            let written = files.output.write(&csv, |out| {
                post_csv(out, &rows).map_err(|it| files.output.failed(&csv, it))
            })?;
            files.put(work, Label::of(csv, "post_list"), written).await?;
        }
        let pdf = format!("post-list-{:04}.pdf", self.files);
        if !files.has(&pdf) {
            let (output, file) = (files.output.clone(), pdf.clone());
            let written = aside(work, move |work| {
                drawing::papers(work, &output, &file, &[post_list(work, rows)])
            });
            let written = written.await?;
            files.put(work, Label::of(pdf, "post_list"), written).await?;
        }
        Ok(())
    }
}

/// A list all of whose rows can be drawn; one that cannot is to be read in the file of cells.
fn post_list(work: &Work, rows: Vec<PostRow>) -> Paper {
    let of = |rows: Vec<PostRow>| {
        Paper::PostList(Box::new(PostList {
            insurer: work.stationery.insurer.clone(),
            batch: work.batch.name.clone(),
            day: work.stationery.on,
            rows,
        }))
    };
    let fits = |rows: Vec<PostRow>| work.issuing.press.check(&of(rows)).is_ok();
    if fits(rows.clone()) {
        return of(rows);
    }
    let shown = rows.into_iter().map(|row| {
        if fits(vec![row.clone()]) {
            return row;
        }
        let address = row.address.as_ref().map(|_| UNSHOWN.to_owned());
        let named = PostRow { address: address.clone(), ..row.clone() };
        if fits(vec![named.clone()]) {
            return named;
        }
        PostRow { name: UNSHOWN.to_owned(), address, ..row }
    });
    of(shown.collect())
}

fn post_csv(out: &mut impl std::io::Write, rows: &[PostRow]) -> std::io::Result<()> {
    out.write_all(lists::UTF8_MARK)?;
    lists::row(out, &["番号", "氏名", "郵便番号", "住所", "種別", "束"])?;
    for it in rows {
        let withheld = "別に記載";
        let postcode = it.postcode.as_deref().unwrap_or_default();
        let address = it.address.as_deref().unwrap_or(withheld);
        let number = it.number.to_string();
        lists::row(out, &[&number, &it.name, postcode, address, &it.class, &it.remarks])?;
    }
    Ok(())
}

/// Who is held, with kana and reason, for a clerk to look at; no file where nobody is.
async fn held_list(work: &Work, files: &mut Files) -> Result<(), IssueError> {
    let name = "held.csv".to_owned();
    let store = work.issuing.ledger.store();
    let is_any = store.batch_item_counts(&work.batch.batch_id)?.held > 0;
    if !is_any || files.has(&name) {
        return Ok(());
    }
    let failed = |it| files.output.failed("held.csv", it);
    let written = files.output.write(&name, |out| {
        out.write_all(lists::UTF8_MARK).map_err(failed)?;
        lists::row(out, &["番号", "書類", "氏名カナ", "理由", "理由の符号"]).map_err(failed)?;
        let mut after = 0;
        loop {
            let items = store.batch_items(&work.batch.batch_id, after, ITEMS_READ)?;
            let Some(last) = items.last() else { return Ok(()) };
            after = last.place;
            for item in items.iter().filter(|it| it.outcome == Some(ItemOutcome::Held)) {
                let (why, place) = (item.why.clone().unwrap_or_default(), item.place.to_string());
                let kana = kana(work, item.person_key)?;
                let cells = [&place, kind_name(item.kind), &kana, &held::explained(&why), &why];
                lists::row(out, &cells).map_err(failed)?;
            }
        }
    })?;
    files.put(work, Label::of(name, "held"), written).await
}

fn kana(work: &Work, key: PersonKey) -> Result<String, IssueError> {
    let current = work.issuing.ledger.store().person(key)?;
    let kana = current.and_then(|it| match it.held {
        Held::Person(person) => person.identity.and_then(|it| it.kana),
        Held::JoinedInto(_) => None,
    });
    Ok(kana.unwrap_or_default())
}
