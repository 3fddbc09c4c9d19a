//! One request file, from its content to its answer.

use std::{io, sync::Arc, time::Duration};

use interchange::{
    confirmation::{Cause, ReferenceNumberOutcome, ReferenceNumberRequest},
    oqs::{
        Bulk, BulkProgress, BulkUnit, ConfirmManyRequest, ConfirmRequest, Confirmed,
        DownloadManyRequest, FileKind, MessageKind, Outcome, Received,
        RegisterReferenceNumberRequest, Registered, RegistrationResult, Request as Message,
        Response, ResultCode, Unreadable,
    },
};

use super::{
    Inner, blocking, bulks,
    folder::{self, Listed, Taken},
    hub::{Heard, cannot_tell},
    looks::Settled,
    put::{self, Content, Put},
    requests::{self, Identity, Request},
    status::Trouble,
    texts::Refused,
};
use crate::JournalError;

/// How long a file that cannot be read must stay unchanged before it goes back: a writer over a
/// slow share may pause.
const UNREADABLE_AFTER: Duration = Duration::from_secs(3);

/// What came of a request file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handled {
    /// It is answered and removed.
    Done,
    /// It changed, or may be half written.
    LookAgain,
    /// The hub is not reached.
    HubSilent,
    /// The hub could not tell.
    Again,
    /// The hub was too slow.
    HubSlow,
    /// The hub asks to wait.
    Wait(Duration),
}

/// What kept the link from handling a request; it is tried again.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("a request could not be read or removed")]
    RequestFile(#[source] io::Error),
    #[error("an answer could not be written")]
    AnswerFolder(#[source] io::Error),
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// What is to be done with a request.
enum Verdict {
    Answer(Vec<u8>, Option<bulks::New>),
    Refuse(Refused),
    NotYet(Handled),
}

impl Failure {
    pub(super) const fn trouble(&self) -> Trouble {
        match self {
            Self::RequestFile(_) => Trouble::RequestFile,
            Self::AnswerFolder(_) => Trouble::AnswerFolder,
            Self::Journal(_) => Trouble::Journal,
        }
    }
}

/// Handles a request file that has settled.
pub(super) async fn handle(link: &Arc<Inner>, settled: &Settled) -> Result<Handled, Failure> {
    let file = &settled.file;
    let Some((taken, message)) = read(link, file).await.map_err(Failure::RequestFile)? else {
        return Ok(Handled::LookAgain);
    };
    let may_be_half = matches!(message, Err(Refused::Unreadable(why))
        if !matches!(why, Unreadable::Size(_)));
    if may_be_half && settled.unchanged_for < UNREADABLE_AFTER {
        return Ok(Handled::LookAgain);
    }
    let identity = Identity {
        institution: link.institution.clone(),
        name: file.name.clone(),
        digest: taken.digest,
        modified: file.stamp.modified,
    };
    let (request, replaced) = requests::take(&link.journal, identity, link.now()).await?;
    discard(link, replaced).await?;
    if let Some(files) = request.files.clone() {
        return finish(link, file, request.sequence, files).await;
    }
    let verdict = match message {
        Err(why) => Verdict::Refuse(why),
        Ok(Message::Confirm(it)) => confirm(link, &it, &request).await?,
        Ok(Message::ConfirmMany(it)) => receive(link, &it, &request, taken.bytes.as_deref()),
        Ok(Message::DownloadMany(it)) => download(link, &it).await?,
        Ok(Message::RegisterReferenceNumber(it)) => register(link, &it, &request).await?,
    };
    let (files, bulk) = match verdict {
        Verdict::NotYet(handled) => return Ok(handled),
        Verdict::Answer(bytes, bulk) => (answer_files(file, bytes), bulk),
        Verdict::Refuse(why) => (refusal_files(link, file, taken.bytes, why), None),
    };
    let (inner, listed) = (Arc::clone(link), file.clone());
    let is_still = blocking(move || folder::is_still(&inner.folders.req, &listed)).await;
    if !is_still.map_err(Failure::RequestFile)? {
        // It was taken back or replaced while the hub was asked; the next look tells.
        return Ok(Handled::LookAgain);
    }
    let files = write(link, request.sequence, files).await?;
    requests::ready(&link.journal, request.sequence, files.clone(), bulk).await?;
    finish(link, file, request.sequence, files).await
}

/// Reads a file and its message; none where it changed since it was listed.
async fn read(
    link: &Arc<Inner>,
    file: &Listed,
) -> io::Result<Option<(Taken, Result<Message, Refused>)>> {
    let (link, file) = (Arc::clone(link), file.clone());
    blocking(move || {
        let taken = folder::take(&link.folders.req, &file)?;
        Ok(taken.map(|taken| {
            let message = message(&file, &taken);
            (taken, message)
        }))
    })
    .await
}

/// The message of a request file, or why it goes back.
fn message(file: &Listed, taken: &Taken) -> Result<Message, Refused> {
    let kind = match file.kind {
        FileKind::Handled(kind) => kind,
        FileKind::Encrypted(_) => return Err(Refused::Encrypted),
        FileKind::NotHandled { title, .. } => return Err(Refused::NotOffered(title)),
    };
    let message = match &taken.bytes {
        Some(bytes) => Message::read(kind, bytes),
        None => Err(Unreadable::Size(usize::try_from(file.stamp.size).unwrap_or(usize::MAX))),
    };
    message.map_err(Refused::Unreadable)
}

/// The answer file of a request.
fn answer_files(file: &Listed, bytes: Vec<u8>) -> Vec<(String, Content)> {
    let name = MessageKind::answer_file_name(&file.name);
    // Only requests of a kind that has answers are answered.
    name.map(|name| (name, Content::Bytes(bytes))).into_iter().collect()
}

/// The request itself, and before it the text that says why: who finds the one finds the other.
fn refusal_files(
    link: &Inner,
    file: &Listed,
    bytes: Option<Vec<u8>>,
    why: Refused,
) -> Vec<(String, Content)> {
    let base = file.name.rsplit_once('.').map_or(&*file.name, |(base, _)| base);
    let text = link.settings.charset.encode(&why.text());
    let request = match bytes {
        Some(bytes) => Content::Bytes(bytes),
        None => Content::SameAs(link.folders.req.join(&file.name)),
    };
    vec![(format!("{base}.err"), Content::Bytes(text)), (file.name.clone(), request)]
}

/// Makes the files of an answer durable under names nobody looks for.
async fn write(
    link: &Arc<Inner>,
    sequence: i64,
    files: Vec<(String, Content)>,
) -> Result<Vec<Put>, Failure> {
    let link = Arc::clone(link);
    let written = blocking(move || {
        let mut puts = Vec::with_capacity(files.len());
        for (place, (name, content)) in files.into_iter().enumerate() {
            let put = Put::new(&link.institution, sequence, place, name);
            put.write(&link.folders.res, &content)?;
            puts.push(put);
        }
        put::sync_folder(&link.folders.res)?;
        Ok(puts)
    });
    written.await.map_err(Failure::AnswerFolder)
}

/// Puts a durable answer, and only then removes the request; goes on where a crash left off.
async fn finish(
    link: &Arc<Inner>,
    file: &Listed,
    sequence: i64,
    files: Vec<Put>,
) -> Result<Handled, Failure> {
    let inner = Arc::clone(link);
    let placed = blocking(move || put::place(&inner.folders.res, &files));
    placed.await.map_err(Failure::AnswerFolder)?;
    let (inner, file) = (Arc::clone(link), file.clone());
    let removed = blocking(move || {
        // A request that replaced this one meanwhile is another one.
        if folder::is_still(&inner.folders.req, &file)? {
            put::remove(&inner.folders.req, &file.name)?;
        }
        Ok(())
    });
    removed.await.map_err(Failure::RequestFile)?;
    requests::done(&link.journal, sequence, link.now()).await?;
    Ok(Handled::Done)
}

async fn discard(link: &Arc<Inner>, files: Vec<Put>) -> Result<(), Failure> {
    if files.is_empty() {
        return Ok(());
    }
    let link = Arc::clone(link);
    let discarded = blocking(move || files.iter().try_for_each(|it| it.discard(&link.folders.res)));
    discarded.await.map_err(Failure::AnswerFolder)
}

async fn confirm(
    link: &Inner,
    message: &ConfirmRequest,
    request: &Request,
) -> Result<Verdict, JournalError> {
    let answer = |outcome: Outcome<'_>, executed_at| {
        let confirmed = Confirmed { request: message, outcome, executed_at };
        Verdict::Answer(Response::Confirmed(confirmed).xml(link.settings.charset), None)
    };
    let on = message.header.on;
    if message.header.institution != link.institution {
        return Ok(answer(Outcome::OtherInstitution, link.now()));
    }
    let question = match message.search.to_question(on, request.id.clone(), request.asked_at) {
        Ok(question) => question,
        Err(why) => return Ok(answer(Outcome::Unanswerable(why), link.now())),
    };
    let heard = link.hub.confirm(&question).await;
    let told = match settle(link, request, heard).await? {
        Settlement::Told(told) => told,
        Settlement::GiveUp(cause) => Box::new(cannot_tell(&request.id, on, cause, link.now())),
        Settlement::NotYet(handled) => return Ok(Verdict::NotYet(handled)),
    };
    Ok(answer(Outcome::Answered(&told), told.confirmed_at))
}

async fn register(
    link: &Inner,
    message: &RegisterReferenceNumberRequest,
    request: &Request,
) -> Result<Verdict, JournalError> {
    let answer = |result| {
        let executed_at = link.now();
        let registered = Registered { request: message, result, executed_at };
        Verdict::Answer(Response::Registered(registered).xml(link.settings.charset), None)
    };
    if message.institution != link.institution {
        return Ok(answer(RegistrationResult::OtherInstitution));
    }
    let registration = match message.registration.to_registration() {
        Ok(registration) => registration,
        Err(why) => return Ok(answer(RegistrationResult::Unanswerable(why))),
    };
    let asked = ReferenceNumberRequest {
        id: request.id.clone(),
        asked_at: request.asked_at,
        reference_number: registration.reference_number,
        insurer_number: registration.insurer_number,
        symbol: registration.symbol,
        number: registration.number,
        branch: registration.branch,
    };
    let heard = link.hub.register(&asked).await;
    let told = match settle(link, request, heard).await? {
        Settlement::Told(told) => told,
        Settlement::GiveUp(cause) => ReferenceNumberOutcome::Undetermined { cause },
        Settlement::NotYet(handled) => return Ok(Verdict::NotYet(handled)),
    };
    Ok(answer(RegistrationResult::Answered(told)))
}

/// Receives a bulk request: its receipt is the answer, and its people are asked about beside.
fn receive(
    link: &Inner,
    message: &ConfirmManyRequest,
    request: &Request,
    bytes: Option<&[u8]>,
) -> Verdict {
    if message.header.institution != link.institution {
        return Verdict::Refuse(Refused::OtherInstitution);
    }
    let received_at = link.now();
    let bytes = bytes.unwrap_or_default().to_vec();
    let bulk = bulks::New::of(message, (&request.id, request.asked_at), bytes, received_at);
    let received =
        Received { request: message, reception_number: &bulk.reception_number, received_at };
    let receipt = Response::Received(received).xml(link.settings.charset);
    Verdict::Answer(receipt, Some(bulk))
}

async fn download(link: &Inner, message: &DownloadManyRequest) -> Result<Verdict, JournalError> {
    let answer = |progress: BulkProgress<'_>, executed_at| {
        let bulk = Bulk { request: message, progress, executed_at };
        Verdict::Answer(Response::Bulk(bulk).xml(link.settings.charset), None)
    };
    let failed = |why| answer(BulkProgress::Failed { asked: None, why }, link.now());
    if message.institution != link.institution {
        return Ok(failed(ResultCode::OtherInstitution));
    }
    let number = message.reception_number.trimmed().to_owned();
    let Some(found) = bulks::find(&link.journal, number).await? else {
        return Ok(failed(ResultCode::ReceptionUnknown));
    };
    let Some(request) = found.request() else {
        return Ok(failed(ResultCode::Failed));
    };
    let asked = &request.header;
    let Some(done_at) = found.done_at else {
        return Ok(answer(BulkProgress::Running { asked }, link.now()));
    };
    let mut units = Vec::with_capacity(request.searches.len());
    for (search, told) in request.searches.iter().zip(&found.answers) {
        let outcome = match told {
            Some(told) => Outcome::Answered(told),
            // Only what could not be asked has no answer.
            None => match search.to_question(asked.on, String::new(), done_at) {
                Err(why) => Outcome::Unanswerable(why),
                Ok(_) => return Ok(failed(ResultCode::Failed)),
            },
        };
        units.push(BulkUnit { search, outcome });
    }
    Ok(answer(BulkProgress::Done { asked, units: &units }, done_at))
}

/// What an attempt at the hub means for a request.
enum Settlement<T> {
    Told(T),
    /// The hub could not tell for so long that the answer says so.
    GiveUp(Cause),
    NotYet(Handled),
}

async fn settle<T>(
    link: &Inner,
    request: &Request,
    heard: Heard<T>,
) -> Result<Settlement<T>, JournalError> {
    let (cause, handled) = match heard {
        Heard::Told(told) => return Ok(Settlement::Told(told)),
        // A hub that is not reached leaves the request in place, however long it is away.
        Heard::Silent => return Ok(Settlement::NotYet(Handled::HubSilent)),
        Heard::Undatable if !request.redated => {
            requests::redate(&link.journal, request.sequence, link.now()).await?;
            return Ok(Settlement::NotYet(Handled::LookAgain));
        }
        Heard::Undatable => (Cause::Failed, Handled::Again),
        Heard::CannotTell(cause) => (cause, Handled::Again),
        Heard::Wait(wait) => (Cause::Busy, Handled::Wait(wait)),
        Heard::Slow => (Cause::Busy, Handled::HubSlow),
    };
    let now = link.now();
    let since = requests::cannot_tell(&link.journal, request.sequence, now).await?;
    let waited = Duration::try_from(now.duration_since(since)).unwrap_or_default();
    if waited < link.settings.give_up_after {
        Ok(Settlement::NotYet(handled))
    } else {
        Ok(Settlement::GiveUp(cause))
    }
}
