//! Work on a ledger that pages and commands call alike.
