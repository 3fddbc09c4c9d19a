//! Drawing: files of papers, from the register.

use std::collections::HashMap;

use print::{AddError, Letter, Paper, Recipient};
use store::{BatchFile, Sheet};

use super::{
    IssueError, content,
    deciding::Work,
    output::{Output, Written},
    recording,
};

/// The files of a batch: those registered, and where they are.
pub(super) struct Files {
    pub(super) output: Output,
    registered: HashMap<String, BatchFile>,
}

/// What a file is, for the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) first_sheet: Option<u32>,
    pub(super) last_sheet: Option<u32>,
}

impl Label {
    /// A file that holds no sheets.
    pub(super) fn of(name: String, kind: &'static str) -> Self {
        Self { name, kind, first_sheet: None, last_sheet: None }
    }
}

impl Files {
    /// The files of a batch, and its directory.
    pub(super) fn open(work: &Work) -> Result<Self, IssueError> {
        let batch_id = &work.batch.batch_id;
        let output = Output::open(&work.issuing.out, batch_id)?;
        let files = work.issuing.ledger.store().batch_files(batch_id)?;
        let registered = files.into_iter().map(|it| (it.name.clone(), it)).collect();
        Ok(Self { output, registered })
    }

    /// Whether a file is registered and there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.registered.get(name).is_some_and(|it| self.output.has(it))
    }

    /// Whether a file is registered, there or not.
    pub(super) fn is_registered(&self, name: &str) -> bool {
        self.registered.contains_key(name)
    }

    /// Whether every registered file is there.
    pub(super) fn are_all_there(&self) -> bool {
        !self.registered.is_empty() && self.registered.values().all(|it| self.output.has(it))
    }

    /// The names of the files registered, in order.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.registered.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    /// The files registered, in order of their names.
    pub(super) fn all(&self) -> Vec<&BatchFile> {
        let mut files: Vec<_> = self.registered.values().collect();
        files.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        files
    }

    /// Registers a file that is written.
    pub(super) async fn put(
        &mut self,
        work: &Work,
        label: Label,
        written: Written,
    ) -> Result<(), IssueError> {
        let file = BatchFile {
            batch_id: work.batch.batch_id.clone(),
            name: label.name.clone(),
            kind: label.kind.to_owned(),
            first_sheet: label.first_sheet,
            last_sheet: label.last_sheet,
            bytes: written.bytes,
            sha256: written.sha256,
            written_at: (work.issuing.clock)(),
        };
        let turn = work.meter.write();
        let is_put = work.issuing.ledger.store().put_batch_file(file.clone()).await?;
        drop(turn);
        if !is_put {
            return Err(IssueError::Otherwise { file: self.output.shown(&label.name) });
        }
        self.registered.insert(label.name, file);
        Ok(())
    }
}

/// Draws a file of sheets, in the order of their pages.
pub(super) fn sheets(
    work: &Work,
    output: &Output,
    name: &str,
    sheets: &[Sheet],
) -> Result<Written, IssueError> {
    let failed = |source| output.failed(name, source);
    output.write(name, |out| {
        let title = format!("{} {name}", work.batch.batch_id);
        let mut writer = work.issuing.press.writer(out, &title).map_err(failed)?;
        let mut page = 1;
        for sheet in sheets {
            let add = |writer: &mut print::PdfWriter<'_, _>, paper: &Paper| {
                writer.add(paper).map_err(|it| match it {
                    AddError::Undrawable(source) => {
                        IssueError::Undrawable { sheet: sheet.sheet, source }
                    }
                    AddError::Io(source) => failed(source),
                })
            };
            while page < sheet.page {
                add(&mut writer, &left_out(work))?;
                page += 1;
            }
            let paper = recording::content(work, &sheet.document_id)?;
            add(&mut writer, &content::on_sheet(paper, work.sheet_text(sheet.sheet)))?;
            page += 1;
        }
        writer.finish().map_err(failed)?;
        Ok(())
    })
}

/// Draws a file of other papers. One that cannot be drawn is drawn as the caller says instead.
pub(super) fn papers(
    work: &Work,
    output: &Output,
    name: &str,
    papers: &[Paper],
) -> Result<Written, IssueError> {
    let failed = |source| output.failed(name, source);
    output.write(name, |out| {
        let title = format!("{} {name}", work.batch.batch_id);
        let mut writer = work.issuing.press.writer(out, &title).map_err(failed)?;
        for paper in papers {
            writer.add(paper).map_err(|it| match it {
                AddError::Undrawable(source) => IssueError::Undrawable { sheet: 0, source },
                AddError::Io(source) => failed(source),
            })?;
        }
        writer.finish().map_err(failed)?;
        Ok(())
    })
}

/// The page of an item that was no longer due when others behind it were recorded already: pages
/// have their numbers in the register.
fn left_out(work: &Work) -> Paper {
    Paper::Letter(Box::new(Letter {
        insurer: work.stationery.insurer.clone(),
        recipient: Recipient {
            postcode: None,
            address: String::new(),
            name: "係".to_owned(),
            is_body: true,
        },
        number: None,
        day: work.stationery.on,
        title: "欠番".to_owned(),
        paragraphs: vec!["この頁に当たる書類はありません。この用紙は捨ててください。".to_owned()],
        enclosures: Vec::new(),
    }))
}
