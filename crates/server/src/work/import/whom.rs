//! Whom a row is about. Several are never resolved by picking one.

use eligibility::number::fold::{fold_kana, fold_symbol};
use jiff::civil::Date;
use record::{Coverage, Identity};
use store::{InsuredId, Member, PersonKey};

use super::{
    Row,
    people::{Namesake, People},
};

/// Whom a row is about.
pub(super) enum Whom {
    /// Somebody not yet recorded.
    Nobody,
    /// Somebody recorded; and whether the row's My Number is to be linked to them.
    Somebody(Box<Member>, bool),
    /// A person must say.
    Unclear(Why, Vec<PersonKey>),
}

/// Why a person must settle a row, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The My Number is of somebody born on another day.
    #[error("its My Number is that of a person with another birth date")]
    MyNumberOtherBirthDate,
    /// The My Number is of somebody with another name.
    #[error("its My Number is that of a person with another name")]
    MyNumberOtherName,
    /// The insured id is one person's and the My Number another's.
    #[error("its number is one person's and its My Number another's")]
    TwoPeople,
    /// Several people have the insured id, the birth date and the name.
    #[error("several people have its number and birth date")]
    SeveralPeople,
    /// The person of the insured id is known under another My Number.
    #[error("the person of its number has another My Number")]
    TwoMyNumbers,
    /// The insured id is, at the same time, of somebody born on another day.
    #[error("its number is that of a person with another birth date")]
    OtherBirthDate,
    /// The insured id is, at the same time, of somebody with another name.
    #[error("its number is that of a person with another name")]
    OtherName,
    /// Another row of the list says otherwise of the same person and time.
    #[error("another row of the list says otherwise of the same person")]
    Contradiction,
    /// Not a row: a member whom a complete list does not name.
    #[error("a member in force whom the complete list does not name")]
    Missing,
}

impl Why {
    /// Every reason, in the order checked.
    pub const ALL: [Self; 9] = [
        Self::MyNumberOtherBirthDate,
        Self::MyNumberOtherName,
        Self::TwoPeople,
        Self::SeveralPeople,
        Self::TwoMyNumbers,
        Self::OtherBirthDate,
        Self::OtherName,
        Self::Contradiction,
        Self::Missing,
    ];

    /// The name under which the quarantine keeps it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MyNumberOtherBirthDate => "my_number_other_birth_date",
            Self::MyNumberOtherName => "my_number_other_name",
            Self::TwoPeople => "two_people",
            Self::SeveralPeople => "several_people",
            Self::TwoMyNumbers => "two_my_numbers",
            Self::OtherBirthDate => "other_birth_date",
            Self::OtherName => "other_name",
            Self::Contradiction => "contradiction",
            Self::Missing => "missing",
        }
    }

    /// The reason of a name.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// Whom a row is about.
pub(super) fn whom(people: &People<'_>, row: &Row) -> Result<Whom, store::Error> {
    let namesakes = people.under(&row.id, row.member.identity.born_on)?;
    let linked = match &row.hash {
        Some(hash) => people.linked(hash)?,
        None => None,
    };
    // A shorter path for most rows of a first list.
    if namesakes.is_empty() && linked.is_none() {
        return Ok(Whom::Nobody);
    }
    let (alike, others) = sort(row, namesakes);
    if let Some(linked) = linked {
        return of_my_number(people, row, linked, &alike, &others);
    }
    let keys = |members: &[Member]| members.iter().map(|it| it.person_key).collect::<Vec<_>>();
    let Some((one, rest)) = alike.split_first() else {
        return Ok(match holder(people, row, &others, None)? {
            Some((why, key)) => Whom::Unclear(why, vec![key]),
            None => Whom::Nobody,
        });
    };
    if !rest.is_empty() {
        return Ok(Whom::Unclear(Why::SeveralPeople, keys(&alike)));
    }
    if row.hash.is_some() && people.has_my_number(one.person_key)? {
        return Ok(Whom::Unclear(Why::TwoMyNumbers, keys(&alike)));
    }
    Ok(Whom::Somebody(Box::new(one.clone()), row.hash.is_some()))
}

/// The person of a row's My Number, unless the row says it is somebody else.
fn of_my_number(
    people: &People<'_>,
    row: &Row,
    linked: Member,
    alike: &[Member],
    others: &[Namesake],
) -> Result<Whom, store::Error> {
    let key = linked.person_key;
    if linked.person.dossier.born_on != row.member.identity.born_on {
        return Ok(Whom::Unclear(Why::MyNumberOtherBirthDate, vec![key]));
    }
    if is_another(&linked, row) {
        return Ok(Whom::Unclear(Why::MyNumberOtherName, vec![key]));
    }
    if !alike.is_empty() && alike.iter().all(|it| it.person_key != key) {
        let also = alike.iter().map(|it| it.person_key);
        return Ok(Whom::Unclear(Why::TwoPeople, std::iter::once(key).chain(also).collect()));
    }
    Ok(match holder(people, row, others, Some(key))? {
        Some((why, holder)) => Whom::Unclear(why, vec![key, holder]),
        None => Whom::Somebody(Box::new(linked), false),
    })
}

/// The namesakes sorted: who is born on the row's day and named as the row says, each once, and who
/// has its branch and is not.
///
/// A branch that is missing here or there is no other branch: lists leave it out for years and then
/// have it. Where the branch is there, whoever lacks it is not asked.
fn sort(row: &Row, namesakes: Vec<Namesake>) -> (Vec<Member>, Vec<Namesake>) {
    let (mut same, mut near, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for it in namesakes {
        let branch_alike = it.branch == row.id.branch;
        let branch_missing = it.branch.is_empty() || row.id.branch.is_empty();
        match &it.born_alike {
            Some(member) if branch_alike && !is_another(member, row) => same.push(member.clone()),
            Some(member) if branch_missing && !is_another(member, row) => near.push(member.clone()),
            Some(_) | None if branch_alike => others.push(it),
            Some(_) | None => {}
        }
    }
    if same.is_empty() {
        same = near;
    }
    same.sort_unstable_by_key(|it| it.person_key);
    same.dedup_by_key(|it| it.person_key);
    (same, others)
}

/// Who else has the row's insured id at the same time, where it is one person's alone. A number may
/// be given again once its holder has left.
fn holder(
    people: &People<'_>,
    row: &Row,
    others: &[Namesake],
    but: Option<PersonKey>,
) -> Result<Option<(Why, PersonKey)>, store::Error> {
    if !row.names_one_person() {
        return Ok(None);
    }
    for other in others.iter().filter(|it| Some(it.person_key) != but) {
        let (why, member) = match &other.born_alike {
            Some(member) => (Why::OtherName, Some(member.clone())),
            None => (Why::OtherBirthDate, people.member(other.person_key)?),
        };
        let Some(member) = member else { continue };
        let at_once =
            |it: &&Coverage| InsuredId::of(it) == row.id && overlap(it, &row.member.coverage);
        // Without a branch a household shares the id, and only whoever is insured can collide.
        let alone = |it: &Coverage| super::row::names_one_person(it);
        if member.person.dossier.coverages.iter().filter(at_once).any(alone) {
            return Ok(Some((why, other.person_key)));
        }
    }
    Ok(None)
}

/// Whether two coverages have a day in common.
pub(super) fn overlap(one: &Coverage, other: &Coverage) -> bool {
    let end = |it: &Coverage| it.lost_on.unwrap_or(Date::MAX);
    one.acquired_on < end(other) && other.acquired_on < end(one)
}

/// Whether a row of the same birth date speaks of another person than this one.
fn is_another(member: &Member, row: &Row) -> bool {
    let known = member.person.identity.as_ref();
    known.is_some_and(|known| is_another_name(known, &row.member.identity))
}

/// Whether two names are two people's: neither the names nor the kana are the same, nor are the
/// given names, which a marriage leaves as they were. A variant character alone (髙, 﨑) leaves the
/// kana, or the other half of the name, the same.
fn is_another_name(one: &Identity, other: &Identity) -> bool {
    let name = |it: &Identity| fold_symbol(&it.name).into_owned();
    let kana = |it: &Identity| it.kana.as_deref().map(|it| fold_kana(it).into_owned());
    let same = |one: &str, other: &str| {
        let given = |it: &str| it.split_once(char::is_whitespace).map(|it| it.1.trim().to_owned());
        one == other || given(one).is_some_and(|it| given(other).as_ref() == Some(&it))
    };
    let same_name = same(&name(one), &name(other));
    let same_kana = match (kana(one), kana(other)) {
        (Some(one), Some(other)) => same(&one, &other),
        (Some(_) | None, None) | (None, Some(_)) => false,
    };
    !same_name && !same_kana
}

#[cfg(test)]
mod tests {
    use record::Sex;

    use super::*;

    #[test]
    fn two_names_are_two_people_s_where_nothing_stays_the_same() {
        let table = "
            山田　太郎|ヤマダ　タロウ   山田　太郎|ヤマダ　タロウ   same
            山田　太郎|ヤマダ　タロウ   山田 太郎|ﾔﾏﾀﾞ ﾀﾛｳ          same     # widths
            髙﨑　一|タカサキ　ハジメ   高崎　一|タカサキ　ハジメ   same     # variants
            渡邊　太郎|-                渡辺　太郎|-                same     # variants without kana
            山田　花子|ヤマダ　ハナコ   佐藤　花子|サトウ　ハナコ   same     # a marriage
            山田　花子|-                佐藤　花子|-                same
            山田花子|ヤマダハナコ       山田華子|ヤマダハナコ       same
            山田　太郎|ヤマダ　タロウ   山田　次郎|ヤマダ　ジロウ   another  # a twin
            山田　太郎|ヤマダ　タロウ   佐藤　花子|サトウ　ハナコ   another
            山田　太郎|-                佐藤　花子|サトウ　ハナコ   another
            山田太郎|-                  佐藤太郎|-                  another  # nothing to tell halves by
        ";
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let cells: Vec<&str> =
                row.split("  ").map(str::trim).filter(|it| !it.is_empty()).collect();
            let another = is_another_name(&identity(cells[0]), &identity(cells[1]));
            assert_eq!(another, cells[2] == "another", "{row}");
        }
    }

    fn identity(text: &str) -> Identity {
        let (name, kana) = text.split_once('|').unwrap();
        Identity {
            name: name.to_owned(),
            kana: (kana != "-").then(|| kana.to_owned()),
            sex: Sex::Unset,
            born_on: Date::ZERO,
            insured_name: None,
        }
    }

    #[test]
    fn every_reason_is_read_back_from_its_name() {
        for why in Why::ALL {
            assert_eq!(Why::of(why.code()), Some(why));
        }
        assert_eq!(Why::of(""), None);
    }
}
