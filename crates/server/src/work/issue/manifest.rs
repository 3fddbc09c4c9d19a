//! The manifest: what a post office or a printer counts by. It names sheets and files, and nobody.

use std::io::Write as _;

use serde::Serialize;
use store::BatchItem;

use super::{
    IssueError,
    deciding::Work,
    drawing::{Files, Label},
    lists,
    output::Hashing,
};

/// Sheets read at once.
const SHEETS_READ: usize = 1_000;

/// Writes the manifest of what there is now. After sheets were made again there is another, with
/// the next number: the one before says what was sent to the printer then.
pub(super) async fn all(work: &Work, files: &mut Files) -> Result<(), IssueError> {
    let again = files.all().iter().filter(|it| it.kind == "again").count();
    let stem =
        if again == 0 { "manifest".to_owned() } else { format!("manifest-{:04}", again + 1) };
    let (json, csv) = (format!("{stem}.json"), format!("{stem}.csv"));
    if !files.has(&csv) {
        let written = files.output.write(&csv, |out| write_csv(work, files, &csv, out))?;
        files.put(work, Label::of(csv, "manifest"), written).await?;
    }
    if !files.has(&json) {
        let written = files.output.write(&json, |out| write_json(work, files, &json, out))?;
        files.put(work, Label::of(json, "manifest"), written).await?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Heading<'a> {
    batch: &'a str,
    insurer: String,
    on: String,
    items: u32,
    made: u64,
    held: u64,
    not_due: u64,
}

#[derive(Serialize)]
struct ListedFile<'a> {
    name: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_sheet: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_sheet: Option<u32>,
    bytes: u64,
    sha256: String,
}

#[derive(Serialize)]
struct ListedSheet<'a> {
    sheet: u32,
    document: &'a str,
    file: &'a str,
    page: u32,
    bundle: &'a str,
    valid: bool,
}

fn write_json(work: &Work, files: &Files, name: &str, out: &mut Hashing) -> Result<(), IssueError> {
    let failed = |it| files.output.failed(name, it);
    let counts = work.issuing.ledger.store().batch_item_counts(&work.batch.batch_id)?;
    let heading = Heading {
        batch: &work.batch.batch_id,
        insurer: work.batch.insurer.to_string(),
        on: work.batch.on.to_string(),
        items: work.batch.items,
        made: counts.made,
        held: counts.held,
        not_due: counts.not_due,
    };
    let text = |it: serde_json::Result<String>| it.map_err(|it| failed(it.into()));
    let heading = text(serde_json::to_string(&heading))?;
    let heading = heading.strip_suffix('}').unwrap_or(&heading);
    write!(out, "{heading},\n\"files\":[").map_err(failed)?;
    for (place, it) in files.all().iter().filter(|it| it.kind != "manifest").enumerate() {
        let listed = ListedFile {
            name: &it.name,
            kind: &it.kind,
            first_sheet: it.first_sheet,
            last_sheet: it.last_sheet,
            bytes: it.bytes,
            sha256: crate::hex(&it.sha256),
        };
        let comma = if place == 0 { "\n" } else { ",\n" };
        write!(out, "{comma}{}", text(serde_json::to_string(&listed))?).map_err(failed)?;
    }
    write!(out, "],\n\"sheets\":[").map_err(failed)?;
    let mut comma = "\n";
    sheets(work, |sheet, bundle| {
        let listed = ListedSheet {
            sheet: sheet.sheet,
            document: &sheet.document_id,
            file: &sheet.file,
            page: sheet.page,
            bundle,
            valid: sheet.void_at.is_none(),
        };
        write!(out, "{comma}{}", text(serde_json::to_string(&listed))?).map_err(failed)?;
        comma = ",\n";
        Ok(())
    })?;
    writeln!(out, "]}}").map_err(failed)
}

fn write_csv(work: &Work, files: &Files, name: &str, out: &mut Hashing) -> Result<(), IssueError> {
    let failed = |it| files.output.failed(name, it);
    let head = ["sheet", "document", "file", "page", "bundle", "valid", "file_sha256"];
    lists::row(out, &head).map_err(failed)?;
    let hashes: std::collections::HashMap<&str, String> =
        files.all().iter().map(|it| (it.name.as_str(), crate::hex(&it.sha256))).collect();
    sheets(work, |sheet, bundle| {
        let (number, page) = (sheet.sheet.to_string(), sheet.page.to_string());
        let valid = if sheet.void_at.is_none() { "yes" } else { "void" };
        let hash = hashes.get(sheet.file.as_str()).map(String::as_str).unwrap_or_default();
        let (document, file) = (&sheet.document_id, &sheet.file);
        let cells = [&number, document.as_str(), file, &page, bundle, valid, hash];
        lists::row(out, &cells).map_err(failed)
    })
}

/// Every sheet in order of number, with its bundle.
fn sheets(
    work: &Work,
    mut each: impl FnMut(&store::Sheet, &str) -> Result<(), IssueError>,
) -> Result<(), IssueError> {
    let (store, batch_id) = (work.issuing.ledger.store(), &work.batch.batch_id);
    let mut after = 0;
    let mut items: Vec<BatchItem> = Vec::new();
    loop {
        let sheets = store.sheets(batch_id, after, SHEETS_READ)?;
        let Some(last) = sheets.last() else { return Ok(()) };
        after = last.sheet;
        for sheet in &sheets {
            let place = place(&sheet.document_id);
            let known = |items: &[BatchItem]| {
                let at = items.binary_search_by_key(&place, |it| it.place).ok()?;
                items.get(at).map(|it| it.bundle.clone())
            };
            let bundle = if let Some(bundle) = known(&items) {
                bundle
            } else {
                items = store.batch_items(batch_id, place.saturating_sub(1), SHEETS_READ)?;
                known(&items).unwrap_or_default()
            };
            each(sheet, &bundle)?;
        }
    }
}

/// The place of the item an original was made of, which its id ends with.
pub(super) fn place(document_id: &str) -> u32 {
    document_id.rsplit('.').next().and_then(|it| it.parse().ok()).unwrap_or(0)
}
