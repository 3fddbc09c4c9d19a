//! The statement of eligibility (被保険者資格申立書) a patient completes at the counter, filled in
//! as far as it is known (F-64).

use interchange::confirmation::{Answer, Question};
use jiff::civil::{Date, date};
use record::Sex;
use serde::{Deserialize, Serialize};

/// What is filled in beforehand. The rest is written by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statement {
    /// The day it was made.
    #[serde(with = "record::day")]
    pub on: Date,
    /// 氏名.
    pub name: Option<String>,
    /// 氏名カナ.
    pub kana: Option<String>,
    /// 生年月日.
    #[serde(with = "record::day")]
    pub born_on: Date,
    /// 性別.
    pub sex: Option<Sex>,
    /// 住所.
    pub address: Option<String>,
    /// The insurer of the coverage that ended, as a help to remember.
    pub former_insurer: Option<String>,
}

/// The share a statement lets the counter collect, by age alone (F-64).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShareToCollect {
    /// 2割, until school.
    Preschool,
    /// 3割.
    Standard,
    /// 1割 to 3割 by income, as the patient states.
    Elderly,
}

impl Statement {
    /// The statement for the patient of a question, with what an answer said of them.
    pub(crate) fn of(question: &Question, answer: Option<&Answer>, on: Date) -> Self {
        let result = answer.and_then(|it| it.result.as_ref());
        Self {
            on,
            name: result.map(|it| it.name.clone()),
            kana: result.and_then(|it| it.kana.clone()),
            born_on: question.born_on,
            sex: result.map(|it| it.sex),
            address: result.and_then(|it| it.address.clone()),
            former_insurer: result.and_then(|it| it.insurer_name.clone()),
        }
    }
}

impl ShareToCollect {
    /// The share for a person on a day.
    ///
    /// Source: 国民健康保険法(昭和33年法律第192号)第42条 (F-69); 年齢計算ニ関スル法律 (F-70)
    pub(crate) fn on(day: Date, born_on: Date) -> Self {
        let six = day_reached(born_on, 6);
        let march = date(six.year(), 3, 31);
        let preschool_to = if six <= march { march } else { date(six.year() + 1, 3, 31) };
        if day <= preschool_to {
            Self::Preschool
        } else if day <= day_reached(born_on, 70).last_of_month() {
            Self::Standard
        } else {
            Self::Elderly
        }
    }

    /// The share as people say it.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Preschool => "2割",
            Self::Standard => "3割",
            Self::Elderly => "1〜3割",
        }
    }
}

/// The day an age is reached: the day before the birthday, 28 February for those born on the 29th.
fn day_reached(born_on: Date, age: i16) -> Date {
    let year = born_on.year().saturating_add(age);
    if born_on.month() == 2 && born_on.day() == 29 {
        return date(year, 2, 28);
    }
    let birthday = Date::new(year, born_on.month(), born_on.day()).unwrap_or(Date::MAX);
    birthday.yesterday().unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_a_statement_by_age() {
        let table = "
            born        on          share
            2020-04-01  2026-03-31  2割
            2020-04-01  2026-04-01  3割    # six on 31 March: school begins the next day
            2020-04-02  2027-03-31  2割
            2020-04-02  2027-04-01  3割
            1990-08-19  2026-03-10  3割
            1956-03-02  2026-03-31  3割
            1956-03-02  2026-04-01  1〜3割
            1956-03-01  2026-02-28  3割
            1956-03-01  2026-03-01  1〜3割  # born on the 1st: a month early
            1956-02-29  2026-02-28  3割
            1956-02-29  2026-03-01  1〜3割
        ";
        for row in table.trim().lines().skip(1) {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let share = ShareToCollect::on(cells[1].parse().unwrap(), cells[0].parse().unwrap());
            assert_eq!(share.text(), cells[2], "{row}");
        }
    }
}
