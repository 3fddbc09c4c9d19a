//! The application forms, blank or with a person's particulars filled in, and the letters that
//! answer an application.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Redirect},
};
use jiff::civil::Date;
use print::{FilledForm, FormEmployer, FormFields, FormKind, Paper, PaperInsurer};
use record::Person;

use super::{
    super::{Frame, Section, Shared, Signed, letters, whose::person_of},
    page::application_of,
};
use crate::{
    pages::{
        Page,
        fields::Choice,
        message::{Trouble, shown},
    },
    work::plan::must_not_be_found,
};

/// The forms, by their words and names.
pub(in super::super) const FORMS: [(&str, &str, FormKind); 7] = [
    ("certificate", "資格確認書交付申請書", FormKind::CertificateApplication),
    (
        "certificate-voluntary",
        "資格確認書交付申請書(任意継続)",
        FormKind::CertificateApplicationVoluntary,
    ),
    ("reissue", "資格確認書再交付申請書・滅失届", FormKind::Reissue),
    ("reissue-voluntary", "資格確認書再交付申請書・滅失届(任意継続)", FormKind::ReissueVoluntary),
    ("notice", "資格情報のお知らせ交付申請書", FormKind::NoticeApplication),
    ("cancellation", "マイナンバーカードの利用登録解除申請書", FormKind::RegistrationCancellation),
    ("overseas", "個人番号カード国外継続利用申請書", FormKind::OverseasContinuation),
];

#[derive(Template)]
#[template(path = "office/forms.html")]
struct FormsPage {
    frame: Frame,
    forms: Vec<Choice>,
}

/// The blank forms.
pub(super) async fn forms(State(pages): State<Shared>, signed: Signed) -> Page {
    let choice = |it: &(&str, &str, FormKind)| Choice {
        value: it.0.to_owned(),
        text: it.1.to_owned(),
        is_chosen: false,
    };
    let frame = Frame::of(&pages, &signed, Section::Applications)?;
    shown(&FormsPage { frame, forms: FORMS.iter().map(choice).collect() })
}

/// A blank form.
pub(super) async fn form(
    State(pages): State<Shared>,
    signed: Signed,
    Path(file): Path<String>,
) -> Page {
    let kind = kind_of(&file)?;
    let insurer = paper_insurer(&pages, &signed)?;
    letters::drawn(&pages, "申請書", vec![Paper::blank_form(kind, insurer)], &file).await
}

/// A form with a person's particulars.
pub(super) async fn filled_form(
    State(pages): State<Shared>,
    signed: Signed,
    Path((id, file)): Path<(String, String)>,
) -> Page {
    let kind = kind_of(&file)?;
    let (_, person) = person_of(&pages, &signed, &id)?;
    let today = pages.office.day();
    let fields = fields(&pages, &signed, &person, today)?;
    let insurer = paper_insurer(&pages, &signed)?;
    let form = Paper::Form(Box::new(FilledForm { kind, insurer, fields }));
    letters::drawn(&pages, "申請書", vec![form], &file).await
}

/// A letter that answers an application.
pub(super) async fn paper(
    State(pages): State<Shared>,
    signed: Signed,
    Path((id, file)): Path<(String, String)>,
) -> Page {
    let what = match file.as_str() {
        "invoice.pdf" => "invoice",
        "refusal.pdf" => "refusal",
        _ => return Err(Trouble::NothingHere),
    };
    let it = application_of(&pages, &signed, &id)?;
    let store = pages.office.store();
    let key = Some(it.person_key);
    let sent = store.mailing_about(signed.insurer, what, &it.application_id, key)?;
    let newest = sent.into_iter().max_by_key(|it| it.sent_on).ok_or(Trouble::Gone)?;
    Ok(Redirect::to(&letters::path_of(&signed, &newest.mailing_id)?).into_response())
}

fn kind_of(file: &str) -> Result<FormKind, Trouble> {
    let word = file.strip_suffix(".pdf").ok_or(Trouble::NothingHere)?;
    let form = FORMS.iter().find(|it| it.0 == word);
    form.map(|it| it.2).ok_or(Trouble::NothingHere)
}

/// The insurer as papers name it.
pub(in super::super) fn paper_insurer(
    pages: &Shared,
    signed: &Signed,
) -> Result<PaperInsurer, Trouble> {
    let known = pages.office.store().insurer(signed.insurer)?;
    let (name, address, phone) =
        known.map_or_else(Default::default, |it| (it.name, it.address, it.phone));
    Ok(PaperInsurer { number: signed.insurer.to_string(), name, address, phone })
}

/// What the ledger knows. Where nobody may find the person, neither address nor employer stands on
/// it: the form may go through one.
fn fields(
    pages: &Shared,
    signed: &Signed,
    person: &Person,
    today: Date,
) -> Result<FormFields, Trouble> {
    let coverages = person.dossier.coverages.iter();
    let coverage = coverages
        .filter(|it| it.insurer_number == signed.insurer && it.acquired_on <= today)
        .max_by_key(|it| it.acquired_on);
    let identity = person.identity.as_ref();
    let may_be_found = !must_not_be_found(person, today);
    let address = person.address.as_ref().filter(|_| may_be_found);
    let delivery = person.delivery.as_ref().filter(|_| may_be_found);
    let code = delivery.map(|it| it.employer_code.clone());
    let employer = match code {
        Some(code) => pages.office.store().employer(signed.insurer, &code)?,
        None => None,
    };
    Ok(FormFields {
        symbol: coverage.and_then(|it| it.symbol.clone()),
        number: coverage.map(|it| it.number.clone()),
        branch: coverage.and_then(|it| it.branch.clone()),
        name: identity.map(|it| it.name.clone()),
        kana: identity.and_then(|it| it.kana.clone()),
        insured_name: identity.and_then(|it| it.insured_name.clone()),
        born_on: Some(person.dossier.born_on),
        postcode: address.and_then(|it| it.postcode.clone()),
        address: address.map(|it| it.text.clone()),
        employer: employer.map(|it| FormEmployer {
            code: Some(it.code),
            name: Some(it.name),
            address: Some(it.address),
            ..FormEmployer::default()
        }),
        ..FormFields::default()
    })
}
