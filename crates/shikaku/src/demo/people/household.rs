//! A household: who lives in it, how old they are, and how an insurer numbers them.

use eligibility::Ages;
use jiff::{ToSpan as _, civil::Date};
use record::{Address, Coverage, Delivery, Dossier, Identity, IncomeTier, Person, Role, Sex};

use super::{
    draw::Draw,
    names::{self, Surname},
};
use crate::demo::insurers::{Kind, MadeUp};

/// A member of a household, and what kind of insurer covers them.
pub(super) struct Member {
    pub(super) person: Person,
    pub(super) kind: Kind,
}

/// What the members share.
struct Household {
    insurer: MadeUp,
    /// The insurer before, where the household changed not long ago.
    former: Option<MadeUp>,
    surname: Surname,
    address: Address,
    symbol: Option<String>,
    number: String,
    /// First day of the head's coverage.
    acquired_on: Date,
    /// First day not covered any more, where nobody knows by whom now.
    lost_on: Option<Date>,
    /// End of the period of stay of a family from abroad.
    stay_until: Option<Date>,
    head: String,
}

/// Who is born into the draw.
struct Newcomer {
    age: i32,
    sex: Sex,
}

/// Names of workplaces (事業所).
const WORKPLACES: [&str; 10] = [
    "みほん商事",
    "みほん製作所",
    "みほん運輸",
    "みほん食品",
    "みほん建設",
    "れいじ電機",
    "れいじ印刷",
    "れいじ病院",
    "れいじ学園",
    "れいじ流通",
];

/// Symbols (記号), the same for every insurer that has any.
const SYMBOLS: std::ops::Range<u32> = 101..161;

/// The household at a place.
pub(super) fn drawn(draw: &mut Draw, insurers: &[MadeUp], place: u64, on: Date) -> Vec<Member> {
    let insurer = insurer(draw, insurers);
    let head = head(draw, insurer.kind);
    let born_on = born_on(draw, head.age, on);
    let household = household(draw, insurers, insurer, place, born_on, on);
    let family = family(draw, insurer.kind, &head);
    let mut members = vec![household.member(draw, &head, born_on, 0)];
    let head_name = name(&members[0].person);
    let household = Household { head: head_name, ..household };
    for (branch, newcomer) in (1..).zip(&family) {
        let born_on = self::born_on(draw, newcomer.age, on);
        members.push(household.member(draw, newcomer, born_on, branch));
    }
    members
}

/// An insurer, by how many households it has.
fn insurer(draw: &mut Draw, insurers: &[MadeUp]) -> MadeUp {
    let mut left = draw.below(1000);
    for it in insurers {
        if left < it.households {
            return *it;
        }
        left -= it.households;
    }
    insurers[0]
}

fn head(draw: &mut Draw, kind: Kind) -> Newcomer {
    let age = match kind {
        Kind::Association | Kind::Society | Kind::MutualAid => draw.between(19, 66),
        Kind::NationalHealthSociety => draw.between(27, 72),
        Kind::Municipal if draw.chance(450) => draw.between(60, 73),
        Kind::Municipal => draw.between(20, 66),
        // More who are 76 than who are 96.
        Kind::LateStage => draw.between(76, 98).min(draw.between(76, 98)),
    };
    let men = if kind == Kind::LateStage { 420 } else { 620 };
    Newcomer { age, sex: sex(draw, men) }
}

/// The others of a household: a spouse, children, now and then a parent.
fn family(draw: &mut Draw, kind: Kind, head: &Newcomer) -> Vec<Newcomer> {
    let mut family = Vec::new();
    if kind == Kind::LateStage {
        return family;
    }
    let married = if head.age < 26 { 100 } else { 480 };
    if draw.chance(married) {
        let age = (head.age + draw.between(-6, 6)).clamp(20, 73);
        let sex = if head.sex == Sex::Male { Sex::Female } else { Sex::Male };
        family.push(Newcomer { age, sex });
        let children = if (24..58).contains(&head.age) { draw.below(4) } else { 0 };
        for _ in 0..children {
            let age = draw.between(0, (age.min(head.age) - 21).clamp(0, 22));
            family.push(Newcomer { age, sex: sex_of_child(draw) });
        }
    }
    if kind.has_workplaces() && (42..52).contains(&head.age) && draw.chance(60) {
        family.push(Newcomer { age: draw.between(66, 73), sex: Sex::Female });
    }
    family
}

fn household(
    draw: &mut Draw,
    insurers: &[MadeUp],
    insurer: MadeUp,
    place: u64,
    born_on: Date,
    on: Date,
) -> Household {
    let from_abroad = insurer.kind != Kind::LateStage && draw.chance(25);
    let grown_up = born_on.saturating_add(18.years());
    let acquired_on = match insurer.kind {
        Kind::LateStage => Ages::of(born_on).late_stage_from,
        Kind::Association
        | Kind::Society
        | Kind::MutualAid
        | Kind::NationalHealthSociety
        | Kind::Municipal => {
            let first = grown_up.max(on.saturating_sub(22.years()));
            let day = draw.day(first, on.saturating_sub(12.days()));
            // Most begin work with a month.
            if draw.chance(650) { day.first_of_month().max(first) } else { day }
        }
    };
    let newly = acquired_on > on.saturating_sub(1.year()) && insurer.kind != Kind::LateStage;
    let former = (newly && draw.chance(700))
        .then(|| self::insurer(draw, insurers))
        .filter(|it| it.kind != Kind::LateStage && it.number != insurer.number);
    let gone = insurer.kind.has_workplaces() && former.is_none() && draw.chance(12);
    let symbol = (insurer.kind != Kind::LateStage)
        .then(|| (SYMBOLS.start + draw.below(SYMBOLS.end - SYMBOLS.start)).to_string());
    Household {
        insurer,
        former,
        surname: if from_abroad { Surname::SAMPLE } else { Surname::drawn(draw) },
        address: names::address(draw),
        symbol,
        number: number(insurer.kind, place),
        acquired_on,
        lost_on: gone.then(|| {
            draw.day(on.saturating_sub(45.days()), on).max(acquired_on.saturating_add(1.day()))
        }),
        stay_until: from_abroad
            .then(|| draw.day(on.saturating_add(20.days()), on.saturating_add(4.years()))),
        head: String::new(),
    }
}

/// Seven digits, eight for the late-stage elderly; the stories have others.
fn number(kind: Kind, place: u64) -> String {
    match kind {
        Kind::LateStage => (10_000_000 + place).to_string(),
        Kind::Association
        | Kind::Society
        | Kind::MutualAid
        | Kind::NationalHealthSociety
        | Kind::Municipal => (1_000_000 + place).to_string(),
    }
}

impl Household {
    /// A member, with the coverage and nothing else yet.
    fn member(&self, draw: &mut Draw, it: &Newcomer, born_on: Date, place: u8) -> Member {
        let name = self.surname.of(draw, it.sex, it.age);
        let is_head = place == 0;
        let mut dossier = Dossier::born_on(born_on);
        dossier.stay_until = self.stay_until;
        dossier.smartphone = !draw.chance(if it.age >= 75 { 550 } else { 60 });
        dossier.coverages = self.coverages(draw, born_on, place);
        let person = Person {
            dossier,
            identity: Some(Identity {
                name: name.kanji,
                kana: Some(name.kana),
                sex: it.sex,
                born_on,
                insured_name: (!is_head).then(|| self.head.clone()),
            }),
            address: Some(self.address.clone()),
            delivery: self.delivery(),
            reference_numbers: Vec::new(),
        };
        Member { person, kind: self.insurer.kind }
    }

    fn coverages(&self, draw: &mut Draw, born_on: Date, place: u8) -> Vec<Coverage> {
        let acquired_on = self.acquired_on.max(born_on);
        let kind = self.insurer.kind;
        // Societies number the insured 00, National Health Insurance the head 01.
        let first = u8::from(matches!(kind, Kind::Municipal | Kind::NationalHealthSociety));
        let branch = |first: u8| format!("{:02}", first + place);
        let role = if place == 0 { Role::Insured } else { Role::Dependent };
        let current = Coverage {
            insurer_number: self.insurer.number,
            symbol: self.symbol.clone(),
            number: self.number.clone(),
            branch: (kind != Kind::LateStage).then(|| branch(first)),
            role,
            acquired_on,
            lost_on: self.lost_on.map(|it| it.max(acquired_on)),
            income_tier: income_tier(draw, kind),
            income_tiers: Vec::new(),
            voluntary_continuation: false,
        };
        let former = self.former.filter(|_| acquired_on == self.acquired_on).map(|it| Coverage {
            insurer_number: it.number,
            branch: Some(branch(0)),
            acquired_on: acquired_on.saturating_sub(3.years()).max(born_on),
            lost_on: Some(acquired_on),
            ..current.clone()
        });
        former.into_iter().chain([current]).collect()
    }

    fn delivery(&self) -> Option<Delivery> {
        let symbol = self.symbol.as_ref().filter(|_| self.insurer.kind.has_workplaces())?;
        let (employer_code, name) = workplace(symbol);
        Some(Delivery {
            insurer_number: self.insurer.number,
            employer_code,
            employer_name: Some(name),
        })
    }
}

/// The code and the name of every workplace of an insurer that has workplaces.
pub(crate) fn workplaces() -> impl Iterator<Item = (String, String)> {
    SYMBOLS.map(|it| workplace(&it.to_string()))
}

/// A symbol is a workplace's.
fn workplace(symbol: &str) -> (String, String) {
    let place = symbol.bytes().map(usize::from).sum::<usize>() % WORKPLACES.len();
    (format!("0{symbol}"), format!("{} 第{symbol}事業所", WORKPLACES[place]))
}

fn income_tier(draw: &mut Draw, kind: Kind) -> IncomeTier {
    match draw.below(100) {
        0..8 => IncomeTier::ActiveLevel,
        8..28 if kind == Kind::LateStage => IncomeTier::CertainLevel,
        _ => IncomeTier::Ordinary,
    }
}

/// A day of birth of somebody of an age on a day.
fn born_on(draw: &mut Draw, age: i32, on: Date) -> Date {
    let years = i16::try_from(age).unwrap_or(0);
    on.saturating_sub(years.years()).saturating_sub(draw.between(0, 364).days())
}

fn sex(draw: &mut Draw, men: u32) -> Sex {
    if draw.chance(men) { Sex::Male } else { Sex::Female }
}

fn sex_of_child(draw: &mut Draw) -> Sex {
    sex(draw, 512)
}

fn name(person: &Person) -> String {
    person.identity.as_ref().map(|it| it.name.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::demo::insurers;

    #[test]
    fn members_share_a_number_and_differ_in_branch() {
        let insurers = insurers::all().unwrap();
        let mut families = 0;
        for place in 0..2_000 {
            let mut draw = Draw::of(1, place);
            let members = drawn(&mut draw, &insurers, place, date(2028, 2, 29));
            let newest = |it: &Member| it.person.dossier.coverages.last().unwrap().clone();
            let head = newest(&members[0]);
            families += usize::from(members.len() > 1);
            assert_eq!(head.role, Role::Insured);
            for (place, member) in members.iter().enumerate().skip(1) {
                let coverage = newest(member);
                assert_eq!((&coverage.symbol, &coverage.number), (&head.symbol, &head.number));
                assert_eq!(coverage.role, Role::Dependent);
                let branch = |it: &Coverage| it.branch.as_ref().unwrap().parse::<usize>().unwrap();
                assert_eq!(branch(&coverage), branch(&head) + place);
                let insured_name = member.person.identity.as_ref().unwrap().insured_name.as_ref();
                assert_eq!(insured_name, Some(&name(&members[0].person)));
            }
        }
        assert!((600..1_200).contains(&families), "{families}");
    }
}
