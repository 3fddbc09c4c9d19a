//! One row: fields to a member, or the first fault from left to right.

use eligibility::{
    InsurerNumber, MyNumber,
    number::fold::{fold_branch, fold_symbol},
};
use jiff::civil::Date;
use record::{Address, Coverage, Delivery, Identity, IncomeTier, Role, Sex};

use super::{
    Fault, MemberRow, Refusal,
    columns::{Column, Columns},
    day, words,
};

/// A member from the fields of a row.
///
/// # Errors
///
/// With the first field that is wrong, then with the days that do not fit each other.
pub(super) fn read<'a>(
    line: u32,
    columns: &Columns,
    field: impl Fn(usize) -> &'a str,
    insurer: InsurerNumber,
) -> Result<MemberRow, Refusal> {
    let refusal = |place: usize, column: Column, fault: Fault| {
        let found = if column == Column::MyNumber {
            // A My Number is never shown, not even a wrong one: it may be right but for a digit.
            format!("{}字", field(place).chars().count())
        } else {
            field(place).to_owned()
        };
        Refusal { line, column: columns.header[place].clone(), found, fault }
    };
    let mut draft = Draft::default();
    for &(place, column) in &columns.read {
        draft.take(column, field(place), insurer).map_err(|fault| refusal(place, column, fault))?;
    }
    draft.finish(line, insurer).map_err(|(column, fault)| {
        let place = columns.read.iter().find(|(_, it)| *it == column);
        refusal(place.map_or(0, |(place, _)| *place), column, fault)
    })
}

/// What has been read of a row so far.
#[derive(Default)]
struct Draft {
    symbol: Option<String>,
    number: Option<String>,
    branch: Option<String>,
    name: Option<String>,
    kana: Option<String>,
    sex: Option<Sex>,
    born_on: Option<Date>,
    postcode: Option<String>,
    address: Option<String>,
    withheld: bool,
    role: Option<Role>,
    acquired_on: Option<Date>,
    lost_on: Option<Date>,
    employer_code: Option<String>,
    employer_name: Option<String>,
    income_tier: IncomeTier,
    voluntary_continuation: bool,
    insured_name: Option<String>,
    my_number: Option<MyNumber>,
}

impl Draft {
    /// Takes one field in.
    fn take(&mut self, column: Column, text: &str, insurer: InsurerNumber) -> Result<(), Fault> {
        match column {
            Column::InsurerNumber => words::insurer(text, insurer)?,
            Column::Symbol => self.symbol = words::symbol(text)?,
            Column::Number => self.number = Some(words::symbol(text)?.ok_or(Fault::NoNumber)?),
            Column::Branch => {
                let branch = fold_branch(text).map_err(|_| Fault::BranchNotDigits)?;
                self.branch = branch.map(|it| it.as_str().to_owned());
            }
            Column::Name => self.name = Some(words::name(text)?.ok_or(Fault::NoName)?),
            Column::Kana => self.kana = words::name(text)?,
            Column::Sex => self.sex = Some(words::sex(text)?),
            Column::BornOn => self.born_on = Some(day::parse(text)?),
            Column::Postcode => self.postcode = words::postcode(text)?,
            Column::Address => self.address = words::text(text)?,
            Column::Withheld => self.withheld = words::flag(text, &["不開示"])?,
            Column::Role => match words::role(text)? {
                None if insurer.has_workplaces() => return Err(Fault::BadRole),
                role => self.role = role,
            },
            Column::AcquiredOn => self.acquired_on = Some(day::parse(text)?),
            Column::LostOn => self.lost_on = day::parse_open_end(text)?,
            Column::EmployerCode => {
                let code = words::symbol(text)?;
                self.employer_code = code.map(|it| fold_symbol(&it).into_owned());
            }
            Column::EmployerName => self.employer_name = words::text(text)?,
            Column::IncomeTier => self.income_tier = words::income_tier(text, insurer)?,
            Column::VoluntaryContinuation => {
                self.voluntary_continuation = words::flag(text, &["任意継続", "任継"])?;
            }
            Column::InsuredName => self.insured_name = words::name(text)?,
            Column::MyNumber => self.my_number = words::my_number(text)?,
            Column::Correction => {}
        }
        Ok(())
    }

    /// The member, when the days fit each other.
    fn finish(self, line: u32, insurer: InsurerNumber) -> Result<MemberRow, (Column, Fault)> {
        let number = self.number.ok_or((Column::Number, Fault::NoNumber))?;
        let name = self.name.ok_or((Column::Name, Fault::NoName))?;
        let sex = self.sex.ok_or((Column::Sex, Fault::BadSex))?;
        let born_on = self.born_on.ok_or((Column::BornOn, Fault::NoDay))?;
        let acquired_on = self.acquired_on.ok_or((Column::AcquiredOn, Fault::NoDay))?;
        if acquired_on < born_on {
            return Err((Column::AcquiredOn, Fault::BornAfterAcquired));
        }
        if self.lost_on.is_some_and(|lost_on| lost_on < acquired_on) {
            return Err((Column::LostOn, Fault::LostBeforeAcquired));
        }
        let has_address = self.postcode.is_some() || self.address.is_some() || self.withheld;
        Ok(MemberRow {
            line,
            identity: Identity {
                name,
                kana: self.kana,
                sex,
                born_on,
                insured_name: self.insured_name,
            },
            // A wish not to be disclosed is kept even where the list leaves the address out.
            address: has_address.then(|| Address {
                postcode: self.postcode,
                text: self.address.unwrap_or_default(),
                withheld: self.withheld,
            }),
            delivery: self.employer_code.map(|employer_code| Delivery {
                insurer_number: insurer,
                employer_code,
                employer_name: self.employer_name,
            }),
            coverage: Coverage {
                insurer_number: insurer,
                symbol: self.symbol,
                number,
                branch: self.branch,
                role: self.role.unwrap_or(Role::Insured),
                acquired_on,
                lost_on: self.lost_on,
                income_tier: self.income_tier,
                income_tiers: Vec::new(),
                voluntary_continuation: self.voluntary_continuation,
            },
            my_number: self.my_number,
        })
    }
}
