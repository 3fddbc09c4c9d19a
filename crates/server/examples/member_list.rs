//! Prints a made-up member list: `cargo run --example member_list -- ROWS [FIRST] [--my-number]`.
//!
//! The same arguments print the same list; another FIRST prints other people. Nobody in it exists.

use std::{
    env,
    io::{self, BufWriter, Write as _},
};

const HEADER: &str = "記号,番号,枝番,氏名,氏名カナ,性別,生年月日,郵便番号,住所,本人家族,資格取得年月日,資格喪失年月日,事業所番号,事業所名,所得区分";

#[rustfmt::skip]
const FAMILY: [(&str, &str); 16] = [
    ("佐藤", "サトウ"), ("鈴木", "スズキ"), ("髙橋", "タカハシ"), ("田中", "タナカ"),
    ("渡邊", "ワタナベ"), ("伊藤", "イトウ"), ("山本", "ヤマモト"), ("中村", "ナカムラ"),
    ("小林", "コバヤシ"), ("加藤", "カトウ"), ("吉田", "ヨシダ"), ("山﨑", "ヤマザキ"),
    ("森", "モリ"), ("池田", "イケダ"), ("橋本", "ハシモト"), ("阿部", "アベ"),
];
#[rustfmt::skip]
const GIVEN: [(&str, &str, &str); 16] = [
    ("太郎", "タロウ", "男"), ("花子", "ハナコ", "女"), ("一", "ハジメ", "男"),
    ("美咲", "ミサキ", "女"), ("健", "ケン", "男"), ("さくら", "サクラ", "女"),
    ("大輔", "ダイスケ", "男"), ("陽子", "ヨウコ", "女"), ("誠", "マコト", "男"),
    ("恵", "メグミ", "女"), ("翔", "ショウ", "男"), ("結衣", "ユイ", "女"),
    ("浩", "ヒロシ", "男"), ("智子", "トモコ", "女"), ("悠", "ユウ", "男"),
    ("葵", "アオイ", "女"),
];
const TOWNS: [&str; 6] =
    ["浦和区仲町", "大宮区桜木町", "中央区新都心", "北区宮原町", "南区別所", "緑区三室"];

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let my_number = arguments.iter().any(|it| it == "--my-number");
    let mut numbers = arguments.iter().filter_map(|it| it.parse::<u64>().ok());
    let (rows, first) = (numbers.next().unwrap_or(1_000), numbers.next().unwrap_or(0));
    let mut out = BufWriter::new(io::stdout().lock());
    write!(out, "\u{FEFF}{HEADER}{}\r\n", if my_number { ",個人番号" } else { "" })?;
    for person in first..first + rows {
        write!(out, "{}", row(person))?;
        if my_number {
            write!(out, ",{}", my_number_of(person))?;
        }
        write!(out, "\r\n")?;
    }
    out.flush()
}

/// One member, three to a household.
fn row(person: u64) -> String {
    let (household, branch) = (person / 3, person % 3);
    let dice = mixed(person);
    let home = mixed(household ^ 0x5EED);
    let (family, family_kana) = FAMILY[place(home, FAMILY.len())];
    let (given, given_kana, sex) = GIVEN[place(dice, GIVEN.len())];
    let (year, month, day) = (1946 + dice / 16 % 60, 1 + dice / 1024 % 12, 1 + dice / 16_384 % 28);
    let born_on = if dice.is_multiple_of(7) {
        format!("S{}.{month}.{day}", (year - 1925).min(63))
    } else {
        format!("{year}-{month:02}-{day:02}")
    };
    let acquired_on = format!("{}-{:02}-01", 2007 + home / 16 % 18, 1 + home / 512 % 12);
    let role = if branch == 0 { "本人" } else { "家族" };
    let town = TOWNS[place(home / 8, TOWNS.len())];
    // A workplace is a symbol, and its members stand together.
    let (employer, block) = (100 + household / 37, 1 + home / 4096 % 20);
    format!(
        "{symbol},{number},{branch:02},{family}　{given},{family_kana}　{given_kana},{sex},{born_on},\
         330-{post:04},埼玉県さいたま市{town}{block}－{branch},{role},{acquired_on},,{employer},\
         みほん事業所{employer},一般",
        symbol = employer,
        number = 10_000_000 + household,
        post = home % 10_000,
    )
}

/// Eleven digits and the check digit.
fn my_number_of(person: u64) -> String {
    let body = 10_000_000_000 + mixed(person) % 80_000_000_000 / 100_000_000 * 100_000_000 + person;
    let digits = (0..11).map(|place| body / 10_u64.pow(place) % 10);
    let sum: u64 = digits.zip((2..=7).chain(2..=6)).map(|(digit, weight)| digit * weight).sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    format!("{body}{check}")
}

/// The same dice for the same number.
const fn mixed(number: u64) -> u64 {
    let mut it = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (it ^ (it >> 31)) >> 8
}

fn place(dice: u64, length: usize) -> usize {
    usize::try_from(dice).unwrap_or(0) % length
}
