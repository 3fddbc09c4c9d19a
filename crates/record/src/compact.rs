//! A person as compact bytes: what the hub reads on its hot path.
//!
//! A version byte, then every field in the order written here: numbers and lengths as LEB128, days
//! as one number, texts with their length, `Option` as one byte. The bytes are derived from facts
//! and made anew from them when the version changes, so no old form is ever read.

use eligibility::InsurerNumber;
use jiff::civil::Date;

use crate::{
    Address, Application, ApplicationReason, Coverage, DatedIncomeTier, Delivery, DepartureAbroad,
    DigitalCertificate, Document, DocumentKind, Dossier, Identity, IncomeTier, MyNumberCard,
    Person, ReferenceNumber, Registration, Relocation, Role, SelfInformationBlock, Sex,
};

/// The form of the bytes; a change of any list below is a new version.
const VERSION: u8 = 1;

/// Why bytes are not a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompactError {
    /// Written in another form; rebuild from the facts.
    #[error("compact person of form {0}, want 1: rebuild it from the facts")]
    Version(u8),
    /// Shorter than it says, longer than it should be, or a value out of range.
    #[error("compact person is damaged: rebuild it from the facts")]
    Damaged,
}

impl Person {
    /// The compact bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        bytes.push(VERSION);
        self.write(&mut bytes);
        bytes
    }

    /// A person from compact bytes.
    ///
    /// # Errors
    ///
    /// When the bytes are of another form or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CompactError> {
        let (&version, mut rest) = bytes.split_first().ok_or(CompactError::Damaged)?;
        if version != VERSION {
            return Err(CompactError::Version(version));
        }
        let person = Self::read(&mut rest).ok_or(CompactError::Damaged)?;
        if rest.is_empty() { Ok(person) } else { Err(CompactError::Damaged) }
    }
}

impl Person {
    /// Whether bytes are of the form this program writes.
    #[must_use]
    pub fn is_of_this_form(bytes: &[u8]) -> bool {
        bytes.first() == Some(&VERSION)
    }
}

impl Dossier {
    /// The dossier of a person's compact bytes, with nothing read of who the person is.
    ///
    /// # Errors
    ///
    /// When the bytes are of another form, or damaged as far as they are read.
    pub fn from_person_bytes(bytes: &[u8]) -> Result<Self, CompactError> {
        let (&version, mut rest) = bytes.split_first().ok_or(CompactError::Damaged)?;
        if version != VERSION {
            return Err(CompactError::Version(version));
        }
        Self::read(&mut rest).ok_or(CompactError::Damaged)
    }
}

/// A value with a compact form.
trait Compact: Sized {
    fn write(&self, to: &mut Vec<u8>);
    fn read(from: &mut &[u8]) -> Option<Self>;
}

/// Structs as their fields in this order. The compiler refuses a list that misses a field.
macro_rules! structs {
    ($($name:ident { $($field:ident),+ $(,)? })+) => {$(
        impl Compact for $name {
            fn write(&self, to: &mut Vec<u8>) {
                let Self { $($field),+ } = self;
                $($field.write(to);)+
            }

            fn read(from: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: Compact::read(from)?),+ })
            }
        }
    )+};
}

/// Enums as the place of the variant in this list.
macro_rules! enums {
    ($($name:ident { $($variant:ident = $byte:literal),+ $(,)? })+) => {$(
        impl Compact for $name {
            fn write(&self, to: &mut Vec<u8>) {
                to.push(match self { $(Self::$variant => $byte),+ });
            }

            fn read(from: &mut &[u8]) -> Option<Self> {
                match byte(from)? {
                    $($byte => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    )+};
}

structs! {
    Person { dossier, identity, address, delivery, reference_numbers }
    Dossier {
        id, born_on, stay_until, smartphone, self_information_blocks, self_information_blocked,
        needs_assistance, coverages, cards, digital_certificates, registrations, relocations,
        departures_abroad, documents, applications,
    }
    SelfInformationBlock { from, to }
    Coverage {
        insurer_number, symbol, number, branch, role, acquired_on, lost_on, income_tier,
        income_tiers, voluntary_continuation,
    }
    DatedIncomeTier { from, tier }
    MyNumberCard {
        application_received_on, issued_on, handed_over_on, valid_to, pinless, lost_on,
        suspended_on, released_on, returned_on, revoked_on,
    }
    DigitalCertificate { issued_on, valid_to, revoked_on }
    Registration { registered_on, cancel_requested_on }
    Relocation { planned_departure_on, moved_in_on, reported_on, continued_use_on }
    DepartureAbroad { planned_on, continued_use_on }
    Document { kind, issued_on, valid_from, valid_to, insurer_number, lost_on, returned_on }
    Application { document, received_on, reason, fee_paid_on }
    Identity { name, kana, sex, born_on, insured_name }
    Address { postcode, text, withheld }
    Delivery { insurer_number, employer_code, employer_name }
    ReferenceNumber { institution, number }
}

enums! {
    Role { Insured = 0, Dependent = 1 }
    IncomeTier { Ordinary = 0, CertainLevel = 1, ActiveLevel = 2 }
    DocumentKind {
        EligibilityCertificate = 0,
        EligibilityNotice = 1,
        ElderlyRecipientCertificate = 2,
        FormerInsuranceCertificate = 3,
    }
    ApplicationReason {
        LostCard = 0,
        RenewingCard = 1,
        NeedsAssistance = 2,
        ReturnedCard = 3,
        LostDocument = 4,
        Other = 5,
    }
    Sex { Male = 0, Female = 1, Unset = 2 }
}

impl Compact for bool {
    fn write(&self, to: &mut Vec<u8>) {
        to.push(u8::from(*self));
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        match byte(from)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Compact for u32 {
    fn write(&self, to: &mut Vec<u8>) {
        let mut rest = *self;
        while rest >= 0x80 {
            to.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        to.push((rest & 0x7f) as u8);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let mut number = 0_u64;
        for place in 0..5 {
            let next = byte(from)?;
            number |= u64::from(next & 0x7f) << (7 * place);
            if next & 0x80 == 0 {
                return Self::try_from(number).ok();
            }
        }
        None
    }
}

impl Compact for Date {
    fn write(&self, to: &mut Vec<u8>) {
        // The contract writes years with four digits, so none is negative.
        let (year, month, day) =
            (self.year().unsigned_abs(), self.month().unsigned_abs(), self.day().unsigned_abs());
        ((u32::from(year) << 9) | (u32::from(month) << 5) | u32::from(day)).write(to);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let packed = u32::read(from)?;
        Self::new(
            i16::try_from(packed >> 9).ok()?,
            i8::try_from(packed >> 5 & 0xf).ok()?,
            i8::try_from(packed & 0x1f).ok()?,
        )
        .ok()
    }
}

impl Compact for InsurerNumber {
    fn write(&self, to: &mut Vec<u8>) {
        self.get().write(to);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        Self::of(u32::read(from)?).ok()
    }
}

impl Compact for String {
    fn write(&self, to: &mut Vec<u8>) {
        length(self.len()).write(to);
        to.extend_from_slice(self.as_bytes());
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let length = usize::try_from(u32::read(from)?).ok()?;
        let (text, rest) = from.split_at_checked(length)?;
        *from = rest;
        Some(std::str::from_utf8(text).ok()?.to_owned())
    }
}

impl<T: Compact> Compact for Option<T> {
    fn write(&self, to: &mut Vec<u8>) {
        self.is_some().write(to);
        if let Some(it) = self {
            it.write(to);
        }
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        Some(if bool::read(from)? { Some(T::read(from)?) } else { None })
    }
}

impl<T: Compact> Compact for Vec<T> {
    fn write(&self, to: &mut Vec<u8>) {
        length(self.len()).write(to);
        for it in self {
            it.write(to);
        }
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let length = u32::read(from)?;
        // Every element takes a byte at least, so a longer list than bytes is damaged.
        if usize::try_from(length).ok()? > from.len() {
            return None;
        }
        (0..length).map(|_| T::read(from)).collect()
    }
}

fn byte(from: &mut &[u8]) -> Option<u8> {
    let (&first, rest) = from.split_first()?;
    *from = rest;
    Some(first)
}

/// Lengths beyond 4 GiB do not occur: the doors refuse lines and bodies long before.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_survives_and_damage_is_noticed() {
        let person = person();
        let bytes = person.to_bytes();
        assert_eq!(Dossier::from_person_bytes(&bytes).as_ref(), Ok(&person.dossier));
        assert_eq!(Person::from_bytes(&bytes), Ok(person));
        for end in 1..bytes.len() {
            assert_eq!(Person::from_bytes(&bytes[..end]), Err(CompactError::Damaged), "{end}");
        }
        let mut other = bytes;
        other[0] = 9;
        assert_eq!(Person::from_bytes(&other), Err(CompactError::Version(9)));
        assert_eq!(Dossier::from_person_bytes(&other), Err(CompactError::Version(9)));
        assert_eq!(Person::from_bytes(&[]), Err(CompactError::Damaged));
    }

    #[test]
    fn any_bytes_are_a_person_or_damaged() {
        bolero::check!().for_each(|bytes: &[u8]| drop(Person::from_bytes(bytes)));
    }

    fn person() -> Person {
        let json = r#"{"born_on":"2000-02-29","smartphone":false,"stay_until":"2027-03-10",
            "coverages":[{"insurer_number":"113019","symbol":"埼医","number":"1","role":"dependent",
            "acquired_on":"2020-01-31","income_tiers":[{"from":"2021-08-01","tier":"active_level"}]}],
            "documents":[{"kind":"eligibility_notice","issued_on":"2025-04-10","valid_from":"2025-04-01"}]}"#;
        Person {
            dossier: serde_json::from_str(json).unwrap(),
            identity: Some(Identity {
                name: "\u{20bb7}野\u{3000}花子".to_owned(),
                kana: None,
                sex: Sex::Female,
                born_on: jiff::civil::date(2000, 2, 29),
                insured_name: Some("𠮷野 太郎".to_owned()),
            }),
            address: None,
            delivery: None,
            reference_numbers: vec![ReferenceNumber {
                institution: "1311111114".to_owned(),
                number: "24434".to_owned(),
            }],
        }
    }
}
