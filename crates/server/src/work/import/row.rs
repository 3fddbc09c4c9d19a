//! A good row with what it is looked up by.

use interchange::members::{MemberList, MemberRow};
use record::{Address, Coverage, Delivery, Fact, Identity, Role};
use serde::{Deserialize, Serialize};
use store::{InsuredId, PersonKey};

use super::hexadecimal;

/// A good row.
#[derive(Clone)]
pub(crate) struct Row {
    /// As received, without its My Number.
    pub(crate) member: MemberRow,
    /// What it is looked up by.
    pub(crate) id: InsuredId,
    /// The keyed hash of its My Number (個人番号).
    pub(crate) hash: Option<[u8; 32]>,
    /// The columns of its list.
    pub(crate) says: Says,
}

/// Of which things a list speaks: a column it lacks changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "one for each column that may be missing")]
pub(crate) struct Says {
    pub(crate) role: bool,
    pub(crate) lost_on: bool,
    pub(crate) withheld: bool,
    pub(crate) employer: bool,
    pub(crate) income_tier: bool,
    pub(crate) voluntary_continuation: bool,
    pub(crate) insured_name: bool,
}

impl Says {
    /// What a list speaks of.
    pub(super) fn of(list: &MemberList) -> Self {
        Self {
            role: list.has_column("本人家族"),
            lost_on: list.has_column("資格喪失年月日"),
            withheld: list.has_column("不開示"),
            employer: list.has_column("事業所番号"),
            income_tier: list.has_column("所得区分"),
            voluntary_continuation: list.has_column("任意継続"),
            insured_name: list.has_column("被保険者氏名"),
        }
    }
}

impl Row {
    pub(super) fn new(mut member: MemberRow, hash: Option<[u8; 32]>, says: Says) -> Self {
        member.my_number = None;
        let id = InsuredId::of(&member.coverage);
        Self { member, id, hash, says }
    }

    /// Everything the row says, as facts about somebody new.
    pub(crate) fn facts(self) -> Vec<Fact> {
        let MemberRow { identity, address, delivery, coverage, .. } = self.member;
        let mut facts = vec![Fact::Identity(identity)];
        facts.extend(address.map(Fact::Address));
        facts.extend(delivery.map(Fact::Delivery));
        facts.push(Fact::Coverage(coverage));
        facts
    }

    /// Whether the row's insured id is one person's alone.
    pub(super) fn names_one_person(&self) -> bool {
        names_one_person(&self.member.coverage)
    }
}

/// Whether an insured id is one person's alone: with a branch it is, and among the late-stage
/// elderly. Otherwise a household shares it, of whom a workplace insures one.
pub(super) fn names_one_person(coverage: &Coverage) -> bool {
    let insurer = coverage.insurer_number;
    let employed = coverage.role == Role::Insured && insurer.has_workplaces();
    coverage.branch.is_some() || insurer.is_late_stage() || employed
}

/// A row as the quarantine keeps it.
#[derive(Serialize, Deserialize)]
pub(crate) struct RowAside {
    pub(crate) line: u32,
    pub(crate) identity: Identity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) delivery: Option<Delivery>,
    pub(crate) coverage: Coverage,
    /// Hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) my_number_hash: Option<String>,
    pub(crate) says: Says,
    /// The keys of the people it may be about.
    pub(crate) people: Vec<i64>,
}

impl RowAside {
    pub(super) fn of(row: &Row, people: &[PersonKey]) -> Self {
        let MemberRow { line, identity, address, delivery, coverage, .. } = row.member.clone();
        Self {
            line,
            identity,
            address,
            delivery,
            coverage,
            my_number_hash: row.hash.map(|it| hexadecimal(&it)),
            says: row.says,
            people: people.iter().map(|it| it.get()).collect(),
        }
    }

    /// The row again.
    pub(crate) fn row(self) -> Row {
        let hash = self.my_number_hash.as_deref().and_then(hash_of);
        let Self { line, identity, address, delivery, coverage, says, .. } = self;
        let member = MemberRow { line, identity, address, delivery, coverage, my_number: None };
        Row::new(member, hash, says)
    }
}

fn hash_of(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    let mut hash = [0; 32];
    if digits.len() != 2 * hash.len() {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}
