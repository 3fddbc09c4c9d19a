//! What stands on a paper: a person and their coverage in, the paper out.

use eligibility::{CoverageOn, DocumentKind, InsurerNumber, PaperValidity, coverage_on};
use jiff::civil::Date;
use print::{
    AddressOnPaper, ElderlyCertificate, EligibilityCertificate, Notice, OptionalItems, Paper,
    PaperInsurer, Recipient,
};
use record::{Coverage, Person, Role, Sex, law::Facts};

use crate::work::plan::must_not_be_found;

/// The insurer's part of every paper of a batch.
pub(super) struct Stationery {
    pub(super) insurer: PaperInsurer,
    pub(super) number: InsurerNumber,
    pub(super) settings: std::sync::Arc<record::Settings>,
    pub(super) law: std::sync::Arc<eligibility::Settings>,
    /// The day of issue.
    pub(super) on: Date,
    /// The day of the run: a flag set after the plan was made holds as well.
    pub(super) today: Date,
}

/// Whom a paper is for, under which coverage, and for how long.
pub(super) struct Holder<'a> {
    pub(super) person: &'a Person,
    /// The place of the coverage in the dossier's list.
    pub(super) place: usize,
    pub(super) coverage: &'a Coverage,
    pub(super) validity: &'a PaperValidity,
}

impl Stationery {
    /// The paper of a kind; none for the former certificates, and for whom nobody can name.
    pub(super) fn paper(&self, kind: DocumentKind, holder: &Holder<'_>) -> Option<Paper> {
        match kind {
            DocumentKind::EligibilityCertificate => {
                Some(Paper::Certificate(Box::new(self.certificate(holder)?)))
            }
            DocumentKind::EligibilityNotice => Some(Paper::Notice(Box::new(self.notice(holder)?))),
            DocumentKind::ElderlyRecipientCertificate => {
                Some(Paper::Elderly(Box::new(self.elderly(holder)?)))
            }
            DocumentKind::FormerInsuranceCertificate => None,
        }
    }

    fn certificate(&self, holder: &Holder<'_>) -> Option<EligibilityCertificate> {
        let identity = holder.person.identity.as_ref()?;
        let share = self.share_from_seventy(holder);
        let printed = self.settings.share == record::SharePlace::Printed || self.is_late_stage();
        let share = share.filter(|_| printed);
        Some(EligibilityCertificate {
            form: form(self.settings.certificate_form),
            crop_marks: self.settings.crop_marks,
            heading: self.heading(),
            member: self.member(holder.coverage.role).to_owned(),
            sheet: String::new(),
            insurer: self.insurer.clone(),
            symbol: holder.coverage.symbol.clone(),
            number: holder.coverage.number.clone(),
            branch: holder.coverage.branch.clone(),
            name: identity.name.clone(),
            kana: identity.kana.clone(),
            sex: sex(identity.sex),
            born_on: holder.person.dossier.born_on,
            acquired_on: holder.coverage.acquired_on,
            valid_from: share.map(|_| holder.validity.valid_from),
            valid_to: holder.validity.valid_to,
            share_tenths: share,
            insured_name: insured_name(holder),
            address: self.address(holder.person),
            issued_on: self.on,
            optional: OptionalItems::default(),
            code: None,
        })
    }

    fn notice(&self, holder: &Holder<'_>) -> Option<Notice> {
        let identity = holder.person.identity.as_ref()?;
        let share = self.share_from_seventy(holder);
        Some(Notice {
            insurer: self.insurer.clone(),
            heading: self.heading(),
            member: self.member(holder.coverage.role).to_owned(),
            sheet: String::new(),
            symbol: holder.coverage.symbol.clone(),
            number: holder.coverage.number.clone(),
            branch: holder.coverage.branch.clone(),
            name: identity.name.clone(),
            kana: identity.kana.clone(),
            start_on: holder.coverage.acquired_on,
            insured_name: insured_name(holder),
            share_tenths: share,
            valid_from: share.map(|_| holder.validity.valid_from),
            valid_to: holder.validity.valid_to,
            issued_on: self.on,
            portal_address: self.settings.portal_address.clone(),
            recipient: recipient(holder.person, &identity.name),
        })
    }

    fn elderly(&self, holder: &Holder<'_>) -> Option<ElderlyCertificate> {
        let identity = holder.person.identity.as_ref()?;
        Some(ElderlyCertificate {
            crop_marks: self.settings.crop_marks,
            insurer: self.insurer.clone(),
            heading: self.heading(),
            member: self.member(holder.coverage.role).to_owned(),
            sheet: String::new(),
            symbol: holder.coverage.symbol.clone(),
            number: holder.coverage.number.clone(),
            branch: holder.coverage.branch.clone(),
            name: identity.name.clone(),
            kana: identity.kana.clone(),
            sex: sex(identity.sex),
            born_on: holder.person.dossier.born_on,
            insured_name: insured_name(holder),
            address: self.address(holder.person),
            share_tenths: self.share_from_seventy(holder)?,
            valid_from: holder.validity.valid_from,
            valid_to: holder.validity.valid_to?,
            issued_on: self.on,
        })
    }

    /// The share on the first day of validity, from 70 on and of the late-stage elderly only
    ///
    fn share_from_seventy(&self, holder: &Holder<'_>) -> Option<u8> {
        let facts = Facts::of(&holder.person.dossier);
        let dossier = facts.dossier();
        let first_day = holder.validity.valid_from;
        let counts = self.is_late_stage()
            || first_day >= eligibility::Ages::of(dossier.born_on).elderly_from;
        match coverage_on(&dossier, &self.law, holder.place, first_day) {
            Some(CoverageOn::InForce { share_tenths, .. }) if counts => Some(share_tenths),
            Some(
                CoverageOn::InForce { .. } | CoverageOn::Ended { .. } | CoverageOn::NotBegun { .. },
            )
            | None => None,
        }
    }

    fn is_late_stage(&self) -> bool {
        self.number.is_late_stage()
    }

    /// The name of the insurance: as set, else by the number of the insurer (F-77).
    pub(super) fn heading(&self) -> String {
        if !self.settings.insurance_name.is_empty() {
            return self.settings.insurance_name.clone();
        }
        let name = match self.number.get() / 1_000_000 {
            39 => "後期高齢者医療",
            0 | 67 => "国民健康保険",
            _ => "健康保険",
        };
        name.to_owned()
    }

    /// What the person is to the insurer (R-001, F-79).
    fn member(&self, role: Role) -> &'static str {
        let national = self.number.get() < 1_000_000;
        match role {
            Role::Insured if national && self.number.has_workplaces() => "組合員",
            Role::Dependent if national && self.number.has_workplaces() => "家族",
            Role::Dependent if self.number.has_workplaces() => "被扶養者",
            Role::Insured | Role::Dependent => "被保険者",
        }
    }

    /// As set; of whom nobody may find, it stands on no paper (F-49).
    fn address(&self, person: &Person) -> AddressOnPaper {
        match (self.settings.address, &person.address) {
            _ if must_not_be_found(person, self.on.max(self.today)) => AddressOnPaper::Omitted,
            (record::AddressPlace::Printed, Some(address)) if !address.text.is_empty() => {
                AddressOnPaper::Printed(address.text.clone())
            }
            (record::AddressPlace::Printed | record::AddressPlace::Handwritten, _) => {
                AddressOnPaper::Blank
            }
        }
    }
}

/// The same paper on a sheet of a number.
pub(super) fn on_sheet(paper: Paper, sheet: String) -> Paper {
    match paper {
        Paper::Certificate(mut it) => {
            it.sheet = sheet;
            Paper::Certificate(it)
        }
        Paper::Notice(mut it) => {
            it.sheet = sheet;
            Paper::Notice(it)
        }
        Paper::Elderly(mut it) => {
            it.sheet = sheet;
            Paper::Elderly(it)
        }
        other @ (Paper::ExpiryNotice(_)
        | Paper::Letter(_)
        | Paper::CountSlip(_)
        | Paper::PostList(_)
        | Paper::Invoice(_)
        | Paper::Form(_)
        | Paper::Statement(_)) => other,
    }
}

/// Whose name a paper shows.
pub(super) fn name_on(paper: &Paper) -> &str {
    match paper {
        Paper::Certificate(it) => &it.name,
        Paper::Notice(it) => &it.name,
        Paper::Elderly(it) => &it.name,
        Paper::ExpiryNotice(_)
        | Paper::Letter(_)
        | Paper::CountSlip(_)
        | Paper::PostList(_)
        | Paper::Invoice(_)
        | Paper::Form(_)
        | Paper::Statement(_) => "",
    }
}

/// The name of the insured person a paper shows, where it is another's.
pub(super) fn insured_name_on(paper: &Paper) -> Option<&str> {
    match paper {
        Paper::Certificate(it) => it.insured_name.as_deref(),
        Paper::Notice(it) => it.insured_name.as_deref(),
        Paper::Elderly(it) => it.insured_name.as_deref(),
        Paper::ExpiryNotice(_)
        | Paper::Letter(_)
        | Paper::CountSlip(_)
        | Paper::PostList(_)
        | Paper::Invoice(_)
        | Paper::Form(_)
        | Paper::Statement(_) => None,
    }
}

/// A person as an envelope names them.
pub(super) fn recipient(person: &Person, name: &str) -> Recipient {
    let address = person.address.as_ref();
    Recipient {
        postcode: address.and_then(|it| it.postcode.clone()),
        address: address.map(|it| it.text.clone()).unwrap_or_default(),
        name: name.to_owned(),
        is_body: false,
    }
}

/// A kind of paper as people read it.
pub(super) const fn kind_name(kind: record::DocumentKind) -> &'static str {
    match kind {
        record::DocumentKind::EligibilityCertificate => "資格確認書",
        record::DocumentKind::EligibilityNotice => "資格情報のお知らせ",
        record::DocumentKind::ElderlyRecipientCertificate => "高齢受給者証",
        record::DocumentKind::FormerInsuranceCertificate => "健康保険証",
    }
}

/// The insured person's name, on the papers of the others.
fn insured_name(holder: &Holder<'_>) -> Option<String> {
    let identity = holder.person.identity.as_ref()?;
    match holder.coverage.role {
        Role::Insured => identity.insured_name.clone().filter(|it| *it != identity.name),
        Role::Dependent => identity.insured_name.clone(),
    }
}

fn sex(sex: Sex) -> Option<String> {
    match sex {
        Sex::Male => Some("男".to_owned()),
        Sex::Female => Some("女".to_owned()),
        Sex::Unset => None,
    }
}

const fn form(form: record::CertificateForm) -> print::CertificateForm {
    match form {
        record::CertificateForm::Card => print::CertificateForm::Card,
        record::CertificateForm::Postcard => print::CertificateForm::Postcard,
        record::CertificateForm::A4 => print::CertificateForm::A4,
    }
}
