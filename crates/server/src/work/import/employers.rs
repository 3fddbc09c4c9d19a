//! The employers a list names.

use std::collections::HashMap;

use record::Delivery;
use store::{Employer, Store};

/// The employers of one list, each once under the first name it gives.
#[derive(Default)]
pub(super) struct Employers(HashMap<String, bool>);

impl Employers {
    /// An employer not named before, or named before without a name.
    pub(super) fn first_named(&mut self, delivery: Option<&Delivery>) -> Option<Employer> {
        let it = delivery?;
        let name = it.employer_name.clone().unwrap_or_default();
        match self.0.get_mut(&it.employer_code) {
            Some(named) if *named || name.is_empty() => return None,
            Some(named) => *named = true,
            None => {
                self.0.insert(it.employer_code.clone(), !name.is_empty());
            }
        }
        let (insurer, code) = (it.insurer_number, it.employer_code.clone());
        Some(Employer { insurer, code, name, address: String::new() })
    }
}

/// Records an employer where it is not known, or under another name; a known address stays.
pub(super) async fn put(store: &Store, employer: Employer) -> Result<(), store::Error> {
    let employer = match store.employer(employer.insurer, &employer.code)? {
        Some(known) if known.name == employer.name || employer.name.is_empty() => return Ok(()),
        Some(known) => Employer { name: employer.name, ..known },
        None => employer,
    };
    store.put_employer(employer).await
}
