//! Failures, for the operator. An answer such as "somebody was first" is a value, not an error.

use crate::{ActError, ChangeError, OfficeActError, PersonKey};

/// Why a database was not opened, in the order checked.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The engine is not built yet.
    #[error("postgres:// is not supported yet: give sqlite:PATH")]
    NotBuilt,
    /// No engine has such a URL.
    #[error("expected a database as sqlite:PATH")]
    Url,
    /// The file is a database of another program.
    #[error("the {file} is a database of another program")]
    Foreign {
        /// Which of the two files.
        file: &'static str,
    },
    /// The database was written by a newer program.
    #[error(
        "the {file} has schema {found}, this program knows up to {known}: start the newer program"
    )]
    Newer {
        /// Which of the two files.
        file: &'static str,
        /// The newest migration applied.
        found: i64,
        /// The newest migration known.
        known: i64,
    },
    /// The engine could not open it.
    #[error("the {file} could not be opened")]
    Engine {
        /// Which of the two files.
        file: &'static str,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A thread for its writes could not be started.
    #[error("a thread could not be started")]
    Thread(#[source] std::io::Error),
}

/// Why a read or write failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk or the engine.
    #[error("the database failed")]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What is stored of a person cannot be read.
    #[error("what is stored of person {person_key} is damaged: {what}")]
    Damaged {
        /// Whose.
        person_key: PersonKey,
        /// What could not be read.
        what: &'static str,
    },
    /// A value outside a person's facts cannot be read.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// Another process moved the job on: read it again.
    #[error("the job is not where it was")]
    JobMoved,
    /// The writing thread has ended or gave the work up.
    #[error("the write was not carried out")]
    Stopped,
    /// More is waiting to be written than can be taken.
    #[error("too much is waiting to be written")]
    Busy,
    /// What was to be recorded cannot be, whatever the database holds.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// An act cannot be recorded, whatever the database holds.
    #[error(transparent)]
    Act(#[from] ActError),
    /// An office's act or issue cannot be recorded, whatever the database holds.
    #[error(transparent)]
    OfficeAct(#[from] OfficeActError),
    /// An item of a batch that was to be settled as made, which only its issue makes it.
    #[error("an item is made by the issue of its original only")]
    MadeItem,
    /// An act of this id was recorded before and says something else.
    #[error("another act has this id")]
    AnotherAct,
    /// What is registered of an issuer of certificates is not what was to be registered.
    #[error("another issuer of certificates has this key or this generation")]
    AnotherIssuer,
    /// Serial numbers of an issuer that is not registered or has not so many left.
    #[error("the issuer of certificates is not registered or has no serial numbers left")]
    Serials,
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(Box::new(error))
    }
}
