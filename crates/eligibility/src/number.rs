//! Numbers of the field: their shapes, check digits and folding.

mod branch;
pub mod fold;
mod institution;
mod insurer;
mod my_number;

pub use branch::{BranchNumber, BranchNumberError};
pub use institution::{InstitutionCode, InstitutionCodeError};
pub use insurer::{InsurerNumber, InsurerNumberError};
pub use my_number::{MyNumber, MyNumberError};

/// The check digit (検証番号) of the digits before it: modulus 10, weights 2 and 1 from the right,
/// the digits of two-digit products added.
///
/// Source: 保険者番号・医療機関コードの検証番号の設定方法 (F-78)
pub(crate) fn check_digit(body: impl DoubleEndedIterator<Item = u32>) -> u32 {
    let sum: u32 = body
        .rev()
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| digit * weight / 10 + digit * weight % 10)
        .sum();
    (10 - sum % 10) % 10
}
