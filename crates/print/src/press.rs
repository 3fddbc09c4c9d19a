//! From papers to files.

use std::io::{self, Write};

use crate::faces::{Faces, PressError, pairs};
use crate::layout::Undrawable;
use crate::paper::Paper;
use crate::pdf::File;
use crate::stock::Stocks;

/// The press: the faces, and what is made with them. It can be used from several threads.
#[derive(Debug)]
pub struct Press {
    faces: Faces,
}

impl Press {
    /// With the faces of the program, then that of the system if it has one (`IPAmj` 明朝).
    ///
    /// # Errors
    ///
    /// When a font of the program is damaged.
    pub fn new() -> Result<Self, PressError> {
        Ok(Self { faces: Faces::new(true)? })
    }

    /// With the faces of the program alone, so that every machine makes the same file.
    ///
    /// # Errors
    ///
    /// When a font of the program is damaged.
    pub fn bundled() -> Result<Self, PressError> {
        Ok(Self { faces: Faces::new(false)? })
    }

    /// What letters are set in.
    #[must_use]
    pub fn faces(&self) -> &Faces {
        &self.faces
    }

    /// Whether a paper can be drawn, without drawing it.
    ///
    /// # Errors
    ///
    /// What cannot be shown, the first found.
    pub fn check(&self, paper: &Paper) -> Result<(), Undrawable> {
        paper.layouts(&mut Stocks::new(&self.faces)).map(|_| ())
    }

    /// Whether every character of a text can be shown.
    ///
    /// # Errors
    ///
    /// The place of the first that cannot, counted in letters with their selectors.
    pub fn check_text(&self, text: &str) -> Result<(), usize> {
        pairs(text).position(|it| self.faces.glyph(it).is_none()).map_or(Ok(()), Err)
    }

    /// A file of papers.
    ///
    /// # Errors
    ///
    /// What cannot be shown and in which paper, counted from 0; a font that cannot be embedded is
    /// found behind the last.
    pub fn pdf(&self, title: &str, papers: &[Paper]) -> Result<Vec<u8>, (usize, Undrawable)> {
        // Memory refuses no bytes, so what else is wrong is a font that cannot be embedded.
        let font = |_| (papers.len(), Undrawable::Font);
        let mut writer = self.writer(Vec::new(), title).map_err(font)?;
        for (place, paper) in papers.iter().enumerate() {
            writer.add(paper).map_err(|error| match error {
                AddError::Undrawable(undrawable) => (place, undrawable),
                AddError::Io(error) => font(error),
            })?;
        }
        writer.finish().map_err(font)
    }

    /// A file that is written while papers come.
    ///
    /// # Errors
    ///
    /// What the file's place says.
    pub fn writer<W: Write>(&self, out: W, title: &str) -> io::Result<PdfWriter<'_, W>> {
        let file = File::new(out, &self.faces, title)?;
        Ok(PdfWriter { stocks: Stocks::new(&self.faces), file })
    }
}

/// A file being written. Its memory does not grow with what is drawn, only by some bytes a page.
#[derive(Debug)]
pub struct PdfWriter<'a, W: Write> {
    stocks: Stocks<'a>,
    file: File<'a, W>,
}

/// Why a paper is not in the file.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// It cannot be drawn. Nothing of it is in the file, and the next may follow.
    #[error(transparent)]
    Undrawable(#[from] Undrawable),
    /// The file cannot be written.
    #[error("the file cannot be written")]
    Io(#[from] io::Error),
}

impl<W: Write> PdfWriter<'_, W> {
    /// Adds a paper and gives how many pages it took.
    ///
    /// # Errors
    ///
    /// What cannot be shown, the first found, or what the file's place says.
    pub fn add(&mut self, paper: &Paper) -> Result<(), AddError> {
        let layouts = paper.layouts(&mut self.stocks)?;
        Ok(self.file.add(&layouts)?)
    }

    /// How many pages the file has so far.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.file.pages()
    }

    /// Writes what stands at the end and gives the place back.
    ///
    /// # Errors
    ///
    /// What the file's place says.
    pub fn finish(self) -> Result<W, io::Error> {
        self.file.finish()
    }
}
