//! Names composed from lists, and addresses that do not exist.

use record::{Address, Sex};

use super::draw::Draw;

/// Surnames with their kana.
#[rustfmt::skip]
const SURNAMES: [(&str, &str); 72] = [
    ("佐藤", "サトウ"), ("鈴木", "スズキ"), ("高橋", "タカハシ"), ("田中", "タナカ"),
    ("伊藤", "イトウ"), ("渡邊", "ワタナベ"), ("山本", "ヤマモト"), ("中村", "ナカムラ"),
    ("小林", "コバヤシ"), ("加藤", "カトウ"), ("吉田", "ヨシダ"), ("山田", "ヤマダ"),
    ("佐々木", "ササキ"), ("山口", "ヤマグチ"), ("松本", "マツモト"), ("井上", "イノウエ"),
    ("木村", "キムラ"), ("林", "ハヤシ"), ("斎藤", "サイトウ"), ("齋藤", "サイトウ"),
    ("清水", "シミズ"), ("山﨑", "ヤマザキ"), ("森", "モリ"), ("池田", "イケダ"),
    ("橋本", "ハシモト"), ("阿部", "アベ"), ("石川", "イシカワ"), ("山下", "ヤマシタ"),
    ("中島", "ナカジマ"), ("石井", "イシイ"), ("小川", "オガワ"), ("前田", "マエダ"),
    ("岡田", "オカダ"), ("長谷川", "ハセガワ"), ("藤田", "フジタ"), ("後藤", "ゴトウ"),
    ("近藤", "コンドウ"), ("村上", "ムラカミ"), ("遠藤", "エンドウ"), ("青木", "アオキ"),
    ("坂本", "サカモト"), ("福田", "フクダ"), ("太田", "オオタ"), ("西村", "ニシムラ"),
    ("藤井", "フジイ"), ("金子", "カネコ"), ("岡本", "オカモト"), ("藤原", "フジワラ"),
    ("三浦", "ミウラ"), ("中野", "ナカノ"), ("原田", "ハラダ"), ("松田", "マツダ"),
    ("竹内", "タケウチ"), ("小野", "オノ"), ("田村", "タムラ"), ("中山", "ナカヤマ"),
    ("和田", "ワダ"), ("石田", "イシダ"), ("森田", "モリタ"), ("上田", "ウエダ"),
    ("髙木", "タカギ"), ("内田", "ウチダ"), ("柴田", "シバタ"), ("酒井", "サカイ"),
    ("宮﨑", "ミヤザキ"), ("横山", "ヨコヤマ"), ("高田", "タカダ"), ("宮本", "ミヤモト"),
    ("今井", "イマイ"), ("大野", "オオノ"), ("邉見", "ヘンミ"), ("谷口", "タニグチ"),
];

/// Given names of men and boys, the older first.
#[rustfmt::skip]
const MEN: [(&str, &str); 40] = [
    ("茂", "シゲル"), ("清", "キヨシ"), ("勇", "イサム"), ("実", "ミノル"), ("進", "ススム"),
    ("正", "タダシ"), ("勝", "マサル"), ("弘", "ヒロシ"), ("昭二", "ショウジ"), ("和夫", "カズオ"),
    ("隆", "タカシ"), ("誠", "マコト"), ("修", "オサム"), ("浩", "ヒロシ"), ("健一", "ケンイチ"),
    ("剛", "ツヨシ"), ("学", "マナブ"), ("哲也", "テツヤ"), ("秀樹", "ヒデキ"), ("直樹", "ナオキ"),
    ("大輔", "ダイスケ"), ("健太", "ケンタ"), ("拓也", "タクヤ"), ("翔太", "ショウタ"), ("亮", "リョウ"),
    ("駿", "シュン"), ("大樹", "ダイキ"), ("翼", "ツバサ"), ("蓮", "レン"), ("大翔", "ヒロト"),
    ("悠真", "ユウマ"), ("湊", "ミナト"), ("陽翔", "ハルト"), ("蒼", "アオイ"), ("樹", "イツキ"),
    ("朝陽", "アサヒ"), ("律", "リツ"), ("碧", "アオ"), ("暖", "ダン"), ("凪", "ナギ"),
];

/// Given names of women and girls, the older first.
#[rustfmt::skip]
const WOMEN: [(&str, &str); 40] = [
    ("千代", "チヨ"), ("ハナ", "ハナ"), ("キヨ", "キヨ"), ("文子", "フミコ"), ("幸子", "サチコ"),
    ("和子", "カズコ"), ("節子", "セツコ"), ("洋子", "ヨウコ"), ("恵子", "ケイコ"), ("京子", "キョウコ"),
    ("由美子", "ユミコ"), ("真由美", "マユミ"), ("明美", "アケミ"), ("久美子", "クミコ"), ("直美", "ナオミ"),
    ("智子", "トモコ"), ("陽子", "ヨウコ"), ("裕子", "ユウコ"), ("香織", "カオリ"), ("恵", "メグミ"),
    ("愛", "アイ"), ("彩", "アヤ"), ("美穂", "ミホ"), ("麻衣", "マイ"), ("沙織", "サオリ"),
    ("美咲", "ミサキ"), ("葵", "アオイ"), ("さくら", "サクラ"), ("陽菜", "ヒナ"), ("結衣", "ユイ"),
    ("凛", "リン"), ("莉子", "リコ"), ("紬", "ツムギ"), ("芽依", "メイ"), ("結菜", "ユイナ"),
    ("澪", "ミオ"), ("詩", "ウタ"), ("ひまり", "ヒマリ"), ("心陽", "コハル"), ("咲茉", "エマ"),
];

/// Given names as they stand on a residence card, with their kana.
#[rustfmt::skip]
const ROMAN: [(&str, &str); 16] = [
    ("ANNA", "アンナ"), ("MARIA", "マリア"), ("LINH", "リン"), ("MINH", "ミン"),
    ("JUAN", "フアン"), ("SITI", "シティ"), ("RAM", "ラム"), ("DAVID", "デイビッド"),
    ("SOFIA", "ソフィア"), ("WEI", "ウェイ"), ("JISOO", "ジス"), ("PEDRO", "ペドロ"),
    ("AUNG", "アウン"), ("OLGA", "オルガ"), ("AMIR", "アミル"), ("LUCIA", "ルシア"),
];

/// Towns of a prefecture that is on no map.
#[rustfmt::skip]
const TOWNS: [&str; 16] = [
    "みほん市若葉町", "みほん市見本町", "みほん市桜台", "みほん市緑が丘", "みほん市本町",
    "みほん市港町", "みほん市栄町", "みほん市旭町", "れいじ町大字北", "れいじ町大字南",
    "れいじ町中央", "れいじ町川端", "みほん市東見本", "みほん市西見本", "みほん市富士見",
    "みほん市学園前",
];

/// A name and its kana.
pub(super) struct Name {
    pub(super) kanji: String,
    pub(super) kana: String,
}

/// A family's name.
#[derive(Clone, Copy)]
pub(super) struct Surname(&'static str, &'static str);

impl Surname {
    pub(super) fn drawn(draw: &mut Draw) -> Self {
        let (kanji, kana) = draw.among(&SURNAMES);
        Self(kanji, kana)
    }

    /// The name of a family of another country, said to be a sample by itself.
    pub(super) const SAMPLE: Self = Self("SAMPLE", "サンプル");

    /// The name of somebody of this family, of a sex and age.
    pub(super) fn of(self, draw: &mut Draw, sex: Sex, age: i32) -> Name {
        let list: &[(&str, &str)] = match sex {
            _ if self.0 == Self::SAMPLE.0 => &ROMAN,
            Sex::Male => at_age(&MEN, age),
            Sex::Female | Sex::Unset => at_age(&WOMEN, age),
        };
        let (kanji, kana) = draw.among(list);
        Name { kanji: format!("{} {kanji}", self.0), kana: format!("{} {kana}", self.1) }
    }
}

/// The part of a list that people of an age bear.
fn at_age<'a>(list: &'a [(&'a str, &'a str)], age: i32) -> &'a [(&'a str, &'a str)] {
    match age {
        ..18 => &list[26..],
        18..45 => &list[14..32],
        45..70 => &list[6..24],
        70.. => &list[..14],
    }
}

/// An address that does not exist: no postcode of Japan begins with 000.
pub(super) fn address(draw: &mut Draw) -> Address {
    let postcode = format!("000-{:04}", draw.below(10_000));
    let town = draw.among(&TOWNS);
    let text = format!("見本県{town}{}-{}", draw.between(1, 9), draw.between(1, 28));
    Address { postcode: Some(postcode), text, withheld: false }
}
