//! The municipalities the office works for, as data.

/// A municipality (市区町村) whose counter hands cards over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// Five digits (全国地方公共団体コード without its check digit).
    pub code: String,
    /// The prefecture, as `見本県`.
    pub prefecture: String,
    /// Its name, as `みほん市`.
    pub name: String,
    /// The prefecture in certificates, as `Mihon-ken`.
    pub prefecture_in_latin: String,
    /// Its name in certificates, as `Mihon-shi`.
    pub name_in_latin: String,
}

/// The municipalities of an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipalities(Vec<Municipality>);

/// Why a table of municipalities cannot be read, in the order checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MunicipalitiesError {
    /// A line without its five columns.
    #[error("line {line} has {found} columns, want code, prefecture, name, and both in Latin")]
    Columns {
        /// Which line.
        line: usize,
        /// How many columns it has.
        found: usize,
    },
    /// A code that is not one.
    #[error("line {line} has a code that is not five digits")]
    Code {
        /// Which line.
        line: usize,
    },
    /// A name in Latin letters that a certificate cannot hold.
    #[error("line {line} has a name that is not of 1 to 64 Latin letters, spaces and hyphens")]
    Latin {
        /// Which line.
        line: usize,
    },
    /// A code twice.
    #[error("line {line} has the code of an earlier line")]
    Twice {
        /// Which line.
        line: usize,
    },
    /// No municipality at all.
    #[error("the table has no municipality")]
    Empty,
}

impl Municipalities {
    /// Reads a table: `99201,見本県,みほん市,Mihon-ken,Mihon-shi` on each line; empty lines and
    /// those that begin with `#` say nothing.
    ///
    /// # Errors
    ///
    /// As [`MunicipalitiesError`] lists.
    pub fn read(table: &str) -> Result<Self, MunicipalitiesError> {
        let mut municipalities: Vec<Municipality> = Vec::new();
        for (place, text) in table.lines().enumerate() {
            let (line, text) = (place + 1, text.trim());
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let municipality = Municipality::read(line, text)?;
            if municipalities.iter().any(|it| it.code == municipality.code) {
                return Err(MunicipalitiesError::Twice { line });
            }
            municipalities.push(municipality);
        }
        if municipalities.is_empty() {
            Err(MunicipalitiesError::Empty)
        } else {
            Ok(Self(municipalities))
        }
    }

    /// The one of a code.
    #[must_use]
    pub fn of(&self, code: &str) -> Option<&Municipality> {
        self.0.iter().find(|it| it.code == code)
    }

    /// Every one, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = &Municipality> {
        self.0.iter()
    }
}

/// One made-up city.
impl Default for Municipalities {
    fn default() -> Self {
        let text = |it: &str| it.to_owned();
        Self(vec![Municipality {
            code: text("99201"),
            prefecture: text("見本県"),
            name: text("みほん市"),
            prefecture_in_latin: text("Mihon-ken"),
            name_in_latin: text("Mihon-shi"),
        }])
    }
}

impl Municipality {
    fn read(line: usize, text: &str) -> Result<Self, MunicipalitiesError> {
        let cells: Vec<&str> = text.split(',').map(str::trim).collect();
        let [code, prefecture, name, prefecture_in_latin, name_in_latin] = cells[..] else {
            return Err(MunicipalitiesError::Columns { line, found: cells.len() });
        };
        if code.len() != 5 || !code.bytes().all(|it| it.is_ascii_digit()) {
            return Err(MunicipalitiesError::Code { line });
        }
        let is_latin = |it: &str| {
            let fits = |it: u8| it.is_ascii_alphabetic() || it == b' ' || it == b'-';
            (1..=64).contains(&it.len()) && it.bytes().all(fits)
        };
        if !is_latin(prefecture_in_latin) || !is_latin(name_in_latin) {
            return Err(MunicipalitiesError::Latin { line });
        }
        Ok(Self {
            code: code.to_owned(),
            prefecture: prefecture.to_owned(),
            name: name.to_owned(),
            prefecture_in_latin: prefecture_in_latin.to_owned(),
            name_in_latin: name_in_latin.to_owned(),
        })
    }

    /// As a certificate names it.
    pub(super) fn in_certificates(&self) -> pki::Municipality {
        pki::Municipality {
            code: self.code.clone(),
            prefecture: self.prefecture_in_latin.clone(),
            city: self.name_in_latin.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_or_its_line_named() {
        let city = "99201,見本県,みほん市,Mihon-ken,Mihon-shi";
        assert_eq!(Municipalities::read(city), Ok(Municipalities::default()));
        let two = format!("# code, names\n\n{city}\n99202, 見本県, 例市, Mihon-ken, Rei-shi\n");
        let names: Vec<String> =
            Municipalities::read(&two).unwrap().iter().map(|it| it.name.clone()).collect();
        assert_eq!(names, ["みほん市", "例市"]);
        for (table, error) in [
            ("", MunicipalitiesError::Empty),
            ("99201,見本県", MunicipalitiesError::Columns { line: 1, found: 2 }),
            ("9920,見本県,市,K,S", MunicipalitiesError::Code { line: 1 }),
            ("９９２０１,見本県,市,K,S", MunicipalitiesError::Code { line: 1 }),
            ("99201,見本県,市,見本,S", MunicipalitiesError::Latin { line: 1 }),
            (&format!("{city}\n{city}"), MunicipalitiesError::Twice { line: 2 }),
        ] {
            assert_eq!(Municipalities::read(table), Err(error), "{table}");
        }
    }
}
