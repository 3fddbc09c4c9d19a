//! The messages of the receipt computer's interface (オンライン資格確認 外部インターフェイス), as XML
//! files and as the JSON form of the same tree. The only home of their element names.
//!
//! A question's way: [`MessageKind::of_file_name`] says what a file is, [`Request::read`] reads it,
//! [`SearchInfo::to_question`] turns a person's part into a [`crate::confirmation::Question`], and
//! [`Response`] spells the answer. [`read_answer`] reads an answer back.
//!
//! Two refusals are kept apart. [`Unreadable`] refuses a whole message: it goes back with an `.err`
//! file. [`Unanswerable`] refuses one person's question in a readable message: it is answered,
//! with a code and a message at that person.
//!
//! **Architecture Invariant:** elements are read by name, in any order, and unknown ones ignored;
//! absent ones are left out of answers, never written empty.

mod charset;
mod json;
mod kind;
mod person;
mod reply;
mod request;
mod response;
mod result_code;
mod sink;
mod tree;
mod unreadable;
mod verbatim;
mod xml;

pub use charset::Charset;
pub use json::{Login, LoginResult};
pub use kind::{FileKind, MessageKind};
pub use person::Outcome;
pub use reply::{
    ElderlyReply, EligibilityReply, OutcomeReply, PersonReply, Reply, ReplyHeader, ResultReply,
    read_answer, read_answer_json,
};
pub use request::{
    ConfirmManyRequest, ConfirmRequest, DownloadManyRequest, RegisterReferenceNumberRequest,
    RegistrationInfo, Request, RequestHeader, SearchInfo,
};
pub use response::{
    Bulk, BulkProgress, BulkUnit, Confirmed, Received, Registered, RegistrationResult, Response,
};
pub use result_code::{ResultCode, Unanswerable};
pub use unreadable::Unreadable;
pub use verbatim::Verbatim;

/// Where the JSON form of the tree is logged in, below a base of the client's.
pub const LOGIN_PATH: &str = "/oqs-api-pro/MSA12020/ILI12020SV01/auth";

/// Where the JSON form of the tree is asked, below the same base.
pub const SEARCH_PATH: &str = "/oqs-api-pro/MSA01030/ILI01030SV01/search";
