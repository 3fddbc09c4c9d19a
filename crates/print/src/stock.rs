//! Paper that is printed already: what is the same on every sheet of a kind.

use std::collections::HashMap;
use std::sync::Arc;

use crate::faces::Faces;
use crate::layout::{Layout, Undrawable};

/// The stock (台紙) of a file: each kind of sheet is laid out once, and encoded once.
#[derive(Debug)]
pub struct Stocks<'a> {
    faces: &'a Faces,
    known: HashMap<String, Arc<Layout<'a>>>,
}

impl<'a> Stocks<'a> {
    /// No stock yet.
    pub(crate) fn new(faces: &'a Faces) -> Self {
        Self { faces, known: HashMap::new() }
    }

    /// What letters are set in.
    #[must_use]
    pub fn faces(&self) -> &'a Faces {
        self.faces
    }

    /// The stock of a name, which says all that is drawn on it; made where it is not there yet.
    ///
    /// # Errors
    ///
    /// What making it finds.
    pub fn of(
        &mut self,
        name: &str,
        make: impl FnOnce(&'a Faces) -> Result<Layout<'a>, Undrawable>,
    ) -> Result<Arc<Layout<'a>>, Undrawable> {
        if let Some(stock) = self.known.get(name) {
            return Ok(Arc::clone(stock));
        }
        let stock = Arc::new(make(self.faces)?);
        self.known.insert(name.to_owned(), Arc::clone(&stock));
        Ok(stock)
    }
}
