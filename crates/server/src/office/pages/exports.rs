//! Every list of the office as CSV and as a workbook.

mod lists;

use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse as _,
    routing::get,
};
use interchange::table::{CsvEncoding, Table};
use jiff::civil::Date;

pub(super) use self::lists::List;
use super::{Frame, Section, Shared, Signed};
use crate::pages::{
    Page,
    message::{Trouble, shown},
};

/// The lists, and each as a file.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/exports", get(page)).route("/exports/{file}", get(file))
}

/// Which file a list becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// CSV in UTF-8, with the mark by which spreadsheets know it.
    Csv,
    /// A workbook (.xlsx).
    Xlsx,
}

#[derive(Template)]
#[template(path = "office/exports.html")]
struct ExportsPage {
    frame: Frame,
    lists: &'static [List],
}

async fn page(State(pages): State<Shared>, signed: Signed) -> Page {
    let frame = Frame::of(&pages, &signed, Section::Settings)?;
    shown(&ExportsPage { frame, lists: List::ALL })
}

/// A list as a file, by its word and ending.
async fn file(State(pages): State<Shared>, signed: Signed, Path(file): Path<String>) -> Page {
    let (word, kind) = FileKind::of(&file).ok_or(Trouble::NothingHere)?;
    let list = List::of(word).ok_or(Trouble::NothingHere)?;
    let table = list.table(&pages, &signed)?;
    let on = pages.office.day();
    download(&table, &format!("{word}-{on}"), kind, on)
}

impl FileKind {
    /// The name before the ending, and the kind it names.
    pub(super) fn of(file: &str) -> Option<(&str, Self)> {
        let (name, ending) = file.rsplit_once('.')?;
        match ending {
            "csv" => Some((name, Self::Csv)),
            "xlsx" => Some((name, Self::Xlsx)),
            _ => None,
        }
    }
}

/// A table as a file to be saved. The name says nothing personal.
pub(super) fn download(table: &Table, name: &str, kind: FileKind, on: Date) -> Page {
    let (bytes, ending, media) = match kind {
        FileKind::Csv => {
            let bytes = table.to_csv(CsvEncoding::Utf8);
            (bytes.map_err(failed)?, "csv", "text/csv; charset=utf-8")
        }
        FileKind::Xlsx => (
            table.to_xlsx(on).map_err(failed)?,
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    };
    attached(bytes, &format!("{name}.{ending}"), media)
}

/// Bytes as a file to be saved.
pub(super) fn attached(bytes: Vec<u8>, name: &str, media: &'static str) -> Page {
    let named =
        HeaderValue::try_from(format!("attachment; filename=\"{name}\"")).map_err(failed)?;
    Ok(with_headers(bytes, media, named))
}

/// Bytes as a file to be looked at.
pub(super) fn inline(bytes: Vec<u8>, name: &str, media: &'static str) -> Page {
    let named = HeaderValue::try_from(format!("inline; filename=\"{name}\"")).map_err(failed)?;
    Ok(with_headers(bytes, media, named))
}

fn with_headers(
    bytes: Vec<u8>,
    media: &'static str,
    named: HeaderValue,
) -> axum::response::Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_DISPOSITION, named);
    response
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Trouble {
    Trouble::Failed(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_which_file() {
        for (file, wanted) in [
            ("batches.csv", Some(("batches", FileKind::Csv))),
            ("batches.xlsx", Some(("batches", FileKind::Xlsx))),
            ("batches.pdf", None),
            ("batches", None),
        ] {
            assert_eq!(FileKind::of(file), wanted, "{file}");
        }
    }
}
