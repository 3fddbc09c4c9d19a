//! Requests as a receipt computer writes them.

pub(crate) const INSTITUTION: &str = "1311111114";

/// `OQSsiquc01req` for a number.
pub(crate) fn confirm(tag: &str, number: &str) -> String {
    message(
        &format!("{ON}{}", header(tag)),
        &format!(
            "<QualificationConfirmSearchInfo>{}</QualificationConfirmSearchInfo>",
            search(number)
        ),
    )
}

/// `OQSmuquc01req` for numbers.
pub(crate) fn bulk(tag: &str, numbers: &[&str]) -> String {
    let people: Vec<String> = numbers
        .iter()
        .map(|number| {
            format!(
                "<QualificationConfirmSearchInfo>{}<ArbitraryIdentifier>{number}_1\
                 </ArbitraryIdentifier></QualificationConfirmSearchInfo>",
                search(number)
            )
        })
        .collect();
    message(&format!("{ON}{}", header(tag)), &people.join("\n    "))
}

/// `OQSmuquc02req` for a reception number.
pub(crate) fn download(reception_number: &str) -> String {
    message(
        &format!("<MedicalInstitutionCode>{INSTITUTION}</MedicalInstitutionCode>"),
        &format!("<ReceptionNumber>{reception_number}</ReceptionNumber>"),
    )
}

/// `OQSsiimm01req` for a number.
pub(crate) fn register(tag: &str, number: &str, reference_number: &str) -> String {
    message(
        &header(tag),
        &format!(
            "<ReferenceNumberRegistrationInfo><ReferenceNumber>{reference_number}\
             </ReferenceNumber><InsurerNumber>  113019</InsurerNumber>\
             <InsuredIdentificationNumber>{number}</InsuredIdentificationNumber>\
             <InsuredBranchNumber>01</InsuredBranchNumber></ReferenceNumberRegistrationInfo>"
        ),
    )
}

const ON: &str = "<QualificationConfirmationDate>20260401</QualificationConfirmationDate>";

fn header(tag: &str) -> String {
    format!(
        "<MedicalInstitutionCode>{INSTITUTION}</MedicalInstitutionCode>\
         <ArbitraryFileIdentifier>{tag}</ArbitraryFileIdentifier>"
    )
}

fn search(number: &str) -> String {
    format!(
        "<InsurerNumber>  113019</InsurerNumber>\
         <InsuredIdentificationNumber>{number}</InsuredIdentificationNumber>\
         <InsuredBranchNumber>01</InsuredBranchNumber><Birthdate>20010327</Birthdate>\
         <LimitApplicationCertificateRelatedConsFlg>0\
         </LimitApplicationCertificateRelatedConsFlg>"
    )
}

fn message(header: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<XmlMsg>\n  \
         <MessageHeader>{header}</MessageHeader>\n  <MessageBody>{body}</MessageBody>\n</XmlMsg>\n"
    )
}
