//! What the pages of the authority and of the insurer's office have in common: signing in,
//! sessions, forms and their fields, pages that only tell something, and the guard around all.

pub(crate) mod assets;
pub(crate) mod attempts;
pub(crate) mod fields;
pub(crate) mod guard;
pub(crate) mod message;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod view;
mod wareki;
pub(crate) mod words;

use axum::response::Response;
use jiff::civil::Date;

/// What a handler gives: a page, or why there is none.
pub(crate) type Page = Result<Response, message::Trouble>;

/// One set of pages: where it lies and what it is called.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The path of the first page; every other lies under it.
    pub(crate) base: &'static str,
    /// What stands beside the house's name.
    pub(crate) name: &'static str,
    /// The cookie of a session.
    pub(crate) cookie: &'static str,
    /// Whether some page refreshes itself by the house's own script.
    pub(crate) refreshes: bool,
}

/// The era of a day and the year in it; before 明治 the western year.
pub(crate) fn era_of(day: Date) -> (&'static str, i16) {
    wareki::of(day)
}
