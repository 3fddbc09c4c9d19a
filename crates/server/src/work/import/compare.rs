//! What a row says that the ledger does not know yet, field by field.

use record::{Coverage, Fact, IncomeTier, Person, Role, Sex};
use store::{End, InsuredId};

use super::{Row, whom::overlap};

/// A column's text in a coverage.
type Text = fn(&Coverage) -> Option<String>;

/// One field, before and after. For whoever supplied the list and nobody else, so without `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field as lists name it.
    pub column: &'static str,
    /// What is known; blank where nothing is.
    pub old: String,
    /// What the row says; blank where it ends what is known.
    pub new: String,
}

/// What a row changes about a person.
#[derive(Default)]
pub(crate) struct Changes {
    /// Facts in place of the current ones.
    pub(crate) facts: Vec<Fact>,
    /// Facts that end.
    pub(crate) end: Vec<End>,
    /// Field by field.
    pub(crate) differences: Vec<Difference>,
    /// Whether the row is about a time of which the ledger knows.
    pub(crate) known_time: bool,
    /// Whether the coverage gets an end.
    pub(crate) lost: bool,
}

impl Changes {
    /// Whether the row says nothing new.
    pub(crate) fn is_nothing(&self) -> bool {
        self.facts.is_empty() && self.end.is_empty()
    }

    fn differ(&mut self, column: &'static str, old: Option<&str>, new: Option<&str>) {
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        if old != new {
            self.differences.push(Difference { column, old: old.to_owned(), new: new.to_owned() });
        }
    }
}

/// What a row changes about a person.
///
/// The coverage is compared with the one of the same day of acquisition, else with one of the same
/// insured id that shares days with it, whose day of acquisition was wrong; else it is one more.
/// Name, address and employer are taken only from the row of the newest coverage: an older one may
/// come from an insurer the person has left.
pub(crate) fn compare(known: &Person, row: &Row) -> Changes {
    let mut changes = Changes::default();
    let coverages = &known.dossier.coverages;
    let old = matching(coverages, row);
    let new = &row.member.coverage;
    let newest = coverages
        .iter()
        .filter(|it| old.is_none_or(|old| !std::ptr::eq(old, *it)))
        .all(|it| it.acquired_on <= new.acquired_on);
    if newest {
        compare_identity(&mut changes, known, row);
        compare_address(&mut changes, known, row);
        compare_delivery(&mut changes, known, row);
    }
    compare_coverage(&mut changes, old, row);
    changes
}

/// The coverage a row speaks of, where the person has it.
fn matching<'a>(coverages: &'a [Coverage], row: &Row) -> Option<&'a Coverage> {
    let new = &row.member.coverage;
    let of_insurer = || coverages.iter().filter(|it| it.insurer_number == new.insurer_number);
    let same_id = |it: &&Coverage| {
        let id = InsuredId::of(it);
        let branches = id.branch.is_empty() || row.id.branch.is_empty();
        (&id.symbol, &id.number) == (&row.id.symbol, &row.id.number)
            && (branches || id.branch == row.id.branch)
    };
    of_insurer()
        .find(|it| it.acquired_on == new.acquired_on)
        .or_else(|| of_insurer().filter(same_id).find(|it| overlap(it, new)))
}

fn compare_identity(changes: &mut Changes, known: &Person, row: &Row) {
    let mut new = row.member.identity.clone();
    let Some(old) = &known.identity else {
        changes.facts.push(Fact::Identity(new));
        return;
    };
    new.kana = new.kana.or_else(|| old.kana.clone());
    if !row.says.insured_name {
        new.insured_name.clone_from(&old.insured_name);
    }
    if new == *old {
        return;
    }
    changes.differ("氏名", Some(&old.name), Some(&new.name));
    changes.differ("氏名カナ", old.kana.as_deref(), new.kana.as_deref());
    changes.differ("性別", Some(sex(old.sex)), Some(sex(new.sex)));
    let (old_day, new_day) = (old.born_on.to_string(), new.born_on.to_string());
    changes.differ("生年月日", Some(&old_day), Some(&new_day));
    changes.differ("被保険者氏名", old.insured_name.as_deref(), new.insured_name.as_deref());
    changes.facts.push(Fact::Identity(new));
}

/// A blank address leaves the known one: it is where papers go.
fn compare_address(changes: &mut Changes, known: &Person, row: &Row) {
    let (old, received) = (known.address.as_ref(), row.member.address.as_ref());
    let Some(mut new) = received.or(old).cloned() else { return };
    if let Some(old) = old {
        if new.text.is_empty() {
            new.text.clone_from(&old.text);
        }
        new.postcode = new.postcode.or_else(|| old.postcode.clone());
        new.withheld =
            if row.says.withheld { received.is_some_and(|it| it.withheld) } else { old.withheld };
        if new == *old {
            return;
        }
    }
    let postcode = old.and_then(|it| it.postcode.as_deref());
    changes.differ("郵便番号", postcode, new.postcode.as_deref());
    changes.differ("住所", old.map(|it| &*it.text), Some(&new.text));
    let withheld = |it: bool| if it { "不開示" } else { "" };
    let was_withheld = old.is_some_and(|it| it.withheld);
    changes.differ("不開示", Some(withheld(was_withheld)), Some(withheld(new.withheld)));
    changes.facts.push(Fact::Address(new));
}

/// A list with employers that names none ends the one it named: papers must not go there.
fn compare_delivery(changes: &mut Changes, known: &Person, row: &Row) {
    let old = known.delivery.as_ref();
    let new = row.member.delivery.clone().map(|mut new| {
        let same = old.filter(|it| it.employer_code == new.employer_code);
        let name = same.and_then(|it| it.employer_name.clone());
        new.employer_name = new.employer_name.or(name);
        new
    });
    let column = |changes: &mut Changes, new: Option<&record::Delivery>| {
        let code = |it: Option<&record::Delivery>| it.map(|it| it.employer_code.clone());
        let name = |it: Option<&record::Delivery>| it.and_then(|it| it.employer_name.clone());
        changes.differ("事業所番号", code(old).as_deref(), code(new).as_deref());
        changes.differ("事業所名", name(old).as_deref(), name(new).as_deref());
    };
    match (old, new) {
        (None, None) => {}
        (Some(old), None) => {
            let ours = old.insurer_number == row.member.coverage.insurer_number;
            if row.says.employer && ours {
                column(changes, None);
                changes.end.push(End { kind: "delivery", subject: String::new() });
            }
        }
        (Some(old), Some(new)) if *old == new => {}
        (Some(_) | None, Some(new)) => {
            column(changes, Some(&new));
            changes.facts.push(Fact::Delivery(new));
        }
    }
}

fn compare_coverage(changes: &mut Changes, old: Option<&Coverage>, row: &Row) {
    let mut new = row.member.coverage.clone();
    changes.known_time = old.is_some();
    if let Some(old) = old {
        let says = row.says;
        new.branch = new.branch.or_else(|| old.branch.clone());
        new.income_tiers.clone_from(&old.income_tiers);
        if !says.role {
            new.role = old.role;
        }
        if !says.lost_on {
            new.lost_on = old.lost_on;
        }
        if !says.income_tier {
            new.income_tier = old.income_tier;
        }
        if !says.voluntary_continuation {
            new.voluntary_continuation = old.voluntary_continuation;
        }
        if new == *old {
            return;
        }
        changes.lost = old.lost_on.is_none() && new.lost_on.is_some();
        if old.acquired_on != new.acquired_on {
            let subject = Fact::Coverage(old.clone()).subject();
            changes.end.push(End { kind: "coverage", subject });
        }
    }
    let text = |of: Text| (old.and_then(of), of(&new));
    let columns: [(&'static str, Text); 8] = [
        ("記号", |it| it.symbol.clone()),
        ("番号", |it| Some(it.number.clone())),
        ("枝番", |it| it.branch.clone()),
        ("本人家族", |it| Some(role(it.role).to_owned())),
        ("資格取得年月日", |it| Some(it.acquired_on.to_string())),
        ("資格喪失年月日", |it| it.lost_on.map(|it| it.to_string())),
        ("所得区分", |it| Some(tier(it.income_tier).to_owned())),
        ("任意継続", |it| it.voluntary_continuation.then(|| "任意継続".to_owned())),
    ];
    for (column, of) in columns {
        let (old, new) = text(of);
        changes.differ(column, old.as_deref(), new.as_deref());
    }
    changes.facts.push(Fact::Coverage(new));
}

const fn sex(it: Sex) -> &'static str {
    match it {
        Sex::Male => "男",
        Sex::Female => "女",
        Sex::Unset => "未設定",
    }
}

const fn role(it: Role) -> &'static str {
    match it {
        Role::Insured => "本人",
        Role::Dependent => "家族",
    }
}

const fn tier(it: IncomeTier) -> &'static str {
    match it {
        IncomeTier::Ordinary => "一般",
        IncomeTier::CertainLevel => "一定以上",
        IncomeTier::ActiveLevel => "現役並み",
    }
}
