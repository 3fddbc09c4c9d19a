//! People whose names are hard to set.

use super::samples::Cast;

/// Letters that few fonts have, and names as long as registers hold them.
pub(crate) const HARD: [Cast; 5] = [
    Cast {
        name: "𠮷田 𣘺髙",
        kana: "ヨシダ ハシタカ",
        address: "奈良県葛󠄀城市𠮷野99番地の9 濵﨑コーポ鷗棟1203号室",
    },
    Cast {
        name: "葛󠄀﨑 德濵鷗",
        kana: "カツラザキ トクハマカモメ",
        address: "東京都葛󠄁飾区立石9-9-9",
    },
    Cast {
        name: "勅使河原髙﨑德濵鷗𠮷𣘺之介衛門左近将監源朝臣藤原清原在原中臣阿倍大伴紀貫",
        kana: "テシガワラ タカサキトクハマカモメヨシハシノスケエモンサコンショウゲンミナモト",
        address: "鹿児島県大島郡奄美大島瀬戸内町大字古仁屋字松江九百九十九番地の九十九\
                  グランドハイツ古仁屋マリンビュー第三別館1203号室",
    },
    Cast {
        name: "WOLFESCHLEGELSTEINHAUSENBERGERDORFF HUBERT BLAINE ADOLPH CHARL",
        kana: "ヴォルフェシュレーゲルシュタインハウゼンベルガードルフ ヒューバート",
        address: "神奈川県横浜市中区山下町999番地 INTERNATIONAL RESIDENCE YOKOHAMA BAY 12F",
    },
    Cast {
        name: "渡邉󠄁 惠𣜿", kana: "ワタナベ ケイヒロ", address: "三重県度会郡度会町棚橋99"
    },
];
