//! Finding a person by what they show.

use eligibility::{
    InsurerNumber, MyNumber,
    number::fold::{fold_branch, fold_symbol},
};
use jiff::civil::Date;
use store::PersonKey;

use super::{office::CardOffice, refusal::Refusal};

/// By what a person is looked for.
#[derive(Clone, PartialEq, Eq)]
pub enum Sought {
    /// By My Number (個人番号).
    MyNumber(MyNumber),
    /// By the number of a card (製造番号).
    CardNumber(String),
    /// By an insured id (記号・番号・枝番) and the birth date.
    InsuredId {
        /// The insurer (保険者番号).
        insurer: InsurerNumber,
        /// Symbol as on the paper; empty where there is none.
        symbol: String,
        /// Number as on the paper.
        number: String,
        /// Branch as on the paper; empty for any.
        branch: String,
        /// The birth date.
        born_on: Date,
    },
}

/// Everybody who is looked for: nobody, one, or several of one insured id and birth date.
///
/// # Errors
///
/// When the office reads no My Numbers, or the database fails.
pub fn find(office: &CardOffice, sought: &Sought) -> Result<Vec<PersonKey>, Refusal> {
    let store = office.store();
    match sought {
        Sought::MyNumber(number) => {
            let hash = office.my_number_key()?.hash(number);
            Ok(store.by_my_number(&hash)?.map(|it| it.person_key).into_iter().collect())
        }
        Sought::CardNumber(number) => {
            Ok(store.card(number)?.map(|it| it.person_key).into_iter().collect())
        }
        Sought::InsuredId { insurer, symbol, number, branch, born_on } => {
            let (symbol, number) = (fold_symbol(symbol), fold_symbol(number));
            let branch = match fold_branch(branch) {
                Ok(Some(it)) => it.to_string(),
                Ok(None) | Err(_) => String::new(),
            };
            let found = store.find(*insurer, &symbol, &number, *born_on)?;
            Ok(found
                .into_iter()
                .filter(|it| it.matched.is_some())
                .filter(|it| branch.is_empty() || it.branch == branch)
                .map(|it| it.person_key)
                .collect())
        }
    }
}
